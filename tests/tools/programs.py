"""Programs that the desktop tests start: the command line, poppler's tools, QGIS."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def needed(program: str) -> str:
    """Return the full path of a program; skip where it is missing (system.sh beside this file installs it)."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def salient(*arguments: str) -> str:
    """Run the command line as a program of its own and return what it prints."""
    command = [sys.executable, "-m", "salient", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if run.returncode != 0:
        pytest.fail(f"salient {' '.join(arguments)} failed with {run.returncode}: {run.stderr}")
    return run.stdout


def page_count(pdf: Path) -> int:
    """Return what poppler counts, a reader that is not ours."""
    run = subprocess.run([needed("pdfinfo"), str(pdf)], capture_output=True, text=True, check=True)
    return next(int(line.split()[1]) for line in run.stdout.splitlines() if line.startswith("Pages:"))


def text_of(pdf: Path) -> str:
    """Return the text that poppler reads in a PDF, each line as it stands on its page."""
    run = subprocess.run([needed("pdftotext"), "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return run.stdout
