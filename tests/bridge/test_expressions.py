"""The expression functions: the same numbers as the command line, in any thread, and NULL with a reason."""

from __future__ import annotations

import gc
import json
from html import unescape
from pathlib import Path

import pytest
from pyproj import Transformer
from qgis.core import (
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFillSymbol,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPalLayerSettings,
    QgsProject,
    QgsProperty,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbolLayer,
    QgsTask,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSize
from shapely.geometry import LineString, box, mapping

from salient.bridge import expressions, verdicts, words
from salient.cli import main

BOX = "geom_from_wkt('POLYGON((36 49,37 49,37 50,36 50,36 49))')"
LINE = "geom_from_wkt('LINESTRING(36 48.5,36 50.5)')"
IZIUM, KUPIANSK = "make_point(37.2569, 49.2128)", "make_point(37.6167, 49.7064)"


@pytest.fixture(autouse=True)
def functions(qgis_app):
    """Register the functions, and take them away again."""
    count = len(QgsExpression.Functions())
    undo = expressions.register()
    yield undo
    undo()
    verdicts.forget_all()
    assert len(QgsExpression.Functions()) == count


def context(crs: str | None = "EPSG:4326") -> QgsExpressionContext:
    """Return what an expression of a layer in that system is evaluated in; None is no layer at all."""
    made = QgsExpressionContext()
    made.appendScope(QgsExpressionContextUtils.projectScope(QgsProject.instance()))
    if crs is not None:
        layer = QgsVectorLayer(f"Polygon?crs={crs}", "layer", "memory")
        made.appendScope(QgsExpressionContextUtils.layerScope(layer))
    return made


def found(text: str, crs: str | None = "EPSG:4326") -> tuple[object, str]:
    """Return value and error of an expression."""
    expression = QgsExpression(text)
    assert not expression.hasParserError(), expression.parserErrorString()
    return expression.evaluate(context(crs)), expression.evalErrorString()


def value(text: str, crs: str | None = "EPSG:4326"):
    got, error = found(text, crs)
    assert error == ""
    return got


def printed(capsys, *arguments: str) -> dict:
    """Return what the command line prints as JSON."""
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def written(path: Path, shape) -> str:
    collection = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}}]}
    collection["features"][0]["geometry"] = mapping(shape)
    path.write_text(json.dumps(collection), encoding="utf-8")
    return str(path)


def test_the_numbers_are_those_of_the_command_line(tmp_path, capsys):
    area = written(tmp_path / "area.geojson", box(36, 49, 37, 50))
    line = written(tmp_path / "line.geojson", LineString([(36, 48.5), (36, 50.5)]))
    total = printed(capsys, "measure", "area", area)["total"]
    assert value(f"salient_area_km2({BOX})") == total["area_km2"]
    assert value(f"salient_length_km({BOX})") == total["perimeter_km"]
    leg = printed(capsys, "measure", "distance", "37.2569,49.2128", "37.6167,49.7064")
    assert value(f"salient_distance_km({IZIUM}, {KUPIANSK})") == leg["distance_km"]
    assert value(f"salient_azimuth_deg({IZIUM}, {KUPIANSK})") == leg["azimuth_deg"]
    depth = printed(capsys, "measure", "depth", "--gains", area, "--baseline", line)
    assert value(f"salient_depth_km({BOX}, {LINE})") == depth["depth_km"]["best"]


def test_the_numbers_are_right():
    # Izium to Kupiansk as the acceptance case has it: 60.8 km, 25.3 degrees.
    assert value(f"salient_distance_km({IZIUM}, {KUPIANSK})") == pytest.approx(60.8, abs=0.05)
    assert value(f"salient_azimuth_deg({IZIUM}, {KUPIANSK})") == pytest.approx(25.3, abs=0.05)
    # A parallel's degree at latitude p is cos(p) * a / sqrt(1 - e2 sin2 p) * pi/180: 73.17 km at 49 degrees, chord
    # and meridian differ from it by less than 20 m.
    assert value(f"salient_depth_km({BOX}, {LINE})") == pytest.approx(73.17, abs=0.03)


