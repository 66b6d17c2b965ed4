"""The table of the ledger: columns as wide as they need, rows of two lines, keys for what the context menu offers."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from qgis.PyQt.QtWidgets import QAbstractItemView, QAction, QHeaderView, QTableView

from ..bridge.words import tr
from .claims_model import (
    CLAIMANT,
    COLUMNS,
    ID,
    KIND,
    NUMBER,
    REFERS_TO,
    STATED_ON,
    TEXT,
    VERDICT,
    ClaimsFilter,
)

# The widest that a column has to show in one line; longer texts take two, and the text takes what is left.
_WIDEST = {
    ID: "c0000",
    CLAIMANT: "President of Ukraine",
    KIND: "area changed",
    STATED_ON: "2022-09-09",
    REFERS_TO: "2022-09-09 –",
    NUMBER: "at least 1,000 km²",
    VERDICT: "not testable",
}
_LEAST_TEXT = 30
_CELL_PADDING_EM = 1
_COPY = "salient_claim_copy"
# Key, and whether with Shift: the action's name.
_KEYS = {
    (Qt.Key.Key_Return, False): "salient_claim_zoom",
    (Qt.Key.Key_Enter, False): "salient_claim_zoom",
    (Qt.Key.Key_Return, True): "salient_claim_show",
    (Qt.Key.Key_Enter, True): "salient_claim_show",
    (Qt.Key.Key_F2, False): "salient_claim_edit",
}


class LedgerView(QTableView):
    """A table whose text column takes the width that the others leave, and whose keys are its own while it has them."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text what is left."""
        super().resizeEvent(event)
        others = sum(self.columnWidth(column) for column in _WIDEST)
        least = _LEAST_TEXT * self.fontMetrics().averageCharWidth()
        self.setColumnWidth(TEXT, max(least, self.viewport().width() - others))

    def event(self, event: QEvent) -> bool:
        """Keep the keys of our actions to ourselves: some are QGIS's own, and Qt would then do neither."""
        if event.type() == QEvent.Type.ShortcutOverride and self._action(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key stands for in the context menu."""
        action = self._action(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            event.accept()
            action.trigger()

    def _action(self, event: QKeyEvent) -> QAction | None:
        pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        wanted = _KEYS.get((event.key(), pressed == Qt.KeyboardModifier.ShiftModifier))
        if pressed not in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            wanted = _COPY if event.matches(QKeySequence.StandardKey.Copy) else None
        return next((one for one in self.actions() if one.objectName() == wanted and one.isEnabled()), None)


def ledger_view(model: ClaimsFilter) -> LedgerView:
    """Return the table of a ledger."""
    view = LedgerView()
    view.setObjectName("salient_claims_table")
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setAlternatingRowColors(True)
    view.setTabKeyNavigation(False)
    view.setWordWrap(True)
    letter, line = view.fontMetrics().averageCharWidth(), view.fontMetrics().lineSpacing()
    view.setIconSize(QSize(line, line))
    rows = view.verticalHeader()
    rows.hide()
    # All alike, two lines: rows that measure themselves would cost a thousand claims their time.
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(2 * line + line // 2)
    header = view.horizontalHeader()
    header.setMinimumSectionSize(6 * letter)
    for column, widest in _WIDEST.items():
        sign = line + letter if column == VERDICT else 0
        room = view.fontMetrics().horizontalAdvance(tr(widest)) + sign + _CELL_PADDING_EM * line
        title = view.fontMetrics().horizontalAdvance(tr(COLUMNS[column])) + 3 * line // 2
        view.setColumnWidth(column, max(room, title))
    # The verdict and the number are what one looks for: they stand beside the text.
    header.moveSection(header.visualIndex(VERDICT), 1)
    header.moveSection(header.visualIndex(NUMBER), 3)
    header.setSectionsMovable(True)
    view.setSortingEnabled(True)
    view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    return view
