"""Baseline from control maps, in a window: the dialog, the row in the edit buffer, again, undone, refused.

The maps are told in `day_maps`: on 1 September side B holds the box 36–37 E, 49–50 N, on the 4th the box up to 36.8 E
only. Lengths are pyproj's, along finely divided edges.
"""

from __future__ import annotations

import datetime

import pytest
from pyproj import Geod
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox

import day_maps
from salient.bridge import baselines
from salient.bridge.baselines import BaselineWish, sides_on_maps
from salient.bridge.cases import case_layers
from salient.bridge.rows import row_source
from salient.gui.baseline_actions import make_baseline
from salient.gui.baseline_dialog import BaselineDialog

GEOD = Geod(ellps="WGS84")
ROW_ID = "baseline-surveyor-b-2022-09-01"


def edge_km(west: float, south: float, east: float, north: float) -> float:
    """Return how long edges straight in longitude and latitude are, by pyproj on short pieces."""
    steps = [n / 1000 for n in range(1001)]
    lons = [west + (east - west) * n for n in steps]
    lats = [south + (north - south) * n for n in steps]
    return GEOD.line_length(lons, lats) / 1000


WEST, EAST = edge_km(36, 49, 36, 50), edge_km(37, 49, 37, 50)
NORTH, SOUTH = edge_km(36, 50, 37, 50), edge_km(36, 49, 37, 49)


@pytest.fixture
def case(mapped):
    """Return the small case with the maps in it, not saved."""
    return mapped


def fronts(case) -> QgsVectorLayer:
    return case_layers(QgsProject.instance(), case.id)["front_lines"]


def row(case, row_id: str = ROW_ID) -> QgsFeature:
    (found,) = [one for one in fronts(case).getFeatures() if one["id"] == row_id]
    return found


def km_of(feature: QgsFeature) -> float:
    fine = [one.densifyByDistance(0.002).asPolyline() for one in feature.geometry().asGeometryCollection()]
    return sum(GEOD.line_length(*zip(*((point.x(), point.y()) for point in part))) for part in fine) / 1000


