"""Isolation of places on small networks drawn for the eye, and on random ones against plain searches written here."""

from __future__ import annotations

import heapq
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roads import between, city_blocks, km, node_at, road
from salient.core.isolation import access, supplied
from salient.core.network import network_of

RING = [road("ring", (0, 0), (1, 0), (1, 1), (0, 1), (0, 0)), road("a", (-1, 0), (0, 0)), road("b", (1, 1), (2, 1))]
LADDER = [
    road("low", (0, 0), (1, 0), (2, 0), (3, 0)),
    road("high", (0, 1), (1, 1), (2, 1), (3, 1)),
    *(road(f"rung {n}", (n, 0), (n, 1)) for n in range(4)),
]
TREE = [road("stem", (0, 0), (1, 0), (2, 0)), road("left", (1, 0), (1, 1)), road("right", (2, 0), (2, 1))]


def ask(routes, places, bases, cut=(), was_cut=None):
    network = network_of(routes)
    is_open, was_open = (np.ones(len(network.edge), dtype=bool) for _ in range(2))
    is_open[[between(network, *ends) for ends in cut]] = False
    if was_cut is None:
        was_open = None
    else:
        was_open[[between(network, *ends) for ends in was_cut]] = False
    found = access(
        network,
        is_open,
        [node_at(network, *one) for one in places],
        [node_at(network, *one) for one in bases],
        was_open,
    )
    return network, found


def test_a_ring_gives_two_ways_and_one_when_it_is_cut():
    _, (found,) = ask(RING, [(1, 1)], [(0, 0)])
    assert (found.ways, found.last_links) == (2, ())
    assert found.km == pytest.approx(min(km((0, 0), (1, 0), (1, 1)), km((0, 0), (0, 1), (1, 1))), abs=1e-3)
    # As drawn the ring is one edge between the roads that meet it, and another.
    network = network_of([*RING, road("c", (1, 0), (2, 0))])
    is_open = np.ones(len(network.edge), dtype=bool)
    is_open[between(network, (0, 0), (1, 0))] = False
    (found,) = access(network, is_open, [node_at(network, 1, 0)], [node_at(network, 0, 0)])
    assert found.ways == 1
    assert found.km == pytest.approx(km((0, 0), (0, 1), (1, 1), (1, 0)), abs=1e-3)
    assert set(found.last_links) == set(found.edges)


def test_beyond_a_ring_the_last_link_is_the_road_to_it():
    network, (found,) = ask(RING, [(2, 1)], [(-1, 0)])
    assert found.ways == 1
    assert found.last_links == (between(network, (1, 1), (2, 1)), between(network, (-1, 0), (0, 0)))
    assert found.edges[0] == found.last_links[0]
    assert found.edges[-1] == found.last_links[1]


def test_a_ladder_with_rungs_and_rails_cut():
    place, base = (3, 0), (0, 0)
    network, (whole,) = ask(LADDER, [place], [base], was_cut=[])
    assert (whole.ways, whole.base, whole.detour_km, whole.detour_factor) == (2, 0, 0, 1)
    assert whole.km == pytest.approx(km((0, 0), (1, 0), (2, 0), (3, 0)), abs=1e-3)
    assert list(whole.edges) == [between(network, (n, 0), (n + 1, 0)) for n in (2, 1, 0)]
    network, (cut,) = ask(LADDER, [place], [base], cut=[((1, 0), (2, 0))], was_cut=[])
    assert cut.ways == 1
    assert cut.last_links == (between(network, (1, 1), (2, 1)),)
    # Up a rung, along the upper rail, which is shorter farther north, and down a rung: about 2 * 11.1 km more.
    assert cut.detour_km == pytest.approx(cut.km - whole.km)
    assert cut.km == pytest.approx(km((3, 0), (3, 1), (2, 1), (1, 1), (0, 1), (0, 0)), abs=1e-3)
    assert cut.detour_factor == pytest.approx(cut.km / whole.km)
    _, (gone,) = ask(LADDER, [place], [base], cut=[((1, 0), (2, 0)), ((1, 1), (2, 1))], was_cut=[])
    assert (gone.ways, gone.km, gone.base, gone.edges, gone.last_links) == (0, None, None, (), ())
    assert gone.earlier_km == pytest.approx(whole.km)
    assert (gone.detour_km, gone.detour_factor) == (None, None)


