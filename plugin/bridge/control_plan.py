"""What an import of control maps would do to an open case, worked out in a worker thread before anything is touched.

A case holds one shape for each issuer, day, state and side. What is there already stays as it is; a differing shape
takes its place only if the user says so. The features of the plan are ready to be added (see control_edits).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsFeature, QgsFields
from qgis.PyQt.QtCore import QDate

from ..core.errors import InputError
from .features import qgis_geometry
from .import_edits import Replacement
from .rows import Row, shape_of
from .words import tr

if TYPE_CHECKING:
    from ..core.shapes import Geometry
    from ..store.control import ImportedArea

Progress = Callable[[float], None]
Key = tuple[str, str, str, str]
Here = frozenset[tuple[int, Key]]

_SAME_KM2 = 1e-6
"""Shapes that differ by less than a square metre are the same, written by two programs."""


@dataclass(frozen=True)
class ImportPlan:
    """What is new, what would take another's place, and what is there already.

    `here` is what the layer held when the plan was made: an edit in the meantime makes the plan void. `sources` are
    the rows of the table of sources that are still missing.
    """

    new: tuple[QgsFeature, ...]
    replaced: tuple[Replacement, ...]
    same: int
    repeated: int
    here: Here
    sources: tuple[QgsFeature, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.new and not self.replaced


def key_of(row: Mapping[str, Any]) -> Key:
    """Return issuer, day, state and side of a row."""
    day = map_day(row)
    return (
        str(row.get("issuer") or ""),
        day.isoformat() if day is not None else "",
        str(row.get("state") or ""),
        str(row.get("side") or ""),
    )


def map_day(row: Mapping[str, Any]) -> datetime.date | None:
    """Return the day of a row; in a row that is not saved it may still be text, in ISO form."""
    day = row.get("as_of")
    if isinstance(day, str):
        found = QDate.fromString(day[:10], "yyyy-MM-dd")
        return found.toPyDate() if found.isValid() else None
    return day if isinstance(day, datetime.date) else None


def here_now(rows: Iterable[Row]) -> Here:
    """Return which maps a layer holds, by feature id; rows without shapes will do."""
    return frozenset((row["fid"], key_of(row)) for row in rows)


def planned(
    areas: Sequence[ImportedArea],
    rows: Sequence[Row],
    fields: QgsFields,
    replace: bool,
    progress: Progress | None = None,
) -> ImportPlan:
    """Return what to do with areas that were read, given the control areas of the case.

    Parameters
    ----------
    areas
        As `store.control` reads them.
    rows
        Of the table of control areas, with "wkb".
    fields
        The columns of its layer.
    replace
        Whether a shape takes the place of a differing one.

    Raises
    ------
    InputError
        When shapes differ and `replace` is False, or two of the areas say different things of the same ground.
    """
    from ..core.names import slug
    from ..store.additions import free_id

    given = _once(areas)
    stored: dict[Key, list[Row]] = {}
    for row in rows:
        stored.setdefault(key_of(row), []).append(row)
    taken = {str(row.get("id") or "") for row in rows}
    new: list[QgsFeature] = []
    other: list[tuple[ImportedArea, list[Row]]] = []
    same = 0
    for number, one in enumerate(given):
        if progress is not None:
            progress(number / len(given))
        there = stored.get(one.key, [])
        if not there:
            wanted = one.id if one.id not in taken else f"{one.id}-{slug(one.side)}"
            row_id = free_id(wanted, taken)
            taken.add(row_id)
            new.append(_feature(one, row_id, fields))
        elif _is_there(one, there):
            same += 1
        else:
            other.append((one, there))
    if other and not replace:
        raise InputError(_differ(other, len(given)))
    replaced = [
        Replacement(tuple(row["fid"] for row in there), _feature(one, str(there[0].get("id") or one.id), fields))
        for one, there in other
    ]
    return ImportPlan(tuple(new), tuple(replaced), same, len(areas) - len(given), here_now(rows))


def missing_sources(areas: Iterable[ImportedArea], ids: Iterable[str], fields: QgsFields) -> tuple[QgsFeature, ...]:
    """Return the rows of sources, one an issuer, that a case with those ids lacks."""
    taken = set(ids)
    made = []
    for one in areas:
        if source_id(one) not in taken:
            taken.add(source_id(one))
            values = {
                "id": source_id(one),
                "publisher": one.source.publisher if one.source else one.issuer,
                "title": one.source.title if one.source else tr("Control maps by the day"),
                "url": one.source.url if one.source else "",
                "licence": one.source.licence if one.source else "",
                "language": one.source.language if one.source else "",
            }
            made.append(_filled(fields, values))
    return tuple(made)


def source_id(one: ImportedArea) -> str:
    """Return the id of the row of sources that an area refers to."""
    from ..core.names import slug

    return f"maps-{slug(one.issuer)}"


def _feature(one: ImportedArea, row_id: str, fields: QgsFields) -> QgsFeature:
    values = dict(one.row(row_id, source_id(one)))
    shape = values.pop("geometry")
    feature = _filled(fields, {**values, "as_of": QDate(one.as_of.year, one.as_of.month, one.as_of.day)})
    feature.setGeometry(qgis_geometry(shape))
    return feature


def _filled(fields: QgsFields, values: Mapping[str, Any]) -> QgsFeature:
    feature = QgsFeature(fields)
    for name, value in values.items():
        index = fields.indexOf(name)
        if index >= 0 and value not in (None, ""):
            feature.setAttribute(index, value)
    return feature


def _once(areas: Sequence[ImportedArea]) -> list[ImportedArea]:
    """Return the areas without those that say again what an earlier one said."""
    seen: dict[Key, ImportedArea] = {}
    for one in areas:
        earlier = seen.setdefault(one.key, one)
        if earlier is not one and not _same(earlier.geometry, one.geometry):
            text = tr(
                "{path} shows other ground than {earlier} for the same issuer, day, state and side ({key}). Nothing "
                "was imported: choose one of them."
            )
            raise InputError(text.format(path=one.path, earlier=earlier.path, key=", ".join(one.key)))
    return list(seen.values())


def _is_there(one: ImportedArea, rows: Sequence[Row]) -> bool:
    from ..core.shapes import repaired, union

    drawn = [row["wkb"] for row in rows if row.get("wkb")]
    if len(drawn) == 1 and drawn[0] == bytes(one.geometry.wkb):
        return True
    shapes = [repaired(shape)[0] for shape in map(shape_of, drawn) if shape is not None]
    return bool(shapes) and _same(union(shapes), one.geometry)


def _same(first: Geometry, second: Geometry) -> bool:
    from ..core.geodesy import area_km2

    if first.normalize().equals_exact(second.normalize(), 0.0):
        return True
    if any(abs(a - b) >= 1e-6 for a, b in zip(first.bounds, second.bounds)):
        return False
    return area_km2(first.symmetric_difference(second)) < _SAME_KM2


def _differ(other: Sequence[tuple[ImportedArea, Sequence[Row]]], total: int) -> str:
    one, rows = other[0]
    text = tr(
        '{n} of {total} maps differ from those of the case, first {path} ({key}; row "{id}"). Nothing was imported: '
        "tick Replace in the dialog to put the new ones in their place."
    )
    return text.format(n=len(other), total=total, path=one.path, key=", ".join(one.key), id=rows[0].get("id"))
