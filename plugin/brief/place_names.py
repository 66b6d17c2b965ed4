"""Which of a settlement's names is printed: the one in the letters of the paper's language, where the case has it."""

from __future__ import annotations

from ..core.case import Settlement
from .language import Language


def place_name(place: Settlement, lang: Language) -> str:
    """Return the name that is printed of a settlement in a language."""
    return lang.place_name(place.called)
