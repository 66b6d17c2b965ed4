"""Forms from the schema: what the user sees, what is proposed, what is refused."""

from __future__ import annotations

import pytest
from qgis.core import QgsFieldConstraints, QgsVectorLayerUtils

from salient.bridge.cases import case_layers, open_case
from salient.bridge.forms import help_html
from salient.core import schema


@pytest.fixture
def layers(project, small):
    return case_layers(project, open_case(project, small).id)


def made(layer):
    return QgsVectorLayerUtils.createFeature(layer, context=layer.createExpressionContext())


def problems(layer, feature, name):
    return QgsVectorLayerUtils.validateAttribute(layer, feature, layer.fields().indexOf(name))


def test_every_field_has_its_label_and_widget(layers):
    for name, layer in layers.items():
        for field in schema.table(name).fields:
            index = layer.fields().indexOf(field.name)
            assert index >= 0
            unit = " (m)" if field.name == "tolerance_m" else ""
            assert layer.attributeAlias(index) == field.label + unit
            kind = layer.editorWidgetSetup(index).type()
            if field.values:
                assert kind == "ValueMap"
            elif field.type == "date":
                assert kind == "DateTime"
            elif field.refers_to and field.type != "ids":
                assert kind == "ValueRelation"
            elif field.type == "boolean":
                assert kind == "CheckBox"


def test_words_of_a_value_map(layers):
    layer = layers["claimed_gains"]
    pairs = layer.editorWidgetSetup(layer.fields().indexOf("basis")).config()["map"]
    assert {"claimed": "claimed"} in pairs
    bound = layers["claims"].editorWidgetSetup(layers["claims"].fields().indexOf("bound")).config()["map"]
    assert {"up to, as much as": "at_most"} in bound


def test_sources_are_picked_from_the_layer_of_the_same_case(layers):
    layer = layers["claimed_gains"]
    config = layer.editorWidgetSetup(layer.fields().indexOf("source_id")).config()
    assert config["Layer"] == layers["sources"].id()
    assert (config["Key"], config["Value"]) == ("id", "title")


def test_the_next_id_counts_unsaved_rows(layers):
    layer = layers["claims"]
    assert made(layer)["id"] == "c04"
    layer.startEditing()
    layer.addFeature(made(layer))
    assert made(layer)["id"] == "c05"
    for number in range(5, 100):
        feature = made(layer)
        feature["id"] = f"c{number}"
        layer.addFeature(feature)
    assert made(layer)["id"] == "c100"
    layer.rollBack()


def test_proposed_values(layers):
    claim, gain = made(layers["claims"]), made(layers["claimed_gains"])
    assert claim["kind"] == "other"
    assert claim["reliability"] == "F"
    assert claim["denies"] is False
    assert gain["side"] == "A"  # the setting of the case
    assert gain["basis"] == "claimed"


@pytest.mark.parametrize("bad", [None, "", "has space", "has,comma", "c01"])
def test_an_id_that_cannot_be_referred_to_is_refused(layers, bad):
    feature = made(layers["claims"])
    feature["id"] = bad
    ok, _ = problems(layers["claims"], feature, "id")
    assert not ok


def test_a_good_id_is_taken(layers):
    feature = made(layers["claims"])
    feature["id"] = "isw-09"
    assert problems(layers["claims"], feature, "id") == (True, [])


def test_a_status_belongs_to_claims_about_a_place(layers):
    feature = made(layers["claims"])
    assert problems(layers["claims"], feature, "status") == (True, [])
    feature["status"] = "taken"
    assert not problems(layers["claims"], feature, "status")[0]
    feature["kind"] = "place_status"
    assert problems(layers["claims"], feature, "status") == (True, [])


def test_every_status_can_be_picked(layers):
    layer = layers["claims"]
    setup = layer.editorWidgetSetup(layer.fields().indexOf("status"))
    picked = [value for row in setup.config()["map"] for value in row.values()]
    assert setup.type() == "ValueMap"
    assert picked == ["taken", "held", "held_since", "entered", "outskirts", "lost"]


def test_sentences_say_why(layers):
    layer = layers["claims"]
    index = layer.fields().indexOf("claimant")
    assert layer.constraintDescription(index).startswith("Who said it.")
    feature = made(layer)
    feature["claimant"] = "  "
    assert not problems(layer, feature, "claimant")[0]
    gains = layers["claimed_gains"]
    gain = made(gains)
    gain["tolerance_m"] = -1.0
    assert not problems(gains, gain, "tolerance_m")[0]
    gain["tolerance_m"] = None
    assert problems(gains, gain, "tolerance_m")[0]


def test_soft_and_hard(layers):
    layer = layers["claimed_gains"]
    kinds, strength = QgsFieldConstraints.Constraint, QgsFieldConstraints.ConstraintStrength
    by_name = {name: layer.fieldConstraintsAndStrength(layer.fields().indexOf(name)) for name in ("id", "tolerance_m")}
    assert by_name["id"][kinds.ConstraintUnique] == strength.ConstraintStrengthHard
    assert by_name["tolerance_m"][kinds.ConstraintExpression] == strength.ConstraintStrengthSoft


def test_help_page_and_temporal_field(layers):
    tabs = layers["claims"].editFormConfig().tabs()
    assert [tab.name() for tab in tabs] == ["Claims", "What the fields mean"]
    assert "<b>Claimant</b></dt><dd>Who said it.</dd>" in help_html(schema.CLAIMS)
    assert "<dt>title</dt><dd>The title of the case, printed on the briefing.</dd>" in help_html(schema.SETTINGS)
    assert layers["claimed_gains"].temporalProperties().startField() == "as_of"
