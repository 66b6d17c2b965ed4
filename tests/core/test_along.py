"""Places along a baseline, and the ground around a stretch of it: lines on the equator, and one that turns back."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, box

from salient.core.along import AlongLine, sector_around
from salient.core.depth import DepthError, depth_measures, depth_profile, stretch_inside
from salient.core.geodesy import length_km

GEOD = Geod(ellps="WGS84")
# A degree of the equator is 111.31949 km.
DEGREE_KM = GEOD.inv(36, 0, 37, 0)[2] / 1000
EQUATOR = LineString([(36, 0), (37, 0)])
TWO_PARTS = MultiLineString([[(36, 0), (37, 0)], [(40, 0), (41, 0)]])


def test_places_by_the_kilometre_and_back():
    line = AlongLine(TWO_PARTS)
    assert line.length_km == pytest.approx(2 * DEGREE_KM, abs=1e-3)
    places = line.at(np.array([0.0, DEGREE_KM / 2, 1.5 * DEGREE_KM, 2 * DEGREE_KM]))
    assert places[:, 0] == pytest.approx([36, 36.5, 40.5, 41], abs=1e-5)
    km, foot = line.nearest_km(40.25, 0.3)
    assert km == pytest.approx(1.25 * DEGREE_KM, abs=0.01)
    assert foot == (pytest.approx(40.25, abs=1e-4), pytest.approx(0, abs=1e-9))


def test_a_stretch_over_a_gap_and_the_rest():
    stretch, rest = AlongLine(TWO_PARTS).between(0.75 * DEGREE_KM, 1.25 * DEGREE_KM)
    ends = [[(round(path[0][0], 3), round(path[-1][0], 3)) for path in paths] for paths in (stretch, rest)]
    assert ends == [[(36.75, 37), (40, 40.25)], [(36, 36.75), (40.25, 41)]]


def test_only_that_stretch_lies_in_the_ground_around_it():
    sector = sector_around(AlongLine(EQUATOR), 0.25 * DEGREE_KM, 0.5 * DEGREE_KM)
    inside = stretch_inside(EQUATOR, sector)
    # 10 m at either end are the line's own.
    assert length_km(inside) == pytest.approx(0.25 * DEGREE_KM, abs=0.025)
    assert inside.bounds[0] == pytest.approx(36.25, abs=2e-4)
    west, south, east, north = sector.bounds
    assert (west, east) == (pytest.approx(36.25, abs=2e-4), pytest.approx(36.5, abs=2e-4))
    assert GEOD.inv(36.4, 0, 36.4, north)[2] == pytest.approx(1000, abs=25)
    assert GEOD.inv(36.4, 0, 36.4, south)[2] == pytest.approx(1000, abs=25)


def test_the_other_arm_of_a_bend_is_left_out():
    # There and back, 300 m apart: much nearer than the ground is wide.
    bend = LineString([(36, 0), (37, 0), (37, 0.0027), (36, 0.0027)])
    inside = stretch_inside(bend, sector_around(AlongLine(bend), 0.25 * DEGREE_KM, 0.5 * DEGREE_KM))
    assert length_km(inside) == pytest.approx(0.25 * DEGREE_KM, abs=0.025)
    assert inside.bounds[3] == pytest.approx(0, abs=1e-9)


def test_the_whole_line_and_a_ring():
    whole = sector_around(AlongLine(EQUATOR), 0, 1000)
    assert length_km(stretch_inside(EQUATOR, whole)) == pytest.approx(DEGREE_KM, abs=1e-3)
    ring = box(36, 0, 36.1, 0.1).exterior
    edge = LineString(ring.coords)
    inside = stretch_inside(edge, sector_around(AlongLine(edge), 0, 5))
    assert length_km(inside) == pytest.approx(5, abs=0.025)


def test_nothing_between_is_refused():
    with pytest.raises(DepthError, match="no stretch"):
        sector_around(AlongLine(EQUATOR), 10, 10)
    with pytest.raises(DepthError, match="no baseline"):
        AlongLine(LineString())


def test_a_depth_to_a_sector_chosen_so():
    # Two gains of which the western is deeper; the sector holds the eastern one's stretch only.
    gains = box(36.1, 0, 36.3, 0.3).union(box(36.6, 0, 36.8, 0.1))
    sector = sector_around(AlongLine(EQUATOR), 0.6 * DEGREE_KM, 0.8 * DEGREE_KM)
    anywhere, broken_in = depth_measures(gains, EQUATOR, 0, 0, sector)
    assert anywhere.best_km == pytest.approx(GEOD.inv(36.2, 0, 36.2, 0.3)[2] / 1000, abs=0.01)
    assert broken_in.best_km == pytest.approx(GEOD.inv(36.7, 0, 36.7, 0.1)[2] / 1000, abs=0.01)


def test_the_profile_knows_its_deepest_points():
    gains = box(36.1, 0, 36.3, 0.3)
    profile = depth_profile(gains, EQUATOR, 5)
    has_some = profile.depth_km > 0
    lons, lats = profile.deepest[has_some].T
    assert np.isnan(profile.deepest[~has_some]).all()
    assert ((lons >= 36.1 - 1e-9) & (lons <= 36.3 + 1e-9)).all()
    to_line = [GEOD.inv(lon, lat, lon, 0)[2] / 1000 for lon, lat in zip(lons, lats)]
    assert to_line == pytest.approx(list(profile.depth_km[has_some]), abs=0.001)
