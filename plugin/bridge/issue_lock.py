"""Issues that were signed off are locked: forms show them and take no edits, a save that would change one is barred.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsEditFormConfig, QgsFeatureRequest, QgsProperty, QgsPropertyCollection, QgsVectorLayer

from ..core import schema
from .layers import TABLE_PROPERTY
from .rows import plain_value


def locked_edits(layers: Iterable[QgsVectorLayer]) -> list[int]:
    """Return the numbers of the issues that a save would change though the file holds them as signed off."""
    issues = (one for one in layers if one.customProperty(TABLE_PROPERTY) == schema.ISSUES.name)
    return sorted(number for layer in issues for number in _locked_edits(layer))


def _locked_edits(layer: QgsVectorLayer) -> list[int]:
    buffer = layer.editBuffer()
    if buffer is None or layer.fields().indexOf("signed_off_on") < 0:
        return []
    fids = {*buffer.changedAttributeValues(), *buffer.deletedFeatureIds()}
    if not fids:
        return []
    rows = layer.dataProvider().getFeatures(QgsFeatureRequest().setFilterFids(list(fids)))
    return [int(plain_value(one["number"]) or 0) for one in rows if plain_value(one["signed_off_on"])]


def lock_forms(config: QgsEditFormConfig, table: schema.Table) -> None:
    """Let the forms of issues take a signature and no other edit, and of a signed-off one none at all."""
    if table.name != schema.ISSUES.name:
        return
    editable = QgsEditFormConfig.DataDefinedProperty.Editable
    for field in table.fields:
        by_hand = field.name in ("signed_off_on", "signed_off_by")
        properties = QgsPropertyCollection()
        expression = '"signed_off_on" is null' if by_hand else "false"
        properties.setProperty(int(editable), QgsProperty.fromExpression(expression))
        config.setDataDefinedFieldProperties(field.name, properties)
