"""Run inside the QGIS desktop by bench_window.py: act on a large case, and count the pauses of the window.

Each step acts once and then waits until the window has been quiet for a moment. The report is JSON, in the file that
SALIENT_REPORT names.
"""

import gc
import json
import os
import sys
import threading
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsGeometry, QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QTableView

REPORT = Path(os.environ["SALIENT_REPORT"])
TICK_MS, NOTICED_S, QUIET_S = 5, 0.05, 2.5
PATIENCE_S = 120


class Pulse:
    """Ticks on the main thread; the longest pause between two ticks, and how much of it this thread was at work."""

    def __init__(self):
        self.stacks_wanted = bool(os.environ.get("SALIENT_STACKS"))
        self._seen, self.gc_s, self._gc_from = [], 0.0, 0.0
        self.begin()
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)
        self._main = threading.get_ident()
        gc.callbacks.append(self._collector)
        if self.stacks_wanted:
            threading.Thread(target=self._look, args=(self._main,), daemon=True).start()

    def begin(self):
        self.pauses, self.busy_at = [], time.perf_counter()
        self._last, self._cpu = time.perf_counter(), time.thread_time()
        self._seen, self.gc_s = [], 0.0

    def _collector(self, phase, _info):
        if phase == "start":
            self._gc_from = time.perf_counter()
        else:
            self.gc_s += time.perf_counter() - self._gc_from

    def _tick(self):
        now, cpu = time.perf_counter(), time.thread_time()
        pause = now - self._last
        if pause > NOTICED_S:
            self.busy_at = now
            ms = [round(1000 * one) for one in (pause, cpu - self._cpu, self.gc_s)]
            self.pauses.append((*ms, self._seen))
        self._last, self._cpu, self._seen, self.gc_s = now, cpu, [], 0.0

    def _look(self, main):
        while True:
            time.sleep(0.01)
            if time.perf_counter() - self._last > NOTICED_S:
                frame = sys._current_frames().get(main)
                stack = "QGIS's own\n" if frame is None else "".join(traceback.format_stack(frame)[-5:])
                if not self._seen or stack != self._seen[-1]:
                    self._seen.append(stack)


class Drive:
    """The steps, one after the other."""

    def __init__(self):
        self.report = {"steps": [], "error": ""}
        self.steps = [
            ("nothing", lambda: None),
            ("open the case", self.open_case),
            ("nothing, with the case open", lambda: None),
            ("pan", lambda: self.pan(0.1)),
            ("open the dock, first check", self.open_dock),
            ("nothing, with the dock open", lambda: None),
            ("choose a claim", lambda: self.choose(3)),
            ("choose another claim", lambda: self.choose(11)),
            ("findings page", lambda: self.page(1)),
            ("choose a claim there", lambda: self.choose(5)),
            ("move one gain", self.move),
            ("undo", lambda: self.gains().undoStack().undo()),
            ("claims page", lambda: self.page(0)),
            ("move one gain again", self.move),
            ("undo again", lambda: self.gains().undoStack().undo()),
            ("check all again", self.check),
            ("pan back", lambda: self.pan(-0.1)),
            ("salient unloaded", self.unload),
            ("pan without salient", lambda: self.pan(0.1)),
            ("move one gain without salient", self.move),
            ("undo without salient", lambda: self.gains().undoStack().undo()),
        ]
        qgis.utils.iface.mainWindow().setGeometry(0, 0, 1600, 1000)
        self.pulse = Pulse()
        self.begun = None
        self.timer = QTimer()
        self.timer.timeout.connect(self.tick)
        self.timer.start(200)

    @property
    def extension(self):
        return qgis.utils.plugins["salient"]

    def gains(self):
        return QgsProject.instance().mapLayersByName("Claimed gains")[0]

    def open_case(self):
        # What the menu does once a file was chosen.
        from salient.gui.case_actions import bring_case

        bring_case(self.extension._desk, os.environ["SALIENT_CASE"])

    def pan(self, share):
        canvas = qgis.utils.iface.mapCanvas()
        extent = canvas.extent()
        extent.setXMinimum(extent.xMinimum() + share * canvas.extent().width())
        extent.setXMaximum(extent.xMaximum() + share * canvas.extent().width())
        canvas.setExtent(extent)
        canvas.refresh()

    def open_dock(self):
        menu = next(one.menu() for one in qgis.utils.iface.pluginMenu().actions() if one.text() == "Salient")
        next(one for one in menu.actions() if one.objectName() == "salient_workplace").trigger()

    def choose(self, row):
        table = qgis.utils.iface.mainWindow().findChild(QTableView, "salient_claims_table")
        table.setCurrentIndex(table.model().index(row, 0))

    def page(self, number):
        self.extension._desk.docks["workplace"].tabs.setCurrentIndex(number)

    def move(self):
        gains = self.gains()
        gains.startEditing()
        shape = gains.getFeature(6).geometry()
        shape.translate(0.001, 0.0)
        gains.changeGeometry(6, QgsGeometry(shape))
        gains.triggerRepaint()

    def check(self):
        desk = self.extension._desk
        desk.checks.check_now(desk.case())

    def unload(self):
        self.gains().rollBack()
        qgis.utils.unloadPlugin("salient")

    def tick(self):
        try:
            self.advance()
        except BaseException:
            self.finish(traceback.format_exc())
            raise

    def advance(self):
        name, act = self.steps[0]
        if self.begun is None:
            self.begun = time.perf_counter()
            self.pulse.begin()
            act()
            return
        busy = QgsApplication.taskManager().countActiveTasks() or qgis.utils.iface.mapCanvas().isDrawing()
        if busy:
            self.pulse.busy_at = time.perf_counter()
        now = time.perf_counter()
        if now - self.pulse.busy_at > QUIET_S or now - self.begun > PATIENCE_S:
            took = self.pulse.busy_at - self.begun
            self.report["steps"].append({"step": name, "took_s": round(took, 2), "pauses": self.pulse.pauses})
            self.begun = None
            del self.steps[0]
            if not self.steps:
                self.finish("")

    def finish(self, error):
        self.timer.stop()
        self.report["error"] = error
        REPORT.write_text(json.dumps(self.report, indent=1), encoding="utf-8")
        # Nothing is left to be asked: what was moved was moved for the clock.
        os._exit(0)


salient_drive = Drive()
