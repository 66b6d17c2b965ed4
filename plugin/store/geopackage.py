"""A new case on disk: a GeoPackage with every table of the schema, made with fiona.

Tables with shapes become layers in EPSG:4326, the others attribute tables. A row is a mapping from field name to a
value, and "geometry" to a shapely geometry or None.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import fiona
from shapely.geometry import MultiLineString, MultiPolygon, mapping

from ..core.case import Row
from ..core.errors import InputError
from ..core.schema import Field, Table
from ..core.shapes import Geometry

_COLUMN = {
    "text": "str",
    "longtext": "str",
    "integer": "int64",
    "real": "float",
    "date": "date",
    "boolean": "bool",
    "ids": "str",
    "json": "str",
}

_MULTI = {"MultiPolygon": ("Polygon", MultiPolygon), "MultiLineString": ("LineString", MultiLineString)}

STEADY = {
    # The format wants a time of the last change; a fixed one makes the same case the same bytes.
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z",
    # The file is forced to the disk once, when it is whole.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
}


def write(path: Path, layout: Sequence[Table], tables: Mapping[str, Sequence[Row]]) -> None:
    """Make the GeoPackage `path` (no file may be there) with the tables of `layout` and their rows.

    Raises
    ------
    InputError
        When a row holds a value or a shape that its column cannot take.
    """
    with fiona.Env(**STEADY):
        for table in layout:
            schema = {
                "geometry": table.geometry or "None",
                "properties": {one.name: _COLUMN[one.type] for one in table.fields},
            }
            crs = "EPSG:4326" if table.geometry else None
            with fiona.open(path, "w", driver="GPKG", layer=table.name, schema=schema, crs=crs) as layer:
                layer.writerecords(_records(table, tables.get(table.name, ())))
    _count_empty_tables(path)


def _count_empty_tables(path: Path) -> None:
    """Write 0 where GDAL leaves the number of rows open: QGIS would show -1 behind the name of an empty layer."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE gpkg_ogr_contents SET feature_count = 0 WHERE feature_count IS NULL")


def _records(table: Table, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "geometry": _geometry(table, row),
            "properties": {one.name: column_value(table, one, row) for one in table.fields},
        }


def _geometry(table: Table, row: Row) -> Any:
    shape: Geometry | None = row.get("geometry")
    if table.geometry is None or shape is None:
        return None
    simple, multi = _MULTI.get(table.geometry, ("", None))
    if multi is not None and shape.geom_type == simple and not shape.is_empty:
        shape = multi([shape])
    if shape.geom_type != table.geometry:
        raise InputError(
            f'table {table.name}, row "{row.get("id")}": its shape is a {shape.geom_type} where a {table.geometry} '
            f"belongs; draw it again"
        )
    return mapping(shape)


def column_value(table: Table, one: Field, row: Row) -> Any:
    """Return a row's value as the column takes it: days as text, lists of ids as one text, nothing as NULL.

    Raises
    ------
    InputError
        When the value is not of the field's type.
    """
    value = row.get(one.name)
    if value is None or value == "":
        return None
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()[:10]
    if isinstance(value, (list, tuple)):
        return " ".join(str(part) for part in value)
    kinds = {"integer": int, "real": float, "boolean": bool}
    try:
        typed = kinds.get(one.type, str)(value)
        if one.type == "integer" and abs(typed) >= 1 << 63:
            raise ValueError("too long for a column")
        return typed
    except (TypeError, ValueError, OverflowError) as trouble:
        raise InputError(
            f'table {table.name}, row "{row.get("id")}", field {one.name}: "{str(value)[:80]}" is no {one.type}; '
            f"correct it or leave it empty"
        ) from trouble
