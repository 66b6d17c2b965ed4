"""Coordinates rounded to a grid before they leave the desk, wherever they stand in values that are printed or attached.

The grid's rows are parallels, `metres` apart on a sphere of the Earth's mean radius; its columns are as far apart on
each row. Numbers are measured before: only places and shapes are rounded, never what was measured of them.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from .findings import Measure
from .messages import Coordinates, Message
from .shapes import Array, Geometry, lines_of, moved, multi_line, multi_polygon, polygons_of, repaired

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG 1980, R1)."""

_NEAREST_POLE_DEG = 89.0
# Two numbers with decimals of a degree beside each other, or one with minutes: what people write of a place.
_WRITTEN = re.compile(
    r"\d{1,3}[.,]\d{2,}\s*°?\s*[NSEW]?\s*[,;/ ]\s*[-+]?\d{1,3}[.,]\d{2,}|\d{1,3}\s*°\s*\d{1,2}\s*['′’]", re.IGNORECASE
)


@dataclass(frozen=True)
class Grid:
    """A grid of places; `metres` is the distance between neighbours, in latitude and in longitude."""

    metres: float

    @property
    def _step_deg(self) -> float:
        return math.degrees(self.metres / EARTH_RADIUS_M)

    @property
    def decimals(self) -> int:
        """How many decimals of a degree say something."""
        return max(0, math.ceil(-math.log10(self._step_deg)))

    def places(self, lonlat: Array) -> Array:
        """Return an array (n, 2) of longitudes and latitudes on the grid, in degrees."""
        step = self._step_deg
        lat = np.clip(np.round(lonlat[:, 1] / step) * step, -90.0, 90.0)
        across = step / np.cos(np.radians(np.minimum(np.abs(lat), _NEAREST_POLE_DEG)))
        return np.column_stack((np.round(lonlat[:, 0] / across) * across, lat))

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return one place on the grid, in degrees."""
        ((east, north),) = self.places(np.array([[lon, lat]]))
        return float(east), float(north)

    def coordinates(self, place: Coordinates) -> Coordinates:
        """Return a place of a sentence on the grid, with no more decimals than say something."""
        return Coordinates(*self.place(place.lon, place.lat), min(place.decimals, self.decimals))

    def frame(self, frame: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """Return west, south, east and north in whole steps, taking in all of what was given where the poles allow."""
        west, south, east, north = frame
        step = self._step_deg
        across = step / math.cos(math.radians(min(max(abs(south), abs(north)), _NEAREST_POLE_DEG)))
        return (
            math.floor(west / across) * across,
            max(math.floor(south / step) * step, -89.9),
            math.ceil(east / across) * across,
            min(math.ceil(north / step) * step, 89.9),
        )

    def shape(self, geometry: Geometry) -> Geometry:
        """Return a shape whose vertices lie on the grid; of areas and lines nothing is left where they are smaller."""
        if geometry.is_empty:
            return geometry
        if geometry.geom_type == "Point":
            return moved(geometry, self.places)
        areas = polygons_of(geometry)
        if areas:
            parts = [repaired(moved(one, self.places))[0] for one in areas]
            return multi_polygon([piece for part in parts for piece in polygons_of(part)])
        lines = [moved(one, self._without_repeats) for one in lines_of(geometry)]
        return multi_line([one for one in lines if one.length > 0])

    def _without_repeats(self, lonlat: Array) -> Array:
        rounded = self.places(lonlat)
        keep = np.ones(len(rounded), dtype=bool)
        keep[1:] = np.any(rounded[1:] != rounded[:-1], axis=1)
        keep[-1] = keep[-1] or keep.sum() < 2  # a line of one place has two ends
        return rounded[keep]


def names_a_place(text: str) -> bool:
    """Whether a text that people wrote seems to hold coordinates, which no grid rounds."""
    return _WRITTEN.search(text) is not None


def on_grid(value: Any, grid: Grid) -> Any:
    """Return a value with each coordinate in it on the grid: shapes, places in sentences, and fields that say so.

    A field of a dataclass holds coordinates where its type names `LonLat` or `Frame`; measures keep their numbers.
    """
    if isinstance(value, BaseGeometry):
        return grid.shape(value)
    if isinstance(value, Coordinates):
        return grid.coordinates(value)
    if isinstance(value, Message):
        return Message(value.text, MappingProxyType({name: on_grid(one, grid) for name, one in value.values.items()}))
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        made = tuple(on_grid(one, grid) for one in value)
        return value if all(one is two for one, two in zip(made, value)) else made
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record_on_grid(value, grid)
    if isinstance(value, Mapping):
        return MappingProxyType({name: on_grid(one, grid) for name, one in value.items()})
    return value


def _record_on_grid(record: Any, grid: Grid) -> Any:
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        before = getattr(record, field.name)
        if isinstance(record, Measure) and field.name == "points":
            after: Any = tuple((role, *grid.place(lon, lat)) for role, lon, lat in before)
        elif before is not None and "Frame" in str(field.type):
            after = grid.frame(before)
        elif before is not None and "LonLat" in str(field.type):
            after = _places(before, grid)
        else:
            after = on_grid(before, grid)
        if after is not before:
            changed[field.name] = after
    return dataclasses.replace(record, **changed) if changed else record


def _places(value: Any, grid: Grid) -> Any:
    """Return a pair of degrees, or pairs at any depth, on the grid; what stands beside them stays."""
    if not isinstance(value, (tuple, list)):
        return on_grid(value, grid)
    if len(value) == 2 and all(isinstance(one, (int, float)) for one in value):
        return grid.place(*value)
    return tuple(_places(one, grid) for one in value)
