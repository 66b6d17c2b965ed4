"""The nearest point of a line against brute force with PROJ's inverse geodesic."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, Point, Polygon, box

from salient.core.nearest import NearestLine

GEOD = Geod(ellps="WGS84")


def edge_distance_m(lon, lat, a, b):
    """Least distance to one lon/lat-straight edge: the best of 21 places, again about it, nine times."""
    low, high = 0.0, 1.0
    for _ in range(9):
        share = np.linspace(low, high, 21)
        places = a + share[:, None] * (b - a)
        metres = GEOD.inv(np.full(21, lon), np.full(21, lat), places[:, 0], places[:, 1])[2]
        best = int(metres.argmin())
        low, high = share[max(0, best - 1)], share[min(20, best + 1)]
    return metres.min()


def brute_m(paths, lons, lats):
    edges = [(np.array(a), np.array(b)) for path in paths for a, b in zip(path[:-1], path[1:])]
    return np.array([min(edge_distance_m(x, y, a, b) for a, b in edges) for x, y in zip(lons, lats)])


PARTS = [[(36, 49), (36.9, 49.9), (38, 49.2)], [(38.5, 49.2), (39, 50), (38.9, 50.6)], [(36.2, 50.6), (36.8, 50.6)]]


def test_to_the_millimetre_up_to_200_km():
    rng = np.random.default_rng(0)
    lons, lats = rng.uniform(34, 41, 60), rng.uniform(47.7, 51.8, 60)
    line = NearestLine(MultiLineString(PARTS))
    found = line.feet(lons, lats)
    assert np.abs(found.distance_m - brute_m(PARTS, lons, lats)).max() < 1e-3
    assert found.distance_m.max() > 150_000
    to_foot = GEOD.inv(lons, lats, found.lonlat[:, 0], found.lonlat[:, 1])[2]
    assert np.abs(to_foot - found.distance_m).max() < 1e-3
    assert line.foot(lons, lats) == pytest.approx(found.lonlat)


def test_beyond_200_km_the_distance_is_that_to_the_foot():
    line = NearestLine(LineString(PARTS[0]))
    found = line.feet(np.array([10.0, 100.0]), np.array([40.0, -10.0]))
    to_foot = GEOD.inv([10.0, 100.0], [40.0, -10.0], found.lonlat[:, 0], found.lonlat[:, 1])[2]
    assert found.distance_m == pytest.approx(np.array(to_foot), abs=1e-6)
    assert found.distance_m == pytest.approx(brute_m(PARTS[:1], [10.0, 100.0], [40.0, -10.0]), abs=1.0)


def test_the_gap_between_parts_is_no_line():
    """Two short pieces on the meridian 36° E, a degree apart: half way between, 55 km to either, not 0."""
    line = NearestLine(MultiLineString([[(36, 48.9), (36, 49)], [(36, 50), (36, 50.1)]]))
    expected = GEOD.inv(36, 49.5, 36, 49)[2]
    assert line.distance_m(36.0, 49.5)[0] == pytest.approx(expected, rel=2e-3)
    assert line.distance_m(36.0, 49.5)[0] > 50_000


def test_of_an_area_the_rings_are_taken():
    ground = Polygon(box(36, 49, 37, 50).exterior.coords, [box(36.4, 49.4, 36.6, 49.6).exterior.coords])
    line = NearestLine(ground)
    # The hole's south edge is a parallel; due north of a place on its middle meridian it is the nearest.
    assert line.distance_m(36.5, 49.3)[0] == pytest.approx(
        brute_m([[(36.4, 49.4), (36.6, 49.4)]], [36.5], [49.3])[0], abs=1e-3
    )


def test_a_crowd_of_vertices_elsewhere_does_not_hide_the_nearest_edge():
    """The nearest edge is long with distant ends, while a thousand nearer vertices belong to a line further off."""
    crowd = [(36.5 + 0.00001 * i, 49.0105) for i in range(1000)]
    long_edge = [(36.0, 49.0), (37.0, 49.0)]
    line = NearestLine(MultiLineString([crowd, long_edge]))
    place = (36.505, 49.005)
    assert line.distance_m(*place)[0] == pytest.approx(brute_m([long_edge], [place[0]], [place[1]])[0], abs=1e-3)
    assert line.foot(*place)[0, 1] == pytest.approx(49.0)


def test_the_middle_of_a_ring_is_equally_far_from_all_of_it():
    azimuths = np.linspace(0, 360, 400, endpoint=False)
    lon, lat, _ = GEOD.fwd(np.full(400, 37.0), np.full(400, 49.0), azimuths, np.full(400, 30_000.0))
    ring = np.column_stack([lon, lat])
    line = NearestLine(LineString(np.vstack([ring, ring[:1]])))
    chord_sag = 30_000 * (1 - np.cos(np.pi / 400))
    assert 30_000 - chord_sag - 0.05 <= line.distance_m(37.0, 49.0)[0] <= 30_000


def test_places_along_the_line_do_not_count_the_gaps():
    line = NearestLine(MultiLineString([[(36, 0), (36.1, 0)], [(37, 0), (37.1, 0)]]))
    tenth = 6378137.0 * np.radians(0.1)
    assert line.length_m == pytest.approx(2 * tenth, abs=1e-6)
    along = line.along_m(line.feet(np.array([36.05, 37.05, 40.0]), np.array([0.1, -0.1, 0.0])))
    assert along == pytest.approx([tenth / 2, 1.5 * tenth, 2 * tenth], abs=0.01)


def test_within_agrees_with_the_distance():
    rng = np.random.default_rng(5)
    lons, lats = rng.uniform(35.5, 39.5, 2000), rng.uniform(48.8, 50.8, 2000)
    line = NearestLine(MultiLineString(PARTS))
    assert np.array_equal(line.within(lons, lats, 7_000), line.distance_m(lons, lats) <= 7_000)
    assert line.within(np.array([]), np.array([]), 10).shape == (0,)


def test_the_rough_distance_is_never_too_small():
    rng = np.random.default_rng(6)
    lons, lats = rng.uniform(30, 45, 500), rng.uniform(45, 54, 500)
    line = NearestLine(MultiLineString(PARTS))
    assert (line.at_most_m(lons, lats) >= line.distance_m(lons, lats)).all()


def test_without_a_line_there_is_no_distance():
    for nothing in (LineString(), Point(1, 1), Polygon()):
        with pytest.raises(ValueError, match="no line"):
            NearestLine(nothing)


def test_nobody_asks():
    assert NearestLine(LineString(PARTS[0])).distance_m(np.array([]), np.array([])).shape == (0,)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=2, max_size=6),
    st.tuples(st.floats(-1.5, 1.5), st.floats(-1.5, 1.5)),
    st.sampled_from([-55.0, 0.0, 49.0, 72.0]),
)
def test_any_line_and_place(corners, place, lat):
    path = [(36 + x, lat + y) for x, y in corners]
    lon, lat = 36 + place[0], lat + place[1]
    found = NearestLine(LineString(path)).distance_m(lon, lat)[0]
    assert found == pytest.approx(brute_m([path], [lon], [lat])[0], abs=2e-3)
