"""Map tips: who, when, how it is known, from where and how exact; what rows hold is shown as it is written."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsProject
from qgis.PyQt.QtGui import QTextDocument
from shapely.geometry import MultiPolygon, Point, box

import small_case
from salient.bridge import work
from salient.bridge.cases import add_table, case_layers, open_case, result_layers, tables_of_case
from salient.bridge.results import show_report

BOX = MultiPolygon([box(36, 49, 37, 50)])
ROWS = {
    "sources": [{"id": "q01", "publisher": "R&D <b>Daily</b>", "title": "What [% 1 + 1 %] was said"}],
    "claimed_gains": [
        {
            "id": "g01",
            "name": '<Kupiansk> & "north" it\'s',
            "side": "A",
            "basis": "claimed",
            "refers_from": "2022-09-06",
            "as_of": "2022-09-08",
            "source_id": "q01",
            "tolerance_m": 2000.0,
            "geometry": BOX,
        },
        {"id": "g1", "geometry": BOX},
    ],
    "claims": [
        {"id": "c1", "text": "x", "kind": "other", "claimant": "One", "stated_on": "2022-09-09", "gain_ids": "g9, g01"},
        {"id": "c2", "text": "x", "kind": "other", "claimant": "Two <i>", "gain_ids": "g01 g11"},
        {"id": "c3", "text": "x", "kind": "other", "claimant": "Three", "gain_ids": "g011"},
    ],
    "settlements": [
        {"id": "s1", "name": "Town", "name_local": "Місто", "population": 12345, "geometry": Point(36.5, 49.5)},
        {"id": "s2", "name": "Base", "is_supply_base": True, "source_id": "gone", "geometry": Point(36.5, 49.6)},
    ],
    "control_areas": [
        {"id": "h1", "side": "A", "state": "claimed_counteroffensive", "issuer": "Atlas", "geometry": BOX},
    ],
}


def tip(layer, row_id: str) -> str:
    """Return the tip's text as QGIS shows it."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    key = layer.fields().names()[1 if layer.dataProvider().name() == "ogr" else 0]
    # A claim that was measured under two definitions has two deepest points.
    context.setFeature(next(one for one in layer.getFeatures() if one[key] == row_id))
    page = QTextDocument()
    page.setHtml(QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context))
    return page.toPlainText()


@pytest.fixture
def case(project, tmp_path):
    return open_case(project, small_case.make(tmp_path, "tips", ROWS))


@pytest.fixture
def layers(project, case):
    return case_layers(project, case.id)


def test_a_gain_says_who_when_how_known_from_where_and_how_exact(layers):
    said = tip(layers["claimed_gains"], "g01")
    for words in ('<Kupiansk> & "north" it\'s', "One, 2022-09-09", "Two <i>", "claimed", "2022-09-06", "2022-09-08"):
        assert words in said
    assert "R&D <b>Daily</b>: What [% 1 + 1 %] was said" in said
    assert "2,000 m" in said or "2000 m" in said
    assert "Three" not in said


def test_what_is_not_known_is_left_out_but_the_tolerance(layers):
    said = tip(layers["claimed_gains"], "g1")
    assert said.startswith("g1")
    assert "Source" not in said
    assert "As of" not in said
    assert "Claimant" not in said
    assert "not said" in said


def test_places_and_control_areas(layers):
    said = tip(layers["settlements"], "s1")
    assert "Town" in said
    assert "Місто" in said
    assert "12" in said
    assert "Supply base" not in said
    said = tip(layers["settlements"], "s2")
    assert "Supply base" in said
    assert "gone" in said
    said = tip(layers["control_areas"], "h1")
    assert said.startswith("Atlas")
    assert "claimed counter-offensive" in said


def test_tips_go_on_when_sources_and_claims_are_taken_away_and_come_back(project, case, layers):
    gains = layers["claimed_gains"]
    project.removeMapLayers([layers["sources"].id(), layers["claims"].id()])
    assert "q01" in tip(gains, "g01")
    for name in ("sources", "claims"):
        add_table(project, case, name)
    assert "R&D <b>Daily</b>" in tip(gains, "g01")
    assert "One, 2022-09-09" in tip(gains, "g01")


def test_every_layer_with_shapes_has_one_and_asks_nothing_of_ours(layers):
    for layer in layers.values():
        assert bool(layer.mapTipTemplate()) is layer.isSpatial()
        assert "salient" not in layer.mapTipTemplate()
        assert layer.mapTipsEnabled()


def test_they_speak_ukrainian(project, tmp_path):
    before = QgsApplication.instance().translation()
    QgsApplication.setTranslation("uk")
    try:
        case = open_case(project, small_case.make(tmp_path, "uk", ROWS))
        said = tip(case_layers(project, case.id)["claimed_gains"], "g01")
    finally:
        QgsApplication.setTranslation(before)
    assert "Хто твердить" in said
    assert "Станом на" in said
    assert "2022-09-08" in said
    assert "Claimant" not in said


def test_what_a_check_measured_says_its_verdict_in_legend_and_tip(project, small):
    case = open_case(project, small)
    report = work.checked(work.case_of(case.name, tables_of_case(project, case)), None)
    show_report(QgsProject.instance(), report, case)
    layers = list(result_layers(project, case.id))
    assert len(layers) == 2
    found = {finding.claim.id: finding.verdict for finding in report.findings}
    # See small_case: the gain is some 73 km deep, and c02 says 10.
    assert found["c02"] == "inconsistent"
    assert found["c01"].startswith("consistent")
    for layer in layers:
        legend = [rule.label() for rule in layer.renderer().rootRule().children()]
        assert legend == ["consistent", "consistent if", "inconsistent", "impossible", "not testable"]
        assert {one["claim_id"]: one["verdict"] for one in layer.getFeatures()} == {k: found[k] for k in ("c01", "c02")}
        said = tip(layer, "c02")
        assert "inconsistent" in said
        assert "Speaker" in said
        assert "10 km deep" in said
        # The deepest point's distance, see the tests of the core; here only that it is there with its band.
        assert " km (" in said
