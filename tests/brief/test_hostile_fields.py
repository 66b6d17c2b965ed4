"""Hostile text in every field that reaches the paper at once: recipe, issue, names, bookmarks, metadata, read-aloud."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pikepdf
import pytest
from shapely.geometry.base import BaseGeometry

from pdfs import opened, words_of
from salient.brief.fonts import BOX, legible
from salient.brief.make import Order, make_briefing
from salient.core.case import Case
from salient.core.recipe import Recipe
from test_issues import after
from test_issues import case as issued_case
from test_safety import ISSUED, story

# What is a code of the schema, an id or an address of a record is not a text that people wrote.
CODES = {
    *("id", "kind", "unit", "bound", "direction", "state", "role", "mode", "source_id", "relays", "area_id"),
    *("baseline_id", "sector_id", "side", "basis", "reliability", "credibility", "language", "settings", "issuer"),
}
HOSTILE = {
    "markup": '<b>&amp;<img src="file:///etc/hostname"/></para> [x](http://127.0.0.1:9/)',
    "formats": "%s %(x)s {0} {name} {lon:.3f} 100% \\n $HOME",
    "override": "Report\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe\N{POP DIRECTIONAL FORMATTING} \N{ZERO WIDTH JOINER}end",
    "controls": "bell\x07 nul\x00 escape\x1b[31m delete\x7f end",
    "surrogate": "lone \ud83d half \udc00 end",
    "mixed": "שלום (Київ) سلام 12% \N{GRINNING FACE} e\N{COMBINING ACUTE ACCENT} 日本",
    "lines": "one\ntwo\r\nthree\u2028four",
}


def with_text(value: Any, text: str) -> Any:
    """Return a case with a text in every field of every record that holds words."""
    if isinstance(value, tuple):
        return tuple(with_text(one, text) for one in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, BaseGeometry):
        return value
    changed = {}
    for field in dataclasses.fields(value):
        before = getattr(value, field.name)
        if isinstance(before, str) and field.name not in CODES and not field.name.endswith("_id"):
            changed[field.name] = text
        elif isinstance(before, tuple) and before and dataclasses.is_dataclass(before[0]):
            changed[field.name] = with_text(before, text)
    return dataclasses.replace(value, **changed)  # type: ignore[type-var]


def hostile(text: str) -> Case:
    made: Case = with_text(story(), text)
    return dataclasses.replace(made, name="story", settings={**made.settings, "title": text})


def strings_of(document: pikepdf.Pdf, *keys: str) -> list[str]:
    """Return the texts that objects of a file have under some keys."""
    dictionaries = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
    return [str(one[key]) for one in dictionaries for key in keys if isinstance(one.get(key), pikepdf.String)]


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize("name", HOSTILE)
def test_text_in_every_field_is_text(name: str, lang: str) -> None:
    text = HOSTILE[name]
    recipe = Recipe(language=lang, title=text[:300], disclaimer=text, newsroom=text[:80])
    made = make_briefing(hostile(text), recipe, Order(issued_on=ISSUED, bottom_line=(text,)))
    words = words_of(made.pdf)
    shown = " ".join(legible(text)[0].split())
    if name in ("markup", "formats"):
        assert words.count(shown) > 5
    elif name in ("controls", "surrogate"):
        assert words.count(shown.split(BOX)[0]) > 5
    with opened(made.pdf) as document:
        assert document.check_pdf_syntax() == [] if hasattr(document, "check_pdf_syntax") else document.check() == []
        assert not [one for one in strings_of(document, "/URI", "/JS", "/F") if "127.0.0.1" in one]
        assert "/OpenAction" not in document.Root
        for said in strings_of(document, "/Alt", "/ActualText", "/Title"):
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", said), said
        with document.open_metadata() as metadata:
            assert metadata["dc:title"]


def test_corrections_and_notes_of_an_issue_are_text() -> None:
    for name in ("markup", "formats", "controls"):
        text = HOSTILE[name]
        made = after(issued_case(), issued_case(), Recipe(title=text), corrections=(text,))
        assert " ".join(legible(text)[0].split()) in words_of(made.pdf)


def test_a_note_of_five_million_letters_stops_nothing() -> None:
    long = "lorem ipsum " * 420_000
    one = story()
    sources = tuple(dataclasses.replace(source, note=long) for source in one.sources)
    places = tuple(
        dataclasses.replace(place, name=f"{place.name} {long[:5000]}", note=long) for place in one.settlements
    )
    claims = tuple(dataclasses.replace(claim, note=long) for claim in one.claims)
    case = dataclasses.replace(one, sources=sources, settlements=places, claims=claims)
    made = make_briefing(case, Recipe(), Order(issued_on=ISSUED))
    assert len(made.pdf) < 5_000_000
    assert "the note has 5,040,000 characters; its first 4,000 are printed" in words_of(made.pdf)
    assert "Averyville" in words_of(made.pdf)


@pytest.mark.parametrize(
    "text",
    [
        "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}",
        "a\N{ZERO WIDTH JOINER}b\N{ZERO WIDTH NON-JOINER}c",
        "e\N{COMBINING ACUTE ACCENT}\N{COMBINING CEDILLA}",
        "\N{LEFT-TO-RIGHT MARK}x\N{RIGHT-TO-LEFT MARK}\N{ZERO WIDTH SPACE}\N{WORD JOINER}",
    ],
)
def test_signs_that_only_shape_others_give_no_box(text: str) -> None:
    assert legible(text) == (text, ())
