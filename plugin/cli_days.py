"""Missing days and the maps that stand in for them, as JSON; rows of results."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.stand_in import StandIn


def stood_in_json(days: Iterable[StandIn]) -> list[dict[str, str]]:
    """Return the missing days, each with the one that stands in."""
    missing = (one for one in days if one.asked != one.used)
    return [{"asked": one.asked.isoformat(), "used": one.used.isoformat()} for one in missing]


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
