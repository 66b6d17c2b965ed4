"""Rows of a case that have to do with control areas: as they lie in the file, unmended, and baselines made of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from ..core import schema
from ..core.case import Case, ControlArea, Row
from ..core.errors import InputError
from ..core.front import DayBaseline
from ..core.messages import Message
from ..core.names import slug
from ..core.shapes import Geometry
from . import additions, blobs, casefile, cases, sqlite
from .files import PathLike

TABLE = schema.FRONT_LINES
_KINDS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class FrontRow:
    """A baseline for the table of front lines; `geometry` is a (Multi)LineString."""

    issuer: str
    side: str
    as_of: datetime.date
    geometry: Geometry
    tolerance_m: float | None = None
    note: str = ""
    source_id: str = ""

    @property
    def id(self) -> str:
        """The id of its row, such as "baseline-isw-ru-2022-09-05"."""
        return f"baseline-{slug(self.issuer)}-{slug(self.side)}-{self.as_of}"

    @property
    def row(self) -> Row:
        """The row itself, by its columns."""
        return {
            "id": self.id,
            "name": f"{self.issuer}, {self.side}, {self.as_of}",
            "role": "baseline",
            "side": self.side,
            "as_of": self.as_of,
            "source_id": self.source_id,
            "tolerance_m": self.tolerance_m,
            "note": self.note,
            "geometry": self.geometry,
        }


@dataclass(frozen=True)
class Recorded:
    """What became of a row: "added", "replaced" or "was there already"; `backup` as in `ImportResult`."""

    id: str
    what: str
    backup: Path | None = None


def front_row(case: Case, line: DayBaseline, say: Callable[[Message], str] = str) -> FrontRow:
    """Return the row for the front of a day; its note says, by `say`, what was used and left out."""
    drawn_by = (one.source_id for one in case.control_areas if one.issuer == line.issuer and one.as_of == line.as_of)
    note = " ".join(say(one) for one in line.notes)
    return FrontRow(line.issuer, line.side, line.as_of, line.geometry, line.tolerance_m, note, next(drawn_by, ""))


def raw_areas(rows: Iterable[Row]) -> tuple[ControlArea, ...]:
    """Return the control areas of a case as they are drawn, invalid shapes included: for those who look for faults.

    Rows without a polygon are left out; `case_from_rows` lists them.
    """
    found = []
    for number, row in enumerate(rows, start=1):
        shape = row.get("geometry")
        if shape is None or shape.is_empty or shape.geom_type not in _KINDS:
            continue
        day = row.get("as_of")
        words = {name: str(row.get(name) or "") for name in ("side", "issuer", "issuer_term", "source_id", "note")}
        found.append(
            ControlArea(
                str(row.get("id") or row.get("fid", number)),
                shape,
                state=str(row.get("state") or "unknown"),
                as_of=day if isinstance(day, datetime.date) else None,
                tolerance_m=_number(row.get("tolerance_m")),
                **words,
            )
        )
    return tuple(found)


def record_front(path: PathLike, line: FrontRow, replace: bool = False) -> Recorded:
    """Put a baseline into the case, in one transaction after a backup; one that is there with the same shape stays.

    Raises
    ------
    InputError
        When a row of that id holds another line and `replace` is False.
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    with sqlite.reading(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        old = _rows_of(path, connection, line)
    if old and all(blob == _blob(line) for _, blob in old):
        return Recorded(line.id, "was there already")
    _check_agreed(path, line, old, replace)
    backup = cases.back_up(path)
    with sqlite.writing(path) as connection:
        casefile.checked_today(path, connection)
        old = _rows_of(path, connection, line)  # again, inside: another program may have been quicker
        _check_agreed(path, line, old, replace)
        sqlite.delete_rows(connection, TABLE.name, [fid for fid, _ in old])
        additions.add_rows(path, connection, TABLE, [line.row])
    return Recorded(line.id, "replaced" if old else "added", backup)


def _rows_of(path: Path, connection: Any, line: FrontRow) -> list[tuple[int, bytes | None]]:
    columns = ("id", "fid", additions.shape_column(path, connection, TABLE))
    found = sqlite.columns(connection, TABLE.name, columns)
    return [(int(fid), blob) for row_id, fid, blob in found if row_id == line.id]


def _check_agreed(path: Path, line: FrontRow, old: list[tuple[int, bytes | None]], replace: bool) -> None:
    if old and not replace:
        raise InputError(
            f'{path}: row "{line.id}" of {TABLE.name} holds another line; nothing was changed: add --replace to put '
            f"the new one in its place"
        )


def _blob(line: FrontRow) -> bytes:
    return blobs.encoded(additions.multiple(line.geometry))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
