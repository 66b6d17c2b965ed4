"""The recipe of a case as the user meets it: a form beside the pages, kept as one step of Undo, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QModelIndex, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QDockWidget, QFileDialog, QToolButton, QTreeWidgetItem

from salient.bridge import pdf_pages
from salient.bridge.briefings import BriefingWish
from salient.bridge.cases import case_layers, open_cases, settings_of, tables_of_case
from salient.bridge.options import paper_options
from salient.bridge.recipes import kept_recipe, usual_recipe, write_recipe
from salient.brief.section_titles import SECTION_TITLES
from salient.core.recipe import Recipe, Safety, recipe_of, recipe_text
from salient.gui.recipe_dialog import RecipeDialog
from salient.gui.workplace import BRIEFING

needs_pictures = pytest.mark.skipif(not pdf_pages.can_show(), reason="this GDAL reads no PDF")
OTHER = Recipe(
    sections=("claims", "notes"),
    frame_id="a02",
    scale=250_000,
    paper="Letter",
    landscape=True,
    language="uk",
    newsroom="Graphics desk",
    title="Another title",
    disclaimer="Read with care.",
    background="none",
    attach=("facts",),
    safety=Safety(("front_lines", "s02"), 1500.0, 3, True),
)


@pytest.fixture
def case(salient, small, wait):
    """Return the small case, open."""
    salient.open_case(small)
    wait()
    (case,) = open_cases(QgsProject.instance())
    return case


@pytest.fixture
def dialog(salient, case, wait):
    """Yield the dialog on the small case, with its first preview."""
    tables = tables_of_case(QgsProject.instance(), case)
    made = RecipeDialog(salient._desk, case, tables, Recipe(), usual_recipe("A4"), BriefingWish(paper=paper_options()))
    made.show()
    wait()
    yield made
    made.reject()
    made.deleteLater()


def settled(dialog: RecipeDialog, qtbot, wait) -> None:
    """Wait until the pages are those of the form."""
    dialog.form._soon.stop()
    dialog.show_anew()
    qtbot.waitUntil(lambda: not dialog.preview.state.text().startswith("…"), timeout=20_000)
    wait()


def item_of(dialog: RecipeDialog, name: str) -> QTreeWidgetItem:
    """Return what stands for a table or a record."""
    tree = dialog.form.held.tree
    tops = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    items = [*tops, *(top.child(row) for top in tops for row in range(top.childCount()))]
    (found,) = [one for one in items if one.data(0, Qt.ItemDataRole.UserRole) == name]
    return found


def test_the_form_shows_every_entry_and_gives_it_back(dialog):
    assert dialog.form.recipe() == Recipe()
    dialog.form.show_recipe(OTHER)
    assert dialog.form.recipe() == OTHER
    dialog.form.show_recipe(Recipe())
    assert dialog.form.recipe() == Recipe()


def test_sections_are_unticked_and_moved(dialog):
    sections = dialog.form.sections
    names = list(SECTION_TITLES)
    sections.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert sections.names() == tuple(names[1:])
    sections.list.setCurrentRow(1)
    QTest.mouseClick(dialog.findChild(QToolButton, "recipe_section_down"), Qt.MouseButton.LeftButton)
    assert sections.names() == (names[2], names[1], *names[3:])
    sections.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert sections.names()[0] == names[0]
    # As dragging does it.
    sections.list.model().moveRow(QModelIndex(), 0, QModelIndex(), 3)
    assert sections.names()[:3] == (names[2], names[1], names[0])
    sections.show_sections(())
    assert sections.names() == ()


@needs_pictures
def test_the_pages_follow_the_form(dialog, qtbot, wait):
    upright = dialog.preview.view.picture()
    assert upright.height > upright.width
    dialog.form.landscape.click()
    # By itself, a moment after the click.
    qtbot.waitUntil(lambda: dialog.preview.view.picture().width > dialog.preview.view.picture().height, timeout=20_000)
    wait()


def test_what_is_ticked_is_held_back(dialog, qtbot, wait):
    item_of(dialog, "claimed_gains").setCheckState(0, Qt.CheckState.Checked)
    qtbot.wait(20)
    item_of(dialog, "s02").setCheckState(0, Qt.CheckState.Checked)
    assert dialog.form.recipe().safety.hold_back == ("claimed_gains", "s02")
    # Held back whole, it shows no records; found by name, the others stay ticked.
    assert item_of(dialog, "claimed_gains").childCount() == 0
    dialog.form.held.line.setText("insid")
    parent = item_of(dialog, "settlements")
    assert [parent.child(row).text(0) for row in range(parent.childCount())] == [
        "s01 · Insider, 2022-09-09",
        "s02 · Outsider, 2022-09-09",
    ]
    settled(dialog, qtbot, wait)
    assert dialog.preview._made.pdf.startswith(b"%PDF-")
    item_of(dialog, "s02").setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.form.recipe().safety.hold_back == ("claimed_gains",)


def test_what_the_case_no_longer_holds_is_said_and_can_be_unticked(dialog, qtbot, wait):
    dialog.form.show_recipe(Recipe(safety=Safety(("gone",))))
    settled(dialog, qtbot, wait)
    assert dialog.preview.state.text().startswith("⚠")
    assert '"gone"' in dialog.preview.view.words.text()
    item_of(dialog, "gone").setCheckState(0, Qt.CheckState.Unchecked)
    settled(dialog, qtbot, wait)
    assert dialog.preview.state.text().startswith("✓")


def test_texts_that_give_it_away_are_told(dialog, qtbot, wait):
    dialog.form.disclaimer.setPlainText("Outsider is left out.")
    dialog.form.show_recipe(Recipe(disclaimer="Outsider is left out.", safety=Safety(("s02",))))
    settled(dialog, qtbot, wait)
    assert dialog.preview.remarks.isVisible()
    assert 'disclaimer holds "Outsider"' in dialog.preview.remarks.text()


def test_a_logo_is_drawn_anew_and_what_is_none_is_said(dialog, monkeypatch, tmp_path):
    picture, other = tmp_path / "logo.jpg", tmp_path / "other.png"
    Image.new("RGB", (3000, 1000), "#cc0000").save(picture, comment=b"made by a named person")
    other.write_text("no picture")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(picture), ""))
    dialog.form.choose_logo.click()
    kept = dialog.form.recipe().logo_bytes
    assert kept.startswith(b"\x89PNG")
    assert b"named person" not in kept
    assert len(kept) < 20_000
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    dialog.form.choose_logo.click()
    assert "PNG or JPEG" in dialog.preview.state.text()
    assert dialog.form.recipe().logo_bytes == kept
    dialog.form.drop_logo.click()
    assert dialog.form.recipe().logo == ""


def settings_layer(case):
    return case_layers(QgsProject.instance(), case.id)["settings"]


def test_it_is_kept_as_one_step_of_undo(case):
    project = QgsProject.instance()
    layer = settings_layer(case)
    assert write_recipe(project, case, recipe_text(OTHER))
    assert recipe_of(kept_recipe(project, case)) == OTHER
    assert layer.undoStack().count() == 1
    assert not write_recipe(project, case, recipe_text(OTHER))
    assert write_recipe(project, case, recipe_text(Recipe(paper="Letter")))
    assert layer.undoStack().count() == 2
    assert [one["id"] for one in layer.getFeatures()].count("recipe") == 1
    layer.undoStack().undo()
    assert recipe_of(kept_recipe(project, case)) == OTHER
    layer.undoStack().undo()
    assert kept_recipe(project, case) == ""
    assert settings_of(layer)["title"] == "The small case"
    layer.rollBack()
    assert write_recipe(project, case, recipe_text(OTHER))
    assert write_recipe(project, case, "")
    assert kept_recipe(project, case) == ""
    layer.rollBack()


class Answers:
    """Stands for the user in front of the dialog: does something to the form, then answers."""

    def __init__(self, monkeypatch, answer: QDialog.DialogCode, act=lambda _: None) -> None:
        self.shown: list[Recipe] = []

        def exec_(dialog: RecipeDialog) -> int:
            self.shown.append(dialog.form.recipe())
            act(dialog)
            if answer == QDialog.DialogCode.Accepted:
                dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
            else:
                dialog.reject()
            return dialog.result()

        monkeypatch.setattr(RecipeDialog, "exec", exec_)


def test_it_is_closed_when_salient_leaves(case, click, monkeypatch, salient, qtbot):
    def leave(dialog: RecipeDialog) -> int:
        dialog.show()
        tasks = salient._desk.tasks
        salient.unload()
        seen.append((dialog.isVisible(), tasks.running()))
        return dialog.result()

    seen: list[tuple[bool, int]] = []
    monkeypatch.setattr(RecipeDialog, "exec", leave)
    click("recipe")
    assert seen == [(False, 0)]
    assert kept_recipe(QgsProject.instance(), case) == ""


def test_cancel_leaves_nothing(case, click, monkeypatch, wait):
    Answers(monkeypatch, QDialog.DialogCode.Rejected, lambda dialog: dialog.form.show_recipe(OTHER))
    click("recipe")
    wait()
    assert kept_recipe(QgsProject.instance(), case) == ""
    assert not settings_layer(case).isEditable()


def test_ok_keeps_it_and_the_export_follows_it(case, click, monkeypatch, wait, salient, tmp_path):
    Answers(monkeypatch, QDialog.DialogCode.Accepted, lambda dialog: dialog.form.show_recipe(Recipe(landscape=True)))
    click("recipe")
    wait()
    assert recipe_of(kept_recipe(QgsProject.instance(), case)) == Recipe(landscape=True)
    pdf = tmp_path / "made.pdf"
    salient.export_briefing(str(pdf))
    wait()
    # A4 lying: 297 mm by 210.
    picture = pdf_pages.page_picture(pdf.read_bytes(), 1, 72)
    assert picture.width / picture.height == pytest.approx(297 / 210, abs=0.01)
    # It is shown again, and the usual one takes the row away.
    again = Answers(monkeypatch, QDialog.DialogCode.Accepted, lambda dialog: dialog.usual.click())
    click("recipe")
    wait()
    assert again.shown == [Recipe(landscape=True)]
    assert kept_recipe(QgsProject.instance(), case) == ""
    settings_layer(case).rollBack()


def test_a_recipe_written_by_hand_that_cannot_be_used_can_be_made_anew(case, click, monkeypatch, wait, window):
    write_recipe(QgsProject.instance(), case, '{"papr": "A4"}')
    answers = Answers(monkeypatch, QDialog.DialogCode.Rejected)
    click("recipe")
    wait()
    assert answers.shown == [Recipe()]
    assert any("papr" in one.text() for one in window.messageBar().items())
    settings_layer(case).rollBack()


def test_the_panel_has_a_button_for_it(case, click, monkeypatch, wait, window, qtbot):
    click("workplace")
    dock = window.window.findChild(QDockWidget, "salient_workplace")
    dock.show_page(BRIEFING)
    page = dock.page(BRIEFING)
    qtbot.waitUntil(lambda: page.state.text().startswith("✓"), timeout=20_000)
    wait()
    Answers(monkeypatch, QDialog.DialogCode.Accepted, lambda dialog: dialog.form.show_recipe(OTHER))
    page.form.recipe.click()
    # The case was edited: the pages are made anew, in the language of the recipe.
    qtbot.waitUntil(lambda: page._made is not None and page._made.language == "uk", timeout=20_000)
    wait()
    settings_layer(case).rollBack()


def test_a_read_only_case_says_so_before_anything_is_asked(salient, small, wait, click, monkeypatch, window):
    Path(small).chmod(0o444)
    salient.open_case(small)
    wait()
    (case,) = open_cases(QgsProject.instance())
    layer = settings_layer(case)
    layer.setReadOnly(True)
    answers = Answers(monkeypatch, QDialog.DialogCode.Rejected)
    click("recipe")
    assert answers.shown == []
    assert any("read-only" in one.text() for one in window.messageBar().items())


def test_the_view_of_borders_is_declared_here_as_one_step_of_undo(case, click, monkeypatch, wait, salient, tmp_path):
    """The small case declares none: the dialog says so, and keeps what is chosen among the case's settings."""
    shown = []

    def choose(dialog: RecipeDialog) -> None:
        shown.append(dialog.form.borders.currentText())
        dialog.form.borders.show_view("international")

    Answers(monkeypatch, QDialog.DialogCode.Accepted, choose)
    click("recipe")
    wait()
    layer = settings_layer(case)
    assert shown == ["not declared: no borders are drawn"]
    assert settings_of(layer)["world_view"] == "international"
    assert layer.undoStack().count() == 1
    assert kept_recipe(QgsProject.instance(), case) == ""
    layer.undoStack().undo()
    assert "world_view" not in settings_of(layer)
    layer.rollBack()


