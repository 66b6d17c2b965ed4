"""The map: true to scale, exact to a tenth of a millimetre, with names that keep clear of each other."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer
from reportlab.lib.colors import Color
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from reports import full_report, make_case, make_report
from salient.brief import theme
from salient.brief.content import briefing
from salient.brief.frames import bounds_of, within
from salient.brief.furniture import graticule, north_turn, scale_bar
from salient.brief.georeference import registered
from salient.brief.labels import LabelRequest, Room, meet, place_labels
from salient.brief.language import language
from salient.brief.lines import RESOLUTION_MM, STEP, operators, paths, reaches_panel
from salient.brief.map_alt import map_alt_text
from salient.brief.map_detail import detail_of, gained
from salient.brief.map_layout import MapLayout, map_layout
from salient.brief.plane import POINTS_PER_MM, frame_ratio, plane_for
from salient.brief.projection import projection_for
from salient.core.case import Area, FrontLine, Settlement

FRAME = (35.9, 48.75, 38.3, 50.4)
WIDTH, HEIGHT = 480.0, 400.0
GEOD = Geod(ellps="WGS84")


def layout_of(**case: object) -> MapLayout:
    """Return the layout of a round case's map."""
    made = briefing(make_report(case=make_case(**case)))
    assert made.map is not None
    return map_layout(made.map, WIDTH, HEIGHT, language("en"))


@pytest.mark.parametrize(
    "frame", [FRAME, (30.0, -1.0, 31.0, 1.0), (-60.0, -40.0, -50.0, -30.0), (20.0, 78.0, 40.0, 82.0)]
)
def test_scale_bar_is_true_at_the_centre(frame: tuple[float, float, float, float]) -> None:
    """The length of the bar on paper, taken back to the ground, is its number within 1 %."""
    plane = plane_for(frame, WIDTH, HEIGHT)
    bar = scale_bar(plane)
    middle = np.array([[WIDTH / 2 - bar.length / 2, HEIGHT / 2], [WIDTH / 2 + bar.length / 2, HEIGHT / 2]])
    (lon1, lat1), (lon2, lat2) = plane.to_lonlat(middle)
    metres = GEOD.inv(lon1, lat1, lon2, lat2)[2]
    assert metres == pytest.approx(bar.km * 1000, rel=0.01)


def test_scale_number_is_true() -> None:
    """1:n by a measured line of 10 km on the ground at the centre."""
    plane = plane_for(FRAME, WIDTH, HEIGHT)
    lon, lat = plane.to_lonlat(np.array([[WIDTH / 2, HEIGHT / 2]]))[0]
    east = GEOD.fwd(lon, lat, 90, 10_000)[:2]
    ends = plane.to_page(np.array([[lon, lat], east]))
    metres_on_paper = np.hypot(*(ends[1] - ends[0])) / POINTS_PER_MM / 1000
    assert plane.denominator == pytest.approx(10_000 / metres_on_paper, rel=0.002)


def test_frame_fits_the_panel() -> None:
    """The whole edge of the frame lies on the panel and touches it on two sides."""
    plane = plane_for(FRAME, WIDTH, HEIGHT)
    ring = Polygon(box(*FRAME)).exterior.segmentize(0.01) if hasattr(box(*FRAME), "segmentize") else None
    points = np.asarray(ring.coords) if ring is not None else np.asarray(box(*FRAME).exterior.coords)
    page = plane.to_page(points)
    assert page.min() > -0.5
    assert page[:, 0].max() < WIDTH + 0.5
    assert page[:, 1].max() < HEIGHT + 0.5
    assert frame_ratio(FRAME) == pytest.approx(np.ptp(page[:, 1]) / np.ptp(page[:, 0]), rel=0.01)


FRAMES = [
    pytest.param(FRAME, id="conic"),
    pytest.param((-15.0, 77.0, 35.0, 82.0), id="polar"),
    pytest.param((-150.0, -50.0, 150.0, 65.0), id="the world"),
]


