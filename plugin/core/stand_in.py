"""Days that are missing, and the days that stand in for them.

An issuer leaves out a day now and then. The next one within three days stands in for it, and whoever prints a number
names it (design, section 4); beyond that nothing does.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

STAND_IN_DAYS = 3
"""A missing day is stood in for by the next one within so many days."""


@dataclass(frozen=True)
class StandIn:
    """The day asked for and the day whose map is used; they are the same where nothing is missing."""

    asked: datetime.date
    used: datetime.date


def stand_in(days: Sequence[datetime.date], asked: datetime.date) -> StandIn | None:
    """Return the day to use for the one asked for, from days in order; None where none is near enough."""
    place = bisect_left(days, asked)
    if place == len(days) or (days[place] - asked).days > STAND_IN_DAYS:
        return None
    return StandIn(asked, days[place])
