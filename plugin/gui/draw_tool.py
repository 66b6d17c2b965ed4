"""QGIS's own capture tool for one layer of a case: snapping, tracing, advanced digitising come with it."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import (
    QgsAdvancedDigitizingDockWidget,
    QgsMapCanvas,
    QgsMapMouseEvent,
    QgsMapToolCapture,
    QgsMapToolDigitizeFeature,
)

from ..bridge.rows import WGS84
from .draw_readout import Outline

_MODES = {
    Qgis.GeometryType.Point: QgsMapToolCapture.CaptureMode.CapturePoint,
    Qgis.GeometryType.Line: QgsMapToolCapture.CaptureMode.CaptureLine,
    Qgis.GeometryType.Polygon: QgsMapToolCapture.CaptureMode.CapturePolygon,
}


class DrawTool(QgsMapToolDigitizeFeature):
    """Captures shapes for `layer`; `outline` tells what has been drawn so far."""

    def __init__(self, canvas: QgsMapCanvas, cad: QgsAdvancedDigitizingDockWidget, layer: QgsVectorLayer) -> None:
        super().__init__(canvas, cad, _MODES[layer.geometryType()])
        self.setLayer(layer)
        self._layer = layer
        self._mouse: QgsPointXY | None = None
        target = QgsCoordinateReferenceSystem(WGS84)
        self._to_wgs84 = QgsCoordinateTransform(layer.crs(), target, QgsProject.instance())

    def cadCanvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Remember where the mouse is, snapped and bound as the tool has it."""
        super().cadCanvasMoveEvent(event)
        self._mouse = event.mapPoint()

    def outline(self) -> Outline | None:
        """Return the points drawn so far and the one below the mouse, and whether they close; None without any."""
        if self.mode() == QgsMapToolCapture.CaptureMode.CapturePoint or not self.size():
            return None
        drawn = QgsGeometry(self.captureCurve().curveToLine())
        try:
            drawn.transform(self._to_wgs84)
            points = [(point.x(), point.y()) for point in drawn.asPolyline()]
            if self._mouse is not None:
                place = self._to_wgs84.transform(self.toLayerCoordinates(self._layer, self._mouse))
                points.append((place.x(), place.y()))
        except QgsCsException:
            return None  # Off the edge of the map's coordinate system.
        return points, self.mode() == QgsMapToolCapture.CaptureMode.CapturePolygon
