"""Sentences with named gaps, kept apart from the values that fill them, so that each language can put them its way.

A `Message` is what the core says to people: `text` is the English sentence with gaps in `str.format` manner
("{count} features were left out"), and also the key under which the catalogues of resources/i18n hold its
translations. Values are text from data, numbers (with the format in the gap: "{km:.1f} km"), dates, places, names
of settlements, or messages.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Union

Value = Union[str, int, float, datetime.date, "Message", "Coordinates", "PlaceName"]


@dataclass(frozen=True)
class Coordinates:
    """A place in a sentence: longitude and latitude in degrees (WGS 84), printed with so many decimals.

    Where coordinates leave the desk on a grid they are rounded as this value, before they are text.
    """

    lon: float
    lat: float
    decimals: int = 3

    def __str__(self) -> str:
        return f"{self.lon:.{self.decimals}f}, {self.lat:.{self.decimals}f}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(frozen=True)
class PlaceName:
    """A settlement in a sentence: each language prints the one of its names that is written in its letters."""

    name: str
    local: str = ""

    def __str__(self) -> str:
        return self.name or self.local

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass(frozen=True)
class Message:
    """A sentence and the values of its gaps; `str()` gives it in English."""

    text: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return self.text.format(**self.values)


def message(text: str, **values: Value) -> Message:
    """Return a `Message`; the gaps of `text` are named like the keyword arguments."""
    return Message(text, MappingProxyType(values))


def of_error(error: Exception) -> Message:
    """Return what an error says, so that it can stand in a sentence of any language: its own message, or its text."""
    what = error.args[0] if error.args else ""
    return what if isinstance(what, Message) else Message(str(what).replace("{", "{{").replace("}", "}}"))


def joined(parts: Sequence[Message]) -> Message:
    """Return sentences that follow each other with a space between."""
    return _in_a_row(parts, " ")


def listed(parts: Sequence[Message | PlaceName]) -> Message:
    """Return words, phrases or names as a list with commas between."""
    return _in_a_row(parts, ", ")


def _in_a_row(parts: Sequence[Message | PlaceName], between: str) -> Message:
    gaps = between.join(f"{{part{n}}}" for n in range(len(parts)))
    return Message(gaps, {f"part{n}": part for n, part in enumerate(parts)})
