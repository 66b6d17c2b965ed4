"""The state of every settlement on every day of an issuer's maps, as the events at which it changes.

A place is taken at its point: what is said holds for its middle, not for the whole of it. From day to day only edges
that changed are looked at: a place changes sides of an outline where a ray from it crosses an odd number of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Callable

import numpy as np

from .case import Settlement
from .edges import Edges, changed_edges, crossings, edges_of
from .errors import MeasureError
from .partition import NONE, state_order
from .places import IN, MAYBE, OUT, membership
from .shapes import Array, Geometry, contains_xy, multi_polygon

Progress = Callable[[float], None]
Date = datetime.date


@dataclass(frozen=True)
class DayLayers:
    """One issuer's layers on one day, by the keys of a partition; where they overlap, its order decides."""

    day: Date
    layers: Mapping[str, Geometry]


@dataclass(frozen=True)
class StatusEvent:
    """From this day on the place is in this state; "none" is in no layer."""

    place: str
    day: Date
    state: str


@dataclass(frozen=True)
class Spell:
    """A state that a place was in on all mapped days from the first to the last."""

    state: str
    first: Date
    last: Date


@dataclass(frozen=True)
class Flip:
    """A place in a state for one mapped day only, before and after which it was in another."""

    place: str
    day: Date
    state: str
    around: str


@dataclass(frozen=True)
class StatusSeries:
    """States by the day, kept as events (e): the places' and days' numbers and the state's; nothing for the rest.

    The events of the first day give each place its first state.
    """

    days: tuple[Date, ...]
    place_ids: tuple[str, ...]
    states: tuple[str, ...]
    event_place: Array
    event_day: Array
    event_state: Array

    @property
    def events(self) -> tuple[StatusEvent, ...]:
        """Every event, by day, then by place."""
        return tuple(
            StatusEvent(self.place_ids[place], self.days[day], self.states[state])
            for place, day, state in zip(self.event_place, self.event_day, self.event_state)
        )

    def on(self, day: Date) -> dict[str, str]:
        """Return the state of each place on a day; of the last mapped day before it, where it has no map.

        Raises
        ------
        MeasureError
            When the day lies before the first one.
        """
        if not self.days or day < self.days[0]:
            raise MeasureError(f"no map of {day} or before it")
        last = int(np.searchsorted(np.array(self.days, dtype="datetime64[D]"), np.datetime64(day), "right")) - 1
        state = np.zeros(len(self.place_ids), dtype=int)
        up_to = self.event_day <= last
        # Later events come later, and the last one written stays.
        state[self.event_place[up_to]] = self.event_state[up_to]
        return {place: self.states[found] for place, found in zip(self.place_ids, state)}

    def spells(self, place: str) -> tuple[Spell, ...]:
        """Return the states of a place in order, each with its first and last mapped day; KeyError if not known."""
        if place not in self.place_ids:
            raise KeyError(place)
        own = np.flatnonzero(self.event_place == self.place_ids.index(place))
        ends = [*(int(day) - 1 for day in self.event_day[own][1:]), len(self.days) - 1]
        return tuple(
            Spell(self.states[self.event_state[event]], self.days[self.event_day[event]], self.days[end])
            for event, end in zip(own, ends)
        )

    def first_last(self, place: str, state: str) -> tuple[Date, Date] | None:
        """Return the first and the last mapped day on which the place was in the state; None if it never was."""
        spells = [spell for spell in self.spells(place) if spell.state == state]
        return (spells[0].first, spells[-1].last) if spells else None

    def counts(self) -> Mapping[Date, Mapping[str, int]]:
        """Return how many places were in each state on each mapped day."""
        now = np.zeros(len(self.place_ids), dtype=int)
        bounds = np.searchsorted(self.event_day, np.arange(len(self.days) + 1))
        found: dict[Date, Mapping[str, int]] = {}
        for number, day in enumerate(self.days):
            some = slice(bounds[number], bounds[number + 1])
            now[self.event_place[some]] = self.event_state[some]
            count = np.bincount(now, minlength=len(self.states))
            found[day] = MappingProxyType({state: int(n) for state, n in zip(self.states, count) if n})
        return MappingProxyType(found)


