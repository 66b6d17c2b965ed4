"""Bands as pictures: what was claimed behind what was measured, on one scale for all definitions of a finding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import QModelIndex, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

BAND_ROLE = Qt.ItemDataRole.UserRole + 5
_MARGIN = 0.06
_WIDTH_EM, _HEIGHT_EM = 14, 1


@dataclass(frozen=True)
class Band:
    """A measured band, the claimed interval (None: open, or no number) and the scale of the picture; one unit."""

    low: float
    best: float
    high: float
    claimed_low: float | None
    claimed_high: float | None
    fits: bool | None
    scale: tuple[float, float]

    @property
    def has_claim(self) -> bool:
        """Whether there is a claimed number to hold the band against."""
        return self.claimed_low is not None or self.claimed_high is not None


def scale_of(numbers: Sequence[float]) -> tuple[float, float]:
    """Return a scale on which all these numbers are seen, with room at both ends."""
    finite = [one for one in numbers if math.isfinite(one)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    if low > 0 and low < 0.5 * high:
        low = 0.0  # Bars that begin at nothing can be compared by their length, too.
    room = (high - low or abs(high) or 1.0) * _MARGIN
    return low - room, high + room


class BandDelegate(QStyledItemDelegate):
    """Paints the band of a row in the colours of the theme; the same is said in words by the row's other cells."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint the claimed interval as a field with edges, the band as a bar, the best value as a stroke."""
        super().paint(painter, option, index)
        band = index.data(BAND_ROLE)
        if not isinstance(band, Band):
            return
        picture = QRectF(option.rect).adjusted(4, 3, -4, -3)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        ink = option.palette.color(role)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_claim(painter, picture, band, ink)
        _paint_measure(painter, picture, band, ink)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        """Return room for the picture, in letters."""
        em = option.fontMetrics.height()
        return QSize(_WIDTH_EM * em, _HEIGHT_EM * em + 8)


def _x(value: float, picture: QRectF, band: Band) -> float:
    first, last = band.scale
    share = (value - first) / (last - first) if last > first else 0.5
    return picture.left() + min(max(share, 0.0), 1.0) * picture.width()


def _paint_claim(painter: QPainter, picture: QRectF, band: Band, ink: QColor) -> None:
    if not band.has_claim:
        return
    left = picture.left() if band.claimed_low is None else _x(band.claimed_low, picture, band)
    right = picture.right() if band.claimed_high is None else _x(band.claimed_high, picture, band)
    field = QColor(ink)
    field.setAlpha(38)
    painter.fillRect(QRectF(left, picture.top(), max(right - left, 2.0), picture.height()), field)
    painter.setPen(QPen(ink, 1, Qt.PenStyle.DotLine))
    for end, x in ((band.claimed_low, left), (band.claimed_high, right)):
        if end is not None:
            painter.drawLine(
                QRectF(x, picture.top(), 0, picture.height()).topLeft(), QRectF(x, picture.bottom(), 0, 0).topLeft()
            )


def _paint_measure(painter: QPainter, picture: QRectF, band: Band, ink: QColor) -> None:
    colour = {True: QColor("#0072b2"), False: QColor("#d55e00"), None: QColor(ink)}[band.fits]
    if ink.lightness() > 128:
        colour = colour.lighter(150)
    left, right = _x(band.low, picture, band), _x(band.high, picture, band)
    height = picture.height() * 0.4
    bar = QRectF(left, picture.center().y() - height / 2, max(right - left, 2.0), height)
    if band.fits:
        painter.fillRect(bar, colour)
    else:
        # Hollow: what does not fit is told apart without colour.
        painter.setPen(QPen(colour, 1.5))
        painter.drawRect(bar)
    best = _x(band.best, picture, band)
    painter.setPen(QPen(ink, 2))
    middle, reach = picture.center().y(), picture.height() * 0.36
    painter.drawLine(QRectF(best, middle - reach, 0, 0).topLeft(), QRectF(best, middle + reach, 0, 0).topLeft())
