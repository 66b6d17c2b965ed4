"""The definitions that a briefing prints: only those that its findings used."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.definitions import DEFINITIONS, definition
from ..core.findings import Report
from ..core.messages import message
from ..core.schema import VERDICTS
from .language import Language
from .values import TermRow

_VERDICTS = {
    "consistent": message("The claim fits the measure under every definition that could be measured."),
    "consistent_if": message("The claim fits under some definitions and not under others; the finding names them."),
    "inconsistent": message("The claim fits under none of the definitions that could be measured."),
    "impossible": message("The calendar or arithmetic contradicts the claim, even in its widest reading."),
    "not_testable": message("No definition could be measured; the finding names what is missing."),
}
_BOUNDS = {
    "exact": message("A bare number stands for all values that round to it."),
    "about": message("The number with a margin of 10 %, or of its rounding where that is larger."),
    "at_least": message("From the printed number upwards, without an upper end."),
    "at_most": message("Of ground, counts, depths and distances: the extreme that was reached, read like “about”."),
    "no_more_than": message("A limit: up to the printed number, without a lower end."),
    "nearly": message("From 90 % of the printed number up to it."),
    "between": message("From the lower to the upper number, both rounded outwards."),
}
_HEDGES = {
    "exact": message("a bare number"),
    "about": message("“about”"),
    "at_least": message("“at least”, “more than”"),
    "at_most": message("“up to”, “as much as”"),
    "no_more_than": message("“no more than”"),
    "nearly": message("“nearly”"),
    "between": message("“between … and …”"),
}


def terms(report: Report, lang: Language, also: Iterable[str] = ()) -> tuple[TermRow, ...]:
    """Return the definitions of measures, then the readings of hedged numbers, then the verdicts, as far as used.

    `also` names definitions that the briefing prints beside those of its findings.
    """
    measured = {
        one.definition.partition(":")[0]: None
        for finding in report.findings
        for one in finding.measures
        if one.best is not None
    }
    measured.update({name: None for name in also if name in DEFINITIONS})
    rows = [
        TermRow(_first_upper(lang.say(definition(name).title)), lang.say(definition(name).meaning)) for name in measured
    ]
    bounds = {finding.claimed.bound for finding in report.findings if finding.claimed is not None}
    rows += [
        TermRow(_first_upper(lang.say(hedge)), lang.say(_BOUNDS[name]))
        for name, hedge in _HEDGES.items()
        if name in bounds
    ]
    verdicts = {finding.verdict for finding in report.findings}
    rows += [
        TermRow(_first_upper(lang.say(VERDICTS[name])), lang.say(meaning))
        for name, meaning in _VERDICTS.items()
        if name in verdicts
    ]
    return tuple(rows)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
