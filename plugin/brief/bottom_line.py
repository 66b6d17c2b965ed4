"""The bottom line: three to five sentences made from the findings, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.findings import YES_NO, Finding, Measure, Report
from ..core.messages import Message, message
from ..core.schema import VERDICTS
from .language import Language
from .measured import definition_title
from .wording import band_text, claimed_ends, claimed_text, kind_text

_MOST = 5
_FEWEST = 3
_TALLY = {
    "consistent": "{count} consistent",
    "consistent_if": "{count} consistent under some definitions only",
    "inconsistent": "{count} inconsistent",
    "impossible": "{count} impossible",
    "not_testable": "{count} not testable",
}


def tally(report: Report, lang: Language) -> tuple[tuple[str, str, int], ...]:
    """Return (verdict, its word, how many claims have it), without those that no claim has."""
    counts = [(code, sum(finding.verdict == code for finding in report.findings)) for code in VERDICTS]
    return tuple((code, lang.say(VERDICTS[code]), count) for code, count in counts if count)


def bottom_line(report: Report, lang: Language) -> tuple[str, ...]:
    """Return the sentences that open the briefing; every number in them is one of the report's."""
    if not report.findings:
        return _without_claims(report, lang)
    numbered = list(enumerate(report.findings, start=1))
    sentences = [_counts(report, lang)]
    for candidate in (
        _impossible(numbered, lang),
        _widest_gap(numbered, lang),
        _depends(numbered, lang),
        _agrees(numbered, lang),
        _contradictions(report, numbered, lang),
        _untested(numbered, lang),
    ):
        if candidate and len(sentences) < _MOST:
            sentences.append(candidate)
    for closing in (_drawn(report), _meaning()):
        if len(sentences) < _FEWEST:
            sentences.append(lang.say(closing))
    return tuple(sentences)


def _without_claims(report: Report, lang: Language) -> tuple[str, ...]:
    first = message("No claims are recorded in this case, so nothing was checked.")
    last = message("Record a claim with who said it, when and of which period, and check the case again.")
    return lang.say(first), lang.say(_drawn(report)), lang.say(last)


def _drawn(report: Report) -> Message:
    case = report.case
    return message(
        "The case holds: gains {gains}, front lines {lines}, control areas {areas}, settlements {places}.",
        gains=len(case.claimed_gains),
        lines=len(case.front_lines),
        areas=len(case.control_areas),
        places=len(case.settlements),
    )


def _meaning() -> Message:
    return message(
        "A verdict says whether a statement and the map agree within their margins, not whether the statement is true."
    )


def _counts(report: Report, lang: Language) -> str:
    counts = {code: sum(finding.verdict == code for finding in report.findings) for code in VERDICTS}
    parts = [lang.say(Message(text, {"count": counts[code]})) for code, text in _TALLY.items() if counts[code]]
    return lang.say(
        message(
            "Claims checked against the map: {total} ({parts}).", total=len(report.findings), parts=", ".join(parts)
        )
    )


def _who(number: int, finding: Finding, lang: Language) -> Message:
    said = claimed_text(finding, lang) or kind_text(finding.claim, lang)
    return message(
        "claim {number} ({claimant}: {said})", number=number, claimant=_short(finding.claim.claimant), said=said
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"


def _band(measure: Measure, finding: Finding, lang: Language) -> str:
    return band_text(measure, finding.claimed, lang)


def _numeric(finding: Finding) -> list[Measure]:
    """Return the measures that a claimed number can be held against."""
    return [
        one for one in finding.measures if one.best is not None and claimed_ends(finding.claimed, one) != (None, None)
    ]


def _gap(measure: Measure, finding: Finding) -> float:
    """Return how far the band and the claimed interval are apart, as a share of the claimed number; 0 if they meet."""
    low, high = claimed_ends(finding.claimed, measure)
    size = max(abs(low or 0.0), abs(high or 0.0)) or 1.0
    below = 0.0 if low is None or measure.high is None else low - measure.high
    above = 0.0 if high is None or measure.low is None else measure.low - high
    return max(below, above, 0.0) / size


def _nearest(finding: Finding) -> Measure | None:
    return min(_numeric(finding), key=lambda one: _gap(one, finding), default=None)


def _impossible(numbered: Sequence[tuple[int, Finding]], lang: Language) -> str:
    for number, finding in numbered:
        measure = _nearest(finding)
        if finding.verdict == "impossible" and measure is not None:
            return lang.say(
                message(
                    "Impossible whatever the map shows: {claim}; the widest reading gives {band}.",
                    claim=_who(number, finding, lang),
                    band=_band(measure, finding, lang),
                )
            )
    return ""


def _widest_gap(numbered: Sequence[tuple[int, Finding]], lang: Language) -> str:
    found: list[tuple[float, int, Finding, Measure]] = []
    for number, finding in numbered:
        measure = _nearest(finding)
        if finding.verdict == "inconsistent" and measure is not None:
            found.append((-_gap(measure, finding), number, finding, measure))
    if not found:
        return ""
    _, number, finding, measure = min(found, key=lambda one: one[:2])
    return lang.say(
        message(
            "Furthest from the map: {claim}; measured {band}, {definition}.",
            claim=_who(number, finding, lang),
            band=_band(measure, finding, lang),
            definition=definition_title(measure, {}, lang),
        )
    )


def _depends(numbered: Sequence[tuple[int, Finding]], lang: Language) -> str:
    for number, finding in numbered:
        if finding.verdict != "consistent_if":
            continue
        fitting = [one for one in finding.measures if one.fits]
        failing = [one for one in finding.measures if one.fits is False]
        if fitting and failing:
            return lang.say(
                message(
                    "The definition decides {claim}: it fits {fits}, it does not fit {fails}.",
                    claim=_who(number, finding, lang),
                    fits=_listed(fitting, finding, lang),
                    fails=_listed(failing, finding, lang),
                )
            )
    return ""


def _listed(measures: Sequence[Measure], finding: Finding, lang: Language) -> str:
    # That it fits says it already of a yes or no.
    return ", ".join(
        definition_title(one, {}, lang) + ("" if one.unit == YES_NO else f" {_band(one, finding, lang)}")
        for one in measures
    )


def _agrees(numbered: Sequence[tuple[int, Finding]], lang: Language) -> str:
    for number, finding in numbered:
        measures = _numeric(finding)
        if finding.verdict == "consistent" and measures:
            return lang.say(
                message(
                    "In agreement with the map: {claim}; measured {band}, {definition}.",
                    claim=_who(number, finding, lang),
                    band=_band(measures[0], finding, lang),
                    definition=definition_title(measures[0], {}, lang),
                )
            )
    return ""


def _contradictions(report: Report, numbered: Sequence[tuple[int, Finding]], lang: Language) -> str:
    numbers = {finding.claim.id: number for number, finding in numbered}
    pairs = [
        "/".join(str(numbers[one]) for one in pair.claim_ids if one in numbers)
        for pair in report.reconciled
        if pair.outcome == "contradict"
    ]
    if not pairs:
        return ""
    return lang.say(message("Claims that contradict each other: {pairs}.", pairs=", ".join(pairs)))


def _untested(numbered: Sequence[tuple[int, Finding]], lang: Language) -> str:
    untested = [str(number) for number, finding in numbered if finding.verdict == "not_testable"]
    if not untested:
        return ""
    return lang.say(
        message("Not testable with what the case holds: claims no. {numbers}.", numbers=", ".join(untested))
    )
