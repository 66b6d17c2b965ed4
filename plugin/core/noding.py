"""Where routes meet: the places at which the lines of a network are joined to each other.

Lines are one array of vertices (v, 2) with the line of each vertex (v); segment number i runs from vertex i to vertex
i + 1 where both are of one line. What is found is a set of vertices to put into segments, and of ties: pairs of points
that are one place. Points are numbered: first the vertices, then those put in.

Joined are
- points whose coordinates are equal to a centimetre;
- an end of a line and the nearest point of every other line within the snapping tolerance (its end, if one is within);
- lines that cross, if crossings are joined and both are of one mode;
- vertices within the tolerance of another line: for lines of one mode with crossings joined, tied to the nearest point
  of that line, so that a stretch drawn twice becomes one; else only to its nearest vertex, if each is the nearest of
  the other.
Lines that leave a place where they meet at more than 30 degrees are not joined again beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from .nearest import geodesics_m
from .segment_grid import feet, near_pairs, segment_pairs
from .shapes import Array

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; may raise `Cancelled`."""

# Beside a place where two lines meet, a point of one is tied to the other only where it is nearer to that line than
# this share of its distance from the place: lines nearly on top of each other, not lines that part.
_PARTING = 0.5
# A line's end is joined to the line's own inside only where that lies so many tolerances further along.
_OWN_LOOP = 4.0
_SAME_M = 0.02


@dataclass(frozen=True)
class Lines:
    """Lines as arrays: vertices (v, 2), the line of each (v), and the mode of each line as a number."""

    coords: Array
    line: Array
    mode: Array

    @property
    def segments(self) -> Array:
        """The vertices at which a segment starts."""
        return np.flatnonzero(self.line[1:] == self.line[:-1])

    @property
    def is_end(self) -> Array:
        """Whether each vertex (v) is the first or the last of its line."""
        if not len(self.line):
            return np.zeros(0, dtype=bool)
        change = self.line[1:] != self.line[:-1]
        return np.asarray(np.append(True, change) | np.append(change, True))


@dataclass(frozen=True)
class Joints:
    """Points (k, 2) put into segments that start at `after` (k), at that `share` (k), and `ties` (t, 2) of points."""

    lonlat: Array
    after: Array
    share: Array
    ties: Array


@dataclass(frozen=True)
class _Seeds:
    """Places (s, 2) where two lines already meet; `key` (s) names the pair of lines, in order."""

    key: Array
    lonlat: Array

    def plus(self, key: Array, lonlat: Array) -> _Seeds:
        key, lonlat = np.concatenate([self.key, key]), np.concatenate([self.lonlat, lonlat])
        order = np.argsort(key, kind="stable")
        return _Seeds(key[order], lonlat[order])


@dataclass(frozen=True)
class _Near:
    """Candidates (n): a vertex, a segment by its first vertex, the foot on it with its share, and how far off it is."""

    vertex: Array
    segment: Array
    share: Array
    foot: Array
    metres: Array

    def some(self, which: Array) -> _Near:
        return _Near(*(one[which] for one in (self.vertex, self.segment, self.share, self.foot, self.metres)))


def same_place(coords: Array) -> Array:
    """Return a number for each point (n, 2): equal for points whose coordinates are equal to a centimetre."""
    whole = np.round(coords * 1e7).astype(np.int64)
    return np.unique(whole[:, 0] * 4_000_000_000 + whole[:, 1], return_inverse=True)[1].reshape(-1)


def joints(lines: Lines, snap_m: float, join_crossings: bool, progress: Progress = lambda share: None) -> Joints:
    """Return where lines meet by the rules above; `snap_m` is the snapping tolerance in metres, 0 for none."""
    seeds = _shared(lines)
    found: list[tuple[Array, Array, Array, Array]] = []  # vertex or -1, segment, share, place
    if join_crossings:
        first, second, share_1, share_2, at = _crossings(lines, lambda done: progress(0.5 * done))
        seeds = seeds.plus(_pair_key(lines, lines.line[first], lines.line[second]), at)
    if snap_m > 0:
        near = _candidates(lines, snap_m, lambda done: progress(0.5 + 0.5 * done))
        ends = _of_ends(lines, near.some(lines.is_end[near.vertex]), seeds, snap_m)
        found.append((ends.vertex, ends.segment, ends.share, ends.foot))
        seeds = seeds.plus(_pair_key(lines, lines.line[ends.vertex], lines.line[ends.segment]), ends.foot)
        inner = _of_vertices(lines, near.some(~lines.is_end[near.vertex]), seeds, snap_m, join_crossings)
        found.append((inner.vertex, inner.segment, inner.share, inner.foot))
    vertex, segment, share, place = (np.concatenate([one[n] for one in found]) for n in range(4)) if found else _none()
    inside = (share > 0) & (share < 1)
    number = len(lines.coords) + np.cumsum(inside) - 1
    number[~inside] = segment[~inside] + (share[~inside] == 1)
    ties = [np.column_stack([vertex, number])]
    after, at_share, lonlat = [segment[inside]], [share[inside]], [place[inside]]
    if join_crossings:
        begin = len(lines.coords) + int(inside.sum())
        ends_1, ends_2 = begin + np.arange(len(first)), begin + len(first) + np.arange(len(first))
        ties.append(np.column_stack([ends_1, ends_2]))
        for own, base, part in ((ends_1, first, share_1), (ends_2, second, share_2)):
            ties.append(_at_vertices(lines, own, base, at))
            after.append(base)
            at_share.append(part)
            lonlat.append(at)
    return Joints(np.concatenate(lonlat), np.concatenate(after), np.concatenate(at_share), np.concatenate(ties))


