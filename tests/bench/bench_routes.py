"""Supply routes beside their peers, in CPU seconds of one run; by hand: python tests/bench/bench_routes.py.

An invented network of a million edges is cut by 50 areas of 100,000 vertices in all, and asked who is isolated from 20
bases, on one day and since when in 768 days. The peers that this Python has take part: shapely 2's STRtree, networkx,
and with --qgis QGIS's own selection by location and its network analysis (one base; it has no form for several).
"""

from __future__ import annotations

import argparse
import importlib.util

import numpy as np
from shapely.geometry import LineString, MultiLineString, Polygon

from bench_depth import front, gains, timed
from salient.core.case import SupplyRoute
from salient.core.cuts import open_beside
from salient.core.geodesy import distances_m
from salient.core.isolation import access, supplied
from salient.core.isolation_days import isolated_from, isolated_on
from salient.core.network import Network, network_of
from salient.core.network_places import on_network
from salient.core.shapes import SHAPELY_2

DAYS, BASES = 768, 20


def streets(edges, seed=7):
    """Corners of a board, moved about, 18 of 100 streets left out: nodes (n, 2), edges (m, 2), bases in the west."""
    chance = np.random.default_rng(seed)
    side = round((edges / 1.64) ** 0.5)
    lon, lat = np.meshgrid(np.linspace(31.5, 38.8, side), np.linspace(46.2, 50.6, side))
    node = np.column_stack([lon.ravel(), lat.ravel()]) + chance.uniform(-0.35, 0.35, (side * side, 2)) * 6 / side
    number = np.arange(side * side).reshape(side, side)
    ends = [(number[:, :-1], number[:, 1:]), (number[:-1], number[1:])]
    edge = np.concatenate([np.column_stack([a.ravel(), b.ravel()]) for a, b in ends])
    edge = chance.permutation(edge[chance.random(len(edge)) > 0.18])
    return node, edge, number[:: max(1, side // BASES), 0][:BASES]


def network(node, edge):
    first = np.arange(len(edge) + 1) * 2
    length = distances_m(node[edge[:, 0]], node[edge[:, 1]])
    return Network(node, edge, length, np.zeros(len(edge), int), node[edge].reshape(-1, 2), first, ())


def cut_days(node, edge, seed=5):
    """The first day on which each edge is cut, from east to west, with some chance in it."""
    middle = node[edge].mean(axis=1)[:, 0]
    chance = np.random.default_rng(seed).normal(0, DAYS * 0.15, len(edge))
    return np.clip((38.8 - middle) / 7.3 * DAYS * 1.4 + chance, 0, DAYS).astype(int)


def row(name, seconds, ours=None, note=""):
    ratio = "" if ours is None else f"   {seconds / ours:6.1f} times ours"
    print(f"{name:44} {seconds:8.3f} s{ratio}   {note}")


def tree_cut(node, edge, areas):
    import shapely

    lines = shapely.linestrings(node[edge])

    def work():
        tree = shapely.STRtree(lines)
        shapely.prepare(np.array(areas))
        return len(np.unique(tree.query(areas, predicate="intersects")[1]))

    return timed(work, 1)


def networkx_isolation(node, edge, is_open, bases):
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(node)))
    graph.add_edges_from(edge[is_open].tolist())
    wanted = set(bases.tolist())
    parts = networkx.connected_components
    return timed(lambda: sum(len(one) for one in parts(graph) if not wanted & one), 1)


def qgis_layers(node, edge, areas):
    from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsVectorLayer

    def layer(kind, shapes):
        made = QgsVectorLayer(f"{kind}?crs=EPSG:4326&index=yes", kind, "memory")
        for begin in range(0, len(shapes), 50_000):
            features = []
            for shape in shapes[begin : begin + 50_000]:
                features.append(QgsFeature())
                features[-1].setGeometry(shape)
            made.dataProvider().addFeatures(features)
        return made

    def point(pair):
        return QgsPointXY(float(pair[0]), float(pair[1]))

    lines = [QgsGeometry.fromPolylineXY([point(node[a]), point(node[b])]) for a, b in edge]
    grounds = [QgsGeometry.fromPolygonXY([[point(one) for one in area.exterior.coords]]) for area in areas]
    return layer("LineString", lines), layer("Polygon", grounds)


