"""Shapes from the map files of other people, in WGS 84 longitude/latitude, and nothing lost without a word.

`read_shapes` takes any of the formats of `drivers`, `write_shapes` (in `writers`) puts results out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fiona
import pyproj
from shapely.geometry import shape

from ..core.case import Skipped
from ..core.errors import CaseError, InputError
from ..core.messages import Message, message
from ..core.repairs import mended_note
from ..core.shapes import Geometry, is_finite, repaired
from . import geojson, projection, shapefile, sqlite
from .drivers import QUIET, Opening, opening
from .features import ShapeFeature
from .files import PathLike
from .gdal import GDAL_ERRORS
from .textcase import text_of
from .writers import write_shapes

__all__ = ["EmptyLayerError", "ShapeFeature", "Shapes", "layer_names", "read_shapes", "write_shapes"]

_NAMES = ("id", "ID", "Id")
_MOST_LAYERS = 200


class EmptyLayerError(InputError):
    """A layer that can be read and holds nothing."""


@dataclass(frozen=True)
class Shapes:
    """The usable features of one layer; `skipped` lists those left out or mended, with the reason."""

    path: Path
    layer: str
    features: tuple[ShapeFeature, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass
class _Raw:
    """What came out of a file, before it is transformed and checked."""

    layer: str
    crs: pyproj.CRS
    features: list[tuple[str, Geometry | None, dict[str, Any]]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)


def read_shapes(path: PathLike, crs: str | None = None, layer: str | None = None) -> Shapes:
    """Return the features of one layer of a file, in WGS 84 longitude/latitude.

    Features without a usable geometry are left out and listed in `skipped`; invalid geometries are mended in a copy
    and listed too. The id of a feature is its property "id", else its number in the file.

    Parameters
    ----------
    path
        A .geojson, .json, .gpkg, .shp, .fgb or .kml file, a .zip that holds a shapefile, or a .kmz.
    crs
        The coordinate system, such as "EPSG:32637"; it wins over what the file says, and the notes say so.
    layer
        The name of the layer, where the file has several.

    Raises
    ------
    InputError
        When the file cannot be read or is not what it says, has no coordinate system, holds several layers and none
        is named, or is too large; `EmptyLayerError` when it holds nothing.
    """
    with opening(path) as source, fiona.Env(**QUIET):
        path = Path(path)
        reader = _read_geojson if source.driver == "GeoJSON" else _read_with_fiona
        raw = reader(path, source, crs, layer)
    if not raw.features and not raw.skipped:
        raise EmptyLayerError(f"{path}: layer {raw.layer} is empty; choose another layer or file")
    return _checked(path, raw)


def layer_names(path: PathLike) -> list[str]:
    """Return the names of the layers of a file; of a format with one layer, the file's name.

    Raises
    ------
    InputError
        As `read_shapes`.
    """
    with opening(path) as source, fiona.Env(**QUIET):
        if source.driver == "GeoJSON":
            return [Path(path).stem]
        try:
            return _layer_names(source)
        except (*GDAL_ERRORS, CaseError, ValueError, TypeError) as trouble:
            raise InputError(
                f"{path}: cannot be read as {source.driver} ({str(trouble)[:200]}); is it damaged? Save it again"
            ) from trouble


def _checked(path: Path, raw: _Raw) -> Shapes:
    """Leave out and list what cannot be used, transform the rest, mend what is invalid."""
    usable = []
    for feature_id, geometry, properties in raw.features:
        reason = _useless(geometry)
        if reason is None:
            usable.append((feature_id, geometry, properties))
        else:
            raw.skipped.append(Skipped(raw.layer, feature_id, reason))
    placed = projection.to_lonlat(path, raw.crs, [geometry for _, geometry, _ in usable])
    features = []
    for (feature_id, _, properties), geometry in zip(usable, placed):
        good, reason = _mended(geometry)
        if reason is not None:
            raw.skipped.append(Skipped(raw.layer, feature_id, reason))
        if good is not None:
            original = geometry if reason is not None else None
            features.append(ShapeFeature(feature_id, good, properties, original))
    return Shapes(path, raw.layer, tuple(features), tuple(raw.skipped), tuple(raw.notes))


def _useless(geometry: Geometry | None) -> Message | None:
    if geometry is None:
        return message("It has no shape (NULL) and was left out.")
    if geometry.is_empty:
        return message("Its shape is empty and was left out.")
    if not is_finite(geometry):
        return message("Its shape holds coordinates that are no numbers and was left out.")
    return None


def _mended(geometry: Geometry) -> tuple[Geometry | None, Message | None]:
    if not is_finite(geometry):
        return None, message("Its shape has no place in longitude and latitude and was left out.")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return None, message("Its shape lies outside of longitude ±180 and latitude ±90 and was left out.")
    good, repair = repaired(geometry)
    if repair is None:
        return geometry, None
    if good.is_empty:
        return None, message("Its shape is invalid and nothing is left when mended ({reason}).", reason=repair.reason)
    return good, mended_note(geometry, good, repair, message("The file is unchanged."))


def _feature_id(properties: dict[str, Any], otherwise: Any) -> str:
    for name in _NAMES:
        value = properties.get(name)
        if value is not None and str(value).strip():
            return str(value)
    return str(otherwise)


def chosen_crs(path: Path, given: str | None, stated: str, raw_notes: list[Message]) -> pyproj.CRS:
    """Return the user's coordinate system if there is one, else the file's (given as WKT or a name)."""
    if given is None:
        return projection.crs_in_file(path, stated)
    crs = projection.crs_from(path, given)
    try:
        own = projection.crs_in_file(path, stated)
    except InputError:
        return crs
    if not own.equals(crs, ignore_axis_order=True):
        raw_notes.append(
            message("{file} says {own}; it was read as {given}, as asked.", file=path.name, own=own.name, given=given)
        )
    return crs


def _read_geojson(path: Path, source: Opening, crs: str | None, layer: str | None) -> _Raw:
    found = geojson.document(path, text_of(source.file))
    notes: list[Message] = []
    if crs is None:
        chosen = projection.crs_from(path, geojson.crs_of(path, found))
    else:
        chosen = chosen_crs(path, crs, projection.WGS84.to_wkt() if "crs" not in found else "", notes)
    raw = _Raw(layer or path.stem, chosen, notes=notes)
    for number, feature in enumerate(geojson.features_of(path, found), start=1):
        properties = dict(feature.get("properties") or {})
        feature_id = _feature_id(properties, feature.get("id", number))
        where = f'{path}: feature "{feature_id[:80]}"'
        try:
            geometry, closed = geojson.shape_of(feature.get("geometry"), where)
        except geojson.GeometryError as trouble:
            what = str(trouble)[len(where) + 2 :]
            reason = message("Its shape cannot be read ({what}) and was left out.", what=what)
            raw.skipped.append(Skipped(raw.layer, feature_id, reason))
            continue
        if closed is not None:
            raw.skipped.append(Skipped(raw.layer, feature_id, closed))
        raw.features.append((feature_id, geometry, properties))
    return raw


def _read_with_fiona(path: Path, source: Opening, crs: str | None, layer: str | None) -> _Raw:
    options: dict[str, Any] = {"driver": source.driver, "allow_unsupported_drivers": True}
    notes: list[Message] = []
    expected = None
    if source.driver == "ESRI Shapefile":
        shapefile.check_whole(source.file)
        encoding, note = shapefile.encoding_of(source.file)
        notes.extend([note] if note else [])
        options.update({"encoding": encoding} if encoding else {})
    try:
        name = chosen_layer(path, source, layer)
        if source.driver == "GPKG":
            expected = true_count(path, source.file, name)
        with fiona.open(source.file, layer=name, **options) as collection:
            raw = _Raw(name, chosen_crs(path, crs, collection.crs_wkt, notes), notes=notes)
            raw.features.extend(_features(collection, counted=expected is not None))
    except (*GDAL_ERRORS, CaseError, ValueError, TypeError) as trouble:
        raise InputError(
            f"{path}: cannot be read as {source.driver} ({str(trouble)[:200]}); is it damaged? Save it again"
        ) from trouble
    if expected is not None and len(raw.features) != expected:
        raise InputError(
            f"{path}: layer {name}: {len(raw.features)} of {expected} features could be read, so nothing was taken; "
            f"the file is damaged or in use, get a whole copy"
        )
    return raw


def _features(collection: Any, counted: bool) -> Iterator[tuple[str, Geometry | None, dict[str, Any]]]:
    # With a condition GDAL counts a GeoPackage's rows itself; without one it trusts a stored number, and stops there.
    for feature in collection.filter(where="1 = 1") if counted else collection:
        properties = dict(feature.properties)
        drawn = feature.geometry
        geometry = None if drawn is None else shape(drawn.__geo_interface__)
        yield _feature_id(properties, feature.id), geometry, properties


def chosen_layer(path: Path, source: Opening, wanted: str | None) -> str:
    """Return the name of the layer to read; an `InputError` where there are several and none is chosen."""
    names = _layer_names(source)
    if not names:
        raise InputError(f"{path}: holds no layer; save it again")
    shown = ", ".join(name[:80] for name in names[:30])
    if wanted is None:
        if len(names) > 1:
            raise InputError(f"{path}: holds {len(names)} layers ({shown}); choose one with --layer NAME")
        return str(names[0])
    if wanted not in names:
        raise InputError(f'{path}: has no layer "{wanted[:80]}"; it holds {shown}')
    return wanted


def _layer_names(source: Opening) -> list[str]:
    """Return the names of the layers; `fiona.listlayers` is not asked, because it tries every driver there is."""
    if source.driver == "GPKG":
        with sqlite.reading(source.file) as connection:
            return sqlite.layer_names(connection)
    if source.driver != "KML":
        return [source.file.stem]
    names: list[str] = []
    while len(names) < _MOST_LAYERS:
        try:
            with fiona.open(source.file, layer=len(names) or None, driver="KML", allow_unsupported_drivers=True) as one:
                names.append(str(one.name))
        except (*GDAL_ERRORS, ValueError):
            if names:
                break
            raise
    return names


def true_count(path: Path, file: Path, layer: str) -> int:
    """Return how many rows the layer of a GeoPackage has; views are refused, they may never come to an end."""
    with sqlite.reading(file) as connection:
        if layer not in sqlite.table_names(connection):
            raise InputError(f'{path}: "{layer[:80]}" is a view, no table; save its result as a layer')
        return sqlite.count(connection, layer)
