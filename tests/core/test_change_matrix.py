"""The matrix of two days on squares of equal area, then the numbers of design section 6."""

from __future__ import annotations

import datetime

import pytest
from shapely.geometry import box

from maps import UNIT_KM2, area, day
from salient.core.case import Case
from salient.core.change import change_between, change_json
from salient.core.errors import MeasureError
from salient.core.partition import partition

JSON_KEYS = ["from", "to", "stood_in", "matrix", "residual_km2", "overlap_km2", "definitions"]


def two_sided() -> Case:
    """Squares 0-4 held, 5 advanced into, 6 the other side's; then 3 is downgraded, 4 passes over, 7 is new."""
    return Case(
        "squares",
        control_areas=(
            area(0, "assessed_control", "R", 0, 1, 2, 3, 4),
            area(0, "assessed_advance", "R", 4, 5),
            area(0, "claimed_counteroffensive", "B", 6),
            area(0, "reported_activity", "B", 0),
            area(5, "assessed_control", "R", 0, 1, 2),
            area(5, "assessed_advance", "R", 3, 5),
            area(5, "claimed_counteroffensive", "B", 4, 6, 7),
        ),
    )


def in_squares(km2: float) -> float:
    return round(km2 / UNIT_KM2, 4)


def test_layers_are_parted_in_order_and_the_overlap_is_told():
    parted = partition(two_sided().control_areas[:4])
    assert list(parted.states) == ["assessed_control", "assessed_advance", "claimed_counteroffensive"]
    assert parted.states["assessed_advance"].bounds == pytest.approx((36.5, 49, 36.6, 49.1))
    assert in_squares(parted.overlap_km2) == 1


def test_a_state_of_two_sides_is_keyed_with_the_side():
    parted = partition([area(0, "assessed_control", "R", 0, 1), area(0, "assessed_control", "B", 1, 2)])
    assert list(parted.states) == ["assessed_control (B)", "assessed_control (R)"]
    assert in_squares(parted.overlap_km2) == 1
    assert in_squares(sum(ground.area for ground in parted.states.values()) / 0.01 * UNIT_KM2) == 3


def test_rows_and_columns_of_the_matrix_are_the_ground():
    change = change_between(two_sided(), day(0), day(5))
    rows = {was: {now: in_squares(km2) for now, km2 in row.items() if km2} for was, row in change.matrix.items()}
    assert rows == {
        "assessed_control": {"assessed_control": 3, "assessed_advance": 1, "claimed_counteroffensive": 1},
        "assessed_advance": {"assessed_advance": 1},
        "claimed_counteroffensive": {"claimed_counteroffensive": 1},
        "none": {"claimed_counteroffensive": 1},
    }
    assert change.residual_km2 < 1e-6
    assert in_squares(change.overlap_km2) == 1
    assert {(one.before, one.after): in_squares(one.area_km2) for one in change.pieces} == {
        ("assessed_control", "assessed_advance"): 1,
        ("assessed_control", "claimed_counteroffensive"): 1,
        ("none", "claimed_counteroffensive"): 1,
    }


def test_definitions_of_an_issuer_with_two_sides():
    change = change_between(two_sided(), day(0), day(5))
    # Held were squares 0 to 5 and are 0, 1, 2, 3 and 5.
    assert {name: in_squares(band.best) for name, band in change.definitions} == {
        "lost": 2, "passed": 1, "growth": 2, "net": -1, "downgraded": 1,
    }  # fmt: skip
    assert all(band.low <= band.best <= band.high for _, band in change.definitions)


def test_the_frame_cuts():
    change = change_between(two_sided(), day(0), day(5), frame=box(36.35, 49, 36.4, 49.1))
    assert in_squares(change.matrix["assessed_control"]["assessed_advance"]) == 0.5
    assert in_squares(sum(sum(row.values()) for row in change.matrix.values())) == 0.5


