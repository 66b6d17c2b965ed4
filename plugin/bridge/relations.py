"""The relations of a case in QGIS's project: forms pick and add sources and claims by them.

A relation is kept by the project, under an id made of the case, the table and the column; it works where Salient is
not installed, and goes when one of its layers does.
"""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsProject, QgsRelation, QgsVectorLayer

from ..core import schema
from .words import tr

# What is often added while another row is filled in; ids into other tables are picked from a list.
PICKED_AND_ADDED = ("sources", "claims")


def is_related(field: schema.Field) -> bool:
    """Whether a form picks the field by a relation."""
    return field.refers_to in PICKED_AND_ADDED and field.type != "ids"


def relation_id(case_id: str, table_name: str, field_name: str) -> str:
    """Return the id of a relation; it is the same whenever the case is opened again in this project."""
    return f"salient_{case_id}_{table_name}_{field_name}"


def relate(project: QgsProject, case_id: str, layers: Mapping[str, QgsVectorLayer]) -> None:
    """Make the relations between the layers of a case that are in the project, in place of those it had."""
    manager = project.relationManager()
    for table_name, layer in layers.items():
        for field in schema.table(table_name).fields:
            target = layers.get(field.refers_to)
            if not is_related(field) or target is None or layer.fields().indexOf(field.name) < 0:
                continue
            relation = QgsRelation()
            relation.setId(relation_id(case_id, table_name, field.name))
            relation.setName(f"{tr(schema.table(table_name).title)}: {tr(field.label)}")
            relation.setReferencingLayer(layer.id())
            relation.setReferencedLayer(target.id())
            relation.addFieldPair(field.name, "id")
            manager.removeRelation(relation.id())
            if relation.isValid():
                manager.addRelation(relation)
