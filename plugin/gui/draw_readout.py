"""The line in QGIS's status bar that says, while a shape is drawn, how large it is and how far in it reaches.

Nothing is measured on the main thread: a thread of Python's own takes the newest outline whenever it is free.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from html import escape
from typing import Callable

from qgis.core import Qgis
from qgis.gui import QgsStatusBar
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import QLabel

from ..bridge.live import Baseline, Live, measured
from ..bridge.words import tr
from .notices import log

Outline = tuple[list[tuple[float, float]], bool]
# Often enough to look live, and seldom enough to cost nothing.
_EVERY_MS = 60


class DrawReadout(QObject):
    """Shows what `outline` returns (points in WGS 84, and whether they close) as long as it is open.

    Parameters
    ----------
    bar
        QGIS's status bar.
    outline
        Called on the main thread; None where nothing is being drawn.
    baseline
        Called once, in the other thread; what it returns depths are measured from. None measures no depth.
    """

    def __init__(
        self, bar: QgsStatusBar, outline: Callable[[], Outline | None], baseline: Callable[[], Baseline | None] | None
    ) -> None:
        super().__init__(bar)
        self._outline = outline
        self.label = QLabel()
        self.label.setObjectName("salient_drawing")
        bar.addPermanentWidget(self.label, 0)
        self._bar = bar
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="salient-drawing")
        self._ready: Future[Baseline | None] | None = self._pool.submit(baseline) if baseline is not None else None
        self._job: Future[Live] | None = None
        self._shown: Outline | None = None
        self._finished: Outline | None = None  # An outline whose form is open.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_EVERY_MS)

    def close(self) -> None:
        """Measure no more, and leave the status bar as it was."""
        self._timer.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._bar.removeWidget(self.label)
        self.label.deleteLater()
        self.deleteLater()

    def rest(self) -> None:
        """Show nothing until something else is drawn."""
        self._shown = None
        self._finished = self._outline()
        self.label.clear()

    def _look(self) -> None:
        """Show what was measured, and hand over what was drawn since."""
        if self._job is not None and not self._job.done():
            return
        if self._job is not None:
            self._show(self._job)
            self._job = None
        now = self._outline()
        if now is None or len(now[0]) < 2 or now == self._finished:
            self._shown = None
            self.label.clear()
        elif now != self._shown:
            self._shown = now
            self._job = self._pool.submit(self._measure, *now)

    def _measure(self, points: list[tuple[float, float]], closed: bool) -> Live:
        baseline = self._ready.result() if self._ready is not None else None
        return measured(points, closed, baseline)

    def _show(self, job: Future[Live]) -> None:
        error = job.exception()
        if error is not None:
            # Drawing goes on without numbers.
            log(f"{type(error).__name__}: {error}", Qgis.MessageLevel.Warning)
            self._timer.stop()
            self.label.clear()
        elif self._shown is not None:
            baseline = self._ready.result() if self._ready is not None else None
            self.label.setText(words(job.result(), self._shown[1]))
            named = tr("Depth from the baseline: {name}").format(name=baseline.name) if baseline is not None else ""
            self.label.setToolTip(escape(named))


def words(live: Live, closed: bool) -> str:
    """Return what was measured as one line."""
    length = tr("{km:,.1f} km").format(km=live.length_km)
    if not closed or (live.area_km2 is None and not live.crossed):
        return length
    if live.crossed:
        return tr("The outline crosses itself: no area. Edge {length}").format(length=length)
    ground = tr("{km2:,.1f} km² · edge {length}").format(km2=live.area_km2, length=length)
    if live.depth_km is None:
        return ground
    depth = tr("depth so far {km:,.1f} km").format(km=live.depth_km)
    return f"{ground} · {depth}"
