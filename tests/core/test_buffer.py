"""Buffers against geodesics: distances by PROJ's inverse to points sampled along the shapes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
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

from salient.core import buffer
from salient.core.geodesy import area_km2
from salient.core.shapes import contains_xy, rings

GEOD = Geod(ellps="WGS84")

# A salient with a deep bay, a shallow wide bay and a hook: about 150 km long.
FRONT = LineString(
    [(36.0, 49.0), (36.4, 49.35), (36.5, 49.05), (36.95, 49.06), (37.4, 49.05), (37.45, 49.4), (37.25, 49.3)]
)


def sampled(path, step_m):
    """Points on the lon/lat-straight edges of a path, no further apart than the step (a degree taken as 111.7 km)."""
    out = []
    for a, b in zip(path[:-1], path[1:]):
        a, b = np.array(a[:2]), np.array(b[:2])
        count = max(1, math.ceil(np.hypot(*(b - a)) * 111700 / step_m))
        out.append(a + np.linspace(0, 1, count, endpoint=False)[:, None] * (b - a))
    return np.vstack([*out, np.array(path[-1:])[:, :2]])


def true_distance_m(lon, lat, samples):
    """Distance of each point to the nearest sample."""
    nearest = np.full(len(lon), np.inf)
    for i in range(len(lon)):
        # Only samples that can be the nearest by a generous planar bound need the exact inverse.
        rough = np.hypot((samples[:, 0] - lon[i]) * math.cos(math.radians(lat[i])), samples[:, 1] - lat[i])
        near = samples[rough <= rough.min() * 1.02 + 0.002]
        nearest[i] = GEOD.inv(np.full(len(near), lon[i]), np.full(len(near), lat[i]), near[:, 0], near[:, 1])[2].min()
    return nearest


def outline(shape, count, seed=0):
    """That many places on a shape's outline, on its vertices and between them."""
    starts = np.concatenate([r[:-1] for r in rings(shape)])
    ends = np.concatenate([r[1:] for r in rings(shape)])
    rng = np.random.default_rng(seed)
    pick = rng.permutation(len(starts))[:count]
    share = np.resize([0.0, 0.5, 0.25, 0.8], len(pick))[:, None]
    return starts[pick] + share * (ends[pick] - starts[pick])


def outline_error_m(shape, samples, distance_m, count=500):
    places = outline(shape, count)
    return np.abs(true_distance_m(places[:, 0], places[:, 1], samples) - distance_m).max()


def misplaced_m(shape, samples, distance_m, spread_m, count=400):
    """By how much the worst of many places about the outline is on the wrong side of it."""
    rng = np.random.default_rng(1)
    places = outline(shape, count, seed=2)
    places = places + rng.normal(0, spread_m / 111e3, places.shape)
    off = true_distance_m(places[:, 0], places[:, 1], samples) - distance_m
    wrong = contains_xy(shape, places[:, 0], places[:, 1]) != (off < 0)
    return np.abs(off[wrong]).max() if wrong.any() else 0.0


# ---------------------------------------------------------------- points


@pytest.mark.parametrize("lat", [-70.0, -33.3, 0.0, 12.5, 49.99, 50.0, 79.0, 88.0])
def test_vertices_of_many_circles_are_true(lat):
    lons, lats = np.linspace(20, 40, 40), np.linspace(lat - 0.6, lat + 0.6, 40)
    stack = buffer.circle_rings(lons, lats, 50_000.0)
    assert stack.shape == (40, 73, 2)
    for lon, lat, ring in zip(lons, lats, stack):
        metres = GEOD.inv(np.full(73, lon), np.full(73, lat), ring[:, 0], ring[:, 1])[2]
        assert np.abs(metres - 50_000).max() < 1e-3


def test_circles_over_many_latitudes_are_true_too():
    lons, lats = np.linspace(20, 40, 90), np.linspace(-74, 75, 90)
    for lon, lat, ring in zip(lons, lats, buffer.circle_rings(lons, lats, 120_000.0, 24)):
        metres = GEOD.inv(np.full(25, lon), np.full(25, lat), ring[:, 0], ring[:, 1])[2]
        assert np.abs(metres - 120_000).max() < 1e-3


def test_circles_are_closed_valid_and_counter_clockwise():
    made = buffer.circles(np.array([30.0, 36.0]), np.array([50.0, 10.0]), 1000.0, vertices=12)
    assert [len(c.exterior.coords) for c in made] == [13, 13]
    assert all(c.is_valid and c.exterior.is_ccw for c in made)
    assert buffer.circles(np.array([]), np.array([]), 1000.0) == []


