"""Directions as they are printed, in English and Ukrainian, as the letters of the compass."""

from __future__ import annotations

import re

_ENGLISH = ("north", "south", "east", "west")
_ENDINGS = ("wards", "ward", "ern", "erly")
_CYRILLIC = re.compile(r"[а-яґєії]")
_WORD = re.compile(r"[а-яґєії]+")
_UKRAINIAN = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"північ|півночі|північн\w*|пн", "n"),
        (r"південь|півдн[яюі]|півднем|південн\w*|пд", "s"),
        (r"схід|сход[уиі]|сходом|східн\w*|сх", "e"),
        (r"захід|заход[уиі]|заходом|західн\w*|зх", "w"),
    )
)
_SHORT = re.compile(r"(?:пн|пд|сх|зх){2,3}")
# "на північ", "з півночі" is where something comes from and is not read.
_PASSED_OVER = ("на", "в", "у")


def compass_letters(words: str) -> str:
    """Return a stated direction as small letters of the compass ("nne"); other letters stay, for the caller to refuse.

    Read are letters ("NNE"), English words ("north-northeast", "south-western", "eastwards") and Ukrainian ones
    ("на північний схід", "південніше", "пн-зх").
    """
    small = words.lower()
    return _of_ukrainian(small) if _CYRILLIC.search(small) else _of_english(small)


def _of_english(small: str) -> str:
    rest = "".join(c for c in small if c.isalpha())
    letters = ""
    while rest:
        for word in _ENGLISH:
            if rest.startswith(word):
                letters, rest = letters + word[0], rest[len(word) :]
                ending = next((one for one in _ENDINGS if rest.startswith(one)), "")
                rest = rest[len(ending) :]
                break
        else:
            letters, rest = letters + rest[0], rest[1:]
    return letters


def _of_ukrainian(small: str) -> str:
    letters = ""
    for word in _WORD.findall(small):
        if word in _PASSED_OVER:
            continue
        parts = [word[at : at + 2] for at in range(0, len(word), 2)] if _SHORT.fullmatch(word) else [word]
        for part in parts:
            letters += next((letter for pattern, letter in _UKRAINIAN if pattern.fullmatch(part)), part)
    return letters
