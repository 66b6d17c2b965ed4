"""The figure of claims against curves: what shares a panel or a box, and that nothing printed lies over another."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from map_days import FIRST, LAST, MIDDLE, area, atlas, cell_km2, claim, mapped_case
from pdfs import words_of
from salient.brief import theme
from salient.brief.content import briefing
from salient.brief.curve_layout import LABEL_LEADING, LABEL_SIZE, PLOT_HEIGHT, CurveLayout, curve_layout, spread
from salient.brief.fonts import BODY, text_width
from salient.brief.language import language
from salient.brief.pages import render
from salient.brief.values import ClaimBox, Curve, CurveContent, CurvePanel
from salient.core.case import Case, ControlArea
from salient.core.check import check_case
from salient.core.errors import Cancelled
from salient.core.reconcile_curve import claim_curves, curve_refusal

WIDTH = theme.WIDTH


def _pairs(items: Sequence[Any]) -> list[tuple[Any, Any]]:
    return list(zip(items, items[1:]))


def figure(case: Case, lang: str = "en") -> CurveContent:
    """Return the figure of a checked case."""
    content = briefing(check_case(case), lang).curves
    assert content is not None
    return content


def test_claims_of_one_start_share_a_panel_and_equal_ones_a_box() -> None:
    """Three claims: two of one period and interval, one that ends earlier, at least 1,000."""
    case = mapped_case(
        claim("about"),
        claim("early", end=MIDDLE, value=1000.0, bound="at_least"),
        claim("upto", bound="at_most"),
    )
    content = figure(case)
    (panel,) = content.panels
    assert [(box.numbers, box.end) for box in panel.boxes] == [((2,), MIDDLE), ((1, 3), LAST)]
    early, late = panel.boxes
    assert (early.low, early.high) == (1000.0, None)
    assert (late.low, late.high) == (2250.0, 2750.0)
    assert content.sentence


def test_the_curves_are_the_measures() -> None:
    """Lost: nothing, half a cell, a cell; passed ends at half a cell; net is drawn by its magnitude."""
    cell = cell_km2()
    (panel,) = figure(mapped_case()).panels
    lines = {one.definition: one.points for one in panel.curves}
    assert [day for day, _ in lines["lost"]] == [FIRST, MIDDLE, LAST]
    assert [km2 for _, km2 in lines["lost"]] == pytest.approx([0, cell / 2, cell], abs=1e-3)
    assert lines["passed"][-1][1] == pytest.approx(cell / 2, abs=1e-3)
    assert lines["net"][-1][1] == pytest.approx(cell / 2, abs=1e-3)
    bands = {name: (low, best, high) for name, low, best, high in panel.boxes[0].bands}
    low, best, high = bands["net"]
    assert 0 < low < best < high


def test_claims_of_other_starts_have_panels_of_their_own() -> None:
    """A curve begins with its period."""
    panels = figure(mapped_case(claim("one"), claim("two", refers_from=MIDDLE))).panels
    assert [panel.boxes[0].start for panel in panels] == [FIRST, MIDDLE]
    assert panels[0].title != panels[1].title


def test_the_curves_end_with_the_last_claim_of_the_panel() -> None:
    """A later claim of another start draws no curve out."""
    panels = figure(mapped_case(claim("one", end=MIDDLE), claim("two", refers_from=MIDDLE))).panels
    assert panels[0].curves[0].points[-1][0] == MIDDLE


def test_pens_differ_without_colour() -> None:
    """Each definition has a dash and a mark that no other has."""
    assert len({pen.dash for pen in theme.CURVES.values()}) == len(theme.CURVES)
    assert len({pen.mark for pen in theme.CURVES.values()}) == len(theme.CURVES)


def test_labels_keep_their_distance() -> None:
    """A thousand heaps of wanted places: never nearer than the gap, within the limits, in the order wanted."""
    numbers = random.Random(7)
    for _ in range(1000):
        wanted = [numbers.choice([0.0, 100.0, numbers.uniform(0, 185)]) for _ in range(numbers.randint(1, 8))]
        places = spread(wanted, 9.6, 0.0, 185.0)
        in_order = [places[one] for one in sorted(range(len(wanted)), key=lambda one: wanted[one])]
        assert all(b - a >= 9.6 - 1e-9 for a, b in _pairs(in_order))
        assert min(places) >= -1e-9
        assert max(places) <= 185 + 1e-9


def test_labels_that_have_room_stay() -> None:
    """Nothing moves without need."""
    assert spread([50.0, 10.0, 90.0], 9.6, 0.0, 185.0) == [50.0, 10.0, 90.0]


def _panel(days: int, ends: list[int], curves: int = 4, km2: float = 1000.0) -> CurvePanel:
    names = ("lost", "passed", "growth", "net", "gained", "downgraded")[:curves]
    day = [FIRST + datetime.timedelta(days=number) for number in range(days)]
    lines = tuple(Curve(name, name, tuple((one, km2 * n / days) for n, one in enumerate(day))) for name in names)
    bands = tuple((name, km2 * 0.8, km2, km2 * 1.2) for name in names)
    boxes = tuple(
        ClaimBox((n,), f"{n} Somebody: about {km2}", FIRST, day[end], km2 * 0.9, None if n % 2 else km2, bands)
        for n, end in enumerate(sorted(ends), start=1)
    )
    return CurvePanel("From 1 September", lines, boxes)


CASES = {
    "one": _panel(9, [8]),
    "near": _panel(9, [7, 8, 8, 8]),
    "many on one day": _panel(9, [8] * 6),
    "a year": _panel(353, [30, 31, 200, 350, 351, 352], km2=4000.0),
    "three years": _panel(1100, [10, 1099], km2=0.3),
    "two days": _panel(2, [1]),
    "six curves": _panel(40, [5, 6, 39], curves=6, km2=123456.0),
}


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize("panel", CASES.values(), ids=CASES.keys())
def test_nothing_lies_over_another(panel: CurvePanel, lang: str) -> None:
    """Boxes, labels of curves, of days and of areas keep clear of each other and inside the figure."""
    layout = curve_layout(panel, WIDTH, language(lang))
    for one, other in _pairs(layout.boxes):
        assert one.east < other.west
        assert other.day_x <= other.west
    assert layout.boxes[-1].east <= layout.plot_width
    for one in layout.boxes:
        assert one.number_y > max(min(band.high, PLOT_HEIGHT) for band in one.bands)
    places = sorted(one.label_y for one in layout.curves)
    assert all(b - a >= LABEL_LEADING - 1e-9 for a, b in _pairs(places))
    _texts_part(layout)
    heights = [y for y, _ in layout.y_ticks]
    assert heights[0] == 0
    assert heights[-1] == pytest.approx(PLOT_HEIGHT)
    assert len({text for _, text in layout.y_ticks}) == len(heights)
    assert all(0 <= y <= PLOT_HEIGHT + 1e-6 for one in layout.curves for _, y in one.points)


def _texts_part(layout: CurveLayout) -> None:
    halves = [(x, text_width(text, BODY, LABEL_SIZE) / 2) for x, text in layout.x_ticks]
    assert halves
    for (x, half), (after, wide) in _pairs(halves):
        assert x + half < after - wide
    assert len({period.y for period in layout.periods}) == len(layout.periods)


def test_many_claims_and_progress() -> None:
    """Fifty claims of many intervals are printed in panels that fit a page; progress can stop the work."""
    claims = [claim(f"c{n}", value=1000.0 + 100 * n) for n in range(50)]
    case = mapped_case(*claims)
    report = check_case(case)
    seen: list[float] = []
    content = briefing(report, progress=seen.append)
    assert content.curves is not None
    assert all(len(panel.boxes) <= 6 for panel in content.curves.panels)
    numbers = [number for panel in content.curves.panels for box in panel.boxes for number in box.numbers]
    assert sorted(numbers) == list(range(1, 51))
    # The tables of fifty claims are not what is looked at here.
    figures = replace(content, claims=(), measures=(), reconciled=())
    assert "Claims against the measured curves" in words_of(render(figures))
    assert seen
    assert seen == sorted(seen)

    def refuse(_: float) -> None:
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        briefing(report, progress=refuse)


def test_caption_names_issuer_units_and_definitions() -> None:
    """Whose maps, in what, by which definitions."""
    caption = figure(mapped_case(control_areas=atlas("Atlas"))).caption
    for text in ("Atlas", "km²", "lost, passed, growth, net", "magnitude"):
        assert text in caption


def test_a_long_series_is_drawn_with_all_its_days() -> None:
    """A hundred days and the first: each is a point of the curve."""
    days = [FIRST + datetime.timedelta(days=number) for number in range(101)]
    areas = tuple(one for number, day in enumerate(days) for one in _retreat(day, number))
    case = mapped_case(claim("c1", end=days[37]), claim("c2", end=days[100]), control_areas=areas)
    (panel,) = figure(case).panels
    for curve in panel.curves:
        assert [day for day, _ in curve.points] == days


def _retreat(day: datetime.date, number: int) -> tuple[ControlArea, ...]:
    edge = 30 + number / 200
    return (
        area(day, "West", "assessed_control", edge, 32),
        area(day, "East", "claimed_counteroffensive", 29.75, edge),
    )


def test_maps_of_several_issuers_are_no_curve_and_the_reason_is_given() -> None:
    """A curve is of one issuer's maps: with two who drew the period it is refused in words, until one is chosen."""
    both = (*atlas(), *atlas("Bureau"))
    case = mapped_case(claim("c1"), control_areas=both)
    assert claim_curves(case) == ()
    assert str(curve_refusal(case)).startswith("Several issuers drew both days")
    assert "Atlas, Bureau" in str(curve_refusal(case))
    chosen = mapped_case(
        claim("c1"), control_areas=both, settings={"frame_id": "frame", "side": "East", "issuer": "Bureau"}
    )
    assert len(claim_curves(chosen)) == 1
    assert curve_refusal(chosen) is None
    # One has the first day only, the other the last: they are not put together.
    halves = [one for one in both if (one.issuer == "Atlas") == (one.as_of == FIRST)]
    apart = mapped_case(claim("c1"), control_areas=tuple(halves))
    assert claim_curves(apart) == ()
    assert "of one issuer" in str(curve_refusal(apart))
