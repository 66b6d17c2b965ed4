"""The tables of the pages: rows that split well, headers repeated on every page.

A cell is one paragraph. One that is higher than `_HIGHEST_ROW` is cut at a line into several rows that read on, so that
no cell can be taller than a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from ..core.messages import message
from . import theme
from .citations import marks
from .flowables import Badge, BandFigure
from .fonts import BODY, BOLD, FALLBACK, markup
from .language import EN_DASH, Language
from .paged_tables import paged
from .paragraphs import Paragraph
from .pdf_links import linked
from .spoken import in_words, spoken
from .tagged_tables import tag_cells
from .values import Briefing, ClaimRow, MeasuredLine, MeasureRow
from .wording import unit_sign

PAD = 4.0
_PAD_Y = 4.0
_HIGHEST_ROW = 80 * mm
_KEPT_TOGETHER = 110 * mm
_CLAIM_WIDTHS = (9 * mm, 61 * mm, 26 * mm, 44 * mm, 34 * mm)
_MEASURE_WIDTHS = (10 * mm, 42 * mm, 17 * mm, 18 * mm, 17 * mm, 23 * mm, 11 * mm, 36 * mm)
_RECONCILED_WIDTHS = (44 * mm, 34 * mm, 96 * mm)
SIGNS = {True: "✓", False: "✗", None: EN_DASH}

Pulse = Optional[Callable[[float], None]]
Cell = Any


@dataclass
class Rows:
    """Rows and their styles while a table is put together.

    `continued` are the rows that go on with the one before; `row_spans` says up to which row the first cell of one
    stands for.
    """

    cells: list[list[Cell]]
    commands: list[tuple[Any, ...]] = field(default_factory=list)
    continued: set[int] = field(default_factory=set)
    row_spans: dict[int, int] = field(default_factory=dict)

    def add(self, row: Sequence[Cell], widths: Sequence[float]) -> tuple[int, int]:
        """Add a row, cut into several where it is too high; return the first and the last one's number."""
        first = len(self.cells)
        pieces = [_pieces(cell, width - 2 * PAD) for cell, width in zip(row, widths)]
        for number in range(max(len(one) for one in pieces)):
            self.cells.append([one[number] if number < len(one) else "" for one in pieces])
        last = len(self.cells) - 1
        self.continued.update(range(first + 1, last + 1))
        if last > first:
            self.commands.append(("BOTTOMPADDING", (0, first), (-1, last - 1), 0))
            self.commands.append(("TOPPADDING", (0, first + 1), (-1, last), 0))
        return first, last


def _pieces(cell: Cell, width: float) -> list[Cell]:
    """Return a cell as pieces that are no higher than a row may be."""
    if not isinstance(cell, Paragraph):
        return [cell]
    pieces: list[Cell] = []
    rest: Paragraph | None = cell
    while rest is not None:
        _, height = rest.wrap(width, 1e6)
        halves = rest.split(width, _HIGHEST_ROW) if height > _HIGHEST_ROW else []
        if len(halves) < 2:
            pieces.append(rest)
            break
        pieces.append(halves[0])
        rest = halves[1]
    return pieces


def _height(row: Sequence[Cell], widths: Sequence[float]) -> float:
    heights = [cell.wrap(width - 2 * PAD, 1e6)[1] for cell, width in zip(row, widths) if isinstance(cell, Flowable)]
    return float(max(heights, default=0.0)) + 2 * _PAD_Y


def _base_style() -> list[tuple[Any, ...]]:
    return [
        ("FONTNAME", (0, 0), (-1, -1), BODY),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD_Y),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD_Y),
        ("BACKGROUND", (0, 0), (-1, 0), theme.ACCENT),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("LINEBELOW", (0, -1), (-1, -1), 0.6, theme.RULE),
    ]


def stretched(widths: Sequence[float], width: float) -> tuple[float, ...]:
    """Return the widths of columns drawn up for A4 that stands as they are where what is printed is `width` wide."""
    return tuple(one * width / theme.WIDTH for one in widths)


def long_table(rows: Rows, widths: Sequence[float]) -> Flowable:
    """Return a table whose head, its first row, is repeated on every page; its first column heads the rows."""
    tag_cells(rows.cells, rows.commands, rows.continued, rows.row_spans)
    return paged(rows.cells, widths, _base_style(), rows.commands)


def head_row(texts: Sequence[str], right: Sequence[int] = ()) -> list[Cell]:
    """Return the head of a table; the columns of `right` are aligned to the right."""
    styles = theme.styles()
    return [
        Paragraph(markup(text, BOLD), styles.head_cell_right if place in right else styles.head_cell)
        for place, text in enumerate(texts)
    ]


