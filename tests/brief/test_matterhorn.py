"""What a machine can check of PDF/UA-1, by the numbers of the Matterhorn Protocol 1.1 (PDF Association).

Checkpoints of tags, order, headings, tables and figures have tests of their own beside this file; here are the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest

from pdfs import opened
from reports import full_report, make_claim, make_finding, make_report
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.pdf_attachments import Attachment
from structure import Element, tree_of

# ISO 32000-1, 14.8.4: what may stand where.
STANDARD = {
    *("Document", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TR", "TH", "TD"),
    *("Figure", "Caption", "Link"),
}
WITHIN = {
    "LI": {"L"},
    "Lbl": {"LI"},
    "LBody": {"LI"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TR": {"THead", "TBody"},
    "TH": {"TR"},
    "TD": {"TR"},
}
ONLY = {"L": {"LI"}, "LI": {"Lbl", "LBody"}, "Table": {"THead", "TBody"}, "THead": {"TR"}, "TBody": {"TR"}}
ONLY["TR"] = {"TH", "TD"}


@cache
def pdf(lang: str) -> bytes:
    """Return a briefing with signs of many kinds, attachments, links and layers."""
    odd = make_finding(make_claim("c9", text="½ ≥ ≠ → ✓ ∞ \N{GRINNING FACE} שלום «ґанок» [3]"))
    report = full_report()
    made = make_report(*report.findings, odd, case=report.case)
    return render(briefing(made, lang), attachments=(Attachment("facts.json", "application/json", b"{}"),))


@pytest.fixture(params=["en", "uk"])
def document(request: pytest.FixtureRequest) -> Iterator[pikepdf.Pdf]:
    """Yield the briefing as pikepdf reads it."""
    with opened(pdf(request.param)) as made:
        yield made


def test_02_types_are_standard(document: pikepdf.Pdf) -> None:
    """02-001 to 02-004: no type that would need a map, and no map."""
    assert {one.kind for one in tree_of(document).all()} <= STANDARD
    assert "/RoleMap" not in document.Root.StructTreeRoot


def test_06_metadata(document: pikepdf.Pdf) -> None:
    """06-001 to 06-004: XMP in the catalog, the identifier of PDF/UA, a title; 07-001, 07-002: the title is shown."""
    metadata = document.Root.Metadata.read_bytes()
    assert metadata.count(b"<pdfuaid:part>1</pdfuaid:part>") == 1
    assert re.search(rb"<dc:title>.*\S.*</dc:title>", metadata)
    assert document.Root.ViewerPreferences.DisplayDocTitle


def test_09_elements_stand_where_they_may(document: pikepdf.Pdf) -> None:
    """09-004 to 09-008: rows in tables, items in lists, and nothing else in them."""

    def look(one: Element) -> None:
        for kid in one.kids:
            assert one.kind in WITHIN.get(kid.kind, {one.kind})
            assert kid.kind in ONLY.get(one.kind, {kid.kind})
            look(kid)
        assert not (one.kind in ONLY and one.marks), "text outside of a cell or an item"

    look(tree_of(document))


def fonts(document: pikepdf.Pdf) -> list[Any]:
    """Return every font of the file."""
    return [
        one
        for one in document.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/BaseFont" in one
    ]


def signs_of(font: Any) -> dict[int, str]:
    """Return the sign that each code of a font stands for."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"^<([0-9A-F]{2})> <([0-9A-F]{4,})>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(sign).decode("utf-16-be") for code, sign in pairs}


def texts(document: pikepdf.Pdf) -> Iterator[tuple[Any, bytes]]:
    """Yield the font and the codes of every text on a page."""
    for page in document.pages:
        font: Any = None
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                font = page.Resources.Font[str(operands[0])]
            elif str(operator) in ("Tj", "'", '"'):
                yield font, bytes(operands[-1])


def test_10_every_sign_can_be_read(document: pikepdf.Pdf) -> None:
    """10-001: each code that is printed has a sign; 31-027 to 31-030: tables that are whole, no sign that is none."""
    known = {one.objgen: signs_of(one) for one in fonts(document)}
    printed = set()
    for font, codes in texts(document):
        signs = known[font.objgen]
        assert set(codes) <= set(signs)
        printed |= {signs[code] for code in codes}
    assert not printed & {"\0", "\ufeff", "\ufffe"}
    assert {"½", "≠", "✓", "\N{GRINNING FACE}", "ש", "ґ"} <= printed


def test_11_languages(document: pikepdf.Pdf) -> None:
    """11-001 to 11-007: the document names its language, by a code."""
    assert re.fullmatch(r"[a-z]{2}", str(document.Root.Lang))
    assert all(re.fullmatch(r"|[a-z]{2,3}(-\w+)*", one.language) for one in tree_of(document).all())


def test_13_figures_have_words_and_a_box(document: pikepdf.Pdf) -> None:
    """13-004, 13-005; 28-004, 28-005: links too."""
    found = tree_of(document).find("Figure", "Link")
    assert {one.kind for one in found} == {"Figure", "Link"}
    assert all(one.alt.strip() for one in found)


def test_20_layers_have_a_name_and_no_will_of_their_own(document: pikepdf.Pdf) -> None:
    """20-001 to 20-003: the configuration is named, and switches nothing by itself."""
    properties = document.Root.OCProperties
    assert str(properties.D.Name)
    assert "/AS" not in properties.D
    assert "/Configs" not in properties or all("/AS" not in one for one in properties.Configs)


def test_21_attachments_have_both_names(document: pikepdf.Pdf) -> None:
    """21-001: F and UF."""
    assert all(str(one.F) == str(one.UF) for one in document.Root.AF)


def test_25_and_26_no_forms_and_no_locks(document: pikepdf.Pdf) -> None:
    """25-001, 26-001, 26-002; 29-001: no scripts, sounds or films."""
    assert not document.is_encrypted
    assert {"/AcroForm", "/OpenAction", "/AA"} & set(document.Root.keys()) == set()
    kinds = {str(one.get("/S", "")) for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one}
    assert not kinds & {"/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm", "/Movie", "/Sound"}


def test_28_links_are_the_only_annotations(document: pikepdf.Pdf) -> None:
    """28-002, 28-008, 28-009, 28-012: in the tree, in the order of the tree, with words."""
    for page in document.pages:
        assert str(page.Tabs) == "/S"
        for one in page.get("/Annots", []):
            assert str(one.Subtype) == "/Link"
            assert str(one.Contents).strip()
            assert "/StructParent" in one


def test_30_forms_are_drawn_outside_of_the_tree(document: pikepdf.Pdf) -> None:
    """30-001, 30-002: nothing refers to the outside, and a form that is drawn often holds no marked content."""
    for one in document.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            assert "/Ref" not in one
            assert b"BDC" not in one.read_bytes()


def test_31_fonts(document: pikepdf.Pdf) -> None:
    """31-009: embedded; 31-016 to 31-022: TrueType with signs of its own has no other table of codes."""
    found = fonts(document)
    assert len(found) >= 4
    for font in found:
        assert str(font.Subtype) == "/TrueType"
        assert "/FontFile2" in font.FontDescriptor
        assert int(font.FontDescriptor.Flags) & 4
        assert "/Encoding" not in font
        assert len(font.Widths) == int(font.LastChar) - int(font.FirstChar) + 1
