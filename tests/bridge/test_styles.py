"""One style a layer: it loads, it is symbols and labels only, and tells apart what has to be told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContextScope,
    QgsFeature,
    QgsPalLayerSettings,
    QgsProject,
    QgsRenderContext,
    QgsSymbol,
    QgsVectorLayer,
)

from salient.bridge.cases import case_layers, open_case
from salient.bridge.layers import set_style
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
    seen = [symbol_of(layer, field, value) for value in words]
    assert len(set(seen)) == len(words)


@pytest.mark.parametrize(
    ("style", "kind", "field", "values"),
    [
        ("route_states", "LineString", "state:string", ("open", "cut", "unknown", "unmapped")),
        ("route_cuts", "Point", "leaves:bool", (True, False)),
        ("isolated_places", "Point", "access:string", ("isolated", "one_way", "several", "base", "no_route")),
    ],
)
def test_results_about_routes_are_told_apart_without_colour(qgis_app, style: str, kind: str, field: str, values):
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:4326&field={field}", style, "memory")
    set_style(layer, style)
    seen = [symbol_of(layer, field.partition(":")[0], value) for value in values]
    assert len(set(seen)) == len(values)


def symbol_of(layer: QgsVectorLayer, field: str, value: object) -> str:
    """Return without its colours the one symbol that a feature with a value is drawn with."""
    renderer, feature, context = layer.renderer().clone(), QgsFeature(layer.fields()), QgsRenderContext()
    feature[field] = value
    feature.setValid(True)
    context.setExpressionContext(layer.createExpressionContext())
    context.expressionContext().setFeature(feature)
    renderer.startRender(context, layer.fields())
    # symbolsForFeature() would name the symbol of "else" too.
    rules = [renderer.rootRule().findRuleByKey(key) for key in renderer.legendKeysForFeature(feature, context)]
    (symbol,) = [rule.symbol() for rule in rules if rule.symbol() is not None]
    seen = looks_without_colour(symbol)
    renderer.stopRender(context)
    return seen


def looks_without_colour(symbol: QgsSymbol) -> str:
    """Return a symbol's patterns, widths and dashes as text, those of its parts included."""
    parts = []
    for part in symbol.symbolLayers():
        plain = {key: value for key, value in part.properties().items() if "color" not in key}
        inner = looks_without_colour(part.subSymbol()) if part.subSymbol() else ""
        parts.append(f"{part.layerType()} {sorted(plain.items())} [{inner}]")
    return "; ".join(parts)


def place_at(layer: QgsVectorLayer, scale: int, **values) -> tuple[list[str], bool]:
    """Return the legend's words for a settlement that is drawn at 1:scale, and whether its name is."""
    feature = QgsFeature(layer.fields())
    for name, value in values.items():
        feature[name] = value
    context, scope = layer.createExpressionContext(), QgsExpressionContextScope()
    scope.setVariable("map_scale", scale)
    context.appendScope(scope)
    context.setFeature(feature)
    rules = layer.renderer().rootRule().children()
    fitting = [rule for rule in rules if QgsExpression(rule.filterExpression()).evaluate(context)]
    words = [rule.label() for rule in fitting if rule.isScaleOK(scale)]
    # Each kept by name: QGIS's properties live in the settings that they were asked of.
    settings = layer.labeling().settings()
    properties = settings.dataDefinedProperties()
    shown = properties.property(QgsPalLayerSettings.Property.Show)
    return words, shown.valueAsBool(context, True)[0]


def test_places_and_their_names_appear_with_the_scale(project: QgsProject, small: str):
    layer = case_layers(project, open_case(project, small).id)["settlements"]
    seen = {
        (population, scale): place_at(layer, scale, population=population)
        for population in (None, 500, 5_000, 50_000, 500_000)
        for scale in (100_000, 1_000_000, 4_000_000, 10_000_000)
    }
    # Drawn: the small ones only when they are near enough.
    assert {key for key, (words, _) in seen.items() if not words} == {
        *((population, scale) for population in (None, 500) for scale in (4_000_000, 10_000_000)),
        (5_000, 10_000_000),
    }
    assert {words[0] for words, _ in seen.values() if words} == {
        "fewer than 1,000, or not said",
        "1,000 to 10,000 inhabitants",
        "10,000 to 100,000 inhabitants",
        "100,000 inhabitants or more",
    }
    # Named: never before it is drawn, and the larger ones first.
    named = {scale: [key[0] for key, (_, name) in seen.items() if name and key[1] == scale] for _, scale in seen}
    assert named == {
        100_000: [None, 500, 5_000, 50_000, 500_000],
        1_000_000: [5_000, 50_000, 500_000],
        4_000_000: [50_000, 500_000],
        10_000_000: [500_000],
    }
    for scale in (100_000, 10_000_000):
        assert place_at(layer, scale, is_supply_base=True) == (["supply base"], True)


def test_routes_differ_by_mode_and_role_without_colour(project: QgsProject, small: str):
    rules = case_layers(project, open_case(project, small).id)["supply_routes"].renderer().rootRule().children()
    assert len({looks_without_colour(rule.symbol()) for rule in rules}) == len(rules)
    words = {rule.label() for rule in rules}
    assert {f"{mode}, {role}" for mode in schema.MODES.values() for role in schema.ROUTE_ROLES.values()} <= words


@pytest.mark.parametrize(
    ("table", "field", "solid", "patterned"),
    [
        ("control_areas", "state", ("assessed_control", "assessed_advance"), ("claimed_control", "contested")),
        ("claimed_gains", "basis", ("assessed", "confirmed"), ("claimed", "reported", "denied")),
    ],
)
def test_assessed_has_a_full_edge_and_claimed_a_broken_one(project, small, table, field, solid, patterned):
    rules = case_layers(project, open_case(project, small).id)[table].renderer().rootRule().descendants()
    edges = {}
    for rule in rules:
        for value in (*solid, *patterned):
            if rule.symbol() is not None and f"'{value}'" in rule.filterExpression():
                parts = rule.symbol().symbolLayers()
                edges.setdefault(value, set()).add(
                    (parts[-1].properties()["outline_style"], parts[-1].properties()["style"])
                )
    assert {value: edges[value] for value in solid} == {value: {("solid", "solid")} for value in solid}
    for value in patterned:
        assert not {edge for edge in edges[value] if "solid" in edge}, field
