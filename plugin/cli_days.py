"""The days that commands are asked for and the maps that are used for them; rows of results."""

from __future__ import annotations

import csv
import datetime
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from .core.errors import InputError, MeasureError
from .core.messages import Message, message

if TYPE_CHECKING:
    from .core.case import Case
    from .core.stand_in import StandIn


def day_used(case: Case, issuer: str, asked: datetime.date) -> StandIn:
    """Return the day of an issuer's maps that is used for the one asked for.

    Raises
    ------
    MeasureError
        When neither the day nor one of the three after it is mapped.
    """
    from .core.days import days_of
    from .core.stand_in import stand_in

    days = days_of(case, issuer)
    found = stand_in(days, asked)
    if found is None:
        raise MeasureError(
            f"{case.name}: no map of {issuer} for {asked} or the three days after; its days run from {days[0]} to "
            f"{days[-1]}"
        )
    return found


def stood_in_notes(days: Iterable[StandIn]) -> list[Message]:
    """Return a sentence for each missing day, naming the one that stands in."""
    missing = (one for one in days if one.asked != one.used)
    return [
        message("{used} stands in for {asked}, which is missing.", used=one.used, asked=one.asked) for one in missing
    ]


def stood_in_json(days: Iterable[StandIn]) -> list[dict[str, str]]:
    """Return the missing days, each with the one that stands in."""
    missing = (one for one in days if one.asked != one.used)
    return [{"asked": one.asked.isoformat(), "used": one.used.isoformat()} for one in missing]


def two_days_used(case: Case, issuer: str, start: datetime.date, end: datetime.date) -> tuple[StandIn, StandIn]:
    """Return the days that are used for the first and the last one.

    Raises
    ------
    InputError, MeasureError
        When the first does not lie before the last, when one map would stand for both, or as in `day_used`.
    """
    if start >= end:
        raise InputError(f"the first day, {start}, does not lie before the last, {end}")
    first, last = day_used(case, issuer, start), day_used(case, issuer, end)
    if first.used == last.used:
        raise MeasureError(
            f"{case.name}: the map of {first.used} would stand for both {start} and {end}; choose days further apart"
        )
    return first, last


def print_rows(header: Sequence[str], rows: Sequence[Sequence[Any]], as_csv: bool) -> None:
    """Print rows as CSV, or with tabs between."""
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
        return
    print("\t".join(header))
    for row in rows:
        print("\t".join(str(value) for value in row))
