"""What figures over days share when they are drawn: axes, marks of curves, periods of claims below the axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import theme
from .axes import LABEL_LEADING, LABEL_SIZE, LEFT_MARGIN, Period
from .fonts import BODY, draw_text, text_width

MARK = 2.3
_HATCH_GAP = 3.4

Ticks = Sequence[tuple[float, str]]


def draw_axes(canvas: Any, width: float, height: float, x_ticks: Ticks, y_ticks: Ticks, unit: str) -> None:
    """Draw axes from the origin, with lines across at the ticks and the unit above the one that goes up."""
    canvas.setDash([])
    canvas.setLineWidth(0.35)
    canvas.setStrokeColor(theme.HAIR)
    for y, _ in y_ticks[1:]:
        canvas.line(0, y, width, y)
    canvas.setStrokeColor(theme.INK)
    canvas.setLineWidth(0.6)
    canvas.line(0, 0, width, 0)
    canvas.line(0, 0, 0, height)
    canvas.setFillColor(theme.MUTED)
    for y, text in y_ticks:
        draw_text(canvas, -text_width(text, BODY, LABEL_SIZE) - 4, y - 2.6, text, BODY, LABEL_SIZE)
    draw_text(canvas, -text_width(unit, BODY, LABEL_SIZE) - 4, height + LABEL_LEADING - 2, unit, BODY, LABEL_SIZE)
    for x, text in x_ticks:
        canvas.line(x, 0, x, -3)
        start = min(max(x - text_width(text, BODY, LABEL_SIZE) / 2, -LEFT_MARGIN), width)
        draw_text(canvas, start, -11, text, BODY, LABEL_SIZE)


def draw_curve_mark(canvas: Any, pen: theme.CurvePen, x: float, y: float, size: float = MARK) -> None:
    """Draw the mark of a curve around (x, y)."""
    canvas.setStrokeColor(pen.colour)
    canvas.setLineWidth(0.9)
    canvas.setFillColor(pen.colour if pen.mark in ("disc", "square") else theme.WHITE)
    if pen.mark in ("disc", "ring"):
        canvas.circle(x, y, size, stroke=1, fill=1)
    elif pen.mark == "cross":
        canvas.lines([(x - size, y - size, x + size, y + size), (x - size, y + size, x + size, y - size)])
    elif pen.mark == "square":
        canvas.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8, stroke=1, fill=1)
    else:
        corners = [(x, y + size * 1.3), (x + size * 1.2, y - size), (x - size * 1.2, y - size)]
        if pen.mark == "diamond":
            corners = [(x, y + size * 1.4), (x + size * 1.4, y), (x, y - size * 1.4), (x - size * 1.4, y)]
        path = canvas.beginPath()
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)


def draw_period(canvas: Any, period: Period) -> None:
    """Draw a claim's period: its words, and below them the stretch of the axis."""
    canvas.setFillColor(theme.INK)
    draw_text(canvas, 0, period.y, period.text, BODY, LABEL_SIZE)
    y = period.y - 5.5
    canvas.setStrokeColor(theme.INTERVAL_EDGE)
    canvas.setDash([])
    canvas.setLineWidth(1.6)
    canvas.line(period.west, y, max(period.east, period.west + 2), y)
    canvas.setLineWidth(0.8)
    for x in (period.west, max(period.east, period.west + 2)):
        canvas.line(x, y - 2.4, x, y + 2.4)


def marked(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """Return the points that bear a mark: all, or those with room between them, the last always."""
    if not points:
        return []
    kept = [points[-1]]
    for point in reversed(points[:-1]):
        if kept[-1][0] - point[0] >= MARK * 4:
            kept.append(point)
    return kept


def hatched(canvas: Any, west: float, low: float, wide: float, tall: float) -> None:
    """Draw what is claimed as a hatched box without an outline, through which what lies below is seen."""
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(west, low, wide, tall)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(theme.WHITE)
    canvas.setFillAlpha(0.75)
    canvas.rect(west, low, wide, tall, stroke=0, fill=1)
    canvas.setFillColor(theme.INTERVAL)
    canvas.setFillAlpha(0.6)
    canvas.rect(west, low, wide, tall, stroke=0, fill=1)
    canvas.setStrokeColor(theme.INTERVAL_EDGE)
    canvas.setLineWidth(0.3)
    canvas.setDash([])
    y = low - wide
    while y < low + tall:
        canvas.line(west, y, west + wide, y + wide)
        y += _HATCH_GAP
    canvas.restoreState()
