"""Fields of a form: widgets with `value()`, `set_value()` and the signal `changed`, empty where nothing is said.

Values are plain: text, tuples of ids, bool, None for what is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr

_APART = 3


class LineField(QLineEdit):
    """A line of text; it may complete what was used before."""

    changed = pyqtSignal()

    def __init__(self, known: Sequence[str] = ()) -> None:
        super().__init__()
        self.textChanged.connect(lambda _: self.changed.emit())
        self.offer(known)

    def offer(self, known: Sequence[str]) -> None:
        """Complete these from now on."""
        if known:
            completer = QCompleter(list(known), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.setCompleter(completer)

    def value(self) -> str:
        """Return the text without spaces around it."""
        return self.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self.setText(value or "")
        self.setCursorPosition(0)


class TextField(QPlainTextEdit):
    """Some lines of text; the tabulator leaves it."""

    changed = pyqtSignal()

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._lines = lines
        self.setFixedHeight(self.sizeHint().height())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.changed.emit)

    def sizeHint(self) -> QSize:
        """As high as its lines; Qt asks this."""
        frame = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        return QSize(super().sizeHint().width(), self._lines * self.fontMetrics().lineSpacing() + frame)

    def value(self) -> str:
        """Return the text without spaces around it."""
        return self.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self.setPlainText(value or "")


class CalmBox(QComboBox):
    """A list that the wheel does not turn: who scrolls the form over it would change it without noticing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form; Qt calls this."""
        event.ignore()


class ChoiceField(CalmBox):
    """One of several values, shown by their words."""

    changed = pyqtSignal()

    def __init__(self, words: Mapping[str, str], empty: str = "") -> None:
        super().__init__()
        if empty:
            self.addItem(empty, "")
        for value, word in words.items():
            self.addItem(tr(word), value)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.currentIndexChanged.connect(lambda _: self.changed.emit())

    def value(self) -> str:
        """Return the value chosen."""
        return self.currentData() or ""

    def set_value(self, value: str | None) -> None:
        """Choose a value."""
        self.setCurrentIndex(max(self.findData(value or ""), 0))


class LinkField(CalmBox):
    """A row of another table, found by typing any part of its words; at first the entry that leaves it open."""

    changed = pyqtSignal()

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)
        completer = QCompleter(self.model(), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.offer(())
        self.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.lineEdit().editingFinished.connect(self.settle)

    def offer(self, entries: Iterable[tuple[str, str]]) -> None:
        """Offer rows, by id and words; what was chosen stays chosen, also where it is no longer there."""
        chosen = self.value()
        self.blockSignals(True)
        self.clear()
        self.addItem(self._empty, "")
        for value, words in entries:
            self.addItem(words, value)
        self.set_value(chosen)
        self.blockSignals(False)

    def value(self) -> str:
        """Return the id of the row chosen; "" for none."""
        return self.currentData() or ""

    def set_value(self, value: str | None) -> None:
        """Choose a row by its id; one that is not there is shown by its id, and kept."""
        place = self.findData(value or "")
        if place < 0:
            self.addItem(str(value), value)
            place = self.count() - 1
        self.setCurrentIndex(place)
        self.lineEdit().setCursorPosition(0)

    def settle(self) -> None:
        """Take what was typed if it names one row; else show again what is chosen."""
        typed = self.currentText().strip().casefold()
        fitting = [place for place in range(self.count()) if typed and typed in self.itemText(place).casefold()]
        same = [place for place in fitting if self.itemText(place).casefold() == typed]
        place = same[0] if same else fitting[0] if len(fitting) == 1 else self.currentIndex()
        self.setCurrentIndex(0 if not typed else place)
        self.setEditText(self.itemText(self.currentIndex()))
        self.lineEdit().setCursorPosition(0)


class FlagField(QCheckBox):
    """A yes or no."""

    changed = pyqtSignal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.toggled.connect(lambda _: self.changed.emit())

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Tick it, or not."""
        self.setChecked(bool(value))


class SideField(CalmBox):
    """The name of a side: one that is known, or another."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.currentTextChanged.connect(lambda _: self.changed.emit())

    def offer(self, names: Sequence[str]) -> None:
        """Offer the sides that are known."""
        shown = self.currentText()
        self.blockSignals(True)
        self.clear()
        self.addItems(list(names))
        self.setEditText(shown)
        self.blockSignals(False)

    def value(self) -> str:
        """Return the name of the side."""
        return self.currentText().strip()

    def set_value(self, value: str | None) -> None:
        """Show a side."""
        self.setEditText(value or "")


class FieldRow(QWidget):
    """A field, and below it what is to be said of it."""

    def __init__(self, field: QWidget, *beside: QWidget) -> None:
        super().__init__()
        self.field = field
        self.remark = QLabel()
        self.remark.setWordWrap(True)
        self.remark.setTextFormat(Qt.TextFormat.PlainText)
        self.remark.hide()
        line = QHBoxLayout()
        line.addWidget(field, 1)
        for other in beside:
            line.addWidget(other)
        layout = QVBoxLayout(self)
        # The room between rows is the row's own: a form keeps its own spacing for rows that are hidden, too.
        layout.setContentsMargins(0, _APART, 0, _APART)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.remark)
        self.setFocusProxy(field)

    def say(self, text: str, hard: bool = False) -> None:
        """Show a sentence below the field, "" for none; a hard one says why it cannot be saved."""
        self.remark.setText(f"{'✗' if hard else 'ℹ'} {text}" if text else "")
        font = self.remark.font()
        font.setBold(hard)
        self.remark.setFont(font)
        self.remark.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
