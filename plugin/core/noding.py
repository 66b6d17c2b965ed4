"""Where routes meet: the places at which the lines of a network are joined to each other.

Lines are arrays as in `line_crossings`. What is found are vertices to put into segments, and ties: pairs of points that
are one place. Points are numbered: first the vertices, then those put in.

Joined are
- points whose coordinates are equal to a centimetre;
- an end of a line and the nearest point of every other line within the snapping tolerance (its end, if one is within);
- lines that cross, if crossings are joined and both are of one mode;
- vertices within the tolerance of another line: for lines of one mode with crossings joined, tied to the nearest point
  of that line, so that a stretch drawn twice becomes one; else only to its nearest vertex, if each is the nearest of
  the other.
Lines that leave a place where they meet at more than 30 degrees are not joined again beside it; what is within the
tolerance of it, and of the other line, becomes that place, such as an end drawn a little too far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .line_crossings import Lines, Progress, crossings, same_place
from .nearest import geodesics_m
from .segment_grid import feet, near_pairs
from .shapes import Array

# Beside a place where two lines meet, a point of one is tied to the other only where it is nearer to that line than
# this share of its distance from the place: lines nearly on top of each other, not lines that part.
_PARTING = 0.5
# A line's end is joined to the line's own inside only where that lies so many tolerances further along.
_OWN_LOOP = 4.0
_SAME_M = 0.02


@dataclass(frozen=True)
class Joints:
    """Points (k, 2) put into segments that start at `after` (k), at that `share` (k), and `ties` (t, 2) of points."""

    lonlat: Array
    after: Array
    share: Array
    ties: Array


@dataclass(frozen=True)
class _Seeds:
    """Places (s, 2) where two lines already meet, and their points; `key` (s) names the pair of lines, in order."""

    key: Array
    lonlat: Array
    point: Array

    def plus(self, key: Array, lonlat: Array, point: Array) -> _Seeds:
        key, point = np.concatenate([self.key, key]), np.concatenate([self.point, point])
        order = np.argsort(key, kind="stable")
        return _Seeds(key[order], np.concatenate([self.lonlat, lonlat])[order], point[order])


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


def joints(lines: Lines, snap_m: float, join_crossings: bool, progress: Progress = lambda share: None) -> Joints:
    """Return where lines meet by the rules above; `snap_m` is the snapping tolerance in metres, 0 for none."""
    seeds = _shared(lines)
    size = len(lines.coords)
    after, at_share, lonlat, ties = [], [], [], [np.empty((0, 2), np.int64)]
    if join_crossings:
        first, second, share_1, share_2, at = crossings(lines, lambda done: progress(0.5 * done))
        points = size + np.arange(2 * len(first))
        after, at_share, lonlat = [first, second], [share_1, share_2], [at, at]
        ties += [points.reshape(2, -1).T, *_at_vertices(lines, points, np.append(first, second), np.tile(at, (2, 1)))]
        seeds = seeds.plus(_pair_key(lines, lines.line[first], lines.line[second]), at, points[: len(first)])
    if snap_m > 0:
        near = _candidates(lines, snap_m, lambda done: progress(0.5 + 0.5 * done))
        full = _of_one_mode(lines, near) & join_crossings
        ends = lines.is_end[near.vertex]
        parting, _ = _parting(lines, near, seeds, snap_m)
        at_ends = _of_ends(lines, near.some(ends & ~parting), snap_m)
        key = _pair_key(lines, lines.line[at_ends.vertex], lines.line[at_ends.segment])
        seeds = seeds.plus(key, at_ends.foot, at_ends.vertex)
        parting, absorbed = _parting(lines, near, seeds, snap_m)
        ties.append(np.column_stack([near.vertex, absorbed])[full & (absorbed >= 0)])
        inner = ~ends & ~parting
        for some in (
            at_ends,
            _nearest(lines, near.some(inner & full)),
            _at_partners(lines, near.some(inner & ~full), snap_m),
        ):
            inside = (some.share > 0) & (some.share < 1)
            number = size + sum(map(len, after)) + np.cumsum(inside) - 1
            number[~inside] = some.segment[~inside] + (some.share[~inside] == 1)
            ties.append(np.column_stack([some.vertex, number]))
            after.append(some.segment[inside])
            at_share.append(some.share[inside])
            lonlat.append(some.foot[inside])
    if not after:
        return Joints(np.empty((0, 2)), np.empty(0, np.int64), np.empty(0), ties[0])
    return Joints(np.concatenate(lonlat), np.concatenate(after), np.concatenate(at_share), np.concatenate(ties))


def _at_vertices(lines: Lines, number: Array, segment: Array, at: Array) -> list[Array]:
    """Return ties (t, 2) of crossings that lie at an end of their segment with that end."""
    ties = []
    for vertex in (segment, segment + 1):
        close = geodesics_m(lines.coords[vertex], at) <= _SAME_M if len(at) else np.zeros(0, dtype=bool)
        ties.append(np.column_stack([number[close], vertex[close]]))
    return ties


def _pair_key(lines: Lines, one: Array, other: Array) -> Array:
    return np.minimum(one, other) * np.int64(len(lines.mode)) + np.maximum(one, other)


def _shared(lines: Lines) -> _Seeds:
    """Return the points that two lines, or one line twice, have as a vertex."""
    same = same_place(lines.coords)
    order = np.argsort(same, kind="stable")
    many = np.bincount(same, minlength=1)
    sorted_same = same[order]
    keys, places = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for apart in range(1, int(many.max()) if len(same) else 1):
        equal = np.flatnonzero(sorted_same[apart:] == sorted_same[:-apart])
        one, other = order[equal], order[equal + apart]
        keys.append(_pair_key(lines, lines.line[one], lines.line[other]))
        places.append(one)
    none = _Seeds(np.empty(0, np.int64), np.empty((0, 2)), np.empty(0, np.int64))
    point = np.concatenate(places)
    return none.plus(np.concatenate(keys), lines.coords[point], point)


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
        vertex, segment = vertex[other], segment[other]
        foot, share = feet(lines.coords[vertex], lines.coords[segment], lines.coords[segment + 1])
        metres = geodesics_m(lines.coords[vertex], foot)
        # A line's own inside counts for its ends only, or where the line runs back on itself.
        counts = (lines.line[segment] != lines.line[vertex]) | is_end[vertex] | (metres <= _SAME_M)
        close = counts & (metres <= snap_m)
        found.append(_Near(vertex[close], segment[close], share[close], foot[close], metres[close]))
    if not found:
        nothing = np.empty(0, np.int64)
        return _Near(nothing, nothing, np.empty(0), np.empty((0, 2)), np.empty(0))
    return _Near(
        *(
            np.concatenate([getattr(one, name) for one in found])
            for name in ("vertex", "segment", "share", "foot", "metres")
        )
    )


def _of_one_mode(lines: Lines, near: _Near) -> Array:
    """Say for each candidate whether its two lines are of one mode."""
    return np.asarray(lines.mode[lines.line[near.vertex]] == lines.mode[lines.line[near.segment]])


def _of_ends(lines: Lines, near: _Near, snap_m: float) -> _Near:
    """Return for each end and each line the point it is joined to: that line's end if it is near, else the foot."""
    own = np.flatnonzero(lines.line[near.vertex] == lines.line[near.segment])
    if len(own):
        near = near.some(np.delete(np.arange(len(near.vertex)), own[~_far_along(lines, near.some(own), snap_m)]))
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


