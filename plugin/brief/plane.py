"""From longitude and latitude to the page: a projection, a scale and a place.

Coordinates are arrays of shape (n, 2): degrees in, points (1/72 inch) from the lower left corner of the panel out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from pyproj import Geod, Transformer

from ..core.messages import Message
from .projection import Projection, projection_for
from .values import Frame, LonLat

POINTS_PER_MM = 72 / 25.4
_POINTS_PER_METRE = POINTS_PER_MM * 1000
_EDGE_STEPS = 181
# Not all the way round: what lies on the seam itself could come out on either side of the map.
_NEARLY_ROUND_DEG = 180.0 - 1e-6


@dataclass(frozen=True)
class Plane:
    """A projection and a scale: `scale` is points on the page per metre in the projection.

    `x_m` and `y_m` are the projection's coordinates of the panel's lower left corner.
    """

    projection: Projection
    scale: float
    x_m: float
    y_m: float
    width: float
    height: float
    transformer: Any

    @property
    def name(self) -> Message:
        """The name of the projection."""
        return self.projection.name

    @property
    def denominator(self) -> float:
        """The n of the scale 1:n, at the map's centre."""
        return _POINTS_PER_METRE / self.scale

    @property
    def extent_m(self) -> Frame:
        """The panel in the projection's metres: west, south, east, north."""
        return self.x_m, self.y_m, self.x_m + self.width / self.scale, self.y_m + self.height / self.scale

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
        """Return the bounds in degrees of all that the panel shows, a little more than it.

        Longitudes run on over the 180th meridian: east may be beyond 180, west below -180.
        """
        return self._reach

    @cached_property
    def _reach(self) -> Frame:
        bounds = self.to_lonlat(edge(0.0, 0.0, self.width, self.height))
        bounds = bounds[np.isfinite(bounds).all(axis=1)]
        if not len(bounds):
            return (-180.0, -90.0, 180.0, 90.0)
        middle = self._middle_deg()
        lons = middle + (bounds[:, 0] - middle + 180.0) % 360.0 - 180.0
        west, east = float(lons.min()), float(lons.max())
        south, north = float(bounds[:, 1].min()), float(bounds[:, 1].max())
        pad = 0.02 * max(east - west, north - south)
        west, south, east, north = west - pad, max(south - pad, -90.0), east + pad, min(north + pad, 90.0)
        pole = self.pole_on_panel()
        if pole:
            west, east, south, north = middle - 180.0, middle + 180.0, min(south, pole), max(north, pole)
        if east - west >= 2 * _NEARLY_ROUND_DEG:
            west, east = middle - _NEARLY_ROUND_DEG, middle + _NEARLY_ROUND_DEG
        return west, south, east, north

    def pole_on_panel(self) -> float:
        """Return the latitude of the pole around which the panel shows ground; 0 where it shows none.

        On a cylinder the poles are lines at its ends, and nothing lies around them.
        """
        for pole in (-90.0, 90.0) if self.projection.kind != "cea" else ():
            x, y = self.point((self._middle_deg(), pole))
            if 0 <= x <= self.width and 0 <= y <= self.height:
                return pole
        return 0.0

    def _middle_deg(self) -> float:
        return dict(self.projection.parameters)["lon_0"]


def edge(west: float, south: float, east: float, north: float) -> np.ndarray[Any, Any]:
    """Return points along the edge of a rectangle."""
    t = np.linspace(0.0, 1.0, _EDGE_STEPS)
    x, y = west + (east - west) * t, south + (north - south) * t
    sides = [(x, np.full_like(x, south)), (x, np.full_like(x, north))]
    sides += [(np.full_like(y, west), y), (np.full_like(y, east), y)]
    return np.concatenate([np.column_stack(side) for side in sides])


def plane_for(
    frame: Frame, width: float, height: float, denominator: float | None = None, like: Projection | None = None
) -> Plane:
    """Return the plane that shows a frame in the middle of a panel of this size in points.

    The whole frame is shown, or what has room around its middle at the scale 1:`denominator` where one is given.
    `like` is a projection to keep in place of the one that suits the frame.
    """
    projection = like or projection_for(frame)
    transformer = Transformer.from_pipeline(projection.pipeline)
    ends = edge(*frame)
    x, y = (np.asarray(one) for one in transformer.transform(ends[:, 0], ends[:, 1]))
    across, up = float(x.max() - x.min()), float(y.max() - y.min())
    scale = min(width / across, height / up) if denominator is None else _POINTS_PER_METRE / denominator
    x_m = float(x.min()) - (width / scale - across) / 2
    y_m = float(y.min()) - (height / scale - up) / 2
    return Plane(projection, scale, x_m, y_m, width, height, transformer)


def frame_height(frame: Frame, width: float, denominator: float | None = None) -> float:
    """Return how high a frame is on paper where it is `width` points wide, or at the scale 1:`denominator`."""
    plane = plane_for(frame, width, 1e6, denominator)
    return float(np.ptp(plane.to_page(edge(*frame))[:, 1]))


def frame_ratio(frame: Frame) -> float:
    """Return the height of a frame as a share of its width, in its own projection."""
    return frame_height(frame, 1.0)


def paper_length(plane: Plane, length_m: float) -> float:
    """Return how long a distance on the ground, centred on the map and across it, is on the page, in points."""
    middle = plane.to_lonlat(np.array([[plane.width / 2, plane.height / 2]]))[0]
    geod = Geod(ellps="WGS84")
    ends = [geod.fwd(middle[0], middle[1], azimuth, length_m / 2)[:2] for azimuth in (90.0, 270.0)]
    page = plane.to_page(np.array(ends))
    return float(np.hypot(*(page[0] - page[1])))
