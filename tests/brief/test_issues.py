"""Numbered issues: what the next one says of the one before, what it corrects, and the same made again."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from shapely.geometry import MultiPolygon, box

from pdfs import opened, words_of
from reports import DAY, make_case, make_claim
from salient.brief.language import codes
from salient.brief.make import Made, Order, make_briefing
from salient.brief.numbered import Numbered, make_issue, next_number, rebuild_issue
from salient.core.case import Case, Gain, Issue
from salient.core.errors import InputError
from salient.core.recipe import Recipe, Safety

FIRST = datetime.date(2022, 9, 10)
SECOND = datetime.date(2022, 9, 11)


def ground(east: float = 31.0, **more: Any) -> Gain:
    return Gain("g1", MultiPolygon([box(30, 49, east, 50)]), name="North", side="Alpha", as_of=DAY, **more)


def case(*gains: Gain, **more: Any) -> Case:
    """Return a case with one claim of changed ground and its gain of a degree by a degree."""
    claims = (make_claim("c1", side="Alpha", refers_from=DAY, refers_to=DAY), make_claim("c2", kind="other", unit=""))
    return make_case(**{"claims": claims, "claimed_gains": gains or (ground(),), **more})


def stored(numbered: Numbered) -> Issue:
    """Return the row as a case has it."""
    return Issue(**{name: value for name, value in numbered.row.items() if value is not None})


def issue(one: Case, day: datetime.date = FIRST, recipe: Recipe | None = None, **order: Any) -> Numbered:
    return make_issue(one, recipe or Recipe(), Order(issued_on=day, **order))


def after(one: Case, now: Case, recipe: Recipe | None = None, **order: Any) -> Made:
    """Return the second issue, of the case as it is now, after a first one of `one`."""
    first = issue(one, recipe=recipe)
    return issue(replace(now, issues=(stored(first),)), SECOND, recipe, **order).made


def rows(made: Made) -> list[tuple[str, ...]]:
    assert made.briefing.since is not None
    return [(one.number, one.what, one.before, one.after, one.why) for one in made.briefing.since.rows]


def test_the_first_issue_has_a_number_and_a_day() -> None:
    made = issue(case())
    assert (made.number, made.row["issued_on"]) == (1, FIRST)
    assert made.made.briefing.since is None
    words = words_of(made.made.pdf)
    assert "Issue 1, 10 September 2022" in words
    assert "What changed since" not in words
    assert "Corrections" not in words
    assert json.loads(made.row["facts"])["issue"] == {"number": 1, "issued_on": "2022-09-10"}


def test_a_draft_bears_no_day() -> None:
    """A clock asked for it would make each day's draft another file."""
    one = make_briefing(case(), Recipe(), Order(issued_on=FIRST))
    other = make_briefing(case(), Recipe(), Order(issued_on=SECOND))
    assert one.pdf == other.pdf


def test_nothing_changed() -> None:
    made = after(case(), case())
    assert made.briefing.issue_number == 2
    assert rows(made) == []
    words = words_of(made.pdf)
    assert "What changed since issue 1" in words
    assert "Claims, verdicts and numbers are as they were." in words
    assert made.briefing.corrections == ()


def test_an_edited_shape_moves_the_number_and_is_a_correction() -> None:
    """The gain of one degree by one, 7,930 km² or so, is drawn half as wide: half of that is left."""
    now = case(ground(30.5))
    first = issue(case())
    made = after(case(), now)
    (number,) = (one for one in rows(made) if one[1] == "drawn gains")
    was = json.loads(first.row["facts"])["claims"][0]["measures"][0]["best"]
    assert number[0] in ("1", "")
    assert number[2].startswith(f"{was:,.0f}")
    assert number[3].startswith(f"{was / 2:,.0f}")
    assert number[4] == "edited: Claimed gains (g1)"
    words = words_of(made.pdf)
    assert f"Issue 1 printed {was:,.0f}" in words
    assert any("claim 1, drawn gains; it is" in one for one in made.briefing.corrections)


def test_newer_days_are_a_change_and_no_correction() -> None:
    newer = Gain("g2", MultiPolygon([box(31, 49, 31.5, 50)]), side="Alpha", as_of=SECOND)
    claims = (make_claim("c1", side="Alpha"), make_claim("c2", kind="other", unit=""))
    made = after(case(claims=claims), case(ground(), newer, claims=claims))
    assert any(one[4] == "newer days: Claimed gains (g2)" for one in rows(made))
    assert made.briefing.corrections == ()


def test_claims_that_came_changed_and_went() -> None:
    one, two = case().claims
    now = case(claims=(make_claim("c3", claimant="A third", kind="other", unit=""), replace(one, value=2600.0)))
    made = after(case(), now)
    found = rows(made)
    assert ("1", "new claim", "", "", "") in found
    assert any(what == "claim changed: Number" for _, what, *_ in found)
    gone = made.briefing.since.rows[-1]
    assert (gone.number, gone.what) == ("–", "withdrawn; it was no. 2")
    assert two.text in gone.subject


def test_what_the_desk_corrects_comes_first_and_is_text() -> None:
    text = "The <first> issue & its [map] were %s {wrong}."
    made = after(case(), case(ground(30.5)), corrections=(text,))
    assert made.briefing.corrections[0] == text
    assert text in words_of(made.pdf)


@pytest.mark.parametrize("code", codes())
def test_both_languages(code: str) -> None:
    made = after(case(), case(ground(30.5)), Recipe(language=code))
    words = words_of(made.pdf)
    assert ("Що змінилося після випуску № 1" in words) is (code == "uk")
    assert ("Виправлення" in words) is (code == "uk")
    assert "Claimed gains (g1)" not in words or code == "en"


