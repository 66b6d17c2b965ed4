"""The map laid out: all that is drawn, with its place on the page, before anything is drawn.

Points (1/72 inch) from the lower left corner of the panel. Legend and names are known here, so tests can look at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely.geometry import LineString, box

from ..core.messages import message
from ..core.shapes import Geometry
from .fonts import BODY, fitted_lines
from .furniture import Graticule, ScaleBar, graticule, scale_bar
from .ground_layout import DrawnGround, ground_layout
from .labels import Box, Label, meet
from .language import Language
from .lines import Array, paths, reaches_panel
from .map_names import MARK, bold_lines, busy_ground, fine_lines, mark_boxes, name_layout, square
from .map_parts import CLOSED, DrawnDepth, DrawnShape, LegendEntry
from .plane import POINTS_PER_MM, Plane, plane_for
from .reference import BORDER_STYLES
from .values import LonLat, MapContent

MOST_MARKS = 400
_LINE_WEIGHT = 4
_SIGN_WEIGHT = 5
_Spot = tuple[float, float]
_TENTHS = [number / 10 for number in range(1, 10)]
_BAR_SPOTS: list[_Spot] = [(0, 0), (1, 0), *((x, 0.0) for x in _TENTHS), (0, 1), *((x, 1.0) for x in _TENTHS)]
_NORTH_SPOTS: list[_Spot] = [(1, 1), (0, 1), (1, 0), (0, 0)]
_NORTH_BOX_MM = (11.0, 15.0)
_SCALE_BOX_MM = 8.0
_SWATCH_MM = 9.0
LEGEND_SIZE = 7.4
LEGEND_LEADING = 9.4
_COLUMNS = 3
_MOST_ENTRIES = 24


@dataclass(frozen=True)
class MapLayout:
    """The whole map; `names` are the settlements with their spots, `unplaced` the spots of those that are not named.

    `unmarked` counts the settlements that are not drawn at all.
    """

    plane: Plane
    shapes: tuple[DrawnShape, ...]
    names: tuple[tuple[str, tuple[float, float]], ...]
    depths: tuple[DrawnDepth, ...]
    printed: tuple[tuple[float, float], ...]
    labels: tuple[Label, ...]
    unplaced: tuple[tuple[float, float], ...]
    unmarked: int
    graticule: Graticule
    bar: ScaleBar
    bar_box: Box
    north_box: Box
    legend: tuple[LegendEntry, ...]
    ground: DrawnGround | None = None

    @property
    def marks(self) -> tuple[tuple[float, float], ...]:
        """The spots of the settlements."""
        return tuple(spot for _, spot in self.names)

    @property
    def left_out(self) -> int:
        """How many names had no room."""
        return len(self.unplaced)


def map_layout(
    content: MapContent, width: float, height: float, lang: Language, plane: Plane | None = None
) -> MapLayout:
    """Return the layout of a map whose panel is `width` by `height` points.

    `plane` is what the panel shows, where that is not the content's frame at the content's scale.
    """
    plane = plane or plane_for(content.frame, width, height, content.scale)
    shapes = tuple(_drawn(content, plane))
    depths = tuple(_depths(content, plane))
    printed = tuple(_on_panel(content.printed_points, plane))
    names, unmarked = _shown(content, plane)
    bar = scale_bar(plane)
    marks = [spot for _, spot in names] + _signs(depths, printed)
    bar_box, north_box = _furniture_boxes(plane, bar, marks, bold_lines(shapes, depths, None))
    layout = MapLayout(
        plane=plane,
        shapes=shapes,
        names=names,
        depths=depths,
        printed=printed,
        labels=(),
        unplaced=(),
        unmarked=unmarked,
        graticule=graticule(plane, lang),
        bar=bar,
        bar_box=bar_box,
        north_box=north_box,
        legend=(),
    )
    return _written(layout, content, lang, None)


def with_part(layout: MapLayout, content: MapContent, lang: Language, part: Box) -> MapLayout:
    """Return a layout on which the part that a detail shows is outlined: its names rather not cross that line."""
    return _written(layout, content, lang, part)


def _written(layout: MapLayout, content: MapContent, lang: Language, part: Box | None) -> MapLayout:
    """Return a layout with its names, the ground beneath them, and the legend."""
    plane, shapes, depths = layout.plane, layout.shapes, layout.depths
    furniture = (layout.bar_box, layout.north_box)
    lines = (bold_lines(shapes, depths, part), fine_lines(shapes))
    labels, unplaced = name_layout(plane, furniture, layout.names, depths, layout.printed, lines, part, lang)
    ground = None
    if content.ground is not None:
        taken = (*furniture, *mark_boxes(layout.marks, depths, layout.printed), *(one.box for one in labels))
        small = None if layout.ground is None else layout.ground.locator
        wanted = content.ground if small is None else replace(content.ground, locator=None)
        ground = ground_layout(wanted, plane, taken, busy_ground(shapes, depths))
        ground = ground if small is None or ground is None else replace(ground, locator=small)
    legend = _legend(content, shapes, bool(layout.names), depths, bool(layout.printed), plane.width, lang, ground)
    return replace(layout, labels=labels, unplaced=unplaced, ground=ground, legend=legend)


def _drawn(content: MapContent, plane: Plane) -> Iterable[DrawnShape]:
    for shape in content.shapes:
        lines = tuple(paths(shape.geometry, plane))
        if reaches_panel(lines, shape.layer in CLOSED, plane):
            yield DrawnShape(shape.layer, shape.style, shape.side, lines)


def _depths(content: MapContent, plane: Plane) -> Iterable[DrawnDepth]:
    panel = box(0, 0, plane.width, plane.height)
    for mark in content.depths:
        deepest, nearest = plane.point(mark.deepest), plane.point(mark.nearest)
        if panel.intersects(LineString([deepest, nearest])):
            yield DrawnDepth(mark, deepest, nearest)


def _on_panel(places: Sequence[LonLat], plane: Plane) -> list[tuple[float, float]]:
    """Return those places that lie on the panel, in points of it."""
    page = plane.to_page(np.array(places, dtype=float).reshape(-1, 2))
    return [(float(x), float(y)) for x, y in page[_inside(page, plane)]]


def _inside(page: Array, plane: Plane) -> Array:
    return np.asarray(((page >= MARK) & (page <= (plane.width - MARK, plane.height - MARK))).all(axis=1))


def _shown(content: MapContent, plane: Plane) -> tuple[tuple[tuple[str, tuple[float, float]], ...], int]:
    """Return names and spots of the first settlements on the panel, and how many more there are."""
    page = plane.to_page(np.array([place.place for place in content.places], dtype=float).reshape(-1, 2))
    rows = np.flatnonzero(_inside(page, plane)).tolist()
    first = [(content.places[row].name, (float(page[row, 0]), float(page[row, 1]))) for row in rows[:MOST_MARKS]]
    return tuple(first), len(rows) - len(first)


def _signs(depths: Iterable[DrawnDepth], printed: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the spots of the signs that nothing may cover, several times over: they weigh more than a settlement."""
    return [*(spot for one in depths for spot in (one.deepest, one.nearest)), *printed] * _SIGN_WEIGHT


