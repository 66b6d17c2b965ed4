"""How a desk wants its briefing: a recipe, kept as JSON text in the setting `recipe` of the case.

A recipe says what is printed and how, and what is kept back; it changes no finding of the case itself. The text is one
object with the entries of `Recipe`, and in it an object `safety` with those of `Safety`; each may be left out, and then
has its default. Entries that do not exist, and values that cannot be used, are refused by name: a recipe that was
misspelt must not publish what its author meant to keep back.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from types import MappingProxyType
from typing import Any

from .errors import InputError
from .messages import Message, message

PAPERS = ("A4", "Letter")
BACKGROUNDS = ("lines", "canvas", "none")
ATTACHMENTS = ("facts", "claims", "shapes")

LONGEST_NEWSROOM = 80
LONGEST_TITLE = 300
LONGEST_DISCLAIMER = 2000
LARGEST_LOGO_BYTES = 2_000_000
_LONGEST_TEXT = 4_000_000
_LONGEST_NAME = 200
_MOST_NAMES = 10_000
_SCALES = (1_000, 50_000_000)
_GRIDS_M = (10.0, 100_000.0)
_MOST_DELAY_DAYS = 3650


@dataclass(frozen=True)
class Safety:
    """What does not leave the desk.

    Attributes
    ----------
    hold_back
        Names of tables, and ids of single records of any table, that are out of the case before anything is measured.
    grid_m
        The grid in metres that every coordinate which leaves is rounded to; None for none.
    delay_days
        What is of days later than so many days before the day of issue is out.
    name_kinds
        Whether the paper names the kinds of what is held back ("control areas"); else it says that something is.
    """

    hold_back: tuple[str, ...] = ()
    grid_m: float | None = None
    delay_days: int = 0
    name_kinds: bool = False

    @property
    def keeps_back(self) -> bool:
        """Whether part of the case does not go into the briefing, so that it has to be checked without that part."""
        return bool(self.hold_back) or self.delay_days > 0


@dataclass(frozen=True)
class Recipe:
    """What a briefing prints, and how.

    Attributes
    ----------
    sections
        Names of the sections in their order (`brief.sections.SECTIONS`); empty for all in the usual order.
    frame_id
        The area that the map shows; "" for the case's frame. What claims speak of is not changed by it.
    scale
        1 : so many for the map; None for what the frame fills.
    paper, landscape
        "A4" or "Letter", upright or lying.
    language
        The code of a language ("uk"); "" for that of the case.
    newsroom, logo
        What stands on the pages; the logo is a PNG or JPEG picture as base64.
    title, disclaimer
        Printed on the first page; "" for the case's own title, and for no disclaimer.
    background
        What lies under the map: reference lines, the canvas of QGIS where the export comes from there, or nothing.
    attach
        What travels inside the PDF, of `ATTACHMENTS`.
    safety
        What does not leave the desk.
    """

    sections: tuple[str, ...] = ()
    frame_id: str = ""
    scale: int | None = None
    paper: str = "A4"
    landscape: bool = False
    language: str = ""
    newsroom: str = ""
    logo: str = ""
    title: str = ""
    disclaimer: str = ""
    background: str = "lines"
    attach: tuple[str, ...] = ATTACHMENTS
    safety: Safety = Safety()

    @property
    def logo_bytes(self) -> bytes | None:
        """The bytes of the logo's picture; None where there is none."""
        return base64.b64decode(self.logo) if self.logo else None


