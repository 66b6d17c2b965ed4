"""The figure of depth along a baseline drawn: profile, break-in sector, claimed depth, depths of the findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from . import theme
from .axes import LABEL_LEADING, LABEL_SIZE, LEFT_MARGIN
from .axis_drawing import draw_axes, draw_curve_mark, hatched
from .chart import Chart
from .depth_layout import (
    PLOT_HEIGHT,
    SWATCH_WIDTH,
    TITLE_HEIGHT,
    DepthLayout,
    DrawnClaim,
    DrawnSpot,
    depth_layout,
    parts_of,
)
from .figure_values import DepthFigure
from .fonts import BODY, BOLD, draw_text, fitted_lines, markup, text_width
from .language import Language
from .paragraphs import Paragraph, captioned

_PENS = {
    "any_part": theme.CurvePen(theme.INK, (), "triangle"),
    "break_in_sector": theme.CurvePen(theme.DEPTH, (3.0, 1.6), "diamond"),
}
_OTHER_PEN = theme.CurvePen(theme.MUTED, (), "ring")
_MARK = 2.7
_GROUND = theme.HAIR
_SECTOR = theme.INTERVAL_EDGE
_BAR = 2.6
_ROOM_BETWEEN = 10
_SAME_STAIRS = 0.6
_SEEN_THROUGH = 0.8


class DepthChart(Chart[DepthLayout]):
    """One period's figure; `alt_text` is the figure in words."""

    def __init__(self, content: DepthFigure, lang: Language) -> None:
        super().__init__(content.alt_text)
        self._content = content
        self._lang = lang

    def lay_out(self, width: float) -> DepthLayout:
        """Return the layout of the figure."""
        return depth_layout(self._content, width, self._lang)

    def paint(self, canvas: Any, layout: DepthLayout) -> None:
        """Draw the plot and the rows below it."""
        canvas.saveState()
        canvas.translate(LEFT_MARGIN, layout.foot)
        canvas.setFillColor(theme.INK)
        title = fitted_lines(self._content.title, BOLD, LABEL_SIZE, layout.width - LEFT_MARGIN, most=1)[0]
        draw_text(canvas, 0, PLOT_HEIGHT + TITLE_HEIGHT - LABEL_LEADING + 2, title, BOLD, LABEL_SIZE)
        for claim in layout.claims:
            _claimed(canvas, claim, layout.plot_width)
        _profiles(canvas, layout)
        draw_axes(canvas, layout.plot_width, PLOT_HEIGHT, layout.x_ticks, layout.y_ticks, self._lang.say("km"))
        _sector(canvas, layout)
        for claim in layout.claims:
            _number(canvas, claim)
        for spot in layout.spots:
            _spot(canvas, spot)
        _foot(canvas, layout)
        canvas.restoreState()


def depth_charts(figures: Sequence[DepthFigure], lang: Language) -> list[Flowable]:
    """Return the figures, each on one page with its sentences and its caption."""
    made: list[Flowable] = []
    styles = theme.styles()
    for number, one in enumerate(figures):
        facts = [Paragraph(markup(text), styles.body) for text in one.facts]
        caption = captioned(Paragraph(markup(one.caption, styles.caption.fontName), styles.caption))
        whole = KeepTogether([DepthChart(one, lang), Spacer(0, 3), caption, Spacer(0, 3), *facts])
        made += [Spacer(0, _ROOM_BETWEEN), whole] if number else [whole]
    return made


def _profiles(canvas: Any, layout: DepthLayout) -> None:
    canvas.setDash([])
    canvas.setLineWidth(0.7)
    for run in parts_of(layout.profile, _SAME_STAIRS):
        path = canvas.beginPath()
        path.moveTo(run[0][0], 0)
        for x, y in run:
            path.lineTo(x, y)
        path.lineTo(run[-1][0], 0)
        path.close()
        canvas.setFillColor(_GROUND)
        canvas.setFillAlpha(_SEEN_THROUGH)
        canvas.setStrokeColor(theme.MUTED)
        canvas.drawPath(path, stroke=1, fill=1)
    canvas.setFillAlpha(1)
    pen = _PENS["break_in_sector"]
    canvas.setStrokeColor(pen.colour)
    canvas.setLineWidth(1.0)
    canvas.setDash(list(pen.dash))
    for run in parts_of(layout.own, _SAME_STAIRS):
        path = canvas.beginPath()
        path.moveTo(*run[0])
        for x, y in run[1:]:
            path.lineTo(x, y)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash([])


