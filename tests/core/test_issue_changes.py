"""What changed between two issues: facts written by hand, so that each change can be seen with the eye."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, Point, box

from salient.core.case import Case, Claim, Gain, Issue, Settlement, Source
from salient.core.inputs import (
    InputChange,
    hashes_of,
    hashes_text,
    input_changes,
    input_hashes,
    known_inputs,
    sources_named,
)
from salient.core.issue_changes import Cause, is_correction, issue_changes

DAY = datetime.date(2022, 9, 9)
LATER = datetime.date(2022, 9, 10)


def gain(gain_id: str = "g1", as_of: datetime.date = DAY, east: float = 31.0) -> Gain:
    return Gain(gain_id, MultiPolygon([box(30, 49, east, 50)]), as_of=as_of, source_id="maps")


def case(*gains: Gain, **more: Any) -> Case:
    """Return a case with one claim on ground and one on a distance."""
    values: dict[str, Any] = {
        "claims": (
            Claim("c1", "Ground.", "area_changed", "A", refers_from=datetime.date(2022, 9, 1), refers_to=DAY),
            Claim("c2", "Far.", "distance", "B", place_ids=("p1", "p2")),
        ),
        "settlements": (Settlement("p1", "One", Point(30, 49)), Settlement("p2", "Two", Point(31, 49))),
        "sources": (Source("maps", "Office", "Map"), Source("spare", "Nobody", "Nothing")),
        "claimed_gains": gains or (gain(),),
        "settings": {"title": "T"},
    }
    values.update(more)
    return Case("x", **values)


def claim(claim_id: str, number: int, best: float | None = 100.0, verdict: str = "consistent", **more: Any) -> Any:
    band = (None, None, None) if best is None else (best - 10, best, best + 10)
    measures = [{"definition": "drawn", "low": band[0], "best": band[1], "high": band[2], "unit": "km2"}]
    values = {"id": claim_id, "number": number, "claimant": "A", "text": "Ground.", "kind": "area_changed"}
    return {**values, "verdict": verdict, "measures": measures, **more}


def facts(*claims: Any, **more: Any) -> dict[str, Any]:
    return {"issue": {"number": 1, "issued_on": "2022-09-09"}, "as_of": "2022-09-09", "claims": list(claims), **more}


# ---------------------------------------------------------------- inputs


def test_the_same_case_has_the_same_checksums() -> None:
    assert input_hashes(case()) == input_hashes(case())
    assert hashes_of(hashes_text(input_hashes(case()))) == input_hashes(case())


def test_each_kind_of_change_is_told_apart() -> None:
    before = input_hashes(case(gain("g1"), gain("g2")))
    now = case(gain("g1", east=31.001), gain("g3"), gain("g4", as_of=LATER), settings={"title": "Other"})
    assert input_changes(before, input_hashes(now), now, DAY) == (
        InputChange("claimed_gains", "newer", ("g4",)),
        InputChange("claimed_gains", "added", ("g3",)),
        InputChange("claimed_gains", "edited", ("g1",)),
        InputChange("claimed_gains", "removed", ("g2",)),
        InputChange("settings", "edited", ("title",)),
    )


def test_a_vertex_a_note_and_a_number_are_seen() -> None:
    first = case()
    for now in (
        case(gain(east=31.0000001)),
        case(replace(gain(), note="x")),
        case(replace(gain(), tolerance_m=499.0)),
    ):
        assert input_changes(input_hashes(first), input_hashes(now)) == (
            InputChange("claimed_gains", "edited", ("g1",)),
        )
    # As the command line and QGIS read it.
    assert input_hashes(case(replace(gain(), tolerance_m=500))) == input_hashes(
        case(replace(gain(), tolerance_m=500.0))
    )


def test_what_went_into_nothing_is_no_input() -> None:
    """A source that nothing names, the recipe, the schema's version, later issues; earlier ones are inputs."""
    plain = case()
    assert sources_named(plain) == {"maps"}
    spare = replace(plain, sources=plain.sources[:1], settings={"title": "T", "recipe": "{}", "schema_version": "2"})
    assert input_hashes(spare) == input_hashes(plain)
    issued = replace(plain, issues=(Issue("i1", 1, DAY, "{}"), Issue("i2", 2, DAY, "{}")))
    assert input_hashes(issued, 2)["issues"].keys() == {"1"}
    assert "issues" not in input_hashes(issued)


def test_later_days_are_no_input_of_an_issue() -> None:
    assert known_inputs(case(gain(), gain("g2", as_of=LATER)), DAY, 1) == known_inputs(case(), DAY, 1)


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "3", '{"claims": {"c1": "00"}}', '{"method": 0, "tables": {}}', '{"method": 1, "tables": 3}'],
)
def test_checksums_that_cannot_be_read_or_compared_are_none(text: str) -> None:
    """Those of another method would make every record look edited."""
    assert hashes_of(text) is None


# ---------------------------------------------------------------- facts


def test_nothing_changed() -> None:
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1)))
    assert found.nothing
    assert (found.number, found.issued_on, found.as_of) == (1, DAY, DAY)


