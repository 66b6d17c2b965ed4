"""The content of a briefing: what is said, numbered, referred to and left out."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from reports import depth_finding, full_report, make_case, make_claim, make_finding, make_measure, make_report
from salient.brief.content import LONGEST_TEXT, briefing
from salient.core.case import Event, Issue, Skipped
from salient.core.findings import Interval, Reconciliation
from salient.core.messages import message


def test_title_date_and_number() -> None:
    """The first line says what the case is called, of which day, and the next number after the stored ones."""
    case = make_case(issues=(Issue("i1", 1, datetime.date(2022, 9, 1)), Issue("i4", 4, datetime.date(2022, 9, 5))))
    made = briefing(make_report(case=case))
    assert (made.title, made.as_of_text, made.issue_number) == ("Round case", "as of 9\u00a0September 2022", 5)
    assert briefing(make_report(case=case), issue_number=7).issue_text == "Issue 7"


def test_language_is_that_of_the_case() -> None:
    """The case's setting decides unless the caller does."""
    case = make_case(settings={"language": "uk", "frame_id": "frame"})
    assert briefing(make_report(case=case)).language == "uk"
    assert briefing(make_report(case=case), "en").language == "en"


def test_numbers_are_the_reports() -> None:
    """Claimed interval and band come out as they went in, with units, thousands and ranges."""
    row = briefing(make_report(make_finding())).claims[0]
    assert row.claimed == "about 2,500\u00a0km²"
    assert row.interval == "2,250–2,750\u00a0km²"
    assert row.measured[0].band == "2,000\u00a0km² (1,800–2,200)"
    assert row.measured[0].fits is False


def test_numbers_in_ukrainian() -> None:
    """Decimal comma and a space between thousands."""
    made = briefing(make_report(make_finding(), depth_finding()), "uk")
    assert made.claims[0].interval == "2\u00a0250–2\u00a0750\u00a0км²"
    assert made.claims[1].measured[0].band == "72,0\u00a0км (71,0–73,0)"


def test_rounding_never_contradicts_the_verdict() -> None:
    """A band that ends at 44.96 does not reach 45: printed with one decimal it would seem to."""
    measure = make_measure("any_part", low=40.0, best=42.0, high=44.96, unit="km")
    finding = make_finding(claimed=Interval(45.0, 55.0, 50.0, "km", "about"), measures=(measure,))
    assert briefing(make_report(finding)).claims[0].measured[0].band == "42.00\u00a0km (40.00–44.96)"


def test_net_is_compared_by_magnitude() -> None:
    """A net loss of 2,000 stands beside a claim of 2,500 with its sign, and so do the claim's ends."""
    finding = make_finding(measures=(make_measure("net", low=-2281.0, best=-2040.0, high=-1824.0, fits=True),))
    made = briefing(make_report(finding))
    assert made.claims[0].measured[0].band == "−2,040\u00a0km² (−2,281 to −1,824)"
    assert (made.measures[0].claimed_low, made.measures[0].claimed_high) == (-2750.0, -2250.0)


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(1000.0, None, 1000.0, "km2", "at_least"), "≥\u00a01,000\u00a0km²"),
        (Interval(None, 50.0, 50.0, "km", "no_more_than"), "≤\u00a050\u00a0km"),
        (Interval(30.0, 30.0, 30.0, "settlements", "exact"), "30 settlements"),
        (Interval(6.5, 7.5, 7.0, "months", "exact"), "6.5–7.5\u00a0months"),
    ],
)
def test_open_and_bare_intervals(interval: Interval, text: str) -> None:
    """Open ends are said as such; a count has no range."""
    assert briefing(make_report(make_finding(claimed=interval, measures=()))).claims[0].interval == text


def test_sources_are_numbered_as_referred_to() -> None:
    """The claims' sources come first, then those of the map; one that nobody refers to is left out."""
    made = briefing(make_report(make_finding()))
    assert [(row.number, row.publisher) for row in made.sources] == [(1, "Evening paper"), (2, "Map office")]
    assert made.claims[0].refs == (1,)
    assert made.map is not None
    assert made.map.refs == (2,)
    turned = briefing(make_report(depth_finding(), make_finding()))
    assert [row.publisher for row in turned.sources] == ["Map office", "Evening paper"]