def _furniture_boxes(plane: Plane, bar: ScaleBar, marks: list[tuple[float, float]], lines: Geometry) -> tuple[Box, Box]:
    """Return where scale bar and north arrow stand: in a corner, or along an edge, where they cover least."""
    bar_size = (bar.length + 11 * POINTS_PER_MM, _SCALE_BOX_MM * POINTS_PER_MM)
    north_size = (_NORTH_BOX_MM[0] * POINTS_PER_MM, _NORTH_BOX_MM[1] * POINTS_PER_MM)
    bar_box = _emptiest(plane, bar_size, _BAR_SPOTS, marks, lines)
    corners = [corner for corner in _NORTH_SPOTS if not meet(_corner(plane, north_size, corner), bar_box)]
    return bar_box, _emptiest(plane, north_size, corners, marks, lines)


def _corner(plane: Plane, size: tuple[float, float], corner: _Spot) -> Box:
    margin = 2.5 * POINTS_PER_MM
    west = margin + corner[0] * (plane.width - 2 * margin - size[0])
    south = margin + corner[1] * (plane.height - 2 * margin - size[1])
    return (west, south, west + size[0], south + size[1])


def _emptiest(
    plane: Plane,
    size: tuple[float, float],
    corners: Sequence[_Spot],
    marks: list[tuple[float, float]],
    lines: Geometry,
) -> Box:
    def covered(corner: Box) -> int:
        crossed = _LINE_WEIGHT if lines.intersects(box(*corner)) else 0
        return crossed + sum(meet(corner, square(x, y, MARK)) for x, y in marks)

    return min((_corner(plane, size, corner) for corner in corners), key=covered)


