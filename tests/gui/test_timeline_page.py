"""The page of time as a user meets it: claims in rows, a click that moves the map's time, and the slider."""

from __future__ import annotations

import datetime
import time

import pytest
from qgis.core import Qgis, QgsProject, QgsTemporalNavigationObject
from qgis.PyQt.QtCore import QCoreApplication, QDate, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QColor, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDockWidget

import small_case
from salient.bridge.cases import case_layers, open_cases
from salient.bridge.time_link import day_shown, period_shown
from salient.core.schema import VERDICTS
from salient.gui.timeline_foot import NOTHING, PERIOD
from salient.gui.timeline_item import COLOURS
from salient.gui.timeline_page import TimelinePage
from salient.gui.timeline_rows import DAY_S, noon
from salient.gui.workplace import CLAIMS, TIMELINE
from salient.paths import resource

Date = datetime.date


@pytest.fixture
def window(window):
    """Give the window's map a time slider, as QGIS has it."""
    window.slider = QgsTemporalNavigationObject()
    window.mapCanvas().setTemporalController(window.slider)
    return window


@pytest.fixture
def rows() -> dict:
    """Return the small case with claims in time, two events, and maps of two days."""
    made = small_case.tables()
    made["claims"][0] |= {"stated_on": "2022-09-10", "refers_from": "2022-09-05", "refers_to": "2022-09-09"}
    made["claims"][1] |= {"stated_on": "2022-09-08", "claimant": "<b>Other</b>"}
    made["claims"].append(
        {"id": "c04", "text": "later", "kind": "other", "claimant": "Other", "refers_from": "2022-09-20"}
    )
    made["events"] = [
        {"id": "e1", "name": "It began", "date": "2022-09-04"},
        {"id": "e2", "name": "It went on", "date": "2022-09-05"},
    ]
    made["control_areas"] = [
        {
            "id": day,
            "side": "B",
            "state": "assessed_control",
            "issuer": "Surveyor",
            "as_of": day,
            "geometry": made["claimed_gains"][0]["geometry"],
        }
        for day in ("2022-09-05", "2022-09-09")
    ]
    return made


@pytest.fixture
def opened(window, salient, click, wait, qtbot):
    """Return a function that opens a case and the page."""
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")

    def open_both(path: str) -> TimelinePage:
        salient.open_case(path)
        wait()
        window.window.resize(1200, 900)
        click("workplace")
        dock = window.window.findChild(QDockWidget, "salient_workplace")
        dock.show_page(TIMELINE)
        page = dock.page(TIMELINE)
        qtbot.waitUntil(lambda: page.chart is not None, timeout=20_000)
        wait()
        page.chart.view.grab()
        return page

    return open_both


@pytest.fixture
def page(opened, tmp_path, rows, salient, qtbot) -> TimelinePage:
    made = opened(small_case.make(tmp_path, "timed", rows))
    checks = salient._desk.checks
    qtbot.waitUntil(lambda: checks.report(made._case.id) is not None, timeout=20_000)
    return made


def place_of(page: TimelinePage, claim_id: str) -> QPoint:
    """Return where the words of a claim stand in the chart's widget."""
    item = page.chart.item
    bar = next(one for one in item.bars if one.claim_id == claim_id)
    start = bar.left if bar.start is None else bar.start
    y = item.head_px() + (item.row_of(claim_id) + 0.4) * item.row_px() - item.top_px
    return place_at(page, item.x_of(start) + 30, y)


def place_at(page: TimelinePage, x: float, y: float) -> QPoint:
    return page.chart.view.mapFromScene(page.chart.plot.vb.mapToScene(QPointF(x, y)))


