"""What lies under the map: whose borders are drawn, and where there must be none.

Places are from gazetteers (GeoNames), the isthmus and the strait from the map; none comes from the file that is tested.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pikepdf
import pytest
from shapely.geometry import LineString, Point, box

from pdfs import opened, words_of
from reports import make_case, make_finding, make_report
from salient.brief import theme
from salient.brief.content import briefing
from salient.brief.ground_content import ground_for, locator_extent, with_ground
from salient.brief.ground_layout import ground_layout
from salient.brief.language import language
from salient.brief.lines import STEP
from salient.brief.map_layout import map_layout
from salient.brief.pages import render
from salient.brief.plane import plane_for
from salient.brief.reference import country_shape, land, reference_shapes, world
from salient.core.recipe import Recipe
from salient.core.world_views import WORLD_VIEWS, view_words, with_view
from salient.paths import resource

EN = language("en")
UKRAINE = (20.0, 42.0, 45.0, 58.0)


def shapes_of(frame: tuple[float, float, float, float], view: str = "international") -> dict[str, Any]:
    return {one.style: one.geometry for one in reference_shapes(frame, view, EN)}


def briefing_of(view: str | None, **more: Any) -> Any:
    settings = {"title": "Round case", "frame_id": "frame"}
    if view is not None:
        settings["world_view"] = view
    case = make_case(settings=settings, **more)
    return with_ground(briefing(make_report(make_finding(), case=case)), case)


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Simferopol", 34.10, 44.95),
        ("Sevastopol", 33.55, 44.60),
        ("Kerch", 36.46, 45.35),
        ("Donetsk", 37.80, 48.02),
        ("Luhansk", 39.31, 48.57),
        ("Melitopol", 35.37, 46.85),
    ],
)
def test_a_town_lies_in_ukraine_and_in_no_other_country(name: str, lon: float, lat: float) -> None:
    assert country_shape("Ukraine").contains(Point(lon, lat)), name
    assert not country_shape("Russia").contains(Point(lon, lat)), name


def test_no_border_runs_across_the_isthmus_of_perekop_nor_through_crimea() -> None:
    lines = shapes_of(UKRAINE)
    crimea_and_isthmus = box(32.3, 44.3, 36.55, 46.35)
    assert not lines["border"].intersects(crimea_and_isthmus)
    assert not lines["disputed"].intersects(crimea_and_isthmus)


def test_the_kerch_strait_parts_the_two_states() -> None:
    """From Kerch to the Taman peninsula there is water all the way from north to south."""
    kerch, temryuk = Point(36.46, 45.35), Point(37.38, 45.28)
    assert country_shape("Russia").contains(temryuk)
    shores = land(UKRAINE).intersection(box(36.2, 45.0, 37.6, 45.6))
    assert not any(part.contains(kerch) and part.contains(temryuk) for part in shores.geoms)
    crossing = LineString([(36.46, 45.35), (36.85, 45.35)])
    assert crossing.difference(land(UKRAINE)).length > 0.05


def test_the_border_of_1991_is_there() -> None:
    """North of Kharkiv, east of Luhansk, west of Chernivtsi: a border is crossed."""
    border = shapes_of(UKRAINE)["border"]
    for way in (((36.23, 50.0), (36.6, 50.6)), ((39.31, 48.57), (40.2, 48.2)), ((25.93, 48.29), (25.9, 47.6))):
        assert border.crosses(LineString(way))


@pytest.mark.parametrize(
    ("where", "start", "end"),
    [
        ("Serbia and Kosovo", (20.52, 43.14), (21.17, 42.66)),
        ("the line of control in Kashmir", (74.80, 34.08), (73.47, 34.37)),
        ("Egypt and Sudan", (32.90, 24.09), (32.53, 19.6)),
        ("Sudan and South Sudan", (30.22, 13.18), (31.58, 4.85)),
        ("the military line in Korea", (126.98, 37.57), (125.75, 39.03)),
        ("Morocco and Western Sahara", (-10.06, 28.99), (-11.67, 26.74)),
    ],
)
def test_what_is_disputed_is_dashed_and_never_drawn_as_a_border(
    where: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    """On the way from one town to the other the only line is one that says it is disputed."""
    way = LineString([start, end])
    found = shapes_of(way.bounds)
    assert found["disputed"].intersects(way), where
    assert not found["border"].intersects(way), where


@pytest.mark.parametrize(
    ("where", "start", "end"),
    [
        ("Nicosia, south to north", (33.36, 35.15), (33.36, 35.25)),
        ("Hargeisa to Garowe", (44.06, 9.56), (48.48, 8.40)),
        ("Sukhumi to Zugdidi", (41.02, 43.0), (41.87, 42.51)),
        ("Tiraspol to Chișinău", (29.63, 46.85), (28.86, 47.01)),
    ],
)
def test_a_line_of_control_within_a_state_is_not_drawn(
    where: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    way = LineString([start, end])
    found = shapes_of(way.bounds)
    assert not any(found[style].intersects(way) for style in ("border", "disputed") if style in found), where


@pytest.mark.parametrize("view", ["", "none", "UN", "INTERNATIONAL"])
def test_without_a_view_that_is_known_there_is_no_border(view: str) -> None:
    assert {"land", "coast"} <= set(shapes_of(UKRAINE, view))
    assert not {"border", "disputed"} & set(shapes_of(UKRAINE, view))


def strokes_of(pdf: bytes) -> set[tuple[float, ...]]:
    """Return the colours that lines of the pages are drawn in."""
    with opened(pdf) as document:
        return {
            tuple(round(float(one), 3) for one in operation.operands)
            for page in document.pages
            for operation in pikepdf.parse_content_stream(page)
            if str(operation.operator) == "RG"
        }


def test_borders_come_into_the_pdf_with_a_view_only() -> None:
    border = tuple(round(one, 3) for one in theme.BORDER.rgb())
    assert border in strokes_of(render(briefing_of("international", areas=())))
    for view in (None, "none", "somebody's"):
        assert border not in strokes_of(render(briefing_of(view, areas=())))


def test_the_paper_says_whose_borders_are_drawn() -> None:
    said = words_of(render(briefing_of("international")))
    assert "View of state borders: international." in said
    assert "resolutions of the United Nations General Assembly" in said
    assert "No view of state borders is declared; none is drawn." in words_of(render(briefing_of(None)))
    unknown = words_of(render(briefing_of("<b>somebody's</b>")))
    assert 'The view of state borders "<b>somebody\'s</b>" is not known here; none is drawn.' in unknown


def test_without_a_background_nothing_lies_under_the_map() -> None:
    report = make_report(make_finding(), case=make_case())
    made = with_ground(briefing(report), report.case, Recipe(background="none"))
    assert made.map is not None
    assert made.map.ground is None
    assert map_layout(made.map, 480, 400, EN).ground is None
    assert b"%PDF" in render(made)[:8]


def test_a_new_case_declares_the_default_view_unless_it_says_otherwise() -> None:
    assert with_view({})["settings"] == [{"id": "world_view", "value": "international"}]
    own = {"settings": [{"id": "world_view", "value": "none"}], "claims": []}
    assert with_view(own) == own
    assert with_view(own, "international")["settings"] == [{"id": "world_view", "value": "international"}]
    assert "international" in WORLD_VIEWS
    assert "international" in str(view_words("international"))


def test_the_small_map_shows_the_country_around_the_frame() -> None:
    extent = locator_extent((35.9, 48.75, 38.3, 50.4), "international")
    assert extent is not None
    # The ends of Ukraine's mainland and Crimea: Solomonovo 22.1, Cape Sarych 44.4, Chervona Zirka 40.2, Hremiach 52.4.
    west, south, east, north = extent
    assert west < 22.14
    assert south < 44.39
    assert east > 40.2
    assert north > 52.37
    assert east - west < 24
    assert north - south < 12


def test_the_small_map_is_centred_on_the_frame_where_no_view_says_what_a_country_is() -> None:
    extent = locator_extent((35.9, 48.75, 38.3, 50.4), "")
    assert extent is not None
    assert (extent[0] + extent[2]) / 2 == pytest.approx(37.1)
    assert (extent[1] + extent[3]) / 2 == pytest.approx(49.575)
    assert locator_extent((-170.0, -60.0, 170.0, 60.0), "international") is None


def test_the_small_map_does_not_cover_the_large_one_and_holds_its_outline() -> None:
    made = briefing_of("international")
    layout = map_layout(made.map, 480, 400, EN)
    assert layout.ground is not None
    assert layout.ground.locator is not None
    small = layout.ground.locator
    assert small.plane.width <= 480 / 3
    assert small.outline.min() >= 0
    assert small.outline[:, 0].max() <= small.plane.width
    assert small.outline[:, 1].max() <= small.plane.height


@pytest.mark.parametrize("frame", [(176.0, -20.0, 184.0, -14.0), (-182.0, 62.0, -168.0, 68.0)])
def test_land_is_shown_across_the_180th_meridian(frame: tuple[float, float, float, float]) -> None:
    """Viti Levu and Vanua Levu of Fiji; Chukotka on both sides: whatever is drawn keeps to the panel's surroundings."""
    ground = ground_for(make_case(), frame, EN)
    plane = plane_for(frame, 480.0, 400.0)
    drawn = ground_layout(ground, plane, (), LineString())
    assert drawn is not None
    assert "land" in drawn.styles
    for one in drawn.lines:
        for line in one.lines:
            assert (abs(line * STEP) < 4 * 480).all()


