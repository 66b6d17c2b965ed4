"""The order in which the signs of a line stand on paper, where some of them are read from right to left.

This is the bidirectional algorithm of Unicode (Standard Annex 9): the kind of each sign comes from Unicode's data, the
rules are named at the functions. Signs that force a direction (embeddings, overrides, isolates) are not obeyed: with
them a text could be made to read as another than the one that is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

_STRONG_RIGHT = ("R", "AL")
# The blocks of such scripts: asked of every text on paper, so that it has to be quick.
_TURNED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_NEUTRAL = ("B", "S", "WS", "ON", "BN")
_UNSEEN = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_OPENING, _CLOSING = ("Ps", "Pi"), ("Pe", "Pf")


def has_right_to_left(text: str) -> bool:
    """Return whether any sign of a text is read from right to left."""
    return _TURNED.search(text) is not None


def base_level(text: str) -> int:
    """Return 1 for a text whose first letter is read from right to left, else 0 (rules P2 and P3)."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind == "L" or kind in _STRONG_RIGHT:
            return int(kind != "L")
    return 0


def levels_of(text: str, base: int) -> list[int]:
    """Return the level of each sign of a paragraph: even from left to right, odd from right to left."""
    kinds = [_kind(sign) for sign in text]
    outside = "R" if base else "L"
    _weak(kinds, outside)
    _brackets(text, kinds, outside)
    _neutral(kinds, outside)
    # Rules I1 and I2.
    even = {"L": 0, "R": 1, "AN": 2, "EN": 2}
    odd = {"L": 2, "R": 1, "AN": 2, "EN": 2}
    return [(odd if base else even)[kind] for kind in kinds]


def line_order(text: str, levels: Sequence[int], base: int) -> list[int]:
    """Return the places of a line's signs from left to right (rules L1, L2 and L3)."""
    own = list(levels)
    for place in range(len(own) - 1, -1, -1):
        if unicodedata.bidirectional(text[place]) not in ("WS", "B", "S", "BN", *_UNSEEN):
            break
        own[place] = base
    order = list(range(len(own)))
    for level in range(max(own, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and own[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return _marks_after_letters(text, own, order)


def mirrored(sign: str, level: int) -> str:
    """Return a sign as it stands at a level: brackets open the other way from right to left (rule L4)."""
    return _mirrors().get(sign, sign) if level % 2 else sign


def one_line(text: str) -> str:
    """Return a text that is one line of its own in the order in which it stands on paper."""
    if not has_right_to_left(text):
        return text
    base = base_level(text)
    levels = levels_of(text, base)
    return "".join(mirrored(text[place], levels[place]) for place in line_order(text, levels, base))


def _kind(sign: str) -> str:
    kind = unicodedata.bidirectional(sign) or "L"
    return "BN" if kind in _UNSEEN else kind


def _weak(kinds: list[str], outside: str) -> None:
    """Resolve marks, numbers and the signs around them (rules W1 to W7)."""
    before, strong = outside, outside
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = kind = before  # W1
        if kind in ("L", "R", "AL"):
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[place] = "AN"  # W2
        if kind != "BN":
            before = kinds[place]
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    seen = [place for place, kind in enumerate(kinds) if kind != "BN"]
    for at in range(1, len(seen) - 1):  # W4
        left, own, right = (kinds[seen[at + step]] for step in (-1, 0, 1))
        if left == right and ((own == "ES" and left == "EN") or (own == "CS" and left in ("EN", "AN"))):
            kinds[seen[at]] = left
    _terminators(kinds, seen)
    strong = outside
    for place in seen:
        kind = kinds[place]
        if kind in ("L", "R"):
            strong = kind
        elif kind in ("ES", "ET", "CS"):
            kinds[place] = "ON"  # W6
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"  # W7


def _terminators(kinds: list[str], seen: Sequence[int]) -> None:
    """Give signs such as % and € beside a number its kind (rule W5)."""
    for direction in (seen, seen[::-1]):
        number = False
        for place in direction:
            if kinds[place] == "ET" and number:
                kinds[place] = "EN"
            number = kinds[place] == "EN"


def _brackets(text: str, kinds: list[str], outside: str) -> None:
    """Give both brackets of a pair the direction of what they hold, or of what stands before (rule N0)."""
    for first, last in _pairs(text, kinds):
        inside = {_direction(kind) for kind in kinds[first + 1 : last]} - {""}
        found = ""
        if outside in inside:
            found = outside
        elif inside:
            before = next((_direction(kind) for kind in kinds[first - 1 :: -1] if _direction(kind)), outside)
            found = before if first and before != outside else outside
        for bracket in (first, last) if found else ():
            kinds[bracket] = found
            for mark in range(bracket + 1, len(text)):
                if unicodedata.bidirectional(text[mark]) != "NSM":
                    break
                kinds[mark] = found


def _pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the brackets of each pair stand, by the place of the opening one (definition BD16)."""
    opened: list[tuple[str, int]] = []
    pairs = []
    for place, sign in enumerate(text):
        if kinds[place] != "ON" or sign not in _mirrors():
            continue
        category = unicodedata.category(sign)
        if category == "Ps":
            opened.append((_mirrors()[sign], place))
        elif category == "Pe":
            for at in range(len(opened) - 1, -1, -1):
                if opened[at][0] == sign:
                    pairs.append((opened[at][1], place))
                    del opened[at:]
                    break
    return sorted(pairs)


def _neutral(kinds: list[str], outside: str) -> None:
    """Give spaces and signs the direction of what is on both sides, else that of the paragraph (rules N1 and N2)."""
    start = 0
    while start < len(kinds):
        if kinds[start] not in _NEUTRAL:
            start += 1
            continue
        end = start
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        left = _direction(kinds[start - 1]) if start else outside
        right = _direction(kinds[end]) if end < len(kinds) else outside
        kinds[start:end] = [left if left == right else outside] * (end - start)
        start = end


def _direction(kind: str) -> str:
    """Return the direction that a kind counts as; "" for what has none."""
    return "R" if kind in ("R", "AN", "EN") else "L" if kind == "L" else ""


def _marks_after_letters(text: str, levels: Sequence[int], order: list[int]) -> list[int]:
    """Put marks that came before their letter by being turned around after it again, where fonts want it (rule L3).

    Marks of the scripts that are read so are drawn to the right of where they begin: they stay before the letter.
    """
    made: list[int] = []
    marks: list[int] = []
    for place in order:
        if levels[place] % 2 and unicodedata.combining(text[place]) and not has_right_to_left(text[place]):
            marks.insert(0, place)
            continue
        made += [place, *marks]
        marks = []
    return made + marks


@cache
def _mirrors() -> dict[str, str]:
    """Return the other one of each pair of signs that are mirrored; they follow each other in Unicode's tables."""
    pairs = {"<": ">", ">": "<", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«", "≤": "≥", "≥": "≤"}
    for code in range(0x28, 0x3100):
        sign, other = chr(code), chr(code + 1)
        opens = unicodedata.mirrored(sign) and unicodedata.category(sign) in _OPENING
        if opens and unicodedata.mirrored(other) and unicodedata.category(other) in _CLOSING:
            pairs.setdefault(sign, other)
            pairs.setdefault(other, sign)
    return pairs
