"""The files that stand beside the PDF of a briefing, where somebody asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..core.errors import InputError
from ..core.messages import message
from .work import put_file


def check_beside(path: str, names: Sequence[str]) -> None:
    """Say that a file beside a new PDF would replace one that somebody else made; those of an old PDF go with it.

    Raises
    ------
    InputError
        When the PDF is new and one of the files is there.
    """
    for name in () if Path(path).exists() else names:
        if beside(path, name).exists():
            text = "{path}: this file exists and would be replaced; choose another name for the briefing."
            raise InputError(message(text, path=str(beside(path, name))))


def beside(path: str, name: str) -> Path:
    """Return where a file that belongs to a PDF stands: "week.pdf" has "week.facts.json"."""
    return Path(path).with_name(f"{Path(path).stem}.{name}")


def put_beside(path: str, files: Sequence[tuple[str, bytes]]) -> None:
    """Put the files that belong to a PDF beside it; errors as in `work.put_file`."""
    for name, data in files:
        put_file(str(beside(path, name)), data)
