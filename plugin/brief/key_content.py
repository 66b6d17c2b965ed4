"""The key figures: of each claim the one number that says most of it, chosen by a rule that is printed with them.

The rule: of the definitions measured, the one whose band lies nearest to what is claimed; of several that reach it, the
one whose best value does, or comes nearest. All others are in the table of measures.
"""

from __future__ import annotations

from dataclasses import replace

from ..core.case import Case
from ..core.findings import YES_NO, Finding, Measure, Report
from ..core.messages import message
from ..core.quantities import converted, dimension
from .figure_values import KeyContent, KeyRow
from .language import EN_DASH, MINUS, Language
from .measured import definition_title, event_names
from .place_names import place_name
from .wording import claimed_ends, claimed_text, clipped, kind_text, number_texts, with_unit

MOST_ROWS = 12
_LONGEST_SUBJECT = 160


def key_content(report: Report, lang: Language) -> KeyContent | None:
    """Return the key figures; None where no claim with a number could be measured."""
    rows: dict[tuple[str, ...], KeyRow] = {}
    for number, finding in enumerate(report.findings, start=1):
        measure = key_measure(finding)
        if measure is None:
            continue
        row = _row(number, finding, measure, report, lang)
        key = (row.subject, row.best, row.band, row.definition)
        if key in rows:
            before = rows[key]
            claimed = "; ".join(dict.fromkeys((*before.claimed.split("; "), row.claimed)))
            row = replace(before, numbers=(*before.numbers, number), claimed=claimed)
        rows[key] = row
    if not rows:
        return None
    rule = lang.say(
        message(
            "Of each claim with a number, the definition that comes nearest to what is claimed; all that were measured "
            "stand in the table of measures."
        )
    )
    if len(rows) > MOST_ROWS:
        cut = message("The first {kept} of {count} are shown.", kept=MOST_ROWS, count=len(rows))
        rule = f"{rule} {lang.say(cut)}"
    return KeyContent(tuple(rows.values())[:MOST_ROWS], rule)


def key_measure(finding: Finding) -> Measure | None:
    """Return the measure of a finding that comes nearest to what is claimed; None without a number on either side."""
    interval = finding.claimed
    if interval is None:
        return None
    measured = [
        (n, one)
        for n, one in enumerate(finding.measures)
        if one.best is not None and one.unit != YES_NO and dimension(one.unit) == dimension(interval.unit)
    ]
    if not measured:
        return None

    def distance(numbered: tuple[int, Measure]) -> tuple[float, float, float, int]:
        number, one = numbered
        value = converted(interval.value, interval.unit, one.unit)
        best = one.best or 0.0
        low, high = (best if end is None else end for end in (one.low, one.high))
        if one.definition == "net" and best < 0:
            value = -value
        ends = claimed_ends(interval, one)
        return _gap(low, high, *ends), _gap(best, best, *ends), abs(best - value), number

    return min(measured, key=distance)[1]


def _gap(low: float, high: float, claimed_low: float | None, claimed_high: float | None) -> float:
    """Return how far a band lies from a claimed interval, of which None is an open end; 0 where they share a point."""
    below = 0.0 if claimed_low is None else claimed_low - high
    above = 0.0 if claimed_high is None else low - claimed_high
    return max(below, above, 0.0)


def _row(number: int, finding: Finding, measure: Measure, report: Report, lang: Language) -> KeyRow:
    low, best, high = number_texts(measure, finding.claimed, lang)
    band = ""
    if low and high and low != high:
        # A dash between numbers with a sign cannot be told from the sign.
        band = f"{low}{EN_DASH}{high}" if MINUS not in low else lang.say(message("{low} to {high}", low=low, high=high))
    return KeyRow(
        numbers=(number,),
        definition_key=measure.definition,
        subject=_subject(finding, report.case, lang),
        best=with_unit(best, measure.unit, lang),
        band=band,
        definition=definition_title(measure, event_names(report), lang),
        claimed=claimed_text(finding, lang),
    )


def _subject(finding: Finding, case: Case, lang: Language) -> str:
    """Return what a number is of: the kind of the claim, its places, its period, its area where it names one."""
    claim = finding.claim
    parts = [kind_text(claim, lang)]
    places = case.by_id("settlements")
    names = [place_name(places[one], lang) for one in claim.place_ids if one in places]
    parts += [f" {EN_DASH} ".join(names)] if names else []
    period = lang.date_range(finding.refers_from, finding.refers_to)
    parts += [period] if period else []
    parts += [finding.scope] if finding.scope and claim.area_id else []
    text = ", ".join(parts)
    return clipped(text, _LONGEST_SUBJECT)
