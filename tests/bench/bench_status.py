"""States of many places on many days beside their peers, in CPU seconds; by hand: python tests/bench/bench_status.py.

Invented places all over the country against the daily maps of 2024-25 beside the clone: 33,000, with --large ten times
as many. The peers ask every place on every day. Ratios of one run are what counts.
"""

from __future__ import annotations

import argparse

import numpy as np

from bench_series import DATA, clocked, read
from salient.core.shapes import SHAPELY_2, contains_xy
from salient.core.status import DayLayers, flips, place_series

BOX = (22.1, 44.3, 40.2, 52.4)


def prepared(grounds, lons, lats):
    return [contains_xy(ground, lons, lats) for ground in grounds]


def tree(grounds, lons, lats):
    """The other peer: shapely 2's STRtree over the places, each day's parts as queries."""
    import shapely

    index = shapely.STRtree(shapely.points(lons, lats))
    found = []
    for ground in grounds:
        parts = shapely.get_parts(ground)
        shapely.prepare(parts)
        inside = np.zeros(len(lons), dtype=bool)
        inside[index.query(parts, predicate="contains")[1]] = True
        found.append(inside)
    return found


def changes_of(found):
    return int(sum((one != other).sum() for one, other in zip(found, found[1:])))


def one_size(count, maps):
    chance = np.random.default_rng(1)
    lons, lats = chance.uniform(BOX[0], BOX[2], count), chance.uniform(BOX[1], BOX[3], count)
    ids = [str(n) for n in range(count)]
    grounds = [ground for _, ground in maps]
    layers = [DayLayers(day, {"assessed_control": ground}) for day, ground in maps]
    seconds, found = clocked(lambda: place_series(ids, lons, lats, layers))
    changed = len(found.event_place) - count
    stored = 6 * changed
    print(f"{count:,} places on {len(maps)} days: {changed:,} changes, {stored:,} bytes; {len(flips(found))} flips")
    print(f"salient   {seconds:7.2f} s")
    for name, peer in (("prepared", prepared), ("STRtree", tree)):
        if peer is tree and not SHAPELY_2:
            continue
        spent, inside = clocked(lambda work=peer: work(grounds, lons, lats))
        print(f"{name:9} {spent:7.2f} s   {spent / seconds:.1f} times ours; {changes_of(inside):,} changes")
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    files = sorted(DATA.glob("*.geojson"))
    if not files:
        print("the daily maps are not beside this clone: nothing to measure")
        return
    small = one_size(33_000, read(files))
    if options.large:
        large = one_size(330_000, read(files))
        print(f"ten times the places: {large / small:.1f} times the time (budget: 2.5)")


if __name__ == "__main__":
    main()
