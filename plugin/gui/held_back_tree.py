"""What is held back: whole tables to tick, and below each its records, found by a part of their name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from ..bridge.words import tr
from ..core import schema

_NAME = Qt.ItemDataRole.UserRole
_MOST_SHOWN = 200


class HeldBackTree(QWidget):
    """The tree; what is ticked stays ticked while other records are looked for."""

    changed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._offered: Mapping[str, Sequence[tuple[str, str]]] = {}
        self._held: dict[str, None] = {}
        self.line = QLineEdit()
        self.line.setObjectName("recipe_hold_back_search")
        self.line.setPlaceholderText(tr("Find by id or name"))
        self.line.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setObjectName("recipe_hold_back")
        self.tree.setAccessibleName(tr("Held back"))
        self.tree.setHeaderHidden(True)
        self.tree.setToolTip(
            tr("Tick what must not leave: neither shape nor name nor number of it will be in the file.")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self.tree, 1)
        # An item is not taken away while it tells of its tick.
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._fill)
        self.line.textChanged.connect(lambda _: self._fill())
        self.tree.itemChanged.connect(self._ticked)

    def offer(self, records: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Offer these records, by table; of each its id and the words for it."""
        self._offered = records
        self._fill()

    def show_held(self, names: Collection[str]) -> None:
        """Tick these tables and records."""
        self._held = dict.fromkeys(names)
        self._fill()

    def names(self) -> tuple[str, ...]:
        """Return the names of tables and the ids of records that are ticked."""
        return tuple(self._held)

    def _fill(self) -> None:
        wanted = self.line.text().strip().casefold()
        self.tree.blockSignals(True)
        self.tree.clear()
        known = set(self._offered)
        for table, records in self._offered.items():
            known.update(one for one, _ in records)
            if records or table in self._held:
                self._add_table(table, records, wanted)
        for name in (one for one in self._held if self._offered and one not in known):
            # The record was deleted since, or the recipe comes from another case.
            item = self._item(name, tr("{name}: not in this case; take the tick away").format(name=name))
            self.tree.addTopLevelItem(item)
        self.tree.blockSignals(False)

    def _add_table(self, table: str, records: Sequence[tuple[str, str]], wanted: str) -> None:
        title = tr("{table} ({n})").format(table=tr(schema.table(table).title), n=len(records))
        parent = self._item(table, title)
        self.tree.addTopLevelItem(parent)
        if table in self._held:
            return  # Whole: its records need no tick of their own.
        found = [one for one in records if one[0] in self._held or (wanted and wanted in one[1].casefold())]
        shown = found if wanted else (found + [one for one in records if one[0] not in self._held])
        for name, words in shown[:_MOST_SHOWN]:
            parent.addChild(self._item(name, words))
        if len(shown) > _MOST_SHOWN:
            rest = QTreeWidgetItem([tr("{n} more: find them by name").format(n=len(shown) - _MOST_SHOWN)])
            rest.setFlags(Qt.ItemFlag.NoItemFlags)
            parent.addChild(rest)
        parent.setExpanded(bool(found))

    def _item(self, name: str, words: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([words])
        item.setData(0, _NAME, name)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if name in self._held else Qt.CheckState.Unchecked)
        return item

    def _ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        name = item.data(0, _NAME)
        if item.checkState(0) == Qt.CheckState.Checked:
            self._held[name] = None
        else:
            self._held.pop(name, None)
        if name in self._offered:
            # A table that is held back whole shows no records.
            self._again.start()
        self.changed.emit()
