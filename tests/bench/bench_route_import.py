"""Import of a network of a million lines: seconds and peak memory; by hand: python tests/bench/bench_route_import.py.

Invented roads all over a country, written as a GeoPackage, are read with the profile osm and cut to the frame of a
case, then without a frame (half of them are streets, which the profile leaves out). The peers read the same file with
fiona, feature by feature: all of it, as a plain script would, and through the index of shapes. Each job runs in a
process of its own, so that its peak is its own. Ratios of one run are what counts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import fiona
import numpy as np
from shapely.geometry import box, shape

from salient.store import cases
from salient.store.route_files import RouteOptions, read_routes
from salient.store.route_import import import_routes
from salient.store.route_profiles import read_route_profile

COUNTRY = (22.1, 44.3, 40.2, 52.4)
FRAME = (35.9, 48.75, 38.3, 50.4)
KINDS = {"trunk": 0.05, "primary": 0.1, "secondary": 0.15, "tertiary": 0.2, "residential": 0.5}


def write_network(path: Path, count: int) -> None:
    chance = np.random.default_rng(1)
    west, south, east, north = COUNTRY
    lons, lats = chance.uniform(west, east, count).tolist(), chance.uniform(south, north, count).tolist()
    kinds = chance.choice(list(KINDS), count, p=list(KINDS.values())).tolist()
    layer = {"geometry": "LineString", "properties": {"highway": "str", "ref": "str"}}
    with fiona.open(path, "w", driver="GPKG", layer="roads", crs="EPSG:4326", schema=layer) as collection:
        collection.writerecords(
            {
                "geometry": {"type": "LineString", "coordinates": [(x, y), (x + 0.002, y + 0.001), (x + 0.004, y)]},
                "properties": {"highway": kind, "ref": None if kind == "residential" else f"R-{number % 500}"},
            }
            for number, (x, y, kind) in enumerate(zip(lons, lats, kinds))
        )


def ours(path: Path, frame: tuple[float, ...] | None) -> int:
    case = path.with_name("case.gpkg")
    cases.create(case, overwrite=True)
    options = RouteOptions(read_route_profile("osm"), frame=None if frame is None else box(*frame))
    read = read_routes([path], options)
    import_routes(case, read)
    return read.lines


def again(path: Path, frame: tuple[float, ...] | None) -> int:
    options = RouteOptions(read_route_profile("osm"), frame=None if frame is None else box(*frame))
    result = import_routes(path.with_name("case.gpkg"), read_routes([path], options))
    return len(result.added) + len(result.replaced)


def plain(path: Path, frame: tuple[float, ...] | None) -> int:
    area = box(*(frame or COUNTRY))
    kept = 0
    with fiona.open(path, layer="roads") as collection:
        for feature in collection:
            if feature.properties["highway"] != "residential":
                kept += not shape(feature.geometry.__geo_interface__).intersection(area).is_empty
    return kept


def indexed(path: Path, frame: tuple[float, ...] | None) -> int:
    area = box(*(frame or COUNTRY))
    with fiona.open(path, layer="roads") as collection:
        found = collection.filter(bbox=area.bounds, where="highway <> 'residential'")
        return sum(not shape(one.geometry.__geo_interface__).intersection(area).is_empty for one in found)


def _job(work: Callable[..., int], path: Path, frame: tuple[float, ...] | None) -> tuple[int, float, float]:
    start = time.process_time()
    kept = work(path, frame)
    spent = time.process_time() - start
    unit = 1 if sys.platform == "darwin" else 1024
    return kept, spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    options = parser.parse_args()
    apart = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.gpkg"
        with apart.Pool(1) as pool:  # not here: what this process used at most, its children begin with
            pool.apply(write_network, (path, options.lines))
        print(f"{options.lines:,} lines, {path.stat().st_size / 1e6:,.0f} MB")
        for title, frame in (("cut to a frame", FRAME), ("whole", None)):
            print(title)
            first = None
            for work in (ours, again, plain, indexed):
                with apart.Pool(1) as pool:
                    kept, seconds, peak_mb = pool.apply(_job, (work, path, frame))
                first = first or seconds
                name = {"ours": "salient", "again": "salient, a second time", "plain": "fiona"}.get(work.__name__)
                name = name or "fiona, through the index"
                print(f"  {name:24} {seconds:6.1f} s ({seconds / first:.2f})  peak {peak_mb:5.0f} MB  {kept:,}")


if __name__ == "__main__":
    main()
