"""Maps of different issuers are compared only where the user asked for it in so many words, and then it is said."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFileDialog

import two_issuers
from day_maps import box_km2
from salient.gui.across_dialog import AcrossDialog

WORDS = "Compare maps of different issuers (they use different definitions)"


@pytest.fixture
def page(salient, tmp_path, wait, click):
    """Return the page that asks for two days, over a case with maps of two issuers."""
    salient.open_case(two_issuers.make(tmp_path))
    wait()
    click("change")
    return salient._desk._pages[-1]


def differences() -> list:
    return [one for one in QgsProject.instance().mapLayers().values() if one.name().startswith("Difference of maps")]


def test_days_of_two_issuers_are_refused_unless_the_box_is_ticked(salient, page, wait):
    assert page.issuer.currentText() == page.issuer_to.currentText() == "Drafter"
    page.issuer.setCurrentText("Surveyor")
    assert page.issuer_to.currentText() == "Surveyor"  # goes along until the box is ticked
    page.issuer_to.setCurrentText("Drafter")
    assert page.across.text() == WORDS
    page.compare.click()
    assert salient._desk.tasks.running() == 0
    assert "Surveyor and Drafter draw by rules of their own" in page.headline.text()
    page.across.setChecked(True)
    page.compare.click()
    wait()
    assert page.headline.text().startswith("Maps of different issuers: Surveyor / Drafter, 2022-09-01 to 2022-09-05.")
    assert "map of Surveyor" in page.matrix_title.text()
    assert page.definitions_title.text().startswith("Different issuers:")
    assert "Maps of different issuers are compared, as was asked" in page.notes.text()
    (layer,) = differences()
    assert layer.name() == ("Difference of maps, different issuers: Surveyor / Drafter, 2022-09-01 to 2022-09-05")
    (feature,) = layer.getFeatures()
    assert feature["issuer"] == "different issuers: Surveyor / Drafter"
    assert feature["area_km2"] == pytest.approx(box_km2(36.8, 49, 37, 50), rel=1e-6)
    (category,) = layer.renderer().categories()
    assert category.label().startswith("assessed control (Surveyor) → none (Drafter): ")
    # Another question of one issuer leaves nothing of this behind.
    page.across.setChecked(False)
    page.issuer_to.setCurrentText("Surveyor")
    page.compare.click()
    wait()
    assert page.headline.text().startswith("Surveyor, 2022-09-01 to 2022-09-05.")
    assert "Different issuers" not in page.definitions_title.text()


def test_one_day_on_the_maps_of_two_issuers(page, wait):
    page.across.setChecked(True)
    page.issuer_to.setCurrentText("Surveyor")
    page.start.setCurrentText("2022-09-05")
    page.end.setCurrentText("2022-09-05")
    page.compare.click()
    wait()
    (layer,) = differences()
    found = {(one["before"], one["after"]): one["area_km2"] for one in layer.getFeatures()}
    # Drafter draws B to 36.8 E, Surveyor to 36.7 E and A beyond.
    assert found == {
        ("assessed_control", "claimed_counteroffensive"): pytest.approx(box_km2(36.7, 49, 36.8, 50), rel=1e-6),
        ("none", "claimed_counteroffensive"): pytest.approx(box_km2(36.8, 49, 37, 50), rel=1e-6),
    }


def test_with_one_issuer_there_is_nothing_to_tick(salient, small, tmp_path, wait, click):
    import small_case

    rows = small_case.tables()
    rows["control_areas"] = [
        {**two_issuers._area("Surveyor", day, "B", "assessed_control", 36.0, 37.0), "id": day}
        for day in (two_issuers.FIRST, two_issuers.LAST)
    ]
    salient.open_case(small_case.make(tmp_path, "one-issuer", rows))
    wait()
    click("change")
    page = salient._desk._pages[-1]
    assert not page.across.isVisible()
    assert not page.issuer_to.isEnabled()


def briefed(salient, click, wait, monkeypatch, path: Path, answer) -> str:
    """Export the briefing as the user does, and return the text of its pages; `answer` fills the dialog in."""

    def exec_(dialog) -> int:
        return answer(dialog)

    monkeypatch.setattr(AcrossDialog, "exec", exec_)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    click("briefing")
    wait()
    if not path.exists():
        return ""
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_briefing_asks_and_says_it_on_every_page(salient, tmp_path, click, wait, monkeypatch):
    salient.open_case(two_issuers.make(tmp_path, (two_issuers.claim_of_the_period(),)))
    wait()

    def across(dialog) -> int:
        ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert not dialog.first.isEnabled()
        assert dialog.across.text() == WORDS
        dialog.across.setChecked(True)
        dialog.first.setCurrentText("Drafter")
        dialog.last.setCurrentText("Drafter")
        assert not ok.isEnabled()
        dialog.first.setCurrentText("Surveyor")
        assert ok.isEnabled()
        return QDialog.DialogCode.Accepted

    said = briefed(salient, click, wait, monkeypatch, tmp_path / "across.pdf", across)
    pages = said.rstrip("\f").split("\f")
    assert len(pages) > 1
    assert all("Maps of different issuers compared: Surveyor / Drafter" in page for page in pages)
    plain = briefed(salient, click, wait, monkeypatch, tmp_path / "plain.pdf", lambda _: QDialog.DialogCode.Accepted)
    assert plain
    assert "different issuers" not in plain
    gone = briefed(salient, click, wait, monkeypatch, tmp_path / "gone.pdf", lambda _: QDialog.DialogCode.Rejected)
    assert gone == ""


def test_a_case_with_one_issuer_is_briefed_without_a_question(salient, small, tmp_path, click, wait, monkeypatch):
    salient.open_case(small)
    wait()

    def never(_) -> int:
        raise AssertionError("the dialog was shown")

    assert briefed(salient, click, wait, monkeypatch, tmp_path / "small.pdf", never)
