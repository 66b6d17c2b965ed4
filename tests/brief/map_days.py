"""Control maps invented on a grid of degrees, so that areas can be summed in the head: all are parts of one cell."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from pyproj import Geod
from shapely.geometry import MultiPolygon, box

from reports import make_case, make_claim
from salient.core.case import Case, Claim, ControlArea

FIRST, MIDDLE, LAST = (datetime.date(2022, 9, day) for day in (1, 5, 9))


def cell_km2() -> float:
    """Return the area of 30–31° E, 49–50° N by pyproj: parallels as a thousand short geodesics."""
    lons = np.linspace(30, 31, 1001)
    ring = [*((lon, 49.0) for lon in lons), *((lon, 50.0) for lon in lons[::-1])]
    return abs(Geod(ellps="WGS84").polygon_area_perimeter(*zip(*ring))[0]) / 1e6


def area(day: datetime.date, side: str, state: str, west: float, east: float, issuer: str = "Atlas") -> ControlArea:
    """Return one layer of a day between two meridians, from 49 to 50° N."""
    return ControlArea(
        f"{issuer}-{day}-{state}-{side}",
        MultiPolygon([box(west, 49, east, 50)]),
        side,
        state,
        issuer,
        as_of=day,
        source_id="maps",
    )


def atlas(issuer: str = "Atlas", days: Sequence[datetime.date] = (FIRST, MIDDLE, LAST)) -> tuple[ControlArea, ...]:
    """Return a retreat: control from two cells to one and a half to one; half a cell is left to each of two layers."""
    first, middle, last = days
    return (
        area(first, "West", "assessed_control", 30, 32, issuer),
        area(first, "East", "claimed_counteroffensive", 29.75, 30, issuer),
        area(middle, "West", "assessed_control", 30.5, 32, issuer),
        area(middle, "East", "claimed_counteroffensive", 29.75, 30.5, issuer),
        area(last, "West", "assessed_control", 31, 32, issuer),
        area(last, "West", "assessed_advance", 30.5, 31, issuer),
        area(last, "East", "claimed_counteroffensive", 29.75, 30.5, issuer),
    )


def claim(claim_id: str, end: datetime.date = LAST, **more: Any) -> Claim:
    """Return a claim about area from the first day on."""
    values: dict[str, Any] = {"refers_from": FIRST, "refers_to": end, "side": "East", **more}
    return make_claim(claim_id, **values)


def mapped_case(*claims: Claim, **more: Any) -> Case:
    """Return a case of the retreat without drawn gains."""
    values: dict[str, Any] = {
        "control_areas": atlas(),
        "claimed_gains": (),
        "front_lines": (),
        "settings": {"title": "Round case", "frame_id": "frame", "side": "East"},
    }
    values.update(more)
    return make_case(claims or (claim("c1"),), **values)
