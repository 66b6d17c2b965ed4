"""The chart of a series: ground gained and lost in each step, the net, and what it adds up to.

pyqtgraph is imported on first use; `load` does it off the main thread. This module itself belongs on the main thread,
before that: it brings the compiled parts of Qt that pyqtgraph asks for. While a thread imports such a part, any other
that is handed an object by QGIS can end it with a segmentation fault (sip looks through what is not set up yet).

Days are seconds since 1970 in UTC, which is what its date axis takes, so that a day stays a day in every time zone.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, Callable

from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

from ..bridge.time_link import nearest_day
from ..bridge.words import locale_code, tr

if TYPE_CHECKING:
    from ..core.series import Series, Step

Date = datetime.date

GAINED, LOST, NET = "#0072b2", "#d55e00", "#222222"
_DAY_S = 86_400

for _part in ("QtSvg", "QtTest"):
    with suppress(ImportError):  # pyqtgraph does without.
        import_module(f"qgis.PyQt.{_part}")


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
    _speak(axis)
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


def _speak(axis: Any) -> None:
    """Let a date axis name months and weekdays in the language of the screens, not in that of the C library."""
    plain = axis.tickStrings
    names = QLocale(locale_code())
    short = QLocale.FormatType.ShortFormat

    def strings(values: Sequence[float], scale: float, spacing: float) -> list[str]:
        pattern = next((one.format for one in axis.zoomLevel.tickSpecs if one.spacing == spacing), "")
        if pattern not in ("%b", "%a %d"):
            return plain(values, scale, spacing)
        days = [day_at(value) for value in values]
        if pattern == "%b":
            return [names.standaloneMonthName(day.month, short) for day in days]
        return [f"{names.standaloneDayName(day.isoweekday(), short)} {day:%d}" for day in days]

    axis.tickStrings = strings


def day_line(plot: Any, dragged: Callable[[Any], None]) -> Any:
    """Return the movable line of the day in a plot, hidden at first; `dragged` is called with it."""
    import pyqtgraph

    ink = QApplication.palette().color(QPalette.ColorRole.Highlight)
    line = pyqtgraph.InfiniteLine(angle=90, movable=True, pen=pyqtgraph.mkPen(ink, width=2))
    line.setHoverPen(pyqtgraph.mkPen(ink, width=4))
    line.setZValue(10)
    line.hide()
    line.sigDragged.connect(dragged)
    plot.addItem(line, ignoreBounds=True)
    return line


def legend_html(entries: Sequence[tuple[str, str, str]]) -> str:
    """Return a legend in one line: sign, colour and words of each entry. In a chart itself it would hide the curves."""
    ink = QApplication.palette().color(QPalette.ColorRole.Text).name()
    return "&nbsp;&nbsp; ".join(
        f'<span style="color:{ink if colour == NET else colour}">{sign}</span> {escape(words)}'
        for sign, colour, words in entries
    )


def line_pen(colour: QColor | str, width: float, points: int) -> Any:
    """Return the pen of a line; None for a single point, of which pyqtgraph 0.13 cannot draw a line."""
    import pyqtgraph

    return pyqtgraph.mkPen(colour, width=width) if points > 1 else None


class SeriesChart:
    """Two plots above each other with one line of the day through both.

    `on_day` is called with a day that has a map when the user clicks into the chart or drags its line. Items are made
    once and get new data: pyqtgraph 0.13 fails when one is taken out of a scene inside QGIS.
    """

    def __init__(self, on_day: Callable[[Date], None]) -> None:
        import pyqtgraph

        self.widget = new_view()
        self.widget.setObjectName("salient_series_chart")
        self.widget.setMinimumHeight(230)  # lower, and the axes have no room for numbers
        self._on_day = on_day
        self._days: Sequence[Date] = ()
        self.day: Date | None = None  # Where the line stands.
        self.steps = new_plot(self.widget, 0, tr("per step, km²"))
        self.total = new_plot(self.widget, 1, tr("in all, km²"))
        self.total.setXLink(self.steps)
        # One row of dates is enough for both.
        self.steps.getAxis("bottom").setStyle(showValues=False)
        self.steps.getAxis("bottom").setHeight(6)
        self.widget.ci.layout.setRowStretchFactor(0, 3)
        self.widget.ci.layout.setRowStretchFactor(1, 2)
        self.legend = legend_html([("■", GAINED, tr("gained")), ("■", LOST, tr("lost")), ("—", NET, tr("net"))])
        self._gained, self._lost = (pyqtgraph.BarGraphItem(x0=[0], x1=[1], height=[0]) for _ in range(2))
        self._net = self.steps.plot([], [])
        self._sum = self.total.plot([], [])
        for bars in (self._gained, self._lost):
            self.steps.addItem(bars)
        self.lines = [day_line(plot, self._dragged) for plot in (self.steps, self.total)]
        self.clear()
        self.widget.scene().sigMouseClicked.connect(self._clicked)

    def show(self, series: Series, days: Sequence[Date]) -> None:
        """Draw a series; `days` are those that have a map, in order."""
        import pyqtgraph

        self._days = days
        steps = series.steps
        self._fill(self._gained, steps, [one.gained_km2 for one in steps], GAINED)
        self._fill(self._lost, steps, [-one.lost_km2 for one in steps], LOST)
        ink = QApplication.palette().color(QPalette.ColorRole.Text)
        few = len(steps) <= 60
        self._net.setData(
            [0.5 * (seconds(one.start_used) + seconds(one.end_used)) for one in steps],
            [one.net_km2 for one in steps],
            pen=line_pen(ink, 1.5 if few else 0.7, len(steps)),
            symbol="o" if few else None,
            symbolSize=5,
            symbolBrush=ink,
        )
        self._sum.setData(
            [seconds(steps[0].start_used), *(seconds(one.end_used) for one in steps)],
            [0.0, *(one.cumulative_km2 for one in steps)],
            pen=pyqtgraph.mkPen(ink, width=2),
        )
        self._set_visible(True)
        self.steps.setXRange(seconds(days[0]), seconds(days[-1]), padding=0.02)
        for plot in (self.steps, self.total):
            plot.enableAutoRange(axis="y")

    def clear(self) -> None:
        """Take the series out of sight, and its line."""
        self._days = ()
        self._set_visible(False)
        self.set_day(None)

    def _set_visible(self, visible: bool) -> None:
        for item in (self._gained, self._lost, self._net, self._sum):
            item.setVisible(visible)

    def _fill(self, bars: Any, steps: Sequence[Step], heights: Sequence[float], colour: str) -> None:
        """Draw a bar for each step from its first day to its last; one cut short is paler."""
        import pyqtgraph

        whole, cut = QColor(colour), QColor(colour)
        whole.setAlpha(190)
        cut.setAlpha(80)
        bars.setOpts(
            x0=[seconds(one.start_used) for one in steps],
            x1=[seconds(one.end_used) for one in steps],
            y0=[0.0] * len(steps),
            height=list(heights),
            brushes=[whole if one.whole else cut for one in steps],
            pen=pyqtgraph.mkPen(255, 255, 255, 60),
        )

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
