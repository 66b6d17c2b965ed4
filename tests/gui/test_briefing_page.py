"""The page of the briefing as an editor meets it: the bottom line to read and edit, pages to look at, one button."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtCore import QDate, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget, QFileDialog

import small_case
import two_issuers
from salient.bridge import pdf_pages
from salient.bridge.cases import case_layers, open_cases
from salient.bridge.desk_texts import kept_texts
from salient.gui.briefing_page import BriefingPage
from salient.gui.workplace import BRIEFING

needs_pictures = pytest.mark.skipif(not pdf_pages.can_show(), reason="this GDAL reads no PDF")


@pytest.fixture
def opened(window, salient, click, wait, qtbot):
    """Return a function that opens a case and the page, and waits for its preview."""

    def open_both(path: str) -> BriefingPage:
        salient.open_case(path)
        wait()
        window.window.resize(1200, 900)
        click("workplace")
        dock = window.window.findChild(QDockWidget, "salient_workplace")
        dock.show_page(BRIEFING)
        made = dock.page(BRIEFING)
        qtbot.waitUntil(lambda: made.state.text().startswith("✓"), timeout=20_000)
        wait()
        return made

    return open_both


@pytest.fixture
def page(opened, small) -> BriefingPage:
    return opened(small)


@pytest.fixture
def anew(qtbot, wait):
    """Return a function that waits until the preview was made again."""

    def until_new(page: BriefingPage) -> None:
        qtbot.waitUntil(lambda: not page.state.text().startswith("✓"), timeout=5_000)
        qtbot.waitUntil(lambda: page.state.text().startswith("✓"), timeout=20_000)
        wait()

    return until_new


def edit_title(title: str) -> None:
    (case,) = open_cases(QgsProject.instance())
    layer = case_layers(QgsProject.instance(), case.id)["settings"]
    if not layer.isEditable():
        layer.startEditing()
    (row,) = [one for one in layer.getFeatures() if one["id"] == "title"]
    layer.changeAttributeValue(row.id(), layer.fields().indexOf("value"), title)


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "shown.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_the_bottom_line_is_read_before_anything_is_exported(page, tmp_path):
    sentences = page.form.sentences()
    assert 3 <= len(sentences) <= 5
    assert sentences[0].startswith("Claims checked against the map: 3 (")
    assert page.form.title.placeholderText() == "The small case"
    assert page.form.said.text() == "Made from the findings; you can edit it."
    printed = " ".join(text_of(page._made.pdf, tmp_path).split())
    assert all(" ".join(one.split()) in printed for one in sentences)
    assert not list(tmp_path.glob("small.pdf"))


@needs_pictures
def test_pages_forward_and_back_larger_and_smaller(page, wait):
    view = page.view
    first = view.picture()
    assert (view.page.value(), first.page) == (1, 1)
    assert view.of.text() == f"of {pdf_pages.page_count(page._made.pdf)}"
    # A4 is 210 mm by 297.
    assert first.height / first.width == pytest.approx(297 / 210, abs=0.01)
    assert first.width == pytest.approx(view.width(), abs=40)
    assert not view.back.isEnabled()
    QTest.mouseClick(view.forward, Qt.MouseButton.LeftButton)
    wait()
    assert view.picture().page == 2
    assert view.picture().rgb != first.rgb
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    wait()
    assert view.picture() == first
    QTest.mouseClick(view.larger, Qt.MouseButton.LeftButton)
    wait()
    assert view.picture().width == pytest.approx(1.25 * first.width, rel=0.01)
    assert not view.fit.isChecked()
    QTest.mouseClick(view.smaller, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.smaller, Qt.MouseButton.LeftButton)
    wait()
    assert view.picture().width == pytest.approx(first.width / 1.25, rel=0.01)
    QTest.mouseClick(view.fit, Qt.MouseButton.LeftButton)
    wait()
    assert view.picture().width == first.width


def test_an_edit_of_the_case_makes_it_look_out_of_date_until_it_is_made_anew(page, anew, salient):
    edit_title("Another name")
    assert page.state.text().startswith("↻ out of date")
    anew_title = "Another name"
    anew(page)
    assert page.form.title.placeholderText() == anew_title
    # Where checks do not run by themselves, nor does the preview.
    salient._desk.checks.set_automatic(False)
    edit_title("A third name")
    page._soon.timeout.emit()
    assert page.state.text().startswith("↻ out of date")
    assert page._work is None
    QTest.mouseClick(page.refresh, Qt.MouseButton.LeftButton)
    anew(page)
    assert page.form.title.placeholderText() == "A third name"


def test_what_the_desk_writes_is_printed_marked_and_kept(page, anew, tmp_path):
    generated = page.form.sentences()
    page.form.text.setPlainText("The editor's <b>own</b> words.\n\n  And a second line.  ")
    assert page.form.said.text() == "Edited by you; the notes of the briefing say so."
    anew(page)
    printed = " ".join(text_of(page._made.pdf, tmp_path).split())
    assert "The editor's <b>own</b> words." in printed
    assert "The bottom line was edited by the desk" in printed
    assert generated[0] not in printed
    edit_title("Another name")
    anew(page)
    assert page.form.sentences() == ("The editor's <b>own</b> words.", "And a second line.")
    # The findings are the same; a claim that goes changes them.
    assert page.form.said.text() == "Edited by you; the notes of the briefing say so."
    (case,) = open_cases(QgsProject.instance())
    claims = case_layers(QgsProject.instance(), case.id)["claims"]
    claims.startEditing()
    claims.deleteFeature(next(one.id() for one in claims.getFeatures() if one["id"] == "c02"))
    anew(page)
    assert page.form.said.text().startswith("⚠ Edited by you, and the findings have changed since")
    QTest.mouseClick(page.form.restore, Qt.MouseButton.LeftButton)
    anew(page)
    assert page.form.sentences()[0].startswith("Claims checked against the map: 2 (")
    assert "edited by the desk" not in text_of(page._made.pdf, tmp_path)


def test_language_paper_day_and_title_are_those_of_the_form(page, anew, tmp_path):
    form = page.form
    form.language.setCurrentIndex(form.language.findData("uk"))
    form.language.activated.emit(form.language.currentIndex())
    anew(page)
    assert form.sentences()[0].startswith("Перевірено тверджень за картою: 3")
    form.paper.setCurrentText("Letter")
    form.paper.activated.emit(form.paper.currentIndex())
    QTest.keyClicks(form.title, "For the front page")
    anew(page)
    assert "For the front page" in text_of(page._made.pdf, tmp_path)
    if pdf_pages.can_show():
        picture = page.view.picture()
        # 8.5 inches by 11.
        assert picture.height / picture.width == pytest.approx(11 / 8.5, abs=0.01)
    assert form.as_of.isNull()
    assert form.as_of.text() == "the last day of the case"
    # The gain is of 9 September: before that there is none.
    form.as_of.setDate(QDate(2022, 9, 8))
    anew(page)
    assert "станом на 8" in text_of(page._made.pdf, tmp_path)
    assert form.wish().as_of.isoformat() == "2022-09-08"


def test_maps_of_two_issuers_are_compared_only_where_it_is_asked_for(opened, anew, tmp_path):
    page = opened(two_issuers.make(tmp_path, (two_issuers.claim_of_the_period(),)))
    assert page.form.across.isVisibleTo(page.form.widget())
    assert not page.form.first.isVisibleTo(page.form.widget())
    assert page.wish().across is None
    page.form.first.setCurrentText("Surveyor")
    page.form.last.setCurrentText("Drafter")
    assert "different issuers" not in text_of(page._made.pdf, tmp_path)
    page.form.across.setChecked(True)
    anew(page)
    assert page.form.first.isVisibleTo(page.form.widget())
    assert page.wish().across == ("Surveyor", "Drafter")
    assert "Maps of different issuers compared: Surveyor / Drafter" in text_of(page._made.pdf, tmp_path)
    assert page.form.same.isHidden()
    page.form.last.setCurrentText("Surveyor")
    page.form.last.activated.emit(0)
    assert page.wish().across is None
    assert page.form.same.text() == "Choose two different issuers."
    assert page.form.same.isVisibleTo(page.form.widget())


def test_no_question_about_issuers_where_there_is_one(page):
    assert not page.form.across.isVisibleTo(page.form.widget())


def test_exported_as_the_preview_shows_it(window, page, anew, wait, monkeypatch, tmp_path):
    page.form.text.setPlainText("Written here.")
    anew(page)
    target = tmp_path / "out.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: (str(target), ""))
    QTest.mouseClick(page.write, Qt.MouseButton.LeftButton)
    wait()
    assert target.read_bytes() == page._made.pdf
    assert "The briefing is written" in window.told()[-1]


def test_called_off_and_made_again(page, qtbot, wait):
    page.form.title.setText("Longer")
    page.make()
    assert page.cancel.isVisibleTo(page)
    assert page.state.text() == "… making the preview"
    page._work.cancel()
    wait()
    assert page.state.text().startswith("↻ out of date")
    QTest.mouseClick(page.refresh, Qt.MouseButton.LeftButton)
    wait()
    assert page.state.text().startswith("✓")


def test_where_gdal_draws_no_pdf_it_is_said_and_the_text_is_there(opened, small, monkeypatch):
    monkeypatch.setattr("salient.gui.briefing_page.can_show", lambda: False)
    page = opened(small)
    assert "cannot draw the pages of a PDF" in page.view.words.text()
    assert page.view.words.isVisibleTo(page)
    assert len(page.form.sentences()) >= 3
    assert page.write.isEnabled()


def test_what_cannot_be_made_is_said_once(window, page, wait, monkeypatch):
    QgsSettings().setValue("salient/logo", "/no/such/logo.png")
    try:
        page.make()
        wait()
        assert "logo.png" in window.told()[-1]
        count = len(window.told())
        page._soon.timeout.emit()
        wait()
        assert len(window.told()) == count
        assert page.state.text().startswith("↻")
    finally:
        QgsSettings().remove("salient/logo")


def test_what_the_desk_wrote_is_saved_with_the_project(page, anew, salient, tmp_path, wait, qtbot):
    page.form.text.setPlainText("Kept; with a comma, too.\nAnd <this>.")
    QTest.keyClicks(page.form.title, "A title")
    anew(page)
    assert QgsProject.instance().isDirty()
    path = str(tmp_path / "kept.qgz")
    assert QgsProject.instance().write(path)
    QgsProject.instance().clear()
    wait()
    assert page.form.sentences() == ()
    assert QgsProject.instance().read(path)
    qtbot.waitUntil(lambda: page.state.text().startswith("✓"), timeout=20_000)
    assert page.form.sentences() == ("Kept; with a comma, too.", "And <this>.")
    assert page.form.title.text() == "A title"
    # Taken back, it is gone from the project too.
    QTest.mouseClick(page.form.restore, Qt.MouseButton.LeftButton)
    anew(page)
    (case,) = open_cases(QgsProject.instance())
    assert kept_texts(QgsProject.instance(), case.id) == ("A title", ())


def test_another_case_another_text_and_back(window, salient, page, tmp_path, wait, qtbot):
    page.form.text.setPlainText("Of the first case.")
    rows = small_case.tables()
    rows["settings"][0]["value"] = "The second case"
    salient.open_case(small_case.make(tmp_path, "second", rows))
    wait()
    first, second = sorted(open_cases(QgsProject.instance()), key=lambda one: one.name != "small")
    dock = window.window.findChild(QDockWidget, "salient_workplace")
    dock.show_case(second)
    qtbot.waitUntil(lambda: page.form.title.placeholderText() == "The second case", timeout=20_000)
    wait()
    assert page.form.sentences()[0].startswith("Claims checked")
    dock.show_case(first)
    assert page.form.sentences() == ("Of the first case.",)
    QgsProject.instance().clear()
    wait()
    assert not page.write.isEnabled()
    assert page.form.sentences() == ()
