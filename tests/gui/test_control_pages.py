"""The pages of settlements and of depth by the day, over the invented maps.

The maps and their areas are told in `day_maps`; distances are pyproj's geodesics.
"""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from pyproj import Geod
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsTemporalNavigationObject, QgsVectorLayer
from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtWidgets import QPushButton, QTableWidget

import day_maps
from salient.bridge import control_places
from salient.bridge.cases import case_layers
from salient.bridge.control_depths import sectors_of
from salient.gui.series_chart import day_at, new_plot, new_view, seconds

Date = datetime.date
PLACES, DEPTHS = 2, 3
# Name: longitude on 49.5 N. The edge of the last day is 36.7 E: 0.004 degrees are less than 500 m there.
TOWNS = {"Passed": 36.85, "Just passed": 36.704, "Just not": 36.696}


@pytest.fixture
def dock(window, mapped, salient, wait, click):
    """Return the panel over the small case with the maps and three more towns in it, not saved."""
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    window.slider = QgsTemporalNavigationObject()
    window.mapCanvas().setTemporalController(window.slider)
    for name, lon in TOWNS.items():
        add(mapped, "settlements", f"Point({lon} 49.5)", id=name.replace(" ", "-"), name=name, source_id="q01")
    click("control_maps")
    wait()
    return salient._desk.docks["control"]


def add(case, table: str, wkt: str, **values) -> None:
    layer = case_layers(QgsProject.instance(), case.id)[table]
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    for name, value in values.items():
        feature[name] = value
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    layer.addFeature(feature)


def cells(table: QTableWidget) -> list[list[str]]:
    return [
        [table.item(row, column).text() for column in range(table.columnCount())] for row in range(table.rowCount())
    ]


def row_of(table: QTableWidget, name: str) -> int:
    return [row[0] for row in cells(table)].index(name)


# ---------------------------------------------------------------- settlements


def test_settlements_that_changed_are_listed_with_their_states(window, dock, wait):
    dock.tabs.setCurrentIndex(PLACES)
    assert not dock.places.span.button.isEnabled()
    wait()
    assert dock.places.span.button.isEnabled()
    held, pushed = "assessed control", "claimed counter-offensive"
    assert cells(dock.places.table) == [
        ["Just not", held, held, "maybe"],
        ["Just passed", held, pushed, "maybe"],
        ["Passed", held, pushed, "sure"],
    ]
    found = dock.places.found
    assert (found.checked, found.low, found.best, found.high) == (5, 1, 2, 3)
    words = "of 5 settlements, 2 changed their state (surely 1, possibly 3)"
    assert words in dock.places.headline.text()
    assert "Gazetteer: Daily Sketch." in dock.places.headline.text()
    dock.places.table.setCurrentCell(row_of(dock.places.table, "Passed"), 0)
    assert cells(dock.places.states) == [[held, "2022-09-01", "2022-09-02"], [pushed, "2022-09-04", "2022-09-05"]]


def test_a_double_click_shows_the_place_and_the_day(window, dock, wait):
    dock.tabs.setCurrentIndex(PLACES)
    wait()
    settlements = case_layers(QgsProject.instance(), dock.case.id)["settlements"]
    QgsProject.instance().setCrs(settlements.crs())
    window.mapCanvas().setDestinationCrs(settlements.crs())
    table = dock.places.table
    row = row_of(table, "Passed")
    table.setCurrentCell(row, 0)
    table.itemDoubleClicked.emit(table.item(row, 1))
    centre = window.mapCanvas().extent().center()
    assert (centre.x(), centre.y()) == (pytest.approx(36.85, abs=1e-6), pytest.approx(49.5, abs=1e-6))
    dock.places.states.itemDoubleClicked.emit(dock.places.states.item(1, 0))
    assert window.mapCanvas().temporalRange().begin().date().toPyDate() == Date(2022, 9, 4)
    assert dock.series_chart.day == Date(2022, 9, 4)


def test_other_days_give_other_places_and_days_must_be_in_order(window, dock, wait):
    dock.tabs.setCurrentIndex(PLACES)
    wait()
    span = dock.places.span
    span.end.setCurrentIndex(span.end.findText("2022-09-04"))
    span.button.click()
    wait()
    assert [row[0] for row in cells(dock.places.table)] == ["Passed"]
    span.start.setCurrentIndex(span.start.findText("2022-09-04"))
    span.button.click()
    assert "must lie before" in dock.places.headline.text()


