"""How far gained ground reaches from a baseline: the greatest geodesic distance, inside and edges included.

The gains are areas, the baseline a line (or an area, whose edge is taken), in longitude and latitude. The
distance to a line changes no faster than one moves (it is 1-Lipschitz), so a stretch of edge or a cell of
ground whose middle is at d holds nothing deeper than d plus its radius. What cannot beat the best found is
dropped, the rest is halved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .errors import MeasureError
from .geodesy import LONGEST_DEGREE_M, SEMI_MINOR_M, densify, distances_m, step_bound_m
from .nearest import Feet, NearestLine, geodesics_m
from .shapes import (
    Array,
    Geometry,
    box_of,
    contains_xy,
    coordinates,
    intersects_boxes,
    lines_of,
    multi_line,
    multi_polygon,
    paths,
    polygons_of,
    repaired,
    rings,
    union,
)

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; what it raises ends the work."""

ANY_PART = "any_part"
BREAK_IN_SECTOR = "break_in_sector"

_CHUNK = 64
_SEEDS = 256
_GRID = 8
_EIGHT_WAYS = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
_FOUR_WAYS = ((-1, -1), (-1, 1), (1, -1), (1, 1))
# Below this size of cell a distance to some vertex of the line is too rough to drop anything.
_ROUGH_M = 500.0
_MOST_SAMPLES = 1_000_000
# Some tenths of a second.
_TRIED_AT_ONCE = 50_000


class DepthError(MeasureError, ValueError):
    """There is nothing to measure from, or nothing to measure; the message says which."""


@dataclass(frozen=True)
class Deepest:
    """The depth, the point of the gained ground that has it, and the point of the baseline nearest to that one."""

    depth_km: float
    deepest_point: tuple[float, float]
    nearest_point: tuple[float, float]


@dataclass(frozen=True)
class DepthMeasure:
    """A depth under one definition ("any_part" or "break_in_sector") with its band."""

    definition: str
    low_km: float
    best_km: float
    high_km: float
    deepest_point: tuple[float, float]
    nearest_point: tuple[float, float]


@dataclass(frozen=True)
class DepthProfile:
    """Depths along the baseline (n): each stretch by the distance of its middle from the baseline's start.

    `sampling_km` is the spacing of the points tried: no point of the gained ground is further than that from
    one. `deepest` (n, 2) is, for each stretch, the point tried that has the depth; not a number where there is none.
    """

    distance_km: Array
    depth_km: Array
    sampling_km: float
    deepest: Array


def penetration_depth(
    gains: Geometry, baseline: Geometry | NearestLine, error_m: float = 1.0, progress: Progress | None = None
) -> Deepest:
    """Return the greatest distance from any point of the gained ground to the baseline.

    Parameters
    ----------
    gains
        Polygons; their holes are not gained.
    baseline
        Lines, or polygons whose rings are taken; or what was made ready of them, to be asked many times. It may run
        through the gains.
    error_m
        The depth found is less than the greatest by no more than this, and never more.
    progress
        Called with the share done.

    Raises
    ------
    DepthError
        When there are no gains or no baseline.
    """
    parts = polygons_of(gains)
    if not parts:
        raise DepthError("there is no gained ground to measure; draw or choose at least one gain")
    if not error_m > 0:
        raise DepthError(f"the depth's error must be above 0 m, not {error_m:g}")
    search = _Search(_to_line(baseline), error_m)
    search.edges([ring for part in parts for ring in rings(part)])
    if progress is not None:
        progress(0.5)
    search.insides(parts, progress)
    lon, lat = search.at
    foot = search.line.foot(np.array([lon]), np.array([lat]))
    metres = float(distances_m(np.array([[lon, lat]]), foot)[0])
    return Deepest(metres / 1000, (lon, lat), (float(foot[0, 0]), float(foot[0, 1])))


def _to_line(baseline: Geometry | NearestLine) -> NearestLine:
    if isinstance(baseline, NearestLine):
        return baseline
    if not paths(baseline):
        raise DepthError("there is no baseline to measure from; draw or choose a line")
    return NearestLine(baseline)


