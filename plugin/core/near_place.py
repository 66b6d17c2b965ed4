"""Which settlement of a case a place is near to, to say in words where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .case import Settlement
from .geodesy import leg
from .nearest import geodesics_m


@dataclass(frozen=True)
class NearPlace:
    """A settlement, how far a place is from it, and in which direction, clockwise from north."""

    place: Settlement
    km: float
    azimuth_deg: float


def nearest_settlement(settlements: Sequence[Settlement], lon: float, lat: float) -> NearPlace | None:
    """Return the settlement nearest to a place on the ellipsoid; of equally near ones the first; None without any."""
    if not settlements:
        return None
    points = np.array([(one.geometry.x, one.geometry.y) for one in settlements])
    metres = geodesics_m(points, np.broadcast_to(np.array([lon, lat]), points.shape))
    place = settlements[int(np.argmin(metres))]
    way = leg(place.geometry.x, place.geometry.y, lon, lat)
    return NearPlace(place, way.distance_km, way.azimuth_deg)
