"""From lines with the points put in where they meet to the edges of a network.

A place is what points that are tied are together. A step leads from a place to the next one on a line; steps between
the same two places are one step for each mode. Edges are chains of steps between places where more or fewer than two
meet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .line_crossings import Lines, same_place
from .nearest import geodesics_m
from .noding import Joints
from .shapes import Array

# Places are drawn together pair by pair; a second and a third time for what came near each other by that.
_ROUNDS = 3


@dataclass(frozen=True)
class Steps:
    """Steps (s) from place `a` to place `b` on a `line`, in the order of the lines.

    `number` (s) counts the steps of all lines, also those left out: a step goes on from that with a number one less.
    `degree` is how many steps meet at each place (p).
    """

    a: Array
    b: Array
    line: Array
    number: Array
    degree: Array


@dataclass(frozen=True)
class Chains:
    """Edges as places: those that are nodes (n), the nodes of each edge (m, 2), its line (m), and its vertices.

    The vertices of edge e are the places `vertex[first[e] : first[e + 1]]`.
    """

    node: Array
    edge: Array
    line: Array
    vertex: Array
    first: Array


def steps_of(lines: Lines, met: Joints, near_m: float) -> tuple[Steps, Array]:
    """Return the steps of lines that meet, and where each place is (p, 2).

    Junctions on one line that are no further apart than `near_m` are drawn together, two by two, and ends with their
    junctions: where lines run on top of each other, they meet more than once.
    """
    every = np.concatenate([lines.coords, met.lonlat])
    place, at = _places(lines, met, every)
    point = np.concatenate([np.arange(len(lines.coords)), met.after])
    share = np.concatenate([np.zeros(len(lines.coords)), met.share])
    order = np.lexsort((share, point))
    line, place = lines.line[point[order]], place[order]
    steps = _steps(lines, line, place, len(at))
    for _ in range(_ROUNDS if near_m > 0 else 0):
        name = _drawn_together(steps, at, near_m)
        if name is None:
            break
        place = name[place]
        steps = _steps(lines, line, place, len(at))
    return steps, at


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


def _steps(lines: Lines, line: Array, place: Array, size: int) -> Steps:
    """Return the steps between the places that lines pass one after the other, each once for its mode."""
    # A step within one place is none.
    on = (np.diff(place, prepend=-1) != 0) | (np.diff(line, prepend=-1) != 0)
    line, place = line[on], place[on]
    number = np.flatnonzero(line[1:] == line[:-1])
    a, b, of_line = place[number], place[number + 1], line[number]
    key = (lines.mode[of_line] * np.int64(size) + np.minimum(a, b)) * np.int64(size) + np.maximum(a, b)
    once = np.sort(np.unique(key, return_index=True)[1])
    a, b = a[once], b[once]
    return Steps(a, b, of_line[once], number[once], np.bincount(np.concatenate([a, b]), minlength=size))


def _drawn_together(steps: Steps, at: Array, near_m: float) -> Array | None:
    """Return a new name for each place (p): junctions that are each other's nearest along a step become one.

    So does an end with its junction: where lines that end together were drawn twice, one end is left over.
    """
    many, single = (steps.degree > 2) | _changes_line(steps), steps.degree == 1
    a, b = steps.a, steps.b
    short = np.flatnonzero((many[a] & (many[b] | single[b])) | (single[a] & many[b]))
    metres = geodesics_m(at[a[short]], at[b[short]]) if len(short) else np.empty(0)
    short, metres = short[metres <= near_m], metres[metres <= near_m]
    if not len(short):
        return None
    here, there = np.concatenate([a[short], b[short]]), np.concatenate([b[short], a[short]])
    ends = single[here]
    order = np.lexsort((there, np.tile(metres, 2), here))
    order = order[~single[here[order]] & ~single[there[order]]]
    order = order[np.diff(here[order], prepend=-1) != 0]
    name = np.arange(len(at))
    nearest = np.full(len(at), -1)
    nearest[here[order]] = there[order]
    pair = np.flatnonzero((nearest >= 0) & (nearest[nearest] == name))
    name[pair] = np.minimum(pair, nearest[pair])
    name[here[ends]] = name[there[ends]]
    return name


def _changes_line(steps: Steps) -> Array:
    """Say for each place (p) whether it is where one line goes on from another: of two steps, each is of its own."""
    places, line = np.concatenate([steps.a, steps.b]), np.tile(steps.line.astype(float), 2)
    size = len(steps.degree)
    total, squares = np.bincount(places, line, size), np.bincount(places, line * line, size)
    # Twice the squares of two equal numbers are the square of their sum.
    return np.asarray((steps.degree == 2) & (2 * squares != total * total))


def chains(steps: Steps) -> Chains:
    """Return the edges that steps form."""
    a, b = steps.a, steps.b
    if not len(a):
        none = np.empty(0, np.int64)
        return Chains(none, none.reshape(0, 2), none, none, np.zeros(1, np.int64))
    goes_on = (np.diff(steps.number) == 1) & (np.diff(steps.line) == 0) & (steps.degree[a[1:]] == 2)
    head = np.flatnonzero(np.append(True, ~goes_on))
    tail = np.append(head[1:], len(a)) - 1
    node, edge = np.unique(np.column_stack([a[head], b[tail]]), return_inverse=True)
    count = tail - head + 2
    first = np.concatenate([[0], np.cumsum(count)])
    of_edge = np.repeat(np.arange(len(head)), count)
    number = np.arange(len(of_edge)) - first[of_edge]
    last = number == count[of_edge] - 1
    vertex = np.where(last, b[tail[of_edge]], a[np.minimum(head[of_edge] + number, len(a) - 1)])
    return Chains(node, edge.reshape(-1, 2), steps.line[head], vertex, first)
