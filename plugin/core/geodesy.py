"""Lengths, directions and areas on the WGS 84 ellipsoid.

Coordinates are longitude, latitude in degrees. An edge of a shape is straight in longitude and latitude (RFC
7946, section 3.1.1); a distance is a geodesic. Metres inside, kilometres in what is handed out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from pyproj import Geod, Transformer

from .direction_words import compass_letters
from .shapes import Array, Geometry, coordinates, moved, paths, polygons_of, rings

GEOD = Geod(ellps="WGS84")
"""Geodesics after Karney (2013), as built into PROJ."""

SEMI_MAJOR_M = 6378137.0
FLATTENING = 1 / 298.257223563
SEMI_MINOR_M = SEMI_MAJOR_M * (1 - FLATTENING)
ECCENTRICITY_2 = FLATTENING * (2 - FLATTENING)

LONGEST_DEGREE_M = math.radians(SEMI_MAJOR_M**2 / SEMI_MINOR_M)
"""No degree of latitude, or of longitude over the cosine of its latitude, is longer."""

# A stated direction's half width by the number of its letters.
_HALF_WIDTHS_DEG = {1: 45.0, 2: 22.5, 3: 11.25}
_POINTS = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]

# Gauss-Legendre on three points: exact to 1e-11 of the whole for edges of up to 5 degrees of latitude.
_GAUSS_AT = (-math.sqrt(0.6), 0.0, math.sqrt(0.6))
_GAUSS_WEIGHT = (5 / 18, 8 / 18, 5 / 18)
_LONGEST_GAUSS_DEG = 5.0


# ---------------------------------------------------------------- distance and direction


@dataclass(frozen=True)
class Leg:
    """How far, and which way: `azimuth_deg` is clockwise from true north, 0 to below 360."""

    distance_km: float
    azimuth_deg: float


def leg(lon1: float, lat1: float, lon2: float, lat2: float) -> Leg:
    """Return the geodesic from the first place to the second (azimuth at the first; 0 when they coincide)."""
    azimuth_deg, _, metres = GEOD.inv(lon1, lat1, lon2, lat2)
    if metres == 0:
        return Leg(0.0, 0.0)
    azimuth_deg %= 360.0
    return Leg(metres / 1000, 0.0 if azimuth_deg == 360.0 else azimuth_deg)


def destination(lon: float, lat: float, azimuth_deg: float, distance_km: float) -> tuple[float, float]:
    """Return longitude and latitude of the place so far away in that direction."""
    lon2, lat2, _ = GEOD.fwd(lon, lat, azimuth_deg, distance_km * 1000)
    return float(lon2), float(lat2)


def compass(azimuth_deg: float, points: int = 16) -> str:
    """Return the nearest of 4, 8 or 16 compass points, such as "NNE".

    Raises
    ------
    ValueError
        For another number of points.
    """
    if points not in (4, 8, 16):
        raise ValueError(f"a compass has 4, 8 or 16 points, not {points}")
    return _POINTS[round(azimuth_deg / (360.0 / points)) % points * (16 // points)]


def direction_sector(words: str) -> tuple[float, float]:
    """Return centre and half width, in degrees, of a stated direction.

    One letter stands for 45 degrees either side, two for 22.5, three for 11.25. Letters ("NNE") and words,
    English and Ukrainian, are read (see `direction_words`).

    Raises
    ------
    ValueError
        For words that are no direction.
    """
    letters = compass_letters(words)
    if letters.upper() not in _POINTS:
        raise ValueError(f"{words!r} is no direction; write one such as N, NE, NNE or north-east")
    return _POINTS.index(letters.upper()) * 22.5, _HALF_WIDTHS_DEG[len(letters)]


def direction_holds(words: str, azimuth_deg: float) -> bool:
    """Say whether an azimuth lies in the sector of the stated direction (its limits included)."""
    centre_deg, half_deg = direction_sector(words)
    off_deg = abs((azimuth_deg - centre_deg + 180.0) % 360.0 - 180.0)
    return off_deg <= half_deg + 1e-9


# ---------------------------------------------------------------- area and length


def ring_area_m2(coords: Array) -> float:
    """Return the signed area of a ring (n, 2), positive when it runs counter-clockwise.

    The area between an edge and the equator is the difference of longitude times the mean, over the edge's
    latitudes, of the authalic integral q (Snyder 1987, Map Projections, eq. 3-12); the mean is taken by
    Gauss's rule.
    """
    ring = np.asarray(coords, dtype=float)
    if len(ring) < 3:
        return 0.0
    if not np.array_equal(ring[0], ring[-1]):
        ring = np.vstack([ring, ring[:1]])
    return float(edge_areas_m2(ring[:-1], ring[1:]).sum())


def edge_areas_m2(start: Array, end: Array) -> Array:
    """Return the signed area (n) between each edge, from `start` to `end` (n, 2), and the equator.

    Over the edges of a ring they add up to its area; over those that two shapes do not share, to the difference of
    their areas. The formula is that of `ring_area_m2`.
    """
    high = np.abs(end[:, 1] - start[:, 1])
    if len(high) and high.max() > _LONGEST_GAUSS_DEG:
        return _long_edge_areas_m2(start, end, np.maximum(1, np.ceil(high / _LONGEST_GAUSS_DEG)).astype(int))
    lat_start, lat_end = np.radians(start[:, 1]), np.radians(end[:, 1])
    middle, half = 0.5 * (lat_end + lat_start), 0.5 * (lat_end - lat_start)
    q = sum(w * _authalic_m2(middle + at * half) for w, at in zip(_GAUSS_WEIGHT, _GAUSS_AT))
    return np.asarray(np.radians(start[:, 0] - end[:, 0]) * q)


def _long_edge_areas_m2(start: Array, end: Array, count: Array) -> Array:
    """Return the areas of edges that are cut into so many pieces each."""
    edge = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)) / count[edge]
    step = (end - start) / count[:, None]
    piece = start[edge] + (share * count[edge])[:, None] * step[edge]
    return np.bincount(edge, edge_areas_m2(piece, piece + step[edge]), len(count))


def area_km2(geometry: Geometry) -> float:
    """Return the ellipsoidal area of all polygons, holes subtracted whichever way they wind."""
    total_m2 = 0.0
    for polygon in polygons_of(geometry):
        shell, *holes = rings(polygon)
        total_m2 += abs(ring_area_m2(shell)) - sum(abs(ring_area_m2(hole)) for hole in holes)
    return total_m2 / 1e6


def length_km(geometry: Geometry) -> float:
    """Return the sum of the geodesics between consecutive vertices, over all lines and rings."""
    return sum(float(edge_lengths_m(path).sum()) for path in paths(geometry)) / 1000


def perimeter_km(geometry: Geometry) -> float:
    """Return the length of all rings of all polygons, those of holes included; 0 for other shapes."""
    return sum(float(edge_lengths_m(ring).sum()) for ring in rings(geometry)) / 1000


def edge_lengths_m(coords: Array) -> Array:
    """Return the geodesic length of each edge (n - 1) of a path (n, 2)."""
    return distances_m(coords[:-1], coords[1:])


def distances_m(a: Array, b: Array) -> Array:
    """Return the geodesic distance between the rows of two arrays (n, 2)."""
    if not len(a):
        return np.empty(0)
    return np.asarray(GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2], dtype=float)


def _authalic_m2(lat_rad: Array) -> Array:
    """Return the area, per radian of longitude, between the equator and a latitude."""
    sine, e = np.sin(lat_rad), math.sqrt(ECCENTRICITY_2)
    return 0.5 * SEMI_MINOR_M**2 * (sine / (1 - ECCENTRICITY_2 * sine * sine) + np.arctanh(e * sine) / e)


# ---------------------------------------------------------------- points along edges, points in space


def step_bound_m(dlon: Array, dlat: Array, lat_a: Array, lat_b: Array) -> Array:
    """Return a length that no lon/lat-straight step of (dlon, dlat) degrees between two latitudes exceeds."""
    flattest = np.where(np.sign(lat_a) * np.sign(lat_b) < 0, 0.0, np.minimum(np.abs(lat_a), np.abs(lat_b)))
    return LONGEST_DEGREE_M * np.hypot(dlon * np.cos(np.radians(flattest)), dlat)


def densify(coords: Array, step_m: float | Array) -> Array:
    """Return the path (n, 2) with vertices added on its edges so that none is longer than `step_m` (one, or n - 1)."""
    path = np.asarray(coords, dtype=float)
    delta = np.diff(path, axis=0)
    return _cut(path, step_bound_m(delta[:, 0], delta[:, 1], path[:-1, 1], path[1:, 1]) / step_m)


def _cut(path: Array, pieces: Array) -> Array:
    """Return the path with each edge cut into that many equal pieces (rounded up)."""
    count = np.maximum(1, np.ceil(pieces)).astype(int)
    if not len(count) or count.max() == 1:
        return path
    edge = np.repeat(np.arange(len(count)), count)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)) / count[edge]
    return np.vstack([path[edge] + share[:, None] * (path[edge + 1] - path[edge]), path[-1:]])


def ecef(lon: Array, lat: Array) -> Array:
    """Return earth-centred coordinates in metres (n, 3) of points on the ellipsoid."""
    lam, phi = np.radians(lon), np.radians(lat)
    sine, cosine = np.sin(phi), np.cos(phi)
    prime = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY_2 * sine * sine)
    flat = prime * cosine
    return np.column_stack([flat * np.cos(lam), flat * np.sin(lam), prime * (1 - ECCENTRICITY_2) * sine])


# ---------------------------------------------------------------- a plane for a neighbourhood


@lru_cache(maxsize=64)
def _plane_transformer(lon: float, lat: float) -> Transformer:
    # A pipeline string is read a hundred times faster than an EPSG code is looked up.
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        f" +step +proj=aeqd +lat_0={lat!r} +lon_0={lon!r} +ellps=WGS84"
    )


@dataclass(frozen=True)
class LocalPlane:
    """An azimuthal equidistant plane in metres about (`lon`, `lat`): x east, y north.

    Distances from the centre are true; between two places b and r metres out they are off by up to b² r / (6
    R²).
    """

    lon: float
    lat: float

    def to_plane(self, coords: Array) -> Array:
        """Return metres (n, 2) for longitudes and latitudes (n, 2)."""
        return self._through(coords, "FORWARD")

    def to_lonlat(self, metres: Array) -> Array:
        """Return longitudes and latitudes (n, 2) for metres (n, 2)."""
        return self._through(metres, "INVERSE")

    def forward(self, geometry: Geometry) -> Geometry:
        """Return the shape in the plane, vertex by vertex."""
        return moved(geometry, self.to_plane)

    def inverse(self, geometry: Geometry) -> Geometry:
        """Return a shape of the plane in longitude and latitude, vertex by vertex."""
        return moved(geometry, self.to_lonlat)

    def _through(self, coords: Array, direction: str) -> Array:
        step: Any = _plane_transformer(self.lon, self.lat)
        return np.column_stack(step.transform(coords[:, 0], coords[:, 1], direction=direction))


def local_plane(about: Geometry | tuple[float, float] | list[float]) -> LocalPlane:
    """Return the plane about the middle of a shape's box, or about a (longitude, latitude).

    Raises
    ------
    ValueError
        For an empty shape.
    """
    if isinstance(about, (tuple, list)):
        return LocalPlane(float(about[0]), float(about[1]))
    vertices = coordinates(about)
    if not len(vertices):
        raise ValueError("an empty shape has no place on the ground")
    middle = 0.5 * (vertices.min(axis=0) + vertices.max(axis=0))
    return LocalPlane(float(middle[0]), float(middle[1]))
