"""Settlements on control maps, in a worker thread: which changed between two days, and their states day by day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from ..core.errors import MeasureError
from .snapshots import CaseSnapshot
from .words import tr
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Case, Settlement
    from ..core.status import Spell

Progress = Callable[[float], None]
Date = datetime.date

PLACE_TABLES = ("control_areas", "settings", "settlements", "sources")


@dataclass(frozen=True)
class PlaceRow:
    """A place whose state changed or may have, where it is (degrees), and its states over all days of the maps."""

    name: str
    lon: float
    lat: float
    before: str
    after: str
    sure: bool
    spells: tuple[Spell, ...]


@dataclass(frozen=True)
class PlaceChanges:
    """The places between two days: surely changed (low), changed as drawn (best), possibly changed (high).

    `checked` is how many settlements the case has; `gazetteer` names where they come from, "" where it is not said.
    """

    issuer: str
    start: Date
    end: Date
    tolerance_m: float
    checked: int
    gazetteer: str
    rows: tuple[PlaceRow, ...]

    @property
    def low(self) -> int:
        """How many surely changed."""
        return sum(1 for row in self.rows if row.sure and row.before != row.after)

    @property
    def best(self) -> int:
        """How many changed as the maps are drawn."""
        return sum(1 for row in self.rows if row.before != row.after)

    @property
    def high(self) -> int:
        """How many changed or may have."""
        return len(self.rows)


@in_own_thread
def places_between(now: CaseSnapshot, issuer: str, start: Date, end: Date, progress: Progress) -> PlaceChanges:
    """Return the settlements that changed between two mapped days; `now` has `PLACE_TABLES`.

    Raises
    ------
    MeasureError
        When the case holds no settlements, or no map of one of the days.
    """
    from ..core.daily import day_layers
    from ..core.front import mapped_on
    from ..core.scope import tolerance_m
    from ..core.status import changed_places, status_series

    case = now.case(part_of(progress, 0.0, 0.5))
    if not case.settlements:
        raise MeasureError(tr("{name}: the case holds no settlements; import a gazetteer.").format(name=case.name))
    days = day_layers(case, issuer)
    layers = {one.day: one.layers for one in days}
    for day in (start, end):
        if day not in layers:
            raise MeasureError(tr("{issuer} has no map of {day} any more.").format(issuer=issuer, day=day))
    metres = max(tolerance_m(case, mapped_on(case, issuer, day)) for day in (start, end))
    progress(0.55)
    found = changed_places(case.settlements, layers[start], layers[end], metres)
    by_id = {one.id: one for one in case.settlements}
    listed = [by_id[one.place] for one in found]
    states = status_series(listed, days, part_of(progress, 0.65, 1.0))
    rows = tuple(
        PlaceRow(
            one.name or one.place, *_at(by_id[one.place]), one.before, one.after, one.sure, states.spells(one.place)
        )
        for one in found
    )
    return PlaceChanges(issuer, start, end, metres, len(case.settlements), _gazetteer(case), rows)


def _at(place: Settlement) -> tuple[float, float]:
    return float(place.geometry.x), float(place.geometry.y)


def _gazetteer(case: Case) -> str:
    named = {one.id: one.publisher or one.title for one in case.sources}
    return ", ".join(sorted({named.get(one.source_id) or "" for one in case.settlements} - {""}))
