"""The table of routes and isolation, from a network that is read with the eye: two ways, of which one is cut."""

from __future__ import annotations

import datetime
from dataclasses import replace

from pyproj import Geod
from shapely.geometry import LineString, Point, box

from pdfs import text_of, words_of
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.core.case import Case, Claim, ControlArea, Settlement, SupplyRoute
from salient.core.check import check_case

DAY = datetime.date(2022, 9, 9)
LOW, HIGH = ((36.0, 49.0), (36.3, 49.0)), ((36.0, 49.0), (36.0, 49.1), (36.3, 49.1), (36.3, 49.0))


def case() -> Case:
    """The lower way has a gap of 0.1 degrees; the upper one is open."""
    ground = ((35.9, 48.9, 36.1, 49.2), (36.2, 48.9, 36.4, 49.2), (36.1, 49.05, 36.2, 49.2))
    return Case(
        "routes",
        settlements=(
            Settlement("base", "Alphaville", Point(36.0, 49.0), is_supply_base=True, side="R"),
            Settlement("town", "Betatown", Point(36.3, 49.0)),
        ),
        supply_routes=(
            SupplyRoute("low", "Low road", LineString(LOW)),
            SupplyRoute("high", "High road", LineString(HIGH)),
        ),
        control_areas=tuple(
            ControlArea(f"k{n}", box(*one), "R", "assessed_control", "I", as_of=DAY, tolerance_m=100)
            for n, one in enumerate(ground)
        ),
        claims=(
            Claim("c1", "Supplies are cut off.", "isolation", "Some office", refers_to=DAY, place_ids=("town",)),
            Claim("c2", "The road is cut.", "route_status", "Some office", refers_to=DAY, side="R", route_ids=("low",)),
            Claim("c3", "A number.", "distance", "Some office", place_ids=("base", "town"), value=20, unit="km"),
        ),
    )


def test_rows_say_the_degree() -> None:
    rows = briefing(check_case(case()), "en").routes
    assert [(one.claim_number, one.subject, one.answer) for one in rows] == [
        (1, "Betatown", "no"),
        (1, "Betatown", "no"),
        (2, "Low road", "yes"),
    ]
    high_km = Geod(ellps="WGS84").line_length(*zip(*HIGH)) / 1000
    assert f"one way left, {high_km:.0f} km to Alphaville" in rows[1].found.replace("\u00a0", " ")
    assert "corridor" in rows[0].found


def test_printed_in_both_languages_and_gone_without_content() -> None:
    checked = check_case(case())
    assert "Routes and isolation" in words_of(render(briefing(checked, "en")))
    assert "Маршрути та ізоляція" in words_of(render(briefing(checked, "uk")))
    without = replace(case(), supply_routes=(), claims=case().claims[2:])
    printed = briefing(check_case(without), "en")
    assert printed.routes == ()
    assert "Routes and isolation" not in text_of(render(printed))


def test_places_have_the_name_of_the_papers_language() -> None:
    """Cyrillic on Ukrainian paper, in the table and on the map; a local name in Latin letters changes nothing."""
    named = tuple(
        replace(one, name_local={"town": "Бетагород", "base": "Alfastadt"}[one.id]) for one in case().settlements
    )
    checked = check_case(replace(case(), settlements=named))
    for lang, names in (("en", {"Alphaville", "Betatown"}), ("uk", {"Alphaville", "Бетагород"})):
        content = briefing(checked, lang)
        assert content.map is not None
        assert {one.name for one in content.map.places} == names
        assert content.routes[0].subject in names - {"Alphaville"}
