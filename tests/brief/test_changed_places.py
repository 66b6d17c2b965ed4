"""Settlements that changed their state: places on a grid under two days of maps, counted by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from pdfs import words_of
from salient.brief import place_content as module
from salient.brief.content import briefing
from salient.brief.facts import facts
from salient.brief.pages import render
from salient.brief.values import Briefing
from salient.core.case import Case, Claim, ControlArea, Settlement, Source
from salient.core.check import check_case

FIRST, LAST = datetime.date(2022, 9, 1), datetime.date(2022, 9, 9)


def control(name: str, side: str, state: str, day: datetime.date, west: float, east: float) -> ControlArea:
    return ControlArea(name, box(west, 48.9, east, 49.6), side, state, "I", as_of=day, tolerance_m=500)


def claim(claim_id: str = "c1", first: datetime.date = FIRST, last: datetime.date = LAST) -> Claim:
    return Claim(
        claim_id,
        "Five.",
        "settlement_count",
        "Some office",
        refers_from=first,
        refers_to=last,
        value=5.0,
        unit="settlements",
        side="R",
    )


# From 36.45 to 36.75 what was control of R is the layer of U on the last day.
PLACES = tuple(
    Settlement(f"p{n}", f"Town {n}", Point(36.0 + n / 10, 49.0), population=100 * n, source_id="g") for n in range(10)
)
CASE = Case(
    "places",
    settlements=(
        *PLACES,
        Settlement("edge", "Edge", Point(36.752, 49.0), name_local="Край", source_id="g"),
        Settlement("in", "Inner", Point(36.748, 49.0), source_id="g"),
    ),
    control_areas=(
        control("a", "R", "assessed_control", FIRST, 35.9, 37.0),
        control("b", "R", "assessed_control", LAST, 35.9, 36.45),
        control("c", "R", "assessed_control", LAST, 36.75, 37.0),
        control("d", "U", "claimed_counteroffensive", LAST, 36.45, 36.75),
    ),
    sources=(Source("g", "Gazetteer office", "List"),),
    claims=(claim(),),
    settings={"issuer": "I"},
)


def paper(case: Case = CASE, lang: str = "en") -> Briefing:
    return briefing(check_case(case), lang)


def test_the_places_between_the_two_edges_are_listed() -> None:
    (content,) = paper().places
    (move,) = content.moves
    assert (move.before, move.after) == ("assessed control", "claimed counter-offensive")
    # Towns 5, 6 and 7, and Inner, which is 150 m from the edge; Edge is as near on the other side.
    assert (move.best, move.low) == (4, 3)
    assert move.names.replace("\u00a0", " ") == "Town 7, Town 6, Town 5, Inner ?"
    assert content.count == "Settlements that changed their state, as drawn: 4; surely 3, possibly 5."
    assert "Gazetteer office, List" in content.notes
    assert "500 m" in content.notes.replace("\u00a0", " ")
    assert content.title.replace("\u00a0", " ") == "Maps of I, 1–9 September 2022"


def test_its_numbers_are_in_the_facts() -> None:
    report = check_case(CASE)
    (found,) = facts(report, briefing(report, "uk"))["settlements"]
    assert (found["low"], found["best"], found["high"], found["looked_at"]) == (3, 4, 5, 12)
    (move,) = found["moves"]
    assert (move["before"], move["after"]) == ("assessed_control", "claimed_counteroffensive")
    assert {one["id"]: one["sure"] for one in move["places"]} == {"p5": True, "p6": True, "p7": True, "in": False}


def test_long_lists_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_NAMES", 2)
    assert paper().places[0].moves[0].names == "Town 7, Town 6 and 2 more"


def test_the_periods_are_those_of_claims_that_count() -> None:
    between = control("e", "R", "assessed_control", FIRST + datetime.timedelta(days=4), 35.9, 36.45)
    case = replace(
        CASE,
        control_areas=(*CASE.control_areas, between),
        claims=(claim(), claim("c2", last=FIRST + datetime.timedelta(days=4)), claim("c3")),
    )
    titles = [one.title.replace("\u00a0", " ") for one in paper(case).places]
    assert titles == ["Maps of I, 1–9 September 2022", "Maps of I, 1–5 September 2022"]


def test_periods_on_the_same_maps_are_one_list() -> None:
    """The map of the 9th stands in for that of the 8th."""
    case = replace(CASE, claims=(claim(), claim("c2", last=LAST - datetime.timedelta(days=1))))
    (content,) = paper(case).places
    assert content.title.replace("\u00a0", " ") == "Maps of I, 1–9 September 2022; 1–8 September 2022"
    assert "9 September 2022 stands in for 8 September 2022" in content.notes.replace("\u00a0", " ")


def test_periods_left_out_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PERIODS", 1)
    between = control("e", "R", "assessed_control", FIRST + datetime.timedelta(days=4), 35.9, 36.45)
    claims = (claim(), claim("c2", last=FIRST + datetime.timedelta(days=4)))
    content = paper(replace(CASE, control_areas=(*CASE.control_areas, between), claims=claims))
    assert len(content.places) == 1
    assert "first 1 of 2 periods" in " ".join(line for row in content.notes for line in row.lines)


def test_without_a_count_the_period_of_the_other_claims() -> None:
    ground = replace(claim(), kind="area_changed", unit="km2", value=100.0)
    (content,) = paper(replace(CASE, claims=(ground,))).places
    assert content.moves[0].best == 4


def test_nothing_where_nothing_changed_or_nothing_is_known() -> None:
    assert paper(replace(CASE, settlements=PLACES[:4])).places == ()
    assert paper(replace(CASE, settlements=())).places == ()
    assert paper(replace(CASE, control_areas=CASE.control_areas[:1])).places == ()
    assert paper(replace(CASE, claims=())).places == ()
    printed = words_of(render(paper(replace(CASE, settlements=PLACES[:4]))))
    assert "Settlements that changed their state" not in printed


def test_it_is_printed_in_both_languages() -> None:
    printed = words_of(render(paper())).replace("\u00a0", " ")
    assert "Settlements that changed their state" in printed
    assert "Town 7, Town 6, Town 5, Inner ?" in printed
    taken = control("d", "U", "claimed_counteroffensive", LAST, 36.45, 36.9)
    wider = replace(CASE, control_areas=(*CASE.control_areas[:2], taken))
    ukrainian = words_of(render(paper(wider, "uk"))).replace("\u00a0", " ")
    assert "Населені пункти, що змінили стан" in ukrainian
    assert "Край" in ukrainian
