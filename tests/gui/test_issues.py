"""Numbered briefings as an editor meets them: issued, listed, signed off, locked, made again."""

from __future__ import annotations

import datetime
import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDockWidget,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
)

from desk_window import settle
from salient.bridge.cases import case_layers, open_cases
from salient.bridge.issue_rows import issue_lines
from salient.bridge.rows import plain_value
from salient.gui.issue_dialog import IssueDialog
from salient.gui.issues_dialog import IssuesDialog
from salient.gui.workplace import BRIEFING

DAY = QDate(2022, 9, 10)


def layer_of(table: str) -> QgsVectorLayer:
    (case,) = open_cases(QgsProject.instance())
    return case_layers(QgsProject.instance(), case.id)[table]


def accepted(dialog: IssueDialog) -> int:
    """Stand for the dialog's own loop, in which its button was clicked."""
    dialog.accept()
    return int(QDialog.DialogCode.Accepted)


@pytest.fixture
def issue(window, salient, small, click, wait, monkeypatch, tmp_path):
    """Open the small case; return a function that issues its briefing to a file of that name."""
    salient.open_case(small)
    wait()

    def by_hand(name: str, corrections: str = "") -> Path:
        said: list[str] = []

        def exec_(dialog: IssueDialog) -> int:
            said.append(dialog.findChild(QLabel).text())
            dialog.day.setDate(DAY)
            dialog.corrections.setPlainText(corrections)
            return accepted(dialog)

        path = tmp_path / name
        monkeypatch.setattr(IssueDialog, "exec", exec_)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
        click("issue_briefing")
        wait()
        assert len(said) == 1
        return path

    yield by_hand
    for layer in QgsProject.instance().mapLayers().values():
        if isinstance(layer, QgsVectorLayer) and layer.isEditable():
            layer.rollBack()


@pytest.fixture
def listed(window, click, wait):
    """Return a function that opens the list of the issues."""

    def opened() -> IssuesDialog:
        click("issues")
        wait()
        return window.window.findChild(IssuesDialog, "salient_issues")

    return opened


def lines() -> list:
    (case,) = open_cases(QgsProject.instance())
    return issue_lines(QgsProject.instance(), case)


def test_an_issue_is_a_pdf_and_one_step_of_undo(issue, window):
    pdf = issue("1.pdf")
    (line,) = lines()
    assert (line.number, line.issued_on, line.as_of) == (1, datetime.date(2022, 9, 10), "2022-09-09")
    assert line.sha256 == hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert sum(line.tally.values()) == 3
    assert "Issue 1 is written" in window.told()[-1]
    layer = layer_of("issues")
    assert layer.isModified()
    assert layer.undoStack().count() == 1
    assert layer.undoStack().undoText() == "Issue 1"
    layer.undoStack().undo()
    assert lines() == []
    layer.undoStack().redo()
    assert [one.number for one in lines()] == [1]


def test_the_next_issue_counts_on_and_says_what_changed(issue, listed):
    issue("1.pdf")
    claims = layer_of("claims")
    claims.startEditing()
    row = next(one for one in claims.getFeatures() if one["id"] == "c01")
    claims.changeAttributeValue(row.id(), claims.fields().indexOf("value"), 500.0)
    issue("2.pdf", "Issue 1 had  a misprint.\n\n")
    first, second = lines()
    assert first.since is None
    assert second.number == 2
    assert second.corrections == ("Issue 1 had a misprint.",)
    assert second.since["verdicts"][0]["claim"] == "c01"
    dialog = listed()
    shown = dialog.findChild(QTreeWidget, "issues")
    assert [shown.topLevelItem(n).text(0) for n in range(shown.topLevelItemCount())] == ["2", "1"]
    details = dialog.findChild(QPlainTextEdit, "details").toPlainText()
    assert "Correction: Issue 1 had a misprint." in details
    assert "What changed since issue 1:" in details
    assert "c01: verdict consistent if → inconsistent" in details
    shown.setCurrentItem(shown.topLevelItem(1))
    assert "The first issue" in dialog.findChild(QPlainTextEdit, "details").toPlainText()
    dialog.reject()


