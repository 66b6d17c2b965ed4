"""Settlements by how routes reach them, as a table that Qt shows at once: sorted by numbers, narrowed down, copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt

from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.messages import Message
from ..core.names import matches
from .claims_model import as_tip

if TYPE_CHECKING:
    from ..core.corridor import Corridor
    from ..core.isolation import Access
    from ..core.route_report import PlaceState

    Widths = Mapping[str, Corridor | Message]

# Title, and what it is.
COLUMNS = (
    ("Settlement", "The settlement, by its name."),
    (
        "Ways",
        "Ways left to a supply base of the side that have no stretch in common: 0 is isolated, 1 hangs on one route. "
        "A question mark: within the tolerance of the ground's edge it is isolated or not.",
    ),
    ("Shortest, km", "Length of the shortest way left to a supply base, along routes that are open from end to end."),
    ("Detour, km", "How much longer the shortest way is than on the day that detours are against."),
    ("Detour, ×", "How many times as long the shortest way is as on the day that detours are against."),
    (
        "Corridor, km",
        "Width of the ground corridor to a supply base where it is narrowest, and low to high: the widest disc that "
        "can be moved there inside the ground. By ground, not by routes; measured when it is asked for.",
    ),
    (
        "Enclosed",
        "Whether the ground of the settlement touches the rest of the side's ground nowhere. By ground, not by routes.",
    ),
    ("Base", "The supply base that the shortest way leads to."),
    ("Last links", "Routes with stretches that every way left uses: where one of them is cut, it is isolated."),
)
PLACE, WAYS, KM, DETOUR_KM, DETOUR, CORRIDOR, ENCLOSED, BASE, LINKS = range(len(COLUMNS))
NUMBERS = (WAYS, KM, DETOUR_KM, DETOUR, CORRIDOR)
ROW_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1

ALL, ANSWERED, FEW = "all", "answered", "few"
# The columns of a copy: the keys of `salient routes --json`.
COPIED = (
    *("id", "name", "ways", "isolated_low", "isolated", "isolated_high", "shortest_km", "detour_km", "detour_factor"),
    *("corridor_low_km", "corridor_km", "corridor_high_km", "enclosed", "base", "last_links", "missing"),
)


def access_of(row: PlaceState) -> Access | None:
    """Return how a settlement is reached; None where it cannot be said."""
    return None if isinstance(row.access, Message) else row.access.access


def hangs_by_a_thread(row: PlaceState) -> bool:
    """Whether fewer than two ways are left, or perhaps none."""
    found = access_of(row)
    if found is None or isinstance(row.access, Message):
        return False
    return (found.ways is not None and found.ways < 2) or row.access.isolated.high > 0


class RoutesModel(QAbstractTableModel):
    """The settlements of one reading, and the corridors as far as they were measured."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[PlaceState] = ()
        self.widths: dict[str, Corridor | Message] = {}
        self._lang = language(locale_code())
        # Once: a table asks for them with every move of the mouse.
        self._heads = [(tr(title), as_tip(tr(tip))) for title, tip in COLUMNS]
        self._base, self._yes_no = tr("base"), (tr("no"), tr("yes"))

    def show_rows(self, rows: Sequence[PlaceState]) -> None:
        """Show other settlements; corridors have to be measured anew."""
        self.beginResetModel()
        self.rows, self.widths = rows, {}
        self.endResetModel()

    def show_widths(self, widths: Widths) -> None:
        """Show corridors, besides those that are there."""
        self.widths.update(widths)
        if self.rows:
            self.dataChanged.emit(self.index(0, CORRIDOR), self.index(len(self.rows) - 1, CORRIDOR))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Return how many settlements there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Return the title of a column, or what it is."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section][0]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return self._heads[section][1]
        return None

    def data(self, index: QModelIndex, role: int = 0) -> Any:
        """Return what a cell shows, its tooltip, or the value it is sorted by."""
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
            return as_tip(self._tip(row, column))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            across = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
            return int(across | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _text(self, row: PlaceState, column: int) -> str:
        if column == PLACE:
            return row.place.name or row.place.id
        if column == CORRIDOR:
            return self._width(self.widths.get(row.place.id))
        if column == ENCLOSED:
            return self._enclosed(row)
        if column == LINKS:
            return ", ".join(row.last_links)
        found = access_of(row)
        if found is None or isinstance(row.access, Message):
            return "–"
        if column == WAYS:
            if found.ways is None:
                return self._base
            band = row.access.isolated
            return str(found.ways) if band.low == band.high else f"{found.ways} ?"
        if column == BASE:
            return "" if row.access.base is None else row.access.base.name
        value = self._key(row, column)
        return "" if value is None else self._lang.number(value, 2 if column == DETOUR else 1)

    def _width(self, found: Corridor | Message | None) -> str:
        if found is None:
            return ""
        if isinstance(found, Message):
            return "–"
        band = found.width_km
        if found.at_limit:
            return f"≥ {self._lang.number(found.limit_km)}"
        return f"{self._lang.number(band.best, 1)} ({self._lang.number(band.low, 1)}–{self._lang.number(band.high, 1)})"

    def _enclosed(self, row: PlaceState) -> str:
        if row.enclosed is None:
            return "–"
        return self._yes_no[row.enclosed]

    def _tip(self, row: PlaceState, column: int) -> str:
        width = self.widths.get(row.place.id)
        if column == CORRIDOR and isinstance(width, Message):
            return say(width)
        if isinstance(row.access, Message) and column not in (ENCLOSED, CORRIDOR):
            return f"{row.place.name}\n{say(row.access)}"
        return self._text(row, column)

    def _key(self, row: PlaceState, column: int) -> Any:
        """Return the number or the text that a cell is sorted by; None for none, which stands last."""
        found = access_of(row)
        if column in (PLACE, LINKS, BASE):
            return self._text(row, column).casefold() or None
        if column == CORRIDOR:
            width = self.widths.get(row.place.id)
            return None if width is None or isinstance(width, Message) else width.width_km.best
        if column == ENCLOSED:
            return row.enclosed
        if found is None:
            return None
        return {WAYS: found.ways, KM: found.km, DETOUR_KM: found.detour_km, DETOUR: found.detour_factor}[column]


class RoutesFilter(QSortFilterProxyModel):
    """Which settlements are seen: all, those with an answer, those with fewer than two ways left; by their names."""

    def __init__(self, model: RoutesModel) -> None:
        super().__init__(model)
        self._model = model
        self._which, self._typed = ANSWERED, ""
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)

    def show_only(self, which: str, typed: str) -> None:
        """Narrow the table down; words that were typed begin words of the name, in any spelling and script."""
        if (which, typed) != (self._which, self._typed):
            self._which, self._typed = which, typed
            self.invalidateFilter()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:
        """Whether a settlement is seen."""
        row = self._model.rows[source_row]
        if (self._which == ANSWERED and access_of(row) is None) or (self._which == FEW and not hangs_by_a_thread(row)):
            return False
        return not self._typed or matches(self._typed, f"{row.place.name} {row.place.name_local}")

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:
        """Sort numbers as numbers; what has none stands last, in either order."""
        one, other = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if one is None or other is None:
            first_is_less = one is not None
            return (
                first_is_less if self.sortOrder() == Qt.SortOrder.AscendingOrder else other is not None and one is None
            )
        return bool(one < other)

    def seen(self) -> list[PlaceState]:
        """Return the settlements that are seen, in the order of the table."""
        return [self.index(row, 0).data(ROW_ROLE) for row in range(self.rowCount())]


def copied_rows(rows: Sequence[PlaceState], widths: Widths) -> list[Sequence[Any]]:
    """Return settlements as the rows of a table with its head, for other programs: plain numbers, English names."""
    return [COPIED, *(_copied(row, widths.get(row.place.id)) for row in rows)]


def _copied(row: PlaceState, width: Corridor | Message | None) -> list[Any]:
    found, band, base, missing = access_of(row), None, None, ""
    if isinstance(row.access, Message):
        missing = say(row.access)
    else:
        band, base = row.access.isolated, row.access.base
    lengths = (None, None, None) if found is None else (found.km, found.detour_km, found.detour_factor)
    corridor = None if width is None or isinstance(width, Message) else width.width_km
    answers = (None, None, None) if band is None else (band.low, band.best, band.high)
    values = [
        *(row.place.id, row.place.name, None if found is None else found.ways),
        *(None if one is None else int(one) for one in answers),
        *(None if one is None else round(one, 3) for one in lengths),
        *((None,) * 3 if corridor is None else (round(one, 3) for one in (corridor.low, corridor.best, corridor.high))),
        row.enclosed,
        *("" if base is None else base.id, ", ".join(row.last_links), missing),
    ]
    return ["" if one is None else one for one in values]
