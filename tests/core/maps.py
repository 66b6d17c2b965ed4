"""An invented country for tests of daily maps: squares of a tenth of a degree, all between 49° and 49.1° N.

Every square has the same area, so that sums can be done in the head: `UNIT_KM2` from pyproj's Geod on a densified ring.
"""

from __future__ import annotations

import datetime

from pyproj import Geod
from shapely.geometry import MultiPolygon, box
from shapely.ops import unary_union

from salient.core.case import ControlArea

FIRST = datetime.date(2024, 7, 1)


def day(number: int) -> datetime.date:
    """Return the first of July 2024 and so many days."""
    return FIRST + datetime.timedelta(days=number)


def squares(*numbers: int) -> MultiPolygon:
    """Return squares side by side, number 0 with its western edge on 36° E."""
    ground = unary_union([box(36 + n / 10, 49, 36 + (n + 1) / 10, 49.1) for n in numbers])
    return MultiPolygon(list(getattr(ground, "geoms", [ground]))) if numbers else MultiPolygon()


def _unit_km2() -> float:
    lons = [36 + 0.1 * n / 1000 for n in range(1001)]
    ring = [*((lon, 49.0) for lon in lons), *((lon, 49.1) for lon in reversed(lons))]
    area_m2, _ = Geod(ellps="WGS84").polygon_area_perimeter(*zip(*ring))
    return abs(area_m2) / 1e6


UNIT_KM2 = _unit_km2()


def area(number: int, state: str, side: str, *of: int, issuer: str = "X", tolerance_m: float = 100.0) -> ControlArea:
    """Return an area of squares on a day."""
    ground = squares(*of)
    name = f"{issuer} {day(number)} {state} {side}"
    return ControlArea(name, ground, side, state, issuer, as_of=day(number), tolerance_m=tolerance_m)
