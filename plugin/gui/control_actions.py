"""The panel of control maps: its series and curves are measured in the background and drawn when they are there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QFileDialog

from ..bridge import control_work, work
from ..bridge.cases import OpenCase, case_layers, open_cases
from ..bridge.layers import DRAWN, LISTED, set_time
from ..bridge.parts import CHARTS, MEASURING
from ..bridge.rows import row_source
from ..bridge.snapshots import CaseSnapshot, snapshot
from ..bridge.words import say, tr
from ..bridge.zones import as_text, series_of_zones
from ..core.errors import MeasureError
from ..core.messages import message
from .change_actions import map_days
from .desk import Desk
from .docks import dock_of
from .progress_notice import ProgressNotice
from .series_scope import FRAME, ZONES

if TYPE_CHECKING:
    from ..bridge.control_places import PlaceChanges
    from ..bridge.rows import RowSource
    from ..core.front import DepthSeries
    from .control_dock import ControlDock
    from .series_scope import Scope
    from .tasks import Progress, Work


def show_control_maps(desk: Desk) -> None:
    """Show the panel for the case in hand and draw its series."""
    if not desk.has((*MEASURING, *CHARTS)):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        days = map_days(_now(desk, case, ("control_areas",)).tables["control_areas"].attributes())
        if not days:
            raise MeasureError(
                tr("{name}: the case holds no control areas with a day; import control maps first.").format(
                    name=case.name
                )
            )
        areas = case_layers(desk.project, case.id).get("control_areas")
        if areas is not None and not areas.temporalProperties().isActive():
            set_time(areas)  # a project saved before the slider was prepared
        dock = control_dock(desk)
        dock.set_case(case, days)
        draw_series(desk, dock)


def control_dock(desk: Desk) -> ControlDock:
    """Return the panel; it is built when it is first needed."""

    def build() -> ControlDock:
        from .control_dock import ControlDock

        dock = ControlDock(desk.iface.mainWindow(), desk.iface.mapCanvas())
        dock.series_wanted.connect(lambda: draw_series(desk, dock))
        dock.scope.copied.connect(lambda: copy_series(desk, dock))
        dock.scope.saved.connect(lambda: save_series(desk, dock))
        dock.curves_wanted.connect(lambda: draw_curves(desk, dock))
        dock.sectors_wanted.connect(lambda: offer_sectors(desk, dock))
        dock.places.wanted.connect(lambda: compare_places(desk, dock))
        dock.depths.wanted.connect(lambda: draw_depths(desk, dock))
        return dock

    return dock_of(desk, "control", build, Qt.DockWidgetArea.BottomDockWidgetArea)


def draw_series(desk: Desk, dock: ControlDock) -> None:
    """Measure the series that the panel asks for, and draw it."""
    from .series_chart import load

    with desk.telling():
        case, issuer, layer = _still_open(desk, dock), dock.issuer.currentText(), dock.layer.currentData()
        scope = dock.scope.scope()
        now = _now(desk, case, ("control_areas", "settings", "areas"))
        areas = _zone_rows(desk, scope) if scope.kind == ZONES else None

        def measure(progress: Progress) -> Any:
            load()
            read = now.case(work.part_of(progress, 0.0, 0.5))
            rest = work.part_of(progress, 0.5, 1.0)
            if areas is not None:
                return series_of_zones(read, issuer, layer, areas, scope.field, rest)
            frame = control_work.frame_of(read) if scope.kind == FRAME else None
            if scope.kind == FRAME and frame is None:
                text = tr("{name}: the case has no frame; draw one in its areas, or choose other ground.")
                raise MeasureError(text.format(name=case.name))
            return control_work.series_of(read, issuer, layer, rest, frame)

        def show(found: Any) -> None:
            # Not what was asked for before another choice, or called off when it was just ready.
            if dock.scope.scope() == scope and not task.isCanceled():
                dock.show_series(found)

        title = tr("Measuring the maps of {issuer}").format(issuer=issuer)
        task = _start(desk, dock, title, measure, show)


def _zone_rows(desk: Desk, scope: Scope) -> RowSource:
    layer = desk.project.mapLayer(scope.layer_id)
    if not isinstance(layer, QgsVectorLayer):
        raise MeasureError(tr("Choose a layer of polygons, one a zone; the project has none, or it is gone."))
    return row_source(layer, desk.project.transformContext())


def copy_series(desk: Desk, dock: ControlDock) -> None:
    """Put the steps that are shown on the clipboard, as a table."""
    rows = dock.step_rows()
    if rows:
        QApplication.clipboard().setText(as_text(rows, "\t"))
        desk.notices.done(say(message("{n} rows were copied.", n=len(rows) - 1)))


def save_series(desk: Desk, dock: ControlDock) -> None:
    """Ask for a file and write the steps that are shown there, as CSV."""
    rows = dock.step_rows()
    if not rows or dock.case is None:
        return
    start = str(Path(dock.case.path).with_suffix(".csv"))
    path, _ = QFileDialog.getSaveFileName(desk.iface.mainWindow(), tr("Save as CSV…"), start, tr("CSV files (*.csv)"))
    if not path:
        return
    if not path.lower().endswith(".csv"):
        path += ".csv"
        if Path(path).exists():
            desk.notices.refuse(tr("{path}: this file exists; choose it by its whole name.").format(path=path))
            return
    data = as_text(rows, ",").encode()
    title = tr("Saving the series")
    desk.start(
        title, lambda _: work.put_file(path, data), lambda _: desk.notices.wrote(tr("The series is saved:"), path)
    )


def draw_curves(desk: Desk, dock: ControlDock) -> None:
    """Measure the curves of the claims, and draw them."""
    from .series_chart import load

    with desk.telling():
        case = _still_open(desk, dock)
        # Those that a case shows as layers: while one is edited, GDAL cannot open a table of the file anew.
        now = _now(desk, case, (*DRAWN, *LISTED))

        def measure(progress: Progress) -> Any:
            load()
            read = now.case(work.part_of(progress, 0.0, 0.3))
            return control_work.curves_of(read, work.part_of(progress, 0.3, 1.0))

        title = tr("Measuring claims of {name} against its maps").format(name=case.name)
        _start(desk, dock, title, measure, dock.show_curves)


def compare_places(desk: Desk, dock: ControlDock) -> None:
    """Find the settlements that changed between the two days of the page."""
    from ..bridge.control_places import PLACE_TABLES, places_between

    span, issuer = dock.places.span.days(), dock.issuer.currentText()
    with desk.telling():
        case = _still_open(desk, dock)
        now = _now(desk, case, PLACE_TABLES)
        if span is None:
            return
        title = tr("Settlements on the maps of {issuer}").format(issuer=issuer)

        def show(found: PlaceChanges) -> None:
            if dock.issuer.currentText() == issuer:
                dock.places.show_changes(found)

        task = _start(desk, dock, title, lambda progress: places_between(now, issuer, *span, progress), show)
        task.taskTerminated.connect(dock.places.free)
        dock.places.wait()


def offer_sectors(desk: Desk, dock: ControlDock) -> None:
    """Offer the break-in sectors and the baselines that the case has now."""
    from ..bridge.control_depths import baselines_of, sectors_of

    with desk.telling():
        now = _now(desk, _still_open(desk, dock), ("areas", "settings", "front_lines"))
        areas, settings, lines = (now.tables[name].attributes() for name in ("areas", "settings", "front_lines"))
        dock.depths.set_sectors(*sectors_of(areas, settings))
        dock.depths.options.set_baselines(baselines_of(lines))


def draw_depths(desk: Desk, dock: ControlDock) -> None:
    """Measure the depths between the two days of the page, and draw them."""
    from ..bridge.control_depths import DEPTH_TABLES, DailyDepthWish, depths_by_day
    from .series_chart import load
    from .shape_box import open_files

    span, issuer, options = dock.depths.span.days(), dock.issuer.currentText(), dock.depths.options
    sector_id = dock.depths.sector.currentData() or ""
    with desk.telling():
        now = _now(desk, _still_open(desk, dock), DEPTH_TABLES)
        if span is None:
            return
        line_id, side_gains = options.baseline.currentData() or "", bool(options.ground.currentData())
        edges = (None if line_id else box.source() for box in (options.borders, options.coasts))
        wish = DailyDepthWish(issuer, *span, sector_id, line_id, *edges, side_gains=side_gains)
        files = open_files(desk.project)

        def measure(progress: Progress) -> Any:
            load()
            return depths_by_day(now, wish, files, progress)

        def show(found: DepthSeries) -> None:
            if dock.issuer.currentText() == issuer:
                dock.depths.show_depths(found, dock.day())

        title = tr("Measuring depths on the maps of {issuer}").format(issuer=issuer)
        task = _start(desk, dock, title, measure, show)
        task.taskTerminated.connect(dock.depths.free)
        dock.depths.wait()


def _now(desk: Desk, case: OpenCase, names: Any) -> CaseSnapshot:
    return snapshot(desk.project, case, names)


def _still_open(desk: Desk, dock: ControlDock) -> OpenCase:
    for case in open_cases(desk.project):
        if dock.case is not None and case.id == dock.case.id:
            return case
    raise MeasureError(tr("The case of this panel is no longer open: choose Control maps again."))


def _start(desk: Desk, dock: ControlDock, title: str, measure: Any, done: Any) -> Work:
    case = dock.case

    def fill(found: Any) -> None:
        # Not the numbers of a case that is no longer shown.
        if case is not None and dock.case is not None and dock.case.id == case.id:
            done(found)

    task = desk.start(title, measure, fill)
    called_off = tr("The measuring was called off.")
    ProgressNotice(desk.iface.messageBar(), title, task, lambda: desk.notices.hint(called_off))
    return task
