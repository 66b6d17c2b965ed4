"""Claims about ground against the curves that were measured: each at the period it speaks of, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication, QGraphicsRectItem

from ..bridge.words import say, tr
from .series_chart import legend_html, line_pen, new_plot, new_view, seconds

if TYPE_CHECKING:
    from ..core.change import Band
    from ..core.reconcile_curve import ClaimCurve

COLOURS = {
    "lost": "#d55e00",
    "passed": "#009e73",
    "growth": "#cc79a7",
    "net": "#222222",
    "gained": "#0072b2",
    "downgraded": "#8c8c8c",
}
OTHER, _CLAIM = "#555555", "#b8860b"


class ClaimsChart:
    """One plot: boxes are claims, lines are what the maps show under each definition, bars their bands at the end.

    It is drawn once; other claims get a chart of their own (see `SeriesChart` for why).
    """

    def __init__(self, curves: Sequence[ClaimCurve]) -> None:
        self.widget = new_view()
        self.widget.setObjectName("salient_claims_chart")
        self.plot = new_plot(self.widget, 0, tr("since the first day, km²"))
        self.plot.setMouseEnabled(x=True, y=True)
        self.drawn: list[Any] = []
        top = 1.12 * max((_top(one) for one in curves), default=1.0)
        named: dict[str, None] = {}
        lines: set[tuple[str, Any]] = set()
        for claim in curves:
            self._claim(claim, top)
            for name, points in claim.curves.items():
                if (name, points) not in lines:  # claims of one start share their curves
                    lines.add((name, points))
                    self._curve(name, points)
                    named[name] = None
            self._bands(claim)
        if curves:
            first, last = min(one.start for one in curves), max(one.end for one in curves)
            self.plot.setXRange(seconds(first), seconds(last), padding=0.12)
            self.plot.setYRange(0.0, top, padding=0.02)
        self.legend = _legend(named)

    def _add(self, item: Any) -> None:
        self.plot.addItem(item)
        self.drawn.append(item)

    def _claim(self, claim: ClaimCurve, top: float) -> None:
        """Draw the interval of a claim over its period; an open end runs out of the picture with a dashed edge."""
        import pyqtgraph

        low = 0.0 if claim.low is None else claim.low
        high = top if claim.high is None else claim.high
        left, right = seconds(claim.start), seconds(claim.end)
        box = QGraphicsRectItem(QRectF(left, low, right - left, max(high - low, top * 0.004)))
        fill = QColor(_CLAIM)
        fill.setAlpha(36)
        box.setBrush(fill)
        is_open = claim.high is None or claim.low is None
        style = Qt.PenStyle.DashLine if is_open else Qt.PenStyle.SolidLine
        box.setPen(pyqtgraph.mkPen(_CLAIM, width=1.4, style=style))
        self._add(box)
        text = pyqtgraph.TextItem(
            f"{claim.claim_id}: {claim.claimant}",
            color=QApplication.palette().color(QPalette.ColorRole.Text),
            anchor=(0, 1 if claim.high is not None else 0),
        )
        text.setPos(left, high)
        self._add(text)

    def _curve(self, name: str, points: Sequence[Any]) -> None:
        import pyqtgraph

        line = pyqtgraph.PlotDataItem(
            [seconds(one.day) for one in points],
            [one.km2 for one in points],
            pen=line_pen(COLOURS.get(name, OTHER), 2, len(points)),
            symbol="o" if len(points) <= 40 else None,
            symbolSize=5,
            symbolBrush=COLOURS.get(name, OTHER),
            symbolPen=None,
            name=name,
        )
        self._add(line)

    def _bands(self, claim: ClaimCurve) -> None:
        """Draw the band of each definition on the claim's last day, side by side where they would hide each other."""
        import pyqtgraph

        width = max(seconds(claim.end) - seconds(claim.start), 1.0)
        for place, (name, band) in enumerate(claim.at_end.items()):
            low, best, high = _magnitude(band)
            bar = pyqtgraph.ErrorBarItem(
                x=_array([seconds(claim.end) + 0.012 * width * (place + 1)]),
                y=_array([best]),
                top=_array([max(high - best, 0.0)]),
                bottom=_array([max(best - low, 0.0)]),
                beam=0.008 * width,
                pen=pyqtgraph.mkPen(COLOURS.get(name, OTHER), width=2),
            )
            self._add(bar)


def _legend(names: Iterable[str]) -> str:
    """Return the legend: what was measured under each definition, its band at the end, and what was claimed."""
    from ..core.definitions import definition

    entries = [("—", COLOURS.get(name, OTHER), say(definition(name).title)) for name in names]
    if entries:
        entries += [("I", OTHER, tr("band on the last day")), ("■", _CLAIM, tr("claimed (dashed: open to one side)"))]
    return legend_html(entries)


def _magnitude(band: Band) -> tuple[float, float, float]:
    """Return a band without its sign: net is drawn as how much, like the curves."""
    low, high = sorted((abs(band.low), abs(band.high)))
    return (0.0 if band.low < 0 < band.high else low), abs(band.best), high


def _array(values: Sequence[float]) -> Any:
    import numpy as np

    return np.asarray(values, dtype=float)


def _top(claim: ClaimCurve) -> float:
    measured = [point.km2 for points in claim.curves.values() for point in points]
    bands = [max(abs(band.low), abs(band.high)) for band in claim.at_end.values()]
    said = [value for value in (claim.low, claim.high) if value is not None]
    return max([*measured, *bands, *said, 1.0])
