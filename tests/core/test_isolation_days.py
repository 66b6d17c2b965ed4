"""Since when places are isolated: one tree against every day asked afresh, and both by hand on a ladder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roads import between, city_blocks, node_at, road
from salient.core.isolation import supplied
from salient.core.isolation_days import first_cut_days, isolated_from, isolated_on, isolated_since
from salient.core.network import network_of

LADDER = [
    road("low", (0, 0), (1, 0), (2, 0)),
    road("high", (0, 1), (1, 1), (2, 1)),
    *(road(f"rung {n}", (n, 0), (n, 1)) for n in range(3)),
]


def test_a_ladder_whose_rails_are_cut_one_after_the_other():
    network = network_of(LADDER)
    cut = np.full(len(network.edge), 9)
    cut[between(network, (0, 0), (1, 0))] = 3
    high = next(
        n
        for n, edge in enumerate(network.edge.tolist())
        if node_at(network, 1, 1) in edge and node_at(network, 1, 0) not in edge and node_at(network, 2, 0) not in edge
    )
    cut[high] = 5
    found = isolated_from(network, cut, 7, [node_at(network, 0, 0)])
    # The far end hangs on the upper rail from day 3, and on nothing from day 5 on.
    assert found[node_at(network, 1, 0)] == found[node_at(network, 1, 1)] == 5
    assert found[node_at(network, 0, 0)] == 7


def test_a_route_that_reopens():
    network = network_of([road("a", (0, 0), (1, 0))])
    days = [np.array([one]) for one in (True, False, True, False, False)]
    assert first_cut_days(days) is None
    found = isolated_on(network, days, [1, 0, -1], [0])
    assert found.T.tolist() == [[False, True, False, True, True], [False] * 5, [True] * 5]
    assert isolated_since(found).tolist() == [3, -1, 0]
    assert isolated_since(found[:3]).tolist() == [-1, -1, 0]


def test_no_days_and_no_bases():
    network = network_of(LADDER)
    is_open = np.ones(len(network.edge), dtype=bool)
    assert isolated_on(network, [], [0], [1]).shape == (0, 1)
    assert isolated_since(np.zeros((0, 2), dtype=bool)).tolist() == [-1, -1]
    assert isolated_on(network, [is_open], [0], [-1]).tolist() == [[True]]
    assert isolated_from(network, np.full(len(network.edge), 3), 3, []).tolist() == [0] * len(network.node)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_every_day_is_as_if_it_were_asked_alone(seed, count):
    chance = np.random.default_rng(seed)
    network = city_blocks(chance, 6, 5, 0.8)
    days, nodes = 8, len(network.node)
    bases = chance.integers(0, nodes, count).tolist()
    cut = chance.integers(0, 12, len(network.edge))
    only_cut = [cut > day for day in range(days)]
    wanted = np.array([~supplied(network, is_open, bases) for is_open in only_cut])
    assert isolated_on(network, only_cut, list(range(nodes)), bases).tolist() == wanted.tolist()
    since = isolated_from(network, cut, days, bases)
    assert since.tolist() == (days - wanted.sum(axis=0)).tolist()
    assert np.where(since < days, since, -1).tolist() == isolated_since(wanted).tolist()
    np.testing.assert_array_equal(first_cut_days(only_cut), np.minimum(cut, days))
    # Routes that come and go, and a day on which nothing changes.
    flips = [chance.random(len(network.edge)) < 0.6 for _ in range(days)]
    flips[3] = flips[2]
    wanted = np.array([~supplied(network, is_open, bases) for is_open in flips])
    assert isolated_on(network, flips, list(range(nodes)), bases).tolist() == wanted.tolist()


def test_days_on_which_no_route_is_ever_cut_need_no_list():
    network = network_of(LADDER)
    always = [np.ones(len(network.edge), dtype=bool)] * 4
    assert first_cut_days(always).tolist() == [4] * len(network.edge)
    assert first_cut_days([]) == pytest.approx(np.empty(0))
