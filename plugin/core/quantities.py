"""Hedged numbers as intervals (design, section 5, step 1), units, and conversions printed beside them.

A claim's `value`, `unit` and `bound` become an `Interval` in the claim's own unit. An open end is None.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from .case import Claim
from .errors import InputError
from .findings import Interval
from .messages import message

DAYS_PER_MONTH = 30.44

# name of the unit: (dimension, how many base units it is); bases: km2, km, days, one settlement.
# The mile is the international one, 1.609344 km exactly; a year is twelve months of 365.25 / 12 days.
_UNITS: Mapping[str, tuple[str, float]] = MappingProxyType(
    {
        "km2": ("area", 1.0),
        "mi2": ("area", 1.609344**2),
        "ha": ("area", 0.01),
        "km": ("length", 1.0),
        "mi": ("length", 1.609344),
        "m": ("length", 0.001),
        "settlements": ("count", 1.0),
        "days": ("duration", 1.0),
        "weeks": ("duration", 7.0),
        "months": ("duration", DAYS_PER_MONTH),
        "years": ("duration", 365.25),
    }
)
UNIT_SIGNS: Mapping[str, str] = MappingProxyType(
    {**{unit: unit for unit in _UNITS}, "km2": "km²", "mi2": "sq mi"},
)
"""What stands behind a number (keys of the catalogues, with room for abbreviations where a language needs plurals)."""
_DIMENSION_OF_KIND: Mapping[str, str] = MappingProxyType(
    {
        "area_changed": "area",
        "depth": "length",
        "distance": "length",
        "direction": "length",
        "settlement_count": "count",
        "duration": "duration",
    }
)
_REACHED = ("area", "length", "count")
_ABOUT = 0.10
_LARGEST_ROUNDING = 0.05
_LARGEST_NUMBER = 1e12
"""No claim about this planet needs more in any unit, and sums and powers of it stay finite."""


def dimension(unit: str) -> str:
    """Return "area", "length", "count" or "duration"; "" for an unknown or empty unit."""
    return _UNITS[unit][0] if unit in _UNITS else ""


def kind_dimension(kind: str) -> str:
    """Return the dimension of the number that a claim of this kind holds; "" where it holds none."""
    return _DIMENSION_OF_KIND.get(kind, "")


def converted(value: float, unit: str, into: str) -> float:
    """Return `value`, given in `unit`, in the unit `into`.

    Raises
    ------
    InputError
        When the units are of different dimensions.
    """
    if not dimension(unit) or dimension(unit) != dimension(into):
        raise InputError(f'"{unit}" cannot be turned into "{into}": choose two units of the same kind')
    return value * _UNITS[unit][1] / _UNITS[into][1]


MANNERS = ((",", "."), (".", ","))
"""How numbers are written: what parts thousands, and what begins the decimals."""


def readings(printed: str) -> tuple[Decimal, ...]:
    """Return what a printed number can mean: "2,500" is 2500 or 2.500; "2 500" and "73" have one reading."""
    found: list[Decimal] = []
    for manner in MANNERS:
        number = number_read(printed, manner)
        if number is not None and number not in found:
            found.append(number)
    return tuple(found)


def number_read(printed: str, manner: tuple[str, str]) -> Decimal | None:
    """Return a printed number read in one of `MANNERS`; None where it is no number in that manner.

    Spaces of any kind and apostrophes part thousands. A comma or point parts thousands only where groups of three
    digits follow it, and none where the first is a zero.
    """
    thousands, point = manner
    text = "".join(sign for sign in printed.strip() if not sign.isspace() and sign not in "'’\u202f\u00a0")
    whole, _, decimals = text.partition(point)
    groups = whole.split(thousands)
    grouped = len(groups) == 1 or (0 < len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]))
    plain = whole.replace(thousands, "")
    if len(groups) > 1 and groups[0].startswith("0"):
        return None
    if not grouped or not plain.isdecimal() or (decimals and not decimals.isdecimal()):
        return None
    return _decimal(f"{plain}.{decimals}" if decimals else plain)


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def printed_step(value: float, printed: str = "") -> float:
    """Return the largest power of ten that divides the number as printed: 100 of 2,500; 1 of 73; 0.01 of "2.50"."""
    for reading in readings(printed):
        if math.isclose(float(reading), value) and reading.as_tuple().exponent < 0:  # type: ignore[operator]
            return float(Decimal(1).scaleb(int(reading.as_tuple().exponent)))
    if value == 0:
        return 1.0
    return float(Decimal(1).scaleb(int(Decimal(repr(value)).normalize().as_tuple().exponent)))


def rounding(value: float, unit: str, printed: str = "") -> float:
    """Return how far the exact number may lie from the printed one, by rounding alone, in `unit`.

    Half of the largest power of ten that divides the printed number, at most 5 % of it; nothing for counts; half the
    unit for weeks, months and years.
    """
    if dimension(unit) == "count":
        return 0.0
    if unit in ("weeks", "months", "years"):
        return 0.5
    return min(printed_step(value, printed) / 2, abs(value) * _LARGEST_ROUNDING)


def claimed_interval(claim: Claim) -> Interval | None:
    """Return what the claim's number says as an interval in its own unit, or None when it holds no number.

    Raises
    ------
    InputError
        When the number has no unit or an impossible one, is negative or beyond all measure, or is half a range.
    """
    if claim.value is None:
        return None
    unit = claim.unit or ("settlements" if claim.kind == "settlement_count" else "")
    _check_number(claim, unit)
    low, high = _ends(claim, claim.value, unit)
    return Interval(low=low, high=high, value=claim.value, unit=unit, bound=claim.bound)


def _check_number(claim: Claim, unit: str) -> None:
    def refuse(text: str, **values: str | float) -> None:
        raise InputError(message(text, id=claim.id, **values))

    value, high = claim.value, claim.value_high
    if not unit:
        refuse('claim "{id}", field "unit": the number has no unit; choose one')
    wanted = kind_dimension(claim.kind)
    if wanted and dimension(unit) != wanted:
        text = 'claim "{id}", field "unit": "{unit}" is no unit of {wanted}; choose another unit or kind'
        refuse(text, unit=unit, wanted=wanted)
    if value is not None and value < 0:
        refuse('claim "{id}", field "value": {number:g} is below zero; write it without the sign', number=value)
    for field, number in (("value", value), ("value_high", high)):
        if number is not None and number > _LARGEST_NUMBER:
            text = 'claim "{id}", field "{field}": {number:g} is more than there can be; correct it'
            refuse(text, field=field, number=number)
    if claim.bound == "between":
        if high is None:
            refuse('claim "{id}", field "value_high": a range needs its upper number')
        elif value is not None and high < value:
            refuse('claim "{id}", field "value_high": {high:g} is below {low:g}', high=high, low=value)


def _ends(claim: Claim, value: float, unit: str) -> tuple[float | None, float | None]:
    bound = claim.bound
    if bound == "at_most":
        # "Up to 50 km" tells of the extreme that was reached; of a duration it is a limit.
        bound = "about" if dimension(unit) in _REACHED else "no_more_than"
    if bound == "at_least":
        return value, None
    if bound == "no_more_than":
        return None, value
    if bound == "nearly":
        return 0.9 * value, value
    if bound == "between" and claim.value_high is not None:
        return value - rounding(value, unit), claim.value_high + rounding(claim.value_high, unit)
    half = rounding(value, unit, claim.printed)
    if bound == "about":
        half = max(half, _ABOUT * value)
    return max(0.0, value - half), value + half


def in_unit(interval: Interval, unit: str) -> tuple[float | None, float | None]:
    """Return the ends of an interval in another unit of the same dimension."""
    low, high = interval.low, interval.high
    return (
        None if low is None else converted(low, interval.unit, unit),
        None if high is None else converted(high, interval.unit, unit),
    )


def share_a_point(low: float | None, high: float | None, other_low: float | None, other_high: float | None) -> bool:
    """Return whether two closed intervals meet; None is an open end."""
    starts_before = low is None or other_high is None or low <= other_high
    ends_after = high is None or other_low is None or high >= other_low
    return starts_before and ends_after


def conversion_holds(value: float, unit: str, printed: str, into: str) -> tuple[bool, float] | None:
    """Return whether a printed conversion is right, and the exact value in its unit; None if it cannot be read.

    Right means: the exact value, rounded to the digits printed, is the printed number.
    """
    exact = converted(value, unit, into)
    numbers = readings(printed)
    if not numbers:
        return None
    return any(_rounds_to(exact, number) for number in numbers), exact


def _rounds_to(exact: float, printed: Decimal) -> bool:
    # Zeros at the end of a whole number may be digits or mere size: 970 is right for 965.3 as well as for 970.4.
    last = int(printed.as_tuple().exponent)
    coarsest = last if last < 0 else max(0, int(printed.normalize().as_tuple().exponent))
    return any(
        abs(Decimal(repr(exact)) - printed) <= Decimal(1).scaleb(place) / 2 for place in range(last, coarsest + 1)
    )