@pytest.mark.parametrize(
    ("distance_m", "error_m"), [(50_000, 1.0), (50_000, 10.0), (500_000, 1.0), (300, 0.1), (2, 1.0)]
)
def test_a_circle_is_as_true_between_its_vertices_as_asked(distance_m, error_m):
    made = buffer.geodesic_buffer(Point(36.231, 49.993), distance_m, error_m)
    ring = np.array(made.exterior.coords)
    for share in (0.0, 0.25, 0.5):
        places = ring[:-1] + share * (ring[1:] - ring[:-1])
        far = GEOD.inv(np.full(len(places), 36.231), np.full(len(places), 49.993), places[:, 0], places[:, 1])[2]
        assert np.abs(far - distance_m).max() <= error_m


def test_a_circle_of_50_km_has_the_area_of_a_cap():
    """On the sphere of the mean curvature at 50° N a cap has 2 pi R² (1 - cos(r / R)); R² = M N."""
    e2, a, s = 0.00669437999014, 6378.137, math.sin(math.radians(50))
    radius = a * math.sqrt(1 - e2) / (1 - e2 * s * s)
    cap = 2 * math.pi * radius**2 * (1 - math.cos(50 / radius))
    assert area_km2(buffer.geodesic_buffer(Point(36, 50), 50_000, 0.5)) == pytest.approx(cap, rel=3e-5)


def test_points_far_apart_make_two_circles_and_near_ones_one_shape():
    two = buffer.geodesic_buffer(MultiPoint([(30, 50), (33, 50)]), 50_000)
    assert two.geom_type == "MultiPolygon"
    assert len(two.geoms) == 2
    samples = np.array([(30.0, 50.0), (30.5, 50.2), (30.3, 49.8)])
    one = buffer.geodesic_buffer(MultiPoint(samples), 50_000)
    assert one.geom_type == "Polygon"
    assert outline_error_m(one, samples, 50_000) <= 1.0


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("distance_m", "error_m", "step_m"),
    [
        (50_000, 1.0, 100),
        (50_000, 5.0, 200),
        (20_000, 1.0, 60),
        (3_000, 1.0, 20),
        (800, 1.0, 10),
        (60, 1.0, 3),
        (20, 1.0, 2),
    ],
)
def test_the_outline_about_a_front_is_within_its_error(distance_m, error_m, step_m):
    made = buffer.geodesic_buffer(FRONT, distance_m, error_m)
    assert made.is_valid
    samples = sampled(list(FRONT.coords), step_m)
    # A place at r from a line is at most step² / 8r further from the samples on it.
    allowed = error_m + step_m**2 / (8 * distance_m)
    assert outline_error_m(made, samples, distance_m) <= allowed
    assert misplaced_m(made, samples, distance_m, 0.05 * distance_m) <= allowed


def test_a_radius_beyond_50_km():
    made = buffer.geodesic_buffer(FRONT, 300_000, 3.0)
    samples = sampled(list(FRONT.coords), 300)
    assert outline_error_m(made, samples, 300_000, 300) <= 3.1


def test_a_shallow_bay_is_not_simplified_away():
    """A 3.6 km wide, 444 m deep bay of 17 vertices: GEOS's buffer, in a plane of its own, is 3.5 m off here."""
    share = np.linspace(0, 1, 17)
    bay = LineString(np.column_stack([36 + 0.05 * share, 49.5 - 0.004 * np.sin(np.pi * share)]))
    made = buffer.geodesic_buffer(bay, 50_000)
    assert outline_error_m(made, sampled(list(bay.coords), 50), 50_000, 800) <= 1.0


def test_parts_of_a_line_are_not_joined():
    apart = MultiLineString([[(36, 49), (36.2, 49)], [(37, 49), (37.2, 49)]])
    made = buffer.geodesic_buffer(apart, 5_000)
    assert len(made.geoms) == 2
    assert not contains_xy(made, np.array([36.6]), np.array([49.0]))[0]


def test_a_ring_leaves_its_middle_free():
    ring = LineString(box(36, 49, 37, 49.7).exterior.coords)
    made = buffer.geodesic_buffer(ring, 10_000)
    assert len(made.interiors) == 1
    assert outline_error_m(made, sampled(list(ring.coords), 60), 10_000) <= 1.1


def test_a_line_without_length_is_a_point():
    made = buffer.geodesic_buffer(LineString([(36, 49), (36, 49)]), 10_000)
    assert outline_error_m(made, np.array([(36.0, 49.0)]), 10_000) <= 1.0


