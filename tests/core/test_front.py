"""Baselines, gained ground and depth from maps: squares, and the acceptance case's depths."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from maps import UNIT_KM2, area, day
from salient.core.case import Area, Case, Claim, FrontLine, Settlement
from salient.core.change import held_ground
from salient.core.check import check_case
from salient.core.errors import MeasureError
from salient.core.front import baseline_named, baseline_of, baseline_on, depth_series, gained_ground
from salient.core.geodesy import length_km
from salient.core.grounds import Grounds
from salient.core.mapped import GainedGround
from salient.core.messages import message

GEOD = Geod(ellps="WGS84")
# One degree square: its southern edge is a coast, its eastern one a border, the others a front.
GROUND = box(36, 49, 37, 50)
COAST = LineString([(35, 49.001), (38, 49.001)])
BORDER = LineString([(37.002, 48), (37.002, 51)])


def side_km(*lonlats: float) -> float:
    """Return the length of an edge straight in longitude and latitude, by pyproj on short pieces."""
    x0, y0, x1, y1 = lonlats
    lons = [x0 + (x1 - x0) * n / 1000 for n in range(1001)]
    lats = [y0 + (y1 - y0) * n / 1000 for n in range(1001)]
    return GEOD.line_length(lons, lats) / 1000


WEST_AND_NORTH = side_km(36, 49, 36, 50) + side_km(36, 50, 37, 50)
EAST = side_km(37, 49, 37, 50)


def test_without_borders_the_whole_edge_and_a_note():
    found = baseline_of(GROUND)
    assert length_km(found.geometry) == pytest.approx(WEST_AND_NORTH + EAST + side_km(36, 49, 37, 49), abs=0.1)
    assert "whole edge" in str(found.notes[0])


def test_a_coast_never_belongs_to_it():
    found = baseline_of(GROUND, coasts=COAST)
    # A kilometre about the coast takes a little of the edges that run into it.
    assert length_km(found.geometry) == pytest.approx(WEST_AND_NORTH + EAST, abs=3)
    assert found.geometry.distance(Point(36.5, 49)) > 0.009


@pytest.mark.parametrize(
    ("beyond", "expected_km"),
    [
        # Held all along, held in the northern half, held nowhere near.
        ({"other_held": box(37, 48, 40, 51)}, WEST_AND_NORTH),
        ({"other_held": box(37, 49.5, 40, 51)}, WEST_AND_NORTH + EAST / 2),
        ({"other_held": box(39, 48, 40, 51)}, WEST_AND_NORTH + EAST),
        # Not known: left out, but not where the other side's ground lies beyond it (a bridgehead).
        ({}, WEST_AND_NORTH),
        ({"unheld": box(37, 49.2, 37.3, 49.7)}, WEST_AND_NORTH + EAST / 2),
    ],
)
def test_a_border_belongs_to_it_where_the_ground_beyond_was_not_held(beyond, expected_km):
    found = baseline_of(GROUND, borders=BORDER, coasts=COAST, **beyond)
    assert length_km(found.geometry) == pytest.approx(expected_km, abs=4.5)
    assert len(found.notes) == 2


def test_no_edge_left_is_said():
    with pytest.raises(MeasureError, match="no edge"):
        baseline_of(GROUND, borders=GROUND)
    with pytest.raises(MeasureError, match="no ground"):
        baseline_of(box(0, 0, 1, 1).difference(box(0, 0, 1, 1)))


def test_one_line_with_two_tolerances_has_two_bands():
    found = GainedGround(box(36.5, 49.2, 37, 49.8), LineString([(36, 49), (36, 50)]), 100.0, message("Squares."))
    grounds, claim = Grounds(Case("squares")), Claim("c1", "said", "depth", "X")
    for metres in (100.0, 900.0):
        depth, _ = grounds.mapped_depth(claim, found, found.front, metres, None)
        # Design, section 4: best ± (tolerance of the gain + tolerance of the baseline).
        assert depth.high_km - depth.best_km == pytest.approx((100.0 + metres) / 1000)


def two_days() -> Case:
    return Case(
        "squares",
        control_areas=(
            area(0, "assessed_control", "R", 0, 1, 2, 3),
            area(0, "claimed_counteroffensive", "B", 7),
            area(4, "assessed_control", "R", 1, 2, 3),
            area(4, "claimed_counteroffensive", "B", 0, 7),
            area(8, "assessed_control", "R", 2, 3),
            area(8, "claimed_counteroffensive", "B", 0, 1, 7),
        ),
    )


def test_gained_is_the_other_layer_within_the_control_before():
    maps = two_days().control_areas
    gained = gained_ground(held_ground(maps[:2], "R"), held_ground(maps[4:], "R"))
    assert gained.bounds == (36, 49, 36.2, 49.1)


def test_a_baseline_of_a_day_that_is_stood_in_for():
    found = baseline_on(two_days(), day(2))
    assert (found.issuer, found.side, found.as_of, found.tolerance_m) == ("X", "R", day(4), 100)
    assert (found.stood_in.asked, found.stood_in.used) == (day(2), day(4))
    assert "stands in" in str(found.notes[0])
    with pytest.raises(MeasureError, match="no map of X"):
        baseline_on(two_days(), day(9))


def test_depth_by_the_day():
    # The whole edge is the front: the deepest point of squares 0 and 1 is half way up, 0.05° from both long edges.
    found = depth_series(two_days(), day(0))
    half_high_km = GEOD.inv(36.15, 49.05, 36.15, 49.0)[2] / 1000
    assert [one.day for one in found.days] == [day(4), day(8)]
    assert found.days[1].any_part.best_km == pytest.approx(half_high_km, abs=0.02)
    # From the western edge alone it is two squares, less the bend of the ground.
    drawn = FrontLine("west", "The west", LineString([(36, 49), (36, 49.1)]), tolerance_m=900.0)
    western = depth_series(two_days(), day(0), baseline=drawn)
    across_km = GEOD.inv(36, 49, 36.2, 49)[2] / 1000
    deep = western.days[1].any_part
    assert deep.best_km == pytest.approx(across_km, abs=0.02)
    # Design, section 4: the tolerance of the gain, 100 m, and that of the line.
    assert deep.high_km - deep.best_km == pytest.approx(1.0)
    assert western.line is drawn
    assert "The west" in str(western.notes[0])


def test_ground_that_the_side_gained_is_measured_outwards():
    one_state = replace(
        two_days(),
        control_areas=tuple(area(number, "claimed_control", "R", *range(count)) for number, count in ((0, 2), (4, 5))),
    )
    [found] = depth_series(one_state, day(0), side_gains=True).days
    # Three squares east of 36.2 E, of which only the western edge is on the line.
    across_km = GEOD.inv(36.2, 49, 36.5, 49)[2] / 1000
    assert found.any_part.best_km == pytest.approx(across_km, abs=0.02)
    [lost] = depth_series(one_state, day(0)).days
    assert lost.any_part is None
    assert "No ground was gained" in str(lost.missing)


def test_borders_and_coasts_are_left_out_of_the_edge_of_the_first_day():
    # The squares' long edges are left out: what is measured from is the western and the eastern end.
    coasts = LineString([(35, 49), (37, 49)]), LineString([(35, 49.1), (37, 49.1)])
    found = depth_series(two_days(), day(0), coasts=coasts[0].union(coasts[1]))
    deepest = GEOD.inv(36, 49, 36.2, 49)[2] / 1000
    # Of the ends a kilometre beside each coast is gone too.
    assert found.days[1].any_part.best_km == pytest.approx(deepest, abs=0.15)
    assert "Coasts were left out" in str(found.notes[0])


def test_a_baseline_of_the_case_is_found_by_its_id_or_its_name():
    lines = [FrontLine(f"b{n}", name, LineString([(36, 49), (36, 50)])) for n, name in enumerate(("One", "Two", "two"))]
    case = replace(two_days(), front_lines=(*lines, FrontLine("now", "Now", lines[0].geometry, role="current")))
    assert baseline_named(case, "b2") is lines[2]
    assert baseline_named(case, " one ") is lines[0]
    with pytest.raises(MeasureError, match="several baselines"):
        baseline_named(case, "two")
    with pytest.raises(MeasureError, match="the case has b0, b1, b2"):
        baseline_named(case, "Now")


def test_depth_of_september_by_the_day(september):
    sector = september.areas[1].geometry
    found = depth_series(september, datetime.date(2022, 9, 5), sector=sector)
    depths = {one.day.day: (one.any_part.best_km, one.break_in_sector.best_km) for one in found.days}
    assert depths[9] == (pytest.approx(45.3, abs=0.5), pytest.approx(52.9, abs=0.5))
    assert depths[8] == (pytest.approx(15.1, abs=0.5), pytest.approx(15.1, abs=0.5))
    deepest = {one.definition: one.deepest_point for one in (found.days[-1].any_part, found.days[-1].break_in_sector)}
    assert deepest["any_part"] == (pytest.approx(37.677, abs=0.005), pytest.approx(49.555, abs=0.005))
    assert deepest["break_in_sector"] == (pytest.approx(37.690, abs=0.005), pytest.approx(49.536, abs=0.005))


# ---------------------------------------------------------------- claims that take them


def claim(claim_id: str, kind: str, **fields) -> Claim:
    return Claim(claim_id, "t", kind, "x", **{"side": "B", "refers_from": day(0), "refers_to": day(8), **fields})


PLACES = (
    Settlement("passed", "Passed", Point(36.05, 49.05)),
    Settlement("edge", "Edge", Point(36.2005, 49.05)),
    Settlement("held", "Held", Point(36.35, 49.05)),
)


def checked(*claims: Claim, case: Case | None = None) -> dict:
    whole = replace(case or two_days(), settlements=PLACES, claims=claims)
    return {one.claim.id: one for one in check_case(whole).findings}


def test_settlements_that_changed_sides_are_counted_with_the_edge_in_doubt():
    found = checked(claim("c", "settlement_count", value=1, bound="exact"))["c"]
    measure = {one.definition: one for one in found.measures}["changed_state"]
    # "edge" lies 36 m beyond the new line: within the tolerance of 100 m.
    assert (measure.low, measure.best, measure.high) == (1, 1, 2)
    assert found.fits == ("changed_state",)


@pytest.mark.parametrize(
    ("place", "side", "verdict"),
    [("passed", "B", "consistent"), ("held", "B", "inconsistent"), ("held", "R", "consistent")],
)
def test_the_state_of_a_place_on_the_day(place, side, verdict):
    found = checked(claim("c", "place_status", place_ids=(place,), side=side))["c"]
    assert found.verdict == verdict
    assert "centre of" in str(found.reason)


@pytest.mark.parametrize("state", ["assessed_control", "claimed_control"])
def test_ground_lost_in_the_one_state_of_an_issuer_whatever_its_name(state):
    areas = (area(0, state, "R", 0, 1, 2), area(8, state, "R", 1, 2))
    stated = claim("c", "area_changed", value=80, unit="km2", bound="about")
    found = checked(stated, case=replace(two_days(), control_areas=areas))["c"]
    measures = {one.definition: one.best for one in found.measures if one.best is not None}
    assert measures == {"lost": pytest.approx(UNIT_KM2), "net": pytest.approx(-UNIT_KM2)}


def test_a_place_lies_in_the_one_state_of_an_issuer_whatever_its_name():
    areas = tuple(area(number, "claimed_control", "R", 0, 1) for number in (0, 8))
    one_state = replace(two_days(), control_areas=areas)
    found = checked(claim("c", "place_status", place_ids=("passed",), side="R"), case=one_state)["c"]
    assert found.verdict == "consistent"


def test_ground_of_two_issuers_is_not_put_together():
    # By X the place stands in a piece of its own; Y's squares would join it to the rest.
    control = (
        area(8, "assessed_control", "R", 0, 2, 3),
        area(8, "assessed_control", "R", 1, issuer="Y"),
    )
    stated = claim("c", "enclosed", place_ids=("passed",), side="R")
    both = replace(two_days(), control_areas=control)
    found = checked(stated, case=both)["c"]
    assert found.verdict == "not_testable"
    assert "Several issuers drew the day: X, Y." in str(found.reason)
    assert checked(stated, case=replace(both, settings={"issuer": "X"}))["c"].verdict == "consistent"
    assert checked(stated, case=replace(both, settings={"issuer": "Z"}))["c"].verdict == "not_testable"


def test_a_note_tells_first_and_last_day_and_the_nearest_edge():
    used = str(checked(claim("c", "place_status", place_ids=("passed",)))["c"].reason)
    assert f"first on {day(4)}, last on {day(8)}" in used
    assert f"{GEOD.inv(36.05, 49.05, 36.0, 49.05)[2] / 1000:.1f} km" in used


def test_a_point_in_no_layer_on_any_day():
    fields = {"value": 10, "unit": "km", "direction": "east", "bound": "exact"}
    assert checked(claim("c", "direction", place_ids=("held",), **fields))["c"].verdict == "inconsistent"
    assert checked(claim("c", "direction", place_ids=("passed",), value=5, unit="km", direction="east"))[
        "c"
    ].verdict == "consistent"  # fmt: skip


def test_the_side_in_control_can_be_the_one_that_gains():
    case = Case(
        "one",
        control_areas=(area(0, "assessed_control", "R", 0), area(8, "assessed_control", "R", 0, 1)),
    )
    found = checked(claim("c", "area_changed", side="R", value=81, unit="km2", bound="about"), case=case)["c"]
    assert {one.definition for one in found.measures} == {"drawn", "gained", "net"}
    assert found.fits == ("gained", "net")


@pytest.mark.parametrize(("last", "verdict"), [(9, "consistent"), (8, "inconsistent")])
def test_to_a_depth_of_50_km(september, last, verdict):
    said = claim(
        "c", "depth", side="UA", value=50, unit="km", bound="at_most",
        refers_from=datetime.date(2022, 9, 5), refers_to=datetime.date(2022, 9, last),
    )  # fmt: skip
    [found] = check_case(replace(september, claims=(said,))).findings
    assert found.verdict == verdict
    assert "taken from the maps" in str(found.used[0])
    assert [one.definition for one in found.measures] == ["any_part", "break_in_sector"]


def test_fifty_km_south_of_kharkiv_is_in_no_layer(september):
    place = Settlement("kharkiv", "Kharkiv", Point(36.231, 49.993))
    said = claim(
        "c", "direction", side="UA", value=50, unit="km", bound="at_most", direction="south", place_ids=("kharkiv",),
        refers_from=datetime.date(2022, 9, 5), refers_to=datetime.date(2022, 9, 9),
    )  # fmt: skip
    [found] = check_case(replace(september, settlements=(place,), claims=(said,))).findings
    assert found.verdict == "inconsistent"
    assert found.measures[0].best == 0


def test_a_drawn_baseline_goes_before_the_one_of_the_map():
    line = LineString([(36.0, 49.0), (36.0, 49.1)])
    case = replace(two_days(), front_lines=(FrontLine("b", "Drawn", line, as_of=day(0)),), areas=(
        Area("f", "Frame", box(35, 48, 38, 50), role="frame"),
    ))  # fmt: skip
    found = checked(claim("c", "depth", value=14, unit="km", bound="about", baseline_id="b"), case=case)["c"]
    assert found.measures[0].best == pytest.approx(GEOD.inv(36, 49, 36.2, 49)[2] / 1000, abs=0.02)
    assert "But the baseline is Drawn." in str(found.used[0])
