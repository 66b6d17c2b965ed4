"""What lies under the map: land, water and state borders of the world, a small extract of Natural Earth.

The file `resources/reference/world.json` holds lines ("arcs") in whole thousandths of a degree, each stored once: first
point, then steps from point to point. What is drawn refers to arcs by number, and by the complement of the number where
an arc is run through backwards: coasts and borders are lists of them, countries and land are polygons of rings of them.
Which borders are there is a view of the world (see `core.world_views`); without one no border leaves this module.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.ops import unary_union

from ..core.messages import Message, message
from ..core.shapes import Geometry
from ..core.world_views import view_of
from ..paths import resource
from .language import Language
from .values import Frame, GroundName, MapShape

Array = np.ndarray[Any, Any]
Ring = tuple[int, ...]

BORDER_STYLES = ("border", "disputed")
"""The styles of the lines that are drawn by a view only."""

# Rivers are of a scale of 1:50 million, and are shown where the frame is this high or wide.
_RIVERS_FROM_DEG = 6.0
# The panel shows more than the frame: as much again on every side, and more where its shape is another.
_AROUND = 2.5
_SMALLEST_AROUND_DEG = 1.0


@dataclass(frozen=True)
class Polygons:
    """Polygons of rings of numbers of lines, the outer ring first; `bounds` has a row a polygon."""

    rings: tuple[tuple[Ring, ...], ...]
    bounds: Array


@dataclass(frozen=True)
class Country:
    """A country as the view "international" has it, with its name in the file."""

    name: str
    polygons: Polygons


@dataclass(frozen=True)
class World:
    """The whole file; `bounds` has a row a line: west, south, east, north in degrees."""

    arcs: tuple[Array, ...]
    bounds: Array
    lines: dict[str, tuple[int, ...]]
    rivers: tuple[int, ...]
    lakes: Polygons
    land: Polygons
    countries: tuple[Country, ...]

    def polygon(self, rings: Sequence[Ring]) -> Geometry:
        """Return a polygon; thinned lines may make it cross itself somewhere, by less than can be seen."""
        shells = [self._ring(one) for one in rings]
        return Polygon(shells[0], [one for one in shells[1:] if len(one) > 3])

    def _ring(self, numbers: Sequence[int]) -> Array:
        parts = [self.arcs[number] if number >= 0 else self.arcs[~number][::-1] for number in numbers]
        return np.vstack([parts[0], *(one[1:] for one in parts[1:])])


def meeting(bounds: Array, frame: Frame) -> Array:
    """Return which rows of bounds meet a frame, whose longitudes may run on over the 180th meridian."""
    west, south, east, north = bounds.T
    turns = [(west + turn <= frame[2]) & (east + turn >= frame[0]) for turn in (-360.0, 0.0, 360.0)]
    return np.asarray((north >= frame[1]) & (south <= frame[3]) & np.logical_or.reduce(turns))


@cache
def world() -> World:
    """Return the reference lines of the world; the file is read once."""
    found = json.loads(resource("reference", "world.json").read_text(encoding="utf-8"))
    quantum = found["quantum_deg"]
    arcs = tuple(np.asarray(one).reshape(-1, 2).cumsum(axis=0) * quantum for one in found["arcs"])
    bounds = np.array([[*one.min(axis=0), *one.max(axis=0)] for one in arcs])
    return World(
        arcs=arcs,
        bounds=bounds,
        lines={kind: tuple(numbers) for kind, numbers in found["lines"].items()},
        rivers=tuple(found["rivers"]),
        lakes=_polygons([[[number]] for number in found["lakes"]], bounds),
        land=_polygons(found["land"], bounds),
        countries=tuple(Country(one["name"], _polygons(one["polygons"], bounds)) for one in found["countries"]),
    )


def _polygons(found: Sequence[Any], bounds: Array) -> Polygons:
    """Return polygons with their bounds: those of the lines of their outer rings together."""
    rings = tuple(tuple(tuple(ring) for ring in polygon) for polygon in found)
    if not rings:
        return Polygons((), np.empty((0, 4)))
    rows = bounds[[number if number >= 0 else ~number for polygon in rings for number in polygon[0]]]
    starts = np.cumsum([0, *(len(polygon[0]) for polygon in rings[:-1])])
    lows, highs = np.minimum.reduceat(rows[:, :2], starts), np.maximum.reduceat(rows[:, 2:], starts)
    return Polygons(rings, np.hstack([lows, highs]))


def around(frame: Frame) -> Frame:
    """Return a frame with so much on every side as a panel of any shape may show."""
    pad = max(frame[2] - frame[0], frame[3] - frame[1], _SMALLEST_AROUND_DEG) * _AROUND
    return frame[0] - pad, max(frame[1] - pad, -90.0), frame[2] + pad, min(frame[3] + pad, 90.0)


def land(frame: Frame) -> Geometry:
    """Return the land within or near a frame, as one shape."""
    return _joined(world().land, frame)


@cache
def country_shape(name: str) -> Geometry:
    """Return a country as the view "international" has it, by its name in the file; KeyError when there is none."""
    for one in world().countries:
        if one.name == name:
            shape = _joined(one.polygons, None)
            # Islands may have come to overlap the coast when lines were thinned.
            shape = shape if shape.is_valid else unary_union([part.buffer(0) for part in shape.geoms])
            return shape if hasattr(shape, "geoms") else MultiPolygon([shape])
    raise KeyError(name)


def countries_near(frame: Frame) -> list[Country]:
    """Return the countries that have ground within a frame, or so near that their bounds meet it."""
    return [one for one in world().countries if meeting(one.polygons.bounds, frame).any()]


@cache
def _names() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(resource("reference", "countries.json").read_text(encoding="utf-8"))
    return found


def country_names(frame: Frame, view: str, lang: Language) -> tuple[GroundName, ...]:
    """Return the countries near a frame by the names of a language, for a known view; those that are printed at all."""
    if view_of(view) is None:
        return ()
    names = _names().get(lang.code, _names()["en"])
    found = [one for one in countries_near(frame) if one.name in names]
    return tuple(GroundName(names[one.name], _joined(one.polygons, frame)) for one in found)


def _joined(polygons: Polygons, frame: Frame | None) -> Geometry:
    """Return polygons as one shape, those that meet a frame where one is given."""
    numbers = range(len(polygons.rings)) if frame is None else np.flatnonzero(meeting(polygons.bounds, frame)).tolist()
    return MultiPolygon([world().polygon(polygons.rings[number]) for number in numbers])


def _lines(numbers: Sequence[int], frame: Frame) -> Geometry:
    found, wanted = world(), np.array(numbers, dtype=int)
    near = wanted[meeting(found.bounds[wanted], frame)]
    return MultiLineString([LineString(found.arcs[number]) for number in near.tolist()])


def reference_shapes(frame: Frame, view: str, lang: Language, wide: bool | None = None) -> tuple[MapShape, ...]:
    """Return what lies under a map, from the bottom up: land, lakes, rivers, coasts, and the borders of a view.

    Parameters
    ----------
    frame
        West, south, east, north in degrees, on WGS 84.
    view
        The code of a view of the world; where it is none that is known, no border is returned.
    lang
        The language of the legend.
    wide
        Whether rivers are shown; None leaves it to the size of the frame.
    """
    about, found = around(frame), world()
    shown = [_shape("land", message("Land"), land(about), lang)]
    shown.append(_shape("lake", message("Water"), _joined(found.lakes, about), lang))
    if wide if wide is not None else max(frame[2] - frame[0], frame[3] - frame[1]) >= _RIVERS_FROM_DEG:
        shown.append(_shape("river", message("River"), _lines(found.rivers, about), lang))
    shown.append(_shape("coast", message("Coast"), _lines(found.lines["coast"], about), lang))
    if view_of(view) is not None:
        names = (message("State border"), message("State border, disputed or not agreed on"))
        for style, name in zip(BORDER_STYLES, names):
            shown.append(_shape(style, name, _lines(found.lines[style], about), lang))
    return tuple(one for one in shown if not one.geometry.is_empty)


def _shape(style: str, label: Message, geometry: Geometry, lang: Language) -> MapShape:
    return MapShape("reference", style, "", lang.say(label), geometry)
