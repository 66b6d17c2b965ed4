"""The form of a claim, filled in as a user does: typed, chosen, picked on the map, recorded, undone, changed."""

from __future__ import annotations

import datetime

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsProject, QgsRectangle, QgsSettings
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QLabel,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QTableView,
    QToolButton,
    QWidget,
)
from shapely.geometry import Point

import small_case
from desk_window import settle
from salient.bridge.cases import case_layers, open_cases
from salient.bridge.rows import plain_value
from salient.gui import place_picking

NAME = "salient_claim_{}"


class Form:
    """The form, its parts found by their object names."""

    def __init__(self, window) -> None:
        self._window = window

    def form(self):
        forms = [one for one in self._window.window.findChildren(QWidget, "salient_claim_form") if one.isVisible()]
        return forms[-1] if forms else None

    def part(self, name: str, kind: type = QWidget):
        return self.form().findChild(kind, NAME.format(name))

    def type(self, name: str, text: str) -> None:
        field = self.part(name)
        QTest.keyClicks(field, text) if field.focusProxy() is None else QTest.keyClicks(field.focusProxy(), text)

    def choose(self, name: str, value: str) -> None:
        box = self.part(name)
        box.setCurrentIndex(box.findData(value))

    def press(self, name: str) -> None:
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    def remark(self, name: str) -> str:
        form = self.form()
        form._look()
        row = form.fields.rows[name]
        return row.remark.text() if row.remark.isVisibleTo(form) else ""

    def seen(self) -> set[str]:
        form = self.form()
        return {name for name, row in form.fields.rows.items() if row.isVisibleTo(form)}

    def fill(self) -> None:
        """Fill in a claim of the small case's gain."""
        self.type("text", "They reached a depth of 73 km.")
        self.type("claimant", "Speaker")
        self.type("stated_on", "9 September 2022")
        self.choose("kind", "depth")
        self.type("number", "up to 73 kilometres (45 miles)")


@pytest.fixture(autouse=True)
def drafts():
    """Leave no draft behind."""
    yield
    QgsSettings().remove("salient/claim_drafts")


@pytest.fixture
def form(window, salient, small, wait, click) -> Form:
    """Return the form of a new claim, opened by the menu over the small case."""
    salient.open_case(small)
    wait()
    click("record_claim")
    return Form(window)


def layers() -> dict:
    return case_layers(QgsProject.instance(), open_cases(QgsProject.instance())[0].id)


def claim(claim_id: str) -> dict:
    (found,) = [one for one in layers()["claims"].getFeatures() if one["id"] == claim_id]
    return {name: plain_value(value) for name, value in found.attributeMap().items()}


def ids(table: str = "claims") -> list[str]:
    return sorted(one["id"] for one in layers()[table].getFeatures())


def answer(monkeypatch, button) -> list[str]:
    """Answer every question with a button; return what was asked."""
    asked: list[str] = []

    def exec_(box) -> int:
        asked.append(box.text())
        return button

    monkeypatch.setattr(QMessageBox, "exec", exec_)
    return asked


def test_a_claim_is_typed_recorded_checked_and_undone(form, wait, qtbot):
    form.fill()
    # 73 km are 45.36 miles; "up to" of ground reached is about: 73 ± 7.3.
    assert form.part("number_reads_as", QLabel).text() == (
        "Reads as 65.7–80.3\N{NO-BREAK SPACE}km (up to, as much as)."
    )
    form.press("save")
    assert ids() == ["c01", "c02", "c03", "c04"]
    found = claim("c04")
    assert (found["text"], found["claimant"], found["kind"]) == ("They reached a depth of 73 km.", "Speaker", "depth")
    assert (found["value"], found["unit"], found["bound"], found["printed"]) == (73.0, "km", "at_most", "73")
    assert (found["conversion"], found["conversion_unit"]) == ("45", "mi")
    assert found["stated_on"] == datetime.date(2022, 9, 9)
    assert (found["reliability"], found["credibility"], found["basis"], found["side"]) == ("F", "6", "claimed", "A")
    wait()
    # As c01 of the small case, which says the same: see test_menu.
    qtbot.waitUntil(lambda: "consistent if" in form.part("verdict_text", QLabel).text(), timeout=60_000)
    stack = layers()["claims"].undoStack()
    assert stack.undoText() == "Record claim c04"
    assert layers()["claims"].isModified()
    stack.undo()
    assert ids() == ["c01", "c02", "c03"]


