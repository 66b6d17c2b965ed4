"""Which shapes and dates a claim is about: its own links first, else the case's defaults, and what was used.

Nothing is measured here. A `Chosen` holds records and the sentence that tells the reader what was chosen, or the
sentence that names what is missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .case import Area, Case, Claim, ControlArea, Event, FrontLine, Gain, Settlement, SupplyRoute
from .errors import InputError
from .geodesy import area_km2
from .messages import Message, message
from .partition import OVERLAYS
from .schema import AREA_ROLES
from .stand_in import StandIn, stand_in

Record = TypeVar("Record")


@dataclass(frozen=True)
class Chosen(Generic[Record]):
    """The records that a claim is about; `missing` says why there are none, `note` how they were chosen."""

    records: tuple[Record, ...]
    note: Message | None = None
    missing: Message | None = None


def _by_id(found: Mapping[str, Any], ids: Sequence[str], field: str) -> Chosen[Any]:
    unknown = [one for one in ids if one not in found]
    if unknown:
        return Chosen(
            (),
            missing=message(
                'The field "{field}" names "{ids}", which the case does not hold.', field=field, ids=" ".join(unknown)
            ),
        )
    return Chosen(tuple(found[one] for one in ids))


def gains_for(case: Case, claim: Claim) -> Chosen[Gain]:
    """Return the gains the claim names, else those of its side that belong to its period."""
    if claim.gain_ids:
        return _by_id(case.by_id("claimed_gains"), claim.gain_ids, "gain_ids")
    fitting = tuple(gain for gain in case.claimed_gains if is_of_period(gain, claim) and is_of_side(gain.side, claim))
    if not fitting:
        return Chosen((), missing=message("No claimed gains are drawn for the period of the claim."))
    return Chosen(
        fitting, note=message("Gains of the period: {names}.", names=", ".join(one.name or one.id for one in fitting))
    )


def is_of_period(gain: Gain, claim: Claim) -> bool:
    """Whether a gain belongs to the period of a claim that names no gains; one without a day belongs to each."""
    if gain.as_of is None:
        return True
    after_start = claim.refers_from is None or gain.as_of >= claim.refers_from
    return after_start and (claim.refers_to is None or gain.as_of <= claim.refers_to)


def is_of_side(side: str, claim: Claim) -> bool:
    """Whether a shape of a side may be what a claim speaks of; where one of the two names no side it may."""
    return not side or not claim.side or side == claim.side


def baseline_for(case: Case, claim: Claim) -> Chosen[FrontLine]:
    """Return the baseline the claim names, else the case's, else the last one not later than the claim's period."""
    named = claim.baseline_id or case.settings.get("baseline_id", "")
    if named:
        return _by_id(case.by_id("front_lines"), (named,), "baseline_id")
    start = claim.refers_from or claim.refers_to or datetime.date.max
    lines = [
        line for line in case.front_lines if line.role == "baseline" and (line.as_of is None or line.as_of <= start)
    ]
    if not lines:
        return Chosen((), missing=message("No baseline from before the period of the claim is drawn."))
    return Chosen((max(lines, key=lambda line: (line.as_of or datetime.date.min, line.id)),))


def sector_for(case: Case, claim: Claim) -> Chosen[Area]:
    """Return the break-in sector the claim names, else the case's, else the only one drawn."""
    return _area_for(case, claim.sector_id or case.settings.get("sector_id", ""), "sector", "sector_id")


def own_sector(case: Case) -> Area | None:
    """Return the break-in sector that the case's settings name, else the only one drawn; None where there is none.

    Raises
    ------
    InputError
        When the settings name one that the case does not hold.
    """
    named = case.settings.get("sector_id", "")
    found = [one for one in case.areas if (one.id == named if named else one.role == "sector")]
    if named and not found:
        text = '{case}: the setting sector_id names "{id}", which the case does not hold'
        raise InputError(message(text, case=case.name, id=named))
    return found[0] if len(found) == 1 else None


def area_named(case: Case, wanted: str) -> Area:
    """Return the area of a case that has this id, else this name (capital letters do not matter).

    Raises
    ------
    InputError
        When there is none, or several.
    """
    found = [one for one in case.areas if wanted == one.id] or [
        one for one in case.areas if wanted.lower() == one.name.lower()
    ]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in case.areas) or "–"
    values = {"case": case.name, "name": wanted[:80], "known": known}
    if found:
        raise InputError(message('{case}: several areas are called "{name}"; the case has {known}', **values))
    raise InputError(message('{case}: no area is called "{name}"; the case has {known}', **values))


def frame_for(case: Case, claim: Claim) -> Chosen[Area]:
    """Return the area the claim names, else the case's frame, else the only frame drawn."""
    return _area_for(case, claim.area_id or case.settings.get("frame_id", ""), "frame", "area_id")


def _area_for(case: Case, named: str, role: str, field: str) -> Chosen[Area]:
    if named:
        return _by_id(case.by_id("areas"), (named,), field)
    of_role = tuple(area for area in case.areas if area.role == role)
    if len(of_role) == 1:
        return Chosen(of_role)
    words = message(AREA_ROLES[role])
    if not of_role:
        return Chosen((), missing=message("No area of this role is drawn: {role}.", role=words))
    return Chosen((), missing=message("Several areas have this role, choose one: {role}.", role=words))


def places_for(case: Case, claim: Claim, count: int) -> Chosen[Settlement]:
    """Return the places of the claim, in order; at least `count` of them, else what is missing."""
    if len(claim.place_ids) < count:
        return Chosen((), missing=message("The claim names too few places: it needs {count}.", count=count))
    return _by_id(case.by_id("settlements"), claim.place_ids, "place_ids")


