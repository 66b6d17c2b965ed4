"""Planar shapes as plain values: the one file that knows which shapely it is (1.8 or 2.x).

A shape's coordinates are longitude and latitude in degrees unless a caller has moved them into a local plane;
a third coordinate is dropped. Everything here is planar and exact in those coordinates, nothing here is a
measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep
from shapely.validation import explain_validity, make_valid

if TYPE_CHECKING:  # shapely 1.8 comes without types
    Geometry = Any
else:
    Geometry = BaseGeometry
"""What every function here takes and gives back."""

Array = Any
"""A numpy array; its shape and unit are in the docstring."""

# A point that near an edge, as a share of the polygon's size, is not safely inside.
_TOO_NEAR = 1e-5
_PARALLELS = 64

SHAPELY_2 = int(shapely.__version__.split(".")[0]) >= 2


@dataclass(frozen=True)
class Repair:
    """What was wrong with a shape, and where (longitude, latitude in degrees)."""

    reason: str
    lon: float
    lat: float


# ---------------------------------------------------------------- taking apart


def polygons_of(geometry: Geometry) -> list[Polygon]:
    """Return every polygon with an area, from whatever holds them."""
    if geometry.is_empty:
        return []
    if geometry.geom_type == "Polygon":
        return [geometry]
    return [p for part in getattr(geometry, "geoms", ()) for p in polygons_of(part)]


def lines_of(geometry: Geometry) -> list[LineString]:
    """Return every line; of polygons, their rings (shells and holes) as closed lines."""
    if geometry.is_empty:
        return []
    if geometry.geom_type == "LineString":
        return [geometry]
    if geometry.geom_type in ("LinearRing", "Polygon"):
        return [LineString(r) for r in rings(geometry)]
    return [line for part in getattr(geometry, "geoms", ()) for line in lines_of(part)]


def points_of(geometry: Geometry) -> list[Point]:
    """Return every point that stands alone (no vertices of lines or polygons)."""
    if geometry.is_empty:
        return []
    if geometry.geom_type == "Point":
        return [geometry]
    return [p for part in getattr(geometry, "geoms", ()) for p in points_of(part)]


def rings(geometry: Geometry) -> list[Array]:
    """Return the closed rings of all polygons, shells and holes alike, each (n, 2)."""
    if geometry.geom_type == "LinearRing":
        return [] if geometry.is_empty else [_sequence(geometry)]
    found = []
    for polygon in polygons_of(geometry):
        found.append(_sequence(polygon.exterior))
        found.extend(_sequence(hole) for hole in polygon.interiors)
    return found


@dataclass(frozen=True)
class Rings:
    """The closed rings of polygons in one array: `coords` (n, 2), the ring of each vertex (n), and of each ring the
    place of its polygon in the list (r) and whether it is a shell (r, bool).
    """

    coords: Array
    ring: Array
    polygon: Array
    is_shell: Array


def rings_at_once(polygons: Sequence[Polygon]) -> Rings:
    """Return the rings of many polygons as arrays, which is much quicker than one by one."""
    if SHAPELY_2:
        each, polygon = shapely.get_rings(np.asarray(polygons, dtype=object), return_index=True)
        coords, ring = shapely.get_coordinates(each, return_index=True)
        return Rings(coords, ring, polygon, np.diff(polygon, prepend=-1) != 0)
    found, of_polygon, shells = [], [], []
    for place, one in enumerate(polygons):
        own = rings(one)
        found.extend(own)
        of_polygon.extend([place] * len(own))
        shells.extend([True] + [False] * (len(own) - 1))
    lengths = [len(one) for one in found]
    coords = np.concatenate(found) if found else np.empty((0, 2))
    return Rings(coords, np.repeat(np.arange(len(found)), lengths), np.array(of_polygon, int), np.array(shells, bool))


def lines_at_once(geometries: Sequence[Geometry]) -> tuple[Array, Array, Array]:
    """Return the vertices (n, 2) of all lines of (Multi)LineStrings, the line of each vertex (n), and the place of each
    line's geometry in the list.
    """
    if SHAPELY_2:
        parts, owner = shapely.get_parts(np.asarray(geometries, dtype=object), return_index=True)
        coords, line = shapely.get_coordinates(parts, return_index=True)
        return coords, line, owner
    found = [(_sequence(line), place) for place, one in enumerate(geometries) for line in lines_of(one)]
    counts = [len(coords) for coords, _ in found]
    coords = np.concatenate([coords for coords, _ in found]) if found else np.empty((0, 2))
    return coords, np.repeat(np.arange(len(found)), counts), np.array([place for _, place in found], int)


def paths(geometry: Geometry) -> list[Array]:
    """Return the coordinates, each (n, 2), of every line and of every ring of every polygon."""
    if geometry.is_empty:
        return []
    if geometry.geom_type == "LineString":
        return [_sequence(geometry)]
    if geometry.geom_type in ("LinearRing", "Polygon"):
        return rings(geometry)
    return [path for part in getattr(geometry, "geoms", ()) for path in paths(part)]


def coordinates(geometry: Geometry) -> Array:
    """Return all vertices as one array (n, 2); a ring's last vertex repeats its first."""
    if SHAPELY_2:
        return shapely.get_coordinates(geometry)
    parts = paths(geometry) + [_sequence(p) for p in points_of(geometry)]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _sequence(simple: Geometry) -> Array:
    """Return the vertices (n, 2) of one point, line or ring."""
    if SHAPELY_2:
        return shapely.get_coordinates(simple)
    return np.asarray(simple.coords, dtype=float)[:, :2]


