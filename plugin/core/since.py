"""What changed on an issuer's maps from a day to each later one, from the small pieces that change day by day.

The days are read once, whatever number of first days is asked about. Ground that went or came between two days is a
piece; what had changed since a first day is the sum of the pieces, each for its part within the ground of that day.
Areas are km2 on the ellipsoid, edges straight in longitude and latitude.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .case import ControlArea
from .change import layer_areas
from .days import sole_state
from .edges import Edges, areas_km2, changed_edges, edges_of, faces_between
from .geodesy import area_km2
from .shapes import Array, Geometry, box_of, boxes_of, coordinates, intersections, multi_polygon, polygons_of, union

Date = datetime.date

_TILE_VERTICES = 300
_SMALLEST_TILE_DEG = 0.01


@dataclass(frozen=True)
class DayLayers:
    """The layers of one day within the frame; `other` is None where the issuer draws none."""

    control: Geometry
    held: Geometry
    other: Geometry | None


def day_layers(areas: Sequence[ControlArea], holder: str, frame: Geometry | None) -> DayLayers:
    """Return the holder's and the other side's ground of a day, as `ground_of` does, cut to the frame."""
    sole = sole_state(areas)
    if sole is not None and sole[1] == holder:
        every = _together([area.geometry for area in areas], frame)
        return DayLayers(every, every, None)
    own, advanced, others = layer_areas(areas, holder)
    control = _together([area.geometry for area in own], frame)
    held = control if not advanced else _together([control, *(area.geometry for area in advanced)], frame)
    other = None if others is None else _together([area.geometry for area in others], frame)
    return DayLayers(control, held, other)


def _together(grounds: Sequence[Geometry], frame: Geometry | None) -> Geometry:
    near = [ground if frame is None else _cut(ground, frame) for ground in grounds]
    near = [ground for ground in near if not ground.is_empty]
    if not near:
        return multi_polygon([])
    # Not a union with nothing: days that are drawn alike must stay alike, edge by edge.
    return near[0] if len(near) == 1 and near[0].is_valid else union(near)


def _cut(ground: Geometry, frame: Geometry) -> Geometry:
    if not _touch(ground.bounds, frame.bounds):
        return multi_polygon([])
    valid = ground if ground.is_valid else union([ground])
    return multi_polygon(polygons_of(valid.intersection(frame)))


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Say whether two boxes have more than an edge in common; an empty shape has no box."""
    if not one or not other:
        return False
    return bool(one[2] > other[0] and one[0] < other[2] and one[3] > other[1] and one[1] < other[3])


@dataclass(frozen=True)
class _Pieces:
    """Ground that came (+1) or went (-1), with its area and the place of the day by which it did."""

    shapes: tuple[Geometry, ...]
    km2: Array
    sign: Array
    place: Array

    def after(self, first: int) -> _Pieces:
        """Return those that came or went after a day."""
        late = np.flatnonzero(self.place > first)
        shapes = tuple(self.shapes[one] for one in late.tolist())
        return _Pieces(shapes, self.km2[late], self.sign[late], self.place[late])

    def summed(self, km2: Array, days: int) -> Array:
        """Return what the pieces add up to by each day; `km2` is the part of each that counts."""
        return np.cumsum(np.bincount(self.place, self.sign * km2, days))


class _Layer:
    """One layer's days in order; keeps the pieces, not the days."""

    def __init__(self, with_pieces: bool) -> None:
        self._with_pieces = with_pieces
        self._last: Edges | None = None
        self._shapes: list[Geometry] = []
        self._km2: list[Array] = []
        self._sign: list[Array] = []
        self._place: list[Array] = []
        self.net_km2: list[float] = []

    def add(self, place: int, ground: Geometry) -> None:
        """Add the ground of the next day; `place` is that of the day among all."""
        edges = edges_of(ground)
        if self._last is None:
            self.net_km2.append(0.0)
        else:
            gone, come = changed_edges(self._last, edges)
            # Only what changed is added, so that what both days share cannot round differently.
            self.net_km2.append(self.net_km2[-1] + (come.area_m2() - gone.area_m2()) / 1e6)
            if self._with_pieces and (len(gone.keys) or len(come.keys)):
                self._take(place, gone, come)
        self._last = edges

    def _take(self, place: int, gone: Edges, come: Edges) -> None:
        faces = faces_between(gone, come)
        for shapes, km2, sign in ((faces.gained, faces.gained_km2, 1.0), (faces.lost, faces.lost_km2, -1.0)):
            self._shapes.extend(shapes)
            self._km2.append(km2)
            self._sign.append(np.full(len(shapes), sign))
            self._place.append(np.full(len(shapes), place))

    def without_pieces(self) -> _Layer:
        """Return a layer that goes on from here and keeps areas only."""
        other = _Layer(with_pieces=False)
        other._last, other.net_km2 = self._last, list(self.net_km2)
        return other

    def pieces(self) -> _Pieces:
        """Return all pieces so far."""
        if not self._km2:
            return _Pieces((), np.empty(0), np.empty(0), np.empty(0, dtype=int))
        every = (np.concatenate(one) for one in (self._km2, self._sign, self._place))
        return _Pieces(tuple(self._shapes), *every)


