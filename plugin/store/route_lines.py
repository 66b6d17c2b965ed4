"""The features of large line files, a few thousand at a time, so that memory does not grow with the file.

OpenStreetMap's extracts (.osm, .osm.pbf) are read by GDAL's OSM driver with a configuration made for the columns that
are asked for; it alone needs memory for what it passes over (some hundred megabytes a million features), so large
extracts are refused. GeoPackages are read as the SQLite files that they are, whole, because an index of shapes that is
stale, or a stored count, would lose rows without a word. Shapefiles and FlatGeobuf come through GDAL; GeoJSON and KML
are small enough for `vector`.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fiona
import pyproj
from shapely.geometry import shape

from ..core.errors import CaseError, InputError
from ..core.messages import Message, message
from . import blobs, osm_extract, projection, shapefile, sqlite, vector
from .drivers import QUIET, Opening, opening
from .files import PathLike
from .gdal import GDAL_ERRORS, complaints

Box = tuple[float, float, float, float]
"""West, south, east, north."""


CHUNK = 5_000


@dataclass(frozen=True)
class Raw:
    """One feature as it is in the file: columns in small letters, `geometry` None where it is empty or unreadable."""

    id: str
    geometry: Any
    values: dict[str, str]


@dataclass
class LineFile:
    """A file while it is read: `crs` is that of the features, `total` how many there are (None where nobody knows).

    `elsewhere` counts the rows that were passed over because their boxes do not touch the one asked for, `extent` is
    the box of all that were seen, `unreadable` holds ids of shapes that cannot be read.
    """

    path: Path
    layer: str
    crs: pyproj.CRS
    columns: tuple[str, ...]
    chunks: Iterator[list[Raw]]
    total: int | None = None
    elsewhere: int = 0
    extent: Box | None = None
    unreadable: list[str] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)


@contextlib.contextmanager
def opened_lines(
    path: PathLike,
    columns: Sequence[str],
    deciding: Sequence[str] = (),
    box: Box | None = None,
    crs: str | None = None,
    layer: str | None = None,
) -> Iterator[LineFile]:
    """Yield a file whose chunks can be read until the block ends.

    Parameters
    ----------
    columns
        Those wanted, whatever their capitals; of an extract of OpenStreetMap, its tags as they are written.
    deciding
        Of an extract, at least one of these tags must be there.
    box
        West, south, east, north in degrees: features beyond it may be passed over.
    crs, layer
        As in `vector.read_shapes`.

    Raises
    ------
    InputError
        As `vector.read_shapes`, also while chunks are read; and when GDAL comes without its OSM driver.
    """
    path = Path(path)
    with contextlib.ExitStack() as stack:
        stack.enter_context(fiona.Env(**QUIET))
        try:
            if osm_extract.is_extract(path):
                yield _osm(path, stack, columns, deciding, box)
                return
            source = stack.enter_context(opening(path))
            if source.driver == "GPKG":
                yield _geopackage(path, source, stack, columns, box, crs, layer)
            elif source.driver in ("ESRI Shapefile", "FlatGeobuf"):
                yield _by_gdal(path, source, stack, columns, crs, layer)
            else:
                yield _by_vector(path, columns, crs, layer)
        except (*GDAL_ERRORS, CaseError, UnicodeDecodeError) as trouble:
            text = "{path}: cannot be read ({trouble}); is it damaged? Download or save it again"
            raise InputError(message(text, path=str(path), trouble=str(trouble)[:200])) from trouble


# ---------------------------------------------------------------- OpenStreetMap


def _osm(
    path: Path, stack: contextlib.ExitStack, columns: Sequence[str], deciding: Sequence[str], box: Box | None
) -> LineFile:
    osm_extract.check(path)
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="salient-"))
    configuration = Path(folder) / "osm.ini"
    configuration.write_text(osm_extract.configuration(columns), encoding="utf-8")
    stack.enter_context(fiona.Env(CPL_TMPDIR=folder))
    opened = fiona.open(
        path,
        layer=osm_extract.LAYER,
        driver="OSM",
        allow_unsupported_drivers=True,
        CONFIG_FILE=str(configuration),
    )
    collection = stack.enter_context(opened)
    own = {one.lower(): one for one in collection.schema["properties"]}
    where = " OR ".join(f"{sqlite.quoted(one)} IS NOT NULL" for one in deciding if one in own) or None
    # What is read is not counted beforehand: GDAL would go through the file twice.
    found = LineFile(path, osm_extract.LAYER, projection.WGS84, tuple(own), iter(()))
    found.chunks = _chunks(found, collection.filter(where=where, bbox=box), own)
    return found


# ---------------------------------------------------------------- other formats


def _by_gdal(
    path: Path,
    source: Opening,
    stack: contextlib.ExitStack,
    columns: Sequence[str],
    crs: str | None,
    layer: str | None,
) -> LineFile:
    options: dict[str, Any] = {"driver": source.driver, "allow_unsupported_drivers": True}
    notes: list[Message] = []
    if source.driver == "ESRI Shapefile":
        shapefile.check_whole(source.file)
        encoding, note = shapefile.encoding_of(source.file)
        notes.extend([note] if note else [])
        options.update({"encoding": encoding} if encoding else {})
    name = vector.chosen_layer(path, source, layer)
    collection = stack.enter_context(fiona.open(source.file, layer=name, **options))
    chosen = vector.chosen_crs(path, crs, collection.crs_wkt, notes)
    own = {column.lower(): column for column in collection.schema["properties"]}
    found = LineFile(path, name, chosen, tuple(own), iter(()), len(collection), notes=notes)
    found.chunks = _chunks(found, collection, {one: own[one] for one in map(str.lower, columns) if one in own})
    return found


def _by_vector(path: Path, columns: Sequence[str], crs: str | None, layer: str | None) -> LineFile:
    shapes = vector.read_shapes(path, crs, layer)
    own = {name.lower(): name for one in shapes.features for name in one.properties}
    taken = {one: own[one] for one in map(str.lower, columns) if one in own}
    raws = [Raw(one.id, one.geometry, _texts(one.properties, taken)) for one in shapes.features]
    raws.extend(Raw(one.id, None, {}) for one in shapes.skipped if one.id not in {raw.id for raw in raws})
    chunks = (raws[start : start + CHUNK] for start in range(0, len(raws), CHUNK))
    return LineFile(path, shapes.layer, projection.WGS84, tuple(own), chunks, len(raws), notes=list(shapes.notes))


def _chunks(found: LineFile, features: Any, columns: dict[str, str]) -> Iterator[list[Raw]]:
    """Yield the features, and say so where GDAL stopped before the end."""
    chunk: list[Raw] = []
    count = 0
    with complaints() as said:
        for feature in features:
            count += 1
            drawn = feature.geometry
            geometry = None if drawn is None else shape(drawn.__geo_interface__)
            if geometry is not None and not geometry.is_empty:
                found.extent = _widened(found.extent, geometry.bounds)
            properties = feature.properties
            chunk.append(Raw(str(properties.get("osm_id") or feature.id), geometry, _texts(properties, columns)))
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk
    if said:
        text = "{path}: could be read only in part ({trouble}); it is damaged or was not downloaded to its end"
        raise InputError(message(text, path=str(found.path), trouble=said[0][:200]))
    _check_count(found, count)


def _check_count(found: LineFile, count: int) -> None:
    if found.total is not None and count != found.total:
        text = "{path}: layer {layer}: {count} of {total} rows could be read; the file is damaged or in use"
        name, total = found.layer, found.total
        raise InputError(message(text, path=str(found.path), layer=name, count=count, total=total))


def _geopackage(
    path: Path,
    source: Opening,
    stack: contextlib.ExitStack,
    columns: Sequence[str],
    box: Box | None,
    crs: str | None,
    layer: str | None,
) -> LineFile:
    notes: list[Message] = []
    name = vector.chosen_layer(path, source, layer)
    total = vector.true_count(path, source.file, name)
    with fiona.open(source.file, layer=name, driver="GPKG") as collection:
        chosen = vector.chosen_crs(path, crs, collection.crs_wkt, notes)
    connection = stack.enter_context(sqlite.reading(source.file))
    own = {column.lower(): column for column in sqlite.column_names(connection, name)}
    shapes, _ = sqlite.geometry_column(connection, name)
    if not shapes:
        raise InputError(message('{path}: "{layer}" holds no shapes; choose another layer', path=str(path), layer=name))
    found = LineFile(path, name, chosen, tuple(own), iter(()), total, notes=notes)
    taken = {one: own[one] for one in map(str.lower, columns) if one in own}
    rows = sqlite.columns(connection, name, ["rowid", shapes, *taken.values()])
    found.chunks = _rows_in_box(found, rows, tuple(taken), None if box is None else _box_in(chosen, box))
    return found


def _rows_in_box(
    found: LineFile, rows: Iterator[tuple[Any, ...]], columns: Sequence[str], box: Box | None
) -> Iterator[list[Raw]]:
    """Yield the rows whose boxes, which stand before each shape, touch the one asked for; the others are counted."""
    chunk: list[Raw] = []
    count = 0
    for row_id, blob, *cells in rows:
        count += 1
        geometry = None
        try:
            if blob is not None and not blobs.is_empty(blob):
                bounds = blobs.bounds(blob)
                found.extent = _widened(found.extent, bounds)
                if box is not None and not _meet(bounds, box):
                    found.elsewhere += 1
                    if found.elsewhere % CHUNK == 0:
                        yield chunk  # so that the reader is asked whether to go on
                        chunk = []
                    continue
                geometry = blobs.decoded(blob)
        except (ValueError, TypeError):  # not the bytes of a shape
            found.unreadable.append(str(row_id))
            continue
        chunk.append(Raw(str(row_id), geometry, _cells(columns, cells)))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
    _check_count(found, count)


def _texts(properties: Any, columns: dict[str, str]) -> dict[str, str]:
    return _cells(columns, [properties.get(own) for own in columns.values()])


def _cells(columns: Any, cells: Sequence[Any]) -> dict[str, str]:
    return {column: str(value).strip() for column, value in zip(columns, cells) if value is not None}


def _box_in(crs: pyproj.CRS, box: Box) -> Box | None:
    """Return a box in another coordinate system that holds the one in degrees; None where there is none."""
    if crs.is_geographic:
        west, south, east, north = box
        margin = 0.01  # degrees: other datums are off by less
        return west - margin, south - margin, east + margin, north + margin
    transformer = pyproj.Transformer.from_crs(projection.WGS84, crs, always_xy=True)
    west, south, east, north = transformer.transform_bounds(*box, densify_pts=41)
    if not all(abs(one) < 1e12 for one in (west, south, east, north)):  # infinite where the system has no such place
        return None
    margin = 0.01 * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def _meet(first: Sequence[float], second: Sequence[float]) -> bool:
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]


def _widened(extent: Box | None, bounds: Sequence[float]) -> Box:
    west, south, east, north = bounds
    if extent is None:
        return west, south, east, north
    return min(extent[0], west), min(extent[1], south), max(extent[2], east), max(extent[3], north)
