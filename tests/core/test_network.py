"""Routes joined where they meet: every network here is small enough to be drawn on a piece of paper."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString
from shapely.ops import unary_union

from roads import at, between, city_blocks, km, node_at, road
from salient.core.case import SupplyRoute
from salient.core.errors import Cancelled, InputError
from salient.core.isolation import access
from salient.core.network import network_of

# 0.001 on the board is 0.0001 degrees: 11 m from north to south, 7 m from west to east.
NEAR, FAR = 0.001, 0.01


def shape_of(network):
    return len(network.node), len(network.edge)


CROSS = [road("a", (0, 0), (2, 0)), road("b", (1, -1), (1, 1))]


def test_a_crossing_is_a_junction_when_crossings_are_joined():
    network = network_of(CROSS)
    assert shape_of(network) == (5, 4)
    assert network.route.tolist() == [0, 0, 1, 1]
    middle = node_at(network, 1, 0)
    assert all(middle in edge for edge in network.edge.tolist())
    assert network.length_m[between(network, (0, 0), (1, 0))] == pytest.approx(1000 * km((0, 0), (1, 0)), abs=1e-6)


def test_a_crossing_without_a_junction_is_kept_apart_when_asked():
    network = network_of(CROSS, join_crossings=False)
    assert shape_of(network) == (4, 2)


def test_a_crossing_with_a_vertex_in_common_is_a_junction_anyway():
    network = network_of([road("a", (0, 0), (1, 0), (2, 0)), road("b", (1, -1), (1, 0), (1, 1))], 0, False)
    assert shape_of(network) == (5, 4)


def test_modes_that_cross_are_joined_only_at_vertices_they_share():
    rail = road("rail", (1, -1), (1, 1), mode="rail")
    assert shape_of(network_of([CROSS[0], rail])) == (4, 2)
    station = road("rail", (1, -1), (1, NEAR), (1, 1), mode="rail")
    street = road("a", (0, 0), (1, 0), (2, 0))
    assert shape_of(network_of([street, station])) == (5, 4)


def test_one_mode_at_a_time():
    rail = road("rail", (0, 0), (1, 0.5), (2, 0), mode="rail")
    both, only = network_of([CROSS[0], rail]), network_of([CROSS[0], rail], modes={"rail"})
    assert shape_of(both) == (2, 2)
    assert shape_of(only) == (2, 1)
    assert [one.id for one in only.routes] == ["rail"]


@pytest.mark.parametrize("join", [True, False])
def test_an_end_near_the_inside_of_another_route_is_a_junction(join):
    for gap in (0, NEAR):
        network = network_of([CROSS[0], road("b", (1, gap), (1, 1))], join_crossings=join)
        assert shape_of(network) == (4, 3)
        node_at(network, 1, 0)  # on the route that passes, not at the end that was drawn to it
    assert shape_of(network_of([CROSS[0], road("b", (1, FAR), (1, 1))], join_crossings=join)) == (4, 2)


def test_ends_that_nearly_meet_are_one_place_however_many():
    spokes = [road(str(n), (NEAR * np.sin(n), NEAR * np.cos(n)), (np.sin(n), np.cos(n))) for n in range(6)]
    network = network_of(spokes)
    assert shape_of(network) == (7, 6)
    assert np.bincount(network.edge.ravel()).max() == 6


def test_a_line_that_comes_back_to_its_start_is_closed():
    network = network_of([road("ring", (0, 0), (1, 0), (1, 1), (0, 1), (0, NEAR))])
    assert shape_of(network) == (1, 1)
    assert network.length_m[0] == pytest.approx(1000 * km((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)), abs=1)


def test_a_line_that_crosses_itself_has_a_junction():
    network = network_of([road("eight", (0, 0), (2, 2), (2, 0), (0, 2))])
    assert shape_of(network) == (3, 3)


def test_a_stretch_that_two_routes_have_is_counted_once():
    first = road("a", (0, 0), (1, 0), (2, 0), (3, 0))
    second = road("b", (1, 1), (1, 0), (2, 0), (2, 1))
    network = network_of([first, second])
    assert shape_of(network) == (6, 5)
    assert network.routes[network.route[between(network, (1, 0), (2, 0))]].id == "a"
    assert network.length_m.sum() / 1000 == pytest.approx(
        km((0, 0), (3, 0)) + km((1, 0), (1, 1)) + km((2, 0), (2, 1)), abs=1e-3
    )


def test_a_stretch_drawn_twice_with_other_vertices_is_counted_once():
    network = network_of([road("a", (0, 0), (1.2, 0), (3, 0)), road("b", (0, NEAR), (2, NEAR), (3, NEAR))])
    assert shape_of(network) == (2, 1)
    assert shape_of(network_of([road("a", (0, 0), (3, 0)), road("b", (0, FAR), (2, FAR), (3, FAR))])) == (4, 2)


def test_the_same_stretch_by_road_and_by_rail_is_two():
    assert shape_of(network_of([road("a", (0, 0), (1, 0)), road("b", (0, 0), (1, 0), mode="rail")])) == (2, 2)


def test_a_junction_with_close_vertices_keeps_its_arms():
    # Vertices 7 to 11 m from the junction are within the tolerance of each other, and of the other road.
    dense = [-1, -2 * NEAR, -NEAR, 0, NEAR, 2 * NEAR, 1]
    network = network_of([road("a", *((d, 0) for d in dense)), road("b", *((0, d) for d in dense))])
    assert shape_of(network) == (5, 4)


def test_repeated_vertices_and_lines_without_length_are_left_out():
    network = network_of([road("a", (0, 0), (0, 0), (1, 0), (1, 0)), road("b", (5, 5), (5, 5))])
    assert shape_of(network) == (2, 1)
    assert network.path(0).tolist() == [list(at(0, 0)), list(at(1, 0))]


def test_no_routes():
    assert shape_of(network_of([])) == (0, 0)
    assert shape_of(network_of([SupplyRoute("a", "a", MultiLineString())])) == (0, 0)
    assert network_of([]).in_box(0, 0, 90, 90).tolist() == []


def test_edges_in_a_box():
    network = network_of(CROSS)
    assert network.routes == tuple(CROSS)
    found = network.in_box(*at(0.2, -0.1), *at(0.8, 0.1))
    only = between(network, (0, 0), (1, 0))
    assert np.flatnonzero(found).tolist() == [only]
    small = network.part(found)
    assert shape_of(small) == (2, 1)
    assert small.path(0).tolist() == network.path(only).tolist()
    assert small.node[small.edge[0]].tolist() == [list(at(0, 0)), list(at(1, 0))]
    assert shape_of(network.part(np.zeros(4, dtype=bool))) == (0, 0)
    last = network.part(np.array([1, 3]))
    assert last.length_m.tolist() == network.length_m[[1, 3]].tolist()
    assert last.lines([1]).geoms[0].coords[:] == [tuple(one) for one in network.path(3).tolist()]


def test_what_is_no_place_is_refused_by_its_route():
    with pytest.raises(InputError, match="Route b "):
        network_of([CROSS[0], SupplyRoute("b", "b", LineString([(36, 49), (36, 95)]))])
    with pytest.raises(InputError, match="tolerance"):
        network_of(CROSS, snap_m=-1)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=5), min_size=1, max_size=6)
)
def test_joined_crossings_are_those_that_geos_finds(lines):
    """On whole numbers, GEOS's own noding has the same points of more or less than two arms, and the same length."""
    routes = [road(str(n), *line) for n, line in enumerate(lines) if len(set(line)) > 1]
    noded = unary_union([LineString(line) for line in lines if len(set(line)) > 1] or [LineString()])
    parts = [list(one.coords) for one in getattr(noded, "geoms", [noded])] if not noded.is_empty else []
    steps = [step for part in parts for step in zip(part, part[1:])]
    arms: dict[tuple[float, float], int] = {}
    for a, b in steps:
        for one in (a, b):
            key = (round(one[0], 6), round(one[1], 6))
            arms[key] = arms.get(key, 0) + 1
    network = network_of(routes, snap_m=1)
    degree = np.bincount(network.edge.ravel(), minlength=len(network.node))
    # Coordinates back on the board; ends of lines may be nodes of two arms, which GEOS's count cannot tell.
    board = np.round((network.node - (36, 49)) * 10, 6)
    found = {(float(x), float(y)): int(d) for (x, y), d in zip(board, degree) if d != 2}
    assert found == {place: count for place, count in arms.items() if count != 2}
    assert network.length_m.sum() / 1000 == pytest.approx(sum(km(a, b) for a, b in steps), abs=1e-2)


