"""How much room there is inside ground: how large a disc can be wherever its centre can go.

The ground's edge is taken as points on it, a step apart at most. Of all places inside, those as far as can be from
these points lie on their Voronoi diagram: its corners and the ridges between them make a graph in which a disc that
can be moved at all can be moved too (Ó'Dúnlaing and Yap 1985, "A retraction method for planning the motion of a
disc"). The diagram is cut at the window's border, which is no edge: a centre may go along it, not across.

Metres in a local plane, x east and y north, unless a name says lon/lat.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .geodesy import LocalPlane, densify
from .ground_edge import Box, Fineness, edge_points, in_window
from .shapes import Array, Geometry, contains_xy

# So many points far outside close the diagram, so that every ridge near the ground has two ends.
_FAR_POINTS = 8
_FAR_TIMES = 4.0
# Nodes along the window's border are no further apart: a straight line between two is then less than 3 m off it.
_BORDER_STEP_M = 10_000.0
# So far from the ground the window's border has no meaning.
_MORE_DEG = 0.2
# As a share of the way to the window's middle: some metres.
_INWARD = 1e-5
_NONE = -1


@dataclass(frozen=True)
class Room:
    """The graph of places where a disc's centre can be.

    Attributes
    ----------
    points
        The edge points (k, 2), longitude and latitude.
    points_xy
        The same in the plane, with those far outside appended (k + 8, 2).
    gap_m
        How far each edge point is from the next ones along the edge (k + 8; 0 for those far outside).
    xy, reach_m
        The nodes (n, 2), all inside the ground, and how far each is from the nearest edge point (n).
    link, between, narrow_m
        Which nodes are joined (m, 2); the two edge points that are nearest all along (m, 2; the second is -1 on the
        window's border); and the least distance to them on the way (m).
    """

    plane: LocalPlane
    points: Array
    points_xy: Array
    gap_m: Array
    xy: Array
    reach_m: Array
    link: Array
    between: Array
    narrow_m: Array

    def with_nodes(self, xy: Array, instead: Array, between: Array, link: Array) -> Room:
        """Return a copy with nodes (c, 2) at its end, and links (d, 2) instead of those at the rows `instead`."""
        kept = np.ones(len(self.link), dtype=bool)
        kept[instead] = False
        return _measured(
            replace(
                self,
                xy=np.vstack([self.xy, xy]),
                link=np.vstack([self.link[kept], link]),
                between=np.vstack([self.between[kept], between]),
            )
        )


def room_in(piece: Geometry, plane: LocalPlane, fineness: Fineness, limit_m: float, window: Box | None = None) -> Room:
    """Return the room inside one piece of ground.

    Parameters
    ----------
    piece
        A valid Polygon, longitude and latitude.
    plane
        Where distances are taken; between places b and r metres from its middle they are off by b² r / (6 R²).
    fineness
        How near each other the points are that stand for the edge. With a gap g between them a distance d is found too
        large by up to g² / (8 d), and never by more than half the gap, besides what was thinned out.
    limit_m
        No disc of more than this diameter is asked for.
    window
        Where the centre may be; the ground may go on beyond it or end there, which is all the same.

    Notes
    -----
    Where a ridge crosses the edge its distance is below half a gap: such links are in the graph, and too narrow for
    anything wider than a gap.
    """
    from scipy.spatial import Voronoi

    if window is not None:
        window = _about(piece, window)
    points, at, gap_m = edge_points(piece, plane, fineness, 0.5 * limit_m, window)
    box = _plane_box(plane, piece.bounds if window is None else window)
    every = np.vstack([at, _far_points(box, limit_m)])
    gap_m = np.append(gap_m, np.zeros(_FAR_POINTS))
    diagram: Any = Voronoi(every)
    ridge, sides = np.asarray(diagram.ridge_vertices), np.asarray(diagram.ridge_points)
    closed = (ridge >= 0).all(axis=1)
    ridge, sides, corner = ridge[closed], sides[closed], diagram.vertices
    inside = _inside(corner, piece, plane, box, window)
    links, between, nodes = ridge, sides, corner
    if window is not None:
        border = _border_links(_Diagram(corner, ridge, sides, every), plane, box, window)
        nodes = np.vstack([corner, border.xy])
        links = np.vstack([ridge, border.link])
        between = np.vstack([sides, border.between])
        held = _inside_of_border(border.lonlat, piece, window)
        inside = np.concatenate([inside, held])
    usable = inside[links].all(axis=1)
    nodes, links, between = _used(nodes, links[usable], between[usable])
    return _measured(Room(plane, points, every, gap_m, nodes, np.empty(0), links, between, np.empty(0)))


def to_segment_m(point: Array, start: Array, end: Array) -> Array:
    """Return how near each segment (n, 2) comes to each point (n, 2)."""
    along = end - start
    length_2 = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((point - start) * along).sum(axis=1) / length_2, 0.0, 1.0)
    return _length(start + share[:, None] * along - point)


def _length(vectors: Array) -> Array:
    return np.hypot(vectors[:, 0], vectors[:, 1])


def _used(nodes: Array, links: Array, between: Array) -> tuple[Array, Array, Array]:
    """Return the nodes that are in a link, the links by their new numbers, and what is between."""
    used, link = np.unique(links.ravel(), return_inverse=True)
    return nodes[used], link.reshape(-1, 2), between


def _measured(room: Room) -> Room:
    """Return the room with the distances at its nodes and along its links."""
    nearest = room.points_xy[room.between[:, 0]]
    start, end = room.xy[room.link[:, 0]], room.xy[room.link[:, 1]]
    reach = np.zeros(len(room.xy))
    reach[room.link[:, 0]] = _length(start - nearest)
    reach[room.link[:, 1]] = _length(end - nearest)
    return replace(room, reach_m=reach, narrow_m=to_segment_m(nearest, start, end))


# ---------------------------------------------------------------- where to look


def _about(piece: Geometry, window: Box) -> Box:
    """Return as much of the window as there is ground to look at, and a little more."""
    west, south, east, north = piece.bounds
    more = _MORE_DEG
    low = max(west - more, window[0]), max(south - more, window[1])
    return (*low, min(east + more, window[2]), min(north + more, window[3]))


def _plane_box(plane: LocalPlane, bounds: Box) -> Box:
    """Return a box of the plane that holds the one in degrees."""
    outline = plane.to_plane(densify(_ring(bounds), 5_000.0))
    low, high = outline.min(axis=0) - 100.0, outline.max(axis=0) + 100.0
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _ring(box: Box) -> Array:
    west, south, east, north = box
    return np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])


def _far_points(box: Box, limit_m: float) -> Array:
    """Return points of the plane around everything, too far away to be the edge that limits a disc."""
    low, high = np.array(box[:2]), np.array(box[2:])
    away_m = _FAR_TIMES * (float(np.hypot(*(high - low))) + limit_m)
    turn = 2 * np.pi * np.arange(_FAR_POINTS) / _FAR_POINTS
    return np.asarray(0.5 * (low + high) + away_m * np.column_stack([np.cos(turn), np.sin(turn)]))


def _inside(xy: Array, piece: Geometry, plane: LocalPlane, box: Box, window: Box | None) -> Array:
    """Say for each place (n, 2) of the plane whether it is in the ground and in the window (bool)."""
    inside = (xy >= box[:2]).all(axis=1) & (xy <= box[2:]).all(axis=1)
    lonlat = plane.to_lonlat(xy[inside])
    held = contains_xy(piece, lonlat[:, 0], lonlat[:, 1])
    if window is not None:
        held &= in_window(lonlat[:, 0], lonlat[:, 1], window)
    inside[inside] = held
    return inside


def _inside_of_border(lonlat: Array, piece: Geometry, window: Box) -> Array:
    """Say for each place (n, 2) on the window's border whether there is ground just inside of it (bool)."""
    # The border may be the very edge of the ground, if it was cut there.
    middle = 0.5 * (np.array(window[:2]) + np.array(window[2:]))
    at = lonlat + _INWARD * (middle - lonlat)
    return contains_xy(piece, at[:, 0], at[:, 1])


# ---------------------------------------------------------------- the window's border


@dataclass(frozen=True)
class _Diagram:
    corner: Array
    ridge: Array
    sides: Array
    points: Array


@dataclass(frozen=True)
class _Border:
    """Nodes on the border, to be numbered after the diagram's corners, and the links that end at them."""

    xy: Array
    lonlat: Array
    link: Array
    between: Array


def _border_links(diagram: _Diagram, plane: LocalPlane, box: Box, window: Box) -> _Border:
    """Return what cutting the diagram at the window's border adds: ends of the ridges cut, and ways along it."""
    row, ends = _cut_ridges(diagram, plane, box, window)
    first = len(diagram.corner)
    loose = ends.reshape(-1, 2)
    lonlat = plane.to_lonlat(loose) if len(loose) else loose
    # Both ends of a cut ridge are new, one of them perhaps where the corner is: then it is joined to it.
    number = first + np.arange(len(loose)).reshape(-1, 2)
    corners = diagram.corner[diagram.ridge[row]]
    same = _length((ends - corners).reshape(-1, 2)).reshape(-1, 2) == 0.0
    number[same] = diagram.ridge[row][same]
    posts = _posts(window)
    on_border = np.concatenate([~same.ravel(), np.ones(len(posts), dtype=bool)])
    xy = np.vstack([loose, plane.to_plane(posts)])
    lonlat = np.vstack([lonlat, posts])
    places = np.flatnonzero(on_border)
    places = places[np.argsort(_round_border(lonlat[places], window), kind="stable")]
    chain = np.column_stack([places, np.roll(places, -1)])
    nearest = _nearest(diagram.points, 0.5 * (xy[chain[:, 0]] + xy[chain[:, 1]]))
    along = np.column_stack([nearest, np.full(len(chain), _NONE)])
    return _Border(xy, lonlat, np.vstack([number, first + chain]), np.vstack([diagram.sides[row], along]))


def _cut_ridges(diagram: _Diagram, plane: LocalPlane, box: Box, window: Box) -> tuple[Array, Array]:
    """Return the ridges (c) that the border cuts, and the ends (c, 2, 2) of what of each lies in the window."""
    start, end = diagram.corner[diagram.ridge[:, 0]], diagram.corner[diagram.ridge[:, 1]]
    begin, stop = _clip(start, end, np.array(box[:2]), np.array(box[2:]))
    row = np.flatnonzero(begin < stop)
    start, end, begin, stop = start[row], end[row], begin[row, None], stop[row, None]
    first = np.where(begin > 0, start + begin * (end - start), start)
    last = np.where(stop < 1, start + stop * (end - start), end)
    a, b = plane.to_lonlat(first), plane.to_lonlat(last)
    whole = (begin[:, 0] <= 0) & (stop[:, 0] >= 1)
    whole &= in_window(a[:, 0], a[:, 1], window) & in_window(b[:, 0], b[:, 1], window)
    row, first, last, a, b = row[~whole], first[~whole], last[~whole], a[~whole], b[~whole]
    begin, stop = _clip(a, b, np.array(window[:2]), np.array(window[2:]))
    cut = begin < stop
    row, first, last, begin, stop = row[cut], first[cut], last[cut], begin[cut, None], stop[cut, None]
    ends = np.stack(
        [
            np.where(begin > 0, first + begin * (last - first), first),
            np.where(stop < 1, first + stop * (last - first), last),
        ],
        axis=1,
    )
    return row, ends


def _clip(start: Array, end: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return the shares (n) of each segment at which it enters and leaves a box (Liang and Barsky 1984)."""
    along = end - start
    flat = along == 0
    step = np.where(flat, 1.0, along)
    one, other = (low - start) / step, (high - start) / step
    out = flat & ((start < low) | (start > high))
    enter = np.where(flat, np.where(out, np.inf, -np.inf), np.minimum(one, other))
    leave = np.where(flat, np.inf, np.maximum(one, other))
    return np.maximum(enter.max(axis=1), 0.0), np.minimum(leave.min(axis=1), 1.0)


def _posts(window: Box) -> Array:
    """Return places (n, 2) on the border, its corners among them, longitude and latitude."""
    return densify(_ring(window), _BORDER_STEP_M)[:-1]


def _round_border(lonlat: Array, window: Box) -> Array:
    """Return how far round the border each place (n, 2) is: 0 to 4 from the south-west corner, counter-clockwise."""
    west, south, east, north = window
    x, y = (lonlat[:, 0] - west) / (east - west), (lonlat[:, 1] - south) / (north - south)
    side = np.abs(np.column_stack([y, 1 - x, 1 - y, x])).argmin(axis=1)
    share = np.choose(side, [x, y, 1 - x, 1 - y])
    return np.asarray(side + np.clip(share, 0.0, 1.0))


def _nearest(points: Array, xy: Array) -> Array:
    """Return which point is nearest to each place."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(points).query(xy)[1])
