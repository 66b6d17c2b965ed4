"""Zones: named areas, such as oblasts, for each of which ground is told apart.

A zone is a name and a (Multi)Polygon in WGS 84 longitude and latitude. Zones may overlap; nothing is shared out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .progress import Progress, part_of
from .series import STEPS, DayGround, Series, series_builder
from .shapes import Geometry, union

NAME_FIELDS = ("name", "NAME", "Name", "name_en", "NAME_EN", "ADM1_EN", "shapeName")


@dataclass(frozen=True)
class ZoneSum:
    """What the steps of a zone's series add up to, in km2."""

    zone: str
    lost_km2: float
    gained_km2: float
    net_km2: float


def name_field(names: Iterable[str]) -> str:
    """Return the field that most likely holds the names of zones, or ""."""
    given = set(names)
    return next((one for one in NAME_FIELDS if one in given), "")


def zones_by_name(shapes: Iterable[tuple[str, Geometry]]) -> dict[str, Geometry]:
    """Return the zones by their names, in the order given; areas of one name are united."""
    named: dict[str, list[Geometry]] = {}
    for name, shape in shapes:
        named.setdefault(name, []).append(shape)
    return {name: parts[0] if len(parts) == 1 else union(parts) for name, parts in named.items()}


def zone_series(
    days: Sequence[DayGround], zones: Mapping[str, Geometry], by: str = "day", progress: Progress | None = None
) -> Mapping[str, Series]:
    """Return a series for each zone, as `series.series` does with the zone as its frame; the days are read once."""
    return {name: found[by] for name, found in zone_steps(days, zones, (by,), progress).items()}


def zone_steps(
    days: Sequence[DayGround],
    zones: Mapping[str, Geometry],
    steps: Sequence[str] = STEPS,
    progress: Progress | None = None,
) -> Mapping[str, Mapping[str, Series]]:
    """Return the series of each zone by each kind of step.

    `progress` is called with the share done, between days and between zones, and may raise `Cancelled`.
    """
    builder = series_builder(days, part_of(progress, 0.0, 0.5))
    found: dict[str, Mapping[str, Series]] = {}
    told = part_of(progress, 0.5, 1.0)
    for done, (name, zone) in enumerate(zones.items(), start=1):
        found[name] = builder.by_steps(steps, zone)
        told(done / len(zones))
    return found


def zone_sum(zone: str, found: Series) -> ZoneSum:
    """Return what the steps add up to: ground that came and went again between two of them is in neither sum."""
    steps = found.steps
    return ZoneSum(
        zone,
        sum(one.lost_km2 for one in steps),
        sum(one.gained_km2 for one in steps),
        steps[-1].cumulative_km2 if steps else 0.0,
    )
