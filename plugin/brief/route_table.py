"""The table of routes and isolation as it is printed."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from . import theme
from .language import Language
from .tables import Rows, cell_paragraph, head_row, long_table, stretched
from .values import Briefing

_WIDTHS = (12 * mm, 32 * mm, 36 * mm, 22 * mm, 72 * mm)


def route_table(briefing: Briefing, lang: Language, width: float = theme.WIDTH) -> Flowable:
    """Return the table; number and subject of a claim stand in its first row; `width` is in points."""
    widths = stretched(_WIDTHS, width)
    styles = theme.styles()
    titles = (
        lang.say("No."),
        lang.say("Routes and places"),
        lang.say("Definition"),
        lang.say("Answer"),
        lang.say("What the maps imply"),
    )
    rows = Rows([head_row(titles)])
    before = 0
    for row in briefing.routes:
        new, before = row.claim_number != before, row.claim_number
        texts = (
            str(row.claim_number) if new else "",
            row.subject if new else "",
            row.definition,
            row.answer,
            row.found,
        )
        first, _ = rows.add([cell_paragraph(text, styles.cell) for text in texts], widths)
        if first > 1 and new:
            rows.commands.append(("LINEABOVE", (0, first), (-1, first), 0.3, theme.RULE))
    return long_table(rows, widths)
