"""Corridors of one place over many days, with what one day's answer says about the next.

A day whose ground is drawn as on an earlier day has that day's corridor. Where the corridor was as wide as is looked
for and the discs on its way still fit, it is so still; only the other days are measured anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .corridor import (
    Corridor,
    SupplyBase,
    corridor_width,
    distances_asked,
    is_limit,
    joined,
    plane_between,
)
from .geodesy import densify
from .ground_edge import Box, Fineness, edge_points
from .ground_pieces import without_specks
from .progress import Progress, part_of
from .shapes import Array, Geometry, contains_xy, polygons_of, repaired

# How near each other the middles of the discs tried are: between two, one fits that is narrower by as much at most.
_ALONG_M = 50.0
_STEP_M, _SLACK_M = 500.0, 5.0


def corridor_series(
    grounds: Sequence[Geometry],
    place: tuple[float, float],
    bases: Sequence[SupplyBase],
    near_km: float = 6.0,
    limit_km: float = 60.0,
    window: Box | None = None,
    progress: Progress | None = None,
    bracket_km: tuple[float, float] | None = None,
) -> tuple[Corridor, ...]:
    """Return the corridor on each day, in the order of the grounds; more as in `corridor_width`.

    Parameters
    ----------
    grounds
        The side's ground by the day, as (Multi)Polygons.
    progress
        Called with the share of the days that are done; may raise `Cancelled`.
    """
    near_least_km = distances_asked(near_km, bracket_km)[0]
    known: dict[bytes, Corridor] = {}
    found: list[Corridor] = []
    for n, ground in enumerate(grounds):
        drawn = hashlib.blake2b(ground.wkb).digest()
        if drawn not in known:
            before = found[-1] if found else None
            if before is not None and _holds_still(before, ground, place, bases, near_least_km, window):
                known[drawn] = replace(before, joined=joined(ground, place, bases))
            else:
                part = part_of(progress, n / len(grounds), (n + 1) / len(grounds))
                known[drawn] = corridor_width(ground, place, bases, near_km, limit_km, window, part, bracket_km)
        found.append(known[drawn])
        if progress is not None:
            progress((n + 1) / len(grounds))
    return tuple(found)


def _holds_still(
    before: Corridor,
    ground: Geometry,
    place: tuple[float, float],
    bases: Sequence[SupplyBase],
    near_km: float,
    window: Box | None,
) -> bool:
    """Say whether a corridor as wide as the limit is so still: its discs fit, and come near enough to its ends."""
    if not is_limit(before.width_km.low, before.limit_km):
        return False
    pieces = [without_specks(one) for one in polygons_of(repaired(ground)[0])]
    base = next(one for one in bases if one.id == before.base_id)
    ends = np.array([place, (base.lon, base.lat)])
    way = densify(np.array(before.way), _ALONG_M)
    own = next((piece for piece in pieces if bool(contains_xy(piece, way[:, 0], way[:, 1]).all())), None)
    if own is None or not all(_counts(pieces, own, end) for end in ends):
        return False
    plane, radius_m = plane_between(place, bases), 500.0 * before.limit_km
    _, edge, _ = edge_points(own, plane, Fineness(_STEP_M, _SLACK_M, _STEP_M), radius_m, window)
    at = plane.to_plane(way)
    room_m = _distances_m(edge, at)
    off_m = np.hypot(*(plane.to_plane(ends) - at[[0, -1]]).T)
    near = (off_m <= room_m[[0, -1]] + 1000.0 * near_km + _ALONG_M).all()
    return bool(near and room_m.min() >= radius_m - _ALONG_M)


def _counts(pieces: Sequence[Geometry], own: Geometry, at: Array) -> bool:
    """Say whether a place stands in this piece of ground, or in none."""
    holder = next((piece for piece in pieces if bool(contains_xy(piece, at[:1], at[1:])[0])), None)
    return holder is None or holder is own


def _distances_m(edge: Array, at: Array) -> Array:
    """Return the least distance from each place (n) to the points of the edge; infinite without an edge."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(edge).query(at)[0]) if len(edge) else np.full(len(at), np.inf)
