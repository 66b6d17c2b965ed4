"""The quality report on the control maps of a case: made in the background, shown in its panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt

from ..bridge import control_work
from ..bridge.cases import OpenCase
from ..bridge.parts import FILES, MEASURING
from ..bridge.snapshots import snapshot
from ..bridge.words import tr
from .desk import Desk
from .docks import dock_of
from .progress_notice import ProgressNotice

if TYPE_CHECKING:
    from ..bridge.control_work import QualityReport
    from .quality_dock import QualityDock


def check_quality(desk: Desk) -> None:
    """Look for faults in the control maps of the case in hand."""
    if not desk.has((*MEASURING, *FILES)):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        now = snapshot(desk.project, case)
        title = tr("Checking the control maps of {name}").format(name=case.name)
        task = desk.start(
            title,
            lambda progress: control_work.case_quality(now, progress),
            lambda report: show_quality(desk, case, report),
        )
        called_off = tr("The check was called off.")
        ProgressNotice(desk.iface.messageBar(), title, task, lambda: desk.notices.hint(called_off))


def show_quality(desk: Desk, case: OpenCase, report: QualityReport, imported: bool = False) -> None:
    """Show a report in its panel."""
    quality_dock(desk).show_report(case, report, imported)


def quality_dock(desk: Desk) -> QualityDock:
    """Return the panel; it is built when it is first needed."""

    def build():  # noqa: ANN202 - the class is imported on first use
        from .quality_dock import QualityDock

        return QualityDock(desk.iface.mainWindow(), desk.iface.mapCanvas())

    return dock_of(desk, "quality", build, Qt.DockWidgetArea.BottomDockWidgetArea)