@pytest.mark.parametrize("frame", FRAMES)
def test_no_line_moves_by_more_than_a_tenth_of_a_millimetre(frame: tuple[float, float, float, float]) -> None:
    """A winding line of 20,000 points that never doubles back, against what is drawn of it, both ways, on paper."""
    west, south, east, north = frame
    t = np.linspace(0, 1, 20_000)
    waves = sum(np.sin(2 * np.pi * n * t + n * n) / n for n in (3, 17, 41, 97, 211, 487))
    line = np.column_stack([west + (east - west) * (0.05 + 0.9 * t), (south + north) / 2 + (north - south) * waves / 7])
    plane = plane_for(frame, WIDTH, HEIGHT)
    drawn = paths(LineString(line), plane)
    assert len(drawn) == 1
    exact = plane.to_page(line)
    made = drawn[0] * STEP
    limit = RESOLUTION_MM * POINTS_PER_MM
    assert len(made) < len(exact) / 3
    assert _farthest(exact, LineString(made)) <= limit
    assert _farthest(made, LineString(exact)) <= limit


@pytest.mark.parametrize("frame", FRAMES)
def test_long_edges_bend_with_the_projection(frame: tuple[float, float, float, float]) -> None:
    """An edge straight in degrees, across the map, is drawn within a tenth of a millimetre of its own points."""
    west, south, east, north = frame
    plane = plane_for(frame, WIDTH, HEIGHT)
    drawn = paths(LineString([(west, south), (east, north)]), plane)[0] * STEP
    t = np.linspace(0, 1, 2001)
    exact = plane.to_page(np.column_stack([west + (east - west) * t, south + (north - south) * t]))
    assert _farthest(exact, LineString(drawn)) <= RESOLUTION_MM * POINTS_PER_MM
    straight = LineString([exact[0], exact[-1]])
    assert _farthest(exact, straight) > RESOLUTION_MM * POINTS_PER_MM


