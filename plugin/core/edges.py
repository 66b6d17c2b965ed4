"""The edges of polygons as arrays, and what two days' edges tell without an overlay of the country.

Directed edges, the ground on their left: shells run counter-clockwise, holes clockwise, however they were drawn. An
edge that both days have cancels; what is left of the two outlines bounds exactly the ground that changed. Coordinates
are longitude and latitude in degrees, the ground a valid (Multi)Polygon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .arrangement import arrange
from .edge_cuts import as_complex, as_pairs, pairs
from .geodesy import edge_areas_m2
from .shapes import Array, Geometry, boxes_of, faces_of, inner_points, polygons_of, rings_at_once

_MIX = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)

# A face below a square centimetre is what rounding leaves between two edges, no ground; it may have no width at all.
_ROUNDING_KM2 = 1e-10


@dataclass(frozen=True)
class Edges:
    """Edges from `start` to `end` (n, 2), in the order of their `keys` (n), which name an edge by its coordinates."""

    start: Array
    end: Array
    keys: Array

    def area_m2(self) -> float:
        """Return the area that the edges enclose; of a part of them, what they add to it."""
        return float(edge_areas_m2(self.start, self.end).sum())

    def some(self, which: Array) -> Edges:
        """Return those edges, by their places or a mask."""
        return Edges(self.start[which], self.end[which], self.keys[which])


class Pieces:
    """Pieces of ground with their boxes, west, south, east and north (n, 4); a shape is made when it is asked for."""

    def __init__(self, make: Callable[[int], Geometry], numbers: Array, boxes: Array) -> None:
        self._make, self._numbers, self.boxes = make, numbers, boxes
        self._made: dict[int, Geometry] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> Geometry:
        if place not in self._made:
            self._made[place] = self._make(int(self._numbers[place]))
        return self._made[place]

    def __iter__(self) -> Iterator[Geometry]:
        return (self[place] for place in range(len(self)))


@dataclass(frozen=True)
class Faces:
    """Ground that was gained and lost between two days, in pieces, with their areas in km2 (n)."""

    gained: Pieces
    lost: Pieces
    gained_km2: Array
    lost_km2: Array


def edges_of(geometry: Geometry) -> Edges:
    """Return the directed edges of a (Multi)Polygon."""
    found = rings_at_once(polygons_of(geometry))
    places = as_complex(found.coords + 0.0)  # -0.0 becomes 0.0: they are equal, and their bits are not
    at = np.flatnonzero((found.ring[1:] == found.ring[:-1]) & (places[1:] != places[:-1]))
    start, end, ring = places[at], places[at + 1], found.ring[at]
    turn = np.bincount(ring, _cross(start, end, places, ring, found.ring), len(found.is_shell))
    flipped = ((turn > 0) != found.is_shell)[ring]
    start, end = np.where(flipped, end, start), np.where(flipped, start, end)
    keys = _keys(start, end)
    order = np.argsort(keys)
    return Edges(as_pairs(start[order]), as_pairs(end[order]), keys[order])


def _cross(start: Array, end: Array, places: Array, ring: Array, ring_of: Array) -> Array:
    """Return twice the planar area that each edge adds to its ring, taken about the ring's first vertex."""
    first = places[np.searchsorted(ring_of, np.arange(ring_of[-1] + 1))] if len(ring_of) else places
    a, b = start - first[ring], end - first[ring]
    return np.asarray(a.real * b.imag - a.imag * b.real)


def _keys(start: Array, end: Array) -> Array:
    """Return a number of 64 bits for each edge: equal for equal edges, and hardly ever otherwise."""
    keys = np.zeros(len(start), dtype=np.uint64)
    for part, factor in zip((start.real, start.imag, end.real, end.imag), _MIX):
        keys = (keys ^ part.view(np.uint64)) * np.uint64(factor)
        keys ^= keys >> np.uint64(31)
    return keys


def changed_edges(before: Edges, after: Edges) -> tuple[Edges, Edges]:
    """Return the edges that only the first day has, and those that only the second has."""
    if before is after or np.array_equal(before.keys, after.keys):
        return before.some(slice(0, 0)), after.some(slice(0, 0))
    return before.some(~_among(before.keys, after.keys)), after.some(~_among(after.keys, before.keys))


def _among(wanted: Array, given: Array) -> Array:
    """Say for each wanted key whether it is among the given ones; both are in order."""
    if not len(given):
        return np.zeros(len(wanted), dtype=bool)
    place = np.minimum(np.searchsorted(given, wanted), len(given) - 1)
    return np.asarray(given[place] == wanted)


