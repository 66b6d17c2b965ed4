"""Several rows of another table, in an order: the places of a claim, its gains, its events.

They are found by name and added to a list; a button can bring in what is chosen on the map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from qgis.PyQt.QtCore import QEvent, QModelIndex, QObject, Qt, pyqtSignal
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
"""The id of a row and the words by which it is found and shown."""

_ID = Qt.ItemDataRole.UserRole
_MOST = 12


@dataclass(frozen=True)
class RowsWords:
    """What the parts of the field say: the empty line, the list, nothing found, and the button ("" for none)."""

    line: str
    title: str
    none: str
    button: str = ""


class RowsField(QWidget):
    """A line to search with, the list of the rows, and buttons to put them in order.

    Parameters
    ----------
    name
        Its object name, and how those of its parts begin.
    words
        What its parts say.
    rows
        How many rows the list shows at once.
    search
        Returns the rows that fit a text, the best first; None as long as they are being read. Without it, what
        `offer` offered is looked through, and shown as soon as the line is clicked.
    """

    changed = pyqtSignal()

    def __init__(
        self, name: str, words: RowsWords, rows: int, search: Callable[[str], Sequence[Entry] | None] | None = None
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._search = search or self._among_offered
        self._words_of: dict[str, str] = {}
        self._offered: list[Entry] = []
        self._none = words.none
        self.line = QLineEdit()
        self.line.setObjectName(f"{name}_search")
        self.line.setPlaceholderText(words.line)
        self._found = QStandardItemModel(self)
        self.completer = QCompleter(self._found, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(self.line)
        self.list = QListWidget()
        self.list.setObjectName(f"{name}_list")
        self.list.setAccessibleName(words.title)
        self.list.setToolTip(words.title)
        self.button = QPushButton(words.button)
        self.button.setObjectName(f"{name}_button")
        self.button.setAutoDefault(False)
        self.button.setVisible(bool(words.button))
        self._lay_out(name, rows)
        self.setFocusProxy(self.line)
        if search is None:
            self.line.installEventFilter(self)
        self.line.textEdited.connect(self.look)
        self.line.returnPressed.connect(self._take_first)
        self.completer.activated[QModelIndex].connect(self._take)

    def _lay_out(self, name: str, rows: int) -> None:
        height = (self.list.fontMetrics().lineSpacing() + 4) * rows + 3 * self.list.frameWidth()
        self.list.setFixedHeight(height)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        for part, sign, title, act in (
            ("up", "▲", tr("Move up"), partial(self._move, -1)),
            ("down", "▼", tr("Move down"), partial(self._move, 1)),
            ("remove", "✕", tr("Take off the list"), self._remove),
        ):
            button = QToolButton()
            button.setObjectName(f"{name}_{part}")
            button.setText(sign)
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.setAutoRaise(True)
            button.setMaximumHeight(max(height // 3, 14))
            button.clicked.connect(act)
            buttons.addWidget(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        grid.addWidget(self.line, 0, 0)
        grid.addWidget(self.button, 0, 1, 1, 2)
        grid.addWidget(self.list, 1, 0, 1, 2)
        grid.addLayout(buttons, 1, 2)
        grid.setColumnStretch(0, 1)

    # ------------------------------------------------------------ values

    def offer(self, entries: Iterable[Entry]) -> None:
        """Offer these from now on, by id and words."""
        self._offered = list(entries)
        self.know(self._offered)

    def know(self, entries: Iterable[Entry]) -> None:
        """Show rows with these ids by these words."""
        self._words_of.update(entries)
        for place in range(self.list.count()):
            item = self.list.item(place)
            item.setText(self._words_of.get(str(item.data(_ID)), item.text()))

    def value(self) -> tuple[str, ...]:
        """Return the ids of the rows, in order."""
        return tuple(str(self.list.item(place).data(_ID)) for place in range(self.list.count()))

    def set_value(self, value: Iterable[str] | None) -> None:
        """Show the rows with these ids, in order; one that is not known is shown by its id, and kept."""
        self.list.clear()
        for row_id in value or ():
            self._append(row_id, self._words_of.get(row_id, row_id))
        self.changed.emit()

    def entries(self) -> list[Entry]:
        """Return ids and words of the rows, in order."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return [(str(item.data(_ID)), item.text()) for item in items]

    def add(self, row_id: str, words: str) -> None:
        """Add a row at the end, unless it is there."""
        if row_id not in self.value():
            self._words_of[row_id] = words
            self._append(row_id, words)
            self.changed.emit()

    def _append(self, row_id: str, words: str) -> None:
        item = QListWidgetItem(words)
        item.setData(_ID, row_id)
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
        if not text and not self._offered:
            self.completer.popup().hide()
            return
        found = self._search(text)
        if found is None:
            self._say(tr("The rows are being read…"))
        elif not found:
            self._say(self._none)
        for row_id, words in found or ():
            item = QStandardItem(words)
            item.setData(row_id, _ID)
            self._found.appendRow(item)
        self.completer.complete()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show what is offered when the empty line is clicked; Qt calls this."""
        if event.type() == QEvent.Type.MouseButtonRelease and not self.line.text():
            self.look()
        return super().eventFilter(watched, event)

    def _among_offered(self, text: str) -> list[Entry]:
        wanted, chosen = text.casefold(), self.value()
        fitting = (one for one in self._offered if wanted in one[1].casefold() and one[0] not in chosen)
        return list(islice(fitting, _MOST))

    def _say(self, text: str) -> None:
        item = QStandardItem(text)
        item.setEnabled(False)
        self._found.appendRow(item)

    def _take(self, index: QModelIndex) -> None:
        row_id = index.data(_ID)
        if row_id:
            self.add(str(row_id), str(index.data()))
            self.line.clear()
            self.line.setFocus()

    def _take_first(self) -> None:
        if self._found.rowCount():
            self._take(self._found.index(0, 0))
            self.completer.popup().hide()
