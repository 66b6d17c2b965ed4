"""Features of an open layer as plain rows, unsaved edits included.

A row is a mapping from field name to str, int, float, bool, datetime.date or None, with "fid" and, for a layer with
shapes, "wkb": bytes in WGS 84 longitude/latitude, or None for a feature without a shape. `layer_rows` touches layers
and belongs on the main thread; `with_shapes` turns bytes into shapely geometries and may run anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime

from ..core import schema
from ..core.errors import InputError
from .versions import is_null

Row = dict[str, Any]
WGS84 = "EPSG:4326"


def plain_value(value: Any) -> Any:
    """Return an attribute as a Python value: NULL as None, a QDate as datetime.date, JSON as text."""
    if is_null(value):
        return None
    if isinstance(value, QDateTime):
        return value.date().toPyDate() if value.isValid() else None
    if isinstance(value, QDate):
        return value.toPyDate() if value.isValid() else None
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def plain_wkb(geometry: QgsGeometry) -> bytes | None:
    """Return the geometry as two-dimensional WKB without curves; None where there is no shape."""
    if geometry.isNull():
        return None
    shape = geometry.constGet()
    flat = shape.segmentize() if QgsWkbTypes.isCurvedType(shape.wkbType()) else shape.clone()
    flat.dropZValue()
    flat.dropMValue()
    return bytes(flat.asWkb().data())


def in_wgs84(crs: QgsCoordinateReferenceSystem, context: QgsCoordinateTransformContext, name: str) -> QgsFeatureRequest:
    """Return the request that delivers features of that system in WGS 84 longitude/latitude.

    Raises
    ------
    InputError
        When the layer says of no coordinate system what its numbers mean.
    """
    if not crs.isValid():
        raise InputError(
            f'{name}: the layer has no coordinate system; choose one under "Layer CRS > Set Layer CRS…" and try again'
        )
    return QgsFeatureRequest().setDestinationCrs(QgsCoordinateReferenceSystem(WGS84), context)


def feature_row(feature: QgsFeature, field_names: Sequence[str], with_shape: bool) -> Row:
    """Return one feature as a row."""
    row: Row = {name: plain_value(value) for name, value in zip(field_names, feature.attributes())}
    row["fid"] = feature.id()
    if with_shape:
        row["wkb"] = plain_wkb(feature.geometry())
    return row


def layer_rows(layer: QgsVectorLayer, context: QgsCoordinateTransformContext, selected: bool = False) -> list[Row]:
    """Return the rows of a layer in the order they were made, edits that are not saved included. Main thread only.

    Raises
    ------
    InputError
        When the layer cannot be read, or has no coordinate system.
    """
    if not layer.isValid():
        raise InputError(f"{layer.name()}: the layer cannot be read; is its file still where it was?")
    spatial = layer.isSpatial()
    request = in_wgs84(layer.crs(), context, layer.name()) if spatial else QgsFeatureRequest()
    if selected:
        request.setFilterFids(layer.selectedFeatureIds())
    names = layer.fields().names()
    rows = [feature_row(feature, names, spatial) for feature in layer.getFeatures(request)]
    # QGIS gives unsaved rows first, numbered -2, -3, …; they belong where they will be once they are saved.
    return sorted(rows, key=lambda row: (row["fid"] < 0, abs(row["fid"])))


def attributes_of(layer: QgsVectorLayer) -> dict[int, list[Any]]:
    """Return the attributes of every feature as QGIS holds them, by feature id. Main thread only."""
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    return {feature.id(): feature.attributes() for feature in layer.getFeatures(request)}


def with_shapes(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with "geometry", a shapely geometry or None, in place of "wkb". Any thread."""
    # Imported here: it takes longer than QGIS's start may, and need not happen on the main thread.
    from shapely import wkb as shapely_wkb

    made = []
    for row in rows:
        shaped = dict(row)
        if "wkb" in shaped:
            raw = shaped.pop("wkb")
            shaped["geometry"] = None if raw is None else shapely_wkb.loads(raw)
        made.append(shaped)
    return made


def shaped_tables(tables: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return the tables of a case with shapely geometries, as `case_from_rows` wants them. Any thread."""
    return {name: with_shapes(rows) for name, rows in tables.items() if name in _TABLE_NAMES}


_TABLE_NAMES = {table.name for table in schema.TABLES}
