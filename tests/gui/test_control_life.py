"""The panels and pages of control maps leave nothing behind, and their heavy parts come late."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsProject, QgsTemporalNavigationObject
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QApplication, QWidget

import day_maps
from desk_window import settle
from salient.bridge.cases import open_cases
from salient.extension import Extension
from salient.gui.change_actions import ask_for_change
from salient.gui.control_actions import show_control_maps
from salient.gui.import_actions import import_maps
from salient.gui.import_dialog import ImportChoice
from salient.gui.quality_dock import KINDS


def use(window, small: str, choice: ImportChoice, qtbot) -> Extension:
    """Load, open a case, import, and show every panel and page."""
    extension = Extension(window)
    extension.initGui()
    extension.open_case(small)
    desk = extension._desk

    def wait() -> None:
        qtbot.waitUntil(lambda: desk.tasks.running() == 0, timeout=60_000)
        qtbot.wait(20)

    import_maps(desk, open_cases(QgsProject.instance())[0], choice)
    wait()
    show_control_maps(desk)
    wait()
    for page in (1, 2, 3):
        desk.docks["control"].tabs.setCurrentIndex(page)
        wait()
    desk.docks["control"].depths.span.button.click()
    wait()
    ask_for_change(desk)
    assert set(desk.docks) == {"quality", "control"}
    return extension


def left(window) -> dict[str, int]:
    settle()
    gc.collect()
    settle()
    return {
        "objects": len(window.window.findChildren(QObject)),
        "windows": len([one for one in QApplication.topLevelWidgets() if type(one) is not QWidget]),
        "receivers": QgsProject.instance().receivers(QgsProject.instance().cleared),
        "slider": window.slider.receivers(window.slider.updateTemporalRange),
    }


def test_panels_come_and_go_without_a_trace(window, small, tmp_path, qtbot):
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    window.slider = QgsTemporalNavigationObject()
    window.mapCanvas().setTemporalController(window.slider)
    maps = day_maps.make(tmp_path)
    choice = ImportChoice((str(maps),), str(day_maps.profile_of(maps)))
    seen = []
    for _ in range(4):
        use(window, small, choice, qtbot).unload()
        QgsProject.instance().clear()
        window.messageBar().clearWidgets()
        seen.append(left(window))
    assert seen[1] == seen[2] == seen[3]


def test_every_kind_of_remark_has_words():
    from salient.core import quality

    assert set(quality._SUMMARIES) <= set(KINDS)
