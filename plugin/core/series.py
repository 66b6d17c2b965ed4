"""How ground changes by the day, the week or the month: gained, lost and net, over years of daily maps.

A series is made of whole days of one layer. From one day to the next only the edges that changed are looked at, so a
day more costs next to nothing. Areas are km2 on the ellipsoid, edges straight in longitude and latitude, and gained
less lost is the difference of the areas.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from .edges import Edges, Faces, Pieces, areas_km2, changed_edges, edges_of, faces_between
from .errors import MeasureError
from .geodesy import area_km2
from .messages import Message, message
from .shapes import Geometry, intersections, polygons_of
from .stand_in import StandIn, stand_in

Progress = Callable[[float], None]
Date = datetime.date

STEPS = ("day", "week", "month")
_NAMED_DAYS = 8


@dataclass(frozen=True)
class DayGround:
    """The ground of one layer on one day: a valid (Multi)Polygon, WGS 84 longitude and latitude."""

    day: Date
    geometry: Geometry


@dataclass(frozen=True)
class Step:
    """What changed from one day to another; `whole` is False for a week or month that the series cuts short."""

    start: Date
    end: Date
    start_used: Date
    end_used: Date
    lost_km2: float
    gained_km2: float
    net_km2: float
    cumulative_km2: float
    whole: bool = True


@dataclass(frozen=True)
class Series:
    """Steps in order, the area of each day, the days that stood in, and what the reader should know."""

    by: str
    steps: tuple[Step, ...]
    areas_km2: tuple[tuple[Date, float], ...]
    stood_in: tuple[StandIn, ...]
    notes: tuple[Message, ...]


def series(
    days: Sequence[DayGround], by: str = "day", frame: Geometry | None = None, progress: Progress | None = None
) -> Series:
    """Return gained, lost and net ground by "day", "week" (from Mondays) or "month".

    Parameters
    ----------
    days
        In any order, one a day.
    by
        A week or month runs from its first day to the first day of the next; a missing one is stood in for by the
        next within three days. The first and the last may be cut short, and say so.
    frame
        Cuts the ground.
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    MeasureError
        For fewer than two days, the same day twice, or another step.
    """
    return series_builder(days, progress).series(by, frame)


def series_builder(days: Sequence[DayGround], progress: Progress | None = None) -> SeriesBuilder:
    """Return a builder with these days, in any order; errors as in `SeriesBuilder.add`."""
    builder = SeriesBuilder()
    for done, one in enumerate(sorted(days, key=lambda one: one.day)):
        if progress is not None:
            progress(done / len(days))
        builder.add(one.day, one.geometry)
    if progress is not None:
        progress(1.0)
    return builder


class SeriesBuilder:
    """The days of one layer, added one by one in order; what was computed is kept."""

    def __init__(self) -> None:
        self._days: list[Date] = []
        self._edges: list[Edges] = []
        self._areas: list[float] = []
        self._first: Geometry | None = None
        self._faces: dict[tuple[int, int], Faces] = {}

    @property
    def days(self) -> tuple[Date, ...]:
        """The days added so far."""
        return tuple(self._days)

    def add(self, day: Date, geometry: Geometry) -> None:
        """Add a day's ground.

        Raises
        ------
        MeasureError
            When the day is not later than the last one.
        """
        if self._days and day <= self._days[-1]:
            raise MeasureError(f"{day} does not come after {self._days[-1]}; give each day once, in order")
        edges = edges_of(geometry)
        if not self._days:
            self._first = geometry
            self._areas.append(edges.area_m2() / 1e6)
        else:
            gone, come = changed_edges(self._edges[-1], edges)
            if not len(gone.keys) and not len(come.keys):
                edges = self._edges[-1]
            # Only what changed is added, so that gained less lost closes to the areas.
            self._areas.append(self._areas[-1] + (come.area_m2() - gone.area_m2()) / 1e6)
            self._faces[len(self._days) - 1, len(self._days)] = faces_between(gone, come)
        self._days.append(day)
        self._edges.append(edges)

    def pieces(self, start: Date, end: Date) -> tuple[list[Geometry], list[Geometry]]:
        """Return the pieces gained and those lost between two of the days."""
        faces = self._between(self._place(start), self._place(end))
        return list(faces.gained), list(faces.lost)

    def _place(self, day: Date) -> int:
        if day not in self._days:
            raise MeasureError(f"the series holds no {day}")
        return self._days.index(day)

    def _between(self, first: int, last: int) -> Faces:
        key = (first, last)
        if key not in self._faces:
            self._faces[key] = faces_between(*changed_edges(self._edges[first], self._edges[last]))
        return self._faces[key]

    def series(self, by: str = "day", frame: Geometry | None = None) -> Series:
        """Return the series of the days added so far; see `series`."""
        return self.by_steps((by,), frame)[by]

    def by_steps(self, steps: Sequence[str] = STEPS, frame: Geometry | None = None) -> Mapping[str, Series]:
        """Return the series by each kind of step; the frame is cut out of the days once for all."""
        for by in steps:
            if by not in STEPS:
                raise MeasureError(f'a series goes by "day", "week" or "month", not by "{by}"')
        if len(self._days) < 2:
            raise MeasureError("a series needs the maps of two days or more")
        known: _Known = {}
        areas = self._areas if frame is None else self._areas_in(frame, known)
        return {by: self._series(by, frame, areas, known) for by in steps}

    def _series(self, by: str, frame: Geometry | None, areas: Sequence[float], known: _Known) -> Series:
        ends, notes = _bounds(self._days, by)
        steps = []
        for (start, _), (end, whole) in zip(ends, ends[1:]):
            first, last = self._place(start.used), self._place(end.used)
            gained, lost = self._gained_lost(first, last, frame, known)
            net = areas[last] - areas[first]
            since = areas[last] - areas[0]
            steps.append(Step(start.asked, end.asked, start.used, end.used, lost, gained, net, since, whole))
        stood_in = tuple(one for one, _ in ends if one.asked != one.used)
        notes = (*notes, *_gaps(self._days))
        return Series(by, tuple(steps), tuple(zip(self._days, areas)), stood_in, notes)

    def _gained_lost(self, first: int, last: int, frame: Geometry | None, known: _Known) -> tuple[float, float]:
        key = (first, last)
        if key not in known:
            faces = self._between(first, last)
            if frame is None:
                known[key] = float(faces.gained_km2.sum()), float(faces.lost_km2.sum())
            else:
                known[key] = (
                    _within(faces.gained, faces.gained_km2, frame),
                    _within(faces.lost, faces.lost_km2, frame),
                )
        return known[key]

    def _areas_in(self, frame: Geometry, known: _Known) -> list[float]:
        areas = [area_km2(self._first.intersection(frame))] if self._first is not None else []
        for last in range(1, len(self._days)):
            gained, lost = self._gained_lost(last - 1, last, frame, known)
            areas.append(areas[-1] + gained - lost)
        return areas


_Known = dict[tuple[int, int], tuple[float, float]]


def _within(faces: Pieces, areas: Any, frame: Geometry) -> float:
    """Return how much of the faces lies in the frame, in km2; those far from it (by their boxes) cost nothing."""
    west, south, east, north = frame.bounds
    boxes = faces.boxes
    near = np.flatnonzero((boxes[:, 2] > west) & (boxes[:, 0] < east) & (boxes[:, 3] > south) & (boxes[:, 1] < north))
    if not len(near):
        return 0.0
    some = [faces[int(place)] for place in near]
    cut = [part for one in intersections(some, frame) for part in polygons_of(one)]
    return min(float(areas[near].sum()), float(np.sum(areas_km2(cut))))


# ---------------------------------------------------------------- weeks and months


def _bounds(days: Sequence[Date], by: str) -> tuple[list[tuple[StandIn, bool]], tuple[Message, ...]]:
    """Return the ends of the steps, each with whether the step up to it is a whole one, and what is to be said."""
    if by == "day":
        return [(StandIn(day, day), True) for day in days], ()
    starts = _period_starts(days[0], days[-1], by)
    ends = [(StandIn(days[0], days[0]), False)]
    missing = []
    for start in starts:
        found = stand_in(days, start)
        if found is None:
            missing.append(start)
        elif found.used > ends[-1][0].used:
            last = ends[-1][0].asked
            ends.append((found, _next_start(last, by) == start and _is_start(last, by)))
        elif len(ends) == 1:
            ends[0] = (found, False)
    if days[-1] > ends[-1][0].used:
        ends.append((StandIn(days[-1], days[-1]), False))
    if not missing:
        return ends, ()
    left_out = message(
        "No map for {days} or the three days after: the steps on either side are taken together.",
        days=_named(missing),
    )
    return ends, (left_out,)


def _is_start(day: Date, by: str) -> bool:
    return day.weekday() == 0 if by == "week" else day.day == 1


def _next_start(day: Date, by: str) -> Date:
    """Return the first Monday, or first of a month, after the day."""
    if by == "week":
        return day + datetime.timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def _period_starts(first: Date, last: Date, by: str) -> list[Date]:
    """Return the starts of weeks or months from shortly before the first day, which may stand in, to the last."""
    start = first - datetime.timedelta(days=3)
    found = [start] if _is_start(start, by) else []
    while True:
        start = _next_start(start, by)
        if start > last:
            return found
        found.append(start)


def _gaps(days: Sequence[Date]) -> tuple[Message, ...]:
    missing: list[Date] = []
    for one, other in zip(days, days[1:]):
        missing.extend(one + datetime.timedelta(days=n) for n in range(1, (other - one).days))
    if not missing:
        return ()
    return (message("{n:,} days have no map: {days}.", n=len(missing), days=_named(missing)),)


def _named(days: Sequence[Date]) -> str:
    more = f" … (+{len(days) - _NAMED_DAYS})" if len(days) > _NAMED_DAYS else ""
    return ", ".join(day.isoformat() for day in days[:_NAMED_DAYS]) + more


# ---------------------------------------------------------------- for files


SERIES_COLUMNS = (
    "start",
    "end",
    "start_used",
    "end_used",
    "lost_km2",
    "gained_km2",
    "net_km2",
    "cumulative_km2",
    "whole",
)


def series_rows(found: Series) -> list[tuple[Any, ...]]:
    """Return a row for each step, in the order of `SERIES_COLUMNS`; days as ISO text, areas to a millionth."""
    return [
        (
            *(day.isoformat() for day in (step.start, step.end, step.start_used, step.end_used)),
            *(round(km2, 6) for km2 in (step.lost_km2, step.gained_km2, step.net_km2, step.cumulative_km2)),
            step.whole,
        )
        for step in found.steps
    ]


def series_json(found: Series, say: Callable[[Message], str] = str) -> dict[str, Any]:
    """Return the series as a JSON object; `say` turns sentences into one language."""
    return {
        "by": found.by,
        "stood_in": [{"asked": one.asked.isoformat(), "used": one.used.isoformat()} for one in found.stood_in],
        "steps": [dict(zip(SERIES_COLUMNS, row)) for row in series_rows(found)],
        "areas": [{"day": day.isoformat(), "km2": round(km2, 6)} for day, km2 in found.areas_km2],
        "notes": [say(note) for note in found.notes],
    }
