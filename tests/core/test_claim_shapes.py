"""What a claim is about, as shapes: a box of one degree, a line along its edge, places in and beside it."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from salient.core.case import Area, Case, Claim, ControlArea, FrontLine, Gain, Settlement
from salient.core.check import check_case
from salient.core.claim_shapes import ClaimShapes, claim_box, claim_shapes
from salient.core.errors import Cancelled

DAY = datetime.date(2022, 9, 9)


def case_with(*claims: Claim) -> Case:
    """Return a case with the gain 36–37 E, 49–50 N, a baseline along 36 E and four places."""
    places = {
        "inside": (36.5, 49.5),
        "just outside": (36.5, 50.003),
        "far": (38.0, 49.5),
        "near the edge": (36.003, 49.5),
    }
    return Case(
        "small",
        settlements=tuple(
            Settlement(f"s{n}", name, Point(*place), tolerance_m=500.0)
            for n, (name, place) in enumerate(places.items())
        ),
        claimed_gains=(Gain("g1", MultiPolygon([box(36, 49, 37, 50)]), tolerance_m=500.0, as_of=DAY),),
        front_lines=(FrontLine("f1", "Line", MultiLineString([LineString([(36, 48.5), (36, 50.5)])]), as_of=DAY),),
        areas=(Area("a1", "Frame", MultiPolygon([box(35, 48, 39, 51)]), role="frame"),),
        claims=claims,
    )


def shown(claim: Claim) -> tuple[Case, ClaimShapes]:
    case = case_with(claim)
    return case, claim_shapes(case, check_case(case).findings[0])


def test_of_a_depth():
    case, seen = shown(
        Claim("c1", "50 km deep", "depth", "Speaker", value=50.0, unit="km", bound="about", refers_to=DAY)
    )
    assert seen.gains.equals(box(36, 49, 37, 50))
    assert seen.tolerance_m == 500
    # 500 m are 0.0045° of latitude (111.2 km a degree).
    assert seen.gains_within.bounds[3] == pytest.approx(50.0045, abs=0.0001)
    assert seen.baseline.equals(case.front_lines[0].geometry)
    assert seen.reach_km == 50
    # 50 km are 0.4496° of latitude beyond the line's northern end, at 50.5 N.
    assert seen.reach.bounds[3] == pytest.approx(50.5 + 50 / 111.2, abs=0.002)
    ((definition, deepest, nearest),) = seen.depths
    assert definition == "any_part"
    assert deepest == pytest.approx((37, 49), abs=1e-6)
    assert nearest[0] == pytest.approx(36, abs=1e-6)
    assert seen.places == ()
    assert seen.scope is None


def test_of_a_number_of_settlements():
    _, seen = shown(Claim("c1", "2 places", "settlement_count", "Speaker", value=2.0, unit="settlements"))
    # 0.003° are 334 m of latitude and 217 m of longitude at 49.5 N: within the tolerance of 500 m.
    assert {(one.role, one.name) for one in seen.places} == {
        ("in", "inside"),
        ("maybe", "just outside"),
        ("maybe", "near the edge"),
    }
    assert seen.scope is not None
    assert seen.baseline is None


def test_of_places_that_are_named():
    _, seen = shown(Claim("c1", "far", "distance", "Speaker", value=1.0, unit="km", place_ids=("s0", "s2")))
    assert [(one.role, one.name, one.place) for one in seen.places] == [
        ("named", "inside", (36.5, 49.5)),
        ("named", "far", (38.0, 49.5)),
    ]
    assert seen.gains is None


def test_of_ground_that_only_maps_show():
    first = DAY.replace(day=5)
    # A holds 36–38 E on the first day and 37–38 E on the last: 36–37 E changed hands.
    areas = tuple(
        ControlArea(f"k{day.day}", MultiPolygon([box(west, 49, 38, 50)]), "A", "assessed_control", "Mapper", as_of=day)
        for day, west in ((first, 36), (DAY, 37))
    )
    claim = Claim("c1", "wide", "area_changed", "S", value=8000.0, unit="km2", refers_from=first, refers_to=DAY)
    case = replace(case_with(claim), claimed_gains=(), control_areas=areas)
    seen = claim_shapes(case, check_case(case).findings[0])
    assert seen.gains.equals(box(36, 49, 37, 50))
    assert seen.gains_within.bounds[0] < 36
    assert seen.baseline is None


def test_it_can_be_called_off():
    case = case_with(Claim("c1", "50 km", "depth", "Speaker", value=50.0, unit="km"))
    finding = check_case(case).findings[0]

    def stop() -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        claim_shapes(case, finding, stop)


@pytest.mark.parametrize(
    ("claim", "bounds"),
    [
        # The gain and the baseline; the frame where nothing else is there; two places; nothing.
        (Claim("c1", "deep", "depth", "Speaker", value=50.0, unit="km"), (36, 48.5, 37, 50.5)),
        (Claim("c1", "wide", "area_changed", "Speaker", value=1.0, unit="km2", refers_from=DAY), (36, 49, 37, 50)),
        (
            Claim("c1", "wide", "area_changed", "Speaker", value=1.0, unit="km2", refers_to=DAY.replace(day=1)),
            (35, 48, 39, 51),
        ),
        (
            Claim("c1", "far", "distance", "Speaker", value=1.0, unit="km", place_ids=("s0", "s2")),
            (36.5, 49.5, 38, 49.5),
        ),
        (Claim("c1", "cold", "other", "Speaker"), None),
    ],
)
def test_where_to_look(claim, bounds):
    case = case_with(claim)
    found = claim_box(case, check_case(case).findings[0])
    assert found == (None if bounds is None else pytest.approx(bounds, abs=1e-6))
