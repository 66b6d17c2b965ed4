"""The chart of depth along a baseline: km along the line across, depth upwards, the deepest points marked.

pyqtgraph is imported on first use. Items are made once and get new data, as in `series_chart`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPainterPath, QPalette
from qgis.PyQt.QtWidgets import QApplication, QGraphicsPathItem

from ..bridge.words import say, tr
from .depth_chart import COLOURS
from .series_chart import legend_html, new_view

if TYPE_CHECKING:
    from ..bridge.depth_picture import DepthPicture

GROUND = "#56b4e9"
_SYMBOLS = {"any_part": "t1", "break_in_sector": "d"}


class ProfileChart:
    """One plot.

    Parameters
    ----------
    on_hover
        Called with the km along the line under the mouse, and with None when it leaves.
    on_stretch
        Called with both ends in km when the user has moved the stretch.
    """

    def __init__(self, on_hover: Callable[[float | None], None], on_stretch: Callable[[float, float], None]) -> None:
        import pyqtgraph

        self.widget = new_view()
        self.widget.setObjectName("salient_profile_chart")
        self.widget.setMinimumHeight(150)
        self._on_hover, self._on_stretch = on_hover, on_stretch
        self._picture: DepthPicture | None = None
        self.km: float | None = None  # Where the upright line stands.
        ink = QApplication.palette().color(QPalette.ColorRole.Text)
        self.plot = _new_plot(self.widget, ink)
        self.sector = QGraphicsPathItem()
        shade = QColor(COLOURS["break_in_sector"])
        shade.setAlpha(45)
        self.sector.setBrush(shade)
        self.sector.setPen(pyqtgraph.mkPen(None))
        self.plot.addItem(self.sector, ignoreBounds=True)
        ground = QColor(GROUND)
        ground.setAlpha(110)
        self.profile = pyqtgraph.PlotCurveItem(
            [0.0, 1.0], [0.0], stepMode="center", fillLevel=0.0, brush=ground, pen=pyqtgraph.mkPen(ink, width=1)
        )
        self.plot.addItem(self.profile)
        self.marks = {name: self._mark(name, colour) for name, colour in COLOURS.items()}
        self.stretch = pyqtgraph.LinearRegionItem(
            values=(0, 1), brush=(128, 128, 128, 60), pen=pyqtgraph.mkPen(ink, width=2), swapMode="sort"
        )
        self.stretch.setZValue(5)
        self.stretch.sigRegionChanged.connect(self._moved)
        self.plot.addItem(self.stretch, ignoreBounds=True)
        self.line = pyqtgraph.InfiniteLine(angle=90, pen=pyqtgraph.mkPen(ink, width=1, style=Qt.PenStyle.DashLine))
        self.line.setZValue(10)
        self.plot.addItem(self.line, ignoreBounds=True)
        self.legend = _legend()
        self.clear()
        self.widget.scene().sigMouseMoved.connect(self._hovered)

    def _mark(self, name: str, colour: str) -> Any:
        import pyqtgraph

        mark = pyqtgraph.ScatterPlotItem(size=13, symbol=_SYMBOLS[name], brush=colour, pen=pyqtgraph.mkPen("w"))
        mark.setZValue(8)
        self.plot.addItem(mark, ignoreBounds=True)
        return mark

    def show(self, picture: DepthPicture) -> None:
        """Draw depths along a baseline; the stretch stays where it was if it can."""
        self._picture = picture
        length_km = float(picture.ends_km[-1])
        self.profile.setData(picture.ends_km, picture.profile.depth_km)
        self.profile.setVisible(True)
        highest = max([1.0, float(picture.profile.depth_km.max())])
        for one in picture.marks:
            self.marks[one.measure.definition].setData([one.along_km], [one.measure.best_km])
            highest = max(highest, one.measure.best_km)
        here = {one.measure.definition for one in picture.marks}
        for name, mark in self.marks.items():
            mark.setVisible(name in here)
        self.sector.setPath(_bars(picture, 1.15 * highest))
        self.sector.setVisible(True)
        self.plot.setLimits(xMin=0.0, xMax=length_km)
        self.plot.setXRange(0.0, length_km, padding=0.0)
        self.plot.setYRange(0.0, 1.12 * highest, padding=0.0)
        self.stretch.setBounds((0.0, length_km))
        self.set_km(None)

    def clear(self) -> None:
        """Take everything out of sight."""
        self._picture = None
        for item in (self.profile, self.sector, self.stretch, *self.marks.values()):
            item.setVisible(False)
        self.set_km(None)

    def set_km(self, km: float | None) -> None:
        """Move the upright line to a place along the baseline; None takes it away. Nobody is told."""
        self.km = km
        self.line.setVisible(km is not None)
        if km is not None:
            self.line.setValue(km)

    def set_stretch(self, stretch: tuple[float, float] | None) -> None:
        """Show a stretch that can be moved, or none. Nobody is told."""
        self.stretch.blockSignals(True)
        self.stretch.setVisible(stretch is not None)
        if stretch is not None:
            self.stretch.setRegion(stretch)
        self.stretch.blockSignals(False)

    def zoom_to(self, start_km: float, end_km: float) -> None:
        """Show a part of the baseline only."""
        self.plot.setXRange(start_km, end_km, padding=0.05)

    def _moved(self) -> None:
        start, end = self.stretch.getRegion()
        self._on_stretch(float(start), float(end))

    def _hovered(self, place: Any) -> None:
        if self._picture is None:
            return
        inside = self.plot.vb.sceneBoundingRect().contains(place)
        km = float(self.plot.vb.mapSceneToView(place).x()) if inside else None
        if km is not None and not 0.0 <= km <= float(self._picture.ends_km[-1]):
            km = None
        if km != self.km:
            self.set_km(km)
            self._on_hover(km)


def _legend() -> str:
    from ..core.definitions import definition

    signs = {"any_part": "▲", "break_in_sector": "◆"}
    deepest = tr("deepest: {definition}")
    marks = [
        (sign, COLOURS[name], deepest.format(definition=say(definition(name).title))) for name, sign in signs.items()
    ]
    ground = ("■", GROUND, tr("depth of the ground nearest to each stretch"))
    return legend_html([ground, *marks, ("■", "#e8a97f", tr("break-in sector"))])


def _new_plot(view: Any, ink: QColor) -> Any:
    plot = view.addPlot(row=0, col=0, enableMenu=False)
    plot.hideButtons()
    plot.setMouseEnabled(x=True, y=False)
    plot.showGrid(x=True, y=True, alpha=0.15)
    for side, words in (("left", tr("depth, km")), ("bottom", tr("along the baseline, km"))):
        axis = plot.getAxis(side)
        axis.enableAutoSIPrefix(False)
        axis.setTextPen(ink)
        axis.setPen(ink)
        plot.setLabel(side, words, color=ink.name())
    plot.getAxis("left").setWidth(56)
    return plot


def _bars(picture: DepthPicture, top_km: float) -> QPainterPath:
    """Return the stretches that lie in the break-in sector, from the bottom to the top of the plot."""
    path = QPainterPath()
    for start, end in _runs(picture):
        path.addRect(start, 0.0, end - start, top_km)
    return path


def _runs(picture: DepthPicture) -> Iterator[tuple[float, float]]:
    start = None
    for n, inside in enumerate(picture.in_sector):
        if inside and start is None:
            start = float(picture.ends_km[n])
        if not inside and start is not None:
            yield start, float(picture.ends_km[n])
            start = None
    if start is not None:
        yield start, float(picture.ends_km[-1])
