"""The way on which a disc stays as large as can be, through the room inside ground.

Metres in the plane of the `Room`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

from .clearance import Room
from .shapes import Array

Near = Callable[[Array, Array], Array]
"""Says for discs with these centres (n, 2) and radii (n) how much nearer they come than they have to (n), in metres.

Below 0 they do not come near enough.
"""

_HALVINGS = 40
# Links to where the discs begin and end have no length; the search wants one.
_NO_LENGTH_M = 1e-6
# A disc at an end is not limited by what it has to reach when it is larger than the narrowest by this.
_TIGHT = 1.02


@dataclass(frozen=True)
class Way:
    """The widest way of a disc.

    Attributes
    ----------
    width_m
        The diameter of the largest disc; the limit at most.
    xy
        Where its centre goes (n, 2), from the place to the base, as short as can be at that width.
    pinch
        Where there is least room on it (2).
    edges
        The edge points (two indices) that are nearest there; -1 for the window's border.
    across
        Whether they are opposite each other, so that the width is the distance between them; else it is twice that
        from the pinch to either.
    sides, room_m
        For each step of the way the edge points that are nearest (s, 2), as in `edges`, and how far they are (s).
    tight_ends
        The edge points about the first and the last disc, where these are hardly larger than they must be: how near
        they come to the place or base may be what limits the width.
    """

    width_m: float
    xy: Array
    pinch: Array
    edges: tuple[int, int]
    across: bool
    sides: Array
    room_m: Array
    tight_ends: Array


def joined_to(places: Array, near_m: float) -> Near:
    """Return what says how much nearer than so many metres discs come to the nearest of some places (p, 2)."""

    def to_spare(xy: Array, reach_m: Array) -> Array:
        off = np.min([np.hypot(xy[:, 0] - x, xy[:, 1] - y) for x, y in places], axis=0)
        return np.asarray(near_m + reach_m - off)

    return to_spare


def widest_way(room: Room, at_start: Near, at_end: Near, limit_m: float) -> Way | None:
    """Return the widest way from a disc near the one end to one near the other; None where there is no way at all.

    The discs of all radii that fit at all are covered by those about nodes. So a disc may begin at a node whose largest
    disc comes near enough, and on a link between such a node and another as far as that holds, where a node is put in.
    """
    room = _cut_where_it_ends(_cut_where_it_ends(room, at_start), at_end)
    first = np.flatnonzero(at_start(room.xy, room.reach_m) >= 0)
    last = np.flatnonzero(at_end(room.xy, room.reach_m) >= 0)
    if not len(first) or not len(last):
        return None
    graph = _with_ends(room, first, last, 0.5 * limit_m)
    radius_m = _widest_radius(graph)
    if radius_m is None:
        return None
    return _shortest(room, graph, radius_m)


def _cut_where_it_ends(room: Room, near: Near) -> Room:
    """Return the room with a node where discs along a link cease to be near enough."""
    spare = near(room.xy, room.reach_m)
    rows = np.flatnonzero((spare[room.link[:, 0]] >= 0) != (spare[room.link[:, 1]] >= 0))
    if not len(rows):
        return room
    link = room.link[rows]
    turned = spare[link[:, 0]] < 0
    link[turned] = link[turned, ::-1]
    start, end = room.xy[link[:, 0]], room.xy[link[:, 1]]
    to = room.points_xy[room.between[rows, 0]]
    holds, fails = np.zeros(len(rows)), np.ones(len(rows))
    for _ in range(_HALVINGS):
        share = 0.5 * (holds + fails)
        xy = start + share[:, None] * (end - start)
        enough = near(xy, np.hypot(*(xy - to).T)) >= 0
        holds, fails = np.where(enough, share, holds), np.where(enough, fails, share)
    new = len(room.xy) + np.arange(len(rows))
    pairs = np.vstack([np.column_stack([link[:, 0], new]), np.column_stack([new, link[:, 1]])])
    between = np.vstack([room.between[rows]] * 2)
    return room.with_nodes(start + holds[:, None] * (end - start), rows, between, pairs)


@dataclass(frozen=True)
class _Graph:
    """Links (m, 2) with how large a disc fits through each (m, radius); the last two nodes are the two ends."""

    count: int
    link: Array
    radius_m: Array
    length_m: Array


def _with_ends(room: Room, first: Array, last: Array, limit_m: float) -> _Graph:
    """Return the room as a graph with one node more for each end, joined to the nodes where discs begin and stop."""
    n = len(room.xy)
    begin = np.column_stack([np.full(len(first), n), first])
    stop = np.column_stack([last, np.full(len(last), n + 1)])
    step = room.xy[room.link[:, 1]] - room.xy[room.link[:, 0]]
    return _Graph(
        n + 2,
        np.vstack([room.link, begin, stop]),
        np.minimum(np.concatenate([room.narrow_m, room.reach_m[first], room.reach_m[last]]), limit_m),
        np.concatenate([np.hypot(*step.T), np.zeros(len(first) + len(last))]) + _NO_LENGTH_M,
    )


def _widest_radius(graph: _Graph) -> float | None:
    """Return the largest radius whose links still join the two ends, by halving."""
    radii = np.unique(graph.radius_m)
    if not _joins(graph, radii[0]):
        return None
    low, high = 0, len(radii)
    while high - low > 1:
        middle = (low + high) // 2
        if _joins(graph, radii[middle]):
            low = middle
        else:
            high = middle
    return float(radii[low])


def _joins(graph: _Graph, radius_m: float) -> bool:
    from scipy.sparse.csgraph import connected_components

    _, label = connected_components(_matrix(graph, graph.radius_m >= radius_m), directed=False)
    return bool(label[-2] == label[-1])


def _matrix(graph: _Graph, kept: Array) -> Any:
    from scipy.sparse import coo_matrix

    link = graph.link[kept]
    cells = (graph.length_m[kept], (link[:, 0], link[:, 1]))
    return coo_matrix(cells, shape=(graph.count, graph.count)).tocsr()


def _shortest(room: Room, graph: _Graph, radius_m: float) -> Way:
    """Return the shortest of the ways that are as wide as can be, and the narrowest link on it."""
    from scipy.sparse.csgraph import dijkstra

    kept = np.flatnonzero(graph.radius_m >= radius_m)
    start, end = graph.count - 2, graph.count - 1
    _, before = dijkstra(_matrix(graph, kept), directed=False, indices=start, return_predecessors=True)
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(before[nodes[-1]]))
    way = np.array(nodes[::-1])
    inner = way[1:-1]
    number = _pair_numbers(graph.link[kept], graph.count)
    order = np.argsort(number, kind="stable")
    steps = _pair_numbers(np.column_stack([way[:-1], way[1:]]), graph.count)
    rows = kept[order[np.searchsorted(number[order], steps)]]
    narrow = rows[int(graph.radius_m[rows].argmin())]
    pinch, edges, across = _pinch(room, graph.link[narrow], int(narrow))
    rows = rows[rows < len(room.link)]
    reach_m = room.reach_m[inner[[0, -1]]]
    tight = inner[[0, -1]][reach_m <= _TIGHT * radius_m]
    ends = np.unique(room.between[np.isin(room.link, tight).any(axis=1)])
    return Way(2 * radius_m, room.xy[inner], pinch, edges, across, room.between[rows], room.narrow_m[rows], ends)


def _row_at(room: Room, node: int) -> int:
    """Return a link that ends at the node."""
    return int(np.flatnonzero((room.link == node).any(axis=1))[0])


def _pair_numbers(link: Array, count: int) -> Array:
    """Return a number for each link (m, 2), the same whichever way it runs."""
    return link.min(axis=1) * count + link.max(axis=1)


def _pinch(room: Room, link: Array, row: int) -> tuple[Array, tuple[int, int], bool]:
    """Return where on a link there is least room, which edge points are nearest there, and whether it lies between."""
    if row >= len(room.link):
        node = int(link.min())
        row = _row_at(room, node)
        link = np.array([node, node])
    one, other = (int(n) for n in room.between[row])
    start, end = room.xy[link[0]], room.xy[link[1]]
    along = end - start
    share = float((room.points_xy[one] - start) @ along) / max(float(along @ along), 1e-12)
    at = start + min(max(share, 0.0), 1.0) * along
    return at, (one, other), bool(0 < share < 1 and other >= 0)
