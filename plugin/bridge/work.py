"""What runs in the background: plain values in, plain values out, no layer, no project, no widget.

The heavy libraries are imported here, inside the functions: on first use, and off the main thread. What may come to
pyproj is marked `in_own_thread`.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import wraps
from math import isfinite
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from ..core.errors import Cancelled, MeasureError
from ..core.messages import Coordinates, Message, message
from ..core.progress import Progress as Progress
from ..core.progress import part_of as part_of
from ..paths import resource
from .rows import Row, RowSource, shaped_tables, with_shapes
from .words import say

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.depth import DepthMeasure
    from ..core.findings import Report
    from ..core.moved import Known
    from ..core.shapes import Geometry

Date = datetime.date
Result = TypeVar("Result")

SAMPLE = "kharkiv-2022-09"


def in_own_thread(function: Callable[..., Result]) -> Callable[..., Result]:
    """Return the function for use in any thread: a thread of Python's own does the work, the caller's waits.

    To Python, a thread of Qt is new at every call and gone when the call ends. pyproj 3.7 frees its PROJ context with
    the one, yet finds it again by the thread itself: a second task in the same thread of Qt would end QGIS with a
    segmentation fault (pyproj's issue 1622). The main thread lasts, and works itself.
    """

    @wraps(function)
    def called(*values: Any, **named: Any) -> Result:
        if threading.current_thread() is threading.main_thread():
            return function(*values, **named)
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"salient-{function.__name__}") as own:
            return own.submit(function, *values, **named).result()

    return called


class _Relay:
    """Takes the progress of work that may be left to itself: whoever listened may be gone by then."""

    def __init__(self) -> None:
        self.share, self.is_called_off = 0.0, False

    def __call__(self, share: float) -> None:
        if self.is_called_off:
            raise Cancelled("The run was called off; nothing was written.")
        self.share = share


def left_where_called_off(
    progress: Progress, measure: Callable[..., Result], *values: Any, tells: bool = False
) -> Result:
    """Return what a function gives that seldom says, or never, how far it is; called off, it is left to itself.

    Only for what computes: it may run on for a while, and nobody waits for it.

    Parameters
    ----------
    progress
        Called every fifth of a second; what it raises, such as `Cancelled`, ends the waiting.
    measure, values
        Called in a thread of Python's own.
    tells
        Whether `measure` takes a progress after its values.
    """
    relay = _Relay()
    own = ThreadPoolExecutor(max_workers=1, thread_name_prefix="salient-left")
    found = own.submit(measure, *values, *((relay,) if tells else ()))
    own.shutdown(wait=False)
    try:
        while not wait([found], timeout=0.2).done:
            progress(relay.share)
    finally:
        relay.is_called_off = True
    return found.result()


def case_of(name: str, tables: Mapping[str, RowSource], progress: Progress | None = None) -> Case:
    """Return the case that tables of open layers describe; it is read here, and not where the layers are.

    `progress` is called with 0, now and then, and may raise `Cancelled`.
    """
    from ..core.case import case_from_rows

    def pulse() -> None:
        if progress is not None:
            progress(0.0)

    rows = {table_name: source.rows(pulse) for table_name, source in tables.items()}
    pulse()
    return case_from_rows(name, shaped_tables(rows), lambda share: pulse())


@in_own_thread
def case_on_disk(path: str, progress: Progress | None = None) -> Case:
    """Return the case of a file that QGIS does not have open; `progress` as in `store.cases.load`.

    Raises
    ------
    CaseError, InputError
        When the file is no case, or cannot be read.
    """
    from ..store.cases import load

    return load(path, progress)


@in_own_thread
def checked(case: Case, as_of: Date | None, progress: Progress | None = None) -> Report:
    """Return the report on a case; `as_of` as in `core.check.check_case`."""
    from ..core.check import check_case

    return check_case(case, as_of=as_of, progress=progress)


@in_own_thread
def rechecked(case: Case, previous: Report | None, progress: Progress, known: Known | None = None) -> Report:
    """Return the report on a case; of what was checked before, only what an edit since then can have changed.

    `known` is kept from check to check; it speeds up the next one.
    """
    from ..core.check import check_case
    from ..core.recheck import recheck

    if previous is None:
        return check_case(case, progress=progress, moved=known)
    return recheck(case, previous, progress=progress, moved=known)


def put_file(path: str, data: bytes) -> None:
    """Put a file in its place whole, or not at all.

    Raises
    ------
    InputError
        When the folder cannot be written to.
    """
    from ..store.files import replace_file

    replace_file(path, data)


@in_own_thread
def new_case(path: str, settings: Mapping[str, str] | None = None) -> None:
    """Create a case that holds settings only; a file that is there is left alone (InputError)."""
    from ..store.cases import create

    rows = [{"id": key, "value": value} for key, value in (settings or {}).items()]
    create(path, {"settings": rows} if rows else None)


@in_own_thread
def sample_case(path: str) -> None:
    """Create the sample case from its text; a file that is there is left alone (InputError)."""
    from ..store.cases import create
    from ..store.textcase import read_folder

    create(path, read_folder(resource("sample", SAMPLE)))


@in_own_thread
def upgraded(path: str) -> None:
    """Bring a case of an earlier version up to this one, after a backup; QGIS must not have it open."""
    from ..store.cases import upgrade

    upgrade(path)


def usable_shapes(
    layer_name: str, rows: Sequence[Row], warn: Callable[[str], None], kind: str
) -> list[tuple[Row, Geometry]]:
    """Return the rows that have a shape to measure; the others are named to `warn`, with what is wrong.

    Parameters
    ----------
    rows
        With "wkb", as `rows.RowSource` gives them.
    kind
        "point", "line", "area" (each with its multi-part form), "one point" or "any"; a shape of another kind is left
        out.
    """
    families = {"point": ("Point",), "one point": ("Point",), "line": ("LineString",), "area": ("Polygon",)}
    wanted = families.get(kind, ("Point", "LineString", "Polygon"))
    made = []
    for row in with_shapes(rows):
        shape, reason = _usable(row.get("geometry"), wanted)
        if kind == "one point" and shape is not None and shape.geom_type == "MultiPoint":
            several = message("It has {n:,} points where one is meant and was left out.", n=len(shape.geoms))
            shape, reason = (shape.geoms[0], None) if len(shape.geoms) == 1 else (None, several)
        if reason is not None:
            warn(say(message("{name}, feature {fid}: {reason}", name=layer_name, fid=row["fid"], reason=reason)))
        if shape is not None:
            made.append((row, shape))
    return made


def _usable(shape: Geometry | None, wanted: Sequence[str]) -> tuple[Geometry | None, Message | None]:
    """Return the shape to measure, None where there is none, and what is to be said of it."""
    from ..core.shapes import is_finite, repaired

    if shape is None:
        return None, message("It has no shape (NULL) and was left out.")
    if shape.is_empty:
        return None, message("Its shape is empty and was left out.")
    if shape.geom_type == "Point" and "Point" in wanted and isfinite(shape.x) and isfinite(shape.y):
        return shape, None  # there is nothing to mend, and there may be hundreds of thousands
    if not is_finite(shape):
        return None, message("Its shape holds coordinates that are no numbers and was left out.")
    if shape.geom_type.replace("Multi", "") not in wanted:
        text = "Its shape is a {found}, which cannot be used here; it was left out."
        return None, message(text, found=shape.geom_type)
    mended, repair = repaired(shape)
    if repair is None:
        return shape, None
    if mended.is_empty:
        return None, message("Its shape is invalid and nothing is left when mended ({reason}).", reason=repair.reason)
    text = "Its shape was invalid near {at} ({reason}) and was mended in a copy."
    return mended, message(text, at=Coordinates(repair.lon, repair.lat, 4), reason=repair.reason)


@in_own_thread
def buffered(shape: Geometry, distance_km: float, progress: Progress | None = None) -> Geometry:
    """Return the ground within a geodesic distance of a shape.

    `progress` is called with 0 to 1 while one shape is worked on, and may raise `Cancelled`.

    Raises
    ------
    MeasureError
        When the distance is not positive, or the result would cross the antimeridian or a pole.
    """
    from ..core.buffer import geodesic_buffer

    try:
        return geodesic_buffer(shape, distance_km * 1000.0, progress=progress)
    except ValueError as error:
        raise MeasureError(str(error)) from error


@in_own_thread
def depths(
    gains: Sequence[Geometry],
    baseline: Sequence[Geometry],
    sector: Sequence[Geometry],
    gain_tolerance_m: float,
    baseline_tolerance_m: float,
    progress: Progress | None = None,
) -> list[DepthMeasure]:
    """Return the penetration depth to any part of the baseline and, with a sector, to the break-in sector.

    Parameters
    ----------
    gains, baseline, sector
        Areas; lines or areas; areas or nothing. WGS 84 longitude/latitude.
    gain_tolerance_m, baseline_tolerance_m
        How far the drawn edges may be off, metres.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    MeasureError
        When there is nothing to measure; the text says what is missing.
    """
    from ..core.depth import depth_measures
    from ..core.shapes import union

    if not gains:
        raise MeasureError(message("The gains hold no area to measure: choose a layer with areas, or draw one."))
    if not baseline:
        text = "The baseline holds no line to measure from: choose a layer with lines, or draw one."
        raise MeasureError(message(text))
    try:
        found = depth_measures(
            union(list(gains)),
            baseline_shape(baseline),
            gain_tolerance_m,
            baseline_tolerance_m,
            sector=union(list(sector)) if sector else None,
            progress=progress,
        )
    except ValueError as error:
        raise MeasureError(str(error)) from error
    return [measure for measure in found if measure is not None]


def baseline_shape(shapes: Sequence[Geometry]) -> Geometry:
    """Return the lines, and the edges of the areas, as one shape to measure from."""
    from ..core.shapes import lines_of, multi_line, union

    areas = [shape for shape in shapes if shape.geom_type.endswith("Polygon")]
    lines = [line for shape in shapes for line in lines_of(shape)]
    if areas and len(areas) == len(shapes):
        return union(areas)
    return multi_line(lines)


def as_json(report: Report, say: Callable[[Any], str]) -> dict[str, Any]:
    """Return the report as design section 5 prints it, its sentences in the language of `say`."""
    from ..core.check import report_json

    return report_json(report, say=say)
