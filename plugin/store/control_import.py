"""Control areas into a case on disk: what is there already stays, all the rest goes in at once or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core import schema
from ..core.errors import InputError
from ..core.geodesy import area_km2
from ..core.names import slug
from ..core.shapes import Geometry, union
from . import additions, blobs, casefile, cases, sqlite
from .control_files import Progress
from .files import PathLike
from .imported import ImportedArea, Key

TABLE = schema.CONTROL_AREAS
_SAME_KM2 = 1e-6
"""Shapes that differ by less than a square metre are the same, written by two programs."""


@dataclass(frozen=True)
class ImportResult:
    """What came of an import: ids of the rows that are new, that took another's place, and that were there already.

    `total` counts the areas given, `repeated` those of them that say what an earlier one said; `backup` is the copy
    made before the case was written to, None where nothing was written.
    """

    total: int
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    repeated: int = 0
    backup: Path | None = None

    @property
    def imported(self) -> int:
        """How many areas went in."""
        return len(self.added) + len(self.replaced)


@dataclass(frozen=True)
class _Stored:
    fid: int
    id: str
    blob: bytes | None


@dataclass(frozen=True)
class _Plan:
    """Which of the areas are new, which take the place of rows, and which are there already (with their row's id)."""

    new: tuple[ImportedArea, ...]
    other: tuple[tuple[ImportedArea, tuple[_Stored, ...]], ...]
    same: tuple[str, ...]


def import_into(
    path: PathLike, areas: Sequence[ImportedArea], replace: bool = False, progress: Progress | None = None
) -> ImportResult:
    """Put areas into the case, in one transaction after a backup; those that are there with the same shape stay.

    Never for a case that QGIS has open in this process.

    Parameters
    ----------
    replace
        Whether a shape takes the place of a differing one of the same issuer, day, state and side.

    Raises
    ------
    InputError
        When shapes differ and `replace` is False, or two of the areas are of the same issuer, day, state and side.
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    given = _once(areas)
    with sqlite.reading(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        plan = _plan(path, connection, given, progress)
    _check_agreed(path, plan, replace, len(given))
    if not plan.new and not plan.other:
        return ImportResult(len(areas), same=plan.same, repeated=len(areas) - len(given))
    backup = cases.back_up(path)
    with sqlite.writing(path) as connection:
        casefile.checked_today(path, connection)
        plan = _plan(path, connection, given, None)  # again, inside: another program may have been quicker
        _check_agreed(path, plan, replace, len(given))
        added, replaced = _write(path, connection, plan)
    return ImportResult(
        total=len(areas),
        added=tuple(added),
        replaced=tuple(replaced),
        same=plan.same,
        repeated=len(areas) - len(given),
        backup=backup,
    )


def _once(areas: Sequence[ImportedArea]) -> list[ImportedArea]:
    """Return the areas without those that repeat an earlier one of the same key."""
    seen: dict[Key, ImportedArea] = {}
    for one in areas:
        earlier = seen.setdefault(one.key, one)
        if earlier is not one and not _same(earlier.geometry, one.geometry):
            raise InputError(
                f"{one.path}: shows other ground than {earlier.path} for the same issuer, day, state and side "
                f"({_named(one)}); nothing was imported: give one of them, or merge them first"
            )
    return list(seen.values())


def _plan(
    path: Path, connection: sqlite3.Connection, areas: Sequence[ImportedArea], progress: Progress | None
) -> _Plan:
    stored = _stored(path, connection)
    new: list[ImportedArea] = []
    other: list[tuple[ImportedArea, tuple[_Stored, ...]]] = []
    same: list[str] = []
    for number, one in enumerate(areas):
        if progress is not None:
            progress(number / len(areas))
        rows = stored.get(one.key, ())
        if not rows:
            new.append(one)
        elif _is_stored(path, one, rows):
            same.append(rows[0].id)
        else:
            other.append((one, tuple(rows)))
    if progress is not None:
        progress(1.0)
    return _Plan(tuple(new), tuple(other), tuple(same))


def _stored(path: Path, connection: sqlite3.Connection) -> Mapping[Key, list[_Stored]]:
    columns = ("issuer", "as_of", "state", "side", "fid", "id", additions.shape_column(path, connection, TABLE))
    found: dict[Key, list[_Stored]] = {}
    for issuer, day, state, side, fid, row_id, blob in sqlite.columns(connection, TABLE.name, columns):
        key = (str(issuer or ""), str(day or "")[:10], str(state or ""), str(side or ""))
        found.setdefault(key, []).append(_Stored(int(fid), str(row_id or fid), blob))
    return found


def _is_stored(path: Path, one: ImportedArea, rows: Sequence[_Stored]) -> bool:
    if len(rows) == 1 and rows[0].blob == blobs.encoded(one.geometry):
        return True
    shapes = []
    for row in rows:
        if row.blob is None or blobs.is_empty(row.blob):
            continue
        try:
            shapes.append(blobs.decoded(row.blob))
        except blobs.BlobError as trouble:
            raise InputError(
                f'{path}: table {TABLE.name}, row "{row.id[:80]}": its shape cannot be read ({trouble}); delete the '
                f"row, or take a copy from {path.stem}.backups"
            ) from trouble
    return bool(shapes) and _same(union(shapes), one.geometry)


def _same(first: Geometry, second: Geometry) -> bool:
    if first.normalize().equals_exact(second.normalize(), 0.0):
        return True
    if not _near(first.bounds, second.bounds):
        return False
    return area_km2(first.symmetric_difference(second)) < _SAME_KM2


def _near(first: Sequence[float], second: Sequence[float]) -> bool:
    return all(abs(a - b) < 1e-6 for a, b in zip(first, second))


def _check_agreed(path: Path, plan: _Plan, replace: bool, total: int) -> None:
    if not plan.other or replace:
        return
    one, rows = plan.other[0]
    there = [blobs.decoded(row.blob) for row in rows if row.blob is not None]
    before = f"{area_km2(union(there)):,.3f} km²" if there else "no shape"
    raise InputError(
        f'{one.path}: shows other ground than row "{rows[0].id}" of {path} for {_named(one)} '
        f"({area_km2(one.geometry):,.3f} km² against {before}; {len(plan.other)} of {total} differ); nothing was "
        f"imported: add --replace to put the new ones in their place"
    )


def _named(one: ImportedArea) -> str:
    return f"{one.issuer}, {one.as_of}, {one.state}, {one.side}"


def _write(path: Path, connection: sqlite3.Connection, plan: _Plan) -> tuple[list[str], list[str]]:
    """Write what the plan says; return the ids of the new rows and of those that took the place of others."""
    taken = additions.ids_in(connection, TABLE)
    sources = _Sources(path, connection)
    rows = []
    added, replaced = [], []
    for one, old in plan.other:
        sqlite.delete_rows(connection, TABLE.name, [row.fid for row in old])
        replaced.append(old[0].id)
        rows.append(one.row(old[0].id, sources.id_for(one)))
    for one in plan.new:
        row_id = one.id if one.id not in taken else additions.free_id(f"{one.id}-{slug(one.side)}", taken)
        taken.add(row_id)
        added.append(row_id)
        rows.append(one.row(row_id, sources.id_for(one)))
    additions.add_rows(path, connection, TABLE, rows)
    return added, replaced


class _Sources:
    """The rows of sources that the areas refer to: one an issuer, added when it is first needed."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection
        self._taken = additions.ids_in(connection, schema.SOURCES)

    def id_for(self, one: ImportedArea) -> str:
        source_id = f"maps-{slug(one.issuer)}"
        if source_id not in self._taken:
            source = one.source
            row = {
                "id": source_id,
                "publisher": source.publisher if source else one.issuer,
                "title": source.title if source else "Control maps by the day",
                "url": source.url if source else "",
                "licence": source.licence if source else "",
                "language": source.language if source else "",
            }
            additions.add_rows(self._path, self._connection, schema.SOURCES, [row])
            self._taken.add(source_id)
        return source_id