def test_a_tree_hangs_on_every_link():
    _, found = ask(TREE, [(2, 1), (1, 1), (0, 0)], [(0, 0)])
    assert [one.ways for one in found] == [1, 1, None]
    assert found[0].last_links == found[0].edges
    assert len(found[0].edges) == 3
    assert (found[2].km, found[2].base) == (0, 0)


def test_two_bases_are_two_ways():
    _, (found,) = ask([road("a", (0, 0), (1, 0), (3, 0)), road("b", (1, 0), (1, 1))], [(1, 0)], [(3, 0), (0, 0)])
    assert (found.ways, found.base) == (2, 1)
    assert found.km == pytest.approx(km((0, 0), (1, 0)), abs=1e-3)


def test_the_detour_when_the_nearer_base_is_lost():
    network = network_of([road("a", (0, 0), (1, 0), (3, 0)), road("b", (1, 0), (1, 1))])
    was_open = np.ones(len(network.edge), dtype=bool)
    is_open = was_open.copy()
    is_open[between(network, (0, 0), (1, 0))] = False
    place, near, far = (node_at(network, *one) for one in ((1, 1), (0, 0), (3, 0)))
    (same,) = access(network, is_open, [place], [far], was_open)
    assert same.detour_km == 0
    (found,) = access(network, is_open, [place], [far], was_open, [near, far])
    assert found.detour_km == pytest.approx(km((1, 0), (3, 0)) - km((0, 0), (1, 0)), abs=1e-3)


def test_road_and_rail_are_two_ways_together_and_one_each():
    routes = [road("a", (0, 0), (2, 0)), road("b", (0, 0), (1, 1), (2, 0), mode="rail")]
    for modes, ways in ((None, 2), ({"road"}, 1), ({"rail"}, 1)):
        network = network_of(routes, modes=modes)
        (found,) = access(
            network, np.ones(len(network.edge), dtype=bool), [node_at(network, 0, 0)], [node_at(network, 2, 0)]
        )
        assert found.ways == ways


def test_a_way_may_change_between_modes_at_a_station():
    routes = [road("a", (0, 0), (1, 0)), road("b", (1, 0), (2, 0), mode="rail")]
    assert ask(routes, [(0, 0)], [(2, 0)])[1][0].ways == 1


def test_a_base_in_the_gap_supplies_nobody():
    # Both edges at the base are cut: it lies in other ground.
    routes = [road("a", (0, 0), (1, 0), (2, 0)), road("b", (1, 0), (1, 1))]
    cut = [((0, 0), (1, 0)), ((1, 0), (2, 0))]
    _, found = ask(routes, [(0, 0), (2, 0), (1, 1)], [(1, 0)], cut)
    assert [one.ways for one in found] == [0, 0, 1]


def test_places_and_bases_off_the_network():
    network = network_of(TREE)
    is_open = np.ones(len(network.edge), dtype=bool)
    place = node_at(network, 2, 1)
    found = access(network, is_open, [-1, place], [-1, node_at(network, 0, 0)])
    assert found[0] is None
    assert (found[1].ways, found[1].base) == (1, 1)
    found = access(network, is_open, [-1, place], [-1])
    assert found[0] is None
    assert found[1].ways == 0
    assert not supplied(network, is_open, [-1]).any()


# ---------------------------------------------------------------- against plain searches


