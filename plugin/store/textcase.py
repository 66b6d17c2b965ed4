"""A case kept as text: a folder with one file a table, `<table>.geojson` where it has shapes and `<table>.csv` else.

Strict: the folder is written by people and compared by eye, so nothing is guessed. Columns are the schema's, an
empty cell is no value, dates are written 2022-09-09, a yes or no true or false.
"""

from __future__ import annotations

import csv
import datetime
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.case import Row
from ..core.errors import InputError
from .files import PathLike
from .geojson import crs_of, document, features_of, shape_of

_MAX_CELL = 5_000_000
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

_HOW = {
    "integer": "write a whole number, such as 1500",
    "real": "write a number with a point, such as 2000 or 0.5",
    "date": "write the day as year-month-day, such as 2022-09-09",
    "boolean": "write true or false",
    "json": "write JSON",
}


def read_folder(folder: PathLike) -> dict[str, list[Row]]:
    """Return the rows of every table that the folder has a file for.

    Raises
    ------
    InputError
        When the folder holds no table, a file names an unknown column or is broken, or a value is not what its
        field takes; the file, the line, the field, the value and the way out are named.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: is no folder; give the folder that holds claims.csv and the other tables")
    found: dict[str, list[Row]] = {}
    for table in schema.TABLES:
        suffix, other = (".geojson", ".csv") if table.geometry else (".csv", ".geojson")
        if (folder / (table.name + other)).exists():
            raise InputError(f"{folder / (table.name + other)}: this table belongs in {table.name}{suffix}")
        path = folder / (table.name + suffix)
        if path.exists():
            found[table.name] = list(_geojson_rows(table, path) if table.geometry else _csv_rows(table, path))
    if not found:
        raise InputError(f"{folder}: holds no table of a case; a table is a file such as claims.csv")
    return found


def text_of(path: Path) -> str:
    """Return the text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    InputError
        When it cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as refusal:
        raise InputError(f"{path}: cannot be read ({refusal.strerror})") from refusal
    except UnicodeDecodeError as trouble:
        line = trouble.object[: trouble.start].count(b"\n") + 1
        raise InputError(f"{path}: line {line} is not UTF-8; save the file as UTF-8") from trouble


def _csv_rows(table: schema.Table, path: Path) -> Iterator[Row]:
    lines = text_of(path).splitlines(keepends=True)
    previous_limit = csv.field_size_limit(_MAX_CELL)
    try:
        records = list(_csv_records(path, lines))
    finally:
        csv.field_size_limit(previous_limit)
    if not records:
        raise InputError(f"{path}: is empty; its first line must name the columns: {', '.join(table.field_names)}")
    (_, header), *rest = records
    _check_columns(table, path, header)
    for line, cells in rest:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(
                f"{path}: line {line} has {len(cells)} cells, the first line names {len(header)} columns; "
                f"put text that holds a comma between double quotes"
            )
        where = f"{path}: line {line}"
        yield {name: _typed(table.field(name), text, where) for name, text in zip(header, cells)}


def _csv_records(path: Path, lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of the line it begins on."""
    reader = csv.reader(lines, strict=True)
    while True:
        first = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            raise InputError(
                f"{path}: line {first} cannot be read ({trouble}); close the double quote that is open, and write a "
                f'double quote inside of a cell twice ("")'
            ) from trouble
        yield first, cells


def _check_columns(table: schema.Table, path: Path, header: list[str]) -> None:
    for name in header:
        if name not in table.field_names:
            raise InputError(
                f'{path}: the table {table.name} has no column "{name[:80]}"; it has {", ".join(table.field_names)}'
            )
        if header.count(name) > 1:
            raise InputError(f'{path}: the column "{name}" is named twice; remove one')
    if "id" not in header:
        raise InputError(f'{path}: the column "id" is missing; add it')


def _geojson_rows(table: schema.Table, path: Path) -> Iterator[Row]:
    found = document(path, text_of(path))
    crs = crs_of(path, found)
    if crs not in ("OGC:CRS84", "EPSG:4326"):
        raise InputError(f"{path}: is in {crs}, a case is in longitude and latitude; save it in EPSG:4326")
    for number, feature in enumerate(features_of(path, found), start=1):
        properties = feature.get("properties") or {}
        where = f'{path}: feature {number} "{properties.get("id", "")}"'
        for name in properties:
            if name not in table.field_names:
                raise InputError(
                    f'{where}: the table {table.name} has no field "{name[:80]}"; it has {", ".join(table.field_names)}'
                )
        row: dict[str, Any] = {name: _typed(table.field(name), value, where) for name, value in properties.items()}
        row["geometry"], _ = shape_of(feature.get("geometry"), where)
        yield row


def _typed(field: schema.Field, value: Any, where: str) -> Any:
    """Return the value as its field's type; None for an empty one."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        typed = _converted(field.type, value)
    except (TypeError, ValueError) as trouble:
        how = _HOW.get(field.type, "write text")
        raise InputError(f'{where}, field {field.name}: "{str(value)[:80]}" is no {field.type}; {how}') from trouble
    if field.values and typed not in field.values:
        raise InputError(
            f'{where}, field {field.name}: "{str(value)[:80]}" is not allowed; write one of {", ".join(field.values)}'
        )
    return typed


def _converted(type_name: str, value: Any) -> Any:
    if type_name == "boolean":
        if isinstance(value, bool):
            return value
        return {"true": True, "false": False}[str(value)] if str(value) in ("true", "false") else _refuse()
    if isinstance(value, (bool, list, dict)):
        _refuse()
    if type_name == "integer":
        return int(str(value))
    if type_name == "real":
        number = float(value)
        return number if math.isfinite(number) else _refuse()
    if type_name == "date":
        if not _DAY.fullmatch(str(value)):
            _refuse()
        return datetime.date.fromisoformat(str(value))
    if type_name == "json":
        json.loads(str(value))
    return str(value)


def _refuse() -> Any:
    raise ValueError("not of this type")
