"""The profile for charts: a strip of ground east of a baseline on a meridian, lengths by pyproj."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from salient.core.case import Settlement
from salient.core.depth import DepthError
from salient.core.depth_along import depth_along, sector_profile
from salient.core.depth_choice import DepthInputs
from salient.core.messages import message
from salient.core.near_place import nearest_settlement

GEOD = Geod(ellps="WGS84")
LINE = LineString([(37.0, 48.9), (37.0, 49.9)])
GAIN = box(37.0, 49.2, 37.1, 49.6)


def km(*places: tuple[float, float]) -> float:
    return GEOD.line_length(*zip(*places)) / 1000


def inputs(gain=GAIN) -> DepthInputs:
    return DepthInputs(gain, LINE, "Line", 100.0, 100.0, message("Gained ground: {names}.", names="g"))


def test_the_strip_is_as_deep_as_it_is_wide_and_nowhere_else():
    along = depth_along(inputs())
    assert along.places.length_km == pytest.approx(km(*LINE.coords), abs=0.001)
    assert along.ends_km[-1] == pytest.approx(along.places.length_km)
    middles, depths = along.profile.distance_km, along.profile.depth_km
    south, north = km((37.0, 48.9), (37.0, 49.2)), km((37.0, 48.9), (37.0, 49.6))
    within = (middles > south + 1) & (middles < north - 1)
    # The width of the strip shrinks to the north, from 7.29 to 7.23 km.
    wide = [km((37.0, lat), (37.1, lat)) for lat in (49.2, 49.6)]
    assert depths[within].max() <= wide[0] + 0.02
    assert depths[within].min() >= wide[1] - along.profile.sampling_km
    assert not depths[(middles < south - 1) | (middles > north + 1)].any()


def test_the_sector_has_a_profile_of_its_own():
    along = depth_along(inputs())
    sector = box(36.9, 49.2, 37.2, 49.3)
    at_km, depth_km = sector_profile(inputs(), along, sector)
    first, last = km((37.0, 48.9), (37.0, 49.2)), km((37.0, 48.9), (37.0, 49.3))
    assert at_km.min() >= first - 0.01
    assert at_km.max() <= last + 0.01
    # All of the strip is connected: its far corner is deepest, measured to the sector's northern end.
    assert depth_km.max() == pytest.approx(km((37.0, 49.3), (37.1, 49.6)), abs=along.profile.sampling_km)
    assert at_km[int(depth_km.argmax())] == pytest.approx(last, abs=along.step_km)
    inside = along.inside(sector)
    assert inside.sum() * along.step_km == pytest.approx(last - first, abs=along.step_km)
    assert not along.inside(None).any()


def test_a_sector_without_ground_is_refused():
    with pytest.raises(DepthError, match="connected"):
        sector_profile(inputs(), depth_along(inputs()), box(36.9, 49.7, 37.2, 49.8))


def test_progress_is_told():
    heard: list[float] = []
    depth_along(inputs(), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_the_nearest_settlement_is_the_nearest_on_the_ellipsoid():
    # 0.12 degrees east at 60° N are 6.7 km, 0.08 degrees north 8.9 km.
    places = [Settlement("east", "East", Point(30.12, 60.0)), Settlement("north", "North", Point(30.0, 60.08))]
    found = nearest_settlement(places, 30.0, 60.0)
    assert found is not None
    assert found.place.id == "east"
    azimuth, _, metres = GEOD.inv(30.12, 60.0, 30.0, 60.0)
    assert found.km == pytest.approx(metres / 1000, abs=1e-6)
    assert found.azimuth_deg == pytest.approx(azimuth % 360)
    assert nearest_settlement([], 30.0, 60.0) is None
    assert np.isclose(nearest_settlement(places, 30.12, 60.0).km, 0.0)
