"""The PDF: same bytes for the same case, everything embedded and named, nothing of the machine in it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from shapely.geometry import MultiPolygon, box

from pdfs import fonts_of, opened, text_of, words_of
from reports import DAY, depth_finding, full_report, make_case, make_claim, make_finding, make_report
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.pdf_attachments import Attachment
from salient.core.case import Area
from salient.core.errors import Cancelled
from salient.core.findings import Report

HERE = Path(__file__).parent

_PROGRAM = """
import hashlib, locale, sys
locale.setlocale(locale.LC_ALL, "")
sys.path[:0] = sys.argv[1:2]
from reports import full_report
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.pdf_attachments import Attachment
file = Attachment("facts.json", "application/json", b"{}")
print(hashlib.sha256(render(briefing(full_report(), "uk"), attachments=(file,))).hexdigest())
"""


def pdf_of(report: Report, lang: str = "en") -> bytes:
    """Return the PDF of a report."""
    return render(briefing(report, lang))


def test_same_bytes_in_other_processes(tmp_path: Path) -> None:
    """Two processes with different hash seeds, homes, zones and locales make the same bytes as this one."""
    file = Attachment("facts.json", "application/json", b"{}")
    here, again = (
        hashlib.sha256(render(briefing(full_report(), "uk"), attachments=(file,))).hexdigest() for _ in range(2)
    )
    assert here == again
    for seed, zone, locale in (("1", "Pacific/Auckland", "C"), ("2", "America/Lima", "C.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(tmp_path), "LC_ALL": locale}
        path = os.pathsep.join(one for one in sys.path if one)
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(HERE)],
            env={**environment, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            cwd=tmp_path,
        )
        assert done.stdout.strip() == here


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_every_font_is_embedded(lang: str) -> None:
    """No font of the reader's machine is needed."""
    fonts = fonts_of(pdf_of(full_report(), lang))
    assert len(fonts) >= 4
    assert all(fonts.values()), fonts


def test_metadata_and_language() -> None:
    """Title, author, subject, date and language are set; no path, user or clock is in the file."""
    pdf = pdf_of(full_report(), "uk")
    with opened(pdf) as document:
        info = document.docinfo
        assert str(document.Root.Lang) == "uk"
        assert (str(info.Title), str(info.Author)) == ("Round case", "Salient")
        assert "Випуск № 1" in str(info.Subject)
        assert str(info.CreationDate).startswith(f"D:{DAY:%Y%m%d}")
        assert str(info.ModDate).startswith(f"D:{DAY:%Y%m%d}")
    for word in (str(Path.home()), os.environ.get("USER") or "no-such-user", str(Path.cwd())):
        assert len(word) < 6 or word.encode() not in pdf


def test_outline_leads_to_the_pages_of_the_headings() -> None:
    """Each section has a bookmark, and its heading is on the page it points to."""
    pdf = pdf_of(full_report())
    pages = text_of(pdf).split("\f")
    with opened(pdf) as document:
        numbers = {page.objgen: number for number, page in enumerate(document.pages)}
        with document.open_outline() as outline:
            entries = {str(item.title): item for item in outline.root}
        assert {"Bottom line", "Map", "Claims and findings", "Measures", "Sources", "Definitions"} <= set(entries)
        for title in ("Claims and findings", "Measures", "Sources", "Definitions"):
            target = entries[title].destination
            if not isinstance(target, pikepdf.Array):
                target = document.Root.Dests[str(target)] if "/Dests" in document.Root else target
            page = numbers[target[0].objgen]
            assert title in pages[page]


def test_running_heads_and_page_numbers() -> None:
    """Title and day head every page but the first, which bears them large; every foot says page x of y."""
    findings = [make_finding(make_claim(f"c{n}")) for n in range(30)]
    pdf = pdf_of(make_report(*findings))
    pages = text_of(pdf, "-layout").rstrip("\f").split("\f")
    assert len(pages) >= 4
    with opened(pdf) as document:
        assert len(document.pages) == len(pages)
    for number, page in enumerate(pages, start=1):
        assert re.search(rf"Page {number} of\s+{len(pages)}\b", page), number
        assert "Round case" in page
        assert "as of 9 September 2022" in page.replace("\u00a0", " ")


