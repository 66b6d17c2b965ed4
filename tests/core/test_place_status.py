"""Claims about the status of a place: squares whose answers can be seen, and towns of September 2022 by plain shapely.

Squares are 0.1° wide, number 0 from 36.0° E; a degree of longitude is 73 km there. Side B's layer is the
counter-offensive, R's the control; edges may be off by 100 m. Places: Mid in the middle of square 1, Near 36 m east of
the line between squares 1 and 2, Far in square 5.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest
from pyproj import Geod
from shapely.geometry import Point, box, shape
from shapely.ops import unary_union

from maps import area, day
from salient.core.case import Area, Case, Claim, Settlement
from salient.core.check import check_case
from salient.core.findings import Finding, Measure

GEOD = Geod(ellps="WGS84")
MID = Settlement("mid", "Mid", Point(36.15, 49.05))
NEAR = Settlement("near", "Near", Point(36.2005, 49.05))
FAR = Settlement("far", "Far", Point(36.55, 49.05))
# A fifth of a square to either side of Mid.
TOWN = Area("town", "Town of Mid", box(36.13, 49.03, 36.17, 49.07), role="built_up")


def days(*squares_of_b: tuple[int, ...], missing: tuple[int, ...] = ()) -> tuple:
    """Return a map for each day: side B's squares, and R's from there to square 9."""
    made = []
    for number, of_b in enumerate(squares_of_b):
        if number not in missing:
            made.append(area(number, "assessed_control", "R", *(n for n in range(10) if n not in of_b)))
            made.append(area(number, "claimed_counteroffensive", "B", *of_b))
    return tuple(made)


def found(maps: tuple, status: str, place: Settlement = MID, areas: tuple = (TOWN,), **fields) -> Finding:
    """Return the finding of one claim about a place, for side B and the days 1 to 2 where nothing else is said."""
    told = {"side": "B", "refers_from": day(1), "refers_to": day(2), **fields}
    claim = Claim("c", "t", "place_status", "x", status=status, place_ids=(place.id,), **told)
    case = Case("squares", control_areas=maps, settlements=(MID, NEAR, FAR), areas=areas, claims=(claim,))
    return check_case(case).findings[0]


def bands(finding: Finding) -> dict[str, tuple | None]:
    """Return surely, as drawn, possibly of each definition; None where it could not be measured."""
    return {
        one.definition: None if one.best is None else (one.low, one.best, one.high)
        for one in finding.measures
        if one.definition != "in_gains"
    }


def measured(finding: Finding, definition: str) -> Measure:
    return {one.definition: one for one in finding.measures}[definition]


YES, NO, MAYBE_OUT, MAYBE_IN = (1, 1, 1), (0, 0, 0), (0, 0, 1), (0, 1, 1)
WENT_EAST = days((0,), (0,), (0, 1))


# ---------------------------------------------------------------- taken, lost, held


@pytest.mark.parametrize(
    ("place", "centre"),
    [
        (MID, YES),
        # The line came to 36 m of it: within the tolerance of 100 m.
        (NEAR, MAYBE_OUT),
        (FAR, NO),
    ],
)
def test_taken_is_in_the_layer_now_and_was_not_before(place, centre):
    assert bands(found(WENT_EAST, "taken", place))["taken_centre"] == centre


def test_what_was_held_before_was_not_taken():
    held_before = days((0, 1), (0, 1), (0, 1))
    assert bands(found(held_before, "taken")) == {"taken_centre": NO, "taken_whole": NO}
    assert bands(found(held_before, "held")) == {"held_centre": YES, "held_whole": YES}
    # Near the line on both days: nothing moved there.
    assert bands(found(held_before, "taken", NEAR))["taken_centre"] == NO


def test_the_day_before_the_period_decides_and_not_its_first():
    on_the_first = days((0,), (0, 1), (0, 1))
    assert bands(found(on_the_first, "taken"))["taken_centre"] == YES
    assert bands(found(on_the_first, "taken", refers_from=day(2)))["taken_centre"] == NO
    note = str(measured(found(on_the_first, "taken"), "taken_centre").note)
    assert f"On {day(0)}, the day before the period, it does not lie in the layer of B." in note
    assert f"X, {day(2)}: measured at the centre of Mid." in note
    assert "The map shows there: claimed counter-offensive (B)." in note
    assert f"first on {day(1)}, last on {day(2)}" in note


def test_lost_is_the_reverse():
    assert bands(found(tuple(reversed_days()), "lost")) == {"lost_centre": YES, "lost_whole": YES}
    assert bands(found(WENT_EAST, "lost")) == {"lost_centre": NO, "lost_whole": NO}
    # By the maps of the side that held it, the same is lost that the other took.
    assert bands(found(WENT_EAST, "lost", side="R")) == {"lost_centre": YES, "lost_whole": YES}


def reversed_days() -> tuple:
    return days((0, 1), (0,), (0,))


def half_town(last_line: float) -> tuple:
    """Return maps on which B's ground grows from square 0 to a line inside of the town of Mid."""
    return (
        *(replace(one, geometry=box(36.0, 49, 36.1, 49.1)) for one in days((0,), (0,)) if one.side == "B"),
        replace(area(2, "claimed_counteroffensive", "B", 0), geometry=box(36.0, 49, last_line, 49.1)),
        *(area(number, "assessed_control", "R", 8) for number in range(3)),
    )