def recipe_of(text: str, where: str = "recipe") -> Recipe:
    """Return the recipe that a text describes; an empty text gives the usual recipe.

    Parameters
    ----------
    text
        JSON, see the head of the module.
    where
        What messages call the text: a file's name, or "recipe".

    Raises
    ------
    InputError
        When it is no JSON object, an entry does not exist, or a value cannot be used; entry, value and way out are
        named.
    """
    if not text.strip():
        return Recipe()
    if len(text) > _LONGEST_TEXT:
        said = "{where}: a recipe has at most {most:,d} letters; is the picture of the logo too large?"
        raise InputError(message(said, where=where, most=_LONGEST_TEXT))
    try:
        found = json.loads(text, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        said = "{where}: this is no JSON ({reason}); correct it, or reset the recipe."
        raise InputError(message(said, where=where, reason=str(error)[:120])) from error
    return _recipe(found, where)


def recipe_text(recipe: Recipe) -> str:
    """Return the recipe as JSON text, each entry with its value, so that it can be read and edited."""
    entries = {one.name: getattr(recipe, one.name) for one in fields(Recipe)}
    entries["safety"] = {one.name: getattr(recipe.safety, one.name) for one in fields(Safety)}
    return json.dumps(entries, ensure_ascii=False, indent=1)


def checked_recipe(recipe: Recipe, where: str = "recipe") -> Recipe:
    """Return a recipe that was put together from single values, as its text would be read.

    Raises
    ------
    InputError
        As `recipe_of`.
    """
    return recipe_of(recipe_text(recipe), where)


def logo_text(picture: bytes) -> str:
    """Return the bytes of a picture as a recipe keeps them."""
    return base64.b64encode(picture).decode("ascii")


class _Pairs(list):  # type: ignore[type-arg]
    """The entries of a JSON object as they stand, so that one that stands twice is seen."""


class _RefusedError(Exception):
    """A value cannot be used; what would do is said."""

    def __init__(self, wanted: Message) -> None:
        super().__init__(wanted)
        self.wanted = wanted


Reader = Callable[[Any], Any]


def _recipe(found: Any, where: str) -> Recipe:
    entries = _entries(found, _RECIPE, where, "")
    if "safety" in entries:
        entries["safety"] = Safety(**_entries(entries["safety"], _SAFETY, where, "safety."))
    return Recipe(**entries)


def _entries(found: Any, readers: Mapping[str, Reader], where: str, above: str) -> dict[str, Any]:
    """Return the values of an object's entries by name."""
    if not isinstance(found, _Pairs):
        text = '{where}: "{value}" stands where entries in braces belong, such as {example}.'
        example = '{"grid_m": 1000}' if above else '{"paper": "A4"}'
        raise InputError(message(text, where=where, value=_shown(found), example=example))
    made: dict[str, Any] = {}
    for name, value in found:
        if name not in readers:
            text = '{where}: a recipe has no entry "{name}"; there are {known}.'
            known = ", ".join(above + one for one in readers)
            raise InputError(message(text, where=where, name=(above + name)[:80], known=known))
        if name in made:
            text = '{where}: the entry "{name}" stands there twice; keep one.'
            raise InputError(message(text, where=where, name=above + name))
        try:
            made[name] = readers[name](value)
        except _RefusedError as refused:
            text = '{where}: the entry "{name}" is {value}; it has to be {wanted}.'
            values = {"where": where, "name": above + name, "value": _shown(value), "wanted": refused.wanted}
            raise InputError(message(text, **values)) from refused
    return made


def _shown(value: Any) -> str:
    """Return a value as JSON writes it, cut where it is long."""
    text = json.dumps(dict(value) if isinstance(value, _Pairs) else value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"


def _text(longest: int) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest:
            raise _RefusedError(message("a text of at most {most:,d} letters", most=longest))
        return value

    return read


def _one_of(allowed: Sequence[str]) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _RefusedError(message("one of {known}", known=", ".join(f'"{one}"' for one in allowed)))
        return value

    return read


def _names(allowed: Sequence[str] | None = None) -> Reader:
    def read(value: Any) -> tuple[str, ...]:
        usable = isinstance(value, list) and not isinstance(value, _Pairs) and len(value) <= _MOST_NAMES
        if not usable or not all(isinstance(one, str) and 0 < len(one) <= _LONGEST_NAME for one in value):
            raise _RefusedError(message('a list of names, such as ["map", "claims"]'))
        if len(set(value)) < len(value):
            raise _RefusedError(message("a list in which each name stands once"))
        if allowed is not None and not set(value) <= set(allowed):
            raise _RefusedError(message("a list of some of {known}", known=", ".join(f'"{one}"' for one in allowed)))
        return tuple(value)

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _RefusedError(message("true or false"))
    return value


def _whole(low: int, high: int, or_none: bool) -> Reader:
    def read(value: Any) -> int | None:
        if value is None and or_none:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            wanted = message("a whole number from {low:,d} to {high:,d}", low=low, high=high)
            raise _RefusedError(message("{wanted}, or null", wanted=wanted) if or_none else wanted)
        return value

    return read


def _grid(value: Any) -> float | None:
    if value is None:
        return None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not isfinite(value) or not _GRIDS_M[0] <= value <= _GRIDS_M[1]:
        text = "a number of metres from {low:,.0f} to {high:,.0f}, or null"
        raise _RefusedError(message(text, low=_GRIDS_M[0], high=_GRIDS_M[1]))
    return float(value)


def _picture(value: Any) -> str:
    """Return a picture's base64; what is in it is looked at where it is printed."""
    wanted = message(
        "a PNG or JPEG picture as base64 of at most {most:.0f} MB, or empty", most=LARGEST_LOGO_BYTES / 1e6
    )
    if not isinstance(value, str):
        raise _RefusedError(wanted)
    try:
        size = len(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError) as error:
        raise _RefusedError(wanted) from error
    if size > LARGEST_LOGO_BYTES:
        raise _RefusedError(wanted)
    return value


_SAFETY: Mapping[str, Reader] = MappingProxyType(
    {
        "hold_back": _names(),
        "grid_m": _grid,
        "delay_days": _whole(0, _MOST_DELAY_DAYS, or_none=False),
        "name_kinds": _flag,
    }
)
_RECIPE: Mapping[str, Reader] = MappingProxyType(
    {
        "sections": _names(),
        "frame_id": _text(_LONGEST_NAME),
        "scale": _whole(*_SCALES, or_none=True),
        "paper": _one_of(PAPERS),
        "landscape": _flag,
        "language": _text(_LONGEST_NAME),
        "newsroom": _text(LONGEST_NEWSROOM),
        "logo": _picture,
        "title": _text(LONGEST_TITLE),
        "disclaimer": _text(LONGEST_DISCLAIMER),
        "background": _one_of(BACKGROUNDS),
        "attach": _names(ATTACHMENTS),
        "safety": lambda value: value,
    }
)
