"""Two people, one row: the second save asks, in a real window, and writes over nothing by itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDialogButtonBox, QTreeWidget

from salient.bridge.cases import case_layers, open_cases
from salient.gui.conflict_dialog import ConflictDialog

CODE = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute(sys.argv[2])
c.commit()
"""


@pytest.fixture
def claims(salient, small, qtbot):
    salient.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    layer = case_layers(QgsProject.instance(), case.id)["claims"]
    layer.startEditing()
    layer.changeAttributeValue(1, layer.fields().indexOf("claimant"), "Mine <b>")
    qtbot.wait(10)
    yield layer
    layer.rollBack()


def elsewhere(path: str, statement: str) -> None:
    """Let another program change the file: in this process that would drop QGIS's locks."""
    subprocess.run([sys.executable, "-c", CODE, path, statement], check=True, timeout=60)


def when_asked(window, do) -> None:
    timer = QTimer(window.window)

    def look() -> None:
        dialog = window.window.findChild(ConflictDialog, "salient_conflicts")
        if dialog is not None and dialog.isVisible():
            timer.stop()
            do(dialog)

    timer.timeout.connect(look)
    timer.start(20)


def press(dialog, which) -> None:
    QTest.mouseClick(dialog.findChild(QDialogButtonBox).button(which), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("choice", ["Mine", "Theirs"])
def test_the_three_versions_are_shown_and_the_choice_is_saved(window, salient, small, claims, qtbot, choice):
    seen: list[list[str]] = []

    def choose(dialog) -> None:
        row = dialog.findChild(QTreeWidget, "rows").topLevelItem(0)
        seen.append([row.text(0), *(row.child(0).text(column) for column in range(4))])
        box = dialog.findChild(QComboBox, "choice_c01")
        save = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save)
        seen.append([str(save.isEnabled())])  # not before something is chosen
        box.setCurrentIndex(box.findText(choice))
        press(dialog, QDialogButtonBox.StandardButton.Save)

    elsewhere(small, "UPDATE claims SET claimant = 'Theirs' WHERE id = 'c01'")
    when_asked(window, choose)
    assert not claims.commitChanges()
    qtbot.waitUntil(lambda: not claims.isEditable(), timeout=10_000)
    assert seen == [["Claims: c01", "Claimant", "Speaker", "Theirs", "Mine <b>"], ["False"]]
    assert claims.getFeature(1)["claimant"] == ("Mine <b>" if choice == "Mine" else "Theirs")
    assert "saved; " in window.told()[-1]


def test_called_off_nothing_is_saved(window, salient, small, claims, qtbot):
    elsewhere(small, "UPDATE claims SET claimant = 'Theirs' WHERE id = 'c01'")
    when_asked(window, lambda dialog: press(dialog, QDialogButtonBox.StandardButton.Cancel))
    assert not claims.commitChanges(False)
    qtbot.waitUntil(lambda: any("nothing was saved" in text for text in window.told()), timeout=10_000)
    assert claims.isModified()
    assert claims.getFeature(1)["claimant"] == "Mine <b>"


def test_a_row_that_is_gone_cannot_be_saved(window, salient, small, claims, qtbot):
    elsewhere(small, "DELETE FROM claims WHERE id = 'c01'")
    enabled: list[bool] = []

    def look(dialog) -> None:
        enabled.append(dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).isEnabled())
        dialog.reject()

    when_asked(window, look)
    assert not claims.commitChanges(False)
    qtbot.waitUntil(lambda: bool(enabled), timeout=10_000)
    assert enabled == [False]
    # Undone, there is nothing to save any more.
    claims.undoStack().undo()
    assert claims.commitChanges(False)
