"""Edges cut where they meet, without an object for each of them.

An edge goes straight from `start` to `end`, both complex numbers (n): longitude and latitude in degrees. On which side
of an edge a point lies is told without rounding errors, so that two edges never disagree about where they meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from .shapes import Array

_AT_ONCE = 2_000_000
# Doubles may have the sign of a 2 x 2 determinant wrong below this share of its terms (Shewchuk 1997, section 4.3).
_IN_DOUBT = 4e-16
# A place where two edges cross is rounded to doubles, and the pieces may cross anew next to it; hardly ever twice.
_ROUNDS = 6


def as_complex(coords: Array) -> Array:
    """Return coordinates (n, 2) as complex numbers (n)."""
    return np.ascontiguousarray(coords).view(complex)[:, 0]


def as_pairs(places: Array) -> Array:
    """Return complex numbers (n) as coordinates (n, 2)."""
    return np.ascontiguousarray(places).view(float).reshape(-1, 2)


def pairs(heights: Array, low: Array, high: Array) -> Iterator[tuple[Array, Array]]:
    """Yield the pairs (edge, point) where low <= height < high, in portions; heights (n) are in order.

    Half open, so that a ray through a vertex meets one of its two edges.
    """
    first: Array = np.searchsorted(heights, low, "left")
    count: Array = np.searchsorted(heights, high, "left") - first
    edges = np.flatnonzero(count > 0)
    portion: Array = np.cumsum(count[edges]) // _AT_ONCE
    for number in range(int(portion[-1]) + 1 if len(portion) else 0):
        some = edges[portion == number]
        if len(some):
            many = count[some]
            edge = np.repeat(some, many)
            yield edge, first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(many) - many, many)


def cut_where_they_meet(start: Array, end: Array) -> tuple[Array, Array] | None:
    """Return start and end of the pieces (m, complex); pieces meet at their ends only, or are the same.

    None where rounding never comes to rest.
    """
    for _ in range(_ROUNDS):
        edges, points, crossed = _meetings(start, end)
        if len(edges):
            start, end = _cut(start, end, edges, points)
        if not crossed:
            return start, end
    return None


def _meetings(start: Array, end: Array) -> tuple[Array, Array, bool]:
    """Return the edges (k) that are met between their ends and where (k), and whether any two cross."""
    low, high = np.minimum(start.imag, end.imag), np.maximum(start.imag, end.imag)
    west, east = np.minimum(start.real, end.real), np.maximum(start.real, end.real)
    found, places, crossed = [np.empty(0, dtype=int)], [np.empty(0, dtype=complex)], False
    for one, other in _beside((low, high), (west, east)):
        edge = np.concatenate([other, one, other, one])
        point = np.concatenate([start[one], start[other], end[one], end[other]])
        side = _side(start[edge], end[edge], point)
        on = np.flatnonzero(side == 0)
        edge, point = edge[on], point[on]
        inside = (west[edge] <= point.real) & (point.real <= east[edge])
        inside &= (low[edge] <= point.imag) & (point.imag <= high[edge])
        inside &= (point != start[edge]) & (point != end[edge])
        found.append(edge[inside])
        places.append(point[inside])
        of_start, other_start, of_end, other_end = np.split(side, 4)
        across = np.flatnonzero((of_start * of_end < 0) & (other_start * other_end < 0))
        if len(across):
            crossed = True
            one, share = one[across], of_start[across] / (of_start[across] - of_end[across])
            where = start[one] + share * (end[one] - start[one])
            found.extend([one, other[across]])
            places.extend([where, where])
    return np.concatenate(found), np.concatenate(places), crossed


def _beside(tall: tuple[Array, Array], wide: tuple[Array, Array]) -> Iterator[tuple[Array, Array]]:
    """Yield pairs of edges whose boxes touch, each once; `tall` are the lowest and highest ends of each edge (n)."""
    # The sweep goes along the axis on which fewer edges lie beside each other.
    first, then = sorted((tall, wide), key=lambda ends: (ends[1] - ends[0]).sum() / (np.ptp(ends[0]) or 1.0))
    order = np.argsort(first[0], kind="stable")
    for one, place in pairs(first[0][order], first[0], np.nextafter(first[1], np.inf)):
        other = order[place]
        # Two edges that begin at one height find each other.
        once = (first[0][one] < first[0][other]) | (one < other)
        both = np.flatnonzero(once & (then[0][other] <= then[1][one]) & (then[0][one] <= then[1][other]))
        yield one[both], other[both]


def _side(a: Array, b: Array, point: Array) -> Array:
    """Return a number (n) whose sign is right: above 0 left of the edge from a to b, 0 on its line, below 0 right."""
    along, off = b - a, point - a
    one, other = along.real * off.imag, along.imag * off.real
    side = one - other
    doubt = np.abs(side) <= _IN_DOUBT * (np.abs(one) + np.abs(other))
    # Nothing times something is exact, and an edge's own end is on its line.
    for place in np.flatnonzero(doubt & ((one != 0) | (other != 0)) & (point != b)).tolist():
        side[place] = _exact_side(complex(a[place]), complex(b[place]), complex(point[place]))
    return np.asarray(side)


def _exact_side(a: complex, b: complex, point: complex) -> float:
    x, y = Fraction(a.real), Fraction(a.imag)
    one = (Fraction(b.real) - x) * (Fraction(point.imag) - y)
    other = (Fraction(b.imag) - y) * (Fraction(point.real) - x)
    return float(one - other)


def _cut(start: Array, end: Array, edges: Array, points: Array) -> tuple[Array, Array]:
    """Return start and end of the pieces of all edges, some of which are cut, each at one of the points (k)."""
    along = end[edges] - start[edges]
    off = points - start[edges]
    way = np.concatenate([np.full(len(start), -np.inf), off.real * along.real + off.imag * along.imag])
    edge = np.concatenate([np.arange(len(start)), edges])
    order = np.lexsort((way, edge))
    edge, head = edge[order], np.concatenate([start, points])[order]
    tail = np.append(head[1:], head[:1])
    last = np.append(edge[1:] != edge[:-1], True)
    tail[last] = end
    real = head != tail
    return head[real], tail[real]
