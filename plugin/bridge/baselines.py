"""Baselines from control maps: the edge of one side's ground on a day, into the front lines of an open case.

Measured in a worker thread from a snapshot, by the function that the command line uses; written on the main thread
into the user's edit buffer, as one step of Undo, saved by nobody but the user.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Protocol, Union

from qgis.core import QgsFeature, QgsFeatureRequest, QgsFields, QgsProject, QgsVectorLayer

from ..core.errors import CaseError, InputError
from ..core.messages import Message, message
from .cases import OpenCase, add_table
from .control_plan import map_day
from .control_work import check_not_open
from .features import row_feature
from .rows import WGS84, Row, plain_wkb
from .snapshots import CaseSnapshot
from .undo import joined_step
from .words import say, tr
from .work import in_own_thread, part_of, usable_shapes

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.shapes import Geometry

Progress = Callable[[float], None]
Date = datetime.date


class NamedRows(Protocol):
    """What a layer holds, with "wkb"; a `rows.RowSource` is one."""

    @property
    def name(self) -> str:
        """The layer's name."""

    def rows(self) -> list[Row]:
        """Return its rows; any thread."""


@dataclass(frozen=True)
class RowsRead:
    """Rows that were read already."""

    name: str
    read: list[Row]

    def rows(self) -> list[Row]:
        """Return the rows."""
        return self.read


ShapeSource = Union[NamedRows, str]
"""Where shapes come from: what a layer holds, or the path of a file."""

BASELINE_TABLES = ("control_areas", "settings", "front_lines")


@dataclass(frozen=True)
class BaselineWish:
    """Whose ground's edge on which day, and what to leave out of it.

    Issuer and side None as in `core.front.baseline_on`; `beyond` is ground beyond the borders that the side held, see
    `core.front.baseline_of`.
    """

    issuer: str | None
    side: str | None
    day: Date
    borders: ShapeSource | None = None
    coasts: ShapeSource | None = None
    beyond: ShapeSource | None = None


@dataclass(frozen=True)
class BaselineRow:
    """The row of a baseline by its columns, "geometry" among them, its length, and what was used and left out."""

    row: dict[str, Any]
    length_km: float
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class BaselinePlan:
    """A row of front lines that is ready to be written.

    `there` are the rows of its id when it was measured, shapes by feature id; `is_same` says that they are this line.
    """

    id: str
    name: str
    feature: QgsFeature
    length_km: float
    notes: tuple[Message, ...]
    there: Mapping[int, bytes | None]
    is_same: bool


def sides_on_maps(
    areas: Iterable[Mapping[str, Any]], settings: Iterable[Mapping[str, Any]]
) -> dict[str, tuple[list[str], str]]:
    """Return for each issuer the sides on its maps, and the one whose ground's edge is likely meant ("" in doubt)."""
    from ..core.days import likely_holder
    from ..core.partition import OVERLAYS

    own = next((str(row.get("value") or "") for row in settings if row.get("id") == "side"), "")
    shown: dict[str, set[tuple[str, str]]] = {}
    for row in areas:
        if row.get("state") not in OVERLAYS and map_day(row) is not None:
            layer = (str(row.get("state") or ""), str(row.get("side") or ""))
            shown.setdefault(str(row.get("issuer") or ""), set()).add(layer)
    return {
        issuer: (sorted({side for _, side in layers}), likely_holder(layers, own) or "")
        for issuer, layers in sorted(shown.items())
    }


# ---------------------------------------------------------------- worker thread


def maps_of(now: CaseSnapshot, issuer: str, days: Collection[Date], progress: Progress | None = None) -> Case:
    """Return the case with the issuer's maps of those days only: years of them take long to read."""
    rows = now.tables["control_areas"].attributes()
    fids = [row["fid"] for row in rows if row.get("issuer") == issuer and map_day(row) in days]
    return now.case(progress, fids)


@in_own_thread
def baseline_row(
    case: Case, wish: BaselineWish, progress: Progress, open_files: Collection[str] = frozenset()
) -> BaselineRow:
    """Return the front of a day as a row, with a note on each layer that was used.

    Parameters
    ----------
    progress
        Called with 0 to 1; may raise `Cancelled`.
    open_files
        The files that QGIS holds open, as real paths: those that SQLite locks are not read by another reader.

    Raises
    ------
    InputError
        When a layer or file holds nothing that can be used, or cannot be read.
    MeasureError
        As `core.front.baseline_on`.
    """
    from ..core.front import baseline_on
    from ..core.geodesy import length_km
    from ..store.control_rows import front_row

    odd: list[Message] = []
    borders, coasts = (edges_of(one, open_files, odd) for one in (wish.borders, wish.coasts))
    beyond = _ground_of(wish.beyond, open_files, odd)
    progress(0.1)
    found = baseline_on(
        case, wish.day, wish.issuer, wish.side, beyond, borders, coasts, progress=part_of(progress, 0.1, 1.0)
    )
    used = (
        (wish.borders, "Borders: {name}."),
        (wish.beyond, "Held beyond the borders: {name}."),
        (wish.coasts, "Coasts: {name}."),
    )
    named = [message(text, name=name_of(source)) for source, text in used if source is not None]
    found = replace(found, notes=(*found.notes, *named, *odd))
    return BaselineRow(front_row(case, found, say).row, length_km(found.geometry), found.notes)


