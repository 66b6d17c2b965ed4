"""Places on a network: settlements and supply bases become nodes, at the nearest point of the nearest route.

Edges are cut in two where a place lies beside their inside: a town half way along a road is reached from either end,
and the one end may be cut and the other not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .geodesy import distances_m
from .messages import Message, message
from .nearest import geodesics_m
from .network import Network
from .segment_grid import feet, near_pairs
from .shapes import Array

WITHIN_M = 5_000.0
"""How far a place may lie from the nearest route, unless a caller says otherwise."""

# A place that near to a node, along the route, is at the node.
_AT_NODE_M = 1.0


@dataclass(frozen=True)
class OnNetwork:
    """Places (k) on a network.

    Attributes
    ----------
    network
        The network with edges cut where places are.
    node
        The node of each place (k), -1 where no route is within reach.
    distance_m
        How far each place is from its node (k), infinite where there is none.
    parent
        For each edge of `network` (m) the edge of the network given that it is a stretch of.
    within_m
        What reach was asked for.
    """

    network: Network
    node: Array
    distance_m: Array
    parent: Array
    within_m: float

    def missing(self, place: int) -> Message | None:
        """Return the sentence that a place has no route within reach, or None where it has one."""
        if self.node[place] >= 0:
            return None
        return message("no route within {km:g} km", km=self.within_m / 1000)


def on_network(network: Network, lons: Sequence[float], lats: Sequence[float], within_m: float = WITHIN_M) -> OnNetwork:
    """Return places (k; degrees) on the network, each at the nearest point of a route within so many metres.

    Of equally near routes the one whose edge comes first is taken. Distances are geodesic.
    """
    points = np.column_stack([np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)])
    begin, edge = network.segments
    found, share, metres = _nearest(network, begin, points, within_m)
    node = np.full(len(points), -1)
    has = np.flatnonzero(found >= 0)
    if not len(has):
        return OnNetwork(network, node, metres, np.arange(len(network.edge)), within_m)
    segment, at_share = begin[found[has]], share[has]
    foot = network.coords[segment] + at_share[:, None] * (network.coords[segment + 1] - network.coords[segment])
    own = edge[found[has]]
    for side in (0, 1):
        at = network.edge[own, side]
        near = (geodesics_m(network.node[at], foot) <= _AT_NODE_M) & (node[has] < 0)
        node[has[near]] = at[near]
    inner = np.flatnonzero(node[has] < 0)
    cut, number = _split(network, own[inner], segment[inner], at_share[inner], foot[inner])
    node[has[inner]] = number
    return OnNetwork(cut[0], node, metres, cut[1], within_m)


def _nearest(network: Network, begin: Array, points: Array, within_m: float) -> tuple[Array, Array, Array]:
    """Return the nearest segment of each point (-1: none), the share of it, and the distance (inf: none)."""
    best = np.full(len(points), -1)
    share, metres = np.zeros(len(points)), np.full(len(points), np.inf)
    start, end = network.coords[begin], network.coords[begin + 1]
    for point, segment, _ in near_pairs(points, start, end, within_m):
        foot, at_share = feet(points[point], start[segment], end[segment])
        away = geodesics_m(points[point], foot)
        order = np.lexsort((segment, away, point))
        order = order[np.diff(point[order], prepend=-1) != 0]
        order = order[away[order] <= within_m]
        which = point[order]
        better = (away[order] < metres[which]) | ((away[order] == metres[which]) & (segment[order] < best[which]))
        order, which = order[better], which[better]
        best[which], share[which], metres[which] = segment[order], at_share[order], away[order]
    return best, share, metres


def _split(
    network: Network, edge: Array, segment: Array, share: Array, foot: Array
) -> tuple[tuple[Network, Array], Array]:
    """Return the network with edges cut at feet on their segments, the old edge of each new one, and the new nodes."""
    # The end of a segment inside an edge is the start of the next.
    segment, share = segment + (share == 1), np.where(share == 1, 0.0, share)
    order = np.lexsort((share, segment))
    nodes = np.unique(np.column_stack([segment, share])[order], axis=0, return_inverse=True)[1].reshape(-1)
    new = np.diff(nodes, prepend=-1) != 0
    number = np.empty(len(order), dtype=int)
    number[order] = len(network.node) + nodes
    edge, segment, share, foot = (one[order][new] for one in (edge, segment, share, foot))
    cuts = len(edge)
    count = np.bincount(edge, minlength=len(network.edge))
    parent = np.repeat(np.arange(len(network.edge)), count + 1)
    last = np.cumsum(count + 1) - 1
    # The cuts of an edge are in its order, because the segments and shares are.
    after = edge + np.arange(cuts)
    ends = network.edge[parent]
    ends[after, 1] = ends[after + 1, 0] = len(network.node) + np.arange(cuts)
    # Each foot is a vertex twice: the last of one edge and the first of the next.
    position = np.concatenate([np.arange(len(network.coords), dtype=float), segment, segment])
    rank = np.concatenate([np.zeros(len(network.coords)), share, share])
    place = np.lexsort((rank, position))
    coords = np.concatenate([network.coords, foot, foot])[place]
    first = np.zeros(len(parent) + 1, dtype=int)
    first[last + 1] = network.first[1:] + 2 * np.cumsum(count)
    first[after + 1] = segment + 2 + 2 * np.arange(cuts)
    # A foot on a vertex repeats it.
    again = np.append(False, (coords[1:] == coords[:-1]).all(axis=1))
    again[first[:-1]] = False
    coords, first = coords[~again], first - np.append(0, np.cumsum(again))[first]
    vertices = np.diff(first)
    within = np.delete(np.arange(len(coords)), first[1:] - 1)
    length = np.bincount(
        np.repeat(np.arange(len(parent)), vertices - 1), distances_m(coords[within], coords[within + 1])
    )
    node = np.concatenate([network.node, foot])
    made = replace(
        network, node=node, edge=ends, length_m=length, route=network.route[parent], coords=coords, first=first
    )
    return (made, parent), number
