"""How long the window does not answer while a large case is checked, and checked again after an edit.

Run with the Python of QGIS: `python tests/bench/bench_checks.py [overlapping] [--stacks]`. A timer of 5 ms counts the
pauses of the main thread; with --stacks a second thread prints what it was doing in the longest of them. Nothing is
asserted.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "gui"), str(HERE.parent / "bridge")]

from qgis.core import QgsApplication, QgsGeometry, QgsProject  # noqa: E402
from qgis.PyQt.QtCore import QEventLoop, QTimer  # noqa: E402

import big_case  # noqa: E402 - beside the tests

TICK_MS = 5
NOTICED_S = 0.05


class Pulse:
    """Ticks on the main thread, and remembers the longest pause between two ticks."""

    def __init__(self, stacks: bool) -> None:
        self.longest_s, self._last = 0.0, time.perf_counter()
        self.worst: list[str] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK_MS)
        self._seen: tuple[float, list[str]] = (0.0, [])
        if stacks:
            threading.Thread(target=self._look, args=(threading.main_thread().ident,), daemon=True).start()

    def begin(self) -> None:
        self.longest_s, self._last, self.worst, self._seen = 0.0, time.perf_counter(), [], (0.0, [])

    def _tick(self) -> None:
        now = time.perf_counter()
        if now - self._last > self.longest_s:
            self.longest_s, self.worst = now - self._last, self._seen[1]
        self._last, self._seen = now, (0.0, [])

    def _look(self, main: int) -> None:
        while True:
            time.sleep(0.01)
            pause = time.perf_counter() - self._last
            if pause > NOTICED_S:
                frames = sys._current_frames()
                seen = ["".join(traceback.format_stack(frames[one])[-4:]) for one in frames if one == main]
                self._seen = (pause, [*self._seen[1], *(one for one in seen if one not in self._seen[1])])


def until(signal: object, begin: Callable[[], None]) -> float:
    """Do something, wait for a signal, and return how long that took in seconds."""
    loop = QEventLoop()
    signal.connect(lambda *_: loop.quit())  # type: ignore[attr-defined]
    started = time.perf_counter()
    QTimer.singleShot(0, begin)
    loop.exec()
    took = time.perf_counter() - started
    rest = QEventLoop()
    QTimer.singleShot(1500, rest.quit)
    rest.exec()
    return took


def main() -> None:
    overlapping, stacks = "overlapping" in sys.argv, "--stacks" in sys.argv
    path = Path(tempfile.mkdtemp()) / "big.gpkg"
    big_case.make(path, overlapping)
    app = QgsApplication([], True)
    app.initQgis()
    from desk_window import Window
    from salient.bridge.cases import case_layers, open_cases
    from salient.extension import Extension

    window = Window()
    window.window.show()
    extension = Extension(window)
    extension.initGui()
    extension.open_case(str(path))
    (case,) = open_cases(QgsProject.instance())
    checks, pulse = extension._desk.checks, Pulse(stacks)

    def measured(title: str, begin: Callable[[], None]) -> None:
        pulse.begin()
        took = until(checks.report_changed, begin)
        print(f"{title}: {took:.2f} s; longest pause {1000 * pulse.longest_s:.0f} ms", flush=True)
        if stacks and pulse.longest_s > NOTICED_S:
            print("\n--- then\n".join(pulse.worst[:6]), flush=True)

    checks.failed.connect(lambda *told: print("failed:", *told))
    measured("first check", lambda: checks.check_now(case))
    gains = case_layers(QgsProject.instance(), case.id)["claimed_gains"]
    gains.startEditing()
    shape = gains.getFeature(6).geometry()
    shape.translate(0.001, 0.0)
    measured("one gain moved", lambda: gains.changeGeometry(6, QgsGeometry(shape)))
    measured("and put back", lambda: gains.undoStack().undo())
    claims = case_layers(QgsProject.instance(), case.id)["claims"]
    claims.startEditing()
    value = claims.fields().indexOf("value")
    measured("one claim edited", lambda: claims.changeAttributeValue(3, value, 55.0))
    measured("saved", lambda: claims.commitChanges())
    measured("all read again", lambda: checks.check_now(case))
    gains.rollBack()
    extension.unload()
    QgsProject.instance().clear()


main()
