"""PDFs looked at from outside: text by poppler, structure by pikepdf."""

from __future__ import annotations

import io
import subprocess
from functools import lru_cache
from shutil import which

import pikepdf
import pytest


def text_of(pdf: bytes, *options: str) -> str:
    """Return the text that pdftotext reads, pages parted by form feeds."""
    program = which("pdftotext")
    if program is None:
        pytest.skip("pdftotext (package poppler-utils) is not installed")
    done = subprocess.run([program, *options, "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode("utf-8")


@lru_cache(maxsize=8)
def words_of(pdf: bytes) -> str:
    """Return the text in reading order with every run of white space as one space."""
    return " ".join(text_of(pdf, "-raw").split())


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Return the PDF as pikepdf reads it."""
    return pikepdf.open(io.BytesIO(pdf))


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Return the names of all fonts that pages and forms may use, and whether each is embedded."""
    found: dict[str, bool] = {}
    with opened(pdf) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
                descriptor = thing.get("/FontDescriptor")
                found[str(thing["/BaseFont"])] = descriptor is not None and "/FontFile2" in descriptor
    return found
