"""The figure of isolation over time laid out: places in points from the lower left corner of each of its two plots.

Each mapped day holds from half a day before it to half a day after; days that follow each other are joined, and a day
that was not asked about leaves a gap.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .axes import (
    AXIS_HEIGHT,
    GAP,
    LABEL_LEADING,
    LABEL_SIZE,
    LEFT_MARGIN,
    PERIOD_HEIGHT,
    SWATCH,
    Period,
    day_ticks,
    round_scale,
    spread,
)
from .figure_values import AccessFigure, ClaimPeriod, WaysLine, WidthDay
from .fonts import BODY, fitted_lines, text_width
from .language import Language

Date = datetime.date
Points = tuple[tuple[float, float], ...]

WAYS_HEIGHT = 52.0
WIDTH_HEIGHT = 84.0
BETWEEN = 22.0
TITLE_HEIGHT = LABEL_LEADING * 2 + 2
_MOST_RIGHT = 0.42
# Lines of equal values lie beside each other.
_BESIDE = 2.4
_FEW_WAYS = 3


@dataclass(frozen=True)
class DrawnWays:
    """The line of one reading: steps, the marks of its days, those of them that are isolated, and its label."""

    reading: str
    steps: tuple[Points, ...]
    marks: Points
    isolated: Points
    label: str
    label_y: float


@dataclass(frozen=True)
class DrawnWidths:
    """The corridor: outlines of the band, steps of the best values, marks of days, those of days at the limit."""

    bands: tuple[Points, ...]
    steps: tuple[Points, ...]
    marks: Points
    at_limit: Points
    label_y: float


@dataclass(frozen=True)
class AccessLayout:
    """The figure; either plot has ticks only where it is drawn. `x_ticks` and others are (place, text)."""

    width: float
    height: float
    plot_width: float
    ways: tuple[DrawnWays, ...]
    ways_ticks: tuple[tuple[float, str], ...]
    widths: DrawnWidths | None
    width_ticks: tuple[tuple[float, str], ...]
    x_ticks: tuple[tuple[float, str], ...]
    periods: tuple[Period, ...]

    @property
    def ways_bottom(self) -> float:
        """How far the plot of ways stands above that of the corridor."""
        return 0.0 if self.widths is None else WIDTH_HEIGHT + BETWEEN


def access_layout(figure: AccessFigure, width: float, lang: Language) -> AccessLayout:
    """Return the layout of a figure that is `width` points wide, margins included."""
    labels = [one.label for one in figure.lines] + [figure.width_label] * bool(figure.widths)
    right = SWATCH + max((text_width(one, BODY, LABEL_SIZE) for one in labels), default=0.0) + GAP
    plot = width - LEFT_MARGIN - min(right, width * _MOST_RIGHT)
    first, last = figure.days[0], figure.days[-1]
    day_width = plot / ((last - first).days + 1)

    def x_of(day: Date) -> float:
        return ((day - first).days + 0.5) * day_width

    ticks = tuple((x_of(day), text) for day, text in day_ticks(first, last, plot - day_width, lang))
    ways, ways_ticks = _ways(figure.lines, x_of, day_width, lang)
    widths, width_ticks = _widths(figure, x_of, day_width, lang)
    plots = WAYS_HEIGHT * bool(ways) + WIDTH_HEIGHT * (widths is not None) + BETWEEN * (bool(ways) and bool(widths))
    return AccessLayout(
        width=width,
        height=TITLE_HEIGHT + plots + AXIS_HEIGHT + PERIOD_HEIGHT * len(figure.periods),
        plot_width=plot,
        ways=ways,
        ways_ticks=ways_ticks,
        widths=widths,
        width_ticks=width_ticks,
        x_ticks=ticks,
        periods=_periods(figure.periods, first, last, x_of, day_width, width - LEFT_MARGIN),
    )


def _runs(days: Sequence[Date]) -> list[list[int]]:
    """Return the numbers of the days in runs that follow each other without a gap."""
    of_run = groupby(range(len(days)), key=lambda n: days[n].toordinal() - n)
    return [list(run) for _, run in of_run]


def _stairs(
    run: Sequence[int], days: Sequence[Date], heights: Sequence[float], x_of: Callable[[Date], float], wide: float
) -> Points:
    """Return the steps of a run: each day from half a day before to half a day after."""
    return tuple(
        corner
        for n in run
        for x in (x_of(days[n]),)
        for corner in ((x - wide / 2, heights[n]), (x + wide / 2, heights[n]))
    )


def _ways(
    lines: Sequence[WaysLine], x_of: Callable[[Date], float], day_width: float, lang: Language
) -> tuple[tuple[DrawnWays, ...], tuple[tuple[float, str], ...]]:
    if not lines:
        return (), ()
    most = max(ways for one in lines for _, ways in one.points)
    top, ticks = round_scale(most, _FEW_WAYS + 1)
    if most <= _FEW_WAYS:
        top, ticks = float(max(most, 1)), [float(n) for n in range(max(most, 1) + 1)]
    heights = [
        [ways / top * WAYS_HEIGHT + number * _BESIDE for _, ways in one.points] for number, one in enumerate(lines)
    ]
    places = spread([one[-1] for one in heights], LABEL_LEADING, 0.0, WAYS_HEIGHT + LABEL_LEADING)
    made = []
    for one, up, label_y in zip(lines, heights, places):
        days = [day for day, _ in one.points]
        spots = [(x_of(day), y) for day, y in zip(days, up)]
        made.append(
            DrawnWays(
                one.reading,
                tuple(_stairs(run, days, up, x_of, day_width) for run in _runs(days)),
                tuple(spots[n] for n, (_, ways) in enumerate(one.points) if ways),
                tuple(spots[n] for n, (_, ways) in enumerate(one.points) if not ways),
                one.label,
                label_y,
            )
        )
    return tuple(made), tuple((one / top * WAYS_HEIGHT, lang.number(one)) for one in ticks)


def _widths(
    figure: AccessFigure, x_of: Callable[[Date], float], day_width: float, lang: Language
) -> tuple[DrawnWidths | None, tuple[tuple[float, str], ...]]:
    if not figure.widths:
        return None, ()
    top, ticks = round_scale(max(one.high for one in figure.widths), 5)
    days = [one.day for one in figure.widths]

    def up(of: Callable[[WidthDay], float]) -> list[float]:
        return [of(one) / top * WIDTH_HEIGHT for one in figure.widths]

    low, best, high = up(lambda one: one.low), up(lambda one: one.best), up(lambda one: one.high)
    bands = []
    for run in _runs(days):
        above, below = (_stairs(run, days, edge, x_of, day_width) for edge in (high, low))
        bands.append((*above, *below[::-1]))
    spots = [(x_of(day), y) for day, y in zip(days, best)]
    drawn = DrawnWidths(
        tuple(bands),
        tuple(_stairs(run, days, best, x_of, day_width) for run in _runs(days)),
        tuple(spot for spot, one in zip(spots, figure.widths) if not one.at_limit),
        tuple(spot for spot, one in zip(spots, figure.widths) if one.at_limit),
        best[-1],
    )
    limit = next((one.best for one in figure.widths if one.at_limit), None)
    decimals = 0 if all(one == round(one) for one in ticks) else 1
    return drawn, tuple(
        (one / top * WIDTH_HEIGHT, figure.limit_text if one == limit else lang.number(one, decimals)) for one in ticks
    )


def _periods(
    periods: Sequence[ClaimPeriod],
    first: Date,
    last: Date,
    x_of: Callable[[Date], float],
    day_width: float,
    room: float,
) -> tuple[Period, ...]:
    made = []
    for number, one in enumerate(periods):
        text = fitted_lines(one.label, BODY, LABEL_SIZE, room, most=1)[0]
        west, east = (x_of(min(max(day, first), last)) for day in (one.start, one.end))
        y = -AXIS_HEIGHT - PERIOD_HEIGHT * number - 8.0
        made.append(Period(text, west - day_width / 2, east + day_width / 2, y))
    return tuple(made)
