"""The sample case holds what it promises; measured here with pyproj's geodesics on a fine grid, not with our core."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry import LineString, Point
from shapely.ops import unary_union

from salient.core import schema
from salient.core.case import Case
from salient.core.shapes import contains_xy, coordinates
from salient.store import cases, textcase

GEOD = pyproj.Geod(ellps="WGS84")
SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "kharkiv-2022-09"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Case:
    path = tmp_path_factory.mktemp("sample") / "sample.gpkg"
    cases.create(path, textcase.read_folder(SAMPLE))
    return cases.load(path)


def gain(case: Case, *ids: str) -> shapely.geometry.base.BaseGeometry:
    return unary_union([one.geometry for one in case.claimed_gains if one.id in ids])


def depth_km(ground: shapely.geometry.base.BaseGeometry, line: shapely.geometry.base.BaseGeometry) -> float:
    """Return the greatest distance from a grid of ground (500 m) to a line (points every 100 m), by Geod alone."""
    west, south, east, north = ground.bounds
    x, y = np.meshgrid(np.arange(west, east, 0.007), np.arange(south, north, 0.0045))
    inside = contains_xy(ground, x.ravel(), y.ravel())
    # The outline too: the deepest point of a wedge lies on it.
    points = np.vstack([np.column_stack([x.ravel()[inside], y.ravel()[inside]]), coordinates(ground)])
    stretches = list(getattr(line, "geoms", [line]))
    along = np.vstack(
        [np.array([s.interpolate(d).coords[0] for d in np.arange(0, s.length, 0.002)]) for s in stretches]
    )
    # Candidates by the flat distance, the truth by the geodesic one: only the 40 nearest can win.
    scale = np.array([np.cos(np.radians(49.6)), 1.0])
    deepest = 0.0
    for point in points:
        flat = np.hypot(*((along - point) * scale).T)
        near = along[np.argsort(flat)[:40]]
        best = min(GEOD.inv(np.full(len(near), point[0]), np.full(len(near), point[1]), near[:, 0], near[:, 1])[2])
        deepest = max(deepest, best)
    return deepest / 1000


def baseline(case: Case) -> LineString:
    (line,) = (one.geometry for one in case.front_lines if one.id == case.settings["baseline_id"])
    return line


def sector(case: Case) -> shapely.geometry.base.BaseGeometry:
    (area,) = (one.geometry for one in case.areas if one.id == case.settings["sector_id"])
    return area


def test_nothing_is_skipped(sample: Case) -> None:
    assert sample.skipped == ()
    assert sample.title.startswith("Kharkiv")


def test_every_reference_leads_somewhere(sample: Case) -> None:
    ids = {table.name: {row.id for row in getattr(sample, table.name, ())} for table in schema.TABLES[:9]}
    for table in schema.TABLES[:9]:
        for field in table.fields:
            for row in getattr(sample, table.name):
                value = getattr(row, field.name, None)
                if field.refers_to and value:
                    wanted = {value} if isinstance(value, str) else set(value)
                    assert wanted <= ids[field.refers_to], (table.name, row.id, field.name)
    for name, table_name in (("frame_id", "areas"), ("sector_id", "areas"), ("baseline_id", "front_lines")):
        assert sample.settings[name] in ids[table_name]


def test_claims_of_many_kinds_each_with_a_source(sample: Case) -> None:
    assert len(sample.claims) >= 14
    assert len({claim.kind for claim in sample.claims}) >= 6
    assert all(claim.source_id and claim.claimant for claim in sample.claims)
    assert all(row.source_id for table in ("events", "claimed_gains") for row in getattr(sample, table))


def test_places_are_where_the_design_puts_them(sample: Case) -> None:
    where = {place.id: place.geometry.coords[0] for place in sample.settlements}
    assert where["kharkiv"] == (36.231, 49.993)
    assert where["izium"] == (37.2569, 49.2128)
    assert where["kupiansk"] == (37.6167, 49.7064)


def test_places_have_a_source_and_lie_in_the_frame(sample: Case) -> None:
    (frame,) = (area.geometry for area in sample.areas if area.role == "frame")
    for place in sample.settlements:
        assert all((place.name, place.name_local, place.source_id)), place.id
        assert frame.contains(place.geometry), place.id
    numbers = [place.geonames_id for place in sample.settlements if place.geonames_id]
    assert len(numbers) == len(set(numbers))


def test_more_than_thirty_places_lie_in_the_gains(sample: Case) -> None:
    ground = gain(sample, "g-0908", "g-0909")
    inside = [place.id for place in sample.settlements if ground.contains(place.geometry)]
    assert len(inside) > 30
    assert {"balakliia", "volokhiv-yar", "shevchenkove", "savyntsi"} <= set(inside)
    assert not {"izium", "kupiansk", "kharkiv"} & set(inside)


def test_the_gains_of_8_september_are_far_from_50_km_deep(sample: Case) -> None:
    line = baseline(sample)
    found = depth_km(gain(sample, "g-0908"), line)
    tolerance_km = 4.0  # of gain and baseline, 2 km each
    assert 10 < found < 45 - tolerance_km
    assert depth_km(gain(sample, "g-0908"), line.intersection(sector(sample))) == pytest.approx(found, abs=2)


def test_the_gains_of_9_september_reach_about_50_km(sample: Case) -> None:
    ground, line = gain(sample, "g-0908", "g-0909"), baseline(sample)
    assert 45 < depth_km(ground, line) < 55
    assert 45 < depth_km(ground, line.intersection(sector(sample))) < 55


def test_the_gains_lean_on_the_baseline_in_the_sector(sample: Case) -> None:
    stretch = baseline(sample).intersection(sector(sample))
    shared = stretch.intersection(gain(sample, "g-0908").boundary)
    assert shared.length > 0.3  # degrees: about 30 km
    assert gain(sample, "g-0908", "g-0909").geom_type == "Polygon"  # one piece


def test_no_gain_reaches_50_km_south_of_kharkiv(sample: Case) -> None:
    lon, lat, _ = GEOD.fwd(36.231, 49.993, 180.0, 50_000)
    assert (lon, lat) == (pytest.approx(36.231), pytest.approx(49.544, abs=0.001))
    there = Point(lon, lat)
    assert gain(sample, "g-0908", "g-0909").distance(there) * 72 > 10  # a degree of longitude is 72 km here


def test_izium_s_ground_is_joined_to_the_rest(sample: Case) -> None:
    held = {area.as_of.isoformat(): area.geometry for area in sample.control_areas if area.as_of and area.side == "RU"}
    assert set(held) == {"2022-09-05", "2022-09-09"}
    izium = Point(37.2569, 49.2128)
    narrowed = held["2022-09-09"].buffer(-0.05)  # at least 3.6 km from every edge
    (part,) = [one for one in getattr(narrowed, "geoms", [narrowed]) if one.contains(izium)]
    assert part.contains(Point(38.1553, 49.4093))  # Svatove, in the rear


def test_the_ground_of_two_days_differs_by_the_gains(sample: Case) -> None:
    before, after = (area.geometry for area in sample.control_areas)
    ground = gain(sample, "g-0908", "g-0909")
    assert before.difference(after).symmetric_difference(ground).area < 1e-9
    assert after.difference(before).area < 1e-9


def test_sketches_say_how_far_they_may_be_off(sample: Case) -> None:
    for table in ("front_lines", "claimed_gains", "control_areas", "supply_routes"):
        for row in getattr(sample, table):
            assert row.tolerance_m >= 2000, row.id
            assert row.source_id == "sketch"


def test_addresses_are_plain(sample: Case) -> None:
    for row in (*sample.sources, *sample.claims):
        assert row.url == "" or row.url.startswith("https://")