def test_a_case_without_settlements_says_so(window, dock, wait):
    layer = case_layers(QgsProject.instance(), dock.case.id)["settlements"]
    layer.startEditing()
    layer.deleteFeatures([one.id() for one in layer.getFeatures()])
    dock.tabs.setCurrentIndex(PLACES)
    wait()
    assert "holds no settlements" in window.told()[-1]
    assert dock.places.headline.text() == "Choose two days and press Compare."
    assert dock.places.span.button.isEnabled()


def endless(*given):
    """Work until the user calls it off: its progress, the last of what it is given, raises then."""
    while True:
        given[-1](0.5)


def test_called_off(window, dock, wait, monkeypatch):
    monkeypatch.setattr(control_places, "places_between", endless)
    dock.tabs.setCurrentIndex(PLACES)
    (button,) = [one for one in window.window.findChildren(QPushButton) if one.objectName() == "salient_cancel"]
    button.click()
    wait()
    assert dock.places.table.rowCount() == 0
    assert dock.places.span.button.isEnabled()


def test_closed_while_it_measures(window, dock, wait):
    dock.tabs.setCurrentIndex(PLACES)
    QgsProject.instance().clear()
    wait()
    assert dock.places.found is None
    assert dock.places.table.rowCount() == 0


# ---------------------------------------------------------------- depth


def km(*ends: float) -> float:
    return Geod(ellps="WGS84").inv(*ends)[2] / 1000


def test_depths_by_the_day_against_the_front_of_the_first(window, dock, wait):
    dock.tabs.setCurrentIndex(DEPTHS)
    assert [dock.depths.sector.itemText(row) for row in range(dock.depths.sector.count())] == ["none", "Sector"]
    dock.depths.sector.setCurrentIndex(0)
    dock.depths.span.button.click()
    wait()
    days = dock.depths.found.days
    assert [one.day for one in days] == [Date(2022, 9, number) for number in (2, 4, 5)]
    for one in days:
        edge = day_maps.EDGES[one.day.day]
        depth = one.any_part.best_km
        # The whole edge is the front; the deepest point is in the middle part of the strip's western edge.
        assert km(edge, 49.5, 37.0, 49.5) < depth < km(edge, 49.0, 37.0, 49.0)
        assert (one.any_part.low_km, one.any_part.high_km) == (pytest.approx(depth - 1), pytest.approx(depth + 1))
        assert one.break_in_sector is None
    chart = dock.depths.chart
    xs, ys = chart.lines["any_part"].getData()
    assert [day_at(x) for x in xs] == [one.day for one in days]
    assert list(ys) == [one.any_part.best_km for one in days]
    band = chart.bands["any_part"].path().boundingRect()
    assert (band.top(), band.bottom()) == (
        pytest.approx(days[0].any_part.low_km),
        pytest.approx(days[-1].any_part.high_km),
    )
    assert not chart.lines["break_in_sector"].isVisible()
    assert dock.depths.reading.text().startswith("2022-09-05: ")
    assert "the ground that side B has lost since 2022-09-01, as Surveyor maps it" in dock.depths.notes.text()


def test_the_break_in_sector_is_an_area_of_the_case(window, dock, wait):
    box = "MultiPolygon(((36.95 49.4, 37.05 49.4, 37.05 49.6, 36.95 49.6, 36.95 49.4)))"
    add(dock.case, "areas", box, id="east", name="East", role="sector")
    dock.tabs.setCurrentIndex(DEPTHS)
    dock.depths.sector.setCurrentIndex(dock.depths.sector.findText("East"))
    dock.depths.span.button.click()
    wait()
    for one in dock.depths.found.days:
        edge = day_maps.EDGES[one.day.day]
        # From a western corner of the strip to the nearer end of the stretch 37 E, 49.4–49.6 N.
        deepest = max(km(edge, 49.0, 37.0, 49.4), km(edge, 50.0, 37.0, 49.6))
        assert one.break_in_sector.best_km == pytest.approx(deepest, abs=0.05)
    assert dock.depths.chart.lines["break_in_sector"].isVisible()
    assert "to the break-in sector" in dock.depths.reading.text()


def test_a_sector_without_gained_ground_says_so(window, dock, wait):
    # The sector of the small case lies across the western edge, 36 E, where nothing was gained.
    dock.tabs.setCurrentIndex(DEPTHS)
    assert dock.depths.sector.currentText() == "Sector"
    dock.depths.span.button.click()
    wait()
    assert all(one.any_part is not None and one.break_in_sector is None for one in dock.depths.found.days)
    assert "No depth to the break-in sector: no gained ground is connected" in dock.depths.reading.text()


