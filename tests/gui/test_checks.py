"""Checks that run by themselves: edits as a user makes them, and everything that can happen while a check runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsSettings, QgsVectorLayer

import small_case
from salient.bridge import work
from salient.bridge.cases import OpenCase, case_layers, open_cases
from salient.extension import Extension
from salient.gui.checks import Checks


@pytest.fixture(autouse=True)
def _as_installed() -> Iterator[None]:
    yield
    QgsSettings().remove("salient/checks")


@pytest.fixture
def checks(salient: Extension) -> Checks:
    made = salient._desk.checks
    for watched in ("report_changed", "went_stale", "started", "failed"):
        assert hasattr(made, watched)
    return made


@pytest.fixture
def case(salient: Extension, small: str) -> OpenCase:
    salient.open_case(small)
    (opened,) = open_cases(QgsProject.instance())
    return opened


@pytest.fixture
def checked(checks: Checks, case: OpenCase, qtbot) -> OpenCase:
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        checks.check_now(case)
    return case


def layer_of(case: OpenCase, table: str) -> QgsVectorLayer:
    return case_layers(QgsProject.instance(), case.id)[table]


def set_value(case: OpenCase, fid: int, value: float) -> QgsVectorLayer:
    claims = layer_of(case, "claims")
    if not claims.isEditable():
        claims.startEditing()
    claims.changeAttributeValue(fid, claims.fields().indexOf("value"), value)
    return claims


def verdicts(checks: Checks, case: OpenCase) -> list[str]:
    return [one.verdict for one in checks.report(case.id).findings]


class Gate:
    """Holds a check up, in its thread, until it is let through or called off."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.open = threading.Event(), threading.Event()
        real = work.rechecked

        def held(now, previous, progress, known):
            self.reached.set()
            while not self.open.wait(0.01):
                progress(0.5)
            return real(now, previous, progress, known)

        monkeypatch.setattr("salient.bridge.work.rechecked", held)


@pytest.fixture
def gate(monkeypatch) -> Iterator[Gate]:
    made = Gate(monkeypatch)
    yield made
    made.open.set()


def test_an_edit_is_checked_by_itself(checks, checked, qtbot):
    # 73.2 km deep, and 85.7 km from the sector (the sum is in test_menu).
    assert verdicts(checks, checked) == ["consistent_if", "inconsistent", "not_testable"]
    assert not checks.is_stale(checked.id)
    first = checks.report(checked.id)
    with qtbot.waitSignals([checks.went_stale, checks.started, checks.report_changed], timeout=60_000, order="strict"):
        claims = set_value(checked, 2, 73.0)
        assert checks.is_stale(checked.id)
        assert checks.stale_claims(checked.id) == {"c02"}
    assert verdicts(checks, checked) == ["consistent_if", "consistent_if", "not_testable"]
    assert not checks.is_stale(checked.id)
    assert checks.stale_claims(checked.id) == frozenset()
    # Only its own finding was taken anew; and nothing was saved.
    now = checks.report(checked.id)
    assert [one is other for one, other in zip(now.findings, first.findings)] == [True, False, True]
    assert claims.isModified()
    claims.rollBack()


def test_undo_and_redo_are_edits(checks, checked, qtbot):
    claims = set_value(checked, 2, 73.0)
    for step, verdict in ((None, "consistent_if"), ("undo", "inconsistent"), ("redo", "consistent_if")):
        with qtbot.waitSignal(checks.report_changed, timeout=60_000):
            if step:
                getattr(claims.undoStack(), step)()
        assert verdicts(checks, checked)[1] == verdict
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        claims.rollBack()
    assert verdicts(checks, checked)[1] == "inconsistent"


def test_a_drawn_gain_is_measured_and_stays_after_a_save(checks, checked, qtbot):
    gains = layer_of(checked, "claimed_gains")
    gains.startEditing()
    feature = QgsFeature(gains.fields())
    feature["id"], feature["side"] = "g02", "A"
    feature.setGeometry(QgsGeometry.fromWkt("MultiPolygon(((37 49, 38 49, 38 50, 37 50, 37 49)))"))
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        gains.addFeature(feature)
        # A gain that was never read may be of any claim's period.
        assert checks.stale_claims(checked.id) == {"c01", "c02"}
    # Two degrees of longitude at 49° N: 2 x 73.2 km, less what the great circle cuts off.
    assert checks.report(checked.id).findings[0].measures[0].best == pytest.approx(146.3, abs=0.3)
    stale = []
    checks.went_stale.connect(stale.append)
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        assert gains.commitChanges()
        assert not checks.is_stale(checked.id)
    assert stale == []
    # Its number is another one since the save; its edits are found all the same.
    (fid,) = [one.id() for one in gains.getFeatures() if one["id"] == "g02"]
    gains.startEditing()
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        gains.deleteFeature(fid)
        assert checks.stale_claims(checked.id) == {"c01", "c02"}
    assert verdicts(checks, checked)[0] == "consistent_if"
    gains.rollBack()


