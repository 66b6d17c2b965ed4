"""The chart of depth by the day: both definitions with their bands, and the line of the day that the map shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Callable

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPainterPath
from qgis.PyQt.QtWidgets import QGraphicsPathItem

from ..bridge.time_link import nearest_day
from ..bridge.words import say, tr
from .series_chart import day_at, day_line, legend_html, new_plot, new_view, seconds

if TYPE_CHECKING:
    from ..core.depth import DepthMeasure
    from ..core.front import DepthSeries

Date = datetime.date
Points = Sequence[tuple[Date, "DepthMeasure | None"]]

COLOURS = {"any_part": "#0072b2", "break_in_sector": "#d55e00"}
_HALF_DAY_S = 43_200


class DepthChart:
    """One plot in km; `on_day` as in `SeriesChart`. Items are made once and get new data (see there)."""

    def __init__(self, on_day: Callable[[Date], None]) -> None:
        self.widget = new_view()
        self.widget.setObjectName("salient_depth_chart")
        self.widget.setMinimumHeight(160)
        self.plot = new_plot(self.widget, 0, tr("depth, km"))
        self._on_day = on_day
        self._days: tuple[Date, ...] = ()
        self.day: Date | None = None
        self.lines = {name: self.plot.plot([], []) for name in COLOURS}
        self.bands = {name: self._band(colour) for name, colour in COLOURS.items()}
        self.line = day_line(self.plot, lambda moved: self._tell(day_at(float(moved.value()) + _HALF_DAY_S)))
        self.legend = _legend()
        self.clear()
        self.widget.scene().sigMouseClicked.connect(self._clicked)

    def _band(self, colour: str) -> QGraphicsPathItem:
        import pyqtgraph

        item = QGraphicsPathItem()
        fill = QColor(colour)
        fill.setAlpha(50)
        item.setBrush(fill)
        item.setPen(pyqtgraph.mkPen(colour, width=0.6))
        self.plot.addItem(item, ignoreBounds=True)
        return item

    def show(self, found: DepthSeries) -> None:
        """Draw the depths of a series; the first day stands at its left edge."""
        import pyqtgraph

        self._days = (found.baseline.as_of, *(one.day for one in found.days))
        highest = 1.0
        for name, colour in COLOURS.items():
            points = [(one.day, getattr(one, name)) for one in found.days]
            best = [float("nan") if one is None else one.best_km for _, one in points]
            # A line needs two points; without any, pyqtgraph would look for the largest of nothing.
            some = any(one is not None for _, one in points)
            self.lines[name].setData(
                [seconds(day) for day, _ in points] if some else [],
                best if some else [],
                connect="finite",
                pen=pyqtgraph.mkPen(colour, width=2) if len(points) > 1 else None,
                symbol="o" if len(points) <= 60 else None,
                symbolSize=5,
                symbolBrush=colour,
                symbolPen=None,
            )
            self.lines[name].setVisible(some)
            self.bands[name].setPath(_band_path(points))
            self.bands[name].setVisible(some)
            highest = max([highest, *(one.high_km for _, one in points if one is not None)])
        self.plot.setXRange(seconds(self._days[0]), seconds(self._days[-1]), padding=0.03)
        self.plot.setYRange(0.0, 1.08 * highest, padding=0.0)

    def clear(self) -> None:
        """Take the depths out of sight, and the line."""
        self._days = ()
        for item in (*self.lines.values(), *self.bands.values()):
            item.setVisible(False)
        self.set_day(None)

    def set_day(self, day: Date | None) -> None:
        """Move the line to a day; None takes it away. Nobody is told."""
        self.day = day
        self.line.setVisible(day is not None)
        if day is not None:
            self.line.setValue(seconds(day))

    def _clicked(self, event: Any) -> None:
        inside = self.plot.sceneBoundingRect().contains(event.scenePos())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self._tell(day_at(self.plot.vb.mapSceneToView(event.scenePos()).x() + _HALF_DAY_S))

    def _tell(self, day: Date) -> None:
        if not self._days:
            return
        nearest = nearest_day(self._days, day)
        if nearest != self.day:
            self.set_day(nearest)
            self._on_day(nearest)


def _legend() -> str:
    from ..core.definitions import definition

    entries = [("—", colour, say(definition(name).title)) for name, colour in COLOURS.items()]
    return legend_html([*entries, ("■", "#8c8c8c", tr("band"))])


def _runs(points: Points) -> Iterator[list[tuple[Date, DepthMeasure]]]:
    """Yield the stretches of days that have a depth."""
    run: list[tuple[Date, DepthMeasure]] = []
    for day, measure in points:
        if measure is not None:
            run.append((day, measure))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band_path(points: Points) -> QPainterPath:
    path = QPainterPath()
    for run in _runs(points):
        edge = [(seconds(day), one.low_km) for day, one in run]
        edge += [(seconds(day), one.high_km) for day, one in reversed(run)]
        path.moveTo(*edge[0])
        for x, y in edge[1:]:
            path.lineTo(x, y)
        path.closeSubpath()
    return path