def _farthest(points: np.ndarray, line: LineString) -> float:
    return max(line.distance(Point(*point)) for point in points[:: max(1, len(points) // 10_000)])


def test_holes_stay_and_far_ground_is_cut() -> None:
    """A ring with a hole gives two rings; a country far larger than the frame is cut near the panel."""
    plane = plane_for(FRAME, WIDTH, HEIGHT)
    assert len(paths(Polygon(box(36.5, 49, 37.5, 50).exterior, [box(36.8, 49.3, 37, 49.5).exterior]), plane)) == 2
    country = paths(box(-170, -80, 170, 80), plane)
    assert np.abs(np.concatenate(country) * STEP).max() < 2 * max(WIDTH, HEIGHT)
    assert paths(box(0, 0, 1, 1), plane) == []


def test_operators_are_whole_numbers() -> None:
    """A path is moves and lines of integers, closed where it is a ring."""
    text = operators([np.array([[0, 0], [10, 0], [10, 10]])], closed=True)
    assert text.split() == ["0", "0", "m", "10", "0", "l", "10", "10", "l", "h"]


def test_names_never_overlap() -> None:
    """Three hundred names crowded together: no two boxes meet, none leaves the panel, none covers a mark."""
    places = random.Random(3)
    spots = [(places.uniform(29.2, 31.8), places.uniform(48.2, 50.8)) for _ in range(300)]
    crowd = tuple(Settlement(f"s{n}", f"Settlement {n}", Point(*spot)) for n, spot in enumerate(spots))
    layout = layout_of(settlements=crowd)
    assert layout.left_out > 0
    assert layout.left_out + len(layout.labels) == 300
    for one, other in itertools.combinations([label.box for label in layout.labels], 2):
        assert not meet(one, other)
    for label in layout.labels:
        west, south, east, north = label.box
        assert 0 <= west < east <= WIDTH
        assert 0 <= south < north <= HEIGHT
        assert not any(west < x < east and south < y < north for x, y in layout.marks)
        assert not meet(label.box, layout.bar_box)
        assert not meet(label.box, layout.north_box)


def test_depths_are_named_even_in_a_crowd() -> None:
    """The figure of a depth stands although places crowd around its point."""
    crowd = tuple(
        Settlement(f"s{x}-{y}", "Place", Point(30.9 + x / 50, 49.4 + y / 50)) for x in range(10) for y in range(10)
    )
    report = full_report()
    made = briefing(make_report(*report.findings, case=make_case(settlements=crowd)))
    assert made.map is not None
    layout = map_layout(made.map, WIDTH, HEIGHT, language("en"))
    assert "72.0\u00a0km" in [label.request.text for label in layout.labels]


def test_names_rather_not_cross_lines() -> None:
    """With a line to the right of the point the name goes to its left."""
    wall = MultiLineString([LineString([(110, 0), (110, 200)])])
    request = LabelRequest("Name", 100, 100, "Salient-Body", 8)
    free, _ = place_labels([request], Room(200, 200))
    both = [MultiLineString([LineString([(x, 0), (x, 200)])]) for x in (90, 110)]
    between, _ = place_labels([replace(request, text="Narrow as a wall is wide")], Room(200, 200), both)
    assert not LineString([(90, 0), (90, 200)]).intersects(box(*between[0].box))
    walled, _ = place_labels([request], Room(200, 200), [wall])
    assert free[0].x > 100
    assert walled[0].box[2] < 100


def test_legend_has_only_what_is_drawn() -> None:
    """A line outside of the frame has no entry; each way of drawing has one."""
    far = FrontLine("f2", "Far away", MultiLineString([LineString([(10, 10), (11, 11)])]), role="current")
    layout = layout_of(front_lines=(far,))
    layers = [entry.layer for entry in layout.legend]
    assert "front" not in layers
    assert layers.count("gain") == 2
    assert layers.count("place") == 1
    texts = [" ".join(entry.lines) for entry in layout.legend]
    assert "Gains (claimed): Alpha" in texts
    assert "Gains (assessed): Beta" in texts


def test_what_lies_beside_the_panel_is_not_in_the_legend() -> None:
    """A town's ground just outside of a corner is within the panel's degrees; ground all around the panel is seen."""
    plane = plane_for(FRAME, WIDTH, HEIGHT)
    west, _, east, north = plane.reach()
    lon, lat = next(
        (lon, lat)
        for lon in np.linspace(west, east, 200)
        for lat in [north - 0.005]
        if plane.point((lon, lat))[1] > HEIGHT + 3
    )
    beside = paths(box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001), plane)
    assert beside
    assert not reaches_panel(beside, True, plane)
    country = box(-20, 20, 80, 80)
    assert reaches_panel(paths(country, plane), True, plane)
    assert not reaches_panel(paths(country.exterior, plane), False, plane)
    with_hole = country.difference(box(30, 45, 45, 55))
    assert not reaches_panel(paths(with_hole, plane), True, plane)


def test_degrees_at_the_edge() -> None:
    """Meridians and parallels of whole degrees are named, and stand where the projection puts them."""
    layout = layout_of()
    bottom = {label.text: label.at for label in layout.graticule.labels if label.side == "bottom"}
    assert "30°\u00a0E" in bottom or "30° E" in bottom
    at = bottom.get("30° E", bottom.get("30°\u00a0E"))
    assert at is not None
    lon = layout.plane.to_lonlat(np.array([[at, 0.0]]))[0][0]
    assert lon == pytest.approx(30.0, abs=0.001)


def test_the_map_in_words_has_its_numbers() -> None:
    """The words for readers who do not see the map: corners, what is drawn, the depth, the places; both languages."""
    report = full_report()
    made = briefing(make_report(*report.findings, case=make_case()))
    assert made.map is not None
    text = map_alt_text(made.map, language("en"))
    for part in ("29.00° E, 48.00° N; 32.00° E, 51.00° N", "Gains (claimed): Alpha", "72.0\u00a0km", "9, among them"):
        assert part in text.replace("°\u00a0", "° ")
    assert "Населені пункти: 9" in map_alt_text(made.map, language("uk"))


def test_a_wished_scale_is_kept() -> None:
    """At 1:500,000 a length of 10 km at the centre is 20 mm on paper, whatever the panel's size."""
    plane = plane_for(FRAME, WIDTH, HEIGHT, 500_000)
    assert plane.denominator == pytest.approx(500_000)
    lon, lat = plane.to_lonlat(np.array([[WIDTH / 2, HEIGHT / 2]]))[0]
    ends = plane.to_page(np.array([[lon, lat], GEOD.fwd(lon, lat, 0, 10_000)[:2]]))
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(20 * POINTS_PER_MM, rel=0.001)
    assert (lon, lat) == pytest.approx((37.1, 49.58), abs=0.05)


def test_ground_on_both_sides_of_the_180th_meridian() -> None:
    """Two halves of a square that RFC 7946 cuts at 180° are one on the panel: 10 of its 20 degrees."""
    frame = (170.0, -20.0, 190.0, -10.0)
    plane = plane_for(frame, WIDTH, HEIGHT)
    halves = MultiPolygon([box(175, -16, 180, -14), box(-180, -16, -175, -14)])
    (ring,) = (ring * STEP for ring in paths(halves, plane))
    assert ring[:, 0].mean() == pytest.approx(WIDTH / 2, abs=5)
    assert np.ptp(ring[:, 0]) == pytest.approx(WIDTH / 2, rel=0.02)
    # No edge is left where the halves met.
    assert np.abs(ring[:, 0] - WIDTH / 2).min() > 1
    lines = MultiLineString([LineString([(175, -15), (180, -15)]), LineString([(-180, -15), (-175, -15)])])
    first, second = sorted((line * STEP for line in paths(lines, plane)), key=lambda line: line[:, 0].min())
    assert first[:, 0].max() == pytest.approx(second[:, 0].min(), abs=0.1)


def test_ground_around_the_pole_is_round() -> None:
    """All longitudes from 80° N on: the pole in the middle, and the parallel of 85° as far from it on every side."""
    plane = plane_for((-180.0, 80.0, 180.0, 89.9), WIDTH, HEIGHT)
    lons = np.arange(-180.0, 180.0, 15.0)
    ring = plane.to_page(np.column_stack([lons, np.full_like(lons, 85.0)]))
    away = np.hypot(*(ring - plane.point((0.0, 90.0))).T)
    assert plane.point((0.0, 90.0)) == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=0.5)
    assert np.ptp(away) < 0.01
    assert plane.reach()[3] == 90.0
    assert north_turn(plane) is None


@pytest.mark.parametrize(
    "frame",
    [FRAME, (20.0, 78.0, 40.0, 82.0), (-180.0, 80.0, 180.0, 89.9), (-150.0, -60.0, 150.0, 70.0), (170, -20, 190, -10)],
)
def test_the_written_projection_is_the_one_used(frame: tuple[float, float, float, float]) -> None:
    """The WKT, read by PROJ, takes points to the same metres as the pipeline."""
    projection = projection_for(frame)
    crs = CRS.from_wkt(projection.wkt)
    read = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    used = Transformer.from_pipeline(projection.pipeline)
    for lon, lat in ((frame[0], frame[1]), (frame[2], frame[3]), (frame[0] + 1, frame[3] - 1)):
        assert read.transform(lon, lat) == pytest.approx(used.transform(lon, lat), abs=1e-3)


CROWD = tuple(
    Settlement(f"c{x}-{y}", f"C{x}{y}", Point(30.4 + x / 20, 49.5 + y / 40)) for x in range(8) for y in range(6)
)


def test_a_crowded_part_has_a_detail() -> None:
    """48 places within a sixth of the map: the detail shows them in the map's own projection, at twice its scale."""
    made = briefing(make_report(case=make_case(settlements=CROWD)))
    assert made.map is not None
    lang = language("en")
    layout = map_layout(made.map, WIDTH, HEIGHT, lang)
    detail = detail_of(made.map, layout, WIDTH, 0.6 * WIDTH, lang)
    assert detail is not None
    larger = detail.layout.plane
    assert larger.projection == layout.plane.projection
    assert larger.denominator < layout.plane.denominator / 2
    assert layout.left_out >= 8
    assert gained(layout, detail) >= 0.75 * layout.left_out
    # The corners of the outlined part are the corners of the detail.
    corners = layout.plane.to_lonlat(np.array([detail.box[:2], detail.box[2:]]))
    assert larger.to_page(corners) == pytest.approx(np.array([[0, 0], [WIDTH, 0.6 * WIDTH]]), abs=1e-6)


def test_names_spread_over_the_map_need_no_detail() -> None:
    """Nine places have room; three hundred everywhere have none, and no part of the map would help."""
    lang = language("en")
    chance = random.Random(5)
    wide = [(chance.uniform(29.2, 31.8), chance.uniform(48.2, 50.8)) for _ in range(300)]
    everywhere = tuple(Settlement(f"s{n}", f"Settlement {n}", Point(*spot)) for n, spot in enumerate(wide))
    for places in (make_case().settlements, everywhere):
        made = briefing(make_report(case=make_case(settlements=places)))
        assert made.map is not None
        layout = map_layout(made.map, WIDTH, HEIGHT, lang)
        assert detail_of(made.map, layout, WIDTH, 0.6 * WIDTH, lang) is None


def test_north_turns_as_the_projection_does() -> None:
    """On a conformal cone meridians meet at an angle of n times their distance, n the sine of the middle parallel."""
    plane = plane_for(FRAME, WIDTH, HEIGHT)
    turn = north_turn(plane)
    assert turn is not None
    middle, most = turn
    assert middle == pytest.approx(0.0, abs=0.02)
    corners = plane.to_lonlat(np.array([[0.0, HEIGHT], [WIDTH, HEIGHT]]))
    assert most == pytest.approx(np.sin(np.radians(49.57)) * np.ptp(corners[:, 0]) / 2, rel=0.01)


def test_classes_differ_in_grey_print() -> None:
    """Ground, held ground and gains of two sides differ by four steps of lightness (CIE L*)."""
    tints = [theme.MAP_GROUND, *(colour for side in theme.SIDES[:2] for colour in (side.held, side.tint))]
    steps = sorted(_lightness(colour) for colour in tints)
    assert min(np.diff(steps)) >= 4
    for side in (*theme.SIDES, theme.NO_SIDE):
        assert _lightness(side.held) - _lightness(side.tint) >= 4
        assert _lightness(side.tint) - _lightness(side.edge) >= 30


def _lightness(colour: Color) -> float:
    """Return L* of CIE 1976 by the formulas of IEC 61966-2-1 and CIE 15."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.rgb()]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16


def test_the_frame_of_shapes_across_the_180th_meridian() -> None:
    """Fiji's ground, cut at 180°: from 177 to 182 (178 W), not around the whole world; elsewhere as the bounds are."""
    halves = MultiPolygon([box(177, -19, 180, -16), box(-180, -18, -178, -16)])
    assert bounds_of([halves], 0.0) == (177.0, -19.0, 182.0, -16.0)
    assert bounds_of([halves], 0.1, [(-179.0, -20.0)]) == pytest.approx((176.5, -20.5, 182.5, -15.5))
    assert within((-179.0, -17.0), (177.0, -19.0, 182.0, -16.0))
    assert not within((-177.0, -17.0), (177.0, -19.0, 182.0, -16.0))
    assert bounds_of([box(-100, 0, 20, 10)], 0.0, [(60.0, 5.0)]) == (-100.0, 0.0, 60.0, 10.0)
    made = briefing(make_report(case=make_case(areas=(Area("frame", "Frame", halves, role="frame"),))))
    assert made.map is not None
    assert made.map.frame == (177.0, -19.0, 182.0, -16.0)
    layout = map_layout(made.map, WIDTH, HEIGHT, language("en"))
    assert {label.text.replace("\u00a0", " ") for label in layout.graticule.labels} >= {"178° E", "180°", "179° W"}


@st.composite
def frames(draw: st.DrawFn) -> tuple[float, float, float, float]:
    """Frames anywhere, from a village to the world, some across the 180th meridian."""
    wide = draw(st.floats(0.02, 360))
    high = draw(st.floats(0.02, 170))
    west = draw(st.floats(-180, 180 if wide < 180 else 180 - wide))
    south = draw(st.floats(-89.9, 89.9 - high))
    return (west, south, min(west + wide, west + 360), south + high)


@given(frames(), st.sampled_from([(480.0, 280.0), (480.0, 470.0), (780.0, 300.0)]))
@settings(max_examples=150, deadline=None)
def test_any_frame_is_shown_whole(frame: tuple[float, float, float, float], panel: tuple[float, float]) -> None:
    """Middle and corners of any frame lie on the panel, come back as degrees, and GDAL could be told where they are."""
    plane = plane_for(frame, *panel)
    assert 0 < plane.scale < np.inf
    west, south, east, north = frame
    lons = np.array([west, west, east, east, (west + east) / 2])
    lats = np.array([south, north, south, north, (south + north) / 2])
    page = plane.to_page(np.column_stack([lons, lats]))
    assert (page > -0.5).all()
    assert (page < np.array(panel) + 0.5).all()
    back = plane.to_lonlat(page[-1:])[0]
    assert (back[0] - lons[-1] + 180) % 360 - 180 == pytest.approx(0, abs=1e-6)
    assert back[1] == pytest.approx(lats[-1], abs=1e-6)
    lang = language("en")
    reach = plane.reach()
    assert reach[0] < reach[2]
    assert reach[1] < reach[3]
    assert graticule(plane, lang).lines
    assert scale_bar(plane).length > 0
    assert registered(plane) is not None
