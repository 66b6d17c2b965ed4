"""A quantity as somebody printed it ("around 2,500 square kilometres (965 sq mi)") read into the fields of a claim.

Nothing is guessed: where the print can mean several numbers ("2,500" is two and a half thousand, or two and a half),
or speaks of several quantities, each reading is returned, and the user chooses. A conversion printed beside the number
tells which is meant; so does a whole count, and the comma of a text in English words, which never writes decimals so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .quantities import MANNERS, converted, dimension, number_read
from .reading_words import (
    CYRILLIC,
    ENDINGS,
    FILLERS,
    HEDGES,
    LATIN,
    MULTIPLIERS,
    NUMBERS,
    PLURALS,
    TIMES,
    UNCOUNTED,
    UNITS,
    alternatives,
)

_LONGEST = 4_000
_LOOK_BACK = 80
"""In how many signs before a number its hedge is looked for."""
_FAR_OFF = 3.0
"""A conversion this many times off belongs to another reading; a wrong one that somebody printed is nearer."""
_LARGEST = 1e12
_WORD = rf"(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?!\w)"
_NUMBER = re.compile(
    r"(?<![\w.,])(?:(?P<figures>[0-9]{1,3}(?:[ '][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
    rf"|(?P<words>(?:an? )?{_WORD}(?:(?: and |[ -]){_WORD})*))"
)
_TIMES = tuple((re.compile(rf" ?(?:{pattern})"), factor) for pattern, factor in MULTIPLIERS.items())
_UNITS = tuple((re.compile(rf"[ -]?(?:{pattern})"), unit) for unit, pattern in UNITS.items())
_DASHES = "-–—−"
_TO = re.compile(rf" ?(?:[{_DASHES}]|to|and|or|до|та|і|й|або|чи) ?$")
_BESIDE = re.compile(
    r"[ ,;]*(?:[(\[/=≈~]|or|або|чи)?[ (]*"
    rf"(?:{alternatives(HEDGES['about'] + HEDGES['nearly'])}|nearly)? ?"
)
_FILLED = re.compile(rf"(?:^| )(?:{alternatives(FILLERS)}) ?$")
_HEDGES = tuple(
    (re.compile(rf"(?:^|(?<=\W))(?:{alternatives(patterns)}) ?$"), bound) for bound, patterns in HEDGES.items()
)
_UNCOUNTED = re.compile(rf"(?:^|(?<=\W))(?:{alternatives(UNCOUNTED)}) ?$")
_ENDINGS = tuple(
    (re.compile(rf"\+|[ ,]*(?:{pattern})" if bound == "at_least" else rf"[ ,]*(?:{pattern})"), bound)
    for pattern, bound in ENDINGS.items()
)
_ORDER = tuple(HEDGES)


@dataclass(frozen=True)
class Reading:
    """What a print says, in the words of the schema of claims.

    `value_high` is None but for a range; `unit` is "" where none is printed; `printed` and `conversion` are numbers
    as they stand; `conversion` and its unit are "" where there is none.
    """

    value: float
    value_high: float | None
    unit: str
    bound: str
    printed: str
    conversion: str
    conversion_unit: str


@dataclass(frozen=True)
class _Printed:
    """A number of the text: where it stands, as printed, what it is times, its unit, where that ends."""

    start: int
    end: int
    text: str
    factor: float
    unit: str


def read_quantity(text: str, decimal: str = ".") -> list[Reading]:
    """Return what a printed quantity can mean, each reading once; none where no number is given ("a few dozen").

    Parameters
    ----------
    text
        A quantity, or a sentence with one, in English or Ukrainian.
    decimal
        "," puts the readings with a decimal comma first; the readings are the same.
    """
    plain = _plain(text)
    numbers = _numbers(plain)
    if any(one.unit for one in numbers):
        numbers = [one for at, one in enumerate(numbers) if one.unit or _begins_range(plain, numbers, at)]
    else:
        numbers = numbers[:2] if len(numbers) > 1 and _begins_range(plain, numbers, 0) else numbers[:1]
    found: list[Reading] = []
    at = 0
    while at < len(numbers):
        readings, used = _quantity(plain, numbers, at)
        found += [one for one in readings if one not in found]
        at += used
    return found[::-1] if decimal == "," and len(found) == 2 and found[0].printed == found[1].printed else found


def _plain(text: str) -> str:
    """Return small letters with single spaces of one kind and straight apostrophes."""
    small = text[:_LONGEST].lower().replace("’", "'").replace("ʼ", "'").replace("`", "'")
    return " ".join(small.split())


def _numbers(plain: str) -> list[_Printed]:
    found: list[_Printed] = []
    for match in _NUMBER.finditer(plain):
        if found and match.start() < found[-1].end:
            continue  # A word of what was read already ("2 thousand").
        before = plain[max(0, match.start() - _LOOK_BACK) : match.start()]
        if match.group("words") and _number_of(match.group("words")) is None:
            continue
        if _UNCOUNTED.search(before) or _is_negative(before):
            continue
        text, end, factor = match.group(), match.end(), 1.0
        for pattern, times in _TIMES:
            multiplied = pattern.match(plain, end)
            if multiplied:
                end, factor = multiplied.end(), times
                text = plain[match.start() : end]
                break
        unit, end = _unit(plain, end)
        found.append(_Printed(match.start(), end, text, factor, unit))
    return found


def _unit(plain: str, end: int) -> tuple[str, int]:
    """Return the unit behind a number and where it ends; a hedge may stand between ("30 or more villages")."""
    hedge = next((found for pattern, _ in _ENDINGS for found in [pattern.match(plain, end)] if found), None)
    place = end if hedge is None else hedge.end()
    for pattern, name in _UNITS:
        named = pattern.match(plain, place)
        if named and (named.group()[0] in " -" or plain[place - 1].isdigit() or plain[place - 1] == "+"):
            return name, named.end()
    return "", end


def _number_of(words: str) -> int | None:
    """Return the number that words say ("two hundred and fifty"); None where they say none, or several."""
    parts = [one for one in re.split(r"[ -]", words) if one not in ("a", "an", "and")]
    total, last = 0, 0
    for at, word in enumerate(parts):
        value = NUMBERS[word]
        if word in TIMES and total:
            total, last = total * value, value
        elif (word in PLURALS and at == 0) or (last and (last % 10 or value >= last)):
            return None
        else:
            total, last = total + value, value
    return total


def _is_negative(before: str) -> bool:
    """Whether a sign stands before the number: a dash that parts it from no other number or word."""
    return before[-1:] in tuple(_DASHES) and not re.search(rf"[\w)²] ?[{_DASHES}]$", before)


def _begins_range(plain: str, numbers: list[_Printed], at: int) -> bool:
    if at + 1 >= len(numbers):
        return False
    one, other = numbers[at], numbers[at + 1]
    return (not one.unit or one.unit == other.unit or not other.unit) and bool(
        _TO.fullmatch(plain[one.end : other.start])
    )


def _quantity(plain: str, numbers: list[_Printed], at: int) -> tuple[list[Reading], int]:
    """Return the readings of the quantity that begins with a number, and how many numbers it took."""
    first, used = numbers[at], 1
    second = numbers[at + 1] if _begins_range(plain, numbers, at) else None
    last = first
    if second is not None:
        last, used = second, 2
    unit = last.unit or first.unit
    conversion = unit_beside = ""
    if at + used < len(numbers):
        beside, place = numbers[at + used], at + used
        # A range is converted as a range; what is checked is its lower number.
        ends = 2 if _begins_range(plain, numbers, place) else 1
        beside_unit = numbers[place + ends - 1].unit
        if _converts(plain, last, beside, unit, beside_unit):
            conversion, unit_beside, used = beside.text, beside_unit, used + ends
    bound = "between" if second is not None else _bound(plain, first, last)
    made = []
    for manner in MANNERS:
        if manner[1] == "," and _is_english(plain) and "," in first.text:
            continue
        value = _value(first, manner, second)
        high = None if second is None else _value(second, manner)
        if value is None or (second is not None and (high is None or high < value)):
            continue
        # "2 to 3 thousand": its first number alone would be another one.
        printed = "" if second is not None and second.factor != first.factor else first.text
        made.append(Reading(value, high, unit, bound, printed, conversion, unit_beside))
    return _narrowed(made), used


def _converts(plain: str, last: _Printed, beside: _Printed, unit: str, unit_beside: str) -> bool:
    """Whether a number says the same in another unit: it follows at once and measures the same thing."""
    same = bool(unit) and dimension(unit) == dimension(unit_beside) and unit != unit_beside
    return same and bool(_BESIDE.fullmatch(plain[last.end : beside.start]))


def _value(one: _Printed, manner: tuple[str, str], other: _Printed | None = None) -> float | None:
    """Return the number in one manner; "2 to 3 thousand" is thousands at both ends."""
    factor = one.factor
    if other is not None and factor == 1.0 and other.factor > 1.0:
        factor = other.factor
    stands = _NUMBER.match(one.text)
    figures, words = stands.group("figures", "words") if stands is not None else (one.text, None)
    spelled = None if words is None else _number_of(words)
    number = number_read(figures or "", manner) if spelled is None else Decimal(spelled)
    if number is None or number > _LARGEST:
        return None
    # Multiplied as it stands: 2.3 times a thousand in floats is not 2300.
    return float(number * Decimal(factor))


def _is_english(plain: str) -> bool:
    return bool(LATIN.search(plain)) and not CYRILLIC.search(plain)


def _bound(plain: str, first: _Printed, last: _Printed) -> str:
    """Return the hedge before the number, or behind it; of several the one that bounds."""
    places = (last.end, last.start + len(last.text))
    found = {bound for pattern, bound in _ENDINGS if any(pattern.match(plain, place) for place in places)}
    before = plain[max(0, first.start - _LOOK_BACK) : first.start].rstrip(" (")
    while before:
        hedges = [(match.start(), bound) for pattern, bound in _HEDGES for match in [pattern.search(before)] if match]
        filler = _FILLED.search(before)
        if hedges:
            # The longest: "no more than" is not "more than".
            start, bound = min(hedges)
            found.add(bound)
        elif filler is not None:
            start = filler.start()
        else:
            break
        before = before[:start].rstrip(" ,")
    return next((bound for bound in _ORDER if bound in found), "exact")


def _narrowed(readings: list[Reading]) -> list[Reading]:
    """Return the readings that are left when the unit and the printed conversion have had their say, each once."""
    kept = list(dict.fromkeys(readings))
    if len(kept) > 1:
        whole = [one for one in kept if dimension(one.unit) != "count" or one.value == int(one.value)]
        near = [one for one in whole if _is_near(one)]
        kept = near or whole or kept
    return kept


def _is_near(one: Reading) -> bool:
    """Whether a printed conversion is at least of the size of the number; one without a conversion is not."""
    if not one.conversion:
        return False
    there = converted(one.value, one.unit, one.conversion_unit)
    numbers = [number_read(one.conversion, manner) for manner in MANNERS]
    return any(
        number and there and 1 / _FAR_OFF < float(number) / there < _FAR_OFF for number in numbers if number is not None
    )
