"""The tables of a case as QGIS layers: opened, styled, with their forms.

Each carries two custom properties, which is how a case is found again in a saved project: "salient/case" (an id that
all layers of one case share) and "salient/table" (the table's name in the schema).
"""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsDataProvider,
    QgsMapLayer,
    QgsProviderRegistry,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from ..core import schema
from ..core.errors import CaseError
from ..core.messages import message
from ..paths import resource
from .words import tr

CASE_PROPERTY = "salient/case"
TABLE_PROPERTY = "salient/table"
RESULT_PROPERTY = "salient/result"
# The layer's own id: a layer that the user duplicated carries the id of the one it was made of.
OWN_PROPERTY = "salient/layer"

# Drawn from the first to the last: what would hide other things lies below.
DRAWN = ("settlements", "supply_routes", "front_lines", "areas", "claimed_gains", "control_areas")
# Their symbols stand in the legend once for each side.
BY_SIDE = ("claimed_gains", "control_areas")
# A map of a day says nothing of the next one; what was gained, built or settled is still there.
BY_THE_DAY = ("front_lines", "control_areas")
LISTED = ("claims", "events", "sources", "settings")
# As the expressions of the styles write it.
_KM_IN_LABEL = "' km'"
STYLE_CATEGORIES = QgsMapLayer.StyleCategory.Symbology | QgsMapLayer.StyleCategory.Labeling


def table_uri(path: str, table_name: str) -> str:
    """Return QGIS's address of a table of a case file."""
    parts = {"path": path, "layerName": table_name}
    return QgsProviderRegistry.instance().encodeUri("ogr", parts)


def file_of(layer: QgsMapLayer) -> str:
    """Return the path of the file that a layer comes from; "" where it comes from none."""
    provider = layer.providerType() if isinstance(layer, QgsVectorLayer) else ""
    if provider != "ogr":
        return ""
    return str(QgsProviderRegistry.instance().decodeUri("ogr", layer.source()).get("path") or "")


def open_table(path: str, table_name: str, case_id: str) -> QgsVectorLayer:
    """Return one table of a case file as a layer that knows which case and table it is; no project needed.

    Raises
    ------
    CaseError
        When the file lacks the table.
    """
    table = schema.table(table_name)
    layer = QgsVectorLayer(table_uri(path, table_name), tr(table.title), "ogr")
    if not layer.isValid():
        text = '{path}: the table "{table}" is missing or damaged; restore the case from a backup'
        raise CaseError(message(text, path=path, table=table_name))
    layer.setCustomProperty(CASE_PROPERTY, case_id)
    layer.setCustomProperty(TABLE_PROPERTY, table_name)
    layer.setCustomProperty(OWN_PROPERTY, layer.id())
    return layer


def read_from(layer: QgsVectorLayer, path: str) -> None:
    """Let a layer read its table, with its filter, from another file; name, style and form stay."""
    registry = QgsProviderRegistry.instance()
    parts = {**registry.decodeUri("ogr", layer.source()), "path": path}
    layer.setDataSource(registry.encodeUri("ogr", parts), layer.name(), "ogr", QgsDataProvider.ProviderOptions())


def set_style(layer: QgsVectorLayer, style_name: str) -> None:
    """Give a layer its symbols and labels, in QGIS's language; a layer without a style of its own keeps QGIS's."""
    path = resource("styles", f"{style_name}.qml")
    if path.is_file():
        layer.loadNamedStyle(str(path), True, STYLE_CATEGORIES)
        _translate_legend(layer)
        _translate_unit(layer)


def _translate_legend(layer: QgsVectorLayer) -> None:
    renderer = layer.renderer()
    if isinstance(renderer, QgsRuleBasedRenderer):
        for rule in renderer.rootRule().descendants():
            rule.setLabel(tr(rule.label()))


def _translate_unit(layer: QgsVectorLayer) -> None:
    """Put the sign of kilometres in the labels of the map into QGIS's language."""
    labeling = layer.labeling()
    if labeling is None or _KM_IN_LABEL not in labeling.settings().fieldName:
        return
    settings = labeling.settings()
    settings.fieldName = settings.fieldName.replace(_KM_IN_LABEL, f"' {tr('km')}'")
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def set_time(layer: QgsVectorLayer) -> None:
    """Let QGIS's temporal controller show shapes by the day they describe; without the controller all are seen.

    Front lines and control areas are maps of a day: they are shown on their own day only, since the next day has
    another map, or none. Gains, places and routes are shown from their day on. A shape without a day is always shown.
    """
    if layer.fields().indexOf("as_of") < 0:
        return
    properties = layer.temporalProperties()
    properties.setMode(Qgis.VectorTemporalMode.FeatureDateTimeInstantFromField)
    properties.setStartField("as_of")
    properties.setFixedDuration(1)
    properties.setDurationUnits(Qgis.TemporalUnit.Days)
    properties.setAccumulateFeatures(layer.customProperty(TABLE_PROPERTY) not in BY_THE_DAY)
    properties.setIsActive(True)
