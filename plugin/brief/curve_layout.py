"""The figure of claims against curves laid out: every place in points from the lower left corner of the panel's plot.

Days run to the right, km² up. A claim's box stands right of the day on which its period ends, with the measured bands
in it; boxes keep clear of each other, and so do the labels beside the curves. Periods are drawn below the axis.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

from .axes import (
    AXIS_HEIGHT,
    GAP,
    LABEL_LEADING,
    LABEL_SIZE,
    LEFT_MARGIN,
    MOST_TICKS,
    PERIOD_HEIGHT,
    SWATCH,
    Period,
    day_ticks,
    round_scale,
    spread,
)
from .fonts import BODY, BOLD, fitted_lines, text_width
from .language import Language
from .values import ClaimBox, Curve, CurvePanel

Date = datetime.date
_DayPlace = Callable[[Date], float]
_AreaPlace = Callable[[float], float]

PLOT_HEIGHT = 185.0
_BAND_STEP = 6.0
_BOX_PAD = 4.0
_MOST_NUMBERS = 3
_MOST_SPARE = 0.65


@dataclass(frozen=True)
class DrawnCurve:
    """A curve's points and its label: where the text stands, and whether a line leads to it."""

    curve: Curve
    points: tuple[tuple[float, float], ...]
    label: str
    label_y: float


@dataclass(frozen=True)
class DrawnBand:
    """A measured band inside a box."""

    definition: str
    x: float
    low: float
    best: float
    high: float


@dataclass(frozen=True)
class DrawnBox:
    """A claim's box; `low` or `high` None is an open end, both None a claim without a number."""

    box: ClaimBox
    day_x: float
    west: float
    east: float
    low: float | None
    high: float | None
    bands: tuple[DrawnBand, ...]
    number: str
    number_y: float


@dataclass(frozen=True)
class CurveLayout:
    """One panel; `x_ticks` and `y_ticks` are (place, text)."""

    width: float
    height: float
    plot_width: float
    curves: tuple[DrawnCurve, ...]
    boxes: tuple[DrawnBox, ...]
    periods: tuple[Period, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


def curve_layout(panel: CurvePanel, width: float, lang: Language) -> CurveLayout:
    """Return the layout of a panel that is `width` points wide, margins included."""
    labels = [f"{one.label} {lang.number(one.points[-1][1])}" for one in panel.curves]
    right = SWATCH + max((text_width(one, BODY, LABEL_SIZE) for one in labels), default=0.0) + GAP
    plot = width - LEFT_MARGIN - right
    top, ticks = _scale(panel)
    first, last = _days(panel)
    spare = _spare(panel, plot, first, last)

    def x_of(day: Date) -> float:
        return (day - first).days / ((last - first).days or 1) * (plot - spare)

    def y_of(km2: float) -> float:
        return km2 / top * PLOT_HEIGHT

    return CurveLayout(
        width=width,
        height=LABEL_LEADING * 2 + PLOT_HEIGHT + AXIS_HEIGHT + PERIOD_HEIGHT * len(panel.boxes),
        plot_width=plot,
        curves=_curves(panel.curves, labels, x_of, y_of),
        boxes=_boxes(panel.boxes, x_of, y_of),
        periods=_periods(panel.boxes, x_of, plot + right),
        x_ticks=tuple((x_of(day), text) for day, text in day_ticks(first, last, plot - spare, lang)),
        y_ticks=tuple((y_of(one), lang.number(one, 0 if ticks[-1] >= MOST_TICKS else 1)) for one in ticks),
    )


def _days(panel: CurvePanel) -> tuple[Date, Date]:
    days = [day for one in panel.curves for day, _ in one.points]
    days += [day for one in panel.boxes for day in (one.start, one.end)]
    return min(days), max(days)


def _scale(panel: CurvePanel) -> tuple[float, list[float]]:
    """Return the top of the scale and its ticks, round numbers from zero."""
    values = [km2 for one in panel.curves for _, km2 in one.points]
    values += [high for one in panel.boxes for _, _, _, high in one.bands]
    values += [one.high for one in panel.boxes if one.high is not None]
    values += [one.low * 1.25 for one in panel.boxes if one.low is not None and one.high is None]
    return round_scale(max([*values, 0.0]))


def box_width(box: ClaimBox) -> float:
    """Return the width of a claim's box: room for each measured band in it."""
    return max(len(box.bands), 1) * _BAND_STEP + _BOX_PAD


def _spare(panel: CurvePanel, plot: float, first: Date, last: Date) -> float:
    """Return how much of the plot's width is kept free right of the last day, for boxes."""
    spare = 0.0
    for _ in range(4):
        share = (plot - spare) / ((last - first).days or 1)
        places = _places(panel.boxes, [(one.end - first).days * share for one in panel.boxes])
        end = max((place + box_width(one) for place, one in zip(places, panel.boxes)), default=0.0)
        spare = min(max(spare, end + GAP - (plot - spare)), plot * _MOST_SPARE)
    return spare


def _places(boxes: Sequence[ClaimBox], days: Sequence[float]) -> list[float]:
    """Return the left edges of the boxes, in the order of their days, each clear of the one before."""
    places: list[float] = []
    free = 0.0
    for box, day in zip(boxes, days):
        place = max(day + GAP, free)
        places.append(place)
        free = place + box_width(box) + GAP
    return places


def _curves(
    curves: Sequence[Curve], labels: Sequence[str], x_of: _DayPlace, y_of: _AreaPlace
) -> tuple[DrawnCurve, ...]:
    ends = [y_of(one.points[-1][1]) for one in curves]
    places = spread(ends, LABEL_LEADING, -2.0, PLOT_HEIGHT + LABEL_LEADING)
    return tuple(
        DrawnCurve(one, tuple((x_of(day), y_of(km2)) for day, km2 in one.points), label, place)
        for one, label, place in zip(curves, labels, places)
    )


def _boxes(boxes: Sequence[ClaimBox], x_of: _DayPlace, y_of: _AreaPlace) -> tuple[DrawnBox, ...]:
    days = [x_of(one.end) for one in boxes]
    made = []
    for box, day, west in zip(boxes, days, _places(boxes, days)):
        low = None if box.low is None else max(y_of(box.low), 0.0)
        high = None if box.high is None else y_of(box.high)
        bands = tuple(
            DrawnBand(name, west + _BOX_PAD / 2 + _BAND_STEP * (number + 0.5), *(y_of(one) for one in band))
            for number, (name, *band) in enumerate(box.bands)
        )
        number = ", ".join(str(one) for one in box.numbers[:_MOST_NUMBERS])
        number += ", …" if len(box.numbers) > _MOST_NUMBERS else ""
        # Above all that is drawn in the column, so that no band runs through it.
        tops = [PLOT_HEIGHT if high is None else high, *(one.high for one in bands)]
        number_y = min(max(tops), PLOT_HEIGHT) + 3.0
        made.append(DrawnBox(box, day, west, west + box_width(box), low, high, bands, number, number_y))
    return tuple(made)


def _periods(boxes: Sequence[ClaimBox], x_of: _DayPlace, room: float) -> tuple[Period, ...]:
    made = []
    for number, box in enumerate(boxes):
        y = -AXIS_HEIGHT - PERIOD_HEIGHT * number - 8.0
        text = fitted_lines(box.label, BODY, LABEL_SIZE, room, most=1)[0]
        made.append(Period(text, x_of(box.start), x_of(box.end), y))
    return tuple(made)


def number_width(text: str) -> float:
    """Return the width of a box's number."""
    return text_width(text, BOLD, LABEL_SIZE)
