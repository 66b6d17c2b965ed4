"""What a file must be to be read as a case, and the rows of one of its tables."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fiona
from shapely.geometry import shape

from ..core import schema
from ..core.errors import CaseError
from . import oddities, sqlite, upgrades
from .gdal import GDAL_ERRORS

_VERSION = re.compile("[0-9]{1,9}")

_SEARCHED_BYTES = 64_000_000
"""Up to this size the whole file is looked through for damage before it is read."""


@dataclass(frozen=True)
class Contents:
    """What a case holds: the schema's version; of each table its columns and its true number of rows."""

    version: int
    columns: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]


def existing(path: Path) -> Path:
    """Return the path if a case can be there.

    Raises
    ------
    CaseError
        When there is no file, a folder, or a file that is no GeoPackage.
    """
    if path.is_dir():
        raise CaseError(f"{path}: is a folder; give the .gpkg file of a case")
    if not path.exists():
        raise CaseError(f"{path}: does not exist; make a case with: salient new {path.name}")
    try:
        right = sqlite.is_sqlite(path)
    except OSError as refusal:
        raise CaseError(f"{path}: cannot be read ({refusal.strerror}); ask its owner for a copy") from refusal
    if not right:
        raise CaseError(f"{path}: is no GeoPackage, so no case; give the .gpkg file of a case")
    return path


def is_case(path: Path) -> bool:
    """Say whether the file is a case of any version, whole or not."""
    if not path.is_file() or not sqlite.is_sqlite(path):
        return False
    with sqlite.reading(path) as connection:
        return _stored_version(connection) is not None


def checked(path: Path, connection: sqlite3.Connection) -> Contents:
    """Return what the case holds.

    Raises
    ------
    CaseError
        When it is no case, was made by a newer version, lacks tables or columns, or is damaged.
    """
    version = _version(path, connection)
    if path.stat().st_size <= _SEARCHED_BYTES:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise CaseError(
                f"{path}: is damaged ({str(said).splitlines()[-1][:80]}); take a copy from {path.stem}.backups"
            )
    there = sqlite.table_names(connection)
    missing = [table.name for table in schema.TABLES if table.name not in there]
    columns = {table.name: upgrades.columns_at(version, table) for table in schema.TABLES}
    for name, wanted in columns.items():
        if name in there:
            found = sqlite.column_names(connection, name)
            missing.extend(f"{name}.{column}" for column in wanted if column not in found)
    if missing:
        raise CaseError(
            f"{path}: the case is incomplete, it lacks {', '.join(missing)}; take a copy from {path.stem}.backups, "
            f"or make a new case and copy the rows over"
        )
    counts = {name: sqlite.count(connection, name) for name in columns}
    return Contents(version, columns, counts)


def checked_today(path: Path, connection: sqlite3.Connection) -> Contents:
    """Return what the case holds, if it can be written to.

    Raises
    ------
    CaseError
        As `checked`, and when its schema is not today's.
    """
    contents = checked(path, connection)
    if contents.version != schema.SCHEMA_VERSION:
        raise CaseError(f"{path}: has schema {contents.version}; run: salient upgrade {path.name}")
    return contents


def read_table(
    path: Path,
    table: schema.Table,
    columns: Sequence[str],
    expected: int,
    tell: Callable[[int], None] | None = None,
) -> list[dict[str, Any]]:
    """Return the rows of one table; `tell` is called with the number of rows read so far, and may raise `Cancelled`.

    Raises
    ------
    CaseError
        When fewer or more rows come than the file holds, or one cannot be read.
    """
    found: list[dict[str, Any]] = []
    with sqlite.reading(path) as connection:
        odd = oddities.odd_values(connection, table, columns)
    unreadable = [name for name in odd if table.field(name).type == "date"]
    try:
        with fiona.open(path, layer=table.name, driver="GPKG", ignore_fields=unreadable) as layer:
            # With a condition GDAL counts the rows itself; without one it trusts a stored number, and stops there.
            for feature in layer.filter(where="1 = 1"):
                if tell is not None:
                    tell(len(found))
                found.append(_row(table, columns, feature, odd))
    except (*GDAL_ERRORS, ValueError, TypeError) as trouble:
        raise CaseError(
            f"{path}: table {table.name}: row {len(found) + 1} of {expected} cannot be read ({trouble}); "
            f"take a copy from {path.stem}.backups"
        ) from trouble
    if len(found) != expected:
        raise CaseError(
            f"{path}: table {table.name}: {len(found)} of {expected} rows could be read; close other programs that "
            f"use it and try again, or take a copy from {path.stem}.backups"
        )
    return found


def _row(
    table: schema.Table, columns: Sequence[str], feature: Any, odd: Mapping[str, Mapping[int, Any]]
) -> dict[str, Any]:
    dates = {one.name for one in table.fields if one.type == "date"}
    row = {name: _date(value) if name in dates else value for name, value in feature.properties.items()}
    row = {name: row.get(name) for name in columns}
    row["fid"] = int(feature.id)
    oddities.put_back(row, row["fid"], odd)
    if table.geometry is not None:
        drawn = feature.geometry
        row["geometry"] = None if drawn is None else shape(drawn.__geo_interface__)
    return row


def _date(value: Any) -> Any:
    """Return the day, or what is there instead: the core says what is wrong with it."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError:
        return value


def _stored_version(connection: sqlite3.Connection) -> str | None:
    if not {"settings", "claims"} <= sqlite.table_names(connection):
        return None
    if not {"id", "value"} <= set(sqlite.column_names(connection, "settings")):
        return None
    row = connection.execute("SELECT value FROM settings WHERE id = 'schema_version'").fetchone()
    return None if row is None else str(row[0])


def _version(path: Path, connection: sqlite3.Connection) -> int:
    stored = _stored_version(connection)
    if stored is None:
        raise CaseError(f"{path}: is a GeoPackage but no case of Salient; make one with: salient new")
    if not _VERSION.fullmatch(stored):
        raise CaseError(
            f'{path}: table settings, row "schema_version": "{stored[:80]}" is no version; take a copy from '
            f"{path.stem}.backups"
        )
    version = int(stored)
    if version > schema.SCHEMA_VERSION:
        raise CaseError(
            f"{path}: was made by a newer Salient (schema {version}, this one reads up to {schema.SCHEMA_VERSION}); "
            f"update Salient"
        )
    return version
