"""The legend of ground by side: every side has the patterns of the style in a colour of its own."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsRenderContext, QgsSingleSymbolRenderer
from shapely.geometry import MultiPolygon, box

import small_case
from salient.bridge import options
from salient.bridge.cases import case_layers, open_case
from salient.bridge.side_legend import SideLegend, add_sides, show_sides
from salient.core import schema
from test_styles import looks_without_colour

BOX = MultiPolygon([box(36, 49, 37, 50)])


@pytest.fixture
def layers(project, tmp_path):
    """Return the layers of a case in which two sides hold ground and one of them gained some."""
    rows = {
        "control_areas": [
            {"id": "h1", "side": "Beta", "state": "assessed_control", "geometry": BOX},
            {"id": "h2", "side": "It's 'Alpha'", "state": "claimed_control", "geometry": BOX},
        ],
        "claimed_gains": [{"id": "g1", "side": "Beta", "basis": "claimed", "geometry": BOX}],
    }
    return case_layers(project, open_case(project, small_case.make(tmp_path, "sides", rows)).id)


def drawn(layer, **values):
    """Return the symbol that a row with these values is drawn by, and the labels of its rules from the outside in."""
    feature = QgsFeature(layer.fields())
    for name, value in values.items():
        feature[name] = value
    context = QgsRenderContext()
    context.setExpressionContext(layer.createExpressionContext())
    context.expressionContext().setFeature(feature)
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    rules = [renderer.rootRule().findRuleByKey(key) for key in renderer.legendKeysForFeature(feature, context)]
    (rule,) = [one for one in rules if one.symbol() is not None]
    found = rule.symbol().clone(), [rule.parent().label(), rule.label()]
    renderer.stopRender(context)
    return found


def colour(symbol) -> str:
    """Return the colour of a symbol's last part, which is its edge."""
    return symbol.symbolLayer(symbol.symbolLayerCount() - 1).strokeColor().name()


def groups(layer) -> list[str]:
    return [rule.label() for rule in layer.renderer().rootRule().children()]


def test_sides_and_states_stand_in_the_legend(layers):
    rest = "no side, or another one"
    assert groups(layers["control_areas"]) == ["Beta", "It's 'Alpha'", rest]
    assert groups(layers["claimed_gains"]) == ["Beta", rest]
    for layer, words in ((layers["control_areas"], schema.STATES), (layers["claimed_gains"], schema.BASES)):
        for group in layer.renderer().rootRule().children():
            assert set(words.values()) <= {rule.label() for rule in group.children()}


def test_a_side_has_one_colour_and_a_state_one_pattern(layers):
    areas, gains = layers["control_areas"], layers["claimed_gains"]
    beta, where = drawn(areas, side="Beta", state="assessed_control")
    assert where == ["Beta", "assessed control"]
    alpha, where = drawn(areas, side="It's 'Alpha'", state="assessed_control")
    assert where == ["It's 'Alpha'", "assessed control"]
    assert looks_without_colour(alpha) == looks_without_colour(beta)
    assert colour(alpha) != colour(beta)
    assert {colour(alpha), colour(beta)} <= set(options.PALETTE)
    assert colour(drawn(gains, side="Beta", basis="denied")[0]) == colour(beta)


def test_each_state_of_a_side_looks_different(layers):
    looks = [looks_without_colour(drawn(layers["control_areas"], side="Beta", state=one)[0]) for one in schema.STATES]
    assert len(set(looks)) == len(schema.STATES)
    looks = [looks_without_colour(drawn(layers["claimed_gains"], side="Beta", basis=one)[0]) for one in schema.BASES]
    assert len(set(looks)) == len(schema.BASES)


@pytest.mark.parametrize("side", [None, "", "Nobody yet"])
def test_other_sides_are_drawn_too(layers, side):
    _, where = drawn(layers["control_areas"], side=side, state="contested")
    assert where == ["no side, or another one", "contested"]


def test_the_users_colours_come_first(project, tmp_path, qgis_app):
    options.set_sides([("Beta", "#123456")])
    try:
        rows = {"control_areas": [{"id": n, "side": n, "geometry": BOX} for n in ("Alpha", "Beta")]}
        areas = case_layers(project, open_case(project, small_case.make(tmp_path, "own", rows)).id)["control_areas"]
        assert colour(drawn(areas, side="Beta", state="unknown")[0]) == "#123456"
        assert colour(drawn(areas, side="Alpha", state="unknown")[0]) == options.PALETTE[0]
    finally:
        options.set_sides([])


def test_a_side_that_comes_later_is_added_and_the_rest_stays(project, layers, qtbot):
    legend = SideLegend(project)
    areas = layers["control_areas"]
    renderer = areas.renderer().clone()
    renderer.rootRule().children()[0].setLabel("renamed")
    areas.setRenderer(renderer)
    before = colour(drawn(areas, side="It's 'Alpha'", state="unknown")[0])
    areas.startEditing()
    feature = QgsFeature(areas.fields())
    feature["id"], feature["side"] = "h3", "A new one"
    assert areas.addFeature(feature)
    qtbot.waitUntil(lambda: "A new one" in groups(areas), timeout=5_000)
    assert groups(areas) == ["renamed", "It's 'Alpha'", "A new one", "no side, or another one"]
    assert colour(drawn(areas, side="It's 'Alpha'", state="unknown")[0]) == before
    assert len({colour(drawn(areas, side=one, state="unknown")[0]) for one in ("A new one", "Beta")} | {before}) == 3
    # A change of a row that is there, undone again: the symbols of the side stay for the next row.
    areas.changeAttributeValue(1, areas.fields().indexOf("side"), "Fourth")
    qtbot.waitUntil(lambda: "Fourth" in groups(areas), timeout=5_000)
    areas.rollBack()
    legend.close()


def test_a_style_of_the_users_own_is_left_alone(layers):
    areas = layers["control_areas"]
    symbol = drawn(areas, side="Beta", state="unknown")[0]
    areas.setRenderer(QgsSingleSymbolRenderer(symbol))
    areas.removeCustomProperty("salient/sides")
    show_sides(layers.values())
    assert isinstance(areas.renderer(), QgsSingleSymbolRenderer)


def test_a_saved_project_keeps_its_sides_and_takes_new_ones(project, layers, tmp_path):
    areas = layers["control_areas"]
    case_id = areas.customProperty("salient/case")
    before = {side: colour(drawn(areas, side=side, state="unknown")[0]) for side in ("Beta", "It's 'Alpha'")}
    assert project.write(str(tmp_path / "sides.qgz"))
    project.clear()
    assert project.read(str(tmp_path / "sides.qgz"))
    again = case_layers(project, case_id)
    add_sides({again["control_areas"]: {"Beta", "Gamma"}, again["claimed_gains"]: {"Gamma"}})
    assert groups(again["control_areas"]) == ["Beta", "It's 'Alpha'", "Gamma", "no side, or another one"]
    for side, kept in before.items():
        assert colour(drawn(again["control_areas"], side=side, state="unknown")[0]) == kept
    gamma = {colour(drawn(again[name], side="Gamma")[0]) for name in ("control_areas", "claimed_gains")}
    assert len(gamma) == 1
    assert not gamma & set(before.values())
