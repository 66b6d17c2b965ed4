"""The days that a case knows besides those of its claims: its events, and the days that have a control map.

`events_of_case` reads a layer and belongs on the main thread; `days_with_maps` reads a snapshot on any thread.
"""

from __future__ import annotations

import datetime

from qgis.core import Qgis, QgsFeatureRequest, QgsProject

from .cases import OpenCase, case_layers
from .control_plan import map_day
from .rows import feature_row
from .snapshots import CaseSnapshot

Date = datetime.date


def events_of_case(project: QgsProject, case: OpenCase) -> list[tuple[Date, str]]:
    """Return day and name of each event of an open case, unsaved edits included, in the order of their days."""
    layer = case_layers(project, case.id).get("events")
    if layer is None or not layer.isValid():
        return []
    names = layer.fields().names()
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    rows = (feature_row(feature, names, False) for feature in layer.getFeatures(request))
    named = ((row.get("date"), str(row.get("name") or row.get("id") or "")) for row in rows)
    return sorted((day, name) for day, name in named if isinstance(day, datetime.date))


def days_with_maps(now: CaseSnapshot) -> list[Date]:
    """Return the days that a control map of any issuer is of, in order."""
    days = {map_day(row) for row in now.tables["control_areas"].attributes()}
    return sorted(one for one in days if one is not None)