def test_two_cases_are_checked_apart(checks, checked, salient, tmp_path, qtbot):
    salient.open_case(small_case.make(tmp_path, "other"))
    (other,) = [one for one in open_cases(QgsProject.instance()) if one.id != checked.id]
    began = []
    checks.started.connect(began.append)
    # Nobody asked for the other one yet.
    set_value(other, 2, 73.0)
    assert not checks.is_stale(other.id)
    assert checks.report(other.id) is None
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        checks.check_now(other)
    assert verdicts(checks, other)[1] == "consistent_if"
    assert verdicts(checks, checked)[1] == "inconsistent"
    before = checks.report(other.id)
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        set_value(checked, 2, 73.0)
        assert not checks.is_stale(other.id)
    assert checks.report(other.id) is before
    assert began == [other.id, checked.id]
    for one in (checked, other):
        layer_of(one, "claims").rollBack()


def test_not_by_itself_where_the_user_does_not_want_it(checks, checked, qtbot):
    checks.set_automatic(False)
    assert not checks.automatic()
    with qtbot.assertNotEmitted(checks.started, wait=1500):
        set_value(checked, 2, 73.0)
    assert checks.is_stale(checked.id)
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        checks.set_automatic(True)
    assert verdicts(checks, checked)[1] == "consistent_if"
    layer_of(checked, "claims").rollBack()


def test_an_edit_calls_off_the_check_under_way(checks, checked, gate, qtbot):
    set_value(checked, 2, 73.0)
    qtbot.waitUntil(gate.reached.is_set, timeout=60_000)
    began = []
    checks.started.connect(began.append)
    set_value(checked, 2, 74.0)
    set_value(checked, 1, 10.0)
    assert checks.stale_claims(checked.id) == {"c01", "c02"}
    qtbot.waitUntil(lambda: bool(began), timeout=60_000)
    gate.open.set()
    qtbot.waitSignal(checks.report_changed, timeout=60_000).wait()
    assert [one.claim.value for one in checks.report(checked.id).findings[:2]] == [10.0, 74.0]
    assert not checks.is_stale(checked.id)
    layer_of(checked, "claims").rollBack()


def test_called_off_by_the_user_it_waits_for_the_next_edit(checks, checked, gate, salient, window, qtbot):
    told = len(window.told())
    set_value(checked, 2, 73.0)
    qtbot.waitUntil(gate.reached.is_set, timeout=60_000)
    assert checks.is_running(checked.id)
    with qtbot.waitSignal(checks.failed, timeout=60_000) as ended:
        for task in salient._desk.tasks._running:
            task.cancel()
    assert ended.args == [checked.id, ""]
    assert not checks.is_running(checked.id)
    assert checks.is_stale(checked.id)
    assert len(window.told()) == told
    gate.open.set()
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        set_value(checked, 1, 74.0)
    assert verdicts(checks, checked)[1] == "consistent_if"
    layer_of(checked, "claims").rollBack()


def removed(case: OpenCase) -> None:
    QgsProject.instance().removeMapLayer(layer_of(case, "claimed_gains").id())


def renamed(case: OpenCase) -> None:
    layer_of(case, "claimed_gains").setName("Something else")


def read_only(case: OpenCase) -> None:
    layer_of(case, "claimed_gains").setReadOnly(True)


@pytest.mark.parametrize("happens", [removed, renamed, read_only])
def test_what_happens_to_a_layer_while_a_check_runs(checks, checked, gate, qtbot, window, happens: Callable):
    set_value(checked, 2, 73.0)
    qtbot.waitUntil(gate.reached.is_set, timeout=60_000)
    happens(checked)
    gate.open.set()
    qtbot.waitUntil(lambda: not checks.is_stale(checked.id), timeout=60_000)
    assert verdicts(checks, checked) == ["consistent_if", "consistent_if", "not_testable"]
    if happens is removed:
        assert "read from the file" in window.told()[-1]
    layer_of(checked, "claims").rollBack()


