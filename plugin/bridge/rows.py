"""Features of an open layer as plain rows, unsaved edits included.

A row is a mapping from field name to str, int, float, bool, datetime.date or None, with "fid" and, for a layer with
shapes, "wkb": bytes in WGS 84 longitude/latitude, or None for a feature without a shape. `row_source` touches a layer
and belongs on the main thread; what it returns may be read anywhere, as `with_shapes` may run anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime

from ..core import schema
from ..core.errors import InputError
from ..core.messages import message
from .versions import is_null

if TYPE_CHECKING:
    from ..core.shapes import Geometry

Row = dict[str, Any]
WGS84 = "EPSG:4326"
# So many features are read between two looks at whether the user called the work off: some hundredths of a second.
_READ_AT_ONCE = 1000
# What is a Python value already; asked first, because most values are.
_PLAIN = (str, int, float)


def plain_value(value: Any) -> Any:
    """Return an attribute as a Python value: NULL as None, a QDate as datetime.date, JSON as text."""
    if isinstance(value, _PLAIN):
        return value
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
        text = '{name}: the layer has no coordinate system; choose one under "Layer CRS > Set Layer CRS…" and try again'
        raise InputError(message(text, name=name))
    return QgsFeatureRequest().setDestinationCrs(QgsCoordinateReferenceSystem(WGS84), context)


def feature_row(feature: QgsFeature, field_names: Sequence[str], with_shape: bool) -> Row:
    """Return one feature as a row."""
    row: Row = {name: plain_value(value) for name, value in zip(field_names, feature.attributes())}
    row["fid"] = feature.id()
    if with_shape:
        row["wkb"] = plain_wkb(feature.geometry())
    return row


@dataclass(frozen=True)
class RowSource:
    """What a layer held when `row_source` was called, edits that were not saved included; it may be read anywhere."""

    name: str
    _source: QgsVectorLayerFeatureSource
    _request: QgsFeatureRequest
    _field_names: tuple[str, ...]
    _spatial: bool

    def rows(
        self,
        pulse: Callable[[], None] | None = None,
        fids: Collection[int] | None = None,
        every: int = _READ_AT_ONCE,
    ) -> list[Row]:
        """Return the rows in the order they were made; `fids` leaves out all others.

        `pulse` is called before the first and every so many features, and may raise `Cancelled`.
        """
        request = self._request
        if fids is not None:
            request = QgsFeatureRequest(request).setFilterFids(list(fids))
        found = () if fids is not None and not fids else self._features(pulse, request, every)
        made = [feature_row(feature, self._field_names, self._spatial) for feature in found]
        return sorted(made, key=lambda row: age(row["fid"]))

    def attributes(self) -> list[Row]:
        """Return the rows without their shapes, which is quick."""
        request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
        return [feature_row(one, self._field_names, False) for one in self._features(None, request, _READ_AT_ONCE)]

    def features(self, pulse: Callable[[], None] | None = None) -> list[QgsFeature]:
        """Return the features themselves, in the same order and the same coordinates."""
        found = self._features(pulse, self._request, _READ_AT_ONCE)
        return sorted((QgsFeature(one) for one in found), key=lambda feature: age(feature.id()))

    def _features(
        self, pulse: Callable[[], None] | None, request: QgsFeatureRequest, every: int
    ) -> Iterator[QgsFeature]:
        for done, feature in enumerate(self._source.getFeatures(request)):
            if pulse is not None and done % every == 0:
                pulse()
            yield feature


def age(fid: int) -> tuple[bool, int]:
    """Return what puts features in the order they were made: QGIS gives unsaved ones first, numbered -2, -3, …."""
    return fid < 0, abs(fid)


def row_source(layer: QgsVectorLayer, context: QgsCoordinateTransformContext, selected: bool = False) -> RowSource:
    """Return what a layer holds now, to be read on any thread; the layer may change or go meanwhile. Main thread only.

    Raises
    ------
    InputError
        When the layer cannot be read, or has no coordinate system.
    """
    if not layer.isValid():
        raise InputError(
            message("{name}: the layer cannot be read; is its file still where it was?", name=layer.name())
        )
    spatial = layer.isSpatial()
    request = in_wgs84(layer.crs(), context, layer.name()) if spatial else QgsFeatureRequest()
    if selected:
        request.setFilterFids(layer.selectedFeatureIds())
    names = tuple(layer.fields().names())
    return RowSource(layer.name(), QgsVectorLayerFeatureSource(layer), request, names, spatial)


def shape_of(raw: bytes) -> Geometry | None:
    """Return the shape of WKB; None for what QGIS holds and GEOS does not: a line of one vertex, a TIN. Any thread."""
    # Imported here: it takes longer than QGIS's start may, and need not happen on the main thread.
    from shapely import wkb as shapely_wkb
    from shapely.errors import ShapelyError

    try:
        shape: Geometry = shapely_wkb.loads(raw)
    except ShapelyError:
        return None
    return shape


def with_shapes(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with "geometry", a shapely geometry or None, in place of "wkb". Any thread."""
    made = []
    for row in rows:
        shaped = dict(row)
        if "wkb" in shaped:
            raw = shaped.pop("wkb")
            shaped["geometry"] = None if raw is None else shape_of(raw)
        made.append(shaped)
    return made


def shaped_tables(tables: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return the tables of a case with shapely geometries, as `case_from_rows` wants them. Any thread."""
    return {name: with_shapes(rows) for name, rows in tables.items() if name in _TABLE_NAMES}


_TABLE_NAMES = {table.name for table in schema.TABLES}
