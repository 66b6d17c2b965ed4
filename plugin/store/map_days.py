"""The day that a map's file name tells.

A name is searched for a year, month and day of eight digits, with or without "-", "_" or "." between them. A day that
can be read in two ways is never guessed.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from ..core.errors import InputError

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{2})([-_.]?)(\d{2})\2(\d{4})(?!\d)")


def day_in_name(path: Path) -> datetime.date:
    """Return the one day that the file's name tells.

    Raises
    ------
    InputError
        When the name tells none, several, or one that can be read as day-month and as month-day.
    """
    name = path.name
    found = {day for match in _YEAR_FIRST.finditer(name) if (day := _day(match[1], match[3], match[4]))}
    if not found:
        found = {day for match in _YEAR_LAST.finditer(name) for day in _readings(path, match)}
    if not found:
        raise InputError(
            f"{path}: no day in the name (looked for 20220905 or 2022-09-05); name it with --as-of YYYY-MM-DD"
        )
    if len(found) > 1:
        days = " and ".join(day.isoformat() for day in sorted(found))
        raise InputError(f"{path}: the name tells {days}; say which with --as-of YYYY-MM-DD")
    return found.pop()


def _readings(path: Path, match: re.Match[str]) -> set[datetime.date]:
    first, second, year = match[1], match[3], match[4]
    readings = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    if len(readings) > 1:
        one, other = sorted(readings)
        raise InputError(
            f'{path}: "{match[0]}" in the name can be {one} or {other}; say which with --as-of YYYY-MM-DD, or for many '
            f'files with a profile that holds "day": "DDMMYYYY" or "MMDDYYYY"'
        )
    return readings


def _day(year: str, month: str, day: str) -> datetime.date | None:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        return None
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None
