"""Ways from a place to supply bases that have no edge in common: as many as there are, and the shortest such set.

A flow of least cost in which each edge carries one (Suurballe 1974, Disjoint paths in a network; with the lengths made
good after each way as in Edmonds and Karp 1972). The shortest way of all need not be among them: where it blocks
others, they go round it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .line_crossings import Progress
from .network import Network
from .open_graph import OpenGraph, open_graph
from .shapes import Array


def disjoint_ways(
    network: Network,
    is_open: Array,
    place: int,
    bases: Sequence[int],
    progress: Progress = lambda share: None,
) -> tuple[tuple[int, ...], ...]:
    """Return the ways, each as edges of the network from the place on, the shortest first.

    Their number is `isolation.Access.ways`; none where that is 0, and at a base.

    Parameters
    ----------
    network
        The network, with place and bases as nodes.
    is_open
        Whether each edge is open (m, bool).
    place, bases
        Nodes; -1 for what is not on the network.
    progress
        Called with 0 before each way; may raise `Cancelled`.
    """
    graph = open_graph(network, is_open, np.asarray(bases, dtype=np.int64))
    if graph is None or place < 0 or place in bases:
        return ()
    flow = _Flow(graph, network.length_m[graph.number], place)
    progress(0.0)
    while flow.grow():
        progress(0.0)
    ways = [tuple(dict.fromkeys(graph.number[flow.edge[step]].tolist())) for step in flow.ways()]
    return tuple(sorted(ways, key=lambda edges: float(network.length_m[list(edges)].sum())))


class _Flow:
    """A flow from a place to the sink of a graph; each edge carries at most one, either way."""

    def __init__(self, graph: OpenGraph, length_m: Array, place: int) -> None:
        a, b, edge = graph.a, graph.b, np.arange(len(graph.a))
        key = np.minimum(a, b) * np.int64(graph.size) + np.maximum(a, b)
        order = np.argsort(key, kind="stable")
        again = np.zeros(len(a), dtype=bool)
        again[order[1:]] = key[order][1:] == key[order][:-1]
        # A second edge between two nodes goes over a node of its own: a matrix has one place for a pair.
        middle = graph.size + np.arange(int(again.sum()))
        halves = length_m[again] / 2
        self.a = np.concatenate([a[~again], a[again], middle])
        self.b = np.concatenate([b[~again], middle, b[again]])
        self.edge = np.concatenate([edge[~again], edge[again], edge[again]])
        self._length = np.concatenate([length_m[~again], halves, halves])
        self._size, self._place, self._sink = graph.size + len(middle), place, graph.sink
        self._flow = np.zeros(len(self.a), dtype=np.int8)  # 1 from a to b, -1 from b to a
        self._made_good = np.zeros(self._size)

    def grow(self) -> bool:
        """Add a way, going back over the others where that is shorter in all; False where there is no more."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        tail, head, metres, step = self._left()
        cost = np.maximum(metres + self._made_good[tail] - self._made_good[head], 0.0)
        matrix = csr_matrix((cost, (tail, head)), shape=(self._size, self._size))
        far, before = dijkstra(matrix, directed=True, indices=self._place, return_predecessors=True)
        if not np.isfinite(far[self._sink]):
            return False
        self._made_good += np.minimum(far, far[self._sink])
        key = tail * np.int64(self._size) + head
        order = np.argsort(key)
        node = self._sink
        while node != self._place:
            from_node = int(before[node])
            found = order[np.searchsorted(key, from_node * self._size + node, sorter=order)]
            place = int(step[found])
            self._flow[place] += 1 if self.a[place] == from_node else -1
            node = from_node
        return True

    def _left(self) -> tuple[Array, Array, Array, Array]:
        """Return the steps that can still be gone: from, to, metres (less than 0: given back) and which edge it is."""
        steps = np.arange(len(self.a))
        there, back = self._flow < 1, self._flow > -1
        tail = np.concatenate([self.a[there], self.b[back]])
        head = np.concatenate([self.b[there], self.a[back]])
        metres = np.concatenate(
            [
                np.where(self._flow[there] < 0, -1.0, 1.0) * self._length[there],
                np.where(self._flow[back] > 0, -1.0, 1.0) * self._length[back],
            ]
        )
        return tail, head, metres, np.concatenate([steps[there], steps[back]])

    def ways(self) -> list[list[int]]:
        """Return the ways of the flow, each as places in the arrays of this flow."""
        onward: dict[int, list[tuple[int, int]]] = {}
        used: Any = np.flatnonzero(self._flow)
        for place in used.tolist():
            ends = int(self.a[place]), int(self.b[place])
            tail, head = ends if self._flow[place] > 0 else ends[::-1]
            onward.setdefault(tail, []).append((place, head))
        found = []
        for _ in range(len(onward.get(self._place, ()))):
            way, node = [], self._place
            while node != self._sink:
                place, node = onward[node].pop()
                way.append(place)
            found.append(way)
        return found