def test_an_issuer_with_one_state_gives_lost_gained_and_net():
    case = Case("one", control_areas=(area(0, "contested", "R", 0, 1, 2), area(1, "contested", "R", 2, 3)))
    change = change_between(case, day(0), day(1))
    assert {name: in_squares(band.best) for name, band in change.definitions} == {"lost": 2, "gained": 1, "net": -1}


def test_the_json_is_that_of_the_command():
    found = change_json(change_between(two_sided(), day(0), day(3)))
    assert list(found) == JSON_KEYS
    assert found["stood_in"] == [{"asked": "2024-07-04", "used": "2024-07-06"}]
    assert [list(one) for one in found["definitions"]] == [["definition", "low", "best", "high", "unit"]] * 5
    assert "none" not in found["matrix"]["none"]


def test_a_day_too_far_away_is_refused():
    with pytest.raises(MeasureError, match="2024-07-02 or the three days after"):
        change_between(two_sided(), day(1), day(5))
    with pytest.raises(MeasureError, match="would stand for both"):
        change_between(two_sided(), day(3), day(4))
    with pytest.raises(MeasureError, match="lies after"):
        change_between(two_sided(), day(5), day(0))


def test_a_stand_in_is_named():
    change = change_between(two_sided(), day(0), day(2))
    assert [(one.asked, one.used) for one in change.stood_in] == [(day(2), day(5))]
    assert "stands in" in str(change.notes[0])


def test_maps_of_two_issuers_are_compared_only_when_asked_in_so_many_words():
    first = area(0, "assessed_control", "R", 0, 1)
    last = area(9, "assessed_control", "R", 0, issuer="Y")
    case = Case("two", control_areas=(first, last))
    with pytest.raises(MeasureError, match="several issuers"):
        change_between(case, day(0), day(9))
    with pytest.raises(MeasureError, match="across issuers"):
        change_between(case, day(0), day(9), issuer="X", issuer_to="Y")
    with pytest.raises(MeasureError, match="not compared unasked"):
        change_between(case, day(0), day(9), issuer="X")
    asked = change_between(case, day(0), day(9), across=True)
    assert (asked.issuer, asked.across) == ("X / Y", True)
    assert "different issuers" in str(asked.notes[0])
    assert in_squares(dict(asked.definitions)["lost"].best) == 1


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (5, 7, {"lost": 644, "passed": 409, "downgraded": 235, "growth": 541}),
        (5, 9, {"lost": 2364, "passed": 1785, "downgraded": 580, "growth": 1974}),
        (1, 9, {"lost": 2436, "passed": 1811, "downgraded": 625, "growth": 1991, "net": -2040}),
        (1, 8, {"lost": 1322, "passed": 632, "downgraded": 691, "growth": 811, "net": -861}),
    ],
)
def test_september_in_the_frame(september, first, last, expected):
    days = (datetime.date(2022, 9, first), datetime.date(2022, 9, last))
    change = change_between(september, *days, frame=september.areas[0].geometry)
    found = dict(change.definitions)
    for name, km2 in expected.items():
        assert found[name].best == pytest.approx(km2, rel=0.005), name
    if first == 5:
        advance = {7: 132, 9: 187}[last]
        assert change.matrix["assessed_advance"]["claimed_counteroffensive"] == pytest.approx(advance, rel=0.005)
    if (first, last) == (5, 9):
        assert (found["lost"].low, found["lost"].high) == (pytest.approx(2225, rel=0.01), pytest.approx(2517, rel=0.01))
    assert change.residual_km2 < 0.001


@pytest.mark.parametrize(("last", "net_km2"), [(9, -2217), (8, -1039)])
def test_september_in_the_whole_country(september, last, net_km2):
    change = change_between(september, datetime.date(2022, 9, 1), datetime.date(2022, 9, last))
    assert dict(change.definitions)["net"].best == pytest.approx(net_km2, rel=0.005)