def _at_partners(lines: Lines, near: _Near, snap_m: float) -> _Near:
    """Return what inner vertices are tied to where only vertices count: of two lines, the two nearest each other."""
    both = []
    for vertex, share in ((near.segment, 0.0), (near.segment + 1, 1.0)):
        away = geodesics_m(lines.coords[near.vertex], lines.coords[vertex]) if len(vertex) else np.empty(0)
        close = (away <= snap_m) & ~lines.is_end[vertex]
        both.append(
            _Near(near.vertex, near.segment, np.full(len(vertex), share), lines.coords[vertex], away).some(close)
        )
    one, other = both
    found = _nearest(lines, _Near(*(np.concatenate([getattr(one, n), getattr(other, n)]) for n in vars(one))))
    partner = found.segment + (found.share == 1)
    size = np.int64(len(lines.coords))
    return found.some(np.isin(found.vertex * size + partner, partner * size + found.vertex))


def _nearest(lines: Lines, near: _Near) -> _Near:
    """Return for each vertex and each line near it the nearest candidate, and all that the vertex lies on."""
    order = np.lexsort((near.segment, near.metres, lines.line[near.segment], near.vertex))
    near = near.some(order)
    line = lines.line[near.segment]
    new = (np.diff(near.vertex, prepend=-1) != 0) | (np.diff(line, prepend=-1) != 0)
    return near.some(new | (np.abs(near.metres) <= _SAME_M))


def _parting(lines: Lines, near: _Near, seeds: _Seeds, snap_m: float) -> tuple[Array, Array]:
    """Say for each candidate whether its two lines meet beside it and part from there, and at which point.

    The point is -1 where none of them is within the tolerance; of several, the nearest.
    """
    key = _pair_key(lines, lines.line[near.vertex], lines.line[near.segment])
    first: Array = np.searchsorted(seeds.key, key, "left")
    count: Array = np.searchsorted(seeds.key, key, "right") - first
    row = np.repeat(np.arange(len(key)), count)
    parting, point = np.zeros(len(key), dtype=bool), np.full(len(key), -1)
    if not len(row):
        return parting, point
    seed = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    away = geodesics_m(lines.coords[near.vertex[row]], seeds.lonlat[seed])
    # What lies on the other line does not part from it.
    beside = (near.metres[row] >= _PARTING * away) & (near.metres[row] > _SAME_M)
    row, seed, away = row[beside], seed[beside], away[beside]
    parting[row] = True
    order = np.lexsort((seed, -away))  # the nearest is written last
    order = order[away[order] <= snap_m]
    point[row[order]] = seeds.point[seed[order]]
    return parting, point
