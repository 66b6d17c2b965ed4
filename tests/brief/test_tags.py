"""The tree of the PDF, by readers that share nothing with its writer: complete, in order, and true to the pages."""

from __future__ import annotations

import ast
import datetime
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from pdfs import opened, text_of
from reports import full_report, make_case, make_claim, make_finding, make_measure, make_report
from salient import brief
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.core.case import Source, case_from_rows
from salient.core.check import check_case
from salient.core.findings import Report
from salient.store.textcase import read_folder
from structure import Element, marks_of, struct_text, tree_of


def pdf_of(report: Report, lang: str = "en") -> bytes:
    """Return the PDF of a report."""
    return render(briefing(report, lang))


def many(count: int) -> Report:
    """Return a report whose tables run over pages."""
    return make_report(*[make_finding(make_claim(f"c{n}", text=f"Statement {n:03d}.")) for n in range(count)])


def long_cells() -> Report:
    """Return a report with a cell that is higher than a page."""
    return make_report(make_finding(make_claim(text="\n".join(f"line {n}" for n in range(300)))))


@cache
def sample() -> Report:
    """Return the check of the sample case, whose paper has every kind of figure and table."""
    folder = Path(__file__).resolve().parents[2] / "resources" / "sample" / "kharkiv-2022-09"
    return check_case(case_from_rows("sample", read_folder(folder)), datetime.date(2022, 9, 10))


REPORTS = {
    "sample": sample,
    "full": full_report,
    "empty": lambda: make_report(case=make_case(claimed_gains=(), front_lines=(), areas=(), settlements=())),
    "many": lambda: many(40),
    "long": long_cells,
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("lang", ["en", "uk"])
def test_every_sign_is_in_the_tree_once_or_an_artifact(name: str, lang: str) -> None:
    """Marks are balanced and not nested; each number of a page is one element's, and the way back leads to it."""
    with opened(pdf_of(REPORTS[name](), lang)) as document:
        assert bool(document.Root.MarkInfo.Marked) is True
        tree = tree_of(document)
        claimed = Counter(mark for element in tree.all() for mark in element.marks)
        assert all(count == 1 for count in claimed.values())
        by_mark = {mark: element.identity for element in tree.all() for mark in element.marks}
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2])}
        assert list(parents) == sorted(parents)
        for number, page in enumerate(document.pages):
            found, wrong = marks_of(page)
            assert wrong == []
            assert str(page.Tabs) == "/S"
            assert sorted(found) == list(range(len(found)))
            listed = [one.objgen for one in parents.get(int(page.StructParents), [])]
            assert listed == [by_mark[number, mark] for mark in range(len(found))]
        on_pages = sum(len(marks_of(page)[0]) for page in document.pages)
        assert on_pages == len(claimed)


def test_reading_order_is_the_order_of_the_pages() -> None:
    """Numbers of a page rise along the tree, and pages follow each other, but for cells cut at the end of a page."""
    with opened(pdf_of(many(40))) as document:
        order = [mark for element in tree_of(document).all() for mark in element.marks[:1]]
        assert order == sorted(order)


def test_text_can_be_read_by_poppler(tmp_path: Path) -> None:
    """Headings, lists, tables and Cyrillic come out in the order of the paper, words of two lines apart."""
    text = struct_text(pdf_of(full_report(), "uk"), tmp_path)
    lines = [line.strip().strip('"').strip() for line in text.replace("\u00a0", " ").splitlines()]
    wanted = [
        "Round case",
        "Перевірено тверджень за картою: 2 (не узгоджується – 2).",
        "Твердження та висновки",
        "Some office Around 2,500 square kilometres changed hands. площа, що змінила контроль · період: "
        "1–9 вересня 2022 р. · заявлено · оцінка джерела F6",
        "Виміри",
        "Джерела",
        "Evening paper. Front page. https://example.org/front",
        "Примітки",
    ]
    assert [line for line in lines if line in wanted] == wanted
    assert "будь-яка частина вихідної лінії" in text.replace("\u00a0", " ")