def test_streets_that_meet_at_corners_are_as_they_were_drawn():
    network = city_blocks(np.random.default_rng(3), 6, 5, 0.8)
    lines = network.routes[0].geometry.geoms
    assert len(network.edge) == len(lines)
    assert len(network.node) == len({place for line in lines for place in line.coords})
    drawn = [tuple(sorted(line.coords)) for line in lines]
    assert sorted(tuple(sorted(map(tuple, network.path(n).tolist()))) for n in range(len(lines))) == sorted(drawn)


def test_progress_runs_up_to_the_end_and_may_call_the_work_off():
    told = []
    network_of(CROSS, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(_share):
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        network_of(CROSS, progress=stop)


@pytest.mark.parametrize("seed", range(12))
def test_roads_that_were_drawn_twice_give_no_more_ways(seed):
    """Rows and columns with corners moved about, and all of them again, some metres off and with other vertices."""
    chance = np.random.default_rng(seed)
    corner = np.indices((5, 5)).transpose(1, 2, 0) + chance.uniform(-0.3, 0.3, (5, 5, 2))
    lines = [*corner, *corner.transpose(1, 0, 2)]
    once = [road(str(n), *map(tuple, line)) for n, line in enumerate(lines)]
    again = []
    for n, line in enumerate(lines):
        at_share = np.sort(np.append(np.arange(5), chance.uniform(0, 4, 10)))
        fine = np.column_stack([np.interp(at_share, np.arange(5), line[:, axis]) for axis in (0, 1)])
        again.append(road(f"again {n}", *map(tuple, fine + chance.uniform(-0.0007, 0.0007, fine.shape))))
    single, double = network_of(once), network_of([*once, *again])
    assert double.length_m.sum() == pytest.approx(single.length_m.sum(), rel=0.01)

    def ways(network):
        places = [int(np.hypot(*(network.node - at(*one)).T).argmin()) for one in corner.reshape(-1, 2)]
        is_open = np.ones(len(network.edge), dtype=bool)
        return [one.ways for one in access(network, is_open, places[1:], places[:1])]

    assert ways(double) == ways(single)
