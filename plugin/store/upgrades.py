"""From the case of an earlier schema to today's, step by step. A step is data: what was renamed, what was added.

The same steps run over rows in memory (a case that is only read) and over the file itself (`salient upgrade`).
Version 1 is the first that was released; 0 was in use before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core import schema
from . import sqlite

_SQL_TYPE = {"boolean": "BOOLEAN", "integer": "INTEGER", "real": "REAL", "date": "DATE"}


@dataclass(frozen=True)
class Renamed:
    """A column that got another name."""

    table: str
    old: str
    new: str


@dataclass(frozen=True)
class Added:
    """A column that did not exist before; its type and default are those of the schema."""

    table: str
    name: str


@dataclass(frozen=True)
class Step:
    """All that changed from version `since` to the next."""

    since: int
    changes: tuple[Renamed | Added, ...]


STEPS: tuple[Step, ...] = (
    Step(0, (Renamed("claimed_gains", "tolerance", "tolerance_m"), Added("claims", "denies"))),
    Step(
        1,
        (
            Added("claims", "status"),
            Added("claims", "route_ids"),
            *(
                Added("issues", name)
                for name in ("signed_off_on", "signed_off_by", "corrections", "recipe", "ordered", "inputs")
            ),
        ),
    ),
)


def changes_since(version: int) -> list[Renamed | Added]:
    """Return what is to be done to a case of that version, in order."""
    return [change for step in STEPS if step.since >= version for change in step.changes]


def columns_at(version: int, table: schema.Table) -> list[str]:
    """Return the columns that a table had in that version of the schema."""
    names = list(table.field_names)
    for change in reversed(changes_since(version)):
        if change.table != table.name:
            continue
        if isinstance(change, Renamed):
            names[names.index(change.new)] = change.old
        else:
            names.remove(change.name)
    return names


def upgraded_rows(version: int, tables: Mapping[str, list[dict[str, Any]]]) -> None:
    """Bring the rows of a case of that version to today's, in place."""
    for change in changes_since(version):
        for row in tables[change.table]:
            if isinstance(change, Renamed):
                row[change.new] = row.pop(change.old, None)
            else:
                row[change.name] = schema.table(change.table).field(change.name).default


def upgrade_tables(version: int, connection: sqlite3.Connection) -> None:
    """Bring the tables of a case of that version to today's, inside the caller's transaction."""
    for change in changes_since(version):
        table = sqlite.quoted(change.table)
        if isinstance(change, Renamed):
            old, new = sqlite.quoted(change.old), sqlite.quoted(change.new)
            connection.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
        else:
            field = schema.table(change.table).field(change.name)
            if field.name in {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}:
                continue  # the row of the version was set back, or the column added by hand: what it holds stays
            column = f"{sqlite.quoted(field.name)} {_SQL_TYPE.get(field.type, 'TEXT')}{_default(field)}"
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    connection.execute("UPDATE settings SET value = ? WHERE id = 'schema_version'", (str(schema.SCHEMA_VERSION),))


def _default(field: schema.Field) -> str:
    """Return the default as SQL; only words and numbers of the schema occur."""
    if field.default is None:
        return ""
    if isinstance(field.default, (bool, int, float)):
        return f" DEFAULT {field.default + 0}"
    return " DEFAULT '{}'".format(str(field.default).replace("'", "''"))
