"""Surrounded by ground: whether a place's ground has land contact with the rest of its side's ground.

Two pieces of ground are in contact where they share an edge; a common corner is no contact. Routes are another
question (isolation).
"""

from __future__ import annotations

from collections.abc import Sequence

from .case import ControlArea
from .change import Band
from .geodesy import area_km2
from .grounds import Grounds
from .shapes import Geometry, contains_xy, polygons_of

LonLat = tuple[float, float]


def enclosed(ground: Geometry, lon: float, lat: float) -> bool | None:
    """Return whether the piece of ground at a place is cut off from the larger rest of it; None outside of it.

    `ground` is one side's ground as a (Multi)Polygon. The rest is the largest piece: in it, a place is not enclosed.
    """
    return enclosed_at(ground, [(lon, lat)])[0]


def enclosed_at(ground: Geometry, places: Sequence[LonLat]) -> list[bool | None]:
    """Return what `enclosed` returns, for many places (longitude, latitude)."""
    found: list[bool | None] = [None] * len(places)
    pieces = polygons_of(ground)
    if not pieces or not places:
        return found
    largest = max(pieces, key=area_km2)
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    for piece in pieces:
        for number in contains_xy(piece, lons, lats).nonzero()[0].tolist():
            if found[number] is None:
                found[number] = piece is not largest
    return found


def enclosed_band(grounds: Grounds, lon: float, lat: float, areas: Sequence[ControlArea]) -> Band | None:
    """Return 1 or 0 as drawn, and with the edge moved out (low) and in (high) by the tolerance.

    The side is the one in whose ground the place stands; None where it stands in nobody's.
    """
    for side in sorted({area.side for area in areas}):
        of_side = [area for area in areas if area.side == side]
        drawn = enclosed(grounds.together(of_side), lon, lat)
        if drawn is None:
            continue
        out = enclosed(grounds.larger(of_side), lon, lat)
        inward = enclosed(grounds.smaller(of_side), lon, lat)
        # Where the ground moved inward no longer reaches the place, it may have been cut off there.
        answers = [drawn, drawn if out is None else out, True if inward is None else inward]
        return Band(float(min(answers)), float(drawn), float(max(answers)))
    return None
