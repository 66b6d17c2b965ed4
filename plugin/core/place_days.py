"""Settlements on an issuer's maps as they are asked for: which changed between two days, in which state each is.

A missing day is stood in for; the settlements may be cut to a frame. Whoever prints an answer prints its notes too: a
count of places is as good as the list that was counted.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .case import Case, Settlement
from .daily import day_layers
from .days import day_used, issuer_for, stood_in_notes, two_days_used
from .errors import InputError
from .front import mapped_on
from .messages import Message, message
from .partition import layers_of, shared_states, state_order
from .places import Count
from .scope import tolerance_m
from .shapes import Geometry, contains_xy
from .stand_in import StandIn
from .status import ChangedPlace, Flip, Spell, StatusSeries, changed_places, flips, status_series

Progress = Callable[[float], None]
Date = datetime.date


@dataclass(frozen=True)
class Named:
    """A source of settlements, and how many of those looked at come from it; all "" where they name none."""

    source_id: str
    publisher: str
    title: str
    settlements: int


@dataclass(frozen=True)
class Move:
    """How many places went from one state to another: surely, and as the maps are drawn."""

    before: str
    after: str
    low: int
    best: int


@dataclass(frozen=True)
class PlaceChanges:
    """The settlements that changed their state between two days, or may have; `places` are those looked at."""

    issuer: str
    start: StandIn
    end: StandIn
    tolerance_m: float
    places: tuple[Settlement, ...]
    changed: tuple[ChangedPlace, ...]
    gazetteers: tuple[Named, ...]
    notes: tuple[Message, ...]

    @property
    def count(self) -> Count:
        """How many changed surely, as drawn, and possibly."""
        moved = [one for one in self.changed if one.before != one.after]
        return Count(sum(one.sure for one in moved), len(moved), len(self.changed))

    @property
    def moves(self) -> tuple[Move, ...]:
        """The changes as drawn, by the states of the two days."""
        drawn = Counter((one.before, one.after) for one in self.changed if one.before != one.after)
        surely = Counter((one.before, one.after) for one in self.changed if one.sure)
        ordered = sorted(drawn, key=lambda move: (state_order(move[0]), state_order(move[1])))
        return tuple(Move(*move, surely[move], drawn[move]) for move in ordered)


@dataclass(frozen=True)
class PlaceStates:
    """The state of each settlement on a day, and its states on all days of the maps.

    `counts` says how many are in each state on the day; `spells` and `now`, the spell around the day, are by the ids of
    the places.
    """

    issuer: str
    day: StandIn
    first_map: Date
    last_map: Date
    places: tuple[Settlement, ...]
    counts: Mapping[str, int]
    spells: Mapping[str, Sequence[Spell]]
    now: Mapping[str, Spell]
    flips: tuple[Flip, ...]
    gazetteers: tuple[Named, ...]
    notes: tuple[Message, ...]


def changed_between(
    case: Case,
    start: Date,
    end: Date,
    issuer: str | None = None,
    frame: Geometry | None = None,
    progress: Progress | None = None,
) -> PlaceChanges:
    """Return the settlements that changed their state between two days.

    Parameters
    ----------
    case, issuer
        Whose maps; the case's setting or its only issuer where none is named.
    start, end
        Missing ones are stood in for.
    frame
        Only the settlements inside of it are looked at.
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    InputError
        When there are no settlements, or the first day does not lie before the last.
    MeasureError
        When it is not clear whose maps are meant, or there is no map for a day.
    """
    whose, places = issuer_for(case, issuer), places_in(case, frame)
    days = two_days_used(case, whose, start, end)
    before, after = (mapped_on(case, whose, one.used) for one in days)
    shared = shared_states((*before, *after))
    metres = tolerance_m(case, (*before, *after))
    if progress is not None:
        progress(0.0)
    found = changed_places(places, layers_of(before, shared), layers_of(after, shared), metres, progress)
    named = gazetteers_of(case, places)
    notes = (*stood_in_notes(days), *_counted(case, places, named))
    return PlaceChanges(whose, *days, metres, places, found, named, notes)


def states_on(
    case: Case,
    day: Date | None = None,
    issuer: str | None = None,
    frame: Geometry | None = None,
    progress: Progress | None = None,
) -> PlaceStates:
    """Return the state of each settlement on a day, that of the last map where none is given.

    Parameters and errors as in `changed_between`.
    """
    whose, places = issuer_for(case, issuer), places_in(case, frame)
    days = day_layers(case, whose)
    used = day_used(case, whose, days[-1].day if day is None else day)
    found = status_series(places, days, progress)
    spells = _spells(found)
    now = {key: next(one for one in own if one.first <= used.used <= one.last) for key, own in spells.items()}
    named = gazetteers_of(case, places)
    return PlaceStates(
        whose,
        used,
        days[0].day,
        days[-1].day,
        places,
        found.counts()[used.used],
        spells,
        now,
        flips(found),
        named,
        (*stood_in_notes((used,)), *_counted(case, places, named)),
    )


def places_in(case: Case, frame: Geometry | None) -> tuple[Settlement, ...]:
    """Return the settlements of a case, those inside the frame where one is given.

    Raises
    ------
    InputError
        When there are none.
    """
    every = case.settlements
    if not every:
        raise InputError(message("{case}: the case holds no settlements; import a gazetteer into it", case=case.name))
    if frame is None:
        return every
    inside = contains_xy(frame, [one.geometry.x for one in every], [one.geometry.y for one in every])
    found = tuple(one for one, within in zip(every, inside) if within)
    if not found:
        raise InputError(message("{case}: none of its {n:,} settlements lies there", case=case.name, n=len(every)))
    return found


def gazetteers_of(case: Case, places: Sequence[Settlement]) -> tuple[Named, ...]:
    """Return where settlements are from, the source of most of them first."""
    known = {one.id: one for one in case.sources}
    found = []
    for source_id, count in Counter(one.source_id for one in places).most_common():
        source = known.get(source_id)
        found.append(Named(source_id, source.publisher if source else "", source.title if source else "", count))
    return tuple(found)


def _spells(found: StatusSeries) -> dict[str, list[Spell]]:
    """Return the spells of every place in one pass over the events: a gazetteer has many thousands."""
    number = {day: n for n, day in enumerate(found.days)}
    spells: dict[str, list[Spell]] = {place: [] for place in found.place_ids}
    for event in found.events:
        own = spells[event.place]
        if own:
            own[-1] = Spell(own[-1].state, own[-1].first, found.days[number[event.day] - 1])
        own.append(Spell(event.state, event.day, found.days[-1]))
    return spells


def _counted(case: Case, places: Sequence[Settlement], named: Sequence[Named]) -> list[Message]:
    notes = [
        message("Counted among the {n:,} settlements of the case.", n=len(places))
        if len(places) == len(case.settlements)
        else message("Counted among the {n:,} settlements of the case that lie there.", n=len(places))
    ]
    for one in named:
        if not one.source_id:
            notes.append(message("{n:,} of the settlements name no source.", n=one.settlements))
            continue
        source = ", ".join(part for part in (one.publisher, one.title) if part) or one.source_id
        notes.append(message("{n:,} settlements from: {source}.", n=one.settlements, source=source))
    notes.append(
        message("Settlements are taken at their points: a state is that of the centre, not of the whole place.")
    )
    return notes