def test_headings_go_down_one_level_at_a_time() -> None:
    """One title; what follows it is never two levels deeper than what was before."""
    with opened(pdf_of(full_report())) as document:
        levels = [int(one.kind[1]) for one in tree_of(document).find("H1", "H2", "H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(levels) > 5
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))


def rows_of(table: Element) -> list[list[Element]]:
    """Return the cells of the rows of a table."""
    return [row.kids for row in table.find("TR")]


@pytest.mark.parametrize("name", ["full", "many", "long", "sample"])
def test_tables_are_regular_and_headed(name: str) -> None:
    """Each has one head and one body, every row fills as many columns, spans counted, and heads say what they head."""
    with opened(pdf_of(REPORTS[name]())) as document:
        tables = tree_of(document).find("Table")
    assert len(tables) >= 2
    for table in tables:
        assert [one.kind for one in table.kids] == ["THead", "TBody"]
        head = rows_of(table.kids[0])
        assert len(head) == 1
        assert {one.kind for one in head[0]} == {"TH"}
        assert all(str(one.attributes["/Scope"]) == "/Column" for one in head[0])
        width = len(head[0])
        hanging = [0] * width
        for row in rows_of(table):
            free = [column for column in range(width) if hanging[column] == 0]
            hanging = [max(0, one - 1) for one in hanging]
            for cell in row:
                columns, rows = (int(cell.attributes.get(key, 1)) for key in ("/ColSpan", "/RowSpan"))
                taken, free = free[:columns], free[columns:]
                assert len(taken) == columns
                for column in taken:
                    hanging[column] = rows - 1
            assert free == []
        assert hanging == [0] * width


def test_a_table_over_many_pages_is_one_table() -> None:
    """Its cells are on many pages, its head is read once, the heads of later pages are artifacts."""
    pdf = pdf_of(many(40))
    with opened(pdf) as document:
        claims = tree_of(document).find("Table")[1]  # after the key figures
        heads = claims.kids[0].find("TH")
        body = claims.kids[1]
        pages = {page for one in body.all() for page, _ in one.marks}
    assert len(pages) >= 4
    assert len(body.find("TH")) == 40
    assert all(len(one.marks) == 1 for one in heads)
    assert text_of(pdf).count("Measured: best value") == 1
    assert len(re.findall(r"No\.\s+Claim\s+Claimed\s+Measured", text_of(pdf, "-layout"))) == len(pages)


def test_a_cell_cut_into_rows_is_one_cell() -> None:
    """Three hundred lines stand in as many rows as they need on paper, and in one cell of the tree."""
    with opened(pdf_of(long_cells())) as document:
        body = tree_of(document).find("Table")[1].kids[1]  # after the key figures
        cells = [cell for row in rows_of(body) for cell in row if len(cell.marks) > 3]
        assert len(cells) == 1
        assert len({page for page, _ in cells[0].marks}) > 3


def test_every_figure_is_said_in_words(tmp_path: Path) -> None:
    """The map, the depth along the baseline, and the band of each measure; each has its box on the page."""
    pdf = pdf_of(full_report())
    with opened(pdf) as document:
        figures = tree_of(document).find("Figure")
        for one in figures:
            west, south, east, north = (float(value) for value in one.attributes["/BBox"])
            assert 0 < west < east < 596
            assert 0 < south < north < 842
    assert len(figures) == 4
    said = [one.alt.replace("\u00a0", " ") for one in figures]
    assert said[0].startswith("Map of the ground between")
    assert said[1] == "Claimed: 2,250 to 2,750 km². Measured: 2,000 km², band 1,800 to 2,200 km²."
    assert said[2] == "Claimed: 45 to 55 km. Measured: 72.0 km, band 71.0 to 73.0 km."
    assert said[3].startswith("Depth along the baseline: Old line")


