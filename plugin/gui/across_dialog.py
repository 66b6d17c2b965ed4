"""Asked before a briefing on a case with maps of several issuers: whether two of them are to be compared."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr
from .help_actions import help_on


class AcrossDialog(QDialog):
    """Says that each issuer is measured by itself, and takes the wish to compare two all the same."""

    def __init__(self, parent: QWidget, issuers: Sequence[str]) -> None:
        super().__init__(parent)
        self.setObjectName("salient_across_dialog")
        self.setWindowTitle(tr("Export PDF briefing"))
        text = tr("The case holds maps of {n} issuers: {issuers}. In the briefing each is measured by itself.")
        said = QLabel(text.format(n=len(issuers), issuers=", ".join(issuers)))
        said.setTextFormat(Qt.TextFormat.PlainText)
        self.across = QCheckBox(tr("Compare maps of different issuers (they use different definitions)"))
        self.across.setObjectName("across")
        warned = QLabel(tr("Every page of the briefing then says so."))
        self.first, self.last = QComboBox(), QComboBox()
        for box, name, place in ((self.first, "issuer", 0), (self.last, "issuer_to", 1)):
            box.setObjectName(name)
            box.addItems(list(issuers))
            box.setCurrentIndex(place)
            box.setEnabled(False)
            self.across.toggled.connect(box.setEnabled)
            box.currentIndexChanged.connect(self._check)
        self.across.toggled.connect(self._check)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        help_on(self, "briefing", self.buttons)
        form = QFormLayout()
        form.addRow(tr("First day on the maps of"), self.first)
        form.addRow(tr("Last day on the maps of"), self.last)
        layout = QVBoxLayout(self)
        for label in (said, warned):
            label.setWordWrap(True)
        for widget in (said, self.across, warned):
            layout.addWidget(widget)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)

    def pair(self) -> tuple[str, str] | None:
        """Return the issuers of the first and of the last day; None where each is measured by itself."""
        return (self.first.currentText(), self.last.currentText()) if self.across.isChecked() else None

    def _check(self) -> None:
        pair = self.pair()
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(pair is None or pair[0] != pair[1])
