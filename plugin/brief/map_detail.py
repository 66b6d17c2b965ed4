"""A detail of the map: where many names crowd a small part of it, that part once more and larger.

The detail is in the projection of the map, has its own scale, and shows what the map shows there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .labels import Box
from .language import Language
from .map_layout import MapLayout, map_layout
from .plane import Plane
from .values import MapContent

Array = np.ndarray[Any, Any]

_FEWEST_NAMES = 8
_SHARES = (0.45, 0.36, 0.28, 0.2)
"""How wide the part may be, as a share of the map, so that the detail is more than twice as large; the widest first."""
_SAME_SPOT = 0.5
_HELD, _ENOUGH, _LEAST = 0.5, 0.75, 0.33
"""Of the names without room, the share that the part has to hold, and those that the detail should find room for and
has to find room for."""


@dataclass(frozen=True)
class Detail:
    """The part of the map, in points of its panel, and the layout that shows it larger."""

    box: Box
    layout: MapLayout


def detail_of(content: MapContent, layout: MapLayout, width: float, height: float, lang: Language) -> Detail | None:
    """Return the detail of a map on a panel of `width` by `height` points; None where none would help."""
    spots = np.array(layout.unplaced)
    if len(spots) < _FEWEST_NAMES:
        return None
    if content.ground is not None:
        content = replace(content, ground=replace(content.ground, locator=None))
    best: tuple[int, Detail] | None = None
    for share in _SHARES:
        part = _dense_part(spots, layout.plane, share, height / width)
        if part is None:
            break
        plane = _enlarged(layout.plane, part, width, height)
        detail = Detail(part, map_layout(content, width, height, lang, plane))
        found = gained(layout, detail)
        if found >= _ENOUGH * len(spots):
            return detail
        if found >= max(_FEWEST_NAMES, _LEAST * len(spots)) and (best is None or found > best[0]):
            best = found, detail
    return None if best is None else best[1]


def gained(layout: MapLayout, detail: Detail) -> int:
    """Return how many of the names that have no room on the map have room on the detail."""
    spots, part = np.array(layout.unplaced).reshape(-1, 2), detail.box
    inside = spots[((spots >= part[:2]) & (spots <= part[2:])).all(axis=1)]
    there = (inside - part[:2]) * detail.layout.plane.width / (part[2] - part[0])
    missing = np.array(detail.layout.unplaced).reshape(-1, 2)
    same = (np.abs(there[:, None] - missing) < _SAME_SPOT).all(axis=2).any(axis=1)
    return len(inside) - int(same.sum())


def _dense_part(spots: Array, plane: Plane, share: float, ratio: float) -> Box | None:
    """Return the part that holds the most of these names, that share of the panel wide; None where most are outside."""
    size = np.array([plane.width * share, plane.width * share * ratio])
    last = np.array([plane.width, plane.height]) - size
    if last[1] < 0:
        return None
    corners = np.clip(spots - size / 2, 0.0, last)
    held = ((spots >= corners[:, None]) & (spots <= corners[:, None] + size)).all(axis=2)
    most = held[int(held.sum(axis=1).argmax())]
    if most.sum() < _HELD * len(spots):
        return None
    middle = (spots[most].min(axis=0) + spots[most].max(axis=0)) / 2
    west, south = np.clip(middle - size / 2, 0.0, last)
    return float(west), float(south), float(west + size[0]), float(south + size[1])


def _enlarged(plane: Plane, part: Box, width: float, height: float) -> Plane:
    larger = width / (part[2] - part[0])
    x_m, y_m = plane.x_m + part[0] / plane.scale, plane.y_m + part[1] / plane.scale
    return replace(plane, scale=plane.scale * larger, x_m=x_m, y_m=y_m, width=width, height=height)
