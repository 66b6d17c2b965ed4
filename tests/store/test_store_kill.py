"""A child that is killed while it writes: before or after, nothing between."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from kills import killed_forks, killed_programs
from salient.core.case import Claim, case_from_rows
from salient.core.findings import Finding, Measure, Report
from salient.core.messages import message
from salient.store import cases, files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX"),
]

_WRITER = """
    import sys
    from salient.store import cases, files
    path = sys.argv[1]
    print("ready", flush=True)
    number = 0
    while True:
        if path.endswith(".gpkg"):
            claims = [{"id": f"c{n}", "text": "t", "kind": "other", "claimant": "y"} for n in range(50 + number % 2)]
            cases.create(path, {"claims": claims}, overwrite=True)
        else:
            files.replace_file(path, bytes([number % 2]) * 3_000_000)
        number += 1
"""


def report(verdict: str, count: int) -> Report:
    """Return a report with so many findings, all of one verdict."""
    measures = (Measure(verdict, 1.0, 2.0, 3.0, "km", True),)
    claims = [Claim(f"c{n}", "t", "depth", "y") for n in range(count)]
    findings = [Finding(c, None, verdict, (), measures, (), "", None, None, message("x")) for c in claims]
    return Report(case_from_rows("x", {}), None, tuple(findings), (), (), (), {})


def test_findings_are_all_old_or_all_new(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    cases.create(path)
    kinds = [report("consistent", 300), report("inconsistent", 500)]

    def work() -> None:
        for kind in kinds:
            cases.record_findings(path, kind)

    seen = set()
    for trial, _ in enumerate(killed_forks(work, 100)):
        found = cases.rows(path)
        verdicts = {row["verdict"] for row in found["findings"]}
        outcome = (len(found["findings"]), len(found["finding_measures"]), *sorted(verdicts))
        assert outcome in {(0, 0), (300, 300, "consistent"), (500, 500, "inconsistent")}
        seen.add(outcome)
        kinds.reverse()  # the next child begins with the other one: one write in time is enough
        if trial >= 19 and len(seen) > 1:
            break
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(seen) > 1, "no child got as far as writing: the trial shows nothing"


def test_a_case_is_whole_after_every_kill(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    cases.create(path)
    for _ in killed_programs(_WRITER, path, 4):
        assert len(cases.load(path).claims) in {0, 50, 51}


def test_a_file_is_whole_after_every_kill(tmp_path: Path) -> None:
    path = tmp_path / "briefing.pdf"
    files.replace_file(path, b"\0" * 3_000_000)
    for _ in killed_programs(_WRITER, path, 4):
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert content in (b"\0" * 3_000_000, b"\1" * 3_000_000)
