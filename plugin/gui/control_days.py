"""Two days of an issuer's maps and a button: the head of the pages that compare days."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ..bridge.words import tr

Date = datetime.date


class DaySpan(QWidget):
    """Asks for a first and a last day; `asked` comes when the button is pressed and the days are in order.

    Parameters
    ----------
    button
        What the button says.
    """

    asked = pyqtSignal()
    refused = pyqtSignal(str)

    def __init__(self, button: str) -> None:
        super().__init__()
        self.start, self.end = QComboBox(), QComboBox()
        self.button = QPushButton(button)
        for widget, name in ((self.start, "start"), (self.end, "end"), (self.button, "measure")):
            widget.setObjectName(name)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel(tr("From")), self.start, QLabel(tr("to")), self.end, self.button):
            self.row.addWidget(widget)
        self.row.addStretch()
        self.button.clicked.connect(self._ask)

    def set_days(self, days: Sequence[Date]) -> None:
        """Offer these days, in order; days chosen before stay chosen where they are among them."""
        texts = [day.isoformat() for day in days]
        for box, place in ((self.start, 0), (self.end, len(texts) - 1)):
            before = box.currentText()
            box.clear()
            box.addItems(texts)
            box.setCurrentIndex(texts.index(before) if before in texts else place)

    def days(self) -> tuple[Date, Date] | None:
        """Return the two days; None while there are none, or they are not in order."""
        if not self.start.currentText() or self.start.currentText() >= self.end.currentText():
            return None
        return Date.fromisoformat(self.start.currentText()), Date.fromisoformat(self.end.currentText())

    def _ask(self) -> None:
        if self.days() is None:
            self.refused.emit(tr("The first day must lie before the last."))
        else:
            self.asked.emit()


def plain_label(name: str, text: str = "") -> QLabel:
    """Return a label that wraps, can be copied from, and takes no mark-up."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
