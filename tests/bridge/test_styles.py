"""One style a layer: it loads, it is symbols and labels only, and tells apart what has to be told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsProject, QgsRenderContext, QgsSymbol

from salient.bridge.cases import case_layers, open_case
from salient.core import schema
from salient.paths import resource

STYLES = sorted(path.name for path in Path(resource("styles")).glob("*.qml"))


def test_each_table_with_shapes_has_one():
    wanted = {f"{table.name}.qml" for table in schema.TABLES if table.geometry}
    assert wanted <= set(STYLES)


@pytest.mark.parametrize("name", STYLES)
def test_symbols_and_labels_only(name):
    text = resource("styles", name).read_text(encoding="utf-8")
    assert 'styleCategories="Symbology|Labeling"' in text
    # No path of a machine, and nothing that is fetched.
    assert not re.search(r'value="(/|[A-Z]:\\|https?:)', text)


@pytest.mark.parametrize(
    ("table", "field", "words"),
    [
        ("claimed_gains", "basis", schema.BASES),
        ("control_areas", "state", schema.STATES),
        ("supply_routes", "mode", schema.MODES),
        ("front_lines", "role", schema.FRONT_ROLES),
        ("areas", "role", schema.AREA_ROLES),
    ],
)
def test_every_value_has_a_symbol_of_its_own(project: QgsProject, small: str, table: str, field: str, words):
    layer = case_layers(project, open_case(project, small).id)[table]
    renderer = layer.renderer().clone()
    seen = []
    for value in words:
        feature = QgsFeature(layer.fields())
        feature[field] = value
        feature.setValid(True)
        context = QgsRenderContext()
        context.setExpressionContext(layer.createExpressionContext())
        context.expressionContext().setFeature(feature)
        renderer.startRender(context, layer.fields())
        # symbolsForFeature() would name the symbol of "else" too.
        rules = [renderer.rootRule().findRuleByKey(key) for key in renderer.legendKeysForFeature(feature, context)]
        (symbol,) = [rule.symbol() for rule in rules if rule.symbol() is not None]
        seen.append(looks_without_colour(symbol))
        renderer.stopRender(context)
    assert len(set(seen)) == len(words)


def looks_without_colour(symbol: QgsSymbol) -> str:
    """Return a symbol's patterns, widths and dashes as text, those of its parts included."""
    parts = []
    for part in symbol.symbolLayers():
        plain = {key: value for key, value in part.properties().items() if "color" not in key}
        inner = looks_without_colour(part.subSymbol()) if part.subSymbol() else ""
        parts.append(f"{part.layerType()} {sorted(plain.items())} [{inner}]")
    return "; ".join(parts)
