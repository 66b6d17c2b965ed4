"""Across versions of the libraries: the same text, and pages that look the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
import reportlab
from shapely.geometry import shape

from pdfs import opened, text_of
from structure import struct_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOTS_PER_INCH = 60
# A dot of a line may fall to the one beside it: of all dots so few may differ much, and so much all of them together.
FAR, FEW, MEAN = 64, 0.002, 0.5

_PROGRAM = """
import sys
sys.path[:0] = sys.argv[1:2]
from reports import full_report
from salient.brief.content import briefing
from salient.brief.pages import render
sys.stdout.buffer.write(render(briefing(full_report(), sys.argv[2])))
"""


def other_python() -> str:
    """Return a Python with another version of reportlab, and all else that a briefing needs; skips without one."""
    asked = "import fiona, numpy, pyproj, reportlab, salient, shapely; print(reportlab.Version)"
    for candidate in (ROOT / ".venv-qgis/bin/python", ROOT / ".venv/bin/python", which("python3", path="/usr/bin")):
        if candidate is None or not Path(candidate).exists():
            continue
        done = subprocess.run([str(candidate), "-c", asked], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip() != reportlab.Version:
            return str(candidate)
    pytest.skip("no other Python with another version of reportlab is installed")


def made_by(python: str, lang: str) -> bytes:
    """Return the briefing as another process makes it."""
    path = os.pathsep.join(one for one in sys.path if one and "site-packages" not in one and "dist-packages" not in one)
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([python, "-c", _PROGRAM, str(HERE), lang], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def pictures(pdf: bytes, folder: Path) -> list[bytes]:
    """Return the pages as grey dots."""
    program = which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm (package poppler-utils) is not installed")
    folder.mkdir()
    (folder / "briefing.pdf").write_bytes(pdf)
    command = [program, "-gray", "-r", str(DOTS_PER_INCH), folder / "briefing.pdf", folder / "page"]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
    return [one.read_bytes() for one in sorted(folder.glob("page*.pgm"))]


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_two_versions_of_reportlab_print_the_same(lang: str, tmp_path: Path) -> None:
    """Text in reading order, the tree, and the pages."""
    import numpy as np

    here, there = made_by(sys.executable, lang), made_by(other_python(), lang)
    assert text_of(here, "-layout") == text_of(there, "-layout")
    for name in ("here", "there"):
        (tmp_path / f"tree-{name}").mkdir()
    assert struct_text(here, tmp_path / "tree-here") == struct_text(there, tmp_path / "tree-there")
    mine, theirs = pictures(here, tmp_path / "here"), pictures(there, tmp_path / "there")
    assert len(mine) == len(theirs) >= 2
    for one, other in zip(mine, theirs):
        assert len(one) == len(other)
        apart = np.abs(np.frombuffer(one, np.uint8).astype(int) - np.frombuffer(other, np.uint8))
        assert apart.mean() < MEAN
        assert (apart > FAR).mean() < FEW


def test_properties_do_not_name_the_library() -> None:
    """The producer is the same for every version."""
    with opened(made_by(sys.executable, "en")) as document:
        assert str(document.docinfo.Producer).startswith("Salient ")


_FACTS = """
import json, sys
sys.path[:0] = sys.argv[1:2]
from map_days import mapped_case
from salient.brief.content import briefing
from salient.brief.fact_files import claims_csv, shapes_geojson
from salient.brief.facts import facts
from salient.core.case import case_from_rows
from salient.core.check import check_case
from salient.store import textcase
made = []
for case in (mapped_case(), case_from_rows("sample", textcase.read_folder(sys.argv[2]))):
    report = check_case(case)
    content = briefing(report, "en")
    found = facts(report, content)
    del found["engine"]
    made.append([found, claims_csv(report).decode(), json.loads(shapes_geojson(report, content))])
json.dump(made, sys.stdout)
"""


def facts_by(python: str) -> list[tuple[dict, str, dict]]:
    """Return facts, table and shapes of two cases as another process makes them: maps by the day, and the sample."""
    sample = ROOT / "resources" / "sample" / "kharkiv-2022-09"
    path = os.pathsep.join(one for one in sys.path if one and "site-packages" not in one and "dist-packages" not in one)
    environment = {**os.environ, "PYTHONPATH": path}
    command = [python, "-c", _FACTS, str(HERE), str(sample)]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_two_versions_of_the_libraries_give_the_same_facts() -> None:
    """To the last digit, but for the versions that they name; changed ground may begin at another vertex."""
    here, there = facts_by(sys.executable), facts_by(other_python())
    for (one, table, shapes), (other, other_table, other_shapes) in zip(here, there):
        assert one == other
        assert table == other_table
        for drawn, again in zip(shapes["features"], other_shapes["features"]):
            assert drawn["properties"] == again["properties"]
            first, second = shape(drawn["geometry"]), shape(again["geometry"])
            assert first.symmetric_difference(second).area < 1e-9
    assert sum(len(one["claims"]) for one, *_ in here) > 10
