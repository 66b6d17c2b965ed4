"""What a form of claims offers, the claim that it shows, and the claim that it writes. Main thread only.

A claim is written into the edit buffer of its layer, a source that is new with it into that of the sources: one step
of Undo over both, and nothing is saved.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    Qgis,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QDate

from ..core import schema
from ..core.errors import CaseError
from .cases import OpenCase, add_table, case_layers, settings_of
from .options import sides
from .rows import Row, age, feature_row, plain_value
from .undo import Tell, joined_step
from .words import tr

Entry = tuple[str, str]
"""The id of a row, and the words by which it is chosen."""

_LONGEST_TEXT = 70
_COLUMNS = {
    "claims": ("id", "claimant", "text"),
    "sources": ("id", "publisher", "title", "published_on"),
    "areas": ("id", "name", "role"),
    "front_lines": ("id", "name", "as_of", "role"),
    "claimed_gains": ("id", "name", "side", "as_of"),
    "supply_routes": ("id", "name", "mode", "as_of"),
    "events": ("id", "name", "date"),
}


@dataclass(frozen=True)
class WrittenClaim:
    """The claim's id, and what the step of Undo is called."""

    id: str
    step: str


def entries(project: QgsProject, case: OpenCase, table: str) -> list[Entry]:
    """Return the rows of a table that a claim can be linked with, in the order they were made."""
    columns = _COLUMNS[table]
    return [(str(row["id"]), _words(table, row)) for row in _rows(project, case, table, columns) if row.get("id")]


def roles(project: QgsProject, case: OpenCase, table: str) -> dict[str, str]:
    """Return the role of each area or front line by its id."""
    return {str(row["id"]): str(row.get("role") or "") for row in _rows(project, case, table, ("id", "role"))}


def words_used(project: QgsProject, case: OpenCase, field: str) -> list[str]:
    """Return what claims hold in a field of text so far, each once, by the alphabet."""
    found = {str(row.get(field) or "").strip() for row in _rows(project, case, "claims", (field,))}
    return sorted(found - {""}, key=str.casefold)


def sides_known(project: QgsProject, case: OpenCase) -> list[str]:
    """Return the sides that the case or the options name."""
    own = case_layers(project, case.id).get("settings")
    named = [settings_of(own).get("side", "")] if own is not None else []
    for layer in (case_layers(project, case.id).get(table) for table in ("claims", "claimed_gains")):
        if layer is not None and layer.fields().indexOf("side") >= 0:
            found = (plain_value(one) for one in layer.uniqueValues(layer.fields().indexOf("side")))
            named += sorted(str(one) for one in found if one)
    return [one for one in dict.fromkeys((*named, *(name for name, _ in sides()))) if one]