def test_a_layer_in_metres_is_brought_to_degrees():
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True).transform
    (x1, y1), (x2, y2) = to_metres(37.2569, 49.2128), to_metres(37.6167, 49.7064)
    text = f"salient_distance_km(make_point({x1}, {y1}), make_point({x2}, {y2}))"
    straight = value(f"salient_distance_km({IZIUM}, {KUPIANSK})")
    assert value(text, "EPSG:32637") == pytest.approx(straight, abs=1e-6)
    named = f"salient_distance_km({IZIUM}, {KUPIANSK}, 'EPSG:4326')"
    assert value(named, "EPSG:32637") == straight
    assert value(named, None) == straight


def test_a_buffer_stays_in_the_coordinates_of_its_layer():
    # A disc of 50 km on the plane is pi * 2500 km²; UTM at its central meridian shrinks areas by 0.9996².
    area = value("area(salient_buffer(make_point(500000, 5450000), 50)) / 1e6", "EPSG:32637")
    assert area == pytest.approx(3.14159265 * 2500 * 0.9996**2, rel=2e-4)


def test_another_thread_gets_the_same_numbers():
    here = value(f"salient_depth_km({BOX}, {LINE}) + salient_distance_km({IZIUM}, {KUPIANSK})")
    there = context()

    in_thread = []

    class Other(QgsTask):
        def run(self) -> bool:
            for _ in range(50):
                text = f"salient_depth_km({BOX}, {LINE}) + salient_distance_km({IZIUM}, {KUPIANSK})"
                in_thread.append(QgsExpression(text).evaluate(there))
            return True

    for _ in range(2):  # A second task in the same thread of Qt: what pyproj alone would not survive.
        task = Other()
        QgsApplication.taskManager().addTask(task)
        assert task.waitForFinished(60_000)
    assert set(in_thread) == {here}
    assert len(in_thread) == 100


@pytest.mark.parametrize(
    ("text", "crs", "reason"),
    [
        ("salient_area_km2(5)", "EPSG:4326", "geometry is wanted"),
        ("salient_area_km2(make_point(1, 2))", "EPSG:4326", "Point"),
        ("salient_length_km(make_point(1, 2))", "EPSG:4326", "Point"),
        ("salient_area_km2(geom_from_wkt('POLYGON EMPTY'))", "EPSG:4326", "empty"),
        (f"salient_area_km2({BOX}, 'EPSG:none')", "EPSG:4326", "EPSG:none"),
        (f"salient_distance_km({IZIUM}, {BOX})", "EPSG:4326", "Polygon"),
        (f"salient_distance_km({IZIUM}, geom_from_wkt('MULTIPOINT((1 1),(2 2))'))", "EPSG:4326", "One point"),
        ("salient_distance_km(make_point(500000, 5450000), make_point(0, 0))", None, "degrees"),
        (f"salient_distance_km({IZIUM}, {KUPIANSK})", "", "no coordinate system"),
        (f"salient_buffer({IZIUM}, 0)", "EPSG:4326", "kilometres"),
        (f"salient_buffer({IZIUM}, 501)", "EPSG:4326", "kilometres"),
        (f"salient_buffer({IZIUM}, 'far')", "EPSG:4326", "far"),
        ("salient_buffer(make_point(0, 90), 50)", "EPSG:4326", "pole"),
        (f"salient_depth_km({LINE}, {LINE})", "EPSG:4326", "LineString"),
    ],
)
def test_what_cannot_be_measured_is_null_and_says_why(text, crs, reason):
    got, error = found(text, crs)
    assert got is None
    assert reason in error
    assert text.split("(")[0] in error


@pytest.mark.parametrize(
    "text",
    [
        "salient_area_km2(NULL)",
        f"salient_distance_km({IZIUM}, NULL)",
        f"salient_azimuth_deg({IZIUM}, {IZIUM})",
        "salient_verdict(NULL)",
        "salient_verdict('c01')",
    ],
)
def test_null_is_no_error(text):
    assert found(text) == (None, "")


def test_verdicts_of_the_last_check(monkeypatch):
    verdicts.remember("one", "/cases/kharkiv.gpkg", {"c01": "consistent_if", "c02": "impossible"})
    assert value("salient_verdict('c01')") == "consistent_if"
    assert value("salient_verdict_text('c01')") == "consistent if"
    monkeypatch.setattr(words, "locale_code", lambda: "uk")
    assert value("salient_verdict_text('c01')") == "узгоджується за умови"
    verdicts.remember("one", "/cases/kharkiv.gpkg", {"c01": "inconsistent"})
    assert value("salient_verdict('c01')") == "inconsistent"
    assert value("salient_verdict('c02')") is None
    verdicts.forget("one")
    assert value("salient_verdict('c01')") is None