@settings(max_examples=6, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 1.2), st.floats(0, 0.8)), min_size=2, max_size=7),
    st.sampled_from([2_500.0, 30_000.0]),
    st.sampled_from([-40.0, 0.0, 49.0, 68.0]),
)
def test_any_line(corners, distance_m, lat):
    path = [(36 + x, lat + y) for x, y in corners]
    made = buffer.geodesic_buffer(LineString(path), distance_m)
    samples = sampled(path, 60)
    assert made.is_valid
    allowed = 1.0 + 60**2 / (8 * distance_m)
    assert outline_error_m(made, samples, distance_m, 150) <= allowed
    assert misplaced_m(made, samples, distance_m, 0.03 * distance_m, 100) <= allowed


# ---------------------------------------------------------------- areas

HOLED = Polygon(box(36, 49, 37, 49.7).exterior.coords, [box(36.3, 49.2, 36.7, 49.5).exterior.coords])


def test_an_area_keeps_its_inside_and_fills_its_hole_from_the_edge():
    made = buffer.geodesic_buffer(HOLED, 5_000)
    assert made.contains(HOLED)
    assert len(made.interiors) == 1
    samples = np.vstack([sampled(r, 40) for r in rings(HOLED)])
    assert outline_error_m(made, samples, 5_000) <= 1.05
    assert len(buffer.geodesic_buffer(HOLED, 20_000).interiors) == 0


def test_several_areas_and_a_mixed_collection():
    parts = MultiPolygon([box(36, 49, 36.2, 49.1), box(37, 49, 37.2, 49.1)])
    assert len(buffer.geodesic_buffer(parts, 5_000).geoms) == 2
    mixed = GeometryCollection([box(36, 49, 36.2, 49.1), LineString([(36.5, 49), (36.6, 49.2)]), Point(37, 49)])
    assert len(buffer.geodesic_buffer(mixed, 5_000).geoms) == 3
    assert len(buffer.geodesic_buffer(mixed, 25).geoms) == 3


def test_growing_and_shrinking_move_the_edge_by_the_metres():
    samples = np.vstack([sampled(r, 20) for r in rings(HOLED)])
    for made in (buffer.grown(HOLED, 500), buffer.shrunk(HOLED, 500)):
        assert outline_error_m(made, samples, 500) <= 10.1
    assert buffer.grown(HOLED, 500).contains(HOLED)
    assert HOLED.contains(buffer.shrunk(HOLED, 500))
    assert outline_error_m(buffer.shrunk(HOLED, 500, 1.0), samples, 500, 200) <= 1.2


def test_what_is_thin_shrinks_to_nothing():
    assert buffer.shrunk(box(36, 49, 36.01, 49.3), 500).is_empty
    assert buffer.shrunk(Polygon(), 500).is_empty


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("distance_m", [0, -5, float("nan"), float("inf")])
def test_a_distance_must_be_positive(distance_m):
    with pytest.raises(ValueError, match="above 0 m"):
        buffer.geodesic_buffer(Point(36, 49), distance_m)


def test_an_error_must_be_positive():
    with pytest.raises(ValueError, match="above 0 m"):
        buffer.geodesic_buffer(Point(36, 49), 1000, 0)


def test_an_empty_shape_has_no_buffer():
    with pytest.raises(ValueError, match="empty"):
        buffer.geodesic_buffer(Polygon(), 1000)


@pytest.mark.parametrize(
    "shape", [Point(179.9, 50), LineString([(-179.5, 10), (-179.99, 11)]), box(170, 60, 179.5, 61)]
)
def test_the_180th_meridian_is_refused_with_advice(shape):
    with pytest.raises(buffer.BufferError, match="180th meridian"):
        buffer.geodesic_buffer(shape, 50_000)


@pytest.mark.parametrize("shape", [Point(0, 89.9), LineString([(10, -89.5), (20, -89.8)])])
def test_a_pole_is_refused_with_advice(shape):
    with pytest.raises(buffer.BufferError, match="pole"):
        buffer.geodesic_buffer(shape, 50_000)
    with pytest.raises(buffer.BufferError):
        buffer.circles(np.array([0.0]), np.array([89.9]), 50_000)


def test_just_this_side_of_the_meridian_is_fine():
    assert buffer.geodesic_buffer(Point(179.9, 0), 11_000).bounds[2] < 180


def test_progress_is_told_and_may_stop_the_work():
    told = []
    buffer.geodesic_buffer(FRONT, 20_000, progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] <= told[-1] <= 1

    class StopError(Exception):
        pass

    def stop(_share):
        raise StopError

    with pytest.raises(StopError):
        buffer.geodesic_buffer(FRONT, 20_000, progress=stop)
