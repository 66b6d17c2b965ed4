"""Lines as arrays, and where those of one mode cross each other.

Lines are one array of vertices (v, 2) in longitude and latitude with the line of each vertex (v); segment number i runs
from vertex i to vertex i + 1 where both are of one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from .segment_grid import segment_pairs
from .shapes import Array

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; may raise `Cancelled`."""


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


def same_place(coords: Array) -> Array:
    """Return a number for each point (n, 2): equal for points whose coordinates are equal to a centimetre."""
    whole = np.round(coords * 1e7).astype(np.int64)
    return np.unique(whole[:, 0] * 4_000_000_000 + whole[:, 1], return_inverse=True)[1].reshape(-1)


def crossings(lines: Lines, progress: Progress) -> tuple[Array, Array, Array, Array, Array]:
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
        nothing = np.empty(0, np.int64)
        return nothing, nothing, np.empty(0), np.empty(0), np.empty((0, 2))
    first, second, share_1, share_2 = (np.concatenate([one[n] for one in kept]) for n in range(4))
    once = np.unique(first * np.int64(len(lines.coords)) + second, return_index=True)[1]
    first, second, share_1, share_2 = first[once], second[once], share_1[once], share_2[once]
    place = lines.coords[first] + share_1[:, None] * (lines.coords[first + 1] - lines.coords[first])
    return first, second, share_1, share_2, place


def _cross(a: Array, b: Array) -> Array:
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def _square(a: Array) -> Array:
    return np.einsum("ij,ij->i", a, a)
