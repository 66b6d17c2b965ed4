"""A network of routes: nodes where routes meet or end, and edges between them, as arrays.

Nodes are longitude, latitude in degrees (n, 2). An edge is a stretch of one route between two nodes; its vertices, the
nodes included, lie one after the other in one array. Lengths are metres: geodesics on the WGS 84 ellipsoid from vertex
to vertex. Routes have no direction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .case import SupplyRoute
from .errors import InputError
from .geodesy import distances_m
from .joining import SNAP_M
from .line_crossings import Lines, Progress, same_place
from .messages import message
from .noding import joints
from .shapes import Array, Geometry, lines_at_once, multi_line
from .steps import chains, steps_of


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

    def lines(self, edges: Iterable[int]) -> Geometry:
        """Return edges as one MultiLineString, such as a way to be drawn."""
        return multi_line([self.path(edge) for edge in edges])

    def part(self, which: Array) -> Network:
        """Return the network of some edges only, by a mask (m, bool) or their places in order."""
        chosen = np.arange(len(self.edge))[which]
        nodes, ends = np.unique(self.edge[chosen], return_inverse=True)
        count = np.diff(self.first)[chosen]
        first = np.concatenate([[0], np.cumsum(count)])
        vertex = np.repeat(self.first[chosen] - first[:-1], count) + np.arange(first[-1])
        return replace(
            self,
            node=self.node[nodes],
            edge=ends.reshape(-1, 2),
            length_m=self.length_m[chosen],
            route=self.route[chosen],
            coords=self.coords[vertex],
            first=first,
        )

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
    steps, at = steps_of(lines, joints(lines, snap_m, join_crossings, progress), snap_m if join_crossings else 0.0)
    found = chains(steps)
    coords = at[found.vertex]
    metres = np.append(distances_m(coords[:-1], coords[1:]), 0.0)
    metres[found.first[1:] - 1] = 0.0  # from the last vertex of an edge none leads on
    along = np.concatenate([[0.0], np.cumsum(metres)])
    return Network(
        node=at[found.node],
        edge=found.edge,
        length_m=along[found.first[1:]] - along[found.first[:-1]],
        route=owner[found.line],
        coords=coords,
        first=found.first,
        routes=kept,
    )


def _check(routes: Sequence[SupplyRoute], coords: Array, route: Array) -> None:
    good = np.isfinite(coords).all(axis=1) & (np.abs(coords[:, 0]) <= 180) & (np.abs(coords[:, 1]) <= 90)
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
