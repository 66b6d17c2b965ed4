"""The figure of depth along a baseline laid out: places in points from the lower left corner of the plot.

Kilometres along the baseline run to the right, depth goes up; the rows below the axis name what is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .axes import GAP, LABEL_LEADING, LABEL_SIZE, LEFT_MARGIN, round_scale
from .figure_values import DepthFigure, DepthLine
from .fonts import BODY, BOLD, fitted_lines, text_width
from .language import Language

Points = tuple[tuple[float, float], ...]

PLOT_HEIGHT = 118.0
TITLE_HEIGHT = LABEL_LEADING * 2 + 2
ENDS_HEIGHT = 27.0
ROW_HEIGHT = 11.5
SWATCH_WIDTH = 22.0
_RIGHT_MARGIN = 12.0
_MOST_UP = 6
_STEPS = (1.0, 2.0, 5.0, 10.0)
# Beside a claim that names no upper end there is room for its arrow.
_ROOM_ABOVE = 1.25
_BESIDE = 8.0
_MOST_NUMBERS = 6


@dataclass(frozen=True)
class DrawnSpot:
    """A depth of a finding: its place along the axis, and its band."""

    definition: str
    x: float
    low: float
    best: float
    high: float


@dataclass(frozen=True)
class DrawnClaim:
    """A claimed interval across the plot; None is an open end. `right` is where the numbers of its claims end."""

    number: str
    right: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Row:
    """A row below the axis: what is drawn that way ("spot:…", "claim", "sector"), and its words."""

    sign: str
    lines: tuple[str, ...]
    y: float


@dataclass(frozen=True)
class DepthLayout:
    """The figure; `x_ticks` and `y_ticks` are (place, text)."""

    width: float
    height: float
    plot_width: float
    foot: float
    profile: Points
    own: Points
    sector: tuple[tuple[float, float], ...]
    spots: tuple[DrawnSpot, ...]
    claims: tuple[DrawnClaim, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    ends: tuple[str, str]
    rows: tuple[Row, ...]


def depth_layout(figure: DepthFigure, width: float, lang: Language) -> DepthLayout:
    """Return the layout of a figure that is `width` points wide, margins included."""
    plot = width - LEFT_MARGIN - _RIGHT_MARGIN
    top, ticks = round_scale(_highest(figure), _MOST_UP)
    long_km = figure.to_km - figure.from_km

    def x_of(km: float) -> float:
        return min(max((km - figure.from_km) / long_km, 0.0), 1.0) * plot

    def y_of(km: float) -> float:
        return km / top * PLOT_HEIGHT

    def stairs(line: DepthLine | None) -> Points:
        rows = () if line is None else line.stretches
        return tuple(
            corner for start, end, depth in rows for corner in ((x_of(start), y_of(depth)), (x_of(end), y_of(depth)))
        )

    rows = _rows(figure, width - LEFT_MARGIN)
    foot = ENDS_HEIGHT + sum(ROW_HEIGHT + LABEL_LEADING * (len(one.lines) - 1) for one in rows)
    decimals = 0 if all(one == round(one) for one in ticks) else 1
    return DepthLayout(
        width=width,
        height=TITLE_HEIGHT + PLOT_HEIGHT + foot,
        plot_width=plot,
        foot=foot,
        profile=stairs(figure.lines[0]),
        own=stairs(figure.lines[1] if len(figure.lines) > 1 else None),
        sector=tuple((x_of(start), x_of(end)) for start, end in figure.sector),
        spots=_spots(figure, x_of, y_of, plot),
        claims=_claims(figure, y_of, plot),
        x_ticks=tuple((x_of(km), text) for km, text in _km_ticks(figure.from_km, figure.to_km, plot, lang)),
        y_ticks=tuple((y_of(one), lang.number(one, decimals)) for one in ticks),
        ends=_ends(figure, plot, lang),
        rows=rows,
    )


def _spots(
    figure: DepthFigure, x_of: Callable[[float], float], y_of: Callable[[float], float], plot: float
) -> tuple[DrawnSpot, ...]:
    """Return the depths of the findings; where two fall together, the second one stands beside the first."""
    made: list[DrawnSpot] = []
    for one in figure.spots:
        x, y = x_of(one.along_km), y_of(one.best)
        while any(abs(other.x - x) < _BESIDE and abs(other.best - y) < _BESIDE for other in made):
            x += _BESIDE if x + _BESIDE <= plot else -_BESIDE * (len(made) + 1)
        made.append(DrawnSpot(one.definition, x, y_of(one.low), y, y_of(one.high)))
    return tuple(made)


def _claims(figure: DepthFigure, y_of: Callable[[float], float], plot: float) -> tuple[DrawnClaim, ...]:
    """Return the claimed intervals; the numbers of those that overlap stand beside each other."""
    made, right = [], plot
    for one in figure.claimed:
        number = ", ".join(str(n) for n in one.numbers[:_MOST_NUMBERS]) + (
            ", …" if len(one.numbers) > _MOST_NUMBERS else ""
        )
        low = None if one.low is None else max(y_of(one.low), 0.0)
        high = None if one.high is None else min(y_of(one.high), PLOT_HEIGHT)
        made.append(DrawnClaim(number, right, low, high))
        right -= text_width(number, BOLD, LABEL_SIZE) + 3 * GAP
    return tuple(made)


def _highest(figure: DepthFigure) -> float:
    """Return the greatest depth that is drawn, in km."""
    values = [one.high for one in figure.spots]
    values += [depth for line in figure.lines for _, _, depth in line.stretches]
    values += [one.high for one in figure.claimed if one.high is not None]
    values += [one.low * _ROOM_ABOVE for one in figure.claimed if one.low is not None and one.high is None]
    return max(values, default=0.0)


def _km_ticks(start: float, end: float, room: float, lang: Language) -> list[tuple[float, str]]:
    """Return round kilometres to name below the axis, as many as there is room for."""
    long_km = end - start
    size = 10.0 ** math.floor(math.log10(long_km)) / 10
    for step in (size * one * more for more in (1.0, 10.0) for one in _STEPS[:-1]):
        first = math.ceil(start / step - 1e-9)
        values = [step * n for n in range(first, math.floor(end / step + 1e-9) + 1)]
        decimals = 0 if step >= 1 else 1
        texts = [lang.number(one, decimals) for one in values]
        widest = max((text_width(one, BODY, LABEL_SIZE) for one in texts), default=0.0)
        if (widest + 4 * GAP) * long_km / step <= room:
            return list(zip(values, texts))
    return [(start, lang.number(start, 1)), (end, lang.number(end, 1))]


def _ends(figure: DepthFigure, plot: float, lang: Language) -> tuple[str, str]:
    left, right = (fitted_lines(one, BODY, LABEL_SIZE, plot * 0.48, most=1)[0] if one else "" for one in figure.ends)
    return left, right


def _rows(figure: DepthFigure, room: float) -> tuple[Row, ...]:
    """Return the rows below the axis from the top down; their `y` is from the plot's corner."""
    named = [(f"spot:{one.definition}", one.label) for one in figure.spots]
    named += [("sector", figure.sector_label)] if figure.sector else []
    named += [("claim", one.label) for one in figure.claimed]
    made, y = [], -ENDS_HEIGHT - LABEL_SIZE
    for sign, text in named:
        lines = tuple(fitted_lines(text, BODY, LABEL_SIZE, room - SWATCH_WIDTH, most=2))
        made.append(Row(sign, lines, y))
        y -= ROW_HEIGHT + LABEL_LEADING * (len(lines) - 1)
    return tuple(made)


def parts_of(points: Sequence[tuple[float, float]], wide: float) -> list[list[tuple[float, float]]]:
    """Return the points of stairs in runs without a gap wider than `wide`."""
    runs: list[list[tuple[float, float]]] = []
    for first, second in zip(points[::2], points[1::2]):
        if runs and first[0] - runs[-1][-1][0] <= wide:
            runs[-1] += [first, second]
        else:
            runs.append([first, second])
    return runs
