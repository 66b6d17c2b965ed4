"""Which form of a sentence a count asks for: "1 claim", "2 claims"; "1 твердження", "5 тверджень".

A language gives its rules as text, in the notation of Unicode's plural rules (Unicode Technical Standard 35, part 3,
"Language Plural Rules"), as far as counts need it: `n` is the number, `i` its whole part, `v` how many decimals are
seen; relations such as "n % 10 = 2..4" or "i != 11, 12" are joined by `and`, and these by `or`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..core.errors import InputError
from ..core.messages import message

OTHER = "other"
_RELATION = re.compile(r"\s*([niv])\s*(?:%\s*(\d+))?\s*(!?=)\s*(\d+(?:\.\.\d+)?(?:\s*,\s*\d+(?:\.\.\d+)?)*)\s*")


def form_of(rules: Mapping[str, str], count: float) -> str:
    """Return the name of the first form whose rule a count keeps; "other" where it keeps none.

    Raises
    ------
    InputError
        When a rule cannot be read; it is named.
    """
    for name, rule in rules.items():
        if any(all(_holds(one, abs(count)) for one in part.split(" and ")) for part in rule.split(" or ")):
            return name
    return OTHER


def _holds(relation: str, count: float) -> bool:
    """Return whether a count keeps a relation; a number with decimals is equal to no whole number."""
    found = _RELATION.fullmatch(relation)
    if found is None:
        raise InputError(message('"{rule}" is no rule of plurals; write it like "n % 10 = 2..4".', rule=relation))
    operand, modulus, sign, values = found.groups()
    whole = isinstance(count, int) or count.is_integer()
    number = {"n": count, "i": int(count), "v": 0 if whole else 1}[operand]
    if modulus:
        number %= int(modulus)
    return _among(number, values) == (sign == "=")


def _among(number: float, values: str) -> bool:
    for part in values.split(","):
        first, _, last = part.partition("..")
        if number == int(first) or (last and int(first) <= number <= int(last) and float(number).is_integer()):
            return True
    return False
