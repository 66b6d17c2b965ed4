"""The chart of a series: ground gained and lost in each step, the net, and what it adds up to.

pyqtgraph is imported on first use; `load` does it off the main thread. Days are seconds since 1970 in UTC, which is
what its date axis takes, so that a day stays a day in every time zone.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Callable

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

from ..bridge.time_link import nearest_day
from ..bridge.words import tr

if TYPE_CHECKING:
    from ..core.series import Series, Step

Date = datetime.date

GAINED, LOST, NET, TOTAL = "#0072b2", "#d55e00", "#222222", "#4d4d4d"
_DAY_S = 86_400


def load() -> None:
    """Import pyqtgraph; the first time takes long, so it happens in a worker thread."""
    import pyqtgraph  # noqa: F401


def seconds(day: Date) -> float:
    """Return the start of a day as the date axis takes it."""
    return float(calendar.timegm(day.timetuple()))


def day_at(x: float) -> Date:
    """Return the day at a place of the date axis."""
    return Date(1970, 1, 1) + datetime.timedelta(days=int(x // _DAY_S))


def new_view() -> Any:
    """Return an empty drawing of pyqtgraph in the colours of the window."""
    import pyqtgraph

    palette = QApplication.palette()
    view = pyqtgraph.GraphicsLayoutWidget()
    view.setBackground(palette.color(QPalette.ColorRole.Base))
    return view


def new_plot(view: Any, row: int, label: str) -> Any:
    """Return a plot of days against km2 in a row of a drawing."""
    import pyqtgraph

    ink = QApplication.palette().color(QPalette.ColorRole.Text)
    axis = pyqtgraph.DateAxisItem(orientation="bottom", utcOffset=0)
    plot = view.addPlot(row=row, col=0, axisItems={"bottom": axis}, enableMenu=False)
    plot.hideButtons()
    plot.setMouseEnabled(x=True, y=False)
    plot.showGrid(x=True, y=True, alpha=0.15)
    left = plot.getAxis("left")
    left.enableAutoSIPrefix(False)
    left.setWidth(64)
    for one in (left, axis):
        one.setTextPen(ink)
        one.setPen(ink)
    plot.setLabel("left", label, color=ink.name())
    return plot


class SeriesChart:
    """Two plots above each other with one line of the day through both.

    `on_day` is called with a day that has a map when the user clicks into the chart or drags its line.
    """

    def __init__(self, on_day: Callable[[Date], None]) -> None:
        import pyqtgraph

        self.widget = new_view()
        self.widget.setObjectName("salient_series_chart")
        self._on_day = on_day
        self._days: Sequence[Date] = ()
        self.day: Date | None = None  # Where the line stands.
        self.steps = new_plot(self.widget, 0, tr("per step, km²"))
        self.total = new_plot(self.widget, 1, tr("in all, km²"))
        self.total.setXLink(self.steps)
        self.steps.addLegend(offset=(8, 4), labelTextSize="8pt", brush=(255, 255, 255, 170), labelTextColor="#222222")
        ink = QApplication.palette().color(QPalette.ColorRole.Highlight)
        self.lines = []
        for plot in (self.steps, self.total):
            line = pyqtgraph.InfiniteLine(angle=90, movable=True, pen=pyqtgraph.mkPen(ink, width=2))
            line.setHoverPen(pyqtgraph.mkPen(ink, width=4))
            line.setZValue(10)
            line.hide()
            line.sigDragged.connect(self._dragged)
            plot.addItem(line, ignoreBounds=True)
            self.lines.append(line)
        self.widget.scene().sigMouseClicked.connect(self._clicked)

    def show(self, series: Series, days: Sequence[Date]) -> None:
        """Draw a series; `days` are those that have a map, in order."""
        import pyqtgraph

        self.clear()
        self._days = days
        steps = series.steps
        self._bars(steps, [one.gained_km2 for one in steps], GAINED, tr("gained"))
        self._bars(steps, [-one.lost_km2 for one in steps], LOST, tr("lost"))
        middle = [0.5 * (seconds(one.start_used) + seconds(one.end_used)) for one in steps]
        few = len(steps) <= 60
        self.steps.plot(
            middle,
            [one.net_km2 for one in steps],
            pen=pyqtgraph.mkPen(NET, width=1.5),
            symbol="o" if few else None,
            symbolSize=5,
            symbolBrush=NET,
            name=tr("net"),
        )
        self.total.plot(
            [seconds(steps[0].start_used), *(seconds(one.end_used) for one in steps)],
            [0.0, *(one.cumulative_km2 for one in steps)],
            pen=pyqtgraph.mkPen(TOTAL, width=2),
        )
        self.steps.setXRange(seconds(days[0]), seconds(days[-1]), padding=0.02)
        for plot in (self.steps, self.total):
            plot.enableAutoRange(axis="y")

    def clear(self) -> None:
        """Take the series away; the line stays."""
        import pyqtgraph

        self._days = ()
        for plot in (self.steps, self.total):
            plot.clearPlots()
            for item in [one for one in plot.items if isinstance(one, pyqtgraph.BarGraphItem)]:
                plot.removeItem(item)
        self.steps.legend.clear()

    def _bars(self, steps: Sequence[Step], heights: Sequence[float], colour: str, name: str) -> None:
        """Draw a bar for each step from its first day to its last; one cut short is paler."""
        import pyqtgraph

        whole, cut = QColor(colour), QColor(colour)
        whole.setAlpha(190)
        cut.setAlpha(80)
        bars = pyqtgraph.BarGraphItem(
            x0=[seconds(one.start_used) for one in steps],
            x1=[seconds(one.end_used) for one in steps],
            y0=[0.0] * len(steps),
            height=list(heights),
            brushes=[whole if one.whole else cut for one in steps],
            pen=pyqtgraph.mkPen(255, 255, 255, 60),
            name=name,
        )
        bars.opts["brush"] = whole  # what the legend shows
        self.steps.addItem(bars)

    def set_day(self, day: Date | None) -> None:
        """Move the line to a day; None takes it away. Nobody is told."""
        self.day = day
        for line in self.lines:
            line.setVisible(day is not None)
            if day is not None:
                line.setValue(seconds(day))

    def _dragged(self, line: Any) -> None:
        self._tell(day_at(float(line.value()) + _DAY_S / 2))

    def _clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        for plot in (self.steps, self.total):
            if plot.sceneBoundingRect().contains(event.scenePos()):
                self._tell(day_at(plot.vb.mapSceneToView(event.scenePos()).x() + _DAY_S / 2))

    def _tell(self, day: Date) -> None:
        if not self._days:
            return
        nearest = nearest_day(self._days, day)
        if nearest != self.day:
            self.set_day(nearest)
            self._on_day(nearest)
