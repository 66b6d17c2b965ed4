"""A case in round numbers, for the tests of the rooms inside QGIS.

One gain, the box 36–37 E, 49–50 N; one baseline along 36 E. The deepest point is the corner 37 E, 49 N: meridians
draw together towards the pole, so the south is the widest.
"""

from __future__ import annotations

from pathlib import Path

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from salient.store.cases import create

DAY = "2022-09-09"


def tables() -> dict:
    """Return the rows of the case, by table."""
    drawn = {"as_of": DAY, "tolerance_m": 500.0, "source_id": "q01"}
    return {
        "sources": [{"id": "q01", "publisher": "Daily Sketch", "title": "What was said"}],
        "settlements": [
            {"id": "s01", "name": "Insider", "geometry": Point(36.5, 49.5), **drawn},
            {"id": "s02", "name": "Outsider", "geometry": Point(38.5, 49.5), **drawn},
        ],
        "supply_routes": [
            {"id": "r01", "name": "R1", "geometry": MultiLineString([[(35.5, 49.5), (36.5, 49.5)]]), **drawn}
        ],
        "claimed_gains": [
            {"id": "g01", "side": "A", "geometry": MultiPolygon([box(36, 49, 37, 50)]), **drawn},
        ],
        "front_lines": [
            {
                "id": "f01",
                "name": "Line of the 5th",
                "role": "baseline",
                "geometry": MultiLineString([LineString([(36, 48.5), (36, 50.5)])]),
                **drawn,
            }
        ],
        "areas": [
            {"id": "a01", "name": "Frame", "role": "frame", "geometry": MultiPolygon([box(35, 48, 39, 51)])},
            {"id": "a02", "name": "Sector", "role": "sector", "geometry": MultiPolygon([box(35.5, 49.4, 36.5, 49.6)])},
        ],
        "claims": [
            {"id": "c01", "text": "73 km deep", "kind": "depth", "claimant": "Speaker", "value": 73.0, "unit": "km"},
            {"id": "c02", "text": "10 km deep", "kind": "depth", "claimant": "Speaker", "value": 10.0, "unit": "km"},
            {"id": "c03", "text": "It was cold", "kind": "other", "claimant": "Speaker"},
        ],
        "settings": [
            {"id": "title", "value": "The small case"},
            {"id": "side", "value": "A"},
            {"id": "frame_id", "value": "a01"},
            {"id": "baseline_id", "value": "f01"},
        ],
    }


def make(folder: Path, name: str = "small", rows: dict | None = None) -> str:
    """Write the case to a file and return its path."""
    path = folder / f"{name}.gpkg"
    create(path, tables() if rows is None else rows)
    return str(path)
