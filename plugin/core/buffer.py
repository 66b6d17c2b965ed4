"""Everything within a distance of points, lines and areas, true to the ellipsoid.

A shape is taken for the points on it, close enough that what lies between them does not show in the outline.
The points fall into square cells of the ground; those of one cell are dilated together in a plane of their
own, where their outline is a function of the direction from the cell's middle and has a closed form. The
union of the cells is the buffer. GEOS's buffer of a line is used for small distances only: it simplifies the line by up
to 1 % of the distance first, and at 50 km its outline comes out metres off.
"""

from __future__ import annotations

import math
from typing import Callable

import numpy as np

from .discs import capsules, cut_plane, union_of_discs
from .errors import MeasureError
from .geodesy import GEOD, LONGEST_DEGREE_M, LocalPlane, densify, edge_lengths_m, local_plane
from .shapes import (
    Array,
    Geometry,
    coordinates,
    moved,
    multi_line,
    paths,
    planar_buffer,
    points_of,
    polygon,
    polygons_from_rings,
    polygons_of,
    repaired,
    union,
)

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; what it raises ends the work."""

_EARTH_M = 6371000.0
_SHORTEST_DEGREE_M = 110574.0
# A table of circles is good to a micrometre over so many degrees of latitude, this far from the poles.
_BAND_DEG = 10.0
_TABLE_DEGREE = 16
_TABLE_POLE_DEG = 80.0
# How the error allowed is shared out: points for the line, plane for the ellipsoid, chords for arcs, corners.
_POINTS_SHARE, _PLANE_SHARE, _CHORD_SHARE, _CORNER_SHARE = 0.15, 0.1, 0.55, 0.1
# GEOS simplifies a line by up to this share of the distance before it goes round it.
_GEOS_SIMPLIFIES = 0.01
_GEOS_SHARE = 0.3
_BEND_SHARE = 0.15
_LARGEST_CELL_M = 22_000.0
_LARGEST_RUN_M = 150_000.0
# So far a plane a twentieth of a degree away is good to a millimetre.
_SHARED_PLANE_M = 2_000.0


class BufferError(MeasureError, ValueError):
    """The buffer cannot be drawn in longitude and latitude; the message says what to do."""


def circles(lons: Array, lats: Array, distance_m: float, vertices: int = 72) -> list[Geometry]:
    """Return a circle of that many vertices, each true to a millimetre, about each point.

    Parameters
    ----------
    lons, lats
        Degrees (n).
    distance_m
        The radius in metres.
    vertices
        Between two of them the outline runs inside the true circle, by radius x (1 - cos(180° / vertices)).

    Raises
    ------
    ValueError
        For a distance that is not positive, fewer than 4 vertices, or a place that is not finite.
    BufferError
        When a circle would cross a pole or the antimeridian.
    """
    return polygons_from_rings(circle_rings(lons, lats, distance_m, vertices))


def circle_rings(lons: Array, lats: Array, distance_m: float, vertices: int = 72) -> Array:
    """Return the closed rings (n, vertices + 1, 2) of `circles`, counter-clockwise from the east of north."""
    lons, lats = np.atleast_1d(np.asarray(lons, float)), np.atleast_1d(np.asarray(lats, float))
    if vertices < 4:
        raise ValueError(f"a circle needs 4 vertices or more, not {vertices}")
    _check(lons, lats, distance_m)
    if not len(lons):
        return np.empty((0, vertices + 1, 2))
    south, north = float(lats.min()), float(lats.max())
    if len(lons) <= 2 * _TABLE_DEGREE or _reach_deg(lats, distance_m) > _TABLE_POLE_DEG:
        return _fan(lons, lats, distance_m, vertices)
    if north - south <= _BAND_DEG:
        return _from_table(lons, lats, (south, north), distance_m, vertices)
    stack = np.empty((len(lons), vertices + 1, 2))
    band = np.floor((lats - south) / _BAND_DEG).astype(int)
    for which in np.unique(band):
        rows, low = np.flatnonzero(band == which), south + which * _BAND_DEG
        stack[rows] = _from_table(lons[rows], lats[rows], (low, low + _BAND_DEG), distance_m, vertices)
    return stack


def _reach_deg(lats: Array, distance_m: float) -> float:
    return float(np.abs(lats).max()) + distance_m / _SHORTEST_DEGREE_M


def _fan(lons: Array, lats: Array, distance_m: float, vertices: int) -> Array:
    """Return closed rings (n, vertices + 1, 2), each vertex a geodesic from the centre."""
    n = len(lats)
    azimuths = np.linspace(360.0, 0.0, vertices, endpoint=False)
    lon, lat, _ = GEOD.fwd(
        np.zeros(n * vertices), np.repeat(lats, vertices), np.tile(azimuths, n), np.full(n * vertices, distance_m)
    )
    stack = np.empty((n, vertices + 1, 2))
    # The longitude is counted from the centre's: a circle that ends at 180 degrees must not turn up at -180.
    stack[:, :-1, 0] = np.reshape(lon, (n, vertices)) + lons[:, None]
    stack[:, :-1, 1] = np.reshape(lat, (n, vertices))
    stack[:, -1] = stack[:, 0]
    return stack


def _from_table(lons: Array, lats: Array, band: tuple[float, float], distance_m: float, vertices: int) -> Array:
    """Return closed rings (n, vertices + 1, 2) by Chebyshev's polynomials in the latitude, all in one product.

    The ellipsoid turns about its axis, so a circle's shape depends on its latitude only.
    """
    middle, half = 0.5 * (band[1] + band[0]), 0.5 * (band[1] - band[0]) + 1e-9
    count = _TABLE_DEGREE + 1
    nodes = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    shapes = _fan(np.zeros(count), middle + half * nodes, distance_m, vertices)
    shapes[:, :, 1] -= (middle + half * nodes)[:, None]
    weights = 2.0 / count * np.polynomial.chebyshev.chebvander(nodes, _TABLE_DEGREE).T
    weights[0] *= 0.5
    # Two rows more put the centre's own longitude and latitude to each vertex.
    table = np.vstack([weights @ shapes.reshape(count, -1), np.tile([[1.0, 0.0], [0.0, 1.0]], vertices + 1)])
    at = np.polynomial.chebyshev.chebvander((lats - middle) / half, _TABLE_DEGREE)
    return np.asarray(np.column_stack([at, lons, lats]) @ table).reshape(len(lons), vertices + 1, 2)


def geodesic_buffer(
    geometry: Geometry,
    distance_m: float,
    outline_error_m: float = 1.0,
    progress: Progress | None = None,
) -> Geometry:
    """Return all ground within a distance of points, lines or areas (an area's inside included).

    Parameters
    ----------
    geometry
        Longitude, latitude in degrees; any kind, multi kinds and collections too.
    distance_m
        Geodesic, in metres.
    outline_error_m
        How far the outline may be from the true distance, at its vertices and between them.
    progress
        Called with the share done.

    Returns
    -------
    Polygon or MultiPolygon.

    Raises
    ------
    ValueError
        For a distance or an error that is not positive, an empty shape, or a place that is not finite.
    BufferError
        When the result would cross a pole or the antimeridian.
    """
    if not outline_error_m > 0:
        raise ValueError(f"the outline's error must be above 0 m, not {outline_error_m:g}")
    every = coordinates(geometry)
    if not len(every):
        raise ValueError("an empty shape has no buffer")
    _check(every[:, 0], every[:, 1], distance_m)
    along = paths(geometry)
    alone = [coordinates(p) for p in points_of(geometry)]
    parts = polygons_of(geometry)
    if alone and not along and len(alone) == 1:
        vertices = _arc_count(distance_m, outline_error_m * 0.95, 0.0, _reach_deg(every[:, 1], distance_m))
        return circles(every[:1, 0], every[:1, 1], distance_m, vertices)[0]
    if along and _GEOS_SIMPLIFIES * distance_m <= _GEOS_SHARE * outline_error_m:
        parts += _runs(along, distance_m, outline_error_m, progress)
        along = []
    elif along and distance_m <= _SHARED_PLANE_M:
        short, long = _by_length(along, distance_m, outline_error_m)
        parts += _capsules(long, distance_m, outline_error_m)
        along = short
    step_m = math.sqrt(8 * _POINTS_SHARE * outline_error_m * distance_m)
    points = [densify(p, step_m) for p in along] + alone
    if points:
        parts += _cells(np.concatenate(points), distance_m, outline_error_m, progress)
    return union(parts)


def grown(
    area: Geometry, metres: float, outline_error_m: float | None = None, band: list[Geometry] | None = None
) -> Geometry:
    """Return the area with its edge moved out; the edge is good to 2 % of the metres, or as good as asked.

    `band` is the area's `edge_band`, where it is known already.
    """
    return union([area, *(edge_band(area, metres, outline_error_m) if band is None else band)])


def shrunk(
    area: Geometry, metres: float, outline_error_m: float | None = None, band: list[Geometry] | None = None
) -> Geometry:
    """Return the area with its edge moved in (it may come out empty); as good as `grown`."""
    kept, _ = repaired(area)
    for part in edge_band(area, metres, outline_error_m) if band is None else band:
        kept = kept.difference(part)
    return kept


def edge_band(
    area: Geometry, metres: float, outline_error_m: float | None = None, progress: Progress | None = None
) -> list[Geometry]:
    """Return the ground within a distance of the area's edge, as `grown` and `shrunk` want it; none without an area."""
    if not polygons_of(area):
        return []
    error_m = max(1.0, 0.02 * metres) if outline_error_m is None else outline_error_m
    return [geodesic_buffer(multi_line(paths(area)), metres, error_m, progress)]


# ---------------------------------------------------------------- what can be drawn


def _check(lons: Array, lats: Array, distance_m: float) -> None:
    """Refuse what has no distance, no place, or would leave the map."""
    if not (distance_m > 0 and math.isfinite(distance_m)):
        raise ValueError(f"a buffer's distance must be above 0 m, not {distance_m:g}")
    if not (np.isfinite(lons).all() and np.isfinite(lats).all()):
        raise ValueError("a coordinate is infinite or not a number; correct or delete that vertex")
    if not len(lons):
        return
    if float(np.abs(lats).max()) > 90:
        raise ValueError("a latitude is beyond 90 degrees: these are not longitude, latitude in degrees")
    name = f"the {distance_m / 1000:g} km buffer"
    if _reach_deg(lats, distance_m) >= 90:
        raise BufferError(f"{name} would reach a pole; choose a smaller distance")
    # The widest longitude of a spherical circle; the ellipsoid's differs by less than half a per cent.
    sine = math.sin(1.005 * distance_m / _EARTH_M) / np.cos(np.radians(lats))
    wide_deg = np.degrees(np.arcsin(np.minimum(sine, 1.0)))
    if float((lons + wide_deg).max()) > 180 or float((lons - wide_deg).min()) < -180:
        raise BufferError(
            f"{name} would cross the 180th meridian; leave out what lies near it, or choose a smaller distance"
        )


def _arc_count(radius_m: float, error_m: float, spread: float, lat_deg: float) -> int:
    """Return how many chords a circle needs so that none is further than the error from its arc.

    A chord straight in longitude and latitude leaves the geodesic by s² tan(latitude) / (8 R) besides.
    `spread` says how far from the circle's centre the directions are counted, as a share of the radius: arcs
    on the far side are longer.
    """
    bend = 1 / radius_m + math.tan(math.radians(min(lat_deg, 89.0))) / _EARTH_M
    chord_m = math.sqrt(8 * error_m / bend)
    return max(16, math.ceil(2 * math.pi * radius_m * (1 + spread) / chord_m))


# ---------------------------------------------------------------- cells of points


def _cells(points: Array, distance_m: float, error_m: float, progress: Progress | None) -> list[Geometry]:
    """Return the dilation of each cell's points (n, 2)."""
    half_m = _half_cell_m(distance_m, error_m)
    groups = _by_cell(points, half_m * math.sqrt(2.0))
    lat_deg = _reach_deg(points[:, 1], distance_m)
    count = _arc_count(distance_m, _CHORD_SHARE * error_m, half_m / distance_m, lat_deg)
    directions = np.linspace(0.0, 2 * math.pi, count, endpoint=False)
    made = []
    for done, group in enumerate(groups):
        middle = 0.5 * (group.min(axis=0) + group.max(axis=0))
        plane = _plane_near(middle, distance_m)
        origin = plane.to_plane(middle[None, :])
        outline = union_of_discs(plane.to_plane(group) - origin, distance_m, directions, _CORNER_SHARE * error_m)
        made.append(polygon(plane.to_lonlat(outline + origin)))
        if progress is not None:
            progress(0.9 * (done + 1) / len(groups))
    return made


def _half_cell_m(distance_m: float, error_m: float) -> float:
    """Return half the diagonal of a cell, so that its discs all hold its middle and its plane is true enough."""
    # Between a point b from the middle and one at distance r the plane is off by b² r / (6 R²).
    plane_m = _EARTH_M * math.sqrt(6 * _PLANE_SHARE * error_m / (1.7 * distance_m))
    return min(_LARGEST_CELL_M, 0.7 * distance_m, plane_m)


def _plane_near(middle: Array, distance_m: float) -> LocalPlane:
    """Return a plane about a place; for small distances one that neighbouring cells share, which saves time."""
    lon, lat = (float(v) for v in middle)
    if distance_m <= _SHARED_PLANE_M:
        return local_plane((round(lon, 1), round(lat, 1)))
    return local_plane((lon, lat))


def _by_cell(points: Array, side_m: float) -> list[Array]:
    """Return the points of each square of the ground that has any; no square is wider than `side_m`."""
    side_deg = side_m / LONGEST_DEGREE_M
    row = np.floor(points[:, 1] / side_deg)
    flattest = np.maximum(np.minimum(np.abs(row), np.abs(row + 1)) * side_deg, 0.0)
    column = np.floor(points[:, 0] * np.cos(np.radians(flattest)) / side_deg)
    order = np.lexsort((column, row))
    change = (np.diff(row[order]) != 0) | (np.diff(column[order]) != 0)
    return np.split(points[order], np.flatnonzero(change) + 1)


# ---------------------------------------------------------------- small distances


def _bend_step_m(path: Array, error_m: float) -> float:
    """Return how long an edge may be so that straight in a plane and in longitude, latitude is the same."""
    # They part by s² tan(latitude) / (8 R).
    tangent = math.tan(math.radians(min(89.0, float(np.abs(path[:, 1]).max()) + 0.1)))
    return math.sqrt(8 * _BEND_SHARE * error_m * _EARTH_M / max(tangent, 0.1))


def _by_length(along: list[Array], distance_m: float, error_m: float) -> tuple[list[Array], Array]:
    """Return the stretches of the paths whose edges are short, and the long edges (n, 2 ends, 2)."""
    short, long = [], []
    for path in along:
        fine = densify(path, _bend_step_m(path, error_m))
        is_long = edge_lengths_m(fine) > distance_m
        long.append(np.stack([fine[:-1][is_long], fine[1:][is_long]], axis=1))
        change = np.flatnonzero(np.diff(is_long)) + 1
        for start, stop in zip(np.append(0, change), np.append(change, len(is_long))):
            if not is_long[start]:
                short.append(fine[start : stop + 1])
    return short, np.concatenate(long)


def _capsules(edges: Array, distance_m: float, error_m: float) -> list[Geometry]:
    """Return all within the distance of each edge (n, 2 ends, 2), in planes that near edges share."""
    if not len(edges):
        return []
    half_turn = math.ceil(_arc_count(distance_m, _CHORD_SHARE * error_m, 0.0, 0.0) / 2)
    where, group = np.unique(np.round(edges.mean(axis=1), 1), axis=0, return_inverse=True)
    group = group.ravel()
    made = []
    for i, (lon, lat) in enumerate(where):
        plane = local_plane((float(lon), float(lat)))
        ends = edges[group == i]
        outlines = capsules(plane.to_plane(ends[:, 0]), plane.to_plane(ends[:, 1]), distance_m, half_turn)
        made += polygons_from_rings(plane.to_lonlat(outlines.reshape(-1, 2)).reshape(outlines.shape))
    return made


def _runs(along: list[Array], distance_m: float, error_m: float, progress: Progress | None) -> list[Geometry]:
    """Return GEOS's buffers of the runs of each path that stay in one cell, each in a plane of its own."""
    half_m = min(_LARGEST_RUN_M, _EARTH_M * math.sqrt(6 * 0.1 * error_m / distance_m))
    every = np.concatenate(along)
    tangent = math.tan(math.radians(min(89.0, _reach_deg(every[:, 1], distance_m))))
    # An edge straight in the plane and one straight in longitude and latitude differ by s² tan(latitude) / (8
    # R).
    step_m = math.sqrt(8 * 0.15 * error_m * _EARTH_M / max(tangent, 0.1))
    quarter = math.ceil(_arc_count(distance_m, 0.2 * error_m, 0.0, 0.0) / 4)
    runs: dict[tuple[int, int], list[Array]] = {}
    side_deg = half_m * math.sqrt(2.0) / LONGEST_DEGREE_M
    for path in along:
        fine = densify(path, min(step_m, half_m))
        cell = np.floor(fine / side_deg).astype(int)
        breaks = np.flatnonzero((np.diff(cell, axis=0) != 0).any(axis=1)) + 1
        for start, stop in zip(np.append(0, breaks), np.append(breaks, len(fine))):
            # One vertex more, so that runs meet.
            run = fine[start : stop + 1]
            if len(run) > 1:
                runs.setdefault((int(cell[start, 0]), int(cell[start, 1])), []).append(run)
    made = []
    for done, lines in enumerate(runs.values()):
        ends = np.concatenate(lines)
        plane = local_plane(tuple(0.5 * (ends.min(axis=0) + ends.max(axis=0))))
        flat = planar_buffer(plane.forward(multi_line(lines)), distance_m, quarter)
        made.append(plane.inverse(moved(flat, lambda ring: cut_plane(ring, step_m))))
        if progress is not None:
            progress(0.9 * (done + 1) / len(runs))
    return made
