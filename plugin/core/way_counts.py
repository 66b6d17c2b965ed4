"""How many ways without a common edge lead from nodes of a graph to its sink, and which edges all of them share.

Each edge outside a spanning tree gets a number of 64 bits, each edge of the tree the exclusive or of the numbers of
those that close a circle over it. Then an edge with 0 is a bridge, and two edges with equal numbers cut the graph
together (Pritchard and Thurimella 2011, Fast computation of small cuts via cycle space sampling, ACM Transactions on
Algorithms 7(4)). Of such a pair, one lies on the way up the tree from what it cuts off, and the other does not. So 0,
1, 2 and "3 or more" ways are told for any number of nodes from one tree; more than that by a maximum flow, node by
node, and only where a node has so many edges. Two numbers are equal by chance about once in 10^7 networks of a million
edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .open_graph import OpenGraph, Tree, tree_from
from .shapes import Array

_STEPS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True)
class WayCounts:
    """The spanning tree of a graph with the number of each edge.

    `label` (e) is the number of each edge, 0 for a bridge or where the sink is out of reach; `up` (n) the edge, as a
    place in the graph's arrays, by which the tree leads from a node towards the sink (-1: none).
    """

    graph: OpenGraph
    tree: Tree
    label: Array
    up: Array
    labels: Array
    counts: Array

    def reaches(self, node: int) -> bool:
        """Say whether any way leads to the sink."""
        return node == self.graph.sink or bool(self.tree.before[node] >= 0)

    def climb(self, node: int) -> Array:
        """Return the edges of the tree from a node to the sink, as places in the graph's arrays."""
        found = []
        before, up = self._steps
        while node != self.graph.sink:
            found.append(up[node])
            node = before[node]
        return np.array(found, dtype=np.int64)

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]]:
        """The node before each node, and the edge to it, as lists: they are read one by one."""
        return self.tree.before.tolist(), self.up.tolist()

    @cached_property
    def _arms(self) -> Array:
        """How many edges that are no bridges each node has (n)."""
        circle = self.label != 0
        return np.bincount(np.append(self.graph.a[circle], self.graph.b[circle]), minlength=self.graph.size)

    def bridges(self, node: int) -> Array:
        """Return the edges that every way from a node to the sink uses, in order, as edges of the network."""
        if not self.reaches(node):
            return np.empty(0, np.int64)
        climbed = self.climb(node)
        return np.asarray(self.graph.number[climbed[self.label[climbed] == 0]])

    def ways(self, node: int) -> int:
        """Return the greatest number of ways from a node to the sink of which no two share an edge.

        Raises
        ------
        ValueError
            For the sink itself.
        """
        if node == self.graph.sink:
            raise ValueError("the ways from a supply base to a supply base are without number")
        if not self.reaches(node):
            return 0
        labels, own = np.unique(self.label[self.climb(node)], return_counts=True)
        if labels[0] == 0:
            return 1
        if (own < self.counts[np.searchsorted(self.labels, labels)]).any():
            return 2
        return 3 if self._arms[node] == 3 else self._flow(node)

    def _flow(self, node: int) -> int:
        """Return the maximum flow to the sink where each edge carries one, either way; over what no bridge cuts off."""
        from scipy.sparse.csgraph import maximum_flow

        name, links = self._circles
        return int(maximum_flow(links, int(name[node]), int(name[self.graph.sink])).flow_value)

    @cached_property
    def _circles(self) -> tuple[Array, Any]:
        """The edges that are no bridges, as a matrix of how many join two nodes, and the name of each node in it."""
        from scipy.sparse import coo_matrix

        a, b = self.graph.a[self.label != 0], self.graph.b[self.label != 0]
        among = np.zeros(self.graph.size, dtype=bool)
        among[a] = among[b] = True
        name = np.cumsum(among) - 1
        a, b, size = name[a], name[b], int(among.sum())
        ones = np.ones(2 * len(a), dtype=np.int32)
        return name, coo_matrix((ones, (np.append(a, b), np.append(b, a))), shape=(size, size)).tocsr()


def way_counts(graph: OpenGraph) -> WayCounts:
    """Return what the ways from any node to the sink are counted with."""
    matrix, key, chosen = graph.lightest(np.ones(len(graph.a), dtype=np.int8))
    tree = tree_from(matrix, graph.sink)
    up = np.full(graph.size, -1, dtype=np.int64)
    node = tree.order[1:]
    before = tree.before[node]
    pair = np.minimum(node, before) * np.int64(graph.size) + np.maximum(node, before)
    up[node] = chosen[np.searchsorted(key, pair)]
    label = np.zeros(len(graph.a), dtype=np.uint64)
    reached = tree.before >= 0
    reached[graph.sink] = True
    outside = reached[graph.a]
    outside[up[node]] = False
    label[outside] = _mixed(np.flatnonzero(outside))
    over = np.zeros(graph.size, dtype=np.uint64)
    np.bitwise_xor.at(over, graph.a[outside], label[outside])
    np.bitwise_xor.at(over, graph.b[outside], label[outside])
    for level in tree.inwards():
        np.bitwise_xor.at(over, tree.before[level], over[level])
    label[up[node]] = over[node]
    labels, counts = np.unique(label[reached[graph.a]], return_counts=True)
    return WayCounts(graph, tree, label, up, labels, counts)


def _mixed(number: Array) -> Array:
    """Return 64 bits for each number, as evenly spread as those of a die (Steele, Lea and Flood 2014, SplitMix)."""
    bits = (number.astype(np.uint64) + np.uint64(1)) * np.uint64(_STEPS[0])
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(_STEPS[1])
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(_STEPS[2])
    return bits ^ (bits >> np.uint64(31))
