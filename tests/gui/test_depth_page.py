"""The page of depth along a baseline, over the small case: a box 36–37 E, 49–50 N beside a baseline along 36 E.

Kilometres along the baseline count from its southern end at 48.5 N; distances are pyproj's geodesics.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsProject, QgsRectangle
from qgis.gui import QgsRubberBand, QgsVertexMarker
from qgis.PyQt.QtCore import QPointF

import day_maps
import small_case
from salient.bridge import depth_picture
from salient.bridge.cases import case_layers, open_cases
from salient.gui.depth_form import ALL, SELECTED
from salient.gui.depth_page import DepthPage
from salient.gui.import_actions import import_maps
from salient.gui.import_dialog import ImportChoice

GEOD = Geod(ellps="WGS84")


def km(*ends: float) -> float:
    return GEOD.inv(*ends)[2] / 1000


# The corner 37 E, 49 N is furthest: meridians draw together towards the pole. Its nearest point lies a little north.
DEEPEST_KM = min(km(37, 49, 36, 49 + n / 1000) for n in range(20))
START_KM, MIDDLE_KM, END_KM = 0.0, km(36, 48.5, 36, 49.5), km(36, 48.5, 36, 50.5)


@pytest.fixture
def page(window, salient, small, wait, qtbot):
    """Return the page beside a map, over the small case, measured."""
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    salient.open_case(small)
    wait()
    yield from shown(window, salient, wait)


def shown(window, salient, wait):
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    QgsProject.instance().setCrs(degrees)
    window.mapCanvas().setDestinationCrs(degrees)
    # The window and not the canvas, which is as large as its window lets it be.
    window.window.resize(700, 700)
    wait()
    window.mapCanvas().setExtent(QgsRectangle(35, 48, 38, 51))
    page = DepthPage(salient._desk)
    page.resize(700, 700)
    (case,) = open_cases(QgsProject.instance())
    page.show_case(case)
    page.show()
    wait()
    yield page
    page.close_down()
    page.deleteLater()
    for layer in case_layers(QgsProject.instance(), case.id).values():
        if layer.isEditable():
            layer.rollBack()


def layer_of(page: DepthPage, table: str):
    return case_layers(QgsProject.instance(), page.case.id)[table]


def overlays(window, kind: type) -> list:
    """Return what is seen over the map."""
    return [one for one in window.mapCanvas().scene().items() if isinstance(one, kind) and one.isVisible()]


def choose(box, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_the_first_depth_claim_is_measured_when_the_page_is_seen(window, page):
    what = page.form.what
    assert [what.itemData(row) for row in range(what.count())] == ["c01", "c02", ALL, SELECTED]
    assert what.currentText() == "claim Speaker: 73 km deep"
    assert [page.form.baseline.itemText(row) for row in range(2)] == [
        "that of the claim or the case",
        "Line of the 5th",
    ]
    assert page.form.sector.currentText() == "Sector"
    anywhere, broken_in = page.picture.marks
    assert anywhere.measure.best_km == pytest.approx(DEEPEST_KM, abs=0.002)
    # Measured to the stretch 49.4–49.6 N only, over all of the box, which touches it.
    assert broken_in.measure.best_km == pytest.approx(km(37, 49, 36, 49.4), abs=0.01)
    assert anywhere.along_km == pytest.approx(km(36, 48.5, 36, 49), abs=1.5)
    reading = page.form.reading.text()
    assert reading.startswith(f"Any part of the baseline: {DEEPEST_KM:.1f} km deep, band {DEEPEST_KM - 1:.1f}–")
    assert "\nBreak-in sector: " in reading
    assert "Baseline: Line of the 5th, 222 km." in page.form.notes.text()


def test_the_chart_shows_depth_along_the_line_and_the_deepest_points(page):
    edges, depth = page.chart.profile.getData()
    assert (edges[0], edges[-1]) == (0.0, pytest.approx(END_KM, abs=0.01))
    at = np.searchsorted(edges, MIDDLE_KM) - 1
    assert depth[at] == pytest.approx(km(36, 49.5, 37, 49.5), abs=0.3)
    assert depth[2] == depth[-3] == 0.0
    xs, ys = page.chart.marks["any_part"].getData()
    assert (xs[0], ys[0]) == (page.picture.marks[0].along_km, page.picture.marks[0].measure.best_km)
    shade = page.chart.sector.path().boundingRect()
    assert shade.left() == pytest.approx(km(36, 48.5, 36, 49.4), abs=0.6)
    assert shade.right() == pytest.approx(km(36, 48.5, 36, 49.6), abs=0.6)


def test_the_mouse_on_the_chart_marks_the_map(window, page):
    view = page.chart.plot.vb
    page.chart.widget.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(MIDDLE_KM, 10.0)))
    (marker,) = overlays(window, QgsVertexMarker)
    assert (marker.center().x(), marker.center().y()) == (pytest.approx(36), pytest.approx(49.5, abs=0.005))
    said = page.form.place.text()
    assert said.startswith("Km 111.")
    assert said.endswith(" km deep.")
    # The baseline, the ways of both definitions, and that to the deepest ground of this place.
    assert len(overlays(window, QgsRubberBand)) == 4
    way = page.link.marks.place_way.asGeometry().asPolyline()
    assert way[1].x() == pytest.approx(37, abs=0.01)
    page.chart.widget.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(1.0, 10.0)))
    assert "no gained ground" in page.form.place.text()
    assert len(overlays(window, QgsRubberBand)) == 3
    page.chart.widget.scene().sigMouseMoved.emit(QPointF(-50, -50))
    assert overlays(window, QgsVertexMarker) == []
    assert "Move the mouse" in page.form.place.text()


def test_the_mouse_on_the_map_marks_the_chart(window, page):
    canvas = window.mapCanvas()
    canvas.xyCoordinates.emit(QgsPointXY(36.01, 49.5))
    assert page.chart.km == pytest.approx(MIDDLE_KM, abs=0.01)
    assert page.chart.line.isVisible()
    assert len(overlays(window, QgsVertexMarker)) == 1
    # Half a degree beside it is far more than a few pixels.
    canvas.xyCoordinates.emit(QgsPointXY(36.5, 49.5))
    assert page.chart.km is None
    assert overlays(window, QgsVertexMarker) == []


def test_a_map_in_metres_is_marked_in_the_same_place(window, page):
    metres = QgsCoordinateReferenceSystem("EPSG:32637")
    window.mapCanvas().setDestinationCrs(metres)
    page.link.chart_hovered(MIDDLE_KM)
    (marker,) = overlays(window, QgsVertexMarker)
    # 36 E is 3 degrees west of the zone's middle, 39 E.
    assert marker.center().x() == pytest.approx(500_000 - 1000 * km(36, 49.5, 39, 49.5), abs=500)
    window.mapCanvas().xyCoordinates.emit(marker.center())
    assert page.chart.km == pytest.approx(MIDDLE_KM, abs=0.01)


def test_a_stretch_becomes_the_break_in_sector_in_one_step_of_undo(window, page, wait):
    page.form.choose.click()
    assert page.chart.stretch.isVisible()
    first = page.form.stretch()
    assert first[0] < page.picture.marks[0].along_km < first[1]
    # Dragged on the chart, from 49.8 to 50 N.
    ends = km(36, 48.5, 36, 49.8), km(36, 48.5, 36, 50)
    page.chart.stretch.setRegion(ends)
    assert page.form.stretch() == (pytest.approx(ends[0], abs=0.05), pytest.approx(ends[1], abs=0.05))
    areas = layer_of(page, "areas")
    before = areas.featureCount()
    page.form.use.click()
    wait()
    (made,) = [one for one in areas.getFeatures() if one["id"] == "sector"]
    name = f"Km {ends[0]:.1f}–{ends[1]:.1f} of Line of the 5th"
    assert (made["name"], made["role"]) == (name, "sector")
    line = QgsGeometry.fromWkt("LineString(36 48.5, 36 50.5)").intersection(made.geometry())
    box = line.boundingBox()
    assert (box.yMinimum(), box.yMaximum()) == (pytest.approx(49.8, abs=0.001), pytest.approx(50, abs=0.001))
    stack = areas.undoStack()
    assert (stack.count(), stack.undoText()) == (1, f"Add break-in sector {name}")
    assert page.form.sector.currentText() == name
    # Measured anew: to that stretch the south-eastern corner is furthest.
    assert page.picture.marks[1].measure.best_km == pytest.approx(km(37, 49, 36, 49.8), abs=0.1)
    stack.undo()
    assert areas.featureCount() == before
    assert not page.form.stale.isHidden()


def test_the_same_stretch_twice_is_one_area(window, page, wait):
    for _ in range(2):
        page.form.choose.setChecked(True)
        page.form.start.setValue(100.0)
        page.form.end.setValue(120.0)
        assert page.chart.stretch.getRegion() == (100.0, 120.0)
        page.form.use.click()
        wait()
    assert layer_of(page, "areas").undoStack().count() == 1
    assert "there already" in window.told()[-1]


def test_an_edit_says_so_and_measuring_again_takes_it_in(page, wait):
    gains = layer_of(page, "claimed_gains")
    gains.startEditing()
    (fid,) = gains.allFeatureIds()
    gains.changeGeometry(fid, QgsGeometry.fromWkt("MultiPolygon(((36 49, 36.5 49, 36.5 50, 36 50, 36 49)))"))
    assert not page.form.stale.isHidden()
    page.form.measure.click()
    wait()
    assert page.form.stale.isHidden()
    assert page.picture.marks[0].measure.best_km == pytest.approx(km(36, 49.003, 36.5, 49), abs=0.05)


def test_selected_gains_and_none_selected(page, wait):
    choose(page.form.what, SELECTED)
    wait()
    assert page.picture is None
    assert "No claimed gain is selected" in page.form.reading.text()
    assert not page.chart.profile.isVisible()
    layer_of(page, "claimed_gains").selectAll()
    page.form.measure.click()
    wait()
    assert page.picture.marks[0].measure.best_km == pytest.approx(DEEPEST_KM, abs=0.002)
    choose(page.form.sector, "")
    wait()
    assert len(page.picture.marks) == 1


def test_a_claim_chosen_elsewhere_is_measured_and_others_are_not(page, wait):
    page.choose_claim("c02")
    wait()
    assert page.form.what.currentData() == "c02"
    assert page.picture is not None
    page.hide()
    page.choose_claim("c01")
    assert page.picture is None
    page.show()
    wait()
    assert page.picture is not None
    page.choose_claim("c03")  # It was cold: no depth.
    assert page.form.what.currentData() == "c01"


def test_called_off_and_nothing_is_left_on_the_map(window, page, wait, monkeypatch):
    def endless(*given):
        while True:
            given[-1](0.5)

    monkeypatch.setattr(depth_picture, "_read", endless)
    page.form.measure.click()
    assert not page.form.cancel.isHidden()
    page.form.cancel.click()
    wait()
    assert page.form.cancel.isHidden()
    assert page.form.measure.isEnabled()
    assert page.picture is not None
    page.hide()
    assert overlays(window, QgsRubberBand) == []
    page.form.measure.click()
    page.close_down()
    wait()
    assert [one for one in window.mapCanvas().scene().items() if isinstance(one, QgsRubberBand)] == []


def test_the_case_is_closed_under_the_page(window, page, wait):
    QgsProject.instance().clear()
    wait()
    assert page.case is None
    assert "Open a case" in page.form.reading.text()
    assert overlays(window, QgsRubberBand) == []
    assert page.form.what.count() == 0


def test_empty_cases_say_what_to_do(window, salient, tmp_path, wait, qtbot):
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    rows = {**small_case.tables(), "claimed_gains": [], "claims": []}
    salient.open_case(small_case.make(tmp_path, "empty", rows))
    wait()
    for page in shown(window, salient, wait):
        assert page.form.what.currentData() == ALL
        assert "draw a claimed gain first" in page.form.reading.text()
        assert page.chart is None
        assert page.form.choose.isHidden()


def test_a_claim_without_drawn_gains_takes_the_maps(window, salient, tmp_path, wait, qtbot):
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    claim = {"id": "c01", "text": "deep", "kind": "depth", "claimant": "Speaker", "value": 10.0, "unit": "km"}
    said = {**claim, "side": "A", "refers_from": "2022-09-01", "refers_to": "2022-09-05"}
    rows = {**small_case.tables(), "claimed_gains": [], "claims": [said], "settings": []}
    path = small_case.make(tmp_path, "mapped", rows)
    salient.open_case(path)
    wait()
    maps: Path = day_maps.make(tmp_path)
    (case,) = open_cases(QgsProject.instance())
    import_maps(salient._desk, case, ImportChoice((str(maps),), str(day_maps.profile_of(maps))))
    wait()
    for page in shown(window, salient, wait):
        depth = page.picture.marks[0].measure.best_km
        # The strip 36.7–37 E against the whole edge of the box: furthest in the middle of its western edge.
        assert km(36.7, 49.5, 37, 49.5) < depth < km(36.7, 49, 37, 49)
        assert "the front of the map" in page.form.notes.text()
