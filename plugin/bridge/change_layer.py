"""Ground that changed between two days as a temporary layer: one feature for each change of state, styled by it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsVectorLayer,
)

from ..brief.language import language
from ..core.schema import STATES
from .features import qgis_geometry
from .results import memory_layer
from .versions import REAL_TYPE, TEXT_TYPE
from .words import locale_code, tr

if TYPE_CHECKING:
    from ..core.change import Change

NONE = "none"
# What a reader asks for first has a colour of its own (colour-blind safe); the rest shares the grey ones.
_COLOURS = {
    ("assessed_control", "claimed_counteroffensive"): "#0072b2",
    ("assessed_control", NONE): "#56b4e9",
    ("assessed_control", "assessed_advance"): "#cc79a7",
    ("assessed_advance", "claimed_counteroffensive"): "#009e73",
    ("assessed_advance", NONE): "#66c2a5",
    (NONE, "assessed_control"): "#d55e00",
    (NONE, "assessed_advance"): "#e69f00",
    (NONE, "claimed_counteroffensive"): "#4a9e34",
    ("claimed_counteroffensive", "assessed_control"): "#a63603",
    ("assessed_advance", "assessed_control"): "#b8860b",
}
_OTHERS = ("#7f7f7f", "#a08060", "#6b7f95", "#9c9c5a", "#8c6d8c", "#5f8a8b")
_FILL = {"outline_width": "0.2", "outline_color": "60,60,60,160", "style": "solid"}


def change_fields() -> QgsFields:
    """Return the columns of changed ground: state before and after, the area in km2, and whose maps these are."""
    fields = QgsFields()
    for name in ("before", "after"):
        fields.append(QgsField(name, TEXT_TYPE))
    fields.append(QgsField("area_km2", REAL_TYPE))
    fields.append(QgsField("issuer", TEXT_TYPE))
    return fields


def issuer_words(change: Change) -> str:
    """Return whose maps were compared; where they are of different issuers it says so."""
    if not change.across:
        return change.issuer
    return tr("different issuers: {issuers}").format(issuers=change.issuer)


def change_features(change: Change) -> list[QgsFeature]:
    """Return a feature for each piece of changed ground, the largest first."""
    fields = change_fields()
    made = []
    for piece in sorted(change.pieces, key=lambda one: -one.area_km2):
        feature = QgsFeature(fields)
        feature.setAttributes([piece.before, piece.after, piece.area_km2, issuer_words(change)])
        feature.setGeometry(qgis_geometry(piece.geometry))
        made.append(feature)
    return made


def change_layer(change: Change, features: Sequence[QgsFeature]) -> QgsVectorLayer:
    """Return the temporary layer of a change, its legend in words with the areas; `features` as `change_features`."""
    title = tr("Changed ground, {issuer}, {start} to {end}")
    if change.across:
        # Not changed ground: part of it is only what the two understand differently.
        title = tr("Difference of maps, {issuer}, {start} to {end}")
    name = title.format(issuer=issuer_words(change), start=change.start_used, end=change.end_used)
    layer = memory_layer(name, change_fields(), Qgis.WkbType.MultiPolygon, features, "changed_ground")
    layer.setRenderer(_renderer(features, change.issuers if change.across else None))
    layer.setFieldAlias(0, tr("Before"))
    layer.setFieldAlias(1, tr("After"))
    layer.setFieldAlias(2, tr("Area, km²"))
    layer.setFieldAlias(3, tr("Issuer"))
    return layer


def state_words(key: str) -> str:
    """Return a state in words; "state (side)" keeps its side."""
    name, bracket, side = key.partition(" (")
    words = tr("none") if name == NONE else tr(STATES.get(name, name))
    return words + bracket + side


def km2_text(km2: float, decimals: int = 1) -> str:
    """Return an area as it is read in QGIS's language; without a unit."""
    return language(locale_code()).number(km2, decimals)


def signed_km2_text(km2: float) -> str:
    """Return an area with its sign, as `km2_text`; what rounds to nothing has none."""
    text = km2_text(abs(km2))
    if not text.strip("0.,"):
        return text
    return ("+" if km2 > 0 else "−") + text


def _renderer(features: Sequence[QgsFeature], issuers: tuple[str, str] | None) -> QgsCategorizedSymbolRenderer:
    """Return the legend; `issuers` stand in it where the two days are of different ones."""
    others = iter(_OTHERS * (1 + len(features)))
    categories = []
    for feature in features:
        before, after, km2 = feature.attributes()[:3]
        bare = before.partition(" (")[0], after.partition(" (")[0]
        colour = _COLOURS.get(bare) or next(others)
        symbol = QgsFillSymbol.createSimple({**_FILL, "color": colour})
        symbol.setOpacity(0.75)
        ends = [state_words(before), state_words(after)]
        if issuers is not None:
            ends = [f"{words} ({issuer})" for words, issuer in zip(ends, issuers)]
        label = f"{ends[0]} → {ends[1]}: {km2_text(km2)} km²"
        categories.append(QgsRendererCategory(f"{before}>{after}", symbol, label))
    return QgsCategorizedSymbolRenderer('"before" || \'>\' || "after"', categories)