def _none() -> tuple[Array, Array, Array, Array]:
    return np.empty(0, int), np.empty(0, int), np.empty(0), np.empty((0, 2))


def _at_vertices(lines: Lines, number: Array, segment: Array, at: Array) -> Array:
    """Return ties (t, 2) of crossings that lie at an end of their segment with that end."""
    ties = []
    for vertex in (segment, segment + 1):
        close = geodesics_m(lines.coords[vertex], at) <= _SAME_M if len(at) else np.zeros(0, dtype=bool)
        ties.append(np.column_stack([number[close], vertex[close]]))
    return np.concatenate(ties)


def _pair_key(lines: Lines, one: Array, other: Array) -> Array:
    return np.minimum(one, other) * np.int64(len(lines.mode)) + np.maximum(one, other)


def _shared(lines: Lines) -> _Seeds:
    """Return the points that two lines, or one line twice, have as a vertex."""
    same = same_place(lines.coords)
    order = np.argsort(same, kind="stable")
    many = np.bincount(same, minlength=1)
    sorted_same = same[order]
    keys, places = [np.empty(0, np.int64)], [np.empty((0, 2))]
    for apart in range(1, int(many.max()) if len(same) else 1):
        equal = np.flatnonzero(sorted_same[apart:] == sorted_same[:-apart])
        one, other = order[equal], order[equal + apart]
        keys.append(_pair_key(lines, lines.line[one], lines.line[other]))
        places.append(lines.coords[one])
    return _Seeds(np.empty(0, np.int64), np.empty((0, 2))).plus(np.concatenate(keys), np.concatenate(places))


# ---------------------------------------------------------------- crossings


def _crossings(lines: Lines, progress: Progress) -> tuple[Array, Array, Array, Array, Array]:
    """Return crossings (n): both segments, the share of each, and the place (n, 2); of lines of one mode."""
    at = lines.segments
    start, end = lines.coords[at], lines.coords[at + 1]
    kept = []
    for a, b, done in segment_pairs(start, end):
        progress(done)
        first, second = at[a], at[b]
        same_line = lines.line[first] == lines.line[second]
        meets = (lines.mode[lines.line[first]] == lines.mode[lines.line[second]]) & ~(same_line & (second == first + 1))
        a, b = a[meets], b[meets]
        p, r, q, s = start[a], end[a] - start[a], start[b], end[b] - start[b]
        turn = _cross(r, s)
        # Parallel ones meet along a stretch or not at all: vertices near lines are looked at apart.
        real = np.abs(turn) > 1e-12 * np.sqrt(_square(r) * _square(s))
        safe = np.where(real, turn, 1.0)
        share_1, share_2 = _cross(q - p, s) / safe, _cross(q - p, r) / safe
        real &= (share_1 >= 0) & (share_1 <= 1) & (share_2 >= 0) & (share_2 <= 1)
        # Lines that go on from a vertex they share meet there already.
        for one, other in ((p, q), (p, end[b]), (end[a], q), (end[a], end[b])):
            real &= (np.abs(one - other) > 1e-9).any(axis=1)
        kept.append((first[meets][real], second[meets][real], share_1[real], share_2[real]))
    if not kept:
        return (*_none()[:3], np.empty(0), np.empty((0, 2)))
    first, second, share_1, share_2 = (np.concatenate([one[n] for one in kept]) for n in range(4))
    once = np.unique(first * np.int64(len(lines.coords)) + second, return_index=True)[1]
    first, second, share_1, share_2 = first[once], second[once], share_1[once], share_2[once]
    place = lines.coords[first] + share_1[:, None] * (lines.coords[first + 1] - lines.coords[first])
    return first, second, share_1, share_2, place


def _cross(a: Array, b: Array) -> Array:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def _square(a: Array) -> Array:
    return np.einsum("ij,ij->i", a, a)


# ---------------------------------------------------------------- points near lines


