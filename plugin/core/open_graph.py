"""The open edges of a network as a graph whose supply bases are one node, and what a spanning tree of it tells.

Nodes are numbered as in the network; every base is known as the first of them, the sink. Edges between bases, and from
a node to itself, are left out; several edges between two nodes stay several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from .network import Network
from .shapes import Array


@dataclass(frozen=True)
class OpenGraph:
    """Edges `number` of the network (e) between nodes `a` and `b` (e), among `size` nodes."""

    size: int
    sink: int
    a: Array
    b: Array
    number: Array

    def lightest(self, weight: Array) -> tuple[Any, Array, Array]:
        """Return the graph as a matrix of the least weights (e, all above 0) between two nodes, and which they are.

        The second is the pairs (p) as low node times `size` plus high node, in order; the third the place (p) of the
        edge with the least weight in the arrays of this graph.
        """
        from scipy.sparse import coo_matrix

        key = np.minimum(self.a, self.b) * np.int64(self.size) + np.maximum(self.a, self.b)
        order = np.argsort(key)
        in_order = key[order]
        if (in_order[1:] == in_order[:-1]).any():
            order = np.lexsort((weight, key))
            order = order[np.diff(key[order], prepend=-1) != 0]
            in_order = key[order]
        low, high = np.minimum(self.a, self.b)[order], np.maximum(self.a, self.b)[order]
        matrix = coo_matrix((weight[order], (low, high)), shape=(self.size, self.size)).tocsr()
        return matrix, in_order, order

    def components(self) -> Array:
        """Return a number for each node (n): equal for nodes that open edges join."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        links = coo_matrix((np.ones(len(self.a), np.int8), (self.a, self.b)), shape=(self.size, self.size))
        return np.asarray(connected_components(links, directed=False)[1])


def open_graph(network: Network, is_open: Array, bases: Array) -> OpenGraph | None:
    """Return the graph of the open edges (m, bool) with the bases (nodes; -1: not on the network) as one node.

    None when no base is on the network.
    """
    known = np.asarray(bases, dtype=np.int64)
    known = known[known >= 0]
    if not len(known):
        return None
    sink = int(known[0])
    name = np.arange(len(network.node))
    name[known] = sink
    number = np.flatnonzero(is_open)
    a, b = name[network.edge[number, 0]], name[network.edge[number, 1]]
    real = a != b
    return OpenGraph(len(network.node), sink, a[real], b[real], number[real])


@dataclass(frozen=True)
class Tree:
    """A spanning tree from the sink over what hangs together with it.

    `order` (k) are its nodes, the sink first, nearer ones (by edges) before farther ones; `level` (l + 1) where each
    distance begins in them; `before` (n) the node on the way to the sink, -1 where there is none.
    """

    order: Array
    level: Array
    before: Array

    def outwards(self) -> Iterator[Array]:
        """Yield the nodes of each distance from the sink, the sink itself left out."""
        for begin, end in zip(self.level[1:-1].tolist(), self.level[2:].tolist()):
            yield self.order[begin:end]

    def inwards(self) -> Iterator[Array]:
        """Yield the nodes of each distance, the farthest first."""
        for begin, end in zip(self.level[-2:0:-1].tolist(), self.level[:1:-1].tolist()):
            yield self.order[begin:end]


def tree_from(matrix: Any, sink: int) -> Tree:
    """Return the tree that a search in breadth finds in a matrix of links."""
    from scipy.sparse.csgraph import breadth_first_order

    order, before = breadth_first_order(matrix, sink, directed=False)
    place = np.zeros(matrix.shape[0], dtype=np.int64)
    place[order] = np.arange(len(order))
    # Nodes are in the order of the nodes before them.
    of_before = place[before[order[1:]]]
    level = [0, 1]
    while level[-1] < len(order):
        level.append(1 + int(np.searchsorted(of_before, level[-1], "left")))
    before = np.where(before < 0, -1, before)
    return Tree(order, np.array(level), before)
