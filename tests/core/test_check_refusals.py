"""What a claim may hold that cannot be measured: the claim is told, the others are checked all the same."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Point, box

from salient.core.case import Area, Case, Claim, FrontLine, Gain, Settlement, case_from_rows
from salient.core.check import check_case, report_json
from salient.core.reconcile import MOST_COMPARED

DAY = datetime.date(2022, 9, 9)
GOOD = Claim("good", "t", "depth", "somebody", value=36, unit="km", bound="about", refers_to=DAY)
GROUND = Case(
    "case",
    claimed_gains=(Gain("g", box(36, 49, 36.5, 49.5), as_of=DAY),),
    front_lines=(FrontLine("b", "line", LineString([(36, 48.5), (36, 50)]), as_of=DAY),),
    settlements=(Settlement("p", "Place", Point(36.1, 49.1)),),
)


def told(claim: Claim) -> str:
    report = report_json(check_case(replace(GROUND, claims=(claim, GOOD))))
    json.dumps(report, allow_nan=False)
    assert [one["verdict"] for one in report["findings"]] == ["not_testable", "consistent"]
    return str(report["findings"][0]["reason"])


@pytest.mark.parametrize("field", ["value", "value_high"])
@pytest.mark.parametrize(
    ("kind", "unit"),
    [("area_changed", "km2"), ("depth", "mi"), ("distance", "m"), ("direction", "km"), ("duration", "years")],
)
def test_numbers_beyond_all_measure_are_told(kind: str, unit: str, field: str) -> None:
    claim = Claim("c", "t", kind, "somebody", value=1, value_high=2, unit=unit, refers_to=DAY)
    assert f'field "{field}": 1e+308 is more' in told(replace(claim, bound="between", **{field: 1e308}))


def test_a_period_that_ends_before_it_begins_is_told() -> None:
    reason = told(replace(GOOD, id="c", refers_from=DAY, refers_to=datetime.date(2022, 9, 1)))
    assert reason == "The period ends on 2022-09-01, before it begins on 2022-09-09: correct the dates."


@pytest.mark.parametrize("kind", ["area_changed", "enclosed"])
def test_the_last_day_of_the_calendar_is_a_day(kind: str) -> None:
    last = datetime.date.max
    claim = Claim("c", "t", kind, "somebody", value=1, unit="km2", refers_from=last, refers_to=last, place_ids=("p",))
    told(replace(claim, value=None, unit="") if kind == "enclosed" else claim)


def test_ground_that_cannot_be_measured_keeps_no_other_claim_from_its_check() -> None:
    polar = Gain("polar", box(10, 89.999, 11, 90), as_of=DAY)
    claim = Claim("c", "t", "area_changed", "somebody", value=1, unit="km2", refers_to=DAY, gain_ids=("polar",))
    case = replace(GROUND, claimed_gains=(*GROUND.claimed_gains, polar), claims=(claim, replace(GOOD, gain_ids=("g",))))
    first, second = check_case(case).findings
    assert (first.verdict, second.verdict) == ("not_testable", "consistent")
    assert "pole" in str(first.reason)


@pytest.mark.parametrize("tolerance", [-5, 1e12, "about"])
def test_a_tolerance_that_is_none_is_left_out_and_the_shape_kept(tolerance: object) -> None:
    row = {"id": "g", "geometry": box(36, 49, 36.5, 49.5), "tolerance_m": tolerance}
    case = case_from_rows("case", {"claimed_gains": [row]})
    assert case.claimed_gains[0].tolerance_m is None
    assert '"tolerance_m" holds' in str(case.skipped[0].reason)


@pytest.mark.parametrize("day", ["2022-W36-5", "20220909", "2022-02-30", "0000-01-01", "9.9.2022"])
def test_days_are_written_in_one_way(day: str) -> None:
    row = {"id": "e", "name": "Event", "date": day}
    case = case_from_rows("case", {"events": [row]})
    assert case.events == ()
    assert f'"date" holds "{day}"' in str(case.skipped[0].reason)


def test_so_many_claims_are_not_all_held_against_each_other_and_that_is_said() -> None:
    claims = tuple(replace(GOOD, id=f"c{n}", value=10.0 + n) for n in range(MOST_COMPARED + 3))
    report = check_case(replace(GROUND, claims=claims))
    assert len(report.findings) == MOST_COMPARED + 3
    assert len(report.reconciled) == MOST_COMPARED * (MOST_COMPARED - 1) // 2
    assert str(report.notes[-1]).endswith("held against each other, 3 not.")


def test_why_a_depth_is_not_measured_is_a_sentence_of_its_own() -> None:
    # As a sentence without a gap it is a key of the catalogues; inside a gap no language would know it.
    far_off = Area("s", "Far off", box(30, 40, 31, 41), role="sector")
    case = replace(GROUND, areas=(far_off,), claims=(replace(GOOD, sector_id="s"),))
    (_, sector) = check_case(case).findings[0].measures
    assert sector.missing is not None
    assert (
        sector.missing.text == "no part of the baseline lies in the sector; choose a sector that the baseline crosses"
    )
