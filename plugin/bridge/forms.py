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
    QgsValueMapFieldFormatter,
    QgsVectorLayer,
)

from ..core import schema
from .form_rules import default_expression, set_rules
from .issue_lock import lock_forms
from .layers import CASE_PROPERTY
from .relations import is_related, relation_id
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
# How a row is called where it is shown to be picked.
_DISPLAYED = {
    "sources": """coalesce("publisher" || ': ' || "title", "title", "id")""",
    "claims": """"id" || ': ' || coalesce("claimant" || ': ', '') || left(coalesce("text", ''), 80)""",
}
# The pages of a long form, and what stands on each; what none of them names stands at the end of the first.
_PAGES = {
    "claims": (
        ("Statement", ("id", "text", "kind", "status", "claimant", "stated_on", "basis", "relays", "denies")),
        ("Number", ("value", "value_high", "unit", "bound", "printed", "conversion", "conversion_unit")),
        (
            "Time and ground",
            (
                *("refers_from", "refers_to", "event_id", "side", "gain_ids", "place_ids", "route_ids", "direction"),
                *("area_id", "baseline_id", "sector_id"),
            ),
        ),
        ("Source and grade", ("source_id", "published_in", "url", "reliability", "credibility", "note")),
    ),
}


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
        layer.setEditorWidgetSetup(index, widget_setup(table, field, targets))
        set_rules(layer, index, table, field, targets)
        default = default_expression(table, field, targets)
        if default:
            layer.setDefaultValueDefinition(index, QgsDefaultValue(default))
    shown_by = SHOWN_BY.get(table.name, "name")
    if layer.fields().indexOf(shown_by) >= 0:
        layer.setDisplayExpression(_DISPLAYED.get(table.name, f'coalesce("{shown_by}", "id")'))
    layer.setEditFormConfig(_pages(layer, table))


def field_title(field: schema.Field) -> str:
    """Return what a field is called in a form: its label and, where it is measured in one, its unit."""
    return f"{tr(field.label)} ({tr(field.unit)})" if field.unit else tr(field.label)


def relink(layer: QgsVectorLayer, table: schema.Table, target: str, targets: Mapping[str, QgsVectorLayer]) -> None:
    """Let the fields that refer to a table pick from its new layer; everything else in the form stays as it is."""
    for field in table.fields:
        index = layer.fields().indexOf(field.name)
        if index >= 0 and field.refers_to == target:
            layer.setEditorWidgetSetup(index, widget_setup(table, field, targets))
            set_rules(layer, index, table, field, targets)


def widget_setup(
    table: schema.Table, field: schema.Field, targets: Mapping[str, QgsVectorLayer]
) -> QgsEditorWidgetSetup:
    """Return QGIS's widget for a field, with its configuration."""
    if field.hidden:
        return QgsEditorWidgetSetup("Hidden", {})
    if field.values:
        words = [{tr(word): value} for value, word in field.values.items()]
        if not field.required:
            words.insert(0, {"–": QgsValueMapFieldFormatter.NULL_VALUE})
        return QgsEditorWidgetSetup("ValueMap", {"map": words})
    # Several ids stay a line of text: QGIS's list would write them as {a,b} and lose their order (from, to).
    if is_related(field) and field.refers_to in targets:
        return QgsEditorWidgetSetup("RelationReference", _reference(table, field, targets[field.refers_to]))
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
        "UseCompleter": True,
        "Value": SHOWN_BY[table_name],
    }


def _reference(table: schema.Table, field: schema.Field, target: QgsVectorLayer) -> dict[str, Any]:
    """Return the configuration of a list with search, a button that adds a row and one that opens it."""
    case_id = str(target.customProperty(CASE_PROPERTY) or "")
    return {
        "AllowAddFeatures": True,
        "AllowNULL": True,
        "FetchLimitActive": True,
        "FetchLimitNumber": 200,
        "MapIdentification": False,
        "OrderExpression": target.displayExpression(),
        "ReadOnly": False,
        # The relation names the layer; its path would stay in the project wherever that goes.
        "ReferencedLayerDataSource": "",
        "ReferencedLayerId": target.id(),
        "ReferencedLayerName": target.name(),
        "ReferencedLayerProviderKey": target.providerType(),
        "Relation": relation_id(case_id, table.name, field.name),
        "ShowForm": False,
        "ShowOpenFormButton": True,
    }


def _pages(layer: QgsVectorLayer, table: schema.Table) -> QgsEditFormConfig:
    """Return the form's layout: the fields on one page, what each means on another."""
    config = layer.editFormConfig()
    config.clearTabs()
    config.setLayout(QgsEditFormConfig.EditorLayout.TabLayout)
    root = config.invisibleRootContainer()
    pages = []
    for title, names in _names_by_page(table):
        page = QgsAttributeEditorContainer(title, root)
        for name in names:
            index = layer.fields().indexOf(name)
            if index >= 0:
                page.addChildElement(QgsAttributeEditorField(name, index, page))
        pages.append(page)
    help_page = QgsAttributeEditorContainer(tr("What the fields mean"), root)
    text = QgsAttributeEditorHtmlElement("help", help_page)
    text.setHtmlCode(help_html(table))
    text.setShowLabel(False)
    help_page.addChildElement(text)
    for page in (*pages, help_page):
        page.setType(Qgis.AttributeEditorContainerType.Tab)
        config.addTab(page)
    lock_forms(config, table)
    return config


def _names_by_page(table: schema.Table) -> list[tuple[str, list[str]]]:
    """Return the title and the fields of each page of a form."""
    shown = [field.name for field in table.fields if not field.hidden]
    wanted = _PAGES.get(table.name, ((table.title, tuple(shown)),))
    placed = {name for _, names in wanted for name in names}
    pages = [(tr(title), [name for name in names if name in shown]) for title, names in wanted]
    pages[0][1].extend(name for name in shown if name not in placed)
    return pages


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