def test_every_figure_of_the_sample_is_said_in_words() -> None:
    """Map and detail, bands, depth, isolation: each has words of its own, and the figures of sections a caption."""
    with opened(pdf_of(sample(), "uk")) as document:
        tree = tree_of(document)
    figures = tree.find("Figure")
    assert len(figures) >= 15
    assert all(len(one.alt) > 20 for one in figures)
    whole = [one for one in tree.kids if one.kind == "Figure"]
    assert len(whole) >= 3
    followed = [after.kind for one, after in zip(tree.kids, tree.kids[1:]) if one.kind == "Figure"]
    assert set(followed) <= {"Caption", "Figure"}


def test_paragraphs_and_tables_are_the_tagged_ones() -> None:
    """reportlab's own would print the same and be missing in the tree: one room of each may name them."""
    allowed = {"Paragraph": "paragraphs.py", "LongTable": "tagged_tables.py", "Table": "tagged_tables.py"}
    for path in sorted(Path(brief.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("reportlab.platypus"):
                taken = [one.name for one in node.names if one.name in allowed]
                assert all(allowed[one] == path.name for one in taken), path.name


def test_open_ends_and_missing_measures() -> None:
    """A limit is said as one; where nothing was measured there is no figure."""
    measures = (
        make_measure(claimed := "drawn"),
        make_measure("net", low=-2200.0, best=-2000.0, high=-1800.0),
        make_measure("lost", low=None, best=None, high=None, fits=None),
    )
    finding = make_finding(make_claim(bound="at_least"), measures=measures)
    interval = replace(finding.claimed, high=None)  # type: ignore[type-var]
    with opened(pdf_of(make_report(replace(finding, claimed=interval)))) as document:
        said = [one.alt.replace("\u00a0", " ") for one in tree_of(document).find("Figure")][1:]
    assert claimed == "drawn"
    assert said == [
        "Claimed: 2,250 km² or more. Measured: 2,000 km², band 1,800 to 2,200 km².",
        "Claimed: −2,250 km² or less. Measured: −2,000 km², band −2,200 to −1,800 km².",
    ]


def test_lists_have_labels_and_bodies() -> None:
    """The lines of the bottom line, the sources and the notes."""
    with opened(pdf_of(full_report())) as document:
        lists = tree_of(document).find("L")
    assert len(lists) >= 4
    for one in lists:
        assert {kid.kind for kid in one.kids} == {"LI"}
        for item in one.kids:
            assert [kid.kind for kid in item.kids] in (["Lbl", "LBody"], ["LBody"])


def languages_on(pdf: bytes) -> list[str]:
    """Return the languages that marked passages name, in the order of the pages."""
    found = []
    with opened(pdf) as document:
        for page in document.pages:
            data = page.Contents.read_bytes()
            found += re.findall(rb"/Span <</Lang \(([\w-]+)\)>> BDC", data)
    return [one.decode() for one in found]


def test_passages_name_their_language() -> None:
    """A claim in the language of its source, where that is not the document's and its script allows it."""
    sources = (
        Source("ua", "Газета", "Головна", language="uk"),
        Source("en", "Paper", "Front", language="en"),
        Source("no", "Nobody", "Nothing", language="<b>"),
    )
    claims = (
        make_claim("c1", text="Місто відрізане.", source_id="ua"),
        make_claim("c2", text="The town is cut off.", source_id="en"),
        make_claim("c3", text="A translation of it.", source_id="ua"),
        make_claim("c4", text="Whatever it is.", source_id="no"),
    )
    report = make_report(*map(make_finding, claims), case=make_case(claims, sources=sources))
    assert languages_on(pdf_of(report, "en")) == ["uk", "uk"]
    assert languages_on(pdf_of(report, "uk")) == ["en", "en"]
    with opened(pdf_of(report, "uk")) as document:
        assert str(document.Root.Lang) == "uk"


def test_a_passage_cut_between_rows_keeps_its_language() -> None:
    """Each part of a cell that is cut names the language anew, and its marks are balanced."""
    source = Source("ua", "Газета", "Головна", language="uk")
    claim = make_claim(text="\n".join(f"рядок {n}" for n in range(120)), source_id="ua")
    pdf = pdf_of(make_report(make_finding(claim), case=make_case((claim,), sources=(source,))))
    assert len(languages_on(pdf)) >= 4
    with opened(pdf) as document:
        assert all(marks_of(page)[1] == [] for page in document.pages)


def test_properties_are_said_twice_alike() -> None:
    """XMP and the older dictionary agree; the file names the standard it is made to and shows its title."""
    pdf = pdf_of(full_report(), "uk")
    with opened(pdf) as document:
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle) is True
        assert "/Filter" not in document.Root.Metadata
        with document.open_metadata() as found:
            assert found["dc:title"] == str(document.docinfo.Title) == "Round case"
            assert found["dc:language"] == {"uk"}
            assert found["dc:creator"] == ["Salient"]
            assert found["dc:description"] == str(document.docinfo.Subject)
            assert found["pdf:Producer"] == found["xmp:CreatorTool"] == str(document.docinfo.Producer)
            assert found["xmp:ModifyDate"] == "2022-09-09T00:00:00Z"
            assert found["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


@pytest.mark.parametrize("title", ['A & <B> "quoted" ]]>', "Куп’янськ — «так»"])
def test_titles_are_kept_in_the_properties(title: str) -> None:
    """Signs that XML uses itself come back as they were."""
    case = make_case(settings={"title": title, "frame_id": "frame"})
    with opened(pdf_of(make_report(case=case))) as document, document.open_metadata() as found:
        assert found["dc:title"] == title


def test_bookmarks_are_nested_and_point_at_their_headings(tmp_path: Path) -> None:
    """Parts of a section stand below it, and each entry leads to the line of its heading."""
    pdf = pdf_of(full_report())
    lines = words_with_place(pdf)
    with opened(pdf) as document:
        pages = {page.objgen: number for number, page in enumerate(document.pages)}
        with document.open_outline() as outline:
            notes = next(one for one in outline.root if str(one.title) == "Notes")
            assert str(notes.children[-1].title) == "Other notes"
            entries = [one for top in outline.root for one in (top, *top.children)]
        for entry in entries:
            title = str(entry.title)
            if title in ("Map", "Bottom line"):
                continue
            page, top = pages[entry.destination[0].objgen], float(entry.destination[3])
            below = [top - y for number, y, text in lines if number == page and text == title.split()[0]]
            assert any(0 <= one <= 40 for one in below), (title, below)


def words_with_place(pdf: bytes) -> list[tuple[int, float, str]]:
    """Return (page from zero, height of the top above the page's lower edge, word) as poppler finds them."""
    found, page, height = [], -1, 0.0
    for line in text_of(pdf, "-bbox").splitlines():
        sheet = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        if sheet:
            page, height = page + 1, float(sheet[2])
        word = re.search(r'yMin="([\d.]+)".*>([^<]+)</word>', line)
        if word:
            found.append((page, height - float(word[1]), word[2]))
    return found


def test_signs_are_said_in_words() -> None:
    """A tick is "fits" to who listens; who copies the text has the sign."""
    finding = make_finding(measures=(make_measure("drawn", fits=True), make_measure("net", fits=False)))
    pdf = pdf_of(make_report(finding), "uk")
    with opened(pdf) as document:
        said = [
            str(operands[1].Alt)
            for page in document.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BDC" and str(operands[0]) == "/Span" and "/Alt" in operands[1]
        ]
    assert said == ["збігається", "не збігається"] * 2
    assert text_of(pdf).count("✓") == 3  # the third explains the sign
