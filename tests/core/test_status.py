"""States of places by the day: squares, then brute force by shapely's own point in polygon."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Point, Polygon

from maps import area, day, squares
from salient.core.case import Case, Settlement
from salient.core.daily import day_layers
from salient.core.errors import MeasureError
from salient.core.status import (
    ChangedPlace,
    DayLayers,
    Flip,
    Spell,
    StatusEvent,
    changed_places,
    flips,
    place_series,
    status_series,
)
from test_series import random_ground

PLACES = tuple(Settlement(f"p{n}", f"Place {n}", Point(36.05 + n / 10, 49.05)) for n in range(4))


def layers(number: int, **by_state: tuple[int, ...]) -> DayLayers:
    return DayLayers(day(number), {state: squares(*numbers) for state, numbers in by_state.items()})


DAYS = (
    layers(0, assessed_control=(0, 1), assessed_advance=(1, 2)),
    layers(1, assessed_control=(0,), assessed_advance=(1, 2)),
    layers(3, assessed_control=(0, 1, 3), assessed_advance=(2,)),
    layers(4, assessed_control=(0,)),
)


def test_states_spells_and_counts():
    found = status_series(PLACES, DAYS)
    assert found.on(day(0)) == {
        "p0": "assessed_control", "p1": "assessed_control", "p2": "assessed_advance", "p3": "none",
    }  # fmt: skip
    # A day without a map keeps what was before.
    assert found.on(day(2)) == found.on(day(1))
    assert found.spells("p1") == (
        Spell("assessed_control", day(0), day(0)),
        Spell("assessed_advance", day(1), day(1)),
        Spell("assessed_control", day(3), day(3)),
        Spell("none", day(4), day(4)),
    )
    assert found.first_last("p1", "assessed_control") == (day(0), day(3))
    assert found.first_last("p0", "none") is None
    assert found.counts()[day(3)] == {"assessed_control": 3, "assessed_advance": 1}
    assert found.events[:2] == (
        StatusEvent("p0", day(0), "assessed_control"),
        StatusEvent("p1", day(0), "assessed_control"),
    )
    with pytest.raises(MeasureError, match="before it"):
        found.on(day(-1))
    with pytest.raises(KeyError):
        found.spells("nowhere")


def test_flips_for_one_mapped_day():
    assert flips(status_series(PLACES, DAYS)) == (
        Flip("p1", day(1), "assessed_advance", "assessed_control"),
        Flip("p3", day(3), "assessed_control", "none"),
    )


def test_only_events_are_kept():
    still = [DayLayers(day(n), {"assessed_control": squares(0, 1)}) for n in range(300)]
    assert len(status_series(PLACES, still).events) == len(PLACES)


def test_days_given_twice_and_no_days():
    with pytest.raises(MeasureError, match="twice"):
        status_series(PLACES, (DAYS[0], DAYS[0]))
    assert status_series(PLACES, ()).events == ()
    assert status_series((), DAYS).events == ()


def test_against_brute_force_on_random_ground():
    chance = np.random.default_rng(11)
    grounds = [random_ground(chance)]
    for _ in range(8):
        grounds.append(random_ground(chance, grounds[-1]))
    lons, lats = chance.uniform(29, 41, 3000), chance.uniform(44, 53, 3000)
    ids = [str(n) for n in range(3000)]
    found = place_series(ids, lons, lats, [DayLayers(day(n), {"contested": one}) for n, one in enumerate(grounds)])
    for n, ground in enumerate(grounds):
        expected = ["contested" if ground.contains(Point(x, y)) else "none" for x, y in zip(lons, lats)]
        assert list(found.on(day(n)).values()) == expected


def test_a_corner_where_all_changed_edges_end():
    # Only the northern corner moves; the western one, where both changed edges end, is where neither begins.
    before, after = (Polygon([(36, 49), (36.5, 48.5), (37, 49), (36.5, north)]) for north in (49.5, 49.8))
    days = [DayLayers(day(0), {"contested": before}), DayLayers(day(1), {"contested": after})]
    found = place_series(["p"], np.array([36.2]), np.array([49.25]), days)
    assert found.spells("p") == (Spell("none", day(0), day(0)), Spell("contested", day(1), day(1)))


def test_places_on_vertices_and_parallels_of_them_come_back_to_where_they_were():
    # Points on corners and edges: whichever side they fall on, a day drawn alike gives the same state.
    lons, lats = np.array([36.0, 36.1, 36.05, 36.1, 35.9]), np.array([49.0, 49.1, 49.1, 49.05, 49.1])
    days = [layers(n, contested=numbers) for n, numbers in enumerate(((0,), (0, 1), (1,), (), (0,)))]
    found = place_series(list("abcde"), lons, lats, days)
    assert found.on(day(4)) == found.on(day(0))
    assert set(found.on(day(3)).values()) == {"none"}
    assert found.on(day(0))["e"] == "none"


def test_layers_of_a_case_are_keyed_alike_on_all_days():
    case = Case(
        "c",
        control_areas=(
            area(0, "assessed_control", "R", 0),
            area(0, "reported_activity", "B", 1),
            area(1, "assessed_control", "R", 0),
            area(1, "assessed_control", "B", 2),
        ),
    )
    found = day_layers(case)
    assert [sorted(one.layers) for one in found] == [
        ["assessed_control (R)"],
        ["assessed_control (B)", "assessed_control (R)"],
    ]
    assert status_series(PLACES, found).on(day(1))["p1"] == "none"


def test_changed_between_two_dates_with_maybe():
    places = (
        *PLACES,
        Settlement("near", "Near", Point(36.2005, 49.05)),  # 36 m beyond the new edge
        Settlement("outer", "Outer", Point(36.05, 49.1003)),  # 33 m beyond an edge that stays
    )
    before, after = {"assessed_control": squares(0)}, {"assessed_control": squares(0, 1)}
    assert changed_places(places, before, after, 100.0) == (
        ChangedPlace("p1", "Place 1", "none", "assessed_control", True),
        ChangedPlace("near", "Near", "none", "none", False),
    )
    assert [one.place for one in changed_places(places, before, after, 0.0)] == ["p1"]
    assert changed_places((), before, after, 100.0) == ()
