"""Distances, directions, areas and planes against published values, closed forms and PROJ's geodesics."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.integrate import quad
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from salient.core import geodesy

GEOD = Geod(ellps="WGS84")
A, F = 6378137.0, 1 / 298.257223563
E2 = F * (2 - F)


def dms(degrees, minutes, seconds):
    return math.copysign(abs(degrees) + minutes / 60 + seconds / 3600, degrees)


# ---------------------------------------------------------------- legs


def test_leg_of_the_australian_test_line():
    """Flinders Peak to Buninyong, the worked example of the GDA94 technical manual: 54,972.271 m, 306° 52' 05.37"."""
    found = geodesy.leg(dms(144, 25, 29.52440), dms(-37, 57, 3.72030), dms(143, 55, 35.38390), dms(-37, 39, 10.15610))
    assert found.distance_km == pytest.approx(54.972271, abs=1e-6)
    assert found.azimuth_deg == pytest.approx(dms(306, 52, 5.37), abs=0.01 / 3600)


def test_leg_between_nearly_opposite_places():
    """Karney 2013, Algorithms for geodesics, table 4: 19,989,832.827610 m at 161.890524736 degrees."""
    found = geodesy.leg(0, -30, 179.8, 29.9)
    assert found.distance_km == pytest.approx(19989.832827610, abs=1e-8)
    assert found.azimuth_deg == pytest.approx(161.890524736, abs=1e-8)


def test_destination_of_the_direct_example():
    """Karney 2013, table 2: from 40° N at 30 degrees for 10,000 km to 41.79331020506° N, 137.84490004377° E."""
    lon, lat = geodesy.destination(0, 40, 30, 10000)
    assert lon == pytest.approx(137.84490004377, abs=1e-10)
    assert lat == pytest.approx(41.79331020506, abs=1e-10)


def test_a_quarter_of_the_equator_and_of_the_meridian():
    assert geodesy.leg(0, 0, 90, 0).distance_km == pytest.approx(A * math.pi / 2 / 1000, abs=1e-9)
    # The quarter meridian of WGS 84, e.g. NIMA TR8350.2: 10,001,965.7293 m.
    assert geodesy.leg(10, 0, 10, 90).distance_km == pytest.approx(10001.9657293, abs=1e-6)


def test_azimuths_run_from_0_to_below_360():
    assert geodesy.leg(36, 50, 36, 50) == geodesy.Leg(0.0, 0.0)
    assert geodesy.leg(36, 50, 36, 51).azimuth_deg == 0.0
    assert geodesy.leg(36, 50, 36, 49).azimuth_deg == pytest.approx(180)
    assert geodesy.leg(36, 0, 35, 0).azimuth_deg == pytest.approx(270)
    assert 0 <= geodesy.leg(36, 50, 36 - 1e-13, 51).azimuth_deg < 360


def test_kupiansk_from_izium():
    """Section 6 of the design, from the two places' coordinates: 60.8 km, 25.3 degrees, NNE."""
    found = geodesy.leg(37.2569, 49.2128, 37.6167, 49.7064)
    assert round(found.distance_km, 1) == 60.8
    assert round(found.azimuth_deg, 1) == 25.3
    assert geodesy.compass(found.azimuth_deg) == "NNE"


# ---------------------------------------------------------------- words for directions


@pytest.mark.parametrize(
    ("azimuth", "points", "name"),
    [
        (0, 16, "N"), (11.2, 16, "N"), (11.3, 16, "NNE"), (348.7, 16, "NNW"), (348.8, 16, "N"), (359.9, 16, "N"),
        (44, 8, "NE"), (22.4, 8, "N"), (337.6, 8, "N"), (180, 8, "S"), (44, 4, "N"), (46, 4, "E"), (316, 4, "N"),
        (270, 16, "W"), (-90, 16, "W"),
    ],
)  # fmt: skip
def test_compass(azimuth, points, name):
    assert geodesy.compass(azimuth, points) == name


def test_compass_refuses_other_roses():
    with pytest.raises(ValueError, match="4, 8 or 16"):
        geodesy.compass(0, 12)


@pytest.mark.parametrize(
    ("words", "centre", "half"),
    [
        ("N", 0, 45), ("e", 90, 45), ("South", 180, 45), ("western", 270, 45), ("northwards", 0, 45),
        ("NE", 45, 22.5), ("north-east", 45, 22.5), ("northeast", 45, 22.5), ("South West", 225, 22.5),
        ("northwestern", 315, 22.5), ("south-easterly", 135, 22.5),
        ("NNE", 22.5, 11.25), ("north-north-east", 22.5, 11.25), ("north-northeast", 22.5, 11.25),
        ("на північ", 0, 45), ("південніше", 180, 45), ("східний", 90, 45), ("пн-сх", 45, 22.5), ("ПдЗх", 225, 22.5),
        ("північно-західний", 315, 22.5), ("на північний схід", 45, 22.5), ("північно-північно-східний", 22.5, 11.25),
        ("W.S.W.", 247.5, 11.25), ("west-northwest", 292.5, 11.25), ("ESE", 112.5, 11.25),
    ],
)  # fmt: skip
def test_direction_sector(words, centre, half):
    assert geodesy.direction_sector(words) == (centre, half)


