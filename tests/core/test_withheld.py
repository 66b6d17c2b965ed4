"""What does not leave the desk is out before anything is measured, and findings that needed it say so."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from salient.core.case import (
    Area,
    Case,
    Claim,
    ControlArea,
    Event,
    FrontLine,
    Gain,
    Settlement,
    Skipped,
    Source,
    SupplyRoute,
)
from salient.core.check import check_case
from salient.core.errors import InputError
from salient.core.findings import Report
from salient.core.messages import message
from salient.core.recipe import Safety
from salient.core.withheld import betrayed_by, check_withheld, withheld

DAY = datetime.date(2022, 9, 9)
EARLIER = datetime.date(2022, 9, 5)
ISSUED = datetime.date(2022, 9, 12)


def area(claim_id: str, **more: Any) -> Claim:
    """Return a claim of an area, said on the day."""
    return Claim(
        claim_id, "Some ground.", "area_changed", "Some office", value=2500.0, unit="km2", stated_on=DAY, **more
    )


@pytest.fixture
def case() -> Case:
    """Return two drawn gains, a line, two places, and claims on each."""
    return Case(
        "desk",
        claimed_gains=(
            Gain("g1", MultiPolygon([box(30, 49, 31, 50)]), name="Northern wedge", as_of=DAY, source_id="s1"),
            Gain("g2", MultiPolygon([box(30, 48, 31, 49)]), name="South", as_of=EARLIER, source_id="s2"),
        ),
        front_lines=(FrontLine("f1", "Old line", MultiLineString([LineString([(30, 47), (30, 51)])]), as_of=EARLIER),),
        settlements=(
            Settlement("p1", "Firstville", Point(30.2, 49.5), name_local="Перше"),
            Settlement("p2", "Secondville", Point(30.2, 48.5)),
        ),
        supply_routes=(SupplyRoute("r1", "Road", MultiLineString([LineString([(29, 49), (31, 49)])])),),
        areas=(Area("a1", "Frame", MultiPolygon([box(29, 47, 32, 51)]), role="frame"),),
        events=(Event("e1", "Beginning", EARLIER),),
        sources=(
            Source("s1", "Map office", "Wedge map"),
            Source("s2", "Evening paper", "Page"),
            Source("s3", "B", "B"),
        ),
        claims=(
            area("north", gain_ids=("g1",)),
            area("south", gain_ids=("g2",)),
            area("every"),
            Claim(
                "far", "Far.", "distance", "Some office", value=110.0, unit="km", place_ids=("p1", "p2"), stated_on=DAY
            ),
        ),
        settings={"frame_id": "a1"},
        skipped=(Skipped("claimed_gains", "g9", message("Its shape is empty: draw one, or delete the row.")),),
    )


def verdicts(report: Report) -> dict[str, str]:
    """Return the verdict of each claim."""
    return {one.claim.id: one.verdict for one in report.findings}


def held(case: Case, *names: str, **more: Any) -> Report:
    """Return the report on a case without these."""
    return check_withheld(withheld(case, Safety(names, **more), ISSUED))


def test_nothing_held_back_is_the_usual_check(case: Case) -> None:
    report, usual = held(case), check_case(case)
    assert (report.findings, report.notes) == (usual.findings, usual.notes)


def test_a_record_is_out_with_all_that_leads_to_it(case: Case) -> None:
    report = held(case, "g1")
    assert [one.id for one in report.case.claimed_gains] == ["g2"]
    # Its source was cited by nothing else; one that nothing ever cited stays as it was.
    assert [one.id for one in report.case.sources] == ["s2", "s3"]
    assert "g1" not in repr(report)
    assert "wedge" not in repr(report).lower()
    assert [str(one) for one in report.notes] == [
        "The desk holds part of the case back; nothing of it is in this file."
    ]


def test_findings_that_needed_it_are_not_testable_and_the_others_stand(case: Case) -> None:
    usual = {one.claim.id: one for one in check_case(case).findings}
    report = held(case, "g1")
    assert verdicts(report) == {
        "north": "not_testable",
        "south": usual["south"].verdict,
        "every": "not_testable",
        "far": usual["far"].verdict,
    }
    found = {one.claim.id: one for one in report.findings}
    assert str(found["every"].reason) == "What it would be measured from is held back by the desk."
    assert (found["every"].measures, found["every"].claimed) == ((), None)
    assert found["south"] == usual["south"]
    assert usual["south"].measures[0].best is not None


def test_a_whole_table_and_its_kind(case: Case) -> None:
    report = held(case, "claimed_gains", "settlements", name_kinds=True)
    assert not report.case.claimed_gains
    assert not report.case.settlements
    assert set(verdicts(report).values()) == {"not_testable"}
    assert str(report.notes[0]) == "Held back by the desk, and nowhere in this file: Settlements, Claimed gains."
    # What could not be used of that table is not told either.
    assert report.skipped == ()
    assert [one.id for one in held(case, "settlements").skipped] == ["g9"]


def test_a_place_leaves_the_claims_that_name_it(case: Case) -> None:
    report = held(case, "p1")
    assert verdicts(report)["far"] == "not_testable"
    assert "Firstville" not in repr(report)
    assert "p1" not in repr(report)


def test_a_frame_is_forgotten_by_the_settings_too(case: Case) -> None:
    assert "frame_id" not in held(case, "a1").case.settings


def test_a_claim_can_be_held_back(case: Case) -> None:
    relay = area("relay", relays="north", gain_ids=("g2",))
    case = Case(**{**vars_of(case), "claims": (*case.claims, relay)})
    report = held(case, "north")
    assert "north" not in repr(report)
    assert verdicts(report)["relay"] == verdicts(check_case(case))["south"]


def vars_of(case: Case) -> dict[str, Any]:
    """Return the values that make a case."""
    return {name: value for name, value in vars(case).items() if not name.startswith("_")}


def test_what_is_misspelt_is_refused(case: Case) -> None:
    with pytest.raises(InputError, match=r'"claimed_gain".*claimed_gains'):
        held(case, "claimed_gain")


def test_a_map_with_a_hole_is_no_map(case: Case) -> None:
    """Without one of its areas ground would seem to have changed hands."""
    maps = tuple(
        ControlArea(f"{issuer}{day.day}{n}", MultiPolygon([box(30 + n, 48, 31 + n, 50)]), "Alpha", "assessed_control")
        for issuer in ("X",)
        for day in (EARLIER, DAY)
        for n in range(2)
    )
    maps = tuple(
        ControlArea(one.id, one.geometry, one.side, one.state, "X", as_of=EARLIER if "5" in one.id else DAY)
        for one in maps
    )
    report = held(Case(**{**vars_of(case), "control_areas": maps}), "X51")
    assert [one.id for one in report.case.control_areas] == ["X90", "X91"]


def test_a_delay_leaves_out_what_is_later_and_what_has_no_day(case: Case) -> None:
    """Three days before the 12th is the 9th, four is the 8th."""
    undated = Gain("g3", MultiPolygon([box(31, 48, 32, 49)]), name="No day")
    case = Case(**{**vars_of(case), "claimed_gains": (*case.claimed_gains, undated)})
    assert [one.id for one in held(case, delay_days=3).case.claimed_gains] == ["g1", "g2"]
    report = held(case, delay_days=4)
    assert [one.id for one in report.case.claimed_gains] == ["g2"]
    assert report.case.claims == ()  # all were said on the 9th
    assert len(report.case.settlements) == 2  # places need no day
    said = [str(one).replace("\xa0", " ") for one in report.notes]
    assert said[0] == "Delayed by 4 days: nothing of days after 2022-09-08 is in this file."
    assert any("1 of Claimed gains" in one for one in said)


def test_a_claim_of_old_that_names_what_is_new_is_not_testable(case: Case) -> None:
    old = Claim("old", "x", "area_changed", "y", value=1.0, unit="km2", stated_on=EARLIER, gain_ids=("g1", "g2"))
    report = held(Case(**{**vars_of(case), "claims": (old,)}), delay_days=4)
    assert verdicts(report) == {"old": "not_testable"}
    assert "g1" not in repr(report)


def test_a_delay_needs_the_day_of_issue(case: Case) -> None:
    with pytest.raises(InputError, match="--issued-on"):
        withheld(case, Safety(delay_days=1), None)


def test_texts_that_give_it_away_are_told(case: Case) -> None:
    given = withheld(case, Safety(("p1",)), ISSUED)
    said = betrayed_by(given, {"title": "The fall of FIRSTVILLE", "disclaimer": "none", "claims c9": "Перше місто"})
    assert [str(one).partition(",")[0] for one in said] == ['title holds "Firstville"', 'claims c9 holds "Перше"']