def faces_between(gone: Edges, come: Edges) -> Faces:
    """Return the ground that changed, from the edges that only the one day and only the other have.

    The edges are cut where they meet, and the faces between them told apart by how often the outline runs round them:
    once more than before is gained, once less is lost.
    """
    # An edge that went counts as one that came the other way: together they make closed outlines.
    start, end = np.concatenate([gone.end, come.start]), np.concatenate([gone.start, come.end])
    found = arrange(start, end) if len(start) else None
    if found is None:
        return faces_by_points(start, end)
    return _told_apart(found.outlines.polygon, found.faces, found.turns, found.km2, found.outlines.boxes()[found.faces])


def faces_by_points(start: Array, end: Array) -> Faces:
    """Return the ground that changed by GEOS's faces and the turns round a point in each; never at a loss, but slow."""
    faces = faces_of(start, end)
    turns = _turns(inner_points(faces), start, end)
    return _told_apart(faces.__getitem__, np.arange(len(faces)), turns, areas_km2(faces), boxes_of(faces))


def _told_apart(make: Callable[[int], Geometry], numbers: Array, turns: Array, km2: Array, boxes: Array) -> Faces:
    real = km2 > _ROUNDING_KM2
    gained, lost = np.flatnonzero((turns > 0.5) & real), np.flatnonzero((turns < -0.5) & real)
    first, second = (Pieces(make, numbers[which], boxes[which]) for which in (gained, lost))
    return Faces(first, second, km2[gained], km2[lost])


def _turns(points: Array, start: Array, end: Array) -> Array:
    """Return how often the edges run counter-clockwise round each point (n)."""
    turns = np.zeros(len(points))
    order = np.argsort(points[:, 1], kind="stable")
    heights = points[order, 1]
    up = end[:, 1] > start[:, 1]
    low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    for edge, point in pairs(heights, low, high):
        at = points[order[point]]
        left = _crossed(at, start[edge], end[edge])
        edge, point = edge[left], point[left]
        turns += np.bincount(order[point], np.where(up[edge], 1.0, -1.0), len(points))
    return turns


def _crossed(at: Array, start: Array, end: Array) -> Array:
    """Say for each point and edge of its height (n) whether the edge crosses the ray from the point eastwards."""
    share = (at[:, 1] - start[:, 1]) / (end[:, 1] - start[:, 1])
    return np.asarray(at[:, 0] < start[:, 0] + share * (end[:, 0] - start[:, 0]))


def crossings(lons: Array, heights: Array, edges: Edges) -> Array:
    """Return the points (in order of height) whose ray eastwards crosses an odd number of the edges."""
    if not len(edges.keys):
        return np.empty(0, dtype=int)
    low = np.minimum(edges.start[:, 1], edges.end[:, 1])
    high = np.maximum(edges.start[:, 1], edges.end[:, 1])
    east = np.maximum(edges.start[:, 0], edges.end[:, 0])
    # From outside of the box of closed outlines a ray crosses an even number of edges.
    first, last = np.searchsorted(heights, low.min(), "left"), np.searchsorted(heights, high.max(), "left")
    across = lons[first:last]
    west = min(edges.start[:, 0].min(), edges.end[:, 0].min())
    inside = first + np.flatnonzero((across >= west) & (across < east.max()))
    x, y = lons[inside], heights[inside]
    met: list[Array] = []
    for edge, point in pairs(y, low, high):
        near = x[point] < east[edge]
        edge, point = edge[near], point[near]
        met.append(point[_crossed(np.column_stack([x[point], y[point]]), edges.start[edge], edges.end[edge])])
    if not met:
        return np.empty(0, dtype=int)
    count = np.bincount(np.concatenate(met), minlength=len(inside))
    return inside[count % 2 == 1]


def areas_km2(polygons: Sequence[Geometry]) -> Array:
    """Return the ellipsoidal area (n) of each polygon, holes subtracted whichever way they wind."""
    if not len(polygons):
        return np.empty(0)
    found = rings_at_once(polygons)
    same = found.ring[1:] == found.ring[:-1]
    of_edge = edge_areas_m2(found.coords[:-1][same], found.coords[1:][same])
    of_ring = np.abs(np.bincount(found.ring[:-1][same], of_edge, len(found.is_shell)))
    signed = np.where(found.is_shell, of_ring, -of_ring)
    return np.asarray(np.bincount(found.polygon, signed, len(polygons)) / 1e6)