# ---------------------------------------------------------------- putting together


def polygon(shell: Array) -> Polygon:
    """Return the polygon inside a ring (n, 2)."""
    return Polygon(shell)


def without_holes(area: Polygon, unwanted: Callable[[Array], bool]) -> Polygon:
    """Return the polygon without the holes for whose closed ring (n, 2) `unwanted` is true; or itself."""
    shell, *holes = rings(area)
    kept = [hole for hole in holes if not unwanted(hole)]
    return area if len(kept) == len(holes) else Polygon(shell, kept)


def outlined(shell: Array, holes: Sequence[Array]) -> Polygon:
    """Return the polygon inside a closed ring (n, 2) without its holes; the ring may touch itself from inside."""
    made = Polygon(shell, holes)
    return made if made.is_valid else multi_polygon(polygons_of(make_valid(made)))


def polygons_from_rings(stack: Array) -> list[Polygon]:
    """Return one polygon for each closed ring of a stack (count, n, 2)."""
    if SHAPELY_2:
        made: list[Polygon] = shapely.polygons(stack).tolist() if len(stack) else []
        return made
    return [Polygon(ring) for ring in stack]


def multi_polygon(polygons: Sequence[Polygon]) -> Geometry:
    """Return one polygon as it is, several (or none) as a multipolygon."""
    return polygons[0] if len(polygons) == 1 else MultiPolygon(list(polygons))


def multi_line(lines: Sequence[Any]) -> MultiLineString:
    """Return a multiline of lines or of coordinate arrays (n, 2)."""
    return MultiLineString([line if hasattr(line, "geom_type") else LineString(line) for line in lines])


def multi_line_at_once(coords: Array, counts: Array) -> MultiLineString:
    """Return a multiline of lines whose vertices lie one after the other in `coords` (n, 2), `counts` of them each."""
    if SHAPELY_2:
        line = np.repeat(np.arange(len(counts)), counts)
        return shapely.multilinestrings(shapely.linestrings(coords, indices=line))
    return MultiLineString(np.split(coords, np.cumsum(counts)[:-1]))


def faces_of(start: Array, end: Array) -> list[Polygon]:
    """Return the faces that edges from `start` to `end` (n, 2) enclose, cut where the edges cross."""
    if not len(start):
        return []
    edges = np.stack([start, end], axis=1)
    if SHAPELY_2:
        noded = shapely.get_parts(shapely.union_all(shapely.linestrings(edges)))
        made: list[Polygon] = shapely.get_parts(shapely.polygonize(noded)).tolist()
        return made
    return list(polygonize(unary_union([LineString(edge) for edge in edges])))


def inner_points(polygons: Sequence[Polygon]) -> Array:
    """Return a point (n, 2) inside each polygon, never on its edge unless the polygon has no width at all."""
    if not len(polygons):
        return np.empty((0, 2))
    if SHAPELY_2:
        every = np.asarray(polygons, dtype=object)
        middles = shapely.point_on_surface(every)
        points = shapely.get_coordinates(middles)
        margin = shapely.distance(shapely.boundary(every), middles)
        size = np.sqrt(shapely.area(every))
    else:
        found = [one.representative_point() for one in polygons]
        points = np.array([point.coords[0] for point in found])
        margin = np.array([one.boundary.distance(point) for one, point in zip(polygons, found)])
        size = np.sqrt([one.area for one in polygons])
    # GEOS's own point lies on the edge of some slender polygons, or within a rounding error of it.
    for place in np.flatnonzero(margin < _TOO_NEAR * size).tolist():
        points[place] = _widest_inside(polygons[place], points[place])
    return points


