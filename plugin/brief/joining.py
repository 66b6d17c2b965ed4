"""Arabic letters in the forms that their neighbours ask for: fonts hold each form as a sign of its own.

The forms are Unicode's presentation forms, found by their decompositions ("<initial> 0628"); which letters join follows
from which forms a letter has (The Unicode Standard, section 9.2). The order of the letters stays as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

_FORMS = (0xFB50, 0xFEFC)
_ARABIC = range(0x0600, 0x0700)
_JOINER, _TATWEEL = "\N{ZERO WIDTH JOINER}", "\N{ARABIC TATWEEL}"
_LAM, _ALEFS = "\N{ARABIC LETTER LAM}", "\u0622\u0623\u0625\u0627"
_ISOLATED, _FINAL, _INITIAL, _MEDIAL = "<isolated>", "<final>", "<initial>", "<medial>"
_BY_SIDES = {(False, False): _ISOLATED, (True, False): _FINAL, (False, True): _INITIAL, (True, True): _MEDIAL}


def joined_letters(text: str) -> str:
    """Return a text with Arabic letters in their joined forms; a text without any is returned as it is."""
    if not any(ord(sign) in _ARABIC for sign in text):
        return text
    known = _table()
    shown = [place for place, sign in enumerate(text) if not _is_seen_through(sign)]
    made = list(text)
    number = 0
    while number < len(shown):
        used = _put_form(text, shown, number, known, made)
        number += used
    return "".join(made)


def letters_of(sign: str) -> str:
    """Return the letters that a joined form stands for; any other sign is returned as it is."""
    return unicodedata.normalize("NFKC", sign) if _FORMS[0] <= ord(sign) <= _FORMS[1] else sign


def _put_form(text: str, shown: Sequence[int], number: int, known: dict[tuple[str, str], str], made: list[str]) -> int:
    """Write the form of one letter, or of lam and the alef after it, which are one sign; return how many were used."""
    place = shown[number]
    before = text[shown[number - 1]] if number else ""
    from_before = _joins_on(before, known) and _joins_back(text[place], known)
    if number + 1 < len(shown):
        after = shown[number + 1]
        pair = known.get((text[place] + text[after], _FINAL if from_before else _ISOLATED))
        if pair is not None:
            made[place], made[after] = pair, ""
            return 2
        to_after = _joins_on(text[place], known) and _joins_back(text[after], known)
    else:
        to_after = False
    made[place] = known.get((text[place], _BY_SIDES[from_before, to_after]), text[place])
    return 1


def _is_seen_through(sign: str) -> bool:
    """Return whether joining looks past a sign: a vowel mark, or a control sign that is no joiner."""
    if sign in (_JOINER, "\N{ZERO WIDTH NON-JOINER}"):
        return False
    return unicodedata.category(sign) in ("Mn", "Me", "Cf")


def _joins_on(sign: str, known: dict[tuple[str, str], str]) -> bool:
    """Return whether a letter joins the one after it."""
    return sign in (_JOINER, _TATWEEL) or (sign, _INITIAL) in known


def _joins_back(sign: str, known: dict[tuple[str, str], str]) -> bool:
    """Return whether a letter joins the one before it."""
    return sign in (_JOINER, _TATWEEL) or (sign, _FINAL) in known


@cache
def _table() -> dict[tuple[str, str], str]:
    """Return the sign for each letter, or lam and alef, and form."""
    found: dict[tuple[str, str], str] = {}
    for code in range(_FORMS[0], _FORMS[1] + 1):
        form, *letters = unicodedata.decomposition(chr(code)).split() or ("",)
        base = "".join(chr(int(one, 16)) for one in letters)
        is_pair = len(base) == 2 and base[0] == _LAM and base[1] in _ALEFS
        if form in _BY_SIDES.values() and (len(base) == 1 or is_pair):
            found.setdefault((base, form), chr(code))
    return found
