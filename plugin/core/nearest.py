"""The nearest point of a line, for many points at once.

The line is lon/lat-straight between its vertices. It is cut into short edges, whose ends go into a k-d tree
in earth-centred coordinates; distances come back as geodesics in metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .geodesy import (
    ECCENTRICITY_2,
    SEMI_MAJOR_M,
    densify,
    distances_m,
    ecef,
    edge_lengths_m,
)
from .shapes import Array, Geometry, paths

# So short an edge leaves the chord between its ends by less than a millimetre at 60 degrees of latitude.
_LONGEST_EDGE_M = 150.0
# Beyond this the series from chord to geodesic is no longer good to a millimetre, and the inverse problem is
# solved.
_SERIES_LIMIT_M = 200_000.0
# From here on the chord's dependence on the azimuth reaches 0.1 mm, so that two feet must be compared as
# geodesics.
_CHORD_DECIDES_M = 20_000.0
# How much the square of the radius of curvature varies over azimuths and latitudes, with room to spare.
_CURVATURE_SPREAD = 0.03
# How far such an edge may lie from its chord at 89 degrees.
_EDGE_SAG_M = 0.03
_ROUGH_POINTS = 2_000
# The smallest radius of curvature of the ellipsoid, that of the meridian at the equator.
_TIGHTEST_M = SEMI_MAJOR_M * (1 - ECCENTRICITY_2)
_ROWS_AT_ONCE = 400_000


@dataclass(frozen=True)
class Feet:
    """For each point asked about (n): the distance, the nearest point (n, 2), the edge it is on and the share of it."""

    distance_m: Array
    lonlat: Array
    edge: Array
    share: Array


class NearestLine:
    """The nearest points of a line, a multiline, or the rings of polygons.

    Parameters
    ----------
    line
        Longitude, latitude in degrees. Parts stay apart: nothing is measured to the gap between them.

    Raises
    ------
    ValueError
        When there is no line in it.

    Notes
    -----
    An edge with both ends at least D away is at least sqrt(D² - h²) away, where h is half its length. So the
    k nearest ends are enough as soon as the k-th of them cannot hide a nearer edge; where they are not, k
    grows. Distances are within a millimetre up to 200 km, and those to the point found are exact beyond.
    """

    def __init__(self, line: Geometry) -> None:
        from scipy.spatial import cKDTree

        parts = [p for p in paths(line) if len(p) > 1]
        if not parts:
            raise ValueError("there is no line to measure to")
        self._fine = [densify(p, _LONGEST_EDGE_M) for p in parts]
        self._at = np.concatenate(self._fine)
        self._space = ecef(self._at[:, 0], self._at[:, 1])
        self._before, self._after = _edges_at([len(p) for p in self._fine])
        span = np.diff(self._space, axis=0)
        self._half_m = 0.5 * float(np.sqrt(_dot(span, span)[np.unique(self._after)].max())) + _EDGE_SAG_M
        self._places: Array = None
        self._tree: Any = cKDTree(self._space)
        self._rough: Any = cKDTree(self._space[:: 1 + len(self._space) // _ROUGH_POINTS])

    @property
    def length_m(self) -> float:
        """The length of all parts, vertex to vertex of the edges as cut."""
        return float(self._along[-1])

    def fine_parts(self) -> list[tuple[Array, Array]]:
        """Return each part as cut into short edges: its vertices (n, 2) and how far along the line they are (n), m."""
        ends = np.cumsum([len(part) for part in self._fine])[:-1]
        return list(zip(self._fine, np.split(self._along, ends)))

    @property
    def _along(self) -> Array:
        """For each vertex the metres from the first one; few callers need it."""
        if self._places is None:
            self._places = _places_along(self._fine)
        return self._places

    def distance_m(self, lon: Array, lat: Array) -> Array:
        """Return the geodesic distance (n) from each point to the line."""
        return self.feet(lon, lat).distance_m

    def foot(self, lon: Array, lat: Array) -> Array:
        """Return the nearest point of the line (n, 2) for each point."""
        return self.feet(lon, lat).lonlat

    def at_most_m(self, lon: Array, lat: Array) -> Array:
        """Return, quickly, a distance (n) that the true one does not exceed: the one to some vertex."""
        lon, lat = _points(lon, lat)
        chord, _ = self._rough.query(ecef(lon, lat), k=1)
        return 2 * _TIGHTEST_M * np.arcsin(np.minimum(chord / (2 * _TIGHTEST_M), 1.0))

    def along_m(self, feet: Feet) -> Array:
        """Return how far along the line each foot (n) is: metres from its start, parts in order, gaps not counted."""
        along = self._along
        return np.asarray(along[feet.edge] + feet.share * (along[feet.edge + 1] - along[feet.edge]))

    def within(self, lon: Array, lat: Array, metres: float) -> Array:
        """Say for each point (n) whether the line is within that many metres of it (bool)."""
        lon, lat = _points(lon, lat)
        near = np.zeros(len(lon), dtype=bool)
        if not len(lon):
            return near
        # No point of an edge is further from its nearer end than half its length.
        to_end, _ = self._tree.query(ecef(lon, lat), k=1)
        close = np.flatnonzero(to_end <= metres + self._half_m + _EDGE_SAG_M)
        near[close] = self.distance_m(lon[close], lat[close]) <= metres
        return near

    def feet(self, lon: Array, lat: Array) -> Feet:
        """Return the distance to, and the place of, the nearest point of the line for each point (n)."""
        lon, lat = _points(lon, lat)
        points = ecef(lon, lat)
        edge, share = self._search(points)
        foot, share = _on_the_edge(points, self._at[edge], self._at[edge + 1] - self._at[edge], share)
        distance = _geodesic_m(points, ecef(foot[:, 0], foot[:, 1]))
        far = np.flatnonzero(distance > _SERIES_LIMIT_M)
        if len(far):
            distance[far] = distances_m(np.column_stack([lon[far], lat[far]]), foot[far])
        return Feet(distance, foot, edge, share)

    def _search(self, points: Array) -> tuple[Array, Array]:
        """Return the nearest edge (n) of each point and the share (n) of it where the nearest point lies."""
        edge, share = np.empty(len(points), dtype=int), np.empty(len(points))
        rows, k, total = np.arange(len(points)), 4, len(self._at)
        while len(rows):
            k = min(k, total)
            left: list[Array] = []
            for some in np.array_split(rows, 1 + len(rows) * k // _ROWS_AT_ONCE):
                to_end, ends = self._tree.query(points[some], k=k)
                to_end, ends = to_end.reshape(len(some), k), ends.reshape(len(some), k)
                edge[some], share[some], chord = self._best_of(points[some], ends)
                if k < total:
                    hidden = np.sqrt(np.maximum(to_end[:, -1] ** 2 - self._half_m**2, 0.0))
                    left.append(some[hidden <= chord + _doubt_m(chord)])
            rows = np.concatenate(left) if left else rows[:0]
            k *= 4
        return edge, share

    def _best_of(self, points: Array, ends: Array) -> tuple[Array, Array, Array]:
        """Return the best edge at any of the given ends (n, k), the share on it, and the chord to it (m)."""
        edges = np.concatenate([self._before[ends], self._after[ends]], axis=1)
        start = self._space[edges]
        delta = self._space[edges + 1] - start
        reach = points[:, None, :] - start
        share = np.clip(_dot(reach, delta) / np.maximum(_dot(delta, delta), 1e-12), 0.0, 1.0)
        off = reach - share[..., None] * delta
        chord = np.sqrt(_dot(off, off))
        row = np.arange(len(points))
        pick = chord.argmin(axis=1)
        least = chord[row, pick]
        far = np.flatnonzero(least > _CHORD_DECIDES_M)
        if len(far):
            pick[far] = self._nearest_rival(points[far], edges[far], share[far], chord[far])
        return edges[row, pick], share[row, pick], least

    def _nearest_rival(self, points: Array, edges: Array, share: Array, chord: Array) -> Array:
        """Return which of the edges (n, k) is nearest by geodesic, where chords cannot say."""
        least = chord.min(axis=1)
        row, column = np.nonzero(chord <= (least + _doubt_m(least))[:, None])
        edge = edges[row, column]
        foot = self._at[edge] + share[row, column, None] * (self._at[edge + 1] - self._at[edge])
        geodesic = np.full(chord.shape, np.inf)
        geodesic[row, column] = _geodesic_m(points[row], ecef(foot[:, 0], foot[:, 1]))
        return geodesic.argmin(axis=1)


def _points(lon: Array, lat: Array) -> tuple[Array, Array]:
    return np.atleast_1d(np.asarray(lon, dtype=float)), np.atleast_1d(np.asarray(lat, dtype=float))


def _places_along(parts: list[Array]) -> Array:
    """Return for each vertex the metres from the first; from one part to the next nothing is added."""
    out, so_far = [], 0.0
    for part in parts:
        place = so_far + np.concatenate([[0.0], np.cumsum(edge_lengths_m(part))])
        out.append(place)
        so_far = float(place[-1])
    return np.concatenate(out)


def _edges_at(counts: list[int]) -> tuple[Array, Array]:
    """Return for each vertex the edge before and after it, by the index of the edge's first vertex.

    A vertex at the end of a part has one edge only, given twice: the step to the next part is no edge.
    """
    total = sum(counts)
    last = np.cumsum(counts) - 1
    first = last - np.asarray(counts) + 1
    before, after = np.arange(total) - 1, np.arange(total)
    before[first] = first
    after[last] = last - 1
    return before, after


def _on_the_edge(points: Array, start: Array, delta: Array, share: Array) -> tuple[Array, Array]:
    """Return the nearest point (n, 2) and share (n) on the edge itself, from those on its chord.

    One step of Gauss and Newton along the edge: chord and edge differ in direction by up to a ten-thousandth.
    """
    foot = start + share[:, None] * delta
    lam, phi = np.radians(foot[:, 0]), np.radians(foot[:, 1])
    east = np.column_stack([-np.sin(lam), np.cos(lam), np.zeros(len(lam))])
    north = np.column_stack([-np.sin(phi) * np.cos(lam), -np.sin(phi) * np.sin(lam), np.cos(phi)])
    curve = 1 - ECCENTRICITY_2 * np.sin(phi) ** 2
    prime, meridian = SEMI_MAJOR_M / np.sqrt(curve), SEMI_MAJOR_M * (1 - ECCENTRICITY_2) / curve**1.5
    way = np.radians(delta[:, :1]) * (prime * np.cos(phi))[:, None] * east
    way += np.radians(delta[:, 1:]) * meridian[:, None] * north
    off = points - ecef(foot[:, 0], foot[:, 1])
    share = np.clip(share + _dot(off, way) / np.maximum(_dot(way, way), 1e-12), 0.0, 1.0)
    return start + share[:, None] * delta, share


def geodesics_m(a: Array, b: Array) -> Array:
    """Return the distance between rows of longitudes and latitudes (n, 2), good to 1 mm up to 200 km, in a hurry."""
    return _geodesic_m(ecef(a[:, 0], a[:, 1]), ecef(b[:, 0], b[:, 1]))


def _geodesic_m(a: Array, b: Array) -> Array:
    """Return the geodesic distance (n) between points in space on the ellipsoid, good to 1 mm up to 200 km.

    A geodesic of length s has the chord c = s - s³/(24 R²) + ..., where R is the radius of curvature in its
    azimuth (Euler) half way along; turned round, s = c + c³/(24 R²) + 3 c⁵/(640 R⁴).
    """
    step, middle = b - a, 0.5 * (a + b)
    chord_2 = _dot(step, step)
    flat = np.hypot(middle[:, 0], middle[:, 1])
    sine_2 = middle[:, 2] ** 2 / (middle[:, 2] ** 2 + flat**2)
    eastward = (step[:, 1] * middle[:, 0] - step[:, 0] * middle[:, 1]) / np.maximum(flat, 1e-9)
    east_2 = np.clip(eastward**2 / np.maximum(chord_2, 1e-18), 0.0, 1.0)
    curve = 1 - ECCENTRICITY_2 * sine_2
    prime, meridian = SEMI_MAJOR_M / np.sqrt(curve), SEMI_MAJOR_M * (1 - ECCENTRICITY_2) / curve**1.5
    bend = (1 - east_2) / meridian + east_2 / prime
    x = chord_2 * bend * bend
    return np.sqrt(chord_2) * (1 + x / 24 + 3 * x * x / 640)


def _doubt_m(chord_m: Array) -> Array:
    """Return by how much two geodesics of equal chord may differ in length."""
    return _CURVATURE_SPREAD * np.asarray(chord_m) ** 3 / (24 * 6.3e6**2)


def _dot(a: Array, b: Array) -> Array:
    return np.einsum("...i,...i->...", a, b)
