"""The tables of what changed hands: the matrix of states, with its sums, and the numbers by definition."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from . import theme
from .fonts import text_width
from .language import Language
from .tables import PAD, Rows, cell_paragraph, head_row, long_table, stretched
from .values import ChangeContent, MatrixRow

_STATE_WIDTH = 34 * mm
_MOST_NAMED = 6
_WIDEST_COLUMN = 25 * mm
_DEFINITION_WIDTHS = (60 * mm, 28 * mm, 28 * mm, 28 * mm)


def matrix_table(content: ChangeContent, lang: Language, width: float = theme.WIDTH) -> Flowable:
    """Return the matrix: states before in rows, states after in columns, totals on both edges.

    Where the states are too many for their names to head columns, rows and columns are numbered. `width` is
    in points.
    """
    count = len(content.states)
    named = count <= _MOST_NAMED
    column = min((width - _STATE_WIDTH) / (count + 1), _WIDEST_COLUMN)
    widths = (_STATE_WIDTH, *([column] * (count + 1)))
    room = column - 2 * PAD
    titles = (
        tuple(_breakable(one, room) for one in content.states)
        if named
        else tuple(str(number) for number in range(1, count + 1))
    )
    corner = lang.say("Before \N{DOWNWARDS ARROW} after \N{RIGHTWARDS ARROW}")
    head = head_row([corner, *titles, lang.say("Total on the first day")], right=range(1, count + 2))
    rows = Rows([head])
    for number, row in enumerate(content.rows, start=1):
        label = row.state if named else f"{number} {row.state}"
        first, last = _add(rows, row, label, widths)
        if first > 1:
            rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.3, theme.HAIR))
        # What stayed as it was stands on the diagonal.
        rows.commands.append(("BACKGROUND", (number, first), (number, last), theme.HAIR))
    first, last = _add(rows, content.totals, content.totals.state, widths)
    rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.8, theme.INK))
    rows.commands.append(("LINEBEFORE", (-1, 1), (-1, last), 0.8, theme.INK))
    return long_table(rows, widths)


def _breakable(text: str, room: float) -> str:
    """Return a heading whose words can break after a hyphen where one is too wide for its column."""
    style = theme.styles().head_cell_right
    return " ".join(
        word.replace("-", "- ") if text_width(word, style.fontName, style.fontSize) > room else word
        for word in text.split()
    )


def _add(rows: Rows, row: MatrixRow, label: str, widths: tuple[float, ...]) -> tuple[int, int]:
    styles = theme.styles()
    small = len(row.cells) > _MOST_NAMED
    style = styles.cell_small_right if small else styles.cell_right
    cells = [cell_paragraph(label, styles.cell), *(cell_paragraph(text, style) for text in (*row.cells, row.total))]
    return rows.add(cells, widths)


def change_definitions_table(content: ChangeContent, lang: Language, width: float = theme.WIDTH) -> Flowable:
    """Return the numbers by definition, with their bands; `width` is in points."""
    widths = stretched(_DEFINITION_WIDTHS, width)
    styles = theme.styles()
    titles = [lang.say("Definition"), lang.say("Low"), lang.say("Best"), lang.say("High")]
    rows = Rows([head_row(titles, right=(1, 2, 3))])
    for row in content.definitions:
        cells = [cell_paragraph(row.title, styles.cell)]
        cells += [cell_paragraph(text, styles.cell_right) for text in (row.low, row.best, row.high)]
        first, _ = rows.add(cells, widths)
        if first > 1:
            rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.3, theme.HAIR))
    return long_table(rows, widths)
