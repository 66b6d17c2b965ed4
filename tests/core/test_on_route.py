"""Does a place lie on the route: small networks for the eye, and all simple ways of random ones listed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roads import at, between, city_blocks, km, node_at, road
from salient.core.network import network_of
from salient.core.on_route import edges_near, on_route

# From A at (0, 0) to B at (4, 0): straight, or by a detour over (2, 1), with a side road down to (1, -1).
ROADS = [
    road("main", (0, 0), (1, 0), (3, 0), (4, 0)),
    road("loop", (1, 0), (2, 1), (3, 0)),
    road("side", (1, 0), (1, -1)),
]
A, B = (0, 0), (4, 0)


def ask(routes, start, end, x, within_m=500.0, **how):
    network = network_of(routes)
    near = edges_near(network, *at(*x), within_m)
    return on_route(network, node_at(network, *start), node_at(network, *end), near, **how)


def test_a_place_on_the_only_way():
    found = ask(ROADS, A, B, (0.5, 0))
    assert (found.answer, found.share) == ("every", 1)
    assert found.shortest_km == found.through_km == pytest.approx(km((0, 0), (1, 0), (3, 0), (4, 0)), abs=1e-3)


def test_a_place_on_a_detour_is_on_a_nearly_shortest_way_if_the_factor_allows():
    found = ask(ROADS, A, B, (2, 1))
    assert (found.answer, found.share, found.through_km) == ("none", 0, None)
    by_loop = km((0, 0), (1, 0), (2, 1), (3, 0), (4, 0))
    found = ask(ROADS, A, B, (2, 1), factor=1.6)
    assert (found.answer, found.share) == ("nearly", 0)
    assert found.through_km == pytest.approx(by_loop, abs=1e-3)


def test_a_place_at_the_end_of_a_side_road_is_on_no_way():
    assert ask(ROADS, A, B, (1, -1), factor=9).answer == "none"


def test_one_of_two_ways_that_are_equally_long():
    # North and south of the equator the two are mirror images of each other.
    def twin(name, y):
        return road(name, (0, -490), (1, -490 + y), (2, -490))

    network = network_of([twin("north", 1), twin("south", -1)])
    start, end = node_at(network, 0, -490), node_at(network, 2, -490)
    found = on_route(network, start, end, edges_near(network, *at(1, -489), 500))
    assert (found.answer, found.share) == ("some", 0.5)
    closed = np.ones(2, dtype=bool)
    closed[edges_near(network, *at(1, -489), 500)] = False
    assert on_route(network, start, end, np.array([0, 1]), closed).answer == "every"
    assert on_route(network, start, end, edges_near(network, *at(1, -489), 500), closed).answer == "none"


def test_no_way_and_a_place_off_every_route():
    assert ask([*ROADS, road("far", (9, 9), (9, 8))], A, (9, 9), (0.5, 0)).answer == "no_way"
    assert ask(ROADS, A, B, (0.5, 3)).answer == "none"
    assert edges_near(network_of([]), 36, 49, 500).tolist() == []


def test_how_near_is_near():
    network = network_of(ROADS)
    away_m = 1000 * km((0.5, 0), (0.5, 0.1))
    near = [edges_near(network, *at(0.5, 0.1), metres).tolist() for metres in (away_m - 5, away_m + 5)]
    assert near == [[], [between(network, (0, 0), (1, 0))]]


def test_what_cannot_be_asked():
    with pytest.raises(ValueError, match="two places"):
        ask(ROADS, A, A, (0.5, 0))
    with pytest.raises(ValueError, match="factor"):
        ask(ROADS, A, B, (0.5, 0), factor=0.9)


def test_a_way_may_have_to_give_up_what_is_shortest_for_each_half():
    # From X both A and B are reached soonest over (1, 0). One half has to go round, and it is dearer for A.
    routes = [
        road("spoke a", (0, 0), (1, 0)),
        road("spoke b", (1, 0), (2, 0)),
        road("spoke x", (1, 0), (1, 1)),
        road("round b", (1, 1.2), (2, 1.2), (2, 0)),
        road("x", (1, 1), (1, 1.2)),
    ]
    found = ask(routes, (0, 0), (2, 0), (1, 1.1), factor=5)
    assert found.answer == "nearly"
    assert found.through_km == pytest.approx(km((0, 0), (1, 0), (1, 1), (1, 1.2), (2, 1.2), (2, 0)), abs=1e-3)


def simple_ways(edges, lengths, start, end, reach):
    """All ways without a node twice, up to a length: (metres, edges)."""
    beside = {}
    for n, (a, b) in enumerate(edges):
        beside.setdefault(a, []).append((n, b))
        beside.setdefault(b, []).append((n, a))
    found = []

    def walk(at, metres, used, seen):
        if at == end:
            found.append((metres, used))
            return
        for n, other in beside.get(at, ()):
            if other not in seen and metres + lengths[n] <= reach:
                walk(other, metres + lengths[n], (*used, n), seen | {other})

    walk(start, 0.0, (), {start})
    return found


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.floats(1, 2), st.booleans())
def test_against_all_ways_of_random_streets(seed, factor, whole):
    chance = np.random.default_rng(seed)
    network = city_blocks(chance, 4, 4, 0.9)
    edges = network.edge.tolist()
    if whole:  # lengths in whole kilometres: many ways are equally long
        network = type(network)(
            network.node,
            network.edge,
            1000.0 * chance.integers(1, 4, len(edges)),
            network.route,
            network.coords,
            network.first,
            network.routes,
        )
    start, end = chance.choice(len(network.node), 2, replace=False).tolist()
    through = chance.choice(len(edges), int(chance.integers(1, 4)), replace=False)
    found = on_route(network, start, end, through, factor=factor)
    lengths = network.length_m.tolist()
    ways = simple_ways(edges, lengths, start, end, sum(lengths))
    if not ways:
        assert found.answer == "no_way"
        return
    shortest = min(metres for metres, _ in ways)
    best = [set(used) for metres, used in ways if metres <= shortest + 1]
    passing = [used for used in best if used & set(through.tolist())]
    by_way = [metres for metres, used in ways if set(used) & set(through.tolist())]
    limit = max(shortest * factor, shortest + 1)
    assert found.shortest_km == pytest.approx(shortest / 1000)
    assert found.share == pytest.approx(len(passing) / len(best))
    allowed = bool(by_way) and min(by_way) <= limit
    assert found.through_km == (pytest.approx(min(by_way) / 1000) if allowed else None)
    some = "every" if len(passing) == len(best) else "some"
    assert found.answer == (some if passing else "nearly" if allowed else "none")
