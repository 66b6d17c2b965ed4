"""Quantities in words: units, claimed numbers with their hedge, measured bands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from ..core.case import Claim
from ..core.findings import Finding, Interval, Measure
from ..core.messages import message
from ..core.quantities import UNIT_SIGNS, dimension, in_unit, share_a_point
from ..core.schema import KINDS, STATUSES
from .language import EN_DASH, MINUS, Language

_DECIMALS: Mapping[str, int] = MappingProxyType(
    {"km": 1, "mi": 1, "m": 0, "settlements": 0, "days": 0, "weeks": 1, "months": 2, "years": 2, "ha": 0}
)
_HARD_SPACE = "\N{NO-BREAK SPACE}"
_MOST_DECIMALS = 4
_LONGEST_KEPT = 8


def unit_sign(unit: str, lang: Language) -> str:
    """Return the sign of a unit in a language; "" for yes or no, an unknown unit as it is."""
    if unit in ("", "yes_no"):
        return ""
    return lang.say(UNIT_SIGNS.get(unit, unit))


def with_unit(number: str, unit: str, lang: Language) -> str:
    """Return a number and its unit, kept on one line unless the unit is a word too long for narrow columns."""
    sign = unit_sign(unit, lang)
    space = _HARD_SPACE if len(sign) <= _LONGEST_KEPT else " "
    return f"{number}{space}{sign}" if sign else number


def clipped(text: str, longest: int) -> str:
    """Return a text of at most so many signs; a cut one ends in an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def plain_number(value: float, lang: Language) -> str:
    """Return a number with as many decimals as it has, four at most."""
    for decimals in range(_MOST_DECIMALS):
        if math.isclose(round(value, decimals), value, rel_tol=1e-9, abs_tol=1e-9):
            return lang.number(value, decimals)
    return lang.number(value, _MOST_DECIMALS)


def kind_text(claim: Claim, lang: Language) -> str:
    """Return what a claim is about; of the status of a place also which ("status of a place: taken")."""
    kind = lang.say(KINDS.get(claim.kind, claim.kind))
    if claim.kind != "place_status" or not claim.status:
        return kind
    return lang.say(message("{kind}: {status}", kind=kind, status=lang.say(STATUSES[claim.status])))


def claimed_text(finding: Finding, lang: Language) -> str:
    """Return what a claim says as a number with its hedge ("about 2,500 km²"); "" when it holds none."""
    interval = finding.claimed
    if interval is None:
        return ""
    return hedged_text(interval.value, finding.claim.value_high, interval.unit, interval.bound, lang)


def hedged_text(value: float, high: float | None, unit: str, bound: str, lang: Language, printed: str = "") -> str:
    """Return a number with its hedge and unit; `high` is the upper end of a range, `printed` how the number stood."""
    first = printed or plain_number(value, lang)
    number = with_unit(first, unit, lang)
    if bound == "between" and high is not None:
        upper = with_unit(plain_number(high, lang), unit, lang)
        return lang.say(message("between {low} and {high}", low=first, high=upper))
    hedged = {
        "about": message("about {number}", number=number),
        "at_least": message("at least {number}", number=number),
        "at_most": message("up to {number}", number=number),
        "no_more_than": message("no more than {number}", number=number),
        "nearly": message("nearly {number}", number=number),
    }
    return lang.say(hedged[bound]) if bound in hedged else number


def interval_text(interval: Interval, lang: Language) -> str:
    """Return a claimed interval ("2,250–2,750 km²", "≥ 1,000 km²")."""
    unit = interval.unit
    if interval.low is not None and interval.high is not None:
        low, high = plain_number(interval.low, lang), plain_number(interval.high, lang)
        return with_unit(low if low == high else f"{low}{EN_DASH}{high}", unit, lang)
    if interval.low is not None:
        return with_unit(f"≥{_HARD_SPACE}{plain_number(interval.low, lang)}", unit, lang)
    if interval.high is not None:
        return with_unit(f"≤{_HARD_SPACE}{plain_number(interval.high, lang)}", unit, lang)
    return ""


def claimed_ends(interval: Interval | None, measure: Measure) -> tuple[float | None, float | None]:
    """Return the ends of a claimed interval in the unit of a measure; both None where there is no such number.

    A net change is compared by magnitude: where it is below zero, so are the ends.
    """
    if interval is None or not dimension(measure.unit) or dimension(measure.unit) != dimension(interval.unit):
        return None, None
    low, high = in_unit(interval, measure.unit)
    if measure.definition == "net" and (measure.best or 0.0) < 0:
        return None if high is None else -high, None if low is None else -low
    return low, high


def decimals_for(measure: Measure, ends: tuple[float | None, float | None]) -> int:
    """Return the decimals to print a band with: the unit's, and more where rounding would contradict `fits`."""
    decimals = _DECIMALS.get(measure.unit, -1)
    if decimals < 0:
        largest = max((abs(one) for one in (measure.low, measure.best, measure.high) if one is not None), default=0)
        decimals = 0 if largest >= 100 else 1 if largest >= 10 else 2
    if measure.fits is None or measure.low is None or measure.high is None or ends == (None, None):
        return decimals
    while decimals < _MOST_DECIMALS:
        low, high = round(measure.low, decimals), round(measure.high, decimals)
        if share_a_point(low, high, *ends) == share_a_point(measure.low, measure.high, *ends):
            break
        decimals += 1
    return decimals


def number_texts(measure: Measure, interval: Interval | None, lang: Language) -> tuple[str, str, str]:
    """Return low, best and high as printed, without the unit; "" for one that is not there."""
    if measure.unit == "yes_no":
        best = _yes_no(measure.best, lang)
        if measure.low == measure.high:
            return "", best, ""
        return _yes_no(measure.low, lang), best, _yes_no(measure.high, lang)
    decimals = decimals_for(measure, claimed_ends(interval, measure))
    low, best, high = (
        "" if value is None else lang.number(value, decimals) for value in (measure.low, measure.best, measure.high)
    )
    return low, best, high


def _yes_no(value: float | None, lang: Language) -> str:
    if value is None:
        return ""
    return lang.say("yes") if value >= 0.5 else lang.say("no")


def band_text(measure: Measure, interval: Interval | None, lang: Language) -> str:
    """Return a measure as best value and band ("45.3 km (44.3–46.3)"); "not measured" where it could not be."""
    low, best, high = number_texts(measure, interval, lang)
    if not best:
        return lang.say("not measured")
    value = with_unit(best, measure.unit, lang)
    if low == high or not low or not high:
        return value
    if MINUS in low:
        # A dash between numbers with a sign cannot be told from the sign.
        return lang.say(message("{value} ({low} to {high})", value=value, low=low, high=high))
    return f"{value} ({low}{EN_DASH}{high})"
