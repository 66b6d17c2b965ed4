"""Runs commands as a shell does, and tells whether a file stayed as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

from salient.cli import main


def run(capsys, *words: object) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a command."""
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def digest(path: Path) -> str:
    """Return a checksum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
