"""The issues of a case: when each was issued, what it found, what changed since the one before; signing one off."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import partial

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge.issue_rows import IssueLine
from ..bridge.issue_words import since_words, tally_words
from ..bridge.words import tr
from .help_actions import help_on
from .issue_dialog import day_edit

SignOff = Callable[[int, datetime.date, str], None]
Again = Callable[[int], None]


class IssuesDialog(QDialog):
    """Lists issues, the newest first; `sign_off` and `again` are called with the number of the chosen one."""

    def __init__(self, parent: QWidget, name: str, sign_off: SignOff, again: Again) -> None:
        super().__init__(parent)
        self.setObjectName("salient_issues")
        self.setWindowTitle(tr("Issues of {name}").format(name=name))
        self.resize(860, 540)
        self._lines: dict[int, IssueLine] = {}
        self._make_parts()
        self.release.clicked.connect(partial(self._sign_off, sign_off))
        self.again.clicked.connect(partial(self._again, again))
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        help_on(self, "issues", buttons)
        signing = QHBoxLayout()
        for widget in (QLabel(tr("Signed off by")), self.by, QLabel(tr("on")), self.day, self.release):
            signing.addWidget(widget)
        signing.addStretch(1)
        signing.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list, 2)
        layout.addWidget(self.details, 3)
        layout.addLayout(signing)
        layout.addWidget(self.state)
        layout.addWidget(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _make_parts(self) -> None:
        self.list = QTreeWidget(self)
        self.list.setObjectName("issues")
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([tr("No."), tr("Issued on"), tr("As of"), tr("Findings"), tr("Signed off")])
        self.details = QPlainTextEdit(self)
        self.details.setObjectName("details")
        self.details.setReadOnly(True)
        self.by = QLineEdit()
        self.by.setObjectName("by")
        self.by.setPlaceholderText(tr("name, or empty"))
        self.day = day_edit("signed_off_on")
        self.release = _button("sign_off", tr("Sign off"))
        self.release.setToolTip(tr("Lock this issue: it is released as it is"))
        self.again = _button("again", tr("Make again…"))
        self.again.setToolTip(tr("Write the PDF of this issue once more, the same to the byte, or learn what changed"))
        self.state = QLabel()
        self.state.setObjectName("state")
        self.state.setWordWrap(True)

    def show_lines(self, lines: Sequence[IssueLine]) -> None:
        """Show the issues as they are now; the one that was chosen stays chosen."""
        chosen = self.number()
        self._lines = {one.number: one for one in lines}
        self.list.clear()
        for one in reversed(list(lines)):
            item = QTreeWidgetItem([str(one.number), _day(one.issued_on), one.as_of, tally_words(one), _signed(one)])
            item.setData(0, Qt.ItemDataRole.UserRole, one.number)
            self.list.addTopLevelItem(item)
            if one.number == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and lines:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        for column in range(self.list.columnCount()):
            self.list.resizeColumnToContents(column)
        self._show_chosen()

    def number(self) -> int | None:
        """Return the number of the chosen issue; None where none is chosen."""
        item = self.list.currentItem()
        return None if item is None else int(item.data(0, Qt.ItemDataRole.UserRole))

    def _show_chosen(self) -> None:
        line = self._lines.get(self.number() or 0)
        signed = line is not None and line.signed_off_on is not None
        for widget in (self.by, self.day, self.release):
            widget.setEnabled(line is not None and not signed)
        self.again.setEnabled(line is not None)
        if line is None:
            self.details.setPlainText(tr("Nothing was issued yet: use Plugins > Salient > Issue briefing…"))
            self.state.clear()
            return
        self.details.setPlainText("\n".join([*since_words(line), "", f"SHA-256 {line.sha256}"]))
        self.state.setText(
            tr("This issue is locked: it is signed off.") if signed else tr("This issue is not signed off.")
        )

    def _sign_off(self, sign_off: SignOff, _checked: bool = False) -> None:
        number = self.number()
        if number is not None:
            sign_off(number, self.day.date().toPyDate(), " ".join(self.by.text().split()))

    def _again(self, again: Again, _checked: bool = False) -> None:
        number = self.number()
        if number is not None:
            again(number)


def _day(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()


def _signed(line: IssueLine) -> str:
    return " ".join(one for one in (_day(line.signed_off_on), line.signed_off_by) if one)


def _button(name: str, text: str) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    return made
