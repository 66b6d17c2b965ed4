"""The facts of a briefing: what the paper prints is in them, in every language alike, and nothing runs in a table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import MultiPolygon, box, shape

from map_days import cell_km2, mapped_case
from pdfs import text_of
from reports import DAY, full_report, make_case, make_claim, make_finding, make_measure, make_report
from salient.brief.content import briefing
from salient.brief.fact_files import COLUMNS, claims_csv, shapes_geojson
from salient.brief.fact_values import number
from salient.brief.facts import MOST_RECORDS, facts, facts_file
from salient.brief.make import make_briefing
from salient.brief.pages import render
from salient.brief.section_titles import SECTION_TITLES
from salient.core.case import Case, Gain, Settlement, case_from_rows
from salient.core.check import check_case
from salient.core.findings import Report
from salient.core.messages import message
from salient.core.recipe import Recipe
from salient.store import textcase

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "kharkiv-2022-09"
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


def made(report: Report, lang: str = "en") -> dict[str, Any]:
    """Return the facts as a reader of the file has them."""
    content = briefing(report, lang)
    return json.loads(facts_file(facts(report, content)))


@pytest.fixture(scope="module")
def sample() -> Report:
    return check_case(case_from_rows("sample", textcase.read_folder(SAMPLE)))


def numbers(value: Any) -> Iterator[float]:
    """Yield every number of a JSON value, and those of its days."""
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        yield float(value)
    elif isinstance(value, str):
        found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)
        yield from (float(part) for part in found.groups()) if found else ()
    else:
        for part in value.values() if isinstance(value, dict) else value or ():
            yield from numbers(part)


def is_among(printed: str, known: list[float]) -> bool:
    """Say whether a printed number is one of the known ones, rounded to as many decimals as are printed."""
    text = printed.replace(",", "").replace("−", "-")
    decimals = len(text.partition(".")[2])
    half = 0.5 * 10**-decimals + 1e-6
    return any(abs(abs(float(text)) - abs(one)) <= half for one in known)


def test_numbers_that_are_printed_are_in_the_facts(sample: Report) -> None:
    """Every number of the pages' table of measures, read by poppler."""
    content = briefing(sample, "en")
    text = text_of(render(content), "-raw")
    start = text.index("\nMeasures\n")
    following = [text.find(f"\n{title}\n", start + 1) for title in SECTION_TITLES.values()]
    table = text[start : min(one for one in following if one > 0)]
    table = re.sub(r"Page \d+ of \d+|Issue \d+|km2|WGS 84", "", table)
    printed = NUMBER.findall(table)
    known = list(numbers(made(sample)["claims"]))
    assert len([one for one in printed if "." in one or len(one) > 2]) > 30
    assert [one for one in printed if not is_among(one, known)] == []


# How the map was drawn is said beneath it; it is no fact of the case.
DRAWN = ("standard parallels", "Projection:", "central meridian", "Scale about", "borders of 1991")


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a JSON value, names of entries too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value:
            yield from texts(part)
        yield from (text for part in value.values() for text in texts(part)) if isinstance(value, dict) else ()


