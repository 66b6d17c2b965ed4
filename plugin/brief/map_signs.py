"""The point signs of the map: settlements, deepest points with their lines, points as printed."""

from __future__ import annotations

from typing import Any

from . import theme
from .map_parts import DrawnDepth

_DEPTH_DASH: dict[str, tuple[float, ...]] = {"any_part": (), "break_in_sector": (3.0, 2.0)}


def draw_depth(canvas: Any, depth: DrawnDepth) -> None:
    """Draw a depth: its line, the nearest point as a dot, the deepest as a diamond."""
    draw_depth_line(canvas, depth.mark.style, depth.nearest, depth.deepest)
    canvas.setFillColor(theme.DEPTH)
    canvas.circle(*depth.nearest, 1.7, stroke=0, fill=1)
    draw_diamond(canvas, *depth.deepest, 3.8)


def draw_depth_line(canvas: Any, style: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw the line of a depth over a white one, so that it shows on any ground."""
    canvas.setStrokeColor(theme.WHITE)
    canvas.setLineWidth(2.6)
    canvas.setDash([])
    canvas.line(*start, *end)
    canvas.setStrokeColor(theme.DEPTH)
    canvas.setLineWidth(1.3)
    canvas.setDash(list(_DEPTH_DASH.get(style, (1.0, 2.0))))
    canvas.line(*start, *end)
    canvas.setDash([])


def draw_diamond(canvas: Any, x: float, y: float, half: float) -> None:
    """Draw the sign of a deepest point."""
    path = canvas.beginPath()
    path.moveTo(x, y + half)
    path.lineTo(x + half, y)
    path.lineTo(x, y - half)
    path.lineTo(x - half, y)
    path.close()
    canvas.setFillColor(theme.DEPTH)
    canvas.setStrokeColor(theme.WHITE)
    canvas.setLineWidth(0.7)
    canvas.drawPath(path, stroke=1, fill=1)


def draw_printed(canvas: Any, x: float, y: float) -> None:
    """Draw the sign of a point as printed in a claim."""
    canvas.setStrokeColor(theme.INK)
    canvas.setLineWidth(1.1)
    canvas.setDash([])
    canvas.line(x - 3, y - 3, x + 3, y + 3)
    canvas.line(x - 3, y + 3, x + 3, y - 3)


def draw_place(canvas: Any, x: float, y: float) -> None:
    """Draw the sign of a settlement."""
    canvas.setFillColor(theme.WHITE)
    canvas.setStrokeColor(theme.INK)
    canvas.setLineWidth(0.8)
    canvas.setDash([])
    canvas.circle(x, y, 1.6, stroke=1, fill=1)
