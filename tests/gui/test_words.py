"""Every sentence of the rooms inside QGIS can be translated, and its gaps survive."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication

import salient
from salient.algorithms.provider import ALGORITHMS
from salient.bridge import words
from salient.bridge.parts import ALL_PARTS
from salient.gui.menu import ENTRIES
from salient.paths import resource

PACKAGE = Path(salient.__file__).parent
ROOMS = ("bridge", "algorithms", "gui")


def said_in_source() -> Iterator[str]:
    """Yield every constant handed to tr()."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_tr = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr"
                if is_tr and isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value


def said_as_data() -> Iterator[str]:
    """Yield the sentences that reach tr() through a variable."""
    for entry in ENTRIES:
        yield from (entry.text, entry.tip)
    for algorithm in ALGORITHMS:
        yield from (algorithm.TITLE, algorithm.GROUP, algorithm.HELP)
    for part in ALL_PARTS:
        yield part.needed_for


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


SAID = sorted({*said_in_source(), *said_as_data()})


def test_sentences_were_found():
    assert len(SAID) > 100
    assert "New case…" in SAID
    assert "Check claims" in SAID


def test_each_has_a_ukrainian_sentence_with_the_same_gaps():
    catalogue = json.loads(resource("i18n", "uk.json").read_text(encoding="utf-8"))
    assert [text for text in SAID if text not in catalogue] == []
    assert [text for text in SAID if gaps(text) != gaps(catalogue[text])] == []


@pytest.mark.parametrize(
    ("locale", "code"), [("uk_UA", "uk"), ("uk", "uk"), ("en_US", "en"), ("de_DE", "en"), ("", "en")]
)
def test_the_language_is_that_of_qgis(qgis_app, monkeypatch, locale, code):
    monkeypatch.setattr(words.QgsApplication, "instance", lambda: type("App", (), {"locale": lambda self: locale})())
    assert words.locale_code() == code


def test_ukrainian_is_said(qgis_app, monkeypatch):
    assert QgsApplication.instance() is not None
    monkeypatch.setattr(words, "locale_code", lambda: "uk")
    assert words.tr("Settlements") == "Населені пункти"
    monkeypatch.setattr(words, "locale_code", lambda: "en")
    assert words.tr("Settlements") == "Settlements"
