"""Ground drawn in kilometres east and north of a middle, for tests of corridors.

Lengths are laid out with pyproj's Geod, not with the code under test: each vertex is put where the geodesic of its
azimuth and length from the middle ends. Within 50 km of the middle the plane of these kilometres is true to half a
metre.
"""

from __future__ import annotations

import math

import numpy as np
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.ops import unary_union

from salient.core.corridor import SupplyBase, corridor_width

GEOD = Geod(ellps="WGS84")
MIDDLE = (37.0, 49.0)


def lonlat(x_km, y_km):
    """Return the place so many kilometres east and north of the middle."""
    x_km, y_km = np.asarray(x_km, float), np.asarray(y_km, float)
    azimuth = np.degrees(np.arctan2(x_km, y_km))
    start = (np.full_like(azimuth, MIDDLE[0]), np.full_like(azimuth, MIDDLE[1]))
    lon, lat, _ = GEOD.fwd(*start, azimuth, 1000 * np.hypot(x_km, y_km))
    return lon, lat


def drawn(shape):
    """Return a shape of kilometres about the middle in longitude and latitude; long edges get a vertex every 2 km."""

    def ring(coords):
        out = []
        for (x0, y0), (x1, y1) in zip(coords, list(coords)[1:]):
            n = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / 2.0))
            out += [(x0 + (x1 - x0) * i / n, y0 + (y1 - y0) * i / n) for i in range(n)]
        return np.column_stack(lonlat(*zip(*out)))

    parts = [Polygon(ring(p.exterior.coords), [ring(h.coords) for h in p.interiors]) for p in each(shape)]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def each(shape):
    return list(getattr(shape, "geoms", [shape]))


def at(x_km, y_km):
    lon, lat = lonlat(x_km, y_km)
    return float(lon), float(lat)


def base(x_km, y_km, name="base"):
    return SupplyBase(name, *at(x_km, y_km))


def width(shape, place, *bases, **more):
    """Return the corridor through a shape of kilometres from a place to bases, (x, y) each."""
    found = corridor_width(drawn(shape), at(*place), [base(x, y, f"base {x} {y}") for x, y in bases], **more)
    assert found.width_km.low <= found.width_km.best <= found.width_km.high <= found.limit_km
    return found


WEST, EAST = box(-45, -15, -15, 15), box(15, -15, 45, 15)


def dumb_bell(*necks):
    """Two squares of 30 km, 30 km apart, with necks between them: (south, north) of each."""
    return unary_union([WEST, EAST, *(box(-16, south, 16, north) for south, north in necks)])
