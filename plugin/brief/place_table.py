"""The settlements that changed their state as they are printed: one row for each pair of states."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from . import theme
from .figure_values import PlaceContent
from .fonts import BOLD, markup
from .language import Language
from .paragraphs import Paragraph
from .tables import Rows, cell_paragraph, head_row, long_table, stretched

_WIDTHS = (30 * mm, 30 * mm, 16 * mm, 16 * mm, 82 * mm)


def place_tables(contents: Sequence[PlaceContent], lang: Language, width: float = theme.WIDTH) -> list[Flowable]:
    """Return title, count, notes and table of each list; `width` is in points."""
    made: list[Flowable] = []
    styles = theme.styles()
    for one in contents:
        made += [
            CondPageBreak(50 * mm),
            Paragraph(markup(one.title, BOLD), styles.subheading),
            Paragraph(markup(one.count), styles.body),
            Paragraph(markup(one.notes, styles.caption.fontName), styles.caption),
            Spacer(0, 3),
            _table(one, lang, width),
            Spacer(0, 8),
        ]
    return made


def _table(content: PlaceContent, lang: Language, width: float) -> Flowable:
    widths = stretched(_WIDTHS, width)
    styles = theme.styles()
    titles = ("State before", "State after", "As drawn", "Surely", "Settlements")
    rows = Rows([head_row([lang.say(one) for one in titles], right=(2, 3))])
    for move in content.moves:
        cells = [
            cell_paragraph(move.before, styles.cell),
            cell_paragraph(move.after, styles.cell),
            cell_paragraph(lang.number(move.best), styles.cell_right),
            cell_paragraph(lang.number(move.low), styles.cell_right),
            cell_paragraph(move.names, styles.cell),
        ]
        first, _ = rows.add(cells, widths)
        if first > 1:
            rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.3, theme.HAIR))
    return long_table(rows, widths)
