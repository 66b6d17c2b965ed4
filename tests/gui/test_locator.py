"""The locator: real filters in a real QgsLocator, over the small case and a gazetteer made here."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsLocatorContext,
    QgsLocatorFilter,
    QgsLocatorResult,
    QgsPointXY,
    QgsProject,
    QgsSettings,
)
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QDockWidget, QFileDialog, QLineEdit, QPushButton, QTableView
from shapely.geometry import Point

import small_case
from desk_window import Window, settle
from salient.bridge.cases import case_layers, open_cases
from salient.extension import Extension
from salient.gui.gazetteer_shelf import ADD
from salient.gui.locator import KINDS

KEY = "salient/gazetteer"
TABLE = """\
name,name_local,alternatenames,lat,lon,population,geonames_id
Izium,Ізюм,"Isjum,Izyum,Изюм",49.21,37.26,46653,1
Izmail,Ізмаїл,,45.35,28.84,70731,4
Kupiansk,Куп'янськ,Kupyansk,49.71,37.61,27169,2
Insider,,,49.501,36.501,,3
"""

Find = Callable[[str], list[QgsLocatorResult]]


@pytest.fixture(autouse=True)
def no_gazetteer_chosen():
    QgsSettings().remove(KEY)
    yield
    QgsSettings().remove(KEY)


@pytest.fixture
def places(tmp_path: Path) -> str:
    path = tmp_path / "places.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


@pytest.fixture
def find(window: Window, salient: Extension, qtbot) -> Find:
    """Return a function that types into the locator and waits for all results."""

    def typed(text: str) -> list[QgsLocatorResult]:
        found: list[QgsLocatorResult] = []

        def keep(result: QgsLocatorResult) -> None:
            found.append(QgsLocatorResult(result))  # What is handed over is gone when the slot returns.

        window.locator.foundResult.connect(keep)
        with qtbot.waitSignal(window.locator.finished, timeout=20_000):
            window.locator.fetchResults(text, QgsLocatorContext())
        qtbot.wait(20)
        window.locator.foundResult.disconnect(keep)
        return found

    return typed


@pytest.fixture
def opened(salient: Extension, small: str) -> dict:
    salient.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    return case_layers(QgsProject.instance(), case.id)


def ours_of(window: Window) -> list[QgsLocatorFilter]:
    return [one for one in window.locator.filters() if one.name().startswith("salient_")]


def texts(found: list[QgsLocatorResult]) -> list[str]:
    return [one.displayString for one in found]


def choose(found: list[QgsLocatorResult], text: str, action: int | None = None) -> None:
    (one,) = [line for line in found if line.displayString == text]
    if action is None:
        one.filter.triggerResult(one)
    else:
        one.filter.triggerResultFromAction(one, action)


def add_settlement(layer, name: str, lon: float, lat: float, row_id: str) -> None:
    feature = QgsFeature(layer.fields())
    feature.setAttribute("id", row_id)
    feature.setAttribute("name", name)
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(lon, lat)))
    assert layer.addFeature(feature)


def test_filters_have_prefixes_that_qgis_takes(window: Window, salient: Extension):
    ours = ours_of(window)
    assert [one.activePrefix() for one in ours] == ["stl", "clm", "src", "gaz"]
    assert [one.name() for one in ours] == [f"salient_{kind.name}" for kind in KINDS]
    assert all(one.displayName() and one.description() for one in ours)


def test_without_a_case_nothing_is_found(find: Find):
    assert find("stl insider") == []
    assert find("insider") == []


def test_settlements_claims_and_sources(find: Find, opened: dict):
    assert texts(find("stl insid")) == ["Insider"]
    assert texts(find("stl Інсідер")) == ["Insider"]
    assert texts(find("clm km deep")) == ["73 km deep", "10 km deep"]
    assert texts(find("clm c03")) == ["It was cold"]
    assert [one.description for one in find("clm cold")] == ["Speaker, c03"]
    assert texts(find("src sketch")) == ["Daily Sketch: What was said"]
    assert sorted(texts(find("stl "))) == ["Insider", "Outsider"]


def test_without_a_prefix_from_two_letters_on(find: Find, opened: dict):
    assert find("i") == []
    assert texts(find("insi")) == ["Insider"]
    assert set(texts(find("sp"))) == {"73 km deep", "10 km deep", "It was cold"}


def test_unsaved_edits_are_found_at_once_and_undone_ones_are_not(find: Find, opened: dict):
    layer = opened["settlements"]
    assert find("stl Ізюм") == []
    layer.startEditing()
    add_settlement(layer, "Izium", 37.26, 49.21, "s03")
    assert texts(find("stl Ізюм")) == ["Izium"]
    layer.undoStack().undo()
    assert find("stl Ізюм") == []
    layer.rollBack()


def test_a_settlement_is_brought_into_the_middle_of_the_map(window: Window, find: Find, opened: dict):
    choose(find("stl outsider"), "Outsider")
    canvas = window.mapCanvas()
    centre = QgsGeometry.fromPointXY(canvas.extent().center())
    wgs84 = QgsCoordinateReferenceSystem("EPSG:4326")
    centre.transform(QgsCoordinateTransform(QgsProject.instance().crs(), wgs84, QgsProject.instance()))
    # The small case says where it is; the middle of a box in another projection is off by a little.
    assert centre.asPoint().x() == pytest.approx(38.5, abs=0.01)
    assert centre.asPoint().y() == pytest.approx(49.5, abs=0.01)


def test_a_source_opens_its_form(window: Window, find: Find, opened: dict):
    choose(find("src sketch"), "Daily Sketch: What was said")
    assert window.forms == [(opened["sources"], 1)]


def test_a_claim_is_chosen_in_the_ledger(window: Window, find: Find, opened: dict):
    choose(find("clm cold"), "It was cold")
    dock = window.window.findChild(QDockWidget, "salient_workplace")
    assert dock.isVisible()
    assert dock.findChild(QTableView, "salient_claims_table").currentIndex().siblingAtColumn(0).data() == "c03"


def test_a_row_that_went_meanwhile_is_said(window: Window, find: Find, opened: dict):
    found = find("src sketch")
    opened["sources"].startEditing()
    opened["sources"].deleteFeature(1)
    choose(found, "Daily Sketch: What was said")
    assert window.told()[-1] == "This row is no longer there."
    opened["sources"].rollBack()


def test_a_table_that_was_taken_out_of_the_project_is_found_all_the_same(window: Window, find: Find, opened: dict):
    QgsProject.instance().removeMapLayer(opened["settlements"].id())
    choose(find("stl outsider"), "Outsider")
    assert window.told()[-1:] != ["This row is no longer there."]


def test_of_several_cases_the_name_is_said(find: Find, opened: dict, salient: Extension, tmp_path: Path):
    salient.open_case(small_case.make(tmp_path, "other"))
    found = find("stl insider")
    assert [one.description for one in found] == ["other", "small"]


def test_without_a_gazetteer_one_is_offered_and_read(
    window: Window, find: Find, wait: Callable[[], None], places: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (places, ""))
    found = find("gaz Изюм")
    assert texts(found) == ["Choose a gazetteer file…"]
    choose(found, "Choose a gazetteer file…")
    wait()
    assert "places.csv: 4 places. Find them with Ctrl+K, gaz and a name." in window.told()[-1]
    found = find("gaz Изюм")
    assert texts(found) == ["Izium (Ізюм)"]
    assert found[0].description == "Изюм, 46,653 inhabitants, 49.210, 37.260"
    assert texts(find("gaz Kupjansk")) == ["Kupiansk (Куп'янськ)"]
    # Of what is begun alike the largest comes first.
    found = find("gaz iz")
    assert texts(found) == ["Izmail (Ізмаїл)", "Izium (Ізюм)"]
    assert found[0].score > found[1].score
    assert find("izium") == []


def test_what_was_typed_while_it_is_read_is_looked_for_then(
    window: Window, salient: Extension, wait: Callable[[], None], places: str, qtbot
):
    QgsSettings().setValue(KEY, places)
    line = window.locator_widget.findChild(QLineEdit)
    window.window.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    line.setText("gaz Isjum")
    seen: list[str] = []

    def note(result: QgsLocatorResult) -> None:
        seen.append(str(result.displayString))

    window.locator.foundResult.connect(note)
    qtbot.waitUntil(lambda: "Izium (Ізюм)" in seen, timeout=20_000)
    window.locator.foundResult.disconnect(note)
    assert line.text() == "gaz Isjum"


def test_a_dialog_that_is_cancelled_changes_nothing(find: Find, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    choose(find("gaz x"), "Choose a gazetteer file…")
    assert QgsSettings().value(KEY) is None


def test_a_gazetteer_that_changed_is_read_again(find: Find, wait: Callable[[], None], places: str):
    QgsSettings().setValue(KEY, places)
    assert texts(find("gaz sumy")) == ["places.csv is being read…"]
    wait()
    assert find("gaz sumy") == []
    Path(places).write_text(TABLE + "Sumy,Суми,,50.91,34.8,256474,5\n", encoding="utf-8")
    find("gaz sumy")
    wait()
    assert texts(find("gaz Soumy")) == ["Sumy (Суми)"]


def test_a_file_that_is_none_is_refused_once_and_another_offered(
    window: Window, find: Find, wait: Callable[[], None], tmp_path: Path
):
    path = tmp_path / "story.txt"
    path.write_text("Once upon a time", encoding="utf-8")
    QgsSettings().setValue(KEY, str(path))
    find("gaz x")
    wait()
    assert "names no column for" in window.told()[-1]
    found = find("gaz x")
    assert texts(found) == ["Choose another gazetteer file…"]
    assert found[0].description == "story.txt cannot be used"
    path.unlink()
    assert texts(find("gaz x")) == ["Choose another gazetteer file…"]


def test_reading_may_be_called_off(window: Window, find: Find, wait: Callable[[], None], tmp_path: Path):
    path = tmp_path / "long.csv"
    lines = (f"Place {n},{n % 80},{n % 170}" for n in range(200_000))
    path.write_text("name,lat,lon\n" + "\n".join(lines), encoding="utf-8")
    QgsSettings().setValue(KEY, str(path))
    find("gaz x")
    window.window.findChild(QPushButton, "salient_cancel").click()
    wait()
    assert window.told()[-1] == "The gazetteer was not read; choose it again to read it."
    assert texts(find("gaz x")) == ["Choose another gazetteer file…"]


def test_a_place_is_added_in_one_step_of_undo(
    window: Window, find: Find, opened: dict, wait: Callable[[], None], places: str
):
    QgsSettings().setValue(KEY, places)
    find("gaz izium")
    wait()
    settlements, sources = opened["settlements"], opened["sources"]
    choose(find("gaz izium"), "Izium (Ізюм)", ADD)
    assert window.told()[-1] == "Izium was added to the settlements of small. Save the layer to keep it."
    (row,) = [one for one in settlements.getFeatures() if one["name"] == "Izium"]
    assert (row["id"], row["name_local"], row["population"], row["geonames_id"]) == ("izium", "Ізюм", 46653, 1)
    assert (row.geometry().asPoint().x(), row.geometry().asPoint().y()) == (37.26, 49.21)
    (source,) = [one for one in sources.getFeatures() if one["id"] == row["source_id"]]
    assert source["title"] == "places.csv"
    choose(find("gaz izium"), "Izium (Ізюм)", ADD)
    assert window.told()[-1] == "Izium is among the settlements of small already."
    assert settlements.undoStack().count() == 1
    assert settlements.undoStack().text(0) == "Add settlement Izium"
    settlements.undoStack().undo()
    assert (settlements.featureCount(), sources.featureCount()) == (2, 1)
    settlements.rollBack()
    sources.rollBack()


def test_a_place_that_is_there_by_name_is_not_added(
    window: Window, find: Find, opened: dict, wait: Callable[[], None], places: str
):
    QgsSettings().setValue(KEY, places)
    find("gaz insider")
    wait()
    choose(find("gaz insider"), "Insider", ADD)
    assert window.told()[-1] == "Insider is among the settlements of small already."
    assert not opened["settlements"].isEditable()


def test_without_a_case_a_place_is_shown_and_not_added(
    window: Window, find: Find, wait: Callable[[], None], places: str
):
    QgsSettings().setValue(KEY, places)
    find("gaz izium")
    wait()
    choose(find("gaz izium"), "Izium (Ізюм)", ADD)
    assert "No case is open" in window.told()[-1]


def test_nothing_is_left_of_it(window: Window, places: str, small: str, qtbot):
    def left() -> tuple[int, int, int]:
        settle()
        gc.collect()
        project = QgsProject.instance()
        objects = len(window.window.findChildren(QObject))
        return objects, len(ours_of(window)), project.receivers(project.layersAdded)

    before = None
    for _ in range(3):
        extension = Extension(window)
        extension.initGui()
        extension.open_case(small)
        for text in ("stl insider", "gaz x", "clm cold"):
            with qtbot.waitSignal(window.locator.finished, timeout=20_000):
                window.locator.fetchResults(text, QgsLocatorContext())
        extension.unload()
        QgsProject.instance().clear()
        window.messageBar().clearWidgets()
        before = before or left()
        assert left() == before
    assert before[1] == 0


@pytest.mark.parametrize("wait_ms", [0, 1, 5, 20])
def test_unloaded_while_it_searches(window: Window, tmp_path: Path, qtbot, wait_ms: int):
    rows = small_case.tables()
    rows["settlements"] = [
        {"id": f"s{n}", "name": f"Village number {n}", "geometry": Point(36 + n / 1e5, 49.5)} for n in range(3000)
    ]
    extension = Extension(window)
    extension.initGui()
    extension.open_case(small_case.make(tmp_path, "large", rows))
    window.locator_widget.search("village")
    if wait_ms:
        qtbot.wait(wait_ms)
    window.locator.fetchResults("village", QgsLocatorContext())
    extension.unload()
    assert not window.locator.isRunning()
    assert ours_of(window) == []
    qtbot.wait(20)
