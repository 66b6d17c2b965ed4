"""What changed hands: the matrix and its sums against areas by pyproj, issuers, days stood in for, the map."""

from __future__ import annotations

import datetime
import re

import pytest

from map_days import FIRST, LAST, MIDDLE, area, atlas, cell_km2, claim, mapped_case
from pdfs import text_of, words_of
from reports import make_report
from salient.brief.content import briefing
from salient.brief.language import language
from salient.brief.map_layout import map_layout
from salient.brief.map_pens import hatch_angles
from salient.brief.pages import render
from salient.brief.values import Briefing, MapContent
from salient.core.case import Case, Gain
from salient.core.check import check_case
from salient.core.errors import MeasureError


def made(case: Case, lang: str = "en", **more: tuple[str, str]) -> Briefing:
    """Return the content of a checked case."""
    return briefing(check_case(case), lang, **more)


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_the_matrix_adds_up() -> None:
    """A cell stays, half goes to advance, half to the other side; a quarter was the other side's before."""
    cell = cell_km2()
    (change,) = made(mapped_case()).changes
    assert plain(change.title) == "Maps of Atlas, 1–9 September 2022"
    assert change.states == ("assessed control", "assessed advance", "claimed counter-offensive", "in no layer")
    control, advance, other, none = change.rows
    half, quarter = f"{cell / 2:,.1f}", f"{cell / 4:,.1f}"
    assert control.cells == (f"{cell:,.1f}", half, half, "0")
    assert control.total == f"{2 * cell:,.1f}"
    assert advance.cells == ("0", "0", "0", "0")
    assert other.cells == ("0", "0", quarter, "0")
    assert none.cells[-1] == "–"
    assert change.totals.cells == (f"{cell:,.1f}", half, f"{cell * 0.75:,.1f}", "0")
    assert change.totals.total == f"{cell * 2.25:,.1f}"


def test_the_definitions() -> None:
    """Lost a cell, half of it passed, half downgraded; the other side's layer grew by half; net half a cell less."""
    cell = cell_km2()
    (change,) = made(mapped_case()).changes
    found = {row.title: row for row in change.definitions}
    assert list(found) == ["lost", "passed", "growth", "net", "downgraded"]
    assert found["lost"].best == f"{cell:,.0f}"
    assert {found[name].best for name in ("passed", "growth", "downgraded")} == {f"{cell / 2:,.0f}"}
    assert found["net"].best == f"−{cell / 2:,.0f}"
    # The strip is 111 km high; 500 m on either side of a width of half and of a whole degree (72 and 36 km).
    assert found["lost"].low < found["lost"].best < found["lost"].high
    printed = {row.term for row in made(mapped_case()).definitions}
    assert {"Lost", "Downgraded"} <= printed
    assert any("by 500 m" in fact for fact in change.facts)
    assert any("Cut to Frame" in fact for fact in change.facts)


def test_nothing_without_maps_of_two_days_or_without_periods() -> None:
    """Neither sections nor headings appear where there is nothing to compare."""
    bare = claim("c1", refers_from=None, refers_to=None)
    for case in (
        mapped_case(control_areas=()),
        mapped_case(control_areas=atlas()[:2]),
        mapped_case(bare),
        mapped_case(claim("c1", end=FIRST)),
    ):
        content = made(case)
        assert content.changes == ()
        assert content.curves is None
        words = words_of(render(content))
        assert "What changed hands" not in words
        assert "Claims against the measured curves" not in words


def test_days_stood_in_for_are_named() -> None:
    """The map of the 9th stands in for the 8th, beneath the table and beneath the figure."""
    end = datetime.date(2022, 9, 8)
    content = made(mapped_case(claim("c1", end=end)))
    said = "No map of Atlas for 8 September 2022: that of 9 September 2022 stands in for it."
    assert said in [plain(fact) for fact in content.changes[0].facts]
    assert content.curves is not None
    assert said in plain(content.curves.caption)
    words = plain(words_of(render(content)))
    assert words.count(said) == 2
    far = made(mapped_case(claim("c1", end=LAST + datetime.timedelta(days=1))))
    assert far.changes == ()


