"""How values stand in the facts of a briefing: the same in every language, and between versions of the libraries.

A sentence is its English text with gaps, which is also its key in the catalogues, and the values of its gaps. Days are
ISO 8601, numbers are rounded to what still means something, coordinates to a tenth of a metre.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from typing import Any

from ..core.findings import Interval, Measure
from ..core.messages import Coordinates, Message

DEGREE_DECIMALS = 6
_DIGITS = 7
_DECIMALS = 6


def number(value: float | None) -> float | int | None:
    """Return a measured number with seven digits and at most six decimals; None for one that is not there.

    Whole numbers stay whole; beyond the seventh digit versions of the libraries need not agree.
    """
    if value is None or isinstance(value, (bool, int)):
        return value
    if not math.isfinite(value):
        return None
    decimals = _DIGITS - 1 - (math.floor(math.log10(abs(value))) if value else 0)
    # 0.0 added: minus nothing is nothing.
    return round(float(value), min(_DECIMALS, max(0, decimals))) + 0.0


def degrees(value: float) -> float:
    """Return a longitude or latitude to a tenth of a metre."""
    return round(float(value), DEGREE_DECIMALS) + 0.0


def iso(day: datetime.date | None) -> str | None:
    """Return a day as ISO 8601."""
    return None if day is None else day.isoformat()


def sentence(said: Message | None) -> dict[str, Any] | None:
    """Return a sentence as its text and the values of its gaps; None for none."""
    if said is None:
        return None
    return {"text": said.text, "values": {name: value_of_gap(value) for name, value in said.values.items()}}


def sentences(said: Iterable[Message]) -> list[dict[str, Any] | None]:
    """Return several sentences, in their order."""
    return [sentence(one) for one in said]


def value_of_gap(value: Any) -> Any:
    """Return what stands in a gap: a sentence within a sentence, a day, a place, a number or text."""
    if isinstance(value, Message):
        return sentence(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Coordinates):
        return {"lon": round(value.lon, value.decimals), "lat": round(value.lat, value.decimals)}
    if isinstance(value, float):
        return number(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def interval(claimed: Interval | None) -> dict[str, Any] | None:
    """Return a claimed interval; an open end is null."""
    if claimed is None:
        return None
    return {
        "low": number(claimed.low),
        "high": number(claimed.high),
        "value": number(claimed.value),
        "unit": claimed.unit,
        "bound": claimed.bound,
    }


def band(definition: str, low: float | None, best: float | None, high: float | None, unit: str) -> dict[str, Any]:
    """Return a number with its band, its unit and the key of its definition."""
    return {"definition": definition, "low": number(low), "best": number(best), "high": number(high), "unit": unit}


def measure(one: Measure) -> dict[str, Any]:
    """Return a measure; `missing` says why there is no number, `found` what was found beside it."""
    beside = {
        "missing": sentence(one.missing),
        "note": sentence(one.note),
        "found": sentences(one.facts),
        "points": [{"role": role, "lon": degrees(lon), "lat": degrees(lat)} for role, lon, lat in one.points],
    }
    return {**band(one.definition, one.low, one.best, one.high, one.unit), "fits": one.fits, **filled(beside)}


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mapping without what is empty."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [])}
