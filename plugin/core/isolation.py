"""Isolation: how many ways lead from a place to a supply base of its side, how long the shortest is, what hangs on one.

All is asked of a network with its open edges (`cuts.open_in`) and of nodes (`network_places.on_network`). A base counts
only while its side holds it: whoever asks leaves the others out. This says what published maps imply, not what moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .line_crossings import Progress
from .network import Network
from .open_graph import OpenGraph, open_graph
from .shapes import Array
from .way_counts import WayCounts, way_counts


@dataclass(frozen=True)
class Access:
    """How a place reaches the supply bases of its side.

    Attributes
    ----------
    ways
        The greatest number of ways to any base of which no two share an edge: 0 is isolated, 1 hangs on one route; None
        at a base, which needs no way.
    base
        Which of the bases asked about the shortest way leads to; None when there is no way.
    km
        Length of the shortest remaining way; 0 at a base, None when there is none.
    edges
        The shortest way, from the place on.
    last_links
        The edges that every remaining way uses, from the place on: losing any of them isolates the place.
    earlier_km
        Length of the shortest way on the earlier date; None where there was none, or no earlier date was given.
    """

    ways: int | None
    base: int | None
    km: float | None
    edges: tuple[int, ...]
    last_links: tuple[int, ...]
    earlier_km: float | None

    @property
    def detour_km(self) -> float | None:
        """How much longer the shortest way is than on the earlier date."""
        return None if self.km is None or self.earlier_km is None else self.km - self.earlier_km

    @property
    def detour_factor(self) -> float | None:
        """How many times as long the shortest way is as on the earlier date."""
        return None if self.km is None or not self.earlier_km else self.km / self.earlier_km


def supplied(network: Network, is_open: Array, bases: Array) -> Array:
    """Return whether any way over open edges (m, bool) leads from each node (n, bool) to a base (nodes, -1: none)."""
    graph = open_graph(network, is_open, bases)
    if graph is None:
        return np.zeros(len(network.node), dtype=bool)
    component = graph.components()
    found = np.asarray(component == component[graph.sink])
    found[np.asarray(bases)[np.asarray(bases) >= 0]] = True
    return found


def access(
    network: Network,
    is_open: Array,
    places: Sequence[int],
    bases: Sequence[int],
    was_open: Array | None = None,
    earlier_bases: Sequence[int] | None = None,
    progress: Progress = lambda share: None,
) -> tuple[Access | None, ...]:
    """Return how each place reaches the bases; None for a place that is not on the network.

    Parameters
    ----------
    network
        The network, with places and bases as nodes.
    is_open
        Whether each edge is open (m, bool).
    places, bases
        Nodes; -1 for what is not on the network.
    was_open
        Whether each edge was open on an earlier date (m, bool), for the detour.
    earlier_bases
        The bases that the side held on that date; None for the same as now.
    progress
        Called with the share of the places done; may raise `Cancelled`.
    """
    graph = open_graph(network, is_open, np.asarray(bases, dtype=np.int64))
    earlier_km = _earlier_km(network, was_open, bases if earlier_bases is None else earlier_bases)
    if graph is None:
        # No base, or no open edge: what there was before is known all the same.
        return tuple(None if node < 0 else Access(0, None, None, (), (), _before(node, earlier_km)) for node in places)
    found: dict[int, Access] = {}
    counts, ways = way_counts(graph), _Shortest(network, graph, bases)
    for done, node in enumerate(places):
        progress(done / len(places))
        if node >= 0 and node not in found:
            found[node] = _of_place(node, counts, ways, earlier_km)
    return tuple(found.get(node) for node in places)


def _of_place(node: int, counts: WayCounts, ways: _Shortest, earlier_km: Array | None) -> Access:
    before = _before(node, earlier_km)
    if node in ways.base_of:
        return Access(None, ways.base_of[node], 0.0, (), (), before)
    if not counts.reaches(node):
        return Access(0, None, None, (), (), before)
    edges, base = ways.of(node)
    last = tuple(counts.bridges(node).tolist())
    return Access(1 if last else counts.ways(node), base, float(ways.km[node]), edges, last, before)


def _before(node: int, earlier_km: Array | None) -> float | None:
    return None if earlier_km is None or not np.isfinite(earlier_km[node]) else float(earlier_km[node])


def _earlier_km(network: Network, was_open: Array | None, bases: Sequence[int]) -> Array | None:
    """Return the length of the shortest way from each node (n) on the earlier date, infinite where there was none."""
    graph = None if was_open is None else open_graph(network, was_open, np.asarray(bases, dtype=np.int64))
    return None if graph is None else _Shortest(network, graph, bases).km


class _Shortest:
    """The shortest ways from all nodes to the nearest base, from one search after Dijkstra."""

    def __init__(self, network: Network, graph: OpenGraph, bases: Sequence[int]) -> None:
        from scipy.sparse.csgraph import dijkstra

        matrix, self._key, self._chosen = graph.lightest(network.length_m[graph.number])
        metres, before = dijkstra(matrix, directed=False, indices=graph.sink, return_predecessors=True)
        self._network, self._graph = network, graph
        self._before: list[int] = before.tolist()  # read one by one
        self.base_of: dict[int, int] = {}
        for place, node in enumerate(bases):
            if node >= 0:
                self.base_of.setdefault(int(node), place)
        metres[list(self.base_of)] = 0.0
        self.km: Any = metres / 1000

    def of(self, node: int) -> tuple[tuple[int, ...], int]:
        """Return the edges of the way from a node on, and which base it leads to."""
        nodes = [node]
        while nodes[-1] != self._graph.sink:
            nodes.append(self._before[nodes[-1]])
        one, other = np.array(nodes[:-1], dtype=np.int64), np.array(nodes[1:], dtype=np.int64)
        pair = np.minimum(one, other) * np.int64(self._graph.size) + np.maximum(one, other)
        edges = self._graph.number[self._chosen[np.searchsorted(self._key, pair)]]
        last = self._network.edge[edges[-1]].tolist()
        end = last[1] if last[0] == nodes[-2] else last[0]
        return tuple(edges.tolist()), self.base_of[end]
