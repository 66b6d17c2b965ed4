"""From the coordinate system of a file to WGS 84 longitude/latitude, all coordinates of a file at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyproj
from pyproj.exceptions import CRSError, ProjError

from ..core.errors import InputError
from ..core.shapes import Array, Geometry, coordinates, moved

_LON, _LAT, _SLACK = 180.0, 90.0, 1e-7
"""Bounds of longitude and latitude in degrees, and what rounding may add to them."""

WGS84 = pyproj.CRS.from_user_input("OGC:CRS84")


def crs_from(path: Path, text: str) -> pyproj.CRS:
    """Return the coordinate system that a user named, such as "EPSG:32637".

    Raises
    ------
    InputError
        When the name is not known, or that of heights alone or of coordinates from the earth's centre.
    """
    try:
        crs = pyproj.CRS.from_user_input(text)
    except CRSError as trouble:
        raise InputError(f'{path}: "{text[:80]}" is no coordinate system; write --crs EPSG:xxxx') from trouble
    if not (crs.is_geographic or crs.is_projected):
        raise InputError(f'{path}: "{text[:80]}" ({crs.name}) is no system for maps; write another --crs EPSG:xxxx')
    return crs


def crs_in_file(path: Path, wkt: str) -> pyproj.CRS:
    """Return the coordinate system that a file states.

    Raises
    ------
    InputError
        When it states none, or one that is not understood.
    """
    try:
        crs = pyproj.CRS.from_wkt(wkt) if wkt else None
    except CRSError as trouble:
        raise InputError(
            f"{path}: its coordinate system is not understood; say what it is with --crs EPSG:xxxx"
        ) from trouble
    # A GeoPackage says "undefined" by name; local systems have no place on the Earth.
    if crs is None or crs.is_engineering or crs.name.lower().startswith(("undefined", "unknown")):
        raise InputError(f"{path}: has no coordinate system; say what it is with --crs EPSG:xxxx")
    return crs


def to_lonlat(path: Path, crs: pyproj.CRS, shapes: Sequence[Geometry]) -> list[Geometry]:
    """Return the shapes in WGS 84 longitude/latitude; a place that has no longitude there becomes infinite.

    Raises
    ------
    InputError
        When the coordinates are no degrees although the coordinate system says so, or cannot be transformed at all.
    """
    if not shapes:
        return []
    parts = [coordinates(shape) for shape in shapes]
    points = points_to_lonlat(path, crs, np.concatenate(parts))
    ends = np.cumsum([len(part) for part in parts])
    return [_with(shape, points[end - len(part) : end]) for shape, part, end in zip(shapes, parts, ends)]


def points_to_lonlat(path: Path, crs: pyproj.CRS, points: Array) -> Array:
    """Return the points (n, 2) in WGS 84 longitude/latitude; one that has no longitude there becomes infinite.

    Raises
    ------
    InputError
        As `to_lonlat`.
    """
    if crs.is_geographic:
        _check_degrees(path, crs, points)
    return points if crs.equals(WGS84, ignore_axis_order=True) else _transformed(path, crs, points)


def _transformed(path: Path, crs: pyproj.CRS, points: Array) -> Array:
    try:
        transformer = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
        lon, lat = transformer.transform(points[:, 0], points[:, 1])
    except ProjError as trouble:
        raise InputError(
            f"{path}: cannot be transformed from {crs.name} to longitude and latitude; save it in EPSG:4326"
        ) from trouble
    return np.column_stack([lon, lat])


def _check_degrees(path: Path, crs: pyproj.CRS, points: Array) -> None:
    finite = points[np.isfinite(points).all(axis=1)]
    if not len(finite):
        return
    west, south = finite.min(axis=0)
    east, north = finite.max(axis=0)
    if west >= -_LON - _SLACK and east <= _LON + _SLACK and south >= -_LAT - _SLACK and north <= _LAT + _SLACK:
        return
    looks = "look like metres" if max(-west, east, -south, north) > 2 * _LON else "are no longitudes and latitudes"
    raise InputError(
        f"{path}: says {crs.name} (degrees), but its numbers run from {west:,.1f} to {east:,.1f} and from {south:,.1f} "
        f"to {north:,.1f} and {looks}; say what it is with --crs EPSG:xxxx"
    )


def _with(shape: Geometry, points: Array) -> Geometry:
    """Return the shape with these coordinates instead of its own, taken in order."""
    taken = 0

    def take(old: Array) -> Array:
        nonlocal taken
        taken += len(old)
        return points[taken - len(old) : taken]

    return moved(shape, take)