def test_only_the_fields_of_the_kind_are_in_sight(form):
    assert {"number", "place_ids", "area_id"}.isdisjoint(form.seen())
    form.choose("kind", "depth")
    assert {"number", "baseline_id", "sector_id", "gain_ids", "side"} <= form.seen()
    assert {"place_ids", "status", "denies", "event_id", "area_id"}.isdisjoint(form.seen())
    assert "break-in sector" in form.part("what", QLabel).text()
    form.choose("kind", "place_status")
    assert {"status", "denies", "place_ids", "side", "area_id"} <= form.seen()
    assert "number" not in form.seen()
    form.choose("status", "outskirts")
    assert "number" in form.seen()


def test_what_is_out_of_sight_is_not_recorded_and_comes_back(form):
    form.fill()
    form.choose("kind", "other")
    form.press("save")
    assert claim("c04")["value"] is None
    assert claim("c04")["unit"] is None


def test_what_is_required_is_asked_beside_its_field(form):
    assert form.remark("text") == ""
    form.press("save")
    assert ids() == ["c01", "c02", "c03"]
    for name in ("text", "claimant", "kind"):
        assert form.remark(name).startswith("✗")
    assert "Not recorded yet" in form.part("notice", QLabel).text()
    form.fill()
    assert form.remark("text") == form.remark("claimant") == ""


def test_a_period_that_ends_before_it_begins_is_refused(form):
    form.fill()
    form.type("refers_from", "2022-09-09")
    form.type("refers_to", "2022-09-05")
    form.press("save")
    assert "before it begins" in form.remark("refers_to")
    assert len(ids()) == 3


def test_a_number_that_can_be_read_in_two_ways_is_asked_for(form):
    form.choose("kind", "area_changed")
    form.type("text", "x")
    form.type("claimant", "y")
    form.type("number", "2,500 km²")
    assert "2 ways" in form.part("number_reads_as", QLabel).text()
    form.press("save")
    assert "which number" in form.remark("number")
    buttons = [form.part(f"number_reading_{n}", QRadioButton) for n in (0, 1)]
    assert [one.text() for one in buttons] == ["2,500\N{NO-BREAK SPACE}km²", "2.5\N{NO-BREAK SPACE}km²"]
    assert not any(one.isChecked() for one in buttons)
    buttons[1].click()
    form.press("save")
    assert claim("c04")["value"] == 2.5


def test_a_number_is_read_from_the_text(form):
    form.choose("kind", "distance")
    form.type("text", "Kupiansk, 73 km (45 mi) from Izium, was taken after seven months.")
    form.press("number_from_text")
    values = form.part("number").values()
    assert (values["value"], values["unit"], values["conversion"]) == (73.0, "km", "45")
    form.choose("kind", "duration")
    values = form.part("number").values()
    assert (values["value"], values["unit"], values["conversion"]) == (7.0, "months", "")


def test_a_day_that_can_be_two_is_asked_for(form):
    form.type("stated_on", "08/09/2022")
    assert form.part("stated_on").value() is None
    form.press("save")
    assert "Say which day is meant" in form.remark("stated_on")
    form.press("stated_on_2022-09-08")
    assert form.part("stated_on").value() == datetime.date(2022, 9, 8)
    assert form.part("stated_on_line").text() == "2022-09-08"


def test_hedge_and_unit_can_be_mended_and_stay(form):
    form.choose("kind", "depth")
    form.type("number", "50")
    form.choose("number_unit", "mi")
    form.choose("number_bound", "no_more_than")
    form.type("number", "0")
    values = form.part("number").values()
    assert (values["value"], values["unit"], values["bound"]) == (500.0, "mi", "no_more_than")
    assert form.part("number_reads_as", QLabel).text().startswith("Reads as ≤")


def test_a_unit_of_another_kind_is_refused(form):
    form.fill()
    form.choose("number_unit", "km2")
    form.press("save")
    assert "does not fit the kind" in form.remark("number")
    assert len(ids()) == 3


