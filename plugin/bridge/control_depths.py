"""Depth by the day against the front of a first day, measured in a worker thread from an issuer's maps."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Callable

from ..core.messages import Message
from .baselines import ShapeSource, edges_of
from .control_plan import map_day
from .control_work import area_shape
from .snapshots import CaseSnapshot
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.front import DepthSeries

Progress = Callable[[float], None]
Date = datetime.date

DEPTH_TABLES = ("control_areas", "areas", "front_lines", "settings")


@dataclass(frozen=True)
class DailyDepthWish:
    """Whose maps, the first and the last day, and what is measured.

    `sector_id` "" measures to any part only; `baseline_id` "" from the edge on the first day, without `borders` and
    `coasts`; `side_gains` as in `core.front.depth_series`.
    """

    issuer: str
    start: Date
    end: Date
    sector_id: str = ""
    baseline_id: str = ""
    borders: ShapeSource | None = None
    coasts: ShapeSource | None = None
    side_gains: bool = False


def sectors_of(
    areas: Iterable[Mapping[str, Any]], settings: Iterable[Mapping[str, Any]]
) -> tuple[list[tuple[str, str]], str]:
    """Return id and name of the areas drawn as a break-in sector, and the id of the case's own ("" for none)."""
    found = [
        (str(row["id"]), str(row.get("name") or row["id"]))
        for row in areas
        if row.get("id") and row.get("role") == "sector"
    ]
    named = next((str(row.get("value") or "") for row in settings if row.get("id") == "sector_id"), "")
    ids = [area_id for area_id, _ in found]
    if named in ids:
        return found, named
    return found, ids[0] if len(ids) == 1 and not named else ""


def baselines_of(lines: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return id and name of the front lines that are baselines."""
    found = (row for row in lines if row.get("id") and row.get("role") == "baseline")
    return [(str(row["id"]), str(row.get("name") or row["id"])) for row in found]


@in_own_thread
def depths_by_day(
    now: CaseSnapshot, wish: DailyDepthWish, open_files: Collection[str], progress: Progress
) -> DepthSeries:
    """Return the depths on the mapped days after the first one; `now` has `DEPTH_TABLES`.

    Only the maps of these days are read. `open_files` as in `baselines.baseline_row`.

    Raises
    ------
    InputError
        When the sector has no shape, or a layer of borders or coasts cannot be used.
    MeasureError
        As `core.front.depth_series`.
    """
    from ..core.front import baseline_named, depth_series

    sector = area_shape(now, wish.sector_id) if wish.sector_id else None
    rows = now.tables["control_areas"].attributes()
    days = {row["fid"]: map_day(row) for row in rows if row.get("issuer") == wish.issuer}
    fids = [fid for fid, day in days.items() if day is not None and wish.start <= day <= wish.end]
    case = now.case(part_of(progress, 0.0, 0.2), fids)
    odd: list[Message] = []
    line = baseline_named(case, wish.baseline_id) if wish.baseline_id else None
    borders, coasts = (
        None if line is not None else edges_of(one, open_files, odd) for one in (wish.borders, wish.coasts)
    )
    found = depth_series(
        case,
        wish.start,
        wish.end,
        wish.issuer,
        baseline=line,
        sector=sector,
        progress=part_of(progress, 0.2, 1.0),
        borders=borders,
        coasts=coasts,
        side_gains=wish.side_gains,
    )
    return replace(found, notes=(*found.notes, *odd))
