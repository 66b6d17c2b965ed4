"""Forms from the schema: what the user sees, what is proposed, what is refused."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsFieldConstraints, QgsProject, QgsValueMapFieldFormatter, QgsVectorLayerUtils
from qgis.PyQt.QtCore import QDate

from salient.bridge.cases import add_table, case_layers, open_case, open_cases
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
            elif field.refers_to in ("sources", "claims"):
                assert kind == "RelationReference"
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
    relation = QgsProject.instance().relationManager().relation(config["Relation"])
    assert relation.isValid()
    assert relation.referencedLayer() is layers["sources"]
    assert config["AllowAddFeatures"] is True
    other = layers["claims"].editorWidgetSetup(layers["claims"].fields().indexOf("baseline_id")).config()
    assert (other["Layer"], other["Key"], other["Value"]) == (layers["front_lines"].id(), "id", "name")


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
    _nothing, *picked = [value for row in setup.config()["map"] for value in row.values()]
    assert setup.type() == "ValueMap"
    assert picked == ["taken", "held", "held_since", "entered", "outskirts", "lost"]


def test_sentences_say_why(layers):
    layer = layers["claims"]
    index = layer.fields().indexOf("claimant")
    assert layer.constraintDescription(index).startswith("Who said it.")
    feature = made(layer)
    feature["claimant"] = "  "
    assert not problems(layer, feature, "claimant")[0]
    feature["value"], feature["unit"] = -1.0, "km"
    assert not problems(layer, feature, "value")[0]
    feature["value"] = None
    assert problems(layer, feature, "value")[0]


def test_soft_and_hard(layers):
    layer = layers["claimed_gains"]
    kinds, strength = QgsFieldConstraints.Constraint, QgsFieldConstraints.ConstraintStrength
    by_name = {name: layer.fieldConstraintsAndStrength(layer.fields().indexOf(name)) for name in ("id", "tolerance_m")}
    assert by_name["id"][kinds.ConstraintUnique] == strength.ConstraintStrengthHard
    assert by_name["tolerance_m"][kinds.ConstraintExpression] == strength.ConstraintStrengthSoft


def test_help_page_and_temporal_field(layers):
    tabs = layers["claims"].editFormConfig().tabs()
    assert [tab.name() for tab in tabs] == [
        *("Statement", "Number", "Time and ground", "Source and grade"),
        "What the fields mean",
    ]
    placed = [element.name() for tab in tabs for element in tab.children() if element.name() != "help"]
    assert sorted(placed) == sorted(field.name for field in schema.CLAIMS.fields if not field.hidden)
    assert [tab.name() for tab in layers["events"].editFormConfig().tabs()] == ["Events", "What the fields mean"]
    assert "<b>Claimant</b></dt><dd>Who said it.</dd>" in help_html(schema.CLAIMS)
    assert "<dt>title</dt><dd>The title of the case, printed on the briefing.</dd>" in help_html(schema.SETTINGS)
    assert layers["claimed_gains"].temporalProperties().startField() == "as_of"


def test_what_a_drawn_shape_is_to_say_is_asked_and_may_be_left_open(layers):
    layer = layers["claimed_gains"]
    gain = QgsFeature(layer.fields())
    gain["id"] = "g02"
    for name in ("side", "basis", "as_of", "source_id", "tolerance_m"):
        assert not problems(layer, gain, name)[0]
        index = layer.fields().indexOf(name)
        kinds = layer.fieldConstraintsAndStrength(index)
        strength = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthSoft
        assert kinds[QgsFieldConstraints.Constraint.ConstraintExpression] == strength
        assert "ithout" in layer.constraintDescription(index) or name == "basis"
    for name, value in {"side": "A", "basis": "claimed", "as_of": "2022-09-09", "tolerance_m": 0.0}.items():
        gain[name] = value
    gain["source_id"] = "q01"
    assert all(problems(layer, gain, name)[0] for name in ("side", "basis", "as_of", "source_id", "tolerance_m"))


@pytest.mark.parametrize(
    ("values", "name", "good"),
    [
        ({"value": 5.0}, "unit", False),
        ({"value": 5.0, "unit": "km"}, "unit", True),
        ({}, "unit", True),
        ({"value": 5.0, "bound": "between"}, "value_high", False),
        ({"value": 5.0, "value_high": 4.0}, "value_high", False),
        ({"value": 5.0, "value_high": 6.0, "bound": "between"}, "value_high", True),
        ({"value": 5.0, "bound": "about"}, "value_high", True),
        ({"place_ids": "s01 s02"}, "place_ids", True),
        ({"place_ids": "s02, s01"}, "place_ids", True),
        ({"place_ids": "s01 s99"}, "place_ids", False),
        ({"place_ids": " "}, "place_ids", True),
        ({}, "gain_ids", True),
        ({"gain_ids": "g01"}, "gain_ids", True),
        ({"gain_ids": "s01"}, "gain_ids", False),
        ({"refers_from": "2022-09-08", "refers_to": "2022-09-07"}, "refers_to", False),
    ],
)
def test_values_that_belong_together(layers, values, name, good):
    layer = layers["claims"]
    claim = QgsFeature(layer.fields())
    claim["id"] = "c09"  # QGIS takes a feature without any value for none at all
    for key, value in values.items():
        claim[key] = QDate.fromString(value, "yyyy-MM-dd") if key.startswith("refers") else value
    assert problems(layer, claim, name)[0] is good


def test_what_may_be_left_open_can_be_emptied(layers):
    layer = layers["claims"]
    for name, offered in (("unit", True), ("kind", False)):
        pairs = layer.editorWidgetSetup(layer.fields().indexOf(name)).config()["map"]
        assert ({"–": QgsValueMapFieldFormatter.NULL_VALUE} in pairs) is offered


def test_a_table_that_was_taken_away_and_added_again_is_picked_from(layers, project):
    (case,) = open_cases(project)
    project.removeMapLayer(layers["sources"].id())
    project.removeMapLayer(layers["front_lines"].id())
    assert not [one for one in project.relationManager().relations().values() if not one.isValid()]
    sources, lines = (add_table(project, case, name) for name in ("sources", "front_lines"))
    claims = layers["claims"]
    config = claims.editorWidgetSetup(claims.fields().indexOf("source_id")).config()
    assert project.relationManager().relation(config["Relation"]).referencedLayer() is sources
    assert claims.editorWidgetSetup(claims.fields().indexOf("baseline_id")).config()["Layer"] == lines.id()


def test_a_saved_project_keeps_the_relations(layers, project, tmp_path):
    assert project.write(str(tmp_path / "story.qgs"))
    text = (tmp_path / "story.qgs").read_text(encoding="utf-8")
    assert "RelationReference" in text
    assert "import salient" not in text
    before = sorted(project.relationManager().relations())
    project.clear()
    assert project.read(str(tmp_path / "story.qgs"))
    assert sorted(project.relationManager().relations()) == before
    assert all(one.isValid() for one in project.relationManager().relations().values())
