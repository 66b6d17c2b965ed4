"""A network of routes: nodes where routes meet or end, and edges between them, as arrays.

Nodes are longitude, latitude in degrees (n, 2). An edge is a stretch of one route between two nodes; its vertices, the
nodes included, lie one after the other in one array. Lengths are metres: geodesics on the WGS 84 ellipsoid from vertex
to vertex. Routes have no direction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from .case import SupplyRoute
from .errors import InputError
from .geodesy import distances_m
from .messages import message
from .noding import Joints, Lines, Progress, joints, same_place
from .shapes import Array, lines_at_once

SNAP_M = 25.0
"""Ends and vertices of routes that are no further apart are one place, unless a caller says otherwise."""


@dataclass(frozen=True)
class Network:
    """Routes that are joined where they meet.

    Attributes
    ----------
    node
        Longitude and latitude of each node (n, 2), degrees.
    edge
        The two nodes of each edge (m, 2). A route that comes back to where it started may be an edge from a node to
        itself; two nodes may have several edges.
    length_m
        Geodesic length of each edge (m), summed over its vertices.
    route
        Which of `routes` each edge is of (m). Edges of a route are in its order.
    coords, first
        The vertices of all edges (v, 2); those of edge e are `coords[first[e] : first[e + 1]]`, from its first node on.
    routes
        The records that the network was made from.
    """

    node: Array
    edge: Array
    length_m: Array
    route: Array
    coords: Array
    first: Array
    routes: tuple[SupplyRoute, ...]

    def path(self, edge: int) -> Array:
        """Return the vertices (k, 2) of an edge."""
        return self.coords[self.first[edge] : self.first[edge + 1]]

    @property
    def segments(self) -> tuple[Array, Array]:
        """The vertices at which a segment starts (s; it ends at the next one), and the edge of each segment (s)."""
        counts = np.diff(self.first) - 1
        edge = np.repeat(np.arange(len(counts)), counts)
        return np.arange(len(edge)) + edge, edge

    def in_box(self, west: float, south: float, east: float, north: float) -> Array:
        """Say for each edge (m, bool) whether its box touches the one asked for."""
        if not len(self.edge):
            return np.zeros(0, dtype=bool)
        low, high = (one.reduceat(self.coords, self.first[:-1]) for one in (np.minimum, np.maximum))
        return np.asarray((low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1))


def network_of(
    routes: Sequence[SupplyRoute],
    snap_m: float = SNAP_M,
    join_crossings: bool = True,
    modes: Collection[str] | None = None,
    progress: Progress = lambda share: None,
) -> Network:
    """Return the network of routes, joined where they meet.

    Parameters
    ----------
    routes
        (Multi)LineStrings in longitude and latitude. Their order decides of which route a stretch is that several have.
    snap_m
        Ends within so many metres of another route, and vertices within them of each other, are one place.
    join_crossings
        Whether routes of one mode are joined where they cross without a vertex in common, as drawn routes should be.
        Not for data that are already cut at their junctions, such as roads of OpenStreetMap, where a crossing is a
        bridge: for those a snapping tolerance of a metre is enough.
    modes
        Only routes of these modes; None for all of them in one network. Modes are joined at nodes that they share.
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    InputError
        For a coordinate that is not finite or no longitude and latitude, or a snapping tolerance below 0.

    Notes
    -----
    A stretch between the same two vertices is counted once for each mode. Routes of two modes that merely cross are not
    joined: a road above a railway is no station.
    """
    if not (np.isfinite(snap_m) and snap_m >= 0):
        raise InputError(message("The snapping tolerance is {metres} m; write 0 or more.", metres=snap_m))
    kept = tuple(one for one in routes if modes is None or one.mode in modes)
    coords, line, owner = lines_at_once([one.geometry for one in kept])
    _check(kept, coords, owner[line] if len(line) else line)
    names = {name: number for number, name in enumerate(sorted({one.mode for one in kept}))}
    of_route = np.array([names[one.mode] for one in kept], dtype=np.int64)
    coords, line, owner = _without_repeats(coords, line, owner)
    lines = Lines(coords, line, of_route[owner])
    return _assembled(kept, owner, lines, joints(lines, snap_m, join_crossings, progress))


def _check(routes: Sequence[SupplyRoute], coords: Array, route: Array) -> None:
    good = np.isfinite(coords).all(axis=1) & (np.abs(coords[:, 0]) <= 360) & (np.abs(coords[:, 1]) <= 90)
    if not good.all():
        name = routes[int(route[int(np.argmin(good))])].id
        raise InputError(message("Route {route} has a vertex that is no longitude and latitude.", route=name))


def _without_repeats(coords: Array, line: Array, owner: Array) -> tuple[Array, Array, Array]:
    """Return the vertices without those that repeat the one before, and without lines of a single place."""
    same = same_place(coords)
    new = (np.diff(same, prepend=-1) != 0) | (np.diff(line, prepend=-1) != 0)
    new &= np.bincount(line[new], minlength=len(owner))[line] > 1
    number, line = np.unique(line[new], return_inverse=True)
    return coords[new], line.reshape(-1), owner[number]


def _assembled(routes: tuple[SupplyRoute, ...], owner: Array, lines: Lines, met: Joints) -> Network:
    """Return the network from lines with the points put in, and what is tied made one place."""
    every = np.concatenate([lines.coords, met.lonlat])
    place, at = _places(lines, met, every)
    point = np.concatenate([np.arange(len(lines.coords)), met.after])
    share = np.concatenate([np.zeros(len(lines.coords)), met.share])
    order = np.lexsort((share, point))
    line, place = lines.line[point[order]], place[order]
    # A step within one place is none.
    step = (np.diff(place, prepend=-1) != 0) | (np.diff(line, prepend=-1) != 0)
    line, place = line[step], place[step]
    begin = np.flatnonzero(line[1:] == line[:-1])
    a, b, of_line = place[begin], place[begin + 1], line[begin]
    once = _once(a, b, lines.mode[of_line], len(at))
    a, b, of_line, begin = a[once], b[once], of_line[once], begin[once]
    degree = np.bincount(np.concatenate([a, b]), minlength=len(at))
    goes_on = (begin[1:] == begin[:-1] + 1) & (of_line[1:] == of_line[:-1]) & (degree[a[1:]] == 2)
    head = np.flatnonzero(np.append(True, ~goes_on)) if len(a) else np.empty(0, int)
    tail = np.append(head[1:], len(a)) - 1
    nodes, ends = np.unique(np.column_stack([a[head], b[tail[: len(head)]]]), return_inverse=True)
    count = tail[: len(head)] - head + 2
    first = np.concatenate([[0], np.cumsum(count)])
    edge = np.repeat(np.arange(len(head)), count)
    number = np.arange(len(edge)) - first[edge]
    last = number == count[edge] - 1
    vertex = np.where(last, b[tail[edge]], a[np.minimum(head[edge] + number, len(a) - 1)]) if len(a) else edge
    coords = at[vertex]
    within = np.flatnonzero(~last)
    length = np.bincount(edge[within], distances_m(coords[within], coords[within + 1]), len(head))
    return Network(at[nodes], ends.reshape(-1, 2), length, owner[of_line[head]], coords, first, routes)


def _places(lines: Lines, met: Joints, every: Array) -> tuple[Array, Array]:
    """Return the place of each point as a number (k), and where each place is (p, 2)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    same = same_place(every)
    size = int(same.max()) + 1 if len(same) else 0
    ties = same[met.ties]
    graph = coo_matrix((np.ones(len(ties), np.int8), (ties[:, 0], ties[:, 1])), shape=(size, size))
    place = connected_components(graph, directed=False)[1][same] if size else same
    # A place is where a line passes, not at the end that was drawn to it; of several such points, at the first.
    rank = np.concatenate([lines.is_end, np.zeros(len(met.lonlat), dtype=bool)])
    order = np.lexsort((np.arange(len(every)), rank, place))
    chosen = order[np.diff(place[order], prepend=-1) != 0]
    return place, every[chosen]


def _once(a: Array, b: Array, mode: Array, size: int) -> Array:
    """Return the places of the segments that are the first of their kind: the same ends, and the same mode."""
    key = (mode * np.int64(size) + np.minimum(a, b)) * np.int64(size) + np.maximum(a, b)
    return np.sort(np.unique(key, return_index=True)[1])