class ChangeSince:
    """An issuer's days, added in order; then what had changed since one of them."""

    def __init__(self, starts: Sequence[Date]) -> None:
        self._starts = set(starts)
        self._days: list[Date] = []
        self._firsts: dict[Date, DayLayers] = {}
        self._control, self._other = _Layer(with_pieces=True), _Layer(with_pieces=True)
        self._held: _Layer | None = None
        self._with_other: list[int] = []

    def add(self, day: Date, layers: DayLayers) -> None:
        """Add a day, later than the last one; the layers are kept of days that were named as starts."""
        place = len(self._days)
        if layers.held is not layers.control and self._held is None:
            # Up to here nothing was held but what was controlled.
            self._held = self._control.without_pieces()
        self._control.add(place, layers.control)
        if self._held is not None:
            self._held.add(place, layers.held)
        if layers.other is not None:
            self._other.add(place, layers.other)
            self._with_other.append(place)
        if day in self._starts:
            self._firsts[day] = layers
        self._days.append(day)

    def since(self, start: Date, holder_gains: bool) -> Mapping[str, tuple[tuple[Date, float], ...]]:
        """Return by definition what had changed from a start up to each day since, net as a magnitude (km2).

        Definitions are those of `changes`, with "gained" in place of the others where the holder gains.
        """
        first = self._days.index(start)
        before = self._firsts[start]
        days = range(first, len(self._days))
        held = np.array((self._held or self._control).net_km2)
        net = np.abs(held[first:] - held[first])
        own = self._control.pieces().after(first)
        within = areas_within(own.shapes, own.km2, before.control)
        found: dict[str, tuple[Sequence[int], Array]] = {}
        if holder_gains:
            found["gained"] = days, own.summed(own.km2 - within, len(self._days))[first:]
        else:
            found["lost"] = days, -own.summed(within, len(self._days))[first:]
        found["net"] = days, net
        if before.other is not None and not holder_gains:
            found.update(self._of_other(first, before, before.other))
        return {
            name: tuple((self._days[place], max(0.0, km2)) for place, km2 in zip(places, line.tolist()))
            for name, (places, line) in found.items()
        }

    def _of_other(self, first: int, before: DayLayers, other: Geometry) -> dict[str, tuple[Sequence[int], Array]]:
        drawn = [place for place in self._with_other if place >= first]
        came = self._other.pieces().after(first)
        passed = came.summed(areas_within(came.shapes, came.km2, before.control), len(self._days))
        grown = came.summed(came.km2 - areas_within(came.shapes, came.km2, other), len(self._days))
        overlap = area_km2(before.control.intersection(other))
        return {"passed": (drawn, overlap + passed[drawn]), "growth": (drawn, grown[drawn])}


# ---------------------------------------------------------------- small pieces within large ground


def areas_within(pieces: Sequence[Geometry], km2: Array, ground: Geometry) -> Array:
    """Return how much of each piece (n), whose whole area is given, lies within the ground, in km2.

    The ground is taken apart into tiles of few vertices first: a piece meets one or two of them.
    """
    found = np.zeros(len(pieces))
    if not len(pieces) or ground.is_empty:
        return found
    west, south, east, north = boxes_of(pieces).T
    around = (float(west.min()), float(south.min()), float(east.max()), float(north.max()))
    for (x0, y0, x1, y1), tile in _tiles(ground, around):
        met = np.flatnonzero((east > x0) & (west < x1) & (north > y0) & (south < y1))
        if not len(met):
            continue
        cut = intersections([pieces[one] for one in met.tolist()], tile)
        parts = [(one, part) for one, shape in zip(met.tolist(), cut) for part in polygons_of(shape)]
        if parts:
            found += np.bincount([one for one, _ in parts], areas_km2([part for _, part in parts]), len(pieces))
    return np.minimum(found, km2)


def _tiles(ground: Geometry, around: tuple[float, ...]) -> list[tuple[tuple[float, ...], Geometry]]:
    """Return the ground within a box in tiles of few vertices, each with its box; those without ground are left out."""
    waiting: list[tuple[tuple[float, ...], Geometry]] = [
        (around, multi_polygon(polygons_of(ground.intersection(box_of(*around)))))
    ]
    found: list[tuple[tuple[float, ...], Geometry]] = []
    while waiting:
        (west, south, east, north), part = waiting.pop()
        if part.is_empty:
            continue
        small = max(east - west, north - south) < _SMALLEST_TILE_DEG
        if small or len(coordinates(part)) <= _TILE_VERTICES:
            found.append(((west, south, east, north), part))
            continue
        x, y = 0.5 * (west + east), 0.5 * (south + north)
        halves = (
            ((west, south, x, north), (x, south, east, north))
            if east - west > north - south
            else ((west, south, east, y), (west, y, east, north))
        )
        for half in halves:
            waiting.append((half, multi_polygon(polygons_of(part.intersection(box_of(*half))))))
    return found