def test_the_whole_paper_prints_no_other_number(sample: Report) -> None:
    """All pages up to the list of attachments, of the edition with all its sections, read by poppler."""
    made_now = make_briefing(sample.case, Recipe())
    found = json.loads(facts_file(facts(made_now.report, made_now.briefing)))
    said = " ".join(texts(found))
    known = [*numbers(found), *(float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", said))]
    text = text_of(made_now.pdf, "-layout").partition("Attached to this file")[0]
    lines = [one for one in text.splitlines() if not any(words in one for words in DRAWN)]
    printed = [one for line in lines for one in NUMBER.findall(line) if "." in one or len(one.replace(",", "")) > 2]
    assert len(printed) > 200
    assert [one for one in printed if not is_among(one, known)] == []


def test_a_number_that_is_not_measured_is_not_found(sample: Report) -> None:
    """What the test above asks can be answered with no."""
    known = list(numbers(made(sample)["claims"]))
    assert not is_among("2,268.4", known)
    assert is_among("2,268", known)


def test_the_matrix_of_change_is_in_the_facts() -> None:
    """A cell stays, half goes to advance, half to the other side: by pyproj, as the page prints it."""
    cell = cell_km2()
    report = check_case(mapped_case())
    found = made(report)
    (change,) = found["changes"]
    control = change["matrix"]["assessed_control"]
    assert control["assessed_control"] == pytest.approx(cell, rel=1e-5)
    assert control["assessed_advance"] == pytest.approx(cell / 2, rel=1e-5)
    assert change["before"]["assessed_control"] == pytest.approx(2 * cell, rel=1e-5)
    assert (change["from"], change["to"], change["issuers"]) == ("2022-09-01", "2022-09-09", ["Atlas", "Atlas"])
    assert {one["definition"] for one in change["measures"]} == {"lost", "passed", "growth", "net", "downgraded"}
    assert set(found["definitions"]) >= {"lost", "passed", "growth", "net", "downgraded"}
    text = text_of(render(briefing(report, "en")), "-raw")
    table = text[text.index("\nWhat changed hands\n") : text.index("\nSources\n")]
    known = list(numbers(found))
    decimal = [one for one in NUMBER.findall(table) if "." in one]
    assert len(decimal) > 10
    assert [one for one in decimal if one != "0.1" and not is_among(one, known)] == []


def test_the_curves_are_in_the_facts() -> None:
    """From the first day a cell is lost by the last, half of one by the middle."""
    found = made(check_case(mapped_case()))
    (panel,) = found["curves"]
    lost = next(one for one in panel["curves"] if one["definition"] == "lost")
    days, km2 = zip(*lost["points"])
    assert days == ("2022-09-01", "2022-09-05", "2022-09-09")
    assert km2 == pytest.approx((0, cell_km2() / 2, cell_km2()), rel=1e-5)
    assert panel["claimed"][0]["claims"] == ["c1"]


def test_the_language_changes_nothing(sample: Report) -> None:
    assert made(sample, "en") == made(sample, "uk")
    assert "Твердження" not in facts_file(facts(sample, briefing(sample, "uk"))).decode()


def test_the_same_report_gives_the_same_bytes(sample: Report) -> None:
    again = check_case(sample.case)
    for one, other in ((sample, again),):
        first, second = briefing(one, "en"), briefing(other, "en")
        assert facts_file(facts(one, first)) == facts_file(facts(other, second))
        assert claims_csv(one) == claims_csv(other)
        assert shapes_geojson(one, first) == shapes_geojson(other, second)


def test_inputs_say_where_they_come_from() -> None:
    found = made(full_report())
    gains = found["inputs"]["claimed_gains"]
    assert gains["count"] == 2
    assert gains["listed"][0] == {
        "id": "g1",
        "name": "North",
        "side": "Alpha",
        "basis": "claimed",
        "as_of": DAY.isoformat(),
        "source_id": "maps",
    }
    assert found["settings"]["tolerance_m"] == 500
    maps = next(one for one in found["sources"] if one["id"] == "maps")
    assert (maps["number"], maps["publisher"], maps["licence"]) == (2, "Map office", "CC BY 4.0")
    assert "unused" not in {one["id"] for one in found["sources"]}


def test_of_a_long_gazetteer_only_what_claims_name_is_listed() -> None:
    places = tuple(
        Settlement(f"p{n}", f"Place {n}", make_case().settlements[0].geometry) for n in range(MOST_RECORDS + 1)
    )
    finding = make_finding(make_claim(place_ids=("p7",)))
    report = make_report(finding, case=make_case((finding.claim,), settlements=places))
    found = made(report)["inputs"]["settlements"]
    assert found["count"] == MOST_RECORDS + 1
    assert [one["id"] for one in found["listed"]] == ["p7"]


def test_sentences_are_kept_with_their_numbers() -> None:
    reason = message("{a:.1f} km, {inner}", a=12.3456789, inner=message("since {day}", day=DAY))
    found = made(make_report(make_finding(reason=reason)))
    assert found["claims"][0]["reason"] == {
        "text": "{a:.1f} km, {inner}",
        "values": {"a": 12.34568, "inner": {"text": "since {day}", "values": {"day": "2022-09-09"}}},
    }


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2436.1234567, 2436.123),
        (0.00012345678, 0.000123),
        (-0.0, 0.0),
        (123456789.4, 123456789.0),
        (7, 7),
        (None, None),
    ],
)
def test_numbers_are_rounded_to_what_means_something(value: float | None, kept: float | None) -> None:
    assert number(value) == kept
    assert str(number(value)) == str(kept)


