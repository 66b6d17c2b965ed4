"""What a value of a form must be, each rule with the sentence that says why, and what a new row begins with.

Rules and defaults are QGIS expressions kept in the layer: they hold in forms and in the attribute table, in a saved
project too, and without Salient. A hard rule is one without which the row cannot be used; a soft one is shown and can
be passed over, since a published statement does not always say everything.
"""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import QgsFieldConstraints, QgsVectorLayer

from ..core import schema
from .words import tr

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

# What a shape is to say; who draws is asked for it, and may leave it open.
ASKED = {
    "settlements": ("source_id",),
    "supply_routes": ("as_of", "source_id", "tolerance_m"),
    "claimed_gains": ("side", "basis", "as_of", "source_id", "tolerance_m"),
    "front_lines": ("side", "as_of", "source_id", "tolerance_m"),
    "claims": ("stated_on", "source_id"),
}


def set_rules(
    layer: QgsVectorLayer, index: int, table: schema.Table, field: schema.Field, targets: Mapping[str, QgsVectorLayer]
) -> None:
    """Set what a value of a field must be, with the sentence that the form shows when it is not."""
    if field.name == "id":
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintUnique, HARD)
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, HARD)
        sentence = tr(
            "A short name without spaces and commas, unique in its table: other rows refer to this one by it."
        )
        layer.setConstraintExpression(index, "regexp_match(\"id\", '^[^\\\\s,]+$') > 0", sentence)
        return
    if field.required:
        layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintNotNull, HARD)
        sentence = f"{tr(field.help)} {tr('It must not be empty: without it the row cannot be checked.')}"
        layer.setConstraintExpression(index, f'length(trim("{field.name}")) > 0', sentence)
    else:
        rules = [
            rule for rule in (_asked(table, field), _sign(field), _order(table, field), _ids(field, targets)) if rule
        ]
        if not rules:
            return
        expression = " and ".join(f"({rule})" for rule, _ in rules)
        sentence = " ".join([tr(field.help), *(why for _, why in rules)])
        layer.setConstraintExpression(index, expression, sentence)
    strength = HARD if field.required else SOFT
    layer.setFieldConstraint(index, QgsFieldConstraints.Constraint.ConstraintExpression, strength)


def _asked(table: schema.Table, field: schema.Field) -> tuple[str, str] | None:
    if field.name not in ASKED.get(table.name, ()):
        return None
    reasons = {
        "side": tr("Without a side the ground cannot be compared with anybody's map."),
        "basis": tr("A reader must know how this is known."),
        "as_of": tr("Without a day it is not known which claims it belongs to."),
        "source_id": tr("Without a source nobody can look it up."),
        "tolerance_m": tr("Without it, 500 m are taken for how far the edge may be off."),
        "stated_on": tr("Without the day it cannot be compared with what others said."),
    }
    return f'length(trim(to_string("{field.name}"))) > 0', reasons[field.name]


def _sign(field: schema.Field) -> tuple[str, str] | None:
    if field.name not in NOT_NEGATIVE:
        return None
    return f'"{field.name}" is null or "{field.name}" >= 0', tr("It must not be negative.")


def _order(table: schema.Table, field: schema.Field) -> tuple[str, str] | None:
    """Return the rule that one value follows from another of the same row."""
    if field.name == "refers_to":
        rule = '"refers_to" is null or "refers_from" is null or "refers_to" >= "refers_from"'
        return rule, tr("It must not lie before the first day of the period.")
    if table.name == "claimed_gains" and field.name == "refers_from":
        rule = '"refers_from" is null or "as_of" is null or "refers_from" <= "as_of"'
        return rule, tr("It must not lie after the day that the shape describes.")
    if field.name == "status":
        why = tr("Only claims about the status of a place take it: choose that kind, or leave it empty.")
        return '"status" is null or "kind" = \'place_status\'', why
    if field.name == "unit" and table.name == "claims":
        return '"value" is null or "unit" is not null', tr("A number says nothing without its unit.")
    if field.name == "value_high":
        rule = '"value_high" is null and coalesce("bound", \'\') <> \'between\' or "value_high" >= "value"'
        return rule, tr("A range needs both its numbers, the lower one first.")
    return None


def _ids(field: schema.Field, targets: Mapping[str, QgsVectorLayer]) -> tuple[str, str] | None:
    """Return the rule that every id of a list is that of a row."""
    if field.type != "ids" or field.refers_to not in targets:
        return None
    ids = f"string_to_array(trim(regexp_replace(\"{field.name}\", '[,\\\\s]+', ' ')), ' ')"
    unknown = f"array_filter({ids}, get_feature('{targets[field.refers_to].id()}', 'id', @element) is null)"
    sentence = tr('Ids of "{table}", in order, with spaces between them; each must be there.')
    rule = f"length(trim(coalesce(\"{field.name}\", ''))) = 0 or array_length({unknown}) = 0"
    return rule, sentence.format(table=tr(schema.table(field.refers_to).title))


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
