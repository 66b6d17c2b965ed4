"""What lies under the map and beside it, laid out: lines on the page, names of countries, the small map.

Points (1/72 inch) from the lower left corner of the panel, of the small map for what is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from shapely.geometry import GeometryCollection, LineString, box
from shapely.ops import clip_by_rect
from shapely.prepared import prep

from ..core.shapes import Geometry
from .fonts import BODY, text_width
from .labels import Box, Label, LabelRequest, Room
from .lines import STEP, Array, lines_of, paths
from .plane import POINTS_PER_MM, Plane, edge, plane_for
from .reference import BORDER_STYLES
from .values import Ground, GroundName, Locator, MapShape, Picture

LOCATOR_HEIGHT = 31.0 * POINTS_PER_MM
_LOCATOR_GAP = 3.0 * POINTS_PER_MM
NAME_SIZE, SMALL_NAME_SIZE = 7.4, 6.2
_ASCENT, _DESCENT = 0.78, 0.22
# Names of countries are tried on a grid of so many spots each way.
_SPOTS = 28
# What a name keeps clear of other things, so that it is not taken for that of a town; the last where none else helps.
_SPACES = (10.0, 4.0, 1.0)
# Where the map shows one country only, its name would say nothing.
_LEAST_NAMES = 2


@dataclass(frozen=True)
class DrawnLines:
    """Lines or rings of one style as whole steps."""

    style: str
    lines: tuple[Array, ...]


@dataclass(frozen=True)
class DrawnLocator:
    """The small map: its plane, lines and names, and the outline of the large map's panel."""

    plane: Plane
    lines: tuple[DrawnLines, ...]
    names: tuple[Label, ...]
    outline: Array


