"""Supply routes into a case on disk, in one transaction; what is there with the same lines stays as it is.

A route is known by where it comes from (whatever the day of the file), its name, its mode and the day that it
describes. The same files again change nothing; other lines of a route that is there are refused unless they are to take
its place. Routes of other sources, drawn ones too, are never touched.
"""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.errors import InputError
from ..core.messages import Message, message
from ..core.names import slug
from . import additions, blobs, casefile, cases, sqlite
from .files import PathLike
from .route_files import Origin, Progress, ReadRoutes
from .route_sieve import ReadRoute

TABLE = schema.SUPPLY_ROUTES

Key = tuple[str, str, str, str, str]
"""Origin, name, mode, role and day: what a case holds once."""

_DAY_AT_END = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_LONGEST_ID = 60
_SAME_DEG = 1e-9
_SHOWN = 5


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


@dataclass(frozen=True)
class _Stored:
    fid: int
    id: str
    blob: bytes | None


@dataclass(frozen=True)
class _Plan:
    new: tuple[ReadRoute, ...]
    other: tuple[tuple[ReadRoute, tuple[_Stored, ...]], ...]
    same: tuple[str, ...]
    notes: tuple[Message, ...]


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
    if not plan.new and not plan.other:
        return RouteImport(same=plan.same, notes=plan.notes)
    backup = cases.back_up(path)
    with sqlite.writing(path) as connection:
        casefile.checked_today(path, connection)
        plan = _plan(path, connection, read, as_of, None)  # again, inside: another program may have been quicker
        _check_agreed(path, plan, replace)
        writer = _Writer(path, connection, read.origins, as_of)
        added, replaced = writer.write(plan, progress)
    return RouteImport(tuple(added), tuple(replaced), plan.same, plan.notes, tuple(writer.source_ids), backup)


def _plan(
    path: Path, connection: sqlite3.Connection, read: ReadRoutes, as_of: datetime.date | None, progress: Progress | None
) -> _Plan:
    stored = _stored(path, connection)
    day = as_of.isoformat() if as_of else ""
    new: list[ReadRoute] = []
    other: list[tuple[ReadRoute, tuple[_Stored, ...]]] = []
    same: list[str] = []
    for number, route in enumerate(read.routes):
        if progress is not None:
            progress(0.5 * number / len(read.routes))
        rows = stored.get((route.origin, route.name, route.mode, route.role, day), ())
        if not rows:
            new.append(route)
        elif _is_stored(route, rows):
            same.append(rows[0].id)
        else:
            other.append((route, tuple(rows)))
    return _Plan(tuple(new), tuple(other), tuple(same), _notes(stored, read, day))


def _stored(path: Path, connection: sqlite3.Connection) -> Mapping[Key, list[_Stored]]:
    shapes = additions.shape_column(path, connection, TABLE)
    columns = ("source_id", "name", "mode", "role", "as_of", "fid", "id", shapes)
    found: dict[Key, list[_Stored]] = {}
    for source, name, mode, role, day, fid, row_id, blob in sqlite.columns(connection, TABLE.name, columns):
        origin = _DAY_AT_END.sub("", str(source or ""))
        key = (origin, str(name or ""), str(mode or ""), str(role or ""), str(day or "")[:10])
        found.setdefault(key, []).append(_Stored(int(fid), str(row_id or fid), blob))
    return found


def _is_stored(route: ReadRoute, rows: Sequence[_Stored]) -> bool:
    if len(rows) != 1 or rows[0].blob is None:
        return False
    geometry = route.geometry
    if rows[0].blob == blobs.encoded(geometry):
        return True
    try:
        there = blobs.decoded(rows[0].blob)
    except blobs.BlobError:
        return False  # to be replaced, if the user says so
    # Two versions of GEOS put the end of a line that is cut at the frame in places that differ by a rounding error.
    return bool(there.normalize().equals_exact(geometry.normalize(), _SAME_DEG))


