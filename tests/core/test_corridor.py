"""The corridor's width on ground whose answer is known; how it is drawn stands in grounds_drawn."""

from __future__ import annotations

import math

import pytest
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.ops import unary_union

from grounds_drawn import EAST, GEOD, WEST, at, base, drawn, dumb_bell, width
from salient.core.corridor import Corridor, SupplyBase, corridor_width, joined
from salient.core.errors import Cancelled, MeasureError


def near_to(found: Corridor, x_km: float, y_km: float) -> float:
    """Return how many kilometres the narrowest place is from another."""
    assert found.narrowest is not None
    return GEOD.inv(found.narrowest.lon, found.narrowest.lat, *at(x_km, y_km))[2] / 1000


@pytest.mark.parametrize("wide", [0.3, 1.0, 3.0, 8.6, 20.0])
def test_a_neck_is_as_wide_as_it_was_drawn(wide):
    found = width(dumb_bell((-wide / 2, wide / 2)), (-30, 0), (30, 0))
    assert found.width_km.best == pytest.approx(wide, abs=0.03)
    assert found.width_km.low == pytest.approx(wide, abs=0.03)
    assert (found.joined, found.at_limit, found.reason) == (True, False, None)
    assert found.base_id == "base 30 0"
    (one, other) = found.narrowest.edges
    assert GEOD.inv(*one, *other)[2] / 1000 == pytest.approx(wide, abs=0.03)
    assert abs(found.narrowest.lat - at(0, 0)[1]) < 0.01


def test_a_straight_strip_is_as_wide_as_pyproj_says():
    strip = box(36.0, 48.95, 38.0, 49.05)
    _, _, across_m = GEOD.inv(37.0, 48.95, 37.0, 49.05)
    found = corridor_width(strip, (36.4, 49.0), [SupplyBase("b", 37.6, 49.0)])
    assert found.width_km.best == pytest.approx(across_m / 1000, abs=0.02)


def test_far_from_the_middle_a_neck_is_as_wide_as_pyproj_says():
    # The necks are 1,400 km from the middle between place and base; the eastern one is narrower.
    plains = [box(18, 48, 21, 51), box(21.5, 48, 58.5, 51), box(59, 48, 62, 51)]
    ground = unary_union([*plains, box(20, 49.4, 22, 49.62), box(58, 49.4, 60, 49.6)])
    _, _, across_m = GEOD.inv(59.0, 49.4, 59.0, 49.6)
    found = corridor_width(ground, (19.5, 49.5), [SupplyBase("b", 60.5, 49.5)])
    assert found.width_km.best == pytest.approx(across_m / 1000, rel=0.01)
    assert 58.4 < found.narrowest.lon < 59.1


def test_of_two_necks_in_a_row_the_narrower_counts():
    far = box(75, -15, 105, 15)
    row = unary_union([translate(one, -30) for one in (dumb_bell((-4, 4)), far, box(44, -1.5, 76, 1.5))])
    found = width(row, (-60, 0), (60, 0))
    assert found.width_km.best == pytest.approx(3.0, abs=0.05)
    assert near_to(found, 30, 0) < 17


def test_of_two_necks_side_by_side_the_wider_counts():
    found = width(dumb_bell((-12, -8), (2, 11)), (-30, 0), (30, 0))
    assert found.width_km.best == pytest.approx(9.0, abs=0.05)
    assert near_to(found, 0, 6.5) < 17


def test_round_a_ring_the_wider_side_is_taken():
    # A round hole that leaves 12 km in the north and 6 in the south.
    ring = box(-40, -20, 40, 20).difference(Point(0, -3).buffer(11, 256))
    found = width(ring, (-36, 0), (36, 0))
    assert found.width_km.best == pytest.approx(12.0, abs=0.05)
    assert near_to(found, 0, 14) < 1
    assert max(lat for _, lat in found.way) > at(0, 8)[1]