def qgis_peers(node, edge, areas, is_open, base):
    """Seconds of QGIS's selection and extraction by location, of its graph's making, and of one base's search."""
    from qgis.analysis import QgsGraphAnalyzer, QgsGraphBuilder, QgsNetworkDistanceStrategy, QgsVectorLayerDirector
    from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsPointXY

    app = QgsApplication([], False)
    app.initQgis()
    import sys

    sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
    import processing
    from processing.core.Processing import Processing

    Processing.initialize()
    lines, grounds = qgis_layers(node, edge, areas)
    asked = {"INPUT": lines, "PREDICATE": [0], "INTERSECT": grounds, "METHOD": 0}
    select, _ = timed(lambda: processing.run("native:selectbylocation", asked), 1)
    lines.removeSelection()
    asked["OUTPUT"] = "TEMPORARY_OUTPUT"
    cut, found = timed(lambda: processing.run("native:extractbylocation", asked), 1)
    lines, _ = qgis_layers(node, edge[is_open], areas)

    def build():
        director = QgsVectorLayerDirector(lines, -1, "", "", "", QgsVectorLayerDirector.DirectionBoth)
        director.addStrategy(QgsNetworkDistanceStrategy())
        builder = QgsGraphBuilder(QgsCoordinateReferenceSystem("EPSG:4326"), True, 0.0, "EPSG:7030")
        tied = director.makeGraph(builder, [QgsPointXY(*node[base].tolist())])
        return builder.graph(), tied[0]

    making, (graph, point) = timed(build, 1)
    search, _ = timed(lambda: QgsGraphAnalyzer.dijkstra(graph, graph.findVertex(point), 0), 1)
    return app, select, cut, found["OUTPUT"].featureCount(), making, search


def one_day(roads, areas, bases, runs):
    """Print and return the seconds of cutting and of isolation, and the open edges."""
    cut, is_open = timed(lambda: open_beside(roads, areas), runs)
    alone, reached = timed(lambda: supplied(roads, is_open, bases), runs)
    row("cut", cut, note=f"{int((~is_open).sum()):,} of {len(is_open):,} edges")
    row("isolation", alone, note=f"{int((~reached).sum()):,} of {len(reached):,} nodes")
    row("cut and isolation (budget: < 1 s)", cut + alone)
    return cut, alone, is_open


def all_days(roads, bases, alone, runs):
    cut_from = cut_days(roads.node, roads.edge)
    since, found = timed(lambda: isolated_from(roads, cut_from, DAYS, bases), runs)
    row(f"isolated since, {DAYS} days", since, alone, "(budget: 15); " + f"{int((found < DAYS).sum()):,} nodes ever")
    places = np.random.default_rng(3).integers(0, len(roads.node), 200)
    few = [cut_from > day for day in np.linspace(0, DAYS - 1, 12).astype(int)]
    spent, matrix = timed(lambda: isolated_on(roads, few, places, bases), 1)
    row("the general way, 12 days, 200 places", spent, alone, f"{int(matrix[-1].sum())} isolated at last")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--qgis", action="store_true")
    parser.add_argument("--noding", type=int, default=100_000, help="join so many streets drawn apart; 0: none")
    options = parser.parse_args()
    node, edge, bases = streets(options.edges)
    roads = network(node, edge)
    areas = [Polygon(ring) for ring in gains(front(2000), 100_000, 50)]
    small = network(*streets(1000)[:2])
    isolated_from(small, np.ones(len(small.edge)), 2, [0])  # imports are not what is measured
    open_beside(small, areas)
    cut, alone, is_open = one_day(roads, areas, bases, options.runs)
    if SHAPELY_2:
        seconds, count = tree_cut(node, edge, areas)
        row("  STRtree, cut", seconds, cut, f"{count:,} edges")
    if importlib.util.find_spec("networkx"):
        seconds, count = networkx_isolation(node, edge, is_open, bases)
        row("  networkx, isolation", seconds, alone, f"{count:,} nodes")
    all_days(roads, bases, alone, options.runs)
    spots = np.random.default_rng(4).uniform((31.6, 46.3), (38.7, 50.5), (200, 2))
    seconds, found = timed(lambda: on_network(roads, *spots.T), 1)
    row("200 places put on the network", seconds)
    still = is_open[found.parent]
    seconds, told = timed(lambda: access(found.network, still, found.node.tolist(), bases.tolist(), still), 1)
    ways = np.bincount([one.ways for one in told if one is not None and one.ways is not None])
    row("their ways, lengths and last links", seconds, note=f"0, 1, 2, ... ways: {ways.tolist()}")
    if options.noding:
        node, edge, _ = streets(options.noding)
        drawn = SupplyRoute("s", "s", MultiLineString([LineString(node[pair]) for pair in edge]))
        seconds, joined = timed(lambda: network_of([drawn]), 1)
        row(f"{len(edge):,} streets joined", seconds, note=f"{len(joined.node):,} nodes")
    if options.qgis:
        node, edge, bases = streets(options.edges)
        _app, select, cut_q, count, making, search = qgis_peers(node, edge, areas, is_open, int(bases[0]))
        row("  QGIS, cut: extract by location", cut_q, cut, f"{count:,} edges")
        row("  QGIS, cut: select by location", select, cut)
        row("  QGIS, isolation from one base", making + search, alone, f"{making:.2f} + {search:.2f} a base")
        row("  QGIS, cut and isolation (budget: 20)", cut_q + making + search, cut + alone)


if __name__ == "__main__":
    main()
