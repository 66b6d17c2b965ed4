"""Briefings whose pages are kept as pictures in tests/golden, and how two pictures of a page are held together.

`python tests/brief/page_pictures.py` draws the pictures anew. Do that on purpose only, and look at each before it is
committed: they are what the pages are held against.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image

from reports import make_case, make_claim
from salient.brief.make import make_briefing
from salient.core.case import Case, case_from_rows
from salient.core.check import check_case
from salient.core.recipe import Recipe
from salient.store import textcase

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
DOTS_PER_INCH = 45
# In no square of the page may more dots differ so much: lines fall to the dot beside theirs with another poppler or
# FreeType, which `apart` forgives, and edges of letters are a little darker or paler.
FAR, FEW, SQUARE = 80, 0.06, 12


def sample() -> Case:
    """Return the sample case."""
    return case_from_rows("sample", textcase.read_folder(ROOT / "resources" / "sample" / "kharkiv-2022-09"))


def three_claims() -> Case:
    """Return a case of three claims, on round degrees: one that agrees, one that does not, one for the calendar."""
    event = {"id": "start", "name": "Start", "date": "2022-02-24"}
    case = make_case(
        (
            make_claim("c1"),
            make_claim("c2", text="Nearly 9,000 square kilometres.", value=9000.0, printed="9,000", bound="nearly"),
            make_claim("c3", text="Some ground was taken.", kind="other", value=None, printed="", unit=""),
        )
    )
    return replace(case, events=case_from_rows("events", {"events": [event]}).events)


def nothing_measurable() -> Case:
    """Return a case of claims alone: no shapes, no maps."""
    claims = tuple(
        make_claim(f"c{n}", text=text, kind=kind)
        for n, (kind, text) in enumerate(
            (("area_changed", "Around 2,500 square kilometres."), ("isolation", "The town is cut off."))
        )
    )
    return Case("nothing", claims=claims, settings={"title": "Only words"})


CASES: dict[str, tuple[Callable[[], Case], Recipe]] = {
    "three-en-a4": (three_claims, Recipe(language="en")),
    "three-uk-letter": (three_claims, Recipe(language="uk", paper="Letter")),
    "three-en-landscape": (three_claims, Recipe(language="en", landscape=True)),
    "nothing-en-letter": (nothing_measurable, Recipe(language="en", paper="Letter")),
    "sample-en-a4": (sample, Recipe(language="en")),
    "sample-uk-a4": (sample, Recipe(language="uk")),
}
"""Each case and recipe whose pages are kept, by the beginning of their files' names."""


def pdf_of(name: str) -> bytes:
    """Return the briefing of that name; versions of libraries are not printed on it."""
    case, recipe = CASES[name]
    report = replace(check_case(case()), engine={})
    return make_briefing(report.case, recipe, report=report).pdf


def pages_of(pdf: bytes) -> list[np.ndarray[Any, Any]]:
    """Return the pages as grey dots, white 255; each an array (rows, columns) of uint8."""
    program = shutil.which("pdftoppm")
    if program is None:
        raise FileNotFoundError("pdftoppm (package poppler-utils) is not installed")
    with TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.pdf"
        paper.write_bytes(pdf)
        command = [program, "-gray", "-r", str(DOTS_PER_INCH), str(paper), str(Path(folder) / "page")]
        subprocess.run(command, check=True, capture_output=True)
        return [np.asarray(Image.open(one).convert("L")) for one in sorted(Path(folder).glob("page*.pgm"))]


def kept(name: str) -> list[np.ndarray[Any, Any]]:
    """Return the pictures that are kept of a briefing, in the order of its pages."""
    return [np.asarray(Image.open(one).convert("L")) for one in sorted(GOLDEN.glob(f"{name}-*.png"))]


def looks_same(page: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    """Return whether two pictures show the same page."""
    return page.shape == other.shape and worst_square(page, other) < FEW


def worst_square(page: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float:
    """Return the share of dots that differ, either way round, in the square of the page where most do."""
    far = (apart(page, other) > FAR) | (apart(other, page) > FAR)
    rows, columns = (-(-size // SQUARE) * SQUARE for size in far.shape)
    whole = np.zeros((rows, columns))
    whole[: far.shape[0], : far.shape[1]] = far
    squares = whole.reshape(rows // SQUARE, SQUARE, columns // SQUARE, SQUARE).mean(axis=(1, 3))
    return float(squares.max())


def apart(page: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return how far the dots are from the most alike of the nine dots around them in the other picture."""
    best = np.full(page.shape, 255)
    wide = np.pad(other.astype(int), 1, mode="edge")
    for down in range(3):
        for right in range(3):
            moved = wide[down : down + page.shape[0], right : right + page.shape[1]]
            best = np.minimum(best, np.abs(page.astype(int) - moved))
    return best


def write_pages(pages: Sequence[np.ndarray[Any, Any]], folder: Path, name: str) -> None:
    """Write pictures of pages, sixteen shades of grey each."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages, start=1):
        picture = Image.fromarray(page).quantize(16)
        picture.save(folder / f"{name}-{number:02}.png", optimize=True)


if __name__ == "__main__":
    for old in GOLDEN.glob("*.png"):
        old.unlink()
    for kept_name in CASES:
        write_pages(pages_of(pdf_of(kept_name)), GOLDEN, kept_name)
        sys.stdout.write(f"{kept_name}\n")
