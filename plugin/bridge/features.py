"""What was measured, as features: shapes, deepest points, the lines from them to the baseline."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import QgsFeature, QgsField, QgsFields, QgsGeometry, QgsPointXY
from qgis.PyQt.QtCore import QDate

from .versions import REAL_TYPE, TEXT_TYPE

if TYPE_CHECKING:
    from ..core.depth import DepthMeasure
    from ..core.findings import Report
    from ..core.shapes import Geometry

LonLat = tuple[float, float]


def depth_fields() -> QgsFields:
    """Return the columns of deepest points and their lines; depths in kilometres."""
    fields = QgsFields()
    for name in ("claim_id", "definition"):
        fields.append(QgsField(name, TEXT_TYPE))
    for name in ("low_km", "depth_km", "high_km"):
        fields.append(QgsField(name, REAL_TYPE))
    return fields


def finding_fields() -> QgsFields:
    """Return the columns of what a check measured: as `depth_fields`, with the claim's words and its verdict."""
    fields = depth_fields()
    for name in ("verdict", "claimant", "text"):
        fields.append(QgsField(name, TEXT_TYPE))
    return fields


def qgis_geometry(shape: Geometry | None) -> QgsGeometry:
    """Return a shapely geometry as QGIS's, in its multi-part form; None and the empty one as the null geometry."""
    made = QgsGeometry()
    if shape is not None and not shape.is_empty:
        made.fromWkb(bytes(shape.wkb))
        # A layer of multi-polygons must hold nothing else, though a temporary one would take it.
        made.convertToMultiType()
    return made


def qgis_point(place: LonLat) -> QgsGeometry:
    """Return a place in degrees as QGIS's point."""
    return QgsGeometry.fromPointXY(QgsPointXY(*place))


def qgis_day(day: datetime.date) -> QDate:
    """Return a day as QGIS's."""
    return QDate(day.year, day.month, day.day)


def row_feature(fields: QgsFields, values: Mapping[str, Any]) -> QgsFeature:
    """Return a row, with its shape under "geometry", as a feature; columns that `fields` lack are left out."""
    feature = QgsFeature(fields)
    for name, value in values.items():
        index = fields.indexOf(name)
        if index >= 0 and value not in (None, ""):
            feature.setAttribute(index, qgis_day(value) if isinstance(value, datetime.date) else value)
    feature.setGeometry(qgis_geometry(values.get("geometry")))
    return feature


def depth_features(
    values: Sequence[Any], deepest: LonLat, nearest: LonLat, fields: QgsFields | None = None
) -> tuple[QgsFeature, QgsFeature]:
    """Return the deepest point and the line from it to the baseline, both with `values` (see depth_fields)."""
    columns = fields or depth_fields()
    point, line = QgsFeature(columns), QgsFeature(columns)
    point.setGeometry(qgis_point(deepest))
    line.setGeometry(QgsGeometry.fromPolylineXY([QgsPointXY(*deepest), QgsPointXY(*nearest)]))
    for feature in (point, line):
        feature.setAttributes(list(values))
    return point, line


def measure_features(measures: Iterable[DepthMeasure]) -> list[tuple[QgsFeature, QgsFeature]]:
    """Return the deepest point and its line of each depth that was measured."""
    return [
        depth_features(["", one.definition, one.low_km, one.best_km, one.high_km], one.deepest_point, one.nearest_point)
        for one in measures
    ]


def report_features(report: Report) -> list[tuple[QgsFeature, QgsFeature]]:
    """Return the deepest point and its line of every finding that has them (see finding_fields)."""
    made, columns = [], finding_fields()
    for finding in report.findings:
        for measure in finding.measures:
            places = {role: (lon, lat) for role, lon, lat in measure.points}
            if measure.unit == "km" and {"deepest", "nearest"} <= set(places):
                claim = finding.claim
                values = [claim.id, measure.definition, measure.low, measure.best, measure.high]
                values += [finding.verdict, claim.claimant, claim.text]
                made.append(depth_features(values, places["deepest"], places["nearest"], columns))
    return made
