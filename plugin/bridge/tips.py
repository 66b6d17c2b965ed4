"""What the map says of a shape under the mouse: name, who, when, how it is known, from where, how exact.

QGIS's own map tips: HTML with expressions in [% %], kept in the layer, in the language that QGIS had when the case
was opened. Nothing of Salient is asked, so a saved project says the same without it. What rows hold is escaped by the
expressions: a name like "<b>" is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from qgis.core import QgsEditorWidgetSetup, QgsExpression, QgsVectorLayer

from ..core import schema
from .words import tr

SHOWN: Mapping[str, tuple[str, ...]] = {
    "settlements": ("name_local", "population", "is_supply_base", "side"),
    "supply_routes": ("mode", "role"),
    "claimed_gains": ("side", "basis", "refers_from"),
    "control_areas": ("side", "state", "issuer", "issuer_term"),
    "front_lines": ("role", "side"),
    "areas": ("role",),
}
"""The columns of each table that its tip shows between the name and what all shapes have."""
_OF_ALL = ("as_of", "source_id", "tolerance_m", "note")
_LONGEST = 200
# Said of the table too: QGIS's page hands no font down to it. The colours are QGIS's own, light or dark.
_FONT = "font-family: sans-serif; font-size: 9pt"
_LABEL = "vertical-align: top; white-space: nowrap; padding-right: 8px"


def set_tip(layer: QgsVectorLayer, table: schema.Table, others: Mapping[str, QgsVectorLayer]) -> None:
    """Give a layer with shapes its map tip.

    Parameters
    ----------
    others
        The open layers of the same case by table name: where publishers and claimants are looked up.
    """
    if table.geometry is None:
        return
    rows = [_row(field, _value(field, others)) for field in _fields(table)]
    if table.name == "claimed_gains" and "claims" in others:
        rows.insert(0, _said_by(others["claims"]))
    title = '"issuer"' if table.name == "control_areas" else '"name"'
    layer.setMapTipTemplate(tip(f"coalesce(nullif({title}, ''), \"id\")", rows))


def set_finding_tip(layer: QgsVectorLayer, definitions: Mapping[str, str]) -> None:
    """Give a layer of what a check measured its words, and its map tip.

    Parameters
    ----------
    definitions
        What each definition is called, in QGIS's language, by its name.
    """
    said = {"verdict": {name: tr(words) for name, words in schema.VERDICTS.items()}, "definition": definitions}
    for name, words in said.items():
        index = layer.fields().indexOf(name)
        layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": [{v: k} for k, v in words.items()]}))
    depths = [f'format_number("{name}", 1)' for name in ("depth_km", "low_km", "high_km")]
    depth = f"{depths[0]} || ' {tr('km')} (' || {depths[1]} || '–' || {depths[2]} || ')'"
    titles = (("Claimant", '"claimant"'), ("Text", f'left("text", {_LONGEST})'))
    rows = [line(tr(title), escaped(value)) for title, value in titles]
    rows.append(line(tr("Verdict"), escaped("represent_value(\"verdict\", 'verdict')")))
    rows.append(line(tr("Definition"), escaped("represent_value(\"definition\", 'definition')")))
    rows.append(line(tr("Depth"), depth))
    layer.setMapTipTemplate(tip('"claim_id"', rows))


def _fields(table: schema.Table) -> Iterable[schema.Field]:
    return (table.field(name) for name in (*SHOWN[table.name], *_OF_ALL) if name in table.field_names)


def tip(title: str, rows: Iterable[str]) -> str:
    """Return a tip of rows as `line` makes them; `title` is an expression."""
    return f'<b style="{_FONT}">[% {escaped(title)} %]</b><table style="{_FONT}">{"".join(rows)}</table>'


def _row(field: schema.Field, value: str) -> str:
    return line(tr(field.label), value)


def line(label: str, value: str) -> str:
    """Return a row of the tip; none where the expression comes to nothing."""
    start = QgsExpression.quotedString(f'<tr><td style="{_LABEL}">{escape(label)}</td><td>')
    return f"[% if(length({value}) > 0, {start} || {value} || '</td></tr>', '') %]"


def _value(field: schema.Field, others: Mapping[str, QgsVectorLayer]) -> str:
    """Return the expression that shows a column as HTML."""
    column = QgsExpression.quotedColumnRef(field.name)
    if field.name == "source_id":
        return _source(others.get("sources"))
    if field.name == "tolerance_m":
        unknown = QgsExpression.quotedString(escape(tr("not said")))
        return f"coalesce(format_number({column}, 0) || ' {tr('m')}', {unknown})"
    if field.values:
        return escaped(f"represent_value({column}, '{field.name}')")
    if field.type == "boolean":
        return f"if({column}, {QgsExpression.quotedString(escape(tr('yes')))}, '')"
    if field.type == "date":
        return f"format_date({column}, 'yyyy-MM-dd')"
    if field.type in ("integer", "real"):
        return f"format_number({column}, 0)"
    return escaped(f"left({column}, {_LONGEST})")


def _source(sources: QgsVectorLayer | None) -> str:
    """Return publisher and title of the source that a row names; its id where the source is not to be had."""
    if sources is None:
        return escaped('"source_id"')
    row = f"get_feature('{sources.id()}', 'id', \"source_id\")"
    named = f"attribute({row}, 'publisher') || coalesce(': ' || attribute({row}, 'title'), '')"
    return escaped(f'coalesce(try({named}), "source_id")')


def _said_by(claims: QgsVectorLayer) -> str:
    """Return the row that names who spoke of a gain, and when."""
    ids = "' ' || regexp_replace(\"gain_ids\", '[,\\\\s]+', ' ') || ' '"
    mine = f"strpos({ids}, ' ' || attribute(@parent, 'id') || ' ') > 0"
    who = escaped("\"claimant\" || coalesce(', ' || format_date(\"stated_on\", 'yyyy-MM-dd'), '')")
    found = f"aggregate('{claims.id()}', 'concatenate_unique', {who}, {mine}, '<br>')"
    return line(tr("Claimant"), f"try({found}, '')")


def escaped(value: str) -> str:
    """Return the expression that gives a text as HTML; "&" comes first, or it would escape the others once more."""
    text = f"to_string({value})"
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = f"replace({text}, '{sign}', '{name}')"
    return text
