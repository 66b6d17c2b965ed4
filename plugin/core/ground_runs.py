"""Where straight segments run in ground and where beside it: the exact stretches, for a million segments at once.

Ground is one or several (Multi)Polygons, in which "inside" means inside any of them. A stretch along an edge of the
ground is on its border, unless ground lies on both sides of it; a touch at a point is no stretch. Segments and edges
are straight in longitude and latitude; what is no further than a tenth of a millimetre from an edge is on it.

Most segments are told by cells that no edge of the ground passes: such a cell is inside as a whole, or outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .segment_grid import Cells, box_pairs, pieces
from .shapes import Array, Geometry, contains_xy, polygons_of, rings_at_once

INSIDE, BORDER, OUTSIDE, MIXED = 1, 0, -1, 2

_ON_DEG = 1e-9
_BESIDE_DEG = 1e-7
# About as many cells as tell most segments, and no more than are made in a hundredth of a second.
_MOST_CELLS_A_SIDE = 1024


@dataclass(frozen=True)
class Runs:
    """How segments run.

    Attributes
    ----------
    state
        INSIDE, BORDER, OUTSIDE or MIXED for each segment (s).
    segment, begin, end, of_run
        The stretches (r) of the segments that are MIXED, in order: the segment, the shares of it between which the
        stretch lies, and INSIDE, BORDER or OUTSIDE.
    """

    state: Array
    segment: Array
    begin: Array
    end: Array
    of_run: Array

    def any(self, state: int) -> Array:
        """Say for each segment (s, bool) whether any stretch of it is in that state."""
        found = np.asarray(self.state == state)
        found[self.segment[self.of_run == state]] = True
        return found


def runs(areas: Sequence[Geometry], start: Array, end: Array) -> Runs:
    """Return how segments from `start` to `end` (s, 2) run in the ground of the areas."""
    state = np.full(len(start), OUTSIDE, dtype=np.int8)
    nothing = np.empty(0, int), np.empty(0), np.empty(0), np.empty(0, np.int8)
    outline = _outline(areas)
    if not len(start) or not len(outline[0]):
        return Runs(state, *nothing)
    cells = _cells_over(*outline)
    # Only what may meet the ground's box is looked at.
    west, south = outline[0].min(axis=0)
    east, north = outline[0].max(axis=0)
    a, b = start, end
    near = (np.minimum(a[:, 0], b[:, 0]) <= east) & (np.maximum(a[:, 0], b[:, 0]) >= west)
    near &= (np.minimum(a[:, 1], b[:, 1]) <= north) & (np.maximum(a[:, 1], b[:, 1]) >= south)
    which = np.flatnonzero(near)
    a, b = start[which], end[which]
    low, high, piece_of = pieces(*outline, cells.size_deg)
    taken = np.zeros((cells.rows, cells.columns), dtype=bool)
    taken.reshape(-1)[cells.under(low, high)[1]] = True
    clear = _clear(cells, taken, a, b)
    state[which[clear]] = _by_cells(areas, cells, taken, a[clear])
    which, a, b = which[~clear], a[~clear], b[~clear]
    if not len(which):
        return Runs(state, *nothing)
    pairs = _pairs(cells, a, b, low, high, piece_of)
    segment, begin, stop, of_run = _stretches(areas, a, b, outline, pairs)
    return _told(state, which, segment, begin, stop, of_run)


def _told(state: Array, which: Array, segment: Array, begin: Array, end: Array, of_run: Array) -> Runs:
    """Return the runs with what is alike from end to end told by its state alone."""
    lowest = np.full(len(which), 9, dtype=np.int8)
    highest = np.full(len(which), -9, dtype=np.int8)
    np.minimum.at(lowest, segment, of_run)
    np.maximum.at(highest, segment, of_run)
    mixed = lowest < highest
    # A segment too short for any stretch says nothing, like one along the border.
    state[which] = np.where(lowest > highest, BORDER, np.where(mixed, MIXED, lowest))
    kept = mixed[segment]
    return Runs(state, which[segment[kept]], begin[kept], end[kept], of_run[kept])


def _outline(areas: Sequence[Geometry]) -> tuple[Array, Array]:
    """Return the edges of all rings: start and end (e, 2)."""
    found = rings_at_once([polygon for area in areas for polygon in polygons_of(area)])
    inner = found.ring[1:] == found.ring[:-1]
    return found.coords[:-1][inner], found.coords[1:][inner]


# ---------------------------------------------------------------- cells


def _cells_over(start: Array, end: Array) -> Cells:
    """Return cells over the outline, a little wider than it is."""
    low, high = np.minimum(start, end).min(axis=0), np.maximum(start, end).max(axis=0)
    aside = min(_MOST_CELLS_A_SIDE, 16 + 4 * int(len(start) ** 0.5))
    size = max(float((high - low).max()) / aside, 1e-6)
    columns, rows = (np.floor((high - low) / size).astype(int) + 3).tolist()
    return Cells(float(low[0]) - size, float(low[1]) - size, size, columns, rows)


def _clear(cells: Cells, taken: Array, start: Array, end: Array) -> Array:
    """Say for each segment whether no edge of the ground is in the cells under its box."""
    count = np.zeros((cells.rows + 1, cells.columns + 1), dtype=np.int64)
    count[1:, 1:] = taken.cumsum(axis=0).cumsum(axis=1)
    column_a, column_b = cells.column(start[:, 0]), cells.column(end[:, 0])
    row_a, row_b = cells.row(start[:, 1]), cells.row(end[:, 1])
    west, east = np.minimum(column_a, column_b), np.maximum(column_a, column_b) + 1
    south, north = np.minimum(row_a, row_b), np.maximum(row_a, row_b) + 1
    flat, wide = count.reshape(-1), cells.columns + 1
    inside = flat[north * wide + east] - flat[north * wide + west] - flat[south * wide + east]
    return np.asarray(inside + flat[south * wide + west] == 0)


def _by_cells(areas: Sequence[Geometry], cells: Cells, taken: Array, points: Array) -> Array:
    """Return INSIDE or OUTSIDE for points in cells without an edge: one question for all cells that hang together."""
    from scipy.ndimage import label

    region, count = label(~taken)
    first = np.unique(region.reshape(-1), return_index=True)[1][-count:] if count else np.empty(0, int)
    row, column = np.divmod(first, cells.columns)
    lon = cells.west + (column + 0.5) * cells.size_deg
    lat = cells.south + (row + 0.5) * cells.size_deg
    inside = np.append(False, _in_any(areas, np.column_stack([lon, lat])))
    return np.where(inside[region[cells.row(points[:, 1]), cells.column(points[:, 0])]], INSIDE, OUTSIDE)


def _in_any(areas: Sequence[Geometry], points: Array) -> Array:
    """Say for each point (n, 2) whether it is inside any of the areas."""
    inside = np.zeros(len(points), dtype=bool)
    for area in areas:
        if area.is_empty:
            continue
        west, south, east, north = area.bounds
        asked = ~inside & (points[:, 0] >= west) & (points[:, 0] <= east)
        asked &= (points[:, 1] >= south) & (points[:, 1] <= north)
        which = np.flatnonzero(asked)
        inside[which] = contains_xy(area, points[which, 0], points[which, 1])
    return inside


# ---------------------------------------------------------------- exact stretches


def _pairs(cells: Cells, start: Array, end: Array, low: Array, high: Array, piece_of: Array) -> tuple[Array, Array]:
    """Return the pairs of segment and edge of the outline that may meet."""
    own_low, own_high, segment = pieces(start, end, cells.size_deg)
    room = _ON_DEG
    found = [(segment[a], piece_of[b]) for a, b, _ in box_pairs(own_low - room, own_high + room, low, high, cells)]
    if not found:
        return np.empty(0, int), np.empty(0, int)
    size = np.int64(piece_of[-1] + 1)
    key = np.unique(np.concatenate([one * size + other for one, other in found]))
    return np.divmod(key, size)


def _stretches(
    areas: Sequence[Geometry], a: Array, b: Array, outline: tuple[Array, Array], pairs: tuple[Array, Array]
) -> tuple[Array, Array, Array, Array]:
    """Return the stretches of each segment between the places where it meets the outline, with their states."""
    segment, edge = pairs
    p, r = a[segment], (b - a)[segment]
    q, s = outline[0][edge], (outline[1] - outline[0])[edge]
    turn = r[:, 0] * s[:, 1] - r[:, 1] * s[:, 0]
    length, other = np.hypot(r[:, 0], r[:, 1]), np.hypot(s[:, 0], s[:, 1])
    real = np.abs(turn) > 1e-12 * length * other
    safe = np.where(real, turn, 1.0)
    gap = q - p
    share = (gap[:, 0] * s[:, 1] - gap[:, 1] * s[:, 0]) / safe
    along = (gap[:, 0] * r[:, 1] - gap[:, 1] * r[:, 0]) / safe
    room = _ON_DEG / np.maximum(other, 1e-15)
    real &= (along >= -room) & (along <= 1 + room)
    breaks, of = [share[real]], [segment[real]]
    for vertex in (q, q + s):
        at, off = _foot(p, r, vertex)
        on = off <= _ON_DEG
        breaks.append(at[on])
        of.append(segment[on])
    every = np.arange(len(a))
    at = np.concatenate([*breaks, np.zeros(len(a)), np.ones(len(a))])
    of_break = np.concatenate([*of, every, every])
    valid = (at >= 0) & (at <= 1)
    at, of_break = at[valid], of_break[valid]
    order = np.lexsort((at, of_break))
    at, of_break = at[order], of_break[order]
    size = np.hypot(*(b - a).T)
    real_run = (of_break[1:] == of_break[:-1]) & (np.diff(at) * size[of_break[1:]] > _ON_DEG)
    run = np.flatnonzero(real_run)
    own, begin, stop = of_break[run], at[run], at[run + 1]
    middle = a[own] + (0.5 * (begin + stop))[:, None] * (b - a)[own]
    inside = _in_any(areas, middle)
    state = np.where(inside, INSIDE, OUTSIDE).astype(np.int8)
    border = _on_outline(own, middle, pairs, q, s)
    state[border] = _beside(areas, middle[border], (b - a)[own[border]])
    # Nothing that is shorter than the least stretch hides: the stretch before it reaches over it.
    begin[1:] = np.where(own[1:] == own[:-1], stop[:-1], begin[1:])
    return own, begin, stop, state


def _foot(p: Array, r: Array, point: Array) -> tuple[Array, Array]:
    """Return the share of the segment nearest to each point, and how far off it is in degrees."""
    gap = point - p
    share = (gap[:, 0] * r[:, 0] + gap[:, 1] * r[:, 1]) / np.maximum(r[:, 0] ** 2 + r[:, 1] ** 2, 1e-300)
    share = np.clip(share, 0.0, 1.0)
    off = gap - share[:, None] * r
    return share, np.hypot(off[:, 0], off[:, 1])


def _on_outline(own: Array, middle: Array, pairs: tuple[Array, Array], q: Array, s: Array) -> Array:
    """Say for each stretch whether its middle lies on an edge of the ground."""
    segment = pairs[0]
    first: Array = np.searchsorted(segment, own, "left")
    count: Array = np.searchsorted(segment, own, "right") - first
    row = np.repeat(np.arange(len(own)), count)
    pair = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    on = np.zeros(len(own), dtype=bool)
    on[row[_foot(q[pair], s[pair], middle[row])[1] <= _ON_DEG]] = True
    return on


def _beside(areas: Sequence[Geometry], middle: Array, way: Array) -> Array:
    """Return INSIDE where ground lies on both sides of a stretch along an edge, BORDER where it does not."""
    aside = np.column_stack([-way[:, 1], way[:, 0]])
    aside *= _BESIDE_DEG / np.maximum(np.hypot(aside[:, 0], aside[:, 1]), 1e-300)[:, None]
    both = _in_any(areas, middle + aside) & _in_any(areas, middle - aside)
    return np.where(both, INSIDE, BORDER)