def test_an_island_in_the_middle_leaves_the_wider_side():
    island = dumb_bell((-10, 10)).difference(box(-1, -2, 1, 3))
    found = width(island, (-30, 0), (30, 0))
    assert found.width_km.best == pytest.approx(8.0, abs=0.05)
    assert near_to(found, 0, -6) < 2


def test_a_disc_turns_a_right_angle_with_the_width_of_the_arms():
    # A disc of 10 km fits into both arms, and its middle goes round the inner corner at 5 km or more: the inner corner
    # is nowhere nearer to the middle line than the walls.
    bend = unary_union([box(-45, -5, 5, 5), box(-5, -5, 5, 45)])
    found = width(bend, (-38, 0), (0, 38))
    assert found.width_km.best == pytest.approx(10.0, abs=0.05)


def test_a_cut_corner_is_narrower_than_the_arms():
    # The outer corner is cut off at 45 degrees: between that side and the inner corner (-5, 5) there are
    # (10 + 10 - 12) / sqrt(2) km.
    bend = unary_union([box(-45, -5, 5, 5), box(-5, -5, 5, 45)])
    bend = bend.difference(Polygon([(6, -6), (6, 7), (-7, -6)]))
    outer = abs((6 + 5) - (-5 + 5 + 1)) / math.sqrt(2)
    corner_to_side = abs((-5) - 5 + 1) / math.sqrt(2)
    assert outer > corner_to_side
    found = width(bend, (-38, 0), (0, 38))
    # The side runs along x - y = -1, from which the inner corner is |-5 - 5 + 1| / sqrt(2) away.
    assert found.width_km.best == pytest.approx(corner_to_side, abs=0.05)


def test_what_the_disc_has_to_reach_makes_the_band():
    # A spit 4 km wide and 7 long: within 2 km of its tip only what fits into it, within 12 the whole square.
    spit = unary_union([WEST, EAST, box(-16, -10, 16, 10), box(-52, -2, -44, 2)])
    found = width(spit, (-52, 0), (38, 0))
    assert found.width_km.low == pytest.approx(4.0, abs=0.05)
    # The middle square is 20 km high where it is narrowest.
    assert found.width_km.high == pytest.approx(20.0, abs=0.05)
    assert found.width_km.low <= found.width_km.best < found.width_km.high
    # A disc in the mouth of the spit rests on its corners (-45, ±2) and reaches r - sqrt(r² - 4) beyond them; it has to
    # reach (-46, 0), 6 km from the place: r = 2.5.
    assert found.width_km.best == pytest.approx(5.0, abs=0.05)


def test_a_place_outside_counts_when_a_disc_comes_near():
    ground = dumb_bell((-4, 4))
    outside = width(ground, (-50, 0), (30, 0))
    assert outside.joined is None
    assert outside.width_km.best == pytest.approx(8.0, abs=0.05)
    assert outside.width_km.low == 0.0
    too_far = width(ground, (-52, 0), (30, 0))
    assert (too_far.width_km.low, too_far.width_km.best) == (0.0, 0.0)
    assert too_far.width_km.high == pytest.approx(8.0, abs=0.05)
    assert "7.0 km outside the ground" in str(too_far.reason)
    assert (too_far.narrowest, too_far.base_id, too_far.way) == (None, None, ())


def test_a_place_in_an_enclave_of_others_counts_with_the_ground_round_it():
    ground = dumb_bell((-4, 4)).difference(Point(-30, 0).buffer(3))
    found = width(ground, (-30, 0), (30, 0))
    assert found.joined is None
    assert found.width_km.best == pytest.approx(8.0, abs=0.05)


def test_deep_inside_the_only_disc_there_is_a_corridor():
    # Round ground of 25 km radius with place and base near its middle: one disc holds both, its edge near neither.
    found = width(Point(0, 0).buffer(25, 512), (-1, 0), (1, 0))
    assert found.width_km.best == pytest.approx(50.0, abs=0.1)


def test_a_pocket_has_no_corridor_however_small_the_gap():
    ground = MultiPolygon([WEST, box(-14, -15, 30, 15)])
    found = width(ground, (-20, 0), (20, 0))
    assert found.joined is False
    assert (found.width_km.low, found.width_km.best, found.width_km.high) == (0.0, 0.0, 0.0)
    assert "No land contact" in str(found.reason)


