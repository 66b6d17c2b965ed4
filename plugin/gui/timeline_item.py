"""The drawing of the timeline: events and days with maps at the top, claims in rows below. Only what is seen is drawn.

It lies in a plot's view and draws in the view's own pixels, over the time that the plot shows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QLineF, QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QIcon, QPainter, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QApplication, QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from ..core.schema import VERDICTS
from .claims_model import UNCHECKED, pale, verdict_icon
from .timeline_rows import Bar, Event, Rows, noon

COLOURS: Mapping[str, str] = {
    "consistent": "#0072b2",
    "consistent_if": "#56b4e9",
    "inconsistent": "#d55e00",
    "impossible": "#7a2e00",
    "not_testable": "#8c8c8c",
    UNCHECKED: "#8c8c8c",
}
"""The colours of the verdicts' signs, which have a shape each."""
MAPS, EVENTS = "#009e73", "#a0522d"
_BAND_PX, _GAP_PX, _TICK_PX = 5.0, 5.0, 7.0
_BETWEEN_PX = 10.0
_MOST_EVENT_ROWS = 3


class TimelineItem(QGraphicsItem):
    """Drawn anew whenever the view's time or size changes."""

    def __init__(self, view: Any) -> None:
        super().__init__(view)
        self._view = view
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.bars: Sequence[Bar] = ()
        self.events: Sequence[Event] = ()
        self.chosen = ""
        self.top_px = 0.0  # How far the rows are scrolled.
        self.shown: tuple[float, float] | None = None  # The stretch that the map shows, where it is more than a day.
        self.map_days: Sequence[float] = ()
        self._scale = 0.0
        self._rows, self._event_rows = Rows(()), Rows(())
        # How wide the names are, in pixels.
        self.widths: list[float] = []
        self.event_widths: list[float] = []
        self._icons: dict[tuple[str, bool], Any] = {}
        self._font = QApplication.font()
        self._metrics = QFontMetricsF(self._font)
        self.drawn: list[str] = []  # The claims that the last drawing showed.

    # ------------------------------------------------------------ what it shows

    def show(self, bars: Sequence[Bar], events: Sequence[Event], map_days: Sequence[float]) -> None:
        """Show other claims, events (in their order) and days with maps (noons, in their order)."""
        self.bars, self.events, self.map_days = bars, events, map_days
        sign = self._sign_px() + 4
        self.widths = [sign + self._metrics.horizontalAdvance(one.label) for one in bars]
        self.event_widths = [self._metrics.horizontalAdvance(one.name) + 6 for one in events]
        self._scale = 0.0
        self.pack()

    def pack(self) -> None:
        """Put claims and events into rows as the scale asks for it: texts take more time the less it is magnified."""
        left, right = self.time()
        wide = max(self.boundingRect().width(), 1.0)
        scale = wide / max(right - left, 1.0)
        if self._scale and abs(scale / self._scale - 1) < 1e-6:
            return
        self._scale = scale
        spans = []
        for bar, width in zip(self.bars, self.widths):
            begins = bar.left * scale
            text = (bar.left if bar.start is None else bar.start) * scale
            spans.append((begins - _TICK_PX, max(bar.right * scale + _TICK_PX, text + width) + _BETWEEN_PX))
        self._rows = Rows(spans)
        self._event_rows = Rows(
            [
                (noon(one.day) * scale, noon(one.day) * scale + width + _BETWEEN_PX)
                for one, width in zip(self.events, self.event_widths)
            ]
        )
        self.update()

    def time(self) -> tuple[float, float]:
        """Return the time that the plot shows, from left to right."""
        left, right = self._view.viewRange()[0]
        return float(left), float(right)

    def boundingRect(self) -> QRectF:
        """Return the view's own rectangle."""
        return QRectF(self._view.rect())

    def resized(self) -> None:
        """Take in that the view has another size."""
        self.prepareGeometryChange()
        self.pack()

    # ------------------------------------------------------------ where things are

    def _sign_px(self) -> float:
        return float(self._metrics.height())

    def row_px(self) -> float:
        """Return the height of a row of claims."""
        return float(self._metrics.height()) + _BAND_PX + _GAP_PX

    def head_px(self) -> float:
        """Return the height of what stands above the claims."""
        rows = min(self._event_rows.count, _MOST_EVENT_ROWS)
        return rows * float(self._metrics.height()) + _TICK_PX + 4

    def rows_px(self) -> float:
        """Return the height of all rows of claims together."""
        return self._rows.count * self.row_px()

    def row_of(self, claim_id: str) -> int | None:
        """Return the row of a claim; None where it is not among those that are shown."""
        number = next((n for n, one in enumerate(self.bars) if one.claim_id == claim_id), None)
        return None if number is None else self._rows.row_of[number]

    def x_of(self, time: float) -> float:
        """Return where a time stands, in pixels."""
        return (time - self.time()[0]) * self._scale

    def bar_at(self, place: QPointF) -> Bar | None:
        """Return the claim at a place of the view."""
        if place.y() < self.head_px():
            return None
        row = int((place.y() - self.head_px() + self.top_px) // self.row_px())
        x = place.x() + self.time()[0] * self._scale
        found = self._rows.seen(x, x, [row])
        return self.bars[found[0]] if found else None

    def event_at(self, place: QPointF) -> Event | None:
        """Return the event whose name stands at a place of the view."""
        if place.y() >= self.head_px():
            return None
        x = place.x() + self.time()[0] * self._scale
        found = self._event_rows.seen(x, x, [int(place.y() // self._metrics.height())])
        return self.events[found[0]] if found else None

    # ------------------------------------------------------------ drawing

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw what is seen."""
        box, palette = self.boundingRect(), QApplication.palette()
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        if self.shown is not None:
            shade = QColor(palette.color(QPalette.ColorRole.Highlight))
            shade.setAlpha(40)
            left, right = (self.x_of(one) for one in self.shown)
            painter.fillRect(QRectF(left, 0, right - left, box.height()), shade)
        self._draw_event_lines(painter, box)
        painter.save()
        painter.setClipRect(box.adjusted(0, self.head_px(), 0, 0))
        self._draw_bars(painter, box, palette)
        painter.restore()
        self._draw_head(painter, box, palette)

    def _draw_event_lines(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(QColor(EVENTS), 1.2, Qt.PenStyle.DashLine))
        for event in self.events:
            x = self.x_of(noon(event.day))
            if 0 <= x <= box.width():
                painter.drawLine(QLineF(x, 0, x, box.height()))

    def _draw_head(self, painter: QPainter, box: QRectF, palette: QPalette) -> None:
        ink, paper = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.Base)
        high, origin = self._metrics.height(), self.time()[0] * self._scale
        rows = range(min(self._event_rows.count, _MOST_EVENT_ROWS))
        paper.setAlpha(215)
        for number in self._event_rows.seen(origin, origin + box.width(), rows):
            x = self._event_rows.spans[number][0] - origin
            row = self._event_rows.row_of[number]
            room = QRectF(x + 2, row * high, self.event_widths[number], high)
            painter.fillRect(room, paper)
            painter.setPen(ink)
            painter.drawText(room.adjusted(2, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), self.events[number].name)
        left, right = self.time()
        first, last = bisect_left(self.map_days, left), bisect_left(self.map_days, right)
        bottom = self.head_px() - 2
        painter.setPen(QPen(QColor(MAPS), 2))
        painter.drawLines(
            [QLineF(self.x_of(one), bottom - _TICK_PX, self.x_of(one), bottom) for one in self.map_days[first:last]]
        )
        painter.setPen(QPen(palette.color(QPalette.ColorRole.Mid), 1))
        painter.drawLine(QLineF(0, bottom + 1, box.width(), bottom + 1))

    def _draw_bars(self, painter: QPainter, box: QRectF, palette: QPalette) -> None:
        high, origin = self.row_px(), self.time()[0] * self._scale
        first = int(self.top_px // high)
        last = int((self.top_px + box.height()) // high)
        self.drawn = []
        for number in self._rows.seen(origin, origin + box.width(), range(first, last + 1)):
            top = self.head_px() + self._rows.row_of[number] * high - self.top_px
            span = self._rows.spans[number]
            self._draw_bar(painter, palette, number, top, (span[0] - origin, span[1] - origin))
            self.drawn.append(self.bars[number].claim_id)

    def _draw_bar(
        self, painter: QPainter, palette: QPalette, number: int, top: float, span: tuple[float, float]
    ) -> None:
        bar, ink = self.bars[number], palette.color(QPalette.ColorRole.Text)
        colour = QColor(COLOURS.get(bar.verdict, COLOURS[UNCHECKED]))
        high = float(self._metrics.height())
        if bar.claim_id == self.chosen:
            frame = QColor(palette.color(QPalette.ColorRole.Highlight))
            painter.setPen(QPen(frame, 1.5))
            frame.setAlpha(60)
            painter.setBrush(frame)
            width = span[1] - span[0] - _BETWEEN_PX + 6
            painter.drawRoundedRect(QRectF(span[0], top, width, self.row_px() - 1), 3, 3)
        band = top + high + 1
        if bar.start is not None and bar.end is not None:
            left, right = self.x_of(bar.start), self.x_of(bar.end)
            room = QRectF(left, band, max(right - left, 2.0), _BAND_PX)
            if bar.verdict == UNCHECKED or bar.verdict == "not_testable" or bar.stale:
                # Open where there is no verdict that holds now.
                style = Qt.PenStyle.DotLine if bar.verdict == UNCHECKED else Qt.PenStyle.SolidLine
                painter.setPen(QPen(colour, 1.2, style))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(room)
            else:
                painter.fillRect(room, colour)
        if bar.said is not None:
            self._draw_said(painter, bar, band, ink)
        self._draw_words(painter, bar, number, top, span, ink)

    def _draw_said(self, painter: QPainter, bar: Bar, band: float, ink: QColor) -> None:
        """Draw the day it was said, as a wedge, and a thin line from the period to it."""
        said, middle = self.x_of(bar.said or 0.0), band + _BAND_PX / 2
        if bar.start is not None and bar.end is not None:
            near = min(max(said, self.x_of(bar.start)), self.x_of(bar.end))
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QLineF(near, middle, said, middle))
        half = _TICK_PX / 2
        wedge = [QPointF(said - half, band - 1), QPointF(said + half, band - 1), QPointF(said, band + _TICK_PX - 1)]
        painter.setPen(QPen(QApplication.palette().color(QPalette.ColorRole.Base), 1))
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF(wedge))

    def _draw_words(
        self, painter: QPainter, bar: Bar, number: int, top: float, span: tuple[float, float], ink: QColor
    ) -> None:
        """Draw sign and words; they stay in sight as long as any of their claim is."""
        begins = self.x_of(bar.left if bar.start is None else bar.start)
        x = max(min(max(begins, 2.0), span[1] - _BETWEEN_PX - self.widths[number]), begins)
        side = self._sign_px()
        sign = self._sign(bar.verdict, bar.stale, painter)
        if sign is not None:
            painter.drawPixmap(QRectF(x, top + 1, side - 2, side - 2), sign, QRectF(sign.rect()))
        font = QFont(self._font)
        font.setItalic(bar.stale or bar.verdict == UNCHECKED)
        painter.setFont(font)
        painter.setPen(ink)
        room = QRectF(x + side + 2, top, self.widths[number], side)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), bar.label)

    def _sign(self, verdict: str, stale: bool, painter: QPainter) -> Any:
        """Return the sign of a verdict in the dots of the screen; None where there is none."""
        if verdict not in VERDICTS:
            return None
        if (verdict, stale) not in self._icons:
            icon: QIcon = pale(verdict_icon(verdict)) if stale else verdict_icon(verdict)
            side = int(self._sign_px() * painter.device().devicePixelRatioF())
            made = icon.pixmap(side, side)
            made.setDevicePixelRatio(1.0)
            self._icons[(verdict, stale)] = made
        return self._icons[(verdict, stale)]
