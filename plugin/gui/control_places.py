"""The page of settlements: which changed between two days of an issuer's maps, and the states of each."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..bridge.change_layer import km2_text, state_words
from ..bridge.words import tr
from .control_days import DaySpan, plain_label

if TYPE_CHECKING:
    from ..bridge.control_places import PlaceChanges, PlaceRow

Date = datetime.date
_NUMBER_ROLE = Qt.ItemDataRole.UserRole


class PlacesPage(QWidget):
    """A table of places, and the states of the one that is selected.

    `wanted` asks for the places between the days of `span`; `place_wanted` (longitude, latitude) and `day_wanted` for
    a place and a day on the map.
    """

    wanted = pyqtSignal()
    place_wanted = pyqtSignal(object)
    day_wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.found: PlaceChanges | None = None
        self.span = DaySpan(tr("Compare"))
        self.headline = plain_label("salient_places_headline")
        self.table = _table(
            "salient_places", [tr("Settlement"), tr("Before"), tr("After"), tr("How sure")], (130, 150, 170)
        )
        self.states = _table("salient_place_states", [tr("State"), tr("First day"), tr("Last day")], (150, 85))
        both = QSplitter(Qt.Orientation.Horizontal)
        for widget, share in ((self.table, 3), (self.states, 2)):
            both.addWidget(widget)
            both.setStretchFactor(both.count() - 1, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        for widget in (self.span, self.headline):
            layout.addWidget(widget)
        layout.addWidget(both, 1)
        self.span.asked.connect(self.wanted)
        self.span.refused.connect(self.headline.setText)
        self.table.currentItemChanged.connect(self._show_states)
        self.table.itemDoubleClicked.connect(self._go_to_place)
        self.states.itemDoubleClicked.connect(self._go_to_day)
        self.clear()

    def clear(self) -> None:
        """Forget the places."""
        self.found = None
        for table in (self.table, self.states):
            table.setRowCount(0)
        self.free()

    def wait(self) -> None:
        """Show that the places are being looked at."""
        self.span.button.setEnabled(False)
        self.headline.setText(tr("Measuring…"))

    def free(self) -> None:
        """Take the next question; what was called off leaves what was there."""
        self.span.button.setEnabled(True)
        self.headline.setText(tr("Choose two days and press Compare.") if self.found is None else _headline(self.found))

    def show_changes(self, found: PlaceChanges) -> None:
        """Fill the table."""
        self.found = found
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(found.rows))
        for number, row in enumerate(found.rows):
            for column, item in enumerate(_items(row)):
                item.setData(_NUMBER_ROLE, number)
                self.table.setItem(number, column, item)
        self.table.setSortingEnabled(True)
        self.table.sortItems(0)
        self.states.setRowCount(0)
        if found.rows:
            self.table.setCurrentCell(0, 0)
            self._show_states(self.table.item(0, 0))
        self.free()

    def _row_of(self, item: QTableWidgetItem | None) -> PlaceRow | None:
        if item is None or self.found is None:
            return None
        number = item.data(_NUMBER_ROLE)
        return self.found.rows[number] if number is not None and number < len(self.found.rows) else None

    def _show_states(self, item: QTableWidgetItem | None, _: QTableWidgetItem | None = None) -> None:
        row = self._row_of(item)
        spells: Sequence = () if row is None else row.spells
        self.states.setRowCount(len(spells))
        for number, spell in enumerate(spells):
            words = (state_words(spell.state), spell.first.isoformat(), spell.last.isoformat())
            for column, text in enumerate(words):
                cell = QTableWidgetItem(text)
                cell.setData(_NUMBER_ROLE, spell.first)
                self.states.setItem(number, column, cell)

    def _go_to_place(self, item: QTableWidgetItem) -> None:
        row = self._row_of(item)
        if row is not None:
            self.place_wanted.emit((row.lon, row.lat))

    def _go_to_day(self, item: QTableWidgetItem) -> None:
        self.day_wanted.emit(Date.fromisoformat(self.states.item(item.row(), 2 if item.column() == 2 else 1).text()))


def _headline(found: PlaceChanges) -> str:
    words = {"issuer": found.issuer, "start": found.start, "end": found.end}
    counts = {"n": found.checked, "low": found.low, "best": found.best, "high": found.high}
    text = tr(
        "{issuer}, {start} to {end}: of {n} settlements, {best} changed their state (surely {low}, possibly {high})."
    )
    parts = [text.format(**words, **counts)]
    maybe = tr("Maybe: an edge within {metres} m decides. Settlements are taken at their points.")
    parts.append(maybe.format(metres=km2_text(found.tolerance_m, 0)))
    if found.gazetteer:
        parts.append(tr("Gazetteer: {names}.").format(names=found.gazetteer))
    if found.rows:
        parts.append(tr("A double click shows the place, or the day."))
    return " ".join(parts)


def _items(row: PlaceRow) -> list[QTableWidgetItem]:
    sure = tr("sure") if row.sure else tr("maybe")
    return [QTableWidgetItem(text) for text in (row.name, state_words(row.before), state_words(row.after), sure)]


def _table(name: str, titles: Sequence[str], widths: Sequence[int]) -> QTableWidget:
    table = QTableWidget(0, len(titles))
    table.setObjectName(name)
    table.setHorizontalHeaderLabels(list(titles))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.setWordWrap(False)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, width)
    table.horizontalHeader().setSectionResizeMode(len(titles) - 1, QHeaderView.ResizeMode.Stretch)
    return table
