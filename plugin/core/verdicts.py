"""From measures to a verdict: which definitions fit, and what they say together (design, section 5, step 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .case import Claim
from .definitions import definition
from .findings import Interval, Measure
from .messages import Message, joined, listed, message
from .quantities import UNIT_SIGNS, in_unit, share_a_point

CONSISTENT = "consistent"
CONSISTENT_IF = "consistent_if"
INCONSISTENT = "inconsistent"
IMPOSSIBLE = "impossible"
NOT_TESTABLE = "not_testable"


def with_fits(measure: Measure, claim: Claim, claimed: Interval | None) -> Measure:
    """Return the measure with `fits` decided: whether its band and the claim's interval share a point.

    A claim without a number says yes (1), or no (0) where it denies. A net change is compared by magnitude.
    """
    if measure.low is None or measure.high is None:
        return measure
    low, high = measure.low, measure.high
    if measure.unit == "yes_no":
        wanted = 0.0 if claim.denies else 1.0
        return replace(measure, fits=share_a_point(low, high, wanted, wanted))
    if claimed is None:
        return measure
    if measure.definition == "net":
        low, high = _magnitudes(low, high)
    return replace(measure, fits=share_a_point(low, high, *in_unit(claimed, measure.unit)))


def _magnitudes(low: float, high: float) -> tuple[float, float]:
    smallest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return smallest, max(abs(low), abs(high))


def verdict_of(kind: str, measures: Sequence[Measure]) -> str:
    """Return the verdict; definitions that could not be measured do not count."""
    answers = [measure.fits for measure in measures if measure.fits is not None]
    if not answers:
        return NOT_TESTABLE
    if all(answers):
        return CONSISTENT
    if any(answers):
        return CONSISTENT_IF
    return IMPOSSIBLE if kind == "duration" else INCONSISTENT


def reason_of(verdict: str, claimed: Interval | None, measures: Sequence[Measure], kind: str) -> Message:
    """Return why, in whole sentences: what was claimed, what each definition gives, what is missing."""
    if kind == "other":
        return message("Claims of this kind are recorded and not checked.")
    said = _said(claimed)
    lead = () if said is None else (said,)
    measured = tuple(_measured(one) for one in measures if one.fits is not None)
    missing = tuple(_not_measured(group) for group in _by_reason(measures))
    return joined((*lead, *facts_of(kind, measures), *measured, *missing, *_closing(verdict, measures)))


def facts_of(kind: str, measures: Sequence[Measure]) -> tuple[Message, ...]:
    """Return what a reason says itself: the facts of measures and, of the status of a place, what the maps show."""
    notes = [fact for one in measures for fact in one.facts]
    if kind == "place_status":
        notes += [one.note for one in measures if one.note is not None and one.definition != "in_gains"]
    # The same facts stand beside the centre and the whole place; a message cannot be a key.
    return tuple(note for number, note in enumerate(notes) if note not in notes[:number])


def _closing(verdict: str, measures: Sequence[Measure]) -> tuple[Message, ...]:
    if verdict == CONSISTENT_IF:
        fitting = [_title(one) for one in measures if one.fits]
        return (message("They agree only if this is meant: {definitions}.", definitions=listed(fitting)),)
    if verdict == IMPOSSIBLE:
        return (message("The calendar contradicts it even in the widest reading."),)
    return ()


def _title(measure: Measure) -> Message:
    return message(definition(measure.definition).title)


def _said(claimed: Interval | None) -> Message | None:
    if claimed is None:
        return None
    unit = unit_sign(claimed.unit)
    if claimed.low is None:
        return message("Claimed: no more than {high:,.6g} {unit}.", high=claimed.high or 0.0, unit=unit)
    if claimed.high is None:
        return message("Claimed: {low:,.6g} {unit} or more.", low=claimed.low, unit=unit)
    if claimed.low == claimed.high:
        return message("Claimed: {low:,.6g} {unit}.", low=claimed.low, unit=unit)
    return message("Claimed: {low:,.6g}–{high:,.6g} {unit}.", low=claimed.low, high=claimed.high, unit=unit)


def unit_sign(unit: str) -> Message:
    """Return the sign or word of a unit, as printed behind a number."""
    return message(UNIT_SIGNS.get(unit, unit))


def _measured(measure: Measure) -> Message:
    if measure.unit == "yes_no":
        return _answered(measure)
    if measure.definition.startswith("since:"):
        return _timed(measure)
    words, band = {"definition": _title(measure), "unit": unit_sign(measure.unit)}, _band(measure)
    if measure.unit == "km":
        return message("Under “{definition}”: {best:,.1f} {unit} ({low:,.1f} to {high:,.1f}).", **words, **band)
    return message("Under “{definition}”: {best:,.0f} {unit} ({low:,.0f} to {high:,.0f}).", **words, **band)


def _band(measure: Measure) -> dict[str, float]:
    return {"best": measure.best or 0.0, "low": measure.low or 0.0, "high": measure.high or 0.0}


def _answered(measure: Measure) -> Message:
    title = _title(measure)
    if measure.low != measure.high:
        said = message("Under “{definition}”: within the tolerance, yes or no.", definition=title)
    elif measure.best:
        said = message("Under “{definition}”: yes.", definition=title)
    else:
        said = message("Under “{definition}”: no.", definition=title)
    if measure.definition == "as_printed" and measure.note is not None:
        return joined((measure.note, said))
    return said


def _timed(measure: Measure) -> Message:
    unit = unit_sign(measure.unit)
    said = message("That is {best:,.2f} {unit} ({low:,.2f} to {high:,.2f}).", unit=unit, **_band(measure))
    return said if measure.note is None else joined((measure.note, said))


def _by_reason(measures: Sequence[Measure]) -> list[list[Measure]]:
    groups: list[list[Measure]] = []
    for measure in measures:
        if measure.missing is None:
            continue
        for group in groups:
            if group[0].missing == measure.missing:
                group.append(measure)
                break
        else:
            groups.append([measure])
    return groups


def _not_measured(group: Sequence[Measure]) -> Message:
    return message(
        "Not measured: {definitions}. {missing}",
        definitions=listed([_title(one) for one in group]),
        missing=group[0].missing or message("It cannot be measured."),
    )
