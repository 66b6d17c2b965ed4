"""Languages of the paper: sentences, numbers and dates in each one's manner.

A language is one file, resources/i18n/<code>.json: an object from English sentence (the `Message.text`, a label of the
schema, a heading of the briefing) to its translation, with the same named gaps. A sentence with a count may have
several: an object with "by", the gap that counts, and one text for each form of the rules of the language ("one",
"few", "many", "other"). The entry "@manner" holds what `Manner` lists: the signs of numbers, the months, the rules of
plurals. English has its sentences in the source, so that its file holds only those that depend on a count.
"""

from __future__ import annotations

import datetime
import json
import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Callable

from ..core.errors import InputError
from ..core.messages import Coordinates, Message, PlaceName, message
from ..paths import resource

Date = datetime.date

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
_HARD_SPACE = "\N{NO-BREAK SPACE}"
# An abbreviation, a year or a sentence in a gap closes the sentence around it too: its full stop is not doubled.
_END_OF_GAP = "\N{NULL}"
_LATIN = "LATIN"
_STOP_TWICE = re.compile(rf"\.{_END_OF_GAP}\.(?!\.)")


@dataclass(frozen=True)
class Manner:
    """How a language writes numbers, dates, counted things and names: the entry `@manner` of its file.

    Attributes
    ----------
    name
        What the language calls itself; lists of languages show it.
    decimal, thousands
        The signs between the digits of a number.
    months
        The twelve months as they stand in a date.
    year_end
        What follows the year of a date.
    script
        The letters that it is written in, by their name in Unicode ("LATIN", "CYRILLIC").
    plurals
        Which form of a sentence goes with which count, as rules of `plurals.form_of`; any other count takes "other".
    """

    name: str
    months: tuple[str, ...]
    decimal: str = "."
    thousands: str = ","
    year_end: str = ""
    script: str = _LATIN
    plurals: Mapping[str, str] = field(default_factory=dict)


_ENGLISH = Manner(
    "English",
    (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    plurals=MappingProxyType({"one": "n = 1"}),
)
_MANNER = "@manner"
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_FIRST = "en"
_BY = "by"
_NO_LANGUAGE = "{file}: this file does not describe a language ({reason}); compare it with en.json and uk.json."


@cache
def codes() -> tuple[str, ...]:
    """Return the languages that there are, English first: one for each file of resources/i18n.

    English alone where the resources are missing: `language` says so.
    """
    try:
        found = {one.stem for one in resource("i18n").glob("*.json") if _CODE.fullmatch(one.stem)}
    except FileNotFoundError:
        found = set()
    return (_FIRST, *sorted(found - {_FIRST}))


@dataclass(frozen=True)
class Language:
    """One language; get it from `language`.

    `catalogue` has one sentence for each English one, `forms` those of sentences that depend on a count. `rounded` is
    asked of each place that a sentence names.
    """

    code: str
    catalogue: Mapping[str, str]
    manner: Manner
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
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
        text = _Gaps(self).vformat(self._template(what), (), what.values)
        return _STOP_TWICE.sub(".", text).replace(_END_OF_GAP, "")

    def _template(self, what: Message) -> str:
        """Return the sentence of the catalogue, in the form that its count asks for where it has several."""
        usual = self.catalogue.get(what.text, what.text)
        forms = self.forms.get(what.text)
        count = None if forms is None else what.values.get(forms[_BY])
        if forms is None or not isinstance(count, (int, float)):
            return usual
        from .plurals import form_of  # Few sentences count: this is not read when QGIS starts.

        return forms.get(form_of(self.manner.plurals, count), usual)

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

    def place_name(self, place: PlaceName) -> str:
        """Return the name of a settlement that this language prints.

        It is the local one where that is written in the letters of the language, else the other. Languages in Latin
        letters take the local name only where the other is in other letters: "Lviv" stays before "Lwów".
        """
        name, local, script = place.name, place.local, self.manner.script
        if not local or not _is_in(local, script) or (script == _LATIN and _is_in(name, script)):
            return name or local
        return local

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
        if isinstance(value, PlaceName):
            return self.place_name(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if "," not in spec and spec.endswith("f"):
                spec = spec.replace(".", ",.", 1) if "." in spec else spec[:-1] + ",f"
            return self._signs(format(value, spec))
        return format(str(value), spec)


@lru_cache(maxsize=50_000)
def _is_in(name: str, script: str) -> bool:
    """Return whether all letters of a name are of a script; a name without letters is of none."""
    letters = [sign for sign in name if sign.isalpha()]
    return bool(letters) and all(unicodedata.name(sign, "").startswith(script) for sign in letters)


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


def language_names() -> tuple[tuple[str, str], ...]:
    """Return each language's code and what it calls itself, for lists to choose from; the code where none is told."""
    return tuple((code, _own_name(code)) for code in codes())


def _own_name(code: str) -> str:
    try:
        return language(code).manner.name
    except InputError:
        return code  # Whoever takes it is told what is wrong with its file.


@cache
def language(code: str) -> Language:
    """Return the language of that code; English where the code is not one of `codes()`.

    Raises
    ------
    FileNotFoundError
        When the catalogue of a language that should be there is missing.
    InputError
        When the file of the language is not what the head of this module says.
    """
    if code not in codes():
        code = _FIRST
    path = resource("i18n", f"{code}.json")
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        told = entries.pop(_MANNER, None)
        usual_manner = _ENGLISH if code == _FIRST else replace(_ENGLISH, name=code)
        manner = usual_manner if told is None else Manner(**{**told, "months": tuple(told["months"])})
        forms = {text: said for text, said in entries.items() if not isinstance(said, str)}
        usual = {text: said.get("other") or said.get("many") or text for text, said in forms.items()}
        whole = len(manner.months) == 12 and all(_BY in said for said in forms.values())
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise InputError(message(_NO_LANGUAGE, file=str(path), reason=str(error)[:120])) from error
    if not whole:
        raise InputError(message(_NO_LANGUAGE, file=str(path), reason='"months" or "by"'))
    return Language(code, MappingProxyType({**entries, **usual}), manner, MappingProxyType(forms))
