"""Shapes as drawing operators of a PDF, to the resolution of print and no further.

A shape is clipped to what the panel shows, simplified (Douglas-Peucker), projected, and rounded to whole steps, so that
its operators are integers joined once. Together these move no line by more than `RESOLUTION_MM` on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from shapely.geometry import LineString, Point, Polygon, box
from shapely.ops import clip_by_rect

from ..core.shapes import Geometry, moved, union
from .plane import POINTS_PER_MM, Plane

RESOLUTION_MM = 0.1
_SIMPLIFY_MM = 0.075
_STEP_MM = 0.03
STEP = _STEP_MM * POINTS_PER_MM
"""One whole step of the operators in points."""

_METRES_PER_DEGREE = 111_700.0
"""The longest degree anywhere on the ellipsoid, so that a tolerance in degrees is never too wide."""

_LONGEST_EDGE = 0.01
"""Edges longer than this share of the panel's width are divided: straight in degrees is bent in the projection."""

Array = np.ndarray[Any, Any]


def paths(shape: Geometry, plane: Plane) -> list[Array]:
    """Return the rings or lines of a shape as arrays (n, 2) of whole steps from the panel's lower left corner."""
    # Degrees are weighed as on the ground where they are longest, so that a tolerance is never wider than it says.
    weights = np.array([_longest_parallel(plane), 1.0])
    tolerance_deg = _SIMPLIFY_MM / 1000 * plane.denominator / _METRES_PER_DEGREE
    longest_deg = _LONGEST_EDGE * plane.width / plane.scale / _METRES_PER_DEGREE
    made = []
    for line in (line for seen in _seen(shape, plane) for line in lines_of(seen)):
        weighed = LineString(line * weights).simplify(tolerance_deg, preserve_topology=False)
        simple = np.asarray(weighed.coords) / weights
        steps = np.rint(plane.to_page(_divided(simple, longest_deg)) / STEP).astype(np.int64)
        keep = np.ones(len(steps), dtype=bool)
        keep[1:] = (steps[1:] != steps[:-1]).any(axis=1)
        made.append(steps[keep])
    return [one for one in made if len(one) > 1]


def reaches_panel(lines: Sequence[Array], closed: bool, plane: Plane) -> bool:
    """Return whether any of these lines, or the ground that they close in, is seen on the panel.

    What `paths` returns may lie beside it: it is cut in degrees, and the panel is no rectangle of degrees.
    """
    size = np.array([plane.width, plane.height]) / STEP
    if any(((line >= 0) & (line <= size)).all(axis=1).any() for line in lines):
        return True
    panel = box(0, 0, *size)
    if any(panel.intersects(LineString(line)) for line in lines):
        return True
    # No edge crosses the panel: ground covers all of it, by an odd number of rings around it, or none of it.
    middle = Point(*size / 2)
    return closed and sum(Polygon(line).contains(middle) for line in lines if len(line) > 3) % 2 == 1


def _longest_parallel(plane: Plane) -> float:
    """Return a degree of longitude as a share of one of latitude, where it is longest on the panel; at most 1."""
    _, south, _, north = plane.reach()
    nearest = 0.0 if south * north <= 0 else min(abs(south), abs(north))
    return float(np.cos(np.radians(nearest)))


def _seen(shape: Geometry, plane: Plane) -> list[Geometry]:
    """Return what the panel shows of a shape; halves that meet at the 180th meridian are one again."""
    if shape.is_empty:
        return []
    west, south, east, north = plane.reach()
    found = []
    for turn_deg in (-360.0, 0.0, 360.0):
        if shape.bounds[2] + turn_deg > west and shape.bounds[0] + turn_deg < east:
            part = clip_by_rect(shape, west - turn_deg, south, east - turn_deg, north)
            found.append(moved(part, partial(np.add, (turn_deg, 0.0))) if turn_deg else part)
    filled = [part for part in found if not part.is_empty]
    return [union(filled)] if len(filled) > 1 and shape.geom_type.endswith("Polygon") else filled


def lines_of(shape: Geometry) -> Iterator[Array]:
    """Yield the coordinates of every ring and line of a shape."""
    if shape.is_empty:
        return
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from lines_of(part)
    elif shape.geom_type == "Polygon":
        for ring in (shape.exterior, *shape.interiors):
            yield np.asarray(ring.coords)[:, :2]
    elif shape.geom_type in ("LineString", "LinearRing"):
        yield np.asarray(shape.coords)[:, :2]


def _divided(line: Array, longest: float) -> Array:
    """Return a line with points added so that no edge is longer than `longest` degrees."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    counts = np.maximum(np.ceil(lengths / longest).astype(int), 1)
    if counts.max(initial=1) == 1:
        return line
    starts = np.repeat(line[:-1], counts, axis=0)
    steps = np.repeat(np.diff(line, axis=0) / counts[:, None], counts, axis=0)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.vstack([starts + steps * within[:, None], line[-1:]])


def operators(lines: Sequence[Array], closed: bool) -> str:
    """Return the path of lines or rings as PDF operators, without one that paints it."""
    parts = []
    for line in lines:
        pairs = iter(line.ravel().tolist())
        text = " l\n".join([f"{x} {y}" for x, y in zip(pairs, pairs)])
        first = text.partition(" l\n")
        parts.append(f"{first[0]} m\n{first[2]} l" + (" h" if closed else ""))
    return "\n".join(parts)
