"""Lines of a paragraph as they stand on paper, where text is read from right to left.

reportlab breaks lines in the order in which text is read; what is turned around here is each line by itself, after
that, with the levels that the whole paragraph gives its signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .bidi import base_level, levels_of, line_order, mirrored


def turned_lines(broken: Any, text: str) -> Any:
    """Return a copy of reportlab's broken lines with the signs of each as they stand on paper.

    `text` is the whole paragraph in the order of reading; what stands between forced ends of lines is read by itself.
    Parts between the marks of a language are turned by themselves.
    """
    levels = _Levels(text)
    lines: list[Any] = []
    for line in broken.lines:
        if broken.kind == 0:
            own = " ".join(line[1])
            places, base = levels.of(own)
            shown = "".join(mirrored(own[one], places[one]) for one in line_order(own, places, base))
            lines.append((line[0], shown.split(" ")))
        else:
            lines.append(line.clone(words=_turned_words(line.words, levels)))
    return broken.clone(lines=lines)


def _turned_words(words: Sequence[Any], levels: _Levels) -> list[Any]:
    made: list[Any] = []
    part: list[Any] = []
    for word in words:
        if hasattr(word, "cbDefn"):
            made += [*_turned_part(part, levels), word]
            part = []
        else:
            part.append(word)
    return made + _turned_part(part, levels)


def _turned_part(part: Sequence[Any], levels: _Levels) -> list[Any]:
    """Return fragments of one line as they stand on paper: the same signs, each in its font."""
    text = "".join(one.text for one in part)
    if not text:
        return list(part)
    fonts = [number for number, one in enumerate(part) for _ in one.text]
    places, base = levels.of(text)
    made: list[Any] = []
    last = -1
    for place in line_order(text, places, base):
        sign = mirrored(text[place], places[place])
        if fonts[place] == last:
            made[-1].text += sign
        else:
            last = fonts[place]
            made.append(part[last].clone(text=sign))
    return made


class _Levels:
    """The levels of a paragraph's signs, handed out in the order of its lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._levels: list[int] = []
        self._bases: list[int] = []
        self._next = 0
        for piece in text.split("\n"):
            base = base_level(piece)
            self._levels += [*levels_of(piece, base), base]
            self._bases += [base] * (len(piece) + 1)

    def of(self, part: str) -> tuple[list[int], int]:
        """Return the levels of the next signs, and that of the text they begin in.

        Spaces may have been dropped or added where lines were broken.
        """
        found: list[int] = []
        base: int | None = None
        for sign in part:
            place = self._text.find(sign, self._next)
            if place >= 0 and not self._text[self._next : place].strip():
                self._next = place + 1
                base = self._bases[place] if base is None else base
                found.append(self._levels[place])
            else:
                found.append(found[-1] if found else 0)
        return found, base or 0


def all_turned(text: str) -> bool:
    """Return whether each text between forced ends of lines begins with what is read from right to left."""
    return all(base_level(piece) for piece in text.split("\n") if piece.strip())


def fragment_text(fragments: Iterable[Any]) -> str:
    """Return the text of a paragraph that is not broken into lines yet; a forced end of a line is one."""
    return "".join("\n" if getattr(one, "lineBreak", False) else getattr(one, "text", "") or "" for one in fragments)
