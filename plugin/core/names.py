"""Names of places in several spellings and scripts: Izium, Izyum, Isjum, Изюм and Ізюм are one place.

`fold` brings a name to a skeleton: small letters without accents, Ukrainian and Russian Cyrillic and the usual ways of
writing them in Latin letters (the Ukrainian rules of 2010, BGN/PCGN, the scholarly one with its háčeks, Polish) reduced
to the same few letters. Told apart no longer are y/i/j, g/h/kh, s/z, sh/zh, v/w, ie/e and doubled letters. German and
French use the same letters for other sounds ("ch", "z", "ou"), so a query is also read their way (`readings`).

Promised: other spellings of the *same form* of a name have the same skeleton. Another form (Kharkiv and Kharkov, Lviv
and Lvov, Kryvyi Rih and Krivoy Rog) is found where few letters differ (`NameIndex`), and is not where many do
(Zaporizhzhia and Zaporozhye) or the name is another one (Bakhmut and Artemivsk): there only a gazetteer with the other
name helps. A skeleton is for finding; that two are equal does not prove that the places are the same.

The letters are mapped here because none of the libraries that do this (Unidecode, PyICU, rapidfuzz) comes with QGIS,
and because they give one scheme of one language, not what several have in common.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# Skeleton letters are written large until the end, so that no Latin rule is applied to what is folded already.
_CYRILLIC = {
    **{"а": "A", "б": "B", "в": "V", "г": "H", "ґ": "H", "д": "D", "е": "E", "є": "IE", "э": "E", "ж": "X", "з": "S"},
    **{"и": "I", "і": "I", "ы": "I", "к": "K", "л": "L", "м": "M", "н": "N", "о": "O", "п": "P", "р": "R", "с": "S"},
    **{"т": "T", "у": "U", "ф": "F", "х": "H", "ц": "TS", "ч": "C", "ш": "X", "щ": "XC", "ю": "IU", "я": "IA"},
    **{"ь": "", "ъ": "", "ј": "I"},
}
# Before the accents go: here they are no accents, but other letters.
_ACCENTED = {"č": "ch", "ć": "ch", "š": "sh", "ś": "sh", "ž": "zh", "ź": "zh", "ż": "zh", "ł": "l", "đ": "d", "ı": "i"}
_DROPPED = dict.fromkeys("'’‘ʼʹʺ`´′″\u02bb\u02bd\u0301", "")
_LATIN = {
    **{"schtsch": "XC", "shch": "XC", "szcz": "XC", "tsch": "C", "tch": "C", "ch": "C", "cz": "C"},
    **{"sch": "X", "sh": "X", "zh": "X", "sz": "X", "zgh": "SH", "kh": "H", "gh": "H", "h": "H", "g": "H"},
    **{"y": "I", "j": "I", "i": "I", "s": "S", "z": "S", "v": "V", "w": "V", "tc": "TS", "c": "TS", "q": "K"},
    **{"x": "KS", "ph": "F"},
}
_GERMAN = {**_LATIN, "ch": "H", "z": "TS", "tz": "TS"}
_FRENCH = {**_LATIN, "ou": "U", "dj": "DX", "j": "X", "g": "X", "gu": "H"}

_BEFORE = str.maketrans({**_ACCENTED, **_DROPPED})
_AFTER = str.maketrans(_CYRILLIC)
_APART = re.compile(r"[\W_]+")
# Only from where a run begins: tried from each of its letters, a run of a million would take hours.
_IOTATED = re.compile("(?<!I)I+(?=[EO])")
_REPEATED = re.compile(r"([^\W\d_])\1+")


def _pattern(rules: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(rules, key=len, reverse=True)))


_RULES = tuple((rules, _pattern(rules)) for rules in (_LATIN, _GERMAN, _FRENCH))


def fold(text: str) -> str:
    """Return the skeleton of a name: words of small letters and figures with one space between, "" for none."""
    return _folded(_plain(text), 0)


@lru_cache(maxsize=16_384)
def readings(text: str) -> tuple[str, ...]:
    """Return the skeleton of a name as `fold` has it, then how a German and a French reader mean it, each once."""
    plain = _plain(text)
    found = (_folded(plain, number) for number in range(len(_RULES)))
    return tuple(dict.fromkeys(one for one in found if one))


def matches(query: str, text: str) -> bool:
    """Whether every word of the query begins a word of the text, in any spelling; an empty query fits everything.

    No letter may differ beyond spelling: it is for filters, where what does not fit should go.
    """
    if not query.strip():
        return True
    words = {word for one in readings(text) for word in one.split()}
    return any(all(any(word.startswith(part) for word in words) for part in one.split()) for one in readings(query))


def slug(text: str) -> str:
    """Return a name as an id can hold it: small letters and figures of any script, with "-" for all else."""
    return _APART.sub("-", text.lower()).strip("-") or "x"


def _plain(text: str) -> str:
    """Return small letters without accents and signs, Cyrillic as (large) skeleton letters."""
    small = unicodedata.normalize("NFC", text).casefold().translate(_BEFORE)
    if not small.isascii():
        apart = unicodedata.normalize("NFKD", small)
        small = "".join(one for one in apart if not unicodedata.combining(one)).translate(_AFTER)
    return _APART.sub(" ", small).strip()


def _folded(plain: str, number: int) -> str:
    rules, pattern = _RULES[number]
    large = pattern.sub(lambda found: rules[found.group()], plain).upper()
    return _REPEATED.sub(r"\1", _IOTATED.sub("", large)).lower()
