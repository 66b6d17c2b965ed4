"""The frame of a map: west, south, east, north in degrees; across the 180th meridian its east is beyond 180.

Shapes there are cut in two at 180° (RFC 7946), so the frame is what is left of all longitudes without the widest gap
between the shapes, when that gap is wider than half the world.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..core.shapes import Geometry
from .values import Frame, LonLat

_SMALLEST_DEG = 0.02
_HALF_ROUND_DEG = 180.0


def bounds_of(shapes: Sequence[Geometry], margin: float, points: Sequence[LonLat] = ()) -> Frame:
    """Return the frame around shapes and points, wider by a share `margin` of its size and never smaller than a town.

    Shapes and points are in WGS 84 longitude/latitude; at least one is needed.
    """
    boxes = [box for shape in shapes for box in _parts(shape)] + [(*point, *point) for point in points]
    south, north = min(box[1] for box in boxes), max(box[3] for box in boxes)
    west, east = _longitudes((box[0], box[2]) for box in boxes)
    pad = max((east - west) * margin, (north - south) * margin, (_SMALLEST_DEG - (east - west)) / 2, 0.0)
    south, north = max(south - pad, -89.9), min(north + pad, 89.9)
    if east > 180.0:
        return west - pad, south, east + pad, north
    return max(west - pad, -180.0), south, min(east + pad, 180.0), north


def within(point: LonLat, frame: Frame) -> bool:
    """Return whether a place lies in a frame, its edge included."""
    lon = point[0] + 360.0 if point[0] < frame[0] else point[0]
    return frame[0] <= lon <= frame[2] and frame[1] <= point[1] <= frame[3]


def _parts(shape: Geometry) -> list[Frame]:
    return [part.bounds for part in getattr(shape, "geoms", [shape]) if not part.is_empty]


def _longitudes(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """Return west and east of spans of longitude; east is beyond 180 where they reach across the 180th meridian."""
    rows = sorted(spans)
    west, reached = rows[0]
    gap, after_gap, before_gap = 0.0, west, reached
    for first, last in rows[1:]:
        if first - reached > gap:
            gap, after_gap, before_gap = first - reached, first, reached
        reached = max(reached, last)
    return (after_gap, before_gap + 360.0) if gap > _HALF_ROUND_DEG else (west, reached)
