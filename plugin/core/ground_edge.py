"""The edge of ground as points on it, near enough to each other to stand for it; and windows in which ground is seen.

Longitude and latitude in degrees; a window is west, south, east, north.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .geodesy import LONGEST_DEGREE_M, LocalPlane, densify
from .shapes import Array, Geometry, multi_line, paths, rings

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Fineness:
    """How the edge is taken as points.

    Attributes
    ----------
    step_m
        Points are no further apart than this.
    slack_m
        Small bends are left out, so that no place of the edge is further than this from the lines that stand for it.
    fine_m
        How near they are where it matters.
    fine_at
        The places (f, 2) of the plane about which it matters, a step around; None: nowhere.
    """

    step_m: float
    slack_m: float
    fine_m: float
    fine_at: Array | None = None


def edge_points(
    piece: Geometry, plane: LocalPlane, fineness: Fineness, beyond_m: float, window: Box | None
) -> tuple[Array, Array, Array]:
    """Return points along the edge of a piece of ground.

    Parameters
    ----------
    piece
        Polygons.
    plane
        Where gaps are measured.
    beyond_m
        How far beyond the window the edge still matters.
    window
        Edges on its border are where the ground was cut, and no edge of the ground. Where another edge meets the
        border, that end of it stays.

    Returns
    -------
    tuple
        Longitude and latitude (k, 2), the same in the plane (k, 2), and the metres to the further of the two next ones
        along the edge (k).
    """
    edge = multi_line(rings(piece)).simplify(fineness.slack_m / LONGEST_DEGREE_M, preserve_topology=False)
    points, places, gaps = [np.empty((0, 2))], [np.empty((0, 2))], [np.empty(0)]
    for path in paths(edge):
        ring = densify(path, fineness.step_m)
        if window is not None and not (_beyond_m(ring, window) <= beyond_m + fineness.step_m).any():
            continue
        at = plane.to_plane(ring)
        if fineness.fine_at is not None:
            ring = densify(ring, _steps_m(at, fineness))
            at = plane.to_plane(ring)
        apart = np.hypot(*np.diff(at, axis=0).T)
        gap, ring, at = np.maximum(apart, np.roll(apart, 1)), ring[:-1], at[:-1]
        if window is not None:
            off_m = _beyond_m(ring, window)
            cut = np.abs(off_m) <= 2 * fineness.slack_m
            cut &= np.roll(cut, 1) & np.roll(cut, -1)
            kept = ~cut & (off_m <= beyond_m + fineness.step_m)
            ring, at, gap = ring[kept], at[kept], gap[kept]
        points.append(ring)
        places.append(at)
        gaps.append(gap)
    found, first = np.unique(np.concatenate(points), axis=0, return_index=True)
    return found, np.concatenate(places)[first], np.concatenate(gaps)[first]


def _steps_m(at: Array, fineness: Fineness) -> Array:
    """Return how near the points have to be on each edge (n - 1) of a path (n, 2) of the plane."""
    from scipy.spatial import cKDTree

    tree: Any = cKDTree(fineness.fine_at)
    near = np.isfinite(tree.query(at, distance_upper_bound=fineness.step_m)[0])
    return np.where(near[:-1] | near[1:], fineness.fine_m, fineness.step_m)


def _beyond_m(lonlat: Array, window: Box) -> Array:
    """Return how far outside the window places (n, 2) are, or inside (below 0), never too much; to 2 % of it."""
    west, south, east, north = window
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    shorter = 0.98 * LONGEST_DEGREE_M
    x = np.maximum(west - lon, lon - east) * shorter * np.cos(np.radians(lat))
    y = np.maximum(south - lat, lat - north) * shorter
    return np.asarray(np.where((x > 0) & (y > 0), np.hypot(x, y), np.maximum(x, y)))


def in_window(lon: Array, lat: Array, window: Box) -> Array:
    """Say for each place (n) whether it is in the window, its border included (bool)."""
    west, south, east, north = window
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
