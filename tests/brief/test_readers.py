"""Four readers that share nothing with the writer open the PDF and have nothing to say about it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

import pikepdf
import pytest

from reports import full_report, make_claim, make_finding, make_report
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.pdf_attachments import Attachment

FACTS = Attachment("facts.json", "application/json", b'{"a": 1}\n')


def written(folder: Path, name: str) -> Path:
    """Return the path of a briefing with attachments."""
    reports = {
        "full": full_report,
        "many": lambda: make_report(*[make_finding(make_claim(f"c{n}")) for n in range(40)]),
        "bare": make_report,
    }
    path = folder / "briefing.pdf"
    path.write_bytes(render(briefing(reports[name](), "uk"), attachments=(FACTS,)))
    return path


def silent(*command: str | Path) -> bytes:
    """Return what a program prints; fails where it warns or ends badly, skips where it is not installed."""
    if which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([str(one) for one in command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.mark.parametrize("name", ["full", "many", "bare"])
def test_poppler_draws_and_reads_every_page(name: str, tmp_path: Path) -> None:
    """Pictures, text, fonts and attachments."""
    path = written(tmp_path, name)
    silent("pdftoppm", "-r", "30", path, tmp_path / "page")
    assert len(list(tmp_path.glob("page*.ppm"))) >= 1
    assert "Salient" in silent("pdftotext", path, "-").decode()
    lines = silent("pdffonts", path).decode().splitlines()[2:]
    assert len(lines) >= 3
    # Columns: name, type, encoding, then embedded, subset and a table of characters.
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in lines), lines


@pytest.mark.parametrize("name", ["full", "many", "bare"])
def test_qpdf_finds_nothing_wrong(name: str, tmp_path: Path) -> None:
    """The syntax of every object, by the library and by its program."""
    path = written(tmp_path, name)
    with pikepdf.open(path) as document:
        assert document.get_warnings() == []
        # Writing it anew reads every object.
        document.save(tmp_path / "again.pdf")
    assert b"No syntax or stream encoding errors" in silent("qpdf", "--check", path)


def test_gdal_opens_every_page(tmp_path: Path) -> None:
    """The page of the map and those of text, which have no place on the ground."""
    path = written(tmp_path, "full")
    with pikepdf.open(path) as document:
        pages = len(document.pages)
    for page in range(1, pages + 1):
        assert b"Driver: PDF" in silent("gdalinfo", f"PDF:{page}:{path}", "--config", "GDAL_PAM_ENABLED", "NO")


def test_the_tree_is_packed(tmp_path: Path) -> None:
    """Elements lie in compressed streams, and a file of many is small; every object is found through its table."""
    path = written(tmp_path, "many")
    data = path.read_bytes()
    assert b"/StructElem" not in data
    assert b"/S/TD" not in data
    with pikepdf.open(path) as document:
        packed = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == "/ObjStm"]
        elements = [
            one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        ]
        unpacked = tmp_path / "unpacked.pdf"
        document.save(unpacked, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert len(elements) > 500
    assert len(packed) in (0, (len(elements) + 199) // 200)  # a reader may keep the streams to itself
    assert len(data) < 0.7 * unpacked.stat().st_size