@pytest.mark.parametrize(
    "words", ["", "up", "NS", "EN", "NNNE", "northish", "north of", "SEW", "на", "північ від", "угору"]
)
def test_words_that_are_no_direction(words):
    with pytest.raises(ValueError, match="no direction"):
        geodesy.direction_sector(words)


@pytest.mark.parametrize(
    ("words", "azimuth", "holds"),
    [
        ("north", 25.3, True), ("north", 45, True), ("north", 45.1, False), ("N", 315, True), ("N", 314.9, False),
        ("NE", 22.5, True), ("NE", 22.4, False), ("NNE", 33.75, True), ("NNE", 33.8, False), ("S", 0, False),
        ("NNW", 348.75, True), ("N", 359.999, True),
    ],
)  # fmt: skip
def test_direction_holds_within_its_sector(words, azimuth, holds):
    assert geodesy.direction_holds(words, azimuth) is holds


# ---------------------------------------------------------------- areas


def zone_km2(west, south, east, north):
    """Area of a box by numerical integration of M N cos(lat) over latitude: nothing of ours in it."""

    def strip(lat):
        w2 = 1 - E2 * math.sin(lat) ** 2
        return A * A * (1 - E2) * math.cos(lat) / w2**2

    return (
        math.radians(east - west)
        * quad(strip, math.radians(south), math.radians(north), epsabs=0, epsrel=1e-13)[0]
        / 1e6
    )


@pytest.mark.parametrize(
    "bounds",
    [(35.9, 48.75, 38.3, 50.4), (0, 0, 1, 1), (-70, -60, -69, 40), (10, 80, 50, 89.9), (30, 49, 30.001, 49.001)],
)
def test_area_of_boxes_between_meridians_and_parallels(bounds):
    assert geodesy.area_km2(box(*bounds)) == pytest.approx(zone_km2(*bounds), rel=1e-9)


def test_area_of_the_whole_ellipsoid():
    """The ellipsoid's surface is 510,065,621.724 km² (WGS 84, Moritz's closed form)."""
    assert geodesy.area_km2(box(-180, -90, 180, 90)) == pytest.approx(510065621.724, abs=1e-2)


def test_area_equals_that_of_the_finely_cut_geodesic_polygon():
    ring = [(36.0, 48.8), (38.1, 49.1), (37.7, 50.3), (36.9, 49.6), (36.2, 50.1)]
    fine = geodesy.densify(np.array([*ring, ring[0]]), 100.0)
    expected = abs(GEOD.polygon_area_perimeter(fine[:-1, 0], fine[:-1, 1])[0]) / 1e6
    assert geodesy.area_km2(Polygon(ring)) == pytest.approx(expected, rel=1e-8)
    # Geodesic edges between the corners themselves enclose something else, by far more than rounding.
    coarse = abs(GEOD.polygon_area_perimeter(*zip(*ring))[0]) / 1e6
    assert abs(geodesy.area_km2(Polygon(ring)) - coarse) > 0.1


@pytest.mark.parametrize("turn_shell", [1, -1])
@pytest.mark.parametrize("turn_hole", [1, -1])
def test_holes_are_subtracted_whichever_way_they_wind(turn_shell, turn_hole):
    shell = [(36, 49), (37, 49), (37, 50), (36, 50)][::turn_shell]
    hole = [(36.4, 49.4), (36.6, 49.4), (36.6, 49.6), (36.4, 49.6)][::turn_hole]
    expected = zone_km2(36, 49, 37, 50) - zone_km2(36.4, 49.4, 36.6, 49.6)
    assert geodesy.area_km2(Polygon(shell, [hole])) == pytest.approx(expected, rel=1e-9)


def test_areas_add_up_where_a_shape_is_cut():
    whole = Polygon([(36, 49), (38, 49.3), (37.5, 50.4), (36.2, 50)])
    west, east = (whole.intersection(box(*b)) for b in ((30, 45, 37.123, 55), (37.123, 45, 45, 55)))
    assert geodesy.area_km2(west) + geodesy.area_km2(east) == pytest.approx(geodesy.area_km2(whole), abs=1e-6)
    assert geodesy.area_km2(MultiPolygon([west, east])) == pytest.approx(geodesy.area_km2(whole), abs=1e-6)


