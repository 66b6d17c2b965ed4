"""Names and figures on the map: what is written, what it must not cover, and what it would rather not cross."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from shapely.geometry import GeometryCollection, LineString, MultiLineString, Polygon, box

from ..core.messages import message
from ..core.shapes import Geometry
from .fonts import BODY, BOLD, ITALIC
from .labels import Box, Label, LabelRequest, Room, place_labels, place_somewhere
from .language import Language
from .lines import STEP
from .map_parts import DrawnDepth, DrawnShape
from .plane import Plane

MARK = 2.2
"""Half the width of the sign of a settlement, with the room around it."""

_PLACE_SIZE = 7.2
_DEPTH_SIZE = 8.2
_LONGEST_NAME = 40
_GAINED = ("gain", "change")
_Spot = tuple[float, float]


def square(x: float, y: float, half: float) -> Box:
    """Return the square around a point."""
    return (x - half, y - half, x + half, y + half)


def mark_boxes(spots: Iterable[_Spot], depths: Iterable[DrawnDepth], printed: Iterable[_Spot]) -> list[Box]:
    """Return the room that the signs of settlements, depths and points as printed take."""
    boxes = [square(x, y, MARK) for x, y in spots]
    boxes += [square(*one.deepest, 4.0) for one in depths] + [square(*one.nearest, 2.5) for one in depths]
    return boxes + [square(x, y, 4.0) for x, y in printed]


def name_layout(
    plane: Plane,
    furniture: Iterable[Box],
    shown: Sequence[tuple[str, _Spot]],
    depths: Sequence[DrawnDepth],
    printed: Sequence[_Spot],
    lines: Sequence[Geometry],
    part: Box | None,
    lang: Language,
) -> tuple[tuple[Label, ...], tuple[_Spot, ...]]:
    """Return all names that have room, those of depths first, and the spots of those that have none.

    `lines` are what names rather not cross, the most important first; `part` is the part that a detail shows.
    """
    room, needed = Room(plane.width, plane.height), Room(plane.width, plane.height)
    for taken in (*furniture, *mark_boxes([], depths, printed)):
        room.take(taken)
        needed.take(taken)
    for taken in mark_boxes([spot for _, spot in shown], (), ()):
        room.take(taken)
    wanted = [LabelRequest(one.mark.label, *one.deepest, BOLD, _DEPTH_SIZE, 5.0) for one in depths]
    if part is not None:
        wanted.append(LabelRequest(lang.say(message("Detail")), part[0], part[3], ITALIC, _PLACE_SIZE, 1.5))
    figures = [place_somewhere(request, room, needed) for request in wanted]
    names, left_out = place_labels([_request(name, spot) for name, spot in shown], room, lines)
    return (*(one for one in figures if one is not None), *names), tuple((one.x, one.y) for one in left_out)


def _request(name: str, spot: _Spot) -> LabelRequest:
    text = " ".join(name.split())
    text = text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
    return LabelRequest(text, *spot, BODY, _PLACE_SIZE, MARK + 1.2)


def bold_lines(shapes: Iterable[DrawnShape], depths: Iterable[DrawnDepth], part: Box | None) -> Geometry:
    """Return the lines that a reader follows first: fronts, the lines of depths, the outline of a detail."""
    lines = [one * STEP for shape in shapes if shape.layer == "front" for one in shape.lines]
    lines += [np.array([one.deepest, one.nearest]) for one in depths if one.deepest != one.nearest]
    lines += [] if part is None else [np.asarray(box(*part).exterior.coords)]
    return MultiLineString([LineString(one) for one in lines])


def fine_lines(shapes: Iterable[DrawnShape]) -> Geometry:
    """Return routes and the edges of gained ground and of areas."""
    layers = (*_GAINED, "area", "route")
    return MultiLineString([LineString(one * STEP) for shape in shapes if shape.layer in layers for one in shape.lines])


def busy_ground(shapes: Iterable[DrawnShape], depths: Iterable[DrawnDepth]) -> Geometry:
    """Return what names of countries keep clear of: gained ground, and all lines but the edges of held ground."""
    drawn = [one * STEP for shape in shapes if shape.layer not in ("control", "behind") for one in shape.lines]
    rings = (one for shape in shapes if shape.layer in _GAINED for one in shape.lines if len(one) > 3)
    filled = [Polygon(one * STEP).buffer(0) for one in rings]
    drawn += [np.array([one.deepest, one.nearest]) for one in depths if one.deepest != one.nearest]
    return GeometryCollection([*filled, *(LineString(one) for one in drawn)])
