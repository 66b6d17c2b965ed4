"""Settlements and bases on a network, as nodes."""

from __future__ import annotations

import numpy as np
import pytest

from roads import GEOD, at, between, city_blocks, km, node_at, road
from salient.core.network import network_of
from salient.core.network_places import on_network

LINE = [road("a", (0, 0), (1, 0), (2, 0))]


def placed(network, *places, within_m=5000.0):
    return on_network(network, *zip(*(at(*one) for one in places)), within_m)


def test_a_place_beside_a_road_cuts_it_in_two():
    found = placed(network_of(LINE), (0.5, 0.1))
    assert found.distance_m[0] == pytest.approx(1000 * km((0.5, 0.1), (0.5, 0)), rel=1e-6)
    assert found.network.length_m.sum() == pytest.approx(network_of(LINE).length_m.sum(), abs=1e-3)
    assert found.network.length_m[between(found.network, (0, 0), (0.5, 0))] == pytest.approx(
        1000 * km((0, 0), (0.5, 0)), abs=1e-3
    )
    assert found.parent.tolist() == [0, 0]
    assert found.node[0] == node_at(found.network, 0.5, 0)
    # The vertex that the road had stays in its half.
    assert found.network.path(1).tolist() == [list(at(0.5, 0)), list(at(1, 0)), list(at(2, 0))]


def test_places_at_ends_at_vertices_and_at_one_spot():
    found = placed(network_of(LINE), (0, 0), (1, 0), (1, 0.01), (2.01, 0), (1.5, 0))
    assert found.node[0] == node_at(found.network, 0, 0)
    assert found.node[1] == found.node[2] == node_at(found.network, 1, 0)
    assert found.node[3] == node_at(found.network, 2, 0)
    assert len(found.network.edge) == 3
    assert (found.network.length_m > 7000 / 2).all()


def test_a_place_far_from_every_route_says_so():
    found = placed(network_of(LINE), (1, 3), (1, 0))
    assert found.node[0] == -1
    assert np.isinf(found.distance_m[0])
    assert str(found.missing(0)) == "no route within 5 km"
    assert found.missing(1) is None
    assert placed(network_of([]), (1, 0)).node.tolist() == [-1]


def test_many_places_are_at_the_nearest_point_of_all():
    chance = np.random.default_rng(4)
    network = city_blocks(chance, 6, 5, 0.7)
    spots = [tuple(one) for one in chance.uniform(-0.5, 6, (40, 2))]
    found = placed(network, *spots, within_m=3000)
    fine = np.concatenate([np.linspace(*network.path(n)[[0, -1]], 400) for n in range(len(network.edge))])
    for place, node, metres in zip(spots, found.node, found.distance_m):
        lon, lat = at(*place)
        away = GEOD.inv(np.full(len(fine), lon), np.full(len(fine), lat), fine[:, 0], fine[:, 1])[2].min()
        if node < 0:
            assert away > 3000
        else:
            # A point on the road every 20 m or less: the nearest of them is that near to the nearest of all.
            assert metres <= away + 0.05
            assert metres == pytest.approx(GEOD.inv(lon, lat, *found.network.node[node])[2], abs=0.01)
            assert away**2 <= metres**2 + 30**2 + 1
    assert (found.node >= 0).any()
    assert (found.node < 0).any()
    # What was cut is still the same road.
    whole = np.bincount(found.parent, found.network.length_m, len(network.edge))
    np.testing.assert_allclose(whole, network.length_m, atol=1e-3)
    ends = found.network.edge
    for n in range(len(ends)):
        path = found.network.path(n)
        np.testing.assert_allclose(path[[0, -1]], found.network.node[ends[n]], atol=1e-9)
