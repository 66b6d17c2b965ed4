"""Key figures: of each claim the definition nearest to it, as the table of measures prints it."""

from __future__ import annotations

from typing import Any

import pytest

from pdfs import words_of
from reports import depth_finding, full_report, make_claim, make_finding, make_measure, make_report
from salient.brief import key_content as module
from salient.brief.content import briefing
from salient.brief.facts import facts
from salient.brief.key_content import key_content, key_measure
from salient.brief.language import language
from salient.brief.pages import render
from salient.core.findings import Finding, Interval, Measure

ENGLISH = language("en")


def area(definition: str, low: float, best: float, high: float) -> Measure:
    return make_measure(definition, low=low, best=best, high=high)


def finding(*measures: Measure, **more: Any) -> Finding:
    return make_finding(measures=measures, **more)


@pytest.mark.parametrize(
    ("measures", "wanted"),
    [
        # 2,250 to 2,750 is claimed. Only one reaches it.
        ((area("passed", 1700, 1800, 1950), area("lost", 2270, 2440, 2630)), "lost"),
        # None does: 250 below, 50 above.
        ((area("passed", 1700, 1800, 2000), area("lost", 2800, 2900, 3000)), "lost"),
        # Both bands do, one best value as well.
        ((area("net", -2300, -2000, -1800), area("lost", 2200, 2300, 2700)), "lost"),
        # Ground that a side lost is below nothing, and compared by its magnitude.
        ((area("net", -2600, -2500, -2400), area("passed", 1700, 1800, 1950)), "net"),
        # Both best values do: 2,500 was said.
        ((area("lost", 2200, 2300, 2700), area("growth", 2400, 2520, 2600)), "growth"),
    ],
)
def test_the_nearest_definition_is_the_key(measures: tuple[Measure, ...], wanted: str) -> None:
    found = key_measure(finding(*measures))
    assert found is not None
    assert found.definition == wanted


def test_of_an_open_claim_the_best_value_decides() -> None:
    more = Interval(1000.0, None, 1000.0, "km2", "at_least")
    found = key_measure(finding(area("net", -1060, -860, -700), area("lost", 1190, 1320, 1480), claimed=more))
    assert found is not None
    assert found.definition == "lost"


def test_no_number_no_key() -> None:
    assert key_measure(finding(area("lost", 1, 2, 3), claimed=None)) is None
    missing = make_measure("lost", low=None, best=None, high=None, fits=None)
    assert key_measure(finding(missing)) is None
    yes = make_measure("isolation", low=0.0, best=1.0, high=1.0, unit="yes_no")
    assert key_measure(finding(yes)) is None
    assert key_content(make_report(finding(missing)), ENGLISH) is None
    assert "Key figures" not in words_of(render(briefing(make_report(finding(missing)), "en")))


def test_claims_with_one_number_share_a_row() -> None:
    one = finding(area("lost", 2270, 2440, 2630))
    other = finding(area("lost", 2270, 2440, 2630), claim=make_claim("c2", bound="at_most"))
    content = key_content(make_report(one, other, depth_finding()), ENGLISH)
    assert content is not None
    first, second = content.rows
    assert (first.numbers, second.numbers) == ((1, 2), (3,))
    assert first.best.replace("\u00a0", " ") == "2,440 km²"
    assert first.band == "2,270–2,630"
    assert first.definition == "lost"
    assert (second.best.replace("\u00a0", " "), second.band) == ("72.0 km", "71.0–73.0")


def test_a_band_with_signs_has_words_between() -> None:
    content = key_content(make_report(finding(area("net", -2600, -2500, -2400))), ENGLISH)
    assert content is not None
    assert content.rows[0].band == "−2,600 to −2,400"
    ukrainian = key_content(make_report(finding(area("net", -2600, -2500, -2400))), language("uk"))
    assert ukrainian is not None
    assert ukrainian.rows[0].band.startswith("від −2")


def test_numbers_are_those_of_the_table_of_measures() -> None:
    content = briefing(full_report(), "en")
    assert content.key is not None
    table = {(one.best_text, one.low_text, one.high_text) for one in content.measures}
    for row in content.key.rows:
        best = row.best.split("\u00a0")[0]
        assert any(text == best and row.band == f"{low}–{high}" for text, low, high in table)
    printed = words_of(render(content)).replace("\u00a0", " ")
    assert printed.index("Key figures") < printed.index("Claims and findings")
    assert content.key.rule in printed
    assert "Ключові числа" in words_of(render(briefing(full_report(), "uk")))


def test_the_choice_is_in_the_facts() -> None:
    report = full_report()
    found = facts(report, briefing(report, "uk"))["key"]
    assert found == [{"claims": ["c1"], "definition": "drawn"}, {"claims": ["c2"], "definition": "any_part"}]


def test_long_lists_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    findings = [finding(area("lost", n, n + 1, n + 2), claim=make_claim(f"c{n}")) for n in range(5)]
    content = key_content(make_report(*findings), ENGLISH)
    assert content is not None
    assert len(content.rows) == 2
    assert content.rule.endswith("The first 2 of 5 are shown.")
