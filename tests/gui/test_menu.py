"""Plugins > Salient as a user meets it: cases, layers, checks, export."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsProject
from qgis.PyQt.QtWidgets import QDialog, QDockWidget, QFileDialog, QLabel, QMenu, QMessageBox, QTableView

import small_case
from salient.bridge.cases import case_layers, open_cases
from salient.bridge.parts import PAPER, Part, missing
from salient.gui import case_actions
from salient.gui.claims_model import VERDICT
from salient.gui.help_actions import PageDialog


def layers_of_the_case() -> dict:
    (case,) = open_cases(QgsProject.instance())
    return case_layers(QgsProject.instance(), case.id)


def verdicts(window) -> list[str]:
    """Return what the ledger says of each claim, in the order that it stands in."""
    model = window.window.findChild(QTableView, "salient_claims_table").model()
    return [model.index(row, VERDICT).data() for row in range(model.rowCount())]


def answer_file(monkeypatch, kind: str, path: object) -> None:
    monkeypatch.setattr(QFileDialog, f"get{kind}FileName", lambda *a, **k: (str(path) if path else "", ""))


def test_the_menu_holds_what_the_manual_names(window, salient):
    menu = window.window.findChild(QMenu, "salient_menu")
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        *("New case…", "Open case…", "Open the sample case", "Draw", "Record claim…"),
        *("Add settlements layer", "Add supply routes layer", "Add claimed gains layer"),
        *("Import control maps…", "Import routes…", "Import places…"),
        *("Quality of control maps", "Change between two dates…", "Control maps"),
        "Baseline from control maps…",
        *("Buffer…", "Penetration depth…"),
        *("Claims and findings", "Places and gains of a claim…", "Check claims", "Export PDF briefing…"),
        *("Briefing recipe…", "Issue briefing…", "Issues…"),
        *("Options…", "Help", "About Salient"),
    ]
    assert all(not action.icon().isNull() for action in menu.actions() if not action.isSeparator())
    assert menu.menuAction() in window.pluginMenu().actions()


def test_new_case(window, salient, click, wait, monkeypatch, tmp_path):
    answer_file(monkeypatch, "Save", tmp_path / "story")
    click("new_case")
    wait()
    assert (tmp_path / "story.gpkg").is_file()
    assert [case.name for case in open_cases(QgsProject.instance())] == ["story"]
    assert "The new case is open" in window.told()[-1]


def test_new_case_never_replaces(window, salient, click, wait, monkeypatch, tmp_path):
    (tmp_path / "story.gpkg").write_bytes(b"precious")
    answer_file(monkeypatch, "Save", tmp_path / "story.gpkg")
    click("new_case")
    wait()
    assert (tmp_path / "story.gpkg").read_bytes() == b"precious"
    assert "never replaced" in window.told()[-1]


def test_open_case_and_a_dialog_that_was_cancelled(window, salient, click, wait, monkeypatch, small):
    answer_file(monkeypatch, "Open", None)
    click("open_case")
    assert open_cases(QgsProject.instance()) == []
    answer_file(monkeypatch, "Open", small)
    click("open_case")
    wait()
    assert salient.active_case_group().name() == "The small case"
    assert QgsProject.instance().crs().authid() == "EPSG:32637"
    click("open_case")
    assert "open already" in window.told()[-1]


@pytest.mark.parametrize("content", [b"", b"no case"])
def test_a_file_that_is_no_case(window, salient, click, monkeypatch, tmp_path, content):
    path = tmp_path / "a<b>.gpkg"
    path.write_bytes(content)
    answer_file(monkeypatch, "Open", path)
    click("open_case")
    # The bar reads mark-up: the name must come through as it is.
    assert "a&lt;b&gt;.gpkg: this file is no case" in window.told()[-1]
    assert not QgsProject.instance().mapLayers()


@pytest.mark.parametrize("agrees", [True, False])
def test_an_older_case_is_upgraded_if_the_user_agrees(window, salient, click, wait, monkeypatch, small, agrees):
    with sqlite3.connect(small) as connection:
        connection.execute("UPDATE settings SET value = '0' WHERE id = 'schema_version'")
        connection.execute("ALTER TABLE claims DROP COLUMN denies")
        connection.execute("ALTER TABLE claims DROP COLUMN status")
        connection.execute("ALTER TABLE claimed_gains RENAME COLUMN tolerance_m TO tolerance")
    buttons = QMessageBox.StandardButton
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: buttons.Yes if agrees else buttons.No)
    answer_file(monkeypatch, "Open", small)
    click("open_case")
    wait()
    assert len(open_cases(QgsProject.instance())) == (1 if agrees else 0)
    assert bool(list(Path(small).parent.glob("small.backups/*.gpkg"))) is agrees


def test_the_sample_case_is_a_copy_that_is_kept(window, salient, click, wait, monkeypatch, tmp_path):
    monkeypatch.setattr(case_actions, "sample_path", lambda: tmp_path / "profile" / "sample.gpkg")
    click("sample_case")
    wait()
    assert len(list(layers_of_the_case()["claims"].getFeatures())) >= 12
    QgsProject.instance().clear()
    before = (tmp_path / "profile" / "sample.gpkg").stat().st_mtime_ns
    click("sample_case")
    wait()
    assert salient.active_case_group() is not None
    assert (tmp_path / "profile" / "sample.gpkg").stat().st_mtime_ns == before


def test_add_layer_without_a_case_offers_a_new_one(window, salient, click, wait, monkeypatch, tmp_path):
    buttons = QMessageBox.StandardButton
    asked = []
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: asked.append(a[2]) or buttons.No)
    click("settlements")
    assert len(asked) == 1
    assert not QgsProject.instance().mapLayers()
    monkeypatch.setattr(QMessageBox, "question", lambda *a, **k: buttons.Yes)
    answer_file(monkeypatch, "Save", tmp_path / "fresh.gpkg")
    click("settlements")
    wait()
    assert (tmp_path / "fresh.gpkg").is_file()


@pytest.mark.parametrize("name", ["settlements", "supply_routes", "claimed_gains"])
def test_add_layer_brings_back_what_was_taken_away(window, salient, click, small, name):
    salient.open_case(small)
    QgsProject.instance().removeMapLayer(layers_of_the_case()[name].id())
    click(name)
    layer = layers_of_the_case()[name]
    assert layer.isValid()
    assert window.activeLayer() is layer
    assert not layer.isEditable()  # nothing begins that the user did not begin


def test_what_cannot_be_saved_is_said_before_editing_begins(window, salient, click, wait, monkeypatch, small):
    monkeypatch.setattr("salient.bridge.cases.can_be_changed", lambda path: False)
    salient.open_case(small)
    assert "can be read but not changed" in window.told()[-1]
    gains = layers_of_the_case()["claimed_gains"]
    assert not gains.startEditing()
    click("claimed_gains")
    assert "can be read but not changed" in window.told()[-1]
    click("check_claims")
    wait()
    assert len(verdicts(window)) == 3


def test_check_claims(window, salient, click, wait, small):
    salient.open_case(small)
    click("check_claims")
    wait()
    # 73.2 km is one degree of longitude at 49 N (cos 49° x 111.5 km). The way to the sector, north of 49.4 N, is
    # longer: another 0.4 x 111.2 km at a right angle make it 85.7 km. So 73 km fits one definition, and 10 km none.
    assert verdicts(window) == ["consistent if", "inconsistent", "not testable"]
    assert "3 claims checked: 1 consistent if, 1 inconsistent, 1 not testable" in window.told()[-1]
    names = [node.name() for node in salient.active_case_group().findLayers()]
    assert names[:2] == ["Deepest points of claims", "Depth lines of claims"]
    # A second check takes the place of the first.
    click("check_claims")
    wait()
    assert [node.name() for node in salient.active_case_group().findLayers()] == names


def test_unsaved_edits_are_checked_and_stay_unsaved(window, salient, click, wait, small):
    salient.open_case(small)
    claims = layers_of_the_case()["claims"]
    claims.startEditing()
    claims.changeAttributeValue(2, claims.fields().indexOf("value"), 73.0)
    click("check_claims")
    wait()
    assert verdicts(window)[1] == "consistent if"
    assert claims.isModified()
    claims.rollBack()


def test_null_shape_in_an_edit_is_named_and_the_rest_is_measured(window, salient, click, wait, small):
    salient.open_case(small)
    gains = layers_of_the_case()["claimed_gains"]
    gains.startEditing()
    feature = QgsFeature(gains.fields())
    feature["id"] = "g77"
    gains.addFeature(feature)
    click("check_claims")
    wait()
    assert verdicts(window)[0] == "consistent if"
    labels = [label.text() for label in window.window.findChild(QDockWidget, "salient_workplace").findChildren(QLabel)]
    assert any("g77" in text for text in labels)
    assert "1 row was left out" in window.told()[-1]
    gains.rollBack()


def test_without_a_case_and_without_claims(window, salient, click, wait, tmp_path):
    click("check_claims")
    assert "No case is open" in window.told()[-1]
    salient.open_case(small_case.make(tmp_path, "bare", {}))
    click("check_claims")
    wait()
    assert "holds no claims" in window.told()[-1]


def test_several_cases_open_and_none_chosen(window, salient, click, wait, tmp_path):
    for name in ("one", "two"):
        salient.open_case(small_case.make(tmp_path, name))
    wait()
    window.layerTreeView().setCurrentIndex(window.layerTreeView().rootIndex())
    click("check_claims")
    assert "Several cases are open" in window.told()[-1]


def test_the_case_is_closed_while_it_is_checked(window, salient, click, wait, small):
    salient.open_case(small)
    click("check_claims")
    QgsProject.instance().clear()
    wait()
    assert "was closed while" in window.told()[-1]
    assert not QgsProject.instance().mapLayers()


def test_a_check_that_is_called_off_says_nothing(window, salient, click, wait, small):
    salient.open_case(small)
    before = len(window.told())
    click("check_claims")
    for task in list(salient._desk.tasks._running):
        task.cancel()
    wait()
    assert len(window.told()) == before
    assert "workplace" not in salient._desk.docks


def test_export(window, salient, click, wait, monkeypatch, small, tmp_path):
    salient.open_case(small)
    target = tmp_path / "out.pdf"
    answer_file(monkeypatch, "Save", target)
    click("briefing")
    wait()
    assert target.read_bytes().startswith(b"%PDF-")
    assert "The briefing is written" in window.told()[-1]
    first = target.read_bytes()
    salient.export_briefing(str(target), "uk")
    wait()
    assert target.read_bytes() != first
    assert not [one for one in tmp_path.iterdir() if one.suffix not in (".pdf", ".gpkg", ".gpkg-wal", ".gpkg-shm")]


def test_export_where_nothing_can_be_written(window, salient, click, wait, monkeypatch, small, tmp_path):
    salient.open_case(small)
    answer_file(monkeypatch, "Save", tmp_path / "no such folder" / "out.pdf")
    click("briefing")
    wait()
    assert "no such folder" in window.told()[-1]


def test_a_missing_library_is_named_with_the_way_to_get_it(window, salient, click, monkeypatch, small):
    salient.open_case(small)
    absent = (Part("no_such_library", "python3-nosuch", "tests"),)
    monkeypatch.setattr("salient.gui.check_actions.MEASURING", absent)
    click("check_claims")
    assert "no_such_library" in window.told()[-1]
    assert "sudo apt install python3-nosuch" in window.told()[-1]
    monkeypatch.setattr("salient.gui.check_actions.PAPER", absent)
    # From a script too, where no dialog was asked for.
    salient.export_briefing(str(small) + ".pdf")
    assert salient._desk.tasks.running() == 0
    assert "Needed for this and not installed: no_such_library, no_such_library" in window.told()[-1]
    monkeypatch.setattr("salient.gui.desk.ALL_PARTS", absent)
    salient._desk.say_what_is_missing()
    assert "Everything else works" in window.told()[-1]


def test_a_library_that_refuses_to_be_looked_for_counts_as_missing(monkeypatch):
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("salient.bridge.parts.find_spec", refuse)
    assert missing(PAPER) == PAPER


def test_buffer_and_depth_from_the_menu(window, salient, click, wait, monkeypatch, small):
    salient.open_case(small)
    wait()
    monkeypatch.setattr(QDialog, "exec", lambda self: QDialog.DialogCode.Accepted)
    click("buffer")
    wait()
    made = [one for one in QgsProject.instance().mapLayers().values() if "within 50 km" in one.name()]
    assert [one.name() for one in made] == ["Settlements: within 50 km"]
    assert made[0].featureCount() == 2
    # Below the points and lines of the case, and seen through: buffers hide nothing.
    order = [node.name() for node in salient.active_case_group().findLayers()]
    assert order[:4] == ["Settlements", "Supply routes", "Front lines", "Settlements: within 50 km"]
    assert made[0].opacity() < 1
    assert {feature["id"] for feature in made[0].getFeatures()} == {"s01", "s02"}
    click("depth")
    wait()
    assert "Depth to any part of the baseline: 73." in window.told()[-1]
    assert "Depth to the break-in sector" in window.told()[-1]


def test_buffer_of_a_layer_without_shapes(window, salient, wait, tmp_path):
    from salient.gui.measure_actions import buffer_layer

    salient.open_case(small_case.make(tmp_path, "bare", {}))
    buffer_layer(salient._desk, layers_of_the_case()["settlements"], 10.0)
    wait()
    assert "no feature has a shape" in window.told()[-1]


def test_help_and_about(window, salient, click):
    click("help")
    click("about")
    pages = {page.objectName(): page.page.toPlainText() for page in window.window.findChildren(PageDialog)}
    assert "From a story to a PDF" in pages["salient_help"]
    assert "QGIS" in pages["salient_about"]
    assert "shapely" in pages["salient_about"]
