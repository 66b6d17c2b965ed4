"""The manual: every page in each language, everything that can be clicked named in it, and F1 opens the right one."""

from __future__ import annotations

import ast
import json
import re
from html import unescape
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QDialog, QDialogButtonBox, QPushButton, QWidget

import salient
from desk_window import settle
from salient.algorithms.hints import HINTS, RESULTS
from salient.algorithms.provider import ALGORITHMS
from salient.bridge.expressions import FUNCTIONS
from salient.brief.language import codes
from salient.gui import help_actions, workplace
from salient.gui.buffer_dialog import BufferDialog
from salient.gui.help_actions import HelpDialog, page_path
from salient.gui.menu import ENTRIES
from salient.paths import resource

PAGES = sorted(path.stem for path in resource("help", "en").glob("*.html"))
# As control_dock names its tabs.
CONTROL_PAGES = ("Series", "Claims and curves", "Settlements", "Depth by the day")


def page(code: str, name: str) -> str:
    """Return the text of a page as it is written."""
    return resource("help", code, f"{name}.html").read_text(encoding="utf-8")


def manual(code: str) -> str:
    """Return all that is read in the manual, with every run of white space as one space."""
    texts = [unescape(re.sub(r"<[^>]*>", " ", page(code, name))) for name in PAGES]
    return " ".join(" ".join(texts).split())


def said(code: str, text: str) -> str:
    """Return a sentence of the screens in a language."""
    if code == "en":
        return text
    catalogue = json.loads(resource("i18n", f"{code}.json").read_text(encoding="utf-8"))
    assert text in catalogue, text
    said = catalogue[text]
    return said if isinstance(said, str) else said.get("other") or said["many"]


@pytest.mark.parametrize("code", codes())
def test_every_page_is_there_with_the_same_parts(code):
    assert sorted(path.stem for path in resource("help", code).glob("*.html")) == PAGES
    for name in PAGES:
        own, other = page(code, name), page("en", name)
        assert f'<html lang="{code}">' in own
        for part in ("<h2>", "<dt>", "<li>", "<tr>", "<pre>"):
            assert own.count(part) == other.count(part), (name, part)
        assert re.findall(r"salient[_:][a-z_0-9]+", own) == re.findall(r"salient[_:][a-z_0-9]+", other)


@pytest.mark.parametrize("code", codes())
def test_links_lead_to_pages_and_none_to_the_network(code):
    for name in PAGES:
        links = re.findall(r'(?:href|src)="([^"]*)"', page(code, name))
        assert {Path(link).stem for link in links} <= set(PAGES)
        assert "http" not in page(code, name)
    assert {Path(link).stem for link in re.findall(r'href="([^"]*)"', page(code, "index"))} == set(PAGES) - {"index"}


@pytest.mark.parametrize("code", codes())
def test_everything_that_can_be_clicked_is_named(code):
    text = manual(code)
    named = [entry.text for entry in ENTRIES]
    named += [*workplace.PAGES.values(), *CONTROL_PAGES]
    named += [algorithm.TITLE for algorithm in ALGORITHMS]
    assert [one for one in named if said(code, one) not in text] == []
    assert [one.NAME for one in ALGORITHMS if f"salient:{one.NAME}" not in text] == []
    assert [one.name for one in FUNCTIONS if f"{one.name}(" not in text] == []


def test_every_algorithm_tells_its_parameters_and_results(qgis_app):
    for kind in ALGORITHMS:
        made = kind().create()
        shown = made.shortHelpString()
        assert made.helpUrl() == ""
        assert len(shown) > 100
        for one in made.parameterDefinitions():
            hint = HINTS.get(f"{made.name()}.{one.name()}") or HINTS.get(one.name())
            assert hint, f"{made.name()} does not say what {one.name()} is"
            assert one.description() in unescape(shown)
            assert hint in unescape(shown)
        given = {one.name() for one in made.parameterDefinitions()}
        if {one.name() for one in made.outputDefinitions()} - given:
            assert RESULTS[made.name()] in unescape(shown)


def dialogs_in(path: Path) -> list[ast.ClassDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "QDialog" for base in node.bases)
    ]


def test_every_dialog_has_a_help_button_that_opens_a_page():
    found = 0
    for path in sorted(Path(salient.__file__).parent.joinpath("gui").glob("*.py")):
        if path.stem == "help_actions":
            continue
        for dialog in dialogs_in(path):
            calls = [one for one in ast.walk(dialog) if isinstance(one, ast.Call)]
            opened = [one.args[1].value for one in calls if getattr(one.func, "id", "") == "help_on"]
            assert opened, f"{path.stem}.{dialog.name} has no help"
            assert set(opened) <= set(PAGES)
            found += 1
    assert found >= 6


def test_f1_and_the_button_open_the_page_in_a_dialog(window, qtbot):
    dialog = BufferDialog(window.window, None)
    dialog.show()
    QTest.keyClick(dialog.distance, Qt.Key.Key_F1)
    (help_dialog,) = dialog.findChildren(HelpDialog)
    assert help_dialog.page.source().fileName() == "measures.html"
    help_dialog.reject()
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Help).click()
    assert [one.isVisible() for one in dialog.findChildren(HelpDialog)][-1]
    dialog.deleteLater()


def test_f1_in_the_panel(window, salient, small, click, wait):
    salient.open_case(small)
    click("check_claims")
    wait()
    dock = window.window.findChild(QWidget, "salient_workplace")
    QTest.keyClick(dock.widget(), Qt.Key.Key_F1)
    (help_dialog,) = window.window.findChildren(HelpDialog)
    assert help_dialog.page.source().fileName() == "checks.html"
    QTest.keyClick(dock.widget(), Qt.Key.Key_F1)
    assert window.window.findChildren(HelpDialog) == [help_dialog]
    salient.unload()
    settle()
    assert window.window.findChildren(HelpDialog) == []
    QgsProject.instance().clear()


def test_the_help_menu_of_qgis_opens_the_contents_and_links_work(window, salient):
    (action,) = window.pluginHelpMenu().actions()
    assert isinstance(action, QAction)
    action.trigger()
    (shown,) = window.window.findChildren(HelpDialog)
    assert shown.page.source().fileName() == "index.html"
    back, contents = (shown.findChild(QPushButton, name) for name in ("back", "contents"))
    assert not back.isEnabled()
    shown.page.setSource(shown.page.source().resolved(type(shown.page.source())("claims.html")))
    assert "Admiralty code" in shown.page.toPlainText()
    back.click()
    assert "From a story to a PDF" in shown.page.toPlainText()
    shown.page.setSource(shown.page.source().resolved(type(shown.page.source())("trouble.html")))
    contents.click()
    assert shown.page.source().fileName() == "index.html"
    salient.unload()
    assert not isinstance(window.window.findChild(QDialog, "salient_help"), HelpDialog) or not shown.isVisible()


def test_the_page_is_in_the_language_of_qgis_and_never_missing(qgis_app, monkeypatch):
    monkeypatch.setattr(help_actions, "locale_code", lambda: "uk")
    assert page_path("claims") == resource("help", "uk", "claims.html")
    monkeypatch.setattr(help_actions, "locale_code", lambda: "de")
    assert page_path("claims") == resource("help", "en", "claims.html")
    assert page_path("no such page") == resource("help", "en", "index.html")
