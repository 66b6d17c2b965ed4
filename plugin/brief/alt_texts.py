"""The figures of a briefing in words, made from their numbers, for readers who do not see them."""

from __future__ import annotations

from ..core.messages import Message, message
from .language import Language
from .values import ClaimBox, Curve, CurvePanel, MeasureRow
from .wording import plain_number, with_unit

_KM2 = "km2"


def band_alt_text(row: MeasureRow, lang: Language) -> str:
    """Return what the band of a measure shows: what is claimed, and what was measured; "" where nothing is drawn."""
    if row.low is None or row.best is None or row.high is None or row.unit == "yes_no":
        return ""
    claimed = _claimed(row.claimed_low, row.claimed_high, row.unit, lang)
    measured = message(
        "Measured: {best}, band {low} to {high}.",
        best=with_unit(row.best_text, row.unit, lang),
        low=row.low_text,
        high=with_unit(row.high_text, row.unit, lang),
    )
    return " ".join(lang.say(one) for one in (*claimed, measured))


def _claimed(low: float | None, high: float | None, unit: str, lang: Language) -> tuple[Message, ...]:
    """Return the sentence on a claimed interval, None being an open end; none without a number."""
    if low is not None and high is not None:
        lower, upper = plain_number(low, lang), with_unit(plain_number(high, lang), unit, lang)
        return (message("Claimed: {low} to {high}.", low=lower, high=upper),)
    if low is not None:
        return (message("Claimed: {number} or more.", number=with_unit(plain_number(low, lang), unit, lang)),)
    if high is not None:
        return (message("Claimed: {number} or less.", number=with_unit(plain_number(high, lang), unit, lang)),)
    return ()


def panel_alt_text(panel: CurvePanel, lang: Language) -> str:
    """Return what a panel of curves shows: where each curve begins and ends, and what is claimed beside it."""
    parts = [lang.say(message("Chart of claims against measured curves. {title}.", title=panel.title))]
    parts += [_curve(one, lang) for one in panel.curves]
    parts += [_box(one, lang) for one in panel.boxes]
    return " ".join(part for part in parts if part)


def _curve(curve: Curve, lang: Language) -> str:
    if not curve.points:
        return ""
    day, value = curve.points[-1]
    return lang.say(
        message(
            "{definition}: {value} on {day}.",
            definition=curve.label,
            value=with_unit(lang.number(value), _KM2, lang),
            day=day,
        )
    )


def _box(box: ClaimBox, lang: Language) -> str:
    said = message("Claim {claim}, until {day}.", claim=box.label, day=box.end)
    return " ".join(lang.say(one) for one in (said, *_claimed(box.low, box.high, _KM2, lang)))
