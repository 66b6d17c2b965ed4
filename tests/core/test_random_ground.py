"""Random ground: what must hold for any shape, whatever its numbers are (seeded, so the same shapes each time)."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from salient.core.buffer import grown, shrunk
from salient.core.depth import connected_ground, depth_measures, penetration_depth, stretch_inside
from salient.core.geodesy import area_km2

GEOD = Geod(ellps="WGS84")


def star(random: np.random.Generator, lon: float, lat: float, size: float) -> Polygon:
    """Return a polygon whose corners go round a place: never crossed, hardly ever convex."""
    angles = np.sort(random.uniform(0, 2 * np.pi, 12)) + np.linspace(0, 0.01, 12)
    reach = size * random.uniform(0.3, 1, 12)
    return Polygon(np.column_stack([lon + 1.5 * reach * np.cos(angles), lat + reach * np.sin(angles)])).buffer(0)


@pytest.mark.parametrize("seed", range(40))
def test_areas_add_up_and_bands_are_in_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(-170, 170), random.uniform(-75, 75)
    one, other = star(random, lon, lat, 0.5), star(random, lon + 0.2, lat + 0.1, 0.5)
    area = area_km2(one)
    assert area > 0
    assert area_km2(one.intersection(other)) + area_km2(one.difference(other)) == pytest.approx(area, rel=1e-9)
    tolerance_m = random.uniform(10, 3000)
    assert 0 <= area_km2(shrunk(one, tolerance_m)) <= area <= area_km2(grown(one, tolerance_m))


@pytest.mark.parametrize("seed", range(20))
def test_no_vertex_and_no_place_inside_is_deeper_than_the_depth(seed: int) -> None:
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(-170, 170), random.uniform(-70, 70)
    ground = MultiPolygon([star(random, lon, lat, 0.3), star(random, lon + 1.5, lat, 0.3)])
    baseline = LineString([(lon - 1, lat), (lon, lat + 0.1), (lon + 2.2, lat - 0.2)])
    sector = box(lon - 0.5, lat - 2, lon + 0.5, lat + 2)
    anywhere, from_sector = depth_measures(ground, baseline, 500, 400, sector=sector)
    assert anywhere.low_km <= anywhere.best_km <= anywhere.high_km
    assert anywhere.high_km - anywhere.best_km == pytest.approx(0.9)
    assert ground.distance(Point(anywhere.deepest_point)) < 1e-9
    metres = GEOD.inv(*anywhere.deepest_point, *anywhere.nearest_point)[2]
    assert metres == pytest.approx(1000 * anywhere.best_km, abs=0.01)
    corners = np.concatenate([np.array(part.exterior.coords) for part in ground.geoms])
    inside = np.column_stack([random.uniform(lon - 0.5, lon + 2, 400), random.uniform(lat - 0.4, lat + 0.4, 400)])
    places = np.concatenate([corners, [place for place in inside if ground.contains(Point(place))]])
    steps = np.array([baseline.interpolate(share, normalized=True).coords[0] for share in np.linspace(0, 1, 1500)])
    spacing_km = max(GEOD.inv(*steps[:-1].T, *steps[1:].T)[2]) / 1000
    for place in places:
        nearest_km = min(GEOD.inv(*np.broadcast_to(place, steps.shape).T, *steps.T)[2]) / 1000
        assert nearest_km - spacing_km <= anywhere.best_km + 0.001
    # The sector is part of the baseline: from the same ground it is never nearer than the whole.
    assert from_sector is not None
    same_ground = connected_ground(ground, stretch_inside(baseline, sector), 900)
    assert from_sector.best_km >= penetration_depth(same_ground, baseline).depth_km - 0.001
