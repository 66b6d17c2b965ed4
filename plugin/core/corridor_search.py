"""The widest way from a place to bases inside one piece of ground, its edge taken as finely as it has to be.

Points on the edge leave more room than there is, so the widest way among them is at least as wide as the true one.
Where it might be narrower than it seems, the points beside it are set nearer to each other and the widest way is looked
for again, until nothing on the way found is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .clearance import Room, room_in
from .geodesy import LocalPlane, distances_m
from .ground_edge import Box, Fineness
from .shapes import Array, Geometry
from .widest import Way, joined_to, widest_way

# How near each other the points of the edge are at first, and where it matters.
_STEP_M, _FINE_M = 1_000.0, 60.0
_SLACK_M = 5.0
# By so much a way may be narrower than the points say.
_DOUBT_M = 40.0
# The last turn takes the whole edge finely.
_TURNS = 8


@dataclass(frozen=True)
class Pinch:
    """Where a corridor is narrowest: the middle, and the places on the ground's edge between which it is (lon, lat).

    There is one such place only where the window's border, not the ground, is on the other side.
    """

    lon: float
    lat: float
    edges: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Ends:
    """The place (2) and the bases (b, 2) that count with a piece, in the plane, and the ids of the bases.

    No disc inside the piece comes within less than `least_km` of both.
    """

    place: Array
    bases: Array
    ids: tuple[str, ...]
    least_km: float


@dataclass(frozen=True)
class Found:
    """A corridor for one distance at the ends: its middle line in longitude and latitude, its width as a geodesic."""

    width_km: float
    pinch: Pinch
    line: tuple[tuple[float, float], ...]
    base_id: str


def search(
    piece: Geometry,
    plane: LocalPlane,
    ends: Ends,
    asked_km: Sequence[float],
    limit_m: float,
    window: Box | None,
    tick: Callable[[float], None],
) -> dict[float, Found]:
    """Return the corridor in a piece of ground for each distance at the ends for which there is one.

    `tick` is called with the share done; no width is above the limit.
    """
    left, found = [near for near in asked_km if near >= ends.least_km], {}
    fine_at = np.empty((0, 2))
    turn = 0
    while left:
        last = turn >= _TURNS
        step_m = _FINE_M if last else _STEP_M
        room = room_in(piece, plane, Fineness(step_m, _SLACK_M, _FINE_M, fine_at if turn else None), limit_m, window)
        tick((turn + 0.5) / (_TURNS + 1))
        turn += 1
        for near_km in list(left):
            at_place, at_bases = joined_to(ends.place[None, :], near_km * 1000), joined_to(ends.bases, near_km * 1000)
            way = widest_way(room, at_place, at_bases, limit_m)
            in_doubt = _in_doubt(room, way) if way is not None else room.points_xy[:0]
            if way is None:
                # A spit may be too narrow for the points; all of them are set nearer at once.
                turn = _TURNS
            elif last or not len(in_doubt):
                found[near_km] = _told(room, way, ends, limit_m)
            else:
                fine_at = np.vstack([fine_at, in_doubt])
            if last or near_km in found:
                left.remove(near_km)
    return found


def _in_doubt(room: Room, way: Way) -> Array:
    """Return the edge points (d, 2) beside the way between which it might be narrower than it was found to be.

    How far a disc can be pushed towards a place may depend on the edge much more than its size does: there, all points
    are set as near as can be.
    """
    gap_m = np.where(way.sides >= 0, room.gap_m[way.sides], 0.0).max(axis=1)
    surely_m = 2 * np.sqrt(np.maximum(way.room_m**2 - gap_m**2 / 4, 0.0))
    beside = way.sides[surely_m < way.width_m - _DOUBT_M].ravel()
    beside = np.unique(np.append(beside, way.tight_ends))
    beside = beside[beside >= 0]
    return room.points_xy[beside[room.gap_m[beside] > 1.01 * _FINE_M]]


def _told(room: Room, way: Way, ends: Ends, limit_m: float) -> Found:
    """Return a way in longitude and latitude, its width as a geodesic."""
    line = room.plane.to_lonlat(way.xy)
    middle = room.plane.to_lonlat(way.pinch[None, :])
    edges = room.points[[n for n in way.edges if 0 <= n < len(room.points)]]
    width_m = way.width_m
    if len(edges) and width_m < limit_m:
        if way.across:
            width_m = float(distances_m(edges[:1], edges[1:2])[0])
            middle = 0.5 * (edges[:1] + edges[1:2])
        else:
            width_m = 2 * float(distances_m(middle, edges[:1])[0])
    pinch = Pinch(float(middle[0, 0]), float(middle[0, 1]), tuple((float(lon), float(lat)) for lon, lat in edges))
    off = np.hypot(*(ends.bases - way.xy[-1]).T)
    base_id = ends.ids[int(off.argmin())]
    return Found(width_m / 1000, pinch, tuple((float(x), float(y)) for x, y in line), base_id)
