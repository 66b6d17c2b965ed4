"""Rows out of layers: values, shapes, coordinate systems, unsaved edits."""

from __future__ import annotations

import datetime
import threading

import pytest
from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate

from salient.bridge.rows import Row, plain_value, plain_wkb, row_source, with_shapes
from salient.core.errors import Cancelled, InputError

CONTEXT = QgsCoordinateTransformContext()


def rows_of(layer: QgsVectorLayer, context: QgsCoordinateTransformContext, selected: bool = False) -> list[Row]:
    return row_source(layer, context, selected).rows()


def memory(kind: str, wkt: list, crs: str = "EPSG:4326") -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field=name:string&field=day:date&field=n:integer", "drawn", "memory")
    for number, text in enumerate(wkt):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([f"n{number}", QDate(2022, 9, 9), number])
        if text is not None:
            feature.setGeometry(QgsGeometry.fromWkt(text))
        layer.dataProvider().addFeature(feature)
    return layer


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (NULL, None),
        (None, None),
        (QDate(2022, 9, 9), datetime.date(2022, 9, 9)),
        (QDate(), None),
        ("", ""),
        (0, 0),
        (False, False),
        (2.5, 2.5),
        ({"b": 1, "a": "ї"}, '{"a": "ї", "b": 1}'),
    ],
)
def test_values(qgis_app, given, wanted):
    assert plain_value(given) == wanted
    assert type(plain_value(given)) is type(wanted)


def test_null_and_empty_shapes_are_told_apart(qgis_app):
    rows = with_shapes(rows_of(memory("Polygon", [None, "POLYGON EMPTY", "POLYGON((0 0,1 0,1 1,0 0))"]), CONTEXT))
    assert rows[0]["geometry"] is None
    assert rows[1]["geometry"].is_empty
    assert rows[2]["geometry"].area == 0.5
    assert [row["fid"] for row in rows] == [1, 2, 3]


def test_third_coordinates_measures_and_curves(qgis_app):
    for wkt in ("POINT ZM (1 2 3 4)", "LINESTRING M (0 0 5, 1 0 6)"):
        row = with_shapes([{"fid": 1, "wkb": plain_wkb(QgsGeometry.fromWkt(wkt))}])[0]
        assert not row["geometry"].has_z
    # A half circle of radius 1 has length pi.
    arc = with_shapes([{"fid": 1, "wkb": plain_wkb(QgsGeometry.fromWkt("CIRCULARSTRING(0 0,1 1,2 0)"))}])[0]
    assert arc["geometry"].geom_type == "LineString"
    assert arc["geometry"].length == pytest.approx(3.14159, abs=1e-3)


def test_another_coordinate_system_is_transformed(qgis_app):
    # Web Mercator: x = a * longitude in radians, a = 6378137 m; y = 0 on the equator.
    layer = memory("Point", ["POINT(111319.49079327358 0)"], "EPSG:3857")
    point = with_shapes(rows_of(layer, CONTEXT))[0]["geometry"]
    assert (point.x, point.y) == pytest.approx((1.0, 0.0), abs=1e-9)


def test_without_coordinate_system_it_is_refused(qgis_app):
    layer = memory("Point", ["POINT(1 1)"])
    layer.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(InputError, match=r"drawn: .*no coordinate system"):
        rows_of(layer, CONTEXT)


def test_unsaved_edits_and_selection(qgis_app):
    layer = memory("Point", ["POINT(1 1)", "POINT(2 2)"])
    layer.startEditing()
    layer.changeAttributeValue(1, 0, "changed")
    layer.deleteFeature(2)
    added = QgsFeature(layer.fields())
    added.setGeometry(QgsGeometry.fromWkt("POINT(3 3)"))
    layer.addFeature(added)
    rows = with_shapes(rows_of(layer, CONTEXT))
    assert sorted((row["name"], row["geometry"].x) for row in rows if row["name"]) == [("changed", 1.0)]
    assert sorted(row["geometry"].x for row in rows) == [1.0, 3.0]
    layer.selectByIds([1])
    assert [row["fid"] for row in rows_of(layer, CONTEXT, selected=True)] == [1]
    layer.rollBack()


def test_what_was_held_is_read_though_the_edit_was_discarded_and_the_layer_is_gone(qgis_app):
    layer = memory("Point", ["POINT(1 1)"])
    layer.startEditing()
    added = QgsFeature(layer.fields())
    added.setGeometry(QgsGeometry.fromWkt("POINT(3 3)"))
    layer.addFeature(added)
    source = row_source(layer, CONTEXT)
    layer.rollBack()
    layer.deleteLater()
    del layer
    read: list[Row] = []
    reader = threading.Thread(target=lambda: read.extend(source.rows()))
    reader.start()
    reader.join()
    assert [row["geometry"].x for row in with_shapes(read)] == [1.0, 3.0]


def test_reading_can_be_called_off(qgis_app):
    def called_off() -> None:
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        row_source(memory("Point", ["POINT(1 1)"]), CONTEXT).rows(called_off)


def test_a_line_of_one_vertex_is_no_shape_and_ends_nothing():
    one_vertex = plain_wkb(QgsGeometry.fromWkt("LINESTRING(37 49)"))
    rows = with_shapes(
        [{"id": "a", "wkb": one_vertex}, {"id": "b", "wkb": plain_wkb(QgsGeometry.fromWkt("POINT(1 2)"))}]
    )
    assert rows[0]["geometry"] is None
    assert (rows[1]["geometry"].x, rows[1]["geometry"].y) == (1, 2)