def test_what_has_no_area():
    assert geodesy.area_km2(LineString([(0, 0), (1, 1)])) == 0
    assert geodesy.area_km2(Polygon()) == 0
    assert geodesy.ring_area_m2(np.array([(0, 0), (1, 1)])) == 0


def test_signed_area_is_positive_counter_clockwise_and_closes_the_ring():
    ring = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    assert geodesy.ring_area_m2(ring) == pytest.approx(zone_km2(0, 0, 1, 1) * 1e6, rel=1e-9)
    assert geodesy.ring_area_m2(ring[::-1]) == pytest.approx(-geodesy.ring_area_m2(ring), rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.floats(-179, 170), st.floats(-88, 80), st.floats(0.001, 9), st.floats(0.001, 8))
def test_any_box(west, south, wide, high):
    bounds = (west, south, west + wide, south + high)
    assert geodesy.area_km2(box(*bounds)) == pytest.approx(zone_km2(*bounds), rel=1e-7)


# ---------------------------------------------------------------- lengths


def test_lengths_are_sums_of_geodesics():
    path = [(36.0, 49.0), (37.0, 49.5), (36.5, 50.2)]
    legs = [GEOD.inv(*a, *b)[2] / 1000 for a, b in zip(path, path[1:])]
    assert geodesy.length_km(LineString(path)) == pytest.approx(sum(legs), abs=1e-9)
    closing = GEOD.inv(*path[-1], *path[0])[2] / 1000
    assert geodesy.perimeter_km(Polygon(path)) == pytest.approx(sum(legs) + closing, abs=1e-9)


def test_perimeter_counts_the_holes():
    hole = [(36.4, 49.4), (36.6, 49.4), (36.5, 49.6)]
    whole = geodesy.perimeter_km(Polygon(box(36, 49, 37, 50).exterior.coords, [hole]))
    parts = geodesy.perimeter_km(box(36, 49, 37, 50)) + geodesy.perimeter_km(Polygon(hole))
    assert whole == pytest.approx(parts, abs=1e-9)
    assert geodesy.perimeter_km(LineString([(0, 0), (1, 1)])) == 0


def test_densify_keeps_the_vertices_and_the_line():
    path = np.array([(36.0, 49.0), (37.0, 49.5), (37.0, 49.5001)])
    fine = geodesy.densify(path, 500.0)
    assert GEOD.inv(fine[:-1, 0], fine[:-1, 1], fine[1:, 0], fine[1:, 1])[2].max() <= 500.0
    assert {tuple(p) for p in path} <= {tuple(p) for p in fine}
    assert LineString(path).hausdorff_distance(LineString(fine)) < 1e-12
    assert len(geodesy.densify(path, 1e6)) == 3


@settings(max_examples=40, deadline=None)
@given(st.floats(-80, 80), st.floats(-3, 3), st.floats(-3, 3))
def test_no_step_is_longer_than_its_bound(lat, dlat, dlon):
    a, b = np.array([[20.0, lat]]), np.array([[20.0 + dlon, lat + dlat]])
    bound = geodesy.step_bound_m(b[:, 0] - a[:, 0], b[:, 1] - a[:, 1], a[:, 1], b[:, 1])[0]
    fine = a + np.linspace(0, 1, 50)[:, None] * (b - a)
    assert GEOD.line_length(fine[:, 0], fine[:, 1]) <= bound + 1e-6


# ---------------------------------------------------------------- space and planes


def test_earth_centred_coordinates():
    found = geodesy.ecef(np.array([0.0, 90.0, 0.0]), np.array([0.0, 0.0, 90.0]))
    b = A * (1 - F)
    assert found == pytest.approx(np.array([[A, 0, 0], [0, A, 0], [0, 0, b]]), abs=1e-6)


def test_a_plane_has_true_distances_from_its_centre_and_goes_back():
    plane = geodesy.local_plane((37.0, 49.5))
    east, north = plane.forward(Point(37.5, 49.8)).coords[0]
    azimuth, _, metres = GEOD.inv(37.0, 49.5, 37.5, 49.8)
    assert math.hypot(east, north) == pytest.approx(metres, abs=1e-4)
    assert math.degrees(math.atan2(east, north)) == pytest.approx(azimuth, abs=1e-7)
    shape = Polygon([(36.5, 49), (37.5, 49), (37, 50)], [[(36.9, 49.3), (37.1, 49.3), (37, 49.5)]])
    back = plane.inverse(plane.forward(shape))
    assert back.equals_exact(shape, 1e-9)


def test_a_plane_about_a_shape_is_about_the_middle_of_its_box():
    plane = geodesy.local_plane(box(36, 49, 38, 50))
    assert (plane.lon, plane.lat) == (37.0, 49.5)
    with pytest.raises(ValueError, match="empty"):
        geodesy.local_plane(Polygon())
