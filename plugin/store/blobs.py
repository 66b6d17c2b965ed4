"""Shapes as a GeoPackage stores them: a short header (with the box of the shape) before plain WKB.

OGC 12-128r19, clause 2.1.3: the letters GP, a version, flags, the number of the coordinate system, the envelope.
"""

from __future__ import annotations

import math
import struct

from shapely import wkb
from shapely.errors import ShapelyError

from ..core.shapes import Geometry

WGS84_ID = 4326

_MAGIC = b"GP"
_HEADER = struct.Struct("<2sBBi4d")
_LITTLE_ENDIAN, _ENVELOPE_XY, _EMPTY = 0b1, 0b10, 0b10000
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)


class BlobError(ValueError):
    """Bytes that are no geometry of a GeoPackage."""


def encoded(geometry: Geometry) -> bytes:
    """Return a shape (WGS 84 longitude/latitude, not empty) as GeoPackage binary; the same shape, the same bytes."""
    west, south, east, north = geometry.bounds
    header = _HEADER.pack(_MAGIC, 0, _LITTLE_ENDIAN | _ENVELOPE_XY, WGS84_ID, west, east, south, north)
    return header + bytes(wkb.dumps(geometry, output_dimension=2, big_endian=False))


def decoded(blob: bytes) -> Geometry:
    """Return the shape.

    Raises
    ------
    BlobError
        When the bytes are no GeoPackage geometry.
    """
    start = _start_of_wkb(blob)
    try:
        return wkb.loads(bytes(blob[start:]))
    except (ShapelyError, struct.error) as trouble:
        raise BlobError(f"its WKB cannot be read ({trouble})") from trouble


def is_empty(blob: bytes | None) -> int | None:
    """Say (1 or 0, as SQL does) whether the shape is empty; None for NULL."""
    if blob is None:
        return None
    _start_of_wkb(blob)
    return int(bool(blob[3] & _EMPTY))


def bounds(blob: bytes) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees, from the header where it has them.

    Raises
    ------
    BlobError
        When the bytes are no GeoPackage geometry.
    """
    if _start_of_wkb(blob) > 8 and not blob[3] & _EMPTY:
        order = "<" if blob[3] & _LITTLE_ENDIAN else ">"
        west, east, south, north = struct.unpack_from(f"{order}4d", blob, 8)
        if not math.isnan(west):
            return west, south, east, north
    west, south, east, north = decoded(blob).bounds
    return west, south, east, north


def _start_of_wkb(blob: bytes) -> int:
    if len(blob) < 8 or blob[:2] != _MAGIC:
        raise BlobError("it does not begin like a geometry of a GeoPackage")
    kind = blob[3] >> 1 & 0b111
    if kind >= len(_ENVELOPE_BYTES) or len(blob) < 8 + _ENVELOPE_BYTES[kind]:
        raise BlobError("its header is broken")
    return 8 + _ENVELOPE_BYTES[kind]