def test_each_issuer_has_a_table() -> None:
    """Two issuers, two tables, no comparison between them; the case's setting chooses one."""
    both = (*atlas(), *atlas("Bureau"))
    content = made(mapped_case(control_areas=both))
    assert [one.title.partition(",")[0] for one in content.changes] == ["Maps of Atlas", "Maps of Bureau"]
    assert content.warning == ""
    settings = {"frame_id": "frame", "side": "East", "issuer": "Bureau"}
    chosen = made(mapped_case(control_areas=both, settings=settings))
    assert [one.title.partition(",")[0] for one in chosen.changes] == ["Maps of Bureau"]


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_a_comparison_across_issuers_is_said_on_every_page(lang: str) -> None:
    """The names of both stand at the head of every page, the first too; unasked they do not."""
    both = (*atlas(), *atlas("Bureau"))
    claims = [claim(f"c{n}", text=f"Statement {n}.") for n in range(20)]
    content = made(mapped_case(*claims, control_areas=both), lang, across=("Atlas", "Bureau"))
    assert "Atlas / Bureau" in content.warning
    assert len(content.changes) == 3
    # The table says whose, and that they are two; those of one issuer do not.
    titles = [one.title.partition(":")[0] for one in content.changes]
    assert titles[0] in ("Different issuers", "Різні видавці")
    assert titles[0] not in titles[1:]
    pages = text_of(render(content)).rstrip("\f").split("\f")
    assert len(pages) >= 4
    assert all("Atlas / Bureau" in page for page in pages)
    unasked = text_of(render(made(mapped_case(*claims, control_areas=both), lang)))
    assert "Atlas / Bureau" not in unasked


def test_a_comparison_with_an_unknown_issuer_is_refused() -> None:
    """Naming an issuer that the case has no maps of is an error in plain words."""
    with pytest.raises(MeasureError, match="Nobody"):
        made(mapped_case(), across=("Atlas", "Nobody"))


def _map(case: Case) -> MapContent:
    content = made(case).map
    assert content is not None
    return content


def test_changed_ground_is_drawn_where_no_gains_are() -> None:
    """Passed and downgraded ground have hatches of their own and entries in the legend; overlays are left out."""
    content = _map(mapped_case())
    drawn = {one.style: one for one in content.shapes if one.layer == "change"}
    assert {style: one.side for style, one in drawn.items()} == {"passed": "East", "downgraded": "West"}
    angles = [hatch_angles("change", style) for style in ("passed", "downgraded", "left", "taken")]
    assert len(set(angles)) == 4
    assert all(angles)
    assert drawn["passed"].geometry.bounds == pytest.approx((30, 49, 30.5, 50))
    assert drawn["downgraded"].geometry.bounds == pytest.approx((30.5, 49, 31, 50))
    layout = map_layout(content, 480, 400, language("en"))
    texts = [" ".join(entry.lines) for entry in layout.legend]
    assert "From control to another side's layer: East" in texts
    assert "From control to the same side's advance: West" in texts
    assert "Atlas" in content.caption
    assert "1 September 2022" in plain(content.caption)


def test_drawn_gains_come_first() -> None:
    """A case with gains shows those, and the control areas of the last day as before."""
    case = mapped_case(claimed_gains=(Gain("g", atlas()[0].geometry, side="East", as_of=LAST),))
    layers = {one.layer for one in _map(case).shapes}
    assert "gain" in layers
    assert "change" not in layers
    assert "behind" not in layers


def test_quality_of_the_maps_is_in_the_notes() -> None:
    """The gaps between the days are told."""
    notes = {row.heading: row.lines for row in made(mapped_case()).notes}
    told = " ".join(notes["Quality of the control maps used"])
    assert "2 gaps between the days." in told
    assert "6 September 2022" in plain(told) or "2 September 2022" in plain(told)


def test_a_wide_matrix_is_numbered() -> None:
    """Two sides with the same three states: columns are numbers, rows carry number and name; it fits the page."""
    areas = list(atlas())
    for day, shift in ((FIRST, 0.0), (LAST, 0.1)):
        for number, state in enumerate(("assessed_control", "claimed_control", "contested", "assessed_advance")):
            for side, base in (("East", 33.0), ("North", 35.0)):
                west = base + number * 0.3 + shift
                areas.append(area(day, side, state, west, west + 0.2))
    areas = [one for one in areas if one.as_of != MIDDLE]
    content = made(mapped_case(control_areas=tuple(areas), areas=(), settings={"side": "East"}))
    (change,) = content.changes
    assert len(change.states) > 6
    text = text_of(render(content), "-layout")
    assert re.search(r"\b1 assessed\s+control", text)


def test_the_report_may_come_from_elsewhere() -> None:
    """A report without findings, of a case with claims and maps, still has its tables and no figure."""
    content = briefing(make_report(case=mapped_case()))
    assert len(content.changes) == 1
    assert content.curves is None
