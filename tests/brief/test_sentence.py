"""A finding as sentences: every verdict in both languages, numbers as on paper."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from salient.brief.language import language
from salient.brief.sentence import document_language, finding_sentence, statement_sentence
from salient.core.case import Case, Claim
from salient.core.findings import Finding, Interval, Measure, Report
from salient.core.messages import message

DAY = datetime.date(2022, 9, 9)
CLAIM = Claim("c1", "Around 2,500 km² were taken.", "area_changed", "The institute", value=2500.0, unit="km2")
LOST = Measure("lost", 2266.0, 2436.0, 2634.0, "km2", True)
PASSED = Measure("passed", 1671.0, 1811.0, 1954.0, "km2", False)


def sentence(verdict: str, *measures: Measure, code: str = "en", claim: Claim = CLAIM) -> str:
    finding = Finding(
        claim=claim,
        claimed=Interval(2250.0, 2750.0, 2500.0, "km2", "about"),
        verdict=verdict,
        fits=tuple(one.definition for one in measures if one.fits),
        measures=measures,
        checks=(),
        scope="",
        refers_from=DAY.replace(day=1),
        refers_to=DAY,
        reason=message("The claim gives no number, which its kind needs."),
    )
    report = Report(Case("x", claims=(claim,)), DAY, (finding,), (), (), (), {})
    return finding_sentence(report, finding, language(code)).replace("\N{NO-BREAK SPACE}", " ")


def test_consistent_if():
    assert sentence("consistent_if", LOST, PASSED) == (
        "The institute: “Around 2,500 km² were taken”. It speaks of 1–9 September 2022. This agrees with what was "
        "measured only if this is meant: lost 2,436 km² (2,266–2,634); it does not agree with passed 1,811 km² "
        "(1,671–1,954)."
    )


@pytest.mark.parametrize(
    ("verdict", "measures", "end"),
    [
        ("consistent", (LOST,), "This agrees with what was measured: lost 2,436 km² (2,266–2,634)."),
        ("inconsistent", (PASSED,), "This does not agree with what was measured: passed 1,811 km² (1,671–1,954)."),
        (
            "impossible",
            (PASSED,),
            "The calendar contradicts this even in the widest reading: passed 1,811 km² (1,671–1,954).",
        ),
        ("not_testable", (), "This could not be checked. The claim gives no number, which its kind needs."),
    ],
)
def test_other_verdicts(verdict, measures, end):
    assert sentence(verdict, *measures).endswith(end)


def test_in_ukrainian_with_its_day():
    said = sentence("consistent", LOST, code="uk", claim=replace(CLAIM, stated_on=DAY))
    assert said.startswith("The institute, 9 вересня 2022 р.: «Around 2,500 km² were taken».")
    assert said.endswith("Це узгоджується з виміряним: втрачено 2 436 км² (2 266–2 634).")
    # "р." ends in a full stop of its own.
    assert "1–9 вересня 2022 р. Це" in said


def test_one_full_stop_where_a_unit_ends_in_one():
    count = Measure("in_gains", 45.0, 45.0, 45.0, "settlements", True)
    assert sentence("consistent", count, code="uk").endswith(" 45 нас. п.")


def test_a_statement_that_was_not_checked():
    assert statement_sentence("Speaker", "It was cold.", language("en")) == "Speaker: “It was cold”."


@pytest.mark.parametrize(("own", "code"), [("uk", "uk"), ("", "en")])
def test_the_language_of_a_case_comes_first(own, code):
    case = Case("x", settings={"language": own} if own else {})
    assert document_language(Report(case, None, (), (), (), (), {}), "en").code == code
    assert document_language(None, "uk").code == "uk"