def test_names_of_countries_stand_within_them_and_clear_of_borders() -> None:
    frame = (24.0, 3.0, 37.0, 23.0)
    plane = plane_for(frame, 480.0, 440.0)
    taken = (200.0, 250.0, 300.0, 300.0)
    drawn = ground_layout(
        ground_for(make_case(settings={"world_view": "international"}), frame, EN), plane, [taken], LineString()
    )
    assert drawn is not None
    assert {"SUDAN", "SOUTH SUDAN", "ETHIOPIA"} <= {one.request.text for one in drawn.names}
    lines = [
        LineString(line * STEP) for one in drawn.lines if one.style in ("border", "disputed") for line in one.lines
    ]
    for one in drawn.names:
        assert not any(line.intersects(box(*one.box)) for line in lines), one.request.text
        assert not box(*one.box).intersects(box(*taken)), one.request.text
    middle = next(one for one in drawn.names if one.request.text == "SOUTH SUDAN").request
    lon, lat = plane.to_lonlat(np.array([[middle.x, middle.y]]))[0]
    assert 3.5 < lat < 12.2
    assert country_shape("S. Sudan").contains(Point(lon, lat))


def test_countries_are_not_named_where_no_view_says_what_a_country_is() -> None:
    ground = ground_for(make_case(settings={"world_view": "none"}), (24.0, 3.0, 37.0, 23.0), EN)
    assert ground is not None
    assert ground.names == ()
    assert ground.locator is not None
    assert ground.locator.names == ()


def test_names_are_in_the_language_of_the_paper() -> None:
    ground = ground_for(make_case(settings={"world_view": "international"}), (35.9, 48.75, 38.3, 50.4), language("uk"))
    assert ground is not None
    assert {"Україна", "Росія"} <= {one.name for one in ground.names}
    assert any(one.startswith("Бачення державних кордонів: міжнародне") for one in ground.notes)


def test_every_member_of_the_united_nations_has_a_name_in_each_language() -> None:
    """193 members and 2 observers (un.org), and Kosovo, Western Sahara, Greenland and Antarctica beside them."""
    found = json.loads(resource("reference", "countries.json").read_text(encoding="utf-8"))
    assert set(found) == {"en", "uk"}
    for names in found.values():
        assert len(names) == 193 + 2 + 4
        assert len(set(names.values())) == len(names)
        assert set(names) <= {one.name for one in world().countries}
