"""Which of many short segments lie near which others, or near points: a grid of cells over longitude and latitude.

Segments are arrays `start` and `end` (n, 2) in degrees, straight in longitude and latitude. A long segment is cut into
pieces about as long as a cell, so that one road across a country does not meet every cell of it. Pairs come back in
portions, with the share of the work that is done: they share a cell and their boxes overlap, and nothing else is said
about them. Some pairs of segments come more than once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .geodesy import ECCENTRICITY_2, SEMI_MAJOR_M
from .shapes import Array

_PAIRS_AT_ONCE = 2_000_000
_MOST_CELLS = 4_000_000
# No degree of a meridian is shorter (on the equator), in metres.
_SHORTEST_DEGREE_M = np.radians(SEMI_MAJOR_M) * (1 - ECCENTRICITY_2)


@dataclass(frozen=True)
class Cells:
    """Cells of `size_deg` from the corner `west`, `south` on, in so many `columns` and `rows`."""

    west: float
    south: float
    size_deg: float
    columns: int
    rows: int

    def column(self, lon: Array) -> Array:
        """Return the column (n) of each longitude; beyond the last or first one, that one."""
        return np.clip(((lon - self.west) / self.size_deg).astype(np.int64), 0, self.columns - 1)

    def row(self, lat: Array) -> Array:
        """Return the row (n) of each latitude; beyond the last or first one, that one."""
        return np.clip(((lat - self.south) / self.size_deg).astype(np.int64), 0, self.rows - 1)

    def under(self, low: Array, high: Array) -> tuple[Array, Array]:
        """Return pairs of box and cell number: every cell that a box, from `low` to `high` (n, 2), touches."""
        west, south = self.column(low[:, 0]), self.row(low[:, 1])
        wide, tall = self.column(high[:, 0]) - west + 1, self.row(high[:, 1]) - south + 1
        count = wide * tall
        box = np.repeat(np.arange(len(count)), count)
        number = np.arange(len(box)) - np.repeat(np.cumsum(count) - count, count)
        row, column = np.divmod(number, wide[box])
        return box, (south[box] + row) * self.columns + west[box] + column


def cells_for(low: Array, high: Array, at_least_deg: float) -> Cells:
    """Return cells over all boxes, about twice as wide as a box is on average, and never narrower than asked."""
    if not len(low):
        return Cells(0.0, 0.0, 1.0, 1, 1)
    corner, far = low.min(axis=0), high.max(axis=0)
    span = np.maximum(far - corner, 1e-9)
    size = max(at_least_deg, 2 * float((high - low).max(axis=1).mean()), 1e-9)
    size = max(size, float(np.sqrt(span[0] * span[1] / _MOST_CELLS)), float(span.max()) / _MOST_CELLS)
    columns, rows = (np.floor(span / size).astype(int) + 1).tolist()
    return Cells(float(corner[0]), float(corner[1]), size, columns, rows)


def pieces(start: Array, end: Array, size_deg: float) -> tuple[Array, Array, Array]:
    """Return boxes from `low` to `high` (k, 2) of pieces no longer than `size_deg`, and the segment of each (k)."""
    delta = end - start
    count = np.maximum(1, np.ceil(np.abs(delta).max(axis=1) / size_deg)).astype(np.int64)
    if not len(count) or count.max() == 1:
        return np.minimum(start, end), np.maximum(start, end), np.arange(len(start))
    segment = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    step = delta / count[:, None]
    first = start[segment] + number[:, None] * step[segment]
    last = first + step[segment]
    # The last piece ends where its segment does, whatever the sum of the steps is rounded to.
    final = number == count[segment] - 1
    last[final] = end[segment[final]]
    return np.minimum(first, last), np.maximum(first, last), segment


def margin_deg(lat: Array, metres: float) -> Array:
    """Return degrees (n, 2) of longitude and latitude that are at least so many metres at each latitude (n)."""
    tall = metres / _SHORTEST_DEGREE_M
    flat = np.cos(np.radians(np.minimum(np.abs(lat) + tall, 89.9)))
    return np.column_stack([np.broadcast_to(tall / flat, flat.shape), np.full(len(flat), tall)])


def box_pairs(
    low_a: Array, high_a: Array, low_b: Array, high_b: Array, cells: Cells, at_once: int = _PAIRS_AT_ONCE
) -> Iterator[tuple[Array, Array, float]]:
    """Yield the places (a, b) of boxes that overlap or touch, each pair once, in portions."""
    if not (len(low_a) and len(low_b)):
        return
    item_b, cell_b = cells.under(low_b, high_b)
    order = np.argsort(cell_b, kind="stable")
    item_b, cell_b = item_b[order], cell_b[order]
    item_a, cell_a = cells.under(low_a, high_a)
    first: Array = np.searchsorted(cell_b, cell_a, "left")
    count: Array = np.searchsorted(cell_b, cell_a, "right") - first
    some = np.flatnonzero(count)
    portion: Array = np.cumsum(count[some]) // at_once
    starts = np.flatnonzero(np.diff(portion, prepend=-1))
    for begin, stop in zip(starts, np.append(starts[1:], len(some))):
        which = some[begin:stop]
        many = count[which]
        row = np.repeat(which, many)
        a = item_a[row]
        b = item_b[first[row] + np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)]
        corner, far = np.maximum(low_a[a], low_b[b]), np.minimum(high_a[a], high_b[b])
        # Boxes that share several cells are paired in that of the lower left corner of what they share.
        home = cells.row(corner[:, 1]) * cells.columns + cells.column(corner[:, 0]) == cell_a[row]
        good = home & (corner <= far).all(axis=1)
        yield a[good], b[good], float(stop) / len(some)


def segment_pairs(start: Array, end: Array, at_once: int = _PAIRS_AT_ONCE) -> Iterator[tuple[Array, Array, float]]:
    """Yield pairs (a < b) of segments of one set whose boxes, or those of their pieces, overlap."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    cells = cells_for(low, high, 0.0)
    low, high, segment = _by_place(cells, *pieces(start, end, cells.size_deg))
    for a, b, done in box_pairs(low, high, low, high, cells, at_once):
        a, b = segment[a], segment[b]
        once = a < b
        yield a[once], b[once], done