@pytest.mark.parametrize(
    ("last_line", "centre", "whole"),
    [
        # Through the town west of its centre, east of it, beyond the town, and 36 m short of its eastern edge.
        (36.14, NO, NO),
        (36.16, YES, NO),
        (36.18, YES, YES),
        (36.1695, YES, MAYBE_OUT),
    ],
)
def test_the_centre_and_the_whole_place_are_two_answers(last_line, centre, whole):
    finding = found(half_town(last_line), "taken")
    assert bands(finding) == {"taken_centre": centre, "taken_whole": whole}
    if centre == YES and whole == NO:
        assert finding.verdict == "consistent_if"
        assert "taken (its centre)" in str(finding.reason)


def test_the_whole_place_needs_its_built_up_ground():
    finding = found(WENT_EAST, "taken", areas=())
    assert bands(finding) == {"taken_centre": YES, "taken_whole": None}
    assert "No built-up ground is drawn for Mid: draw an area" in str(finding.reason)
    assert finding.verdict == "consistent"


def test_the_area_that_the_claim_names_is_its_built_up_ground_else_the_smallest():
    wide = Area("wide", "District", box(36.05, 49.0, 36.25, 49.1), role="built_up")
    other = Area("sea", "Frame", box(36.14, 49.04, 36.16, 49.06), role="frame")
    assert bands(found(WENT_EAST, "held", areas=(wide, TOWN, other)))["held_whole"] == YES
    assert bands(found(WENT_EAST, "held", areas=(wide, TOWN, other), area_id="wide"))["held_whole"] == NO


def test_a_denial_is_right_where_the_answer_is_no():
    assert found(WENT_EAST, "taken", FAR, denies=True).verdict == "consistent"
    assert found(WENT_EAST, "taken", denies=True).verdict == "inconsistent"


def test_without_a_status_the_last_day_is_asked():
    assert bands(found(WENT_EAST, "")) == {"in_layer": YES}
    assert bands(found(WENT_EAST, "", NEAR)) == {"in_layer": MAYBE_OUT}


# ---------------------------------------------------------------- days that are missing


def test_a_map_that_stands_in_for_the_day_before_is_named_and_may_come_too_late():
    late = days((0,), (0,), (0, 1), (0, 1), missing=(0,))
    finding = found(late, "taken")
    assert bands(finding)["taken_centre"] == YES
    assert f"On {day(1)}, standing in for {day(0)}" in str(finding.reason)
    taken_already = days((0,), (0, 1), (0, 1), missing=(0,))
    finding = found(taken_already, "taken")
    assert bands(finding)["taken_centre"] is None
    assert finding.verdict == "not_testable"
    assert "may have happened in between" in str(finding.reason)