def test_unknown_source_is_named() -> None:
    """A reference into nothing is a note, not a number."""
    made = briefing(make_report(make_finding(make_claim(source_id="gone"))))
    assert made.claims[0].refs == ()
    assert any('"gone"' in line for row in made.notes for line in row.lines)


def test_sections_vanish() -> None:
    """Without claims, sources, shapes and notes nothing of them is there."""
    bare = make_case(claimed_gains=(), front_lines=(), areas=(), settlements=(), settings={})
    made = briefing(make_report(case=bare))
    assert made.map is None
    sections = (made.claims, made.measures, made.reconciled, made.events, made.sources, made.definitions, made.notes)
    assert sections == ((),) * 7
    assert len(made.bottom_line) == 3
    assert made.bottom_line[0].startswith("No claims are recorded")


def test_bottom_line_counts_and_the_widest_gap() -> None:
    """First the tally, then the claim that is furthest off: 72 km against 45–55 is further than 2,200 against 2,250."""
    made = briefing(make_report(make_finding(), depth_finding(), make_finding(make_claim("c3"), verdict="consistent")))
    assert made.bottom_line[0] == "Claims checked against the map: 3 (1 consistent, 2 inconsistent)."
    assert "claim 2 (Some office: up to 50\u00a0km)" in made.bottom_line[1]
    assert "72.0\u00a0km (71.0–73.0)" in made.bottom_line[1]
    assert 3 <= len(made.bottom_line) <= 5
    assert made.tally == (("consistent", "consistent", 1), ("inconsistent", "inconsistent", 2))


def test_bottom_line_names_the_deciding_definition() -> None:
    """Where definitions disagree, both sides are given with their numbers."""
    measures = (make_measure("lost", best=2436.0, low=2266.0, high=2634.0, fits=True), make_measure("passed"))
    made = briefing(make_report(make_finding(verdict="consistent_if", fits=("lost",), measures=measures)))
    sentence = next(line for line in made.bottom_line if "definition decides" in line)
    assert "it fits lost 2,436\u00a0km² (2,266–2,634)" in sentence
    assert "does not fit passed 2,000\u00a0km² (1,800–2,200)" in sentence


def test_never_more_than_five_sentences() -> None:
    """Each verdict and a contradiction at once still make five."""
    verdicts = ("impossible", "inconsistent", "consistent_if", "consistent", "not_testable")
    measures = (make_measure(fits=True), make_measure("lost"))
    found = [make_finding(make_claim(f"c{n}"), verdict=one, measures=measures) for n, one in enumerate(verdicts)]
    assert len(briefing(make_report(*found)).bottom_line) == 5


def test_definitions_are_those_used() -> None:
    """Measured definitions, hedges and verdicts of this report, and no others."""
    unmeasured = make_measure(
        "road", low=None, best=None, high=None, fits=None, missing=message("No dates to count from.")
    )
    made = briefing(make_report(make_finding(measures=(make_measure(), unmeasured))))
    assert [row.term for row in made.definitions] == ["Drawn gains", "“about”", "Inconsistent"]


def test_unmeasured_definitions_share_a_row() -> None:
    """What lacks the same thing is said once."""
    lacking = {"low": None, "best": None, "high": None, "fits": None, "missing": message("No dates to count from.")}
    measures = (make_measure(), make_measure("lost", **lacking), make_measure("passed", **lacking))
    made = briefing(make_report(make_finding(measures=measures)))
    assert [(row.definition, row.best_text) for row in made.measures] == [
        ("drawn gains", "2,000"),
        ("lost, passed", ""),
    ]
    assert made.measures[1].missing == "No dates to count from."


def test_events_that_were_counted_from() -> None:
    """An event is listed with its source when a duration was counted from it."""
    events = (
        Event("war", "Start of the war", datetime.date(2022, 2, 24), source_id="paper"),
        Event("other", "Something else", datetime.date(2022, 3, 4)),
    )
    measure = make_measure("since:war", low=6.4, best=6.44, high=6.5, unit="months")
    finding = make_finding(measures=(measure,), claimed=Interval(6.5, 7.5, 7.0, "months", "exact"))
    made = briefing(make_report(finding, case=make_case((finding.claim,), events=events)))
    assert made.events == ("24\u00a0February 2022: Start of the war [1]",)
    assert made.measures[0].definition == "since: Start of the war"