def test_two_pieces_that_meet_in_a_corner_are_not_joined():
    ground = drawn(MultiPolygon([box(-20, -20, 0, 0), box(0, 0, 20, 20)]))
    assert joined(ground, at(-10, -10), [base(10, 10)]) is False
    assert joined(ground, at(-10, -10), [base(10, 10), base(-5, -5)]) is True
    assert joined(ground, at(-10, 10), [base(10, 10)]) is None


def test_a_base_outside_counts_when_a_disc_comes_near():
    ground = dumb_bell((-4, 4))
    outside = width(ground, (-30, 0), (49, 0))
    assert outside.joined is None
    assert outside.width_km.best == pytest.approx(8.0, abs=0.05)
    too_far = width(ground, (-30, 0), (53, 0))
    assert (too_far.joined, too_far.width_km.best) == (None, 0.0)
    assert "No supply base stands in the ground" in str(too_far.reason)
    assert joined(drawn(ground), at(-30, 0), [base(49, 0), base(30, 0)]) is True


def test_the_widest_way_to_any_base_is_taken_and_named():
    ground = unary_union([dumb_bell((-2, 2)), box(-34, 14, -26, 60), box(-45, 45, -15, 75)])
    found = width(ground, (-30, 0), (30, 0), (-30, 60))
    assert found.base_id == "base -30 60"
    assert found.width_km.best == pytest.approx(8.0, abs=0.05)
    only = width(ground, (-30, 0), (30, 0))
    assert only.width_km.best == pytest.approx(4.0, abs=0.05)


def test_a_base_in_another_piece_does_not_count():
    ground = MultiPolygon([dumb_bell((-2, 2)), box(-45, 16, -15, 40)])
    found = width(ground, (-30, 10), (30, 0), (-30, 20))
    assert found.base_id == "base 30 0"
    assert found.width_km.best == pytest.approx(4.0, abs=0.05)


def test_wider_than_the_limit_is_the_limit():
    plain = box(-100, -50, 100, 50)
    found = width(plain, (-60, 0), (60, 0))
    assert (found.width_km.low, found.width_km.best, found.width_km.high) == (60.0, 60.0, 60.0)
    assert (found.at_limit, found.narrowest) == (True, None)
    assert found.way
    higher = width(plain, (-60, 0), (60, 0), limit_km=150)
    assert higher.width_km.best == pytest.approx(100.0, abs=0.5)
    assert not higher.at_limit


def test_holes_of_less_than_a_hectare_are_no_ground_of_others():
    neck = dumb_bell((-5, 5))
    assert width(neck.difference(box(-0.04, -0.04, 0.04, 0.04)), (-30, 0), (30, 0)).width_km.best > 9.9
    hole = width(neck.difference(box(-0.06, -0.06, 0.06, 0.06)), (-30, 0), (30, 0))
    assert hole.width_km.best == pytest.approx(4.94, abs=0.05)


# ---------------------------------------------------------------- the window


def test_the_windows_border_is_no_edge_of_the_ground():
    # Ground that goes on to the south for 80 km, seen in a window that ends 10 km south of the way.
    north = box(-60, -80, 60, 10)
    window = (*at(-50, -10), *at(50, 30))
    whole = width(north, (-40, 0), (40, 0), window=window)
    # The middle goes along the southern border, 20 km from the edge; the parallel bends away from it by up to 0.3 km.
    assert whole.width_km.best == pytest.approx(40.0, abs=0.7)
    west, south, east, north_lat = window
    clipped = corridor_width(drawn(north).intersection(box(*window)), at(-40, 0), [base(40, 0)], window=window)
    assert clipped.width_km.best == pytest.approx(whole.width_km.best, abs=0.05)
    assert len(clipped.way) > 1
    for lon, lat in clipped.way:
        assert west - 1e-4 <= lon <= east + 1e-4
        assert south - 1e-4 <= lat <= north_lat


