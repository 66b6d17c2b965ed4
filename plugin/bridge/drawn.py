"""A shape that was just drawn: what its form proposes, and what the step of Undo is called.

What is proposed is what was used last in the same table (side, basis, source, tolerance), the day that the map shows,
and for the rest the defaults of the form; what none of these knows stays empty and is asked.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QDate
from qgis.PyQt.QtGui import QTransform

from .rows import plain_value
from .words import tr

# A place further off says nothing of where a shape lies.
NEAR_KM = 15.0
CARRIED = ("side", "basis", "source_id", "tolerance_m", "as_of")
_KM_IN_A_DEGREE = 111.2


def proposed(
    layer: QgsVectorLayer, shape: QgsGeometry, day: datetime.date | None, settings: Mapping[str, str]
) -> QgsFeature:
    """Return a new feature of a layer with what its form proposes.

    Parameters
    ----------
    layer
        A layer of a case.
    shape
        What was drawn, in the layer's coordinate system.
    day
        The day that the map shows; None where it shows all days.
    settings
        The settings of the case by id.
    """
    values = last_values(layer)
    if day is not None:
        values["as_of"] = QDate(day.year, day.month, day.day)
    if "tolerance_m" not in values and settings.get("tolerance_m"):
        values["tolerance_m"] = settings["tolerance_m"]
    columns = {layer.fields().indexOf(name): value for name, value in values.items()}
    known = {column: value for column, value in columns.items() if column >= 0}
    return QgsVectorLayerUtils.createFeature(layer, shape, known, layer.createExpressionContext())


def last_values(layer: QgsVectorLayer) -> dict[str, Any]:
    """Return what the newest row of a layer holds in the columns that one row hands on to the next."""
    newest = _newest(layer)
    if newest is None:
        return {}
    names = [name for name in CARRIED if layer.fields().indexOf(name) >= 0]
    return {name: newest[name] for name in names if plain_value(newest[name]) is not None}


def _newest(layer: QgsVectorLayer) -> QgsFeature | None:
    """Return the row that was made last: QGIS numbers unsaved ones -2, -3, …"""
    unsaved = layer.editBuffer().addedFeatures() if layer.isEditable() else {}
    if unsaved:
        return unsaved[min(unsaved)]
    last = layer.maximumValue(layer.fields().indexOf("fid"))
    if plain_value(last) is None:
        return None
    request = QgsFeatureRequest(int(last)).setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    return next(layer.getFeatures(request), None)


def step_name(table_name: str, feature: QgsFeature, place: str) -> str:
    """Return what the step of Undo is called: by the name of what was drawn, else its nearest place, else its id."""
    names = {
        "claimed_gains": (tr("Add gain {name}"), tr("Add gain at {name}")),
        "supply_routes": (tr("Add supply route {name}"), tr("Add supply route at {name}")),
        "front_lines": (tr("Add front line {name}"), tr("Add front line at {name}")),
        "settlements": (tr("Add settlement {name}"), tr("Add settlement {name}")),
    }
    plain, near = names[table_name]
    own = plain_value(feature["name"])
    if place and table_name == "claimed_gains":
        return near.format(name=place)
    if own:
        return plain.format(name=own)
    return near.format(name=place) if place else plain.format(name=plain_value(feature["id"]) or "?")


def nearest_place(settlements: QgsVectorLayer | None, shape: QgsGeometry, layer: QgsVectorLayer) -> str:
    """Return the name of the settlement nearest to a shape, of several inside it the most central; "" beyond 15 km.

    It is for the name of a step only: distances are good to a percent.
    """
    if settlements is None or shape.isNull():
        return ""
    drawn = QgsGeometry(shape)
    drawn.transform(QgsCoordinateTransform(layer.crs(), settlements.crs(), QgsProject.instance()))
    box = drawn.boundingBox()
    if not settlements.crs().isGeographic() or abs(box.center().y()) > 85:
        return ""
    narrow = math.cos(math.radians(box.center().y()))
    reach = NEAR_KM / _KM_IN_A_DEGREE
    wide = QgsRectangle(
        box.xMinimum() - reach / narrow, box.yMinimum() - reach, box.xMaximum() + reach / narrow, box.yMaximum() + reach
    )
    flat = QTransform.fromScale(narrow, 1.0)
    drawn.transform(flat)
    middle = drawn.centroid()
    found = []
    for feature in settlements.getFeatures(QgsFeatureRequest(wide)):
        name, point = plain_value(feature["name"]), feature.geometry()
        if name and not point.isNull():
            point.transform(flat)
            found.append((drawn.distance(point), middle.distance(point), str(name)))
    off, _, name = min(found, default=(math.inf, 0.0, ""))
    return name if off <= reach else ""