def flow(edges, start, ends):
    """Ford and Fulkerson with Edmonds and Karp's search: each edge carries one unit, either way."""
    room, beside = {}, {}
    for a, b in edges:
        if a != b:
            room[a, b] = room.get((a, b), 0) + 1
            room[b, a] = room.get((b, a), 0) + 1
            beside.setdefault(a, set()).add(b)
            beside.setdefault(b, set()).add(a)
    total = 0
    while True:
        came, waiting, goal = {start: None}, deque([start]), None
        while waiting and goal is None:
            at = waiting.popleft()
            for other in beside.get(at, ()):
                if other not in came and room[at, other] > 0:
                    came[other] = at
                    waiting.append(other)
                    if other in ends:
                        goal = other
                        break
        if goal is None:
            return total
        while came[goal] is not None:
            room[came[goal], goal] -= 1
            room[goal, came[goal]] += 1
            goal = came[goal]
        total += 1


def metres_to(edges, lengths, ends):
    """Dijkstra's search from all ends at once."""
    beside = {}
    for (a, b), length in zip(edges, lengths):
        beside.setdefault(a, []).append((b, length))
        beside.setdefault(b, []).append((a, length))
    best, waiting = {}, [(0.0, one) for one in ends]
    while waiting:
        spent, at = heapq.heappop(waiting)
        if at in best:
            continue
        best[at] = spent
        for other, length in beside.get(at, ()):
            if other not in best:
                heapq.heappush(waiting, (spent + length, other))
    return best


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.floats(0.5, 1), st.integers(1, 3), st.booleans())
def test_ways_lengths_and_last_links_on_random_streets(seed, share, count, dense):
    chance = np.random.default_rng(seed)
    network = city_blocks(chance, 6, 5, share)
    nodes = len(network.node)
    if dense:  # more streets, over and under: up to eight at a corner
        more = chance.integers(0, nodes, (nodes, 2))
        network = type(network)(
            network.node,
            np.concatenate([network.edge, more]),
            np.concatenate([network.length_m, chance.uniform(5e3, 5e4, nodes)]),
            np.zeros(len(network.edge) + nodes, int),
            network.coords,
            network.first,
            network.routes,
        )
    is_open = chance.random(len(network.edge)) < 0.9
    bases = chance.integers(0, nodes, count).tolist()
    found = access(network, is_open, list(range(nodes)), bases)
    edges = [tuple(one) for one in network.edge[is_open].tolist()]
    metres = metres_to(edges, network.length_m[is_open].tolist(), bases)
    number = np.flatnonzero(is_open)
    assert supplied(network, is_open, bases).tolist() == [node in metres for node in range(nodes)]
    for node, one in enumerate(found):
        if node in bases:
            assert (one.ways, one.km, bases[one.base]) == (None, 0, node)
            continue
        assert one.ways == flow(edges, node, set(bases))
        if one.ways == 0:
            continue
        assert one.km == pytest.approx(metres[node] / 1000, abs=1e-9)
        assert one.km == pytest.approx(network.length_m[list(one.edges)].sum() / 1000, abs=1e-9)
        at = node
        for edge in one.edges:  # the edges follow each other, to the base named
            a, b = network.edge[edge].tolist()
            assert at in (a, b)
            at = b if at == a else a
        assert at == bases[one.base]
        needed = {
            int(number[n])
            for n in range(len(edges))
            if one.ways == 1 and flow(edges[:n] + edges[n + 1 :], node, set(bases)) == 0
        }
        assert set(one.last_links) == needed
        assert list(one.last_links) == [edge for edge in one.edges if edge in needed]


def test_without_a_base_the_way_of_an_earlier_date_is_known():
    network = network_of(LADDER)
    open_, place, base = np.ones(len(network.edge), dtype=bool), node_at(network, 3, 0), node_at(network, 0, 0)
    (found,) = access(network, open_, [place], [], open_, [base])
    assert (found.ways, found.km, found.detour_km) == (0, None, None)
    assert found.earlier_km == pytest.approx(km((0, 0), (1, 0), (2, 0), (3, 0)), abs=1e-3)
