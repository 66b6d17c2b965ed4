"""From longitude and latitude to the page: the projection chosen for a frame, and the scale.

The projection is built from a pipeline string of our own numbers, which costs nothing and needs no database of
coordinate systems. Coordinates are arrays of shape (n, 2): degrees in, points (1/72 inch) from the lower left corner of
the panel out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import Geod, Transformer

from ..core.messages import Message, message
from .values import Frame, LonLat

POINTS_PER_MM = 72 / 25.4
_POINTS_PER_METRE = POINTS_PER_MM * 1000
_CONIC_FROM_DEG, _CONIC_TO_DEG = 12.0, 72.0
_WIDEST_CONIC_DEG = 60.0
_WIDEST_PLANE_DEG, _HIGHEST_PLANE_DEG = 120.0, 80.0
_EDGE_STEPS = 40


@dataclass(frozen=True)
class Plane:
    """A projection and a scale: `scale` is points on the page per metre in the projection."""

    pipeline: str
    name: Message
    scale: float
    x_m: float
    y_m: float
    width: float
    height: float
    transformer: Any

    @property
    def denominator(self) -> float:
        """The n of the scale 1:n, at the map's centre."""
        return _POINTS_PER_METRE / self.scale

    def to_page(self, lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return degrees as points on the page."""
        x, y = self.transformer.transform(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([(np.asarray(x) - self.x_m) * self.scale, (np.asarray(y) - self.y_m) * self.scale])

    def point(self, place: LonLat) -> tuple[float, float]:
        """Return one place as points on the page."""
        x, y = self.to_page(np.array([place], dtype=float))[0]
        return float(x), float(y)

    def to_lonlat(self, page: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return points on the page as degrees."""
        x, y = page[:, 0] / self.scale + self.x_m, page[:, 1] / self.scale + self.y_m
        return np.column_stack(self.transformer.transform(x, y, direction="INVERSE"))

    def reach(self) -> Frame:
        """Return the bounds in degrees of all that the panel shows, a little more than it."""
        bounds = self.to_lonlat(_edge(0.0, 0.0, self.width, self.height))
        bounds = bounds[np.isfinite(bounds).all(axis=1)]
        if not len(bounds):
            return (-180.0, -90.0, 180.0, 90.0)
        west, south = bounds.min(axis=0)
        east, north = bounds.max(axis=0)
        pad = 0.02 * max(east - west, north - south)
        return (
            max(float(west - pad), -180.0),
            max(float(south - pad), -90.0),
            min(float(east + pad), 180.0),
            min(float(north + pad), 90.0),
        )


def _edge(west: float, south: float, east: float, north: float) -> np.ndarray[Any, Any]:
    """Return points along the edge of a rectangle."""
    t = np.linspace(0.0, 1.0, _EDGE_STEPS)
    x, y = west + (east - west) * t, south + (north - south) * t
    sides = [(x, np.full_like(x, south)), (x, np.full_like(x, north))]
    sides += [(np.full_like(y, west), y), (np.full_like(y, east), y)]
    return np.concatenate([np.column_stack(side) for side in sides])


def _projection(frame: Frame) -> tuple[str, Message]:
    """Return the projection's part of the pipeline and its name, for a frame in degrees."""
    west, south, east, north = frame
    lon, lat = round((west + east) / 2, 2), round((south + north) / 2, 2)
    if east - west > _WIDEST_PLANE_DEG or north - south > _HIGHEST_PLANE_DEG:
        name = message("Equidistant cylindrical, true along latitude {lat:.2f}°, ellipsoid WGS 84", lat=lat)
        return f"+proj=eqc +lat_ts={lat} +lon_0={lon} +ellps=WGS84", name
    conic = _CONIC_FROM_DEG < abs(lat) < _CONIC_TO_DEG and east - west < _WIDEST_CONIC_DEG and south * north > 0
    if conic:
        first, second = round(south + (north - south) / 6, 2), round(north - (north - south) / 6, 2)
        name = message(
            "Lambert conformal conic, standard parallels {first:.2f}° and {second:.2f}°, central meridian {lon:.2f}°, "
            "ellipsoid WGS 84",
            first=first,
            second=second,
            lon=lon,
        )
        return f"+proj=lcc +lat_0={lat} +lon_0={lon} +lat_1={first} +lat_2={second} +ellps=WGS84", name
    name = message("Lambert azimuthal equal-area, centre {lat:.2f}°, {lon:.2f}°, ellipsoid WGS 84", lat=lat, lon=lon)
    return f"+proj=laea +lat_0={lat} +lon_0={lon} +ellps=WGS84", name


def plane_for(frame: Frame, width: float, height: float) -> Plane:
    """Return the plane that shows the whole frame in the middle of a panel of this size in points."""
    step, name = _projection(frame)
    pipeline = f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step {step}"
    transformer = Transformer.from_pipeline(pipeline)
    edge = _edge(*frame)
    x, y = (np.asarray(one) for one in transformer.transform(edge[:, 0], edge[:, 1]))
    across, up = float(x.max() - x.min()), float(y.max() - y.min())
    scale = min(width / across, height / up)
    x_m = float(x.min()) - (width / scale - across) / 2
    y_m = float(y.min()) - (height / scale - up) / 2
    return Plane(pipeline, name, scale, x_m, y_m, width, height, transformer)


def frame_ratio(frame: Frame) -> float:
    """Return the height of a frame as a share of its width, in its own projection."""
    plane = plane_for(frame, 1.0, 1e6)
    edge = plane.to_page(_edge(*frame))
    return float(np.ptp(edge[:, 1]) / np.ptp(edge[:, 0]))


def paper_length(plane: Plane, length_m: float) -> float:
    """Return how long a distance on the ground, centred on the map and across it, is on the page, in points."""
    middle = plane.to_lonlat(np.array([[plane.width / 2, plane.height / 2]]))[0]
    geod = Geod(ellps="WGS84")
    ends = [geod.fwd(middle[0], middle[1], azimuth, length_m / 2)[:2] for azimuth in (90.0, 270.0)]
    page = plane.to_page(np.array(ends))
    return float(np.hypot(*(page[0] - page[1])))
