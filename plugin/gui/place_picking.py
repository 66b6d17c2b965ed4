"""Settlements of a case found by name, and picked by a click on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsCoordinateTransform, QgsCsException, QgsFeatureRequest, QgsPointXY, QgsRectangle
from qgis.gui import QgsMapTool, QgsMapToolEmitPoint
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal

from ..bridge.cases import OpenCase, case_layers
from ..bridge.finder import SETTLEMENTS, CaseFinder, CaseTable
from ..bridge.words import tr

if TYPE_CHECKING:
    from .desk import Desk

_MOST = 12
# Fewer than these are put in order at once; more would hold the window up.
_AT_ONCE = 2_000
_REACH_PX = 12


def _never() -> bool:
    return False


class PlaceSearch(QObject):
    """Finds settlements of one case by name; many are read in the background first."""

    ready = pyqtSignal()
    """Names that were asked for too early can be asked for again."""

    def __init__(self, desk: Desk, case: OpenCase, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self.case = desk, case
        self._finder = CaseFinder(desk.project, self)
        self._read: CaseTable | None = None
        self._reading: CaseTable | None = None

    def close(self) -> None:
        """Let go of the project."""
        self._finder.close()

    def find(self, text: str) -> list[tuple[str, str]] | None:
        """Return ids and names of the places that fit, the best first; None as long as they are being read."""
        table = next((one for one in self._finder.tables(SETTLEMENTS) if one.case.id == self.case.id), None)
        if table is None:
            return []
        if table is not self._read and not self._is_small():
            self._prepare(table)
            return None
        rows = [hit.row for hit in table.search(text, _MOST, _never)]
        names = [str(row.get("name") or row["id"]) for row in rows]
        return [
            (str(row["id"]), self._label(name, row.get("name_local"), str(row["id"]), names.count(name) > 1))
            for row, name in zip(rows, names)
        ]

    def _label(self, name: str, local: object, place_id: str, is_several: bool) -> str:
        """Return the name, with the local one, and with the id where several are called so."""
        beside = [str(local)] if local and local != name else []
        beside += [place_id] if is_several else []
        return f"{name} ({', '.join(beside)})" if beside else name

    def _is_small(self) -> bool:
        layer = case_layers(self._desk.project, self.case.id).get(SETTLEMENTS)
        return layer is None or layer.featureCount() <= _AT_ONCE

    def _prepare(self, table: CaseTable) -> None:
        if self._reading is table:
            return
        self._reading = table

        def done(_: object) -> None:
            self._read, self._reading = table, None
            self.ready.emit()

        self._desk.start(tr("Reading the settlements"), lambda _: table.search("a", 1, _never), done)


class PlacePicker(QgsMapToolEmitPoint):
    """While it is on, a click on a settlement of the case picks it; another tool, or Esc, ends it."""

    picked = pyqtSignal(str, str)
    """Id and name of the settlement."""
    missed = pyqtSignal()
    """There was none where the user clicked."""
    ended = pyqtSignal()

    def __init__(self, desk: Desk, case: OpenCase) -> None:
        super().__init__(desk.iface.mapCanvas())
        self._desk, self._case = desk, case
        self._before: QgsMapTool | None = None
        self.canvasClicked.connect(self._clicked)
        self.deactivated.connect(self.ended.emit)

    def start(self) -> None:
        """Take the map."""
        self._before = self.canvas().mapTool()
        self.canvas().setMapTool(self)

    def stop(self) -> None:
        """Give the map back to the tool that had it."""
        if self.canvas().mapTool() is self:
            # A tool that draws ends, and is gone, as soon as another one takes the map.
            if self._before is not None and not sip.isdeleted(self._before):
                self.canvas().setMapTool(self._before)
            else:
                self.canvas().unsetMapTool(self)

    def keyPressEvent(self, event: object) -> None:
        """End at Esc; Qt calls this."""
        if event.key() == Qt.Key.Key_Escape:
            self.stop()

    def _clicked(self, point: QgsPointXY, button: Qt.MouseButton) -> None:
        if button != Qt.MouseButton.LeftButton:
            self.stop()
            return
        found = self._nearest(point)
        if found is None:
            self.missed.emit()
        else:
            self.picked.emit(*found)

    def _nearest(self, point: QgsPointXY) -> tuple[str, str] | None:
        """Return id and name of the settlement nearest to a point of the map, within some pixels of it."""
        layer = case_layers(self._desk.project, self._case.id).get(SETTLEMENTS)
        if layer is None:
            return None
        reach = _REACH_PX * self.canvas().mapUnitsPerPixel()
        to_map = QgsCoordinateTransform(layer.crs(), self.canvas().mapSettings().destinationCrs(), self._desk.project)
        around = QgsRectangle(point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach)
        found: list[tuple[float, str, str]] = []
        try:
            box = to_map.transformBoundingBox(around, Qgis.TransformDirection.Reverse)
            for feature in layer.getFeatures(QgsFeatureRequest(box)):
                if feature.hasGeometry():
                    there = to_map.transform(feature.geometry().asPoint())
                    found.append((there.distance(point), str(feature["id"]), str(feature["name"] or feature["id"])))
        except QgsCsException:
            return None  # Off the edge of the map's coordinate system.
        off, place_id, name = min(found, default=(reach * 2, "", ""))
        return (place_id, name) if off <= reach else None
