"""The sections of a numbered issue: what changed since the one before, and corrections."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from ..core.messages import message
from . import theme
from .fonts import markup
from .language import Language
from .paragraphs import Paragraph
from .tables import Rows, cell_paragraph, head_row, long_table, stretched
from .values import SinceContent

_WIDTHS = (9 * mm, 36 * mm, 34 * mm, 29 * mm, 29 * mm, 37 * mm)


def since_parts(content: SinceContent, lang: Language, width: float) -> list[Flowable]:
    """Return what changed: sentences, and a table with a row a change, so many points wide."""
    widths = stretched(_WIDTHS, width)
    made: list[Flowable] = [Paragraph(markup(one), theme.styles().body) for one in content.sentences]
    if not content.rows:
        return made
    styles = theme.styles()
    before = lang.say(message("Issue {number}", number=content.number))
    titles = [lang.say("No."), lang.say("Claim"), lang.say("What changed"), before, lang.say("Now"), lang.say("Why")]
    rows = Rows([head_row(titles)])
    number = ""
    for row in content.rows:
        again, number = row.number == number and row.number.isdigit(), row.number
        texts = (row.subject, row.what, row.before, row.after)
        cells = [
            cell_paragraph(row.number, styles.cell_small if again else styles.cell),
            *(cell_paragraph(text, styles.cell) for text in texts),
            cell_paragraph(row.why, styles.cell_small),
        ]
        first, _ = rows.add(cells, widths)
        if first > 1:
            rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.3, theme.HAIR if again else theme.RULE))
    return [*made, Spacer(0, 2), long_table(rows, widths)]