def status_series(
    settlements: Sequence[Settlement], days: Sequence[DayLayers], progress: Progress | None = None
) -> StatusSeries:
    """Return the state of each settlement on each day.

    Raises
    ------
    MeasureError
        When a day is given twice.
    """
    lons = np.array([one.geometry.x for one in settlements], dtype=float)
    lats = np.array([one.geometry.y for one in settlements], dtype=float)
    return place_series(tuple(one.id for one in settlements), lons, lats, days, progress)


def place_series(
    place_ids: Sequence[str], lons: Array, lats: Array, days: Sequence[DayLayers], progress: Progress | None = None
) -> StatusSeries:
    """Return the state of each place (n), by longitude and latitude (n), on each day; as `status_series`."""
    ordered = sorted(days, key=lambda one: one.day)
    if len({one.day for one in ordered}) < len(ordered):
        raise MeasureError("a day is given twice; put its layers together")
    keys = sorted({key for one in ordered for key in one.layers}, key=state_order)
    order = np.argsort(lats, kind="stable")
    watch = _Watch(len(keys), np.asarray(lons, float)[order], np.asarray(lats, float)[order])
    happened: list[tuple[Array, int, Array]] = []
    for number, one in enumerate(ordered):
        if progress is not None:
            progress(number / len(ordered))
        moved = watch.next_day([one.layers.get(key) for key in keys])
        if number == 0:
            moved = np.arange(len(order))
        changed, state = watch.states(moved, number == 0)
        # By place within a day, as they were given.
        by_place = np.argsort(order[changed], kind="stable")
        happened.append((order[changed][by_place], number, state[by_place]))
    if progress is not None:
        progress(1.0)
    return StatusSeries(
        days=tuple(one.day for one in ordered),
        place_ids=tuple(place_ids),
        states=(*keys, NONE),
        event_place=_joined([place for place, _, _ in happened]),
        event_day=_joined([np.full(len(place), number) for place, number, _ in happened]),
        event_state=_joined([state for _, _, state in happened]),
    )