def press(page: TimelinePage, place: QPoint) -> None:
    target = page.chart.view.viewport()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_claims_events_and_maps_stand_where_their_days_are(page):
    item = page.chart.item
    assert [one.claim_id for one in item.bars] == ["c01", "c02", "c04"]
    assert page.words.text() == "Claims that name no day and are not shown here: 1."
    assert [(one.day.day, one.name) for one in item.events] == [(4, "It began"), (5, "It went on")]
    assert list(item.map_days) == [noon(Date(2022, 9, 5)), noon(Date(2022, 9, 9))]
    # Four days apart, and so four times as far as one.
    day_px = item.x_of(DAY_S) - item.x_of(0)
    assert item.x_of(item.map_days[1]) - item.x_of(item.map_days[0]) == pytest.approx(4 * day_px)
    assert [one.verdict for one in item.bars] == ["consistent_if", "inconsistent", "not_testable"]
    assert sorted(item.drawn) == ["c01", "c02", "c04"]


def test_the_bar_of_a_claim_has_the_colour_of_its_verdict_over_its_period(page):
    item = page.chart.item
    picture = page.chart.view.grab().toImage()
    ratio = picture.devicePixelRatio()
    bar = item.bars[0]
    y = item.head_px() + item.row_of("c01") * item.row_px() + item._metrics.height() + 3.5

    def colour(moment: float) -> QColor:
        place = place_at(page, item.x_of(moment), y)
        return QColor(picture.pixel(int(place.x() * ratio), int(place.y() * ratio)))

    assert colour(bar.start + 1.3 * DAY_S).name() == COLOURS["consistent_if"]
    assert colour(bar.end - 0.3 * DAY_S).name() == COLOURS["consistent_if"]
    assert colour(bar.start - 0.3 * DAY_S).name() != COLOURS["consistent_if"]


def test_a_click_on_a_claim_sets_the_maps_day_and_chooses_it_on_all_pages(window, page):
    press(page, place_of(page, "c01"))
    assert day_shown(window.slider) == Date(2022, 9, 9)
    assert page.chart.day == Date(2022, 9, 9)
    assert page.chart.line.isVisible()
    dock = window.window.findChild(QDockWidget, "salient_workplace")
    assert dock.page(CLAIMS).row().id == "c01"
    # What was said of no period: the day it was said.
    press(page, place_of(page, "c02"))
    assert day_shown(window.slider) == Date(2022, 9, 8)
    dock.choose_claim("c04")
    assert page.chart.item.chosen == "c04"
    assert day_shown(window.slider) == Date(2022, 9, 8)


def test_a_click_can_show_the_whole_period_or_leave_the_map_alone(window, page):
    page.foot.click.setCurrentIndex(page.foot.click.findData(PERIOD))
    press(page, place_of(page, "c01"))
    assert window.slider.navigationMode() == Qgis.TemporalNavigationMode.FixedRange
    assert period_shown(window.slider) == (Date(2022, 9, 5), Date(2022, 9, 9))
    assert page.chart.item.shown == (noon(Date(2022, 9, 5)) - DAY_S / 2, noon(Date(2022, 9, 9)) + DAY_S / 2)
    page.foot.click.setCurrentIndex(page.foot.click.findData(NOTHING))
    press(page, place_of(page, "c02"))
    assert page.chart.item.chosen == "c02"
    assert period_shown(window.slider) == (Date(2022, 9, 5), Date(2022, 9, 9))


def test_the_line_follows_the_slider_and_the_slider_the_line(window, page):
    assert not page.chart.line.isVisible()
    item = page.chart.item
    # Below all rows nothing is but time.
    press(page, place_at(page, item.x_of(noon(Date(2022, 9, 7))), item.boundingRect().height() - 5))
    assert day_shown(window.slider) == Date(2022, 9, 7)
    window.slider.next()
    assert page.chart.day == Date(2022, 9, 8)
    assert page.chart.line.value() == noon(Date(2022, 9, 8))
    page.chart.line.setValue(noon(Date(2022, 9, 6)))
    page.chart.line.sigDragged.emit(page.chart.line)
    assert day_shown(window.slider) == Date(2022, 9, 6)
    # Beyond the days of the case there is nothing to show.
    page.chart.line.setValue(noon(Date(2023, 9, 6)))
    page.chart.line.sigDragged.emit(page.chart.line)
    assert day_shown(window.slider) == Date(2022, 9, 20)
    window.slider.setNavigationMode(Qgis.TemporalNavigationMode.NavigationOff)
    window.slider.updateTemporalRange.emit(window.slider.temporalExtents())
    assert not page.chart.line.isVisible()


