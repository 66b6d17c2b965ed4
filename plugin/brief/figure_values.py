"""The figures beside the map and the curves of area, as values: what is drawn, with its words in the reader's language.

Each has `alt_text`, the figure in a few sentences, and a caption that says its definitions and units.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

Date = datetime.date


@dataclass(frozen=True)
class ClaimPeriod:
    """The period that a claim speaks of, drawn below the axis of days; `label` says which claim."""

    label: str
    start: Date
    end: Date


@dataclass(frozen=True)
class WaysLine:
    """How many ways were left on each day under one reading of the ground; days that could not be asked are absent."""

    reading: str
    label: str
    points: tuple[tuple[Date, int], ...]


@dataclass(frozen=True)
class WidthDay:
    """The width of a corridor on a day, in km; `at_limit` means that or more."""

    day: Date
    low: float
    best: float
    high: float
    at_limit: bool


@dataclass(frozen=True)
class AccessFigure:
    """How a place reached its supply bases: ways left above, the width of the ground corridor below.

    `width_label` names the corridor and its last width, `limit_text` is printed at the limit of the search. Either part
    vanishes where it has no days.
    """

    title: str
    lines: tuple[WaysLine, ...]
    widths: tuple[WidthDay, ...]
    width_label: str
    limit_text: str
    periods: tuple[ClaimPeriod, ...]
    caption: str
    alt_text: str

    @property
    def days(self) -> tuple[Date, ...]:
        """All days that something is drawn on, in order."""
        found = {day for one in self.lines for day, _ in one.points} | {one.day for one in self.widths}
        return tuple(sorted(found))
