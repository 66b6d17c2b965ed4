"""What is done with control maps in a worker thread: read, compared, checked, measured. No layer, no widget.

Everything takes a `CaseSnapshot`, or a `Case` read from a file, and gives values back; heavy libraries are imported
on first use, off the main thread.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsFields

from ..core.errors import InputError
from ..core.messages import Message, message
from .control_plan import ImportPlan, map_day, missing_sources, planned
from .rows import with_shapes
from .snapshots import CaseSnapshot
from .words import tr
from .work import in_own_thread, part_of, put_file

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.change import Change
    from ..core.reconcile_curve import ClaimCurve
    from ..core.series import Series
    from ..core.shapes import Geometry
    from ..store.control import ControlOptions, ImportResult, ReadControl
    from .zones import Zone

Progress = Callable[[float], None]
Date = datetime.date
LonLat = tuple[float, float]

STEPS = ("day", "week", "month")
# Files that SQLite locks: a second reader in this process would drop the locks of QGIS.
LOCKED = (".gpkg", ".sqlite", ".db")


def check_not_open(path: str, open_files: Collection[str], way_out: str = "") -> None:
    """Refuse a file that QGIS holds open and SQLite locks, with a sentence that has the gap path.

    Raises
    ------
    InputError
        When it is one of `open_files`, the real paths of the files that QGIS holds open.
    """
    if path.lower().endswith(LOCKED) and os.path.realpath(path) in open_files:
        text = way_out or "{path}: this file is open in QGIS; remove its layers from the project first."
        raise InputError(message(text, path=path))


@dataclass(frozen=True)
class ReportLine:
    """One thing the reader should know of the maps: what, which day and area, where, and the area before and after."""

    kind: str
    day: Date | None
    id: str
    place: LonLat | None
    before_km2: float | None
    after_km2: float | None
    message: Message


@dataclass(frozen=True)
class QualityReport:
    """The lines of a quality report, and a sentence for each kind with its count."""

    summary: tuple[Message, ...]
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class Prepared:
    """An import that is ready to be written, and what is to be said of its files."""

    plan: ImportPlan
    total: int
    report: QualityReport


@dataclass(frozen=True)
class DailySeries:
    """The series of one layer of an issuer, by the length of its steps, and the days that have a map.

    Of zones each has a series of its own, and `by` is empty.
    """

    issuer: str
    layer: str
    days: tuple[Date, ...]
    by: Mapping[str, Series]
    zones: tuple[Zone, ...] = ()
    notes: tuple[Message, ...] = ()
    in_frame: bool = False


def options_for(
    profile: str,
    issuer: str = "",
    side: str = "",
    state: str = "",
    as_of: Date | None = None,
    from_name: bool = False,
) -> ControlOptions:
    """Return how files are to be read; `profile` is the name of one of ours, the path of another, or "".

    Raises
    ------
    InputError
        When there is no such profile, or it cannot be used.
    """
    from ..store.control import ControlOptions, read_profile

    chosen = read_profile(profile) if profile else None
    return ControlOptions(issuer, side, state, as_of, from_name, chosen)


@in_own_thread
def read_maps(
    paths: Sequence[str], options: ControlOptions, open_files: Collection[str], progress: Progress
) -> ReadControl:
    """Return what map files hold; `open_files` are those that QGIS holds open, as real paths.

    Raises
    ------
    InputError
        When a file cannot be read, is not known to the profile, or is open in QGIS.
    """
    from ..store.control import find_control_files, read_found

    found = find_control_files(paths, options)
    for one in found.files:
        check_not_open(str(one.path), open_files)
    return read_found(found, options, progress)


@in_own_thread
def prepared_import(
    read: ReadControl,
    case: CaseSnapshot,
    fields: QgsFields,
    source_fields: QgsFields,
    replace: bool,
    progress: Progress,
) -> Prepared:
    """Return what an import would write, and the quality report on it.

    Raises
    ------
    InputError
        As `control_plan.planned`.
    """
    rows = case.tables["control_areas"].rows(part_of(progress, 0.0, 0.1))
    plan = planned(read.areas, rows, fields, replace, part_of(progress, 0.1, 0.3))
    ids = [str(row.get("id") or "") for row in case.tables["sources"].attributes()]
    sources = () if plan.is_empty else missing_sources(read.areas, ids, source_fields)
    plan = ImportPlan(plan.new, plan.replaced, plan.same, plan.repeated, plan.here, sources)
    report = imported_quality(read, _without_maps(case), part_of(progress, 0.3, 1.0))
    return Prepared(plan, len(read.areas), report)


def _without_maps(case: CaseSnapshot) -> Case:
    """Return the case with its frame and its settlements only."""
    return case.case(fids=())


@in_own_thread
def imported_quality(read: ReadControl, case: Case, progress: Progress) -> QualityReport:
    """Return the quality report on maps that were read: files left out and shapes mended come first."""
    lines = [ReportLine("left_out", None, one.path.name, None, None, None, one.reason) for one in read.left_out]
    lines += [
        ReportLine("note", area.as_of, area.id, _inside(area.geometry), None, None, note)
        for area in read.areas
        for note in area.notes
    ]
    found = _checked((area.record() for area in read.areas), case, progress)
    return QualityReport(found.summary, (*lines, *found.lines))


@in_own_thread
def case_quality(case: CaseSnapshot, progress: Progress) -> QualityReport:
    """Return the quality report on the control areas of an open case, as they are drawn."""
    from ..store.control import raw_areas

    rows = with_shapes(case.tables["control_areas"].rows(part_of(progress, 0.0, 0.1)))
    return _checked(raw_areas(rows), _without_maps(case), part_of(progress, 0.1, 1.0))


def _checked(areas: Any, case: Case, progress: Progress) -> QualityReport:
    from ..core.quality import quality, quality_summary

    issues = quality(areas, frame=frame_of(case), settlements=case.settlements, progress=progress)
    lines = tuple(
        ReportLine(one.kind, one.day, one.id, one.place, one.before_km2, one.after_km2, one.message) for one in issues
    )
    return QualityReport(tuple(quality_summary(issues)), lines)


def _inside(shape: Geometry) -> LonLat | None:
    if shape.is_empty:
        return None
    point = shape.representative_point()
    return float(point.x), float(point.y)


def frame_of(case: Case) -> Geometry | None:
    """Return the frame of a case: the area its settings name, else the only frame; None where there is none."""
    frames = [area for area in case.areas if area.role == "frame"]
    named = [area for area in case.areas if area.id == case.settings.get("frame_id", "")]
    chosen = named or (frames if len(frames) == 1 else [])
    return chosen[0].geometry if chosen else None


@in_own_thread
def change_of(
    case: CaseSnapshot, start: Date, end: Date, issuer: str, frame: Geometry | None, issuer_to: str | None = None
) -> Change:
    """Return what changed between two days; only the maps of these days are read where both have one.

    Another `issuer_to` compares the first day of `issuer` with the last day of that one: only where it was asked for.

    Raises
    ------
    MeasureError
        As `core.change.change_between`.
    """
    from ..core.change import change_between

    rows = case.tables["control_areas"].attributes()
    last_by = issuer if issuer_to is None else issuer_to
    ends = {(issuer, start), (last_by, end)}
    drawn = {row["fid"]: (row.get("issuer"), map_day(row)) for row in rows}
    drawn = {fid: one for fid, one in drawn.items() if one in ends}
    wanted = list(drawn) if set(drawn.values()) == ends else None
    across = last_by != issuer
    read = case.case(fids=wanted)
    return change_between(read, start, end, issuer=issuer, frame=frame, across=across, issuer_to=last_by)


def area_shape(case: CaseSnapshot, area_id: str) -> Geometry:
    """Return the shape of one of the case's areas.

    Raises
    ------
    InputError
        When the case has no such area, or it has no shape.
    """
    from ..core.shapes import repaired

    for row in with_shapes(case.tables["areas"].rows()):
        if row.get("id") == area_id and row.get("geometry") is not None:
            return repaired(row["geometry"])[0]
    raise InputError(tr("The area {id} has no shape; draw it, or choose another frame.").format(id=area_id))


def box_shape(box: tuple[float, float, float, float]) -> Geometry:
    """Return a box (west, south, east, north in degrees) as a shape."""
    from shapely.geometry import box as shapely_box

    return shapely_box(*box)


@in_own_thread
def series_of(
    case: Case, issuer: str | None, layer: str, progress: Progress, frame: Geometry | None = None
) -> DailySeries:
    """Return the series of a layer by day, week and month, cut to a frame; the maps are gone through once.

    Raises
    ------
    MeasureError
        When it is not clear whose maps are meant, or they are of fewer than two days.
    """
    from ..core.daily import day_grounds
    from ..core.days import issuer_for
    from ..core.series import series_builder

    builder = series_builder(day_grounds(case, issuer, None, layer), part_of(progress, 0.0, 0.9))
    by = builder.by_steps(STEPS, frame)
    progress(1.0)
    return DailySeries(issuer_for(case, issuer), layer, builder.days, by, in_frame=frame is not None)


@in_own_thread
def curves_of(case: Case, progress: Progress) -> tuple[tuple[ClaimCurve, ...], Message | None]:
    """Return the curve of each claim about changed ground, and what goes with them, or why there is none."""
    from ..core.reconcile_curve import claim_curves, curve_refusal, curve_sentence

    curves = claim_curves(case, progress)
    return curves, curve_sentence(curves) if curves else curve_refusal(case)


# ---------------------------------------------------------------- for Processing


@in_own_thread
def import_on_disk(path: str, read: ReadControl, replace: bool, progress: Progress) -> ImportResult:
    """Put maps into a case that QGIS does not have open; errors as in `store.control.import_into`."""
    from ..store.control import import_into

    return import_into(path, read.areas, replace=replace, progress=progress)


@in_own_thread
def change_between_days(
    case: Case,
    start: Date,
    end: Date,
    issuer: str | None,
    frame: Geometry | None,
    across: bool = False,
    issuer_to: str | None = None,
) -> Change:
    """Return what changed between two days; errors as in `core.change.change_between`."""
    from ..core.change import change_between

    return change_between(case, start, end, issuer=issuer, frame=frame, across=across, issuer_to=issuer_to)


def put_change(path: str, change: Change) -> None:
    """Write a change as `salient change --json` prints it; errors as in `work.put_file`."""
    from ..core.change import change_json

    put_file(path, (json.dumps(change_json(change), ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


@in_own_thread
def series_table(
    case: Case, issuer: str | None, layer: str, by: str, frame: Geometry | None, progress: Progress
) -> tuple[Sequence[str], Sequence[tuple[Any, ...]], Sequence[Message]]:
    """Return the columns, the rows and the notes of a series; errors as in `core.series.series`."""
    from ..core.daily import day_grounds
    from ..core.series import SERIES_COLUMNS, series, series_rows

    found = series(day_grounds(case, issuer, None, layer), by, frame, progress)
    return SERIES_COLUMNS, series_rows(found), found.notes