def test_no_map_of_the_day_before_is_said():
    finding = found(days((0,), (0,), (0, 1), missing=(0, 1)), "taken")
    assert finding.verdict == "not_testable"
    assert f"Control areas of X for {day(0)}, the day before the period, are needed." in str(finding.reason)
    assert "names no first day" in str(found(WENT_EAST, "taken", refers_from=None).reason)


def test_a_day_that_stands_in_for_the_last_is_named():
    finding = found(days((0,), (0,), (0,), (0, 1), missing=(2,)), "held")
    assert bands(finding)["held_centre"] == YES
    assert f"X, {day(3)}, standing in for {day(2)}: measured" in str(finding.reason)


# ---------------------------------------------------------------- held since


def test_held_since_asks_every_mapped_day():
    kept = days((0, 1), (0, 1), (0, 1))
    assert bands(found(kept, "held_since", refers_from=day(0))) == {"held_since_centre": YES, "held_since_whole": YES}
    later = days((0,), (0, 1), (0, 1))
    assert bands(found(later, "held_since", refers_from=day(0)))["held_since_centre"] == NO
    assert bands(found(later, "held_since"))["held_since_centre"] == YES
    # The line was near on one of the days.
    neared = days((0, 1, 2), (0, 1), (0, 1, 2))
    assert bands(found(neared, "held_since", NEAR, refers_from=day(0)))["held_since_centre"] == MAYBE_OUT


def test_a_flip_of_one_day_is_a_no_and_named():
    flip = days((0, 1), (0,), (0, 1))
    finding = found(flip, "held_since", refers_from=day(0))
    note = str(measured(finding, "held_since_centre").note)
    assert finding.verdict == "inconsistent"
    assert f"Not in the layer of B: {day(1)}." in note
    assert f"Out on one map only, which may be a slip of the map: {day(1)}." in note
    out_longer = days((0, 1), (0,), (0,), (0, 1))
    note = str(
        measured(found(out_longer, "held_since", refers_from=day(0), refers_to=day(3)), "held_since_centre").note
    )
    assert f"Not in the layer of B: {day(1)} to {day(2)}." in note
    assert "slip" not in note


@pytest.mark.parametrize(("missing", "expected"), [((2, 3, 4), YES), ((2, 3, 4, 5), MAYBE_IN)])
def test_days_without_a_map_are_named_and_too_many_make_it_a_maybe(missing, expected):
    gap = days(*([(0, 1)] * 8), missing=missing)
    finding = found(gap, "held_since", refers_from=day(0), refers_to=day(7))
    assert bands(finding)["held_since_centre"] == expected
    note = str(measured(finding, "held_since_centre").note)
    assert f"Without a map: {day(missing[0])} to {day(missing[-1])}." in note
    assert f"Asked on {8 - len(missing)} mapped days." in note


def test_a_period_whose_begin_has_no_map_is_not_tested():
    gap = days(*([(0, 1)] * 8), missing=(0, 1, 2, 3))
    finding = found(gap, "held_since", refers_from=day(0), refers_to=day(7))
    assert finding.verdict == "not_testable"
    assert f"No control areas of X for {day(0)}" in str(finding.reason)


# ---------------------------------------------------------------- entered, on the outskirts


def test_entered_is_any_part_of_the_built_up_ground_on_any_day():
    # The line is west of the town, 36 m beyond its western edge, 360 m inside of it.
    assert bands(found(half_town(36.12), "entered")) == {"entered": NO}
    assert bands(found(half_town(36.1305), "entered")) == {"entered": MAYBE_IN}
    assert bands(found(half_town(36.135), "entered")) == {"entered": YES}
    # In on the first day and out again.
    finding = found(days((0,), (0, 1), (0,)), "entered")
    assert bands(finding) == {"entered": YES}
    assert f"first on {day(1)}, last on {day(1)}." in str(finding.reason)


