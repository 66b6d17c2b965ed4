"""Isolation over time on paper: the numbers of the series, gaps for missing days, words beside the drawing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import Point, box

from ladder import BOTH_CUT, LOW_CUT, WHOLE, day, isolation_claim, ladder
from pdfs import words_of
from salient.brief import access_content
from salient.brief.access_figure import AccessChart
from salient.brief.access_layout import WAYS_HEIGHT, WIDTH_HEIGHT, access_layout
from salient.brief.content import briefing
from salient.brief.facts import facts
from salient.brief.language import language
from salient.brief.pages import render
from salient.brief.theme import WIDTH
from salient.brief.values import Briefing
from salient.core.access_series import access_series
from salient.core.case import Case, ControlArea, Gain, Settlement
from salient.core.check import check_case
from salient.core.errors import Cancelled

CASE = ladder(WHOLE, LOW_CUT, None, BOTH_CUT, claims=(isolation_claim(3),))


def paper(case: Case, lang: str = "en") -> Briefing:
    return briefing(check_case(case), lang)


def test_the_figure_has_the_numbers_of_the_series() -> None:
    (figure,) = paper(CASE).access
    (line,) = figure.lines
    # Read off the ladder: two roads, one, none; the third day has no map.
    assert line.points == ((day(0), 2), (day(1), 1), (day(3), 0))
    series = access_series(CASE, "town")
    for shown, one in zip(figure.widths, series.corridors):
        band = one.corridor.width_km  # type: ignore[union-attr]
        assert (shown.day, shown.low, shown.best, shown.high) == (one.day, band.low, band.best, band.high)
    assert figure.widths[-1].best == 0
    assert figure.title.replace("\u00a0", " ") == "Betatown, ground of R on the maps of I, 1–4 September 2022"
    assert [one.label.replace("\u00a0", " ") for one in figure.periods] == [
        "1 Some office: isolation – 4 September 2022"
    ]


def test_it_is_said_in_words_from_the_same_numbers() -> None:
    (figure,) = paper(CASE).access
    assert AccessChart(figure, language("en")).alt_text == figure.alt_text
    words = figure.alt_text.replace("\u00a0", " ")
    assert "Under control alone: 2 ways on 1 September 2022, 0 on 4 September 2022." in words
    assert "Isolated since 4 September 2022." in words
    assert f"narrowest on 4 September 2022: {figure.widths[-1].best:.1f} km" in words
    ukrainian = paper(CASE, "uk").access[0]
    assert "Бетагород" in ukrainian.title
    assert "Ізольовано з 4 вересня 2022 р." in ukrainian.alt_text.replace("\u00a0", " ")


def test_a_missing_day_is_a_gap_and_nothing_leaves_its_plot() -> None:
    (figure,) = paper(CASE).access
    for width in (WIDTH, WIDTH * 1.6):
        layout = access_layout(figure, width, language("en"))
        (ways,) = layout.ways
        assert [len(points) for points in ways.steps] == [4, 2]
        first, second = ways.steps
        # Four days in all: the second ends in the middle, the fourth begins at three quarters.
        assert first[-1][0] == pytest.approx(layout.plot_width / 2)
        assert second[0][0] == pytest.approx(layout.plot_width * 3 / 4)
        assert [y for _, y in first] == pytest.approx([WAYS_HEIGHT, WAYS_HEIGHT, WAYS_HEIGHT / 2, WAYS_HEIGHT / 2])
        assert ways.isolated == ((pytest.approx(layout.plot_width * 7 / 8), 0.0),)
        assert layout.widths is not None
        corners = [corner for outline in layout.widths.bands for corner in outline]
        assert all(-1e-6 <= x <= layout.plot_width + 1e-6 and 0 <= y <= WIDTH_HEIGHT + 1e-6 for x, y in corners)


def test_two_readings_lie_beside_each_other() -> None:
    taken = ControlArea("a", box(36.1, 49.05, 36.2, 49.2), "R", "assessed_advance", "I", as_of=day(3), tolerance_m=100)
    case = replace(CASE, control_areas=(*CASE.control_areas, taken))
    (figure,) = paper(case).access
    assert [one.reading for one in figure.lines] == ["control", "advance"]
    # The advance joins the upper road again.
    assert [one.points[-1][1] for one in figure.lines] == [0, 1]
    layout = access_layout(figure, WIDTH, language("en"))
    control, advance = layout.ways
    assert abs(control.label_y - advance.label_y) >= 9
    assert control.marks[0][1] != advance.marks[0][1]


def test_without_routes_the_corridor_alone_and_without_days_nothing() -> None:
    (figure,) = paper(replace(CASE, supply_routes=())).access
    assert (figure.lines, len(figure.widths)) == ((), 3)
    layout = access_layout(figure, WIDTH, language("en"))
    assert layout.ways == ()
    assert "Ways:" not in figure.caption
    assert paper(ladder(WHOLE, claims=(isolation_claim(0),))).access == ()
    assert paper(ladder(WHOLE, BOTH_CUT)).access == ()
    nowhere = isolation_claim(1, place_ids=("unknown",))
    assert paper(ladder(WHOLE, BOTH_CUT, claims=(nowhere,))).access == ()
    bare = replace(CASE, control_areas=())
    assert paper(bare).access == ()


def test_claims_of_one_place_share_a_figure() -> None:
    again = isolation_claim(1, "c2", kind="enclosed", refers_from=day(0))
    other = isolation_claim(3, "c3", place_ids=("village",))
    places = (*CASE.settlements, Settlement("village", "Gammaville", Point(36.05, 49.1)))
    found = paper(replace(CASE, claims=(*CASE.claims, again, other), settlements=places)).access
    assert [[one.numbers for one in figure.periods] for figure in found] == [[(1,), (2,)], [(3,)]]


def test_claims_of_one_period_share_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = (isolation_claim(3), isolation_claim(1, "c2"), isolation_claim(3, "c3", kind="enclosed"))
    (figure,) = paper(replace(CASE, claims=claims)).access
    assert [one.numbers for one in figure.periods] == [(1, 3), (2,)]
    assert figure.periods[0].label.replace("\u00a0", " ") == "1, 3: isolation, enclosed – 4 September 2022"
    monkeypatch.setattr(access_content, "MOST_PERIODS", 1)
    content = paper(replace(CASE, claims=claims))
    assert [one.numbers for one in content.access[0].periods] == [(1, 3)]
    assert "first 1 of 2 periods of claims" in " ".join(line for row in content.notes for line in row.lines)


def test_days_left_out_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_content, "MOST_DAYS", 3)
    case = ladder(WHOLE, WHOLE, LOW_CUT, LOW_CUT, BOTH_CUT, BOTH_CUT, claims=(isolation_claim(4),))
    content = paper(case)
    assert content.access[0].days == (day(2), day(3), day(4))
    notes = [line for row in content.notes for line in row.lines]
    assert "Isolation of Betatown over time: 3 of 6 mapped days were asked about." in notes
    # A period that alone has too many: both its ends.
    long = ladder(WHOLE, WHOLE, LOW_CUT, LOW_CUT, BOTH_CUT, claims=(isolation_claim(4, refers_from=day(0)),))
    assert paper(long).access[0].days == (day(0), day(2), day(4))


def test_places_left_out_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_content, "MOST_FIGURES", 1)
    places = (*CASE.settlements, Settlement("village", "Gammaville", Point(36.05, 49.1)))
    claims = (*CASE.claims, isolation_claim(3, "c2", place_ids=("village",)))
    content = paper(replace(CASE, claims=claims, settlements=places))
    assert len(content.access) == 1
    notes = " ".join(line for row in content.notes for line in row.lines)
    assert "for the first 1 of 2 places" in notes


def test_it_is_printed_in_both_languages() -> None:
    printed = words_of(render(paper(CASE))).replace("\u00a0", " ")
    assert "Betatown, ground of R on the maps of I, 1–4 September 2022" in printed
    assert "Under control alone: 0" in printed
    assert "Days without a map" in printed
    ukrainian = words_of(render(paper(CASE, "uk"))).replace("\u00a0", " ")
    assert "Бетагород, місцевість сторони R на картах I, 1–4 вересня 2022 р." in ukrainian
    assert "Лише під контролем: 0" in ukrainian


def test_its_numbers_are_in_the_facts() -> None:
    report = check_case(CASE)
    english, ukrainian = (facts(report, briefing(report, lang))["isolation"] for lang in ("en", "uk"))
    assert english == ukrainian
    (found,) = english
    assert (found["place_id"], found["side"], found["issuer"], found["claims"]) == ("town", "R", "I", ["c1"])
    (reading,) = found["readings"]
    assert reading["isolated_since"] == "2022-09-04"
    assert [one["ways"] for one in reading["ways"]] == [2, 1, 0]
    assert [one["day"] for one in found["corridor"]] == ["2022-09-01", "2022-09-02", "2022-09-04"]
    assert found["corridor"][-1]["best"] == 0


def test_progress_grows_and_may_call_off() -> None:
    report = check_case(CASE)
    heard: list[float] = []
    briefing(report, "en", progress=heard.append)
    assert heard == sorted(heard)
    assert 0.0 < max(heard) <= 1.0

    def stop(share: float) -> None:
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        briefing(report, "en", progress=stop)


def test_the_title_of_drawn_gains_names_no_issuer() -> None:
    gains = (
        Gain("g", box(36.1, 48.0, 36.2, 49.05), side="U", as_of=day(0)),
        Gain("h", box(36.1, 49.0, 36.2, 50.0), side="U", as_of=day(1)),
    )
    (figure,) = paper(replace(CASE, control_areas=(), claimed_gains=gains)).access
    assert figure.lines[0].points == ((day(0), 1), (day(1), 0))
    assert figure.widths == ()
    assert "beside the drawn gains" in figure.title
