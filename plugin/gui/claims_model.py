"""The ledger as a table that Qt can show at once: one row a claim, its verdict beside it, filtered and sorted.

Rows are values (`LedgerRow`), so that a thousand of them cost nothing; a verdict that is out of date is written in
italics with the words behind it, because colour alone is not seen by all.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt
from qgis.PyQt.QtGui import QFont, QIcon

from ..bridge.ledger import LedgerRow, recorded
from ..bridge.words import locale_code, tr
from ..brief.language import language
from ..core.names import matches
from ..core.schema import VERDICTS
from ..paths import resource

UNCHECKED = "unchecked"
# Enough for a screen at 200 %.
_PALE_PX = 48
COLUMNS = ("No.", "Text", "Claimant", "Kind", "Stated on", "Period", "Number", "Verdict")
ID, TEXT, CLAIMANT, KIND, STATED_ON, REFERS_TO, NUMBER, VERDICT = range(len(COLUMNS))
ROW_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
# From what agrees to what does not; what was not checked stands last.
_RANK = {code: number for number, code in enumerate((*VERDICTS, UNCHECKED))}


def verdict_icon(verdict: str) -> QIcon:
    """Return the sign of a verdict; each has a shape of its own. None for a claim that was not checked."""
    return QIcon(str(resource("icons", f"verdict_{verdict}.svg"))) if verdict in VERDICTS else QIcon()


def pale(icon: QIcon) -> QIcon:
    """Return a sign as it looks when it is out of date."""
    return QIcon(icon.pixmap(_PALE_PX, _PALE_PX, QIcon.Mode.Disabled))


def verdict_words(verdict: str, stale: bool) -> str:
    """Return a verdict in words, and that it is out of date where it is."""
    word = tr(VERDICTS[verdict]) if verdict in VERDICTS else tr("not checked")
    return tr("{verdict} (out of date)").format(verdict=word) if stale and verdict in VERDICTS else word


def as_tip(text: str) -> str:
    """Return plain text as a tooltip: as mark-up of our own, or Qt would take data that looks like it for it."""
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>"


class ClaimsModel(QAbstractTableModel):
    """The claims of one case and what the last check says of each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[LedgerRow] = []
        self._verdicts: Mapping[str, str] = {}
        self._stale: frozenset[str] = frozenset()
        self._words = language(locale_code())
        self._titles = [tr(one) for one in COLUMNS]
        self._icons = {code: verdict_icon(code) for code in VERDICTS}
        self._pale_icons = {code: pale(icon) for code, icon in self._icons.items()}
        self._italic = QFont()
        self._italic.setItalic(True)

    def show_rows(self, rows: Sequence[LedgerRow]) -> None:
        """Show other claims."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def with_edits(self, fids: Collection[int], edited: Sequence[LedgerRow]) -> list[LedgerRow]:
        """Return the claims with some read anew; those of `fids` that are not among `edited` are gone."""
        kept = [row for row in self.rows if row.fid not in fids]
        return sorted([*kept, *edited], key=lambda row: recorded(row.fid))

    def show_verdicts(self, verdicts: Mapping[str, str], stale: frozenset[str]) -> None:
        """Show what a check says, by the id of the claim, and which of it is out of date."""
        if verdicts == self._verdicts and stale == self._stale:
            return
        self._verdicts, self._stale = verdicts, stale
        if self.rows:
            last = self.index(len(self.rows) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def verdict_of(self, row: LedgerRow) -> str:
        """Return the verdict on a claim, "unchecked" where there is none."""
        return self._verdicts.get(row.id, UNCHECKED)

    def is_stale(self, row: LedgerRow) -> bool:
        """Whether the verdict on a claim is out of date."""
        return row.id in self._stale

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return how many claims there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return what a cell shows, its sign, its tooltip, its font, or the value it is sorted by."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == SORT_ROLE:
            return self._key(row, column)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(self._text(row, column))
        return self._look(row, column, role)

    def _look(self, row: LedgerRow, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if column == NUMBER else Qt.AlignmentFlag.AlignLeft
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        if column != VERDICT:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return (self._pale_icons if self.is_stale(row) else self._icons).get(self.verdict_of(row))
        if role == Qt.ItemDataRole.FontRole and (self.is_stale(row) or self.verdict_of(row) == UNCHECKED):
            return self._italic
        return None

    def _text(self, row: LedgerRow, column: int) -> str:
        if column == REFERS_TO:
            return _period(row)
        if column == STATED_ON:
            return "" if row.stated_on is None else row.stated_on.isoformat()
        if column == VERDICT:
            return verdict_words(self.verdict_of(row), self.is_stale(row))
        return (row.id, row.text, row.claimant, row.kind_words, "", "", row.number)[column]

    def _key(self, row: LedgerRow, column: int) -> Any:
        if column == ID:
            return _natural(row.id)
        if column == STATED_ON:
            return _day_key(row.stated_on)
        if column == REFERS_TO:
            return f"{_day_key(row.refers_to)} {_day_key(row.refers_from)}"
        if column == NUMBER:
            return float("-inf") if row.value is None else float(row.value)
        if column == VERDICT:
            return _RANK.get(self.verdict_of(row), len(_RANK))
        return self._text(row, column).casefold()


def _period(row: LedgerRow) -> str:
    first, last = row.refers_from, row.refers_to
    if first is not None and last is not None and first != last:
        return f"{first.isoformat()} – {last.isoformat()}"
    day = last or first
    return "" if day is None else day.isoformat()


def _day_key(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()


def _natural(text: str) -> str:
    """Return an id so that c2 comes before c10."""
    parts, digits = [], ""
    for letter in (*text.casefold(), ""):
        if letter.isdigit():
            digits += letter
        else:
            parts.append((digits.zfill(12) if digits else "") + letter)
            digits = ""
    return "".join(parts)


class ClaimsFilter(QSortFilterProxyModel):
    """Which claims are seen: those of a verdict, a kind, a claimant, and with the words that were typed."""

    def __init__(self, model: ClaimsModel) -> None:
        super().__init__(model)
        self._model = model
        self._verdict = self._kind = self._claimant = self._typed = ""
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def show_only(self, verdict: str, kind: str, claimant: str, typed: str) -> None:
        """Narrow the ledger down; an empty text leaves out nothing.

        Each word that was typed begins a word of the claim, in any spelling and script.
        """
        wanted = (verdict, kind, claimant, typed)
        if wanted != (self._verdict, self._kind, self._claimant, self._typed):
            self._verdict, self._kind, self._claimant, self._typed = wanted
            self.invalidateFilter()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        """Whether a claim is seen."""
        row = self._model.rows[source_row]
        if self._verdict and self._model.verdict_of(row) != self._verdict:
            return False
        if (self._kind and row.kind != self._kind) or (self._claimant and row.claimant != self._claimant):
            return False
        return not self._typed or matches(self._typed, row.words)