def test_entered_counts_the_advance_and_asks_the_centre_where_nothing_is_drawn():
    advance = (*days((0,), (0,), (0,)), area(2, "assessed_advance", "B", 1))
    assert bands(found(advance, "entered")) == {"entered": YES}
    assert bands(found(advance, "held"))["held_centre"] == NO
    finding = found(advance, "entered", areas=())
    assert bands(finding) == {"entered": YES}
    assert "So only its centre was asked." in str(finding.reason)
    assert bands(found(WENT_EAST, "entered", NEAR, areas=())) == {"entered": MAYBE_OUT}


def km(*lonlats: float) -> float:
    """Return a distance by pyproj."""
    return GEOD.inv(*lonlats)[2] / 1000


@pytest.mark.parametrize(
    ("line", "from_centre", "from_town"),
    [
        # 2.2 km from the centre and 0.7 from the town; 1.5 and 0; 5.1 and 3.6; over the centre.
        (36.12, NO, YES),
        (36.13, YES, YES),
        (36.08, NO, NO),
        (36.16, NO, NO),
        # 36 m short of 2 km from the centre.
        (36.1231, MAYBE_IN, YES),
    ],
)
def test_on_the_outskirts_is_near_and_not_at_the_centre(line, from_centre, from_town):
    assert km(36.1231, 49.05, 36.15, 49.05) == pytest.approx(1.964, abs=0.005)
    finding = found(half_town(line), "outskirts")
    assert bands(finding) == {"outskirts_centre": from_centre, "outskirts_built_up": from_town}
    assert "within 2.0 km" in str(finding.reason)


def test_the_distance_that_the_claim_gives_is_taken():
    finding = found(half_town(36.08), "outskirts", value=6.0, unit="km", bound="about")
    assert bands(finding) == {"outskirts_centre": YES, "outskirts_built_up": YES}
    from_town = km(36.08, 49.05, 36.13, 49.05)
    assert f"From the built-up ground it is {from_town:.1f} km." in str(measured(finding, "outskirts_built_up").note)
    assert f"layer is {km(36.08, 49.05, 36.15, 49.05):.1f} km away" in str(finding.reason)
    assert bands(found(half_town(36.08), "outskirts", value=2.0, unit="mi"))["outskirts_centre"] == NO


def test_a_side_that_holds_nothing_on_the_day_is_nowhere_near():
    assert bands(found(days((0,), (0,), ()), "outskirts")) == {"outskirts_centre": NO, "outskirts_built_up": NO}


# ---------------------------------------------------------------- whose maps


def other_issuer(name: str) -> tuple:
    return tuple(replace(one, id=f"{name} {one.id}", issuer=name) for one in days((), (), ()))


def test_several_issuers_without_a_setting_are_refused_with_the_way_out():
    finding = found((*WENT_EAST, *other_issuer("Y")), "taken")
    assert finding.verdict == "not_testable"
    assert "Several issuers drew the day: X, Y." in str(finding.reason)
    assert 'table Settings, row "issuer"' in str(finding.reason)
    # An issuer without a name is not chosen because nobody was.
    assert "one without a name, X" in str(found((*WENT_EAST, *other_issuer("")), "taken").reason)


@pytest.mark.parametrize(("issuer", "expected"), [("X", YES), ("Y", NO)])
def test_the_issuer_of_the_settings_is_asked(issuer, expected):
    told = {"status": "held", "place_ids": ("mid",), "side": "B", "refers_from": day(1), "refers_to": day(2)}
    claim = Claim("c", "t", "place_status", "x", **told)
    # Y draws an area of B on each day, and nothing in it.
    maps = (*WENT_EAST, *other_issuer("Y"))
    case = Case("squares", control_areas=maps, settlements=(MID,), claims=(claim,), settings={"issuer": issuer})
    assert bands(check_case(case).findings[0])["held_centre"] == expected
    absent = check_case(replace(case, settings={"issuer": "Z"})).findings[0]
    assert "No control areas of Z" in str(absent.reason)


