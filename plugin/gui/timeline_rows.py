"""What the timeline shows, as values, and how it is packed into rows. No widget is needed for this.

Times are seconds since 1970 in UTC, as the date axis takes them; what happened on a day stands at its noon.
"""

from __future__ import annotations

import datetime
import heapq
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..bridge.ledger import LedgerRow
from .series_chart import seconds

Date = datetime.date

DAY_S = 86_400.0
_LONGEST = 60


@dataclass(frozen=True)
class Bar:
    """A claim in time: from the start of its period to its end, and when it was said; None where that is not known."""

    claim_id: str
    label: str
    start: float | None
    end: float | None
    said: float | None
    verdict: str
    stale: bool

    @property
    def left(self) -> float:
        """Where it begins."""
        return min(one for one in (self.start, self.said) if one is not None)

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(one for one in (self.end, self.said) if one is not None)


@dataclass(frozen=True)
class Event:
    """A day that durations are counted from."""

    day: Date
    name: str


def noon(day: Date) -> float:
    """Return the middle of a day."""
    return seconds(day) + DAY_S / 2


def period_of(row: LedgerRow) -> tuple[Date, Date] | None:
    """Return the first and the last day that a claim refers to; one that is not given is the other."""
    first, last = row.refers_from or row.refers_to, row.refers_to or row.refers_from
    if first is None or last is None:
        return None
    return min(first, last), max(first, last)


def bar_of(row: LedgerRow, verdict: str, stale: bool) -> Bar | None:
    """Return a claim as it stands in time; None where it names no day at all."""
    period = period_of(row)
    if period is None and row.stated_on is None:
        return None
    said = row.number or row.text
    label = f"{row.id}  {row.claimant}: {said}" if row.claimant else f"{row.id}  {said}"
    label = " ".join(label.split())
    return Bar(
        row.id,
        label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…",
        None if period is None else seconds(period[0]),
        None if period is None else seconds(period[1]) + DAY_S,
        None if row.stated_on is None else noon(row.stated_on),
        verdict,
        stale,
    )


def packed(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return the row of each span, counted from 0, so that no two in a row overlap and the rows are few.

    Spans are placed from the left, each in the highest row that is free there.
    """
    places = [0] * len(spans)
    busy: list[tuple[float, int]] = []  # Where a row is taken up to.
    free: list[int] = []
    rows = 0
    for number in sorted(range(len(spans)), key=lambda one: spans[one]):
        left, right = spans[number]
        while busy and busy[0][0] <= left:
            heapq.heappush(free, heapq.heappop(busy)[1])
        if free:
            row = heapq.heappop(free)
        else:
            row, rows = rows, rows + 1
        places[number] = row
        heapq.heappush(busy, (right, row))
    return places


class Rows:
    """Spans in their rows, to be asked what is seen of them.

    Parameters
    ----------
    spans
        Left and right end of each, in any unit.
    """

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        self.spans = spans
        self.row_of = packed(spans)
        self.count = max(self.row_of, default=-1) + 1
        self._in_row: list[list[int]] = [[] for _ in range(self.count)]
        for number in sorted(range(len(spans)), key=lambda one: spans[one]):
            self._in_row[self.row_of[number]].append(number)
        self._ends = [[spans[number][1] for number in row] for row in self._in_row]

    def seen(self, left: float, right: float, rows: Iterable[int]) -> list[int]:
        """Return the numbers of the spans in these rows that reach into a stretch."""
        found = []
        for row in rows:
            if not 0 <= row < self.count:
                continue
            numbers = self._in_row[row]
            # In a row that is without overlaps the ends are in order too.
            for place in range(bisect_left(self._ends[row], left), len(numbers)):
                if self.spans[numbers[place]][0] > right:
                    break
                found.append(numbers[place])
        return found
