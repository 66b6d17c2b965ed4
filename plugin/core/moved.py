"""Ground with its edge moved out and in by a tolerance, as one job: what lies apart is moved apart.

Thousands of pieces as one shape cost far more than the same pieces a few at a time: each overlay looks at all of them.
Pieces whose boxes, widened by the tolerance, do not touch cannot meet when moved, and are put together unlooked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Callable
from zlib import crc32

import numpy as np

from .buffer import edge_band, grown, shrunk
from .geodesy import LONGEST_DEGREE_M
from .shapes import Array, Geometry, coordinates, multi_polygon, polygons_of

Progress = Callable[[float], None]

Known = dict[tuple[bytes, float], tuple[Geometry, Geometry]]

# Up to so many vertices the ground is moved as one; groups have about as many.
_AT_ONCE = 4000
# Of what was moved before, as many groups are kept as several different choices of gains need.
_KEPT_TIMES, _KEPT_AT_LEAST = 8, 200
# As much shorter than the longest degree as a degree of latitude ever is, and a little.
_SLACK = 1.02
_NEAREST_POLE_DEG = 89.0


def moved_out_and_in(
    area: Geometry, metres: float, progress: Progress | None = None, known: Known | None = None
) -> tuple[Geometry, Geometry]:
    """Return the area with its edge moved out, and with it moved in (which may come out empty).

    Parameters
    ----------
    area
        Polygons that do not overlap (a union), WGS 84 longitude/latitude.
    metres
        Geodesic, above 0; how good the edge is stands with `buffer.grown`.
    progress
        Called with the share done; may raise `Cancelled`.
    known
        Groups of pieces that were moved before; those of this area are added. After an edit most of them are the same.
    """
    out: list[Geometry] = []
    inward: list[Geometry] = []
    parts = list(_parts_apart(area, metres))
    if len(parts) == 1:
        known = None  # The ground of one claim is soon moved, and would take the place of what is not.
    elif known is not None and len(known) > _KEPT_TIMES * len(parts) + _KEPT_AT_LEAST:
        known.clear()
    for done, part in enumerate(parts):
        first = done / len(parts)

        def still_wanted(_: float, share: float = first) -> None:
            if progress is not None:
                progress(share)

        still_wanted(0.0)
        key = (part.wkb, metres)
        moved = None if known is None else known.get(key)
        if moved is None:
            band = edge_band(part, metres, progress=still_wanted)
            moved = grown(part, metres, band=band), shrunk(part, metres, band=band)
            if known is not None:
                known[key] = moved
        out.append(moved[0])
        inward.append(moved[1])
    return _collected(out), _collected(inward)


def _collected(parts: list[Geometry]) -> Geometry:
    return parts[0] if len(parts) == 1 else multi_polygon([one for part in parts for one in polygons_of(part)])


def _parts_apart(area: Geometry, metres: float) -> Iterator[Geometry]:
    """Yield groups of polygons that cannot meet those of another group when moved; one where the area is small."""
    polygons = polygons_of(area)
    counts = [len(coordinates(one)) for one in polygons]
    if sum(counts) <= _AT_ONCE or len(polygons) == 1:
        yield area
        return
    boxes = np.array([one.bounds for one in polygons])
    high = _SLACK * metres / LONGEST_DEGREE_M
    furthest = min(_NEAREST_POLE_DEG, float(np.abs(boxes[:, [1, 3]]).max()) + high)
    wide = high / float(np.cos(np.radians(furthest)))
    group: list[Geometry] = []
    vertices = 0
    for component in _that_meet(boxes + np.array([-wide, -high, wide, high])):
        pieces = [polygons[place] for place in component]
        size = sum(counts[place] for place in component)
        group += pieces
        vertices += size
        # What a piece looks like, and not how many came before, says where a group ends: so an edit shifts no groups.
        if crc32(multi_polygon(pieces).wkb) % _AT_ONCE < size or vertices >= 2 * _AT_ONCE:
            yield multi_polygon(group)
            group, vertices = [], 0
    if group:
        yield multi_polygon(group)


def _that_meet(boxes: Array) -> list[list[int]]:
    """Return the boxes (n, 4: west, south, east, north) by groups, within which each is reached from box to box."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    order = np.argsort(boxes[:, 0], kind="stable")
    west, south, east, north = boxes[order].T
    one, other = [], []
    for place, last in enumerate(np.searchsorted(west, east, side="right").tolist()):
        meets = (south[place + 1 : last] <= north[place]) & (north[place + 1 : last] >= south[place])
        found = np.flatnonzero(meets) + place + 1
        one.append(np.full(len(found), place))
        other.append(found)
    pairs = np.concatenate(one), np.concatenate(other)
    count = len(boxes)
    _, label = connected_components(coo_matrix((np.ones(len(pairs[0]), bool), pairs), shape=(count, count)), False)
    groups: dict[int, list[int]] = {}
    for place, name in zip(order.tolist(), label.tolist()):
        groups.setdefault(name, []).append(place)
    return list(groups.values())