def _joined(arrays: list[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=int)


class _Watch:
    """Which places (n, in order of latitude) lie in which layers, kept up to date by the edges that change."""

    def __init__(self, count: int, lons: Array, lats: Array) -> None:
        self.lons, self.lats = lons, lats
        self.inside = np.zeros((count, len(lons)), dtype=bool)
        self.state = np.full(len(lons), count)
        nothing = edges_of(multi_polygon([]))
        self.edges: list[Edges] = [nothing] * count
        self.shapes: list[Geometry | None] = [None] * count

    def next_day(self, layers: Sequence[Geometry | None]) -> Array:
        """Take the next day's layers and return the places that entered or left one."""
        moved: list[Array] = []
        for number, layer in enumerate(layers):
            if layer is self.shapes[number]:
                continue
            edges = edges_of(multi_polygon([]) if layer is None else layer)
            gone, come = changed_edges(self.edges[number], edges)
            flipped = crossings(self.lons, self.lats, _both(gone, come))
            self.inside[number, flipped] ^= True
            self.edges[number], self.shapes[number] = edges, layer
            moved.append(flipped)
        return np.unique(np.concatenate(moved)) if moved else np.empty(0, dtype=int)

    def states(self, some: Array, every: bool) -> tuple[Array, Array]:
        """Return those of the places whose state changed (all of them, if wanted), and their new states."""
        if not len(self.inside):
            return (some, self.state[some]) if every else (some[:0], self.state[:0])
        inside = self.inside[:, some]
        state = np.where(inside.any(axis=0), inside.argmax(axis=0), len(self.inside))
        changed = np.ones(len(some), dtype=bool) if every else state != self.state[some]
        self.state[some] = state
        return some[changed], state[changed]


def _both(one: Edges, other: Edges) -> Edges:
    return Edges(*(np.concatenate(pair) for pair in zip(_arrays(one), _arrays(other))))


def _arrays(edges: Edges) -> tuple[Array, Array, Array]:
    return edges.start, edges.end, edges.keys


def flips(found: StatusSeries) -> tuple[Flip, ...]:
    """Return the places that were in a state for one mapped day only, and in one other just before and after."""
    order = np.lexsort((found.event_day, found.event_place))
    place, day, state = found.event_place[order], found.event_day[order], found.event_state[order]
    if len(place) < 3:
        return ()
    same = (place[2:] == place[1:-1]) & (place[1:-1] == place[:-2])
    back = (state[2:] == state[:-2]) & (day[2:] == day[1:-1] + 1)
    hits = np.flatnonzero(same & back) + 1
    return tuple(
        Flip(
            found.place_ids[place[i]],
            found.days[day[i]],
            found.states[state[i]],
            found.states[state[i - 1]],
        )
        for i in hits
    )


# ---------------------------------------------------------------- between two days


@dataclass(frozen=True)
class ChangedPlace:
    """A place whose state changed, or may have: `sure` is False where an edge within the tolerance decides it."""

    place: str
    name: str
    before: str
    after: str
    sure: bool


def changed_places(
    settlements: Sequence[Settlement],
    before: Mapping[str, Geometry],
    after: Mapping[str, Geometry],
    tolerance_m: float,
    progress: Progress | None = None,
) -> tuple[ChangedPlace, ...]:
    """Return the places that changed their state between two days, and those that may have.

    A change is sure where the place is further than the tolerance from every edge of the two days' layers that changed
    over it. A place whose state is the same on both days is a "maybe" where an edge within the tolerance moved.

    Parameters
    ----------
    settlements
        Taken at their points.
    before, after
        The layers of the two days, by the keys of a partition.
    tolerance_m
        How far the edges may be off.
    progress
        Called with the share of the layers that were looked at; may raise `Cancelled`.
    """
    if not settlements:
        return ()
    lons = np.array([one.geometry.x for one in settlements])
    lats = np.array([one.geometry.y for one in settlements])
    keys = sorted({*before, *after}, key=state_order)
    was, now = _state_of(lons, lats, keys, before), _state_of(lons, lats, keys, after)
    doubtful = np.zeros(len(lons), dtype=bool)
    for number, key in enumerate(keys):
        if progress is not None:
            progress(number / len(keys))
        one, other = before.get(key), after.get(key)
        if one is not None and other is not None and one.equals(other):
            continue
        first, second = (_membership(lons, lats, layer, tolerance_m) for layer in (one, other))
        # Near an edge that both days share nothing moved: both say "maybe" there, and the drawn states decide.
        doubtful |= (first == MAYBE) != (second == MAYBE)
        doubtful |= (first == MAYBE) & (second == MAYBE) & (was != now)
    listed: list[int] = np.flatnonzero((was != now) | doubtful).tolist()
    named = [*keys, NONE]
    return tuple(
        ChangedPlace(settlements[i].id, settlements[i].name, named[was[i]], named[now[i]], not doubtful[i])
        for i in listed
    )


def _state_of(lons: Array, lats: Array, keys: Sequence[str], layers: Mapping[str, Geometry]) -> Array:
    state = np.full(len(lons), len(keys))
    for number in reversed(range(len(keys))):
        layer = layers.get(keys[number])
        if layer is not None:
            state[contains_xy(layer, lons, lats)] = number
    return state


def _membership(lons: Array, lats: Array, layer: Geometry | None, tolerance_m: float) -> Array:
    if layer is None or layer.is_empty:
        return np.full(len(lons), OUT, dtype="<U5")
    if tolerance_m <= 0:
        return np.where(contains_xy(layer, lons, lats), IN, OUT)
    return membership(lons, lats, layer, tolerance_m)
