"""Routes and gazetteers held against a case that QGIS has open: what an import would add, in a worker thread.

Nothing is touched here. The rules (what is there already, what differs, which ids and sources rows get) are those of
the store, and the same as for a case on disk; what is to be added comes out as features for `writing_rows`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import QgsFeature, QgsFields

from ..core.errors import InputError
from ..core.messages import Message, message
from .control_work import area_shape, box_shape, check_not_open, frame_of
from .features import qgis_point, row_feature
from .import_edits import Replacement, RowsPlan
from .place_work import PlacesAsked, places_of_files
from .route_work import RoutesAsked, left_out_of, routes_of_files
from .rows import shape_of
from .snapshots import CaseSnapshot
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.shapes import Geometry
    from ..store.route_files import ReadRoutes

Progress = Callable[[float], None]
Box = tuple[float, float, float, float]

ROUTES, PLACES = "supply_routes", "settlements"
READ = {ROUTES: (ROUTES, "sources", "settings", "areas"), PLACES: (PLACES, "sources", "settings", "areas")}
"""By the table that gets rows, the tables that a snapshot for it holds."""

_EVERY = 500
_SHOWN = 3


@dataclass(frozen=True)
class Ground:
    """What files are cut to: the frame of the case, one of its areas, a box in degrees; all of them empty: nothing."""

    is_frame: bool = False
    area_id: str = ""
    box: Box | None = None

    def shape(self, now: CaseSnapshot, case: Case) -> Geometry | None:
        """Return the ground itself, None for everything; errors as in `control_work.area_shape`."""
        if self.area_id:
            return area_shape(now, self.area_id)
        if self.box is not None:
            return box_shape(self.box)
        return frame_of(case) if self.is_frame else None


@dataclass(frozen=True)
class PreparedImport:
    """What would be written, and what is to be said of it.

    Attributes
    ----------
    plan
        The features that are new, and those that would take the place of differing ones.
    wanted
        How many routes or places the files hold of what was asked for.
    same
        How many of them the case has already.
    kinds
        Of routes by mode: how many, and their length in kilometres.
    differing
        The first names of those with other lines than in the case.
    left_out
        What was not taken, with the name of the file.
    notes
        What else is to be known.
    """

    plan: RowsPlan
    wanted: int
    same: int
    kinds: tuple[tuple[str, int, float], ...] = ()
    differing: tuple[str, ...] = ()
    left_out: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Message, ...] = ()


@in_own_thread
def layers_in(paths: Collection[str], open_files: Collection[str], progress: Progress) -> tuple[str, ...]:
    """Return the names of layers between which is to be chosen: of the files that hold several, else none.

    What cannot be read is passed over: it is said when the files are read.
    """
    from ..store.osm_extract import is_extract
    from ..store.vector import layer_names

    found: dict[str, None] = {}
    for number, path in enumerate(paths):
        progress(number / len(paths))
        if is_extract(path) or path.lower().endswith((".txt", ".csv", ".tsv")):
            continue
        try:
            check_not_open(path, open_files)
            names = layer_names(path)
        except InputError:
            continue
        if len(names) > 1:
            found.update(dict.fromkeys(names))
    return tuple(found)


@in_own_thread
def prepared_routes(
    asked: RoutesAsked,
    ground: Ground,
    now: CaseSnapshot,
    fields: Mapping[str, QgsFields],
    open_files: Collection[str],
    progress: Progress,
) -> PreparedImport:
    """Return what an import of routes would do to an open case.

    Parameters
    ----------
    now
        The tables of `READ[ROUTES]`.
    fields
        The columns of those that get rows.
    open_files
        The files that QGIS holds open, as real paths.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    InputError
        As `route_work.routes_of_files`; when the files hold nothing of what was asked for.
    """
    from ..store.route_plan import RouteRows, planned_routes, same_lines, stored_routes

    case = _ground_of(now)
    frame = ground.shape(now, case)
    read = routes_of_files(now.path, asked, frame, open_files, part_of(progress, 0.0, 0.6))
    left_out = left_out_of(read)
    if not read.routes:
        raise _nothing(asked.paths, left_out)

    def is_same(wkb: bytes, geometry: Geometry) -> bool:
        there = None if wkb == bytes(geometry.wkb) else shape_of(wkb)
        return wkb == bytes(geometry.wkb) or (there is not None and same_lines(there, geometry))

    rows = now.tables[ROUTES].rows()
    stored = stored_routes(rows, "wkb")
    plan = planned_routes(stored, case.settings, read, asked.as_of, is_same, part_of(progress, 0.6, 0.8))
    made = RouteRows(read.origins, asked.as_of, (str(row.get("id") or "") for row in rows), _ids(now, "sources"))
    rest, total = part_of(progress, 0.8, 1.0), len(plan.other) + len(plan.new)
    replaced = [
        Replacement(tuple(one.fid for one in old), row_feature(fields[ROUTES], made.row(route, old[0].id)))
        for route, old in plan.other
    ]
    new = []
    for number, route in enumerate(plan.new):
        if number % _EVERY == 0:
            rest((len(replaced) + number) / total)
        new.append(row_feature(fields[ROUTES], made.row(route)))
    beside = {
        "sources": _features(made.sources, fields["sources"]),
        "settings": _features(plan.settings, fields["settings"]),
    }
    return PreparedImport(
        RowsPlan(ROUTES, tuple(new), tuple(replaced), beside),
        len(read.routes),
        len(plan.same),
        _lengths(read),
        tuple(route.name for route, _ in plan.other[:_SHOWN]),
        left_out,
        plan.notes,
    )


def _ground_of(now: CaseSnapshot) -> Case:
    """Return the case of a snapshot with its settings and areas only: its routes need not be looked through."""
    tables = {name: table for name, table in now.tables.items() if name in ("settings", "areas")}
    return replace(now, tables=tables).case()


@in_own_thread
def prepared_places(
    asked: PlacesAsked,
    ground: Ground,
    now: CaseSnapshot,
    fields: Mapping[str, QgsFields],
    open_files: Collection[str],
    progress: Progress,
) -> PreparedImport:
    """Return what an import of gazetteers would do to an open case; as `prepared_routes`, with `READ[PLACES]`."""
    from ..store.place_import import place_rows, planned_places

    case = now.case(part_of(progress, 0.0, 0.1))
    asked = replace(asked, frame=ground.shape(now, case))
    read = places_of_files(now.path, asked, frame_of(case), open_files, part_of(progress, 0.1, 0.6))
    left_out = tuple((one.path.name, note) for one in read for note in one.notes)
    wanted = sum(len(one.places) for one in read)
    if not wanted:
        raise _nothing(asked.paths, left_out)
    progress(0.6)
    plan = planned_places(case.settlements, read)
    progress(0.8)
    made = place_rows(plan, read, asked.publisher, case.settings, _ids(now, PLACES), _ids(now, "sources"))
    rest = part_of(progress, 0.8, 1.0)
    new = []
    for number, row in enumerate(made.rows):
        if number % _EVERY == 0:
            rest(number / len(made.rows))
        feature = row_feature(fields[PLACES], {name: value for name, value in row.items() if name != "geometry"})
        feature.setGeometry(qgis_point((row["geometry"].x, row["geometry"].y)))
        new.append(feature)
    beside = {"sources": _features(made.sources, fields["sources"])}
    rows = RowsPlan(PLACES, tuple(new), (), beside)
    return PreparedImport(rows, wanted, len(plan.same), left_out=left_out, notes=plan.notes)


def _nothing(paths: Iterable[str], left_out: Iterable[tuple[str, Message]]) -> InputError:
    from ..core.messages import joined

    why = joined([note for _, note in left_out])
    names = ", ".join(path.replace("\\", "/").rsplit("/", 1)[-1] for path in paths)
    text = "{names}: nothing in there is what was asked for. {why}"
    return InputError(message(text, names=names[:300], why=why))


def _ids(now: CaseSnapshot, table: str) -> set[str]:
    return {str(row.get("id") or "") for row in now.tables[table].attributes()}


def _features(rows: Iterable[Mapping[str, Any]], fields: QgsFields) -> tuple[QgsFeature, ...]:
    return tuple(row_feature(fields, row) for row in rows)


def _lengths(read: ReadRoutes) -> tuple[tuple[str, int, float], ...]:
    found: dict[str, tuple[int, float]] = {}
    for one in read.routes:
        count, km = found.get(one.mode, (0, 0.0))
        found[one.mode] = count + 1, km + one.length_km
    return tuple((mode, count, km) for mode, (count, km) in found.items())
