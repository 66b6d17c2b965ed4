"""Routes against ground: squares and straight roads, with the answer visible to the eye."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box
from shapely.ops import unary_union
from shapely.prepared import prep

from roads import at, city_blocks, km, road
from salient.core.case import SupplyRoute
from salient.core.cuts import cuts_between, open_beside, open_in, stretches_beside, stretches_in
from salient.core.network import network_of


def block(x0, y0, x1, y1):
    """Return the ground between two corners on the board."""
    return box(*at(x0, y0), *at(x1, y1))


SQUARE = block(1, 1, 3, 3)


def opened(*places, ground=SQUARE):
    route = road("a", *places)
    one = network_of([route])
    return open_in(one, ground).all(), open_beside(one, [ground]).all()


@pytest.mark.parametrize(
    ("places", "inside", "beside"),
    [
        (((1.5, 2), (2.5, 2)), True, False),  # wholly in it
        (((0.5, 0.5), (0.5, 3.5)), False, True),  # wholly beside it
        (((0, 2), (4, 2)), False, False),  # through it
        (((2, 2), (4, 2)), False, False),  # out of it
        (((1, 0), (3, 0), (3, 0.5)), False, True),
        (((0, 2), (1, 2), (0, 3)), False, True),  # a touch at a point, from beside
        (((2, 2), (1, 2.5), (2, 3)), True, False),  # a touch at a point, from within
        (((0, 2), (2, 0)), False, True),  # through a corner only
        (((1, 1.5), (1, 2.5)), True, True),  # along its border
        (((1, 1), (3, 1), (3, 3)), True, True),  # along two sides of it
        (((2, 2), (1, 2), (1, 3), (2, 3)), True, False),  # within, along the border, within
        (((0, 1), (4, 1)), False, True),  # along its side and beyond
        (((1, 2), (2, 2)), True, False),  # from the border inwards
        (((1, 2), (0, 2)), False, True),  # from the border outwards
    ],
)
def test_where_a_road_is_open(places, inside, beside):
    assert opened(*places) == (inside, beside)


def test_a_hole_is_other_ground():
    ring = SQUARE.difference(block(1.5, 1.5, 2.5, 2.5))
    assert opened((1.2, 2), (2.8, 2), ground=ring) == (False, False)
    assert opened((1.2, 1.2), (1.2, 2.8), ground=ring) == (True, False)
    assert opened((2, 1.8), (2, 2.2), ground=ring) == (False, True)


def test_a_road_between_two_gains_that_share_a_border_is_taken():
    one = network_of([road("a", (1, 2), (3, 2))])
    below, above = block(1, 1, 3, 2), block(1, 2, 3, 3)
    assert open_beside(one, [below]).all()
    assert not open_beside(one, [below, above]).any()
    assert not open_beside(one, [MultiPolygon([below]), SQUARE]).any()
    assert open_in(one, below).all()


def test_no_ground_and_no_gains():
    one = network_of([road("a", (0, 0), (1, 0))])
    assert open_in(one, Polygon()).tolist() == [False]
    assert open_beside(one, []).tolist() == [True]
    assert open_in(network_of([]), SQUARE).tolist() == []


def test_a_road_along_the_border_between_vertices_of_its_own():
    # A border at a slant: the road's vertices lie on it only as nearly as numbers can.
    slant = Polygon([at(0, 0), at(3, 1), at(3, 3), at(0, 3)])
    middle = tuple(at(0.3 * n, 0.1 * n) for n in range(11))
    one = network_of([road("a", *((0.3 * n, 0.1 * n) for n in range(11)))])
    assert not all(slant.covers(LineString(pair)) for pair in zip(middle, middle[1:])), "GEOS would do"
    assert open_in(one, slant).all()
    assert open_beside(one, [slant]).all()


def test_cuts_of_a_road_and_how_far_it_is_to_the_next():
    routes = [road("a", (0, 2), (4, 2)), road("b", (2, 2), (2, 2.5))]
    parts = stretches_in(routes, SQUARE)
    assert [(one.route, one.is_open) for one in parts] == [("a", False), ("a", True), ("a", False), ("b", True)]
    first, second = cuts_between(parts, "X")
    assert (first.lon, first.lat) == pytest.approx(at(1, 2), abs=1e-9)
    assert (first.leaves, second.leaves, first.side, first.route) == (False, True, "X", "a")
    # Along the road, which is straight in longitude and latitude here between two vertices: a share of its geodesic.
    assert first.along_km == pytest.approx(km((0, 2), (1, 2)), abs=1e-3)
    assert first.next_km == pytest.approx(km((1, 2), (3, 2)), abs=1e-3)
    assert second.next_km is None


def test_a_place_between_two_cuts():
    parts = stretches_beside([road("a", (0, 0), (6, 0))], [block(1, -1, 2, 1), block(4, -1, 5, 1)])
    assert [one.is_open for one in parts] == [True, False, True, False, True]
    assert [round(cut.lon, 6) for cut in cuts_between(parts, "X")] == [36.1, 36.2, 36.4, 36.5]
    assert parts[2].path.tolist() == [pytest.approx(at(2, 0)), pytest.approx(at(4, 0))]


def test_a_touch_is_no_cut_and_vertices_are_kept():
    parts = stretches_in([road("a", (2, 2), (3, 2.5), (2, 2.8), (2, 4))], SQUARE)
    assert [one.is_open for one in parts] == [True, False]
    np.testing.assert_allclose(parts[0].path, [at(2, 2), at(3, 2.5), at(2, 2.8), at(2, 3)])
    assert len(cuts_between(parts, "X")) == 1


def test_lines_of_one_route_are_told_apart():
    lines = MultiLineString([[at(0, 2), at(0.5, 2)], [at(1.5, 2), at(2, 2)]])
    parts = stretches_in([SupplyRoute("a", "a", lines)], SQUARE)
    assert [(one.line, one.is_open, round(one.from_km, 9)) for one in parts] == [(0, False, 0), (1, True, 0)]
    assert cuts_between(parts, "X") == ()


def test_a_network_of_streets_against_geos():
    chance = np.random.default_rng(5)
    network = city_blocks(chance, 12, 10, 0.9)
    lines = [LineString(network.path(n)) for n in range(len(network.edge))]
    for _ in range(8):
        blobs = []
        for _ in range(4):
            turn = np.sort(chance.uniform(0, 2 * np.pi, 40))
            out = chance.uniform(0.5, 3, 40)
            middle = chance.uniform(0, 10, 2)
            blobs.append(
                Polygon([at(*(middle + r * np.array([np.cos(t), np.sin(t)]))) for t, r in zip(turn, out)]).buffer(0)
            )
        ground = unary_union(blobs)
        assert open_in(network, ground).tolist() == [ground.covers(line) for line in lines]
        assert open_beside(network, blobs).tolist() == [
            not any(one.intersects(line) and not one.touches(line) for one in blobs) for line in lines
        ]


@settings(deadline=None, max_examples=100)
@given(
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12),
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=2, max_size=6).filter(
        lambda places: all(a != b for a, b in zip(places, places[1:]))
    ),
)
def test_lengths_within_blocks_are_those_of_geos(blocks, places):
    """Past borders and corners and along sides: what is open is as long as GEOS's intersection, border included."""
    ground = unary_union([block(2 * x, 2 * y, 2 * x + 2, 2 * y + 2) for x, y in blocks]) if blocks else Polygon()
    parts = stretches_in([road("a", *places)], ground)
    line = [at(*one) for one in places]
    wanted = sum(ground.intersection(LineString(step)).length for step in zip(line, line[1:]))
    found = sum(LineString(one.path).length for one in parts if one.is_open)
    assert found == pytest.approx(wanted, abs=1e-7)
    whole = sum(LineString(one.path).length for one in parts)
    assert whole == pytest.approx(sum(LineString(step).length for step in zip(line, line[1:])), abs=1e-9)
    assert [a.is_open != b.is_open for a, b in zip(parts, parts[1:])] == [True] * (len(parts) - 1)


