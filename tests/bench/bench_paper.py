"""The map on paper beside its peers, in CPU seconds of one run; run by hand: python tests/bench/bench_paper.py.

50 gains of 20,000 vertices and a front of 100,000 (--share for a part of it) on a panel of 260 by 180 mm: our map with
all its furniture, the same shapes by reportlab vertex by vertex, and the layout export of QGIS where it can be imported
(run with the Python of QGIS). Beneath: the farthest that any vertex lies from the line that is drawn for it, on paper.
"""

import argparse
import io
import tempfile
from pathlib import Path

import numpy as np
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon

from bench_depth import front, timed
from salient.brief.fonts import BODY, register
from salient.brief.language import language
from salient.brief.lines import STEP, paths
from salient.brief.map_drawing import draw_map
from salient.brief.map_layout import map_layout
from salient.brief.pdf_objects import ObjectCanvas
from salient.brief.plane import POINTS_PER_MM, plane_for
from salient.brief.values import MapContent, MapShape

PAGE = (297 * POINTS_PER_MM, 210 * POINTS_PER_MM)
PANEL = (260 * POINTS_PER_MM, 180 * POINTS_PER_MM)
CORNER = (18 * POINTS_PER_MM, 15 * POINTS_PER_MM)
FRAME = (31.0, 46.0, 39.2, 50.9)


def gains(count, vertices, line):
    """Return rings that wind about points of the line, rough down to some metres."""
    chance = np.random.default_rng(3)
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    made = []
    for place in np.linspace(0.05, 0.95, count) * (len(line) - 1):
        reach = np.ones(vertices)
        for wave in range(1, 24):
            reach += chance.normal(0, 0.25 / wave**1.1) * np.cos(wave * turn + chance.uniform(0, 2 * np.pi))
        reach = np.maximum(reach, 0.15) * chance.uniform(0.05, 0.45) * (1 + chance.normal(0, 0.002, vertices))
        lon, lat = line[int(place)]
        ring = np.column_stack([lon + reach * np.cos(turn) / np.cos(np.radians(lat)), lat + reach * np.sin(turn)])
        made.append(np.vstack([ring, ring[:1]]))
    return made


def ours(rings, line):
    """Return a function that makes the PDF of our map."""
    shapes = [MapShape("gain", "confirmed", "Alpha", "Gain", MultiPolygon([Polygon(ring)])) for ring in rings]
    shapes.append(MapShape("front", "baseline", "", "Line", MultiLineString([LineString(line)])))
    content = MapContent(FRAME, tuple(shapes), (), (), (), ("Alpha",), (), "Map")
    lang = language("en")

    def work():
        file = io.BytesIO()
        canvas = ObjectCanvas(file, pagesize=PAGE, invariant=1, pageCompression=1, initialFontName=BODY)
        canvas.translate(*CORNER)
        draw_map(canvas, map_layout(content, *PANEL, lang), content.sides, lang)
        canvas.showPage()
        canvas.save()
        return len(file.getvalue())

    return work


def plain(rings, line):
    """Return a function that writes every vertex with reportlab's own paths."""
    from reportlab.pdfgen.canvas import Canvas

    def work():
        plane = plane_for(FRAME, *PANEL)
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=PAGE, pageCompression=1)
        canvas.translate(*CORNER)
        for coords, closed in [*((ring, True) for ring in rings), (line, False)]:
            path = canvas.beginPath()
            page = plane.to_page(coords).tolist()
            path.moveTo(*page[0])
            for x, y in page[1:]:
                path.lineTo(x, y)
            canvas.drawPath(path, stroke=1, fill=closed)
        canvas.showPage()
        canvas.save()
        return len(file.getvalue())

    return work


