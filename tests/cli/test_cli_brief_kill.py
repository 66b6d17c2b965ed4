"""`salient brief` killed or interrupted at any moment: the old file is whole, or the new one is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kills import duration_s
from salient.store import cases

SHARES = (0.3, 0.55, 0.7, 0.8, 0.9, 0.96, 1.0)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return a case whose briefing has a hundred claims."""
    path = tmp_path / "desk.gpkg"
    claims = [{"id": f"c{n}", "text": "Two weeks later.", "kind": "other", "claimant": "Office"} for n in range(100)]
    cases.create(path, {"claims": claims})
    return path


def command(case: Path, pdf: Path, title: str) -> list[str]:
    """Return the command that writes a briefing under a title."""
    words = ["brief", case, "-o", pdf, "--overwrite", "--as-of", "2022-09-10", "--issued-on", "2022-09-10"]
    return [sys.executable, "-m", "salient", *(str(one) for one in words), "--title", title]


@pytest.mark.slow
def test_a_kill_leaves_the_old_file_or_the_new_one(case: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "out" / "briefing.pdf"
    pdf.parent.mkdir()
    subprocess.run(command(case, pdf, "New"), check=True, capture_output=True)
    new = pdf.read_bytes()
    took_s = duration_s(lambda: subprocess.run(command(case, pdf, "Old"), check=True, capture_output=True))
    old = pdf.read_bytes()
    assert old != new
    for share in SHARES:
        child = subprocess.Popen(command(case, pdf, "New"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # Decides only where in the work the kill falls.
        time.sleep(took_s * share)
        child.kill()
        child.communicate()
        assert pdf.read_bytes() in (old, new)
    subprocess.run(command(case, pdf, "New"), check=True, capture_output=True)
    assert pdf.read_bytes() == new


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_an_interrupted_command_leaves_nothing_behind(case: Path, tmp_path: Path) -> None:
    """Ctrl+C while it works: no traceback, the old file, no other file beside it."""
    pdf = tmp_path / "out" / "briefing.pdf"
    pdf.parent.mkdir()
    pdf.write_bytes(b"old")
    # Progress is drawn on a terminal only.
    terminal, theirs = os.openpty()
    child = subprocess.Popen(command(case, pdf, "New"), stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    heard = b""
    while b" %" not in heard and child.poll() is None:
        heard += os.read(terminal, 4096)
    child.send_signal(signal.SIGINT)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        heard += part
    os.close(terminal)
    assert child.wait() == 1
    assert b"called off; nothing was changed" in heard
    assert b"Traceback" not in heard
    assert pdf.read_bytes() == b"old"
    assert [one.name for one in pdf.parent.iterdir()] == ["briefing.pdf"]
