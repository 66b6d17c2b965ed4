"""The series of the panel of control maps: for the whole maps, the case's frame, or zones of a layer of the project.

The maps are told in `day_maps`; areas are pyproj's.
"""

from __future__ import annotations

import csv
import io

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton, QTableWidget

from day_maps import box_km2
from salient.bridge.cases import case_layers

LOST_KM2 = box_km2(36.7, 49.0, 37.0, 50.0)
# Name: west, south, east, north. Of what B loses (36.7–37 E, 49–50 N) West has a sixth, East the rest; Sea has nothing.
ZONES = {"Sea": (10, 40, 11, 41), "West": (35, 48, 36.75, 51), "East": (36.75, 48, 38, 51)}


@pytest.fixture
def dock(mapped, salient, wait, click):
    """Return the panel over the small case with the maps in it, not saved."""
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    click("control_maps")
    wait()
    return salient._desk.docks["control"]


@pytest.fixture
def oblasts() -> QgsVectorLayer:
    """Return a layer of zones in the project."""
    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:4326&field=code:integer&field=name:string", "Oblasts", "memory")
    for number, (name, (west, south, east, north)) in enumerate(ZONES.items()):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number, name])
        box = QgsGeometry.fromRect(QgsRectangle(west, south, east, north))
        box.convertToMultiType()
        feature.setGeometry(box)
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


def choose(dock, kind: str) -> None:
    """Choose what the series is for, as a user does."""
    box = dock.findChild(QComboBox, "series_for")
    box.setCurrentIndex(box.findData(kind))
    box.activated.emit(box.currentIndex())


def shown(table: QTableWidget) -> dict[str, list[float]]:
    numbers = {}
    for row in range(table.rowCount()):
        texts = [table.item(row, column).text().replace(",", "").replace("−", "-") for column in range(4)]
        numbers[texts[0]] = [float(text) for text in texts[1:]]
    return numbers


def cumulative(dock) -> float:
    (total,) = dock.series_chart.total.listDataItems()
    return total.getData()[1][-1]


def test_zones_are_listed_and_one_is_drawn(window, salient, dock, oblasts, wait):
    choose(dock, "zones")
    wait()
    assert dock.scope.scope().layer_id == oblasts.id()  # rather than a layer of the case
    assert dock.scope.scope().field == "name"
    table = dock.findChild(QTableWidget, "salient_zones")
    west, east = box_km2(36.7, 49, 36.75, 50), box_km2(36.75, 49, 37, 50)
    numbers = shown(table)
    assert list(numbers) == ["East", "West", "Sea"]  # the one that lost most stands first
    assert numbers["East"] == pytest.approx([east, 0, -east], abs=0.06)
    assert numbers["West"] == pytest.approx([west, 0, -west], abs=0.06)
    assert numbers["Sea"] == [0, 0, 0]
    assert cumulative(dock) == pytest.approx(-east, rel=1e-6)
    assert dock.findChild(QLabel, "salient_series_reading").text().startswith("East. Surveyor, 2022-09-01")
    # In the order of numbers, not of texts: 1,000 comes after 900.
    table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert list(shown(table)) == ["Sea", "West", "East"]
    assert cumulative(dock) == pytest.approx(-east, rel=1e-6)


def test_picking_a_zone_draws_it_and_goes_there(window, dock, oblasts, wait):
    QgsProject.instance().setCrs(oblasts.crs())
    window.mapCanvas().setDestinationCrs(oblasts.crs())
    before = window.mapCanvas().extent().center()
    choose(dock, "zones")
    wait()
    after = window.mapCanvas().extent().center()
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))  # nobody picked one yet
    table = dock.findChild(QTableWidget, "salient_zones")
    (row,) = [row for row in range(3) if table.item(row, 0).text() == "West"]
    table.setCurrentCell(row, 0)
    assert cumulative(dock) == pytest.approx(-box_km2(36.7, 49, 36.75, 50), rel=1e-6)
    centre = window.mapCanvas().extent().center()
    assert (centre.x(), centre.y()) == (pytest.approx(35.875, abs=0.01), pytest.approx(49.5, abs=0.01))
    # Another length of the steps keeps the zone.
    dock.by.setCurrentIndex(dock.by.findData("month"))
    assert dock.zones.zone().name == "West"
    assert dock.reading.text().startswith("West. ")


def test_the_frame_and_back_to_the_whole(window, dock, wait):
    areas = case_layers(QgsProject.instance(), dock.case.id)["areas"]
    areas.startEditing()
    (frame,) = [one for one in areas.getFeatures() if one["id"] == "a01"]
    areas.changeGeometry(
        frame.id(), QgsGeometry.fromWkt("MultiPolygon(((36.85 49,38 49,38 49.5,36.85 49.5,36.85 49)))")
    )
    choose(dock, "frame")
    wait()
    assert cumulative(dock) == pytest.approx(-box_km2(36.85, 49, 37, 49.5), rel=1e-6)
    assert dock.reading.text().startswith("In the case's frame. ")
    assert not dock.zones.isVisible()
    choose(dock, "whole")
    wait()
    assert cumulative(dock) == pytest.approx(-LOST_KM2, rel=1e-6)
    areas.deleteFeature(frame.id())
    choose(dock, "frame")
    wait()
    assert "the case has no frame" in window.told()[-1]


def test_zones_without_a_layer_or_without_areas_are_refused_in_words(window, dock, oblasts, wait):
    choose(dock, "zones")
    wait()
    oblasts.dataProvider().truncate()
    dock.refresh.click()
    wait()
    assert "Oblasts: holds no areas" in window.told()[-1]
    dock.scope.layer.setLayer(None)
    dock.refresh.click()
    wait()
    assert "Choose a layer of polygons" in window.told()[-1]


def test_measuring_zones_can_be_called_off(window, dock, oblasts, wait):
    choose(dock, "zones")
    (button,) = [one for one in window.window.findChildren(QPushButton) if one.objectName() == "salient_cancel"]
    button.click()
    wait()
    assert "called off" in window.told()[-1]
    assert dock.zones.zone() is None
    assert cumulative(dock) == pytest.approx(-LOST_KM2, rel=1e-6)  # what was there stays


def test_what_is_shown_is_copied_and_saved(window, dock, oblasts, wait, monkeypatch, tmp_path):
    copy, save = (dock.findChild(QPushButton, name) for name in ("series_copy", "series_save"))
    copy.click()
    rows = list(csv.DictReader(io.StringIO(QApplication.clipboard().text()), delimiter="\t"))
    assert sum(float(row["lost_km2"]) for row in rows) == pytest.approx(LOST_KM2, rel=1e-6)
    assert [row["end"] for row in rows] == ["2022-09-02", "2022-09-04", "2022-09-05"]
    assert "3 rows were copied" in window.told()[-1]
    choose(dock, "zones")
    wait()
    target = tmp_path / "series.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "series"), ""))
    save.click()
    wait()
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert {row["zone"] for row in rows} == set(ZONES)
    assert len(rows) == 9
    assert "The series is saved" in window.told()[-1]
    save.click()
    wait()
    assert "this file exists" in window.told()[-1]


def test_the_project_is_closed(window, dock, oblasts, wait):
    choose(dock, "zones")
    wait()
    QgsProject.instance().clear()
    assert dock.zones.rowCount() == 0
    assert not dock.scope.copy.isEnabled()
    assert dock.step_rows() == []
