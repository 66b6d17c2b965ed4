"""Sides in the legend while somebody works: a side that is typed gets its symbols by itself."""

from __future__ import annotations

from qgis.core import QgsProject

from salient.bridge.cases import case_layers, open_cases


def groups(layer) -> list[str]:
    return [rule.label() for rule in layer.renderer().rootRule().children()]


def test_a_side_that_is_typed_gets_its_symbols(salient, small, qtbot):
    salient.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    gains = case_layers(QgsProject.instance(), case.id)["claimed_gains"]
    assert groups(gains) == ["A", "no side, or another one"]
    gains.startEditing()
    gains.changeAttributeValue(1, gains.fields().indexOf("side"), "B <side>")
    qtbot.waitUntil(lambda: groups(gains) == ["A", "B <side>", "no side, or another one"], timeout=5_000)
    gains.rollBack()


def test_two_cases_have_their_own_sides(salient, small, tmp_path, qtbot):
    import small_case

    rows = small_case.tables()
    rows["claimed_gains"][0]["side"] = "Z"
    salient.open_case(small)
    salient.open_case(small_case.make(tmp_path, "other", rows))
    cases = {
        case.name: case_layers(QgsProject.instance(), case.id)["claimed_gains"]
        for case in open_cases(QgsProject.instance())
    }
    cases["other"].startEditing()
    cases["other"].changeAttributeValue(1, cases["other"].fields().indexOf("side"), "Y")
    qtbot.waitUntil(lambda: "Y" in groups(cases["other"]), timeout=5_000)
    assert groups(cases["other"]) == ["Z", "Y", "no side, or another one"]
    assert groups(cases["small"]) == ["A", "no side, or another one"]
    cases["other"].rollBack()
