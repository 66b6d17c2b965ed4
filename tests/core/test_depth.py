"""Penetration depth against closed cases and brute force over fine grids, with PROJ's geodesics."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon, box, shape
from shapely.ops import unary_union

from salient.core import depth
from salient.core.depth import (
    DepthError,
    connected_ground,
    depth_measures,
    depth_profile,
    penetration_depth,
)
from salient.core.errors import Cancelled
from salient.core.shapes import contains_xy, repaired

GEOD = Geod(ellps="WGS84")
EQUATOR_DEGREE_M = math.radians(6378137.0)

# From the equator distances are known: they are meridian arcs. A baseline along it, and ground to its north.
EQUATOR = LineString([(30, 0), (40, 0)])


def meridian_km(lat):
    return GEOD.inv(35, 0, 35, lat)[2] / 1000


def on_the_path(path, step_m=50.0):
    out = []
    for a, b in zip(path[:-1], path[1:]):
        a, b = np.array(a), np.array(b)
        count = max(1, math.ceil(np.hypot(*(b - a)) * 111700 / step_m))
        out.append(a + np.linspace(0, 1, count, endpoint=False)[:, None] * (b - a))
    return np.vstack([*out, np.array(path[-1:])])


def brute_depth_m(ground, paths, cells=45):
    """Greatest distance of grid points inside and points on the edges, and how far any place is from those tried."""
    west, south, east, north = ground.bounds
    x, y = (v.ravel() for v in np.meshgrid(np.linspace(west, east, cells), np.linspace(south, north, cells)))
    inside = contains_xy(ground, x, y)
    spacing = math.hypot((east - west) * math.cos(math.radians(south)), north - south) * 111700 / (cells - 1)
    edge = np.vstack([on_the_path(list(ring.coords), spacing) for p in polygons(ground) for ring in rings_of(p)])
    x, y = np.concatenate([x[inside], edge[:, 0]]), np.concatenate([y[inside], edge[:, 1]])
    line = np.vstack([on_the_path(path, 100.0) for path in paths])
    best = 0.0
    for lon, lat in zip(x, y):
        rough = np.hypot((line[:, 0] - lon) * math.cos(math.radians(lat)), line[:, 1] - lat)
        near = line[rough <= rough.min() * 1.02 + 0.002]
        best = max(best, GEOD.inv(np.full(len(near), lon), np.full(len(near), lat), near[:, 0], near[:, 1])[2].min())
    return best, spacing


def polygons(ground):
    return getattr(ground, "geoms", [ground])


def rings_of(polygon):
    return [polygon.exterior, *polygon.interiors]


# ---------------------------------------------------------------- where the depth is


def test_a_vertex_is_deepest():
    found = penetration_depth(Polygon([(34, 0), (36, 0), (35, 0.5)]), EQUATOR)
    assert found.depth_km == pytest.approx(meridian_km(0.5), abs=1e-6)
    assert found.deepest_point == (35, 0.5)
    assert found.nearest_point == pytest.approx((35, 0), abs=1e-5)


def test_a_front_shaped_like_a_u_filled_to_its_edge():
    """Every vertex of the ground is on the front and reads 0; the middle is half the width of the U inside."""
    front = LineString([(34, 1), (34, -1), (35, -1), (35, 1)])
    ground = Polygon([(34, 1), (34, -1), (35, -1), (35, 1)])
    found = penetration_depth(ground, front)
    brute, spacing = brute_depth_m(ground, [list(front.coords)])
    assert brute - 1 <= found.depth_km * 1000 <= brute + spacing
    # On the open side the middle of the edge at 1° N is nearest to both arms: half a degree along the parallel, nearly.
    assert found.depth_km == pytest.approx(0.5 * EQUATOR_DEGREE_M / 1000, rel=2e-3)
    assert found.deepest_point[0] == pytest.approx(34.5, abs=1e-4)


def test_the_middle_of_an_edge_is_deepest():
    """Two posts on the equator as baseline; the ground is a flat strip between them whose corners are at the posts."""
    posts = MultiLineString([[(34, -0.1), (34, 0.1)], [(36, -0.1), (36, 0.1)]])
    strip = Polygon([(34, -0.01), (36, -0.01), (36, 0.01), (34, 0.01)])
    found = penetration_depth(strip, posts)
    assert found.depth_km == pytest.approx(EQUATOR_DEGREE_M / 1000, abs=1e-3)
    assert found.deepest_point[0] == pytest.approx(35, abs=2e-5)


def test_the_inside_is_deepest():
    """A ring of front about the ground that fills it: the middle is a radius from it, the ground's edge 0."""
    azimuths = np.linspace(0, 360, 720, endpoint=False)
    lon, lat, _ = GEOD.fwd(np.full(720, 37.0), np.full(720, 49.0), azimuths, np.full(720, 30_000.0))
    ring = list(zip(lon, lat))
    found = penetration_depth(Polygon(ring), LineString([*ring, ring[0]]))
    sag_km = 30 * (1 - math.cos(math.pi / 720))
    assert 30 - sag_km - 0.0011 <= found.depth_km <= 30
    assert GEOD.inv(37, 49, *found.deepest_point)[2] < 2


