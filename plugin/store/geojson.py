"""GeoJSON read with our own eyes: the features, what the crs member says, and each geometry checked before use.

GDAL would fetch a crs given as a link, close open rings and drop what it does not understand, all without a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from ..core.errors import InputError
from ..core.messages import Coordinates, Message, message
from ..core.shapes import Geometry

_DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

_EPSG_NAME = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:(?:[\d.]*:)?(\d{4,6})", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|(u[dD][89a-fA-F]\w\w)|.)")
"""One escape of JSON, or the two halves of one sign; the group is a half that stands alone."""

_CRS84_NAME = re.compile(r"(?:urn:ogc:def:crs:)?OGC:(?:[\d.]*:)?CRS84", re.IGNORECASE)


class GeometryError(InputError):
    """A geometry whose coordinates are not those of its type."""


def document(path: Path, text: str) -> dict[str, Any]:
    """Return the JSON object that the text holds.

    Raises
    ------
    InputError
        When it is no JSON, nests too deep, or is no object.
    """
    try:
        found = json.loads(_whole_signs(text), parse_int=_number)
    except json.JSONDecodeError as trouble:
        raise InputError(
            f"{path}: line {trouble.lineno} is no JSON ({trouble.msg}); is the file cut off? Save it again"
        ) from trouble
    except RecursionError as trouble:
        raise InputError(f"{path}: nests too deep to be GeoJSON; save it again as a FeatureCollection") from trouble
    if not isinstance(found, dict):
        raise InputError(f"{path}: is no GeoJSON; its outermost value must be a FeatureCollection")
    return found


def _number(digits: str) -> int | float:
    """Return a whole number; one of more digits than any id or coordinate has becomes a float, perhaps infinite."""
    return int(digits) if len(digits) < 100 else float(digits)


def _whole_signs(text: str) -> str:
    r"""Return the text with halves of signs (a lone \ud800) replaced: no file and no console can take them."""
    if "\\ud" not in text.lower():
        return text
    return _ESCAPE.sub(lambda found: r"\ufffd" if found.group(1) else found.group(), text)


def features_of(path: Path, found: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the features of a FeatureCollection, of one Feature, or of a bare geometry.

    Raises
    ------
    InputError
        When it is none of these.
    """
    kind = str(found.get("type"))
    if kind == "Feature":
        return [found]
    if kind in _DEPTH or kind == "GeometryCollection":
        return [{"type": "Feature", "properties": {}, "geometry": found}]
    features = found.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise InputError(f'{path}: is no GeoJSON (its type is "{kind[:80]}"); it must be a FeatureCollection')
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else 0
        if not isinstance(properties, (dict, type(None))):
            raise InputError(f"{path}: feature {number} is no GeoJSON Feature; remove or correct it")
    return features


def crs_of(path: Path, found: dict[str, Any]) -> str:
    """Return the CRS that the document names: WGS 84 unless an old `crs` member gives a plain EPSG or OGC name.

    Raises
    ------
    InputError
        When the member is a link (nothing is fetched), or a name that is not understood.
    """
    member = found.get("crs")
    if member is None:
        return "OGC:CRS84"
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and member.get("type") == "name":
        if _CRS84_NAME.fullmatch(name.strip()):
            return "OGC:CRS84"
        epsg = _EPSG_NAME.fullmatch(name.strip())
        if epsg:
            return f"EPSG:{epsg.group(1)}"
    raise InputError(
        f'{path}: its crs member is a link or an unknown name ("{str(member)[:80]}"), and nothing is fetched; '
        f"say what it is with --crs EPSG:xxxx"
    )


def shape_of(geometry: Any, where: str) -> tuple[Geometry | None, Message | None]:
    """Return the shape, and what had to be done to a ring that was not closed; None for a NULL geometry.

    Raises
    ------
    GeometryError
        When the coordinates are not those of the type.
    InputError
        When it is a GeometryCollection or no geometry at all.
    """
    if geometry is None:
        return None, None
    kind = str(geometry.get("type")) if isinstance(geometry, dict) else "no object"
    if kind == "GeometryCollection":
        raise InputError(f"{where}: holds a GeometryCollection; split it into features of one kind each")
    if kind not in _DEPTH:
        raise InputError(f'{where}: has no geometry that is known ("{kind[:80]}"); draw it again')
    coordinates = geometry.get("coordinates")
    _check_positions(coordinates, _DEPTH[kind], where)
    if kind == "Point" and not coordinates:
        return shape({"type": "GeometryCollection", "geometries": []}), None
    mended = None
    if "Polygon" in kind:
        for ring in _rings(coordinates, kind):
            if ring and ring[0] != ring[-1]:
                ring.append(ring[0])
                mended = message(
                    "A ring was not closed near {at} and was closed in a copy; the file is unchanged.",
                    at=Coordinates(float(ring[0][0]), float(ring[0][1]), 4),
                )
            if 0 < len(ring) < 4:
                raise GeometryError(f"{where}: a ring has fewer than three corners; draw it again")
    if kind == "LineString" and len(coordinates) == 1:
        raise GeometryError(f"{where}: a line has only one point; draw it again")
    if kind == "MultiLineString" and any(len(line) == 1 for line in coordinates):
        raise GeometryError(f"{where}: a line has only one point; draw it again")
    return shape({"type": kind, "coordinates": _plane(coordinates, _DEPTH[kind])}), mended


def _rings(coordinates: list[Any], kind: str) -> list[list[Any]]:
    return coordinates if kind == "Polygon" else [ring for polygon in coordinates for ring in polygon]


def _check_positions(value: Any, depth: int, where: str) -> None:
    if not isinstance(value, list):
        raise GeometryError(f'{where}: "{str(value)[:80]}" stands where coordinates belong; draw it again')
    if depth:
        for part in value:
            _check_positions(part, depth - 1, where)
        return
    if value and (len(value) < 2 or not all(_is_number(one) for one in value[:2])):
        raise GeometryError(f'{where}: "{str(value)[:80]}" is no position; write longitude and latitude as numbers')


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plane(value: Sequence[Any], depth: int) -> Any:
    """Return the coordinates without heights."""
    if depth:
        return [_plane(part, depth - 1) for part in value]
    return tuple(float(one) for one in value[:2])
