"""The corridor of ground between a place and its side's supply bases, and how wide it is where it is narrowest.

The width is the largest w for which a disc of diameter w can be moved, staying inside one side's ground, from a disc
that comes within a few kilometres of the place to one that comes as near to a supply base (design, section 4). It is
found to 0.1 km or 1 %, whichever is more, for ground within 1,500 km of the middle between place and bases.

What the definition leaves open is answered so:

- A place that stands in the ground is supplied through the piece it stands in; ground that has no land contact with it
  does not count, however near. The same holds for a base. A place or base outside the ground (in an enclave, or across
  the line) counts with every piece that a disc comes near in.
- A disc comes near a place when some part of it does: also when the place is deep inside it.
- Holes below one hectare are taken as errors of drawing and filled.
- The centre of the disc stays in the window. The window's border is no edge of the ground: what lies beyond it counts
  as far as it is known, and where the ground was cut at the window it is taken to go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .change import Band
from .corridor_search import Ends, Found, Pinch, search
from .errors import MeasureError
from .geodesy import LocalPlane, local_plane
from .ground_edge import Box, in_window
from .ground_pieces import distance_off_m, holds, pieces_at, without_specks
from .messages import Message, message
from .progress import Progress, part_of
from .shapes import Geometry, polygons_of, repaired

# Nearer to the ends the width cannot be told apart from how the edge is taken.
_LEAST_NEAR_KM = 0.1


@dataclass(frozen=True)
class SupplyBase:
    """A supply base of the side: longitude and latitude in degrees."""

    id: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Corridor:
    """The ground corridor of a place.

    Attributes
    ----------
    width_km
        Best, and low and high where the disc has to come nearer to the ends or need not come as near. None is above
        `limit_km`, which stands for "that or more".
    at_limit
        Whether best is the limit.
    joined
        Whether the ground that the place stands in has a base in it, as `joined` says it.
    narrowest
        Where it is narrowest; None without a corridor, and at the limit.
    base_id
        The base it leads to (of several, the one nearest along it); None without a corridor.
    way
        Where the middle of the disc goes, from the place to the base (n, 2), longitude and latitude; a single point
        where one disc comes near both, empty without a corridor.
    reason
        Why there is no corridor; None where there is one.
    """

    width_km: Band
    limit_km: float
    at_limit: bool
    joined: bool | None
    narrowest: Pinch | None
    base_id: str | None
    way: tuple[tuple[float, float], ...]
    reason: Message | None


def corridor_width(
    ground: Geometry,
    place: tuple[float, float],
    bases: Sequence[SupplyBase],
    near_km: float = 6.0,
    limit_km: float = 60.0,
    window: Box | None = None,
    progress: Progress | None = None,
    bracket_km: tuple[float, float] | None = None,
) -> Corridor:
    """Return the corridor from a place to the supply bases of the side whose ground it is.

    Parameters
    ----------
    ground
        One side's ground of one day, a (Multi)Polygon, longitude and latitude; pieces that share an edge united.
    place
        Longitude and latitude in degrees.
    bases
        The side's supply bases; the widest corridor to any of them is taken.
    near_km
        How near the disc has to come to the place and to the base.
    limit_km
        No wider corridor is looked for.
    window
        West, south, east, north in degrees: where the centre of the disc may be. None: everywhere.
    progress
        Called with the share done; may raise `Cancelled`.
    bracket_km
        The distances for low and high in place of `near_km`: a third and twice of it where they are not given.

    Raises
    ------
    MeasureError
        Without a base, or with a place outside the window.
    ValueError
        For distances that are not in order, or below 0.1 km; for coordinates that are none.
    """
    asked = distances_asked(near_km, bracket_km)
    _check(place, bases, limit_km, window)
    tick = part_of(progress, 0.0, 1.0)
    tick(0.0)
    pieces = [without_specks(one) for one in polygons_of(repaired(ground)[0])]
    here = pieces_at(pieces, place)
    contact = _joined(pieces, here, bases)
    plane = plane_between(place, bases)
    found: dict[float, Found] = {}
    todo = _worth_looking(pieces, here, plane, place, bases, asked[-1] * 1000)
    for n, (piece, ends) in enumerate(todo):
        part = part_of(progress, n / len(todo), (n + 1) / len(todo))
        for near, one in search(piece, plane, ends, asked, limit_km * 1000, window, part).items():
            if near not in found or one.width_km > found[near].width_km:
                found[near] = one
    tick(1.0)
    best = found.get(near_km)
    if best is None:
        high = min(found[asked[-1]].width_km, limit_km) if asked[-1] in found else 0.0
        why = _why_none(pieces, here, bases, place, near_km, window)
        return Corridor(Band(0.0, 0.0, high), limit_km, False, contact, None, None, (), why)
    width = min(best.width_km, limit_km)
    low = min(found[asked[0]].width_km if asked[0] in found else 0.0, width)
    high = min(max(found[asked[2]].width_km, width), limit_km)
    at_limit = is_limit(width, limit_km)
    # A way that comes nearer to the ends than it must serves as well.
    shown = found[asked[0]] if is_limit(low, limit_km) else best
    pinch = None if at_limit else best.pinch
    return Corridor(Band(low, width, high), limit_km, at_limit, contact, pinch, shown.base_id, shown.line, None)


def is_limit(width_km: float, limit_km: float) -> bool:
    """Say whether a width stands for the limit or more."""
    return width_km >= limit_km * (1 - 1e-9)


def joined(ground: Geometry, place: tuple[float, float], bases: Sequence[SupplyBase]) -> bool | None:
    """Return whether the ground that a place stands in reaches a base without a gap.

    None where the place stands in no ground of the side, and where there are bases that stand in none: of those nobody
    can say it. Pieces that meet in a corner only are not joined, and what is on the edge is not in.
    """
    pieces = polygons_of(repaired(ground)[0])
    return _joined(pieces, pieces_at(pieces, place), bases)


def _joined(pieces: Sequence[Geometry], here: Sequence[Geometry], bases: Sequence[SupplyBase]) -> bool | None:
    if not here:
        return None
    if any(holds(piece, base.lon, base.lat) for piece in here for base in bases):
        return True
    return None if any(not pieces_at(pieces, (base.lon, base.lat)) for base in bases) else False


def distances_asked(near_km: float, bracket_km: tuple[float, float] | None) -> tuple[float, float, float]:
    """Return how near the disc has to come to the ends (km): for low, best and high."""
    low, high = (near_km / 3, 2 * near_km) if bracket_km is None else bracket_km
    if not _LEAST_NEAR_KM <= low <= near_km <= high:
        raise ValueError(f"low, near and high must be in order and at least {_LEAST_NEAR_KM:g} km")
    return low, near_km, high


def _check(place: tuple[float, float], bases: Sequence[SupplyBase], limit_km: float, window: Box | None) -> None:
    if not limit_km > 0:
        raise ValueError(f"the limit must be above 0 km, not {limit_km:g}")
    if not bases:
        raise MeasureError(message("A corridor leads to a supply base: name at least one of the side's."))
    every = [place, *((base.lon, base.lat) for base in bases)]
    if not np.isfinite(every).all():
        raise ValueError("a place or base has a coordinate that is infinite or not a number")
    if window is not None and not (window[0] < window[2] and window[1] < window[3]):
        raise ValueError("a window is west, south, east, north, with some ground between")
    if window is not None and not bool(in_window(np.array([place[0]]), np.array([place[1]]), window)[0]):
        raise MeasureError(message("The place lies outside the window in which the corridor is looked for."))


def _all_beyond(pieces: Sequence[Geometry], bases: Sequence[SupplyBase], near_m: float) -> bool:
    return all(_base_off_m(piece, base, None, near_m) > near_m for base in bases for piece in pieces)


# ---------------------------------------------------------------- the pieces of ground


def plane_between(place: tuple[float, float], bases: Sequence[SupplyBase]) -> LocalPlane:
    """Return the plane in which a corridor is looked for."""
    every = np.array([place, *((base.lon, base.lat) for base in bases)])
    middle = 0.5 * (every.min(axis=0) + every.max(axis=0))
    return local_plane((float(middle[0]), float(middle[1])))


def _worth_looking(
    pieces: Sequence[Geometry],
    here: Sequence[Geometry],
    plane: LocalPlane,
    place: tuple[float, float],
    bases: Sequence[SupplyBase],
    near_m: float,
) -> list[tuple[Geometry, Ends]]:
    """Return the pieces of ground that may hold a corridor, each with what it may lead to."""
    stand_in = [next((piece for piece in pieces if holds(piece, base.lon, base.lat)), None) for base in bases]
    start = plane.to_plane(np.array([place]))[0]
    at = plane.to_plane(np.array([[base.lon, base.lat] for base in bases]))
    found = []
    for piece in here or pieces:
        off_m = [] if here else [distance_off_m(piece, place, near_m)]
        if not here and off_m[0] > near_m:
            continue
        to_base_m = np.array([_base_off_m(piece, base, own, near_m) for base, own in zip(bases, stand_in)])
        rows = np.flatnonzero(to_base_m <= near_m).tolist()
        if rows:
            least_m = max([*off_m, float(to_base_m.min())])
            found.append((piece, Ends(start, at[rows], tuple(bases[n].id for n in rows), least_m / 1000)))
    return found


def _base_off_m(piece: Geometry, base: SupplyBase, own: Geometry | None, near_m: float) -> float:
    """Return how far a base is from a piece; endlessly far where it stands in another one."""
    if own is None:
        return distance_off_m(piece, (base.lon, base.lat), near_m)
    return 0.0 if own is piece else np.inf


def _why_none(
    pieces: Sequence[Geometry],
    here: Sequence[Geometry],
    bases: Sequence[SupplyBase],
    place: tuple[float, float],
    near_km: float,
    window: Box | None,
) -> Message:
    """Return why there is no corridor."""
    if not pieces:
        return message("There is no ground of that side.")
    contact = _joined(pieces, here, bases)
    if contact is False:
        return message("No land contact: the piece of ground that the place stands in holds no supply base.")
    if not here:
        off_km = min(distance_off_m(piece, place) for piece in pieces) / 1000
        if off_km > near_km:
            return message(
                "The place lies {off:.1f} km outside the ground; the corridor has to come within {near:g} km of it.",
                off=off_km,
                near=near_km,
            )
    outside = [base for base in bases if not pieces_at(pieces, (base.lon, base.lat))]
    if contact is None and _all_beyond(here, outside, 1000 * near_km):
        return message(
            "No supply base stands in the ground that the place stands in, or within {near:g} km of it.", near=near_km
        )
    if window is not None:
        return message(
            "No disc can be moved from within {near:g} km of the place to within {near:g} km of a supply base, inside "
            "the ground and with its centre in the window.",
            near=near_km,
        )
    return message(
        "No disc can be moved from within {near:g} km of the place to within {near:g} km of a supply base inside the "
        "ground.",
        near=near_km,
    )
