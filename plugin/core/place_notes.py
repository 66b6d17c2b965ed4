"""What is printed beside a finding about a place: whose map of which day, the state there, first and last day, edge."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from .case import Case, ControlArea, Settlement
from .days import areas_on
from .messages import Message, Value, joined, listed, message
from .partition import ORDER, state_order
from .schema import STATES
from .shapes import Array, contains_xy
from .stand_in import StandIn

Date = datetime.date
_MOST_RUNS = 4


def day_note(
    case: Case, place: Settlement, side: str, issuer: str, used: StandIn, days: Sequence[Date], edge_km: float | None
) -> Message:
    """Return the facts of one day.

    Parameters
    ----------
    used
        The day asked for and the one whose map is used.
    days
        The mapped days on which the place's centre lies in the side's layer.
    edge_km
        How far the nearest edge of that layer is; None where there is none on the day.
    """
    where = message(
        "{issuer}, {day}: measured at the centre of {place}.", issuer=issuer, day=used.used, place=place.called
    )
    if used.used != used.asked:
        where = message(
            "{issuer}, {day}, standing in for {asked}: measured at the centre of {place}.",
            issuer=issuer,
            day=used.used,
            asked=used.asked,
            place=place.called,
        )
    when = message("It lies in the layer of {side} on no mapped day.", side=side)
    if days:
        when = message(
            "It lies in the layer of {side} first on {first}, last on {last}.", side=side, first=days[0], last=days[-1]
        )
    parts = [where, _state(case, place, issuer, used.used), when]
    if edge_km is not None:
        parts.append(message("The nearest edge of that layer is {km:,.1f} km away.", km=edge_km))
    return joined(parts)


def _state(case: Case, place: Settlement, issuer: str, day: Date) -> Message:
    """Return what the map shows at the place's centre: the first layer in the order of the partition."""
    shown = [area for area in areas_on(case, issuer, day) if area.state in ORDER and _holds(area, place)]
    if not shown:
        return message("The map shows no layer there.")
    first = min(shown, key=lambda area: state_order(area.state))
    state = message(STATES[first.state])
    if not first.side:
        return message("The map shows there: {state}.", state=state)
    return message("The map shows there: {state} ({side}).", state=state, side=first.side)


def _holds(area: ControlArea, place: Settlement) -> bool:
    if area.geometry.is_empty:
        return False
    lon, lat = place.geometry.x, place.geometry.y
    west, south, east, north = area.geometry.bounds
    if not (west <= lon <= east and south <= lat <= north):
        return False
    return bool(contains_xy(area.geometry, [lon], [lat])[0])


def before_note(before: StandIn, side: str, inside: bool) -> Message:
    """Return what the map of the day before the period shows of the place's centre."""
    if before.used == before.asked:
        values: dict[str, Value] = {"day": before.asked, "side": side}
        if inside:
            return message("On {day}, the day before the period, it lies in the layer of {side}.", **values)
        return message("On {day}, the day before the period, it does not lie in the layer of {side}.", **values)
    values = {"day": before.asked, "used": before.used, "side": side}
    if inside:
        return message(
            "On {used}, standing in for {day}, the day before the period, it lies in the layer of {side}.", **values
        )
    return message(
        "On {used}, standing in for {day}, the day before the period, it does not lie in the layer of {side}.", **values
    )


@dataclass(frozen=True)
class Runs:
    """Days of a period as runs of days that follow each other: those without a map, those that were out of the layer.

    `alone` are mapped days that were out while the mapped days before and after were in.
    """

    unmapped: tuple[tuple[Date, Date], ...]
    out: tuple[tuple[Date, Date], ...]
    alone: tuple[Date, ...]

    @classmethod
    def of(cls, start: Date, end: Date, mapped: Sequence[Date], inside: Array) -> Runs:
        """Return the runs of the days from `start` to `end`, from the mapped ones and whether each was in."""
        known = set(mapped)
        every = [start + datetime.timedelta(days=number) for number in range((end - start).days + 1)]
        out = [number for number, is_in in enumerate(inside) if not is_in]
        runs = [(mapped[some[0]], mapped[some[-1]]) for some in _following(out)]
        alone = [
            mapped[number]
            for number in out
            if 0 < number < len(mapped) - 1 and inside[number - 1] and inside[number + 1]
        ]
        missing = [day.toordinal() for day in every if day not in known]
        unmapped = [(Date.fromordinal(some[0]), Date.fromordinal(some[-1])) for some in _following(missing)]
        return cls(tuple(unmapped), tuple(runs), tuple(alone))


def _following(numbers: Sequence[int]) -> list[list[int]]:
    """Return whole numbers, in order, as runs without a gap."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def since_note(side: str, count: int, runs: Runs) -> Message:
    """Return what the mapped days of a period show of the place's centre, and which days have no map."""
    parts = [message("Asked on {n:,} mapped days.", n=count)]
    if runs.out:
        parts.append(message("Not in the layer of {side}: {days}.", side=side, days=_days(runs.out)))
    if runs.alone:
        alone = _days([(day, day) for day in runs.alone])
        parts.append(message("Out on one map only, which may be a slip of the map: {days}.", days=alone))
    if runs.unmapped:
        parts.append(message("Without a map: {days}.", days=_days(runs.unmapped)))
    return joined(parts)


def whole_note(side: str, runs: Runs) -> Message:
    """Return on which mapped days of a period the whole of the place did not lie in the layer."""
    if not runs.out:
        return message("The whole place lies in the layer of {side} on each of them.", side=side)
    return message("Not wholly in the layer of {side}: {days}.", side=side, days=_days(runs.out))


def _days(runs: Sequence[tuple[Date, Date]]) -> Message:
    """Return runs of days in words, the first few of many."""
    said = [
        message("{day}", day=first) if first == last else message("{first} to {last}", first=first, last=last)
        for first, last in runs[:_MOST_RUNS]
    ]
    if len(runs) > _MOST_RUNS:
        said.append(message("and {n:,} more", n=len(runs) - _MOST_RUNS))
    return listed(said)


def part_note(side: str, days: Sequence[Date], no_built_up: Message | None) -> Message:
    """Return on which days of the period the side was in some part of the place."""
    if no_built_up is not None:
        return message("{missing} So only its centre was asked.", missing=no_built_up)
    if not days:
        return message(
            "In the period none of its built-up ground lies in the layer or the advance of {side}.", side=side
        )
    return message(
        "In the period some of its built-up ground lies in the layer or the advance of {side} first on {first}, last "
        "on {last}.",
        side=side,
        first=days[0],
        last=days[-1],
    )