def test_a_signed_off_issue_takes_no_edits(issue, listed, window, wait, qtbot):
    issue("1.pdf")
    dialog = listed()
    dialog.findChild(QLineEdit, "by").setText(" An  editor ")
    dialog.day.setDate(DAY.addDays(1))
    dialog.findChild(QPushButton, "sign_off").click()
    (line,) = lines()
    assert (line.signed_off_on, line.signed_off_by) == (datetime.date(2022, 9, 11), "An editor")
    assert not dialog.findChild(QPushButton, "sign_off").isEnabled()
    assert "locked" in dialog.findChild(QLabel, "state").text()
    dialog.reject()
    layer = layer_of("issues")
    assert layer.commitChanges()
    layer.startEditing()
    (row,) = layer.getFeatures()
    layer.changeAttributeValue(row.id(), layer.fields().indexOf("signed_off_on"), None)
    assert not layer.commitChanges()
    qtbot.wait(50)
    assert "Issues that were signed off cannot be changed (1)" in window.told()[-1]
    layer.rollBack()
    layer.startEditing()
    assert layer.deleteFeature(row.id())
    assert not layer.commitChanges()
    qtbot.wait(50)
    layer.rollBack()
    (line,) = lines()
    assert line.signed_off_by == "An editor"


def test_other_layers_are_saved_though_an_issue_is_signed_off(issue, listed):
    """The lock is on the row, not on the case."""
    issue("1.pdf")
    dialog = listed()
    dialog.findChild(QPushButton, "sign_off").click()
    dialog.reject()
    assert layer_of("issues").commitChanges()
    issue("2.pdf")
    assert layer_of("issues").commitChanges()
    assert [one.signed_off_on is None for one in lines()] == [False, True]


def test_the_form_takes_a_signature_and_nothing_else(issue, window):
    issue("1.pdf")
    layer = layer_of("issues")

    def editable(name: str) -> bool:
        (row,) = layer.getFeatures()
        form = window.getFeatureForm(layer, row)
        widget = next(one for one in form.attributeForm().findChildren(QLineEdit) if one.objectName() == name)
        found = widget.isEnabled() and not widget.isReadOnly()
        form.deleteLater()
        settle()
        return found

    assert editable("signed_off_by")
    assert not editable("sha256")
    (row,) = layer.getFeatures()
    layer.changeAttributeValue(row.id(), layer.fields().indexOf("signed_off_on"), DAY)
    assert not editable("signed_off_by")


def test_an_issue_is_made_again_or_what_changed_is_said(issue, listed, window, wait, monkeypatch, tmp_path):
    pdf = issue("1.pdf")
    again = tmp_path / "again.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(again), ""))
    dialog = listed()
    dialog.findChild(QPushButton, "again").click()
    wait()
    assert again.read_bytes() == pdf.read_bytes()
    assert "the same to the byte" in window.told()[-1]
    again.unlink()
    gains = layer_of("claimed_gains")
    gains.startEditing()
    (row,) = gains.getFeatures()
    gains.changeAttributeValue(row.id(), gains.fields().indexOf("tolerance_m"), 900.0)
    dialog.findChild(QPushButton, "again").click()
    wait()
    assert not again.exists()
    assert "Changed: Claimed gains: g01 (edited)" in window.told()[-1]
    dialog.reject()


def test_the_page_issues_what_it_shows_with_files_beside(issue, click, wait, window, qtbot, monkeypatch, tmp_path):
    """The title that was typed there, in the language chosen there; a file of somebody else's is not replaced."""
    window.window.resize(1200, 900)
    click("workplace")
    dock = window.window.findChild(QDockWidget, "salient_workplace")
    dock.show_page(BRIEFING)
    page = dock.page(BRIEFING)
    qtbot.waitUntil(lambda: page.state.text().startswith("✓"), timeout=60_000)
    page.form.title.setText("A title of its own")
    page.form.language.setCurrentIndex(page.form.language.findData("uk"))
    page.form.beside.setChecked(True)
    path = tmp_path / "week.pdf"
    monkeypatch.setattr(IssueDialog, "exec", accepted)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(path), ""))
    foreign = tmp_path / "week.claims.csv"
    foreign.write_text("mine", encoding="utf-8")
    page.issue.click()
    wait()
    assert "week.claims.csv: this file exists" in window.told()[-1]
    assert not path.exists()
    foreign.unlink()
    page.issue.click()
    wait()
    facts = json.loads((tmp_path / "week.facts.json").read_text(encoding="utf-8"))
    assert facts["issue"]["number"] == 1
    assert foreign.exists()
    assert (tmp_path / "week.shapes.geojson").exists()
    words = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert "A title of its own" in words
    assert "Випуск" in words


def test_nothing_was_issued_yet(window, salient, small, wait, listed):
    salient.open_case(small)
    wait()
    dialog = listed()
    assert "Nothing was issued yet" in dialog.findChild(QPlainTextEdit, "details").toPlainText()
    for name in ("sign_off", "again"):
        assert not dialog.findChild(QPushButton, name).isEnabled()
    dialog.reject()
    assert "issues" not in {
        plain_value(one.customProperty("salient/table")) for one in QgsProject.instance().mapLayers().values()
    }