def test_a_layer_turns_invalid_while_a_check_runs(checks, checked, gate, qtbot, window, tmp_path):
    claims = set_value(checked, 2, 73.0)
    qtbot.waitUntil(gate.reached.is_set, timeout=60_000)
    gains = layer_of(checked, "claimed_gains")
    good = gains.source()
    with qtbot.waitSignal(checks.failed, timeout=60_000, check_params_cb=lambda _, text: bool(text)) as failure:
        gains.setDataSource(str(tmp_path / "gone.gpkg"), gains.name(), "ogr")
    assert "cannot be read" in failure.args[1]
    assert "cannot be read" in window.told()[-1]
    # Said once, not at every edit that follows.
    told = len(window.told())
    with qtbot.waitSignal(checks.failed, timeout=60_000):
        set_value(checked, 2, 74.0)
    assert len(window.told()) == told
    assert checks.is_stale(checked.id)
    gate.open.set()
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        gains.setDataSource(good, gains.name(), "ogr")
    assert not checks.is_stale(checked.id)
    claims.rollBack()


def test_the_project_is_closed_while_a_check_runs_by_itself(checks, checked, gate, qtbot, window, wait):
    set_value(checked, 2, 73.0)
    qtbot.waitUntil(gate.reached.is_set, timeout=60_000)
    told = len(window.told())
    QgsProject.instance().clear()
    gate.open.set()
    wait()
    assert checks.report(checked.id) is None
    assert not checks.is_running(checked.id)
    assert len(window.told()) == told


def test_unloaded_while_a_check_runs_and_after_an_edit(window, small, monkeypatch, qtbot):
    gate = Gate(monkeypatch)
    extension = Extension(window)
    extension.initGui()
    extension.open_case(small)
    (case,) = open_cases(QgsProject.instance())
    checks = extension._desk.checks
    checks.check_now(case)
    qtbot.waitUntil(gate.reached.is_set, timeout=60_000)
    claims = set_value(case, 2, 73.0)
    extension.unload()
    gate.open.set()
    # The layers still are there and edited; nobody listens any more.
    set_value(case, 2, 74.0)
    qtbot.wait(50)
    assert claims.isModified()
    claims.rollBack()


def test_what_was_written_past_qgis_is_read_where_the_user_asks(checks, checked, qtbot):
    claims = layer_of(checked, "claims")
    claims.dataProvider().changeAttributeValues({2: {claims.fields().indexOf("value"): 73.0}})
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        checks.check_now(checked)
    assert verdicts(checks, checked)[1] == "consistent_if"


def test_the_layers_of_results_are_filled_anew(checks, checked, salient, window, qtbot):
    names = ("Deepest points of claims", "Depth lines of claims")
    before = [QgsProject.instance().mapLayersByName(name)[0] for name in names]
    window.setActiveLayer(before[0])
    gains = layer_of(checked, "claimed_gains")
    gains.startEditing()
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        gains.changeGeometry(1, QgsGeometry.fromWkt("MultiPolygon(((36 49, 38 49, 38 50, 36 50, 36 49)))"))
    after = [QgsProject.instance().mapLayersByName(name)[0] for name in names]
    assert [one.id() for one in after] == [one.id() for one in before]
    assert window.activeLayer() is before[0]
    assert {round(one.geometry().asPoint().x(), 3) for one in after[0].getFeatures()} == {38.0}
    gains.rollBack()


def test_a_setting_that_cannot_be_used_and_is_mended(checks, checked, qtbot, window):
    settings = layer_of(checked, "settings")
    feature = QgsFeature(settings.fields())
    feature["id"], feature["value"] = "tolerance_m", "far"
    settings.startEditing()
    with qtbot.waitSignal(checks.failed, timeout=60_000):
        settings.addFeature(feature)
    assert "tolerance_m" in window.told()[-1]
    (fid,) = [one.id() for one in settings.getFeatures() if one["id"] == "tolerance_m"]
    with qtbot.waitSignal(checks.report_changed, timeout=60_000):
        settings.changeAttributeValue(fid, settings.fields().indexOf("value"), "800")
    measure = checks.report(checked.id).findings[0].measures[0]
    # Both shapes bring 500 m of their own.
    assert measure.high - measure.best == pytest.approx(1.0)
    settings.rollBack()
