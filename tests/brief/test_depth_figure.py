"""Depth along the baseline on paper: the depths of the findings, the claim as a band, the deepest point in words."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from pdfs import words_of
from salient.brief import depth_content
from salient.brief.content import briefing
from salient.brief.depth_figure import DepthChart
from salient.brief.depth_layout import PLOT_HEIGHT, depth_layout
from salient.brief.facts import facts
from salient.brief.language import language
from salient.brief.pages import render
from salient.brief.theme import WIDTH
from salient.brief.values import Briefing
from salient.core.case import Area, Case, Claim, FrontLine, Gain, Settlement
from salient.core.check import check_case
from salient.core.errors import Cancelled
from salient.core.recipe import Recipe, Safety

GEOD = Geod(ellps="WGS84")
DAY = datetime.date(2022, 9, 9)
LINE = [(37.0, 48.5), (37.0, 50.0)]


def km(*places: tuple[float, float]) -> float:
    return GEOD.line_length(*zip(*places)) / 1000


def claim(claim_id: str = "c1", **more: Any) -> Claim:
    values: dict[str, Any] = {"value": 20.0, "unit": "km", "bound": "at_least", "refers_to": DAY, "gain_ids": ("g",)}
    return Claim(claim_id, "Deep.", "depth", "Some office", **{**values, **more})


def case(*claims: Claim, **more: Any) -> Case:
    """A strip east of a line on a meridian; the break-in sector is its south."""
    values: dict[str, Any] = {
        "claimed_gains": (Gain("g", MultiPolygon([box(37.0, 49.0, 37.3, 49.4)]), "North", "A", as_of=DAY),),
        "front_lines": (FrontLine("f", "Old line", MultiLineString([LineString(LINE)]), tolerance_m=100),),
        "areas": (Area("s", "South", MultiPolygon([box(36.9, 49.0, 37.4, 49.1)]), role="sector"),),
        "settlements": (Settlement("p", "Placetown", Point(37.3, 49.3), name_local="Містечко"),),
        "claims": claims or (claim(),),
    }
    return Case("deep", **{**values, **more})


def paper(what: Case, lang: str = "en", recipe: Recipe | None = None) -> Briefing:
    return briefing(check_case(what), lang, recipe=recipe)


def test_the_marks_are_the_depths_of_the_findings() -> None:
    report = check_case(case())
    (figure,) = briefing(report, "en").depths
    measured = {one.definition: one for one in report.findings[0].measures}
    assert [(one.definition, one.low, one.best, one.high) for one in figure.spots] == [
        (name, measured[name].low, measured[name].best, measured[name].high) for name in ("any_part", "break_in_sector")
    ]
    # The strip is widest in its south; from the sector its north-eastern corner is deepest.
    wide, far = km((37.0, 49.0), (37.3, 49.0)), km((37.0, 49.1), (37.3, 49.4))
    assert [one.best for one in figure.spots] == pytest.approx([wide, far], abs=0.01)
    south, end = km(LINE[0], (37.0, 49.0)), km(LINE[0], (37.0, 49.1))
    assert [one.along_km for one in figure.spots] == pytest.approx([south, end], abs=0.1)
    ((start, stop),) = figure.sector
    assert (start, stop) == pytest.approx((south, end), abs=1.0)
    # Shown is the strip with a little beside it, not the whole line.
    assert figure.from_km > south - 5
    assert figure.to_km < km(LINE[0], (37.0, 49.4)) + 5


def test_the_profile_is_as_deep_as_the_strip() -> None:
    (figure,) = paper(case()).depths
    profile, own = figure.lines
    middle = [depth for start, end, depth in profile.stretches if 70 < start < end < 90]
    assert min(middle) > km((37.0, 49.4), (37.3, 49.4)) - 0.5
    assert max(depth for _, _, depth in own.stretches) == pytest.approx(km((37.0, 49.1), (37.3, 49.4)), abs=0.2)


def test_the_deepest_point_is_named_by_a_settlement() -> None:
    (figure,) = paper(case()).depths
    to_corner = GEOD.inv(37.3, 49.3, 37.3, 49.4)[2] / 1000
    texts = [one.replace("\u00a0", " ") for one in figure.facts]
    assert f"{to_corner:.0f} km N of Placetown." in texts[1]
    assert f"{km((37.3, 49.3), (37.3, 49.0)):.0f} km S of Placetown." in texts[0]
    ukrainian = paper(case(), "uk").depths[0]
    assert "від пункту Містечко" in ukrainian.facts[0]
    assert figure.alt_text.startswith("Depth along the baseline: Old line, until")
    assert all(one in figure.alt_text for one in figure.facts)
    assert "1 Some office: at least 20 km" in figure.alt_text.replace("\u00a0", " ")
    assert DepthChart(figure, language("en")).alt_text == figure.alt_text


def test_on_a_grid_the_words_are_of_the_grid() -> None:
    exact = paper(case(), recipe=Recipe(safety=Safety(grid_m=100.0))).depths[0]
    coarse = paper(case(), recipe=Recipe(safety=Safety(grid_m=50_000.0))).depths[0]
    assert "km N of Placetown" in exact.facts[1]
    assert coarse.facts[1] != exact.facts[1]


def test_claims_of_one_period_share_a_figure() -> None:
    same = claim("c2", value=10.0, bound="about")
    other = claim("c3", refers_to=DAY - datetime.timedelta(days=1))
    figures = paper(case(claim(), same, other)).depths
    assert [[one.numbers for one in figure.claimed] for figure in figures] == [[(1,), (2,)], [(3,)]]
    # "At least" has no upper end; "about 10" is ten and at least a tenth of it to either side.
    first, second = figures[0].claimed
    assert (first.low, first.high) == (20.0, None)
    assert (second.low, second.high) == pytest.approx((9.0, 11.0))


def test_its_numbers_are_in_the_facts() -> None:
    report = check_case(case())
    (found,) = facts(report, briefing(report, "uk"))["depths"]
    assert found["claims"] == ["c1"]
    assert found["to"] == "2022-09-09"
    wide, far = km((37.0, 49.0), (37.3, 49.0)), km((37.0, 49.1), (37.3, 49.4))
    assert [one["best"] for one in found["measures"]] == pytest.approx([wide, far], abs=0.01)
    assert found["length_km"] == pytest.approx(km(*LINE), abs=0.001)
    first, second = found["profiles"]
    assert max(depth for _, _, depth in first["stretches"]) == pytest.approx(wide, abs=0.2)
    assert second["definition"] == "break_in_sector"


def test_claims_of_one_interval_share_a_band(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = (claim(), claim("c2", value=10.0, bound="about"), claim("c3"))
    (figure,) = paper(case(*claims)).depths
    assert [one.numbers for one in figure.claimed] == [(1, 3), (2,)]
    assert figure.claimed[0].label.replace("\u00a0", " ") == "1, 3: at least 20 km, read as ≥ 20 km"
    first, second = depth_layout(figure, WIDTH, language("en")).claims
    assert (first.number, second.number) == ("1, 3", "2")
    assert second.right < first.right - 15
    monkeypatch.setattr(depth_content, "MOST_CLAIMED", 1)
    content = paper(case(*claims))
    assert len(content.depths[0].claimed) == 1
    assert "first 1 of 2 claimed intervals" in " ".join(line for row in content.notes for line in row.lines)


def test_nothing_leaves_the_plot() -> None:
    (figure,) = paper(case(claim(), claim("c2", value=10.0, bound="about"))).depths
    for width in (WIDTH, WIDTH * 1.6):
        layout = depth_layout(figure, width, language("en"))
        for x, y in (*layout.profile, *layout.own):
            assert 0 <= x <= layout.plot_width + 1e-6
            assert 0 <= y <= PLOT_HEIGHT + 1e-6
        for spot in layout.spots:
            assert 0 <= spot.x <= layout.plot_width
            assert spot.low <= spot.best <= spot.high <= PLOT_HEIGHT
        ends = [x for x, _ in layout.x_ticks]
        assert all(later - before > 15 for before, later in zip(ends, ends[1:]))
        rows = [one.y for one in layout.rows]
        assert rows == sorted(rows, reverse=True)
        assert rows[-1] > -layout.foot


def test_marks_that_fall_together_stand_beside_each_other() -> None:
    (figure,) = paper(case()).depths
    twice = replace(figure, spots=(figure.spots[0], replace(figure.spots[0], definition="break_in_sector")))
    first, second = depth_layout(twice, WIDTH, language("en")).spots
    assert abs(first.x - second.x) >= 6


def test_without_a_sector_one_profile_and_without_a_depth_nothing() -> None:
    (figure,) = paper(case(areas=())).depths
    assert len(figure.lines) == len(figure.spots) == 1
    assert figure.sector == ()
    assert "break-in" not in figure.caption
    assert paper(case(front_lines=())).depths == ()
    printed = words_of(render(paper(case(front_lines=()))))
    assert "Depth along the baseline" not in printed


def test_far_ground_is_said_and_not_shown() -> None:
    far = Gain("h", MultiPolygon([box(37.0, 49.9, 37.05, 49.95)]), as_of=DAY)
    both = case(claim(gain_ids=("g", "h")))
    (figure,) = paper(replace(both, claimed_gains=(*both.claimed_gains, far))).depths
    assert figure.to_km < km(LINE[0], (37.0, 49.6))
    width = km((37.0, 49.9), (37.05, 49.9))
    assert f"up to {width:.1f} km deep and not shown" in figure.caption.replace("\u00a0", " ")


def test_periods_left_out_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depth_content, "MOST_FIGURES", 1)
    content = paper(case(claim(), claim("c2", refers_to=DAY - datetime.timedelta(days=1))))
    assert len(content.depths) == 1
    notes = " ".join(line for row in content.notes for line in row.lines)
    assert "first 1 of 2 periods" in notes


def test_it_is_printed_in_both_languages() -> None:
    printed = words_of(render(paper(case()))).replace("\u00a0", " ")
    assert "Depth along the baseline: Old line" in printed
    wide = km((37.0, 49.0), (37.3, 49.0))
    assert f"any part of the baseline: {wide:.1f} km" in printed
    ukrainian = words_of(render(paper(case(), "uk"))).replace("\u00a0", " ")
    assert "Глибина вздовж вихідної лінії: Old line" in ukrainian
    assert "Найглибша точка" in ukrainian


def test_it_can_be_called_off() -> None:
    def stop(share: float) -> None:
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        depth_content.depth_figures(check_case(case()), language("en"), [], None, stop)
