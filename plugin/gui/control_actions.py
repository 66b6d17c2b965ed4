"""The panel of control maps: its series and curves are measured in the background and drawn when they are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt

from ..bridge import control_work, work
from ..bridge.cases import OpenCase, case_layers, open_cases
from ..bridge.layers import DRAWN, LISTED, set_time
from ..bridge.parts import CHARTS, MEASURING
from ..bridge.snapshots import CaseSnapshot, snapshot
from ..bridge.words import tr
from ..core.errors import MeasureError
from .change_actions import map_days
from .desk import Desk
from .docks import dock_of
from .progress_notice import ProgressNotice

if TYPE_CHECKING:
    from ..bridge.control_places import PlaceChanges
    from ..core.front import DepthSeries
    from .control_dock import ControlDock
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
        dock.curves_wanted.connect(lambda: draw_curves(desk, dock))
        dock.sectors_wanted.connect(lambda: offer_sectors(desk, dock))
        dock.places.wanted.connect(lambda: compare_places(desk, dock))
        dock.depths.wanted.connect(lambda: draw_depths(desk, dock))
        return dock

    return dock_of(desk, "control", build, Qt.DockWidgetArea.BottomDockWidgetArea)


def draw_series(desk: Desk, dock: ControlDock) -> None:
    """Measure the series that the panel asks for, and draw it."""
    with desk.telling():
        case, issuer, layer = _still_open(desk, dock), dock.issuer.currentText(), dock.layer.currentData()
        now = _now(desk, case, ("control_areas", "settings"))

        def measure(progress: Progress) -> Any:
            from .series_chart import load

            load()
            read = now.case(work.part_of(progress, 0.0, 0.5))
            return control_work.series_of(read, issuer, layer, work.part_of(progress, 0.5, 1.0))

        title = tr("Measuring the maps of {issuer}").format(issuer=issuer)
        _start(desk, dock, title, measure, dock.show_series)


def draw_curves(desk: Desk, dock: ControlDock) -> None:
    """Measure the curves of the claims, and draw them."""
    with desk.telling():
        case = _still_open(desk, dock)
        # Those that a case shows as layers: while one is edited, GDAL cannot open a table of the file anew.
        now = _now(desk, case, (*DRAWN, *LISTED))

        def measure(progress: Progress) -> Any:
            from .series_chart import load

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
    """Offer the break-in sectors that the case has now."""
    from ..bridge.control_depths import sectors_of

    with desk.telling():
        now = _now(desk, _still_open(desk, dock), ("areas", "settings"))
        dock.depths.set_sectors(*sectors_of(*(now.tables[name].attributes() for name in ("areas", "settings"))))


def draw_depths(desk: Desk, dock: ControlDock) -> None:
    """Measure the depths between the two days of the page, and draw them."""
    from ..bridge.control_depths import DEPTH_TABLES, depths_by_day

    span, issuer = dock.depths.span.days(), dock.issuer.currentText()
    sector_id = dock.depths.sector.currentData() or ""
    with desk.telling():
        now = _now(desk, _still_open(desk, dock), DEPTH_TABLES)
        if span is None:
            return

        def measure(progress: Progress) -> Any:
            from .series_chart import load

            load()
            return depths_by_day(now, issuer, *span, sector_id, progress)

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
