"""References lead to the list of sources: on the page, in the tree, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pdfs import opened, text_of
from reports import full_report, make_case, make_claim, make_finding, make_report
from salient.brief.content import briefing
from salient.brief.imprint import Imprint
from salient.brief.pages import render
from salient.brief.pdf_links import linked
from salient.core.case import Source
from structure import marks_of, tree_of

Box = tuple[float, float, float, float]


def words(pdf: bytes) -> list[tuple[int, Box, str]]:
    """Return (page from zero, box in points from the lower left corner, word) as poppler finds them."""
    found, page, height = [], -1, 0.0
    for line in text_of(pdf, "-bbox").splitlines():
        sheet = re.search(r'<page width="[\d.]+" height="([\d.]+)"', line)
        if sheet:
            page, height = page + 1, float(sheet[1])
        word = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)</word>', line)
        if word:
            west, top, east, bottom = (float(one) for one in word.groups()[:4])
            found.append((page, (west, height - bottom, east, height - top), word[5]))
    return found


def links_of(document: Any) -> list[tuple[int, Box, Any]]:
    """Return (page from zero, box, annotation) of every link."""
    return [
        (number, tuple(float(one) for one in annotation.Rect), annotation)  # type: ignore[misc]
        for number, page in enumerate(document.pages)
        for annotation in page.get("/Annots", [])
    ]


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_a_reference_leads_to_its_source(lang: str) -> None:
    """The link lies on its "[n]", and its place is the line of the list that begins with it."""
    pdf = render(briefing(full_report(), lang))
    printed = words(pdf)
    with opened(pdf) as document:
        pages = {page.objgen: number for number, page in enumerate(document.pages)}
        links = links_of(document)
        assert len(links) == 3  # two claims and the map
        for page, box, annotation in links:
            number = re.match(r"\[\d+\]", str(annotation.Contents))
            assert number is not None
            under = [
                text
                for there, (west, south, east, north), text in printed
                if there == page and box[0] < (west + east) / 2 < box[2] and box[1] < (south + north) / 2 < box[3]
            ]
            assert "".join(under).strip(".") == number[0]
            place = pages[annotation.Dest[0].objgen], float(annotation.Dest[3])
            rows = [where[3] for there, where, text in printed if there == place[0] and text == number[0]]
            assert any(abs(place[1] - top) < 14 for top in rows)
            assert int(annotation.F) & 4


def test_links_are_in_the_tree() -> None:
    """Each has an element with its text and its annotation, which leads back to it; marks stay balanced."""
    with opened(render(briefing(full_report()))) as document:
        tree = tree_of(document)
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2])}
        links = tree.find("Link")
        assert len(links) == 3
        for one in links:
            assert len(one.marks) == 1
            assert len(one.links) == 1
            assert parents[int(one.links[0].StructParent)].objgen == one.identity
            assert one.alt == str(one.links[0].Contents)
        assert all(marks_of(page)[1] == [] for page in document.pages)
        assert max(parents) < document.Root.StructTreeRoot.ParentTreeNextKey


def test_references_beside_each_other_are_links_of_their_own() -> None:
    """Nothing of the text around stands between them."""
    sources = tuple(Source(f"s{n}", f"Office {n}", "Map") for n in range(3))
    case = make_case(sources=sources)
    gains = tuple(
        type(one)(one.id, one.geometry, side=one.side, source_id=f"s{n}") for n, one in enumerate(case.claimed_gains)
    )
    claim = make_claim(source_id="s2")
    report = make_report(make_finding(claim), case=make_case((claim,), sources=sources, claimed_gains=gains))
    with opened(render(briefing(report))) as document:
        tree = tree_of(document)
        caption = next(one for one in tree.find("Caption") if len(one.kids) >= 2)
    assert [one.kind for one in caption.kids] == ["Link", "Link"]
    # One stretch before both, one after.
    assert len(caption.marks) == 2


def test_without_the_list_there_is_nothing_to_lead_to() -> None:
    """A recipe that leaves the sources out leaves the references as text."""
    pdf = render(briefing(full_report()), imprint=Imprint(sections=("claims", "map")))
    assert "[1]" in text_of(pdf)
    with opened(pdf) as document:
        assert links_of(document) == []


def test_numbers_in_a_claim_are_its_own() -> None:
    """A "[1]" that somebody wrote is text."""
    claim = make_claim(text="As [1] says, [2] is wrong.", source_id="")
    with opened(render(briefing(make_report(make_finding(claim))))) as document:
        assert [str(one.Contents)[:3] for _, _, one in links_of(document)] == ["[1]"]


def test_marks_take_nothing_but_references() -> None:
    """Brackets around anything else stay as they are."""
    assert linked("a [b] [1234567] []") == "a [b] [1234567] []"
    assert linked("[7]").count("[7]") == 1
