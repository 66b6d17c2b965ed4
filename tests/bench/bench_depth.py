"""Penetration depth beside its peers, in CPU seconds of one run; run by hand: python tests/bench/bench_depth.py.

The peer looks at vertices only (a tree of the line's edges in a plane, then the nearest of each vertex), so it
does less. A ratio of one run is what counts. A front of 10,000 vertices, gains of 100,000; --large: ten times as many.
"""

import argparse
import time

import numpy as np
from pyproj import Transformer
from shapely.geometry import LineString, MultiPolygon, Polygon

from salient.core import shapes
from salient.core.depth import penetration_depth

CORNERS = np.array([(31.5, 46.4), (33.5, 46.9), (35.4, 47.5), (37.2, 47.9), (38.1, 49.0), (37.9, 49.9), (36.5, 50.4)])


def front(vertices, seed=7):
    """A line broken at random, each edge in two, until it has that many vertices."""
    chance, line = np.random.default_rng(seed), CORNERS
    while len(line) < vertices:
        step = np.diff(line, axis=0)
        aside = np.column_stack([-step[:, 1], step[:, 0]]) * chance.normal(0, 0.09, (len(step), 1))
        finer = np.empty((2 * len(line) - 1, 2))
        finer[::2], finer[1::2] = line, line[:-1] + 0.5 * step + aside
        line = finer
    return line[np.linspace(0, len(line) - 1, vertices).round().astype(int)]


def gains(line, vertices, count=20, seed=8):
    """Wavy blobs about places of the line, that many vertices in all."""
    chance, out = np.random.default_rng(seed), []
    turn = np.linspace(0, 2 * np.pi, vertices // count, endpoint=False)
    for i in np.linspace(0.05, 0.95, count):
        waves = [chance.normal(0, 0.2 / k) * np.cos(k * turn + chance.uniform(0, 6.3)) for k in range(1, 20)]
        radius = chance.uniform(0.05, 0.4) * np.maximum(0.2, 1 + sum(waves))
        lon, lat = line[int(i * (len(line) - 1))]
        out.append(np.column_stack([lon + 1.5 * radius * np.cos(turn), lat + radius * np.sin(turn)]))
    return out


def tree_over_vertices(line, blobs):
    """The peer: shapely 2's STRtree, in a conformal plane."""
    import shapely

    to_plane = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        " +step +proj=lcc +lat_1=46 +lat_2=51 +lat_0=48 +lon_0=35 +ellps=WGS84"
    )
    flat = np.column_stack(to_plane.transform(line[:, 0], line[:, 1]))
    tree = shapely.STRtree(shapely.linestrings(np.stack([flat[:-1], flat[1:]], axis=1)))
    ends = np.concatenate(blobs)
    places = shapely.points(np.column_stack(to_plane.transform(ends[:, 0], ends[:, 1])))
    return tree.query_nearest(places, return_distance=True, all_matches=False)[1].max() / 1000


def timed(work, runs):
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        answer = work()
        seconds.append(time.process_time() - start)
    return float(np.median(seconds)), answer


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    times = 10 if options.large else 1
    line = front(10_000 * times)
    blobs = gains(line, 100_000 * times)
    ground, baseline = MultiPolygon([Polygon(b) for b in blobs]), LineString(line)
    penetration_depth(ground, baseline)  # imports are not what is measured
    ours, found = timed(lambda: penetration_depth(ground, baseline), options.runs)
    print(f"salient, whole ground   {ours:8.3f} s   {found.depth_km:.3f} km")
    if shapes.SHAPELY_2:
        peer, depth = timed(lambda: tree_over_vertices(line, blobs), options.runs)
        print(f"STRtree, vertices only  {peer:8.3f} s   {depth:.3f} km   {peer / ours:.1f} times ours (budget: 10)")


if __name__ == "__main__":
    main()
