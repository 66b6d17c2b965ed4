"""Ways without a common edge: small networks with the answer visible to the eye, and all sets of ways tried out."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from roads import between, city_blocks, km, node_at, road
from salient.core.disjoint_ways import disjoint_ways
from salient.core.isolation import access
from salient.core.network import Network, network_of


def lengths_km(network: Network, ways) -> list[float]:
    return [float(network.length_m[list(way)].sum()) / 1000 for way in ways]


def all_open(network: Network) -> np.ndarray:
    return np.ones(len(network.edge), dtype=bool)


def test_both_halves_of_a_ring():
    ring = network_of([road("ring", (0, 0), (2, 0), (2, 1), (0, 1), (0, 0)), road("spur", (0, 0), (-1, 0))])
    start, end = node_at(ring, 0, 0), node_at(ring, -1, 0)
    assert disjoint_ways(ring, all_open(ring), start, [start]) == ()
    (only,) = disjoint_ways(ring, all_open(ring), end, [start])
    assert only == (between(ring, (0, 0), (-1, 0)),)


def test_the_shortest_way_gives_way_where_it_blocks_both():
    """The short way goes over the rung in the middle; two ways without a common edge keep to the rails."""
    lines = [
        road("lower left", (0, 0), (1, 0)),
        road("rung", (1, 0), (1, 0.2)),
        road("upper right", (1, 0.2), (2, 0.2), (2, 0)),
        road("upper left", (0, 0), (0, 2), (1, 2), (1, 0.2)),
        road("lower right", (1, 0), (1, -2), (2, -2), (2, 0)),
    ]
    network = network_of(lines)
    start, end = node_at(network, 0, 0), node_at(network, 2, 0)
    (shortest,) = access(network, all_open(network), [start], [end])
    assert between(network, (1, 0), (1, 0.2)) in shortest.edges
    ways = disjoint_ways(network, all_open(network), start, [end])
    assert lengths_km(network, ways) == pytest.approx(
        sorted(
            [
                km((0, 0), (1, 0), (1, -2), (2, -2), (2, 0)),
                km((0, 0), (0, 2), (1, 2), (1, 0.2), (2, 0.2), (2, 0)),
            ]
        ),
        abs=0.001,
    )


def test_two_roads_between_the_same_two_places_are_two_ways():
    network = network_of([road("straight", (0, 0), (1, 0)), road("bent", (0, 0), (0.5, 1), (1, 0))])
    ways = disjoint_ways(network, all_open(network), node_at(network, 0, 0), [node_at(network, 1, 0)])
    assert lengths_km(network, ways) == pytest.approx([km((0, 0), (1, 0)), km((0, 0), (0.5, 1), (1, 0))], abs=0.001)


def test_ways_to_different_bases_count_and_cut_edges_do_not():
    network = network_of([road("line", (0, 0), (1, 0), (2, 0)), road("other", (1, 0), (1, 1))])
    middle, bases = node_at(network, 1, 0), [node_at(network, *one) for one in ((0, 0), (1, 1))]
    assert len(disjoint_ways(network, all_open(network), middle, [*bases, -1])) == 2
    is_open = all_open(network)
    is_open[between(network, (1, 0), (1, 1))] = False
    assert len(disjoint_ways(network, is_open, middle, bases)) == 1
    is_open[:] = False
    assert disjoint_ways(network, is_open, middle, bases) == ()
    assert disjoint_ways(network, all_open(network), -1, bases) == ()
    assert disjoint_ways(network, all_open(network), middle, [-1]) == ()


def simple_ways(network: Network, start: int, end: int) -> list[tuple[int, ...]]:
    """Return all ways that pass no node twice, by walking every one of them."""
    found, edges = [], list(enumerate(network.edge.tolist()))

    def walk(node: int, way: tuple[int, ...], seen: frozenset[int]) -> None:
        if node == end:
            found.append(way)
            return
        for number, (one, other) in edges:
            if node in (one, other):
                ahead = other if node == one else one
                if ahead not in seen:
                    walk(ahead, (*way, number), seen | {ahead})

    walk(start, (), frozenset([start]))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_other_set_of_as_many_ways_is_shorter(seed: int):
    network = city_blocks(np.random.default_rng(seed), 4, 3, 0.85)
    chance = np.random.default_rng(100 + seed)
    start, end = chance.choice(len(network.node), 2, replace=False).tolist()
    ways = disjoint_ways(network, all_open(network), start, [end])
    (found,) = access(network, all_open(network), [start], [end])
    assert len(ways) == found.ways
    used = [edge for way in ways for edge in way]
    assert len(used) == len(set(used))
    walks = [frozenset(one) for one in simple_ways(network, start, end)]
    for way in ways:
        assert frozenset(way) in walks or len(ways) > 1
    apart = (
        [sets for sets in combinations(walks, len(ways)) if sum(map(len, sets)) == len(frozenset().union(*sets))]
        if len(ways)
        else []
    )
    least = min((sum(sum(lengths_km(network, [tuple(one)])) for one in sets) for sets in apart), default=0.0)
    assert sum(lengths_km(network, ways)) == pytest.approx(least, abs=1e-6)


def test_of_places_anywhere_there_are_as_many_as_are_counted():
    network = city_blocks(np.random.default_rng(5), 20, 20, 0.8)
    bases = [0, 5, 399 % len(network.node)]
    places = np.random.default_rng(6).choice(len(network.node), 60, replace=False).tolist()
    for place, found in zip(places, access(network, all_open(network), places, bases)):
        ways = disjoint_ways(network, all_open(network), place, bases)
        assert len(ways) == (found.ways or 0)
        used = [edge for way in ways for edge in way]
        assert len(used) == len(set(used))