def test_of_what_is_held_back_nothing_is_said() -> None:
    """Held back from the second issue on: neither its id nor its name is anywhere in the file."""
    hidden = Gain("hush-1", MultiPolygon([box(31, 49, 31.5, 50)]), name="Quiet", side="Alpha", as_of=DAY)
    first = issue(case(ground(), hidden))
    later = replace(case(ground(), replace(hidden, note="x")), issues=(stored(first),))
    made = issue(later, SECOND, Recipe(safety=Safety(hold_back=("hush-1",)))).made
    with opened(made.pdf) as document:
        text = b"".join(
            one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream) and "/Width" not in one
        )
    assert b"hush-1" not in text
    assert b"Quiet" not in text
    assert "hush-1" not in words_of(made.pdf)
    assert made.briefing.since is not None


def test_a_withdrawn_claim_is_not_quoted_where_something_is_held_back() -> None:
    first = issue(case())
    second = replace(case(), issues=(stored(first),))
    made = issue(second, SECOND, Recipe(safety=Safety(hold_back=("c2",)))).made
    gone = made.briefing.since.rows[-1]
    assert (gone.what, gone.subject) == ("withdrawn; it was no. 2", "")


# ---------------------------------------------------------------- made again


def test_an_issue_made_again_has_the_same_bytes() -> None:
    recipe = Recipe(paper="Letter", newsroom="Desk", title="Other title", language="uk")
    made = issue(case(), recipe=recipe, bottom_line=("Said so.",), corrections=("One.", "Two."))
    again = rebuild_issue(replace(case(), issues=(stored(made),)), 1)
    assert again.same
    assert again.made.pdf == made.made.pdf


def test_later_days_and_later_issues_do_not_disturb_it() -> None:
    first = issue(case())
    newer = Gain("g2", MultiPolygon([box(31, 49, 31.5, 50)]), side="Alpha", as_of=SECOND)
    grown = case(ground(), newer, issues=(stored(first),))
    second = issue(grown, SECOND)
    both = replace(grown, issues=(stored(first), stored(second)))
    assert rebuild_issue(both, 1).same
    assert rebuild_issue(both, 2).same


def test_what_changed_since_is_said() -> None:
    made = issue(case())
    again = rebuild_issue(replace(case(ground(30.5)), issues=(stored(made),)), 1)
    assert not again.same
    assert [(one.table, one.kind, one.ids) for one in again.inputs] == [("claimed_gains", "edited", ("g1",))]
    assert again.engine == ()


def test_an_edited_earlier_issue_is_named() -> None:
    first = issue(case())
    second = issue(case(ground(30.5), issues=(stored(first),)), SECOND)
    facts = json.loads(first.row["facts"])
    facts["claims"][0]["measures"][0]["best"] = 1.0
    tampered = replace(stored(first), facts=json.dumps(facts))
    again = rebuild_issue(case(ground(30.5), issues=(tampered, stored(second))), 2)
    assert [(one.table, one.ids) for one in again.inputs] == [("issues", ("1",))]


def test_other_versions_are_named() -> None:
    made = stored(issue(case()))
    old = replace(made, facts=made.facts.replace('"shapely":"', '"shapely":"0.'), sha256="0" * 64)
    again = rebuild_issue(replace(case(), issues=(old,)), 1)
    assert [part for part, *_ in again.engine] == ["shapely"]


def test_a_signed_off_issue_is_not_replaced() -> None:
    signed = replace(stored(issue(case())), signed_off_on=SECOND)
    with pytest.raises(InputError, match="Issue 1 was signed off on 2022-09-11 and is locked"):
        issue(replace(case(), issues=(signed,)), issue_number=1)
    assert next_number(replace(case(), issues=(signed,))) == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (None, "no issue 1: nothing was issued yet"),
        ({"number": 4}, "no issue 1; it has 4"),
        ({"recipe": "", "ordered": ""}, "only its facts are kept"),
        ({"ordered": "[]"}, "cannot be read"),
        ({"ordered": '{"as_of": "yesterday", "across": null, "bottom_line": [], "language": ""}'}, "cannot be read"),
    ],
)
def test_what_cannot_be_made_again(row: dict[str, Any] | None, said: str) -> None:
    made = stored(issue(case()))
    issues = () if row is None else (replace(made, **row),)
    with pytest.raises(InputError, match=said):
        rebuild_issue(replace(case(), issues=issues), 1)


@pytest.mark.parametrize(
    "facts",
    [
        *(
            "",
            "no JSON",
            "[]",
            "{}",
            '{"claims": 3}',
            '{"claims": [3]}',
            '{"claims": [{}]}',
            '{"claims": [{"id": []}]}',
        ),
        '{"claims": [], "as_of": "yesterday"}',
        '{"claims": [], "inputs": 3, "as_of": 7}',
        '{"claims": [{"id": "c1", "verdict": [], "measures": []}]}',
        '{"claims": [{"id": "c1", "verdict": "x", "measures": [{"definition": "drawn", "low": "x", "unit": "km2"}]}]}',
        '{"claims": [{"id": "c9", "number": "one", "claimant": 1, "text": 2}]}',
        '{"claims": [], "changes": [{}], "definitions": [], "engine": 3}',
    ],
)
def test_an_issue_whose_facts_are_lost_is_passed_over(facts: str) -> None:
    lost = Issue("i1", 1, FIRST, facts=facts)
    made = issue(replace(case(), issues=(lost,)), SECOND)
    assert made.number == 2
    assert made.made.briefing.since is None
