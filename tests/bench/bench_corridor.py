"""Corridor widths beside a raster of the same ground, in CPU seconds; by hand: python tests/bench/bench_corridor.py.

The day layers of September 2022 and the daily maps of 2024-25 beside the clone. The peer is what can be had without our
code: the ground as squares of an azimuthal equidistant plane (shapely), scipy's distance transform, labels of what is
wide enough, and halving. Its squares leave its width uncertain by three of their sides. Ratios of one run count.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
from scipy import ndimage
from shapely.geometry import shape

from bench_series import DATA, clocked, read
from salient.core.corridor import SupplyBase, corridor_width
from salient.core.corridor_series import corridor_series
from salient.core.geodesy import local_plane
from salient.core.shapes import contains_xy, union

SEPTEMBER = DATA.parent / "isw-2022-09"
IZIUM, LUHANSK = (37.257, 49.213), SupplyBase("Luhansk", 39.308, 48.574)
WINDOW = (35.5, 47.5, 40.3, 50.6)
LIMIT_KM = 60.0
PLACES = {"Svatove": (38.16, 49.41), "Avdiivka": (37.75, 48.14), "Vuhledar": (37.25, 47.78)}
BASES = [SupplyBase("Donetsk", 37.80, 48.00), LUHANSK]


def control(day):
    text = (SEPTEMBER / f"{day}_RussianAssessedCoTinUkraine.geojson").read_text(encoding="utf-8")
    return union([shape(feature["geometry"]) for feature in json.loads(text)["features"]])


def raster_width_km(ground, place, base, near_km, cell_m):
    """The peer."""
    west, south, east, north = WINDOW
    plane = local_plane((0.5 * (west + east), 0.5 * (south + north)))
    corners = plane.to_plane(np.array([(west, south), (east, south), (east, north), (west, north)]))
    (x0, y0), (x1, y1) = corners.min(axis=0) - 30_000, corners.max(axis=0) + 30_000
    x, y = np.meshgrid(np.arange(x0, x1, cell_m), np.arange(y0, y1, cell_m))
    lonlat = plane.to_lonlat(np.column_stack([x.ravel(), y.ravel()]))
    held = contains_xy(ground, lonlat[:, 0], lonlat[:, 1]).reshape(x.shape)
    room_m = (ndimage.distance_transform_edt(held) - 0.5) * cell_m
    seen = (lonlat[:, 0] >= west) & (lonlat[:, 0] <= east) & (lonlat[:, 1] >= south) & (lonlat[:, 1] <= north)
    room_m[~seen.reshape(x.shape)] = -1.0
    ends = plane.to_plane(np.array([place, (base.lon, base.lat)]))
    off_m = [np.hypot(x - end[0], y - end[1]) for end in ends]

    def fits(wide_m):
        label, _ = ndimage.label(room_m >= wide_m / 2, np.ones((3, 3)))
        reached = [np.unique(label[(label > 0) & (off <= wide_m / 2 + 1000 * near_km)]) for off in off_m]
        return len(np.intersect1d(*reached)) > 0

    low, high = 0.0, LIMIT_KM * 1000
    if fits(high):
        return LIMIT_KM
    while high - low > cell_m / 4:
        middle = 0.5 * (low + high)
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low / 1000


def one_day(day, cells_m):
    ground = control(day)
    seconds, found = clocked(lambda: corridor_width(ground, IZIUM, [LUHANSK], limit_km=LIMIT_KM, window=WINDOW))
    band = found.width_km
    print(f"{day}, in the window: {band.low:.2f} {band.best:.2f} {band.high:.2f} km")
    print(f"salient (all three)   {seconds:7.2f} s")
    whole, _ = clocked(lambda: corridor_width(ground, IZIUM, [LUHANSK], limit_km=LIMIT_KM))
    print(f"the whole country     {whole:7.2f} s")
    for cell_m in cells_m:
        spent, width = clocked(lambda size=cell_m: raster_width_km(ground, IZIUM, LUHANSK, 6.0, size))
        print(f"raster {cell_m:4.0f} m (best)  {spent:7.2f} s   {spent / seconds:.0f} times ours; {width:.2f} km")


def series(count):
    maps = [union([ground]) for _, ground in read(sorted(DATA.glob("*.geojson"))[:count])]
    for name, place in PLACES.items():
        seconds, found = clocked(lambda at=place: corridor_series(maps, at, BASES))
        widths = [one.width_km.best for one in found]
        print(f"{len(maps)} days, {name}: {seconds:.1f} s, {1000 * seconds / len(maps):.0f} ms a day; ", end="")
        print(f"{widths[0]:.1f} to {widths[-1]:.1f} km, {len({round(one, 3) for one in widths})} different widths")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--cells", type=float, nargs="*", default=[500.0, 200.0], help="sides of the squares, m")
    options = parser.parse_args()
    if not SEPTEMBER.is_dir() or not DATA.is_dir():
        print("the day layers are not beside this clone: nothing to measure")
        return
    corridor_width(control("20220901"), IZIUM, [LUHANSK])  # what is imported on first use
    for day in ("20220908", "20220909"):
        one_day(day, options.cells)
    series(options.days)


if __name__ == "__main__":
    main()
