"""Rows added to a case that exists, shapes included, inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon

from ..core import schema
from ..core.case import Row
from ..core.errors import CaseError
from ..core.shapes import Geometry
from . import blobs, geopackage, sqlite

_MULTI = {Polygon: MultiPolygon, LineString: MultiLineString}


def shape_column(path: Path, connection: sqlite3.Connection, table: schema.Table) -> str:
    """Return the name of the column that holds the table's shapes.

    Raises
    ------
    CaseError
        When the layer has none, or is not in WGS 84: then its shapes cannot be held against new ones.
    """
    column, system = sqlite.geometry_column(connection, table.name)
    if not column or system != blobs.WGS84_ID:
        raise CaseError(
            f"{path}: the layer {table.name} is not in EPSG:{blobs.WGS84_ID}; take a copy from {path.stem}.backups, or "
            f"make a new case and copy the rows over"
        )
    return column


def add_rows(path: Path, connection: sqlite3.Connection, table: schema.Table, rows: Iterable[Row]) -> int:
    """Add rows to a table of the case; return how many.

    Raises
    ------
    CaseError
        As `shape_column`.
    InputError
        When a value is not of its field's type.
    """
    columns = list(table.field_names)
    named = [*columns, shape_column(path, connection, table)] if table.geometry else columns
    boxes: list[tuple[float, float, float, float]] = []
    values = []
    for row in rows:
        cells: list[Any] = [geopackage.column_value(table, one, row) for one in table.fields]
        if table.geometry:
            shape = multiple(row["geometry"])
            boxes.append(shape.bounds)
            cells.append(blobs.encoded(shape))
        values.append(cells)
    sqlite.insert_rows(connection, table.name, named, values)
    for west, south, east, north in boxes:
        sqlite.widen_extent(connection, table.name, west, south, east, north)
    return len(values)


def ids_in(connection: sqlite3.Connection, table: schema.Table) -> set[str]:
    """Return the ids that are taken."""
    return {str(one) for (one,) in sqlite.columns(connection, table.name, ["id"])}


def free_id(wanted: str, taken: Collection[str]) -> str:
    """Return the wanted id, with a number after it where it is taken."""
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def multiple(shape: Geometry) -> Geometry:
    """Return a single polygon or line as the multiple one that the layers of a case hold."""
    multi = _MULTI.get(type(shape))
    return shape if multi is None else multi([shape])
