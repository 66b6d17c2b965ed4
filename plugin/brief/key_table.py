"""The key figures as they are printed."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from . import theme
from .figure_values import KeyContent
from .fonts import BOLD, markup
from .language import EN_DASH, Language
from .paragraphs import Paragraph
from .tables import Rows, cell_paragraph, head_row, long_table, stretched

_WIDTHS = (15 * mm, 50 * mm, 28 * mm, 27 * mm, 29 * mm, 25 * mm)


def key_table(content: KeyContent, lang: Language, width: float = theme.WIDTH) -> Flowable:
    """Return the table, one row a number; `width` is in points."""
    widths = stretched(_WIDTHS, width)
    styles = theme.styles()
    titles = ("No.", "What is measured", "Measured", "Low–high", "Definition", "Claimed")
    rows = Rows([head_row([lang.say(one) for one in titles])])
    for row in content.rows:
        cells = [
            cell_paragraph(", ".join(str(one) for one in row.numbers), styles.cell),
            cell_paragraph(row.subject, styles.cell),
            Paragraph(f'<font name="{BOLD}">{markup(row.best, BOLD)}</font>', styles.cell),
            cell_paragraph(row.band or EN_DASH, styles.cell),
            cell_paragraph(row.definition, styles.cell),
            cell_paragraph(row.claimed, styles.cell),
        ]
        first, _ = rows.add(cells, widths)
        if first > 1:
            rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.3, theme.HAIR))
    return long_table(rows, widths)
