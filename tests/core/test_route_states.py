"""Open, cut or near the edge: a road along a meridian through a band of ground, with lengths by pyproj."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from roads import at, km, road
from salient.core.route_states import CUT, OPEN, UNKNOWN, UNMAPPED, in_mapped, stated, stretches_drawn

ROAD = road("north", (0, 0), (0, 4))
GROUND = box(*at(-1, 1), *at(1, 3))
IN, OUT, END = km((0, 0), (0, 1)), km((0, 0), (0, 3)), km((0, 0), (0, 4))


def states(own: bool, tolerance_m: float) -> list[tuple[str, float, float]]:
    drawn = stretches_drawn([ROAD], [GROUND], own)
    found = stated(drawn, [GROUND], tolerance_m)
    return [(one.state, one.stretch.from_km, one.stretch.to_km) for one in found]


@pytest.mark.parametrize(("own", "inside", "outside"), [(True, OPEN, CUT), (False, CUT, OPEN)])
def test_without_a_tolerance_all_is_as_drawn(own: bool, inside: str, outside: str):
    found = states(own, 0)
    assert [one[0] for one in found] == [outside, inside, outside]
    # A segment is cut by its share in degrees, of which those in the north are a few metres longer.
    assert [one[2] for one in found] == pytest.approx([IN, OUT, END], abs=0.01)


@pytest.mark.parametrize(("own", "inside", "outside"), [(True, OPEN, CUT), (False, CUT, OPEN)])
def test_within_the_tolerance_of_an_edge_it_is_unknown(own: bool, inside: str, outside: str):
    found = states(own, 1000)
    assert [one[0] for one in found] == [outside, UNKNOWN, UNKNOWN, inside, UNKNOWN, UNKNOWN, outside]
    ends = [IN - 1, IN, IN + 1, OUT - 1, OUT, OUT + 1, END]
    # A band is good to 2 % of its width.
    assert [one[2] for one in found] == pytest.approx(ends, abs=0.03)
    # They follow each other; kilometres by the share of a segment differ by less than a metre.
    assert [one[1] for one in found[1:]] == pytest.approx([one[2] for one in found[:-1]], abs=1e-3)


def test_ground_too_thin_is_unknown_all_through():
    # Every place of the road is less than 12 km, of a degree's tenth of 11.1, from an edge.
    assert {one[0] for one in states(True, 12_000)} == {UNKNOWN}


def test_beyond_the_frame_nothing_was_mapped():
    found = in_mapped(stated(stretches_drawn([ROAD], [GROUND], True), [GROUND], 0), box(*at(-1, 2), *at(1, 5)))
    assert [one.state for one in found] == [UNMAPPED, UNMAPPED, OPEN, CUT]
    ends = [IN, km((0, 0), (0, 2)), OUT, END]
    assert [one.stretch.to_km for one in found] == pytest.approx(ends, abs=0.01)
    assert [one.stretch.from_km for one in found[1:]] == pytest.approx(ends[:-1], abs=0.01)
