"""Zones of a layer, such as oblasts, and the series of each. No layer, no widget: any thread.

A row is as in `rows`: its attributes, and "wkb" in WGS 84.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from ..core.errors import InputError
from ..core.messages import Message, message
from .control_work import DailySeries
from .rows import Row, RowSource, shape_of
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.series import Series
    from ..core.shapes import Geometry
    from ..core.zones import ZoneSum

Progress = Callable[[float], None]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Zone:
    """A zone's name, its box (west, south, east, north in degrees), and its series by the length of the steps."""

    name: str
    box: Box
    by: Mapping[str, Series]

    def sum(self, by: str) -> ZoneSum:
        """Return what its steps add up to."""
        from ..core.zones import zone_sum

        return zone_sum(self.name, self.by[by])


def zones_of_rows(title: str, rows: Iterable[Row], field: str) -> tuple[dict[str, Geometry], tuple[Message, ...]]:
    """Return the zones of a layer by their names, and what was mended or left out; `field` "" numbers them.

    Raises
    ------
    InputError
        When there are none.
    """
    from ..core.shapes import multi_polygon, polygons_of, repaired
    from ..core.zones import zones_by_name

    named: list[tuple[str, Geometry]] = []
    notes: list[Message] = []
    for row in rows:
        name = str(row.get(field) if row.get(field) not in (None, "") else row["fid"]).strip()
        raw = row.get("wkb")
        read = shape_of(raw) if raw else None
        shape, repair = repaired(read) if read is not None else (None, None)
        parts = polygons_of(shape) if shape is not None else []
        if not parts:
            notes.append(message("{title}: {name} has no area and was left out.", title=title, name=name))
            continue
        if repair is not None:
            notes.append(message("{title}: the outline of {name} was mended.", title=title, name=name))
        named.append((name, multi_polygon(parts)))
    if not named:
        raise InputError(message("{title}: holds no areas; choose a layer of polygons, one a zone", title=title))
    return zones_by_name(named), tuple(notes)


@in_own_thread
def series_of_zones(
    case: Case, issuer: str | None, layer: str, areas: RowSource, field: str, progress: Progress
) -> DailySeries:
    """Return the series of each zone of a layer by day, week and month; `field` holds their names.

    Raises
    ------
    InputError
        When the layer holds no areas.
    MeasureError
        As `control_work.series_of`.
    """
    from ..core.daily import day_grounds
    from ..core.days import issuer_for
    from ..core.zones import zone_steps

    zones, notes = zones_of_rows(areas.name, areas.rows(lambda: progress(0.0)), field)
    days = day_grounds(case, issuer, None, layer)
    found = zone_steps(days, zones, progress=progress)
    boxes: dict[str, Any] = {name: tuple(float(one) for one in zone.bounds) for name, zone in zones.items()}
    return DailySeries(
        issuer_for(case, issuer),
        layer,
        tuple(sorted(one.day for one in days)),
        {},
        tuple(Zone(name, boxes[name], by) for name, by in found.items()),
        notes,
    )


def step_rows(series: DailySeries, by: str) -> list[tuple[Any, ...]]:
    """Return a heading and a row for each step, of all zones where there are any; see `core.series.series_rows`."""
    from ..core.series import SERIES_COLUMNS, series_rows

    if not series.zones:
        return [SERIES_COLUMNS, *series_rows(series.by[by])]
    rows = [(zone.name, *row) for zone in series.zones for row in series_rows(zone.by[by])]
    return [("zone", *SERIES_COLUMNS), *rows]


def as_text(rows: Iterable[Sequence[Any]], separator: str) -> str:
    """Return rows as text with a separator, quoted where it is needed; a yes or no as in the files of a case."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\n")
    writer.writerows([str(one).lower() if isinstance(one, bool) else one for one in row] for row in rows)
    return written.getvalue()


@in_own_thread
def zone_table(
    case: Case, issuer: str | None, layer: str, by: str, zones: Mapping[str, Geometry], progress: Progress
) -> tuple[Sequence[str], Sequence[tuple[Any, ...]], Sequence[Message]]:
    """Return the columns, the rows and the notes of the series of zones; errors as in `core.series.series`."""
    from ..core.daily import day_grounds
    from ..core.series import SERIES_COLUMNS, series_rows
    from ..core.zones import zone_series

    days = day_grounds(case, issuer, None, layer)
    found = zone_series(days, zones, by, part_of(progress, 0.0, 1.0))
    rows = [(name, *row) for name, one in found.items() for row in series_rows(one)]
    notes: tuple[Message, ...] = next((one.notes for one in found.values()), ())
    return ("zone", *SERIES_COLUMNS), rows, notes
