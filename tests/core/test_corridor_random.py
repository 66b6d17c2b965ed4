"""Corridors in random ground: against a raster, against the edge taken ever so finely, and what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage
from shapely.geometry import Point
from shapely.ops import unary_union

from grounds_drawn import at, base, drawn, each, lonlat, width
from salient.core import corridor_search
from salient.core.corridor import corridor_width
from salient.core.shapes import contains_xy


def raster_bounds_km(shape, place, goal, near_km, cell_km, window=None):
    """Return widths that the true one is not below and not above, by squares of the plane.

    Squares whose middles are at least w/2 from other ground are joined with their eight neighbours. Any place is within
    0.71 sides of a square's middle, and the distance transform, which measures from middle to middle, is off by as
    much. So what fits with that to spare fits, and what does not fit with that given away does not.
    """
    west, south, east, north = shape.bounds
    x, y = np.meshgrid(
        np.arange(west - cell_km, east + cell_km, cell_km), np.arange(south - cell_km, north + cell_km, cell_km)
    )
    held = contains_xy(shape, x.ravel(), y.ravel()).reshape(x.shape)
    room = ndimage.distance_transform_edt(held) * cell_km
    if window is not None:
        lon, lat = lonlat(x, y)
        room[(lon < window[0]) | (lon > window[2]) | (lat < window[1]) | (lat > window[3])] = -1.0
    to_place, to_goal = np.hypot(x - place[0], y - place[1]), np.hypot(x - goal[0], y - goal[1])

    def fits(wide, given_km):
        label, _ = ndimage.label(room >= max(wide / 2 - given_km, 0.01), np.ones((3, 3)))
        near = wide / 2 + near_km + max(given_km, 0.0)
        reached = [np.unique(label[(label > 0) & (off <= near)]) for off in (to_place, to_goal)]
        return len(np.intersect1d(*reached)) > 0

    def widest(given_km):
        low, high = 0.0, 60.0
        while high - low > 0.01:
            middle = 0.5 * (low + high)
            low, high = (middle, high) if fits(middle, given_km) else (low, middle)
        return low

    return widest(-1.42 * cell_km), widest(1.42 * cell_km)


def random_ground(chance, count):
    """Return overlapping blobs with holes, 60 km across, in kilometres; the largest piece."""
    blobs = [
        Point(*chance.uniform(-26, 26, 2)).buffer(chance.uniform(2, 9), int(chance.integers(2, 9)))
        for _ in range(count)
    ]
    holes = [Point(*chance.uniform(-25, 25, 2)).buffer(chance.uniform(0.3, 2.5), 3) for _ in range(count // 3)]
    ground = unary_union(blobs).difference(unary_union(holes))
    return max(each(ground), key=lambda one: one.area)


def inner(chance, shape):
    while True:
        place = chance.uniform(-33, 33, 2)
        if shape.contains(Point(*place)):
            return place


def test_random_ground_agrees_with_a_raster():
    apart = []
    for seed in range(8):
        chance = np.random.default_rng(seed)
        ground = random_ground(chance, 30)
        place, goal = inner(chance, ground), inner(chance, ground)
        window = None
        if seed % 2:
            window = (*at(-34, min(place[1], goal[1]) - 3), *at(34, max(place[1], goal[1]) + 3))
        found = width(ground, place, goal, near_km=1.5, window=window)
        for got, near in zip((found.width_km.low, found.width_km.best, found.width_km.high), (0.5, 1.5, 3.0)):
            low, high = raster_bounds_km(ground, place, goal, near, 0.08, window)
            assert low - 0.1 <= got <= high + 0.1, (seed, near)
            apart.append(high - low)
    # The bounds say something: they are mostly as near to each other as the squares allow.
    assert np.median(apart) < 0.6


def test_there_and_back_is_the_same_and_less_ground_is_never_wider():
    for seed in range(50, 60):
        chance = np.random.default_rng(seed)
        ground = random_ground(chance, 30)
        place, goal = inner(chance, ground), inner(chance, ground)
        there, back = width(ground, place, goal, near_km=2.0), width(ground, goal, place, near_km=2.0)
        assert back.width_km.best == pytest.approx(there.width_km.best, abs=0.1)
        if there.narrowest is None:
            continue
        bite = Point(*chance.uniform(-25, 25, 2)).buffer(2)
        less = max(each(ground.difference(bite)), key=lambda one: one.area)
        if less.contains(Point(*place)) and less.contains(Point(*goal)):
            assert width(less, place, goal, near_km=2.0).width_km.best <= there.width_km.best + 0.1


def test_a_plug_in_the_narrowest_place_makes_it_narrower():
    for seed in range(70, 76):
        chance = np.random.default_rng(seed)
        shape = random_ground(chance, 40)
        place, goal = inner(chance, shape), inner(chance, shape)
        ground = drawn(shape)
        found = corridor_width(ground, at(*place), [base(*goal)], near_km=2.0)
        pinch = Point(found.narrowest.lon, found.narrowest.lat)
        plugged = corridor_width(ground.difference(pinch.buffer(0.005)), at(*place), [base(*goal)], near_km=2.0)
        assert plugged.width_km.best < found.width_km.best - 0.05


def test_the_edge_taken_ever_so_finely_changes_less_than_is_promised(monkeypatch):
    asked = []
    for seed in range(20, 30):
        chance = np.random.default_rng(seed)
        ground = random_ground(chance, 40)
        asked.append((ground, inner(chance, ground), inner(chance, ground)))
    found = [width(*one, near_km=1.2).width_km for one in asked]
    monkeypatch.setattr(corridor_search, "_STEP_M", 25.0)
    monkeypatch.setattr(corridor_search, "_FINE_M", 25.0)
    monkeypatch.setattr(corridor_search, "_SLACK_M", 0.2)
    for one, coarse in zip(asked, found):
        fine = width(*one, near_km=1.2).width_km
        for got, expected in ((coarse.low, fine.low), (coarse.best, fine.best), (coarse.high, fine.high)):
            assert got == pytest.approx(expected, abs=0.1, rel=0.01)