class _Search:
    """The deepest point found so far, and the ways to look for a deeper one."""

    def __init__(self, line: NearestLine, error_m: float) -> None:
        self.line, self.error_m = line, error_m
        self.best_m, self.at = -1.0, (0.0, 0.0)

    def edges(self, closed: list[Array]) -> None:
        """Look along the edges of the closed rings: chunks of them, then edges, then their halves."""
        start = np.concatenate([ring[:-1] for ring in closed])
        end = np.concatenate([ring[1:] for ring in closed])
        self._try(start[:: max(1, len(start) // _SEEDS)])
        keep = np.arange(len(start))
        for size in (_CHUNK * 16, _CHUNK):
            keep = self._promising(start, end, keep, size)
        # The most promising chunks first: they often leave nothing to do for the others.
        first, rest = keep[: 8 * _CHUNK], keep[8 * _CHUNK :]
        for some in (first, self._promising(start, end, rest, _CHUNK) if len(rest) else rest):
            if len(some):
                self._halve(start[some], end[some])

    def _promising(self, start: Array, end: Array, keep: Array, size: int) -> Array:
        """Return those of the edges `keep` whose chunk may hold a deeper point, the most promising chunk first."""
        if not len(keep):
            return keep
        first = np.arange(0, len(keep), size)
        low = np.minimum.reduceat(np.minimum(start[keep], end[keep]), first, axis=0)
        high = np.maximum.reduceat(np.maximum(start[keep], end[keep]), first, axis=0)
        middle, radius = 0.5 * (low + high), 0.5 * _diagonal_m(low, high)
        likely = np.flatnonzero(self._at_most(middle) + radius > self.best_m + self.error_m)
        bound = self._distance(middle[likely]) + radius[likely]
        order = np.argsort(-bound, kind="stable")
        order = likely[order[bound[order] > self.best_m + self.error_m]]
        chunks = [keep[i : i + size] for i in first[order]]
        return np.concatenate(chunks) if chunks else keep[:0]

    def _halve(self, start: Array, end: Array) -> None:
        """Look on edges: none reaches deeper than the mean of its ends' depths plus half its length."""
        length = _diagonal_m(start, end)
        likely = self._at_most(start) + length > self.best_m + self.error_m
        start, end, length = start[likely], end[likely], length[likely]
        (d_start, f_start), (d_end, f_end) = self._try(start), self._try(end)
        while True:
            keep = np.flatnonzero(0.5 * (d_start + d_end + length) > self.best_m + self.error_m)
            ends, feet = (np.stack(pair, axis=1)[keep] for pair in ((start, end), (f_start, f_end)))
            keep = keep[_ceiling_m(ends, feet, 0.5 * length[keep]) > self.best_m + self.error_m]
            if not len(keep):
                return
            middle = 0.5 * (start[keep] + end[keep])
            d_middle, f_middle = self._try(middle)
            start, end = np.concatenate([start[keep], middle]), np.concatenate([middle, end[keep]])
            d_start, d_end = np.concatenate([d_start[keep], d_middle]), np.concatenate([d_middle, d_end[keep]])
            f_start, f_end = np.concatenate([f_start[keep], f_middle]), np.concatenate([f_middle, f_end[keep]])
            length = np.tile(0.5 * length[keep], 2)

    def insides(self, parts: list[Geometry], progress: Progress | None) -> None:
        """Look inside the polygons, whose edges are done: cells of a grid, those that promise more in four."""
        boxes = np.array([part.bounds for part in parts])
        low, high = boxes[:, :2], boxes[:, 2:]
        bound = self._distance(0.5 * (low + high)) + 0.5 * _diagonal_m(low, high)
        for done, i in enumerate(np.argsort(-bound, kind="stable")):
            if bound[i] <= self.best_m + self.error_m:
                break
            self._inside(parts[i], low[i], high[i])
            if progress is not None:
                progress(0.5 + 0.5 * (done + 1) / len(parts))
        if progress is not None:
            progress(1.0)

    def _inside(self, part: Geometry, low: Array, high: Array) -> None:
        half, cells = _squares(low, high)
        quartered = False
        while len(cells):
            radius = 0.5 * _diagonal_m(cells - half, cells + half)
            if radius.max() > _ROUGH_M:
                likely = self._at_most(cells) + radius > self.best_m + self.error_m
                cells, radius, quartered = cells[likely], radius[likely], False
            feet = self.line.feet(cells[:, 0], cells[:, 1])
            keep = np.flatnonzero(feet.distance_m + radius > self.best_m + self.error_m)
            inside = np.zeros(len(cells), dtype=bool)
            inside[keep] = contains_xy(part, cells[keep, 0], cells[keep, 1])
            before = self.best_m
            self._note(cells[inside], feet.distance_m[inside])
            if self.best_m > before:
                self._climb(part, half)
            if quartered:
                keep = keep[self._fours(cells, feet.lonlat, half, 2 * radius)[keep]]
            keep = keep[inside[keep] | self._touching(part, cells[keep], half)]
            half, quartered = 0.5 * half, True
            cells = np.concatenate([cells[keep] + half * way for way in _FOUR_WAYS])

    def _climb(self, part: Geometry, step: Array) -> None:
        """Go up from the best point, inside the ground: a ridge on which no cell has its middle is reached at once."""
        for _ in range(20):
            around = self.at + step * np.array(_EIGHT_WAYS)
            before = self.best_m
            around = around[contains_xy(part, around[:, 0], around[:, 1])]
            self._note(around, self._distance(around))
            if self.best_m == before:
                step = 0.5 * step

    def _fours(self, cells: Array, feet: Array, half: Array, radius: Array) -> Array:
        """Say for each cell whether the four that were one cell before may hold a deeper point between them."""
        four, of_four = (v.reshape(4, -1, 2).transpose(1, 0, 2) for v in (cells, feet))
        middle = 0.5 * (four[:, :1] + four[:, 3:])
        corners = middle + 2 * half * np.array(_FOUR_WAYS)
        return np.tile(_ceiling_m(corners, of_four, radius.reshape(4, -1).max(axis=0)), 4) > self.best_m + self.error_m

    @staticmethod
    def _touching(part: Geometry, cells: Array, half: Array) -> Array:
        return intersects_boxes(part, *(cells - half).T, *(cells + half).T)

    def _at_most(self, points: Array) -> Array:
        return self.line.at_most_m(points[:, 0], points[:, 1])

    def _distance(self, points: Array) -> Array:
        return self.line.distance_m(points[:, 0], points[:, 1])

    def _try(self, points: Array) -> tuple[Array, Array]:
        """Return depths and feet of points of the gained ground; the deepest is kept if it beats the best."""
        feet = self.line.feet(points[:, 0], points[:, 1])
        self._note(points, feet.distance_m)
        return feet.distance_m, feet.lonlat

    def _note(self, points: Array, depth: Array) -> None:
        if len(depth) and depth.max() > self.best_m:
            i = int(depth.argmax())
            self.best_m, self.at = float(depth[i]), (float(points[i, 0]), float(points[i, 1]))


def _squares(low: Array, high: Array) -> tuple[Array, Array]:
    """Return half the sides (2), and the middles (n, 2), of cells that fill a box, about square on the ground."""
    flat = np.array([np.cos(np.radians(0.5 * (low[1] + high[1]))), 1.0])
    sides = np.maximum((high - low) * flat, 1e-12)
    count = np.ceil(sides / max(sides.min() / 4, sides.max() / _GRID**2)).astype(int)
    half = (high - low) / (2 * count)
    across, up = (low[i] + half[i] * (2 * np.arange(count[i]) + 1) for i in (0, 1))
    x, y = np.meshgrid(across, up)
    return half, np.column_stack([x.ravel(), y.ravel()])


def _mixtures(count: int) -> Array:
    """Return weights (m, count), each row adding up to 1: one foot alone, two of them, all together."""
    rows = [
        np.eye(count)[i] * (1 - share) + np.eye(count)[j] * share
        for i in range(count)
        for j in range(i)
        for share in (0.25, 0.5, 0.75)
    ]
    return np.array([*np.eye(count), *rows, np.full(count, 1 / count)])


_OF_TWO, _OF_FOUR = _mixtures(2), _mixtures(4)


def _ceiling_m(corners: Array, feet: Array, half_m: Array) -> Array:
    """Return depths (n) that nothing between the corners (n, c, 2) exceeds, from points of the line (n, f, 2).

    A place is no further from the line than from any of the feet, so no further than any weighted mean of its
    distances to them. Such a mean is convex, and greatest at a corner. Where the ground lies half way between two
    stretches of the line, the changes of the two distances cancel: whole ridges are done with in large cells.
    `half_m` (n) is half the longest way between corners; what is straight in longitude and latitude bends by about
    its square times the tangent of the latitude over the earth's radius, and that is added.
    """
    n, c, f = len(corners), corners.shape[1], feet.shape[1]
    from_corners = np.repeat(corners, f, axis=1).reshape(-1, 2)
    to_feet = np.tile(feet, (1, c, 1)).reshape(-1, 2)
    metres = geodesics_m(from_corners, to_feet).reshape(n, c, f)
    bound = (metres @ (_OF_TWO if f == 2 else _OF_FOUR).T).max(axis=1).min(axis=1)
    tangent = np.tan(np.radians(np.minimum(np.abs(corners[:, :, 1]).max(axis=1), 89.9)))
    return np.asarray(bound + 2 * half_m**2 * np.maximum(tangent, 0.1) / SEMI_MINOR_M)


def _diagonal_m(a: Array, b: Array) -> Array:
    """Return a length no shorter than the way from corner to corner of boxes, or from end to end of edges (n, 2)."""
    return step_bound_m(b[:, 0] - a[:, 0], b[:, 1] - a[:, 1], a[:, 1], b[:, 1])


# ---------------------------------------------------------------- the two definitions


def depth_measures(
    gains: Geometry,
    baseline: Geometry,
    gain_tolerance_m: float,
    baseline_tolerance_m: float,
    sector: Geometry | None = None,
    error_m: float = 1.0,
    progress: Progress | None = None,
) -> tuple[DepthMeasure, DepthMeasure | None]:
    """Return the depth to any part of the baseline and, with a sector, the depth to the break-in sector.

    Parameters
    ----------
    gains, baseline, error_m, progress
        As for `penetration_depth`.
    gain_tolerance_m, baseline_tolerance_m
        How far the drawn edges may be off; both widen the band, best ± their sum, and low is never below 0.
    sector
        An area. The break-in sector is the baseline inside it, with the gained ground connected to that: the
        connected parts of all gains together that come within the summed tolerance, and at least 1 m, of it.

    Raises
    ------
    DepthError
        When there are no gains or no baseline, no baseline in the sector, or no gain connected to it.
    """
    if min(gain_tolerance_m, baseline_tolerance_m) < 0:
        raise DepthError("a tolerance cannot be below 0 m")
    slack_m = gain_tolerance_m + baseline_tolerance_m
    half = None if progress is None or sector is None else (lambda share: progress(0.5 * share))
    any_part = _measure(ANY_PART, penetration_depth(gains, baseline, error_m, half or progress), slack_m)
    if sector is None:
        return any_part, None
    stretch = stretch_inside(baseline, sector)
    connected = connected_ground(gains, stretch, max(1.0, slack_m))
    if connected.is_empty:
        raise DepthError("no gained ground is connected to the baseline in the sector; choose another sector")
    rest = None if progress is None else (lambda share: progress(0.5 + 0.5 * share))
    return any_part, _measure(BREAK_IN_SECTOR, penetration_depth(connected, stretch, error_m, rest), slack_m)


def stretch_inside(baseline: Geometry, sector: Geometry) -> Geometry:
    """Return the part of the baseline inside the sector as a multiline.

    Raises
    ------
    DepthError
        When there is no baseline, or none of it is in the sector.
    """
    if not paths(baseline):
        raise DepthError("there is no baseline to measure from; draw or choose a line")
    area, _ = repaired(sector)
    inside = lines_of(multi_line(paths(baseline)).intersection(area))
    if not inside:
        raise DepthError("no part of the baseline lies in the sector; choose a sector that the baseline crosses")
    return multi_line(inside)


def connected_ground(gains: Geometry, stretch: Geometry, within_m: float) -> Geometry:
    """Return those connected parts of the gained ground that come within so many metres of the stretch."""
    line = NearestLine(stretch)
    ends = coordinates(stretch)
    ground = polygons_of(union(polygons_of(gains)))
    return multi_polygon([part for part in ground if _meets(part, line, ends, stretch, within_m)])


def _meets(part: Geometry, line: NearestLine, ends: Array, stretch: Geometry, within_m: float) -> bool:
    if part.intersects(stretch):
        return True
    margin = 1.01 * within_m / 110574.0
    west, south, east, north = part.bounds
    wide = margin / max(0.01, float(np.cos(np.radians(max(abs(south), abs(north))))))
    if not stretch.intersects(box_of(west - wide, south - margin, east + wide, north + margin)):
        return False
    # Of two lines that do not cross, one is nearest to the other at a vertex of either.
    corners = coordinates(part)
    if line.within(corners[:, 0], corners[:, 1], within_m).any():
        return True
    return bool(NearestLine(part).within(ends[:, 0], ends[:, 1], within_m).any())


def _measure(definition: str, found: Deepest, slack_m: float) -> DepthMeasure:
    slack_km = slack_m / 1000
    return DepthMeasure(
        definition,
        max(0.0, found.depth_km - slack_km),
        found.depth_km,
        found.depth_km + slack_km,
        found.deepest_point,
        found.nearest_point,
    )


# ---------------------------------------------------------------- along the baseline


def depth_profile(
    gains: Geometry, baseline: Geometry, step_km: float = 1.0, progress: Progress | None = None
) -> DepthProfile:
    """Return, for each stretch of the baseline, the greatest depth of the gained ground that is nearest to it.

    The ground is tried at points a quarter of a step apart, on its edges and on a grid inside. A stretch to which none
    of them is nearest reads 0; where one is, its depth is at most that spacing less than the greatest, as long as the
    ground nearest to the stretch is not narrower than the spacing. The same input gives the same profile. `progress` is
    called with the share of the points that were tried.

    Raises
    ------
    DepthError
        When there are no gains or no baseline, or the step is not positive or far too small for so much ground.
    """
    parts = polygons_of(gains)
    if not parts:
        raise DepthError("there is no gained ground to measure; draw or choose at least one gain")
    if not step_km > 0:
        raise DepthError(f"the profile's step must be above 0 km, not {step_km:g}")
    line = _to_line(baseline)
    spacing_m = 250 * step_km
    _check_samples(parts, spacing_m)
    points = np.concatenate([_samples(part, spacing_m) for part in parts])
    feet = _feet_of(line, points, progress)
    count = max(1, int(np.ceil(line.length_m / (step_km * 1000) - 1e-9)))
    stretch = np.minimum((line.along_m(feet) / (step_km * 1000)).astype(int), count - 1)
    depth, deepest = np.zeros(count), np.full((count, 2), np.nan)
    # Shallow ones first, so that the deepest of a stretch is written last and stays.
    order = np.argsort(feet.distance_m, kind="stable")
    depth[stretch[order]] = feet.distance_m[order] / 1000
    deepest[stretch[order]] = points[order]
    starts = np.arange(count) * step_km
    middles = 0.5 * (starts + np.minimum(starts + step_km, line.length_m / 1000))
    return DepthProfile(middles, depth, spacing_m / 1000, deepest)


def _feet_of(line: NearestLine, points: Array, progress: Progress | None) -> Feet:
    """Return the feet of many points, some at a time where somebody wants to know how far it is."""
    if progress is None:
        return line.feet(points[:, 0], points[:, 1])
    found = []
    for start in range(0, len(points), _TRIED_AT_ONCE):
        progress(start / len(points))
        some = points[start : start + _TRIED_AT_ONCE]
        found.append(line.feet(some[:, 0], some[:, 1]))
    progress(1.0)
    parts = zip(*((one.distance_m, one.lonlat, one.edge, one.share) for one in found))
    return Feet(*(np.concatenate(part) for part in parts))


def _check_samples(parts: list[Geometry], spacing_m: float) -> None:
    """Refuse what would take more points than there is patience and memory for."""
    boxes = np.array([part.bounds for part in parts])
    sides = (boxes[:, 2:] - boxes[:, :2]) * LONGEST_DEGREE_M
    least_m = float(np.sqrt((sides[:, 0] * sides[:, 1]).sum() / _MOST_SAMPLES))
    if least_m > spacing_m:
        least_km = least_m / 250
        raise DepthError(f"so much ground needs a profile in steps of {least_km:.1f} km or more; choose a longer step")


def _samples(part: Geometry, spacing_m: float) -> Array:
    """Return points (n, 2) on the edges and inside of a polygon, no place of it further than the spacing from one."""
    west, south, east, north = part.bounds
    high = spacing_m / LONGEST_DEGREE_M
    flattest = 0.0 if south < 0 < north else min(abs(south), abs(north))
    wide = high / float(np.cos(np.radians(flattest)))
    across, up = np.meshgrid(np.arange(west + 0.5 * wide, east, wide), np.arange(south + 0.5 * high, north, high))
    x, y = across.ravel(), up.ravel()
    inside = contains_xy(part, x, y)
    return np.concatenate([densify(r, spacing_m) for r in rings(part)] + [np.column_stack([x[inside], y[inside]])])
