"""Routes against the ground of a date: open where they run in one side's ground, cut where they leave it.

Ground is one side's (Multi)Polygon in longitude and latitude, or, where only drawn gains are known, what another side
took: then everything but those areas is the side's own. A touch of the other ground at a point cuts nothing, and a run
along the border between two grounds counts as inside: whose road it is no map can say. How surely a route is cut is
asked with the ground moved in and out by its tolerance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .case import SupplyRoute
from .geodesy import distances_m
from .ground_runs import INSIDE, MIXED, OUTSIDE, Runs, runs
from .network import Network
from .shapes import Array, Geometry, lines_at_once


@dataclass(frozen=True)
class Stretch:
    """A stretch of one line of a route that is open from end to end, or cut from end to end.

    `line` counts the lines of the route, from 0; `from_km` and `to_km` are geodesic lengths along that line, `path` the
    vertices (n, 2).
    """

    route: str
    line: int
    is_open: bool
    from_km: float
    to_km: float
    path: Array


@dataclass(frozen=True)
class Cut:
    """A place where a route passes between a side's ground and other ground.

    `leaves` says whether it leaves the side's ground there, going the way it was drawn; otherwise it comes back.
    `along_km` is from the start of the line, `next_km` to the next cut on the same line (None: it is the last).
    """

    lon: float
    lat: float
    route: str
    side: str
    leaves: bool
    along_km: float
    next_km: float | None


def open_in(network: Network, ground: Geometry) -> Array:
    """Return whether each edge (m, bool) runs in the ground (or along its border) from end to end."""
    start, end, edge = _segments(network)
    found = np.ones(len(network.edge), dtype=bool)
    found[edge[runs([ground], start, end).any(OUTSIDE)]] = False
    return found


def open_beside(network: Network, gains: Sequence[Geometry]) -> Array:
    """Return whether each edge (m, bool) runs nowhere inside ground that was taken; the gains may overlap."""
    start, end, edge = _segments(network)
    found = np.ones(len(network.edge), dtype=bool)
    found[edge[runs(gains, start, end).any(INSIDE)]] = False
    return found


def stretches_in(routes: Sequence[SupplyRoute], ground: Geometry) -> tuple[Stretch, ...]:
    """Return the lines of routes cut where they pass into or out of the ground: open in it."""
    return _stretches(routes, [ground], OUTSIDE)


def stretches_beside(routes: Sequence[SupplyRoute], gains: Sequence[Geometry]) -> tuple[Stretch, ...]:
    """Return the lines of routes cut where they pass into or out of ground that was taken: open beside it."""
    return _stretches(routes, gains, INSIDE)


def cuts_between(stretches: Sequence[Stretch], side: str) -> tuple[Cut, ...]:
    """Return the cuts between stretches that follow each other on a line, in order; `side` is whose ground it was."""
    found: list[Cut] = []
    for before, after, beyond in zip(stretches, stretches[1:], [*stretches[2:], None]):
        if not _same_line(before, after):
            continue
        lon, lat = after.path[0].tolist()
        ahead_km = after.to_km - after.from_km if beyond is not None and _same_line(after, beyond) else None
        found.append(Cut(lon, lat, after.route, side, before.is_open, after.from_km, ahead_km))
    return tuple(found)


def _same_line(one: Stretch, other: Stretch) -> bool:
    return (one.route, one.line) == (other.route, other.line)


def _segments(network: Network) -> tuple[Array, Array, Array]:
    """Return start and end of each segment (s, 2), and its edge (s)."""
    begin, edge = network.segments
    return network.coords[begin], network.coords[begin + 1], edge


def _stretches(routes: Sequence[SupplyRoute], areas: Sequence[Geometry], closed: int) -> tuple[Stretch, ...]:
    """Return the stretches of all lines; where a run is in the `closed` state, it is cut."""
    coords, line, owner = lines_at_once([one.geometry for one in routes])
    begin = np.flatnonzero((line[1:] == line[:-1]) & (coords[1:] != coords[:-1]).any(axis=1))
    if not len(begin):
        return ()
    start, end = coords[begin], coords[begin + 1]
    segment, head, tail, shut = _in_order(runs(areas, start, end), closed)
    metres = distances_m(start, end)
    along = np.cumsum(metres) - metres
    of_line = line[begin]
    new_line = np.diff(of_line[segment], prepend=-1) != 0
    change = np.flatnonzero(new_line | (np.diff(shut.astype(int), prepend=-1) != 0))
    stop = np.append(change[1:], len(segment)) - 1
    line_start = along[np.searchsorted(of_line, np.arange(len(owner)), "left").clip(max=len(along) - 1)]
    number = np.arange(len(owner)) - np.searchsorted(owner, owner, "left")
    found = []
    for a, b in zip(change.tolist(), stop.tolist()):
        first, last, own = int(segment[a]), int(segment[b]), int(of_line[segment[a]])
        path = np.concatenate(
            [
                [_at(start, end, first, head[a])],
                end[first:last],
                [_at(start, end, last, tail[b])],
            ]
        )
        from_km = float(along[first] + head[a] * metres[first] - line_start[own]) / 1000
        to_km = float(along[last] + tail[b] * metres[last] - line_start[own]) / 1000
        route = routes[int(owner[own])].id
        found.append(Stretch(route, int(number[own]), not shut[a], from_km, to_km, path))
    return tuple(found)


def _at(start: Array, end: Array, segment: int, share: float) -> Array:
    """Return the point at a share of a segment; at 1 exactly its end."""
    return end[segment] if share == 1 else start[segment] + share * (end[segment] - start[segment])


def _in_order(found: Runs, closed: int) -> tuple[Array, Array, Array, Array]:
    """Return the runs of all segments in order: segment, from and to which share, and whether it is cut."""
    whole = np.flatnonzero(found.state != MIXED)
    segment = np.concatenate([whole, found.segment])
    begin = np.concatenate([np.zeros(len(whole)), found.begin])
    end = np.concatenate([np.ones(len(whole)), found.end])
    shut = np.concatenate([found.state[whole], found.of_run]) == closed
    order = np.lexsort((begin, segment))
    return segment[order], begin[order], end[order], shut[order]
