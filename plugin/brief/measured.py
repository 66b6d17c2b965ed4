"""The measures of findings as rows of tables; definitions that lack the same thing share one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..core.definitions import definition
from ..core.findings import Finding, Measure, Report
from ..core.messages import message
from .language import Language
from .values import MeasuredLine, MeasureRow
from .wording import band_text, claimed_ends, number_texts

_LONGEST_EVENT = 120


def event_names(report: Report) -> dict[str, str]:
    """Return the names of the case's events by id."""
    return {event.id: event.name for event in report.case.events}


def definition_title(measure: Measure, events: Mapping[str, str], lang: Language) -> str:
    """Return the title of a definition; that of a duration names its event."""
    event = events.get(measure.definition.partition(":")[2], "")
    if event:
        return lang.say(message("since: {event}", event=event[:_LONGEST_EVENT]))
    return lang.say(definition(measure.definition).title)


def _groups(measures: Sequence[Measure]) -> Iterator[tuple[Measure, ...]]:
    """Yield measured definitions one by one, and those that lack the same thing together, in order."""
    done: list[Measure] = []
    for measure in measures:
        if measure in done:
            continue
        if measure.best is not None:
            yield (measure,)
            continue
        alike = tuple(one for one in measures if one.best is None and one.missing == measure.missing)
        done.extend(alike)
        yield alike


def measured_lines(finding: Finding, events: Mapping[str, str], lang: Language) -> tuple[MeasuredLine, ...]:
    """Return what the claims table prints of a finding's measures."""
    return tuple(
        MeasuredLine(
            ", ".join(definition_title(one, events, lang) for one in group),
            band_text(group[0], finding.claimed, lang),
            group[0].fits,
        )
        for group in _groups(finding.measures)
    )


def measure_rows(report: Report, lang: Language) -> tuple[MeasureRow, ...]:
    """Return the rows of the table of measures, claim by claim."""
    events = event_names(report)
    return tuple(
        _row(number, group, finding, events, lang)
        for number, finding in enumerate(report.findings, start=1)
        for group in _groups(finding.measures)
    )


def _row(
    number: int, group: tuple[Measure, ...], finding: Finding, events: Mapping[str, str], lang: Language
) -> MeasureRow:
    measure = group[0]
    low, best, high = number_texts(measure, finding.claimed, lang)
    claimed_low, claimed_high = claimed_ends(finding.claimed, measure)
    return MeasureRow(
        claim_number=number,
        definition=", ".join(definition_title(one, events, lang) for one in group),
        low=measure.low,
        best=measure.best,
        high=measure.high,
        claimed_low=claimed_low,
        claimed_high=claimed_high,
        unit=measure.unit,
        low_text=low,
        best_text=best,
        high_text=high,
        fits=measure.fits,
        missing="" if measure.missing is None else lang.say(measure.missing),
        note="" if measure.note is None else lang.say(measure.note),
    )
