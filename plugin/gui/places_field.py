"""The places of a claim, in order (from, to): found by name in any spelling, or clicked on the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from qgis.PyQt.QtCore import QModelIndex, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QStandardItem, QStandardItemModel
from qgis.PyQt.QtWidgets import (
    QCompleter,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr

Entry = tuple[str, str]
"""The id of a place and its name."""

_ROWS = 3
_ID = Qt.ItemDataRole.UserRole


class PlacesField(QWidget):
    """A line to search with, the list of the places, and buttons to put them in order.

    Parameters
    ----------
    name
        Its object name, and how those of its parts begin.
    search
        Returns the places that fit a text, the best first; None as long as they are being read.
    """

    changed = pyqtSignal()
    pick_wanted = pyqtSignal(bool)
    """The user wants to click on places of the map, or no longer."""

    def __init__(self, name: str, search: Callable[[str], Sequence[Entry] | None]) -> None:
        super().__init__()
        self.setObjectName(name)
        self._search = search
        self.line = QLineEdit()
        self.line.setObjectName(f"{name}_search")
        self.line.setPlaceholderText(tr("Search a settlement of the case, in any spelling"))
        self._found = QStandardItemModel(self)
        self.completer = QCompleter(self._found, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(self.line)
        self.list = QListWidget()
        self.list.setObjectName(f"{name}_list")
        self.list.setAccessibleName(tr("Places, in order: from, to"))
        self.pick = QPushButton(tr("Pick on the map"))
        self.pick.setObjectName(f"{name}_pick")
        self.pick.setCheckable(True)
        self.pick.setAutoDefault(False)
        self._lay_out(name)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.look)
        self.line.returnPressed.connect(self._take_first)
        self.completer.activated[QModelIndex].connect(self._take)
        self.pick.toggled.connect(self.pick_wanted.emit)

    def _lay_out(self, name: str) -> None:
        height = self.list.fontMetrics().lineSpacing() * _ROWS + 3 * self.list.frameWidth() + _ROWS * 4
        self.list.setFixedHeight(height)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        for part, sign, title, act in (
            ("up", "▲", tr("Move the place up"), partial(self._move, -1)),
            ("down", "▼", tr("Move the place down"), partial(self._move, 1)),
            ("remove", "✕", tr("Take the place off the list"), self._remove),
        ):
            button = QToolButton()
            button.setObjectName(f"{name}_{part}")
            button.setText(sign)
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.setAutoRaise(True)
            button.setMinimumSize(QSize(height // 3, height // 3))
            button.clicked.connect(act)
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        grid.addWidget(self.line, 0, 0)
        grid.addWidget(self.pick, 0, 1, 1, 2)
        grid.addWidget(self.list, 1, 0, 1, 2)
        grid.addLayout(buttons, 1, 2)
        grid.setColumnStretch(0, 1)

    # ------------------------------------------------------------ values

    def value(self) -> tuple[str, ...]:
        """Return the ids of the places, in order."""
        return tuple(str(self.list.item(place).data(_ID)) for place in range(self.list.count()))

    def set_value(self, value: Iterable[Entry] | None) -> None:
        """Show places, by id and name, in order."""
        self.list.clear()
        for place_id, name in value or ():
            self._append(place_id, name)
        self.changed.emit()

    def entries(self) -> list[Entry]:
        """Return ids and names of the places, in order."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return [(str(item.data(_ID)), item.text()) for item in items]

    def add(self, place_id: str, name: str) -> None:
        """Add a place at the end, unless it is there."""
        if place_id not in self.value():
            self._append(place_id, name)
            self.changed.emit()

    def _append(self, place_id: str, name: str) -> None:
        item = QListWidgetItem(name)
        item.setData(_ID, place_id)
        self.list.addItem(item)
        self.list.setCurrentItem(item)

    def _move(self, by: int, _: bool = False) -> None:
        place = self.list.currentRow()
        if place >= 0 and 0 <= place + by < self.list.count():
            self.list.insertItem(place + by, self.list.takeItem(place))
            self.list.setCurrentRow(place + by)
            self.changed.emit()

    def _remove(self) -> None:
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self.changed.emit()

    # ------------------------------------------------------------ search

    def look(self, *_: object) -> None:
        """Show what fits the text that is typed."""
        text = self.line.text().strip()
        self._found.clear()
        if not text:
            self.completer.popup().hide()
            return
        found = self._search(text)
        if found is None:
            self._say(tr("The settlements are being read…"))
        elif not found:
            self._say(tr("No settlement of the case is called so: draw it, or add it from a gazetteer (Ctrl+K)."))
        for place_id, name in found or ():
            item = QStandardItem(name)
            item.setData(place_id, _ID)
            self._found.appendRow(item)
        self.completer.complete()

    def _say(self, text: str) -> None:
        item = QStandardItem(text)
        item.setEnabled(False)
        self._found.appendRow(item)

    def _take(self, index: QModelIndex) -> None:
        place_id = index.data(_ID)
        if place_id:
            self.add(str(place_id), str(index.data()))
            self.line.clear()
            self.line.setFocus()

    def _take_first(self) -> None:
        if self._found.rowCount():
            self._take(self._found.index(0, 0))
            self.completer.popup().hide()
