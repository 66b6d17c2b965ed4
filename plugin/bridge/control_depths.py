"""Depth by the day against the front of a first day, measured in a worker thread from an issuer's maps."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Callable

from .control_plan import map_day
from .control_work import area_shape
from .snapshots import CaseSnapshot
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.front import DepthSeries

Progress = Callable[[float], None]
Date = datetime.date

DEPTH_TABLES = ("control_areas", "areas", "settings")


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


@in_own_thread
def depths_by_day(
    now: CaseSnapshot, issuer: str, start: Date, end: Date, sector_id: str, progress: Progress
) -> DepthSeries:
    """Return the depths on the mapped days after `start` up to `end`; `now` has `DEPTH_TABLES`.

    `sector_id` "" measures to any part of the front only. Only the maps of these days are read.

    Raises
    ------
    InputError
        When the sector has no shape.
    MeasureError
        As `core.front.depth_series`.
    """
    from ..core.front import depth_series

    sector = area_shape(now, sector_id) if sector_id else None
    rows = now.tables["control_areas"].attributes()
    days = {row["fid"]: map_day(row) for row in rows if row.get("issuer") == issuer}
    fids = [fid for fid, day in days.items() if day is not None and start <= day <= end]
    case = now.case(part_of(progress, 0.0, 0.2), fids)
    return depth_series(case, start, end, issuer, sector=sector, progress=part_of(progress, 0.2, 1.0))