def memory(name: str, kind: str, *wkts: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:4326", name, "memory")
    for wkt in wkts:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def answering(act) -> None:
    """Do something to the dialog that the next line opens, once it is there."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, BaselineDialog)
        act(dialog)

    QTimer.singleShot(0, answer)


def press_ok(dialog: BaselineDialog) -> None:
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_the_dialog_makes_one_row_in_one_step_of_undo(window, salient, case, wait, click):
    def choose(dialog: BaselineDialog) -> None:
        assert (dialog.issuer.currentText(), dialog.side.currentText()) == ("Surveyor", "B")
        assert [dialog.day.itemText(row) for row in range(dialog.day.count())] == [
            day.isoformat() for day in day_maps.DAYS
        ]
        assert "whole edge" in dialog.hint.text()
        press_ok(dialog)

    before = fronts(case).featureCount()
    answering(choose)
    click("baseline")
    wait()
    made = row(case)
    assert (made["name"], made["role"], made["side"]) == ("Surveyor, B, 2022-09-01", "baseline", "B")
    assert made["as_of"].toPyDate() == datetime.date(2022, 9, 1)
    assert km_of(made) == pytest.approx(WEST + EAST + NORTH + SOUTH, abs=0.1)
    assert "whole edge" in made["note"]
    said = window.told()[-1]
    assert "Save the layer to keep it" in said
    stack = fronts(case).undoStack()
    assert (stack.count(), stack.undoText()) == (1, "Add baseline Surveyor, B, 2022-09-01")
    stack.undo()
    assert fronts(case).featureCount() == before
    stack.redo()
    assert row(case)["role"] == "baseline"


def test_again_changes_nothing_and_another_line_is_refused(window, salient, case, wait):
    wish = BaselineWish("Surveyor", "B", datetime.date(2022, 9, 1))
    for _ in range(2):
        make_baseline(salient._desk, case, wish)
        wait()
    assert "there already" in window.told()[-1]
    assert fronts(case).undoStack().count() == 1
    coast = row_source(
        memory("Sea", "LineString", "LineString(35 49, 38 49)"), QgsProject.instance().transformContext()
    )
    ashore = BaselineWish("Surveyor", "B", wish.day, coasts=coast)
    make_baseline(salient._desk, case, ashore)
    wait()
    assert "Tick Replace" in window.told()[-1]
    assert km_of(row(case)) == pytest.approx(WEST + EAST + NORTH + SOUTH, abs=0.1)
    make_baseline(salient._desk, case, ashore, replace=True)
    wait()
    made = row(case)
    # A kilometre about the coast takes that much of the two edges that run into it.
    assert km_of(made) == pytest.approx(WEST + EAST + NORTH - 2, abs=0.2)
    assert "Coasts: Sea." in made["note"]
    assert fronts(case).undoStack().count() == 2


def test_borders_from_a_layer_and_coasts_from_a_file(window, salient, case, wait, click, tmp_path):
    # West of 36 E another state, whose ground the side held; south of 49 N the sea.
    memory("States", "Polygon", "Polygon((34 48, 36 48, 36 51, 34 51, 34 48))")
    memory("Held", "Polygon", "Polygon((34 48, 36 48, 36 51, 34 51, 34 48))")
    sea = day_maps.write(tmp_path / "sea.geojson", (35, 48, 38, 49))

    def choose(dialog: BaselineDialog) -> None:
        assert [box.layers.currentText() for box in (dialog.borders, dialog.beyond, dialog.coasts)] == ["none"] * 3
        for box, name in ((dialog.borders, "States"), (dialog.beyond, "Held")):
            box.layers.setLayer(QgsProject.instance().mapLayersByName(name)[0])
        dialog.coasts.set_file(str(sea))
        assert dialog.coasts.is_file()
        press_ok(dialog)

    answering(choose)
    click("baseline")
    wait()
    made = row(case)
    assert km_of(made) == pytest.approx(EAST + NORTH - 2, abs=0.2)
    for words in ("Borders: States.", "Held beyond the borders: Held.", "Coasts: sea.geojson."):
        assert words in made["note"]


def test_an_empty_layer_of_borders_is_refused_with_its_name(window, salient, case, wait):
    empty = row_source(memory("Nothing", "LineString"), QgsProject.instance().transformContext())
    before = fronts(case).featureCount()
    make_baseline(salient._desk, case, BaselineWish("Surveyor", "B", datetime.date(2022, 9, 1), borders=empty))
    wait()
    assert "Nothing: it holds no lines or areas" in window.told()[-1]
    assert fronts(case).featureCount() == before
    assert not fronts(case).isEditable()


def test_called_off_or_edited_meanwhile_leaves_the_case_as_it_was(window, salient, case, wait, monkeypatch):
    wish = BaselineWish("Surveyor", "B", datetime.date(2022, 9, 1))
    make_baseline(salient._desk, case, wish)
    wait()
    moved = row(case)
    task = make_baseline(salient._desk, case, BaselineWish("Surveyor", "B", wish.day, coasts=None), replace=True)
    fronts(case).changeGeometry(moved.id(), QgsGeometry.fromWkt("MultiLineString((36 49, 36 50))"))
    wait()
    assert task is not None
    # The same line was there when it was measured: nothing is written over what the user drew meanwhile.
    assert km_of(row(case)) == pytest.approx(WEST, abs=0.1)
    coast = row_source(
        memory("Sea", "LineString", "LineString(35 49, 38 49)"), QgsProject.instance().transformContext()
    )
    make_baseline(salient._desk, case, BaselineWish("Surveyor", "B", wish.day, coasts=coast), replace=True)
    fronts(case).changeGeometry(moved.id(), QgsGeometry.fromWkt("MultiLineString((36 49, 36 49.5))"))
    wait()
    assert "were changed while the baseline was measured" in window.told()[-1]
    assert km_of(row(case)) == pytest.approx(edge_km(36, 49, 36, 49.5), abs=0.1)

    def endless(*given):
        while True:
            given[-1](0.5)

    monkeypatch.setattr(baselines, "maps_of", endless)
    steps = fronts(case).undoStack().count()
    task = make_baseline(salient._desk, case, wish, replace=True)
    task.cancel()
    wait()
    assert fronts(case).undoStack().count() == steps


def test_a_read_only_case_is_said_before_anything_is_asked(window, salient, case, click):
    fronts(case).setReadOnly(True)
    click("baseline")
    assert "can be read but not changed" in window.told()[-1]


def test_the_side_in_control_is_proposed_and_overlays_count_for_nothing():
    def area(issuer: str, state: str, side: str, day: str | None = "2022-09-01") -> dict:
        return {"issuer": issuer, "state": state, "side": side, "as_of": day}

    rows = [
        area("P", "assessed_control", "B"),
        area("P", "claimed_counteroffensive", "A"),
        area("P", "reported_activity", "C"),
        area("P", "assessed_control", "D", None),
        area("Q", "assessed_control", "A"),
        area("Q", "assessed_control", "B"),
        area("R", "claimed_control", "A"),
        area("R", "claimed_control", "B"),
    ]
    found = sides_on_maps(rows, [{"id": "side", "value": "A"}])
    assert found == {"P": (["A", "B"], "B"), "Q": (["A", "B"], "B"), "R": (["A", "B"], "")}
