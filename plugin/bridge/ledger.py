"""The claims of an open case as the ledger shows them: read from the layer, unsaved edits included.

A `LedgerRow` is one claim, whether or not it can be checked: what the user has begun to write is there too. Layers are
read here, so this belongs on the main thread; no shapes are read.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from qgis.core import Qgis, QgsExpression, QgsFeatureRequest, QgsProject, QgsRectangle, QgsVectorLayer

from ..brief.language import Language, language
from ..core import schema
from ..core.messages import message
from .cases import OpenCase, case_layers
from .rows import feature_row, in_wgs84, plain_value
from .words import locale_code, tr


@dataclass(frozen=True)
class LedgerRow:
    """One claim: its feature, its fields as written, its number in words and as a value to sort by."""

    fid: int
    id: str
    text: str
    claimant: str
    kind: str
    stated_on: datetime.date | None
    refers_from: datetime.date | None
    refers_to: datetime.date | None
    number: str
    value: float | None
    url: str
    source_id: str
    details: tuple[str, ...]
    links: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def words(self) -> str:
        """All that a search looks at."""
        return " ".join((self.id, self.text, self.claimant, self.number, *self.details))

    @property
    def kind_words(self) -> str:
        """The kind in QGIS's language."""
        return tr(schema.KINDS.get(self.kind, self.kind))


def claims_layer(project: QgsProject, case: OpenCase) -> QgsVectorLayer | None:
    """Return the layer of a case's claims; None where it is not in the project, or cannot be read."""
    layer = case_layers(project, case.id).get("claims")
    return layer if layer is not None and layer.isValid() else None


def ledger_rows(project: QgsProject, case: OpenCase, fids: Collection[int] | None = None) -> list[LedgerRow]:
    """Return the claims of a case in the order they were recorded; none where their layer was taken away.

    `fids` leaves out all others.
    """
    layer = claims_layer(project, case)
    if layer is None:
        return []
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    if fids is not None:
        request.setFilterFids(list(fids))
    return _rows_of(layer, request)


def ledger_row(project: QgsProject, case: OpenCase, claim_id: str) -> LedgerRow | None:
    """Return one claim by its id; None where there is none."""
    layer = claims_layer(project, case)
    if layer is None:
        return None
    request = QgsFeatureRequest(QgsExpression(f'"id" = {QgsExpression.quotedValue(claim_id)}')).setLimit(1)
    return next(iter(_rows_of(layer, request)), None)


def _rows_of(layer: QgsVectorLayer, request: QgsFeatureRequest) -> list[LedgerRow]:
    names, words = layer.fields().names(), language(locale_code())
    rows = [feature_row(feature, names, False) for feature in layer.getFeatures(request)]
    return [_ledger_row(row, words) for row in sorted(rows, key=lambda row: recorded(row["fid"]))]


def recorded(fid: int) -> tuple[bool, int]:
    """Return what puts claims in the order they were recorded: QGIS numbers unsaved ones -2, -3, …."""
    return fid < 0, abs(fid)


def _ledger_row(row: dict[str, Any], words: Language) -> LedgerRow:
    return LedgerRow(
        fid=row["fid"],
        id=_text(row, "id"),
        text=_text(row, "text"),
        claimant=_text(row, "claimant"),
        kind=_text(row, "kind"),
        stated_on=_day(row, "stated_on"),
        refers_from=_day(row, "refers_from"),
        refers_to=_day(row, "refers_to"),
        number=number_text(row, words),
        value=row.get("value"),
        url=_text(row, "url"),
        source_id=_text(row, "source_id"),
        details=_details(row, words),
        links=tuple((one.refers_to, _ids(row, one.name)) for one in _LINKS if _text(row, one.name)),
    )


_CLAIMS = schema.table("claims")
# The shapes that a claim names itself.
_LINKS = tuple(one for one in _CLAIMS.fields if one.refers_to and schema.table(one.refers_to).geometry)


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _day(row: dict[str, Any], name: str) -> datetime.date | None:
    day = row.get(name)
    return day if isinstance(day, datetime.date) else None


def _ids(row: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_text(row, name).replace(",", " ").split())


def number_text(row: dict[str, Any], words: Language) -> str:
    """Return the number of a claim with its hedge and unit, as printed where that was recorded."""
    # On first use: it brings the geometry libraries along.
    from ..brief.wording import hedged_text

    value, high = row.get("value"), row.get("value_high")
    printed = _text(row, "printed")
    if not isinstance(value, (int, float)):
        return printed
    upper = high if isinstance(high, (int, float)) else None
    return hedged_text(value, upper, _text(row, "unit"), _text(row, "bound"), words, printed)


def _details(row: dict[str, Any], words: Language) -> tuple[str, ...]:
    """Return what else is known of a claim, a short text each."""
    status = _text(row, "status")
    found = [words.say(schema.STATUSES.get(status, status)), _text(row, "published_in")]
    if row.get("denies") in (True, 1):
        found.append(tr("a denial"))
    basis = _text(row, "basis")
    found.append(words.say(schema.BASES.get(basis, basis)))
    grade = _text(row, "reliability") + _text(row, "credibility")
    if grade:
        found.append(words.say(message("graded {grade}", grade=grade)))
    if _text(row, "relays"):
        found.append(tr("relays {claim}").format(claim=_text(row, "relays")))
    found.append(_text(row, "note"))
    return tuple(one for one in found if one)


def address_of(project: QgsProject, case: OpenCase, row: LedgerRow) -> str:
    """Return the web address of a claim, else that of its source; "" where neither gives one that a browser opens."""
    for address in (row.url, _source_address(project, case, row.source_id)):
        if address.lower().startswith(("https://", "http://")):
            return address
    return ""


def _source_address(project: QgsProject, case: OpenCase, source_id: str) -> str:
    layer = case_layers(project, case.id).get("sources")
    if layer is None or not source_id:
        return ""
    request = QgsFeatureRequest(QgsExpression(f'"id" = {QgsExpression.quotedValue(source_id)}'))
    for feature in layer.getFeatures(request):
        return str(plain_value(feature["url"]) or "").strip()
    return ""


def linked_extent(project: QgsProject, case: OpenCase, row: LedgerRow) -> QgsRectangle:
    """Return the box in WGS 84 of the shapes that a claim names itself; null where it names none that is there."""
    box, layers = QgsRectangle(), case_layers(project, case.id)
    for table, ids in row.links:
        layer = layers.get(table)
        if layer is None or not layer.isValid():
            continue
        wanted = ", ".join(QgsExpression.quotedValue(one) for one in ids)
        request = in_wgs84(layer.crs(), project.transformContext(), layer.name())
        request.setFilterExpression(f'"id" IN ({wanted})').setSubsetOfAttributes([])
        for feature in layer.getFeatures(request):
            if feature.hasGeometry():
                box.combineExtentWith(feature.geometry().boundingBox())
    return box
