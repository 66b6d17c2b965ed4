"""What lies under the map and beside it, drawn: pale and thin, so that what the briefing is about stands out."""

from __future__ import annotations

import io
import math
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader

from . import theme
from .fonts import draw_text
from .ground_layout import DrawnGround, DrawnLines, DrawnLocator
from .labels import Box, Label
from .lines import STEP, operators

_CLOSED = ("land", "lake")
_BORDER_DASH: dict[str, tuple[float, ...]] = {"border": (6.0, 1.6, 0.9, 1.6, 0.9, 1.6), "disputed": (2.2, 2.4)}
# How far the small map's box is drawn out where the large map is too small to be seen in it, in points.
_SMALLEST_BOX = 4.0


def draw_ground(canvas: Any, ground: DrawnGround | None, size: tuple[float, float]) -> None:
    """Fill a panel of that size with the picture, or with land and water; nothing where there is neither."""
    if ground is None:
        return
    if ground.lines:
        canvas.setFillColor(theme.WATER)
        canvas.rect(0, 0, *size, stroke=0, fill=1)
    if ground.picture is not None:
        image, (west, south, east, north) = _seen(ground.picture.data, ground.picture_box, size)
        canvas.drawImage(ImageReader(image), west, south, east - west, north - south)
    _areas(canvas, ground.lines)


def _seen(data: bytes, edges: Box, size: tuple[float, float]) -> tuple[io.BytesIO, Box]:
    """Return the part of a picture that a panel of that size shows, as JPEG, and where its edges are."""
    # Imported here: most briefings have no picture.
    from PIL import Image

    picture = Image.open(io.BytesIO(data), formats=("PNG",)).convert("RGB")
    west, south, east, north = edges
    across, up = (east - west) / picture.width, (north - south) / picture.height
    left, right = max(0, math.floor(-west / across)), min(picture.width, math.ceil((size[0] - west) / across))
    top, bottom = max(0, math.floor((north - size[1]) / up)), min(picture.height, math.ceil(north / up))
    made = io.BytesIO()
    picture.crop((left, top, right, bottom)).save(made, "JPEG", quality=88)
    made.seek(0)
    return made, (west + left * across, north - bottom * up, west + right * across, north - top * up)


def draw_ground_lines(canvas: Any, ground: DrawnGround | None) -> None:
    """Draw rivers, coasts and borders: over held ground, under all else."""
    for one in ground.lines if ground is not None else ():
        if one.style not in _CLOSED:
            _line(canvas, one, 1.0)


def draw_ground_names(canvas: Any, ground: DrawnGround | None) -> None:
    """Write the names of countries."""
    _names(canvas, ground.names if ground is not None else ())


def draw_ground_swatch(canvas: Any, style: str, width: float, height: float) -> None:
    """Draw how a line of that style looks, in the legend."""
    middle = height / 2
    for casing in (True, False):
        if _pen(canvas, style, 1.0, casing):
            canvas.line(0, middle, width, middle)


def draw_locator(canvas: Any, locator: DrawnLocator) -> None:
    """Draw the small map with its lower left corner at the origin."""
    width, height = locator.plane.width, locator.plane.height
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(0, 0, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(theme.WATER if locator.lines else theme.MAP_GROUND)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    _areas(canvas, locator.lines)
    for one in locator.lines:
        if one.style not in _CLOSED:
            _line(canvas, one, 0.55)
    _names(canvas, locator.names)
    _outline(canvas, locator)
    canvas.restoreState()
    canvas.setStrokeColor(theme.INK)
    canvas.setLineWidth(0.5)
    canvas.setDash([])
    canvas.rect(0, 0, width, height, stroke=1, fill=0)


def _outline(canvas: Any, locator: DrawnLocator) -> None:
    (west, south), (east, north) = locator.outline.min(axis=0), locator.outline.max(axis=0)
    path = canvas.beginPath()
    if max(east - west, north - south) < _SMALLEST_BOX:
        half = _SMALLEST_BOX / 2
        path.rect((west + east) / 2 - half, (south + north) / 2 - half, _SMALLEST_BOX, _SMALLEST_BOX)
    else:
        path.moveTo(*locator.outline[0])
        for x, y in locator.outline[1:]:
            path.lineTo(x, y)
        path.close()
    for colour, wide in ((theme.WHITE, 2.6), (theme.DEPTH, 1.2)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(wide)
        canvas.setDash([])
        canvas.drawPath(path, stroke=1, fill=0)


def _areas(canvas: Any, lines: tuple[DrawnLines, ...]) -> None:
    for one in lines:
        if one.style in _CLOSED:
            canvas.saveState()
            canvas.scale(STEP, STEP)
            canvas.setFillColor(theme.MAP_GROUND if one.style == "land" else theme.WATER)
            canvas.addLiteral(f"{operators(one.lines, True)}\nf*")
            canvas.restoreState()


def _line(canvas: Any, drawn: DrawnLines, thick: float) -> None:
    path = operators(drawn.lines, False)
    canvas.saveState()
    canvas.scale(STEP, STEP)
    for casing in (True, False):
        if _pen(canvas, drawn.style, thick / STEP, casing):
            canvas.addLiteral(f"{path}\nS")
    canvas.restoreState()


def _pen(canvas: Any, style: str, unit: float, casing: bool) -> bool:
    """Set the pen of a line or of the band beneath it; False where there is no such band."""
    dash = _BORDER_DASH.get(style, ())
    if casing and not dash:
        return False
    colour: Color = theme.BORDER_BAND if casing else theme.BORDER if dash else theme.COAST
    canvas.setStrokeColor(colour)
    canvas.setLineWidth((3.2 if casing else 0.75 if dash else 0.5) * unit)
    canvas.setDash([] if casing else [one * unit for one in dash])
    canvas.setLineJoin(1)
    return True


def _names(canvas: Any, names: tuple[Label, ...]) -> None:
    canvas.setFillColor(theme.MUTED)
    for one in names:
        draw_text(canvas, one.x, one.y, one.request.text, one.request.font, one.request.size)