def test_notes_say_what_was_used_skipped_and_shortened() -> None:
    """Defaults with their claims, rows left out with table, id and reason, and long texts with their length."""
    used = (message("Baseline: {name}.", name="Old line"),)
    long_claim = make_claim("c1", text="word " * 1000)
    report = make_report(
        make_finding(long_claim, used=used),
        make_finding(make_claim("c2"), used=used),
        skipped=(Skipped("claimed_gains", "g9", message("Its shape is empty: draw one, or delete the row.")),),
    )
    made = briefing(report)
    lines = [line for row in made.notes for line in row.lines]
    assert "Claims no. 1, 2: Baseline: Old line." in lines
    assert "Claimed gains, g9: Its shape is empty: draw one, or delete the row." in lines
    assert "The text of claim 1 has 5,000 characters; its first 4,000 are printed." in lines
    assert len(made.claims[0].text) <= LONGEST_TEXT
    assert made.claims[0].text.endswith("…")


def test_depth_of_the_map() -> None:
    """The deepest point and the nearest one are those of the measure; the greatest depth of a definition wins."""
    made = briefing(full_report())
    assert made.map is not None
    assert made.map.frame == (29.0, 48.0, 32.0, 51.0)
    mark = made.map.depths[0]
    assert (mark.deepest, mark.nearest, mark.label) == ((31.0, 49.5), (30.0, 49.5), "72.0\u00a0km")
    assert made.map.sides == ("Alpha", "Beta")


def test_without_a_frame_the_map_holds_all_that_is_drawn() -> None:
    """A case without a frame is framed by its shapes, with a margin."""
    made = briefing(make_report(case=make_case(areas=(), settings={})))
    assert made.map is not None
    west, south, east, north = made.map.frame
    assert west < 29.5
    assert south < 48.0
    assert east > 31.5
    assert north > 51.0


def test_report_without_a_day() -> None:
    """An undated report has no date line instead of a wrong one."""
    made = briefing(replace(full_report(), as_of=None))
    assert (made.as_of, made.as_of_text) == (None, "")


def test_a_bottom_line_that_the_desk_wrote_is_printed_as_written_and_marked() -> None:
    """Empty lines do not count; without any the findings speak, and nothing is marked."""
    report = make_report(make_finding())
    made = briefing(report, title="  Another\ntitle ", bottom_line=["First <b>one</b>.", " ", "Second  one."])
    assert made.bottom_line == ("First <b>one</b>.", "Second one.")
    assert made.title == "Another title"
    marked = [line for row in made.notes for line in row.lines if "edited by the desk" in line]
    assert marked == [
        "The bottom line was edited by the desk: it is printed as written there, not made from the findings."
    ]
    assert briefing(report, bottom_line=["", " "]) == briefing(report)
    assert "edited by the desk" not in str(briefing(report))


def test_a_sentence_of_the_desk_that_no_page_could_carry_is_cut_and_said() -> None:
    """As with texts of claims."""
    made = briefing(make_report(make_finding()), bottom_line=["x" * (LONGEST_TEXT + 1)])
    assert len(made.bottom_line[0]) == LONGEST_TEXT
    assert "its first 4,000 characters are" in str(made.notes)


def test_claims_held_against_several_of_which_the_same_is_said_have_one_row() -> None:
    """Of three that contradict each other and one of another place, each pair is there, in five rows for six pairs."""
    findings = [make_finding(make_claim(f"c{n}")) for n in range(1, 5)]
    other, same = message("They speak of different sides."), message("No dates to count from.")
    pairs = [(1, 2, same), (1, 3, same), (1, 4, other), (2, 3, same), (2, 4, other), (3, 4, other)]
    held = tuple(
        Reconciliation((f"c{a}", f"c{b}"), "contradict" if why is same else "other_place", why) for a, b, why in pairs
    )
    rows = briefing(make_report(*findings, reconciled=held), "en").reconciled
    assert [one.numbers for one in rows] == [(1, 2, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    assert rows[0].outcome == "contradict each other"
    assert rows[0].reason == "No dates to count from."