def test_the_pages_follow_the_view_of_borders(dialog, qtbot, wait):
    settled(dialog, qtbot, wait)
    without = dialog.preview._made.pdf
    dialog.form.borders.show_view("international")
    settled(dialog, qtbot, wait)
    assert dialog.preview._made.pdf != without


def test_the_map_of_qgis_lies_under_the_map_of_the_paper(dialog, case, window, qtbot, wait):
    """A layer that is not the case's is photographed with the canvas; where something is held back the desk is told."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "Relief", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(34, 47, 40, 52)))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    window.mapCanvas().setLayers([layer, settings_layer(case)])
    dialog.form.background.setCurrentIndex(dialog.form.background.findData("canvas"))
    settled(dialog, qtbot, wait)
    assert b"/DCTDecode" in dialog.preview._made.pdf
    assert not dialog.preview.remarks.isVisible()
    dialog.form.grid.setCurrentIndex(dialog.form.grid.findData(1000.0))
    settled(dialog, qtbot, wait)
    assert "picture of QGIS's map" in dialog.preview.remarks.text()
    dialog.form.background.setCurrentIndex(dialog.form.background.findData("lines"))
    settled(dialog, qtbot, wait)
    assert b"/DCTDecode" not in dialog.preview._made.pdf
    QgsProject.instance().removeMapLayer(layer.id())
