"""Pages look as they did when somebody last looked at each of them (tests/golden; see page_pictures.py)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from page_pictures import CASES, apart, kept, looks_same, pages_of, pdf_of, three_claims, write_pages
from salient.brief.make import make_briefing
from salient.core.check import check_case
from salient.core.recipe import Recipe

pytestmark = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed")


@pytest.mark.parametrize("name", CASES)
def test_pages_look_as_they_did(name: str, tmp_path: Path) -> None:
    """A page that differs is left in the test's folder, to be looked at."""
    now, then = pages_of(pdf_of(name)), kept(name)
    write_pages(now, tmp_path, name)
    assert len(now) == len(then) > 0
    changed = [n for n, (page, old) in enumerate(zip(now, then), start=1) if not looks_same(page, old)]
    assert not changed, f"pages {changed} of {name} look otherwise; see {tmp_path}"


def test_a_town_less_on_the_map_is_seen() -> None:
    """What the comparison is for: were it too kind, it would be of no use."""
    case = three_claims()
    case = replace(case, settlements=case.settlements[:-1])
    report = replace(check_case(case), engine={})
    without = pages_of(make_briefing(case, Recipe(language="en"), report=report).pdf)
    assert not looks_same(without[0], kept("three-en-a4")[0])


def test_a_dot_beside_is_no_difference() -> None:
    """A line that falls to the neighbouring dot is the same line; one two dots away is another."""
    page, beside, away = (np.full((20, 20), 255, np.uint8) for _ in range(3))
    page[:, 8], beside[:, 9], away[:, 10] = 0, 0, 0
    assert apart(page, beside).max() == 0
    assert apart(page, away).max() == 255