def test_the_ground_of_september_2022_against_geos(september):
    """Streets all over the region, some 2 to 4 km long, against control as assessed with its many small bends."""
    chance = np.random.default_rng(8)
    west, south, east, north = 35.5, 47.5, 40.3, 50.6
    start = chance.uniform((west, south), (east, north), (6000, 2))
    start[:2000] = _near_the_edge(september, chance, 2000) + chance.uniform(-0.01, 0.01, (2000, 2))
    lines = [LineString([one, one + step]) for one, step in zip(start, chance.uniform(-0.03, 0.03, (6000, 2)))]
    network = network_of([SupplyRoute("s", "s", MultiLineString(lines))], snap_m=0, join_crossings=False)
    drawn = [LineString(network.path(n)) for n in range(len(network.edge))]
    for number in (5, 9):
        ground = _control(september, number)
        ready = prep(ground)
        found = open_in(network, ground)
        assert found.tolist() == [ready.covers(line) for line in drawn]
        assert 500 < found.sum() < 5500
    few = [SupplyRoute("few", "few", MultiLineString(lines[:60]))]
    inside = sum(LineString(one.path).length for one in stretches_in(few, ground) if one.is_open)
    assert inside == pytest.approx(sum(ground.intersection(line).length for line in lines[:60]), rel=1e-9)


def _control(case, day):
    return unary_union([a.geometry for a in case.control_areas if a.as_of.day == day and a.state == "assessed_control"])


def _near_the_edge(case, chance, count):
    edge = _control(case, 9).boundary
    return np.array([edge.interpolate(share, normalized=True).coords[0] for share in chance.random(count)])