def _candidates(lines: Lines, snap_m: float, progress: Progress) -> _Near:
    """Return vertices within the tolerance of a segment of another line, or of their own further along (ends only)."""
    at, is_end = lines.segments, lines.is_end
    same = same_place(lines.coords)
    found = []
    for vertex, number, done in near_pairs(lines.coords, lines.coords[at], lines.coords[at + 1], snap_m):
        progress(done)
        segment = at[number]
        # What starts or ends at the vertex already meets it.
        other = (same[segment] != same[vertex]) & (same[segment + 1] != same[vertex])
        other &= (lines.line[segment] != lines.line[vertex]) | is_end[vertex]
        vertex, segment = vertex[other], segment[other]
        foot, share = feet(lines.coords[vertex], lines.coords[segment], lines.coords[segment + 1])
        metres = geodesics_m(lines.coords[vertex], foot)
        close = metres <= snap_m
        found.append(_Near(vertex[close], segment[close], share[close], foot[close], metres[close]))
    if not found:
        return _Near(*_none()[:2], np.empty(0), np.empty((0, 2)), np.empty(0))
    return _Near(
        *(
            np.concatenate([getattr(one, name) for one in found])
            for name in ("vertex", "segment", "share", "foot", "metres")
        )
    )


def _of_ends(lines: Lines, near: _Near, seeds: _Seeds, snap_m: float) -> _Near:
    """Return for each end and each line the point it is joined to: that line's end if it is near, else the foot."""
    own = np.flatnonzero(lines.line[near.vertex] == lines.line[near.segment])
    if len(own):
        near = near.some(np.delete(np.arange(len(near.vertex)), own[~_far_along(lines, near.some(own), snap_m)]))
    near = near.some(~_meets_beside(lines, near, seeds))
    share, metres = near.share.copy(), near.metres.copy()
    for vertex, at_share in ((near.segment, 0.0), (near.segment + 1, 1.0)):
        away = geodesics_m(lines.coords[near.vertex], lines.coords[vertex]) if len(vertex) else np.empty(0)
        close = lines.is_end[vertex] & (away <= snap_m) & (away - snap_m < metres)
        share[close], metres[close] = at_share, away[close] - snap_m  # below 0: before every foot
    foot = near.foot.copy()
    foot[share == 0], foot[share == 1] = (
        lines.coords[near.segment[share == 0]],
        lines.coords[near.segment[share == 1] + 1],
    )
    return _nearest(lines, _Near(near.vertex, near.segment, share, foot, metres))


def _far_along(lines: Lines, near: _Near, snap_m: float) -> Array:
    """Say for each end and segment of one line whether the line goes away by enough in between."""
    step = np.append(geodesics_m(lines.coords[:-1], lines.coords[1:]), 0.0)
    along: Array = np.cumsum(step) - step
    # The places along run on over all lines; within one line their differences are lengths.
    ahead = np.minimum(
        np.abs(along[near.segment] - along[near.vertex]), np.abs(along[near.segment + 1] - along[near.vertex])
    )
    return np.asarray(ahead > _OWN_LOOP * snap_m)


def _of_vertices(lines: Lines, near: _Near, seeds: _Seeds, snap_m: float, join_crossings: bool) -> _Near:
    """Return what the inner vertices of lines are tied to."""
    near = near.some(~_meets_beside(lines, near, seeds))
    alike = lines.mode[lines.line[near.vertex]] == lines.mode[lines.line[near.segment]]
    full = alike if join_crossings else np.zeros(len(alike), dtype=bool)
    tied = _nearest(lines, near.some(full))
    rest = near.some(~full)
    both = []
    for vertex, share in ((rest.segment, 0.0), (rest.segment + 1, 1.0)):
        away = geodesics_m(lines.coords[rest.vertex], lines.coords[vertex]) if len(vertex) else np.empty(0)
        close = (away <= snap_m) & ~lines.is_end[vertex]
        both.append(
            _Near(rest.vertex, rest.segment, np.full(len(vertex), share), lines.coords[vertex], away).some(close)
        )
    one, other = both
    apart = _nearest(lines, _Near(*(np.concatenate([getattr(one, n), getattr(other, n)]) for n in vars(one))))
    partner = apart.segment + (apart.share == 1)
    size = np.int64(len(lines.coords))
    mutual = np.isin(apart.vertex * size + partner, partner * size + apart.vertex)
    apart = apart.some(mutual)
    return _Near(*(np.concatenate([getattr(tied, n), getattr(apart, n)]) for n in vars(tied)))


def _nearest(lines: Lines, near: _Near) -> _Near:
    """Return for each vertex and each line near it the nearest candidate."""
    order = np.lexsort((near.segment, near.metres, lines.line[near.segment], near.vertex))
    near = near.some(order)
    line = lines.line[near.segment]
    new = (np.diff(near.vertex, prepend=-1) != 0) | (np.diff(line, prepend=-1) != 0)
    return near.some(new)


def _meets_beside(lines: Lines, near: _Near, seeds: _Seeds) -> Array:
    """Say for each candidate whether its two lines meet beside it and part from there."""
    key = _pair_key(lines, lines.line[near.vertex], lines.line[near.segment])
    first: Array = np.searchsorted(seeds.key, key, "left")
    count: Array = np.searchsorted(seeds.key, key, "right") - first
    row = np.repeat(np.arange(len(key)), count)
    meets = np.zeros(len(key), dtype=bool)
    if len(row):
        seed = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        away = geodesics_m(lines.coords[near.vertex[row]], seeds.lonlat[seed])
        meets[row[near.metres[row] >= _PARTING * away]] = True
    return meets
