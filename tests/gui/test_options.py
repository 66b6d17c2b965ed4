"""The page in QGIS's options: what is shown is kept, and new cases and briefings take it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from qgis.core import QgsSettings
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QTableWidget

from salient.bridge import options
from salient.bridge.work import case_on_disk
from salient.gui.help_actions import HelpDialog


@pytest.fixture(autouse=True)
def settings(qgis_app):
    """Begin and end with every option at its default."""
    for key in options.OPTIONS:
        QgsSettings().remove(f"salient/{key}")
    yield
    for key in options.OPTIONS:
        QgsSettings().remove(f"salient/{key}")


@pytest.fixture
def page(window, salient):
    """Return the page as QGIS asks for it."""
    (factory,) = window.option_pages
    made = factory.createWidget(window.window)
    made.show()
    yield made
    made.deleteLater()


def of(page, kind, name):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def test_every_option_has_a_default_of_its_own_kind():
    for key, default in options.OPTIONS.items():
        assert options.option(key) == default
        assert type(options.option(key)) is type(default)


def test_what_is_chosen_is_kept_and_shown_again(window, page, salient):
    of(page, QComboBox, "language").setCurrentIndex(2)
    of(page, QComboBox, "paper").setCurrentText("Letter")
    of(page, QLineEdit, "newsroom").setText("  Graphics   desk ")
    of(page, QDoubleSpinBox, "tolerance_m").setValue(250)
    of(page, QComboBox, "world_view").setCurrentIndex(1)
    of(page, QLineEdit, "issuer").setText("Map office")
    of(page, QgsFileWidget, "gazetteer").setFilePath("/maps/UA.txt")
    of(page, QCheckBox, "automatic").setChecked(False)
    of(page, QComboBox, "side").setCurrentText("Alpha")
    assert options.option("paper") == "A4"  # Nothing is kept before OK.
    page.apply()
    assert QgsSettings().value("salient/gazetteer") == "/maps/UA.txt"
    assert options.paper_options() == options.PaperOptions("Letter", "Graphics desk", "", "uk")
    assert options.settings_of_new_case() == {
        "side": "Alpha",
        "tolerance_m": "250",
        "language": "uk",
        "world_view": "none",
    }
    assert salient._desk.checks.automatic() is False
    (factory,) = window.option_pages
    again = factory.createWidget(window.window)
    assert of(again, QComboBox, "language").currentText() == "Українська"
    assert of(again, QDoubleSpinBox, "tolerance_m").value() == 250
    assert of(again, QCheckBox, "automatic").isChecked() is False
    again.deleteLater()


def test_sides_and_colours(page):
    table = of(page, QTableWidget, "sides")
    for name in ("Alpha", "Beta", ""):
        of(page, QPushButton, "add_side").click()
        table.item(table.rowCount() - 1, 0).setText(name)
    table.cellWidget(1, 1).setColor(QColor("#123456"))
    page.apply()
    assert options.sides() == [("Alpha", options.PALETTE[0]), ("Beta", "#123456")]
    # A side that nobody named gets the first colour that is free.
    assert options.side_colours(["Beta", "Gamma"]) == {
        "Alpha": options.PALETTE[0],
        "Beta": "#123456",
        "Gamma": options.PALETTE[1],
    }
    table.setCurrentCell(0, 0)
    of(page, QPushButton, "remove_side").click()
    page.apply()
    assert options.sides() == [("Beta", "#123456")]


@pytest.mark.parametrize("kept", ["", "no json", "{}", "[1]", '[["only a name"]]', '[["", "#fff"]]'])
def test_settings_that_somebody_spoilt_are_as_none(kept):
    QgsSettings().setValue("salient/sides", kept)
    QgsSettings().setValue("salient/tolerance_m", "far")
    assert options.sides() == []
    assert options.option("tolerance_m") in (500.0, 0.0)


def test_the_logo_is_looked_at_at_once(page, tmp_path):
    field, note = of(page, QgsFileWidget, "logo"), of(page, QLabel, "logo_note")
    text, good = tmp_path / "text.png", tmp_path / "good.png"
    text.write_text("no picture")
    Image.new("RGB", (30, 20), "red").save(good)
    field.setFilePath(str(tmp_path / "none.png"))
    assert "no such picture" in note.text()
    field.setFilePath(str(text))
    assert "PNG or JPEG" in note.text()
    field.setFilePath(str(good))
    assert note.text() == ""


def test_help_opens_from_the_page(window, page):
    of(page, QPushButton, "options_help").click()
    (manual,) = window.window.findChildren(HelpDialog)
    assert "Salient" in manual.page.toPlainText()


def test_a_new_case_starts_with_them(window, salient, wait, tmp_path):
    from salient.gui.case_actions import create_case

    options.set_option("side", "Alpha")
    options.set_option("tolerance_m", 250.0)
    path = tmp_path / "new.gpkg"
    create_case(salient._desk, str(path))
    wait()
    salient.unload()
    found = dict(case_on_disk(str(path)).settings)
    assert found["side"] == "Alpha"
    assert found["tolerance_m"] == "250"
    assert "language" not in found


def test_a_briefing_is_printed_with_them(window, salient, small, wait, tmp_path):
    import pikepdf

    logo, pdf = tmp_path / "logo.jpg", tmp_path / "small.pdf"
    picture = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "JPEG")
    logo.write_bytes(picture.getvalue())
    for key, value in (("paper", "Letter"), ("newsroom", "Graphics desk"), ("logo", str(logo)), ("language", "uk")):
        options.set_option(key, value)
    salient.open_case(small)
    salient.export_briefing(str(pdf))
    wait()
    with pikepdf.open(pdf) as document:
        first = document.pages[0]
        assert [float(one) for one in first.mediabox] == [0, 0, 612, 792]
        assert any(one.get("/Subtype") == "/Image" for one in first.Resources.XObject.values())
        assert str(document.docinfo["/Author"]) == "Graphics desk"
        assert str(document.Root.Lang) == "uk"


def test_a_logo_that_has_gone_is_said_and_nothing_is_written(window, salient, small, wait, tmp_path: Path):
    options.set_option("logo", str(tmp_path / "gone.png"))
    salient.open_case(small)
    salient.export_briefing(str(tmp_path / "small.pdf"))
    wait()
    assert "there is no such picture" in window.told()[-1]
    assert not (tmp_path / "small.pdf").exists()