@dataclass(frozen=True)
class DrawnGround:
    """All that lies under the map; `picture_box` is where the picture's edges are on the panel."""

    lines: tuple[DrawnLines, ...]
    names: tuple[Label, ...]
    locator: DrawnLocator | None
    picture: Picture | None
    picture_box: Box

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles of the lines that the panel shows."""
        return tuple(one.style for one in self.lines)


def ground_layout(ground: Ground | None, plane: Plane, taken: Iterable[Box], lines: Geometry) -> DrawnGround | None:
    """Return what lies under a map on a plane; names of countries keep clear of what is `taken`, and of `lines`."""
    if ground is None:
        return None
    room = Room(plane.width, plane.height)
    for one in taken:
        room.take(one)
    picture_box = (0.0, 0.0, 0.0, 0.0)
    if ground.picture is not None:
        west, south, east, north = ground.picture.extent_m
        x, y, scale = plane.x_m, plane.y_m, plane.scale
        picture_box = ((west - x) * scale, (south - y) * scale, (east - x) * scale, (north - y) * scale)
    drawn = _drawn(ground.shapes, plane)
    capitals = [replace(one, name=one.name.upper()) for one in ground.names]
    return DrawnGround(
        lines=drawn,
        names=_names(capitals, plane, room, NAME_SIZE, [lines, *_borders(drawn)]),
        locator=None if ground.locator is None else _locator(ground.locator, plane),
        picture=ground.picture,
        picture_box=picture_box,
    )


def _drawn(shapes: Iterable[MapShape], plane: Plane) -> tuple[DrawnLines, ...]:
    made = (DrawnLines(one.style, tuple(paths(one.geometry, plane))) for one in shapes)
    return tuple(one for one in made if one.lines)


def _locator(content: Locator, plane: Plane) -> DrawnLocator:
    small = plane_for(content.extent, plane.width / 3 - _LOCATOR_GAP, LOCATOR_HEIGHT)
    outline = small.to_page(plane.to_lonlat(_outline(plane)))
    room = Room(small.width, small.height)
    room.take((*outline.min(axis=0), *outline.max(axis=0)))
    drawn = _drawn(content.shapes, small)
    names = _names(content.names, small, room, SMALL_NAME_SIZE, _borders(drawn))
    return DrawnLocator(small, drawn, names, outline)


def _borders(drawn: Iterable[DrawnLines]) -> list[Geometry]:
    """Return the lines between countries, and between land and sea, as they are on the page."""
    edges = (*BORDER_STYLES, "coast")
    return [LineString(line * STEP) for one in drawn if one.style in edges for line in one.lines]


def _outline(plane: Plane) -> Array:
    """Return the edge of a panel as one ring."""
    south, north, west, east = np.split(edge(0.0, 0.0, plane.width, plane.height), 4)
    return np.vstack([south, east, north[::-1], west[::-1]])


def _names(
    names: Sequence[GroundName], plane: Plane, room: Room, size: float, lines: Sequence[Geometry]
) -> tuple[Label, ...]:
    """Return the names that fit within their countries, those with the most room first; none where all is one country.

    They cross none of the `lines`.
    """
    across, up = (np.linspace(0.0, end, _SPOTS + 2)[1:-1] for end in (plane.width, plane.height))
    spots = np.column_stack([one.ravel() for one in np.meshgrid(across, up)])
    places = plane.to_lonlat(spots)
    west, south, east, north = plane.reach()
    found = []
    for one in names:
        within = np.zeros(len(spots), dtype=bool)
        for turn_deg in (-360.0, 0.0, 360.0):
            seen = clip_by_rect(one.geometry, west - turn_deg, south, east - turn_deg, north)
            if not seen.is_empty:
                # Half the way between two spots is not seen in a name.
                rough = seen.simplify((north - south) / _SPOTS / 4, preserve_topology=False)
                within |= _inside(places - (turn_deg, 0.0), lines_of(rough))
        if within.any():
            found.append((int(within.sum()), one.name, within))
    if len(found) < _LEAST_NAMES:
        return ()
    crossed = prep(GeometryCollection(list(lines)))
    made = []
    for _, name, within in sorted(found, key=lambda row: (-row[0], row[1])):
        label = _name(name, spots, within, room, size, crossed)
        if label is not None:
            room.take(label.box)
            made.append(label)
    return tuple(made)


def _inside(points: Array, rings: Iterable[Array]) -> Array:
    """Return which points lie within an odd number of rings: on a ray to the east it crosses them oddly often."""
    x, y = points.T[:, :, None]
    inside = np.zeros(len(points), dtype=bool)
    for ring in rings:
        (x1, y1), (x2, y2) = ring[:-1].T, ring[1:].T
        crossed = (y1 > y) != (y2 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            beyond = x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        inside ^= (crossed & beyond).sum(axis=1) % 2 == 1
    return inside


def _name(name: str, spots: Array, within: Array, room: Room, size: float, crossed: Any) -> Label | None:
    """Return a name in the middle of its ground, or as near to that as there is room; None where it does not fit."""
    wide, high = text_width(name, BODY, size), size * (_ASCENT + _DESCENT)
    grid = within.reshape(_SPOTS, _SPOTS)
    step = spots[1, 0] - spots[0, 0]
    reach = int(np.ceil(wide / 2 / step)) if step else 0
    middle = spots[within].mean(axis=0)
    order = np.argsort(np.hypot(*(spots - middle).T), kind="stable")
    wide_enough = [
        number
        for number in order.tolist()
        if reach <= number % _SPOTS < _SPOTS - reach and grid.flat[number - reach : number + reach + 1].all()
    ]
    for space in _SPACES:
        for number in wide_enough:
            x, y = spots[number]
            taken = (x - wide / 2 - space, y - high / 2 - space, x + wide / 2 + space, y + high / 2 + space)
            if room.free(taken) and not crossed.intersects(box(*taken)):
                return Label(LabelRequest(name, x, y, BODY, size), taken, x - wide / 2, y - high / 2 + size * _DESCENT)
    return None
