"""The sections of a briefing as a list to tick and to put in order, by dragging or by its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..bridge.words import tr
from ..brief.section_titles import SECTION_TITLES

_NAME = Qt.ItemDataRole.UserRole


class SectionList(QWidget):
    """The list; `changed` after each tick and each move."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setObjectName("recipe_sections")
        self.list.setAccessibleName(tr("Sections, in their order"))
        self.list.setToolTip(tr("Tick what is printed; drag it to where it belongs. Sections without content vanish."))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        for name, sign, title, step in (("up", "▲", tr("Move up"), -1), ("down", "▼", tr("Move down"), 1)):
            button = QToolButton()
            button.setObjectName(f"recipe_section_{name}")
            button.setText(sign)
            button.setToolTip(title)
            button.setAccessibleName(title)
            button.clicked.connect(partial(self._move, step))
            buttons.addWidget(button)
        buttons.addStretch()
        row.addLayout(buttons)
        self.show_sections(())
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self.list.model().rowsMoved.connect(lambda *_: self.changed.emit())

    def show_sections(self, names: Sequence[str]) -> None:
        """Show these ticked and in this order, the others below them; none stands for all in the usual order."""
        chosen = [one for one in names if one in SECTION_TITLES] or list(SECTION_TITLES)
        self.list.blockSignals(True)
        self.list.clear()
        for name in (*chosen, *(one for one in SECTION_TITLES if one not in chosen)):
            item = QListWidgetItem(tr(SECTION_TITLES[name]))
            item.setData(_NAME, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)

    def names(self) -> tuple[str, ...]:
        """Return the names of what is ticked, in its order; none where that is all in the usual order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        found = tuple(str(one.data(_NAME)) for one in items if one.checkState() == Qt.CheckState.Checked)
        return () if found == tuple(SECTION_TITLES) else found

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        other = row + step
        if row < 0 or not 0 <= other < self.list.count():
            return
        self.list.blockSignals(True)
        self.list.insertItem(other, self.list.takeItem(row))
        self.list.setCurrentRow(other)
        self.list.blockSignals(False)
        self.changed.emit()
