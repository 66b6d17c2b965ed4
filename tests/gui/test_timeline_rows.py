"""Claims as spans of time, packed into rows."""

from __future__ import annotations

import calendar
import datetime
import random
from dataclasses import replace

import pytest

from salient.bridge.ledger import LedgerRow
from salient.gui.timeline_rows import DAY_S, Rows, bar_of, noon, packed, period_of

Date = datetime.date
ROW = LedgerRow(1, "c01", "said so", "Speaker", "other", None, None, None, "", None, "", "", (), ())


def at(day: int, hour: int = 0) -> float:
    return float(calendar.timegm((2022, 9, day, hour, 0, 0)))


def test_the_middle_of_a_day():
    assert noon(Date(2022, 9, 5)) == at(5, 12)


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        (5, 9, (5, 9)),
        (None, 9, (9, 9)),
        (5, None, (5, 5)),
        (9, 5, (5, 9)),  # written the wrong way round: shown all the same
        (None, None, None),
    ],
)
def test_the_period_that_a_claim_refers_to(first, last, period):
    def day(number):
        return None if number is None else Date(2022, 9, number)

    row = replace(ROW, refers_from=day(first), refers_to=day(last))
    assert period_of(row) == (None if period is None else (day(period[0]), day(period[1])))


def test_a_bar_reaches_to_the_end_of_its_last_day_and_to_the_day_it_was_said():
    row = replace(ROW, refers_from=Date(2022, 9, 5), refers_to=Date(2022, 9, 9), stated_on=Date(2022, 9, 11))
    bar = bar_of(row, "consistent", False)
    assert (bar.start, bar.end, bar.said) == (at(5), at(10), at(11, 12))
    assert (bar.left, bar.right) == (at(5), at(11, 12))
    assert bar.label == "c01 Speaker: said so"
    early = bar_of(replace(row, stated_on=Date(2022, 9, 1)), "consistent", False)
    assert (early.left, early.right) == (at(1, 12), at(10))
    only_said = bar_of(replace(ROW, stated_on=Date(2022, 9, 1)), "", False)
    assert (only_said.start, only_said.left, only_said.right) == (None, at(1, 12), at(1, 12))
    assert bar_of(ROW, "", False) is None


def test_a_long_text_is_cut():
    bar = bar_of(replace(ROW, text="long " * 100, stated_on=Date(2022, 9, 1)), "", False)
    assert len(bar.label) <= 60
    assert bar.label.endswith("…")


def test_what_fits_beside_each_other_shares_a_row():
    assert packed([]) == []
    assert packed([(0, 5), (5, 9), (1, 2), (2, 3), (0, 1)]) == [1, 0, 0, 0, 0]


def test_rows_are_as_few_as_can_be_and_nothing_overlaps():
    chance = random.Random(4)
    spans = []
    for _ in range(500):
        left = chance.uniform(0, 1000)
        spans.append((left, left + chance.uniform(1, 60)))
    rows = packed(spans)
    for row in set(rows):
        inside = sorted(span for span, place in zip(spans, rows) if place == row)
        assert all(one[1] <= other[0] for one, other in zip(inside, inside[1:]))
    # As many as overlap at the busiest place, where one begins.
    assert max(rows) + 1 == max(sum(a <= left < b for a, b in spans) for left, _ in spans)


def test_what_is_seen_is_what_reaches_into_the_stretch():
    chance = random.Random(5)
    spans = [(left, left + chance.uniform(1, 90)) for left in (chance.uniform(0, 1000) for _ in range(300))]
    rows = Rows(spans)
    for left, right in ((100, 200), (0, 1), (1200, 1300), (500, 500)):
        seen = set(rows.seen(left, right, range(2, 6)))
        assert seen == {n for n, (a, b) in enumerate(spans) if a <= right and b >= left and 2 <= rows.row_of[n] < 6}
    assert rows.seen(0, 2000, range(-5, 0)) == []


def test_a_day_has_its_seconds():
    assert at(2) - at(1) == DAY_S
