"""Every sentence of the rooms inside QGIS can be translated, and its gaps survive."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsVectorLayer

import salient
from salient.algorithms.hints import HINTS, RESULTS
from salient.algorithms.provider import ALGORITHMS
from salient.bridge import route_tips, words
from salient.bridge.expressions import FUNCTIONS
from salient.bridge.layers import set_style
from salient.bridge.parts import ALL_PARTS
from salient.bridge.route_layers import KINDS
from salient.core.errors import CaseError, MeasureError
from salient.core.messages import message
from salient.core.schema import TABLES
from salient.gui import routes_model
from salient.gui.menu import ENTRIES
from salient.paths import resource

PACKAGE = Path(salient.__file__).parent
ROOMS = ("bridge", "algorithms", "gui")


def said_in_source() -> Iterator[str]:
    """Yield every constant handed to tr() or message(), through a variable of the same function too."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.FunctionDef, ast.Module)):
                    yield from said_in(node)


def said_in(node: ast.AST) -> Iterator[str]:
    """Yield what a function hands to tr() and message()."""
    assigned: dict[str, list[str]] = {}
    calls = []
    for one in ast.walk(node):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and is_text(one.value):
            assigned.setdefault(one.targets[0].id, []).append(one.value.value)
        elif isinstance(one, ast.Call) and getattr(one.func, "id", "") in ("tr", "message"):
            calls.append(one.args[0])
    for said in calls:
        if is_text(said):
            yield said.value
        elif isinstance(said, ast.Name) and isinstance(node, ast.FunctionDef):
            yield from assigned.get(said.id, [])


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def said_by_styles() -> Iterator[str]:
    """Yield the words of the legends."""
    for path in sorted(resource("styles").glob("*.qml")):
        yield from re.findall(r'<rule [^>]*label="([^"]*)"', path.read_text(encoding="utf-8"))


def said_as_data() -> Iterator[str]:
    """Yield the sentences that reach tr() through a variable."""
    for entry in ENTRIES:
        yield from (entry.text, entry.tip)
    for algorithm in ALGORITHMS:
        yield from (algorithm.TITLE, algorithm.GROUP, algorithm.HELP, algorithm.TAGS)
    yield from (*HINTS.values(), *RESULTS.values())
    for part in ALL_PARTS:
        yield part.needed_for
    for function in FUNCTIONS:
        yield from (function.help, function.unit, *(meaning for _, meaning in function.arguments))
    for column in routes_model.COLUMNS:
        yield from column
    yield from (kind.title for kind in KINDS.values())
    yield from route_tips.COLUMNS_IN_WORDS.values()
    for values in route_tips.VALUES_IN_WORDS.values():
        yield from values.values()
    yield from (field.unit for table in TABLES for field in table.fields if field.unit)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(said: str | dict[str, str]) -> list[str]:
    """Return a translation, or all that a sentence with a count has."""
    return [said] if isinstance(said, str) else [text for form, text in said.items() if form != "by"]


SAID = sorted({*said_in_source(), *said_by_styles(), *said_as_data()})


def test_sentences_were_found():
    assert len(SAID) > 100
    assert "New case…" in SAID
    assert "Check claims" in SAID
    assert "supply base" in SAID
    assert "{path}: this file is no case of Salient; nothing was opened and nothing was changed" in SAID


def test_each_has_a_ukrainian_sentence_with_the_same_gaps():
    catalogue = json.loads(resource("i18n", "uk.json").read_text(encoding="utf-8"))
    assert [text for text in SAID if text not in catalogue] == []
    assert [text for text in SAID for said in forms(catalogue[text]) if gaps(text) != gaps(said)] == []


@pytest.mark.parametrize(
    ("translation", "locale", "code"),
    [
        *(("", "uk_UA", "uk"), ("", "uk", "uk"), ("", "en_US", "en"), ("", "de_DE", "en"), ("", "", "en")),
        # qgis --lang: the settings say something else.
        *(("uk", "en_US", "uk"), ("uk_UA", "C", "uk"), ("en_US", "uk", "en"), ("de", "uk", "en"), ("C", "uk", "en")),
    ],
)
def test_the_language_is_that_of_qgis(qgis_app, monkeypatch, translation, locale, code):
    said = {"translation": lambda self: translation, "locale": lambda self: locale}
    monkeypatch.setattr(words.QgsApplication, "instance", lambda: type("App", (), said)())
    assert words.locale_code() == code


def test_the_translation_that_qgis_was_started_with(qgis_app):
    before = QgsApplication.instance().translation()
    try:
        # What `qgis --lang uk` does before anything else.
        QgsApplication.setTranslation("uk")
        assert words.tr("Settlements") == "Населені пункти"
        QgsApplication.setTranslation("en_US")
        assert words.tr("Settlements") == "Settlements"
    finally:
        QgsApplication.setTranslation(before)


def test_ukrainian_is_said(qgis_app, monkeypatch):
    assert QgsApplication.instance() is not None
    monkeypatch.setattr(words, "locale_code", lambda: "uk")
    assert words.tr("Settlements") == "Населені пункти"
    monkeypatch.setattr(words, "locale_code", lambda: "en")
    assert words.tr("Settlements") == "Settlements"


def test_errors_are_said_in_ukrainian(qgis_app, monkeypatch):
    error = CaseError(
        message("{path}: this file is no case of Salient; nothing was opened and nothing was changed", path="x")
    )
    assert str(error).startswith("x: this file is no case")
    monkeypatch.setattr(words, "locale_code", lambda: "uk")
    assert words.error_text(error).startswith("x: цей файл не є справою")
    assert words.error_text(MeasureError("said by nobody")) == "said by nobody"


def test_legend_and_labels_speak_ukrainian(qgis_app, monkeypatch):
    monkeypatch.setattr(words, "locale_code", lambda: "uk")
    places = QgsVectorLayer("Point?crs=EPSG:4326", "places", "memory")
    set_style(places, "settlements")
    labels = [rule.label() for rule in places.renderer().rootRule().descendants()]
    assert "база постачання" in labels
    assert not [label for label in labels if re.search("[a-z]", label)]
    deepest = QgsVectorLayer("Point?crs=EPSG:4326&field=claim_id:string&field=depth_km:double", "deepest", "memory")
    set_style(deepest, "deepest_points")
    assert deepest.labeling().settings().fieldName.endswith("' км'")
