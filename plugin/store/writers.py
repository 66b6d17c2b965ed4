"""Shapes put out as GeoJSON, GeoPackage, shapefile or FlatGeobuf: whole or not at all, and the same every time."""

from __future__ import annotations

import datetime
import json
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import fiona
from shapely.geometry import MultiLineString, MultiPoint, MultiPolygon, mapping
from shapely.geometry.polygon import orient

from ..core.errors import InputError
from ..core.shapes import Geometry
from . import files, geopackage, sqlite
from .features import ShapeFeature
from .files import PathLike
from .gdal import GDAL_ERRORS

DECIMALS = 7
"""Of GeoJSON's coordinates: a centimetre."""

_FORMATS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".fgb": "FlatGeobuf"}
_MULTI = {
    "Point": MultiPoint,
    "MultiPoint": MultiPoint,
    "LineString": MultiLineString,
    "MultiLineString": MultiLineString,
    "Polygon": MultiPolygon,
    "MultiPolygon": MultiPolygon,
}
_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".shp")
_NAME_BYTES = 10  # of a column, in a shapefile's table


def write_shapes(path: PathLike, features: Iterable[ShapeFeature], overwrite: bool = False) -> None:
    """Write features (WGS 84 longitude/latitude) in the format of the path's suffix.

    GeoJSON follows RFC 7946: outer rings counter-clockwise, seven decimals. The others are in EPSG:4326; where single
    and multiple shapes of a kind meet, all become multiple.

    Raises
    ------
    InputError
        When the suffix is no known format, the file exists (and `overwrite` is False) or cannot be written, or points,
        lines and areas would have to share one layer of a format that cannot hold them together.
    """
    path = Path(path)
    driver = _FORMATS.get(path.suffix.lower())
    if driver is None:
        raise InputError(f'{path}: the format "{path.suffix}" is not written; end the name in {", ".join(_FORMATS)}')
    files.check_can_write(path, overwrite)
    given = list(features)
    if driver == "GeoJSON":
        files.replace_file(path, _geojson(given).encode())
        return
    if driver == "GPKG" and path.exists():
        _check_replaceable(path)
    with tempfile.TemporaryDirectory(prefix=".salient-", dir=path.parent) as folder:
        made = Path(folder) / path.name
        _write(path, made, driver, given)
        parts = _PARTS if driver == "ESRI Shapefile" else (path.suffix,)
        for suffix in parts:  # of a shapefile the .shp last: until then readers see the old one
            if made.with_suffix(suffix).exists():
                files.put_in_place(made.with_suffix(suffix), path.with_suffix(suffix))


def _check_replaceable(path: Path) -> None:
    """A GeoPackage that is in use, or a whole case, is not replaced by a single layer."""
    if not sqlite.is_sqlite(path):
        return
    with sqlite.reading(path) as connection:
        if {"claims", "settings"} <= sqlite.table_names(connection):
            raise InputError(f"{path}: is a case and is not replaced by a layer; choose another name")
    with sqlite.nobody_else(path):
        pass


def _geojson(features: Sequence[ShapeFeature]) -> str:
    lines = []
    for feature in features:
        body = {
            "type": "Feature",
            "id": feature.id,
            "properties": {name: _plain(value) for name, value in feature.properties.items()},
            "geometry": _rounded(mapping(_right_handed(feature.geometry))),
        }
        lines.append(json.dumps(body, ensure_ascii=False, allow_nan=False))
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _right_handed(geometry: Geometry) -> Geometry:
    if geometry.geom_type == "Polygon":
        return orient(geometry)
    if geometry.geom_type == "MultiPolygon":
        return MultiPolygon([orient(part) for part in geometry.geoms])
    return geometry


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(part) for part in value]
    return round(value, DECIMALS) + 0.0 if isinstance(value, float) else value


