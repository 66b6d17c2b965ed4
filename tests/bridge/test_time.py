"""Layers of a case and QGIS's temporal controller: what the map shows of a day."""

from __future__ import annotations

import pytest
from qgis.core import QgsDateTimeRange, QgsFeatureRequest, QgsVectorLayerTemporalContext
from qgis.PyQt.QtCore import QDate, QDateTime, QTime
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

import small_case
from salient.bridge.cases import case_layers, open_case
from salient.core import schema

SHAPES = {"Point": Point(1, 1), "MultiLineString": MultiLineString([LineString([(0, 0), (1, 1)])])}
SHAPES["MultiPolygon"] = MultiPolygon([box(0, 0, 1, 1)])
DATED = [table for table in schema.TABLES if table.geometry and "as_of" in table.field_names]


@pytest.fixture
def layers(project, tmp_path):
    """Return the layers of a case with a shape of the 5th, one of the 9th and one without a day in each table."""
    days = {"five": "2022-09-05", "nine": "2022-09-09", "always": None}
    rows = {
        table.name: [{"id": n, "name": n, "as_of": day, "geometry": SHAPES[table.geometry]} for n, day in days.items()]
        for table in DATED
    }
    return case_layers(project, open_case(project, small_case.make(tmp_path, "days", rows)).id)


def shown(layer, day: int) -> set[str]:
    """Return the ids that QGIS draws on a day of September 2022."""
    begin = QDateTime(QDate(2022, 9, day), QTime(0, 0))
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    span = QgsDateTimeRange(begin, begin.addDays(1), True, False)
    expression = layer.temporalProperties().createFilterString(context, span)
    request = QgsFeatureRequest().setFilterExpression(expression)
    return {feature["id"] for feature in layer.getFeatures(request)}


@pytest.mark.parametrize("table", [table.name for table in DATED])
def test_each_layer_with_a_day_is_temporal(layers, table):
    assert layers[table].temporalProperties().isActive()


@pytest.mark.parametrize("table", ["front_lines", "control_areas"])
def test_a_map_is_seen_on_its_own_day(layers, table):
    assert [shown(layers[table], day) for day in (4, 5, 7, 9, 10)] == [
        {"always"},
        {"always", "five"},
        {"always"},
        {"always", "nine"},
        {"always"},
    ]


@pytest.mark.parametrize("table", ["claimed_gains", "supply_routes", "settlements"])
def test_gains_places_and_routes_stay_from_their_day_on(layers, table):
    assert [shown(layers[table], day) for day in (4, 5, 7, 9, 10)] == [
        {"always"},
        {"always", "five"},
        {"always", "five"},
        {"always", "five", "nine"},
        {"always", "five", "nine"},
    ]


def test_what_has_no_day_has_no_time(layers):
    assert not layers["areas"].temporalProperties().isActive()
