"""The acceptance case on paper: an issuer's real layers of September 2022 (skipped where they are absent)."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from shapely.geometry import MultiPolygon, Point, box

from pdfs import text_of, words_of
from salient.brief.content import briefing
from salient.brief.fact_files import shapes_geojson
from salient.brief.facts import facts, facts_file
from salient.brief.pages import render
from salient.core.case import Area, Case, Claim, ControlArea, Settlement, Source
from salient.core.check import check_case
from salient.core.findings import Report
from salient.store import control


def day(number: int) -> datetime.date:
    """Return a day of September 2022."""
    return datetime.date(2022, 9, number)


def _claims() -> tuple[Claim, ...]:
    ground = {"kind": "area_changed", "refers_from": day(1), "unit": "km2", "source_id": "isw"}
    later = {"refers_from": day(5), "refers_to": day(9), "source_id": "isw"}
    return (
        Claim(
            "isw",
            "Around 2,500 square kilometres.",
            claimant="ISW",
            refers_to=day(9),
            value=2500.0,
            bound="about",
            printed="2,500",
            conversion="965",
            conversion_unit="mi2",
            **ground,
        ),
        Claim(
            "military",
            "More than 1,000 square kilometres.",
            claimant="Ukrainian military",
            refers_to=day(8),
            value=1000.0,
            bound="at_least",
            printed="1,000",
            conversion="386",
            conversion_unit="mi2",
            **ground,
        ),
        Claim(
            "up-to",
            "Up to 2,500 square kilometres.",
            claimant="unattributed",
            refers_to=day(9),
            value=2500.0,
            bound="at_most",
            relays="isw",
            **ground,
        ),
        Claim(
            "depth",
            "To a depth of 50 kilometres.",
            "depth",
            "Ukrainian military",
            value=50.0,
            unit="km",
            bound="at_most",
            **later,
        ),
        Claim(
            "places",
            "More than 30 settlements.",
            "settlement_count",
            "Ukrainian military",
            value=30.0,
            unit="settlements",
            bound="at_least",
            **later,
        ),
        Claim(
            "distance",
            "Kupiansk, 73 kilometres north of Izium.",
            "distance",
            "a newspaper",
            value=73.0,
            unit="km",
            direction="N",
            place_ids=("izium", "kupiansk"),
            printed="73",
            conversion="45",
            conversion_unit="mi",
        ),
    )


@pytest.fixture(scope="module")
def report(shared_data: Path) -> Report:
    """Return the check of the acceptance case of the design."""
    given = control.read_control_files(
        [shared_data / "isw-2022-09"], control.ControlOptions(profile=control.read_profile("isw"))
    )
    areas = tuple(
        ControlArea(
            f"{one.as_of}-{one.state}", one.geometry, one.side, one.state, one.issuer, one.issuer_term, one.as_of, "isw"
        )
        for one in given
    )
    case = Case(
        "kharkiv",
        control_areas=areas,
        claims=_claims(),
        areas=(
            Area("frame", "Frame", MultiPolygon([box(35.9, 48.75, 38.3, 50.4)]), role="frame"),
            Area("sector", "Break-in sector", MultiPolygon([box(36.2, 49.2, 37.0, 49.9)]), role="sector"),
        ),
        settlements=(
            Settlement("izium", "Izium", Point(37.2569, 49.2128)),
            Settlement("kupiansk", "Kupiansk", Point(37.6167, 49.7064)),
        ),
        sources=(Source("isw", "Institute for the Study of War", "Control layers"),),
        settings={"title": "Kharkiv", "frame_id": "frame", "sector_id": "sector", "side": "UA"},
    )
    return check_case(case)


def test_golden_numbers_are_in_the_pdf(report: Report) -> None:
    """The numbers of the design's table, bands to 1 %, as text in either language."""
    content = briefing(report, "en")
    pdf = render(content)
    words = words_of(pdf).replace("\u00a0", " ")
    golden = {
        "lost": (2436, 2266, 2634),
        "passed": (1811, 1671, 1954),
        "growth": (1991, 1824, 2180),
        "net": (-2040, -2281, -1824),
    }
    rows = {row.title: row for row in content.changes[0].definitions}
    for title, (best, low, high) in golden.items():
        found = [
            int(text.replace(",", "").replace("−", "-"))
            for text in (rows[title].best, rows[title].low, rows[title].high)
        ]
        assert found[0] == pytest.approx(best, rel=0.005), title
        assert found[1:] == pytest.approx([low, high], rel=0.01), title
        assert f"{title} {rows[title].low} {rows[title].best} {rows[title].high}" in words
    assert int(rows["downgraded"].best) == pytest.approx(625, rel=0.005)
    assert "2,436 km² (2,266–2,634)" in words
    assert "1,322 km² (1,192–1,481)" in words
    assert re.search(r"45\.[34] km \(44\.[34]–46\.[34]\)", words)
    assert "60.8 km" in words
    ukrainian = words_of(render(briefing(report, "uk"))).replace("\u00a0", " ")
    assert "2 436 км² (2 266–2 634)" in ukrainian


