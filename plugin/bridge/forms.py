"""A layer's form from the schema: aliases, widgets, constraints with a sentence, default values, a page of help.

Everything set here is plain QGIS configuration of the layer: a project saved with it opens, and can be edited, where
Salient is not installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from qgis.core import (
    Qgis,
    QgsAttributeEditorContainer,
    QgsAttributeEditorField,
    QgsAttributeEditorHtmlElement,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFieldConstraints,
    QgsVectorLayer,
)

from ..core import schema
from .words import tr

# An id is picked from these tables by the words of this column.
SHOWN_BY = {
    "sources": "title",
    "claims": "text",
    "areas": "name",
    "front_lines": "name",
    "events": "name",
    "settlements": "name",
    "claimed_gains": "name",
}
ID_STARTS = {
    "settlements": "s",
    "supply_routes": "r",
    "claimed_gains": "g",
    "control_areas": "h",
    "front_lines": "f",
    "areas": "a",
    "claims": "c",
    "events": "e",
    "sources": "q",
}
NOT_NEGATIVE = ("tolerance_m", "population", "geonames_id", "value", "value_high")
SOFT = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthSoft
HARD = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard


def set_form(layer: QgsVectorLayer, table: schema.Table, targets: Mapping[str, QgsVectorLayer]) -> None:
    """Give the layer the form of its table.

    Parameters
    ----------
    layer
        An open layer of the case.
    table
        Its table in the schema; columns that the layer has beyond it keep QGIS's own widgets.
    targets
        The open layers of the same case by table name: what ids can be picked from.
    """
    for field in table.fields:
        index = layer.fields().indexOf(field.name)
        if index < 0:
            continue
        layer.setFieldAlias(index, field_title(field))
        layer.setEditorWidgetSetup(index, widget_setup(field, targets))
        _set_constraints(layer, index, field)
        default = default_expression(table, field, targets)
        if default:
            layer.setDefaultValueDefinition(index, QgsDefaultValue(default))
    shown_by = SHOWN_BY.get(table.name, "name")
    if layer.fields().indexOf(shown_by) >= 0:
        layer.setDisplayExpression(f'coalesce("{shown_by}", "id")')
    layer.setEditFormConfig(_pages(layer, table))


def field_title(field: schema.Field) -> str:
    """Return what a field is called in a form: its label and, where it is measured in one, its unit."""
    return f"{tr(field.label)} ({tr(field.unit)})" if field.unit else tr(field.label)


def widget_setup(field: schema.Field, targets: Mapping[str, QgsVectorLayer]) -> QgsEditorWidgetSetup:
    """Return QGIS's widget for a field, with its configuration."""
    if field.hidden:
        return QgsEditorWidgetSetup("Hidden", {})
    if field.values:
        words = [{tr(word): value} for value, word in field.values.items()]
        return QgsEditorWidgetSetup("ValueMap", {"map": words})
    # Several ids stay a line of text: QGIS's list would write them as {a,b} and lose their order (from, to).
    if field.refers_to and field.type != "ids" and field.refers_to in targets:
        return QgsEditorWidgetSetup("ValueRelation", _relation(targets[field.refers_to], field.refers_to))
    if field.type == "date":
        return QgsEditorWidgetSetup(
            "DateTime",
            {
                "allow_null": True,
                "calendar_popup": True,
                "display_format": "yyyy-MM-dd",
                "field_format": "yyyy-MM-dd",
                "field_iso_format": False,
            },
        )
    if field.type == "boolean":
        return QgsEditorWidgetSetup("CheckBox", {"TextDisplayMethod": 0})
    multiline = field.type in ("longtext", "json")
    return QgsEditorWidgetSetup("TextEdit", {"IsMultiline": multiline, "UseHtml": False})


def _relation(target: QgsVectorLayer, table_name: str) -> dict[str, Any]:
    return {
        "AllowMulti": False,
        "AllowNull": True,
        "FilterExpression": "",
        "Key": "id",
        "Layer": target.id(),
        "LayerName": target.name(),
        "OrderByValue": True,
        "UseCompleter": False,
        "Value": SHOWN_BY[table_name],
    }


