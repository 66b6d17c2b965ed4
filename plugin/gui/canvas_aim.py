"""The camera for briefings that want QGIS's map canvas under their map, aimed at what the canvas shows now."""

from __future__ import annotations

from functools import partial

from ..bridge.canvas_camera import Aim, camera_of, canvas_view
from ..bridge.cases import OpenCase
from .desk import Desk


def aimed(desk: Desk, case: OpenCase) -> Aim:
    """Return the camera of the desk, aimed at the canvas without the layers of Salient; called on the main thread.

    It takes no picture before a briefing asks for one.
    """
    view = canvas_view(desk.iface.mapCanvas().mapSettings(), case.path)
    return partial(camera_of(desk.owner).maker, view)
