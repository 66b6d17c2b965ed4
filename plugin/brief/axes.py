"""What figures over days share: round scales, days to name below the axis, labels that keep clear of each other.

Places are in points from the lower left corner of the plot; days run to the right.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

from .fonts import BODY, text_width
from .language import Language

Date = datetime.date

LABEL_SIZE = 7.4
LABEL_LEADING = 9.6
LEFT_MARGIN = 38.0
PERIOD_HEIGHT = 19.0
AXIS_HEIGHT = 17.0
SWATCH = 22.0
GAP = 5.0
MOST_TICKS = 7
_DAY_STEPS = (1, 2, 5, 7, 14)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
_MOST_DAYS_BY_DAY = 60


@dataclass(frozen=True)
class Period:
    """A claim's period below the axis."""

    text: str
    west: float
    east: float
    y: float


def round_scale(highest: float, most: int = MOST_TICKS) -> tuple[float, list[float]]:
    """Return the top of a scale from zero that holds a value, and its ticks, at most so many round numbers."""
    highest = max(highest, 0.0) or 1.0
    step = 10.0 ** math.floor(math.log10(highest))
    parts = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
    step = next(step * part for part in parts if highest / (step * part) <= most - 1)
    count = math.ceil(highest / step - 1e-9)
    return step * count, [step * number for number in range(count + 1)]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones that are at least `gap` apart and, where there is room, within the limits."""
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    groups: list[tuple[float, int]] = []  # middle, count
    for one in order:
        groups.append((wanted[one], 1))
        while len(groups) > 1 and _start(groups[-1], gap) < _start(groups[-2], gap) + gap * groups[-2][1]:
            (above, more), (below, fewer) = groups.pop(), groups.pop()
            groups.append(((above * more + below * fewer) / (more + fewer), more + fewer))
    places: list[float] = []
    for group in groups:
        places += [_start(group, gap) + gap * number for number in range(group[1])]
    for number in range(len(places)):
        floor = low if number == 0 else places[number - 1] + gap
        places[number] = max(places[number], floor)
    for number in reversed(range(len(places))):
        ceiling = high if number == len(places) - 1 else places[number + 1] - gap
        places[number] = min(places[number], ceiling)
    made = [0.0] * len(wanted)
    for one, place in zip(order, places):
        made[one] = place
    return made


def _start(group: tuple[float, int], gap: float) -> float:
    return group[0] - gap * (group[1] - 1) / 2


def day_ticks(first: Date, last: Date, room: float, lang: Language) -> list[tuple[Date, str]]:
    """Return the days to name below the axis: as many as there is room for."""
    candidates = [_by_day(first, last, step) for step in _DAY_STEPS if (last - first).days <= _MOST_DAYS_BY_DAY]
    candidates += [_by_month(first, last, step) for step in _MONTH_STEPS]
    for days in candidates:
        texts = [_tick_text(day, days[number - 1] if number else None, lang) for number, day in enumerate(days)]
        if _ticks_fit(days, texts, first, last, room):
            return list(zip(days, texts))
    return [(first, lang.date(first))]


def _by_day(first: Date, last: Date, step: int) -> list[Date]:
    return [first + datetime.timedelta(days=number) for number in range(0, (last - first).days + 1, step)]


def _by_month(first: Date, last: Date, step: int) -> list[Date]:
    days = []
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        day = Date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and first <= day <= last:
            days.append(day)
    return days


def _tick_text(day: Date, before: Date | None, lang: Language) -> str:
    return lang.date(day) if before is None or before.year != day.year else lang.day_of_month(day)


def _ticks_fit(days: Sequence[Date], texts: Sequence[str], first: Date, last: Date, room: float) -> bool:
    if not days:
        return False
    share = room / ((last - first).days or 1)
    ends = -1e9
    for day, text in zip(days, texts):
        middle, half = (day - first).days * share, text_width(text, BODY, LABEL_SIZE) / 2
        if middle - half < ends + GAP:
            return False
        ends = middle + half
    return True