def test_depths_from_a_baseline_of_the_case_or_without_a_coast(window, dock, wait):
    dock.tabs.setCurrentIndex(DEPTHS)
    page, options = dock.depths, dock.depths.options
    assert [options.baseline.itemText(row) for row in range(2)] == ["the edge on the first day", "Line of the 5th"]
    page.sector.setCurrentIndex(0)
    options.baseline.setCurrentIndex(1)
    assert not options.coasts.isEnabled()
    page.span.button.click()
    wait()
    # From the line along 36 E all of the strip up to 37 E is deep; the south is the widest.
    last = page.found.days[-1].any_part
    assert last.best_km == pytest.approx(km(36, 49, 37, 49), abs=0.1)
    assert 'to any part of the baseline "Line of the 5th".' in page.reading.text()
    options.baseline.setCurrentIndex(0)
    sea = QgsVectorLayer("LineString?crs=EPSG:4326", "Sea", "memory")
    feature = QgsFeature(sea.fields())
    feature.setGeometry(QgsGeometry.fromWkt("MultiLineString((35 49, 38 49), (35 50, 38 50))"))
    sea.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(sea)
    options.coasts.layers.setLayer(sea)
    page.span.button.click()
    wait()
    # The long edges are the sea's: to the eastern end, a kilometre beside the sea excepted, it is 0.3 degrees.
    assert page.found.days[-1].any_part.best_km == pytest.approx(km(36.7, 49, 37, 49.009), abs=0.1)
    assert "Coasts were left out" in page.notes.text()


def test_depths_of_what_the_side_gained(window, dock, wait):
    dock.tabs.setCurrentIndex(DEPTHS)
    page = dock.depths
    page.options.ground.setCurrentIndex(1)
    page.span.button.click()
    wait()
    # Side B only lost ground.
    assert [one.any_part for one in page.found.days] == [None, None, None]
    assert "No ground was gained by" in page.reading.text()
    assert "the ground that side B has gained since 2022-09-01" in page.notes.text()


def test_the_chart_of_depths_and_the_slider_are_one(window, dock, wait):
    dock.tabs.setCurrentIndex(DEPTHS)
    dock.depths.span.button.click()
    wait()
    window.window.resize(1200, 900)
    chart = dock.depths.chart
    place = chart.plot.vb.mapViewToScene(QPointF(seconds(Date(2022, 9, 4)), 0.0))
    middle = QPointF(place.x(), chart.plot.sceneBoundingRect().center().y())
    click = SimpleNamespace(button=lambda: Qt.MouseButton.LeftButton, scenePos=lambda: middle)
    chart._clicked(click)
    assert window.mapCanvas().temporalRange().begin().date().toPyDate() == Date(2022, 9, 4)
    assert dock.series_chart.day == Date(2022, 9, 4)
    window.slider.setCurrentFrameNumber(1)
    assert day_at(chart.line.value()) == Date(2022, 9, 2)
    assert dock.depths.reading.text().startswith("2022-09-02: ")
    QgsProject.instance().clear()
    assert dock.depths.found is None
    assert not chart.lines["any_part"].isVisible()


def test_the_sectors_of_a_case():
    areas = [
        {"id": "a", "name": "A", "role": "sector"},
        {"id": "b", "name": "", "role": "sector"},
        {"id": "c", "name": "C", "role": "frame"},
    ]
    both = [("a", "A"), ("b", "b")]
    assert sectors_of(areas, [{"id": "sector_id", "value": "b"}]) == (both, "b")
    assert sectors_of(areas, []) == (both, "")
    assert sectors_of(areas[1:], []) == (both[1:], "b")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(("code", "month", "weekday"), [("en", "Sep", "Fri 09"), ("uk", "вер", "пт 09")])
def test_the_axis_names_months_in_the_language_of_the_screens(qgis_app, monkeypatch, code, month, weekday):
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    from salient.gui import series_chart

    monkeypatch.setattr(series_chart, "locale_code", lambda: code)
    axis = new_plot(new_view(), 0, "km").getAxis("bottom")
    day, of_year = 86_400.0, next(iter(axis.zoomLevels.values()))
    axis.zoomLevel = of_year
    by_format = {spec.format: spec.spacing for spec in of_year.tickSpecs}
    assert [text.rstrip(".") for text in axis.tickStrings([seconds(Date(2022, 9, 9))], 1.0, by_format["%b"])] == [month]
    assert axis.tickStrings([seconds(Date(2022, 9, 9))], 1.0, by_format["%Y"]) == ["2022"]
    axis.zoomLevel = next(one for one in axis.zoomLevels.values() if one.tickSpecs[0].format == "%a %d")
    assert axis.tickStrings([seconds(Date(2022, 9, 9))], 1.0, day) == [weekday]
