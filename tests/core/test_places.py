"""Places in, maybe in and out, against distances to the edge known in closed form or by brute force."""

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon, box

from salient.core import places

GEOD = Geod(ellps="WGS84")
GROUND = box(36, 49, 37, 50)


def at(lon, lat, azimuth, metres):
    return GEOD.fwd(lon, lat, azimuth, metres)[:2]


def test_places_about_a_meridian_edge():
    """East and west of 36° E at 49.5° N the nearest edge point is due west or east, to a micrometre at this range."""
    spots = [at(36, 49.5, azimuth, metres) for azimuth, metres in ((90, 600), (90, 400), (270, 400), (270, 600))]
    lons, lats = np.array(spots).T
    assert places.membership(lons, lats, GROUND, 500).tolist() == ["in", "maybe", "maybe", "out"]
    assert places.count_inside(lons, lats, GROUND, 500) == places.Count(low=1, best=2, high=3)


def test_without_tolerance_there_is_no_maybe():
    lons, lats = np.array([36.0001, 35.9999, 36.5]), np.array([49.5, 49.5, 49.2])
    assert places.membership(lons, lats, GROUND, 0).tolist() == ["in", "out", "in"]
    assert places.count_inside(lons, lats, GROUND, 0) == places.Count(2, 2, 2)


def test_holes_and_parts():
    hole = box(36.4, 49.4, 36.6, 49.6)
    ground = MultiPolygon([Polygon(GROUND.exterior.coords, [hole.exterior.coords]), box(38, 49, 38.2, 49.2)])
    lons = np.array([36.5, 36.41, 36.39, 36.2, 38.1, 37.5])
    lats = np.array([49.5, 49.5, 49.5, 49.2, 49.1, 49.5])
    assert places.membership(lons, lats, ground, 2000).tolist() == ["out", "maybe", "maybe", "in", "in", "out"]
    assert places.count_inside(lons, lats, ground, 2000) == places.Count(2, 3, 4)


def test_many_places_against_brute_force():
    rng = np.random.default_rng(3)
    corners = np.array([(36, 49), (37.2, 49.1), (36.6, 49.5), (37.1, 50), (36.1, 49.8)])
    ground = Polygon(corners)
    lons, lats = rng.uniform(35.8, 37.4, 150), rng.uniform(48.9, 50.1, 150)
    ring = np.vstack([corners, corners[:1]])
    share = np.linspace(0, 1, 2000, endpoint=False)[:, None]
    edge = np.vstack([a + share * (b - a) for a, b in zip(ring[:-1], ring[1:])])
    for lon, lat, found in zip(lons, lats, places.membership(lons, lats, ground, 3000)):
        metres = GEOD.inv(np.full(len(edge), lon), np.full(len(edge), lat), edge[:, 0], edge[:, 1])[2].min()
        if abs(metres - 3000) < 30:
            continue  # the samples of the edge are up to 60 m apart
        # Crossings of a ray to the east, counted without any library.
        inside = (
            sum(
                (a[1] > lat) != (b[1] > lat) and lon < a[0] + (lat - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
                for a, b in zip(ring[:-1], ring[1:])
            )
            % 2
        )
        assert found == ("maybe" if metres < 3000 else "in" if inside else "out")


def test_far_north_the_box_is_wide_enough():
    lon, lat = at(20, 75, 270, 900)
    assert places.membership(np.array([lon]), np.array([lat]), box(20, 74, 21, 75.5), 1000).tolist() == ["maybe"]


def test_nothing_to_be_in_and_nobody_to_ask():
    assert places.membership(np.array([36.5]), np.array([49.5]), Polygon(), 500).tolist() == ["out"]
    assert places.membership(np.array([]), np.array([]), GROUND, 500).shape == (0,)
    assert places.count_inside(np.array([]), np.array([]), GROUND, 500) == places.Count(0, 0, 0)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="place 2 of 2"):
        places.membership(np.array([36.5, np.nan]), np.array([49.5, 49.5]), GROUND, 500)
    with pytest.raises(ValueError, match="tolerance"):
        places.membership(np.array([36.5]), np.array([49.5]), GROUND, -1)
