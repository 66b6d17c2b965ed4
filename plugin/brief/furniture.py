"""What a map carries besides its content: graticule with degrees at its edge, scale bar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import LineString, box

from ..core.messages import message
from .fonts import BODY, text_width
from .language import Language
from .plane import POINTS_PER_MM, Plane, paper_length

_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 1800)
_MOST_LINES = 5
_NARROW = 5
_HALF_ROUND_MIN = 180 * 60
_BAR_MM = (28.0, 55.0)
_NORTH_STEP_DEG = 0.001
DEGREE_SIZE = 6.8


@dataclass(frozen=True)
class DegreeLabel:
    """A degree at the edge of the panel; `side` is "bottom" or "left", `at` the distance from the lower left corner."""

    text: str
    side: str
    at: float


@dataclass(frozen=True)
class Graticule:
    """Lines in points on the page, and their degrees."""

    lines: tuple[np.ndarray[Any, Any], ...]
    labels: tuple[DegreeLabel, ...]


@dataclass(frozen=True)
class ScaleBar:
    """A bar of `length` points that is `km` long at the map's centre, in `parts` equal parts."""

    km: float
    length: float
    parts: int


def north_turn(plane: Plane) -> tuple[float, float] | None:
    """Return where true north is at the map's centre, and the farthest that it turns away from there at its corners.

    Degrees clockwise from straight up on the page. None where a pole lies on the panel: north is all around it.
    """
    if plane.pole_on_panel():
        return None
    width, height = plane.width, plane.height
    page = np.array([(width / 2, height / 2), (0.0, 0.0), (0.0, height), (width, 0.0), (width, height)])
    lonlat = plane.to_lonlat(page)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1) & (np.abs(lonlat[:, 1]) < 90 - _NORTH_STEP_DEG)]
    if not len(lonlat):
        return None
    across, up = (plane.to_page(lonlat + np.array([0.0, _NORTH_STEP_DEG])) - plane.to_page(lonlat)).T
    turns = np.degrees(np.arctan2(across, up))
    away = (turns - turns[0] + 180.0) % 360.0 - 180.0
    return float(turns[0]), float(np.abs(away).max())


def scale_bar(plane: Plane) -> ScaleBar:
    """Return the longest round bar that suits the panel."""
    longest = min(_BAR_MM[1] * POINTS_PER_MM, plane.width / 3)
    guess_km = longest / plane.scale / 1000
    power = 10.0 ** math.floor(math.log10(guess_km))
    km = max(step * power for step in (1.0, 2.0, 5.0) if step * power <= guess_km)
    return ScaleBar(km, paper_length(plane, km * 1000), 4 if round(km / power) == 2 else 5)


def graticule(plane: Plane, lang: Language) -> Graticule:
    """Return meridians and parallels at a round distance, each labelled where it leaves the panel."""
    west, south, east, north = plane.reach()
    step = _step_min(min(east - west, north - south))
    # Near a pole meridians stand close: they need a step of their own.
    across = _step_min(east - west) if east - west > _NARROW * (north - south) else step
    panel = box(0, 0, plane.width, plane.height)
    lines: list[np.ndarray[Any, Any]] = []
    labels: list[DegreeLabel] = []
    for minutes in _multiples(west, east, across):
        line = np.column_stack([np.full(60, minutes / 60), np.linspace(south, north, 60)])
        lines += _within(plane.to_page(line), panel)
        at = _crossing(plane.to_page(line), 1, 0)
        if at is not None and 0 <= at <= plane.width:
            labels.append(DegreeLabel(_degrees(minutes, lang, "E", "W"), "bottom", at))
    for minutes in _multiples(south, north, step):
        line = np.column_stack([np.linspace(west, east, 60), np.full(60, minutes / 60)])
        lines += _within(plane.to_page(line), panel)
        at = _crossing(plane.to_page(line), 0, 1)
        if at is not None and 0 <= at <= plane.height:
            labels.append(DegreeLabel(_degrees(minutes, lang, "N", "S"), "left", at))
    return Graticule(tuple(lines), tuple(labels))


def _step_min(span_deg: float) -> int:
    for step in _STEPS_MIN:
        if span_deg * 60 / step <= _MOST_LINES:
            return step
    return _STEPS_MIN[-1]


def _multiples(low_deg: float, high_deg: float, step_min: int) -> range:
    first = math.ceil(low_deg * 60 / step_min - 1e-9)
    last = math.floor(high_deg * 60 / step_min + 1e-9)
    return range(first * step_min, last * step_min + 1, step_min)


def _within(line: np.ndarray[Any, Any], panel: Any) -> list[np.ndarray[Any, Any]]:
    seen = LineString(line).intersection(panel)
    parts = [part for part in getattr(seen, "geoms", [seen]) if part.geom_type == "LineString" and not part.is_empty]
    return [np.asarray(part.coords) for part in parts]


def _crossing(line: np.ndarray[Any, Any], axis: int, other: int) -> float | None:
    """Return where a line crosses the edge of the panel at zero of `axis`, as the other coordinate."""
    along = line[:, axis]
    if along.min() > 0 or along.max() < 0:
        return None
    order = np.argsort(along)
    return float(np.interp(0.0, along[order], line[order, other]))


def _degrees(minutes: int, lang: Language, positive: str, negative: str) -> str:
    minutes = (minutes + _HALF_ROUND_MIN) % (2 * _HALF_ROUND_MIN) - _HALF_ROUND_MIN
    whole, rest = divmod(abs(minutes), 60)
    text = f"{whole}°" + (f"{rest:02d}′" if rest else "")
    if minutes in (0, -_HALF_ROUND_MIN):
        return text
    named = {
        "E": message("{degrees} E", degrees=text),
        "W": message("{degrees} W", degrees=text),
        "N": message("{degrees} N", degrees=text),
        "S": message("{degrees} S", degrees=text),
    }
    return lang.say(named[positive if minutes > 0 else negative])


def degree_margin(labels: tuple[DegreeLabel, ...]) -> float:
    """Return the room that the degrees at the left edge need, in points."""
    widths = [text_width(label.text, BODY, DEGREE_SIZE) for label in labels if label.side == "left"]
    return max(widths, default=0.0)
