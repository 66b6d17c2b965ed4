"""Asked before a briefing is issued: its day, and what it corrects of earlier ones. Its number is shown."""

from __future__ import annotations

import datetime

from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr
from .help_actions import help_on


class IssueDialog(QDialog):
    """Says which number the issue will have, and takes its day and the desk's corrections."""

    def __init__(self, parent: QWidget, name: str, number: int) -> None:
        super().__init__(parent)
        self.setObjectName("salient_issue_dialog")
        self.setWindowTitle(tr("Issue briefing"))
        said = QLabel(tr("{name}: this will be issue {number}.").format(name=name, number=number))
        kept = QLabel(
            tr(
                "The case keeps its facts: the next issue says what changed since. Undo takes it back until the layer "
                "is saved."
            )
        )
        for label in (said, kept):
            label.setWordWrap(True)
        self.day = day_edit("issued_on")
        self.corrections = QPlainTextEdit()
        self.corrections.setObjectName("corrections")
        self.corrections.setPlaceholderText(tr("What an earlier issue had wrong, a sentence a line; may stay empty."))
        self.corrections.setTabChangesFocus(True)
        self.corrections.setMinimumHeight(5 * self.fontMetrics().lineSpacing())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Issue…"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        help_on(self, "issues", buttons)
        form = QFormLayout()
        form.addRow(tr("Issued on"), self.day)
        form.addRow(tr("Corrections"), self.corrections)
        layout = QVBoxLayout(self)
        layout.addWidget(said)
        layout.addLayout(form)
        layout.addWidget(kept)
        layout.addWidget(buttons)
        self.setMinimumWidth(480)

    def issued_on(self) -> datetime.date:
        """Return the day of the issue."""
        return self.day.date().toPyDate()

    def written(self) -> tuple[str, ...]:
        """Return the corrections, a sentence a line."""
        lines = (" ".join(one.split()) for one in self.corrections.toPlainText().splitlines())
        return tuple(one for one in lines if one)


def day_edit(name: str) -> QDateEdit:
    """Return a field for a day, which is today."""
    made = QDateEdit(QDate.currentDate())
    made.setObjectName(name)
    made.setCalendarPopup(True)
    made.setDisplayFormat("yyyy-MM-dd")
    return made
