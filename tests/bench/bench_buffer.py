"""Buffers of 50 km beside their peers, in CPU seconds of one run; run by hand: python tests/bench/bench_buffer.py.

33,000 points, and a front of 1,000 vertices (--vertices for another). QGIS's own buffer is a peer where it can be
imported: run with the Python of QGIS. Its outlines are off by hundreds of metres; ours by less than one, shown below.
"""

import argparse

import numpy as np
from pyproj import Geod
from shapely.geometry import LineString

from bench_depth import front, timed
from salient.core.buffer import circle_rings, circles, geodesic_buffer
from salient.core.nearest import NearestLine
from salient.core.shapes import rings

RADIUS_M = 50_000.0
GEOD = Geod(ellps="WGS84")


def fan(lons, lats, vertices=72):
    """The peer for points: one direct geodesic a vertex."""
    n = len(lons)
    turn = np.tile(np.linspace(0, 360, vertices, endpoint=False), n)
    return GEOD.fwd(np.repeat(lons, vertices), np.repeat(lats, vertices), turn, np.full(n * vertices, RADIUS_M))


def with_qgis(features, kind):
    """Return a function that buffers with QGIS in UTM, or None where there is no QGIS."""
    try:
        import sys

        from qgis.core import QgsApplication, QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer
    except ImportError:
        return None
    if not QgsApplication.instance():
        with_qgis.app = QgsApplication([], False)  # kept: QGIS ends with it
        with_qgis.app.initQgis()
    sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
    import processing
    from processing.core.Processing import Processing

    Processing.initialize()
    layer = QgsVectorLayer(kind + "?crs=EPSG:4326", "bench", "memory")
    made = []
    for coords in features:
        points = [QgsPointXY(*c) for c in coords]
        feature = QgsFeature()
        feature.setGeometry(
            QgsGeometry.fromPointXY(points[0]) if kind == "Point" else QgsGeometry.fromPolylineXY(points)
        )
        made.append(feature)
    layer.dataProvider().addFeatures(made)

    def work():
        result, memory = layer, {"OUTPUT": "TEMPORARY_OUTPUT"}
        for algorithm, options in (
            ("native:reprojectlayer", {"TARGET_CRS": "EPSG:32637"}),
            ("native:buffer", {"DISTANCE": RADIUS_M, "SEGMENTS": 18, "DISSOLVE": False}),
            ("native:reprojectlayer", {"TARGET_CRS": "EPSG:4326"}),
        ):
            result = processing.run(algorithm, {"INPUT": result, **options, **memory})["OUTPUT"]
        return result

    return work


def points(count, runs):
    chance = np.random.default_rng(9)
    lons, lats = chance.uniform(22, 40, count), chance.uniform(44, 52, count)
    circles(lons[:100], lats[:100], RADIUS_M)
    ours, _ = timed(lambda: circle_rings(lons, lats, RADIUS_M), runs)
    whole, _ = timed(lambda: circles(lons, lats, RADIUS_M), runs)
    peer, _ = timed(lambda: fan(lons, lats), runs)
    print(f"{count} points: outlines {ours:.3f} s, as polygons {whole:.3f} s")
    print(f"  direct geodesics   {peer:8.3f} s   {peer / ours:.1f} times our outlines")
    qgis = with_qgis(np.column_stack([lons, lats])[:, None, :], "Point")
    if qgis:
        peer, _ = timed(qgis, runs)
        print(f"  QGIS native        {peer:8.3f} s   {peer / ours:.1f} times our outlines (budget: 20)")


def line(vertices, runs):
    path = front(vertices)
    shape = LineString(path)
    geodesic_buffer(shape, RADIUS_M)
    nearest = NearestLine(shape)
    qgis = with_qgis([path], "LineString")
    peer = timed(qgis, runs)[0] if qgis else float("nan")
    for error_m in (1.0, 5.0):
        ours, made = timed(lambda e=error_m: geodesic_buffer(shape, RADIUS_M, e), runs)
        ring = max(rings(made), key=len)
        middles = 0.5 * (ring[1:] + ring[:-1])
        off = max(np.abs(nearest.distance_m(*p.T) - RADIUS_M).max() for p in (ring, middles))
        print(f"line of {vertices}, {error_m:g} m asked: {ours:.3f} s, off by {off:.2f} m")
        if qgis:
            print(f"  QGIS native        {peer:8.3f} s   ours takes {ours / peer:.2f} times as long")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=33_000)
    parser.add_argument("--vertices", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    points(options.points, options.runs)
    line(options.vertices, options.runs)


if __name__ == "__main__":
    main()
