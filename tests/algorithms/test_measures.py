"""salient:measure_depth and salient:geodesic_buffer against pyproj's geodesics."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod
from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsVectorLayer,
)

GEOD = Geod(ellps="WGS84")


def layer(kind: str, shapes: list, crs: str = "EPSG:4326") -> QgsVectorLayer:
    """Return a layer with shapes given in longitude/latitude, drawn in another system where one is named."""
    made = QgsVectorLayer(f"{kind}?crs={crs}&field=name:string", kind, "memory")
    source, target = QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem(crs)
    to_layer = QgsCoordinateTransform(source, target, QgsProject.instance())
    for number, wkt in enumerate(shapes):
        feature = QgsFeature(made.fields())
        feature["name"] = f"n{number}"
        if wkt is not None:
            shape = QgsGeometry.fromWkt(wkt)
            shape.transform(to_layer)
            feature.setGeometry(shape)
        made.dataProvider().addFeature(feature)
    return made


def brute_depth_km(corners: list, lon: float, south: float, north: float) -> float:
    """Return the greatest distance of some points to a stretch of a meridian, sampled every 10 m or so."""
    lats = np.arange(south, north, 1e-4)
    best = 0.0
    for x, y in corners:
        _, _, metres = GEOD.inv(np.full_like(lats, x), np.full_like(lats, y), np.full_like(lats, lon), lats)
        best = max(best, float(metres.min()))
    return best / 1000.0


BOX = "POLYGON((36 49, 37 49, 37 50, 36 50, 36 49))"
LINE = "LINESTRING(36 48, 36 51)"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:32637"])
def test_depth_of_a_box(run, crs):
    # In UTM the edges are straight there; the meridian's own bend stays within a few metres.
    tolerance_km = 0.05 if crs == "EPSG:32637" else 0.002
    results, _ = run(
        "measure_depth",
        GAINS=layer("Polygon", [BOX], crs),
        BASELINE=layer("LineString", [LINE], crs),
        TOLERANCE_M=500,
        OUTPUT="memory:",
        OUTPUT_LINE="memory:",
    )
    wanted = brute_depth_km([(37, 49), (37, 50)], 36.0, 48.0, 51.0)
    assert results["DEPTH_KM_BEST"] == pytest.approx(wanted, abs=tolerance_km)
    assert results["DEPTH_KM_HIGH"] - results["DEPTH_KM_BEST"] == pytest.approx(1.0)
    assert results["DEPTH_KM_BEST"] - results["DEPTH_KM_LOW"] == pytest.approx(1.0)
    assert "SECTOR_KM_BEST" not in results
    (point,) = results["OUTPUT"].getFeatures()
    at = point.geometry().asPoint()
    assert (at.x(), at.y()) == pytest.approx((37.0, 49.0), abs=1e-6)
    (line,) = results["OUTPUT_LINE"].getFeatures()
    start, end = line.geometry().asPolyline()
    _, _, metres = GEOD.inv(start.x(), start.y(), end.x(), end.y())
    assert metres / 1000 == pytest.approx(point["depth_km"], abs=0.002)
    assert results["OUTPUT"].crs().authid() == "EPSG:4326"


def test_depth_with_a_sector(run):
    results, _ = run(
        "measure_depth",
        GAINS=layer("Polygon", [BOX]),
        BASELINE=layer("LineString", [LINE]),
        SECTOR=layer("Polygon", ["POLYGON((35.5 49.4, 36.5 49.4, 36.5 49.6, 35.5 49.6, 35.5 49.4))"]),
        OUTPUT="memory:",
    )
    wanted = brute_depth_km([(37, 49), (37, 50)], 36.0, 49.4, 49.6)
    assert results["SECTOR_KM_BEST"] == pytest.approx(wanted, abs=0.02)
    assert {feature["definition"] for feature in results["OUTPUT"].getFeatures()} == {"any_part", "break_in_sector"}


def test_baseline_as_the_edge_of_an_area(run):
    held = "POLYGON((34 48, 36 48, 36 51, 34 51, 34 48))"
    results, _ = run(
        "measure_depth",
        GAINS=layer("Polygon", [BOX]),
        BASELINE=layer("Polygon", [held]),
        OUTPUT="memory:",
    )
    assert results["DEPTH_KM_BEST"] == pytest.approx(brute_depth_km([(37, 49)], 36.0, 48.0, 51.0), abs=0.002)


@pytest.mark.parametrize(
    ("gains", "baseline", "words"),
    [
        ([], [LINE], "gains hold no area"),
        ([None], [LINE], "gains hold no area"),
        ([BOX], [], "baseline holds no line"),
        ([BOX], [None], "baseline holds no line"),
    ],
)
def test_nothing_to_measure_is_said(run, gains, baseline, words):
    with pytest.raises(QgsProcessingException, match=words):
        run(
            "measure_depth",
            GAINS=layer("Polygon", gains),
            BASELINE=layer("LineString", baseline),
            OUTPUT="memory:",
        )


def test_null_and_bow_tie_are_named_and_the_rest_is_measured(run):
    bow_tie = "POLYGON((36 49, 36.5 49.5, 36.5 49, 36 49.5, 36 49))"
    results, said = run(
        "measure_depth",
        GAINS=layer("Polygon", [BOX, None, bow_tie]),
        BASELINE=layer("LineString", [LINE]),
        OUTPUT="memory:",
    )
    assert results["DEPTH_KM_BEST"] == pytest.approx(brute_depth_km([(37, 49)], 36.0, 48.0, 51.0), abs=0.002)
    assert any("feature 2: It has no shape" in text for text in said.warnings)
    assert any("feature 3: Its shape was invalid" in text for text in said.warnings)


def test_a_shape_of_which_nothing_is_left_is_not_called_mended(run):
    # Four corners on one line hold no ground.
    flat = "POLYGON((36 49, 36.5 49, 37 49, 36.2 49, 36 49))"
    gains, line = layer("Polygon", [BOX, flat]), layer("LineString", [LINE])
    _, said = run("measure_depth", GAINS=gains, BASELINE=line, OUTPUT="memory:")
    (text,) = (text for text in said.warnings if "feature 2" in text)
    assert "nothing is left" in text
    assert "was mended" not in text


def test_a_layer_without_coordinate_system_is_refused(run):
    gains = layer("Polygon", [BOX])
    gains.setCrs(QgsCoordinateReferenceSystem())
    with pytest.raises(QgsProcessingException, match="no coordinate system"):
        run("measure_depth", GAINS=gains, BASELINE=layer("LineString", [LINE]), OUTPUT="memory:")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_circle_of_50_km(run, crs):
    results, _ = run("geodesic_buffer", INPUT=layer("Point", ["POINT(36.231 49.993)"], crs), KM=50, OUTPUT="memory:")
    (feature,) = results["OUTPUT"].getFeatures()
    ring = feature.geometry().asMultiPolygon()[0][0]
    lons, lats = [p.x() for p in ring], [p.y() for p in ring]
    middles = [(a + b) / 2 for a, b in zip(lons, lons[1:])], [(a + b) / 2 for a, b in zip(lats, lats[1:])]
    for xs, ys in ((lons, lats), middles):
        _, _, metres = GEOD.inv(np.full(len(xs), 36.231), np.full(len(xs), 49.993), xs, ys)
        assert np.abs(np.asarray(metres) - 50_000).max() < 1.0
    assert results["OUTPUT"].crs().authid() == "EPSG:4326"


def test_one_feature_each_with_its_attributes(run):
    source = layer("LineString", ["LINESTRING(36 49, 37 49)", None, "LINESTRING(30 49, 30 50)"])
    results, said = run("geodesic_buffer", INPUT=source, KM=1, OUTPUT="memory:")
    made = {feature["name"]: feature for feature in results["OUTPUT"].getFeatures()}
    assert set(made) == {"n0", "n1", "n2"}
    assert made["n1"].geometry().isNull()
    assert any("feature 2: It has no shape" in text for text in said.warnings)
    # A line of one degree of longitude at 49 N: 73.17 km long, 2 km wide, and two half discs of 1 km.
    length_km = GEOD.inv(36, 49, 37, 49)[2] / 1000
    area_m2, _ = GEOD.geometry_area_perimeter(shapely_of(made["n0"]))
    assert abs(area_m2) / 1e6 == pytest.approx(2 * length_km + np.pi, rel=2e-3)


def shapely_of(feature: QgsFeature):
    from shapely import wkb

    return wkb.loads(bytes(feature.geometry().asWkb().data()))


def test_only_features_without_shape(run):
    with pytest.raises(QgsProcessingException, match="No feature of the input has a shape"):
        run("geodesic_buffer", INPUT=layer("Point", [None, None]), KM=1, OUTPUT="memory:")


def test_empty_input_gives_an_empty_output(run):
    results, _ = run("geodesic_buffer", INPUT=layer("Point", []), KM=1, OUTPUT="memory:")
    assert results["OUTPUT"].featureCount() == 0


def test_across_the_antimeridian_is_refused_and_named(run):
    results, said = run(
        "geodesic_buffer", INPUT=layer("Point", ["POINT(179.9 10)", "POINT(20 10)"]), KM=50, OUTPUT="memory:"
    )
    made = list(results["OUTPUT"].getFeatures())
    assert [feature.geometry().isNull() for feature in made] == [True, False]
    assert made[0]["name"] != NULL
    assert any("feature 1" in text for text in said.warnings)
    assert (results["FEATURES"], results["BUFFERS"]) == (2, 1)