def _claimed(canvas: Any, claim: DrawnClaim, plot_width: float) -> None:
    """Draw a claimed interval across the plot, hatched; an open end has no edge."""
    low = 0.0 if claim.low is None else min(claim.low, PLOT_HEIGHT)
    high = PLOT_HEIGHT if claim.high is None else claim.high
    hatched(canvas, 0.0, low, plot_width, max(high - low, 0.8))
    canvas.setStrokeColor(theme.INTERVAL_EDGE)
    canvas.setLineWidth(0.8)
    for y, end in ((low, claim.low), (high, claim.high)):
        if end is not None:
            canvas.line(0, y, plot_width, y)


def _number(canvas: Any, claim: DrawnClaim) -> None:
    """Draw the numbers of an interval's claims into it."""
    low = 0.0 if claim.low is None else min(claim.low, PLOT_HEIGHT)
    high = PLOT_HEIGHT if claim.high is None else claim.high
    wide = text_width(claim.number, BOLD, LABEL_SIZE)
    y = min((low + high) / 2, PLOT_HEIGHT) - LABEL_SIZE / 3
    canvas.setFillColor(theme.WHITE)
    canvas.rect(claim.right - wide - 8, y - 2, wide + 4, LABEL_SIZE + 2, stroke=0, fill=1)
    canvas.setFillColor(theme.INK)
    draw_text(canvas, claim.right - wide - 6, y, claim.number, BOLD, LABEL_SIZE)


def _sector(canvas: Any, layout: DepthLayout) -> None:
    canvas.setFillColor(_SECTOR)
    for west, east in layout.sector:
        canvas.rect(west, -_BAR / 2, max(east - west, 0.8), _BAR, stroke=0, fill=1)


def _spot(canvas: Any, spot: DrawnSpot) -> None:
    pen = _PENS.get(spot.definition, _OTHER_PEN)
    canvas.setStrokeColor(pen.colour)
    canvas.setLineWidth(1.0)
    canvas.line(spot.x, spot.low, spot.x, spot.high)
    for y in (spot.low, spot.high):
        canvas.line(spot.x - 3, y, spot.x + 3, y)
    draw_curve_mark(canvas, pen, spot.x, spot.best, _MARK)


def _foot(canvas: Any, layout: DepthLayout) -> None:
    left, right = layout.ends
    canvas.setFillColor(theme.MUTED)
    draw_text(canvas, 0, -21, left, BODY, LABEL_SIZE)
    draw_text(canvas, layout.plot_width - text_width(right, BODY, LABEL_SIZE), -21, right, BODY, LABEL_SIZE)
    for row in layout.rows:
        _sign(canvas, row.sign, row.y + 2.6)
        canvas.setFillColor(theme.INK)
        for number, line in enumerate(row.lines):
            draw_text(canvas, SWATCH_WIDTH, row.y - LABEL_LEADING * number, line, BODY, LABEL_SIZE)


def _sign(canvas: Any, sign: str, y: float) -> None:
    middle = (SWATCH_WIDTH - 6) / 2
    if sign == "claim":
        hatched(canvas, 0, y - 3, SWATCH_WIDTH - 6, 6)
        canvas.setStrokeColor(theme.INTERVAL_EDGE)
        canvas.setLineWidth(0.8)
        canvas.lines([(0, y - 3, SWATCH_WIDTH - 6, y - 3), (0, y + 3, SWATCH_WIDTH - 6, y + 3)])
    elif sign == "sector":
        canvas.setFillColor(_SECTOR)
        canvas.rect(0, y - _BAR / 2, SWATCH_WIDTH - 6, _BAR, stroke=0, fill=1)
    else:
        pen = _PENS.get(sign.partition(":")[2], _OTHER_PEN)
        canvas.setStrokeColor(pen.colour)
        canvas.setLineWidth(1.0)
        canvas.setDash(list(pen.dash))
        canvas.line(0, y, SWATCH_WIDTH - 6, y)
        canvas.setDash([])
        draw_curve_mark(canvas, pen, middle, y, _MARK)
