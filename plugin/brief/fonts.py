"""The fonts of the paper, and text made safe for them.

The bundled faces (resources/fonts, with their licences) are embedded as subsets. What the main faces lack is taken from
a second one with wide coverage, then from one of emoji; what all lack becomes a visible box and is reported, never
dropped in silence.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from ..core.errors import InputError
from ..paths import resource
from .bidi import one_line
from .joining import joined_letters, letters_of

BODY = "Salient-Body"
BOLD = "Salient-Bold"
ITALIC = "Salient-Italic"
HEADING = "Salient-Heading"
FALLBACK = "Salient-Fallback"
EMOJI = "Salient-Emoji"

_FILES = {
    BODY: "NotoSans-Regular.ttf",
    BOLD: "NotoSans-Bold.ttf",
    ITALIC: "NotoSans-Italic.ttf",
    HEADING: "NotoSerif-Bold.ttf",
    FALLBACK: "DejaVuSans.ttf",
    EMOJI: "NotoEmoji-Regular.ttf",
}
# In which order faces stand in for one that lacks a sign; the last one is read only when a text needs it.
_STAND_INS = (FALLBACK, EMOJI)
BOX = "\N{WHITE SQUARE}"
_BREAKS = "\n"
_SIGNS = re.compile(r"\d+ beginbfchar\n(.*?)\nendbfchar", re.DOTALL)
_SIGN = re.compile(r"<([0-9A-F]{2})> <([0-9A-F]{4,8})>")
_MOST_SIGNS = 100  # the format allows no more in one list
_SPACES = re.compile(r"[ \t\n]+")  # a no-break space is none of them


class _Face(TTFont):
    """A font whose signs can be copied from the file; reportlab's cannot beyond the basic plane."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab asks for this name
        """Add the font to the file, with a table of characters as the format asks for it."""
        super().addObjects(doc)
        for name, made in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:") and isinstance(made.content, str):
                made.content = _SIGNS.sub(_listed, made.content)


def _listed(found: re.Match[str]) -> str:
    """Return the signs of a font without the places that hold none, in UTF-16, in lists that are not too long."""
    pairs = [f"<{code}> <{_in_utf16(sign)}>" for code, sign in _SIGN.findall(found[1]) if int(sign, 16)]
    lists = [pairs[start : start + _MOST_SIGNS] for start in range(0, len(pairs), _MOST_SIGNS)]
    return "\n".join(f"{len(one)} beginbfchar\n" + "\n".join(one) + "\nendbfchar" for one in lists)


def _in_utf16(sign: str) -> str:
    """Return the letters of a sign; a joined form is copied as the letters that were written."""
    if len(sign) > 6:
        return sign  # in UTF-16 already
    return letters_of(chr(int(sign, 16))).encode("utf-16-be").hex().upper()


def register() -> None:
    """Make the bundled fonts known to reportlab, but for the emoji; does nothing the second time.

    Raises
    ------
    InputError
        When a font file is missing or damaged.
    """
    for name in _FILES:
        if name != EMOJI:
            _register(name)
    # reportlab resolves <b> and <i> through this table.
    pdfmetrics.registerFontFamily(BODY, normal=BODY, bold=BOLD, italic=ITALIC, boldItalic=BOLD)


def _register(name: str) -> None:
    if name in pdfmetrics.getRegisteredFontNames():
        return
    file = _FILES[name]
    try:
        pdfmetrics.registerFont(_Face(name, str(resource("fonts", file))))
    except (TTFError, OSError) as error:
        raise InputError(f"fonts/{file}: the font cannot be read ({error}); install Salient again") from error


@cache
def _glyphs(font: str) -> frozenset[int]:
    _register(font)
    return frozenset(pdfmetrics.getFont(font).face.charToGlyph)


def covered(character: str, font: str) -> bool:
    """Return whether a font has a glyph for a character."""
    return ord(character) in _glyphs(font)


def _printable(character: str) -> bool:
    if character in _BREAKS:
        return True
    if unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co"):
        return False
    return any(covered(character, font) for font in (BODY, *_STAND_INS))


def _face_for(sign: str, font: str) -> str:
    """Return the face that prints a sign: the one asked for, or the first that stands in for it."""
    if sign in _BREAKS:
        return font
    return next((one for one in (font, *_STAND_INS) if covered(sign, one)), FALLBACK)


def legible(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text with a box for each character that no font can print, and those characters in order.

    Line ends of any system become one sign; a tab becomes a space.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    missing = tuple(dict.fromkeys(sign for sign in text if not _printable(sign)))
    for sign in missing:
        text = text.replace(sign, BOX)
    return text, missing


def legible_values(value: Any, missing: dict[str, None]) -> Any:
    """Return a frozen dataclass, tuple or text with every text in it made legible; what was missing is added."""
    if isinstance(value, str):
        text, lacking = legible(value)
        missing.update(dict.fromkeys(lacking))
        return text
    if isinstance(value, tuple):
        return tuple(legible_values(one, missing) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for one in fields(value):
            before = getattr(value, one.name)
            after = legible_values(before, missing)
            if after is not before:
                changed[one.name] = after
        return replace(value, **changed) if changed else value
    return value


def runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Yield (font, piece) so that every piece can be printed with its font."""
    start = 0
    current = ""
    for position, sign in enumerate(text):
        name = _face_for(sign, font)
        if name != current and current:
            yield current, text[start:position]
            start = position
        current = name
    if current:
        yield current, text[start:]


def markup(text: str, font: str = BODY) -> str:
    """Return a text from data as reportlab mark-up that prints it as written."""
    parts = []
    for name, piece in runs(joined_letters(text), font):
        # Quotes may stay: nothing from data goes into an attribute.
        safe = html.escape(piece, quote=False).replace("\n", "<br/>")
        parts.append(safe if name == font else f'<font name="{name}">{safe}</font>')
    return "".join(parts)


def text_width(text: str, font: str, size: float) -> float:
    """Return the width of one line in points, fallback glyphs included."""
    return float(sum(pdfmetrics.stringWidth(piece, name, size) for name, piece in runs(joined_letters(text), font)))


def draw_text(canvas: Any, x: float, y: float, text: str, font: str, size: float) -> None:
    """Draw one line of text from (x, y), with the fallback face where it is needed."""
    for name, piece in runs(one_line(joined_letters(text)), font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, name, size)


def fitted_lines(text: str, font: str, size: float, width: float, most: int = 2) -> list[str]:
    """Return a text broken at spaces into lines of a width in points; the last ends in an ellipsis where it is cut."""
    lines: list[str] = []
    for word in _SPACES.split(text.strip()):
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(candidate, font, size) <= width:
            lines[-1] = candidate
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_clipped(line, font, size, width) for line in lines]


def _clipped(line: str, font: str, size: float, width: float) -> str:
    if text_width(line, font, size) <= width:
        return line
    while line and text_width(line + "…", font, size) > width:
        line = line[:-1]
    return line.rstrip() + "…"
