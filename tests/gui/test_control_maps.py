"""Control maps as a user meets them: imported, distrusted, compared, charted, and linked with the time slider."""

from __future__ import annotations

import datetime
import json
import weakref
from pathlib import Path

import pytest
from qgis.core import QgsFeature, QgsProject, QgsTemporalNavigationObject
from qgis.PyQt.QtCore import QPointF, Qt, QTimer
from qgis.PyQt.QtWidgets import QLabel, QProgressDialog, QPushButton, QTableWidget

import day_maps
from day_maps import box_km2
from salient.bridge.cases import case_layers, open_cases
from salient.gui.import_actions import import_maps
from salient.gui.import_dialog import ImportChoice, ImportDialog
from salient.gui.series_chart import day_at, seconds

Date = datetime.date
# What B loses from the first day to the last: the strip 36.7–37 E.
LOST_KM2 = box_km2(36.7, 49.0, 37.0, 50.0)


@pytest.fixture
def window(window):
    """Give the window's map a time slider, as QGIS has it."""
    window.slider = QgsTemporalNavigationObject()
    window.mapCanvas().setTemporalController(window.slider)
    return window


@pytest.fixture
def case(salient, small, wait):
    """Return the small case, open."""
    salient.open_case(small)
    wait()
    return open_cases(QgsProject.instance())[0]


@pytest.fixture
def choice(tmp_path: Path) -> ImportChoice:
    """Return the choice of the invented maps with their profile."""
    maps = day_maps.make(tmp_path)
    return ImportChoice((str(maps),), str(day_maps.profile_of(maps)))


@pytest.fixture
def mapped(salient, case, choice, wait):
    """Return the small case with the invented maps in it, not saved."""
    import_maps(salient._desk, case, choice)
    wait()
    return case


def layer_of(case, table: str = "control_areas"):
    return case_layers(QgsProject.instance(), case.id)[table]