def test_a_hole_is_not_gained():
    azimuths = np.linspace(0, 360, 360, endpoint=False)
    outer, inner = (
        list(zip(*GEOD.fwd(np.full(360, 37.0), np.full(360, 49.0), azimuths, np.full(360, r))[:2])) for r in (10e3, 4e3)
    )
    found = penetration_depth(Polygon(outer, [inner]), LineString([*outer, outer[0]]))
    assert found.depth_km == pytest.approx(6, abs=0.005)


def test_the_deepest_of_several_parts_counts_and_far_small_ones_are_found():
    specks = [box(30 + 0.05 * i, 0.001, 30.01 + 0.05 * i, 0.01) for i in range(150)]
    far = box(39, 0.4, 39.0001, 0.4001)
    found = penetration_depth(MultiPolygon([*specks, far]), EQUATOR)
    assert found.depth_km == pytest.approx(meridian_km(0.4001), abs=1e-5)


def test_ground_on_both_sides_of_the_baseline():
    ground = box(34, -0.3, 35, 0.2)
    found = penetration_depth(ground, EQUATOR)
    assert found.depth_km == pytest.approx(meridian_km(0.3), abs=1e-6)
    assert found.deepest_point[1] == -0.3


def test_of_an_area_as_baseline_the_edge_is_taken():
    found = penetration_depth(box(34, 0, 35, 0.2), box(30, -1, 40, 0))
    assert found.depth_km == pytest.approx(meridian_km(0.2), abs=1e-6)
    inside = penetration_depth(box(34.9, -0.5, 35, -0.4), box(30, -1, 40, 0))
    assert inside.depth_km == pytest.approx(meridian_km(0.5), rel=1e-3)


def test_the_error_asked_for_is_kept():
    front = [(34.0, 49.0), (34.7, 49.3), (34.9, 49.9), (35.6, 49.2)]
    ground = Polygon([(34.1, 49.2), (34.6, 49.4), (34.8, 50.0), (35.2, 50.1), (35.0, 50.6), (34.2, 50.2)])
    fine = penetration_depth(ground, LineString(front), 0.01)
    coarse = penetration_depth(ground, LineString(front), 500.0)
    assert fine.depth_km - 0.5 <= coarse.depth_km <= fine.depth_km + 1e-9


@settings(max_examples=8, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-0.6, 0.6), st.floats(-0.4, 0.4)), min_size=2, max_size=5),
    st.lists(st.floats(0.05, 0.5), min_size=5, max_size=9),
    st.sampled_from([-49.0, 0.5, 49.0, 66.0]),
)
def test_any_front_and_ground(corners, radii, lat):
    front = [(36 + x, lat + y) for x, y in corners]
    turn = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ground = Polygon([(36.2 + r * math.cos(t), lat + 0.1 + r * math.sin(t)) for r, t in zip(radii, turn)])
    found = penetration_depth(ground, LineString(front)).depth_km * 1000
    brute, spacing = brute_depth_m(ground, [front], cells=22)
    assert brute - 1.1 <= found <= brute + spacing


# ---------------------------------------------------------------- both definitions

# A front along the equator with two gains north of it: one at 33° E reaching 0.3°, one at 37° E reaching 0.6°.
SHALLOW, DEEP = box(32.9, 0, 33.1, 0.3), box(36.9, 0, 37.1, 0.6)
BOTH = MultiPolygon([SHALLOW, DEEP])


def test_the_band_is_the_summed_tolerance_either_side():
    any_part, in_sector = depth_measures(BOTH, EQUATOR, 500, 300)
    assert in_sector is None
    assert any_part.definition == "any_part"
    assert any_part.best_km == pytest.approx(meridian_km(0.6), abs=1e-6)
    assert any_part.low_km == pytest.approx(any_part.best_km - 0.8)
    assert any_part.high_km == pytest.approx(any_part.best_km + 0.8)


