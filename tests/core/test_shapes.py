"""Planar shapes: taking apart, repairing, asking."""

import numpy as np
import pytest
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from salient.core import shapes

HOLED = Polygon(box(0, 0, 4, 4).exterior.coords, [box(1, 1, 2, 2).exterior.coords])
MIXED = GeometryCollection([HOLED, LineString([(0, 0), (1, 1)]), Point(9, 9), MultiPolygon([box(5, 5, 6, 6)])])


def test_polygons_of_anything():
    assert [p.area for p in shapes.polygons_of(MIXED)] == [15, 1]
    assert shapes.polygons_of(Polygon()) == []
    assert shapes.polygons_of(Point(0, 0)) == []


def test_lines_of_polygons_are_their_rings():
    assert [line.length for line in shapes.lines_of(HOLED)] == [16, 4]
    assert len(shapes.lines_of(MIXED)) == 4
    assert shapes.lines_of(MultiPoint([(0, 0)])) == []


def test_paths_and_rings_are_plain_coordinates():
    assert [len(ring) for ring in shapes.rings(MIXED)] == [5, 5, 5]
    assert [len(path) for path in shapes.paths(MIXED)] == [5, 5, 2, 5]
    assert shapes.coordinates(MIXED).shape == (18, 2)
    assert shapes.coordinates(Polygon()).shape == (0, 2)


def test_a_third_coordinate_is_dropped():
    assert shapes.coordinates(LineString([(0, 1, 99), (2, 3, 99)])).tolist() == [[0, 1], [2, 3]]
    assert shapes.rings(Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)]))[0].shape == (4, 2)


@pytest.mark.parametrize(
    "geometry",
    [HOLED, MIXED, Point(1, 2), LineString([(0, 0), (1, 2)]), MultiPoint([(0, 0), (1, 1)]), MultiPolygon([HOLED])],
)
def test_moved_keeps_kind_and_order(geometry):
    there = shapes.moved(geometry, lambda c: c + np.array([10, 20]))
    assert there.geom_type == geometry.geom_type
    assert np.array_equal(shapes.coordinates(there), shapes.coordinates(geometry) + np.array([10, 20]))


def test_contains_xy_leaves_out_holes_and_edges():
    x, y = np.array([0.5, 1.5, 3.0, 9.0, 0.0]), np.array([0.5, 1.5, 3.0, 9.0, 2.0])
    assert shapes.contains_xy(HOLED, x, y).tolist() == [True, False, True, False, False]
    assert shapes.contains_xy(Polygon(), x, y).tolist() == [False] * 5
    assert shapes.contains_xy(HOLED, np.array([]), np.array([])).shape == (0,)


def test_intersects_boxes():
    low, high = np.array([1.2, -2.0, 3.5]), np.array([1.8, -1.0, 9.0])
    assert shapes.intersects_boxes(HOLED, low, low, high, high).tolist() == [False, False, True]
    none = np.array([])
    assert len(shapes.intersects_boxes(HOLED, none, none, none, none)) == 0


def test_a_valid_shape_is_left_alone():
    assert shapes.repaired(HOLED) == (HOLED, None)


def test_a_bow_tie_is_repaired_and_its_place_named():
    fixed, repair = shapes.repaired(Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    assert fixed.is_valid
    assert fixed.area == pytest.approx(2)
    assert "Self-intersection" in repair.reason
    assert (repair.lon, repair.lat) == (1, 1)


def test_a_repaired_polygon_loses_its_spike_not_its_kind():
    spiked = Polygon([(0, 0), (2, 0), (2, 2), (2, 5), (2, 2), (0, 2)])
    fixed, repair = shapes.repaired(spiked)
    assert fixed.geom_type == "Polygon"
    assert fixed.area == pytest.approx(4)
    assert repair is not None


def test_overlapping_parts_are_joined():
    fixed, repair = shapes.repaired(MultiPolygon([box(0, 0, 2, 2), box(1, 0, 3, 2)]))
    assert fixed.area == pytest.approx(6)
    assert repair is not None


def test_a_flat_polygon_comes_out_empty():
    fixed, repair = shapes.repaired(Polygon([(0, 0), (1, 1), (2, 2)]))
    assert fixed.is_empty
    assert repair is not None


def test_a_line_of_one_place_comes_out_without_lines():
    fixed, repair = shapes.repaired(LineString([(1, 1), (1, 1)]))
    assert shapes.lines_of(fixed) == []
    assert (repair.lon, repair.lat) == (1, 1)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_what_is_not_finite_cannot_be_repaired():
    broken = LineString([(0, 0), (float("nan"), 1)])
    assert not shapes.is_finite(broken)
    with pytest.raises(ValueError, match="vertex"):
        shapes.repaired(broken)
    assert shapes.is_finite(HOLED)


def test_union_mends_what_is_not_valid():
    assert shapes.union([Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), box(5, 5, 6, 6)]).area == pytest.approx(3)
    assert shapes.union([]).is_empty


def test_putting_together():
    assert shapes.multi_polygon([HOLED]) is HOLED
    assert shapes.multi_polygon([HOLED, box(5, 5, 6, 6)]).geom_type == "MultiPolygon"
    assert shapes.multi_polygon([]).is_empty
    assert shapes.multi_line([np.array([(0, 0), (1, 0)]), LineString([(2, 0), (4, 0)])]).length == 3
    stack = np.array([[(0, 0), (1, 0), (1, 1), (0, 0)], [(0, 0), (2, 0), (2, 2), (0, 0)]], dtype=float)
    assert [p.area for p in shapes.polygons_from_rings(stack)] == [0.5, 2]
    assert shapes.polygons_from_rings(np.empty((0, 4, 2))) == []
    assert shapes.lines_of(MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]]))[1].coords[0] == (2, 2)


def test_planar_buffer_of_a_point_is_a_regular_polygon():
    """Sixteen chords of a unit circle: area 8 sin(22.5 degrees)."""
    assert shapes.planar_buffer(Point(0, 0), 1, 4).area == pytest.approx(8 * np.sin(np.radians(22.5)), rel=1e-6)
