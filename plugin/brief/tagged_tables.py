"""Tables whose cells are tagged: one table in the tree however many pages it runs over, its head read once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from reportlab.platypus import Flowable, LongTable

from .pdf_tags import TaggedCanvas, artifact, tagged
from .pdf_tree import Node

_REPEATED = "/Type /Pagination"


class TaggedTable(LongTable):  # type: ignore[misc]
    """A long table that draws each cell into the element that `tag_cells` gave it."""

    def _drawCell(self, value: Any, style: Any, place: tuple[float, float], size: tuple[float, float]) -> None:  # noqa: N802
        # Called by reportlab for each cell, with its lower left corner and its size.
        if isinstance(value, str) and not value:
            return
        # reportlab may have put the flowable of a cell into a list of one.
        flowable = value[0] if isinstance(value, (list, tuple)) and value else value
        node: Node | None = getattr(flowable, "cell_node", None)
        canvas = self.canv
        if node is None or not isinstance(canvas, TaggedCanvas):
            super()._drawCell(value, style, place, size)
        elif node.scope == "Column" and node.drawn:
            with artifact(canvas, _REPEATED):
                super()._drawCell(value, style, place, size)
        else:
            if node.kind == "Figure":
                node.box = canvas._absRect((*place, place[0] + size[0], place[1] + size[1]), relative=1)
            with tagged(canvas, node):
                super()._drawCell(value, style, place, size)


def tag_cells(
    cells: Sequence[Sequence[Any]],
    commands: Sequence[tuple[Any, ...]],
    continued: Collection[int] = (),
    row_spans: Mapping[int, int] | None = None,
    head_rows: int = 1,
) -> None:
    """Make the elements of a table and give each cell its own, as `cell_node`.

    Parameters
    ----------
    cells
        Flowables, or "" for an empty cell, row by row.
    commands
        The table's style; its spans over columns count.
    continued
        The rows that go on with the cells of the row before, which were too high for one.
    row_spans
        For a row, the last one that its first cell stands for.
    head_rows
        How many rows, from the first, head the columns.
    """
    table = Node("Table")
    parts = (Node("THead", table) if head_rows else table, Node("TBody", table))
    wide = dict(_column_spans(commands, len(cells[0])))
    covered = {row for first, last in (row_spans or {}).items() for row in range(first + 1, last + 1)}
    nodes: list[Node | None] = []
    for row, values in enumerate(cells):
        if row not in continued:
            line = Node("TR", parts[0] if row < head_rows else parts[1])
            nodes = [None] * len(values)
            column = 1 if row in covered else 0
            while column < len(values):
                last = wide.get((column, row), column)
                nodes[column] = _cell(values[column], line, column, row < head_rows, last - column + 1)
                column = last + 1
            first = nodes[0]
            if row_spans is not None and row in row_spans and first is not None:
                first.rows = sum(one not in continued for one in range(row, row_spans[row] + 1))
        for value, node in zip(values, nodes):
            if node is not None and isinstance(value, Flowable):
                value.cell_node = _figure(value, node)


def _column_spans(commands: Sequence[tuple[Any, ...]], columns: int) -> list[tuple[tuple[int, int], int]]:
    """Return ((first column, row), last column) of every span over columns."""
    return [
        ((start[0] % columns, row), end[0] % columns)
        for name, start, end, *_ in commands
        if name == "SPAN"
        for row in range(start[1], end[1] + 1)
    ]


def _cell(value: Any, line: Node, column: int, heads: bool, columns: int) -> Node:
    if heads:
        return Node("TH", line, scope="Column", columns=columns)
    if column == 0 and isinstance(value, Flowable):
        return Node("TH", line, scope="Row", columns=columns)
    return Node("TD", line, columns=columns)


def _figure(value: Flowable, cell: Node) -> Node:
    """Return the element of what stands in a cell: a figure of its own, or the cell."""
    alt_text = getattr(value, "alt_text", "")
    return Node("Figure", cell, alt=alt_text) if alt_text else cell
