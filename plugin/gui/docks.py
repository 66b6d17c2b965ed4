"""Panels that are built when they are first needed, kept on the desk, and taken away with Salient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt

from .desk import Desk
from .help_actions import INDEX, help_on

_MARGIN_DEG = 0.05
# The pages of the manual that F1 opens in the panels, by the panels' names.
_HELP = {"control": "control_maps", "quality": "control_maps", "workplace": "checks"}


def dock_of(desk: Desk, name: str, build: Callable[[], Any], area: Qt.DockWidgetArea) -> Any:
    """Return the panel of that name; `build` makes it on first use. A panel may have a `close_down` of its own."""
    if name not in desk.docks:
        dock = build()
        beside = list(desk.docks.values())
        desk.docks[name] = dock
        help_on(dock, _HELP.get(name, INDEX))
        # Where it was when QGIS was closed the last time; else beside the others.
        if not desk.iface.mainWindow().restoreDockWidget(dock):
            desk.iface.addDockWidget(area, dock)
            if beside:
                # Behind one another: side by side they would push the window off the screen.
                desk.iface.mainWindow().tabifyDockWidget(beside[0], dock)

        def undo() -> None:
            close_down = getattr(dock, "close_down", None)
            if close_down is not None:
                close_down()
            desk.iface.removeDockWidget(dock)
            dock.deleteLater()
            desk.docks.pop(name, None)

        desk.on_unload(undo)
    return desk.docks[name]


def go_to(canvas: QgsMapCanvas, points: Sequence[tuple[float, float]], margin_deg: float = _MARGIN_DEG) -> None:
    """Show places (longitude, latitude) on the map."""
    if not points:
        return
    box = QgsRectangle()
    for lon, lat in points:
        box.combineExtentWith(lon, lat)
    box.grow(margin_deg)
    project = QgsProject.instance()
    to_map = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), project.crs(), project)
    canvas.setExtent(to_map.transformBoundingBox(box))
    canvas.refresh()
