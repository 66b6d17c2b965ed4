"""Where places stood in one side's ground on each mapped day: surely, as drawn, possibly.

A place is its centre and, where somebody drew it, its built-up ground; both in WGS 84 longitude/latitude. From day to
day only the places near edges that changed are looked at again, so that a year of maps costs little more than a week.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .buffer import grown, shrunk
from .change import Band
from .edges import Edges, changed_edges, edges_of
from .nearest import NearestLine
from .partition import NONE
from .shapes import Array, Geometry, box_of, multi_line, multi_polygon, polygons_of
from .status import DayLayers, place_series

Date = datetime.date

CENTRE, WHOLE, PART = "centre", "whole", "part"
"""What is asked of a place: its centre, all of its built-up ground, some part of its built-up ground."""

_READINGS = (CENTRE, WHOLE, PART)
# A degree of latitude is nowhere shorter.
_SHORTEST_DEGREE_M = 110574.0
# Where ground is cut to the surroundings of a place there are new edges, too far off to decide anything.
_CUT_TOLERANCES = 4.0


@dataclass(frozen=True)
class SideDay:
    """One side's ground on one day of an issuer's maps, and how far its edges may be off."""

    day: Date
    ground: Geometry
    tolerance_m: float


@dataclass(frozen=True)
class Spot:
    """A place by the key it is asked for; `built_up` are polygons, None where nobody drew them."""

    key: tuple[str, str]
    lon: float
    lat: float
    built_up: Geometry | None = None


@dataclass(frozen=True)
class Standing:
    """What holds of each place on each day: `readings` are booleans (readings, 3, days, places).

    The three are surely, as drawn and possibly; `tolerances_m` are those of the days. Without built-up ground only the
    centre can be asked.
    """

    days: tuple[Date, ...]
    tolerances_m: tuple[float, ...]
    keys: tuple[tuple[str, str], ...]
    readings: Array

    def of(self, key: tuple[str, str], reading: str) -> Array:
        """Return the three answers for a place on all days (3, days)."""
        answers: Array = self.readings[_READINGS.index(reading), :, :, self.keys.index(key)]
        return answers

    def on(self, key: tuple[str, str], reading: str, day: Date) -> Band:
        """Return 1 or 0 for a place on a mapped day: surely (low), as drawn (best), possibly (high)."""
        low, best, high = self.of(key, reading)[:, self.days.index(day)]
        return Band(float(low), float(best), float(high))

    def days_as_drawn(self, key: tuple[str, str], reading: str) -> tuple[Date, ...]:
        """Return the mapped days on which it holds as drawn."""
        return tuple(self.days[number] for number in np.flatnonzero(self.of(key, reading)[1]))


def standing(spots: Sequence[Spot], days: Sequence[SideDay]) -> Standing:
    """Return where the places stood on each day; `days` are in order, each once.

    A centre is possibly in, and not surely, where an edge lies within the tolerance. Built-up ground is surely in
    where it lies in the side's ground shrunk by the tolerance, possibly where it lies in that ground grown by it.
    """
    inside = _inside(spots, days)
    found = np.zeros((len(_READINGS), 3, len(days), len(spots)), dtype=bool)
    looks: list[Array | None] = [None] * len(spots)
    edges, metres, boxes = edges_of(multi_polygon([])), -1.0, np.empty((0, 4))
    for number, one in enumerate(days):
        former, edges = edges, edges_of(one.ground)
        changed = _both(*changed_edges(former, edges))
        if one.tolerance_m != metres:
            metres, changed = one.tolerance_m, edges
            boxes = np.array([_box(spot, metres) for spot in spots]).reshape(-1, 4)
            looks = [None] * len(spots)
        low, high = np.minimum(edges.start, edges.end), np.maximum(edges.start, edges.end)
        for place in _touched(boxes, changed):
            near = _meets(boxes[place], low, high)
            looks[place] = _look(spots[place], one, edges.some(near)) if near.any() else None
        for place, look in enumerate(looks):
            drawn = inside[number, place]
            # Without an edge nearby the whole of the place is where its centre is.
            found[:, :, number, place] = drawn if look is None else look
            near_edge = look is not None and bool(look[0, 2])
            found[0, :, number, place] = (drawn and not near_edge, drawn, drawn or near_edge)
    return Standing(
        tuple(one.day for one in days), tuple(one.tolerance_m for one in days), tuple(one.key for one in spots), found
    )


def _inside(spots: Sequence[Spot], days: Sequence[SideDay]) -> Array:
    """Return whether each centre lies in the ground as drawn (days, places)."""
    numbers = [str(number) for number in range(len(spots))]
    lons, lats = np.array([spot.lon for spot in spots], float), np.array([spot.lat for spot in spots], float)
    series = place_series(numbers, lons, lats, [DayLayers(one.day, {"ground": one.ground}) for one in days])
    inside = np.zeros((len(days), len(spots)), dtype=bool)
    holds = np.array([state != NONE for state in series.states])
    for place, day, state in zip(series.event_place, series.event_day, series.event_state):
        inside[day:, place] = holds[state]
    return inside


def _both(one: Edges, other: Edges) -> Edges:
    pairs = ((one.start, other.start), (one.end, other.end), (one.keys, other.keys))
    return Edges(*(np.concatenate(pair) for pair in pairs))


def _box(spot: Spot, metres: float) -> tuple[float, float, float, float]:
    """Return the box beyond which no edge is within the tolerance of the place."""
    west, south, east, north = spot.lon, spot.lat, spot.lon, spot.lat
    if spot.built_up is not None:
        west, south, east, north = spot.built_up.bounds
    high = metres / _SHORTEST_DEGREE_M
    wide = high / float(np.cos(np.radians(min(89.0, max(abs(south), abs(north)) + high))))
    return west - wide, south - high, east + wide, north + high


def _touched(boxes: Array, changed: Edges) -> list[int]:
    if not len(changed.keys):
        return []
    low, high = np.minimum(changed.start, changed.end), np.maximum(changed.start, changed.end)
    return [place for place, box in enumerate(boxes) if _meets(box, low, high).any()]


def _meets(box: Array, low: Array, high: Array) -> Array:
    """Say which edges, by their lower and upper corners (n, 2), have a box that meets this one."""
    west, south, east, north = box
    return np.asarray((low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south))


def _look(spot: Spot, day: SideDay, near: Edges) -> Array:
    """Return what holds of a place with edges nearby (3 readings, 3); of the centre only whether an edge is near."""
    found = np.zeros((len(_READINGS), 3), dtype=bool)
    if day.tolerance_m > 0:
        line = NearestLine(multi_line(list(np.stack([near.start, near.end], axis=1))))
        found[0, 2] = bool(line.within([spot.lon], [spot.lat], day.tolerance_m)[0])
    if spot.built_up is None:
        return found
    ground = _about(day.ground, spot, day.tolerance_m)
    small, large = ground, ground
    if day.tolerance_m > 0 and not ground.is_empty:
        small, large = shrunk(ground, day.tolerance_m), grown(ground, day.tolerance_m)
    for number, one in enumerate((small, ground, large)):
        common = one.intersection(spot.built_up)
        found[1, number], found[2, number] = one.covers(spot.built_up), common.area > 0
    return found


def _about(ground: Geometry, spot: Spot, metres: float) -> Geometry:
    box = box_of(*_box(spot, _CUT_TOLERANCES * metres))
    return multi_polygon(polygons_of(ground.intersection(box)))
