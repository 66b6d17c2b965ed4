"""The faces between edges, walked in arrays without an object for each edge or face.

Every edge is a pair of half-edges, one each way, and a half-edge has a face on its left. From the end of a half-edge
the walk goes on along the next one clockwise: a cycle, which is the shell of a face or runs round a group of faces
from outside. How often the edges turn round a face goes up by an edge's weight from its right to its left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .edge_cuts import as_complex, as_pairs, cut_where_they_meet, pairs
from .geodesy import edge_areas_m2
from .shapes import Array, Geometry, outlined

# Degrees; which of two edges so near each other a ray meets first is not for doubles to say.
_TOO_NEAR = 1e-12
_ONE_DIRECTION = 1e-14  # radians


@dataclass(frozen=True)
class Outlines:
    """Half-edges: where each starts (h, complex), its next and its cycle (h); and of each cycle the face (c) it bounds.

    A face has the number of its shell; other cycles of that face are its holes. Outside of everything is face c.
    """

    start: Array
    next: Array
    cycle: Array
    face: Array

    def polygon(self, face: int) -> Geometry:
        """Return a face as a polygon."""
        holes = np.flatnonzero(self.face == face)
        return outlined(self._ring(face), [self._ring(hole) for hole in holes.tolist() if hole != face])

    def _ring(self, cycle: int) -> Array:
        found = [int(np.argmax(self.cycle == cycle))]
        while (after := int(self.next[found[-1]])) != found[0]:
            found.append(after)
        return as_pairs(self.start[[*found, found[0]]])

    def boxes(self) -> Array:
        """Return west, south, east and north of each cycle (c, 4)."""
        order = np.argsort(self.cycle, kind="stable")
        first = np.flatnonzero(_ends_of_runs(self.cycle[order][::-1])[::-1])
        if not len(first):
            return np.empty((0, 4))
        lon, lat = self.start[order].real, self.start[order].imag
        ends = [np.minimum.reduceat(one, first) for one in (lon, lat)]
        return np.column_stack(ends + [np.maximum.reduceat(one, first) for one in (lon, lat)])


@dataclass(frozen=True)
class Arrangement:
    """Faces by their numbers, with the turns round each and its area in km2 (f)."""

    outlines: Outlines
    faces: Array
    turns: Array
    km2: Array


def arrange(start: Array, end: Array) -> Arrangement | None:
    """Return the faces that directed edges (n, 2) of closed outlines, of a weight of 1 each, enclose.

    None where the numbers are too near each other to tell the faces apart: the turns round every face are checked
    against each edge round it, and the number of faces against Euler's formula.
    """
    pieces = cut_where_they_meet(as_complex(start), as_complex(end))
    if pieces is None:
        return None
    nodes, low, high, weight = _edges_once(*pieces)
    tail, head = np.concatenate([low, high]), np.concatenate([high, low])
    walk = _next(nodes, tail, head)
    if walk is None:
        return None
    after, used = walk
    cycle, count = _cycles(after)
    area = _planar_areas(nodes, tail, head, cycle, count)
    outer = area < 0
    if count != len(low) - used + 2 * int(np.count_nonzero(outer)):
        return None
    face = _faces(nodes, tail, head, cycle, outer)
    turns = None if face is None else _turns(face[cycle], np.concatenate([weight, -weight]), count)
    if face is None or turns is None:
        return None
    m2 = edge_areas_m2(as_pairs(nodes[low]), as_pairs(nodes[high]))
    of_cycle = np.bincount(cycle, np.concatenate([m2, -m2]), count)
    km2 = np.bincount(face, of_cycle, count + 1) / 1e6
    shells = np.flatnonzero(~outer)
    return Arrangement(Outlines(nodes[tail], after, cycle, face), shells, turns[shells], km2[shells])


def _edges_once(start: Array, end: Array) -> tuple[Array, Array, Array, Array]:
    """Return the nodes (complex), and of each edge once its two nodes and its weight from the first to the second.

    Edges that cancel are left out.
    """
    nodes, at = np.unique(np.concatenate([start, end]), return_inverse=True)
    tail, head = np.split(at, 2)
    name = np.minimum(tail, head) * len(nodes) + np.maximum(tail, head)
    name, edge = np.unique(name, return_inverse=True)
    weight = np.bincount(edge, np.where(tail < head, 1.0, -1.0), len(name))
    left = np.flatnonzero(weight)
    low, high = np.divmod(name[left], len(nodes))
    return nodes, low, high, weight[left]


def _twins(values: Array) -> Array:
    """Return for each half-edge what its twin has; the two halves of the half-edges are each other's twins."""
    return np.concatenate(np.split(values, 2)[::-1])


def _ends_of_runs(values: Array) -> Array:
    """Say for each of sorted values whether it is the last of its kind."""
    last = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=last[:-1])
    return last


