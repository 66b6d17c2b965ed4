"""Change between two dates: measured in the background, shown as a matrix, its definitions and a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..bridge import control_work
from ..bridge.cases import OpenCase, open_cases
from ..bridge.change_layer import change_features, change_layer
from ..bridge.control_plan import map_day
from ..bridge.parts import MEASURING
from ..bridge.results import add_results
from ..bridge.snapshots import snapshot
from ..bridge.words import tr
from ..core.errors import MeasureError
from .desk import Desk

if TYPE_CHECKING:
    from ..core.change import Change
    from .change_dialog import ChangeDialog, ChangeQuestion


def ask_for_change(desk: Desk) -> None:
    """Open the page that asks for two days and shows what changed between them."""
    if not desk.has(MEASURING):
        return
    case = desk.case()
    if case is None:
        return
    with desk.telling():
        rows = snapshot(desk.project, case, ("control_areas",)).tables["control_areas"].attributes()
        days = map_days(rows)
        if sum(len(of_issuer) for of_issuer in days.values()) < 2:
            text = tr("{name}: the case holds no maps of two days; import control maps first.")
            raise MeasureError(text.format(name=case.name))
        from .change_dialog import ChangeDialog

        areas = snapshot(desk.project, case, ("areas",)).tables["areas"].attributes()
        frames = [(str(one.get("id")), str(one.get("name") or one.get("id"))) for one in areas if one.get("id")]
        dialog = ChangeDialog(desk.iface.mainWindow(), case.name, days, frames)
        dialog.asked.connect(lambda question: _measure(desk, case, dialog, question))
        dialog.show()
        desk.keep_page(dialog)


def map_days(rows: list[Any]) -> dict[str, list[Any]]:
    """Return the days of each issuer, in order; overlays do not make a day."""
    from ..core.partition import OVERLAYS

    found: dict[str, set[Any]] = {}
    for row in rows:
        day = map_day(row)
        if day is not None and row.get("state") not in OVERLAYS:
            found.setdefault(str(row.get("issuer") or ""), set()).add(day)
    return {issuer: sorted(days) for issuer, days in sorted(found.items())}


def _measure(desk: Desk, case: OpenCase, dialog: ChangeDialog, question: ChangeQuestion) -> None:
    with desk.telling():
        if not any(one.id == case.id for one in open_cases(desk.project)):
            raise MeasureError(tr("{name} is no longer open; open the case again.").format(name=case.name))
        now = snapshot(desk.project, case)
        box = _box(desk) if question.in_view else None

        def measure(progress: Any) -> tuple[Change, list[Any]]:
            progress(0.05)
            frame = control_work.box_shape(box) if box is not None else None
            if question.area_id:
                frame = control_work.area_shape(now, question.area_id)
            ends = (question.start, question.end)
            change = control_work.change_of(now, *ends, question.issuer, frame, question.issuer_to)
            return change, change_features(change)

        def show(found: tuple[Change, list[Any]]) -> None:
            dialog.free()
            change, features = found
            dialog.show_change(change)
            if features and any(one.id == case.id for one in open_cases(desk.project)):
                add_results(desk.project, [change_layer(change, features)], case)

        task = desk.start(tr("Change between two dates"), measure, show)
        # What goes wrong is said in the message bar; the page waits for another question.
        task.taskTerminated.connect(dialog.free)
        dialog.wait()


def _box(desk: Desk) -> tuple[float, float, float, float]:
    """Return what the map shows, as west, south, east, north in degrees."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform

    canvas = desk.iface.mapCanvas()
    system = canvas.mapSettings().destinationCrs()
    to_degrees = QgsCoordinateTransform(system, QgsCoordinateReferenceSystem("EPSG:4326"), desk.project)
    box = to_degrees.transformBoundingBox(canvas.extent())
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
