"""The chart of a place over the days: ways left to a supply base as steps, and below it the corridor with its band.

Both plots have one axis of days. Each mapped day is a tread of one day: a day without a map is a gap, as is one
without an answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPainterPath
from qgis.PyQt.QtWidgets import QGraphicsPathItem

from ..bridge.time_link import nearest_day
from ..bridge.words import say, tr
from ..core.messages import message
from .series_chart import day_at, day_line, legend_html, new_plot, new_view, seconds

if TYPE_CHECKING:
    from ..core.access_series import AccessDay, AccessSeries, CorridorDay

Date = datetime.date

WAYS, ADVANCE, CORRIDOR = "#0072b2", "#56b4e9", "#d55e00"
# Of control alone, and of control or advance: told apart by the line, too.
_LOOKS = ((WAYS, Qt.PenStyle.SolidLine), (ADVANCE, Qt.PenStyle.DashLine))
_DAY_S = 86_400
_ANY_HEIGHT = 16_777_215  # As Qt has it.
_NAN = float("nan")


class AccessChart:
    """Two plots above each other; `on_day` as in `SeriesChart`. Items are made once and get new data (see there)."""

    def __init__(self, on_day: Callable[[Date], None]) -> None:
        import pyqtgraph

        self.widget = new_view()
        self.widget.setObjectName("salient_access_chart")
        self.widget.setMinimumHeight(190)  # lower, and the axes have no room for numbers
        self.widget.setToolTip(tr("A click chooses the day"))
        self._on_day = on_day
        self._days: tuple[Date, ...] = ()
        self.day: Date | None = None
        self.ways = new_plot(self.widget, 0, tr("ways"))
        self.width = new_plot(self.widget, 1, tr("corridor, km"))
        self.width.setXLink(self.ways)
        # Control alone lies over the wider reading.
        self.steps = {colour: self.ways.plot([], []) for colour in (ADVANCE, WAYS)}
        self.best = self.width.plot([], [])
        self.best.setPen(pyqtgraph.mkPen(CORRIDOR, width=2))
        self.band = QGraphicsPathItem()
        fill = QColor(CORRIDOR)
        fill.setAlpha(60)
        self.band.setBrush(fill)
        self.band.setPen(pyqtgraph.mkPen(CORRIDOR, width=0.6))
        self.width.addItem(self.band, ignoreBounds=True)
        self.lines = [day_line(plot, self._dragged) for plot in (self.ways, self.width)]
        self.clear()
        self.widget.scene().sigMouseClicked.connect(self._clicked)

    def show(self, found: AccessSeries) -> None:
        """Draw a series."""
        import pyqtgraph

        self._days = found.days
        for line in self.steps.values():
            line.setVisible(False)
        most = 2.0
        for reading, (colour, style) in zip(found.readings, _LOOKS):
            xs, ys = steps_of(reading.days)
            self._draw(self.steps[colour], xs, ys, pyqtgraph.mkPen(colour, width=2.5, style=style))
            most = max([most, *(y for y in ys if y == y)])
        self.ways.setYRange(-0.15, most + 0.4, padding=0.0)
        self._draw_corridor(found.corridors)
        self._make_room(bool(found.corridors))
        last = found.days[-1] + datetime.timedelta(days=1)
        self.ways.setXRange(seconds(found.days[0]), seconds(last), padding=0.02)

    def _make_room(self, with_corridor: bool) -> None:
        """Give the ways all of the room, and the dates, where no corridor was measured."""
        self.width.setVisible(with_corridor)
        self.widget.ci.layout.setRowMaximumHeight(1, _ANY_HEIGHT if with_corridor else 0)
        dates = self.ways.getAxis("bottom")
        dates.setStyle(showValues=not with_corridor)
        dates.setHeight(6 if with_corridor else None)

    def _draw_corridor(self, days: Sequence[CorridorDay]) -> None:
        import pyqtgraph

        xs, ys = corridor_of(days)
        self._draw(self.best, xs, ys, pyqtgraph.mkPen(CORRIDOR, width=2))
        self.band.setPath(_band(days))
        self.band.setVisible(bool(days))
        highest = [one.corridor.width_km.high for one in days if one.corridor is not None]
        self.width.setYRange(0.0, 1.08 * max([1.0, *highest]), padding=0.0)

    def _draw(self, line: Any, xs: Sequence[float], ys: Sequence[float], pen: Any) -> None:
        # Without any number pyqtgraph would look for the largest of nothing.
        some = any(y == y for y in ys)
        line.setData(list(xs) if some else [], list(ys) if some else [], connect="finite", pen=pen)
        line.setVisible(some)

    def clear(self) -> None:
        """Take the series out of sight, and the line of the day."""
        self._days = ()
        for item in (*self.steps.values(), self.best, self.band):
            item.setVisible(False)
        self.set_day(None)

    def set_day(self, day: Date | None) -> None:
        """Move the line to a day; None takes it away. Nobody is told."""
        self.day = day
        for line in self.lines:
            line.setVisible(day is not None)
            if day is not None:
                line.setValue(seconds(day) + _DAY_S / 2)

    def _dragged(self, line: Any) -> None:
        self._tell(day_at(float(line.value())))

    def _clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        for plot in (self.ways, self.width):
            if plot.isVisible() and plot.sceneBoundingRect().contains(event.scenePos()):
                self._tell(day_at(plot.vb.mapSceneToView(event.scenePos()).x()))

    def _tell(self, day: Date) -> None:
        if not self._days:
            return
        nearest = nearest_day(self._days, day)
        if nearest != self.day:
            self.set_day(nearest)
            self._on_day(nearest)


def legend_of(found: AccessSeries) -> str:
    """Return what the lines are, as mark-up."""
    entries = [("━", WAYS, tr("ways left, under control alone"))]
    if len(found.readings) > 1:
        entries.append(("┅", ADVANCE, tr("under control or advance")))
    if found.corridors:
        entries.append(("━", CORRIDOR, tr("corridor width where it is narrowest")))
        entries.append(("■", CORRIDOR, tr("low to high")))
    return legend_html(entries)


def series_words(found: AccessSeries) -> str:
    """Return whose days these are, since when the place is isolated, and how many days have no answer."""
    parts = [
        say(
            message(
                "{place}, {side}: {n} mapped days, {first} to {last}.",
                place=found.place.called,
                side=found.side,
                n=len(found.days),
                first=found.days[0].isoformat(),
                last=found.days[-1].isoformat(),
            )
        )
    ]
    control = found.readings[0]
    if control.isolated_since is not None:
        parts.append(tr("Isolated under control alone since {day}.").format(day=control.isolated_since.isoformat()))
    silent = [one for one in control.days if one.access is None]
    if silent:
        parts.append(tr("Days without an answer, drawn as gaps: {n}.").format(n=len(silent)))
        if silent[-1].missing is not None:
            parts.append(say(silent[-1].missing))
    return " ".join(parts)


def steps_of(days: Sequence[AccessDay]) -> tuple[list[float], list[float]]:
    """Return the steps of the ways left, as the places of a line; not a number where there is a gap.

    Each mapped day is a tread of one day. A day without a map, or without an answer, is a gap.
    """
    xs: list[float] = []
    ys: list[float] = []
    for one in days:
        ways = None if one.access is None else one.access.ways
        _tread(xs, ys, one.day, _NAN if ways is None else float(ways))
    return xs, ys


def corridor_of(days: Sequence[CorridorDay]) -> tuple[list[float], list[float]]:
    """Return the best widths in km, as `steps_of` does; one at the limit is drawn there."""
    xs: list[float] = []
    ys: list[float] = []
    for one in days:
        _tread(xs, ys, one.day, _NAN if one.corridor is None else one.corridor.width_km.best)
    return xs, ys


def _tread(xs: list[float], ys: list[float], day: Date, height: float) -> None:
    begin = seconds(day)
    if xs and begin > xs[-1]:
        xs.append(begin)
        ys.append(_NAN)
    xs += [begin, begin + _DAY_S]
    ys += [height, height]


def _band(days: Sequence[CorridorDay]) -> QPainterPath:
    path = QPainterPath()
    for one in days:
        if one.corridor is not None:
            band = one.corridor.width_km
            path.addRect(seconds(one.day), band.low, _DAY_S, band.high - band.low)
    return path
