"""The verdicts of the checks reach the expressions of the case's layers, and go with the case."""

from __future__ import annotations

from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsPalLayerSettings,
    QgsProject,
    QgsVectorLayerSimpleLabeling,
)

from salient.bridge.cases import case_layers, open_cases


def verdict(layer, claim_id: str):
    """Return what an expression of a layer says of a claim."""
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.layerScope(layer))
    return QgsExpression(f"salient_verdict('{claim_id}')").evaluate(context)


def test_a_check_tells_its_verdicts(window, salient, small, click, wait):
    salient.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    claims = case_layers(QgsProject.instance(), case.id)["claims"]
    assert verdict(claims, "c01") is None
    click("check_claims")
    wait()
    report = salient._desk.checks.report(case.id)
    assert [finding.claim.id for finding in report.findings] == ["c01", "c02", "c03"]
    for finding in report.findings:
        assert verdict(claims, finding.claim.id) == finding.verdict
    # 10 km deep is said of a gain that is 73 km deep.
    assert verdict(claims, "c02") == "inconsistent"
    QgsProject.instance().clear()
    wait()
    assert QgsExpression("salient_verdict('c02')").evaluate() is None


def test_a_map_that_shows_verdicts_is_drawn_anew(window, salient, small, click, wait, qtbot):
    salient.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    layers = case_layers(QgsProject.instance(), case.id)
    labels = QgsPalLayerSettings()
    labels.fieldName, labels.isExpression = "salient_verdict_text('c02')", True
    layers["claimed_gains"].setLabeling(QgsVectorLayerSimpleLabeling(labels))
    drawn = []
    layers["claimed_gains"].repaintRequested.connect(lambda *_: drawn.append("claimed_gains"))
    layers["front_lines"].repaintRequested.connect(lambda *_: drawn.append("front_lines"))
    click("check_claims")
    wait()
    assert drawn == ["claimed_gains"]
    click("check_claims")  # The same verdicts again: the map stays as it is.
    wait()
    assert drawn == ["claimed_gains"]