def cells(table: QTableWidget) -> list[list[str]]:
    return [
        [table.item(row, column).text() if table.item(row, column) else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


# ---------------------------------------------------------------- import


def test_import_goes_into_the_edit_buffer_and_one_undo_takes_it_back(window, salient, case, choice, wait):
    import_maps(salient._desk, case, choice)
    wait()
    layer = layer_of(case)
    assert "7 maps added, 0 replaced, 0 there already" in window.told()[-1]
    assert layer.featureCount() == 7
    assert layer.isModified()
    assert len([1 for _ in layer.dataProvider().getFeatures()]) == 0  # nothing is saved for the user
    assert layer.undoStack().count() == 1
    assert layer.undoStack().undoText() == "Import control maps"
    (row,) = [one for one in layer.getFeatures() if one["id"] == "surveyor-2022-09-01-assessed_control"]
    assert [row["side"], row["state"], row["issuer"], row["issuer_term"], row["source_id"]] == [
        *("B", "assessed_control", "Surveyor", "held by B", "maps-surveyor")
    ]
    assert row["as_of"].toString("yyyy-MM-dd") == "2022-09-01"
    assert "maps-surveyor" in [one["id"] for one in layer_of(case, "sources").getFeatures()]
    layer.undoStack().undo()
    assert layer.featureCount() == 0


def test_importing_again_changes_nothing_unsaved_or_saved(window, salient, mapped, choice, wait):
    layer = layer_of(mapped)
    import_maps(salient._desk, mapped, choice)
    wait()
    assert "all 7 maps are there already; nothing was changed" in window.told()[-1]
    assert layer.undoStack().count() == 1
    assert layer.commitChanges()
    assert not layer_of(mapped, "sources").isEditable()  # a case is saved as one
    import_maps(salient._desk, mapped, choice)
    wait()
    assert "nothing was changed" in window.told()[-1]
    assert not layer.isEditable()
    assert layer.featureCount() == 7


def test_a_differing_shape_is_refused_and_replaced_only_if_asked(window, salient, mapped, choice, wait):
    layer = layer_of(mapped)
    assert layer.commitChanges()
    (path,) = Path(choice.paths[0]).glob("20220905_held.geojson")
    day_maps.write(path, (36.0, 49.0, 36.5, 50.0))
    import_maps(salient._desk, mapped, choice)
    wait()
    assert "1 of 7 maps differ" in window.told()[-1]
    assert "Nothing was imported" in window.told()[-1]
    assert not layer.isModified()
    import_maps(salient._desk, mapped, ImportChoice(choice.paths, choice.profile, replace=True))
    wait()
    assert "0 maps added, 1 replaced, 6 there already" in window.told()[-1]
    assert layer.featureCount() == 7
    (row,) = [one for one in layer.getFeatures() if one["id"] == "surveyor-2022-09-05-assessed_control"]
    assert row.geometry().boundingBox().xMaximum() == 36.5
    layer.undoStack().undo()
    (row,) = [one for one in layer.getFeatures() if one["id"] == "surveyor-2022-09-05-assessed_control"]
    assert row.geometry().boundingBox().xMaximum() == 36.7


def test_the_users_own_edits_stay_in_the_session(window, salient, case, choice, wait):
    layer = layer_of(case)
    layer.startEditing()
    own = QgsFeature(layer.fields())
    own["id"] = "mine"
    layer.addFeature(own)
    import_maps(salient._desk, case, choice)
    wait()
    assert layer.featureCount() == 8
    layer.undoStack().undo()
    assert [one["id"] for one in layer.getFeatures()] == ["mine"]
    layer.rollBack()


def test_called_off_at_any_point_the_case_is_as_it_was(window, salient, case, choice, wait):
    import_maps(salient._desk, case, choice)
    (button,) = [one for one in window.window.findChildren(QPushButton) if one.objectName() == "salient_cancel"]
    button.click()
    wait()
    assert "the case is as it was" in window.told()[-1]
    assert layer_of(case).featureCount() == 0
    assert not layer_of(case).isEditable()
    assert "quality" not in salient._desk.docks


@pytest.fixture
def one_by_one(monkeypatch):
    """Let each map be written in a turn of its own, as a great many of them are."""
    monkeypatch.setattr("salient.bridge.import_edits._AT_ONCE", 1)
    monkeypatch.setattr("salient.gui.turns.TURN_S", 0.0)


def writing_window(window) -> QProgressDialog | None:
    return window.window.findChild(QProgressDialog, "salient_writing")


def test_many_maps_are_written_in_turns_behind_a_window_that_takes_cancel(
    window, salient, case, choice, wait, qtbot, one_by_one
):
    import_maps(salient._desk, case, choice)
    qtbot.waitUntil(lambda: writing_window(window) is not None, timeout=60_000)
    dialog = writing_window(window)
    assert dialog.isModal()  # nobody edits in between
    assert 0 < dialog.value() < 100
    layer = layer_of(case)
    assert layer.isEditCommandActive()
    (button,) = dialog.findChildren(QPushButton)
    button.click()
    wait()
    assert window.told()[-1] == "The import was called off; the case is as it was."
    assert (layer.featureCount(), layer.isEditable(), layer.undoStack().count()) == (0, False, 0)
    assert layer_of(case, "sources").featureCount() == 1
    assert writing_window(window) is None or not writing_window(window).isVisible()
    assert "quality" not in salient._desk.docks


def test_many_maps_in_turns_are_one_step_of_undo(window, salient, case, choice, wait, one_by_one):
    import_maps(salient._desk, case, choice)
    wait()
    layer = layer_of(case)
    assert "7 maps added" in " ".join(window.told())
    assert (layer.featureCount(), layer.undoStack().count()) == (7, 1)
    layer.undoStack().undo()
    assert layer.featureCount() == 0


def test_the_project_is_closed_between_two_turns(window, salient, case, choice, wait, qtbot, one_by_one):
    import_maps(salient._desk, case, choice)
    qtbot.waitUntil(lambda: writing_window(window) is not None, timeout=60_000)
    QgsProject.instance().clear()
    wait()
    assert "nothing was imported" in window.told()[-1]


def test_unloaded_between_two_turns_nothing_is_left(window, salient, case, choice, qtbot, one_by_one):
    import_maps(salient._desk, case, choice)
    qtbot.waitUntil(lambda: writing_window(window) is not None, timeout=60_000)
    layer = layer_of(case)
    salient.unload()
    assert (layer.featureCount(), layer.isEditable()) == (0, False)


def test_the_collector_leaves_alone_what_was_there_until_the_project_is_closed(window, salient, case, choice, wait):
    import gc

    before = gc.get_threshold()
    assert gc.get_freeze_count() == 0
    import_maps(salient._desk, case, choice)
    assert gc.get_freeze_count() > 0
    # What is made meanwhile and stays is not gone through again and again.
    assert gc.get_threshold()[:2] == before[:2]
    assert gc.get_threshold()[2] > 1_000_000
    wait()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() > 0
    # What comes after the work is gone through as ever.
    ring = Ring()
    ring.itself = ring
    gone = weakref.ref(ring)
    del ring
    gc.collect()
    assert gone() is None
    QgsProject.instance().clear()
    assert gc.get_freeze_count() == 0


class Ring:
    """Refers to itself: only the collector can free it."""


def test_maps_that_were_changed_meanwhile_are_not_written_over(window, salient, case, choice, wait):
    import_maps(salient._desk, case, choice)
    layer = layer_of(case)
    layer.startEditing()
    own = QgsFeature(layer.fields())
    own["id"] = "mine"
    layer.addFeature(own)
    wait()
    # Either the import saw the row, or it refused; it never added to what it had not seen.
    told = window.told()[-1]
    assert "were changed while the files were read" in told or layer.featureCount() == 8
    layer.rollBack()


def test_a_file_that_cannot_be_read_imports_nothing(window, salient, case, choice, wait):
    (path,) = Path(choice.paths[0]).glob("20220904_held.geojson")
    path.write_text("{", encoding="utf-8")
    import_maps(salient._desk, case, choice)
    wait()
    assert "20220904_held.geojson" in window.told()[-1]
    assert layer_of(case).featureCount() == 0


def test_a_geopackage_that_qgis_has_open_is_not_read_beside_it(window, salient, case, wait, small):
    import_maps(salient._desk, case, ImportChoice((small,), "", "I", "B", "contested", Date(2022, 9, 1)))
    wait()
    assert "this file is open in QGIS" in window.told()[-1]


def test_a_case_that_cannot_be_saved_is_refused_before_reading(window, salient, case, choice):
    layer_of(case).setReadOnly(True)
    import_maps(salient._desk, case, choice)
    assert "can be read but not changed" in window.told()[-1]
    assert salient._desk.tasks.running() == 0


def test_the_case_is_closed_while_files_are_read(window, salient, case, choice, wait):
    import_maps(salient._desk, case, choice)
    QgsProject.instance().clear()
    wait()
    assert "nothing was imported" in window.told()[-1]


def test_the_dialog_asks_for_what_is_missing(window, tmp_path):
    dialog = ImportDialog(window.window, str(tmp_path))
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not ok.isEnabled()
    dialog.add_paths([str(tmp_path), str(tmp_path), ""])
    assert dialog.choice() == ImportChoice((str(tmp_path),), "isw")
    assert ok.isEnabled()
    dialog.profile.setCurrentIndex(dialog.profile.findData(""))
    assert not ok.isEnabled()
    dialog.issuer.setText(" Surveyor ")
    dialog.side.setText("B")
    assert ok.isEnabled()
    assert dialog.choice() == ImportChoice((str(tmp_path),), "", "Surveyor", "B", "assessed_control", None, True)
    dialog.one_day.setChecked(True)
    assert dialog.choice().as_of == dialog.as_of.date().toPyDate()
    assert not dialog.choice().from_name
    dialog.profile.setCurrentIndex(dialog.profile.findData("*"))
    assert not ok.isEnabled()
    dialog.deleteLater()


# ---------------------------------------------------------------- quality


def test_the_quality_report_names_the_missing_day(window, salient, mapped, click, wait):
    table = window.window.findChild(QTableWidget, "salient_quality_table")
    assert [row[:2] for row in cells(table)] == [["missing day", "2022-09-03"]]
    click("quality")
    wait()
    assert [row[:2] for row in cells(table)] == [["missing day", "2022-09-03"]]
    QgsProject.instance().clear()
    assert table.rowCount() == 0


def test_a_bow_tie_drawn_by_hand_is_found_and_shown_on_the_map(window, salient, mapped, click, wait):
    from qgis.core import QgsGeometry

    layer = layer_of(mapped)
    bow_tie = QgsFeature(layer.fields())
    bow_tie.setAttributes([None] * layer.fields().count())
    for name, value in {"id": "tie", "side": "B", "state": "contested", "issuer": "Surveyor"}.items():
        bow_tie[name] = value
    bow_tie["as_of"] = "2022-09-05"
    bow_tie.setGeometry(QgsGeometry.fromWkt("MultiPolygon(((36 49, 37 50, 37 49, 36 50, 36 49)))"))
    layer.addFeature(bow_tie)
    click("quality")
    wait()
    table = window.window.findChild(QTableWidget, "salient_quality_table")
    assert table.item(0, 0).text() == "invalid ring"
    assert table.item(0, 2).text() == "tie"
    QgsProject.instance().setCrs(layer.crs())
    window.mapCanvas().setDestinationCrs(layer.crs())
    table.itemDoubleClicked.emit(table.item(0, 0))
    centre = window.mapCanvas().extent().center()
    assert (centre.x(), centre.y()) == (pytest.approx(36.5, abs=0.02), pytest.approx(49.5, abs=0.02))


# ---------------------------------------------------------------- change


@pytest.fixture
def page(salient, mapped, click):
    """Return the page that asks for two days."""
    click("change")
    return salient._desk._pages[-1]


def test_change_shows_the_matrix_the_definitions_and_the_ground(window, salient, mapped, page, wait):
    assert [page.start.currentText(), page.end.currentText()] == ["2022-09-01", "2022-09-05"]
    assert page.start.count() == 4
    page.compare.click()
    assert not page.compare.isEnabled()
    wait()
    assert page.compare.isEnabled()
    kept = box_km2(36.0, 49.0, 36.7, 50.0)
    (first, *_) = cells(page.matrix)
    assert [number(text) for text in first] == pytest.approx([kept, LOST_KM2, kept + LOST_KM2], abs=0.06)
    names = [page.definitions.verticalHeaderItem(row).text() for row in range(page.definitions.rowCount())]
    best = {name: number(row[1]) for name, row in zip(names, cells(page.definitions))}
    assert best["lost"] == pytest.approx(LOST_KM2, abs=0.06)
    assert best["net"] == pytest.approx(-LOST_KM2, abs=0.06)
    for low, middle, high in cells(page.definitions):
        assert number(low) < number(middle) < number(high)
    (layer,) = [one for one in QgsProject.instance().mapLayers().values() if one.name().startswith("Changed ground")]
    (feature,) = layer.getFeatures()
    assert feature["before"] == "assessed_control"
    assert feature["after"] == "claimed_counteroffensive"
    assert feature["area_km2"] == pytest.approx(LOST_KM2, rel=1e-6)
    (category,) = layer.renderer().categories()
    assert category.label().startswith("assessed control → claimed counter-offensive: ")
    # Below points and lines, above the areas of the case.
    names = [one.name() for one in salient.active_case_group().findLayers()]
    assert names.index("Front lines") < names.index(layer.name()) < names.index("Control areas")


def test_change_in_the_frame_and_in_the_view(window, salient, mapped, page, wait):
    # The sector of the small case is 35.5–36.5 E, 49.4–49.6 N: nothing changed there.
    page.frame.setCurrentIndex(page.frame.findText("Sector"))
    page.compare.click()
    wait()
    assert "no ground changed" in page.headline.text()
    layer = layer_of(mapped)
    window.mapCanvas().setDestinationCrs(layer.crs())
    from qgis.core import QgsRectangle

    window.mapCanvas().setExtent(QgsRectangle(36.8, 49.4, 36.9, 49.5))
    shown = window.mapCanvas().extent()
    page.frame.setCurrentIndex(page.frame.count() - 1)
    page.compare.click()
    wait()
    box = (max(shown.xMinimum(), 36.7), shown.yMinimum(), min(shown.xMaximum(), 37.0), shown.yMaximum())
    best = number(cells(page.definitions)[0][1])
    assert best == pytest.approx(box_km2(*box), abs=0.06)


def test_change_with_the_days_the_wrong_way_round_and_a_closed_case(window, salient, mapped, page, wait):
    page.start.setCurrentIndex(3)
    page.compare.click()
    assert "must lie before" in page.headline.text()
    page.start.setCurrentIndex(0)
    QgsProject.instance().clear()
    page.compare.click()
    assert "no longer open" in window.told()[-1]
    page.reject()


def test_change_needs_two_days(window, salient, case, click):
    click("change")
    assert "holds no maps of two days" in window.told()[-1]


# ---------------------------------------------------------------- the chart and the slider


@pytest.fixture
def dock(salient, mapped, click, wait):
    """Return the panel of control maps with its series."""
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    click("control_maps")
    wait()
    return salient._desk.docks["control"]


def test_the_series_is_drawn_and_read_out(window, dock):
    steps = dock._series.by["day"].steps
    assert [(one.start_used.day, one.end_used.day) for one in steps] == [(1, 2), (2, 4), (4, 5)]
    strips = [box_km2(36.9, 49, 37, 50), box_km2(36.8, 49, 36.9, 50), box_km2(36.7, 49, 36.8, 50)]
    assert [one.lost_km2 for one in steps] == pytest.approx(strips, rel=1e-6)
    reading = window.window.findChild(QLabel, "salient_series_reading").text()
    assert f"net −{LOST_KM2:,.1f} km²" in reading
    (total,) = dock.series_chart.total.listDataItems()
    xs, ys = total.getData()
    assert list(xs) == [seconds(day) for day in day_maps.DAYS]
    assert ys[-1] == pytest.approx(-LOST_KM2, rel=1e-6)
    dock.by.setCurrentIndex(dock.by.findData("month"))
    (total,) = dock.series_chart.total.listDataItems()
    assert len(total.getData()[0]) == 2


def test_clicking_the_chart_shows_the_day_on_the_map(window, dock, mapped):
    assert window.slider.navigationMode() == window.slider.navigationMode().__class__.NavigationOff
    chart = dock.series_chart

    class Click:
        def button(self):
            return Qt.MouseButton.LeftButton

        def scenePos(self):  # noqa: N802 - named by pyqtgraph
            middle = chart.steps.vb.mapViewToScene(QPointF(seconds(Date(2022, 9, 4)) + 3600, 0.0))
            return QPointF(middle.x(), chart.steps.sceneBoundingRect().center().y())

    window.window.resize(1200, 900)
    dock.show()
    chart.widget.scene().sigMouseClicked.emit(Click())
    shown = window.mapCanvas().temporalRange()
    assert shown.begin().date().toPyDate() == Date(2022, 9, 4)
    assert (shown.end().toSecsSinceEpoch() - shown.begin().toSecsSinceEpoch()) == 86_400
    assert dock.reading.text().startswith("2022-09-04.")
    # The layer hands out the maps of that day, and no others.
    from qgis.core import QgsFeatureRequest, QgsVectorLayerTemporalContext

    layer, context = layer_of(mapped), QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    rule = layer.temporalProperties().createFilterString(context, shown)
    ids = sorted(one["id"] for one in layer.getFeatures(QgsFeatureRequest().setFilterExpression(rule)))
    assert ids == ["surveyor-2022-09-04-assessed_control", "surveyor-2022-09-04-claimed_counteroffensive"]


def test_moving_the_slider_moves_the_line_and_dragging_the_line_moves_the_slider(window, dock):
    dock._chosen(Date(2022, 9, 1))
    window.slider.setCurrentFrameNumber(1)
    assert dock.series_chart.day == Date(2022, 9, 2)
    assert [day_at(line.value()) for line in dock.series_chart.lines] == [Date(2022, 9, 2)] * 2
    line = dock.series_chart.lines[0]
    line.setValue(seconds(Date(2022, 9, 5)) - 7200)
    line.sigDragged.emit(line)
    assert window.mapCanvas().temporalRange().begin().date().toPyDate() == Date(2022, 9, 5)
    # The 3rd has no map: the nearest day that has one is shown.
    line.setValue(seconds(Date(2022, 9, 3)) - 7200)
    line.sigDragged.emit(line)
    assert dock.series_chart.day in (Date(2022, 9, 2), Date(2022, 9, 4))
    window.slider.setNavigationMode(window.slider.navigationMode().__class__.NavigationOff)
    assert not dock.series_chart.lines[0].isVisible()


def test_claims_stand_against_their_curves(window, dock, mapped, wait):
    claims = layer_of(mapped, "claims")
    claims.startEditing()
    for name, value in (("k1", LOST_KM2), ("k2", 10 * LOST_KM2)):
        claim = QgsFeature(claims.fields())
        values = {"id": name, "text": "so much", "kind": "area_changed", "claimant": "<i>Speaker</i>", "unit": "km2"}
        values |= {"value": value, "bound": "about", "refers_from": "2022-09-01", "refers_to": "2022-09-05"}
        for key, one in values.items():
            claim[key] = one
        claims.addFeature(claim)
    dock.tabs.setCurrentIndex(1)
    wait()
    import pyqtgraph

    lines = [one for one in dock.claims_chart.drawn if isinstance(one, pyqtgraph.PlotDataItem)]
    by_name = {one.name(): one.getData()[1][-1] for one in lines}
    assert by_name["lost"] == pytest.approx(LOST_KM2, rel=1e-6)
    assert by_name["net"] == pytest.approx(LOST_KM2, rel=1e-6)
    boxes = [one.rect() for one in dock.claims_chart.drawn if hasattr(one, "rect")]
    assert boxes[0].left() == seconds(Date(2022, 9, 1))
    assert boxes[0].top() < LOST_KM2 < boxes[0].bottom()
    assert boxes[1].top() > LOST_KM2
    assert "<i>Speaker</i>" in dock.sentence.text()
    assert "under no definition" in dock.sentence.text()
    claims.rollBack()


def test_the_panel_of_a_case_without_maps_and_of_one_that_was_closed(window, salient, case, click, wait):
    click("control_maps")
    assert "holds no control areas with a day" in window.told()[-1]
    assert "control" not in salient._desk.docks


def test_the_panel_after_the_project_was_closed(window, dock):
    QgsProject.instance().clear()
    assert dock.reading.text() == "No series was measured yet."
    assert not any(item.isVisible() for item in dock.series_chart.total.listDataItems())
    dock.refresh.click()
    assert "no longer open" in window.told()[-1]


def test_unloaded_with_everything_open_nothing_listens(window, salient, dock):
    salient.unload()
    window.slider.setNavigationMode(window.slider.navigationMode().__class__.Animated)
    window.slider.setCurrentFrameNumber(1)
    assert salient._desk is None


# ---------------------------------------------------------------- a year of maps


def test_a_year_of_maps(window, salient, case, wait, shared_data, capsys):
    """353 days: read, checked, written, charted. What held the window up longest is printed, and not asserted."""
    folder = shared_data / "deepstate-2024-25"
    if not folder.is_dir():
        pytest.skip("the 353 days are not there")
    import time

    beats = [time.monotonic()]
    longest = [0.0]

    def beat() -> None:
        longest[0] = max(longest[0], time.monotonic() - beats[-1])
        beats[-1] = time.monotonic()

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(5)
    import_maps(salient._desk, case, ImportChoice((str(folder),), "deepstate"))
    wait()
    told = {"import": longest[0]}
    layer = layer_of(case)
    assert layer.featureCount() == len(list(folder.glob("*.geojson"))) == 353
    assert layer.undoStack().count() == 1
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    from salient.gui.control_actions import show_control_maps

    beats[-1], longest[0] = time.monotonic(), 0.0
    show_control_maps(salient._desk)
    wait()
    told["chart"] = longest[0]
    dock = salient._desk.docks["control"]
    months = dock._series.by["month"].steps
    # Design, section 6: net change of calendar months, from the first day to the first of the next.
    net = {f"{one.start:%Y-%m}": one.net_km2 for one in months if one.whole}
    wanted = {"2024-08": 363.5, "2024-11": 725.9, "2025-01": 318.7, "2025-03": 135.7, "2025-05": 440.3}
    assert {month: net[month] for month in wanted} == pytest.approx(wanted, rel=0.005)
    with capsys.disabled():
        print(json.dumps({"longest block of the window, s": {key: round(value, 3) for key, value in told.items()}}))
    layer.rollBack()
