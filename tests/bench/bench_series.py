"""The daily series beside its peers, in CPU seconds of one run; run by hand: python tests/bench/bench_series.py.

The daily maps of 2024-25 beside the clone: parsing, areas, gained and lost by the day and by the month. The peer is
shapely with pyproj's Geod (geopandas does the same column by column, and is timed where it is installed); QGIS's own
difference and area where this Python has QGIS. Ratios of one run are what counts.
"""

from __future__ import annotations

import argparse
import datetime
import json
import time
from pathlib import Path

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import shape
from shapely.geometry.polygon import orient

from salient.core.series import SeriesBuilder
from salient.core.shapes import polygons_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "deepstate-2024-25"
GEOD = Geod(ellps="WGS84")


def read(files):
    """Return day and geometry of each file."""
    found = []
    for path in files:
        [feature] = json.loads(path.read_text(encoding="utf-8"))["features"]
        found.append((datetime.datetime.strptime(path.stem[-8:], "%Y%m%d").date(), shape(feature["geometry"])))
    return found


def clocked(work):
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def months_of(days):
    """Return the places of the first day of each month."""
    first = {}
    for place, day in enumerate(days):
        first.setdefault((day.year, day.month), place)
    return list(first.values())


def geod_m2(geometry):
    return sum(abs(GEOD.geometry_area_perimeter(orient(part))[0]) for part in polygons_of(geometry))


def with_geod(maps):
    """Return seconds for areas, for gained and lost, and the sums (km2)."""
    grounds = [ground for _, ground in maps]
    steps = list(zip(grounds, grounds[1:]))
    firsts = months_of([day for day, _ in maps])
    steps += [(grounds[a], grounds[b]) for a, b in zip(firsts, firsts[1:])]
    seconds, areas = clocked(lambda: [geod_m2(one) for one in grounds])
    more, found = clocked(lambda: [(geod_m2(b.difference(a)), geod_m2(a.difference(b))) for a, b in steps])
    daily = np.array(found[: len(grounds) - 1]) / 1e6
    return seconds, more, daily.sum(axis=0), (areas[-1] - areas[0]) / 1e6


def with_geopandas(maps):
    import geopandas

    grounds = geopandas.GeoSeries([ground for _, ground in maps], crs=4326)
    before, after = grounds.iloc[:-1].reset_index(drop=True), grounds.iloc[1:].reset_index(drop=True)
    gained = clocked(lambda: after.difference(before).apply(geod_m2).sum() / 1e6)
    lost = clocked(lambda: before.difference(after).apply(geod_m2).sum() / 1e6)
    return gained[0] + lost[0], (gained[1], lost[1])


def with_qgis(files):
    """Return seconds for gained and lost by QGIS's own difference and area."""
    from qgis.core import (
        QgsApplication,
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransformContext,
        QgsDistanceArea,
        QgsGeometry,
        QgsVectorLayer,
    )

    application = QgsApplication([], False)
    application.initQgis()
    grounds = [QgsGeometry(next(QgsVectorLayer(str(path), "day", "ogr").getFeatures()).geometry()) for path in files]
    ruler = QgsDistanceArea()
    ruler.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateTransformContext())
    ruler.setEllipsoid("EPSG:7030")

    def overlay():
        return [
            (ruler.measureArea(b.difference(a)) / 1e6, ruler.measureArea(a.difference(b)) / 1e6)
            for a, b in zip(grounds, grounds[1:])
        ]

    seconds, found = clocked(overlay)
    return seconds, np.sum(found, axis=0), application


def ours(maps):
    """Return the builder with all days, and the seconds of reading their edges without the overlay."""
    builder = SeriesBuilder()
    for day, ground in maps:
        builder.add(day, ground)
    return builder, builder.series("day"), builder.series("month")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=0, help="the first so many days (0: all)")
    options = parser.parse_args()
    files = sorted(DATA.glob("*.geojson"))[: options.days or None]
    if not files:
        print("the daily maps are not beside this clone: nothing to measure")
        return
    ours(read(files[:3]))  # imports are not what is measured
    parse, maps = clocked(lambda: read(files))
    loads, _ = clocked(lambda: [json.loads(path.read_bytes()) for path in files])
    spent, (builder, daily, _) = clocked(lambda: ours(maps))
    sums = np.array([[one.gained_km2, one.lost_km2, one.net_km2] for one in daily.steps])
    closure = np.abs(sums[:, 0] - sums[:, 1] - sums[:, 2]).max() * 1e6
    print(f"{len(maps)} days, shapely {shapely.__version__}; parsing {parse:.2f} s, json.loads alone {loads:.2f} s")
    print(f"salient    {spent:7.2f} s   gained {sums[:, 0].sum():.3f}, lost {sums[:, 1].sum():.3f} km2")
    print(f"           closure of gained less lost {closure:.4f} m2 (budget: below 1)")
    print(f"           with parsing {(parse + spent) / loads:.1f} times json.loads (budget: 4)")
    another = (maps[-1][0] + datetime.timedelta(days=1), maps[-2][1])
    again, _ = clocked(lambda: builder.add(*another))
    share = (parse + spent) / max(again, 1e-6)
    print(f"           a day more {again * 1000:.1f} ms, 1/{share:.0f} of all (budget: 1/100)")
    area, overlay, found, _ = with_geod(maps)
    print(f"Geod       {area + overlay:7.2f} s   gained {found[0]:.3f}, lost {found[1]:.3f} km2")
    print(f"           gained and lost, with areas {(area + overlay) / spent:.1f} times ours (budget: 10)")
    print(f"           with parsing {(parse + area + overlay) / (parse + spent):.1f} times ours (budget: 4)")
    try:
        seconds, found = with_geopandas(maps)
        print(f"geopandas  {seconds:7.2f} s   {seconds / spent:.1f} times ours, by the day only")
    except ImportError:
        print("geopandas  is not installed here")
    try:
        seconds, found, _ = with_qgis(files)
        print(f"QGIS       {seconds:7.2f} s   {seconds / spent:.1f} times ours, by the day only; gained {found[0]:.3f}")
    except ImportError:
        print("QGIS       is not in this Python")


if __name__ == "__main__":
    main()
