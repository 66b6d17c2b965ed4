"""A third language is one file: an invented one in Greek letters gives a whole paper, without a word of English."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import shutil
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from shapely.geometry.base import BaseGeometry

from pdfs import opened, words_of
from salient.brief import language as module
from salient.brief.language import codes, language, language_names
from salient.brief.make import Order, check_recipe, make_briefing
from salient.brief.place_names import place_name
from salient.core.errors import InputError
from salient.core.messages import message
from salient.core.recipe import Recipe, Safety
from salient.paths import resource
from test_issues import after, ground
from test_issues import case as issued_case
from test_safety import ISSUED, story
from texts import texts

CODE = "qtx"  # one of the codes that ISO 639 keeps free for what is local
GREEK = dict(zip("abcdefghiklmnopqrstuvwxyz", "αβψδεφγηικλμνοπξρστυωςχζθ"))
MANNER = {
    "name": "Πσευδο",
    "decimal": "·",
    "thousands": "'",
    "months": [f"μην{n}" for n in range(1, 13)],
    "script": "GREEK",
    "plurals": {"one": "n = 1"},
}
# Names of things that stand in every language as they are.
NAMES = {"Salient", "salient", "WGS", "Natural", "Earth"}
LIBRARIES = {"python", "numpy", "pyproj", "proj", "shapely", "geos", "scipy", "reportlab"}
FILES = re.compile(r"\b(facts\.json|claims\.csv|shapes\.geojson)")


def greek(text: str) -> str:
    """Return a template with Greek letters for the Latin ones outside its gaps."""
    parts = []
    for before, name, spec, _ in string.Formatter().parse(text):
        plain = "".join(GREEK.get(sign, GREEK.get(sign.lower(), sign)) for sign in before)
        parts.append(plain.replace("{", "{{").replace("}", "}}"))
        if name is not None:
            parts.append("{" + name + (f":{spec}" if spec else "") + "}")
    return "".join(parts)


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Add one file to a copy of the folder of languages."""
    shutil.copytree(resource("i18n"), tmp_path / "i18n")
    known = texts() | set(json.loads(resource("i18n", "uk.json").read_text(encoding="utf-8")))
    entries = {text: greek(text) for text in known if not text.startswith("@")}
    write(tmp_path, {"@manner": MANNER, **entries})

    def there(*parts: str) -> Path:
        return tmp_path.joinpath(*parts) if parts[0] == "i18n" else resource(*parts)

    monkeypatch.setattr(module, "resource", there)
    forget()
    yield CODE
    forget()


def write(folder: Path, entries: dict[str, Any]) -> None:
    (folder / "i18n" / f"{CODE}.json").write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")


def forget() -> None:
    codes.cache_clear()
    language.cache_clear()


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a case."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif not isinstance(value, BaseGeometry):
        inner = value.items() if hasattr(value, "items") else value if isinstance(value, (tuple, list)) else ()
        for one in inner:
            yield from strings(one)


def english_left(words: str, case: Any) -> list[str]:
    """Return the Latin words of a page that are neither the case's own nor names, checksums or addresses."""
    of_case = set(re.findall(r"[A-Za-z]{3,}", " ".join(strings(case))))
    words = FILES.sub(" ", re.sub(r"\b[0-9a-f]{8,}\b", " ", words))
    return sorted(set(re.findall(r"[A-Za-z]{3,}", words)) - of_case - NAMES - LIBRARIES)


def test_it_is_in_every_list(third: str) -> None:
    assert third in codes()
    assert (third, "Πσευδο") in language_names()
    made = language(third)
    assert made.say(message("{km:,.1f} km", km=1234.5)) == "1'234·5 κμ"
    assert made.date(datetime.date(2022, 9, 1)).endswith("μην9 2022")


@pytest.mark.parametrize("safety", [Safety(), Safety(grid_m=1000.0, delay_days=3)])
def test_a_whole_paper_has_no_english(third: str, safety: Safety) -> None:
    case = story()
    made = make_briefing(case, Recipe(safety=safety, language=third, newsroom="Desk"), Order(issued_on=ISSUED))
    words = words_of(made.pdf)
    assert greek("Claims and findings") in words
    assert set(english_left(words, case)) == {"Desk"}
    with opened(made.pdf) as document:
        assert str(document.Root.Lang) == third
        with document.open_outline() as outline:
            titles = " ".join(str(one.title) for one in outline.root)
        spoken = " ".join(str(one.get("/Alt", "")) for one in document.objects if isinstance(one, pikepdf.Dictionary))
        layers = " ".join(
            str(one["/Name"])
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/OCG"
        )
    assert english_left(f"{titles} {spoken} {layers}", case) == []
    assert len(spoken) > 100


def test_so_has_what_changed_since_the_last_issue(third: str) -> None:
    case = issued_case(ground(30.5))
    made = after(issued_case(), case, Recipe(language=third), corrections=("12 34.",))
    words = words_of(made.pdf)
    assert greek("Corrections") in words
    assert english_left(words, case) == []


def test_names_stand_in_its_letters_where_the_case_has_them(third: str) -> None:
    place = story().settlements[0]
    assert place_name(dataclasses.replace(place, name_local="Αβερι"), language(third)) == "Αβερι"
    assert place_name(dataclasses.replace(place, name_local="Авері"), language(third)) == "Averyville"


@pytest.mark.parametrize(
    "entries",
    [
        {"@manner": {"name": "Short", "months": ["one"]}},
        {"@manner": {"name": "No months"}},
        {"@manner": {**MANNER, "colour": "red"}},
        {"@manner": MANNER, "{n} routes": {"one": "x"}},
        {"@manner": MANNER, "{n} routes": 7},
        [],
    ],
)
def test_a_file_that_cannot_be_used_is_named(third: str, tmp_path: Path, entries: Any) -> None:
    write(tmp_path, entries)
    forget()
    with pytest.raises(InputError, match=f"{CODE}.json: this file does not describe a language"):
        language(third)
    assert (third, third) in language_names()


def test_a_recipe_cannot_ask_for_a_language_that_is_not_there() -> None:
    with pytest.raises(InputError, match=f'"{CODE}" is no language of Salient; choose one of en, uk'):
        check_recipe(story(), Recipe(language=CODE))
