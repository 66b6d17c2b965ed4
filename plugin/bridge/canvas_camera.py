"""A picture of QGIS's map canvas for the briefing: the layers that are not of Salient, in the projection of its map.

Layers are of the main thread, the briefing is made in another one, and what a picture has to show is known only there.
So the camera lives on the main thread, and whoever needs a picture asks it and waits.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from ..core.messages import Message, message
from .layers import CASE_PROPERTY, RESULT_PROPERTY, file_of

if TYPE_CHECKING:
    from ..brief.ground_content import CanvasPicture, PictureMaker
    from ..brief.projection import Projection

Frame = tuple[float, float, float, float]
Aim = Callable[[Callable[[], None]], "PictureMaker"]
"""A camera aimed at a view: told what to call while somebody waits, it gives what takes the picture."""

_MOST_DOTS = 6000
_LIGHTENED = 0.35
_PAUSE_S = 0.1
# Names in the tiles of a server are drawn for screens: at the full resolution of paper nobody could read them.
_DPI, _TILES_DPI = 200.0, 100.0
_MOST_NAMES = 12


@dataclass
class _Exposure:
    """One picture that was asked for; `done` is set when it is there, or cannot be made."""

    base: QgsMapSettings
    proj: str
    extent_m: Frame
    dot_m: float
    done: threading.Event = field(default_factory=threading.Event)
    png: bytes = b""
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """What the canvas shows at one moment: settings with the layers to be drawn, and what is to be said of them."""

    settings: QgsMapSettings
    names: tuple[str, ...]
    attributions: tuple[str, ...]
    left_out: tuple[str, ...]


def is_world_map(layer: QgsMapLayer) -> bool:
    """Whether a layer is of the map of the world that QGIS ships: it draws borders by a view that it does not name."""
    path = file_of(layer)
    if not path:
        return False
    shipped = Path(QgsApplication.pkgDataPath()) / "resources" / "data" / "world_map.gpkg"
    return Path(path).name == shipped.name or Path(path) == shipped


def canvas_view(settings: QgsMapSettings, case_path: str) -> View:
    """Return what of a canvas goes into a picture: no layer of a case or of a result, and not QGIS's own world map.

    Parameters
    ----------
    settings
        Those of the canvas, with its layers from the top down.
    case_path
        The file of the case; other layers of it are left out too.
    """
    shown, left_out = [], []
    for layer in settings.layers():
        own = layer.customProperty(CASE_PROPERTY) or layer.customProperty(RESULT_PROPERTY)
        if own or (case_path and file_of(layer) == case_path):
            continue
        if is_world_map(layer):
            left_out.append(layer.name())
        else:
            shown.append(layer)
    wanted = QgsMapSettings(settings)
    wanted.setLayers(shown)
    return View(wanted, tuple(layer.name() for layer in shown), _attributions(shown), tuple(left_out))


def _attributions(layers: Sequence[QgsMapLayer]) -> tuple[str, ...]:
    """Return what layers ask to be printed of them: the rights in their metadata, and their servers' attribution."""
    found: list[str] = []
    for layer in layers:
        found += layer.metadata().rights()
        found.append(layer.serverProperties().attribution())
        if "openstreetmap.org" in layer.source().lower():
            found.append("© OpenStreetMap contributors")
    return tuple(dict.fromkeys(" ".join(one.split()) for one in found if one.strip()))