def place_names(project: QgsProject, case: OpenCase, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of settlements by their ids; what is not there is left out."""
    wanted = list(ids)
    layer = case_layers(project, case.id).get("settlements")
    if layer is None or not wanted:
        return {}
    listed = ", ".join(QgsExpression.quotedValue(one) for one in wanted)
    request = QgsFeatureRequest(QgsExpression(f'"id" IN ({listed})')).setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    return {str(one["id"]): str(one["name"] or one["id"]) for one in layer.getFeatures(request)}


def selected_gains(project: QgsProject, case: OpenCase) -> list[str]:
    """Return the ids of the gains that are selected on the map."""
    layer = case_layers(project, case.id).get("claimed_gains")
    return [] if layer is None else [str(one["id"]) for one in layer.selectedFeatures()]


def claim_values(project: QgsProject, case: OpenCase, claim_id: str) -> Row | None:
    """Return the fields of a claim as plain values, ids as tuples; None where it is not there."""
    layer = case_layers(project, case.id).get("claims")
    feature = None if layer is None else _feature(layer, claim_id)
    if layer is None or feature is None:
        return None
    row = feature_row(feature, layer.fields().names(), False)
    for field in schema.CLAIMS.fields:
        if field.type == "ids":
            row[field.name] = tuple(str(row.get(field.name) or "").replace(",", " ").split())
        elif field.type == "boolean":
            row[field.name] = row.get(field.name) in (True, 1)
    return row


def same_claim(
    project: QgsProject, case: OpenCase, text: str, claimant: str, stated_on: datetime.date | None, besides: str
) -> str:
    """Return the id of a claim with that text by that claimant on that day; "" where there is none.

    Spaces and capital letters make no difference; `besides` is the id of the claim that is being edited.
    """
    wanted = (_plain(text), _plain(claimant), stated_on)
    for row in _rows(project, case, "claims", ("id", "text", "claimant", "stated_on")):
        found = (_plain(row.get("text")), _plain(row.get("claimant")), row.get("stated_on"))
        if found == wanted and row.get("id") != besides:
            return str(row["id"])
    return ""


def write_claim(
    project: QgsProject,
    case: OpenCase,
    values: Mapping[str, Any],
    claim_id: str,
    source: Mapping[str, Any] | None,
    tell: Tell,
) -> WrittenClaim:
    """Record a claim, or change one, in one step of Undo; nothing is saved.

    Parameters
    ----------
    values
        The fields to write, plain values by name; the others of a new claim get their defaults or stay empty.
    claim_id
        That of the claim to change; "" records a new one.
    source
        The fields of a source that is added with it, and that the claim then refers to.
    tell
        As in `joined_step`.

    Raises
    ------
    CaseError
        When the case is closed, read-only or locked, or the claim is no longer there; then nothing was written.
    """
    claims, sources = add_table(project, case, "claims"), add_table(project, case, "sources")
    old = _feature(claims, claim_id) if claim_id else None
    if claim_id and old is None:
        text = tr("The claim {id} is no longer there: it was deleted or renamed. What you typed is kept.")
        raise CaseError(text.format(id=claim_id))
    with joined_step([claims, sources], tr("Record claim {id}").format(id=claim_id), tell) as step:
        written = dict(values)
        if source is not None:
            written["source_id"] = _add(sources, source)
        if old is None:
            claim_id = _add(claims, written)
            step.text = tr("Record claim {id}").format(id=claim_id)
        else:
            step.text = tr("Edit claim {id}").format(id=claim_id)
            _change(claims, old, written)
    return WrittenClaim(claim_id, step.text)


def _add(layer: QgsVectorLayer, values: Mapping[str, Any]) -> str:
    feature = QgsVectorLayerUtils.createFeature(layer, QgsGeometry(), {}, layer.createExpressionContext())
    for name, value in values.items():
        index = layer.fields().indexOf(name)
        if index >= 0:
            feature.setAttribute(index, _stored(value))
    if not layer.addFeature(feature):
        raise CaseError(tr("{layer}: QGIS could not add the row; nothing was recorded.").format(layer=layer.name()))
    return str(feature["id"])


def _change(layer: QgsVectorLayer, old: QgsFeature, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        index = layer.fields().indexOf(name)
        if index >= 0 and not layer.changeAttributeValue(old.id(), index, _stored(value), old[index]):
            text = tr("{layer}: QGIS could not change the row; nothing was recorded.")
            raise CaseError(text.format(layer=layer.name()))


def _stored(value: Any) -> Any:
    """Return a plain value as the layer keeps it: nothing as NULL, ids in a row, a day as Qt's."""
    if value is None or value == "" or value == ():
        return None
    if isinstance(value, datetime.date):
        return QDate(value.year, value.month, value.day)
    return " ".join(value) if isinstance(value, tuple) else value


def _feature(layer: QgsVectorLayer, row_id: str) -> QgsFeature | None:
    request = QgsFeatureRequest(QgsExpression(f'"id" = {QgsExpression.quotedValue(row_id)}')).setLimit(1)
    return next(layer.getFeatures(request), None)


def _rows(project: QgsProject, case: OpenCase, table: str, columns: tuple[str, ...]) -> Iterator[Row]:
    layer = case_layers(project, case.id).get(table)
    if layer is None or not layer.isValid():
        return
    places = {one: layer.fields().indexOf(one) for one in columns if layer.fields().indexOf(one) >= 0}
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    request.setSubsetOfAttributes(list(places.values()))
    # Only what is asked for is turned into plain values: it is done while the user types.
    found = [
        (one.id(), {name: plain_value(one[place]) for name, place in places.items()})
        for one in layer.getFeatures(request)
    ]
    yield from (row for _, row in sorted(found, key=lambda pair: age(pair[0])))


def _words(table: str, row: Row) -> str:
    """Return the words by which a row is chosen from a list."""
    make: dict[str, Callable[[], list[Any]]] = {
        "claims": lambda: [row["id"], row.get("claimant"), _short(row.get("text"))],
        "sources": lambda: [row.get("publisher"), row.get("title"), row.get("published_on")],
        "areas": lambda: [row.get("name"), tr(schema.AREA_ROLES.get(str(row.get("role")), ""))],
        "front_lines": lambda: [row.get("name"), row.get("as_of")],
        "claimed_gains": lambda: [row.get("name") or row["id"], row.get("side"), row.get("as_of")],
        "supply_routes": lambda: [row.get("name") or row["id"], tr(schema.MODES.get(str(row.get("mode")), ""))],
        "events": lambda: [row.get("name"), row.get("date")],
    }
    return " · ".join(str(one) for one in make[table]() if one) or str(row["id"])


def _short(text: Any) -> str:
    plain = " ".join(str(text or "").split())
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[:_LONGEST_TEXT]}…"


def _plain(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()
