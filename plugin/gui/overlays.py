"""Temporary marks over the map: what a claim is about. They are part of no layer and of no project file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qgis.core import QgsCoordinateReferenceSystem, QgsProject
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ..bridge.claim_overlays import Overlay
from ..bridge.rows import WGS84
from ..bridge.words import locale_code, tr
from ..brief.language import language

_PEN = Qt.PenStyle
_ICON = QgsRubberBand.IconType


@dataclass(frozen=True)
class Look:
    """How shapes of a role are drawn: told apart by line and sign, not by colour alone; `sign` stands in the legend."""

    colour: str
    width_px: int = 2
    pen: Qt.PenStyle = _PEN.SolidLine
    fill_alpha: int = 0
    icon: QgsRubberBand.IconType = _ICON.ICON_NONE
    icon_px: int = 12
    sign: str = "▬"


# Colours that the colour-blind can tell apart (Okabe and Ito).
LOOKS: Mapping[str, Look] = {
    "scope": Look("#5b5b5b", 2, _PEN.DashDotLine, sign="▭"),
    "reach": Look("#e69f00", 2, _PEN.DashLine, 18, sign="▨"),
    "gains": Look("#0072b2", 2, fill_alpha=60, sign="■"),
    "gains_within": Look("#0072b2", 1, _PEN.DotLine, sign="▭"),
    "sector": Look("#cc79a7", 2, _PEN.DotLine, sign="▭"),
    "baseline": Look("#000000", 4),
    "depth_line": Look("#d55e00", 3),
    "deepest": Look("#d55e00", 3, icon=_ICON.ICON_FULL_DIAMOND, icon_px=15, sign="◆"),
    "printed": Look("#d55e00", 3, icon=_ICON.ICON_X, icon_px=15, sign="✕"),
    "place_in": Look("#009e73", 2, icon=_ICON.ICON_CIRCLE, sign="●"),
    "place_maybe": Look("#e69f00", 2, icon=_ICON.ICON_BOX, sign="□"),
    "place_named": Look("#000000", 2, icon=_ICON.ICON_CROSS, icon_px=16, sign="+"),
}


class Overlays(QObject):
    """The marks on one canvas; drawn anew where the map's coordinate system changes, gone with the project."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: QObject) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._bands: list[QgsRubberBand] = []
        self.shown: tuple[Overlay, ...] = ()
        canvas.destinationCrsChanged.connect(self._draw)
        QgsProject.instance().cleared.connect(self.clear)

    def show(self, overlays: Sequence[Overlay]) -> None:
        """Draw these, in place of those before."""
        self.shown = tuple(overlays)
        self._draw()
        self.changed.emit()

    def clear(self) -> None:
        """Take all marks away."""
        if self.shown or self._bands:
            self.show(())

    def close(self) -> None:
        """Take all marks away and listen no more."""
        self.clear()
        self._canvas.destinationCrsChanged.disconnect(self._draw)
        QgsProject.instance().cleared.disconnect(self.clear)

    def bands(self) -> list[QgsRubberBand]:
        """Return what lies on the canvas now."""
        return list(self._bands)

    def _draw(self) -> None:
        for band in self._bands:
            if not sip.isdeleted(band):
                sip.delete(band)  # which takes it off the canvas, too
        self._bands = [self._band(one) for one in self.shown]

    def _band(self, overlay: Overlay) -> QgsRubberBand:
        look = LOOKS[overlay.role]
        band = QgsRubberBand(self._canvas, overlay.geometry.type())
        stroke, fill = QColor(look.colour), QColor(look.colour)
        fill.setAlpha(look.fill_alpha)
        band.setStrokeColor(stroke)
        band.setFillColor(fill)
        band.setWidth(look.width_px)
        band.setLineStyle(look.pen)
        # A light edge: the marks must be seen on a dark map, too.
        band.setSecondaryStrokeColor(QColor(255, 255, 255, 200))
        if look.icon != _ICON.ICON_NONE:
            band.setIcon(look.icon)
            band.setIconSize(look.icon_px)
        band.setToGeometry(overlay.geometry, QgsCoordinateReferenceSystem(WGS84))
        return band


def legend_html(overlays: Sequence[Overlay]) -> str:
    """Return what the marks mean, one phrase a role, with its sign in its colour."""
    return "; ".join(f"{_sign(LOOKS[one.role])} {_words(one)}" for one in overlays)


def _sign(look: Look) -> str:
    # On white, as on most maps: black is not seen in a dark theme.
    return f'<span style="background-color: #ffffff; color: {look.colour}">&nbsp;{look.sign}&nbsp;</span>'


def _words(overlay: Overlay) -> str:
    lang = language(locale_code())
    texts = {
        "scope": tr("scope"),
        "reach": tr("within {km} km of the baseline"),
        "gains": tr("ground that changed hands"),
        "gains_within": tr("its edge moved out by the tolerance, {metres} m"),
        "sector": tr("break-in sector"),
        "baseline": tr("baseline measured from"),
        "depth_line": tr("shortest way to the baseline"),
        "deepest": tr("deepest point"),
        "printed": tr("point as printed"),
        "place_in": tr("places counted: {n}"),
        "place_maybe": tr("places that may count: {n}"),
        "place_named": tr("places named: {n}"),
    }
    km = lang.number(overlay.amount, 0 if overlay.amount == round(overlay.amount) else 1)
    return texts[overlay.role].format(n=lang.number(overlay.count), km=km, metres=lang.number(overlay.amount))