def test_the_figure_and_the_matrix_are_there(report: Report) -> None:
    """The claims of one period share a box, their sentence is printed, and the matrix has its 625 and 1,811 km²."""
    content = briefing(report, "en")
    assert content.curves is not None
    (panel,) = content.curves.panels
    assert [box.numbers for box in panel.boxes] == [(2,), (1, 3)]
    text = text_of(render(content), "-layout")
    assert re.search(r"assessed control\s+10,\d{3}\.\d\s+62\d\.\d\s+1,8\d\d\.\d", text)
    assert content.curves.sentence
    assert {one.style for one in content.map.shapes if one.layer == "change"} == {"passed", "downgraded"}  # type: ignore[union-attr]


def test_the_golden_numbers_are_in_the_facts(report: Report) -> None:
    """The numbers of the design's table, areas to 0.5 %, bands to 1 %, as data with their definitions."""
    content = briefing(report, "en")
    found = json.loads(facts_file(facts(report, content)))
    (change,) = found["changes"]
    measures = {one["definition"]: one for one in change["measures"]}
    for name, best, low, high in (
        ("lost", 2436, 2266, 2634),
        ("passed", 1811, 1671, 1954),
        ("growth", 1991, 1824, 2180),
        ("net", -2040, -2281, -1824),
    ):
        assert measures[name]["best"] == pytest.approx(best, rel=0.005)
        assert (measures[name]["low"], measures[name]["high"]) == pytest.approx((low, high), rel=0.01)
        assert name in found["definitions"]
    claims = {one["id"]: one for one in found["claims"]}
    (verdict,) = {claims[one]["verdict"] for one in ("isw", "military")}
    assert (verdict, claims["isw"]["fits"]) == ("consistent_if", ["lost", "net"])
    assert change["matrix"]["assessed_control"]["assessed_advance"] == pytest.approx(625, rel=0.005)
    changed = [
        one["properties"]
        for one in json.loads(shapes_geojson(report, content))["features"]
        if one["properties"]["what"] == "changed_ground"
    ]
    downgraded = [
        one["area_km2"] for one in changed if (one["before"], one["after"]) == ("assessed_control", "assessed_advance")
    ]
    assert sum(downgraded) == pytest.approx(625, rel=0.005)


def test_the_figure_of_depth_and_the_key_figures(report: Report) -> None:
    """The design's depths of 9 September, and its number for ISW's claim, stand where an editor looks first."""
    content = briefing(report, "en")
    (figure,) = content.depths
    spots = {one.definition: one.best for one in figure.spots}
    assert spots["any_part"] == pytest.approx(45.3, abs=0.5)
    assert spots["break_in_sector"] == pytest.approx(52.9, abs=0.5)
    (claimed,) = figure.claimed
    assert (claimed.low, claimed.high) == (45.0, 55.0)
    # The profile of the sector alone reaches the greater depth, at an end of the sector.
    own = next(one for one in figure.lines if one.definition == "break_in_sector")
    assert max(depth for _, _, depth in own.stretches) == pytest.approx(52.9, abs=0.7)
    assert content.key is not None
    first = content.key.rows[0]
    assert (first.numbers, first.definition) == ((1, 3), "lost")
    assert int(first.best.split("\u00a0")[0].replace(",", "")) == pytest.approx(2436, rel=0.005)
