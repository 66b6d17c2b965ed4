"""The streams of the command: encodings that lack letters, readers that leave early, disks that are full."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from ..core.errors import InputError


def prepare() -> None:
    """Let what a console's encoding lacks be printed as \\u0444 instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def takes_all_letters() -> bool:
    """Say whether any letter can be printed as it is; JSON has its own way of writing the others."""
    return (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "") == "utf8"


def flush() -> None:
    """Print what is held back, while a full disk can still be said."""
    if sys.stdout is not None:
        sys.stdout.flush()


def drop_output() -> None:
    """Forget what could not be printed: Python would try again at its end, and complain."""
    try:
        flush()
    except OSError:
        with contextlib.suppress(OSError):  # where stdout is no file of the system's there is nothing to be done
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def check_names(words: Sequence[str]) -> None:
    """Say that a name cannot be used, before a library stumbles over it.

    Raises
    ------
    InputError
        When a word is not UTF-8.
    """
    for word in words:
        try:
            word.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InputError(f"{word!a}: is no name in UTF-8; rename the file") from error
