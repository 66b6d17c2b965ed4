"""Claims about routes on a small board: what is open and cut can be read off the drawing beside each test.

The ground of side R is the strip between y = -1 and y = 2 from x = -1 on, up to an edge that differs by test; ways go
along y = 0 and y = 1 from the base at x = 0. Lengths are pyproj's own.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from roads import at, km, road
from salient.core.case import Case, Claim, ControlArea, Gain, Settlement, case_from_rows
from salient.core.check import check_case, report_json
from salient.core.joining import RouteJoining, joining_of
from salient.core.recheck import affected, recheck

DAY, BEFORE = datetime.date(2022, 9, 9), datetime.date(2022, 9, 1)
# Two rails and a rung at x = 0 and x = 3: a ladder of four places and two ways.
LOW, HIGH = road("low", (0, 0), (1, 0), (2, 0), (3, 0)), road("high", (0, 1), (1, 1), (2, 1), (3, 1))
RUNGS = (road("west", (0, 0), (0, 1)), road("east", (3, 0), (3, 1)))


def town(name, x, y, **more):
    return Settlement(name, name.title(), Point(*at(x, y)), **more)


PLACES = (
    town("base", 0, 0, is_supply_base=True, side="R"),
    town("town", 3, 0),
    town("mid", 1.5, 0),
    town("north", 1.5, 1),
    town("far", 3, 3),
)


def ground(west, south, east, north, day=DAY, state="assessed_control", side="R", tolerance_m=100):
    area = box(*at(west, south), *at(east, north))
    name = f"{side} {state} {west} {south} {day}"
    return ControlArea(name, area, side, state, "I", as_of=day, tolerance_m=tolerance_m)


def claim(name="c", kind="isolation", **more):
    fields = {"place_ids": ("town",), "side": "R", "refers_to": DAY, "stated_on": DAY, **more}
    return Claim(name, name, kind, "someone", **fields)


WHOLE = ground(-1, -1, 4, 2)
CASE = Case("board", supply_routes=(LOW, HIGH, *RUNGS), settlements=PLACES, control_areas=(WHOLE,), claims=(claim(),))


def found(case, *claims):
    report = report_json(check_case(replace(case, claims=claims or case.claims)))
    (finding,) = report["findings"]
    return finding, {one["definition"]: one for one in finding["definitions"]}


def test_two_ways_left_is_not_isolated():
    finding, by = found(CASE)
    assert finding["verdict"] == "inconsistent"
    assert (by["isolation"]["low"], by["isolation"]["best"], by["isolation"]["high"]) == (0, 0, 0)
    length = km((0, 0), (1, 0), (2, 0), (3, 0))
    assert f"not cut; 2 ways left, the shortest {length:,.0f} km to Base" in finding["reason"]
    assert "corridor" in finding["reason"]
    # Nobody advanced beyond what is controlled: the second reading would say the same.
    assert "isolation_advance" not in by


def test_one_way_left_is_named_with_its_detour():
    # The lower rail leaves the ground between x = 1 and x = 2; before, all was open.
    gap = [ground(-1, -1, 1.2, 0.5), ground(1.8, -1, 4, 0.5), ground(-1, 0.5, 4, 2)]
    case = replace(CASE, control_areas=(replace(WHOLE, id="then", as_of=BEFORE), *gap))
    finding, by = found(case, claim(refers_from=BEFORE))
    assert by["isolation"]["high"] == 0
    now, then = km((0, 0), (0, 1), (1, 1), (2, 1), (3, 1), (3, 0)), km((0, 0), (1, 0), (2, 0), (3, 0))
    assert f"one way left, {now:,.0f} km to Base" in finding["reason"]
    assert f"On 2022-09-01 it was {then:,.0f} km: {now / then:.1f} times as long now" in finding["reason"]
    assert "It hangs on: east, high, west." in finding["reason"]


def test_isolated_under_control_alone_and_not_with_advance():
    # Control has a gap from x = 1 to x = 2, which the side advanced into.
    case = replace(
        CASE,
        control_areas=(ground(-1, -1, 1, 2), ground(2, -1, 4, 2), ground(1, -1, 2, 2, state="assessed_advance")),
    )
    finding, by = found(case)
    assert (by["isolation"]["best"], by["isolation_advance"]["best"]) == (1, 0)
    assert by["enclosed"]["best"] is not None
    assert finding["verdict"] == "consistent_if"
    assert "isolation" in finding["fits"]
    assert "isolation_advance" not in finding["fits"]
    assert "Under control alone: cut; no way leads to a supply base." in finding["reason"]


def test_a_gap_narrower_than_the_tolerance_is_a_maybe():
    # 0.002 of 0.1 degrees is some 15 m of longitude; the edge may be off by 100 m either way.
    case = replace(CASE, control_areas=(ground(-1, -1, 1.5, 2), ground(1.502, -1, 4, 2)))
    _, by = found(case)
    assert (by["isolation"]["low"], by["isolation"]["best"], by["isolation"]["high"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"supply_routes": ()}, "A network of supply routes is needed"),
        ({"settlements": tuple(replace(one, is_supply_base=False) for one in PLACES)}, "marked as a supply base of R"),
        ({"settlements": tuple(replace(one, geometry=PLACES[4].geometry) for one in PLACES)}, "within 5 km"),
        ({"control_areas": ()}, "No ground is known"),
        ({"control_areas": (ground(-1, -1, 2.5, 2),)}, "does not stand in ground of R"),
        ({"control_areas": (ground(0.5, -1, 4, 2),)}, "No supply base of R stands in its ground"),
    ],
)
def test_what_is_missing_is_named(change, words):
    finding, by = found(replace(CASE, **change))
    assert by["isolation"]["fits"] is None
    assert words in finding["reason"]


def test_from_drawn_gains_alone():
    # Side U took the ground round the town's two ways, from x = 1 to x = 2.
    taken = Gain("g", box(*at(1, -1), *at(2, 2)), side="U", as_of=DAY, tolerance_m=100)
    case = replace(CASE, control_areas=(), claimed_gains=(taken,))
    finding, by = found(case)
    assert by["isolation"]["best"] == 1
    assert finding["verdict"] == "consistent"
    later = replace(taken, as_of=DAY + datetime.timedelta(days=1))
    assert found(replace(case, claimed_gains=(later,)))[1]["isolation"]["fits"] is None


def test_a_side_whose_ground_is_not_drawn_has_the_rest():
    # The maps draw U only, from x = 1 to x = 2: the rest counts as ground of R.
    case = replace(CASE, control_areas=(ground(1, -1, 2, 2, side="U"),))
    _, by = found(case)
    assert by["isolation"]["best"] == 1
    assert by["isolation"]["fits"]
    _, by = found(replace(case, control_areas=(ground(1, 0.5, 2, 2, side="U"),)))
    assert by["isolation"]["best"] == 0


def test_a_route_is_cut_where_it_leaves_the_ground():
    case = replace(CASE, control_areas=(ground(-1, -1, 1, 2), ground(2, -1, 4, 2)))
    finding, by = found(case, claim(kind="route_status", place_ids=(), route_ids=("low",)))
    assert (by["route_cut"]["low"], by["route_cut"]["best"]) == (1, 1)
    cut, whole = km((1, 0), (2, 0)), km((0, 0), (1, 0), (2, 0), (3, 0))
    assert f"low is open over {whole - cut:,.1f} of {whole:,.1f} km, with cuts: 2" in finding["reason"]
    # Said to be open: the denial does not fit.
    finding, _ = found(case, claim(kind="route_status", place_ids=(), route_ids=("low",), denies=True))
    assert finding["verdict"] == "inconsistent"
    finding, by = found(CASE, claim(kind="route_status", place_ids=(), route_ids=("low", "high")))
    assert by["route_cut"]["high"] == 0
    assert "high is open over its" in finding["reason"]


def test_between_two_places_a_way_over_any_route_or_the_named_ones():
    # The lower rail is cut, the upper one is open.
    gap = (ground(-1, -1, 1.2, 0.5), ground(1.8, -1, 4, 0.5), ground(-1, 0.5, 4, 2))
    case = replace(CASE, control_areas=gap)
    ends = {"kind": "route_status", "place_ids": ("base", "town")}
    finding, by = found(case, claim(**ends))
    assert by["route_cut"]["best"] == 0
    length = km((0, 0), (0, 1), (1, 1), (2, 1), (3, 1), (3, 0))
    assert f"from Base to Town the shortest way is {length:,.0f} km" in finding["reason"]
    assert found(case, claim(**ends, route_ids=("low",)))[1]["route_cut"]["low"] == 1
    finding, _ = found(case, claim(kind="route_status", place_ids=()))
    assert finding["verdict"] == "not_testable"
    assert "names no route" in finding["reason"]


def test_on_the_route_in_three_degrees():
    def ask(place):
        finding, by = found(CASE, claim(kind="on_route", place_ids=("base", place, "town")))
        return finding, [by[name]["best"] for name in ("every_way", "some_way", "near_way")]

    finding, answers = ask("mid")
    assert answers == [1, 1, 1]
    assert finding["verdict"] == "consistent"
    assert "Every shortest way passes Mid" in finding["reason"]
    # The upper rail is two rungs longer: far more than a tenth.
    finding, answers = ask("north")
    assert answers == [0, 0, 0]
    assert finding["verdict"] == "inconsistent"
    finding, _ = found(CASE, claim(kind="on_route", place_ids=("base", "town")))
    assert "three places, in this order" in finding["reason"]


def test_the_distance_by_road_goes_along_the_roads():
    # From the middle of the upper rail to the middle of the lower one: half a rail, a rung, half a rail.
    ends = {"kind": "distance", "place_ids": ("north", "mid"), "unit": "km"}
    around = km((1.5, 1), (2, 1), (3, 1), (3, 0), (2, 0), (1.5, 0))
    finding, by = found(CASE, claim(**ends, value=round(around), bound="about"))
    assert by["road"]["best"] == pytest.approx(around, abs=0.01)
    assert finding["fits"] == ["road"]
    assert finding["verdict"] == "consistent_if"
    # A railway through both places takes nothing from it.
    railway = road("railway", (1.5, 1), (1.5, 0), mode="rail")
    _, by = found(replace(CASE, supply_routes=(*CASE.supply_routes, railway)), claim(**ends, value=20))
    assert by["road"]["best"] == pytest.approx(around, abs=0.01)
    rails = tuple(replace(one, mode="rail") for one in CASE.supply_routes)
    _, by = found(replace(CASE, supply_routes=rails), claim(**ends, value=20))
    assert "A network of roads is needed" in by["road"]["missing"]


def test_an_edit_of_routes_bases_or_ground_touches_the_claims_that_hang_on_it():
    claims = (
        claim("isolation"),
        claim("enclosed", kind="enclosed"),
        claim("route", kind="route_status", place_ids=(), route_ids=("low",)),
        claim("along", kind="on_route", place_ids=("base", "mid", "town")),
        claim("distance", kind="distance", place_ids=("base", "town"), value=20, unit="km"),
    )
    case = replace(CASE, claims=claims)
    fewer = replace(case, supply_routes=case.supply_routes[:-1])
    moved = replace(PLACES[0], geometry=PLACES[2].geometry)
    based = replace(case, settlements=(*PLACES, town("new", 3, 1, is_supply_base=True, side="R")))
    less = replace(case, control_areas=(ground(-1, -1, 2, 2),))
    assert affected(case, fewer) == {"isolation", "route", "along", "distance"}
    assert affected(case, based) == {"isolation", "enclosed"}
    assert {"isolation", "enclosed", "route"} <= affected(case, less)
    assert "along" in affected(case, replace(case, settlements=(moved, *PLACES[1:])))
    before = check_case(case)
    for after in (fewer, based, less):
        assert report_json(recheck(after, before)) == report_json(check_case(after))
    drawn = replace(case, control_areas=(), claimed_gains=(Gain("g", WHOLE.geometry, side="U", as_of=DAY),))
    assert {"isolation", "route"} <= affected(drawn, replace(drawn, claimed_gains=()))


def test_supplies_to_izium(september):
    # Design, section 6, last row; place, base and widths from issue 5.
    places = (
        Settlement("izium", "Izium", Point(37.257, 49.213)),
        Settlement("luhansk", "Luhansk", Point(39.308, 48.574), is_supply_base=True, side="RU"),
    )
    said = {"kind": "isolation", "side": "", "place_ids": ("izium",)}
    case = replace(
        september,
        settlements=places,
        claims=(claim("8", **{**said, "refers_to": datetime.date(2022, 9, 8)}), claim("9", **said)),
    )
    eighth, ninth = check_case(case).findings
    for finding in (eighth, ninth):
        assert finding.verdict == "inconsistent"
        by = {one.definition: one for one in finding.measures}
        assert (by["enclosed"].best, by["enclosed"].fits) == (0, False)
        assert by["isolation"].fits is None
        assert "A network of supply routes is needed" in str(finding.reason)
    widths = [fact.values["km"] for one in (eighth, ninth) for fact in one.measures[0].facts]
    assert widths[0] >= 59
    assert 25 <= widths[1] <= 32
    assert "narrowest at" in str(ninth.reason)


# ---------------------------------------------------------------- where routes meet

# Two roads that cross at (1, 0) without a vertex in common: along y = 0, and from the base at (1, -1) up to (1, 1).
FLAT, STEEP = road("flat", (0, 0), (3, 0)), road("steep", (1, -1), (1, 1))
CROSSING = replace(
    CASE,
    supply_routes=(FLAT, STEEP),
    settlements=(town("base", 1, -1, is_supply_base=True, side="R"), town("town", 3, 0), town("mid", 1, 1)),
    control_areas=(ground(-1, -2, 4, 2),),
)
APART = {"route_crossings": "apart"}


@pytest.mark.parametrize(("settings", "isolated"), [({}, 0), ({"route_crossings": "joined"}, 0), (APART, 1)])
def test_a_crossing_without_a_junction_leads_nowhere_where_they_are_apart(settings, isolated):
    _, by = found(replace(CROSSING, settings=settings))
    assert (by["isolation"]["low"], by["isolation"]["best"], by["isolation"]["high"]) == (isolated,) * 3


@pytest.mark.parametrize(
    ("kind", "places", "definition", "joined_best"),
    [
        ("route_status", ("base", "town"), "route_cut", 0),
        ("on_route", ("base", "mid", "town"), "every_way", 0),
        ("distance", ("base", "town"), "road", None),
    ],
)
def test_every_kind_of_claim_reads_the_setting(kind, places, definition, joined_best):
    asked = claim(kind=kind, place_ids=places, value=100, unit="km")
    _, by = found(CROSSING, asked)
    best = by[definition]["best"]
    if kind == "distance":
        assert best == pytest.approx(km((1, -1), (1, 0), (3, 0)), abs=0.01)
    else:
        assert best == joined_best
    _, by = found(replace(CROSSING, settings=APART), asked)
    if kind == "route_status":
        assert by[definition]["best"] == 1
    else:
        assert by[definition]["best"] is None
        assert "No routes lead from Base to Town" in by[definition]["missing"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "are joined where they cross, and what lies within 25 m is one place."),
        ({"route_snap_m": "40"}, "are joined where they cross, and what lies within 40 m is one place."),
        (APART, "joined only where they share a point; what lies within 1 m is one place."),
        ({**APART, "route_snap_m": "0"}, "joined only where they share a point; what lies within 0 m is one place."),
    ],
)
def test_the_finding_says_where_routes_meet(settings, words):
    report = check_case(replace(CROSSING, settings=settings))
    assert any(words in str(one) for one in report.findings[0].used)
    # On the whole report it stands only where the case says something of its own.
    assert any(words in note for note in report_json(report)["notes"]) is bool(settings)


def test_an_end_that_stops_short_is_joined_within_the_tolerance_of_the_case():
    # 0.004 of 0.1 degrees of latitude is 44 m.
    short = replace(CROSSING, supply_routes=(FLAT, road("steep", (1, -1), (1, -0.004))))
    assert found(short)[1]["isolation"]["best"] == 1
    assert found(replace(short, settings={"route_snap_m": "50"}))[1]["isolation"]["best"] == 0
    assert found(replace(short, settings={"route_snap_m": "40"}))[1]["isolation"]["best"] == 1


@pytest.mark.parametrize("setting", ["route_snap_m", "route_crossings"])
def test_a_changed_setting_is_checked_anew(setting):
    after = replace(CROSSING, settings={setting: {"route_snap_m": "5", "route_crossings": "apart"}[setting]})
    assert affected(CROSSING, after) == {"c"}
    assert report_json(recheck(after, check_case(CROSSING))) == report_json(check_case(after))


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("route_snap_m", "near", '"near" is no number of metres from 0 to 5,000'),
        ("route_snap_m", "nan", '"nan" is no number of metres'),
        ("route_snap_m", "-1", '"-1" is no number of metres'),
        ("route_crossings", "Apart ", '"Apart " does nothing here; write joined or apart'),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_does_nothing(setting, value, words):
    case = case_from_rows("board", {"settings": [{"id": setting, "value": value}]})
    (skipped,) = case.skipped
    assert (skipped.table, skipped.id) == ("settings", setting)
    assert words in str(skipped.reason)
    assert joining_of(case.settings) == RouteJoining(25.0, True)
