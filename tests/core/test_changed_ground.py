"""Ground between changed edges, walked in arrays: against plain overlays by GEOS, on shapes that meet in every way."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import affine_transform
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.ops import unary_union

from salient.core import edge_cuts
from salient.core.arrangement import arrange
from salient.core.edge_cuts import as_complex, as_pairs, cut_where_they_meet
from salient.core.edges import Faces, changed_edges, edges_of, faces_between, faces_by_points
from salient.core.geodesy import area_km2
from salient.core.shapes import boxes_of, polygons_of


def both_ways(before, after) -> tuple[Faces, Faces, bool]:
    """Return what changed by arrays, or by what stands in for them, by GEOS, and whether the arrays had an answer."""
    gone, come = changed_edges(edges_of(before), edges_of(after))
    start, end = np.concatenate([gone.end, come.start]), np.concatenate([gone.start, come.end])
    answered = not len(start) or arrange(start, end) is not None
    return faces_between(gone, come), faces_by_points(start, end), answered


def is_what_overlays_give(before, after) -> bool:
    """Compare with GEOS's differences, and say whether the arrays had an answer."""
    found, by_points, answered = both_ways(before, after)
    for pieces, km2, other_km2, expected in (
        (found.gained, found.gained_km2, by_points.gained_km2, after.difference(before)),
        (found.lost, found.lost_km2, by_points.lost_km2, before.difference(after)),
    ):
        shapes = list(pieces)
        assert len(shapes) == len(pieces) == len(km2)
        assert all(one.is_valid for one in shapes)
        assert sum(one.area for one in shapes) == pytest.approx(expected.area, abs=1e-11)
        assert unary_union(shapes).symmetric_difference(expected).area == pytest.approx(0, abs=1e-11)
        assert km2.sum() == pytest.approx(area_km2(expected), abs=1e-6)  # 1 m2
        assert km2.sum() == pytest.approx(other_km2.sum(), abs=1e-6)
        assert [area_km2(one) for one in shapes] == pytest.approx(km2.tolist(), abs=1e-6)
        if shapes and answered:
            assert np.allclose(pieces.boxes, boxes_of(shapes), rtol=0, atol=1e-9)
    return answered


WHOLE = box(30, 45, 40, 50)

MEETINGS = {
    "apart": (box(30, 45, 31, 46), box(33, 45, 34, 46)),
    "crossing": (box(30, 45, 32, 47), box(31, 46, 33, 48)),
    "side by side": (box(30, 45, 31, 46), box(31, 45, 32, 46)),
    "part of a side": (box(30, 45, 31, 46), box(31, 45.5, 32, 47)),
    "at a corner": (box(30, 45, 31, 46), box(31, 46, 32, 47)),
    "corner on a side": (box(30, 45, 31, 46), Polygon([(31, 45.5), (32, 45), (32, 46)])),
    "across at corners": (box(30, 45, 32, 47), Polygon([(30, 45), (32, 47), (31, 49)])),
    "one vertex more": (box(30, 45, 31, 46), Polygon([(30, 45), (30.5, 45), (31, 45), (31, 46), (30, 46)])),
    "a ring comes": (box(0, 0, 1, 1), box(0, 0, 1, 1).union(WHOLE.difference(box(32, 46, 38, 49)))),
    "a ring and an island come": (
        box(0, 0, 1, 1),
        MultiPolygon([box(0, 0, 1, 1), WHOLE.difference(box(32, 46, 38, 49)), box(34, 47, 35, 48)]),
    ),
    "a hole within what stays": (WHOLE, WHOLE.difference(box(32, 46, 38, 49))),
    "a ring within a ring": (
        WHOLE,
        WHOLE.difference(box(31, 45.5, 39, 49.5)).union(box(32, 46, 38, 49).difference(box(33, 47, 35, 48))),
    ),
    "a ring that touches itself": (
        box(0, 0, 1, 1),
        MultiPolygon([box(0, 0, 1, 1), WHOLE.difference(Polygon([(35, 45), (36, 46), (34, 46)]))]),
    ),
    "all goes": (WHOLE, MultiPolygon()),
    "all comes": (MultiPolygon(), WHOLE),
    "nothing": (WHOLE, WHOLE),
}


@pytest.mark.parametrize("way", MEETINGS)
def test_every_way_to_meet(way: str) -> None:
    before, after = MEETINGS[way]
    assert is_what_overlays_give(before, after)
    assert is_what_overlays_give(after, before)


def test_rings_are_walked_with_their_holes() -> None:
    before, after = MEETINGS["a ring and an island come"]
    found, _, _ = both_ways(before, after)
    # The ring is 10 x 5 degrees with a hole of 6 x 3, the island one of 1 x 1 in it.
    assert sorted((one.area, len(one.interiors)) for one in found.gained) == [
        (pytest.approx(1), 0),
        (pytest.approx(32), 1),
    ]
    assert len(found.lost) == 0


