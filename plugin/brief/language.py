"""Languages of the paper: sentences, numbers and dates in each one's manner.

A language other than English is one file, resources/i18n/<code>.json: a flat object from English sentence (the
`Message.text`, a label of the schema, a heading of the briefing) to its translation, with the same named gaps. The
signs of numbers and the order of dates stand in `_MANNERS`.
"""

from __future__ import annotations

import datetime
import json
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Callable

from ..core.messages import Coordinates, Message
from ..paths import resource

Date = datetime.date

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
_HARD_SPACE = "\N{NO-BREAK SPACE}"
# An abbreviation, a year or a sentence in a gap closes the sentence around it too: its full stop is not doubled.
_END_OF_GAP = "\N{NULL}"
_STOP_TWICE = re.compile(rf"\.{_END_OF_GAP}\.(?!\.)")


@dataclass(frozen=True)
class _Manner:
    """How a language writes numbers and dates; `year_end` follows the year of a date."""

    decimal: str
    thousands: str
    months: tuple[str, ...]
    year_end: str = ""


_MANNERS: Mapping[str, _Manner] = MappingProxyType(
    {
        "en": _Manner(
            ".",
            ",",
            (
                *("January", "February", "March", "April", "May", "June"),
                *("July", "August", "September", "October", "November", "December"),
            ),
        ),
        "uk": _Manner(
            ",",
            _HARD_SPACE,
            (
                *("січня", "лютого", "березня", "квітня", "травня", "червня"),
                *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
            ),
            _HARD_SPACE + "р.",
        ),
    }
)

CODES = tuple(_MANNERS)
"""The languages that a briefing can be written in."""


@dataclass(frozen=True)
class Language:
    """One language; get it from `language`. `rounded` is asked of each place that a sentence names."""

    code: str
    catalogue: Mapping[str, str]
    manner: _Manner
    rounded: Callable[[Coordinates], Coordinates] | None = None

    def with_places(self, rounded: Callable[[Coordinates], Coordinates]) -> Language:
        """Return this language with the places in its sentences as that function gives them."""
        return replace(self, rounded=rounded)

    def say(self, what: Message | str) -> str:
        """Return a message, or a plain English text of the catalogue, in this language.

        Gaps keep their format; numbers in them get this language's signs, dates its order, and nested messages
        are translated. What has no translation stays English.
        """
        if isinstance(what, str):
            return self.catalogue.get(what, what)
        text = _Gaps(self).vformat(self.catalogue.get(what.text, what.text), (), what.values)
        return _STOP_TWICE.sub(".", text).replace(_END_OF_GAP, "")

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number rounded to `decimals`, with thousands set apart."""
        return self._signs(format(value, f",.{decimals}f"))

    def date(self, day: Date) -> str:
        """Return a date as this language writes it in a sentence ("9 September 2022")."""
        return f"{self.day_of_month(day)} {day.year}{self.manner.year_end}"

    def day_of_month(self, day: Date) -> str:
        """Return a date without its year ("9 September")."""
        return f"{day.day}{_HARD_SPACE}{self._month(day)}"

    def date_range(self, first: Date | None, last: Date | None) -> str:
        """Return a period as short as it can be said; "" when both ends are open."""
        if first is None and last is None:
            return ""
        if first is None and last is not None:
            return self.say(Message("until {date}", {"date": last}))
        if last is None and first is not None:
            return self.say(Message("since {date}", {"date": first}))
        return self._between(first, last) if first is not None and last is not None else ""

    def _between(self, first: Date, last: Date) -> str:
        if first == last:
            return self.date(last)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}{EN_DASH}{self.date(last)}"
        if first.year == last.year:
            return f"{first.day}{_HARD_SPACE}{self._month(first)} {EN_DASH} {self.date(last)}"
        return f"{self.date(first)} {EN_DASH} {self.date(last)}"

    def _month(self, day: Date) -> str:
        return self.manner.months[day.month - 1]

    def _signs(self, text: str) -> str:
        """Return a number that Python formatted with this language's signs."""
        if text.startswith("-") and not text.strip("-0.,"):
            text = text[1:]  # minus nothing is nothing
        swap = {",": self.manner.thousands, ".": self.manner.decimal, "-": MINUS}
        return "".join(swap.get(sign, sign) for sign in text)

    def _place(self, place: Coordinates) -> str:
        """Return longitude and latitude; a sign that parts decimals does not part the two."""
        found = place if self.rounded is None else self.rounded(place)
        lon, lat = (self._signs(format(degrees, f".{found.decimals}f")) for degrees in (found.lon, found.lat))
        return f"{lon}{';' if self.manner.decimal == ',' else ','} {lat}"

    def _gap(self, value: Any, spec: str) -> str:
        """Return the value of one gap as text."""
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, datetime.date):
            return self.date(value)
        if isinstance(value, Coordinates):
            return self._place(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if "," not in spec and spec.endswith("f"):
                spec = spec.replace(".", ",.", 1) if "." in spec else spec[:-1] + ",f"
            return self._signs(format(value, spec))
        return format(str(value), spec)


class _Gaps(string.Formatter):
    """Fills gaps in a language's manner; a gap without a value stays visible instead of stopping the page."""

    def __init__(self, owner: Language) -> None:
        self._owner = owner

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the value of a gap; the name in braces where there is none."""
        return kwargs.get(str(key), "{" + str(key) + "}")

    def format_field(self, value: Any, format_spec: str) -> str:
        """Return the value as text, by the format that the gap asks for."""
        text = self._owner._gap(value, format_spec)
        return text + _END_OF_GAP if text.endswith(".") else text


@cache
def language(code: str) -> Language:
    """Return the language of that code; English where the code is not one of `CODES`.

    Raises
    ------
    FileNotFoundError
        When the catalogue of a language that should be there is missing.
    """
    if code not in _MANNERS:
        code = "en"
    catalogue: dict[str, str] = {}
    if code != "en":
        catalogue = json.loads(resource("i18n", f"{code}.json").read_text(encoding="utf-8"))
    return Language(code, MappingProxyType(catalogue), _MANNERS[code])
