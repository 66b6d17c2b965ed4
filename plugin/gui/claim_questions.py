"""What the form of a claim asks before it does something that the user may not want."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMessageBox, QWidget

from ..about import TITLE
from ..bridge.words import tr

RECORD, DISCARD, STAY = "record", "discard", "stay"


def what_to_do_with_what_is_typed(form: QWidget) -> str:
    """Ask what becomes of a claim that is not recorded, and return `RECORD`, `DISCARD` or `STAY`."""
    box = _question(form, "salient_claim_discard", tr("The claim is not recorded."), tr("Record it now?"))
    kinds = QMessageBox.StandardButton
    box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
    box.button(kinds.Save).setText(tr("Record"))
    box.setDefaultButton(kinds.Save)
    return {kinds.Save: RECORD, kinds.Discard: DISCARD}.get(box.exec(), STAY)


def wants_duplicate(form: QWidget, sentence: str) -> bool:
    """Ask whether a claim is recorded though the same one is there."""
    box = _question(form, "salient_claim_duplicate", sentence, tr("Record it all the same?"))
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
    return box.exec() == QMessageBox.StandardButton.Yes


def _question(form: QWidget, name: str, text: str, question: str) -> QMessageBox:
    box = QMessageBox(form)
    box.setObjectName(name)
    box.setWindowTitle(TITLE)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(question)
    return box
