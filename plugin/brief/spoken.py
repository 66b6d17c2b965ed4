"""Passages in another language than the document's: which they are, and how they are marked in a paragraph."""

from __future__ import annotations

import re

_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_IN_CYRILLIC = ("uk", "ru", "be", "bg", "mk", "kk", "ky", "tg", "mn")


def spoken_language(text: str, language: str, around: str) -> str:
    """Return the code of a text's language where a reader has to be told of it, else "".

    `language` is what the case says of the source, which may be a translation's: a text in another script than that
    language is written in is not of it. `around` is the language of the document.
    """
    code = language.strip()
    if not _CODE.fullmatch(code) or code.partition("-")[0] == around:
        return ""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    in_cyrillic = code.partition("-")[0] in _IN_CYRILLIC
    return code if (cyrillic > latin if in_cyrillic else latin > cyrillic) else ""


def spoken(markup: str, language: str) -> str:
    """Return the mark-up of a paragraph as text in a language; "" leaves it in the document's."""
    if not language:
        return markup
    return f'<onDraw name="speak" label="{language}"/>{markup}<onDraw name="hush" label=""/>'


def in_words(markup: str, words: str) -> str:
    """Return the mark-up of a sign that readers say in words of ours, which hold no mark-up themselves."""
    return f'<onDraw name="say" label="{words}"/>{markup}<onDraw name="said" label=""/>'
