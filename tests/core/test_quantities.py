"""Hedged numbers as intervals: every expected value is the sum written out in design section 5 and 6."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salient.core.case import Claim
from salient.core.errors import InputError
from salient.core.quantities import (
    claimed_interval,
    conversion_holds,
    converted,
    in_unit,
    printed_step,
    readings,
    rounding,
    share_a_point,
)


def claim(kind: str = "area_changed", **fields: object) -> Claim:
    return Claim(id="c", text="t", kind=kind, claimant="x", **fields)  # type: ignore[arg-type]


def ends(**fields: object) -> tuple[float | None, float | None]:
    interval = claimed_interval(claim(**fields))
    assert interval is not None
    return interval.low, interval.high


@pytest.mark.parametrize(
    ("value", "half"),
    [(2500, 50), (1000, 50), (50, 2.5), (73, 0.5), (965, 0.5), (2.5, 0.05), (100, 5), (10, 0.5), (0, 0)],
)
def test_rounding_is_half_of_the_largest_power_of_ten_at_most_five_percent(value, half):
    assert rounding(value, "km2") == pytest.approx(half)


def test_zeros_that_were_printed_count():
    assert printed_step(2.5, "2.50") == pytest.approx(0.01)
    assert printed_step(2.5, "2,50") == pytest.approx(0.01)
    assert printed_step(2500, "2,500") == pytest.approx(100)


def test_counts_are_whole_and_longer_times_are_good_to_half_a_unit():
    assert rounding(30, "settlements") == 0
    assert rounding(7, "months") == 0.5
    assert rounding(3, "weeks") == 0.5
    assert rounding(2, "years") == 0.5
    assert rounding(73, "days") == 0.5


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"value": 2500, "unit": "km2", "bound": "about"}, (2250, 2750)),
        ({"value": 1000, "unit": "km2", "bound": "at_least"}, (1000, None)),
        ({"value": 73, "unit": "km", "kind": "distance"}, (72.5, 73.5)),
        ({"value": 50, "unit": "km", "kind": "depth", "bound": "at_most"}, (45, 55)),
        ({"value": 50, "unit": "km", "kind": "depth", "bound": "no_more_than"}, (None, 50)),
        ({"value": 30, "kind": "settlement_count", "bound": "at_least"}, (30, None)),
        ({"value": 30, "kind": "settlement_count", "bound": "at_most"}, (27, 33)),
        ({"value": 20, "value_high": 30, "unit": "km", "kind": "depth", "bound": "between"}, (19, 31.5)),
        ({"value": 20, "value_high": 30, "kind": "settlement_count", "bound": "between"}, (20, 30)),
        ({"value": 2500, "unit": "km2", "bound": "nearly"}, (2250, 2500)),
        ({"value": 7, "unit": "months", "kind": "duration"}, (6.5, 7.5)),
        ({"value": 7, "unit": "months", "kind": "duration", "bound": "at_most"}, (None, 7)),
        ({"value": 2500, "unit": "km2", "bound": "exact"}, (2450, 2550)),
    ],
)
def test_a_bound_becomes_an_interval(fields, expected):
    assert ends(**fields) == pytest.approx(expected)


def test_no_number_is_no_interval():
    assert claimed_interval(claim(kind="place_status")) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": 50}, "unit"),
        ({"value": 50, "unit": "km"}, "unit"),
        ({"value": -50, "unit": "km2"}, "value"),
        ({"value": 50, "unit": "km2", "bound": "between"}, "value_high"),
        ({"value": 50, "value_high": 40, "unit": "km2", "bound": "between"}, "value_high"),
    ],
)
def test_half_a_quantity_is_refused_by_its_field(fields, field):
    with pytest.raises(InputError, match=f'claim "c", field "{field}"'):
        claimed_interval(claim(**fields))


def test_a_printed_number_can_have_two_readings():
    assert readings("2,500") == (Decimal(2500), Decimal("2.500"))
    assert readings("49,7106") == (Decimal("49.7106"),)
    assert readings("2.500,0") == (Decimal("2500.0"),)
    assert readings("2 500") == (Decimal(2500),)
    assert readings("many") == ()


@pytest.mark.parametrize(
    ("value", "unit", "printed", "into", "holds"),
    [
        (2500, "km2", "965", "mi2", True),  # 2500 / 2.589988 = 965.255
        (1000, "km2", "386", "mi2", True),  # 386.102
        (73, "km", "45", "mi", True),  # 45.360
        (73, "km", "46", "mi", False),
        (2500, "km2", "970", "mi2", True),  # to the ten: 965.255 rounds to 970
        (2500, "km2", "960", "mi2", False),
        (2500, "km2", "1,000", "mi2", True),  # to the thousand
        (50, "km", "31.1", "mi", True),  # 31.0686
        (50, "km", "31.0", "mi", False),
    ],
)
def test_printed_conversions(value, unit, printed, into, holds):
    answer = conversion_holds(value, unit, printed, into)
    assert answer is not None
    assert answer[0] is holds


def test_units_are_the_international_ones():
    # NIST Handbook 44, appendix C: 1 square mile = 2.589 988 110 336 km2; 1 mile = 1.609 344 km.
    assert converted(1, "mi2", "km2") == pytest.approx(2.589988110336, rel=1e-12)
    assert converted(1, "mi", "km") == 1.609344
    assert converted(100, "ha", "km2") == 1
    assert converted(196, "days", "months") == pytest.approx(6.44, abs=0.005)
    with pytest.raises(InputError):
        converted(1, "km", "km2")


def test_intervals_meet_at_a_point_and_open_ends_reach_on():
    assert share_a_point(1, 2, 2, 3)
    assert not share_a_point(1, 2, 2.1, 3)
    assert share_a_point(None, 2, 1, None)
    assert not share_a_point(1000, None, 701, 999.9)


def test_an_interval_in_another_unit():
    interval = claimed_interval(claim(value=1000, unit="mi2", bound="at_least"))
    assert interval is not None
    assert in_unit(interval, "km2") == (pytest.approx(2589.988), None)
