"""A child that is killed while it writes: before or after, nothing between."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from salient.core.case import Claim, case_from_rows
from salient.core.findings import Finding, Measure, Report
from salient.core.messages import message
from salient.store import cases, files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX")

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


def killed_forks(work: Callable[[], None], times: int) -> Iterator[None]:
    """Let a copy of this process repeat the work, kill it in the middle, so many times; yield after each."""
    chance = random.Random(2022)
    for trial in range(times):
        child = os.fork()
        if child == 0:
            try:
                while True:
                    work()
            finally:
                os._exit(1)
        # Decides only where in the work the kill falls; later and later, for machines that are slow or busy.
        time.sleep(chance.uniform(0.002, 0.03) * (1 + trial / 20))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the child ended by itself: it failed"
        yield


def killed_programs(program: str, path: Path, times: int) -> Iterator[None]:
    """The same with a program of its own."""
    chance = random.Random(2022)
    for _ in range(times):
        child = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program), str(path)], stdout=subprocess.PIPE, text=True
        )
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            with pytest.raises(subprocess.TimeoutExpired):  # a child that ends by itself has failed
                child.wait(timeout=chance.uniform(0.005, 0.06))
        finally:
            child.send_signal(signal.SIGKILL)
            child.wait()
            child.stdout.close()
        yield


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