def test_a_way_round_outside_the_window_does_not_count():
    ground = unary_union([box(-40, -20, -10, 60), box(10, -20, 40, 60), box(-40, 40, 40, 60), box(-11, -1, 11, 1)])
    window = (*at(-39, -19), *at(39, 30))
    assert width(ground, (-25, 0), (25, 0)).width_km.best == pytest.approx(20.0, abs=0.1)
    assert width(ground, (-25, 0), (25, 0), window=window).width_km.best == pytest.approx(2.0, abs=0.05)


def test_ground_without_any_edge_in_the_window_is_as_wide_as_the_limit():
    ground = box(30.0, 45.0, 45.0, 52.0)
    found = corridor_width(ground, (36.5, 49.0), [SupplyBase("b", 37.5, 49.0)], window=(36.0, 48.5, 38.0, 49.5))
    assert found.at_limit


def test_what_cannot_be_asked_is_said():
    ground = drawn(dumb_bell((-2, 2)))
    with pytest.raises(MeasureError, match="supply base"):
        corridor_width(ground, at(-30, 0), [])
    with pytest.raises(MeasureError, match="outside the window"):
        corridor_width(ground, at(-30, 0), [base(30, 0)], window=(0.0, 0.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="in order"):
        corridor_width(ground, at(-30, 0), [base(30, 0)], bracket_km=(7.0, 12.0))
    with pytest.raises(ValueError, match="limit"):
        corridor_width(ground, at(-30, 0), [base(30, 0)], limit_km=0)
    with pytest.raises(ValueError, match="west, south, east, north"):
        corridor_width(ground, at(-30, 0), [base(30, 0)], window=(*at(-30, 0), *at(-30, 0)))
    with pytest.raises(ValueError, match="not a number"):
        corridor_width(ground, (math.nan, 49.0), [base(30, 0)])
    none = corridor_width(MultiPolygon(), at(-30, 0), [base(30, 0)])
    assert none.width_km.best == 0.0
    assert "no ground" in str(none.reason)


def test_it_can_be_called_off_and_tells_how_far_it_is():
    heard: list[float] = []
    ground, place, bases = drawn(dumb_bell((-0.5, 0.5))), at(-30, 0), [base(30, 0)]
    corridor_width(ground, place, bases, progress=heard.append)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    assert heard == sorted(heard)
    assert len(heard) >= 4

    def stop(share):
        if share > 0.1:
            raise Cancelled("called off")

    with pytest.raises(Cancelled):
        corridor_width(ground, place, bases, progress=stop)


# ---------------------------------------------------------------- the acceptance case


@pytest.fixture(scope="module")
def september_control(september):
    """Return the ground under assessed control on each day of September 2022 that there is a map of."""
    days = {area.as_of for area in september.control_areas}
    return {
        day.day: unary_union(
            [a.geometry for a in september.control_areas if a.as_of == day and a.state == "assessed_control"]
        )
        for day in days
    }


IZIUM, LUHANSK = (37.257, 49.213), SupplyBase("Luhansk", 39.308, 48.574)
WINDOW = (35.5, 47.5, 40.3, 50.6)


@pytest.mark.parametrize(("day", "least", "most"), [(7, 59, 60), (8, 59, 60), (9, 25, 32)])
def test_the_corridor_to_izium(september_control, day, least, most):
    # Issue 5: at or near the limit on the 8th, 25 to 32 km on the 9th, on all days still joined.
    ground = september_control[day]
    found = corridor_width(ground, IZIUM, [LUHANSK], window=WINDOW)
    assert least <= found.width_km.best <= most
    assert least <= found.width_km.low <= found.width_km.high <= most
    assert found.joined
    assert joined(ground, IZIUM, [LUHANSK])
    clipped = corridor_width(ground.intersection(box(*WINDOW)), IZIUM, [LUHANSK], window=WINDOW)
    assert clipped.width_km.best == pytest.approx(found.width_km.best, abs=0.02)
