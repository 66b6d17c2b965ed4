"""A day as somebody typed it, in English, Ukrainian or figures; both readings where it can be two days.

"08/09/2022" is 8 September to one reader and 9 August to another, so both are returned and the user chooses. With full
stops between ("08.09.2022") the day comes first everywhere where dates are written so.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_UKRAINIAN = (
    ["січ", "лют", "берез", "квіт", "трав", "черв", "лип", "серп", "верес", "жовт", "листопад", "груд"],
    ["січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру"],
)
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_FIGURES = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|-?го)?(?: of)? ([^\W\d_]+)\.?,? ([0-9]{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_END = re.compile(r" ?(?:р\.?|року)$")
_CENTURY = 2000


def read_days(text: str) -> list[datetime.date]:
    """Return the days that a text can mean: one, two where day and month can be exchanged, none where it is no day.

    A year must be given; one of two figures is of this century.
    """
    plain = _END.sub("", " ".join(text.lower().split()))
    found = _ISO.fullmatch(plain)
    if found:
        year, month, day = (int(one) for one in found.groups())
        return _days([(year, month, day)])
    found = _FIGURES.fullmatch(plain)
    if found:
        first, second, year = int(found.group(1)), int(found.group(3)), int(found.group(4))
        year += _CENTURY if year < 100 else 0
        orders = [(year, second, first), (year, first, second)]
        return _days(orders[:1] if found.group(2) == "." else orders)
    found = _DAY_FIRST.fullmatch(plain)
    if found:
        return _days([(int(found.group(3)), _month(found.group(2)), int(found.group(1)))])
    found = _MONTH_FIRST.fullmatch(plain)
    if found:
        return _days([(int(found.group(3)), _month(found.group(1)), int(found.group(2)))])
    return []


def _month(word: str) -> int:
    """Return the number of a month by its name or the beginning of it; 0 where it is none."""
    for number, name in enumerate(_ENGLISH, 1):
        if len(word) >= 3 and name.startswith("sep" if word == "sept" else word):
            return number
    for stems in _UKRAINIAN:
        for number, stem in enumerate(stems, 1):
            if word.startswith(stem):
                return number
    return 0


def _days(parts: Iterable[tuple[int, int, int]]) -> list[datetime.date]:
    found = []
    for year, month, day in parts:
        try:
            one = datetime.date(year, month, day)
        except ValueError:
            continue
        if one not in found:
            found.append(one)
    return found
