"""Ground about the routes only: moved by a tolerance it is there what all of the ground moved is."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from shapely.geometry import MultiLineString, MultiPolygon, Point, Polygon, box

from salient.core.case import Case, ControlArea, Settlement, SupplyRoute
from salient.core.geodesy import area_km2
from salient.core.ground_pieces import ground_about
from salient.core.grounds import Grounds

DAY = datetime.date(2022, 9, 9)
NEAR = (36.0, 49.0, 36.4, 49.3)


def wide_ground(seed: int) -> MultiPolygon:
    """Return ground of 8 by 4 degrees with a ragged western edge that runs through the box, and an island in it."""
    chance = np.random.default_rng(seed)
    lat = np.linspace(47.0, 51.0, 400)
    west = np.column_stack([36.2 + chance.uniform(-0.05, 0.05, 400), lat])
    return MultiPolygon([Polygon([*west.tolist(), (44.0, 51.0), (44.0, 47.0)]), box(36.01, 49.1, 36.08, 49.2)])


@pytest.mark.parametrize("seed", range(3))
def test_moved_by_its_tolerance_it_is_the_same_about_the_routes(seed: int):
    area = ControlArea("a", wide_ground(seed), "R", "assessed_control", "I", as_of=DAY, tolerance_m=800.0)
    route = SupplyRoute("r", "", MultiLineString([[NEAR[:2], (36.3, 49.3)]]))
    place = Settlement("s", "S", Point(NEAR[2:]))
    grounds = Grounds(Case("about", control_areas=(area,), supply_routes=(route,), settlements=(place,)))
    whole = grounds.larger([area]), grounds.smaller([area])
    near = grounds.near_routes([area])
    for all_of_it, part in zip(whole, near):
        assert area_km2(part) < 0.5 * area_km2(all_of_it)
        off = area_km2(all_of_it.intersection(box(*NEAR)).symmetric_difference(part.intersection(box(*NEAR))))
        # The band about an edge is good to 2 % of its width: 16 m along some 100 km of it.
        assert off < 1.6


def test_ground_that_lies_near_is_left_as_it_is():
    ground = box(36.0, 49.0, 36.5, 49.5)
    assert ground_about(ground, (35.9, 48.9, 36.6, 49.6), 500.0) is ground
    assert ground_about(ground, (40.0, 49.0, 41.0, 50.0), 500.0).is_empty


def test_the_cut_stays_farther_off_than_twice_the_distance():
    found = ground_about(box(30, 40, 44, 60), (36, 49, 37, 50), 10_000.0)
    west, south, east, north = found.bounds
    # 21 km are 0.19 degrees of latitude, and a third of a degree of longitude here.
    assert (49 - south, north - 50) == (pytest.approx(0.19, abs=0.001), pytest.approx(0.19, abs=0.001))
    assert 36 - west == pytest.approx(0.297, abs=0.005)
    assert east - 37 == pytest.approx(36 - west)
