"""Loaded and unloaded: nothing is left, nothing heavy is imported, and a running task does no harm."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from pathlib import Path

from qgis.core import QgsApplication, QgsExpression, QgsProject
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QAction, QWidget

from desk_window import settle
from salient.extension import Extension
from salient.gui.workplace import PAGES

HEAVY = ("fiona", "pyproj", "shapely", "reportlab", "pyqtgraph", "scipy")


MOST_GROWTH_MB = 50


def resident_mb() -> int:
    """Return how much memory this process holds; 0 where the system does not tell in Linux's way."""
    told = Path("/proc/self/status")
    lines = told.read_text(encoding="ascii").splitlines() if told.exists() else []
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:")), 0)


def left(window) -> dict[str, int]:
    settle()
    gc.collect()
    main = window.window
    return {
        "objects": len(main.findChildren(QObject)),
        "actions": len(main.findChildren(QAction)),
        "widgets": len(main.findChildren(QWidget)),
        "menu": len(window.pluginMenu().actions()),
        "help": len(window.pluginHelpMenu().actions()),
        "options": len(window.option_pages),
        "providers": len(QgsApplication.processingRegistry().providers()),
        "layers": len(QgsProject.instance().mapLayers()),
        "nodes": len(QgsProject.instance().layerTreeRoot().children()),
        "functions": len(QgsExpression.Functions()),
        "tasks": QgsApplication.taskManager().count(),
        "on the map": len(window.mapCanvas().scene().items()),
        "receivers": QgsProject.instance().receivers(QgsProject.instance().cleared),
    }


def use(window, small: str, qtbot) -> Extension:
    """Load, open a case, check it so that the dock is there, and open the pages."""
    extension = Extension(window)
    extension.initGui()
    extension.open_case(small)
    for name in ("check_claims", "help", "about"):
        window.window.findChild(QAction, f"salient_{name}").trigger()
    qtbot.waitUntil(lambda: extension._desk.tasks.running() == 0, timeout=60_000)
    dock = extension._desk.docks["workplace"]
    for page in PAGES:
        dock.show_page(page)
        qtbot.waitUntil(lambda: extension._desk.tasks.running() == 0, timeout=60_000)
    return extension


def leave_all_open(window, extension: Extension) -> None:
    """Begin to draw and to record a claim, and check again: Salient leaves in the middle of it."""
    window.window.findChild(QAction, "salient_record_claim").trigger()
    assert window.window.findChild(QWidget, "salient_claim_form") is not None
    window.window.findChild(QAction, "salient_draw_gain").trigger()
    assert extension._desk.drawing is not None
    window.window.findChild(QAction, "salient_check_claims").trigger()
    assert extension._desk.tasks.running()


def test_nothing_is_left_after_twenty_rounds(window, small, qtbot):
    first = use(window, small, qtbot)  # QGIS's own parts make their first-time objects
    leave_all_open(window, first)
    first.unload()
    del first
    QgsProject.instance().clear()
    window.messageBar().clearWidgets()
    # On a slow machine QGIS takes one of its own objects away a moment later; here as in the rounds it is waited for.
    qtbot.wait(1500)
    before = left(window)
    gone, resident = [], []
    for number in range(20):
        if number % 5:
            extension = Extension(window)
            extension.initGui()
        else:
            extension = use(window, small, qtbot)
        desk = weakref.ref(extension._desk)
        if not number % 5:
            leave_all_open(window, extension)
        extension.unload()
        del extension
        QgsProject.instance().clear()
        window.messageBar().clearWidgets()
        qtbot.waitUntil(lambda: left(window) == before, timeout=5_000)
        gone.append(desk() is None)
        resident.append(resident_mb())
    assert all(gone)
    # Ten rounds, two of them with everything in use; the modules and maps of a first use would be more.
    print("MB in memory:", resident)
    assert resident[-1] - resident[9] < MOST_GROWTH_MB


def test_unloaded_with_a_task_running(window, small, qtbot):
    extension = Extension(window)
    extension.initGui()
    extension.open_case(small)
    window.window.findChild(QAction, "salient_check_claims").trigger()
    extension.unload()
    qtbot.wait(500)
    assert window.window.findChild(QWidget, "salient_workplace") is None


def test_unloaded_with_an_edit_under_way_nothing_is_lost(window, small):
    extension = Extension(window)
    extension.initGui()
    extension.open_case(small)
    layer = next(one for one in QgsProject.instance().mapLayers().values() if one.name() == "Claims")
    layer.startEditing()
    layer.deleteFeature(1)
    extension.unload()
    assert layer.isModified()
    layer.rollBack()


def test_unload_twice_and_without_init_gui(window):
    extension = Extension(window)
    extension.unload()
    extension.initProcessing()
    extension.unload()
    extension.unload()
    assert QgsApplication.processingRegistry().providerById("salient") is None


def run_fresh(code: str) -> str:
    """Run code in a process of its own, with a window as QGIS has it, and return what it prints."""
    start = f"""
import sys
sys.path[:0] = [{str(Path(__file__).parent)!r}]
from qgis.core import QgsApplication
app = QgsApplication([], True)
app.initQgis()
"""
    done = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_nothing_heavy_is_imported_at_the_start():
    code = f"""
from unittest.mock import MagicMock
from qgis.PyQt.QtWidgets import QMainWindow
from qgis.gui import QgsMessageBar
before = set(sys.modules)
from salient import classFactory
window = QMainWindow()
iface = MagicMock()
iface.mainWindow.return_value = window
iface.pluginMenu.return_value = window.menuBar().addMenu("Plugins")
iface.messageBar.return_value = QgsMessageBar(window)
extension = classFactory(iface)
extension.initGui()
new = set(sys.modules) - before
print(sorted(name for name in new if name.split(".")[0] in {HEAVY!r}))
print(len([name for name in new if name.split(".")[0] == "salient"]))
extension.unload()
"""
    heavy, count = run_fresh(code).strip().splitlines()[-2:]
    assert heavy == "[]"
    assert int(count) <= 30


def test_qgis_process_needs_no_widgets():
    code = """
before = set(sys.modules)
from salient import classFactory
extension = classFactory(None)
extension.initProcessing()
provider = QgsApplication.processingRegistry().providerById("salient")
print(sorted(algorithm.id() for algorithm in provider.algorithms()))
print([name for name in set(sys.modules) - before if name.startswith(("salient.gui", "qgis.gui"))])
"""
    ids, widgets = run_fresh(code).strip().splitlines()[-2:]
    names = (
        *("baseline", "briefing", "change", "check_claims", "cut_routes", "depth_by_day", "depth_profile"),
        *("geodesic_buffer", "import_control", "import_places", "import_routes", "isolation", "measure_depth"),
        *("on_route", "series", "settlement_status", "settlements_changed", "settlements_inside"),
    )
    assert ids == str([f"salient:{name}" for name in names])
    assert widgets == "[]"