def near_pairs(
    points: Array, start: Array, end: Array, metres: float, at_once: int = _PAIRS_AT_ONCE
) -> Iterator[tuple[Array, Array, float]]:
    """Yield pairs (point, segment) of which the segment, or a piece of it, has its box within so many metres."""
    margin = margin_deg(points[:, 1], metres) if len(points) else np.empty((0, 2))
    widest = float(margin.max()) if len(margin) else 0.0
    cells = cells_for(np.minimum(start, end), np.maximum(start, end), widest)
    low, high, segment = _by_place(cells, *pieces(start, end, cells.size_deg))
    least, most, number = _by_place(cells, points - margin, points + margin, np.arange(len(points)))
    for point, piece, done in box_pairs(least, most, low, high, cells, at_once):
        yield number[point], segment[piece], done


def _by_place(cells: Cells, low: Array, high: Array, number: Array) -> tuple[Array, Array, Array]:
    """Return boxes and their numbers cell by cell: neighbours on the map become neighbours in memory."""
    order = np.argsort(cells.row(low[:, 1]) * cells.columns + cells.column(low[:, 0]), kind="stable")
    return low[order], high[order], number[order]


def feet(points: Array, start: Array, end: Array) -> tuple[Array, Array]:
    """Return the nearest point (n, 2) of each segment to its point (n, 2), and the share of the segment there (n).

    In a plane true to scale at the point: good to a thousandth of distances up to some 10 km.
    """
    flat = np.column_stack([np.cos(np.radians(points[:, 1])), np.ones(len(points))])
    way, off = (end - start) * flat, (points - start) * flat
    length_2 = np.einsum("ij,ij->i", way, way)
    share = np.clip(np.einsum("ij,ij->i", way, off) / np.where(length_2 > 0, length_2, 1.0), 0.0, 1.0)
    foot = start + share[:, None] * (end - start)
    foot[share == 1.0] = end[share == 1.0]
    return foot, share
