"""What is odd about maps is told, each kind with a map that has it and one that has not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from maps import UNIT_KM2, area, day, squares
from salient.core.case import ControlArea, Settlement
from salient.core.quality import quality, quality_json, quality_summary

FRAME = box(35, 48, 39, 51)


def held(number: int, *of: int) -> ControlArea:
    return area(number, "assessed_control", "R", *of)


def kinds(*areas: ControlArea, **more) -> list[str]:
    return [one.kind for one in quality(areas, **more)]


def test_sound_maps_give_nothing():
    assert quality([held(0, 0, 1), held(1, 0, 1, 2), held(2, 1, 2, 3)], FRAME) == ()
    assert quality([]) == ()


def test_a_bow_tie_is_told_with_its_place_and_areas():
    # Two triangles with a common corner at 36.5, 49.5; as drawn their areas cancel.
    tie = Polygon([(36, 49), (37, 50), (37, 49), (36, 50)])
    [found] = quality([replace(held(0, 0), geometry=tie)], FRAME)
    assert (found.kind, found.place) == ("invalid_ring", (36.5, 49.5))
    assert found.before_km2 < 100
    assert found.after_km2 == pytest.approx(UNIT_KM2 * 100 / 2, rel=0.02)
    assert "km² as drawn" in str(found.message)


def test_slivers_among_pieces_and_holes():
    hole = box(36.05, 49.05, 36.0505, 49.0505)
    ground = MultiPolygon([box(36, 49, 36.1, 49.1).difference(hole), box(37, 49, 37.0005, 49.0005)])
    [found] = quality([replace(held(0, 0), geometry=ground)], FRAME)
    assert found.kind == "sliver"
    assert str(found.message).startswith("1 pieces and 1 holes")


def test_a_day_that_repeats_an_earlier_one_however_it_was_drawn():
    ring = list(squares(0).geoms[0].exterior.coords)
    turned = replace(held(2, 0), geometry=Polygon([*ring[2:-1], *ring[:2]][::-1]))
    found = quality([held(0, 0), held(1, 0, 1), turned])
    assert [(one.kind, one.day) for one in found] == [("duplicate_day", day(2)), ("area_flips", day(1))]
    assert "2024-07-01" in str(found[0].message)


def test_missing_days_are_told_gap_by_gap():
    found = [one for one in quality([held(0, 0), held(1, 1), held(5, 2), held(6, 3)]) if one.kind == "missing_day"]
    assert [(one.day, str(one.message)) for one in found] == [
        (day(2), "No map of X on 3 days from 2024-07-03 on; the next is of 2024-07-06.")
    ]


def test_ground_and_towns_that_change_for_one_day_only():
    town = Settlement("t", "Town", Point(36.35, 49.05))
    found = quality([held(0, 0), held(1, 0, 3), held(2, 0), held(3, 1)], settlements=[town])
    flips = {one.kind: one for one in found}
    assert flips["area_flips"].day == flips["place_flips"].day == day(1)
    assert flips["area_flips"].after_km2 == pytest.approx(UNIT_KM2)
    assert squares(3).contains(Point(flips["area_flips"].place))
    assert "Town is assessed_control on this day only" in str(flips["place_flips"].message)
    out = quality([held(0, 0, 3), held(1, 0), held(2, 0, 3)], settlements=[town])
    assert "missing from this layer" in str(next(one for one in out if one.kind == "area_flips").message)


def test_ground_that_stays_is_no_flip():
    assert "area_flips" not in kinds(held(0, 0), held(1, 0, 3), held(2, 0, 3), held(3, 0, 4))


@pytest.mark.parametrize("frame", [FRAME, None])
def test_longitude_and_latitude_exchanged(frame):
    turned = replace(held(3, 0), geometry=box(49, 36, 49.1, 36.1))
    found = quality([held(0, 0), held(1, 1), held(2, 2), turned], frame)
    assert [(one.kind, one.id) for one in found if one.kind in ("swapped", "far_from_frame")] == [
        ("swapped", turned.id)
    ]


def test_a_shape_far_from_the_rest():
    far = replace(held(0, 0), geometry=MultiPolygon([box(36, 49, 36.1, 49.1), box(-1, -1, 1, 1)]))
    [found] = quality([far], FRAME)
    assert (found.kind, found.place) == ("far_from_frame", (0, 0))
    metres = replace(held(0, 0), geometry=box(4_000_000, 6_000_000, 4_100_000, 6_100_000))
    assert kinds(metres, frame=FRAME) == ["far_from_frame"]


def test_empty_and_infinite_shapes():
    empty = replace(held(0, 0), geometry=Polygon())
    endless = replace(held(1, 0), geometry=Polygon([(36, 49), (37, float("inf")), (37, 49)]))
    assert kinds(empty, endless, frame=FRAME)[:2] == ["empty", "empty"]


def test_summary_and_json():
    found = quality([held(0, 0), held(5, 0)], FRAME)
    assert [str(one) for one in quality_summary(found)] == ["1 maps repeat an earlier day.", "1 gaps between the days."]
    assert list(quality_json(found)[0]) == ["kind", "day", "id", "place", "before_km2", "after_km2", "message"]


def test_september_holds_what_is_known_of_it(september):
    found = quality(september.control_areas, september.areas[0].geometry)
    gaps = {one.day.isoformat() for one in found if one.kind == "missing_day"}
    assert gaps == {"2022-09-02", "2022-09-06"}  # the files are of the 1st, 5th, 7th, 8th and 9th
    assert not {"invalid_ring", "swapped", "empty"} & {one.kind for one in found}
