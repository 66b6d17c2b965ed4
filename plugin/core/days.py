"""Whose maps of which days a case holds: issuers, their days, the side that holds the ground.

A day counts as mapped where the issuer drew more than an overlay. Nothing is measured here.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from .case import Case, ControlArea
from .errors import InputError, MeasureError
from .messages import Message, message
from .partition import OVERLAYS
from .stand_in import StandIn, stand_in


def issuers_of(case: Case) -> tuple[str, ...]:
    """Return the issuers whose maps the case holds, by name."""
    return tuple(sorted({area.issuer for area in _mapped(case)}))


def _mapped(case: Case) -> list[ControlArea]:
    return [area for area in case.control_areas if area.state not in OVERLAYS and area.as_of is not None]


def issuer_for(case: Case, issuer: str | None = None) -> str:
    """Return the issuer named, else the one of the case's settings, else the only one.

    Raises
    ------
    MeasureError
        When the case holds no maps, none of the one named, or those of several and none is named.
    """
    known = issuers_of(case)
    if not known:
        text = "{case}: the case holds no control areas with a day; import an issuer's maps first"
        raise MeasureError(message(text, case=case.name))
    wanted = case.settings.get("issuer", "") if issuer is None else issuer
    if wanted or issuer is not None:
        if wanted not in known:
            text = '{case}: no maps of the issuer "{issuer}"; the case has {known}'
            raise MeasureError(message(text, case=case.name, issuer=wanted, known=_listed(known)))
        return wanted
    if len(known) > 1:
        text = "{case}: maps of several issuers; name one of {known}"
        raise MeasureError(message(text, case=case.name, known=_listed(known)))
    return known[0]


def across_pair(across: bool, first: str | None, last: str | None) -> tuple[str, str] | None:
    """Return the issuers of the first and of the last day of a comparison across issuers; None where none was asked.

    Raises
    ------
    MeasureError
        When one is named and the comparison was not asked for, or it was and two are not named.
    """
    if across:
        if not first or not last or first == last:
            raise MeasureError(
                message("To compare maps of different issuers, name the one of the first day and the one of the last.")
            )
        return first, last
    if last and last != first:
        raise MeasureError(
            message(
                "Maps of different issuers are not compared unasked: they use different definitions. Ask for it in so "
                "many words, or leave out {issuer}.",
                issuer=last,
            )
        )
    return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def days_of(case: Case, issuer: str) -> tuple[datetime.date, ...]:
    """Return the days that the issuer mapped, in order."""
    return tuple(sorted({area.as_of for area in _mapped(case) if area.issuer == issuer and area.as_of is not None}))


def day_used(case: Case, issuer: str, asked: datetime.date) -> StandIn:
    """Return the day of an issuer's maps that is used for the one asked for.

    Raises
    ------
    MeasureError
        When neither the day nor one of the three after it is mapped.
    """
    days = days_of(case, issuer)
    found = stand_in(days, asked)
    if found is None:
        text = "{case}: no map of {issuer} for {day} or the three days after; its days run from {first} to {last}"
        values = {"case": case.name, "issuer": issuer, "day": str(asked)}
        raise MeasureError(message(text, **values, first=str(days[0]), last=str(days[-1])))
    return found


def two_days_used(case: Case, issuer: str, start: datetime.date, end: datetime.date) -> tuple[StandIn, StandIn]:
    """Return the days that are used for the first and the last one.

    Raises
    ------
    InputError, MeasureError
        When the first does not lie before the last, when one map would stand for both, or as in `day_used`.
    """
    if start >= end:
        text = "the first day, {start}, does not lie before the last, {end}"
        raise InputError(message(text, start=str(start), end=str(end)))
    first, last = day_used(case, issuer, start), day_used(case, issuer, end)
    if first.used == last.used:
        text = "{case}: the map of {used} would stand for both {start} and {end}; choose days further apart"
        values = {"case": case.name, "used": str(first.used)}
        raise MeasureError(message(text, **values, start=str(start), end=str(end)))
    return first, last


def stood_in_notes(days: Iterable[StandIn]) -> list[Message]:
    """Return a sentence for each missing day, naming the one that stands in."""
    missing = (one for one in days if one.asked != one.used)
    return [
        message("{used} stands in for {asked}, which is missing.", used=one.used, asked=one.asked) for one in missing
    ]


def areas_on(case: Case, issuer: str, day: datetime.date) -> tuple[ControlArea, ...]:
    """Return the issuer's areas of one day, overlays included."""
    return tuple(area for area in case.control_areas if area.issuer == issuer and area.as_of == day)


def areas_by_day(case: Case, issuer: str) -> dict[datetime.date, list[ControlArea]]:
    """Return the issuer's areas of each mapped day, days in order, overlays left out."""
    found: dict[datetime.date, list[ControlArea]] = {}
    for area in _mapped(case):
        if area.issuer == issuer and area.as_of is not None:
            found.setdefault(area.as_of, []).append(area)
    return dict(sorted(found.items()))


def sole_state(areas: Iterable[ControlArea]) -> tuple[str, str] | None:
    """Return state and side where the areas show one layer only, overlays aside; else None."""
    layers = {(area.state, area.side) for area in areas if area.state not in OVERLAYS}
    return layers.pop() if len(layers) == 1 else None


def holder_for(case: Case, issuer: str, side: str | None = None) -> str:
    """Return the side whose ground is asked about: the one named, else the one whose control the issuer assesses.

    Raises
    ------
    MeasureError
        When the maps show no such side, or several.
    """
    areas = [area for area in _mapped(case) if area.issuer == issuer]
    sides = {area.side for area in areas}
    if side is not None:
        if side not in sides:
            text = '{case}: the maps of {issuer} show no side "{side}"; they show {known}'
            raise MeasureError(message(text, case=case.name, issuer=issuer, side=side, known=_listed(sorted(sides))))
        return side
    holder = likely_holder(((area.state, area.side) for area in areas), case.settings.get("side", ""))
    if holder is None:
        text = "{case}: the maps of {issuer} show no single side in control; name one of {known}"
        raise MeasureError(message(text, case=case.name, issuer=issuer, known=_listed(sorted(sides))))
    return holder


def likely_holder(shown: Iterable[tuple[str, str]], own_side: str) -> str | None:
    """Return the one side that maps show, else the one in assessed control, other than that of the case's settings.

    `shown` are state and side of each area; None where several sides are left.
    """
    layers = set(shown)
    sides = {side for _, side in layers}
    if len(sides) == 1:
        return sides.pop()
    in_control = {side for state, side in layers if state == "assessed_control"}
    left = in_control - {own_side} or in_control
    return left.pop() if len(left) == 1 else None