def _next(nodes: Array, tail: Array, head: Array) -> tuple[Array, int] | None:
    """Return for each half-edge the one that goes on clockwise from its end, and how many nodes there are.

    None where two leave a node in what is one direction to doubles.
    """
    direction = np.angle(nodes[head] - nodes[tail])
    order = np.lexsort((direction, tail))
    ends = _ends_of_runs(tail[order])
    turned = direction[order]
    if (turned[1:] - turned[:-1] < _ONE_DIRECTION)[~ends[:-1]].any():
        return None
    last = np.flatnonzero(ends)
    clockwise = np.arange(-1, len(order) - 1)
    clockwise[np.append(0, last[:-1] + 1)[: len(last)]] = last
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return order[clockwise[_twins(place)]], len(last)


def _cycles(after: Array) -> tuple[Array, int]:
    """Return the cycle of each half-edge, and how many there are; the reach doubles until nothing changes."""
    every = np.arange(len(after))
    lowest, jump = np.minimum(every, after), after[after]
    while True:
        lower = np.minimum(lowest, lowest[jump])
        if np.array_equal(lower, lowest):
            break
        lowest, jump = lower, jump[jump]
    number = np.cumsum(lowest == every)
    return number[lowest] - 1, int(number[-1]) if len(number) else 0


def _planar_areas(nodes: Array, tail: Array, head: Array, cycle: Array, count: int) -> Array:
    """Return twice the area of each cycle in square degrees, taken about one of its nodes."""
    about = np.empty(count, dtype=complex)
    about[cycle] = nodes[tail]
    a, b = nodes[tail] - about[cycle], nodes[head] - about[cycle]
    return np.bincount(cycle, a.real * b.imag - a.imag * b.real, count)


def _faces(nodes: Array, tail: Array, head: Array, cycle: Array, outer: Array) -> Array | None:
    """Return the face of each cycle; that of all that is outside is their number.

    A group of faces lies in the face west of the first edge that the ray eastwards from its easternmost node meets.
    """
    count = len(outer)
    face = np.append(np.where(outer, count, np.arange(count)), count)
    # Nodes are in order of their longitude.
    order = np.lexsort((tail, cycle))
    node = tail[order[_ends_of_runs(cycle[order])]]
    groups = np.flatnonzero(outer)
    groups = groups[np.argsort(nodes[node[groups]].imag, kind="stable")]
    node = node[groups]
    met = _first_met(nodes, tail, head, node)
    if met is None:
        return None
    face[groups[met[0]]] = cycle[met[1]]
    for _ in range(count.bit_length()):  # a face within a face within a face
        face = face[face]
    return None if outer[face[face < count]].any() else face[:-1]


def _first_met(nodes: Array, tail: Array, head: Array, seen_from: Array) -> tuple[Array, Array] | None:
    """Return the places of nodes from which an edge is seen in the east, and the half-edge (going up) seen first.

    Nodes (by their numbers) are in order of their latitude. None where doubles cannot say what is first.
    """
    lon, lat = nodes[seen_from].real, nodes[seen_from].imag
    up = np.flatnonzero(nodes[head].imag > nodes[tail].imag)
    low, high = nodes[tail[up]], nodes[head[up]]
    slope = (high.real - low.real) / (high.imag - low.imag)
    hits = []
    for edge, place in pairs(lat, low.imag, high.imag):
        away = low.real[edge] + (lat[place] - low.imag[edge]) * slope[edge] - lon[place]
        own = (tail[up[edge]] == seen_from[place]) | (head[up[edge]] == seen_from[place])
        met = np.flatnonzero((away > -_TOO_NEAR) & ~own)
        hits.append((slope[edge[met]], away[met], place[met], up[edge[met]]))
    if not hits:
        return np.empty(0, dtype=int), np.empty(0, dtype=int)
    # Of edges that go up from one node the one that leans west is first.
    found = [np.concatenate(one) for one in zip(*hits)]
    order = np.lexsort(found[:3])
    _, away, place, half = (one[order] for one in found)
    more = np.flatnonzero(~_ends_of_runs(place))
    close = (away[more + 1] - away[more] < _TOO_NEAR) & (tail[half[more + 1]] != tail[half[more]])
    if close.any() or (away < _TOO_NEAR).any():
        return None
    first = np.append(True, _ends_of_runs(place)[:-1])[: len(place)]
    return place[first], half[first]


def _turns(left: Array, weight: Array, outside: int) -> Array | None:
    """Return the turns round each face, from those outside (0) across one edge after the other.

    `left` is the face on the left of each half-edge, `weight` what its edge adds there.
    """
    right = _twins(left)
    turns, known = np.zeros(outside + 1), np.arange(outside + 1) == outside
    while True:
        new = np.flatnonzero(known[right] & ~known[left])
        if not len(new):
            break
        turns[left[new]] = turns[right[new]] + weight[new]
        known[left[new]] = True
    fits = known[left].all() and np.array_equal(turns[left] - turns[right], weight)
    return turns if fits else None
