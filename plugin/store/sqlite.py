"""GeoPackages as SQLite files: what fiona cannot say or do (locks, true counts, one transaction, backups).

Never called for a case that QGIS has open in this process: closing a file drops the process's locks on it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..core.errors import CaseError
from . import blobs

PATIENCE_S = 1.0
"""How long a lock held elsewhere is waited for."""

_MAGIC = b"SQLite format 3\x00"
_WAL = 2


def is_sqlite(path: Path) -> bool:
    """Say whether the file begins like an SQLite file."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def companions(path: Path) -> list[Path]:
    """Return the files that show that a program has the database open (or died with it open)."""
    return [one for end in ("-wal", "-shm") if (one := path.with_name(path.name + end)).exists()]


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection to read with; it leaves no file beside the database.

    Raises
    ------
    CaseError
        When a lock is held elsewhere for more than `PATIENCE_S`, or the file is damaged.
    """
    with path.open("rb") as file:
        file.seek(18)
        write_ahead = file.read(1) == bytes([_WAL])
    # A database in WAL mode that nobody has open gets -wal and -shm files from the mere reading of it,
    # or cannot be read where the folder is read-only; taken as immutable it needs neither.
    mode = "immutable=1" if write_ahead and not companions(path) else "mode=ro"
    if path.with_name(path.name + "-journal").exists():
        # A writer was killed in the middle: SQLite puts the old content back, for which it must be able to write.
        mode = "mode=rw"
    with _explained(path), contextlib.closing(_connected(path, mode)) as connection:
        yield connection


@contextlib.contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection inside one transaction: all of it or nothing is in the file afterwards.

    Raises
    ------
    CaseError
        As `reading`, and when the file or its folder is read-only.
    """
    with _explained(path), contextlib.closing(_connected(path, "mode=rw")) as connection:
        # GDAL's triggers call these to keep the index of the shapes.
        connection.create_function("ST_IsEmpty", 1, blobs.is_empty)
        for name, side in (("ST_MinX", 0), ("ST_MinY", 1), ("ST_MaxX", 2), ("ST_MaxY", 3)):
            connection.create_function(name, 1, _bound(side))
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            _commit(connection)
        finally:
            if connection.in_transaction:
                connection.rollback()


@contextlib.contextmanager
def nobody_else(path: Path) -> Iterator[None]:
    """Hold the database so that no other program can read or write it.

    Raises
    ------
    CaseError
        When another program has it open.
    """
    if companions(path):
        raise CaseError(f"{path}: is open in another program (perhaps QGIS); close it there and try again")
    with _explained(path), contextlib.closing(_connected(path, "mode=rw", patience_s=0.0)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            connection.rollback()


def backup(path: Path, target: Path) -> None:
    """Copy the database by SQLite's own means: a plain copy misses what is still in its -wal."""
    with _explained(path), contextlib.ExitStack() as stack:
        source = stack.enter_context(contextlib.closing(_connected(path, "mode=ro")))
        copy = stack.enter_context(contextlib.closing(sqlite3.connect(target)))
        source.backup(copy)


def table_names(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the tables (views are none)."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {str(name) for (name,) in rows}


def layer_names(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the layers and tables that a GeoPackage lists, in the order in which they were made."""
    rows = connection.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY rowid"
    )
    return [str(name) for (name,) in rows]


def column_names(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of the columns of a table, in order."""
    rows = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
    return [str(name) for (name,) in rows]


def count(connection: sqlite3.Connection, table: str) -> int:
    """Return how many rows there are, counted one by one (GDAL's stored count may be short)."""
    (number,) = connection.execute(_with_name("SELECT count(*) FROM {table}", table)).fetchone()
    return int(number)


def columns(connection: sqlite3.Connection, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the values of these columns, row by row, in the order in which the rows were made."""
    select = _with_name("SELECT {columns} FROM {table} ORDER BY rowid", table)
    yield from connection.execute(select.replace("{columns}", ", ".join(quoted(name) for name in names)))


def replace_rows(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Put these rows in the place of all that the table holds, in the caller's transaction."""
    connection.execute(_with_name("DELETE FROM {table}", table))
    insert_rows(connection, table, columns, rows)


def insert_rows(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Add rows to a table, in the caller's transaction."""
    insert = _with_name("INSERT INTO {table} ({columns}) VALUES ({gaps})", table)
    insert = insert.replace("{columns}", ", ".join(quoted(column) for column in columns))
    connection.executemany(insert.replace("{gaps}", ", ".join("?" for _ in columns)), rows)


def delete_rows(connection: sqlite3.Connection, table: str, fids: Iterable[int]) -> None:
    """Remove the rows with these numbers, in the caller's transaction."""
    connection.executemany(_with_name("DELETE FROM {table} WHERE fid = ?", table), [(fid,) for fid in fids])


def geometry_column(connection: sqlite3.Connection, table: str) -> tuple[str, int]:
    """Return the name of a layer's column of shapes and the number of its coordinate system ("", 0 without one)."""
    row = connection.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (table,)
    ).fetchone()
    return ("", 0) if row is None else (str(row[0]), int(row[1]))


def widen_extent(
    connection: sqlite3.Connection, table: str, west: float, south: float, east: float, north: float
) -> None:
    """Let the box that the GeoPackage states for a layer take in another one: GDAL and QGIS believe what it states."""
    connection.execute(
        "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2), "
        "max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4) WHERE table_name = ?5",
        (west, south, east, north, table),
    )


def quoted(name: str) -> str:
    """Return a table's or column's name as SQL wants it; the names come from the schema or the file, never a user."""
    return '"' + name.replace('"', '""') + '"'


def _with_name(statement: str, table: str) -> str:
    return statement.replace("{table}", quoted(table))


def _connected(path: Path, mode: str, patience_s: float | None = None) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?{mode}"
    timeout = PATIENCE_S if patience_s is None else patience_s
    return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None)


def _commit(connection: sqlite3.Connection) -> None:
    try:
        connection.commit()
    except KeyboardInterrupt:
        if connection.in_transaction:
            raise
        # All is in the file: it would be wrong to say that the work was called off.


def _bound(side: int) -> Callable[[bytes | None], float | None]:
    """Return the function that gives one side of a shape's box, NULL for NULL."""

    def bound(blob: bytes | None) -> float | None:
        return None if blob is None else blobs.bounds(blob)[side]

    return bound


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as trouble:
        said = str(trouble)
        if "locked" in said:
            raise CaseError(
                f"{path}: another program is writing to it or holds it; close it there, or try again"
            ) from trouble
        if "readonly" in said or "unable to open" in said:
            raise CaseError(
                f"{path}: it or its folder may not be written; copy it to a folder of your own"
            ) from trouble
        if "full" in said:
            raise CaseError(f"{path}: the disk is full; free some space; the case is as it was") from trouble
        raise CaseError(f"{path}: could not be used ({said})") from trouble
    except (sqlite3.DatabaseError, UnicodeDecodeError) as trouble:
        raise CaseError(
            f"{path}: is damaged ({trouble}); take a copy from the folder of its backups, or another copy"
        ) from trouble
