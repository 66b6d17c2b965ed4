"""The map drawn: a layout in, operators on a canvas out. Styles differ by hatch, dash and mark, not by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Callable

from ..core.messages import Message, message
from . import theme
from .fonts import BODY, BOLD, draw_text, text_width
from .furniture import DEGREE_SIZE, north_turn
from .georeference import georeference
from .ground_drawing import draw_ground, draw_ground_lines, draw_ground_names, draw_ground_swatch, draw_locator
from .labels import Box
from .language import Language
from .lines import STEP, operators
from .map_layout import (
    LEGEND_LEADING,
    LEGEND_SIZE,
    MapLayout,
    legend_rows,
    row_height,
)
from .map_parts import CLOSED, DrawnShape, LegendEntry
from .map_pens import fill_colour, hatch_angles, hatch_lines, set_pen
from .map_signs import draw_depth, draw_depth_line, draw_diamond, draw_place, draw_printed
from .pdf_layers import layer
from .plane import POINTS_PER_MM

Draw = Callable[[Any], None]

GRATICULE = message("Graticule")
SWATCH = (9.0 * POINTS_PER_MM, 3.4 * POINTS_PER_MM)


def draw_map(canvas: Any, layout: MapLayout, sides: tuple[str, ...], lang: Language, part: Box | None = None) -> None:
    """Draw the panel with its lower left corner at the origin, and the degrees outside of it.

    `part` is the part of the panel that a detail shows once more: it is outlined.
    """
    width, height = layout.plane.width, layout.plane.height
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(0, 0, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setFillColor(theme.MAP_GROUND)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    for title, draw in _sheets(layout, sides, lang, part):
        with layer(canvas, lang.say(title)):
            draw(canvas)
    canvas.restoreState()
    canvas.setStrokeColor(theme.INK)
    canvas.setLineWidth(0.6)
    canvas.rect(0, 0, width, height, stroke=1, fill=0)
    with layer(canvas, lang.say(GRATICULE)):
        _degrees(canvas, layout)
    georeference(canvas, layout.plane, lang.say("Map"))


def _sheets(
    layout: MapLayout, sides: tuple[str, ...], lang: Language, part: Box | None
) -> Iterator[tuple[Message, Draw]]:
    """Yield what is drawn one over the other, each with the title of its layer in the file."""

    def shapes(*layers: str) -> Draw:
        return partial(_shapes, layout=layout, layers=layers, sides=sides)

    pictured = layout.ground is not None and layout.ground.picture is not None
    yield (
        message("Map of QGIS") if pictured else message("Land and water"),
        partial(draw_ground, ground=layout.ground, size=(layout.plane.width, layout.plane.height)),
    )
    yield message("Control maps"), shapes("control", "behind")
    yield message("Coasts and borders"), partial(draw_ground_lines, ground=layout.ground)
    yield message("Ground that changed hands"), shapes("change")
    yield message("Gains"), shapes("gain")
    yield GRATICULE, partial(_graticule, layout=layout)
    yield message("Areas"), shapes("area")
    yield message("Supply routes"), shapes("route")
    yield message("Front lines"), shapes("front")
    yield message("Names of countries"), partial(draw_ground_names, ground=layout.ground)
    if part is not None:
        yield message("Outline of the detail"), partial(_outline, part=part)
    yield message("Scale and north"), partial(_furniture, layout=layout, lang=lang)
    yield message("Measured depths"), partial(_depths, layout=layout)
    yield message("Points as printed in claims"), partial(_printed, layout=layout)
    yield message("Settlements and names"), partial(_places, layout=layout)


def _shapes(canvas: Any, layout: MapLayout, layers: tuple[str, ...], sides: tuple[str, ...]) -> None:
    for one in layers:
        for shape in layout.shapes:
            if shape.layer == one:
                _shape(canvas, shape, sides, (layout.plane.width, layout.plane.height))


def _furniture(canvas: Any, layout: MapLayout, lang: Language) -> None:
    _scale_bar(canvas, layout, lang)
    _north(canvas, layout, lang)


def _shape(canvas: Any, shape: DrawnShape, sides: tuple[str, ...], panel: tuple[float, float]) -> None:
    canvas.saveState()
    canvas.scale(STEP, STEP)
    colours = theme.side_colours(shape.side, sides)
    fill = fill_colour(shape.layer, shape.style, colours)
    if fill is not None:
        canvas.setFillColor(fill)
    angles = hatch_angles(shape.layer, shape.style)
    set_pen(canvas, shape.layer, shape.style, colours, 1 / STEP)
    # The path is written once, however long: filled, stroked, and from then on the edge of what the hatch may cover.
    clip = "W*\n" if angles else ""
    canvas.addLiteral(f"{operators(shape.lines, shape.layer in CLOSED)}\n{clip}{'S' if fill is None else 'B*'}")
    if angles:
        canvas.setStrokeColor(colours.edge)
        canvas.setLineWidth(0.45 / STEP)
        canvas.setDash([])
        for angle in angles:
            canvas.addLiteral(hatch_lines(panel[0] / STEP, panel[1] / STEP, angle))
    canvas.restoreState()


def _outline(canvas: Any, part: Box) -> None:
    west, south, east, north = part
    for colour, width in ((theme.WHITE, 2.4), (theme.INK, 1.0)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        canvas.rect(west, south, east - west, north - south, stroke=1, fill=0)


def _graticule(canvas: Any, layout: MapLayout) -> None:
    canvas.setStrokeColor(theme.GRATICULE)
    canvas.setLineWidth(0.35)
    canvas.setDash([])
    for line in layout.graticule.lines:
        path = canvas.beginPath()
        path.moveTo(*line[0])
        for x, y in line[1:]:
            path.lineTo(x, y)
        canvas.drawPath(path, stroke=1, fill=0)


def _degrees(canvas: Any, layout: MapLayout) -> None:
    canvas.setFillColor(theme.MUTED)
    last_end = -1e9
    for label in layout.graticule.labels:
        width = text_width(label.text, BODY, DEGREE_SIZE)
        if label.side == "left":
            draw_text(canvas, -width - 3, label.at - DEGREE_SIZE * 0.35, label.text, BODY, DEGREE_SIZE)
            continue
        start = min(max(label.at - width / 2, 0.0), layout.plane.width - width)
        if start > last_end + 4:
            draw_text(canvas, start, -DEGREE_SIZE - 2.5, label.text, BODY, DEGREE_SIZE)
            last_end = start + width


def _depths(canvas: Any, layout: MapLayout) -> None:
    for one in layout.depths:
        draw_depth(canvas, one)
    _labels(canvas, layout, theme.DEPTH)


def _printed(canvas: Any, layout: MapLayout) -> None:
    for x, y in layout.printed:
        draw_printed(canvas, x, y)


def _places(canvas: Any, layout: MapLayout) -> None:
    for x, y in layout.marks:
        draw_place(canvas, x, y)
    _labels(canvas, layout, theme.INK)


def _labels(canvas: Any, layout: MapLayout, colour: Any) -> None:
    """Draw the names of one colour: those of depths are bold."""
    for label in layout.labels:
        if (label.request.font == BOLD) != (colour is theme.DEPTH):
            continue
        west, south, east, north = label.box
        canvas.saveState()
        canvas.setFillColor(theme.WHITE)
        canvas.setFillAlpha(0.72)
        canvas.rect(west, south, east - west, north - south, stroke=0, fill=1)
        canvas.restoreState()
        canvas.setFillColor(colour)
        draw_text(canvas, label.x, label.y, label.request.text, label.request.font, label.request.size)


def _scale_bar(canvas: Any, layout: MapLayout, lang: Language) -> None:
    west, south, east, north = layout.bar_box
    bar = layout.bar
    canvas.saveState()
    canvas.setFillColor(theme.WHITE)
    canvas.setFillAlpha(0.8)
    canvas.rect(west, south, east - west, north - south, stroke=0, fill=1)
    canvas.restoreState()
    canvas.setLineWidth(0.5)
    canvas.setStrokeColor(theme.INK)
    x, y, high = west + 2.5 * POINTS_PER_MM, south + 1.6 * POINTS_PER_MM, 1.3 * POINTS_PER_MM
    for part in range(bar.parts):
        canvas.setFillColor(theme.INK if part % 2 == 0 else theme.WHITE)
        canvas.rect(x + bar.length * part / bar.parts, y, bar.length / bar.parts, high, stroke=1, fill=1)
    canvas.setFillColor(theme.INK)
    decimals = 0 if bar.km >= 1 else 1
    draw_text(canvas, x - 1.5, y + high + 3, lang.number(0), BODY, DEGREE_SIZE)
    end = lang.say(message("{number} km", number=lang.number(bar.km, decimals)))
    number_width = text_width(lang.number(bar.km, decimals), BODY, DEGREE_SIZE)
    draw_text(canvas, x + bar.length - number_width / 2, y + high + 3, end, BODY, DEGREE_SIZE)


def _north(canvas: Any, layout: MapLayout, lang: Language) -> None:
    turn = north_turn(layout.plane)
    if turn is None:
        return
    west, south, east, north = layout.north_box
    canvas.saveState()
    canvas.setFillColor(theme.WHITE)
    canvas.setFillAlpha(0.8)
    canvas.rect(west, south, east - west, north - south, stroke=0, fill=1)
    canvas.restoreState()
    middle = (west + east) / 2, (south + north) / 2
    canvas.saveState()
    canvas.translate(*middle)
    canvas.rotate(-turn[0])
    base, top = south - middle[1] + 4.0, north - middle[1] - 11.0
    for sign, colour in ((-1, theme.INK), (1, theme.WHITE)):
        path = canvas.beginPath()
        path.moveTo(0, top)
        path.lineTo(sign * 5.0, base)
        path.lineTo(0, base + 5.0)
        path.close()
        canvas.setFillColor(colour)
        canvas.setStrokeColor(theme.INK)
        canvas.setLineWidth(0.6)
        canvas.drawPath(path, stroke=1, fill=1)
    text = lang.say(message("N"))
    canvas.setFillColor(theme.INK)
    draw_text(canvas, -text_width(text, BOLD, 8) / 2, top + 2.2, text, BOLD, 8)
    canvas.restoreState()


def draw_legend(canvas: Any, layout: MapLayout, sides: tuple[str, ...], top: float) -> None:
    """Draw the legend below `top`, across the width of the panel, and the small map to the right of it."""
    column = layout.plane.width / 3
    if layout.ground is not None and layout.ground.locator is not None:
        small = layout.ground.locator
        canvas.saveState()
        canvas.translate(layout.plane.width - small.plane.width, top - small.plane.height)
        draw_locator(canvas, small)
        canvas.restoreState()
    for row in legend_rows(layout):
        for place, entry in enumerate(row):
            x = column * place
            _swatch(canvas, entry, sides, x, top - LEGEND_LEADING + 1.0)
            canvas.setFillColor(theme.INK)
            for number, line in enumerate(entry.lines):
                y = top - LEGEND_LEADING * (number + 1) + 2.4
                draw_text(canvas, x + SWATCH[0] + 5, y, line, BODY, LEGEND_SIZE)
        top -= row_height(row)


def _swatch(canvas: Any, entry: LegendEntry, sides: tuple[str, ...], x: float, y: float) -> None:
    width, height = SWATCH
    canvas.saveState()
    canvas.translate(x, y)
    middle = height / 2
    colours = theme.side_colours(entry.side, sides)
    if entry.layer in CLOSED:
        fill = fill_colour(entry.layer, entry.style, colours)
        if fill is not None:
            canvas.setFillColor(fill)
            canvas.rect(0, 0, width, height, stroke=0, fill=1)
        _swatch_hatch(canvas, entry, colours)
        set_pen(canvas, entry.layer, entry.style, colours, 1.0)
        canvas.rect(0, 0, width, height, stroke=1, fill=0)
    elif entry.layer == "reference":
        draw_ground_swatch(canvas, entry.style, width, height)
    elif entry.layer in ("front", "route"):
        set_pen(canvas, entry.layer, entry.style, colours, 1.0)
        canvas.line(0, middle, width, middle)
    elif entry.layer == "depth":
        draw_depth_line(canvas, entry.style, (2, middle), (width - 4, middle))
        draw_diamond(canvas, width - 4, middle, 3.4)
    elif entry.layer == "printed":
        draw_printed(canvas, width / 2, middle)
    elif entry.layer == "place":
        draw_place(canvas, width / 2, middle)
    canvas.restoreState()


def _swatch_hatch(canvas: Any, entry: LegendEntry, colours: theme.SideColours) -> None:
    angles = hatch_angles(entry.layer, entry.style)
    if not angles:
        return
    width, height = SWATCH
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(0, 0, width, height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.scale(STEP, STEP)
    canvas.setStrokeColor(colours.edge)
    canvas.setLineWidth(0.45 / STEP)
    for angle in angles:
        canvas.addLiteral(hatch_lines(width / STEP, height / STEP, angle))
    canvas.restoreState()
