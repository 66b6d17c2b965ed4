"""Unions of equal discs in a plane, in closed form; metres, x east and y north."""

from __future__ import annotations

import math

import numpy as np

from .shapes import Array

_COARSE = 64
_FEW = 100
_AT_ONCE = 2_000_000


def union_of_discs(points: Array, radius: float, directions: Array, corner_error: float) -> Array:
    """Return the outline (n, 2), counter-clockwise, of the union of discs about points that all hold the origin.

    Such a union is star-shaped: in direction u it ends at the furthest exit from any disc, which is
    p·u + sqrt(r² - (p x u)²). Where two neighbouring directions end on different discs, the corner between
    them is put in, until none is left out by more than the error.

    Parameters
    ----------
    points
        The centres (n, 2), all nearer to the origin than the radius.
    radius, corner_error
        In the unit of the points.
    directions
        The angles (m) to begin with, ascending, within one turn.
    """
    points = _outermost(points, radius)
    reach, disc = _exits(points, radius, directions)
    for _ in range(12):
        n = len(directions)
        gaps = np.flatnonzero(disc != np.append(disc[1:], disc[0]))
        after = (gaps + 1) % n
        step = (directions[after] - directions[gaps]) % (2 * math.pi)
        angle, far = _corners(points[disc[gaps]], points[disc[after]], radius)
        angle = (angle - directions[gaps]) % (2 * math.pi)
        inside = angle < step - 1e-12
        gaps, after, step, angle, far = gaps[inside], after[inside], step[inside], angle[inside], far[inside]
        deep = _on_chord(reach[gaps], reach[after], step, angle) - far > corner_error
        if not deep.any():
            break
        gaps, angle = gaps[deep], directions[gaps[deep]] + angle[deep]
        new_reach, new_disc = _exits(points, radius, angle)
        directions = np.insert(directions, gaps + 1, angle)
        reach = np.insert(reach, gaps + 1, new_reach)
        disc = np.insert(disc, gaps + 1, new_disc)
    return np.column_stack([reach * np.cos(directions), reach * np.sin(directions)])


def _outermost(points: Array, radius: float) -> Array:
    """Return the points (m, 2) whose discs may end the union in some direction; all others are within it.

    Between two directions an angle a apart, the exits of discs about p and q change by amounts that differ by
    no more than a c |p - q|; c bounds the gradient, over centres p, of the exit's derivative by the angle. So
    a disc that ends short of the winner by more than that in the nearest of some directions never wins.
    """
    if len(points) <= _FEW:
        return points
    share = math.sqrt(float((points**2).sum(axis=1).max())) / radius
    rest = 1 - share * share
    steepest = math.hypot(share / math.sqrt(rest), 1 + share / rest**1.5)
    directions = np.linspace(0.0, 2 * math.pi, _COARSE, endpoint=False)
    exits = _every_exit(points, radius, directions)
    best = exits.argmax(axis=1)
    behind = exits[np.arange(_COARSE), best][:, None] - exits
    apart_2 = (points[:, 0] - points[best, 0, None]) ** 2 + (points[:, 1] - points[best, 1, None]) ** 2
    allowed = steepest * math.pi / _COARSE
    return points[(behind * behind <= allowed * allowed * apart_2 + 1e-6).any(axis=0)]


def _every_exit(points: Array, radius: float, directions: Array) -> Array:
    """Return (directions, points): how far from the origin each disc is left in each direction."""
    cosine, sine = np.cos(directions), np.sin(directions)
    exits = np.column_stack([sine, -cosine]) @ points.T
    exits *= exits
    np.subtract(radius * radius, exits, out=exits)
    np.sqrt(exits, out=exits)
    exits += np.column_stack([cosine, sine]) @ points.T
    return exits


def _exits(points: Array, radius: float, directions: Array) -> tuple[Array, Array]:
    """Return for each direction how far the union reaches, and the index of the disc that ends it."""
    reach, disc = np.empty(len(directions)), np.empty(len(directions), dtype=int)
    rows = max(1, _AT_ONCE // len(points))
    for i in range(0, len(directions), rows):
        exits = _every_exit(points, radius, directions[i : i + rows])
        disc[i : i + rows] = exits.argmax(axis=1)
        reach[i : i + rows] = exits[np.arange(len(exits)), disc[i : i + rows]]
    return reach, disc


def _corners(a: Array, b: Array, radius: float) -> tuple[Array, Array]:
    """Return angle and distance, from the origin, of the outer crossing of equal circles about rows of a and b."""
    half, middle = 0.5 * (b - a), 0.5 * (a + b)
    # Counter-clockwise from the arc of a to that of b, the crossing lies to the right of the step from a to
    # b.
    length = np.maximum(np.hypot(half[:, 0], half[:, 1]), 1e-9)
    out = np.sqrt(np.maximum(radius * radius - length**2, 0.0)) / length
    x, y = middle[:, 0] + out * half[:, 1], middle[:, 1] - out * half[:, 0]
    return np.arctan2(y, x), np.hypot(x, y)


def _on_chord(reach_1: Array, reach_2: Array, step: Array, angle: Array) -> Array:
    """Return how far the line between two points is from the origin, at an angle from the first of them."""
    return reach_1 * reach_2 * np.sin(step) / (reach_1 * np.sin(angle) + reach_2 * np.sin(step - angle))


def capsules(a: Array, b: Array, radius: float, half_turn: int) -> Array:
    """Return closed rings (n, 2 * half_turn + 3, 2) of all within a radius of the segments from a to b (n, 2).

    Each end is an arc of `half_turn` chords.
    """
    along = b - a
    heading = np.arctan2(along[:, 1], along[:, 0])
    turn = np.linspace(-0.5 * math.pi, 0.5 * math.pi, half_turn + 1)
    ahead = heading[:, None] + turn
    front = b[:, None, :] + radius * np.stack([np.cos(ahead), np.sin(ahead)], axis=2)
    back = a[:, None, :] - radius * np.stack([np.cos(ahead), np.sin(ahead)], axis=2)
    return np.concatenate([front, back, front[:, :1]], axis=1)


def cut_plane(ring: Array, step: float) -> Array:
    """Return the ring with its edges cut to `step`: what is straight in a plane is not so in longitude, latitude."""
    delta = np.diff(ring, axis=0)
    count = np.maximum(1, np.ceil(np.hypot(delta[:, 0], delta[:, 1]) / step)).astype(int)
    edge = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)) / count[edge]
    return np.vstack([ring[edge] + share[:, None] * delta[edge], ring[-1:]])
