"""From a case to findings, on ground whose numbers can be done in the head.

The invented country: a strip of ground east of a straight baseline on the meridian 36° E between 49° and 50° N. One
degree of longitude at 49.5° N is 72.4 km (pyproj's Geod says so in the test), one of latitude 111.2 km.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Point, box

from salient.core.case import Area, Case, Claim, ControlArea, Event, FrontLine, Gain, Settlement
from salient.core.check import check_case, report_json
from salient.core.errors import Cancelled

GEOD = Geod(ellps="WGS84")
FINDING_KEYS = ["claim_id", "claimant", "kind", "claimed", "verdict", "fits", "definitions", "checks"]
FINDING_KEYS += ["scope", "from", "to", "reason"]
MEASURE_KEYS = ["definition", "low", "best", "high", "unit", "fits", "missing"]
START, END = datetime.date(2022, 9, 1), datetime.date(2022, 9, 9)


def claim(claim_id: str, kind: str, **fields: object) -> Claim:
    defaults = {"text": "as published", "claimant": "A newspaper", "refers_from": START, "refers_to": END}
    return Claim(id=claim_id, kind=kind, **{**defaults, **fields})  # type: ignore[arg-type]


@pytest.fixture
def ground() -> Case:
    return Case(
        name="invented",
        settlements=(
            Settlement("inside", "Inside", Point(36.3, 49.5)),
            Settlement("outside", "Outside", Point(35.5, 49.5)),
            Settlement("edge", "Edge", Point(36.5005, 49.5)),
            Settlement("island", "Island", Point(39.05, 49.5)),
        ),
        claimed_gains=(
            Gain("g", MultiPolygon([box(36.0, 49.2, 36.5, 49.8)]), name="Wedge", as_of=END, tolerance_m=500),
        ),
        front_lines=(FrontLine("b", "Before", LineString([(36, 49), (36, 50)]), as_of=START, tolerance_m=500),),
        areas=(Area("f", "Frame", box(35, 48, 40, 51), role="frame"),),
        control_areas=(
            ControlArea("main", box(37, 49, 38, 50), side="R", state="assessed_control", as_of=END, tolerance_m=100),
            ControlArea(
                "bit", box(39, 49.4, 39.1, 49.6), side="R", state="assessed_control", as_of=END, tolerance_m=100
            ),
        ),
        events=(
            Event("invasion", "Start of the invasion", datetime.date(2022, 2, 24)),
            Event("capture", "Capture", datetime.date(2022, 3, 4)),
        ),
    )


def findings(case: Case, *claims: Claim) -> dict[str, dict]:
    report = report_json(check_case(replace(case, claims=claims)))
    return {one["claim_id"]: one for one in report["findings"]}


def only(case: Case, **fields: object) -> dict:
    return findings(case, claim("c", **fields))["c"]


def measured(finding: dict, definition: str) -> dict:
    return next(one for one in finding["definitions"] if one["definition"] == definition)


def test_drawn_area_against_pyproj_on_a_densified_box(ground):
    # Independent: Geod's polygon of the box with its parallels cut into 2,000 short edges.
    steps = [36 + 0.5 * n / 2000 for n in range(2001)]
    lons = [*steps, *reversed(steps)]
    lats = [49.2] * 2001 + [49.8] * 2001
    area_km2 = abs(GEOD.polygon_area_perimeter(lons, lats)[0]) / 1e6
    finding = only(ground, kind="area_changed", value=round(area_km2), unit="km2", bound="about")
    drawn = measured(finding, "drawn")
    assert drawn["best"] == pytest.approx(area_km2, rel=1e-6)
    # Band: the edge moved by 500 m along the box's perimeter (about 206 km) is about 103 km2 either way.
    perimeter_km = GEOD.polygon_area_perimeter(lons, lats)[1] / 1000
    assert drawn["high"] - drawn["best"] == pytest.approx(0.5 * perimeter_km, rel=0.02)
    assert drawn["best"] - drawn["low"] == pytest.approx(0.5 * perimeter_km, rel=0.02)
    assert finding["verdict"] == "consistent"
    assert finding["fits"] == ["drawn"]
    assert measured(finding, "lost")["fits"] is None
    assert measured(finding, "lost")["missing"]
    assert finding["scope"] == "Frame"


def test_area_is_cut_to_the_scope(ground):
    small = Area("small", "Half", box(36.0, 49.2, 36.25, 49.8))
    whole = measured(only(ground, kind="area_changed", value=1, unit="km2"), "drawn")["best"]
    half = measured(
        only(replace(ground, areas=(*ground.areas, small)), kind="area_changed", value=1, unit="km2", area_id="small"),
        "drawn",
    )["best"]
    assert half == pytest.approx(whole / 2, rel=1e-9)


def test_gains_drawn_twice_count_once(ground):
    twice = replace(ground, claimed_gains=(*ground.claimed_gains, replace(ground.claimed_gains[0], id="again")))
    one = measured(only(ground, kind="area_changed", value=1, unit="km2"), "drawn")["best"]
    assert measured(only(twice, kind="area_changed", value=1, unit="km2"), "drawn")["best"] == pytest.approx(one)


def test_depth_is_the_distance_of_the_far_edge_from_the_meridian(ground):
    # The far edge lies on 36.5 E; its point nearest the equator-ward end, 49.2 N, is farthest from the meridian 36 E.
    # Independent: the foot on the meridian is found by trying latitudes a metre apart.
    feet = [49.2 + n * 1e-5 for n in range(-300, 900)]
    expected_km = min(GEOD.inv(36.5, 49.2, 36.0, foot)[2] for foot in feet) / 1000
    finding = only(ground, kind="depth", value=36, unit="km", bound="at_most")
    depth = measured(finding, "any_part")
    assert depth["best"] == pytest.approx(expected_km, abs=0.001)
    assert depth["low"] == pytest.approx(depth["best"] - 1.0)
    assert depth["high"] == pytest.approx(depth["best"] + 1.0)
    assert finding["verdict"] == "consistent"
    assert measured(finding, "break_in_sector")["missing"]


def test_depth_to_the_break_in_sector_can_decide_otherwise(ground):
    # Only the southern tenth of the baseline counts: the far north-eastern corner is then 0.7° of latitude away.
    sector = Area("s", "South", box(35.9, 49.0, 36.1, 49.25), role="sector")
    finding = only(replace(ground, areas=(*ground.areas, sector)), kind="depth", value=36, unit="km", bound="at_most")
    expected_km = GEOD.inv(36.5, 49.8, 36.0, 49.25)[2] / 1000
    assert measured(finding, "break_in_sector")["best"] == pytest.approx(expected_km, abs=0.01)
    assert finding["verdict"] == "consistent_if"
    assert finding["fits"] == ["any_part"]
    assert "any part of the baseline" in finding["reason"]


def test_the_period_decides_which_gains_count(ground):
    early = only(ground, kind="depth", value=36, unit="km", refers_to=datetime.date(2022, 9, 8))
    assert early["verdict"] == "not_testable"
    assert "No claimed gains" in early["reason"]


def test_distance_direction_and_conversion_of_kupiansk_and_izium(ground):
    # Design, section 6: 60.8 km, azimuth 25.3° (NNE); claimed 73 km (45 mi) north.
    places = (
        Settlement("izium", "Izium", Point(37.2569, 49.2128), tolerance_m=500),
        Settlement("kupiansk", "Kupiansk", Point(37.6167, 49.7064), tolerance_m=500),
    )
    finding = only(
        replace(ground, settlements=places),
        kind="distance",
        value=73,
        unit="km",
        conversion="45",
        conversion_unit="mi",
        direction="north",
        place_ids=("izium", "kupiansk"),
    )
    straight = measured(finding, "straight")
    assert straight["best"] == pytest.approx(60.8, abs=0.05)
    assert (straight["low"], straight["high"]) == (
        pytest.approx(straight["best"] - 1),
        pytest.approx(straight["best"] + 1),
    )
    assert finding["verdict"] == "inconsistent"
    assert measured(finding, "road")["fits"] is None
    checks = {one["check"]: one for one in finding["checks"]}
    assert checks["direction"]["holds"] is True
    assert checks["direction"]["found"] == "25.3° (NNE)"
    assert checks["conversion"]["holds"] is True


def test_fifty_kilometres_south_of_kharkiv_is_in_no_gain(ground):
    # Design, section 6: 50 km due south of 36.231 E, 49.993 N lies at 49.544 N.
    kharkiv = Settlement("kharkiv", "Kharkiv", Point(36.231, 49.993))
    far = Gain("far", box(36.6, 49.4, 37.5, 49.6), as_of=END)
    case = replace(ground, settlements=(kharkiv,), claimed_gains=(far,))
    fields = {"kind": "direction", "value": 50, "unit": "km", "bound": "at_most", "direction": "south"}
    finding = only(case, place_ids=("kharkiv",), **fields)
    assert finding["verdict"] == "inconsistent"
    assert measured(finding, "as_printed")["best"] == 0
    under = Gain("under", box(36.1, 49.4, 36.4, 49.6), as_of=END)
    report = check_case(replace(case, claimed_gains=(under,), claims=(claim("c", place_ids=("kharkiv",), **fields),)))
    assert report.findings[0].verdict == "consistent"
    there = {role: (lon, lat) for role, lon, lat in report.findings[0].measures[0].points}["as_printed"]
    assert there == (pytest.approx(36.231), pytest.approx(49.544, abs=0.001))


def test_settlements_are_counted_with_the_edge_in_doubt(ground):
    # "edge" lies 36 m outside of the wedge, within its tolerance of 500 m: possibly in.
    count = measured(only(ground, kind="settlement_count", value=1, bound="exact"), "in_gains")
    assert (count["low"], count["best"], count["high"]) == (1, 1, 2)


def test_seven_months_are_impossible(ground):
    # Design, section 6: to 8 Sep 196 days from 24 Feb (6.44 months of 30.44 days) and 188 from 4 March (6.18).
    finding = only(ground, kind="duration", value=7, unit="months", refers_to=datetime.date(2022, 9, 8))
    assert measured(finding, "since:invasion")["best"] == pytest.approx(196 / 30.44)
    assert measured(finding, "since:capture")["best"] == pytest.approx(188 / 30.44)
    assert finding["verdict"] == "impossible"
    check = next(one for one in finding["checks"] if one["check"] == "duration")
    assert check["holds"] is False
    half_a_year = only(ground, kind="duration", value=6, unit="months", refers_to=datetime.date(2022, 9, 8))
    assert half_a_year["verdict"] == "consistent"


def test_a_place_is_in_the_gain_or_not_and_a_denial_turns_it(ground):
    assert only(ground, kind="place_status", place_ids=("inside",))["verdict"] == "consistent"
    assert only(ground, kind="place_status", place_ids=("outside",))["verdict"] == "inconsistent"
    assert only(ground, kind="place_status", place_ids=("inside",), denies=True)["verdict"] == "inconsistent"
    assert only(ground, kind="place_status", place_ids=("nowhere",))["verdict"] == "not_testable"


def test_enclosed_by_ground_and_isolated_by_routes_are_two_questions(ground):
    fields = {"kind": "isolation", "side": "R"}
    main = replace(ground, settlements=(*ground.settlements, Settlement("main", "Main", Point(37.5, 49.5))))
    joined = only(main, place_ids=("main",), **fields)
    assert joined["verdict"] == "inconsistent"
    assert measured(joined, "enclosed")["best"] == 0
    assert measured(joined, "isolation")["missing"]
    cut_off = only(main, place_ids=("island",), kind="enclosed", side="R")
    assert cut_off["verdict"] == "consistent"


def test_a_corner_is_no_land_contact(ground):
    corner = ControlArea("c", box(38, 50, 38.2, 50.2), side="R", state="assessed_control", as_of=END, tolerance_m=0)
    main = replace(ground.control_areas[0], tolerance_m=0)
    case = replace(ground, control_areas=(main, corner), settlements=(Settlement("p", "P", Point(38.1, 50.1)),))
    assert measured(only(case, kind="enclosed", place_ids=("p",)), "enclosed")["best"] == 1


def test_a_missing_day_is_stood_in_for_within_three_days_and_said(ground):
    later = tuple(replace(one, as_of=END + datetime.timedelta(days=3)) for one in ground.control_areas)
    case = replace(ground, control_areas=later, claims=(claim("c", "enclosed", place_ids=("island",)),))
    finding = check_case(case).findings[0]
    assert finding.verdict == "consistent"
    assert "standing in for 2022-09-09" in str(finding.used[0])
    too_late = tuple(replace(one, as_of=END + datetime.timedelta(days=4)) for one in ground.control_areas)
    assert check_case(replace(case, control_areas=too_late)).findings[0].verdict == "not_testable"


def test_a_relay_that_changed_its_anchor_does_not_hold(ground):
    kharkiv = Settlement("kharkiv", "Kharkiv", Point(36.231, 49.993))
    original = claim("mod", "depth", value=50, unit="km", bound="at_most")
    relay = claim(
        "news",
        "direction",
        value=50,
        unit="km",
        bound="at_most",
        direction="south",
        place_ids=("kharkiv",),
        relays="mod",
    )
    finding = findings(replace(ground, settlements=(kharkiv,)), original, relay)["news"]
    check = next(one for one in finding["checks"] if one["check"] == "relay")
    assert check["holds"] is False
    assert "the place it is measured from" in check["reason"]
    assert "the number" not in check["reason"]


def test_a_relay_with_its_words_kept_holds_also_in_miles(ground):
    original = claim("a", "depth", value=50, unit="km")
    relay = claim("b", "depth", value=31, unit="mi", relays="a")
    assert findings(ground, original, relay)["b"]["checks"][-1]["holds"] is True
    lost = findings(ground, claim("b", "depth", value=31, unit="mi", relays="gone"))["b"]["checks"][-1]
    assert lost["holds"] is None


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"value": 1000, "bound": "at_least", "refers_to": datetime.date(2022, 9, 8)}, "other_period"),
        ({"value": 2500, "bound": "at_most"}, "same"),
        ({"value": 9000}, "contradict"),
        ({"value": 9000, "area_id": "f"}, "other_place"),
        ({"value": 9000, "side": "B"}, "other_place"),
    ],
)
def test_claims_are_reconciled_before_they_are_called_contradictory(ground, other, outcome):
    first = claim("isw", "area_changed", value=2500, unit="km2", bound="about", side="A")
    second = claim("other", "area_changed", **{"unit": "km2", "side": "A", **other})
    [pair] = check_case(replace(ground, claims=(first, second))).reconciled
    assert pair.claim_ids == ("isw", "other")
    assert pair.outcome == outcome


def test_a_status_and_its_denial_contradict(ground):
    fields = {"kind": "place_status", "place_ids": ("inside",)}
    taken, denied, again = claim("a", **fields), claim("b", denies=True, **fields), claim("c", **fields)
    elsewhere = claim("d", "place_status", place_ids=("outside",))
    pairs = check_case(replace(ground, claims=(taken, denied, again, elsewhere))).reconciled
    assert [(one.claim_ids, one.outcome) for one in pairs] == [(("a", "b"), "contradict"), (("a", "c"), "same")]


def test_claims_that_fit_different_definitions_are_not_contradictory(ground):
    sector = Area("s", "South", box(35.9, 49.0, 36.1, 49.25), role="sector")
    case = replace(ground, areas=(*ground.areas, sector))
    any_part = claim("a", "depth", value=36, unit="km", bound="at_most")
    from_sector = claim("b", "depth", value=71, unit="km", bound="exact")
    assert check_case(replace(case, claims=(any_part, from_sector))).reconciled[0].outcome == "other_definition"


def test_claims_that_cannot_be_tested_say_what_is_missing(ground):
    cases = {
        "no number": claim("a", "depth"),
        "no unit": claim("b", "depth", value=50),
        "no network": claim("c", "route_status"),
        "other": claim("d", "other"),
    }
    found = findings(ground, *cases.values())
    assert {one["verdict"] for one in found.values()} == {"not_testable"}
    assert all(one["reason"] for one in found.values())
    assert 'field "unit"' in found["b"]["reason"]


def test_the_json_has_exactly_the_keys_of_the_design(ground):
    report = report_json(check_case(replace(ground, claims=(claim("c", "depth", value=36, unit="km", direction="N"),))))
    assert list(report) == ["case", "as_of", "findings", "reconciled", "notes", "engine"]
    assert list(report["findings"][0]) == (
        [
            "claim_id",
            "claimant",
            "kind",
            "claimed",
            "verdict",
            "fits",
            "definitions",
            "checks",
            "scope",
            "from",
            "to",
            "reason",
        ]
    )
    assert list(report["findings"][0]["claimed"]) == ["low", "high", "value", "unit", "bound"]
    assert list(report["findings"][0]["definitions"][0]) == [
        "definition",
        "low",
        "best",
        "high",
        "unit",
        "fits",
        "missing",
    ]
    assert list(report["findings"][0]["checks"][0]) == ["check", "holds", "stated", "found", "reason"]
    assert report["as_of"] == "2022-09-09"


def test_as_of_leaves_out_what_came_later_and_says_so(ground):
    late = claim("late", "depth", value=36, unit="km", stated_on=datetime.date(2022, 9, 10))
    early = claim("early", "depth", value=36, unit="km", stated_on=datetime.date(2022, 9, 8))
    report = check_case(replace(ground, claims=(late, early)), as_of=datetime.date(2022, 9, 8))
    assert [one.claim.id for one in report.findings] == ["early"]
    assert report.findings[0].verdict == "not_testable"
    assert [str(note) for note in report.notes] == [
        "Left out, because they are of days after 2022-09-08: 1 of Claimed gains.",
        "Left out, because they are of days after 2022-09-08: 2 of Control areas.",
        "Left out, because they were stated after 2022-09-08: 1 claims.",
    ]


def test_a_case_without_claims_says_so(ground):
    report = check_case(ground)
    assert report.findings == ()
    assert "no claims" in str(report.notes[0])


def test_a_check_can_be_called_off(ground):
    def stop(done: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        check_case(replace(ground, claims=(claim("c", "other"),)), progress=stop)
