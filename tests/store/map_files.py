"""Invented control maps: squares of a tenth of a degree, written as an issuer would publish them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from shapely.geometry import MultiPolygon, box, mapping

from salient.store import control

DAY = datetime.date(2022, 9, 5)


def square(column: int, row: int = 0):
    """Return the square in that column (from 36 E) and row (from 49 N)."""
    return box(36 + column / 10, 49 + row / 10, 36.1 + column / 10, 49.1 + row / 10)


def write_map(path: Path, *shapes: object, **extra: object) -> Path:
    """Write GeoJSON with one feature a shape."""
    features = [
        {"type": "Feature", "properties": {"id": f"f{n}"}, "geometry": mapping(one)}
        for n, one in enumerate(shapes, start=1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **extra}), encoding="utf-8")
    return path


def write_days(folder: Path, count: int, width: int = 3) -> Path:
    """Write a map a day from 2022-09-01: so many squares in a row, one fewer on each second day."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        day = datetime.date(2022, 9, 1) + datetime.timedelta(days=number)
        # Every second square, so that none touches another.
        squares = [square(2 * column) for column in range(width - number % 2)]
        write_map(folder / f"map_{day:%Y%m%d}.geojson", MultiPolygon(squares))
    return folder


def options(**changed: object) -> control.ControlOptions:
    """Return the options of an invented issuer."""
    given: dict = {"issuer": "Mapper", "side": "R", "state": "assessed_control", "as_of_from_name": True}
    return control.ControlOptions(**{**given, **changed})


def areas(*paths: object, **changed: object) -> tuple[control.ImportedArea, ...]:
    """Read invented maps."""
    return control.read_control_files([str(path) for path in paths], options(**changed))