def cell_paragraph(text: str, style: ParagraphStyle) -> Paragraph:
    """Return a text as a cell."""
    return Paragraph(markup(text, style.fontName), style)


def claims_table(briefing: Briefing, lang: Language, pulse: Pulse = None, width: float = theme.WIDTH) -> Flowable:
    """Return the table of claims: one row of facts and one with the reason and further checks for each.

    `pulse` is called before each with the share that is done, and may raise `Cancelled`; `width` is in points.
    """
    widths = stretched(_CLAIM_WIDTHS, width)
    rows = Rows(
        [head_row([lang.say("No."), lang.say("Claim"), lang.say("Claimed"), lang.say("Measured"), lang.say("Verdict")])]
    )
    for place, claim in enumerate(briefing.claims):
        if pulse is not None:
            pulse(place / len(briefing.claims))
        _add_claim(rows, claim, lang, widths)
    return long_table(rows, widths)


def _add_claim(rows: Rows, claim: ClaimRow, lang: Language, widths: Sequence[float]) -> None:
    styles = theme.styles()
    facts = [
        Paragraph(f"<b>{claim.number}</b>", styles.cell),
        _statement(claim),
        _claimed(claim),
        _measured(claim.measured, lang),
        Badge(claim.verdict, claim.verdict_word),
    ]
    first, last = rows.add(facts, widths)
    height = _height(facts, widths)
    wide = [sum(widths[1:])]
    for paragraph in _reasons(claim, lang):
        start = len(rows.cells)
        pieces = _pieces(paragraph, wide[0] - 2 * PAD)
        height += _height([paragraph], wide)
        rows.cells.extend(["", piece, "", "", ""] for piece in pieces)
        rows.continued.update(range(start + 1, len(rows.cells)))
        rows.commands += [("SPAN", (1, row), (-1, row)) for row in range(start, len(rows.cells))]
        rows.commands.append(("TOPPADDING", (0, start), (-1, len(rows.cells) - 1), 0))
        rows.commands.append(("BOTTOMPADDING", (0, start - 1), (-1, start - 1), 2.5))
    end = len(rows.cells) - 1
    rows.row_spans[first] = end
    rows.commands.append(("LINEBELOW", (0, end), (-1, end), 0.5, theme.RULE))
    rows.commands.append(("BOTTOMPADDING", (0, end), (-1, end), 6))
    rows.commands.append(("TOPPADDING", (0, first), (-1, first), 6))
    if height <= _KEPT_TOGETHER:
        rows.commands.append(("NOSPLIT", (0, first), (0, end)))
    elif end > last:
        rows.commands.append(("NOSPLIT", (0, last), (0, last + 1)))


def _statement(claim: ClaimRow) -> Paragraph:
    small = theme.styles().cell_small
    refs = f" {marks(claim.refs)}" if claim.refs else ""
    details = markup(" · ".join(claim.details)) + linked(refs)
    return Paragraph(
        f'<font name="{BOLD}">{markup(claim.claimant, BOLD)}</font><br/>'
        f"{spoken(markup(claim.text), claim.language)}<br/>"
        f'<font size="{small.fontSize}" color="{_hex(small.textColor)}">{details}</font>',
        theme.styles().cell,
    )


def _hex(colour: Any) -> str:
    return f"#{int(colour.hexval(), 16):06x}"


def _small(text: str) -> str:
    """Return a text as mark-up in the small style."""
    small = theme.styles().cell_small
    return f'<font size="{small.fontSize}" color="{_hex(small.textColor)}">{markup(text)}</font>'


def _claimed(claim: ClaimRow) -> Paragraph:
    small = theme.styles().cell_small
    if not claim.claimed:
        return Paragraph(EN_DASH, theme.styles().cell)
    interval = f'<br/><font size="{small.fontSize}" color="{_hex(small.textColor)}">{markup(claim.interval)}</font>'
    return Paragraph(markup(claim.claimed) + (interval if claim.interval else ""), theme.styles().cell)


def _sign(fits: bool | None, lang: Language) -> str:
    """Return the sign of a measure that fits or does not, which readers say in words."""
    words = {True: lang.say("fits"), False: lang.say("does not fit"), None: lang.say("not measured")}
    sign = f'<font name="{FALLBACK}" size="7.6">{SIGNS[fits]}</font>' if fits is not None else EN_DASH
    return in_words(sign, words[fits])