def _notes(stored: Mapping[Key, list[_Stored]], read: ReadRoutes, day: str) -> tuple[Message, ...]:
    """Return what the reader should know of rows that stay: doubled by another source, or no more in the files."""
    given = {(one.origin, one.name, one.mode, one.role, day) for one in read.routes}
    names = {(one.name.casefold(), one.mode) for one in read.routes}
    doubled = [key for key in stored if key[0] not in read.origins and (key[1].casefold(), key[2]) in names]
    gone = [key for key in stored if key[0] in read.origins and key[4] == day and key not in given]
    found = []
    for keys, text in (
        (doubled, "In the case also from another source, and left as they are: {n:,} routes ({names})."),
        (gone, "In the case from this source but not in what was read, and left as they are: {n:,} routes ({names})."),
    ):
        if keys:
            shown = ", ".join(sorted({key[1][:80] for key in keys})[:_SHOWN])
            found.append(message(text, n=len(keys), names=shown))
    return tuple(found)


def _check_agreed(path: Path, plan: _Plan, replace: bool) -> None:
    if not plan.other or replace:
        return
    route, rows = plan.other[0]
    text = (
        '{path}: {n:,} routes are there with other lines (such as "{name}", row "{row}": they differ, or were cut to '
        "another frame); nothing was imported: add --replace to put the new lines in their place"
    )
    raise InputError(message(text, path=str(path), n=len(plan.other), name=route.name[:80], row=rows[0].id[:80]))


class _Writer:
    """Adds rows, and the rows of sources that they name."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        origins: Mapping[str, Origin],
        as_of: datetime.date | None,
    ) -> None:
        self._path, self._connection, self._origins, self._as_of = path, connection, origins, as_of
        self._sources = additions.ids_in(connection, schema.SOURCES)
        self.source_ids: dict[str, None] = {}

    def write(self, plan: _Plan, progress: Progress | None) -> tuple[list[str], list[str]]:
        """Write what the plan says; return the ids of the new rows and of those that got other lines."""
        taken = additions.ids_in(self._connection, TABLE)
        replaced: list[str] = []
        added: list[str] = []
        total = len(plan.new) + len(plan.other)

        def rows() -> Iterator[dict[str, Any]]:
            for route, old in plan.other:
                sqlite.delete_rows(self._connection, TABLE.name, [row.fid for row in old])
                replaced.append(old[0].id)
                yield self._row(old[0].id, route)
            for route in plan.new:
                if progress is not None:
                    progress(0.5 + 0.5 * (len(replaced) + len(added)) / total)
                added.append(_row_id(route, taken))
                yield self._row(added[-1], route)

        additions.add_rows(self._path, self._connection, TABLE, rows())
        if progress is not None:
            progress(1.0)
        return added, replaced

    def _row(self, row_id: str, route: ReadRoute) -> dict[str, Any]:
        origin = self._origins[route.origin]
        return {
            "id": row_id,
            "name": route.name,
            "mode": route.mode,
            "role": route.role,
            "as_of": self._as_of,
            "source_id": self._source_id(origin),
            "tolerance_m": origin.tolerance_m,
            "note": None,
            "geometry": route.geometry,
        }

    def _source_id(self, origin: Origin) -> str:
        source_id = f"{origin.id}-{origin.retrieved_on}"
        if source_id not in self._sources:
            source = origin.source
            row = {
                "id": source_id,
                "publisher": source.publisher,
                "title": source.title,
                "url": source.url,
                "retrieved_on": origin.retrieved_on,
                "licence": source.licence,
                "language": source.language,
            }
            additions.add_rows(self._path, self._connection, schema.SOURCES, [row])
            self._sources.add(source_id)
        self.source_ids[source_id] = None
        return source_id


def _row_id(route: ReadRoute, taken: set[str]) -> str:
    """Return a free id that people can read, the mode in it where the name alone is taken; `taken` grows by it."""
    first = slug(route.name)[:_LONGEST_ID]
    wanted = first if first not in taken else f"{first}-{route.mode}"
    found = additions.free_id(wanted, taken)
    taken.add(found)
    return found
