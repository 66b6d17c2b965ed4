"""How far work is: a function that is told the share done, 0 to 1, and may raise `Cancelled`."""

from __future__ import annotations

from typing import Callable

Progress = Callable[[float], None]


def part_of(progress: Progress | None, first: float, last: float) -> Progress:
    """Return the progress of a part of the work, which begins when `first` and ends when `last` of all is done.

    Where nobody asks for the progress of all, that of the part goes nowhere.
    """
    if progress is None:
        return lambda share: None
    whole = progress
    return lambda share: whole(first + (last - first) * min(max(share, 0.0), 1.0))
