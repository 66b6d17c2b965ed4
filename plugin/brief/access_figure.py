"""The figure of isolation over time drawn: a layout in, operators on a canvas out; lines differ by dash and mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, KeepTogether, Spacer

from . import theme
from .access_layout import (
    TITLE_HEIGHT,
    WAYS_HEIGHT,
    WIDTH_HEIGHT,
    AccessLayout,
    DrawnWays,
    DrawnWidths,
    Points,
    access_layout,
)
from .axes import AXIS_HEIGHT, LABEL_LEADING, LABEL_SIZE, LEFT_MARGIN, PERIOD_HEIGHT
from .axis_drawing import MARK, draw_axes, draw_curve_mark, draw_period, marked
from .chart import Chart
from .figure_values import AccessFigure
from .fonts import BODY, BOLD, draw_text, fitted_lines, markup
from .language import Language
from .paragraphs import Paragraph, captioned

_ROOM_ABOVE = 10

_PENS = {
    "control": theme.CurvePen(theme.INK, (), "disc"),
    "advance": theme.CurvePen(theme.CURVES["passed"].colour, (3.0, 1.8), "ring"),
}
_WIDTH_PEN = theme.CurvePen(theme.INK, (), "disc")
_CROSS = theme.CurvePen(theme.VERDICT_COLOURS["inconsistent"], (), "cross")
_OR_MORE = theme.CurvePen(theme.INK, (), "triangle")


class AccessChart(Chart[AccessLayout]):
    """One place's figure; `alt_text` is the figure in words."""

    def __init__(self, content: AccessFigure, lang: Language) -> None:
        super().__init__(content.alt_text)
        self._content = content
        self._lang = lang

    def lay_out(self, width: float) -> AccessLayout:
        """Return the layout of the figure."""
        return access_layout(self._content, width, self._lang)

    def paint(self, canvas: Any, layout: AccessLayout) -> None:
        """Draw the plots, their lines and labels, and the periods of claims."""
        lang = self._lang
        canvas.saveState()
        canvas.translate(LEFT_MARGIN, AXIS_HEIGHT + PERIOD_HEIGHT * len(layout.periods))
        self._title(layout)
        if layout.widths is not None:
            draw_axes(canvas, layout.plot_width, WIDTH_HEIGHT, layout.x_ticks, layout.width_ticks, lang.say("km"))
            _widths(canvas, layout.widths, layout.plot_width, self._content.width_label)
        if layout.ways:
            canvas.saveState()
            canvas.translate(0, layout.ways_bottom)
            days = [(x, "" if layout.widths else text) for x, text in layout.x_ticks]
            draw_axes(canvas, layout.plot_width, WAYS_HEIGHT, days, layout.ways_ticks, lang.say("ways"))
            for one in layout.ways:
                _ways(canvas, one, layout.plot_width)
            canvas.restoreState()
        for period in layout.periods:
            draw_period(canvas, period)
        canvas.restoreState()

    def _title(self, layout: AccessLayout) -> None:
        top = layout.height - AXIS_HEIGHT - PERIOD_HEIGHT * len(layout.periods) - TITLE_HEIGHT + LABEL_LEADING + 6
        text = fitted_lines(self._content.title, BOLD, LABEL_SIZE, layout.width - LEFT_MARGIN, most=1)[0]
        self.canv.setFillColor(theme.INK)
        draw_text(self.canv, 0, top, text, BOLD, LABEL_SIZE)


def _line(canvas: Any, pen: theme.CurvePen, steps: tuple[Points, ...]) -> None:
    canvas.setStrokeColor(pen.colour)
    canvas.setLineWidth(1.2)
    canvas.setDash(list(pen.dash))
    for points in steps:
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash([])


def _label(canvas: Any, pen: theme.CurvePen, x: float, y: float, text: str) -> None:
    _line(canvas, pen, (((x + 6, y), (x + 19, y)),))
    draw_curve_mark(canvas, pen, x + 12.5, y)
    canvas.setFillColor(theme.INK)
    draw_text(canvas, x + 22, y - 2.6, text, BODY, LABEL_SIZE)


def _ways(canvas: Any, drawn: DrawnWays, plot_width: float) -> None:
    pen = _PENS.get(drawn.reading, _WIDTH_PEN)
    _line(canvas, pen, drawn.steps)
    for x, y in marked(drawn.marks):
        draw_curve_mark(canvas, pen, x, y)
    for x, y in marked(drawn.isolated):
        draw_curve_mark(canvas, _CROSS, x, y, MARK * 1.3)
    _label(canvas, pen, plot_width, drawn.label_y, drawn.label)


def _widths(canvas: Any, drawn: DrawnWidths, plot_width: float, label: str) -> None:
    canvas.setFillColor(theme.INTERVAL)
    canvas.setStrokeColor(theme.INTERVAL_EDGE)
    canvas.setLineWidth(0.4)
    for outline in drawn.bands:
        path = canvas.beginPath()
        path.moveTo(*outline[0])
        for corner in outline[1:]:
            path.lineTo(*corner)
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)
    _line(canvas, _WIDTH_PEN, drawn.steps)
    for x, y in marked(drawn.marks):
        draw_curve_mark(canvas, _WIDTH_PEN, x, y)
    for x, y in marked(drawn.at_limit):
        draw_curve_mark(canvas, _OR_MORE, x, y)
    _label(canvas, _WIDTH_PEN, plot_width, drawn.label_y, label)


def access_charts(figures: Sequence[AccessFigure], lang: Language) -> list[Flowable]:
    """Return the figures, each on one page with its caption."""
    made: list[Flowable] = []
    for one in figures:
        style = theme.styles().caption
        caption = captioned(Paragraph(markup(one.caption, style.fontName), style))
        made += [Spacer(0, _ROOM_ABOVE), KeepTogether([AccessChart(one, lang), Spacer(0, 3), caption])]
    return made
