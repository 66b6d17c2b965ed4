"""The dock as a user meets it: the ledger, one finding under all its definitions, and what is seen on the map."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsRubberBand
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QItemSelectionModel, Qt, QTimer
from qgis.PyQt.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QCheckBox,
    QComboBox,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTableView,
    QTableWidget,
    QTabWidget,
    QTextBrowser,
)
from shapely.geometry import Point

import small_case
from salient.bridge.cases import case_layers, open_cases
from salient.gui import overlays
from salient.gui.claims_model import CLAIMANT, ID, NUMBER, TEXT, VERDICT
from salient.gui.finding_bands import BAND_ROLE, scale_of
from salient.gui.workplace import CLAIMS, PAGES
from salient.gui.workplace_actions import show_claim

_NAMES = {
    "table": (QTableView, "salient_claims_table"),
    "search": (QLineEdit, "salient_claims_search"),
    "verdict": (QComboBox, "salient_claims_verdict"),
    "kind": (QComboBox, "salient_claims_kind"),
    "claimant": (QComboBox, "salient_claims_claimant"),
    "count": (QLabel, "salient_claims_count"),
    "details": (QTextBrowser, "salient_claim_details"),
    "case": (QComboBox, "salient_workplace_case"),
    "state": (QLabel, "salient_check_state"),
    "check": (QPushButton, "salient_check_now"),
    "cancel": (QPushButton, "salient_check_cancel"),
    "progress": (QProgressBar, "salient_check_progress"),
    "by_itself": (QCheckBox, "salient_check_by_itself"),
    "pages": (QTabWidget, "salient_workplace_pages"),
    "definitions": (QTableWidget, "salient_findings_table"),
    "finding_verdict": (QLabel, "salient_finding_verdict"),
    "finding_claim": (QComboBox, "salient_finding_claim"),
    "finding_claimed": (QLabel, "salient_finding_claimed"),
    "reasons": (QTextBrowser, "salient_finding_reasons"),
    "legend": (QLabel, "salient_finding_legend"),
    "copy": (QPushButton, "salient_finding_copy"),
    "mark": (QPushButton, "salient_finding_map"),
    "clear": (QPushButton, "salient_finding_clear"),
}


class Dock:
    """The parts of the dock by short names, each found by its objectName."""

    def __init__(self, window) -> None:
        self._window = window

    def __getattr__(self, name: str):
        return self.dock().findChild(*_NAMES[name])

    def dock(self) -> QDockWidget:
        return self._window.window.findChild(QDockWidget, "salient_workplace")

    def column(self, number: int) -> list[str]:
        model = self.table.model()
        return [model.index(row, number).data() for row in range(model.rowCount())]

    def choose(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.table.model().index(row, 0), flags)

    def do(self, action: str) -> None:
        self.table.findChild(QAction, f"salient_claim_{action}").trigger()


@pytest.fixture
def rows() -> dict:
    """Return the small case with claims of two claimants, in two scripts, one of them with mark-up in it."""
    made = small_case.tables()
    made["claims"][0] |= {"stated_on": "2022-09-09", "refers_from": "2022-09-05", "refers_to": "2022-09-09"}
    made["claims"][2] |= {"claimant": "<b>Other</b>", "source_id": "q01", "text": "Under Ізюм it was <i>cold</i>"}
    made["claims"].append(
        {"id": "c10", "text": "one place", "kind": "settlement_count", "claimant": "Speaker", "value": 1.0}
    )
    # 0.003° north of the gain's edge at 50 N: 334 m off, within the tolerance of 500 m.
    drawn = {"as_of": small_case.DAY, "tolerance_m": 500.0}
    made["settlements"].append({"id": "s03", "name": "Edger", "geometry": Point(36.5, 50.003), **drawn})
    made["sources"][0]["url"] = "https://example.org/what?a=<1>"
    return made


@pytest.fixture
def opened(window, salient, click, wait, qtbot) -> Callable[[str], Dock]:
    """Return a function that opens a case and, by the menu, the dock, which checks the case by itself."""

    def open_both(path: str) -> Dock:
        salient.open_case(path)
        wait()
        click("workplace")
        dock = Dock(window)
        qtbot.waitUntil(lambda: dock.state.text().startswith("✓"), timeout=20_000)
        return dock

    return open_both


@pytest.fixture
def dock(opened, tmp_path, rows) -> Dock:
    """Return the dock over a case that it has checked."""
    return opened(small_case.make(tmp_path, "shown", rows))


def layers_of(number: int = 0) -> dict:
    return case_layers(QgsProject.instance(), open_cases(QgsProject.instance())[number].id)


def test_it_is_shown_and_hidden_by_the_menu_and_keeps_its_page(window, salient, click, dock):
    assert dock.dock().isVisible()
    dock.pages.setCurrentIndex(1)
    click("workplace")
    assert not dock.dock().isVisible()
    salient.unload()
    salient.initGui()
    click("workplace")
    assert dock.pages.currentIndex() == 1
    dock.pages.setCurrentIndex(0)


def test_the_ledger_is_checked_when_the_dock_is_opened(dock):
    assert dock.column(ID) == ["c01", "c02", "c03", "c10"]
    # As in test_menu: 73 km fits one definition of two. Inside the gain lies one place surely, a second one maybe.
    assert dock.column(VERDICT) == ["consistent if", "inconsistent", "not testable", "consistent"]
    assert dock.column(NUMBER)[0] == "73\N{NO-BREAK SPACE}km"
    assert dock.column(TEXT)[2] == "Under Ізюм it was <i>cold</i>"
    assert dock.state.text().startswith("✓ up to date as of 9")
    icon = dock.table.model().index(0, VERDICT).data(Qt.ItemDataRole.DecorationRole)
    assert not icon.isNull()
    assert dock.table.model().index(2, TEXT).data(Qt.ItemDataRole.ToolTipRole).count("&lt;i&gt;") == 1


def test_nothing_is_checked_where_the_user_does_not_want_it(window, salient, click, wait, qtbot, small):
    salient._desk.checks.set_automatic(False)
    salient.open_case(small)
    click("workplace")
    dock = Dock(window)
    qtbot.waitUntil(lambda: len(dock.column(ID)) == 3, timeout=20_000)
    wait()
    assert dock.column(VERDICT) == ["not checked"] * 3
    assert not dock.by_itself.isChecked()
    assert "not checked yet" in dock.state.text()
    QTest.mouseClick(dock.check, Qt.MouseButton.LeftButton)
    wait()
    assert dock.column(VERDICT)[1] == "inconsistent"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["c01", "c02", "c03", "c10"]),
        ("73", ["c01"]),
        ("deep km", ["c01", "c02"]),
        ("eep", []),  # whole words, or their beginnings
        ("Izium", ["c03"]),
        ("изюм ", ["c03"]),
        ("nowhere", []),
    ],
)
def test_search_by_words_in_both_scripts(dock, typed, found):
    dock.search.insert(typed)  # QTest types ASCII only
    assert dock.column(ID) == found
    assert dock.count.text() == f"{len(found)} of 4"


def test_narrowed_down_by_choices_and_sorted(dock):
    dock.verdict.setCurrentIndex(dock.verdict.findData("inconsistent"))
    assert dock.column(ID) == ["c02"]
    dock.verdict.setCurrentIndex(0)
    dock.kind.setCurrentIndex(dock.kind.findData("depth"))
    assert dock.column(ID) == ["c01", "c02"]
    dock.claimant.setCurrentIndex(dock.claimant.findData("<b>Other</b>"))
    assert dock.column(ID) == []
    dock.kind.setCurrentIndex(0)
    assert dock.column(CLAIMANT) == ["<b>Other</b>"]
    dock.claimant.setCurrentIndex(0)
    dock.table.sortByColumn(ID, Qt.SortOrder.DescendingOrder)
    assert dock.column(ID) == ["c10", "c03", "c02", "c01"]
    dock.table.sortByColumn(NUMBER, Qt.SortOrder.AscendingOrder)
    assert dock.column(ID)[1:] == ["c10", "c02", "c01"]


def test_one_claim_is_told_whole_and_its_marks_are_no_marks_of_ours(dock):
    dock.choose(2)
    text = dock.details.toPlainText()
    assert "Under Ізюм it was <i>cold</i>" in text
    assert "<b>Other</b>" in text
    assert "https://example.org/what?a=<1>" in text
    dock.table.setFocus()
    QTest.keyClick(dock.table, Qt.Key.Key_Up)
    assert "10 km deep" in dock.details.toPlainText()
    assert "inconsistent" in dock.details.toPlainText()


def test_what_is_chosen_on_one_page_is_chosen_on_the_other(dock):
    dock.choose(1)
    dock.pages.setCurrentIndex(1)
    assert dock.finding_claim.currentData() == "c02"
    dock.finding_claim.setCurrentIndex(0)
    dock.finding_claim.activated.emit(0)
    assert dock.table.currentIndex().row() == 0


def test_from_a_claim_that_was_not_checked_one_goes_on_to_others(dock):
    page = dock.dock().page("findings_page.FindingsPage")
    page.choose_claim("c99")  # As after it was recorded, where checks do not run by themselves.
    assert dock.finding_verdict.text() == "This claim was not checked yet."
    assert not dock.copy.isEnabled()
    assert dock.finding_claim.isEnabled()
    dock.finding_claim.setCurrentIndex(1)
    dock.finding_claim.activated.emit(1)
    assert dock.finding_verdict.text() != "This claim was not checked yet."
    assert dock.copy.isEnabled()


def test_a_finding_under_all_its_definitions(dock):
    dock.choose(0)
    dock.pages.setCurrentIndex(1)
    table = dock.definitions
    assert [table.item(row, 0).text() for row in range(2)] == ["any part of the baseline", "break-in sector"]
    # One degree of longitude at 49 N and the way to the sector, as in test_menu; bands of twice 500 m.
    assert [table.item(0, column).text() for column in (2, 3, 4, 5)] == ["72.2", "73.2", "74.2", "km"]
    assert table.item(0, 6).text() == "✓ yes"
    assert table.item(1, 6).text() == "✗ no"
    first, second = (table.item(row, 1).data(BAND_ROLE) for row in range(2))
    assert first.scale == second.scale
    assert (first.claimed_low, first.claimed_high) == (72.5, 73.5)
    assert "72.2 – 73.2 – 74.2" in table.item(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert dock.finding_verdict.text() == "consistent if"
    assert "72.5–73.5" in dock.finding_claimed.text()
    assert "Gained ground: g01. Baseline: Line of the 5th. Break-in sector: Sector." in dock.reasons.toPlainText()


def test_what_is_missing_is_said_in_its_row(dock):
    dock.choose(3)
    dock.pages.setCurrentIndex(1)
    table = dock.definitions
    assert table.item(0, 3).text() == "1"
    assert table.item(1, 1).text().startswith("Not measured: ")
    assert table.columnSpan(1, 1) > 1


def test_a_finding_is_copied_in_the_language_of_the_documents(opened, tmp_path, rows):
    rows["settings"].append({"id": "language", "value": "uk"})
    dock = opened(small_case.make(tmp_path, "uk", rows))
    dock.choose(0)
    dock.pages.setCurrentIndex(1)
    QTest.mouseClick(dock.copy, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert text.startswith("Speaker, 9\N{NO-BREAK SPACE}вересня 2022\N{NO-BREAK SPACE}р.: «73 km deep»")
    assert "73,2\N{NO-BREAK SPACE}км (72,2–74,2)" in text


def test_shown_on_the_map_and_gone_when_cleared(window, dock, wait):
    dock.choose(0)
    dock.pages.setCurrentIndex(1)
    before = set(QgsProject.instance().mapLayers())
    QTest.mouseClick(dock.mark, Qt.MouseButton.LeftButton)
    wait()
    marks = {one.role: one for one in dock.dock().map.overlays.shown}
    assert set(marks) == {"reach", "gains", "gains_within", "sector", "baseline", "depth_line", "deepest"}
    # The south-eastern corner of the gain is the deepest point under both definitions.
    assert marks["deepest"].count == 2
    box = marks["deepest"].geometry.boundingBox()
    assert (box.xMinimum(), box.yMinimum(), box.xMaximum()) == pytest.approx((37, 49, 37), abs=1e-6)
    # 73 km north and south of a line along a meridian, 111.2 km a degree: from 48.5 - 0.656 to 50.5 + 0.656.
    assert marks["reach"].geometry.boundingBox().yMaximum() == pytest.approx(51.156, abs=0.003)
    assert marks["gains_within"].geometry.boundingBox().yMaximum() == pytest.approx(50.0045, abs=0.0003)
    assert len(dock.dock().map.overlays.bands()) == 7
    assert "deepest point" in dock.legend.text()
    assert set(QgsProject.instance().mapLayers()) == before
    QTest.mouseClick(dock.clear, Qt.MouseButton.LeftButton)
    assert dock.dock().map.overlays.bands() == []
    assert not dock.legend.isVisible()


def test_places_that_were_counted_are_told_from_those_that_may(dock, wait):
    dock.choose(3)
    dock.do("show")
    wait()
    marks = {one.role: one for one in dock.dock().map.overlays.shown}
    assert marks["place_in"].geometry.asMultiPoint() == [QgsPointXY(36.5, 49.5)]
    assert marks["place_maybe"].geometry.asMultiPoint() == [QgsPointXY(36.5, 50.003)]
    assert overlays.LOOKS["place_in"].icon != overlays.LOOKS["place_maybe"].icon


def test_marks_follow_the_map_and_end_with_the_project(window, dock, wait):
    dock.choose(0)
    dock.do("show")
    wait()
    window.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    deepest = dock.dock().map.overlays.bands()[-1].asGeometry().boundingBox()
    # The radius of Web Mercator's sphere times the longitude of 37 degrees in radians.
    assert deepest.xMinimum() == pytest.approx(6378137 * 37 * 3.141592653589793 / 180, abs=1)
    QgsProject.instance().clear()
    assert dock.dock().map.overlays.bands() == []


def test_marks_that_were_asked_for_do_not_come_when_their_case_is_closed(dock, wait):
    dock.choose(0)
    dock.do("show")
    QgsProject.instance().clear()
    wait()
    assert dock.dock().map.overlays.bands() == []


def test_nothing_is_left_on_the_map_when_salient_leaves(window, salient, dock, wait):
    marks = [item for item in window.mapCanvas().scene().items() if isinstance(item, QgsRubberBand)]
    dock.choose(0)
    dock.do("show")
    wait()
    shown = [item for item in window.mapCanvas().scene().items() if isinstance(item, QgsRubberBand)]
    assert len(shown) == len(marks) + 7
    salient.unload()
    left = [item for item in window.mapCanvas().scene().items() if isinstance(item, QgsRubberBand)]
    assert len(left) == len(marks)


def test_nothing_of_the_marks_is_saved(dock, wait, tmp_path):
    dock.choose(0)
    dock.do("show")
    wait()
    layers = len(QgsProject.instance().mapLayers())
    assert QgsProject.instance().write(str(tmp_path / "saved.qgs"))
    QgsProject.instance().clear()
    QgsProject.instance().read(str(tmp_path / "saved.qgs"))
    wait()
    assert len(QgsProject.instance().mapLayers()) == layers
    assert QgsProject.instance().mainAnnotationLayer().isEmpty()
    # The dock finds the case again.
    assert dock.column(ID) == ["c01", "c02", "c03", "c10"]
    assert dock.dock().map.overlays.bands() == []


def test_claims_that_were_held_against_each_other(dock):
    dock.choose(0)
    dock.pages.setCurrentIndex(1)
    text = dock.reasons.toPlainText()
    assert "Held against other claims" in text
    report = dock.dock()._desk.checks.report(dock.dock().case().id)
    pairs = [one for one in report.reconciled if "c01" in one.claim_ids]
    assert len(pairs) == text.partition("Held against other claims")[2].count("c0")
    assert str(pairs[0].reason) in text


def test_an_empty_page_says_why(window, salient, click, wait, tmp_path):
    click("workplace")
    wait()
    dock = Dock(window)
    assert "No case is open" in dock.details.toPlainText()
    salient.open_case(small_case.make(tmp_path, "bare", {}))
    wait()
    assert "holds no claims" in dock.details.toPlainText()


def test_double_click_goes_to_what_the_claim_is_about(window, dock):
    window.mapCanvas().setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    dock.table.doubleClicked.emit(dock.table.model().index(0, 0))
    dock.choose(0)
    dock.table.doubleClicked.emit(dock.table.model().index(0, 0))
    extent = window.mapCanvas().extent()
    # Gain and baseline: 36 to 37 E, 48.5 to 50.5 N.
    assert extent.xMinimum() < 36 < 37 < extent.xMaximum()
    assert extent.yMinimum() < 48.5 < 50.5 < extent.yMaximum()
    assert extent.height() < 3
    dock.choose(2)
    before = window.mapCanvas().extent()
    dock.do("zoom")
    assert window.mapCanvas().extent() == before
    assert "names no ground, line or place" in window.told()[-1]


def test_out_of_date_looks_so_until_it_is_checked_again(dock, wait, qtbot):
    dock.by_itself.click()
    gains = layers_of()["claimed_gains"]
    gains.startEditing()
    # Half as wide: half a degree of longitude at 49 N is 36.6 km.
    gains.changeGeometry(1, QgsGeometry.fromWkt("MultiPolygon(((36 49, 36.5 49, 36.5 50, 36 50, 36 49)))"))
    qtbot.waitUntil(lambda: "out of date" in dock.state.text(), timeout=5000)
    qtbot.waitUntil(lambda: dock.column(VERDICT)[0] == "consistent if (out of date)", timeout=5000)
    assert dock.table.model().index(0, VERDICT).data(Qt.ItemDataRole.FontRole).italic()
    dock.choose(0)
    dock.pages.setCurrentIndex(1)
    assert dock.finding_verdict.text() == "consistent if (out of date)"
    QTest.mouseClick(dock.check, Qt.MouseButton.LeftButton)
    wait()
    assert dock.finding_verdict.text() == "inconsistent"
    assert dock.definitions.item(0, 3).text() == "36.6"
    gains.rollBack()


def test_an_edit_is_seen_in_the_ledger_and_checked_by_itself(dock, qtbot):
    claims = layers_of()["claims"]
    claims.startEditing()
    feature = QgsFeature(claims.fields())
    for name, value in (("id", "c11"), ("text", "36.6 km"), ("kind", "depth"), ("claimant", "New")):
        feature[name] = value
    claims.addFeature(feature)
    qtbot.waitUntil(lambda: dock.column(ID) == ["c01", "c02", "c03", "c10", "c11"], timeout=5000)
    qtbot.waitUntil(lambda: dock.column(VERDICT)[-1] == "not testable", timeout=20000)
    assert dock.claimant.findData("New") > 0
    assert claims.isModified()
    claims.rollBack()
    qtbot.waitUntil(lambda: dock.column(ID) == ["c01", "c02", "c03", "c10"], timeout=5000)


def test_a_check_is_followed_and_called_off(dock, wait):
    QTest.mouseClick(dock.check, Qt.MouseButton.LeftButton)
    assert dock.progress.isVisible()
    assert "checking" in dock.state.text()
    QTest.mouseClick(dock.cancel, Qt.MouseButton.LeftButton)
    wait()
    assert not dock.progress.isVisible()
    assert dock.check.isVisible()


def test_the_source_is_opened_only_when_its_address_was_seen(dock, monkeypatch):
    opened, seen = [], []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    answer = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "exec", lambda self: seen.append(self.informativeText()) or answer)
    dock.choose(2)
    dock.do("source")
    assert (seen, opened) == (["https://example.org/what?a=<1>"], [])
    answer = QMessageBox.StandardButton.Open
    dock.do("source")
    assert len(opened) == 1
    dock.choose(0)
    assert not dock.table.findChild(QAction, "salient_claim_source").isEnabled()


def test_the_form_of_a_claim(window, dock):
    dock.choose(1)
    dock.do("edit")
    (form,) = window.window.findChildren(QDialog, "salient_claim_form")
    assert form.claim_id == "c02"
    assert form.isVisible()
    dock.do("edit")
    assert window.window.findChildren(QDialog, "salient_claim_form") == [form]
    # It is a look at first: nothing goes into editing before something is changed.
    assert not layers_of()["claims"].isEditable()


def test_places_and_gains_of_a_claim_are_chosen_from_the_ledger(window, dock, qtbot):
    shown = []

    def look() -> None:
        dialog = window.window.findChild(QDialog, "salient_claim_links")
        shown.append(dialog.claim_id())
        dialog.reject()

    dock.choose(1)
    QTimer.singleShot(200, look)
    dock.do("links")
    assert shown == ["c02"]


def test_the_ledger_has_keys(window, dock, wait):
    dock.choose(0)
    QTest.keyClick(dock.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("Speaker, 9")
    QTest.keyClick(dock.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    wait()
    assert len(dock.dock().map.overlays.bands()) == 7
    window.mapCanvas().setExtent(QgsRectangle(0, 0, 1, 1))
    QTest.keyClick(dock.table, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert window.mapCanvas().extent() != QgsRectangle(0, 0, 1, 1)
    QTest.keyClick(dock.table, Qt.Key.Key_F2)
    assert window.window.findChild(QDialog, "salient_claim_form").claim_id == "c01"


def test_keys_that_qgis_has_too_are_the_ledgers_while_it_is_in_hand(dock):
    dock.choose(0)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QCoreApplication.sendEvent(dock.table, event)
    assert event.isAccepted()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QCoreApplication.sendEvent(dock.table, event)
    assert not event.isAccepted()


def test_several_cases_and_a_claim_asked_for_from_elsewhere(window, salient, dock, wait, tmp_path):
    salient.open_case(small_case.make(tmp_path, "another"))
    wait()
    assert dock.case.count() == 2
    other = next(one for one in open_cases(QgsProject.instance()) if one.name == "another")
    show_claim(salient._desk, other.id, "c03")
    wait()
    assert dock.case.currentData() == other.id
    assert dock.column(ID) == ["c01", "c02", "c03"]
    assert dock.table.currentIndex().row() == 2
    dock.search.setText("nothing like that")
    show_claim(salient._desk, other.id, "c02")
    assert dock.table.currentIndex().row() == 1
    dock.case.setCurrentIndex(
        dock.case.findData(next(one.id for one in open_cases(QgsProject.instance()) if one != other))
    )
    dock.case.activated.emit(dock.case.currentIndex())
    wait()
    assert len(dock.column(ID)) == 4
    QgsProject.instance().clear()
    wait()
    assert dock.column(ID) == []
    assert dock.case.currentText() == "No case is open"
    assert not dock.check.isEnabled()


def test_every_page_is_made_when_it_is_looked_at(window, salient, dock, wait):
    assert [dock.pages.tabText(number) for number in range(3)] == ["Claims", "Findings", "Depth"]
    assert list(dock.dock().pages) == [CLAIMS]
    for number in range(dock.pages.count()):
        dock.pages.setCurrentIndex(number)
        wait()
    assert list(dock.dock().pages) == list(PAGES)
    assert all(page.isVisibleTo(dock.pages.widget(number)) for number, page in enumerate(dock.dock().pages.values()))
    dock.pages.setCurrentIndex(2)
    # Who asks for a check must see its verdicts.
    window.window.findChild(QAction, "salient_check_claims").trigger()
    wait()
    assert dock.pages.currentIndex() == 0


def test_a_thousand_claims_are_there_at_once(window, salient, click, wait, qtbot, tmp_path, rows, capsys):
    claim = rows["claims"][2]
    rows["claims"] = [claim | {"id": f"c{n:04}", "text": f"Statement {n} about Izium"} for n in range(1000)]
    salient._desk.checks.set_automatic(False)
    salient.open_case(small_case.make(tmp_path, "many", rows))
    wait()
    click("workplace")
    dock = Dock(window)
    # It is filled in a later turn, which a busy machine takes its time for.
    qtbot.waitUntil(lambda: len(dock.column(ID)) == 1000, timeout=20_000)
    page = dock.dock().page("claims_page.ClaimsPage")
    times = {}
    for name, act in (
        ("fill", page._read_again),
        ("first search", lambda: dock.search.setText("Ізюм")),
        ("next search", lambda: dock.search.setText("Ізюм 99")),
        ("sort", lambda: dock.table.sortByColumn(TEXT, Qt.SortOrder.DescendingOrder)),
    ):
        start = time.perf_counter()
        act()
        times[name] = f"{1000 * (time.perf_counter() - start):.0f} ms"
    with capsys.disabled():
        print(f"\n1,000 claims: {times}")
    # 99, and 990 to 999.
    assert len(dock.column(ID)) == 11


@pytest.mark.parametrize(
    ("numbers", "scale"),
    [
        # From nothing where the smallest is below half of the largest, with 6 % of room at both ends.
        ([10, 100], (-6, 106)),
        ([90, 100], (89.4, 100.6)),
        ([-20, -10], (-20.6, -9.4)),
        ([], (-0.06, 1.06)),
    ],
)
def test_scale_of_a_band(numbers, scale):
    assert scale_of(numbers) == pytest.approx(scale)
