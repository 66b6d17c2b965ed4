"""The timeline as a widget: a date axis, claims in rows that scroll, and the line of the day that the map shows.

pyqtgraph is imported on first use, as in `series_chart`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Callable

from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QHBoxLayout, QScrollBar, QWidget

from ..bridge.words import tr
from .claims_model import as_tip
from .series_chart import day_at, day_line, new_plot, new_view
from .timeline_item import TimelineItem
from .timeline_rows import DAY_S, Bar, Event, noon

Date = datetime.date
_LEAST_DAYS = 4.0
_MARGIN = 0.04
_MARGIN_PX, _LEAST_PX = 24.0, 300.0
_STEP = 1.5


class TimelineChart:
    """One plot.

    Parameters
    ----------
    on_claim
        Called with a claim's id, and whether it was clicked twice.
    on_day
        Called with the day to which the line was moved, or that was clicked.
    tip_of
        Called with a claim's id, for the text beside the mouse.
    """

    def __init__(
        self,
        on_claim: Callable[[str, bool], None],
        on_day: Callable[[Date], None],
        tip_of: Callable[[str], str],
    ) -> None:
        self._on_claim, self._on_day, self._tip_of = on_claim, on_day, tip_of
        self.day: Date | None = None  # Where the line stands.
        self._fitted = self.show_claims  # What a change of the size is followed by; nothing once somebody zoomed.
        self._fits = True
        self.view = new_view()
        self.view.setObjectName("salient_timeline_chart")
        self.view.setAccessibleName(tr("Claims in time"))
        self.view.setMinimumHeight(150)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot = new_plot(self.view, 0, "")
        self.plot.showGrid(x=True, y=False, alpha=0.12)
        self.plot.hideAxis("left")
        self.plot.enableAutoRange(False)
        self.item = TimelineItem(self.plot.vb)
        self.line = day_line(self.plot, self._dragged)
        self.scroll = QScrollBar(Qt.Orientation.Vertical)
        self.scroll.setObjectName("salient_timeline_scroll")
        self.scroll.valueChanged.connect(self._scrolled)
        self.widget = QWidget()
        layout = QHBoxLayout(self.widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.scroll)
        self._add_keys()
        self.plot.vb.sigXRangeChanged.connect(self._time_changed)
        self.plot.vb.sigRangeChangedManually.connect(self._zoomed)
        self.plot.vb.sigResized.connect(self._resized)
        self.view.scene().sigMouseClicked.connect(self._clicked)
        self.view.scene().sigMouseMoved.connect(self._hovered)

    def _add_keys(self) -> None:
        for keys, text, act in (
            ("Left", tr("Claim before"), lambda: self.step(-1)),
            ("Right", tr("Claim after"), lambda: self.step(1)),
            ("+", tr("Larger"), lambda: self.zoom_by(1 / _STEP)),
            ("-", tr("Smaller"), lambda: self.zoom_by(_STEP)),
            ("Home", tr("The claims"), self.show_claims),
            ("End", tr("All of it"), self.show_all),
        ):
            action = QAction(text, self.view)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, do=act: do())
            self.view.addAction(action)

    # ------------------------------------------------------------ what is shown

    def show(self, bars: Sequence[Bar], events: Sequence[Event], map_days: Sequence[Date], anew: bool) -> None:
        """Show claims, events and days with maps, in order; `anew` shows the time of the claims."""
        self.item.show(bars, events, [noon(one) for one in map_days])
        first, last = self._stretch(everything=True)
        reach = last - first
        self.plot.setLimits(xMin=first - reach, xMax=last + reach, minXRange=_LEAST_DAYS * DAY_S, maxXRange=3 * reach)
        if anew:
            self.show_claims()
        self._rows_changed()
        self.item.update()

    def show_claims(self) -> None:
        """Show the time that the claims take up."""
        self._fit(self.show_claims, self._stretch(everything=False))

    def show_all(self) -> None:
        """Show the time that claims, events and maps take up."""
        self._fit(self.show_all, self._stretch(everything=True))

    def _fit(self, way: Callable[[], None], stretch: tuple[float, float]) -> None:
        self._fitted, self._fits = way, True
        self.plot.setXRange(*stretch, padding=0)

    def _stretch(self, everything: bool) -> tuple[float, float]:
        """Return a time that all names have room in, those at its right end too."""
        wide = max(self.item.boundingRect().width(), _LEAST_PX)
        marks = [(one, 0.0) for one in self.item.map_days] if everything else []
        marks += [(noon(one.day), width) for one, width in zip(self.item.events, self.item.event_widths) if everything]
        marks += [(bar.left, width) for bar, width in zip(self.item.bars, self.item.widths)]
        times = [one for one, _ in marks] + [bar.right for bar in self.item.bars]
        if not times:
            return (0.0, DAY_S * _LEAST_DAYS) if everything else self._stretch(everything=True)
        first = min(times)
        reach = max(max(times) - first, DAY_S)
        for begins, width in marks:
            room = wide - min(width + _MARGIN_PX, 0.8 * wide)
            reach = max(reach, (begins - first) * wide / room)
        margin = max(_MARGIN * reach, 0.5 * DAY_S)
        return first - margin, first + reach + margin

    def zoom_by(self, factor: float) -> None:
        """Show more time (above 1) or less of it, about the middle."""
        self._fits = False
        self.plot.vb.scaleBy(x=factor)

    def choose(self, claim_id: str) -> None:
        """Mark a claim, and bring it into sight. Nobody is told."""
        self.item.chosen = claim_id
        row = self.item.row_of(claim_id)
        if row is not None:
            bar = next(one for one in self.item.bars if one.claim_id == claim_id)
            left, right = self.item.time()
            if bar.right < left or bar.left > right:
                self._fits = False
                middle = (bar.left + bar.right - right + left) / 2
                self.plot.setXRange(middle, middle + right - left, padding=0)
            row = self.item.row_of(claim_id) or 0
            high = int(self.item.row_px())
            top, seen = row * high, self.scroll.pageStep()
            if top < self.scroll.value() or top + high > self.scroll.value() + seen:
                self.scroll.setValue(top - (seen - high) // 2)
        self.item.update()

    def step(self, places: int) -> None:
        """Choose the claim so many places before or after the chosen one, in the order of their beginnings."""
        order = sorted(self.item.bars, key=lambda one: (one.left, one.right))
        if not order:
            return
        ids = [one.claim_id for one in order]
        place = ids.index(self.item.chosen) + places if self.item.chosen in ids else 0
        self._on_claim(ids[min(max(place, 0), len(ids) - 1)], False)

    def set_time(self, period: tuple[Date, Date] | None) -> None:
        """Move the line to the day that the map shows, and shade more than a day; None takes both away."""
        self.day = None if period is None else period[0]
        self.line.setVisible(period is not None)
        self.item.shown = None
        if period is not None:
            self.line.setValue(noon(period[0]))
            if period[1] > period[0]:
                self.item.shown = (noon(period[0]) - DAY_S / 2, noon(period[1]) + DAY_S / 2)
        self.item.update()

    # ------------------------------------------------------------ rows and time

    def _time_changed(self, *_: Any) -> None:
        self.item.pack()
        self._rows_changed()
        self.item.update()

    def _resized(self, *_: Any) -> None:
        self.item.resized()
        if self._fits:
            self._fitted()
        self._rows_changed()

    def _zoomed(self, *_: Any) -> None:
        self._fits = False

    def _rows_changed(self) -> None:
        seen = int(self.item.boundingRect().height() - self.item.head_px())
        more = max(int(self.item.rows_px()) - seen, 0)
        self.scroll.setPageStep(max(seen, 1))
        self.scroll.setSingleStep(int(self.item.row_px()))
        self.scroll.setRange(0, more)
        self.scroll.setVisible(more > 0)

    def _scrolled(self, value: int) -> None:
        self.item.top_px = float(value)
        self.item.update()

    # ------------------------------------------------------------ the mouse

    def _place(self, in_scene: QPointF) -> QPointF | None:
        place = self.plot.vb.mapFromScene(in_scene)
        return place if self.item.boundingRect().contains(place) else None

    def _clicked(self, event: Any) -> None:
        place = self._place(event.scenePos())
        if place is None or event.button() != Qt.MouseButton.LeftButton:
            return
        bar = self.item.bar_at(place)
        if bar is not None:
            self._on_claim(bar.claim_id, bool(event.double()))
            return
        named = self.item.event_at(place)
        self._on_day(named.day if named is not None else day_at(self.plot.vb.mapSceneToView(event.scenePos()).x()))

    def _hovered(self, in_scene: QPointF) -> None:
        place = self._place(in_scene)
        bar = self.item.bar_at(place) if place is not None else None
        named = self.item.event_at(place) if place is not None else None
        text = self._tip_of(bar.claim_id) if bar is not None else ""
        if named is not None:
            text = f"{named.day.isoformat()}: {named.name}"
        self.item.setToolTip(as_tip(text) if text else "")

    def _dragged(self, line: Any) -> None:
        day = day_at(float(line.value()))
        if day != self.day:
            self.day = day
            self._on_day(day)
