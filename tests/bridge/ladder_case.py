"""A case with routes in round numbers: two ways from a base to a town; ground that is lost cuts one, and then both.

The lower rail of the ladder runs along 49.0 N from the base at 36.0 E to the town at 36.3 E, the upper one along 49.1 N
with rungs at both ends. Side R holds all of it on the 1st; on the 5th the lower rail has a gap from 36.1 to 36.2 E; on
the 9th the upper one has it too, and the town is on an island. The 3rd, with no map, is a gap.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from pyproj import Geod
from shapely.geometry import MultiLineString, MultiPolygon, Point, box
from shapely.ops import unary_union

from salient.store.cases import create

GEOD = Geod(ellps="WGS84")
DAYS = tuple(datetime.date(2022, 9, number) for number in (1, 2, 5, 6, 9))
FIRST, CUT_ONCE, CUT_OFF = DAYS[0], DAYS[2], DAYS[4]
LOW = ((36.0, 49.0), (36.3, 49.0))
HIGH = ((36.0, 49.0), (36.0, 49.1), (36.3, 49.1), (36.3, 49.0))
WHOLE = (35.7, 48.9, 36.4, 49.2)
WEST, EAST, NORTH = (35.7, 48.9, 36.1, 49.2), (36.2, 48.9, 36.4, 49.2), (36.1, 49.05, 36.2, 49.2)
TOLERANCE_M = 100.0


def km(*places: tuple[float, float]) -> float:
    """Return the length of a line by pyproj's own line length."""
    return GEOD.line_length(*zip(*places)) / 1000


def held(day: datetime.date) -> list[tuple[float, float, float, float]]:
    """Return what side R holds on a day."""
    if day < CUT_ONCE:
        return [WHOLE]
    return [WEST, EAST, NORTH] if day < CUT_OFF else [WEST, EAST]


def together(boxes: list[tuple[float, float, float, float]]) -> MultiPolygon:
    """Return boxes as one shape; those with an edge in common become one polygon."""
    union = unary_union([box(*one) for one in boxes])
    return union if union.geom_type == "MultiPolygon" else MultiPolygon([union])


def tables() -> dict[str, Any]:
    """Return the rows of the case, by table."""

    def route(name: str, coords: Any) -> dict[str, Any]:
        drawn = {"as_of": FIRST, "tolerance_m": TOLERANCE_M, "geometry": MultiLineString([coords])}
        return {"id": name, "name": f"Way {name}", "mode": "road", "role": "main", **drawn}

    return {
        "settlements": [
            {"id": "base", "name": "Base", "is_supply_base": True, "side": "R", "geometry": Point(36.0, 49.0)},
            {"id": "town", "name": "Town", "geometry": Point(36.3, 49.0)},
            {"id": "far", "name": "Farm", "geometry": Point(36.35, 48.92)},
            {"id": "other", "name": "Otherside", "geometry": Point(37.0, 49.0)},
        ],
        "supply_routes": [route("low", LOW), route("high", HIGH)],
        "control_areas": [
            {
                "id": f"r{day.day}",
                "side": "R",
                "state": "assessed_control",
                "issuer": "Surveyor",
                "as_of": day,
                "tolerance_m": TOLERANCE_M,
                "geometry": together(held(day)),
            }
            for day in DAYS
        ],
        "settings": [{"id": "title", "value": "The ladder"}],
    }


def make(folder: Path, name: str = "ladder", rows: dict[str, Any] | None = None) -> str:
    """Write the case to a file and return its path."""
    path = folder / f"{name}.gpkg"
    create(path, tables() if rows is None else rows)
    return str(path)
