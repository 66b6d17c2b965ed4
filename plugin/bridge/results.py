"""What was measured, as temporary layers: buffers, deepest points, the lines from them to the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsMemoryProviderUtils,
    QgsProject,
    QgsVectorLayer,
)

from ..core.definitions import DEFINITIONS
from ..core.schema import VERDICTS
from .cases import OpenCase, group_of, result_layers
from .features import depth_fields, finding_fields, report_features
from .layers import CASE_PROPERTY, RESULT_PROPERTY, set_style
from .rows import WGS84
from .tips import set_finding_tip
from .words import tr

if TYPE_CHECKING:
    from ..core.findings import Report


_AREA_OPACITY = 0.55


def memory_layer(
    name: str, fields: QgsFields, kind: Qgis.WkbType, features: Sequence[QgsFeature], style: str
) -> QgsVectorLayer:
    """Return a temporary layer in WGS 84 with these features and one of our styles."""
    crs = QgsCoordinateReferenceSystem(WGS84)
    layer = QgsMemoryProviderUtils.createMemoryLayer(name, fields, kind, crs)
    layer.dataProvider().addFeatures(list(features))
    layer.updateExtents()
    set_style(layer, style)
    if kind == Qgis.WkbType.MultiPolygon:
        # Of the layer as a whole: where many shapes lie over each other, the map below is seen all the same.
        layer.setOpacity(_AREA_OPACITY)
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
    """Put temporary layers at the top of the case's group, else of the project; areas below its points and lines."""
    group = group_of(project, case.id) if case is not None else None
    parent = group or project.layerTreeRoot()
    for layer in reversed(layers):
        if case is not None:
            layer.setCustomProperty(CASE_PROPERTY, case.id)
        project.addMapLayer(layer, False)
        is_area = layer.geometryType() == Qgis.GeometryType.Polygon
        parent.insertLayer(_below_points_and_lines(parent) if is_area else 0, layer).setExpanded(False)


def _below_points_and_lines(parent: QgsLayerTreeGroup) -> int:
    """Return the place right below the points and lines that open a group: areas over them would hide them."""
    thin = (Qgis.GeometryType.Point, Qgis.GeometryType.Line)
    for place, node in enumerate(parent.children()):
        layer = node.layer() if isinstance(node, QgsLayerTreeLayer) else None
        if not isinstance(layer, QgsVectorLayer) or layer.geometryType() not in thin:
            return place
    return len(parent.children())


def show_report(project: QgsProject, report: Report, case: OpenCase) -> None:
    """Show the deepest points of a report in the group of its case, in place of those of the check before.

    Layers that are there are filled anew, so that their place, style and the layer chosen stay as the user has them.
    """
    pairs = report_features(report)
    shown = list(result_layers(project, case.id))
    if pairs and _filled_anew(shown, pairs):
        return
    project.removeMapLayers([layer.id() for layer in shown])
    layers = _finding_layers(pairs)
    for layer in layers:
        layer.setCustomProperty(RESULT_PROPERTY, case.id)
    add_results(project, layers, case)


def _finding_layers(pairs: Sequence[tuple[QgsFeature, QgsFeature]]) -> list[QgsVectorLayer]:
    """Return the temporary layers of a check, with the verdict in their legends; none where it measured no depth."""
    if not pairs:
        return []
    points, lines = zip(*pairs)
    columns, words = finding_fields(), {name: tr(one.title) for name, one in DEFINITIONS.items()}
    layers = [
        memory_layer(tr("Deepest points of claims"), columns, Qgis.WkbType.Point, points, "claim_points"),
        memory_layer(tr("Depth lines of claims"), columns, Qgis.WkbType.LineString, lines, "claim_lines"),
    ]
    for layer in layers:
        set_finding_tip(layer, words)
    return layers


def _filled_anew(shown: Sequence[QgsMapLayer], pairs: Sequence[tuple[QgsFeature, QgsFeature]]) -> bool:
    """Put the features of a new report into the layers of the last; False where these are not as they were made."""
    kinds = (Qgis.GeometryType.Point, Qgis.GeometryType.Line)
    layers = [one for one in shown if isinstance(one, QgsVectorLayer) and one.isValid() and not one.isEditable()]
    by_kind = {layer.geometryType(): layer for layer in layers}
    if len(shown) != len(kinds) or set(by_kind) != set(kinds):
        return False
    if any(layer.fields().names() != finding_fields().names() for layer in layers):
        return False
    for kind, features in zip(kinds, zip(*pairs)):
        layer = by_kind[kind]
        layer.dataProvider().truncate()
        layer.dataProvider().addFeatures(list(features))
        layer.updateExtents()
        layer.triggerRepaint()
    return True


def verdict_words(report: Report) -> list[str]:
    """Return how many findings there are of each verdict, as short texts in the schema's order."""
    counts = dict.fromkeys(VERDICTS, 0)
    for finding in report.findings:
        counts[finding.verdict] = counts.get(finding.verdict, 0) + 1
    return [f"{count} {tr(VERDICTS[verdict])}" for verdict, count in counts.items() if count]
