"""Tables of any length: only as many rows are laid out as the page at hand may need.

reportlab lays out all the rows of a table anew for what is left after each page, so that ten times the rows take a
hundred times as long, and nobody hears of it meanwhile. Here each page takes its rows from a window on the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable, TableStyle

from .tagged_tables import TaggedTable

Command = tuple[Any, ...]

# Rows of a window at first, and how far up a command may begin that is not kept for the whole table.
_WINDOW = 40
_REACH = 64


@dataclass(frozen=True)
class _Table:
    """All rows, the first being the head; the style of every window, and the commands by the row they begin at.

    `heights` are those of the rows that a window has laid out already, in points.
    """

    cells: Sequence[Sequence[Any]]
    widths: Sequence[float]
    base: Sequence[Command]
    commands: Mapping[int, Sequence[Command]]
    long: Sequence[Command]
    heights: dict[int, float]

    def window(self, start: int, count: int) -> TaggedTable:
        """Return the head with `count` rows from `start` on."""
        rows = [self.cells[0], *self.cells[start : start + count]]
        known = [self.heights.get(row) for row in (0, *range(start, start + len(rows) - 1))]
        table = TaggedTable(rows, colWidths=list(self.widths), rowHeights=known, repeatRows=1, hAlign="LEFT")
        near = [one for row in range(max(1, start - _REACH), start + count) for one in self.commands.get(row, ())]
        moved = (_moved(one, start, len(rows) - 1) for one in (*self.long, *near))
        table.setStyle(TableStyle([*self.base, *self.commands.get(0, ()), *(one for one in moved if one is not None)]))
        return table

    def learn(self, start: int, window: TaggedTable) -> None:
        """Keep the heights of the rows of a window that is laid out."""
        self.heights.update(zip((0, *range(start, len(self.cells))), window._rowHeights))


def _moved(command: Command, start: int, count: int) -> Command | None:
    """Return a command for the window of `count` rows from `start` on; None where it has none of its rows."""
    name, (left, top), (right, bottom), *rest = command
    first, last = max(top - start + 1, 1), min(bottom - start + 1, count)
    return (name, (left, first), (right, last), *rest) if first <= last else None


class PagedTable(Flowable):  # type: ignore[misc]
    """A table from one of its rows on; `paged` makes one."""

    def __init__(self, table: _Table, start: int) -> None:
        super().__init__()
        self._table = table
        self._start = start
        self._window: TaggedTable | None = None
        self._count = _WINDOW

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Lay out rows until they are all there, or more than there is room for."""
        rest = len(self._table.cells) - self._start
        while True:
            if self._window is None:
                self._window = self._table.window(self._start, min(self._count, rest))
            # The second time this costs nothing: columns have fixed widths.
            width, height = self._window.wrap(available_width, available_height)
            self._table.learn(self._start, self._window)
            if self._count >= rest or height > available_height:
                return width, height
            self._count, self._window = self._count * 2, None

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Return what the page has room for, and the table from there on; nothing where no row fits."""
        self.wrap(available_width, available_height)
        parts = self._window.split(available_width, available_height) if self._window is not None else []
        if len(parts) < 2:
            return list(parts)
        shown = len(parts[0]._cellvalues) - 1
        return [parts[0], PagedTable(self._table, self._start + shown)]

    def draw(self) -> None:
        """Draw what is left of the table."""
        if self._window is not None:
            self._window.drawOn(self.canv, 0, 0)


def paged(
    cells: Sequence[Sequence[Any]], widths: Sequence[float], base: Sequence[Command], commands: Sequence[Command]
) -> Flowable:
    """Return a table whose first row heads every page.

    Parameters
    ----------
    cells
        Rows of flowables or "".
    widths
        Of the columns, in points.
    base
        The style of any part of the table.
    commands
        Styles with the numbers of the rows that they are for, from the first on (not counted from the end).
    """
    by_row: dict[int, list[Command]] = {}
    long: list[Command] = []
    for one in commands:
        top, bottom = one[1][1], one[2][1]
        if top > 0 and bottom - top > _REACH:
            long.append(one)
        else:
            by_row.setdefault(top, []).append(one)
    table = _Table(cells, widths, base, by_row, long, {})
    if len(cells) > _WINDOW:
        return PagedTable(table, 1)
    whole = TaggedTable(cells, colWidths=list(widths), repeatRows=1, hAlign="LEFT")
    whole.setStyle(TableStyle([*base, *commands]))
    return whole
