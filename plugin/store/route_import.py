"""Supply routes into a case on disk, in one transaction; what is there with the same lines stays as it is.

What is new, what differs and what is there already is `route_plan`'s to say.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.errors import InputError
from ..core.messages import Message, message
from ..core.shapes import Geometry
from . import additions, blobs, casefile, cases, sqlite
from .files import PathLike
from .route_files import Progress, ReadRoutes
from .route_plan import RoutePlan, RouteRows, planned_routes, same_lines, stored_routes

TABLE = schema.SUPPLY_ROUTES

_SHAPE = "shape"
_READ = ("source_id", "name", "mode", "role", "as_of", "fid", "id")


@dataclass(frozen=True)
class RouteImport:
    """What came of it: ids of the rows that are new, of those that got other lines, and of those that were there.

    `source_ids` are the rows of the table of sources that new lines name; `backup` is the copy made before the case was
    written to, None where nothing was written.
    """

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    source_ids: tuple[str, ...] = ()
    backup: Path | None = None


def import_routes(
    path: PathLike,
    read: ReadRoutes,
    as_of: datetime.date | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> RouteImport:
    """Put routes into the case, in one transaction after a backup; those that are there with the same lines stay.

    Never for a case that QGIS has open in this process.

    Parameters
    ----------
    as_of
        The day that the routes describe; None where they are to count for every day.
    replace
        Whether lines that differ take the place of those that a route of the same origin, name, mode, role and day has.
    progress
        Called with 0 to 1; may raise `Cancelled`: the case is then as it was.

    Raises
    ------
    InputError
        When lines differ and `replace` is False.
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    with sqlite.reading(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        plan = _plan(path, connection, read, as_of, progress)
    _check_agreed(path, plan, replace)
    if plan.is_empty:
        return RouteImport(same=plan.same, notes=plan.notes)
    backup = cases.back_up(path)
    with sqlite.writing(path) as connection:
        casefile.checked_today(path, connection)
        plan = _plan(path, connection, read, as_of, None)  # again, inside: another program may have been quicker
        _check_agreed(path, plan, replace)
        taken = additions.ids_in(connection, TABLE), additions.ids_in(connection, schema.SOURCES)
        rows = RouteRows(read.origins, as_of, *taken)
        added, replaced = _write(path, connection, plan, rows, progress)
    return RouteImport(tuple(added), tuple(replaced), plan.same, plan.notes, tuple(rows.source_ids), backup)


def _plan(
    path: Path, connection: sqlite3.Connection, read: ReadRoutes, as_of: datetime.date | None, progress: Progress | None
) -> RoutePlan:
    columns = (*_READ, additions.shape_column(path, connection, TABLE))
    rows = (dict(zip((*_READ, _SHAPE), row)) for row in sqlite.columns(connection, TABLE.name, columns))
    settings = {str(name): str(value or "") for name, value in sqlite.columns(connection, "settings", ["id", "value"])}

    def half(share: float) -> None:
        if progress is not None:
            progress(0.5 * share)

    return planned_routes(stored_routes(rows, _SHAPE), settings, read, as_of, _is_same, half)


def _is_same(blob: bytes, geometry: Geometry) -> bool:
    if blob == blobs.encoded(geometry):
        return True
    try:
        return same_lines(blobs.decoded(blob), geometry)
    except blobs.BlobError:
        return False  # to be replaced, if the user says so


def _check_agreed(path: Path, plan: RoutePlan, replace: bool) -> None:
    if not plan.other or replace:
        return
    route, rows = plan.other[0]
    text = (
        '{path}: {n:,} routes are there with other lines (such as "{name}", row "{row}": they differ, or were cut to '
        "another frame); nothing was imported: add --replace to put the new lines in their place"
    )
    raise InputError(message(text, path=str(path), n=len(plan.other), name=route.name[:80], row=rows[0].id[:80]))


def _write(
    path: Path, connection: sqlite3.Connection, plan: RoutePlan, made: RouteRows, progress: Progress | None
) -> tuple[list[str], list[str]]:
    """Write what the plan says; return the ids of the new rows and of those that got other lines."""
    replaced: list[str] = []
    added: list[str] = []
    total = len(plan.new) + len(plan.other)

    def rows() -> Iterator[dict[str, Any]]:
        for route, old in plan.other:
            sqlite.delete_rows(connection, TABLE.name, [row.fid for row in old])
            replaced.append(old[0].id)
            yield made.row(route, old[0].id)
        for route in plan.new:
            if progress is not None:
                progress(0.5 + 0.5 * (len(replaced) + len(added)) / total)
            row = made.row(route)
            added.append(row["id"])
            yield row

    additions.add_rows(path, connection, TABLE, rows())
    additions.add_rows(path, connection, schema.SOURCES, made.sources)
    additions.add_rows(path, connection, schema.SETTINGS, plan.settings)
    if progress is not None:
        progress(1.0)
    return added, replaced
