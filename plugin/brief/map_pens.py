"""The pens of the map: fill, hatch and edge of each layer, told apart in grey print too."""

from __future__ import annotations

import math
from typing import Any

from reportlab.lib.colors import Color

from . import theme
from .lines import STEP

_HATCH_GAP = 4.2
_HATCHED = {"claimed": 45.0, "reported": -45.0, "contested": 45.0, "claimed_control": 45.0}
_CROSSED = ("claimed_counteroffensive",)
_CHANGED = {"passed": (45.0,), "downgraded": (0.0,), "left": (-45.0,), "taken": (45.0, -45.0)}
_BEHIND_DASH = {"assessed_advance": (1.5, 1.5), "claimed_counteroffensive": (3.0, 1.5), "claimed_control": (0.6, 2.0)}
_EDGE_DASH = {"claimed": (3.0, 1.6), "reported": (1.0, 1.6), "denied": (1.0, 2.2)}
_ROUTES: dict[str, tuple[float, tuple[float, ...]]] = {
    "road": (1.0, ()),
    "rail": (1.0, (4.0, 2.0)),
    "water": (1.0, (1.0, 2.0)),
    "air": (0.7, (6.0, 3.0, 1.0, 3.0)),
}
_SECTOR_DASH = (6.0, 2.0, 1.0, 2.0)
_BUILT_UP_DASH = (0.8, 1.0)


def fill_colour(layer: str, style: str, colours: theme.SideColours) -> Color | None:
    """Return the fill of a layer, or None where it has none."""
    if layer == "control":
        return None if style == "unknown" else colours.held
    if layer == "change":
        return colours.tint
    if layer == "behind":
        return colours.held if style in ("assessed_control", "claimed_counteroffensive") else None
    if layer == "gain" and style != "denied":
        return colours.tint
    return None


def hatch_angles(layer: str, style: str) -> tuple[float, ...]:
    """Return the angles in degrees of the hatch of a layer; none, one or two."""
    if layer == "change":
        return _CHANGED.get(style, ())
    if layer not in ("gain", "control"):
        return ()
    if style in _CROSSED:
        return (45.0, -45.0)
    return (_HATCHED[style],) if style in _HATCHED else ()


def hatch_lines(width: float, height: float, angle_deg: float) -> str:
    """Return parallel lines over a rectangle at the origin, the same for every shape so that neighbours agree."""
    gap = _HATCH_GAP / STEP * math.sqrt(2)
    if angle_deg == 0:
        rows = range(1, int(height / gap) + 1)
        return " ".join(f"0 {round(row * gap)} m {round(width)} {round(row * gap)} l" for row in rows) + " S"
    run = height if angle_deg > 0 else -height
    start = -height if angle_deg > 0 else 0.0
    count = int((width + height) / gap) + 1
    parts = []
    for number in range(count):
        x = round(start + number * gap)
        parts.append(f"{x} 0 m {round(x + run)} {round(height)} l")
    return " ".join(parts) + " S"


def set_pen(canvas: Any, layer: str, style: str, colours: theme.SideColours, unit: float) -> None:
    """Set the pen for a layer; `unit` is the length of a point in the canvas's present scale."""
    width, colour = 0.7, colours.edge
    dash: tuple[float, ...] = ()
    if layer == "gain":
        dash = _EDGE_DASH.get(style, ())
        width = 1.1 if style == "confirmed" else 0.8
    elif layer == "control":
        width, dash = 0.4, ((1.5, 1.5) if style != "assessed_control" else ())
    elif layer == "behind":
        width, dash = 0.5, _BEHIND_DASH.get(style, ())
    elif layer == "change":
        width = 0.5
    elif layer == "front":
        width, dash, colour = (1.9, (), theme.BASELINE) if style == "baseline" else (1.3, (4.0, 2.2), theme.BASELINE)
    elif layer == "area":
        width, dash, colour = 0.8, _SECTOR_DASH, theme.MUTED
        if style == "built_up":
            width, dash, colour = 0.6, _BUILT_UP_DASH, theme.INK
    elif layer == "route":
        width, dash = _ROUTES.get(style, (1.0, ()))
        colour = theme.ROUTE
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(width * unit)
    canvas.setDash([one * unit for one in dash])
    canvas.setLineJoin(1)
