"""Isolation over many days: since when a place has been cut off from every supply base of its side.

Days are numbered from 0 in the order given. Where routes are only ever cut, one spanning tree answers for all days;
where they reopen, every day is asked, of a network in which what is open throughout is drawn together first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .line_crossings import Progress
from .network import Network
from .open_graph import OpenGraph, open_graph, tree_from
from .shapes import Array


def first_cut_days(open_by_day: Sequence[Array]) -> Array | None:
    """Return the first day on which each edge is cut (m; the number of days: never), or None where one reopens."""
    cut = np.full(len(open_by_day[0]) if len(open_by_day) else 0, len(open_by_day))
    for day, is_open in enumerate(open_by_day):
        if (is_open & (cut < day)).any():
            return None
        cut[~is_open & (cut > day)] = day
    return cut


def isolated_from(network: Network, cut_from: Array, days: int, bases: Sequence[int]) -> Array:
    """Return the first day on which each node (n) is isolated, where edges are cut for good; `days` where it never is.

    Parameters
    ----------
    network
        The network, with bases as nodes.
    cut_from
        The first day on which each edge is cut (m); `days` or more: never.
    days
        How many days there are.
    bases
        Nodes; -1 for what is not on the network.

    Notes
    -----
    The way on which the first cut comes latest runs along a maximum spanning tree of the first cut days (Hu 1961, The
    maximum capacity route problem).
    """
    from scipy.sparse.csgraph import minimum_spanning_tree

    cut = np.minimum(np.asarray(cut_from), days)
    graph = open_graph(network, cut > 0, np.asarray(bases, dtype=np.int64))
    found = np.zeros(len(network.node), dtype=np.int64)
    if graph is None:
        return found
    matrix, _, _ = graph.lightest((days + 1 - cut[graph.number]).astype(float))
    spanning = minimum_spanning_tree(matrix)
    tree = tree_from(spanning, graph.sink)
    links = spanning.tocoo()
    until = np.zeros(graph.size, dtype=np.int64)
    # Of the two ends of a link, the farther one is that which has the other before it.
    far = np.where(tree.before[links.col] == links.row, links.col, links.row)
    until[far] = days + 1 - np.round(links.data).astype(np.int64)
    found[graph.sink] = days
    for level in tree.outwards():
        found[level] = np.minimum(until[level], found[tree.before[level]])
    found[[node for node in bases if node >= 0]] = days
    return found


def isolated_on(
    network: Network,
    open_by_day: Sequence[Array],
    places: Sequence[int],
    bases: Sequence[int],
    progress: Progress = lambda share: None,
) -> Array:
    """Return whether each place is isolated on each day (d, k; bool), where edges may reopen.

    A place that is not on the network (-1) is isolated on every day. `open_by_day` holds whether each edge is open (m,
    bool) on each day, and is gone through twice. `progress` is called with the share of the days done; may raise
    `Cancelled`.
    """
    nodes = np.asarray(places, dtype=np.int64)
    found = np.ones((len(open_by_day), len(nodes)), dtype=bool)
    if not len(open_by_day):
        return found
    always, ever = open_by_day[0].copy(), open_by_day[0].copy()
    for is_open in open_by_day[1:]:
        always &= is_open
        ever |= is_open
    graph = open_graph(network, always, np.asarray(bases, dtype=np.int64))
    if graph is None:
        return found
    group = graph.components()
    group[[node for node in bases if node >= 0]] = group[graph.sink]
    changing = np.flatnonzero(ever & ~always)
    a, b = group[network.edge[changing, 0]], group[network.edge[changing, 1]]
    # Only the groups that a changing edge, a place or the sink is in.
    home = group[nodes]
    names, small = np.unique(np.concatenate([a, b, home, group[[graph.sink]]]), return_inverse=True)
    a, b, home, sink = np.split(small.reshape(-1), np.cumsum([len(a), len(b), len(home)]))
    for day, is_open in enumerate(open_by_day):
        progress(day / len(open_by_day))
        same = day > 0 and bool((is_open[changing] == open_by_day[day - 1][changing]).all())
        if same:
            found[day] = found[day - 1]
            continue
        now = is_open[changing]
        component = OpenGraph(len(names), int(sink[0]), a[now], b[now], changing[now]).components()
        found[day] = component[home] != component[sink[0]]
        found[day, nodes < 0] = True
    return found


def isolated_since(isolated: Array) -> Array:
    """Return for each place (k) the first day of the isolation that lasts to the last day, -1 where there is none.

    `isolated` (d, k; bool) says for each day and place whether it is isolated.
    """
    days = len(isolated)
    if not days:
        return np.full(isolated.shape[1], -1)
    back = np.argmin(isolated[::-1], axis=0)
    since = np.where(isolated.all(axis=0), 0, days - back)
    return np.where(isolated[-1], since, -1)