corner = st.tuples(st.integers(0, 8), st.integers(0, 8))
shape = st.one_of(
    st.builds(lambda a, b: box(*a, a[0] + b[0], a[1] + b[1]), corner, st.tuples(st.integers(1, 4), st.integers(1, 4))),
    st.lists(corner, min_size=3, max_size=5, unique=True).map(lambda ring: Polygon(ring).buffer(0)),
)
ground = st.lists(shape, max_size=5).map(lambda shapes: MultiPolygon(polygons_of(unary_union(shapes))))


def on_earth(ground: MultiPolygon) -> MultiPolygon:
    """Move a ground from a grid of whole numbers to tenths of degrees, which hardly any double is exactly."""
    return affine_transform(ground, [0.1, 0, 0, 0.1, 35, 48])


@settings(max_examples=300, deadline=None)
@given(ground, ground)
def test_grounds_of_one_grid(before, after) -> None:
    before, after = on_earth(before), on_earth(after)
    if before.is_valid and after.is_valid:
        is_what_overlays_give(before, after)


def star(chance: np.random.Generator, corners: int) -> Polygon:
    """Return a ring about one place; its long edges cross those of another such star time and again."""
    turn = np.linspace(0, 2 * math.pi, corners, endpoint=False) + chance.uniform(0, 0.01)
    away = chance.uniform(0.2, 1.5, corners)
    return Polygon(np.column_stack([36 + away * np.cos(turn), 49 + away * np.sin(turn)]))


@pytest.mark.parametrize("seed", range(20))
def test_grounds_that_cross_time_and_again(seed: int) -> None:
    chance = np.random.default_rng(seed)
    assert is_what_overlays_give(star(chance, 40), star(chance, 60))


def test_the_same_in_portions(monkeypatch) -> None:
    chance = np.random.default_rng(1)
    before, after = star(chance, 40), star(chance, 60).union(box(40, 40, 41, 41)).difference(box(36, 49, 36.01, 49.01))
    whole, _, _ = both_ways(before, after)
    monkeypatch.setattr(edge_cuts, "_AT_ONCE", 20)
    portions, _, _ = both_ways(before, after)
    assert np.array_equal(whole.gained_km2, portions.gained_km2)
    assert np.array_equal(whole.lost_km2, portions.lost_km2)


def test_a_needle_thinner_than_doubles_tell_is_left_to_geos() -> None:
    # Seen from the square, which side of the needle comes first is a matter of rounding.
    square = box(30, 48, 31, 49)
    needle = Polygon([(35, 45), (35 + 2e-14, 48.9), (35, 50)])
    gone, come = changed_edges(edges_of(MultiPolygon()), edges_of(MultiPolygon([square, needle])))
    assert arrange(come.start, come.end) is None
    assert faces_between(gone, come).gained_km2.sum() == pytest.approx(area_km2(square), abs=1e-6)


def test_edges_that_leave_a_corner_in_one_direction_to_doubles_are_left_to_geos() -> None:
    # Towards the north-west of the corner the needle's sides are 135 degrees both, as doubles tell angles.
    corner = (45.666666666666664, 47.666666666666664)
    far, near = (43.391304347826086, 49.94202898550725), (43.96296296296296, 49.37037037037037)
    needle = Polygon([corner, far, (42.8, 49.2), (42.9, 49.0), near])
    leaf = Polygon([corner, (47.3, 50.3), (46.0, 52.2)])
    assert not is_what_overlays_give(MultiPolygon(), MultiPolygon([needle, leaf]))


def test_a_vertex_is_on_an_edge_or_beside_it_to_the_last_bit() -> None:
    # Doubles put the vertex on the edge; the numbers that the doubles stand for are left of it.
    a, b, vertex = (34.9, 49.4), (39.3, 46.8), (37.98, 47.58)
    (x, y), (east, north), (px, py) = ([Fraction(value) for value in one] for one in (a, b, vertex))
    assert (east - x) * (py - y) - (north - y) * (px - x) > 0
    assert (b[0] - a[0]) * (vertex[1] - a[1]) - (b[1] - a[1]) * (vertex[0] - a[0]) == 0
    # Away from the edge nothing is cut; where the other way crosses it is, rounded to doubles, the vertex itself.
    for far, pieces in (((38.0, 48.0), 2), ((37.9, 47.0), 3)):
        cut = cut_where_they_meet(*as_complex(np.array([[*a], [*vertex], [*b], [*far]])).reshape(2, 2))
        assert cut is not None
        assert len(cut[0]) == pieces


def test_edges_that_lie_on_each_other_are_cut_into_the_same_pieces() -> None:
    start, end = np.array([0, 1, 4], dtype=complex), np.array([3, 2, 1], dtype=complex)
    cut = cut_where_they_meet(start, end)
    assert cut is not None
    assert sorted(zip(*(one.real.tolist() for one in cut))) == [(0, 1), (1, 2), (1, 2), (2, 1), (2, 3), (3, 2), (4, 3)]


def test_complex_numbers_are_the_same_coordinates() -> None:
    coords = np.array([[36.5, 49.25], [-1.0, 2.0]])
    assert as_complex(coords).tolist() == [36.5 + 49.25j, -1 + 2j]
    assert np.array_equal(as_pairs(as_complex(coords)), coords)
