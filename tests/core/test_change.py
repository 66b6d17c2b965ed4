"""Ground that changed between two days: squares whose sums can be done in the head, then the acceptance case.

The expected areas of the acceptance case are those of design section 6 (areas to 0.5 %, bands to 1 %).
"""

from __future__ import annotations

import datetime

import pytest
from shapely.geometry import Polygon, box

from salient.core.case import Case, Claim, ControlArea
from salient.core.change import changes, held_ground, holder_of
from salient.core.check import check_case
from salient.core.geodesy import area_km2

FIRST, LAST = datetime.date(2022, 9, 1), datetime.date(2022, 9, 9)


def area(state: str, side: str, ground: Polygon) -> ControlArea:
    return ControlArea(f"{side} {state} {ground.bounds}", ground, side=side, state=state, issuer="X", as_of=FIRST)


def test_four_definitions_of_recaptured_on_four_squares():
    # Four columns of 0.1 x 0.1 degree, all at the same latitude, so each holds the same area U.
    a, b, c, d = (box(36 + 0.1 * n, 49, 36.1 + 0.1 * n, 49.1) for n in range(4))
    before = [area("assessed_control", "R", one) for one in (a, b, c)] + [area("claimed_counteroffensive", "B", d)]
    # a stays, b becomes advance, c passes to the other side, d stays with it.
    after = [
        area("assessed_control", "R", a),
        area("assessed_advance", "R", b),
        area("claimed_counteroffensive", "B", c),
        area("claimed_counteroffensive", "B", d),
    ]
    unit = area_km2(a)
    found = changes(held_ground(before, "R"), held_ground(after, "R"), 0.0, None)
    assert {name: round(band.best / unit, 6) for name, band in found.items()} == {
        "lost": 2,
        "passed": 1,
        "growth": 1,
        "net": -1,
    }


def test_an_issuer_without_the_other_side_has_lost_and_net_only():
    before, after = ([area("assessed_control", "R", box(36, 49, 36 + width, 49.1))] for width in (0.2, 0.1))
    found = changes(held_ground(before, "R"), held_ground(after, "R"), 0.0, None)
    assert sorted(found) == ["lost", "net"]
    assert found["lost"].best == pytest.approx(-found["net"].best)


def test_slivers_count_in_the_best_value_and_not_in_the_band():
    # 0.0005 degrees square is about 36 x 56 m, a fifth of a hectare.
    sliver = box(36.5, 49, 36.5005, 49.0005)
    before = [area("assessed_control", "R", sliver), area("assessed_control", "R", box(30, 49, 30.1, 49.1))]
    after = [area("assessed_control", "R", box(30, 49, 30.1, 49.1))]
    lost = changes(held_ground(before, "R"), held_ground(after, "R"), 500.0, None)["lost"]
    assert lost.best == pytest.approx(area_km2(sliver))
    assert lost.low == 0
    assert lost.high == lost.best


def test_the_holder_is_the_one_side_that_does_not_gain():
    areas = [area("assessed_control", "R", box(36, 49, 37, 50)), area("assessed_control", "B", box(38, 49, 39, 50))]
    assert holder_of(areas, "B") == "R"
    assert holder_of(areas, "") is None
    assert holder_of(areas[:1], "") == "R"


def squares_of_days(*days: datetime.date) -> tuple[ControlArea, ...]:
    return tuple(
        ControlArea(f"{day}", box(36, 49, 37 - 0.1 * n, 50), side="R", state="assessed_control", issuer="X", as_of=day)
        for n, day in enumerate(days)
    )


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        ((FIRST, LAST), "consistent"),
        ((FIRST + datetime.timedelta(days=3), LAST), "consistent"),
        ((FIRST + datetime.timedelta(days=4), LAST), "not_testable"),
        ((FIRST, LAST + datetime.timedelta(days=4)), "not_testable"),
        ((FIRST,), "not_testable"),
    ],
)
def test_a_missing_day_is_stood_in_for_within_three_days(days, verdict):
    claim = Claim(
        "c", "t", "area_changed", "x", refers_from=FIRST, refers_to=LAST, value=790, unit="km2", bound="about"
    )
    finding = check_case(Case("case", claims=(claim,), control_areas=squares_of_days(*days))).findings[0]
    assert finding.verdict == verdict


def test_maps_of_different_issuers_are_not_held_against_each_other():
    claim = Claim("c", "t", "area_changed", "x", refers_from=FIRST, refers_to=LAST, value=790, unit="km2")
    first, last = squares_of_days(FIRST, LAST)
    other = ControlArea("o", last.geometry, side="R", state="assessed_control", issuer="Y", as_of=LAST)
    assert check_case(Case("case", claims=(claim,), control_areas=(first, other))).findings[0].verdict == "not_testable"
    both = (first, last, other, ControlArea("p", first.geometry, "R", "assessed_control", "Y", as_of=FIRST))
    finding = check_case(Case("case", claims=(claim,), control_areas=both)).findings[0]
    assert "Several issuers" in str(finding.reason)
    chosen = Case("case", claims=(claim,), control_areas=both, settings={"issuer": "Y"})
    assert check_case(chosen).findings[0].measures[1].best is not None


@pytest.mark.parametrize(
    ("last_day", "fields", "expected"),
    [
        (
            9,
            {"value": 2500, "bound": "about", "conversion": "965"},
            {"lost": (2266, 2436, 2634), "passed": (1671, 1811, 1954), "growth": (1824, 1991, 2180)}
            | {"net": (-2281, -2040, -1824)},
        ),
        (
            8,
            {"value": 1000, "bound": "at_least", "conversion": "386"},
            {"lost": (1192, 1322, 1481), "passed": (548, 632, 721), "growth": (695, 811, 952)}
            | {"net": (-1058, -861, -701)},
        ),
    ],
)
def test_the_acceptance_case(september, last_day, fields, expected):
    claim = Claim(
        "c", "t", "area_changed", "x", refers_from=FIRST, refers_to=LAST.replace(day=last_day), unit="km2",
        conversion_unit="mi2", side="UA", **fields,
    )  # fmt: skip
    finding = check_case(Case("case", claims=(claim,), control_areas=september.control_areas, areas=september.areas))
    [found] = finding.findings
    measured = {one.definition: one for one in found.measures}
    for definition, (low, best, high) in expected.items():
        assert measured[definition].best == pytest.approx(best, rel=0.005), definition
        assert measured[definition].low == pytest.approx(low, rel=0.01), definition
        assert measured[definition].high == pytest.approx(high, rel=0.01), definition
    assert found.verdict == "consistent_if"
    assert found.fits == ("lost", "net")
    assert found.checks[0].holds is True
