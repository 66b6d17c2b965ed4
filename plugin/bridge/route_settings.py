"""What a case says of where its routes meet, found by the layer of its routes. Main thread only."""

from __future__ import annotations

from qgis.core import QgsProject, QgsVectorLayer

from ..core import schema
from .cases import case_layers, settings_of
from .layers import CASE_PROPERTY, TABLE_PROPERTY, file_of, table_uri


def settings_beside(layer: QgsVectorLayer, project: QgsProject | None) -> dict[str, str]:
    """Return the settings of the case that a layer of supply routes belongs to; none for any other layer.

    Of a case that the project has open, unsaved edits count; else they are read from the file, by QGIS.
    """
    case_id = str(layer.customProperty(CASE_PROPERTY) or "")
    table = str(layer.customProperty(TABLE_PROPERTY) or "")
    if case_id and table not in ("", schema.SUPPLY_ROUTES.name):
        return {}
    held = case_layers(project, case_id).get(schema.SETTINGS.name) if case_id and project is not None else None
    if held is None:
        path = file_of(layer)
        if not path or f"layername={schema.SUPPLY_ROUTES.name}" not in layer.source().lower():
            return {}
        held = QgsVectorLayer(table_uri(path, schema.SETTINGS.name), schema.SETTINGS.name, "ogr")
    names = held.fields().names() if held.isValid() else []
    return settings_of(held) if {"id", "value"} <= set(names) else {}
