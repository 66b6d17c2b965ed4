"""Values of a GeoPackage that are not of their column's type.

SQLite lets any value into any column. GDAL reads a word in a column of numbers as 0, a word in a column of dates as
nothing, and stops at the 30th of February: each without naming the row. Here they are found before GDAL reads, as they
are written, so that the core can say which row and field holds what.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from ..core.schema import Table
from . import sqlite

_ODD = {
    "real": "typeof($column) IN ('text', 'blob')",
    "integer": "typeof($column) IN ('text', 'blob', 'real')",
    "boolean": "$column IS NOT NULL AND (typeof($column) <> 'integer' OR $column NOT IN (0, 1))",
    # SQLite turns the 30th of February into the 2nd of March, and has a year 0, which Python has not.
    "date": "$column IS NOT NULL AND (date(substr($column, 1, 10), '+0 days') IS NOT substr($column, 1, 10)"
    " OR substr($column, 1, 4) = '0000')",
}


def odd_values(connection: sqlite3.Connection, table: Table, columns: Sequence[str]) -> dict[str, dict[int, Any]]:
    """Return the odd values of each column that has any, by the number of the row.

    Of a column of dates with an odd one all values are returned: GDAL cannot read such a column.
    """
    connection.text_factory = _text
    found: dict[str, dict[int, Any]] = {}
    for one in table.fields:
        condition = _ODD.get(one.type)
        if condition is None or one.name not in columns:
            continue
        values = _values(connection, table.name, one.name, condition)
        if values and one.type == "date":
            values = _values(connection, table.name, one.name, "$column IS NOT NULL")
        if values:
            found[one.name] = values
    return found


def put_back(row: dict[str, Any], fid: int, odd: Mapping[str, Mapping[int, Any]]) -> None:
    """Put the odd values of one row in the place of what GDAL made of them."""
    for column, values in odd.items():
        if fid in values:
            row[column] = values[fid]


def _values(connection: sqlite3.Connection, table: str, column: str, condition: str) -> dict[int, Any]:
    # Names and conditions are the schema's and this module's own, never text of a user.
    where = condition.replace("$column", sqlite.quoted(column))
    statement = " ".join(("SELECT rowid,", sqlite.quoted(column), "FROM", sqlite.quoted(table), "WHERE", where))
    return {int(number): value for number, value in connection.execute(statement)}


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")