def _measured(lines: Sequence[MeasuredLine], lang: Language) -> Paragraph:
    small = theme.styles().cell_small
    parts = [
        f"{_sign(line.fits, lang)} {markup(line.band)}<br/>"
        f'<font size="{small.fontSize}" color="{_hex(small.textColor)}">{markup(line.definition)}</font>'
        for line in lines
    ]
    return Paragraph("<br/>".join(parts) or EN_DASH, theme.styles().cell)


def _reasons(claim: ClaimRow, lang: Language) -> list[Paragraph]:
    style = theme.styles().cell_small
    holds = {True: lang.say("holds"), False: lang.say("does not hold"), None: lang.say("cannot be said")}
    made = []
    if claim.reason:
        made.append(_lead(lang.say("Reason"), claim.reason, style))
    for check in claim.checks:
        made.append(_lead(f"{check.name}: {holds[check.holds]}", check.text, style))
    return made


def _lead(lead: str, text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(
        f'<font name="{BOLD}" color="{_hex(theme.INK)}">{markup(lead + ".", BOLD)}</font> {markup(text)}', style
    )


def measures_table(briefing: Briefing, lang: Language, pulse: Pulse = None, width: float = theme.WIDTH) -> Flowable:
    """Return the table of measures: one row a claim and definition, with its band drawn over the claimed interval.

    `pulse` and `width` as for `claims_table`.
    """
    usual = stretched(_MEASURE_WIDTHS, width)
    titles = [lang.say("No."), lang.say("Definition"), lang.say("Low"), lang.say("Best"), lang.say("High")]
    titles += [lang.say("Unit"), lang.say("Fits"), lang.say("Claimed and measured")]
    rows = Rows([head_row(titles, right=(2, 3, 4))])
    before = 0
    for place, measure in enumerate(briefing.measures):
        if pulse is not None:
            pulse(place / len(briefing.measures))
        cells = _measure_cells(measure, measure.claim_number != before, lang)
        widths = list(usual)
        if not measure.best_text:
            widths[1] = sum(usual[1:6])
        first, last = rows.add(cells, widths)
        if not measure.best_text:
            rows.commands += [("SPAN", (1, row), (5, row)) for row in range(first, last + 1)]
        if first > 1:
            strong = measure.claim_number != before
            rows.commands.append(
                ("LINEABOVE", (0, first), (-1, first), 0.5 if strong else 0.3, theme.RULE if strong else theme.HAIR)
            )
        before = measure.claim_number
    return long_table(rows, usual)


def _measure_cells(measure: MeasureRow, first: bool, lang: Language) -> list[Cell]:
    styles = theme.styles()
    # Repeated in every row: a page may begin with any of them.
    number = Paragraph(f"<b>{measure.claim_number}</b>" if first else _small(str(measure.claim_number)), styles.cell)
    if not measure.best_text:
        # Spans the columns of the numbers, which it does not have.
        text = f"{markup(measure.definition)}<br/>{_small(measure.missing)}"
        return [number, Paragraph(text, styles.cell), "", "", "", "", Paragraph(EN_DASH, styles.cell), ""]
    texts = (measure.low_text, measure.best_text, measure.high_text)
    return [
        number,
        cell_paragraph(measure.definition, styles.cell),
        *(cell_paragraph(text, styles.cell_right) for text in texts),
        cell_paragraph(unit_sign(measure.unit, lang), styles.cell),
        Paragraph(_sign(measure.fits, lang), styles.cell),
        BandFigure(measure, lang) if measure.unit != "yes_no" else "",
    ]


def reconciled_table(briefing: Briefing, lang: Language, width: float = theme.WIDTH) -> Flowable:
    """Return the table of claims held against each other; `width` is in points."""
    widths = stretched(_RECONCILED_WIDTHS, width)
    styles = theme.styles()
    rows = Rows([head_row([lang.say("Claims"), lang.say("Outcome"), lang.say("Reason")])])
    for held in briefing.reconciled:
        first, *others = held.numbers
        listed = ", ".join(str(one) for one in others)
        text = "{a} and each of {b}" if len(others) > 1 else "{a} and {b}"
        cells = [
            cell_paragraph(lang.say(message(text, a=first, b=listed)), styles.cell),
            cell_paragraph(held.outcome, styles.cell),
            cell_paragraph(held.reason, styles.cell),
        ]
        line, _ = rows.add(cells, widths)
        if line > 1:
            rows.commands.append(("LINEABOVE", (0, line), (-1, line), 0.3, theme.RULE))
    return long_table(rows, widths)