# ---------------------------------------------------------------- the table


def rows_of(report: Report) -> list[dict[str, str]]:
    """Return the rows as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(claims_csv(report).decode("utf-8-sig"), newline="")))


def test_the_table_has_a_row_a_claim_and_definition() -> None:
    finding = make_finding(measures=(make_measure(), make_measure("net", low=-5.5, best=-4.0, high=-3.0, fits=None)))
    bare = make_finding(make_claim("c2"), claimed=None, measures=())
    rows = rows_of(make_report(finding, bare))
    assert [(row["claim_id"], row["definition"]) for row in rows] == [("c1", "drawn"), ("c1", "net"), ("c2", "")]
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["low"], rows[0]["best"], rows[0]["high"], rows[0]["fits"]) == ("1800.0", "2000.0", "2200.0", "no")
    # A number is no formula: it keeps its sign.
    assert (rows[1]["low"], rows[1]["fits"]) == ("-5.5", "")
    assert (rows[2]["claimed_value"], rows[2]["low"]) == ("", "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '  =HYPERLINK("x")', "\r=1", "\n=2"])
def test_no_cell_is_run_as_a_formula(text: str) -> None:
    claim = make_claim(text=text, claimant=text, published_in=text, url=text)
    row = rows_of(make_report(make_finding(claim)))[0]
    for column in ("text", "claimant", "published_in", "url"):
        assert row[column] == f"'{text}"


def test_the_table_keeps_quotes_breaks_and_scripts() -> None:
    text = 'Він сказав: "так",\nі пішов; \U0001f600'
    assert rows_of(make_report(make_finding(make_claim(text=text))))[0]["text"] == text
    assert claims_csv(make_report()).startswith(b"\xef\xbb\xbfnumber,claim_id,")


# ---------------------------------------------------------------- the shapes


def features_of(report: Report) -> list[dict[str, Any]]:
    return json.loads(shapes_geojson(report, briefing(report, "en")))["features"]


def test_the_measured_shapes() -> None:
    """The deepest point lies in the middle of the gain's far edge, the line leads back to the baseline."""
    found = features_of(full_report())
    whats = [one["properties"]["what"] for one in found]
    assert whats == ["gain", "gain", "front_line", "deepest_point", "depth_line"]
    assert found[3]["geometry"] == {"type": "Point", "coordinates": [31.0, 49.5]}
    assert found[3]["properties"] == {
        "what": "deepest_point",
        "claim_id": "c2",
        "definition": "any_part",
        "depth_km": 72.0,
    }
    assert found[4]["geometry"]["coordinates"] == [[31.0, 49.5], [30.0, 49.5]]


def test_changed_ground_is_among_the_shapes() -> None:
    pieces = [one for one in features_of(check_case(mapped_case())) if one["properties"]["what"] == "changed_ground"]
    fates = {(one["properties"]["before"], one["properties"]["after"]): one for one in pieces}
    downgraded = fates[("assessed_control", "assessed_advance")]
    assert downgraded["properties"]["area_km2"] == pytest.approx(cell_km2() / 2, rel=1e-5)
    assert shape(downgraded["geometry"]).bounds == (30.5, 49.0, 31.0, 50.0)
    assert all(before != after for before, after in fates)


def test_rings_turn_as_the_standard_says_and_slivers_go() -> None:
    """RFC 7946: outer rings counter-clockwise; a piece thinner than a tenth of a metre has no ring left."""
    clockwise = box(30, 49, 31, 50, ccw=False)
    sliver = box(32, 49, 32 + 1e-8, 49 + 1e-8)
    case: Case = make_case(claimed_gains=(Gain("g", MultiPolygon([clockwise, sliver])), Gain("s", sliver)))
    gains = [one for one in features_of(make_report(case=case)) if one["properties"]["what"] == "gain"]
    assert len(gains) == 1
    (polygon,) = gains[0]["geometry"]["coordinates"]
    assert shape({"type": "Polygon", "coordinates": polygon}).exterior.is_ccw
