"""Which of a settlement's names is printed: the one in the letters of the paper's language, where the case has it."""

from __future__ import annotations

from ..core.case import Settlement
from .language import Language

_CYRILLIC = ("\N{CYRILLIC CAPITAL LETTER IE WITH GRAVE}", "\N{CYRILLIC LETTER PALOCHKA}")


def place_name(place: Settlement, lang: Language) -> str:
    """Return the local name on Ukrainian paper, where it is written in Cyrillic letters; else the name."""
    first, last = _CYRILLIC
    local = place.name_local
    if lang.code == "uk" and any(first <= sign <= last for sign in local):
        return local
    return place.name or local
