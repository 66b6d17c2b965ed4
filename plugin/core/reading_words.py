"""The words of printed quantities in English and Ukrainian: hedges, units, numbers written out.

Hedges and units are patterns over small letters with plain spaces; numbers are whole words with their value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# The order of bounds: of two hedges before one number the earlier in this list decides ("up to around 50").
HEDGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "no_more_than": (
            r"(?:no|not) (?:more|greater|larger|deeper|further|farther) than",
            *(r"at (?:the )?most", r"(?:less|fewer) than", r"under", r"below", r"a maximum of", r"[<≤⩽]=?"),
            r"не (?:більше|більш|далі|глибше)(?: ніж| як| за)?",
            *(r"щонайбільше", r"(?:менше|менш)(?: ніж| як| за)?", r"максимум"),
        ),
        "at_least": (
            r"(?:no|not) (?:less|fewer) than",
            *(r"more than", r"at least", r"over", r"above", r"upwards? of", r"in excess of", r"exceed(?:s|ed|ing)"),
            *(r"greater than", r"a minimum of", r"[>≥⩾]=?"),
            r"не (?:менше|менш)(?: ніж| як| за)?",
            *(r"понад", r"(?:більше|більш)(?: ніж| як| за)?", r"щонайменше", r"принаймні", r"мінімум"),
        ),
        "at_most": (
            *(
                r"(?:to|at) (?:a )?depths? of(?: up to)?",
                r"to depths of",
                r"(?:for )?up to",
                r"as (?:much|many|far|deep) as",
            ),
            *(r"(?:на |вглиб на )?глибин(?:у|і|ою)(?: до| у| в)?", r"аж до", r"(?:на )?до", r"вглиб (?:на|до)"),
        ),
        "nearly": (
            *(r"nearly", r"almost", r"just under", r"just below", r"not quite", r"close to", r"approaching"),
            *(r"майже", r"мало не", r"трохи менше(?: ніж| як| за)?", r"без малого"),
        ),
        "about": (
            *(r"about", r"around", r"approximately", r"approx\.?", r"roughly", r"some", r"circa", r"ca?\.", r"[~≈∼]"),
            *(r"an estimated", r"estimated", r"in the region of", r"on the order of"),
            *(r"близько", r"приблизно", r"орієнтовно", r"коло", r"десь", r"біля", r"порядку", r"прибл\."),
        ),
        "exact": (r"exactly", r"precisely", r"рівно", r"точно"),
    }
)
FILLERS = (r"a", r"an", r"the", r"total of", r"distance of", r"area of", r"for", r"на", r"у", r"в", r"площ(?:у|ею|і)")
"""Words that may stand between a hedge and its number."""

ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        r"or so\b|or thereabouts\b|чи близько того\b": "about",
        r"or more\b|and more\b|(?:або|чи|і|та|й) більше\b|з гаком\b|плюс\b|plus\b": "at_least",
        r"or less\b|or fewer\b|at (?:the )?most\b|(?:або|чи|і|та) менше\b": "no_more_than",
    }
)
"""Hedges that stand behind the number or its unit."""

UNCOUNTED = (r"a few", r"few", r"several", r"many", r"кілька", r"кількох", r"декілька", r"декількох", r"багато")
"""Before "dozen" or "hundred" these say that no number is given."""

_SQUARE = r"(?:sq(?:uare|\.)?[ -]?|кв(?:адратн\w+|\.)? ?)"
UNITS: Mapping[str, str] = MappingProxyType(
    {
        "km2": rf"{_SQUARE}(?:kilomet(?:re|er)s?|kms?|кілометр\w*|км)\b|(?:km|км)(?:²|\^?2\b)",
        "mi2": rf"{_SQUARE}(?:miles?|mi|мил[ьяіею]\w*)\b\.?|(?:miles|mile|mi)(?:²|\^?2\b)",
        "ha": r"hectares?\b|ha\b|гектар\w*|га\b",
        "km": r"kilomet(?:re|er)s?\b|kms?\b|кілометр\w*|км\b",
        "mi": r"miles?\b|mi\b|мил[ьяіею]\w*",
        "m": r"met(?:re|er)s?\b|m\b|метр\w*|м\b(?!\.)",
        "settlements": (
            r"(?:(?:towns|villages) and (?:towns|villages|cities|settlements)|"
            r"(?:populated|inhabited) (?:places?|areas?|localities)|population cent(?:re|er)s|"
            r"settlements?|villages?|towns?|localities|communities|cities)\b|"
            r"населен\w+ пункт\w*|н\. ?п\.|нп\b|с[іе]л(?:а|о|у|ах)?\b|селищ\w*|міст(?:а|о|ах)?\b|поселен\w+"
        ),
        "days": r"days?\b|дн(?:і|я|ів)\b|день\b|діб\b|доб[аиу]\b",
        "weeks": r"weeks?\b|тиж(?:день|н\w+)",
        "months": r"months?\b|місяц\w+|місяць\b",
        "years": r"years?\b|рок(?:и|ів|у)\b|рік\b",
    }
)
"""How each unit of the schema is written; two-dimensional ones are looked for first."""

MULTIPLIERS: Mapping[str, float] = MappingProxyType(
    {
        r"thousand\b|тис(?:яч\w*|\.)|тис\b": 1e3,
        r"million\b|mln\b|млн\b\.?|мільйон\w*": 1e6,
        r"billion\b|bn\b|млрд\b\.?|мільярд\w*": 1e9,
    }
)

_ENGLISH = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_UKRAINIAN = (
    "один|одного|одне|одна|одну два|двох|дві три|трьох чотири|чотирьох п'ять|п'яти|п'ятьох шість|шести|шістьох "
    "сім|семи|сімох вісім|восьми|вісьмох дев'ять|дев'яти|дев'ятьох десять|десяти|десятьох одинадцять|одинадцяти "
    "дванадцять|дванадцяти тринадцять|тринадцяти чотирнадцять|чотирнадцяти п'ятнадцять|п'ятнадцяти "
    "шістнадцять|шістнадцяти сімнадцять|сімнадцяти вісімнадцять|вісімнадцяти дев'ятнадцять|дев'ятнадцяти "
    "двадцять|двадцяти"
)
_TENS = {
    **{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"тридцять": 30, "тридцяти": 30, "сорок": 40, "сорока": 40, "п'ятдесят": 50, "п'ятдесяти": 50},
    **{"шістдесят": 60, "шістдесяти": 60, "сімдесят": 70, "сімдесяти": 70, "вісімдесят": 80, "вісімдесяти": 80},
    **{"дев'яносто": 90, "дев'яноста": 90, "сто": 100, "ста": 100},
}
TIMES: Mapping[str, int] = MappingProxyType(
    {
        **{"dozen": 12, "hundred": 100, "thousand": 1000, "дюжина": 12, "дюжину": 12, "дюжини": 12, "десяток": 10},
        **{"десятка": 10, "десятки": 10, "десятків": 10, "сотня": 100, "сотню": 100, "сотні": 100, "сотень": 100},
        **{"тисяча": 1000, "тисячу": 1000, "тисячі": 1000, "тисяч": 1000},
    }
)
"""Words that multiply the one before them ("two dozen")."""

PLURALS = ("дюжини", "десятки", "десятків", "сотні", "сотень", "тисячі", "тисяч")
"""Those that give no number where none stands before them ("десятки сіл")."""

NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        **{word: number for number, word in enumerate(_ENGLISH.split(), 1)},
        **{form: number for number, forms in enumerate(_UKRAINIAN.split(), 1) for form in forms.split("|")},
        **_TENS,
        **TIMES,
    }
)
"""Numbers written out; apostrophes are straight."""


def alternatives(patterns: tuple[str, ...]) -> str:
    """Return a pattern that takes the longest way of saying it first."""
    return "|".join(sorted(patterns, key=len, reverse=True))


LATIN = re.compile(r"[a-z]{3,}")
CYRILLIC = re.compile(r"[а-яґєії]{2,}")
