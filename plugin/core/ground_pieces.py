"""The pieces that one side's ground consists of, and how places stand to them; longitude and latitude in degrees."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .geodesy import distances_m, ring_area_m2
from .shapes import Geometry, box_of, contains_xy, multi_polygon, polygons_of, without_holes

Box = tuple[float, float, float, float]

# Smaller holes than a hectare are errors of drawing.
_SPECK_M2 = 10_000.0
_LEAST_DEGREE_M = 110_500.0  # of latitude, at the equator
_NEAREST_POLE_DEG = 89.0
# The place of a box that is nearest in degrees may be further off than its nearest place.
_BOX_SHARE = 0.9


def without_specks(piece: Geometry) -> Geometry:
    """Return a piece of ground without the holes that are errors of drawing."""
    return without_holes(piece, lambda hole: abs(ring_area_m2(hole)) < _SPECK_M2)


def ground_about(ground: Geometry, box: Box, metres: float) -> Geometry:
    """Return the ground in a box (west, south, east, north), and as far around it as counts when edges are moved.

    With its edge moved by so many metres it is the same in the box as all of the ground is: the edges that the cut
    makes stay outside. A map of a whole country costs many times that of a region.
    """
    west, south, east, north = box
    lat_deg = (2 * metres + 1000) / _LEAST_DEGREE_M
    widest = min(max(abs(south), abs(north)) + lat_deg, _NEAREST_POLE_DEG)
    lon_deg = lat_deg / math.cos(math.radians(widest))
    about = box_of(west - lon_deg, south - lat_deg, east + lon_deg, north + lat_deg)
    if about.contains(box_of(*ground.bounds) if polygons_of(ground) else ground):
        return ground
    return multi_polygon(polygons_of(ground.intersection(about)))


def pieces_at(pieces: Sequence[Geometry], place: tuple[float, float]) -> list[Geometry]:
    """Return the piece that a place stands in, if any."""
    return [piece for piece in pieces if holds(piece, *place)]


def holds(piece: Geometry, lon: float, lat: float) -> bool:
    """Say whether a place stands in a piece of ground, not on its edge."""
    west, south, east, north = piece.bounds
    return west <= lon <= east and south <= lat <= north and bool(contains_xy(piece, [lon], [lat])[0])


def distance_off_m(piece: Geometry, place: tuple[float, float], beyond_m: float = math.inf) -> float:
    """Return how far a place outside a piece is from it (geodesic); where it is beyond so much, perhaps less than that.

    What is left of the distance then is the one to the piece's box, which takes no time.
    """
    from .nearest import NearestLine

    west, south, east, north = piece.bounds
    corner = np.array([[min(max(place[0], west), east), min(max(place[1], south), north)]])
    least_m = _BOX_SHARE * float(distances_m(np.array([place]), corner)[0])
    if least_m > beyond_m:
        return least_m
    return float(NearestLine(piece).distance_m(np.array([place[0]]), np.array([place[1]]))[0])