def test_low_is_never_below_zero():
    any_part, _ = depth_measures(box(33, 0, 33.1, 0.001), EQUATOR, 500, 500)
    assert any_part.low_km == 0
    assert any_part.high_km == pytest.approx(meridian_km(0.001) + 1, abs=1e-6)


def test_in_the_sector_only_the_ground_connected_to_it_counts():
    any_part, in_sector = depth_measures(BOTH, EQUATOR, 100, 100, sector=box(32, -1, 34, 1))
    assert any_part.best_km == pytest.approx(meridian_km(0.6), abs=1e-6)
    assert in_sector.definition == "break_in_sector"
    assert in_sector.best_km == pytest.approx(meridian_km(0.3), abs=1e-6)
    assert in_sector.deepest_point[1] == 0.3


def test_ground_joined_beyond_the_sector_is_measured_to_the_sector():
    """Both gains are joined in the north: from the sector at 32-34° E the far end is at 37.1° E, 0.6° N."""
    bridge = box(33, 0.2, 37, 0.3)
    any_part, in_sector = depth_measures(
        MultiPolygon([SHALLOW, bridge, DEEP]), EQUATOR, 0, 0, sector=box(32, -1, 34, 1)
    )
    assert any_part.best_km == pytest.approx(meridian_km(0.6), abs=1e-6)
    assert in_sector.best_km == pytest.approx(GEOD.inv(34, 0, 37.1, 0.6)[2] / 1000, abs=1e-6)
    assert in_sector.nearest_point == pytest.approx((34, 0))


@pytest.mark.parametrize(("gap_m", "meets"), [(0.5, True), (150, True), (250, False)])
def test_connected_means_within_the_summed_tolerance(gap_m, meets):
    ground = box(32.9, gap_m / 110574.4, 33.1, 0.3)
    stretch = LineString([(32, 0), (34, 0)])
    assert connected_ground(ground, stretch, 200).is_empty is not meets
    # The vertices of the ground are far from those of the line, and the other way round.
    assert connected_ground(ground, LineString([(32.95, -0.5), (33, 0)]), 200).is_empty is not meets


def test_without_tolerance_a_metre_still_connects():
    ground = box(32.9, 0.5 / 110574.4, 33.1, 0.3)
    assert depth_measures(ground, EQUATOR, 0, 0, sector=box(32, -1, 34, 1))[1] is not None


@pytest.mark.parametrize(
    ("gains", "baseline", "sector", "words"),
    [
        (Polygon(), EQUATOR, None, "no gained ground"),
        (LineString([(33, 0), (33, 1)]), EQUATOR, None, "no gained ground"),
        (BOTH, LineString(), None, "no baseline"),
        (BOTH, EQUATOR, box(32, 2, 34, 3), "lies in the sector"),
        (BOTH, EQUATOR, Polygon(), "lies in the sector"),
        (BOTH, EQUATOR, box(34, -1, 35, 1), "connected"),
    ],
)
def test_what_cannot_be_measured_is_said(gains, baseline, sector, words):
    with pytest.raises(DepthError, match=words):
        depth_measures(gains, baseline, 100, 100, sector=sector)


def test_bad_numbers_are_refused():
    with pytest.raises(DepthError, match="tolerance"):
        depth_measures(BOTH, EQUATOR, -1, 0)
    with pytest.raises(DepthError, match="error"):
        penetration_depth(BOTH, EQUATOR, error_m=0)
    with pytest.raises(DepthError, match="step"):
        depth_profile(BOTH, EQUATOR, 0)