def test_cyrillic_can_be_read_back() -> None:
    """Headings, verdicts and months come out of the file as letters."""
    words = words_of(pdf_of(full_report(), "uk")).replace("\u00a0", " ")
    for text in (
        "Джерела",
        "Визначення",
        "Твердження",
        "не узгоджується",
        "станом на 9 вересня 2022 р.",
        "Сторінка 1 з",
    ):
        assert text in words


def test_ukrainian_pages_hold_no_english_but_data() -> None:
    """Every Latin word on the Ukrainian pages comes from the case or is a name of a thing."""
    words = set(re.findall(r"[A-Za-z]{3,}", words_of(pdf_of(full_report(), "uk"))))
    case = full_report().case
    data = " ".join([case.title, *(f"{one.text} {one.claimant}" for one in case.claims)])
    data += " ".join(f" {one.name}" for one in (*case.settlements, *case.areas, *case.claimed_gains, *case.front_lines))
    data += " ".join(f" {one.publisher} {one.title} {one.url} {one.licence}" for one in case.sources) + " Alpha Beta"
    assert words - set(re.findall(r"[A-Za-z]{3,}", data)) <= {"Salient", "salient", "WGS", "Natural", "Earth"}


def test_numbers_on_paper_are_those_of_the_report() -> None:
    """The band, the interval and the projection's name are on the page."""
    words = words_of(pdf_of(full_report())).replace("\u00a0", " ")
    for text in ("2,000 km² (1,800–2,200)", "2,250–2,750 km²", "72.0 km (71.0–73.0)", "Lambert conformal conic"):
        assert text in words


def test_empty_case_has_one_clear_page() -> None:
    """Without claims there is a page that says so, and no empty heading."""
    bare = make_case(claimed_gains=(), front_lines=(), areas=(), settlements=(), settings={})
    pdf = pdf_of(make_report(case=bare))
    with opened(pdf) as document:
        assert len(document.pages) == 1
    words = words_of(pdf)
    assert "No claims are recorded in this case" in words
    assert "Sources" not in words


@pytest.mark.parametrize(
    "frame",
    [
        (-180.0, -90.0, 180.0, 90.0),
        (0.0, 85.0, 10.0, 90.0),
        (170.0, 60.0, 180.0, 70.0),
        (20.0, 20.0, 20.0001, 20.0001),
        (-30.0, 10.0, 100.0, 70.0),
    ],
)
def test_every_frame_has_a_map(frame: tuple[float, float, float, float]) -> None:
    """The world, a pole, the edge of the longitudes, a few metres, half a continent."""
    areas = (Area("frame", "Frame", MultiPolygon([box(*frame)]), role="frame"),)
    words = words_of(pdf_of(make_report(case=make_case(areas=areas))))
    assert "Projection: " in words
    assert "nan" not in words


def test_four_hundred_claims_split_with_their_header() -> None:
    """The table runs over many pages; each has its header, and every claim is there once."""
    findings = [make_finding(make_claim(f"c{n}", text=f"Statement <{n:03d}> of many.")) for n in range(400)]
    # Without the table of measures, whose pages are as many again: it has tests of its own, and no statements.
    content = replace(briefing(make_report(*findings)), measures=())
    text = text_of(render(content), "-layout")
    pages = [page for page in text.split("\f") if "Statement <" in page]
    assert len(pages) > 40
    assert all(re.search(r"No\.\s+Claim\s+Claimed\s+Measured\s+Verdict", page) for page in pages)
    found = re.findall(r"Statement <(\d{3})>", text)
    assert found == [f"{n:03d}" for n in range(400)]


def test_progress_and_cancel() -> None:
    """Progress runs from above nothing to one; what it raises comes through."""
    seen: list[float] = []
    render(briefing(make_report(make_finding(), depth_finding())), seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

    def refuse(_: float) -> None:
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        render(briefing(full_report()), refuse)


def test_called_off_while_texts_are_set() -> None:
    """A thousand claims take seconds before the first page begins: each of them hears of it."""
    heard: list[float] = []

    def at_the_third(share: float) -> None:
        heard.append(share)
        if len(heard) == 3:
            raise Cancelled("called off")

    with pytest.raises(Cancelled):
        render(briefing(make_report(*[make_finding()] * 50)), at_the_third)
    # The first 30 % of the work are the claims, of which two of fifty were done.
    assert heard == pytest.approx([0.0, 0.3 / 50, 0.6 / 50])