def _plain(value: Any) -> Any:
    """Return a value that JSON and every table can hold."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return " ".join(str(part) for part in value)
    return str(value)


def _write(path: Path, made: Path, driver: str, features: Sequence[ShapeFeature]) -> None:
    kind, several = _kind(path, features)
    columns = _columns(features, short=driver == "ESRI Shapefile")
    schema = {"geometry": kind, "properties": {column: kind_ for _, column, kind_ in columns}}
    options: dict[str, Any] = {"crs": "EPSG:4326", "schema": schema, "driver": driver, "encoding": "utf-8"}
    if driver == "ESRI Shapefile":
        options["DBF_DATE_LAST_UPDATE"] = "2000-01-01"  # the day of writing would make each copy another
    else:
        options["layer"] = path.stem
    if driver == "GPKG":
        options.pop("encoding")
    records = [
        {
            "geometry": mapping(_multiple(feature.geometry) if several else feature.geometry),
            "properties": {
                column: _as(kind_, feature.id if name is None else feature.properties.get(name))
                for name, column, kind_ in columns
            },
        }
        for feature in features
    ]
    try:
        with fiona.Env(**geopackage.STEADY), fiona.open(made, "w", **options) as layer:
            layer.writerecords(records)
    except (*GDAL_ERRORS, ValueError, TypeError, OSError) as trouble:
        raise InputError(f"{path}: could not be written ({str(trouble)[:200]}); try GeoJSON") from trouble


def _kind(path: Path, features: Sequence[ShapeFeature]) -> tuple[str, bool]:
    """Return the geometry type of the layer, and whether shapes must be made multiple for it."""
    kinds = sorted({feature.geometry.geom_type for feature in features})
    families = {kind.replace("Multi", "") for kind in kinds}
    if len(families) > 1 or not families <= {"Point", "LineString", "Polygon"}:
        raise InputError(f"{path}: one layer cannot hold {', '.join(kinds)} together; write GeoJSON")
    if not kinds:
        return "Polygon", False
    return (kinds[0], False) if len(kinds) == 1 else (f"Multi{families.pop()}", True)


def _multiple(geometry: Geometry) -> Geometry:
    parts = list(geometry.geoms) if hasattr(geometry, "geoms") else [geometry]
    return _MULTI[geometry.geom_type](parts)


def _columns(features: Sequence[ShapeFeature], short: bool) -> list[tuple[str | None, str, str]]:
    """Return (property or None for the feature's id, column, type) of each column."""
    names: dict[str, None] = {name: None for feature in features for name in feature.properties}
    if "id" not in names:
        columns: list[tuple[str | None, str, str]] = [(None, "id", "str")]
    else:
        columns = []
    taken = {"id"} if columns else set()
    for name in names:
        column = _column_name(name, taken, short)
        taken.add(column.lower())
        kinds = {_type(feature.properties.get(name)) for feature in features} - {""}
        kind = "float" if kinds == {"int64", "float"} else kinds.pop() if len(kinds) == 1 else "str"
        columns.append((name, column, "int64" if short and kind == "bool" else kind))
    return columns


def _column_name(name: str, taken: set[str], short: bool) -> str:
    """Return the name as a column can have it: fid and geom are GDAL's own, a shapefile cuts after ten bytes."""
    wanted = f"{name}_" if name.lower() in ("fid", "geom", "ogc_fid") else name
    room = _NAME_BYTES if short else 60
    column = wanted.encode()[:room].decode(errors="ignore")
    number = 1
    while column.lower() in taken:
        tail = f"_{number}"
        column = wanted.encode()[: room - len(tail)].decode(errors="ignore") + tail
        number += 1
    return column


def _type(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int) and abs(value) >= 1 << 63:
        return "str"
    return {int: "int64", float: "float"}.get(type(value), "str")


def _as(kind: str, value: Any) -> Any:
    plain = _plain(value)
    if plain is None:
        return None
    return {"int64": int, "float": float, "bool": bool}.get(kind, str)(plain)