def _widest_inside(area: Polygon, otherwise: Array) -> Array:
    """Return the middle of the roomiest stretch inside, on parallels half way between vertices."""
    closed = rings(area)
    start = np.concatenate([ring[:-1] for ring in closed])
    end = np.concatenate([ring[1:] for ring in closed])
    heights = np.unique(start[:, 1])
    most = 0.0
    for gap in np.argsort(-np.diff(heights), kind="stable")[:_PARALLELS]:
        y = 0.5 * (heights[gap] + heights[gap + 1])
        cut = (start[:, 1] > y) != (end[:, 1] > y)
        a, b = start[cut], end[cut]
        x = np.sort(a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
        if not len(x):  # nothing fits between two heights that are neighbours among the numbers
            continue
        widths = x[1::2] - x[::2]
        widest = int(widths.argmax())
        room = min(widths[widest], heights[gap + 1] - heights[gap])
        if room > most:
            most, otherwise = room, np.array([0.5 * (x[2 * widest] + x[2 * widest + 1]), y])
    return otherwise


def intersections(polygons: Sequence[Polygon], area: Geometry) -> list[Geometry]:
    """Return what of each polygon lies in the area."""
    if SHAPELY_2:
        shapely.prepare(area)
        every = np.asarray(polygons, dtype=object)
        cut = ~shapely.contains_properly(area, every)
        every[cut] = shapely.intersection(every[cut], area)
        found: list[Geometry] = every.tolist()
        return found
    ready = prep(area)
    return [one if ready.contains_properly(one) else one.intersection(area) for one in polygons]


def boxes_of(polygons: Sequence[Polygon]) -> Array:
    """Return west, south, east and north of each polygon (n, 4)."""
    if not len(polygons):
        return np.empty((0, 4))
    if SHAPELY_2:
        return np.asarray(shapely.bounds(np.asarray(polygons, dtype=object)))
    return np.array([one.bounds for one in polygons])


def box_of(west: float, south: float, east: float, north: float) -> Polygon:
    """Return the rectangle between two meridians and two parallels."""
    return box(west, south, east, north)


def moved(geometry: Geometry, move: Callable[[Array], Array]) -> Geometry:
    """Return a copy whose vertices went through `move`, a function of an array (n, 2) to an array (n, 2)."""
    kind = geometry.geom_type
    if geometry.is_empty:
        return geometry
    if kind == "Polygon":
        shell, *holes = [move(r) for r in rings(geometry)]
        return Polygon(shell, holes)
    if kind in ("Point", "LineString", "LinearRing"):
        new = move(_sequence(geometry))
        return type(geometry)(new[0] if kind == "Point" else new)
    return type(geometry)([moved(part, move) for part in geometry.geoms])


def union(geometries: Sequence[Geometry]) -> Geometry:
    """Return the union; a shape that is not valid is repaired first, because GEOS refuses it."""
    return unary_union([g if g.is_valid else repaired(g)[0] for g in geometries])


def planar_buffer(geometry: Geometry, distance: float, segments_per_quarter: int) -> Geometry:
    """Return GEOS's own buffer in the units of the coordinates; it simplifies by up to 1 % of the distance first."""
    if SHAPELY_2:
        return shapely.buffer(geometry, distance, quad_segs=segments_per_quarter)
    return geometry.buffer(distance, resolution=segments_per_quarter)


# ---------------------------------------------------------------- asking


def is_finite(geometry: Geometry) -> bool:
    """Say whether no coordinate is infinite or not a number."""
    return bool(np.isfinite(coordinates(geometry)).all())


def contains_xy(area: Geometry, x: Array, y: Array) -> Array:
    """Say for each point (x, y) whether it lies inside the area (bool array; not on its edge)."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if area.is_empty or not x.size:
        return np.zeros(x.shape, dtype=bool)
    if SHAPELY_2:
        shapely.prepare(area)
        return shapely.contains_xy(area, x, y)
    from shapely import vectorized

    return np.asarray(vectorized.contains(area, x, y), dtype=bool)


def intersects_boxes(area: Geometry, x0: Array, y0: Array, x1: Array, y1: Array) -> Array:
    """Say for each box (x0, y0)-(x1, y1) whether it touches the area (bool array)."""
    if SHAPELY_2:
        shapely.prepare(area)
        return shapely.intersects(area, shapely.box(x0, y0, x1, y1))
    ready = prep(area)
    return np.array([ready.intersects(box(*b)) for b in zip(x0, y0, x1, y1)], dtype=bool)


# ---------------------------------------------------------------- repairing


def repaired(geometry: Geometry) -> tuple[Geometry, Repair | None]:
    """Return a valid copy and what was wrong, or the shape itself and None.

    Of a polygon only polygons are kept, of a line only lines, of a point only points: a repair never hands a
    mixed collection on. What is left may be empty.

    Raises
    ------
    ValueError
        When a coordinate is infinite or not a number: there is nothing to repair from.
    """
    if not is_finite(geometry):
        raise ValueError("a coordinate is infinite or not a number; correct or delete that vertex")
    if geometry.is_valid:
        return geometry, None
    fixed = make_valid(geometry)
    kind = geometry.geom_type
    if kind in ("Polygon", "MultiPolygon"):
        fixed = multi_polygon(polygons_of(unary_union(polygons_of(fixed))))
    elif kind in ("LineString", "MultiLineString"):
        lines = lines_of(fixed)
        fixed = lines[0] if len(lines) == 1 else MultiLineString(lines)
    elif kind in ("Point", "MultiPoint"):
        fixed = MultiPoint(points_of(fixed))
    return fixed, _what_is_wrong(geometry)


def _what_is_wrong(geometry: Geometry) -> Repair:
    """Read GEOS's sentence, such as "Self-intersection[37.5 49.5]"."""
    said = explain_validity(geometry)
    reason, bracket, place = said.partition("[")
    if bracket:
        lon, lat = (float(v) for v in place.rstrip("]").split()[:2])
    else:
        lon, lat = (float(v) for v in coordinates(geometry)[0])
    return Repair(reason.strip(), lon, lat)
