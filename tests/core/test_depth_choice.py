"""What a depth is measured over and from: squares of `maps`, a drawn gain, two baselines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import LineString, box

from maps import area, day
from salient.core.case import Case, Claim, FrontLine, Gain
from salient.core.depth_choice import depth_inputs
from salient.core.messages import Message

OLD = FrontLine("old", "Old line", LineString([(36, 49), (36, 50)]), as_of=day(0), tolerance_m=200.0)
NEW = FrontLine("new", "New line", LineString([(37, 49), (37, 50)]), as_of=day(5), tolerance_m=300.0)
GAIN = Gain("g", box(36, 49, 36.2, 49.1), as_of=day(4), tolerance_m=50.0)
CLAIM = Claim("c", "said", "depth", "X", side="B", refers_from=day(0), refers_to=day(8))
MAPS = (
    area(0, "assessed_control", "R", 0, 1, 2),
    area(8, "assessed_control", "R", 2),
    area(8, "claimed_counteroffensive", "B", 0, 1),
)
CASE = Case("squares", front_lines=(OLD, NEW), claimed_gains=(GAIN,), control_areas=MAPS)


def test_a_claim_takes_the_gains_and_the_baseline_of_its_period():
    found = depth_inputs(CASE, CLAIM)
    assert (found.line_name, found.line_tolerance_m, found.gain_tolerance_m) == ("Old line", 200, 50)
    assert found.gains.equals(GAIN.geometry)
    assert str(found.note) == "Gained ground: g."


def test_without_a_claim_all_gains_and_the_last_baseline_or_that_of_the_settings():
    assert depth_inputs(CASE).line_name == "New line"
    assert depth_inputs(replace(CASE, settings={"baseline_id": "old"})).line_name == "Old line"
    assert depth_inputs(CASE, baseline=OLD).line_name == "Old line"
    many = replace(CASE, claimed_gains=tuple(replace(GAIN, id=f"g{n}") for n in range(5)))
    assert "5 claimed gains" in str(depth_inputs(many).note)


def test_a_claim_without_drawn_gains_takes_those_of_the_maps():
    mapped = replace(CASE, claimed_gains=())
    found = depth_inputs(mapped, CLAIM)
    # Squares 0 and 1 are the other side's on the last day; the front is the edge of the first.
    assert found.gains.bounds == (36, 49, 36.2, 49.1)
    assert found.line.bounds == (36, 49, 36.3, 49.1)
    assert (found.line_name, found.line_tolerance_m) == ("", 100)
    named = depth_inputs(mapped, CLAIM, baseline=NEW)
    assert (named.line_name, named.line_tolerance_m, named.gain_tolerance_m) == ("New line", 300, 100)
    assert "But the baseline is New line." in str(named.note)
    assert depth_inputs(mapped, replace(CLAIM, baseline_id="old")).line_name == "Old line"


@pytest.mark.parametrize(
    ("case", "claim", "said"),
    [
        (replace(CASE, claimed_gains=()), None, "draw a claimed gain"),
        (replace(CASE, front_lines=()), None, "no baseline to measure from"),
        (replace(CASE, front_lines=()), CLAIM, "No baseline from before the period"),
        (replace(CASE, claimed_gains=(), control_areas=()), CLAIM, "are needed"),
        (CASE, replace(CLAIM, gain_ids=("lost",)), '"lost"'),
    ],
)
def test_what_is_missing_is_said(case, claim, said):
    found = depth_inputs(case, claim)
    assert isinstance(found, Message)
    assert said in str(found)
