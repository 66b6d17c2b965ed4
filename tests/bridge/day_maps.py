"""An invented publisher's maps of five days, in round numbers, for the tests of the rooms inside QGIS.

Side B holds the box 36–37 E, 49–50 N and loses a strip of 0.1° in the east each day, which side A's layer then shows;
the 3rd is missing. `box_km2` is the area of a box by pyproj's geodesics along its finely divided edges, and so is
independent of what Salient computes.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from pyproj import Geod

ISSUER = "Surveyor"
DAYS = tuple(datetime.date(2022, 9, number) for number in (1, 2, 4, 5))
# East of this longitude nothing is B's on that day.
EDGES = {1: 37.0, 2: 36.9, 4: 36.8, 5: 36.7}
PROFILE = {
    "issuer": ISSUER,
    "file_name": "{day}_{layer}",
    "layers": {
        "held": {"side": "B", "state": "assessed_control", "issuer_term": "held by B"},
        "pushed": {"side": "A", "state": "claimed_counteroffensive", "issuer_term": "pushed by A"},
    },
}
_GEOD = Geod(ellps="WGS84")


def box_km2(west: float, south: float, east: float, north: float) -> float:
    """Return the area of a box whose edges are straight in longitude and latitude, in km2."""
    count = 2000
    lons = [west + (east - west) * n / count for n in range(count + 1)]
    ring = [(lon, south) for lon in lons] + [(lon, north) for lon in reversed(lons)]
    area, _ = _GEOD.polygon_area_perimeter([lon for lon, _ in ring], [lat for _, lat in ring])
    return abs(area) / 1e6


def write(path: Path, *boxes: tuple[float, float, float, float]) -> Path:
    """Write boxes as one multipolygon of GeoJSON."""
    rings = [[[[w, s], [e, s], [e, n], [w, n], [w, s]]] for w, s, e, n in boxes]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": rings}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def make(folder: Path) -> Path:
    """Write the maps into a new folder below `folder`, with the publisher's profile beside it; return the folder."""
    maps = folder / "maps"
    maps.mkdir()
    for day in DAYS:
        edge = EDGES[day.day]
        write(maps / f"{day:%Y%m%d}_held.geojson", (36.0, 49.0, edge, 50.0))
        if edge < 37.0:
            write(maps / f"{day:%Y%m%d}_pushed.geojson", (edge, 49.0, 37.0, 50.0))
    profile_of(maps).write_text(json.dumps(PROFILE), encoding="utf-8")
    return maps


def profile_of(maps: Path) -> Path:
    """Return the path of the publisher's profile."""
    return maps.parent / "surveyor.json"