@in_own_thread
def planned_baseline(
    now: CaseSnapshot, wish: BaselineWish, fields: QgsFields, open_files: Collection[str], progress: Progress
) -> BaselinePlan:
    """Return the row that holds the front of a day; `now` has `BASELINE_TABLES`. Errors as in `baseline_row`."""
    from shapely import wkb as shapely_wkb

    case = maps_of(now, wish.issuer or "", (wish.day,), part_of(progress, 0.0, 0.1))
    made = baseline_row(case, wish, part_of(progress, 0.1, 0.9), open_files)
    feature, row_id = row_feature(fields, made.row), str(made.row["id"])
    there = {one["fid"]: one.get("wkb") for one in now.tables["front_lines"].rows() if one.get("id") == row_id}
    shape = plain_wkb(feature.geometry())
    same = bool(there) and all(
        wkb is not None and (wkb == shape or shapely_wkb.loads(wkb).equals(made.row["geometry"]))
        for wkb in there.values()
    )
    progress(1.0)
    return BaselinePlan(row_id, str(made.row["name"]), feature, made.length_km, made.notes, there, same)


def edges_of(source: ShapeSource | None, open_files: Collection[str], notes: list[Message]) -> Geometry | None:
    """Return the lines of a source, and the edges of its areas, as one multiline: borders, or coasts. Worker thread.

    What could not be used is added to `notes`.

    Raises
    ------
    InputError
        When it holds none, or cannot be read.
    """
    from ..core.shapes import lines_of, multi_line

    if source is None:
        return None
    # Never a union of the areas: it would dissolve the very border between two states.
    lines = [line for shape in _shapes_of(source, open_files, notes) for line in lines_of(shape)]
    if not lines:
        raise InputError(message("{name}: it holds no lines or areas; choose another layer.", name=name_of(source)))
    return multi_line(lines)


def _ground_of(source: ShapeSource | None, open_files: Collection[str], notes: list[Message]) -> Geometry | None:
    from ..core.shapes import polygons_of, union

    if source is None:
        return None
    areas = [area for shape in _shapes_of(source, open_files, notes) for area in polygons_of(shape)]
    if not areas:
        raise InputError(message("{name}: it holds no areas; choose another layer.", name=name_of(source)))
    return union(areas)


def name_of(source: ShapeSource) -> str:
    """Return what a reader calls the source: the layer's name, or the file's without its folders."""
    return Path(source).name if isinstance(source, str) else source.name


def _shapes_of(source: ShapeSource, open_files: Collection[str], notes: list[Message]) -> Sequence[Geometry]:
    odd: list[Any] = []
    if not isinstance(source, str):
        shapes = [shape for _, shape in usable_shapes(source.name, source.rows(), odd.append, "any")]
    else:
        from ..store.vector import read_shapes

        path = Path(source)
        check_not_open(source, open_files, "{path}: this file is open in QGIS; choose its layer in the list instead.")
        read = read_shapes(path)
        shapes, odd = [one.geometry for one in read.features], list(read.skipped)
    if odd:
        text = "{name}: {n} features were mended in a copy or could not be used."
        notes.append(message(text, name=name_of(source), n=len(odd)))
    return shapes


# ---------------------------------------------------------------- main thread


def write_baseline(project: QgsProject, case: OpenCase, plan: BaselinePlan, replace: bool) -> str:
    """Write a plan into the front lines of a case; return "added", "replaced" or "same". Main thread only.

    Raises
    ------
    InputError
        When a row of that id holds another line and `replace` is False.
    CaseError
        When the layer cannot be edited, or was changed since the plan was made.
    """
    if plan.is_same:
        return "same"
    layer = add_table(project, case, "front_lines")
    if layer.crs().authid() != WGS84:
        raise CaseError(message("{path}: the front lines are not in EPSG:4326; nothing was changed.", path=case.path))
    if _there(layer, plan.id) != plan.there:
        text = "The front lines of {name} were changed while the baseline was measured; measure it again."
        raise CaseError(message(text, name=case.name))
    if plan.there and not replace:
        text = (
            '{name}: the row "{id}" of the front lines holds another line; nothing was changed. Tick Replace to put '
            "the new one in its place."
        )
        raise InputError(message(text, name=case.name, id=plan.id))
    text = tr("Replace baseline {name}") if plan.there else tr("Add baseline {name}")
    with joined_step([layer], text.format(name=plan.name)):
        taken = _replace(layer, plan) if plan.there else layer.addFeature(QgsFeature(plan.feature))
        if not taken:
            text = "{layer} of {name}: QGIS did not take the row; nothing was changed."
            raise CaseError(message(text, layer=layer.name(), name=case.name))
    return "replaced" if plan.there else "added"


def _there(layer: QgsVectorLayer, row_id: str) -> dict[int, bytes | None]:
    """Return the shapes of the rows with that id; other rows are left alone."""
    found = (one for one in layer.getFeatures(QgsFeatureRequest()) if one["id"] == row_id)
    return {one.id(): plain_wkb(one.geometry()) for one in found}


def _replace(layer: QgsVectorLayer, plan: BaselinePlan) -> bool:
    """Put the line into the row that is there, which keeps its place; more rows of its id go."""
    first, *more = sorted(plan.there)
    own = layer.fields().indexOf("fid")
    values = {n: value for n, value in enumerate(plan.feature.attributes()) if n != own}
    taken = layer.changeGeometry(first, plan.feature.geometry(), True) and layer.changeAttributeValues(first, values)
    return bool(taken) and all(layer.deleteFeature(fid) for fid in more)
