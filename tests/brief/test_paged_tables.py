"""Long tables page by page: the same pages as reportlab's own table gives, for work that grows with the rows alone."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from pdfs import text_of
from reports import make_claim, make_finding, make_report
from salient.brief import paged_tables
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.tables import Rows, cell_paragraph, head_row, long_table
from salient.brief.tagged_tables import TaggedTable
from salient.brief.theme import styles
from salient.brief.values import Briefing


def statements(*lengths: int) -> Briefing:
    """Return a briefing whose claims have texts of so many words."""
    findings = [
        make_finding(make_claim(f"c{n}", text=f"<{n:03d}> " + "word " * length)) for n, length in enumerate(lengths)
    ]
    return briefing(make_report(*findings))


@pytest.mark.parametrize("lengths", [(1,) * 90, (5, 900, 5, 60) * 12, (1200,) * 3], ids=["even", "mixed", "high"])
def test_pages_are_those_of_one_long_table(lengths: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a page ends, and what heads it, does not depend on the window."""
    content = statements(*lengths)
    here = text_of(render(content), "-layout")
    monkeypatch.setattr(paged_tables, "_WINDOW", 10**6)
    assert here == text_of(render(content), "-layout")
    assert re.findall(r"<(\d{3})>", here) == [f"{n:03d}" for n in range(len(lengths))]


def laid_out(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many rows reportlab is given while a table of `count` rows is set."""
    given = []

    class Counting(TaggedTable):  # type: ignore[misc]
        def __init__(self, data: Any, **options: Any) -> None:
            given.append(len(data))
            super().__init__(data, **options)

    monkeypatch.setattr(paged_tables, "TaggedTable", Counting)
    rows = Rows([head_row(["No.", "Text"])])
    for number in range(count):
        rows.add([cell_paragraph(str(number), styles().cell), cell_paragraph("text", styles().cell)], (40, 200))
    rest = [long_table(rows, (40, 200))]
    while rest:
        part = rest.pop(0)
        _, height = part.wrap(300, 700)
        if height > 700:
            rest = part.split(300, 700) + rest
    return sum(given)


def test_work_grows_with_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight times the rows are eight times the work, or a little more; laid out anew each time it would be 64 times."""
    few, many = (laid_out(count, monkeypatch) for count in (500, 4000))
    assert few < many < 10 * few


def test_an_empty_table_and_a_short_one() -> None:
    """A head alone, and as many rows as fit, are one table."""
    for count in (0, 3):
        rows = Rows([head_row(["No."]), *([cell_paragraph("x", styles().cell)] for _ in range(count))])
        table = long_table(rows, (60,))
        assert table.split(300, 700) in ([], [table])


def test_the_window_may_be_smaller_than_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows until the page is full."""
    content = replace(statements(*(1,) * 30), measures=())
    usual = text_of(render(content), "-layout")
    monkeypatch.setattr(paged_tables, "_WINDOW", 1)
    assert text_of(render(content), "-layout") == usual
