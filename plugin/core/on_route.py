"""Does a place lie on the route from one place to another: on every shortest way, on a nearly shortest one, on none.

A way passes a place when it uses an edge that comes within a stated distance of it. A way passes no node twice: a town
at the end of a side road is on no way that goes on from there. Ways as short as each other, to a tolerance, are all of
them shortest ways; how many of them pass the place is counted as in Brandes (2001, A faster algorithm for betweenness
centrality, Journal of Mathematical Sociology 25(2)).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from .nearest import geodesics_m
from .network import Network
from .open_graph import open_graph
from .segment_grid import feet, near_pairs
from .shapes import Array

NEAR_SHORTEST = 1.1
"""A way up to so many times as long as the shortest is nearly as short, unless a caller says otherwise."""

EQUAL_M = 1.0
"""Ways whose lengths differ by no more metres than this are equally short."""

EVERY, SOME, NEARLY, NONE, NO_WAY = "every", "some", "nearly", "none", "no_way"


@dataclass(frozen=True)
class OnRoute:
    """Whether a place is on the route.

    Attributes
    ----------
    answer
        "every": every shortest way passes it; "some": some shortest ways do; "nearly": no shortest way does, but one no
        longer than `factor` times the shortest; "none": no such way; "no_way": nothing leads from the one to the other.
    share
        The share of the shortest ways that pass it, 0 to 1.
    shortest_km
        Length of the shortest way; None when there is none.
    through_km
        Length of the shortest way that passes the place; None where that is longer than `factor` allows.
    factor
        What counted as nearly shortest.
    """

    answer: str
    share: float
    shortest_km: float | None
    through_km: float | None
    factor: float


def edges_near(network: Network, lon: float, lat: float, within_m: float) -> Array:
    """Return the edges (k) that come within so many metres (geodesic) of a place."""
    begin, edge = network.segments
    start, end = network.coords[begin], network.coords[begin + 1]
    point = np.array([[lon, lat]], dtype=float)
    found = [np.empty(0, np.int64)]
    for row, segment, _ in near_pairs(point, start, end, within_m):
        foot, _ = feet(point[row], start[segment], end[segment])
        found.append(edge[segment[geodesics_m(point[row], foot) <= within_m]])
    return np.unique(np.concatenate(found))


def on_route(
    network: Network,
    start: int,
    end: int,
    through: Array,
    is_open: Array | None = None,
    factor: float = NEAR_SHORTEST,
    equal_m: float = EQUAL_M,
) -> OnRoute:
    """Return whether a place is on the route from one node to another.

    Parameters
    ----------
    network
        The network, with both places as nodes (`network_places.on_network`).
    start, end
        Their nodes.
    through
        The edges that come near the place asked about (`edges_near`); none of them: nothing passes it.
    is_open
        Whether each edge may be used (m, bool); None: all of them.
    factor
        How many times as long as the shortest a way may be and still count as nearly shortest.
    equal_m
        Ways that differ by no more metres are equally short.

    Raises
    ------
    ValueError
        For a start that is also the end, or a factor below 1.
    """
    if start == end or factor < 1:
        raise ValueError("a route needs two places, and a factor of 1 or more")
    usable = network.edge[:, 0] != network.edge[:, 1]
    if is_open is not None:
        usable &= is_open
    from_start, from_end = _metres_from(network, usable, start), _metres_from(network, usable, end)
    shortest = float(from_start[end])
    if not np.isfinite(shortest):
        return OnRoute(NO_WAY, 0.0, None, None, factor)
    reach = max(shortest * factor, shortest + equal_m)
    a, b = network.edge.T
    low = np.minimum(from_start[a] + from_end[b], from_start[b] + from_end[a]) + network.length_m
    # Any way over an edge is at least that long; a thousandth of a metre is for rounding.
    near = np.flatnonzero(usable & (low <= reach + 1e-3))
    passing = np.isin(near, through)
    share = _share(network, near, passing, from_start, from_end, (start, end), shortest + equal_m)
    ways = _Ways(network, near, start, end)
    metres = ways.shortest_over(near[passing], low[near[passing]], reach + 1e-3)
    km = None if metres is None else metres / 1000
    if share > 0:
        return OnRoute(EVERY if share == 1 else SOME, share, shortest / 1000, km, factor)
    return OnRoute(NONE if km is None else NEARLY, 0.0, shortest / 1000, km, factor)


def _metres_from(network: Network, usable: Array, node: int) -> Array:
    """Return the length of the shortest way from a node to each (n), infinite where there is none."""
    from scipy.sparse.csgraph import dijkstra

    graph = open_graph(network, usable, np.array([node]))
    if graph is None:
        return np.full(len(network.node), np.inf)
    matrix, _, _ = graph.lightest(network.length_m[graph.number])
    return np.asarray(dijkstra(matrix, directed=False, indices=node))


def _share(
    network: Network,
    near: Array,
    passing: Array,
    from_start: Array,
    from_end: Array,
    ends: tuple[int, int],
    limit: float,
) -> float:
    """Return the share of the shortest ways that pass: all of them, less those that avoid the passing edges."""
    steps: list[tuple[float, int, int, bool]] = []
    for (a, b), length, passes in zip(network.edge[near].tolist(), network.length_m[near].tolist(), passing.tolist()):
        for one, other in ((a, b), (b, a)):
            # A step of a shortest way leads away from the start.
            if from_start[one] < from_start[other] and from_start[one] + length + from_end[other] <= limit:
                steps.append((float(from_start[one]), one, other, passes))
    steps.sort()
    every, avoiding = {ends[0]: 1}, {ends[0]: 1}
    for _, one, other, passes in steps:
        every[other] = every.get(other, 0) + every.get(one, 0)
        if not passes:
            avoiding[other] = avoiding.get(other, 0) + avoiding.get(one, 0)
    count, beside = every[ends[1]], avoiding.get(ends[1], 0)
    # Whole numbers of any size: the division is exact to the last digit of a float.
    return (count - beside) / count


Place = tuple[int, int]
"""A node as it is entered (node, 0) or left (node, 1)."""

_FROM, _TO = (-1, 1), (-2, 0)


class _Ways:
    """Shortest ways between two nodes over a given edge that pass no node twice.

    From the edge two ways are needed that share no node, one to the start and one to the end: the cheapest flow of two
    units to both (Suurballe and Tarjan 1984, A quick method for finding shortest pairs of disjoint paths).
    """

    def __init__(self, network: Network, near: Array, start: int, end: int) -> None:
        self._length = dict(zip(near.tolist(), network.length_m[near].tolist()))
        self._edge = dict(zip(near.tolist(), network.edge[near].tolist()))
        self._onward: dict[Place, list[tuple[Place, float, int]]] = {}
        for edge, (a, b) in self._edge.items():
            for one, other in ((a, b), (b, a)):
                self._onward.setdefault((one, 1), []).append(((other, 0), self._length[edge], edge))
                self._onward[(one, 0)] = [((one, 1), 0.0, -1)]
        for one in (start, end):
            self._onward.setdefault((one, 1), []).append((_TO, 0.0, -1))

    def shortest_over(self, edges: Array, low: Array, reach: float) -> float | None:
        """Return the length of the shortest way over any of the edges; None if longer than `reach`.

        `low` is what a way over each edge is at least.
        """
        best = None
        for place in np.argsort(low, kind="stable").tolist():
            if best is not None and low[place] >= best:
                break
            metres = self._over(int(edges[place]))
            if metres is not None and metres <= reach and (best is None or metres < best):
                best = metres
        return best

    def _over(self, edge: int) -> float | None:
        """Return the length of the shortest way over one edge, or None."""
        onward = {**self._onward, _FROM: [((node, 0), 0.0, -1) for node in self._edge[edge]]}
        back: dict[Place, dict[Place, tuple[float, int]]] = {}
        height: dict[Place, float] = {}
        total = float(self._length[edge])
        for _ in range(2):
            way, height = _cheapest(onward, back, height, edge)
            if not way:
                return None
            for one, other, cost, number in way:
                if other in back.get(one, {}):
                    del back[one][other]
                else:
                    back.setdefault(other, {})[one] = (-cost, number)
                total += cost
        return total


def _cheapest(
    onward: dict[Place, list[tuple[Place, float, int]]],
    back: dict[Place, dict[Place, tuple[float, int]]],
    height: dict[Place, float],
    without: int,
) -> tuple[list[tuple[Place, Place, float, int]], dict[Place, float]]:
    """Return the steps of the cheapest way for one more unit, and the heights that keep costs from falling below 0.

    `back` holds what may be undone: for each place the places it was reached from. An edge may not be used again.
    """
    cost: dict[Place, float] = {_FROM: 0.0}
    came: dict[Place, tuple[Place, float, int]] = {}
    done: set[Place] = set()
    waiting: list[tuple[float, Place]] = [(0.0, _FROM)]
    while waiting:
        spent, at = heapq.heappop(waiting)
        if at in done:
            continue
        done.add(at)
        steps = [
            step
            for step in onward.get(at, ())
            if step[2] != without and back.get(step[0], {}).get(at, (0.0, None))[1] != step[2]
        ]
        steps += [(other, price, number) for other, (price, number) in back.get(at, {}).items()]
        for other, price, number in steps:
            after = spent + max(0.0, price + height.get(at, 0.0) - height.get(other, 0.0))
            if other not in done and after < cost.get(other, np.inf):
                cost[other] = after
                came[other] = (at, price, number)
                heapq.heappush(waiting, (after, other))
    if _TO not in done:
        return [], height
    way, at = [], _TO
    while at != _FROM:
        before, price, number = came[at]
        way.append((before, at, price, number))
        at = before
    return way, {one: height.get(one, 0.0) + metres for one, metres in cost.items()}