def _set_constraints(layer: QgsVectorLayer, index: int, field: schema.Field) -> None:
    """Set what a value must be, with the sentence that the form shows when it is not."""
    if field.name == "id":
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintUnique, HARD)
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, HARD)
        sentence = tr(
            "A short name without spaces and commas, unique in its table: other rows refer to this one by it."
        )
        layer.setConstraintExpression(index, "regexp_match(\"id\", '^[^\\\\s,]+$') > 0", sentence)
    elif field.required:
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, HARD)
        sentence = f"{tr(field.help)} {tr('It must not be empty: without it the row cannot be checked.')}"
        layer.setConstraintExpression(index, f'length(trim("{field.name}")) > 0', sentence)
    elif field.name in NOT_NEGATIVE:
        sentence = f"{tr(field.help)} {tr('It must not be negative.')}"
        layer.setConstraintExpression(index, f'"{field.name}" is null or "{field.name}" >= 0', sentence)
    elif field.name == "refers_to":
        sentence = f"{tr(field.help)} {tr('It must not lie before the first day of the period.')}"
        rule = '"refers_to" is null or "refers_from" is null or "refers_to" >= "refers_from"'
        layer.setConstraintExpression(index, rule, sentence)
    elif field.name == "status":
        sentence = tr("Only claims about the status of a place take it: choose that kind, or leave it empty.")
        layer.setConstraintExpression(index, '"status" is null or "kind" = \'place_status\'', sentence)
    else:
        return
    if field.name != "id":
        strength = HARD if field.required else SOFT
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintExpression, strength)


def default_expression(table: schema.Table, field: schema.Field, targets: Mapping[str, QgsVectorLayer]) -> str:
    """Return the QGIS expression of a field's default value; "" where it has none."""
    if field.name == "id" and table.name in ID_STARTS:
        # The next number after the greatest in use, unsaved rows included.
        start = ID_STARTS[table.name]
        greatest = f"coalesce(maximum(to_int(regexp_substr(\"id\", '^{start}([0-9]+)$'))), 0)"
        return f"with_variable('n', {greatest} + 1, '{start}' || if(@n < 10, '0', '') || to_string(@n))"
    if field.name == "side" and "settings" in targets:
        return f"attribute(get_feature('{targets['settings'].id()}', 'id', 'side'), 'value')"
    if field.default is None:
        return ""
    if isinstance(field.default, bool):
        return "true" if field.default else "false"
    if isinstance(field.default, str):
        return "'" + field.default.replace("'", "''") + "'"
    return str(field.default)


def _pages(layer: QgsVectorLayer, table: schema.Table) -> QgsEditFormConfig:
    """Return the form's layout: the fields on one page, what each means on another."""
    config = layer.editFormConfig()
    config.clearTabs()
    config.setLayout(QgsEditFormConfig.EditorLayout.TabLayout)
    root = config.invisibleRootContainer()
    fields_page = QgsAttributeEditorContainer(tr(table.title), root)
    for field in table.fields:
        index = layer.fields().indexOf(field.name)
        if index >= 0 and not field.hidden:
            fields_page.addChildElement(QgsAttributeEditorField(field.name, index, fields_page))
    help_page = QgsAttributeEditorContainer(tr("What the fields mean"), root)
    text = QgsAttributeEditorHtmlElement("help", help_page)
    text.setHtmlCode(help_html(table))
    text.setShowLabel(False)
    help_page.addChildElement(text)
    for page in (fields_page, help_page):
        page.setType(Qgis.AttributeEditorContainerType.Tab)
        config.addTab(page)
    return config


def help_html(table: schema.Table) -> str:
    """Return what each field of a table means, and of the settings each row, as HTML."""
    lines = [
        f"<dt><b>{escape(field_title(field))}</b></dt><dd>{escape(tr(field.help))}</dd>"
        for field in table.fields
        if not field.hidden
    ]
    if table is schema.SETTINGS:
        lines += [f"<dt>{escape(name)}</dt><dd>{escape(tr(said))}</dd>" for name, said in schema.SETTING_NAMES.items()]
    return f"<p>{escape(tr(table.help))}</p><dl>{''.join(lines)}</dl>"