def test_a_side_without_a_layer_is_told_who_has_one():
    finding = found(WENT_EAST, "taken", side="C")
    assert "The maps of X show no layer of C; they show B, R." in str(finding.reason)


# ---------------------------------------------------------------- held against each other


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ({"status": "taken"}, {"status": "lost"}, "contradict"),
        ({"status": "taken"}, {"status": "held", "denies": True}, "contradict"),
        ({"status": "held_since"}, {"status": "outskirts"}, "contradict"),
        ({"status": "taken"}, {"status": "taken", "denies": True}, "contradict"),
        ({"status": "taken"}, {"status": "held"}, "other_definition"),
        # It may have been held all along, or entered in part.
        ({"status": "taken", "denies": True}, {"status": "held"}, "other_definition"),
        ({"status": "entered"}, {"status": "taken", "denies": True}, "other_definition"),
        # No status speaks of the last day, as "held" does.
        ({"status": ""}, {"status": "held"}, "same"),
        ({"status": ""}, {"status": "held", "denies": True}, "contradict"),
        ({"status": "taken"}, {"status": "taken"}, "same"),
    ],
)
def test_claims_about_one_place_contradict_where_they_leave_the_side_in_it_and_out_of_it(first, second, outcome):
    told = {"place_ids": ("mid",), "side": "B", "refers_from": day(1), "refers_to": day(2)}
    claims = tuple(Claim(f"c{n}", "t", "place_status", "x", **told, **one) for n, one in enumerate((first, second)))
    case = Case("squares", control_areas=WENT_EAST, settlements=(MID,), areas=(TOWN,), claims=claims)
    assert [one.outcome for one in check_case(case).reconciled] == [outcome]


# ---------------------------------------------------------------- September 2022

TOWNS = {"balakliia": (36.8594, 49.4564), "kupiansk": (37.6167, 49.7064), "izium": (37.2569, 49.2128)}
LAYER_OF = {"RU": "RussianAssessedCoTinUkraine", "UA": "UkrainianClaimedCounterOffensives"}


@pytest.fixture(scope="module")
def raw(shared_data):
    """Return, for a side, a town and a day, whether the town's point lies in the layer, from the files themselves."""

    def inside(side: str, town: str, number: int) -> bool:
        path = shared_data / "isw-2022-09" / f"202209{number:02d}_{LAYER_OF[side]}.geojson"
        if not path.is_file():
            pytest.skip("the day layers of September 2022 are not here")
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        ground = unary_union([shape(feature["geometry"]).buffer(0) for feature in features])
        return bool(ground.contains(Point(*TOWNS[town])))

    return inside


@pytest.mark.parametrize("town", sorted(TOWNS))
def test_towns_of_september_2022_day_by_day(september, raw, town):
    """Each day's answer, and from the days what was taken, lost and held."""
    mapped = (5, 7, 8, 9)
    by_day = {side: {number: raw(side, town, number) for number in mapped} for side in LAYER_OF}

    def asked(side: str, status: str, first: int, last: int) -> float | None:
        claim = Claim(
            "c",
            "t",
            "place_status",
            "x",
            status=status,
            place_ids=(town,),
            side=side,
            refers_from=datetime.date(2022, 9, first),
            refers_to=datetime.date(2022, 9, last),
        )
        place = Settlement(town, town, Point(*TOWNS[town]))
        (finding,) = check_case(replace(september, settlements=(place,), claims=(claim,))).findings
        return finding.measures[-2].best

    for side, states in by_day.items():
        for number in mapped:
            assert asked(side, "held", number, number) == states[number]
        assert asked(side, "held_since", 5, 9) == all(states.values())
        # The day before the 6th is the 5th.
        for last in (7, 8, 9):
            assert asked(side, "taken", 6, last) == (states[last] and not states[5])
            assert asked(side, "lost", 6, last) == (states[5] and not states[last])