def routes_for(case: Case, claim: Claim) -> Chosen[SupplyRoute]:
    """Return the routes that the claim names; at least one, else what is missing."""
    if not claim.route_ids:
        return Chosen((), missing=message("The claim names no route, and no two places between which it runs."))
    return _by_id(case.by_id("supply_routes"), claim.route_ids, "route_ids")


def built_up_for(case: Case, claim: Claim, place: Settlement) -> Chosen[Area]:
    """Return the built-up ground the claim names, else the smallest that holds the place's point."""
    drawn = [area for area in case.areas if area.role == "built_up"]
    named = [area for area in drawn if area.id == claim.area_id]
    around = named or [area for area in drawn if area.geometry.intersects(place.geometry)]
    if not around:
        undrawn = message(
            "No built-up ground is drawn for {place}: draw an area of that role round its point.", place=place.called
        )
        return Chosen((), missing=undrawn)
    return Chosen((min(around, key=lambda area: (area_km2(area.geometry), area.id)),))


def events_for(case: Case, claim: Claim) -> Chosen[Event]:
    """Return the events the claim names, else all of the case that lie before the end of its period."""
    if claim.event_id:
        return _by_id(case.by_id("events"), claim.event_id, "event_id")
    end = claim.refers_to or claim.stated_on or datetime.date.max
    events = tuple(event for event in case.events if event.date <= end)
    if not events:
        return Chosen((), missing=message("No event to count from is recorded before the end of the claim's period."))
    return Chosen(events, note=message("The claim names no event: every earlier one of the case is tried."))


def control_for(case: Case, claim: Claim, day: datetime.date | None) -> Chosen[ControlArea]:
    """Return one issuer's areas under assessed control of `day`, or of the next day within three that has any.

    The side is not chosen here: a place shows whose ground it stands in. The issuer is the one of the settings, else
    the only one: the ground of two issuers put together is on nobody's map.
    """
    if day is None:
        return Chosen((), missing=message("The claim names no day for which control areas could be taken."))
    held = [area for area in case.control_areas if area.state == "assessed_control" and is_of_side(area.side, claim)]
    drawn = {
        issuer: found
        for issuer in sorted({area.issuer for area in held})
        if (found := _of_day([area for area in held if area.issuer == issuer], day)).records
    }
    wanted = case.settings.get("issuer", "")
    if wanted or not drawn:
        return drawn.get(wanted, _of_day((), day))
    if len(drawn) > 1:
        names = ", ".join(drawn)
        several = message(
            'Several issuers drew the day: {names}. Write the one to be asked into the table Settings, row "issuer".',
            names=names,
        )
        return Chosen((), missing=several)
    return next(iter(drawn.values()))


def _of_day(areas: Sequence[ControlArea], day: datetime.date) -> Chosen[ControlArea]:
    """Return the areas of a day, or of the next one within three days, and the sentence that names it."""
    map_day = stand_in(sorted({area.as_of for area in areas if area.as_of is not None}), day)
    if map_day is None:
        return Chosen((), missing=message("No control areas for {day} or the three days after.", day=day))
    found = tuple(area for area in areas if area.as_of == map_day.used)
    return Chosen(found, note=ground_note(map_day))


def ground_note(map_day: StandIn) -> Message:
    """Return the sentence that names the day of the ground, and the day it stands in for."""
    if map_day.used == map_day.asked:
        return message("Ground as of {day}.", day=map_day.asked)
    return message("Ground as of {other}, standing in for {day}.", other=map_day.used, day=map_day.asked)


@dataclass(frozen=True)
class TwoDays:
    """The control areas of one issuer on the first and on the last day of a claim's period."""

    issuer: str
    before: Chosen[ControlArea]
    after: Chosen[ControlArea]

    @property
    def note(self) -> Message:
        """Whose maps of which days were used."""
        return message(
            "Maps of {issuer}. {before} {after}",
            issuer=self.issuer,
            before=self.before.note or message("the first day"),
            after=self.after.note or message("the last day"),
        )


def two_days_for(case: Case, claim: Claim) -> TwoDays | Message:
    """Return the maps of the period's two ends, by the one issuer who drew both, or what is missing.

    Maps of different issuers are never held against each other. A stand-in for the first day must not be the map of
    the last day: nothing would have changed on it.
    """
    start, end = claim.refers_from, claim.refers_to
    if start is None or end is None:
        return message("The claim names no first and last day: control areas of both are needed.")
    needed = message("Control areas of one issuer for {start} and {end} are needed.", start=start, end=end)
    drawn: dict[str, TwoDays] = {}
    for issuer in sorted({area.issuer for area in case.control_areas}):
        areas = [area for area in case.control_areas if area.issuer == issuer and area.state not in OVERLAYS]
        before, after = _of_day(areas, start), _of_day(areas, end)
        if before.records and after.records and before.records[0].as_of != after.records[0].as_of:
            drawn[issuer] = TwoDays(issuer, before, after)
    wanted = case.settings.get("issuer", "")
    if wanted:
        return drawn.get(wanted, needed)
    if len(drawn) > 1:
        return message(
            'Several issuers drew both days: {names}. Write the one to be asked into the table Settings, row "issuer".',
            names=", ".join(drawn),
        )
    return next(iter(drawn.values()), needed)


def tolerance_m(case: Case, records: Iterable[Any]) -> float:
    """Return the largest tolerance of the records in metres; the case's where one gives none."""
    return max(
        (case.tolerance_m if record.tolerance_m is None else record.tolerance_m for record in records),
        default=case.tolerance_m,
    )