def test_two_names_of_neighbouring_days_stand_above_each_other(page):
    item = page.chart.item
    page.chart.show_all()
    spans, places = item._event_rows.spans, item._event_rows.row_of
    assert spans[0][1] > spans[1][0]
    assert places == [0, 1]
    named = item.event_at(QPointF(item.x_of(noon(Date(2022, 9, 5))) + 8, item._metrics.height() + 3))
    assert named.name == "It went on"


def test_zoomed_by_buttons_and_keys(page):
    def days() -> float:
        left, right = page.chart.item.time()
        return (right - left) / DAY_S

    before = days()
    QTest.mouseClick(page.foot.buttons["larger"], Qt.MouseButton.LeftButton)
    assert days() == pytest.approx(before / 1.5)
    QTest.mouseClick(page.foot.buttons["smaller"], Qt.MouseButton.LeftButton)
    assert days() == pytest.approx(before)
    QTest.mouseClick(page.foot.buttons["all"], Qt.MouseButton.LeftButton)
    left, right = page.chart.item.time()
    assert left < noon(Date(2022, 9, 4))
    assert right > noon(Date(2022, 9, 20))
    QTest.mouseClick(page.foot.buttons["claims"], Qt.MouseButton.LeftButton)
    assert days() == pytest.approx(before)
    assert page.chart.item.time()[0] > left


