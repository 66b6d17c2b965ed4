"""A briefing made from a case and a wish, and pictures of its pages."""

from __future__ import annotations

import dataclasses
import datetime
import io
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

import small_case
from salient.bridge import pdf_pages, work
from salient.bridge.briefings import BriefingWish, made_briefing, recipe_for
from salient.bridge.options import PaperOptions
from salient.core.errors import InputError
from salient.core.recipe import Recipe, Safety, recipe_text

needs_pictures = pytest.mark.skipif(not pdf_pages.can_show(), reason="this GDAL reads no PDF")


def nothing(_share: float) -> None:
    """Take progress."""


@pytest.fixture
def case(tmp_path: Path):
    return work.case_on_disk(small_case.make(tmp_path))


def test_what_comes_to_pyproj_is_handed_over() -> None:
    assert hasattr(made_briefing, "__wrapped__")


def test_a_report_that_is_there_gives_the_same_pdf_as_a_new_check(case) -> None:
    shares: list[float] = []
    made = made_briefing(case, BriefingWish(), shares.append)
    again = made_briefing(case, BriefingWish(), nothing, work.checked(case, None))
    assert made == again
    assert made.pdf.startswith(b"%PDF-")
    assert (made.title, made.language) == ("The small case", "en")
    # 73 km fits one definition of two, 10 km none, and of the third nothing can be measured.
    assert made.bottom_line[0].startswith("Claims checked against the map: 3 (")
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_the_generated_sentences_are_told_even_where_the_desk_wrote_its_own(case) -> None:
    paper = PaperOptions("A4", "", "", "uk")
    plain = made_briefing(case, BriefingWish(paper=paper), nothing)
    written = made_briefing(case, BriefingWish(paper=paper, bottom_line=("Written.",)), nothing)
    assert plain.language == "uk"
    assert plain.bottom_line == written.bottom_line
    assert plain.pdf != written.pdf


@needs_pictures
def test_pages_are_drawn_as_large_as_asked_for() -> None:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(144, 72))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 36, 144, 36, stroke=0, fill=1)  # the upper half: PDF counts from the bottom
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    assert pdf_pages.page_count(data.getvalue()) == 2
    picture = pdf_pages.page_picture(data.getvalue(), 1, 100)
    # Two inches by one.
    assert (picture.width, picture.height, len(picture.rgb)) == (200, 100, 60_000)
    dot = 3 * (25 * 200 + 100)
    assert picture.rgb[dot : dot + 3] == b"\xff\x00\x00"
    dot = 3 * (75 * 200 + 100)
    assert picture.rgb[dot : dot + 3] == b"\xff\xff\xff"


@needs_pictures
def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be drawn here"):
        pdf_pages.page_count(b"nothing of the kind")
    with pytest.raises(InputError, match="cannot be drawn here"):
        pdf_pages.page_picture(b"nothing of the kind", 1, 72)


def with_recipe(case, recipe: Recipe):
    """Return the case with a recipe of its own."""
    return dataclasses.replace(case, settings={**case.settings, "recipe": recipe_text(recipe)})


def test_the_recipe_of_the_case_comes_before_the_options_and_the_wish_before_both(case) -> None:
    options = PaperOptions("Letter", "Desk of the options", "", "uk")
    wish = BriefingWish(paper=options)
    found = recipe_for(case, wish)
    assert (found.paper, found.newsroom) == ("Letter", "Desk of the options")
    kept = with_recipe(case, Recipe(newsroom="Desk of the case", title="Its title", language="en"))
    found = recipe_for(kept, wish)
    assert (found.paper, found.newsroom, found.title, found.language) == ("A4", "Desk of the case", "Its title", "en")
    found = recipe_for(kept, dataclasses.replace(wish, sheet="Letter", title="Mine", lang="uk"))
    assert (found.paper, found.newsroom, found.title, found.language) == ("Letter", "Desk of the case", "Mine", "uk")
    found = recipe_for(kept, dataclasses.replace(wish, recipe=Recipe(landscape=True)))
    assert (found.landscape, found.title, found.newsroom) == (True, "", "Desk of the options")
    assert made_briefing(kept, wish, nothing).title == "Its title"


def test_a_report_is_not_taken_where_something_is_held_back(case) -> None:
    """All ground of the small case is of the ninth: a week before the twelfth nothing is known of it."""
    known = work.checked(case, None)
    late = with_recipe(case, Recipe(safety=Safety(delay_days=7)))
    day = datetime.date(2022, 9, 12)
    made = made_briefing(late, BriefingWish(issued_on=day), nothing, known)
    assert made.bottom_line != made_briefing(case, BriefingWish(issued_on=day), nothing, known).bottom_line
    assert made == made_briefing(late, BriefingWish(issued_on=day), nothing)