class CanvasCamera(QObject):
    """Takes pictures on the main thread for whoever waits in another one; ends with its parent."""

    wanted = pyqtSignal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: list[tuple[QgsMapRendererParallelJob, _Exposure]] = []
        self.wanted.connect(self._start)

    def maker(self, view: View, wait: Callable[[], None]) -> PictureMaker:
        """Return what takes pictures of a view; any thread may call it.

        Parameters
        ----------
        view
            What the canvas showed when the work began.
        wait
            Called again and again while somebody waits; may raise `Cancelled`.
        """

        def take(projection: Projection, extent_m: Frame, dot_m: float) -> CanvasPicture | None:
            if not view.names:
                return None
            exposure = _Exposure(view.settings, projection.proj, extent_m, dot_m)
            if threading.current_thread() is threading.main_thread():
                self._start(exposure)
                self._jobs[-1][0].waitForFinished()
            else:
                self.wanted.emit(exposure)
                while not exposure.done.wait(_PAUSE_S):
                    wait()
            return _developed(exposure, view) if exposure.png else None

        return take

    def _start(self, exposure: _Exposure) -> None:
        # A coordinate system that another thread makes is of no use to anybody, later ones included, when it has ended.
        settings = _settings(exposure)
        edges = settings.visibleExtent()
        exposure.extent_m = (edges.xMinimum(), edges.yMinimum(), edges.xMaximum(), edges.yMaximum())
        job = QgsMapRendererParallelJob(settings)
        self._jobs.append((job, exposure))
        job.finished.connect(self._finish)
        job.start()

    def _finish(self) -> None:
        for job, exposure in [one for one in self._jobs if not one[0].isActive()]:
            self._jobs.remove((job, exposure))
            exposure.errors = [error.message for error in job.errors()]
            exposure.png = _png(job.renderedImage())
            exposure.done.set()
            # Not at once: it is the one that calls.
            job.deleteLater()


def _settings(exposure: _Exposure) -> QgsMapSettings:
    """Return the settings of a picture; on the main thread."""
    made = QgsMapSettings(exposure.base)
    made.setDestinationCrs(QgsCoordinateReferenceSystem.fromProj(f"{exposure.proj} +units=m +no_defs +type=crs"))
    west, south, east, north = exposure.extent_m
    dot_m = max(exposure.dot_m, (east - west) / _MOST_DOTS, (north - south) / _MOST_DOTS)
    made.setOutputSize(QSize(round((east - west) / dot_m), round((north - south) / dot_m)))
    made.setExtent(QgsRectangle(west, south, east, north))
    made.setRotation(0.0)
    made.setOutputDpi(_DPI)
    if any(layer.providerType() == "wms" for layer in made.layers()):
        made.setDpiTarget(_TILES_DPI)
    made.setDevicePixelRatio(1.0)
    made.setBackgroundColor(QColor(255, 255, 255))
    made.setSelectionColor(QColor(0, 0, 0, 0))
    made.setFlag(QgsMapSettings.Flag.DrawSelection, False)
    made.setFlag(QgsMapSettings.Flag.DrawEditingInfo, False)
    return made


def _png(image: QImage) -> bytes:
    """Return a picture, lightened so that what is drawn over it stands out, as a PNG file."""
    if image.isNull():
        return b""
    light = QImage(image.size(), QImage.Format.Format_RGB32)
    light.fill(QColor(255, 255, 255))
    painter = QPainter(light)
    painter.setOpacity(1.0 - _LIGHTENED)
    painter.drawImage(0, 0, image)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    light.save(buffer, "PNG")
    return bytes(data)


def _developed(exposure: _Exposure, view: View) -> CanvasPicture:
    from ..brief.ground_content import CanvasPicture
    from ..brief.values import Picture

    names = [*view.names[:_MOST_NAMES], *(["…"] if len(view.names) > _MOST_NAMES else [])]
    remarks: list[Message] = [
        message("Background: a picture of the map in QGIS ({layers}).", layers=", ".join(names)),
        message("Borders and names in it are those of its layers, not of the view that the case declares."),
    ]
    if view.left_out:
        remarks.append(
            message("QGIS's own map of the world is left out of it: it does not say whose borders it shows.")
        )
    if exposure.errors:
        remarks.append(message("A layer could not be drawn: {reason}.", reason=exposure.errors[0][:120].rstrip(".")))
    return CanvasPicture(Picture(exposure.png, exposure.extent_m), view.attributions, tuple(remarks))


def camera_of(owner: Any) -> CanvasCamera:
    """Return the camera that lives with `owner`, a QObject of the main thread; it is made when first asked for."""
    found = owner.findChild(CanvasCamera)
    return found if found is not None else CanvasCamera(owner)
