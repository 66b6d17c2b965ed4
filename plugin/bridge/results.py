"""What was measured, as temporary layers: buffers, deepest points, the lines from them to the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsMemoryProviderUtils,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)

from ..core.schema import VERDICTS
from .cases import OpenCase, group_of, result_layers
from .layers import CASE_PROPERTY, RESULT_PROPERTY, set_style
from .rows import WGS84
from .versions import REAL_TYPE, TEXT_TYPE
from .words import tr

if TYPE_CHECKING:
    from ..core.depth import DepthMeasure
    from ..core.findings import Report
    from ..core.shapes import Geometry

LonLat = tuple[float, float]


def depth_fields() -> QgsFields:
    """Return the columns of deepest points and their lines; depths in kilometres."""
    fields = QgsFields()
    for name in ("claim_id", "definition"):
        fields.append(QgsField(name, TEXT_TYPE))
    for name in ("low_km", "depth_km", "high_km"):
        fields.append(QgsField(name, REAL_TYPE))
    return fields


def qgis_geometry(shape: Geometry | None) -> QgsGeometry:
    """Return a shapely geometry as QGIS's; None and the empty one as the null geometry."""
    made = QgsGeometry()
    if shape is not None and not shape.is_empty:
        made.fromWkb(bytes(shape.wkb))
    return made


def depth_features(
    values: Sequence[Any], deepest: LonLat, nearest: LonLat, fields: QgsFields | None = None
) -> tuple[QgsFeature, QgsFeature]:
    """Return the deepest point and the line from it to the baseline, both with `values` (see depth_fields)."""
    columns = fields or depth_fields()
    point, line = QgsFeature(columns), QgsFeature(columns)
    point.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*deepest)))
    line.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(*deepest), QgsPointXY(*nearest)]))
    for feature in (point, line):
        feature.setAttributes(list(values))
    return point, line


def measure_features(measures: Iterable[DepthMeasure]) -> list[tuple[QgsFeature, QgsFeature]]:
    """Return the deepest point and its line of each depth that was measured."""
    return [
        depth_features(["", one.definition, one.low_km, one.best_km, one.high_km], one.deepest_point, one.nearest_point)
        for one in measures
    ]


def report_features(report: Report) -> list[tuple[QgsFeature, QgsFeature]]:
    """Return the deepest point and its line of every finding that has them."""
    made = []
    for finding in report.findings:
        for measure in finding.measures:
            places = {role: (lon, lat) for role, lon, lat in measure.points}
            if measure.unit == "km" and {"deepest", "nearest"} <= set(places):
                values = [finding.claim.id, measure.definition, measure.low, measure.best, measure.high]
                made.append(depth_features(values, places["deepest"], places["nearest"]))
    return made


def memory_layer(
    name: str, fields: QgsFields, kind: Qgis.WkbType, features: Sequence[QgsFeature], style: str
) -> QgsVectorLayer:
    """Return a temporary layer in WGS 84 with these features and one of our styles."""
    crs = QgsCoordinateReferenceSystem(WGS84)
    layer = QgsMemoryProviderUtils.createMemoryLayer(name, fields, kind, crs)
    layer.dataProvider().addFeatures(list(features))
    layer.updateExtents()
    set_style(layer, style)
    return layer


def depth_layers(
    pairs: Sequence[tuple[QgsFeature, QgsFeature]], points_name: str, lines_name: str
) -> list[QgsVectorLayer]:
    """Return the temporary layers of deepest points and of their lines; none where nothing was measured."""
    if not pairs:
        return []
    points, lines = zip(*pairs)
    return [
        memory_layer(points_name, depth_fields(), Qgis.WkbType.Point, points, "deepest_points"),
        memory_layer(lines_name, depth_fields(), Qgis.WkbType.LineString, lines, "depth_lines"),
    ]


def add_results(project: QgsProject, layers: Sequence[QgsVectorLayer], case: OpenCase | None) -> None:
    """Put temporary layers at the top of the case's group, else of the project."""
    group = group_of(project, case.id) if case is not None else None
    parent = group or project.layerTreeRoot()
    for layer in reversed(layers):
        if case is not None:
            layer.setCustomProperty(CASE_PROPERTY, case.id)
        project.addMapLayer(layer, False)
        parent.insertLayer(0, layer).setExpanded(False)


def show_report(project: QgsProject, report: Report, case: OpenCase) -> None:
    """Show the deepest points of a report in the group of its case, in place of those of the check before."""
    project.removeMapLayers([layer.id() for layer in result_layers(project, case.id)])
    layers = depth_layers(report_features(report), tr("Deepest points of claims"), tr("Depth lines of claims"))
    for layer in layers:
        layer.setCustomProperty(RESULT_PROPERTY, case.id)
    add_results(project, layers, case)


def verdict_words(report: Report) -> list[str]:
    """Return how many findings there are of each verdict, as short texts in the schema's order."""
    counts = dict.fromkeys(VERDICTS, 0)
    for finding in report.findings:
        counts[finding.verdict] = counts.get(finding.verdict, 0) + 1
    return [f"{count} {tr(VERDICTS[verdict])}" for verdict, count in counts.items() if count]