def test_progress_goes_from_half_to_whole():
    told = []
    penetration_depth(BOTH, EQUATOR, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


# ---------------------------------------------------------------- profile


def test_a_profile_reads_each_gain_where_it_is():
    profile = depth_profile(BOTH, EQUATOR, step_km=5)
    assert len(profile.distance_km) == math.ceil(10 * EQUATOR_DEGREE_M / 5000)
    assert profile.distance_km[0] == pytest.approx(2.5)
    per_degree = EQUATOR_DEGREE_M / 1000
    for lon, lat in ((33, 0.3), (37, 0.6)):
        at = np.abs(profile.distance_km - (lon - 30) * per_degree) < 5
        assert profile.depth_km[at].max() == pytest.approx(meridian_km(lat), abs=profile.sampling_km)
    away = np.abs(profile.distance_km - 5 * per_degree) < 100
    assert (profile.depth_km[away] == 0).all()


def test_the_greatest_of_the_profile_is_the_depth():
    ground = Polygon([(32, 0), (34, 0), (34.5, 0.4), (33, 0.7), (32.2, 0.2)])
    profile = depth_profile(ground, EQUATOR, 2)
    depth = penetration_depth(ground, EQUATOR).depth_km
    assert depth - profile.sampling_km <= profile.depth_km.max() <= depth + 1e-6
    assert np.array_equal(profile.depth_km, depth_profile(ground, EQUATOR, 2).depth_km)


def test_a_profile_is_told_as_it_grows_and_can_be_called_off(monkeypatch):
    ground = box(32, 0, 34, 0.4)
    whole = depth_profile(ground, EQUATOR, 2)
    monkeypatch.setattr(depth, "_TRIED_AT_ONCE", 100)
    told = []
    pieces = depth_profile(ground, EQUATOR, 2, told.append)
    assert np.array_equal(pieces.depth_km, whole.depth_km)
    assert np.array_equal(pieces.deepest, whole.deepest, equal_nan=True)
    assert told == sorted(told)
    assert len(told) > 100
    assert (told[0], told[-1]) == (0.0, 1.0)

    def stop(share: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        depth_profile(ground, EQUATOR, 2, stop)


def test_a_step_too_small_for_the_ground_is_refused_with_advice():
    with pytest.raises(DepthError, match="choose a longer step"):
        depth_profile(box(30, 0, 40, 9), EQUATOR, 1)


def test_every_stretch_below_a_wide_gain_has_a_depth():
    profile = depth_profile(box(30, 0, 32, 0.4), EQUATOR, 2)
    per_degree = EQUATOR_DEGREE_M / 1000
    below = profile.distance_km < 2 * per_degree - 2
    assert profile.depth_km[below] == pytest.approx(np.full(below.sum(), meridian_km(0.4)), abs=profile.sampling_km)
    assert (profile.depth_km[profile.distance_km > 2 * per_degree + 2] == 0).all()


# ---------------------------------------------------------------- the days of September 2022

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "isw-2022-09"
FRAME = box(35.9, 48.75, 38.3, 50.4)
SECTOR = box(36.2, 49.2, 37.0, 49.9)
needs_days = pytest.mark.skipif(not DATA.is_dir(), reason=f"the issuer's day layers are not here: {DATA.name}")


def day_layer(name):
    features = json.loads((DATA / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return unary_union([repaired(shape(f["geometry"]))[0] for f in features if f["geometry"]])


@pytest.fixture(scope="module")
def control():
    return day_layer("20220905_RussianAssessedCoTinUkraine").intersection(FRAME.buffer(1))


def gained(control, day):
    return day_layer(f"{day}_UkrainianClaimedCounterOffensives").intersection(control).intersection(FRAME)


@needs_days
def test_depth_on_9_september(control):
    """Section 6 of the design: 45.3 km near 37.677 E 49.555 N; 52.9 km near 37.690 E 49.536 N (to 0.5 km)."""
    front = control.boundary.intersection(FRAME)
    any_part, in_sector = depth_measures(gained(control, "20220909"), front, 500, 500, sector=SECTOR)
    assert any_part.best_km == pytest.approx(45.3, abs=0.5)
    assert in_sector.best_km == pytest.approx(52.9, abs=0.5)
    assert GEOD.inv(37.677, 49.555, *any_part.deepest_point)[2] < 500
    assert GEOD.inv(37.690, 49.536, *in_sector.deepest_point)[2] < 500
    # The depth found by sampling the same ground without any search.
    line = np.vstack([on_the_path(list(part.coords), 200) for part in front.geoms])
    edge = np.vstack([np.array(r.coords) for p in polygons(gained(control, "20220909")) for r in rings_of(p)])
    deep = max(
        GEOD.inv(np.full(len(line), lon), np.full(len(line), lat), line[:, 0], line[:, 1])[2].min()
        for lon, lat in edge[edge[:, 0] > 37.6][::8]
    )
    assert deep - 1 <= any_part.best_km * 1000 <= deep + 500


@needs_days
def test_depth_on_8_september(control):
    front = control.boundary.intersection(FRAME)
    any_part, in_sector = depth_measures(gained(control, "20220908"), front, 500, 500, sector=SECTOR)
    assert any_part.best_km == pytest.approx(15.1, abs=0.5)
    assert in_sector.best_km == pytest.approx(15.1, abs=0.5)
