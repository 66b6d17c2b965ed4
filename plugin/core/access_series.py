"""How one settlement reaches the supply bases of its side, day by day: ways left, the shortest of them, the corridor.

Ways are given for ground under control alone, and under control or advance where that is other ground on any day. The
corridor is that of ground under control. Days on which something could not be asked say why; days that nobody mapped
are not among them.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from .case import Case, Settlement
from .corridor import Corridor, SupplyBase
from .corridor_series import corridor_series
from .days import days_of, issuer_for
from .errors import MeasureError
from .grounds import Grounds
from .isolation import Access, access
from .isolation_measures import not_in
from .messages import Message, message
from .nearest import NearestLine
from .progress import Progress, part_of
from .route_ground import Joined, RouteGround, bases_in, ground_on, network_on, open_on
from .route_report import place_named, side_asked
from .scope import tolerance_m
from .shapes import Geometry, polygons_of

READINGS = ("control", "advance")

# The corridor takes longer by far.
_SHARE_OF_WAYS = 0.3


@dataclass(frozen=True)
class AccessDay:
    """How the place reaches the bases on a day; `access` is None where `missing` says why.

    `access.earlier_km` is the shortest way on the first day of the series that has one, None up to that day.
    """

    day: datetime.date
    access: Access | None
    base: Settlement | None
    missing: Message | None


@dataclass(frozen=True)
class AccessReading:
    """The days under one reading of the side's ground: "control", or "advance" for control or advance."""

    reading: str
    days: tuple[AccessDay, ...]

    @property
    def isolated_since(self) -> datetime.date | None:
        """The first day of the isolation that lasts to the last day that could be asked; None where there is none."""
        since = None
        for one in self.days:
            if one.access is not None:
                since = None if one.access.ways != 0 else since or one.day
        return since


@dataclass(frozen=True)
class CorridorDay:
    """The ground corridor on a day, and the base it leads to; `corridor` is None where `missing` says why."""

    day: datetime.date
    corridor: Corridor | None
    base: Settlement | None
    missing: Message | None


@dataclass(frozen=True)
class AccessSeries:
    """The days of one place; `corridors` is empty where they were not asked for."""

    place: Settlement
    side: str
    issuer: str
    days: tuple[datetime.date, ...]
    readings: tuple[AccessReading, ...]
    corridors: tuple[CorridorDay, ...]


def mapped_days(
    case: Case, issuer: str = "", start: datetime.date | None = None, end: datetime.date | None = None
) -> tuple[datetime.date, ...]:
    """Return the days from start to end (None: open) that the issuer mapped, in order.

    Of a case without control areas: the days of its claimed gains.

    Raises
    ------
    MeasureError
        When it is not clear whose maps are meant.
    """
    if case.control_areas:
        days = days_of(case, issuer_for(case, issuer or None))
    else:
        days = tuple(sorted({one.as_of for one in case.claimed_gains if one.as_of is not None}))
    return tuple(one for one in days if (start is None or start <= one) and (end is None or one <= end))


def access_series(
    case: Case,
    place: str,
    days: Sequence[datetime.date] | None = None,
    side: str = "",
    issuer: str = "",
    corridor: bool = True,
    progress: Progress | None = None,
) -> AccessSeries:
    """Return how a settlement reaches the supply bases on each day.

    Parameters
    ----------
    case
        With routes, supply bases, and control areas or gains.
    place
        A settlement by its id or name.
    days
        The days to ask about, in order; None takes all that are mapped (`mapped_days`).
    side
        Whose ground; else the one of the settings, else the only side that has a supply base.
    issuer
        Whose maps; else the one of the settings, else the only one.
    corridor
        Whether the width of the ground corridor is measured too (under control alone).
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    InputError
        For a settlement that the case does not hold, and where no side can be taken.
    MeasureError
        Without a mapped day, and where nothing could be asked on any day.
    """
    settlement, side = place_named(case, place), side or side_asked(case)
    asked = tuple(mapped_days(case, issuer) if days is None else days)
    if not asked:
        raise MeasureError(message("No day of the period is mapped."))
    if case.control_areas:
        issuer = issuer_for(case, issuer or None)
        case = replace(case, settings={**case.settings, "issuer": issuer})
    walk = _Walk(case, settlement, side, part_of(progress, 0.0, _SHARE_OF_WAYS if corridor else 1.0))
    for number, day in enumerate(asked):
        walk.take(day, number / len(asked))
    readings = walk.readings()
    corridors: tuple[CorridorDay, ...] = ()
    if corridor:
        corridors = _corridors(settlement, walk.held, part_of(progress, _SHARE_OF_WAYS, 1.0))
    told = any(one.access for reading in readings for one in reading.days) or any(one.corridor for one in corridors)
    if not told:
        raise MeasureError(next(one.missing for one in readings[0].days if one.missing is not None))
    if progress is not None:
        progress(1.0)
    return AccessSeries(settlement, side, issuer, asked, readings, corridors)


@dataclass(frozen=True)
class _Held:
    """What the side controls on a day and the bases that stand in it, or what is missing; `area` as drawn."""

    day: datetime.date
    area: Geometry | None
    bases: tuple[Settlement, ...] | Message