def test_verdicts_of_several_cases():
    layer = QgsVectorLayer("NoGeometry?field=id:string", "claims", "memory")
    verdicts.remember("one", "/cases/kharkiv.gpkg", {"c01": "consistent"})
    verdicts.remember("two", "/cases/kherson.gpkg", {"c01": "inconsistent"}, [layer.id()])
    got, error = found("salient_verdict('c01')")
    assert got is None
    assert "Several open cases" in error
    for name in ("kherson.gpkg", "kherson", "/cases/kherson.gpkg", "two"):
        assert value(f"salient_verdict('c01', '{name}')") == "inconsistent"
    within = QgsExpressionContext()
    within.appendScope(QgsExpressionContextUtils.layerScope(layer))
    assert QgsExpression("salient_verdict('c01')").evaluate(within) == "inconsistent"


def test_each_has_help_with_arguments_and_an_example_that_works():
    for one in expressions.FUNCTIONS:
        assert QgsExpression.isFunctionName(one.name)
        page = expressions.help_html(one)
        assert all(name in page for name, _ in one.arguments)
        example = page.rpartition("<code>")[2].partition("</code>")[0]
        assert example.startswith(f"{one.name}(")
        assert not QgsExpression(unescape(example)).hasParserError()


def test_maps_are_drawn_with_them():
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "areas", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON((36 49,37 49,37 50,36 50,36 49))"))
    layer.dataProvider().addFeature(feature)
    root = QgsRuleBasedRenderer.Rule(None)
    red = QgsFillSymbol.createSimple({"color": "#ff0000", "outline_style": "no"})
    root.appendChild(QgsRuleBasedRenderer.Rule(red, 0, 0, "salient_area_km2(@geometry) > 8000"))
    layer.setRenderer(QgsRuleBasedRenderer(root))
    labels = QgsPalLayerSettings()
    labels.fieldName, labels.isExpression = "round(salient_length_km(@geometry))", True
    layer.setLabeling(QgsVectorLayerSimpleLabeling(labels))
    layer.setLabelsEnabled(True)
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(200, 200))
    settings.setDestinationCrs(layer.crs())

    def colour() -> str:
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage().pixelColor(20, 20).name()

    assert colour() == "#ff0000"
    for function in expressions.FUNCTIONS:  # As when Salient leaves QGIS: the map is drawn without them.
        QgsExpression.unregisterFunction(function.name)
    assert colour() == "#ffffff"


def test_a_colour_that_asks_them_does_no_harm_after_they_have_gone(functions):
    """QGIS keeps what it has read of such an expression, and calls the function where it stood in memory."""
    functions()
    undo = expressions.register()
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326", "areas", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt("POLYGON((36 49,37 49,37 50,36 50,36 49))"))
    layer.dataProvider().addFeature(feature)
    symbol = QgsFillSymbol.createSimple({"color": "#00ff00", "outline_style": "no"})
    asked = QgsProperty.fromExpression("if(salient_area_km2(@geometry) > 8000, '#ff0000', '#0000ff')")
    symbol.symbolLayer(0).setDataDefinedProperty(QgsSymbolLayer.Property.FillColor, asked)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(200, 200))
    settings.setDestinationCrs(layer.crs())

    def colour() -> str:
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        return job.renderedImage().pixelColor(100, 100).name()

    assert colour() == "#ff0000"
    undo()
    del undo
    gc.collect()
    assert not QgsExpression.isFunctionName("salient_area_km2")
    assert colour() in ("#0000ff", "#00ff00")


@pytest.mark.parametrize("wkt", ["LINESTRING(37 49)", "TIN(((37 49,38 49,38 50,37 49)))"])
def test_shapes_that_geos_does_not_know_are_refused_with_a_reason(wkt: str):
    expression = QgsExpression(f"salient_length_km(geom_from_wkt('{wkt}'))")
    assert expression.evaluate(QgsExpressionContext()) is None
    assert "The geometry cannot be read" in expression.evalErrorString()
