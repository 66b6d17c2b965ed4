"""The figure of claims against curves drawn: a layout in, operators on a canvas out; marks and dashes differ."""

from __future__ import annotations

from typing import Any

from ..core.messages import message
from . import theme
from .alt_texts import panel_alt_text
from .axes import AXIS_HEIGHT, LABEL_LEADING, LABEL_SIZE, LEFT_MARGIN, PERIOD_HEIGHT
from .axis_drawing import MARK, draw_axes, draw_curve_mark, draw_period, hatched, marked
from .chart import Chart
from .curve_layout import PLOT_HEIGHT, CurveLayout, DrawnBox, DrawnCurve, curve_layout, number_width
from .fonts import BODY, BOLD, draw_text
from .language import Language
from .values import CurvePanel

_ARROW = 5.0


class CurveFigure(Chart[CurveLayout]):
    """One panel of the figure; `alt_text` says it in words."""

    def __init__(self, panel: CurvePanel, lang: Language) -> None:
        super().__init__(panel_alt_text(panel, lang))
        self._panel = panel
        self._lang = lang

    def lay_out(self, width: float) -> CurveLayout:
        """Return the layout of the panel."""
        return curve_layout(self._panel, width, self._lang)

    def paint(self, canvas: Any, layout: CurveLayout) -> None:
        """Draw axes, curves, boxes, labels and periods."""
        canvas.saveState()
        canvas.translate(LEFT_MARGIN, AXIS_HEIGHT + PERIOD_HEIGHT * len(layout.periods))
        canvas.setFillColor(theme.INK)
        draw_text(canvas, 0, PLOT_HEIGHT + LABEL_LEADING + 4, self._panel.title, BOLD, LABEL_SIZE)
        unit = self._lang.say(message("km²"))
        draw_axes(canvas, layout.plot_width, PLOT_HEIGHT, layout.x_ticks, layout.y_ticks, unit)
        for curve in layout.curves:
            _curve(canvas, curve, layout)
        for box in layout.boxes:
            _box(canvas, box)
        for period in layout.periods:
            draw_period(canvas, period)
        canvas.restoreState()


def pen_of(definition: str) -> theme.CurvePen:
    """Return the pen of a definition."""
    return theme.CURVES.get(definition, theme.OTHER_CURVE)


def _curve(canvas: Any, drawn: DrawnCurve, layout: CurveLayout) -> None:
    pen = pen_of(drawn.curve.definition)
    canvas.saveState()
    canvas.setStrokeColor(pen.colour)
    canvas.setLineWidth(1.2)
    canvas.setDash(list(pen.dash))
    path = canvas.beginPath()
    path.moveTo(*drawn.points[0])
    for x, y in drawn.points[1:]:
        path.lineTo(x, y)
    canvas.drawPath(path, stroke=1, fill=0)
    swatch = layout.plot_width + 6
    canvas.line(swatch, drawn.label_y, swatch + 13, drawn.label_y)
    canvas.setDash([])
    for x, y in marked(drawn.points):
        draw_curve_mark(canvas, pen, x, y)
    draw_curve_mark(canvas, pen, swatch + 6.5, drawn.label_y)
    canvas.setStrokeColor(theme.RULE)
    canvas.setLineWidth(0.35)
    x, y = drawn.points[-1]
    canvas.line(x + MARK, y, layout.plot_width, y)
    canvas.line(layout.plot_width, y, swatch - 1, drawn.label_y)
    canvas.restoreState()
    canvas.setFillColor(theme.INK)
    draw_text(canvas, swatch + 16, drawn.label_y - 2.6, drawn.label, BODY, LABEL_SIZE)


def _box(canvas: Any, drawn: DrawnBox) -> None:
    canvas.saveState()
    canvas.setDash([])
    if drawn.low is not None or drawn.high is not None:
        _claimed(canvas, drawn)
    for band in drawn.bands:
        pen = pen_of(band.definition)
        canvas.setStrokeColor(pen.colour)
        canvas.setLineWidth(0.9)
        canvas.line(band.x, max(band.low, 0.0), band.x, min(band.high, PLOT_HEIGHT))
        for y in (band.low, band.high):
            if 0 <= y <= PLOT_HEIGHT:
                canvas.line(band.x - 1.6, y, band.x + 1.6, y)
        draw_curve_mark(canvas, pen, band.x, band.best, 1.7)
    middle, half = (drawn.west + drawn.east) / 2, number_width(drawn.number) / 2
    canvas.setFillColor(theme.WHITE)
    canvas.rect(middle - half - 1, drawn.number_y - 1.2, half * 2 + 2, LABEL_SIZE, stroke=0, fill=1)
    canvas.setFillColor(theme.INK)
    draw_text(canvas, middle - half, drawn.number_y, drawn.number, BOLD, LABEL_SIZE)
    canvas.restoreState()


def _claimed(canvas: Any, drawn: DrawnBox) -> None:
    """Draw the interval as a hatched box; an open end has an arrow instead of an edge."""
    low = 0.0 if drawn.low is None else drawn.low
    high = PLOT_HEIGHT if drawn.high is None else min(drawn.high, PLOT_HEIGHT)
    west, east, tall = drawn.west, drawn.east, max(high - low, 0.8)
    hatched(canvas, west, low, east - west, tall)
    canvas.setStrokeColor(theme.INTERVAL_EDGE)
    canvas.setLineWidth(0.9)
    canvas.lines([(west, low, west, low + tall), (east, low, east, low + tall)])
    if drawn.low is not None:
        canvas.line(west, low, east, low)
    if drawn.high is not None:
        canvas.line(west, low + tall, east, low + tall)
        return
    for x in (west, east):
        canvas.lines([(x - 2, PLOT_HEIGHT - _ARROW, x, PLOT_HEIGHT), (x + 2, PLOT_HEIGHT - _ARROW, x, PLOT_HEIGHT)])
