"""Corridors over days are those of each day alone, and days that cannot have changed them are not measured again."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, box

from salient.core import corridor_series as module
from salient.core.corridor import SupplyBase, corridor_width
from salient.core.corridor_series import corridor_series
from salient.core.errors import Cancelled

PLACE, BASE = (36.0, 49.0), SupplyBase("base", 40.0, 49.0)
# A degree of longitude at 49° N is 73 km, a tenth of a degree of latitude 11.1 km: the plain is 111 km high.
PLAIN = box(35.0, 48.5, 41.0, 49.5)


def bitten(south):
    """The plain with a bite from the north, as far as to a latitude."""
    return PLAIN.difference(box(37.9, south, 38.1, 50.1))


@pytest.fixture
def measured(monkeypatch):
    """Return the grounds that were measured anew."""
    seen = []

    def count(ground, *rest):
        seen.append(ground)
        return corridor_width(ground, *rest)

    monkeypatch.setattr(module, "corridor_width", count)
    return seen


def test_each_day_is_what_it_is_alone(measured):
    souths = [49.45, 49.35, 48.8, 48.8, 48.6, 48.4]
    grounds = [PLAIN, *(bitten(south) for south in souths), PLAIN, bitten(48.8)]
    found = corridor_series(grounds, PLACE, [BASE])
    for ground, one in zip(grounds, found):
        alone = corridor_width(ground, PLACE, [BASE])
        assert one.width_km.best == pytest.approx(alone.width_km.best, abs=0.1)
        assert one.width_km.low == pytest.approx(alone.width_km.low, abs=0.1)
        assert (one.at_limit, one.joined, one.base_id) == (alone.at_limit, alone.joined, alone.base_id)
        assert (one.narrowest is None) == (alone.narrowest is None)
    assert [one.at_limit for one in found] == [True, True, True, False, False, False, False, True, False]
    assert [one.joined for one in found] == [True] * 6 + [False, True, True]
    # Neither the bites far from the way, nor what was drawn on an earlier day.
    assert [grounds.index(one) for one in measured] == [0, 3, 5, 6]


def test_a_corridor_that_closes_is_noticed_whatever_closes_it(measured):
    # The disc's way is free, but the place is now in ground that has no contact with it.
    moat = PLAIN.difference(box(35.98, 48.98, 36.02, 49.02))
    pocket = MultiPolygon([moat, box(35.99, 48.99, 36.01, 49.01)])
    found = corridor_series([PLAIN, pocket, moat], PLACE, [BASE])
    assert [one.joined for one in found] == [True, False, None]
    assert found[1].width_km.best == 0.0
    assert found[1].reason is not None


def test_random_bites_never_make_it_wider_than_alone(measured):
    chance = np.random.default_rng(5)
    ground, grounds = PLAIN, []
    for _ in range(12):
        bite = translate(box(0, 0, 0.15, 0.1), chance.uniform(35.0, 40.8), chance.choice([48.45, 49.45]))
        ground = ground.difference(translate(bite, 0, chance.uniform(-0.05, 0.05)))
        grounds.append(ground)
    found = corridor_series(grounds, PLACE, [BASE])
    for one, day in zip(found, grounds):
        assert one.width_km.best == pytest.approx(corridor_width(day, PLACE, [BASE]).width_km.best, abs=0.1)
    assert len(measured) < 6


def test_days_are_told_and_can_be_called_off():
    heard: list[float] = []
    corridor_series([PLAIN, bitten(48.3)], PLACE, [BASE], progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert 0.5 in heard
    assert corridor_series([], PLACE, [BASE]) == ()

    def stop(share):
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        corridor_series([PLAIN], PLACE, [BASE], progress=stop)
