"""Claims against curves: squares, then 2,500 against 1,000."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from maps import UNIT_KM2, area, day
from salient.core.case import Case, Claim
from salient.core.check import check_case
from salient.core.reconcile_curve import claim_curves, curve_sentence


def claim(claim_id: str, **fields) -> Claim:
    known = {"refers_from": day(0), "refers_to": day(2), "unit": "km2", "bound": "about", "side": "B"}
    return Claim(claim_id, "t", "area_changed", claim_id.upper(), **{**known, **fields})


MAPS = (
    area(0, "assessed_control", "R", 0, 1, 2, 3),
    area(0, "claimed_counteroffensive", "B", 9),
    area(1, "assessed_control", "R", 1, 2, 3),
    area(1, "claimed_counteroffensive", "B", 0, 9),
    area(2, "assessed_control", "R", 3),
    area(2, "claimed_counteroffensive", "B", 0, 1, 9),
)


def test_curves_start_at_zero_and_add_up_to_the_end():
    case = Case("c", control_areas=MAPS, claims=(claim("a", value=UNIT_KM2 * 3), claim("b", value=1, refers_to=day(1))))
    first, second = claim_curves(case)
    found = {name: [round(one.km2 / UNIT_KM2, 3) for one in line] for name, line in first.curves.items()}
    assert found == {"lost": [0, 1, 3], "net": [0, 1, 3], "passed": [0, 1, 2], "growth": [0, 1, 2]}
    # Both run on to the last end, so that one curve serves both.
    assert second.curves is first.curves
    assert round(second.at_end["lost"].best / UNIT_KM2, 3) == 1
    assert first.low < 3 * UNIT_KM2 < first.high
    assert [one.day for one in first.curves["lost"]] == [day(0), day(1), day(2)]


def test_a_check_made_before_gives_the_same():
    case = Case("c", control_areas=MAPS, claims=(claim("a", value=UNIT_KM2 * 3),))
    [alone], [after] = claim_curves(case), claim_curves(case, findings=check_case(case).findings)
    assert set(alone.at_end) == set(after.at_end) == {"lost", "passed", "growth", "net"}
    for name, band in alone.at_end.items():
        other = after.at_end[name]
        assert (band.low, band.best, band.high) == pytest.approx((other.low, other.best, other.high))
    assert after.at_end["net"].best > 0


def test_claims_without_a_number_or_maps_are_left_out():
    case = Case("c", control_areas=MAPS, claims=(claim("a"), claim("b", value=1, refers_to=day(9))))
    assert claim_curves(case) == ()
    assert curve_sentence(()) is None


def test_the_sentence_names_what_dissolves_the_contradiction(september):
    first = datetime.date(2022, 9, 1)
    said = (
        claim("isw", value=2500, side="UA", refers_from=first, refers_to=datetime.date(2022, 9, 9)),
        claim("army", value=1000, side="UA", bound="at_least", refers_from=first, refers_to=datetime.date(2022, 9, 8)),
    )
    case = replace(september, claims=said)
    found = claim_curves(case, findings=check_case(case).findings)
    lost = {one.day.day: one.km2 for one in found[0].curves["lost"]}
    assert lost[8] == pytest.approx(1322, rel=0.005)
    assert lost[9] == pytest.approx(2436, rel=0.005)
    text = str(curve_sentence(found))
    assert (
        "ISW, 2022-09-01 to 2022-09-09: the maps of ISW agree if this is meant: lost 2,436 km², net 2,040 km²." in text
    )
    assert "All of them agree with the maps under “lost”: their days differ." in text


def test_claims_of_which_the_same_is_said_share_a_sentence(september):
    first, last = datetime.date(2022, 9, 1), datetime.date(2022, 9, 9)
    said = tuple(claim(name, value=2500, side="UA", refers_from=first, refers_to=last) for name in ("isw", "army", "x"))
    found = claim_curves(replace(september, claims=said), findings=())
    text = str(curve_sentence([replace(one, claimant=name) for one, name in zip(found, ("A", "B", "A"))]))
    assert text.count("the maps of ISW") == 1
    assert text.startswith("A, B, 2022-09-01 to 2022-09-09: ")