def with_qgis(rings, line, simplify):
    """Return a function that exports a layout of QGIS with the same map, or None where there is no QGIS."""
    try:
        from qgis import core
    except ImportError:
        return None
    if not core.QgsApplication.instance():
        with_qgis.app = core.QgsApplication([], False)  # kept: QGIS ends with it
        with_qgis.app.initQgis()
    polygons = [core.QgsGeometry.fromPolygonXY([[core.QgsPointXY(*one) for one in ring]]) for ring in rings]
    lines = [core.QgsGeometry.fromPolylineXY([core.QgsPointXY(*one) for one in line])]
    layers = [_layer(core, "LineString", lines, simplify), _layer(core, "Polygon", polygons, simplify)]
    project = core.QgsProject.instance()
    project.addMapLayers(layers)
    layout = core.QgsPrintLayout(project)
    layout.initializeDefaults()
    shown = core.QgsLayoutItemMap(layout)
    unit = core.QgsUnitTypes.LayoutUnit.LayoutMillimeters
    shown.attemptMove(core.QgsLayoutPoint(18, 15, unit))
    shown.attemptResize(core.QgsLayoutSize(260, 180, unit))
    shown.setLayers(layers)
    shown.setExtent(core.QgsRectangle(*FRAME))
    layout.addLayoutItem(shown)
    settings = core.QgsLayoutExporter.PdfExportSettings()
    settings.simplifyGeometries = simplify
    settings.forceVectorOutput = True

    def work():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "map.pdf")
            assert int(core.QgsLayoutExporter(layout).exportToPdf(str(file), settings)) == 0
            return file.stat().st_size

    return work


def _layer(core, kind, geometries, simplify):
    layer = core.QgsVectorLayer(f"{kind}?crs=EPSG:4326", kind, "memory")
    features = []
    for geometry in geometries:
        feature = core.QgsFeature()
        feature.setGeometry(geometry)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    if not simplify:
        method = layer.simplifyMethod()
        method.setSimplifyHints(core.QgsVectorSimplifyMethod.SimplifyHint.NoSimplification)
        layer.setSimplifyMethod(method)
    return layer


def farthest_mm(shapes):
    """Return the farthest that a vertex is from what is drawn, and what is drawn from the shape, in mm on paper."""
    from scipy.spatial import cKDTree

    plane = plane_for(FRAME, *PANEL)
    worst = 0.0
    for shape in shapes:
        drawn = [one * STEP for one in paths(LineString(shape), plane)]
        exact = plane.to_page(shape)
        on_panel = exact[((exact >= 0) & (exact <= PANEL)).all(axis=1)]
        ways = ((on_panel, np.concatenate([_dense(one) for one in drawn])), (np.concatenate(drawn), _dense(exact)))
        worst = max(worst, *(float(cKDTree(line).query(points)[0].max()) for points, line in ways))
    return worst / POINTS_PER_MM


def _dense(line, gap=0.01 * POINTS_PER_MM):
    """Return points along a line, a hundredth of a millimetre apart."""
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    wanted = np.union1d(along, np.arange(0, along[-1], gap))
    return np.column_stack([np.interp(wanted, along, line[:, axis]) for axis in (0, 1)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    register()
    line = front(int(100_000 * options.share))
    rings = gains(50, int(20_000 * options.share), line)
    ours(rings[:1], line[:100])()
    seconds, size = timed(ours(rings, line), options.runs)
    print(f"our map            {seconds:8.3f} s {size / 1000:8.0f} kB")
    peers = {
        "reportlab": plain(rings, line),
        "QGIS, simplified": with_qgis(rings, line, True),
        "QGIS, all vertices": with_qgis(rings, line, False),
    }
    for name, work in peers.items():
        if work:
            peer, peer_size = timed(work, options.runs)
            ahead = f"{peer / seconds:5.1f} times the time, {peer_size / size:5.1f} times the size"
            print(f"{name:18} {peer:8.3f} s {peer_size / 1000:8.0f} kB   {ahead}")
    print(f"farthest off: {farthest_mm([*rings, line]):.3f} mm on paper")


if __name__ == "__main__":
    main()