def test_places_are_found_by_name_and_put_in_order(form):
    form.choose("kind", "distance")
    for text in ("outs", "insider"):
        form.type("place_ids", text)
        QTest.keyClick(form.part("place_ids_search"), Qt.Key.Key_Return)
    assert form.part("place_ids").value() == ("s02", "s01")
    form.part("place_ids_up", QToolButton).click()
    assert form.part("place_ids").value() == ("s01", "s02")
    form.part("place_ids_remove", QToolButton).click()
    assert form.part("place_ids").value() == ("s02",)
    assert "two places" in form.remark("place_ids")


def test_many_settlements_are_read_in_the_background(form, wait, monkeypatch):
    monkeypatch.setattr(place_picking, "_AT_ONCE", 1)
    form.choose("kind", "distance")
    form.type("place_ids", "outs")
    search = form.form()._search
    assert search.find("outs") is None
    wait()
    assert search.find("outs") == [("s02", "Outsider")]


def test_a_place_is_picked_on_the_map(form, window, qtbot):
    canvas = window.mapCanvas()
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    window.window.resize(800, 600)
    canvas.setExtent(QgsRectangle(35, 48, 40, 51))
    qtbot.wait(50)
    form.choose("kind", "place_status")
    before = canvas.mapTool()
    form.part("place_ids_button", QPushButton).click()

    def click_at(lon: float, lat: float) -> None:
        pixel = canvas.getCoordinateTransform().transform(QgsPointXY(lon, lat))
        QTest.mouseClick(
            canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(pixel.x()) + 3, round(pixel.y()))
        )

    click_at(38.5, 49.5)
    assert form.part("place_ids").entries() == [("s02", "Outsider")]
    click_at(37.5, 50.5)
    assert "no settlement" in form.part("notice", QLabel).text()
    form.part("place_ids_button", QPushButton).click()
    assert canvas.mapTool() is before


def test_a_new_source_and_its_claim_are_one_step(form):
    form.fill()
    form.type("published_in", "Daily Sketch")
    form.press("source_id_new")
    assert form.part("source_id_publisher").value() == "Daily Sketch"
    form.press("save")
    assert "Give the title" in form.form().fields.source.rows["title"].remark.text()
    form.type("source_id_title", "Second report")
    form.press("save")
    assert claim("c04")["source_id"] == "q02"
    (source,) = [one for one in layers()["sources"].getFeatures() if one["id"] == "q02"]
    assert (source["publisher"], source["title"]) == ("Daily Sketch", "Second report")
    assert source["published_on"].toPyDate() == datetime.date(2022, 9, 9)
    layers()["claims"].undoStack().undo()
    assert ids("sources") == ["q01"]
    layers()["sources"].undoStack().redo()
    assert ids() == ["c01", "c02", "c03", "c04"]


def test_a_claim_whose_recording_is_undone_can_be_recorded_anew(form, qtbot):
    form.fill()
    form.press("save")
    layers()["claims"].undoStack().undo()
    qtbot.waitUntil(lambda: form.form().claim_id == "", timeout=60_000)
    assert "c04 is no longer there" in form.part("notice", QLabel).text()
    assert form.part("save").text() == "Record"
    assert form.form().is_dirty()
    form.press("save")
    assert ids() == ["c01", "c02", "c03", "c04"]
    assert claim("c04")["text"] == "They reached a depth of 73 km."


def test_what_is_undone_is_seen_in_the_form(form, qtbot):
    form.fill()
    form.press("save")
    text = form.part("text")
    text.setPlainText("They reached a depth of 73 km at least.")
    form.press("save")
    layers()["claims"].undoStack().undo()
    qtbot.waitUntil(lambda: text.value() == "They reached a depth of 73 km.", timeout=60_000)
    assert not form.form().is_dirty()
    # What is typed meanwhile stays, and is what the next press of the button writes.
    text.setPlainText("They went 73 km.")
    layers()["claims"].undoStack().redo()
    qtbot.waitUntil(lambda: not form.form()._edited_tables, timeout=60_000)
    assert text.value() == "They went 73 km."
    form.press("save")
    assert claim("c04")["text"] == "They went 73 km."