def test_the_wheel_zooms_and_what_was_chosen_so_stays(page):
    left, right = page.chart.item.time()
    view = page.chart.view
    middle = place_at(page, page.chart.item.boundingRect().width() / 2, page.chart.item.head_px() + 5)
    turn = QWheelEvent(
        QPointF(middle),
        QPointF(view.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QCoreApplication.sendEvent(view.viewport(), turn)
    closer = page.chart.item.time()
    assert closer[1] - closer[0] < right - left
    assert left < closer[0]
    # What a drag of pyqtgraph does; after it a change of the size shows no other time.
    page.chart.plot.vb.translateBy(x=DAY_S)
    page.chart.plot.vb.sigRangeChangedManually.emit([True, False])
    page.chart._resized()
    assert page.chart.item.time() == pytest.approx((closer[0] + DAY_S, closer[1] + DAY_S))


def test_names_have_room_however_small_the_scale(page):
    item = page.chart.item
    for factor in (1, 2, 2, 0.2):
        page.chart.zoom_by(factor)
        for row in range(item._rows.count):
            inside = sorted(span for n, span in enumerate(item._rows.spans) if item._rows.row_of[n] == row)
            assert all(one[1] <= other[0] for one, other in zip(inside, inside[1:]))
        for (left, right), width in zip(item._rows.spans, item.widths):
            assert right - left >= width


def test_narrowed_down_as_in_the_ledger(page):
    page.choices.search.setText("later")
    assert [one.claim_id for one in page.chart.item.bars] == ["c04"]
    page.choose_claim("c01")
    assert len(page.chart.item.bars) == 3
    assert page.chart.item.chosen == "c01"
    page.choices.verdict.setCurrentIndex(page.choices.verdict.findData("inconsistent"))
    assert [one.claim_id for one in page.chart.item.bars] == ["c02"]
    page.choices.search.setText("nothing of the kind")
    assert page.words.text() == "No claim fits the search."


def test_from_claim_to_claim_by_the_keyboard(window, page, qtbot):
    window.window.activateWindow()
    page.chart.view.setFocus()
    qtbot.waitUntil(page.chart.view.hasFocus, timeout=2_000)
    QTest.keyClick(page.chart.view, Qt.Key.Key_Right)
    assert page._chosen == "c01"
    page.chart.step(1)
    page.chart.step(1)
    page.chart.step(1)
    assert page._chosen == "c04"
    page.chart.step(-2)
    assert page._chosen == "c01"


def test_beside_the_mouse_stands_what_is_known_and_its_marks_are_no_marks_of_ours(page):
    place = page.chart.view.mapToScene(place_of(page, "c02"))
    page.chart.view.scene().sigMouseMoved.emit(place)
    tip = page.chart.item.toolTip()
    assert "&lt;b&gt;Other&lt;/b&gt;" in tip
    assert "said on: 2022-09-08" in tip
    assert "inconsistent" in tip


def test_edits_are_seen_and_what_is_out_of_date_looks_so(page, qtbot, salient):
    salient._desk.checks.set_automatic(False)
    (case,) = open_cases(QgsProject.instance())
    layers = case_layers(QgsProject.instance(), case.id)
    claims, events = layers["claims"], layers["events"]
    claims.startEditing()
    (one,) = [found for found in claims.getFeatures() if found["id"] == "c01"]
    claims.changeAttributeValue(one.id(), claims.fields().indexOf("refers_to"), QDate(2022, 9, 7))
    qtbot.waitUntil(lambda: page.chart.item.bars[0].end == noon(Date(2022, 9, 7)) + DAY_S / 2, timeout=5_000)
    assert page.chart.item.bars[0].stale
    events.startEditing()
    events.deleteFeature(next(found.id() for found in events.getFeatures() if found["id"] == "e1"))
    qtbot.waitUntil(lambda: [found.name for found in page.chart.item.events] == ["It went on"], timeout=5_000)
    claims.rollBack()
    events.rollBack()


def test_nothing_is_left_of_a_case_that_was_closed(page, wait):
    QgsProject.instance().clear()
    wait()
    assert list(page.chart.item.bars) == list(page.chart.item.events) == list(page.chart.item.map_days) == []
    assert page.words.text().startswith("No case is open")


def test_a_thousand_claims(opened, tmp_path, rows, salient, capsys):
    first = Date(2022, 9, 1)
    rows["claims"] = [
        {
            "id": f"c{n:04}",
            "text": f"Statement {n} about something",
            "kind": "other",
            "claimant": "Speaker",
            "refers_from": (first + datetime.timedelta(days=n % 300)).isoformat(),
            "refers_to": (first + datetime.timedelta(days=n % 300 + n % 7)).isoformat(),
        }
        for n in range(1000)
    ]
    salient._desk.checks.set_automatic(False)
    page = opened(small_case.make(tmp_path, "many", rows))
    chart, times = page.chart, {}
    for name, act in (
        ("read all", lambda: page.show_case(page._case)),
        ("draw", chart.view.grab),
        ("zoom and draw", lambda: (chart.zoom_by(0.5), chart.view.grab())),
        ("zoomed out", lambda: (chart.show_all(), chart.view.grab())),
    ):
        start = time.perf_counter()
        act()
        times[name] = f"{1000 * (time.perf_counter() - start):.0f} ms"
    with capsys.disabled():
        print(
            f"\n1,000 claims in time: {times}, {len(chart.item.drawn)} of them drawn in {chart.item._rows.count} rows"
        )
    assert len(chart.item.bars) == 1000
    assert 0 < len(chart.item.drawn) < 300
    assert chart.scroll.isVisibleTo(chart.widget)
    # The last row comes into sight when its claim is chosen elsewhere.
    last = max(chart.item.bars, key=lambda one: chart.item.row_of(one.claim_id))
    page.choose_claim(last.claim_id)
    chart.view.grab()
    assert last.claim_id in chart.item.drawn


def test_bars_have_the_colours_of_the_signs():
    # That of what cannot be tested is lighter than its sign: it has to be seen on dark ground too, as an outline.
    for verdict in set(VERDICTS) - {"not_testable"}:
        sign = resource("icons", f"verdict_{verdict}.svg").read_text(encoding="utf-8")
        assert COLOURS[verdict] in sign