def test_new_changed_and_withdrawn_claims() -> None:
    before = facts(claim("c1", 1), claim("c2", 2, claimant="B", text="Far."))
    after = facts(claim("c3", 1), claim("c1", 2, claimed={"low": 90.0}, grade="B2"))
    found = issue_changes(before, after)
    assert found.new == ("c3",)
    assert [(one.claim_id, one.fields) for one in found.edited] == [("c1", ("claimed", "grade"))]
    assert [(one.claim_id, one.number, one.claimant, one.text) for one in found.withdrawn] == [("c2", 2, "B", "Far.")]
    # Another place in the list is no change.
    assert issue_changes(facts(claim("c1", 1)), facts(claim("c1", 2))).nothing


def test_a_number_moved_because_a_shape_was_edited() -> None:
    changes = (InputChange("claimed_gains", "edited", ("g1",)),)
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, 120.0, "inconsistent")), changes, case())
    (moved,) = found.numbers
    assert (moved.before, moved.after, moved.unit) == ((90.0, 100.0, 110.0), (110.0, 120.0, 130.0), "km2")
    assert moved.causes == (Cause("edited", "claimed_gains", ("g1",)),)
    (turned,) = found.verdicts
    assert (turned.before, turned.after) == ("consistent", "inconsistent")
    assert is_correction(moved.causes)
    assert is_correction(turned.causes)


def test_a_shape_that_a_claim_does_not_rest_on_is_no_reason() -> None:
    """The distance rests on its two places: a gain has nothing to do with it."""
    changes = (InputChange("claimed_gains", "edited", ("g1",)), InputChange("settlements", "edited", ("p1",)))
    found = issue_changes(facts(claim("c2", 1)), facts(claim("c2", 1, 120.0)), changes, case())
    assert found.numbers[0].causes == (Cause("edited", "settlements", ("p1",)),)


def test_newer_days_correct_nothing() -> None:
    changes = (InputChange("claimed_gains", "newer", ("g1",)),)
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, 120.0)), changes, case())
    assert found.numbers[0].causes == (Cause("newer", "claimed_gains", ("g1",)),)
    assert not is_correction(found.numbers[0].causes)
    both = (*found.numbers[0].causes, Cause("edited", "claimed_gains", ("g2",)))
    assert is_correction(both)


def test_an_older_day_added_later_corrects() -> None:
    changes = (InputChange("claimed_gains", "added", ("g1",)),)
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, 120.0)), changes, case())
    assert is_correction(found.numbers[0].causes)


def test_of_edited_claims_only_the_own_one_is_named() -> None:
    changes = (InputChange("claims", "edited", ("c1", "c9")),)
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, 120.0)), changes, case())
    assert found.numbers[0].causes == (Cause("edited", "claims", ("c1",)),)


@pytest.mark.parametrize(("setting", "named"), [("tolerance_m", True), ("title", False)])
def test_only_settings_that_decide_are_reasons(setting: str, named: bool) -> None:
    changes = (InputChange("settings", "edited", (setting,)),)
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, 120.0)), changes, case())
    assert found.numbers[0].causes == ((Cause("edited", "settings", (setting,)),) if named else (Cause("unknown"),))


def test_other_versions_are_the_reason_where_no_input_is() -> None:
    before = facts(claim("c1", 1), engine={"shapely": "2.0", "python": "3.9"})
    after = facts(claim("c1", 1, 120.0), engine={"shapely": "2.1", "python": "3.11"})
    found = issue_changes(before, after)
    assert found.engine == (("shapely", "2.0", "2.1"),)
    assert found.numbers[0].causes == (Cause("engine"),)
    assert is_correction(found.numbers[0].causes)


def test_another_wording_of_a_definition_is_a_reason() -> None:
    old, new = ({"drawn": {"title": "drawn", "meaning": one}} for one in ("As drawn.", "As drawn, cut."))
    found = issue_changes(facts(claim("c1", 1), definitions=old), facts(claim("c1", 1, 120.0), definitions=new))
    assert found.numbers[0].causes == (Cause("definition"),)


def test_what_went_is_not_named_where_other_things_are_held_back() -> None:
    changes = (InputChange("claimed_gains", "removed", ("secret",)),)
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, 50.0)), changes, case(), held_back=True)
    assert found.numbers[0].causes == (Cause("held_back"),)
    assert not is_correction(found.numbers[0].causes)


@pytest.mark.parametrize(("best", "moved"), [(100.005, False), (100.5, True), (None, True)])
def test_what_counts_as_moved(best: float | None, moved: bool) -> None:
    """Half a ten-thousandth is rounding; five thousandths are not, nor is a number that went."""
    found = issue_changes(facts(claim("c1", 1)), facts(claim("c1", 1, best)))
    assert bool(found.numbers) is moved


def test_numbers_of_maps_are_compared_for_the_same_days() -> None:
    def maps(best: float, to: str = "2022-09-09") -> dict[str, Any]:
        measures = [{"definition": "lost", "low": best, "best": best, "high": best, "unit": "km2"}]
        return {"issuers": ["Atlas", "Atlas"], "from": "2022-09-01", "to": to, "measures": measures}

    changes = (InputChange("control_areas", "edited", ("a1",)),)
    found = issue_changes(facts(changes=[maps(10.0)]), facts(changes=[maps(20.0)]), changes, case())
    (moved,) = found.numbers
    assert (moved.subject, moved.definition) == (("Atlas", "2022-09-01", "2022-09-09"), "lost")
    assert moved.causes == (Cause("edited", "control_areas", ("a1",)),)
    later = issue_changes(facts(changes=[maps(10.0)]), facts(changes=[maps(20.0, "2022-09-10")]), changes, case())
    assert later.nothing