def test_recorded_by_its_keys_what_is_being_typed_counts(form, qtbot):
    form.fill()
    line = form.part("baseline_id").lineEdit()
    qtbot.waitUntil(lambda: form.part("baseline_id").count() == 2, timeout=60_000)
    line.selectAll()
    QTest.keyClicks(line, "line of the 5th")
    QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert claim("c04")["baseline_id"] == "f01"


def test_the_wheel_scrolls_the_form_and_changes_nothing(form):
    form.choose("kind", "depth")
    box = form.part("kind")
    box.setFocus()
    middle, nothing = box.rect().center(), Qt.MouseButton.NoButton
    turned = QWheelEvent(
        QPointF(middle),
        QPointF(box.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -120),
        nothing,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turned)
    assert box.value() == "depth"


def test_the_tabulator_goes_from_field_to_field_in_their_order(form, qtbot):
    form.choose("kind", "depth")
    form.form().activateWindow()
    form.part("text").setFocus()
    wanted = ("text", "claimant", "stated_on", "refers_from", "refers_to", "kind", "number", "side", "source_id")
    met = []
    for _ in range(40):
        at = form.form().focusWidget()
        while at is not None and at.objectName().replace("salient_claim_", "") not in wanted:
            at = at.parentWidget()
        name = "" if at is None else at.objectName().replace("salient_claim_", "")
        if name and name not in met:
            met.append(name)
        QTest.keyClick(form.form().focusWidget(), Qt.Key.Key_Tab)
    assert tuple(met) == wanted


def test_closed_while_a_place_is_picked_the_map_has_its_tool_again(form, window, salient):
    canvas = window.mapCanvas()
    before = canvas.mapTool()
    form.choose("kind", "distance")
    form.part("place_ids_button", QPushButton).click()
    assert canvas.mapTool() is not before
    salient.unload()
    settle()
    assert canvas.mapTool() is before


def test_a_place_is_picked_while_a_gain_was_being_drawn(form, window, click):
    click("draw_gain")
    form.choose("kind", "distance")
    button = form.part("place_ids_button", QPushButton)
    button.click()
    settle()  # The tool that drew is gone by now.
    button.click()
    assert not button.isChecked()
    assert window.mapCanvas().mapTool() is None


def test_the_selected_gains_are_taken(form):
    form.choose("kind", "depth")
    form.part("gain_ids").button.click()
    assert "No gain is selected" in form.part("notice", QLabel).text()
    layers()["claimed_gains"].selectAll()
    form.part("gain_ids").button.click()
    assert form.part("gain_ids").value() == ("g01",)


def test_a_claim_that_is_there_is_noticed(form, monkeypatch):
    form.type("text", " It  was COLD ")
    form.type("claimant", "speaker")
    form.choose("kind", "other")
    form.form()._look()
    assert form.part("notice", QLabel).text().endswith("is recorded as c03.")
    asked = answer(monkeypatch, QMessageBox.StandardButton.No)
    form.press("save")
    assert len(asked) == 1
    assert len(ids()) == 3
    answer(monkeypatch, QMessageBox.StandardButton.Yes)
    form.press("save")
    assert len(ids()) == 4


def test_a_claim_is_changed_from_the_ledger(form, window, click, wait, qtbot):
    form.form().close()
    click("workplace")
    wait()
    table = window.window.findChild(QTableView, "salient_claims_table")
    table.selectRow(0)
    table.findChild(QAction, "salient_claim_edit").trigger()
    assert form.part("text").value() == "73 km deep"
    assert form.part("number_line").text() == "73"
    assert not form.form().is_dirty()
    form.type("number", "5")
    assert form.part("number_reads_as", QLabel).text().startswith("Reads as 734.5–735.5")
    form.press("save")
    assert claim("c01")["value"] == 735.0
    stack = layers()["claims"].undoStack()
    assert stack.undoText() == "Edit claim c01"
    # Only what was changed is written: the printed number too, and nothing else.
    assert stack.command(stack.index() - 1).childCount() == 2
    stack.undo()
    assert claim("c01")["value"] == 73.0


