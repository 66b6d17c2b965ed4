"""Which places lie in an area, and which only may: points against polygons whose edges are drawn to a tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from .geodesy import LONGEST_DEGREE_M
from .nearest import NearestLine
from .shapes import Array, Geometry, contains_xy, polygons_of

Edge = Callable[[], NearestLine]

IN, MAYBE, OUT = "in", "maybe", "out"


@dataclass(frozen=True)
class Count:
    """Places surely in (low), in as drawn (best), and possibly in (high)."""

    low: int
    best: int
    high: int


def membership(lons: Array, lats: Array, ground: Geometry, tolerance_m: float) -> Array:
    """Return "in", "maybe" or "out" for each place (n).

    Parameters
    ----------
    lons, lats
        Degrees (n).
    ground
        Polygons.
    tolerance_m
        A place that near the ground's edge, on either side, is a "maybe" (geodesic, metres).

    Raises
    ------
    ValueError
        For a tolerance below 0, or a place that is not finite.
    """
    return inside_or_near(lons, lats, ground, tolerance_m)[0]


def count_inside(lons: Array, lats: Array, ground: Geometry, tolerance_m: float, edge: Edge | None = None) -> Count:
    """Return how many places are surely, as drawn, and possibly in the ground; more as in `inside_or_near`."""
    found, drawn = inside_or_near(lons, lats, ground, tolerance_m, edge)
    sure, possible = int((found == IN).sum()), int((found != OUT).sum())
    return Count(sure, int(drawn.sum()), possible)


def inside_or_near(
    lons: Array, lats: Array, ground: Geometry, tolerance_m: float, edge: Edge | None = None
) -> tuple[Array, Array]:
    """Return membership (n) and whether each place is inside as drawn (n, bool); the rest as in `membership`.

    `edge` gives the edge of the ground to who asks more than once: of many pieces it takes long to make.
    """
    lons, lats = np.atleast_1d(np.asarray(lons, float)), np.atleast_1d(np.asarray(lats, float))
    if not tolerance_m >= 0:
        raise ValueError(f"a tolerance cannot be below 0 m: {tolerance_m:g}")
    bad = np.flatnonzero(~(np.isfinite(lons) & np.isfinite(lats)))
    if len(bad):
        raise ValueError(f"place {bad[0] + 1} of {len(lons)} has no finite coordinates; correct or delete it")
    found = np.full(len(lons), OUT, dtype="<U5")
    if not polygons_of(ground) or not len(lons):
        return found, np.zeros(len(lons), dtype=bool)
    near = np.flatnonzero(_in_the_box(lons, lats, ground, tolerance_m))
    drawn = np.zeros(len(lons), dtype=bool)
    if not len(near):
        return found, drawn
    drawn[near] = contains_xy(ground, lons[near], lats[near])
    found[drawn] = IN
    if tolerance_m > 0:
        line = NearestLine(ground) if edge is None else edge()
        doubtful = line.within(lons[near], lats[near], tolerance_m)
        found[near[doubtful]] = MAYBE
    return found, drawn


def _in_the_box(lons: Array, lats: Array, ground: Geometry, tolerance_m: float) -> Array:
    """Say which places are in the ground's box or could be within the tolerance of it: the others need no work."""
    west, south, east, north = ground.bounds
    # 1.02: a degree is up to that much shorter elsewhere than the longest one is.
    high = 1.02 * tolerance_m / LONGEST_DEGREE_M
    cosine = float(np.cos(np.radians(min(89.9, max(abs(south), abs(north)) + high))))
    wide = high / cosine
    return (lons >= west - wide) & (lons <= east + wide) & (lats >= south - high) & (lats <= north + high)
