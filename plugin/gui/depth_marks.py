"""What the page of depth draws over the map: the baseline, a place on it, the way to the deepest ground.

Rubber bands of the canvas: nothing of it is in the project, and all of it goes with `close`.
"""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand, QgsVertexMarker
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..bridge.rows import WGS84
from .depth_chart import COLOURS

LonLat = tuple[float, float]
_LINE, _PLACE = QColor(60, 60, 60, 150), QColor("#cc79a7")


class DepthMarks:
    """The overlays of one canvas; places are longitude and latitude."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self.canvas = canvas
        self._degrees = QgsCoordinateReferenceSystem(WGS84)
        self.baseline = self._band(_LINE, 4)
        self.ways = {name: self._band(QColor(colour), 2) for name, colour in COLOURS.items()}
        self.place_way = self._band(_PLACE, 2, Qt.PenStyle.DashLine)
        self.place = QgsVertexMarker(canvas)
        self.place.setIconType(QgsVertexMarker.IconType.ICON_CIRCLE)
        self.place.setColor(_PLACE)
        self.place.setPenWidth(3)
        self.place.setIconSize(14)
        self.place.hide()

    def _band(self, colour: QColor, width: int, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QgsRubberBand:
        band = QgsRubberBand(self.canvas, Qgis.GeometryType.Line)
        band.setStrokeColor(colour)
        band.setWidth(width)
        band.setLineStyle(style)
        band.hide()
        return band

    def show_baseline(self, sketch: bytes) -> None:
        """Draw the line that is measured from."""
        shape = QgsGeometry()
        shape.fromWkb(sketch)
        self.baseline.setToGeometry(shape, self._degrees)
        self.baseline.show()

    def show_ways(self, ways: dict[str, tuple[LonLat, LonLat]]) -> None:
        """Draw the ways from the baseline to the deepest points, by definition."""
        for name, band in self.ways.items():
            if name in ways:
                self._set(band, ways[name])
            else:
                band.hide()

    def show_place(self, lonlat: LonLat | None, deepest: LonLat | None = None) -> None:
        """Mark a place of the baseline, and the way to the deepest ground that is nearest to it; None for neither."""
        at = None if lonlat is None else self._on_map(lonlat)
        self.place.setVisible(at is not None)
        self.place_way.hide()
        if lonlat is None or at is None:
            return
        self.place.setCenter(at)
        if deepest is not None:
            self._set(self.place_way, (lonlat, deepest))

    def _set(self, band: QgsRubberBand, way: tuple[LonLat, LonLat]) -> None:
        line = QgsGeometry.fromPolylineXY([QgsPointXY(*lonlat) for lonlat in way])
        band.setToGeometry(line, self._degrees)
        band.show()

    def _on_map(self, lonlat: LonLat) -> QgsPointXY | None:
        """Return where a place lies in the map's system; None where that system has no place for it."""
        try:
            return self._way().transform(QgsPointXY(*lonlat))
        except QgsCsException:
            return None

    def lonlat_of(self, point: QgsPointXY) -> LonLat | None:
        """Return longitude and latitude of a point of the map."""
        try:
            there = self._way().transform(point, Qgis.TransformDirection.Reverse)
        except QgsCsException:
            return None
        return there.x(), there.y()

    def pixels_between(self, point: QgsPointXY, lonlat: LonLat) -> float:
        """Return how far a point of the map is from a place, in pixels of the screen."""
        there = self._on_map(lonlat)
        return float("inf") if there is None else point.distance(there) / max(self.canvas.mapUnitsPerPixel(), 1e-12)

    def _way(self) -> QgsCoordinateTransform:
        system = self.canvas.mapSettings().destinationCrs()
        return QgsCoordinateTransform(self._degrees, system, QgsProject.instance())

    def hide(self) -> None:
        """Take everything off the map."""
        for item in (self.baseline, self.place_way, self.place, *self.ways.values()):
            item.hide()

    def close(self) -> None:
        """Take everything off the map for good."""
        if sip.isdeleted(self.canvas):
            return
        for item in (self.baseline, self.place_way, self.place, *self.ways.values()):
            if not sip.isdeleted(item):
                self.canvas.scene().removeItem(item)