def test_what_is_typed_survives_an_error_and_a_close(form, monkeypatch, small):
    form.fill()
    asked = answer(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not form.form().close()
    QTest.keyClick(form.form(), Qt.Key.Key_Escape)
    assert len(asked) == 2
    assert form.form().isVisible()
    layers()["claims"].setReadOnly(True)
    form.press("save")
    assert "read-only" in form.part("notice", QLabel).text()
    assert form.part("text").value() == "They reached a depth of 73 km."
    layers()["claims"].setReadOnly(False)
    QgsProject.instance().clear()
    form.press("save")
    assert "is closed" in form.part("notice", QLabel).text()
    answer(monkeypatch, QMessageBox.StandardButton.Discard)
    form.form().close()
    assert form.form() is None


def test_a_case_that_was_opened_again_is_found(form, salient, small, wait):
    form.fill()
    QgsProject.instance().clear()
    salient.open_case(small)
    wait()
    form.press("save")
    assert "c04" in ids()


def test_another_claim_keeps_who_and_when(form):
    form.fill()
    form.press("save")
    form.press("another")
    assert form.part("text").value() == ""
    assert form.part("kind").value() == ""
    assert form.part("claimant").value() == "Speaker"
    assert form.part("stated_on").value() == datetime.date(2022, 9, 9)
    form.type("text", "second")
    form.choose("kind", "other")
    form.press("save")
    assert ids()[-1] == "c05"
    assert claim("c05")["claimant"] == "Speaker"


def test_new_rows_are_offered_while_the_form_is_open(form, qtbot):
    from qgis.core import QgsVectorLayerUtils

    events = layers()["events"]
    events.startEditing()
    feature = QgsVectorLayerUtils.createFeature(events)
    feature["name"] = "Start"
    feature["date"] = "2022-02-24"
    events.addFeature(feature)
    form.choose("kind", "duration")
    field = form.part("event_id")
    qtbot.waitUntil(lambda: bool(field._among_offered("start")), timeout=60_000)
    form.type("event_id", "sta")
    QTest.keyClick(form.part("event_id_search"), Qt.Key.Key_Return)
    assert field.entries() == [("e01", "Start · 2022-02-24")]


def test_what_was_typed_when_salient_was_closed_is_there_again(form, salient, window, click):
    form.fill()
    form.type("refers_from", "08/09/2022")
    form.press("source_id_new")
    form.type("source_id_title", "Half a title")
    form.choose("kind", "place_status")
    form.type("place_ids", "outs")
    QTest.keyClick(form.part("place_ids_search"), Qt.Key.Key_Return)
    before = form.form().fields.state()
    salient.unload()
    settle()
    assert window.window.findChildren(QWidget, "salient_claim_form") == []
    salient.initGui()
    click("record_claim")
    assert form.form().fields.state() == before
    assert "is here again" in form.part("notice", QLabel).text()
    assert form.part("place_ids").entries() == [("s02", "Outsider")]
    assert form.form().is_dirty()
    form.choose("kind", "depth")
    assert form.part("number").values()["value"] == 73.0
    # It is there once: the user's word counts after that.
    form.form()._is_done_with = True
    form.form().reject()
    click("record_claim")
    assert form.part("text").value() == ""


def test_a_claim_keeps_what_its_kind_does_not_use(window, salient, tmp_path, wait, click):
    rows = small_case.tables()
    rows["claims"][2] |= {"gain_ids": "g01", "place_ids": "s02 s01", "value": 5.0, "unit": "km"}
    rows["settlements"].append({"id": "s03", "name": "Insider", "geometry": Point(36.6, 49.5)})
    salient.open_case(small_case.make(tmp_path, "kept", rows))
    wait()
    click("workplace")
    wait()
    table = window.window.findChild(QTableView, "salient_claims_table")
    table.selectRow(2)
    table.findChild(QAction, "salient_claim_edit").trigger()
    form = Form(window)
    assert {"gain_ids", "number", "place_ids"} <= form.seen()
    form.type("note", "Looked at again.")
    form.press("save")
    found = claim("c03")
    assert (found["gain_ids"], found["place_ids"], found["value"]) == ("g01", "s02 s01", 5.0)
    assert found["note"] == "Looked at again."
    # Two places of one name are told apart by their ids.
    assert form.form()._search.find("insider") == [("s01", "Insider (s01)"), ("s03", "Insider (s03)")]
