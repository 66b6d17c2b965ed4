"""Which of a settlement's names is printed: the one in the letters of the paper's language, where the case has it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ..core.case import Settlement
from .language import Language

_LATIN = "LATIN"


def place_name(place: Settlement, lang: Language) -> str:
    """Return the name that is printed of a settlement in a language."""
    return name_in(place.name, place.name_local, lang.manner.script)


def name_in(name: str, local: str, script: str) -> str:
    """Return the local name where it is written in a script, else the name.

    Languages in Latin letters take the local name only where the name is in other letters: "Lviv" stays before
    "Lwów".
    """
    if not local or not _is_in(local, script) or (script == _LATIN and _is_in(name, script)):
        return name or local
    return local


@lru_cache(maxsize=50_000)
def _is_in(name: str, script: str) -> bool:
    """Return whether all letters of a name are of a script; a name without letters is of none."""
    letters = [sign for sign in name if sign.isalpha()]
    return bool(letters) and all(unicodedata.name(sign, "").startswith(script) for sign in letters)
