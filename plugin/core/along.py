"""A baseline by the kilometre: which place lies how far along it, and the ground narrowly around a stretch of it.

Kilometres count from the start of the line's first part; parts follow in order, and gaps between them are not counted.
This is how `depth.depth_profile` counts too.
"""

from __future__ import annotations

import numpy as np

from .buffer import geodesic_buffer
from .depth import DepthError
from .geodesy import destination, leg
from .nearest import NearestLine
from .shapes import Array, Geometry, box_of, multi_line, multi_polygon, paths, polygon, polygons_of, union

HALF_WIDTH_M = 1000.0
# So near to the stretch its ground is kept, and so near to the rest of the line it is taken away.
_SLIM_M = 10.0
# Shorter than this is no stretch.
_SHORTEST_KM = 0.001
_SHORTEST_DEGREE_M = 110574.0


class AlongLine:
    """Places along a line, or along the rings of areas.

    Parameters
    ----------
    line
        Longitude, latitude in degrees.

    Raises
    ------
    DepthError
        When there is no line in it.
    """

    def __init__(self, line: Geometry) -> None:
        if not paths(line):
            raise DepthError("there is no baseline to measure from; draw or choose a line")
        self._nearest = NearestLine(line)
        self._parts = [(lonlat, along_m / 1000) for lonlat, along_m in self._nearest.fine_parts()]
        self._km = np.concatenate([km for _, km in self._parts])
        self._lonlat = np.concatenate([lonlat for lonlat, _ in self._parts])

    @property
    def length_km(self) -> float:
        """The length of all parts."""
        return float(self._km[-1])

    def at(self, km: Array) -> Array:
        """Return the places (n, 2), longitude and latitude, that lie so many kilometres (n) along the line."""
        return np.column_stack([np.interp(km, self._km, self._lonlat[:, axis]) for axis in (0, 1)])

    def nearest_km(self, lon: float, lat: float) -> tuple[float, tuple[float, float]]:
        """Return how far along the line its point nearest to a place is, in km, and that point."""
        feet = self._nearest.feet(np.array([lon]), np.array([lat]))
        foot = (float(feet.lonlat[0, 0]), float(feet.lonlat[0, 1]))
        return float(self._nearest.along_m(feet)[0]) / 1000, foot

    def along_km(self, points: Array) -> Array:
        """Return how far along the line (n, km) the points of it nearest to places (n, 2) are."""
        return np.asarray(self._nearest.along_m(self._nearest.feet(points[:, 0], points[:, 1]))) / 1000

    def between(self, start_km: float, end_km: float) -> tuple[list[Array], list[Array]]:
        """Return the stretch between two places along the line, and the rest of the line: paths, each (n, 2)."""
        stretch: list[Array] = []
        rest: list[Array] = []
        for lonlat, km in self._parts:
            low, high = float(km[0]), float(km[-1])
            start, end = min(max(start_km, low), high), min(max(end_km, low), high)
            for kept, first, last in ((rest, low, start), (stretch, start, end), (rest, end, high)):
                if last - first > _SHORTEST_KM:
                    kept.append(_cut(lonlat, km, first, last))
        return stretch, rest


def _cut(lonlat: Array, km: Array, first: float, last: float) -> Array:
    ends = np.column_stack([np.interp([first, last], km, lonlat[:, axis]) for axis in (0, 1)])
    return np.concatenate([ends[:1], lonlat[(km > first) & (km < last)], ends[1:]])


def sector_around(line: AlongLine, start_km: float, end_km: float, half_width_m: float = HALF_WIDTH_M) -> Geometry:
    """Return the ground within `half_width_m` of a stretch of the line, with flat ends where the line goes on.

    Of the line, only that stretch lies in it, less 10 m at its ends: where the rest comes near to the stretch, it is
    left out with 10 m to either side.

    Raises
    ------
    DepthError
        When the two places leave no stretch between them.
    """
    stretch, rest = line.between(min(start_km, end_km), max(start_km, end_km))
    if not stretch:
        raise DepthError("the two ends leave no stretch of the baseline between them; choose a longer one")
    ground = geodesic_buffer(multi_line(stretch), half_width_m, max(1.0, 0.02 * half_width_m))
    near = _near(rest, ground.bounds, half_width_m)
    if near:
        slim = geodesic_buffer(multi_line(stretch), _SLIM_M)
        ends = {tuple(path[place]) for path in rest for place in (0, -1)}
        caps = [cap for path in stretch for cap in _caps(path, ends, 1.5 * half_width_m)]
        ground = union([ground.difference(union(caps)) if caps else ground, slim])
        ground = ground.difference(geodesic_buffer(multi_line(near), _SLIM_M))
    whole = multi_line(stretch)
    return multi_polygon([part for part in polygons_of(ground) if part.intersects(whole)])


def _near(rest: list[Array], bounds: tuple[float, float, float, float], metres: float) -> list[Array]:
    """Return those paths that may come near to a box; the others cost time and change nothing."""
    west, south, east, north = bounds
    margin = metres / _SHORTEST_DEGREE_M
    about = box_of(west - 2 * margin, south - margin, east + 2 * margin, north + margin)
    return [path for path in paths(multi_line(rest).intersection(about)) if len(path) > 1] if rest else []


def _caps(path: Array, goes_on: set[tuple[float, ...]], reach_m: float) -> list[Geometry]:
    """Return, for each end of a path where the line goes on, a square that begins there and lies ahead of it."""
    squares = []
    for way in (path, path[::-1]):
        (lon_before, lat_before), (lon, lat) = way[-2:].tolist()
        if (lon, lat) in goes_on:
            ahead_deg = leg(lon_before, lat_before, lon, lat).azimuth_deg
            left, right = (destination(lon, lat, ahead_deg + turn, reach_m / 1000) for turn in (-90.0, 90.0))
            far = [destination(*corner, ahead_deg, reach_m / 1000) for corner in (right, left)]
            squares.append(polygon(np.array([left, right, *far, left])))
    return squares