class _Walk:
    """The days one after the other; what was found for the network and the open edges of the day before is kept."""

    def __init__(self, case: Case, place: Settlement, side: str, progress: Progress) -> None:
        self._case, self._place, self._side = case, place, side
        self._progress, self._share = progress, 0.0
        # Networks are kept over all days, grounds for one only: there may be hundreds of them.
        self._networks = Grounds(case, self._pulse)
        self._days: dict[str, list[AccessDay]] = {reading: [] for reading in READINGS}
        self._keys: dict[str, list[tuple[str, ...]]] = {reading: [] for reading in READINGS}
        self._last: dict[str, tuple[tuple[object, ...], Access]] = {}
        self._first_km: dict[str, float] = {}
        self.held: list[_Held] = []

    def _pulse(self) -> None:
        self._progress(self._share)

    def take(self, day: datetime.date, share: float) -> None:
        """Ask about a day; `share` of the days is done."""
        self._share = share
        self._pulse()
        grounds = Grounds(self._case, self._pulse)
        network = network_on(self._networks, day, [self._place])
        for reading in READINGS:
            ground = ground_on(self._case, self._side, day, reading == "advance")
            key = () if isinstance(ground, Message) else ground.key
            same = reading != READINGS[0] and key == self._keys[READINGS[0]][-1]
            self._keys[reading].append(key)
            if reading == READINGS[0]:
                self.held.append(_held_on(grounds, day, ground))
            found = self._days[READINGS[0]][-1] if same else self._asked(grounds, day, reading, network, ground)
            self._days[reading].append(self._since_first(reading, found))

    def _asked(
        self,
        grounds: Grounds,
        day: datetime.date,
        reading: str,
        joined: Joined | Message,
        ground: RouteGround | Message,
    ) -> AccessDay:
        if isinstance(joined, Message):
            return AccessDay(day, None, None, joined)
        if isinstance(ground, Message):
            return AccessDay(day, None, None, ground)
        off = joined.off(self._place)
        if off is not None:
            return AccessDay(day, None, None, off)
        if not _may_hold(grounds, ground, self._place):
            return AccessDay(day, None, None, not_in(ground, self._place))
        bases = bases_in(grounds, ground)
        if isinstance(bases, Message):
            return AccessDay(day, None, None, bases)
        on = [one for one in bases if joined.node(one) >= 0]
        if not on:
            return AccessDay(day, None, None, joined.off(bases[0]))
        found = self._access(grounds, reading, joined, ground, on)
        return AccessDay(day, found, None if found.base is None else on[found.base], None)

    def _access(
        self, grounds: Grounds, reading: str, joined: Joined, ground: RouteGround, bases: Sequence[Settlement]
    ) -> Access:
        nodes = [joined.node(one) for one in bases]
        is_open = open_on(grounds, joined, ground)
        key = (joined.key, tuple(nodes), hashlib.blake2b(np.packbits(is_open).tobytes()).digest())
        before = self._last.get(reading)
        if before is not None and before[0] == key:
            return before[1]
        found = next(one for one in access(joined.on.network, is_open, [joined.node(self._place)], nodes) if one)
        self._last[reading] = (key, found)
        return found

    def _since_first(self, reading: str, found: AccessDay) -> AccessDay:
        """Return the day with the shortest way of the first one that has any, for the detour."""
        earlier_km = self._first_km.get(reading)
        if found.access is None:
            return found
        if earlier_km is None and found.access.km is not None:
            self._first_km[reading] = found.access.km
        return replace(found, access=replace(found.access, earlier_km=earlier_km))

    def readings(self) -> tuple[AccessReading, ...]:
        """Return the days under each reading; the second only where its ground is another one on some day."""
        control, advance = READINGS
        kept = READINGS if self._keys[control] != self._keys[advance] else (control,)
        return tuple(AccessReading(reading, tuple(self._days[reading])) for reading in kept)


def _may_hold(grounds: Grounds, ground: RouteGround, place: Settlement) -> bool:
    """Return whether a place is in the side's ground, or as near to its edge as the edge may be off."""
    lon, lat = place.geometry.x, place.geometry.y
    if ground.holds(grounds, lon, lat):
        return True
    area = ground.area(grounds)
    if not polygons_of(area):
        return False
    return bool(NearestLine(area).distance_m([lon], [lat])[0] <= tolerance_m(grounds.case, ground.records))


# ---------------------------------------------------------------- the corridor


def far_edge_unknown(ground: RouteGround) -> Message:
    """Return the sentence that a corridor cannot be measured where maps show only what is not the side's."""
    text = "The maps do not draw the ground of {side} itself: how wide a corridor through it is cannot be measured."
    return message(text, side=ground.side)


def _held_on(grounds: Grounds, day: datetime.date, ground: RouteGround | Message) -> _Held:
    if isinstance(ground, Message):
        return _Held(day, None, ground)
    if not ground.own:
        return _Held(day, None, far_edge_unknown(ground))
    return _Held(day, ground.area(grounds), bases_in(grounds, ground))


def _corridors(place: Settlement, held: Sequence[_Held], progress: Progress) -> tuple[CorridorDay, ...]:
    """Return the corridor of each day; days that follow each other with the same bases are measured together."""
    found: list[CorridorDay] = []
    at = (place.geometry.x, place.geometry.y)
    for _, run in groupby(held, key=lambda one: () if isinstance(one.bases, Message) else _ids(one.bases)):
        days = list(run)
        first = len(found) / len(held)
        bases = days[0].bases
        if isinstance(bases, Message):
            found += [
                CorridorDay(one.day, None, None, one.bases if isinstance(one.bases, Message) else None) for one in days
            ]
            continue
        ends = [SupplyBase(one.id, one.geometry.x, one.geometry.y) for one in bases]
        areas = [one.area for one in days if one.area is not None]
        part = part_of(progress, first, first + len(days) / len(held))
        by_id = {one.id: one for one in bases}
        for one, corridor in zip(days, corridor_series(areas, at, ends, progress=part)):
            base = None if corridor.base_id is None else by_id[corridor.base_id]
            found.append(CorridorDay(one.day, corridor, base, None))
    return tuple(found)


def _ids(bases: Sequence[Settlement]) -> tuple[str, ...]:
    return tuple(one.id for one in bases)
