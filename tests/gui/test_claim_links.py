"""Places and gains of a claim are picked by name and keep their order."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDialogButtonBox, QLineEdit, QPushButton

from salient.bridge.cases import case_layers, open_cases
from salient.gui.claim_links import LinksDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def claims(salient, small):
    salient.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    layer = case_layers(QgsProject.instance(), case.id)["claims"]
    yield layer
    if layer.isEditable():
        layer.rollBack()


def when_asked(window, do) -> None:
    timer = QTimer(window.window)

    def look() -> None:
        dialog = window.window.findChild(LinksDialog, "salient_claim_links")
        if dialog is not None and dialog.isVisible():
            timer.stop()
            do(dialog)

    timer.timeout.connect(look)
    timer.start(20)


def press(dialog, which) -> None:
    QTest.mouseClick(dialog.findChild(QDialogButtonBox).button(which), LEFT)


def pick(page, text: str) -> None:
    line = page.findChild(QLineEdit, "search")
    line.clear()
    QTest.keyClicks(line, text)
    QTest.mouseClick(page.findChild(QPushButton, "add"), LEFT)


def test_places_keep_the_order_in_which_they_are_put(window, salient, click, claims):
    shown: list[str] = []

    def choose(dialog) -> None:
        shown.append(dialog.claim_id())
        page = dialog.pages["place_ids"]
        pick(page, "insid")
        pick(page, "outsid")
        pick(page, "outsid")  # once is enough
        page.picked.setCurrentRow(1)
        QTest.mouseClick(page.findChild(QPushButton, "up"), LEFT)
        press(dialog, QDialogButtonBox.StandardButton.Ok)

    claims.selectByExpression("\"id\" = 'c02'")
    when_asked(window, choose)
    click("claim_links")
    assert shown == ["c02"]
    assert claims.getFeature(2)["place_ids"] == "s02 s01"
    assert claims.undoStack().undoText() == "Link claim c02"
    claims.undoStack().undo()
    assert not claims.getFeature(2)["place_ids"]


def test_what_is_there_is_shown_and_can_be_taken_away(window, salient, click, claims):
    claims.startEditing()
    claims.changeAttributeValue(1, claims.fields().indexOf("gain_ids"), "g01, g77")
    seen: list[list[str]] = []

    def choose(dialog) -> None:
        box = dialog.findChild(QComboBox, "claim")
        box.setCurrentIndex(box.findData("c01"))
        page = dialog.pages["gain_ids"]
        seen.append(page.ids())
        page.picked.setCurrentRow(1)
        QTest.mouseClick(page.findChild(QPushButton, "remove"), LEFT)
        press(dialog, QDialogButtonBox.StandardButton.Ok)

    when_asked(window, choose)
    click("claim_links")
    assert seen == [["g01", "g77"]]
    assert claims.getFeature(1)["gain_ids"] == "g01"


@pytest.mark.parametrize("which", [QDialogButtonBox.StandardButton.Cancel, QDialogButtonBox.StandardButton.Ok])
def test_nothing_chosen_nothing_done(window, salient, click, claims, which):
    when_asked(window, lambda dialog: press(dialog, which))
    click("claim_links")
    assert not claims.isEditable()


def test_read_only_is_told(window, salient, click, claims):
    def choose(dialog) -> None:
        pick(dialog.pages["place_ids"], "insid")
        press(dialog, QDialogButtonBox.StandardButton.Ok)

    claims.setReadOnly(True)
    when_asked(window, choose)
    click("claim_links")
    assert "can be read but not changed" in window.told()[-1]