def _legend(
    content: MapContent,
    shapes: tuple[DrawnShape, ...],
    places: bool,
    depths: tuple[DrawnDepth, ...],
    printed: bool,
    width: float,
    lang: Language,
    ground: DrawnGround | None,
) -> tuple[LegendEntry, ...]:
    """Return an entry for each way in which something is drawn on the panel, in the order of drawing from the top."""
    seen = {(shape.layer, shape.style, shape.side) for shape in shapes}
    labels: dict[tuple[str, str, str], list[str]] = {}
    for shape in content.shapes:
        key = (shape.layer, shape.style, shape.side)
        if key in seen and shape.label not in labels.setdefault(key, []):
            labels[key].append(shape.label)
    order = ("gain", "change", "front", "control", "behind", "area", "route")
    keys = sorted(labels, key=lambda key: order.index(key[0]))
    entries = [(key, "; ".join(labels[key])) for key in keys]
    for one in depths:
        text = lang.say(message("deepest point and its line, {definition}", definition=one.mark.definition))
        entries.append((("depth", one.mark.style, ""), text[:1].upper() + text[1:]))
    if printed:
        entries.append((("printed", "", ""), lang.say("Point as printed in a claim")))
    if places:
        entries.append((("place", "", ""), lang.say("Settlement")))
    if ground is not None and content.ground is not None:
        styles = [style for style in BORDER_STYLES if style in ground.styles]
        entries += [(("reference", one.style, ""), one.label) for one in content.ground.shapes if one.style in styles]
    if len(entries) > _MOST_ENTRIES:
        # A page has to hold the map too: a case of dozens of sides is told apart by its tables.
        more = message("(and {n} more)", n=len(entries) - _MOST_ENTRIES + 1)
        entries = [*entries[: _MOST_ENTRIES - 1], (("more", "", ""), lang.say(more))]
    room = width / _COLUMNS - (_SWATCH_MM + 4) * POINTS_PER_MM
    return tuple(LegendEntry(*key, tuple(fitted_lines(text, BODY, LEGEND_SIZE, room))) for key, text in entries)


def legend_rows(layout: MapLayout) -> list[list[LegendEntry]]:
    """Return the entries in rows of the legend's columns; the small map takes the place of the last column."""
    columns = _COLUMNS - 1 if layout.ground is not None and layout.ground.locator is not None else _COLUMNS
    return [list(layout.legend[start : start + columns]) for start in range(0, len(layout.legend), columns)]


def legend_height(layout: MapLayout) -> float:
    """Return the height in points of the legend and of the small map beside it."""
    high = sum(row_height(row) for row in legend_rows(layout))
    locator = None if layout.ground is None else layout.ground.locator
    return high if locator is None else max(high, locator.plane.height + 3.0)


def row_height(row: list[LegendEntry]) -> float:
    """Return the height of a row of the legend in points."""
    return max(len(entry.lines) for entry in row) * LEGEND_LEADING + 3.5
