"""Where places stood day by day: what is carried over from day to day against every day asked afresh."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, box
from shapely.ops import unary_union

from salient.core.buffer import grown, shrunk
from salient.core.places import IN, OUT, membership
from salient.core.shapes import contains_xy
from salient.core.standing import CENTRE, PART, WHOLE, SideDay, Spot, standing

FIRST = datetime.date(2024, 7, 1)


def drawn(chance: np.random.Generator, count: int, tolerances: tuple[float, ...]) -> tuple[SideDay, ...]:
    """Return days on which some blocks of a board of 0.02° come and others go."""
    blocks = {(int(x), int(y)) for x, y in chance.integers(0, 12, (60, 2))}
    days = []
    for number in range(count):
        if number % 3:  # every third day is drawn like the one before
            blocks ^= {(int(x), int(y)) for x, y in chance.integers(0, 12, (6, 2))}
        if number == count - 2:
            blocks = set()
        ground = unary_union([box(36 + x / 50, 49 + y / 50, 36 + (x + 1) / 50, 49 + (y + 1) / 50) for x, y in blocks])
        parts = MultiPolygon(list(getattr(ground, "geoms", [ground]))) if blocks else MultiPolygon()
        days.append(SideDay(FIRST + datetime.timedelta(days=number), parts, tolerances[number % len(tolerances)]))
    return tuple(days)


@pytest.mark.parametrize("tolerances", [(150.0,), (0.0,), (150.0, 150.0, 400.0)])
def test_every_day_is_as_if_it_were_asked_alone(tolerances):
    chance = np.random.default_rng(7)
    days = drawn(chance, 9, tolerances)
    places = 36 + chance.uniform(0, 0.24, 25), 49 + chance.uniform(0, 0.24, 25)
    towns = [box(lon - 0.004, lat - 0.003, lon + 0.005, lat + 0.003) for lon, lat in zip(*places)]
    spots = [Spot((str(n), ""), lon, lat, towns[n]) for n, (lon, lat) in enumerate(zip(*places))]
    found = standing(spots, days)
    for one in days:
        near = membership(*places, one.ground, one.tolerance_m)
        inside = contains_xy(one.ground, *places)
        small, large = one.ground, one.ground
        if one.tolerance_m and not one.ground.is_empty:
            small, large = shrunk(one.ground, one.tolerance_m), grown(one.ground, one.tolerance_m)
        for n, spot in enumerate(spots):
            centre = found.on(spot.key, CENTRE, one.day)
            assert (centre.low, centre.best, centre.high) == (near[n] == IN, inside[n], near[n] != OUT or inside[n])
            whole, part = found.on(spot.key, WHOLE, one.day), found.on(spot.key, PART, one.day)
            grounds = (small, one.ground, large)
            assert (whole.low, whole.best, whole.high) == tuple(ground.covers(towns[n]) for ground in grounds)
            assert (part.low, part.best, part.high) == tuple(
                ground.intersection(towns[n]).area > 0 for ground in grounds
            )
    sure, best, possible = found.readings[0]
    assert best.any()
    assert not best.all()
    if min(tolerances):
        assert (possible & ~sure).any()


def test_days_on_which_it_holds():
    there, away = box(36, 49, 36.2, 49.2), box(37, 49, 37.2, 49.2)
    days = [SideDay(FIRST + datetime.timedelta(days=n), ground, 100) for n, ground in enumerate((there, away, there))]
    found = standing([Spot(("p", ""), 36.1, 49.1)], days)
    assert found.days_as_drawn(("p", ""), CENTRE) == (days[0].day, days[2].day)
    assert found.tolerances_m == (100, 100, 100)


def test_no_places_and_no_days():
    assert standing([], []).readings.shape == (3, 3, 0, 0)
    assert standing([Spot(("p", ""), 36.1, 49.1)], []).days_as_drawn(("p", ""), CENTRE) == ()
