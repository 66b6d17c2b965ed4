"""Depths for Processing, off the main thread: a profile along a baseline, and depths by the day on a case's maps."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import MeasureError
from ..core.messages import Message, message
from .work import baseline_shape, in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.along import AlongLine
    from ..core.case import Case
    from ..core.front import DepthSeries
    from ..core.shapes import Geometry

Progress = Callable[[float], None]
Date = datetime.date
LonLat = tuple[float, float]

_MOST_STRETCHES = 100_000


@dataclass(frozen=True)
class Stretch:
    """A stretch of a baseline: its middle and ends in km along it, its depth, and places in degrees.

    `deepest` is None where no gained ground is nearest to it.
    """

    km: float
    from_km: float
    to_km: float
    depth_km: float
    deepest: LonLat | None
    middle: LonLat
    line: Geometry


@dataclass(frozen=True)
class AlongBaseline:
    """The stretches of a baseline; a depth may be less than the greatest by `sampling_km`."""

    stretches: tuple[Stretch, ...]
    length_km: float
    sampling_km: float


@dataclass(frozen=True)
class DepthsAsked:
    """Days and ground of `core.front.depth_series`; `baseline` is the name or id of a line of the case."""

    start: Date
    end: Date
    issuer: str | None = None
    side: str | None = None
    baseline: str | None = None
    sector: Sequence[Geometry] = ()
    borders: Sequence[Geometry] = ()
    coasts: Sequence[Geometry] = ()
    side_gains: bool = False


@in_own_thread
def along_baseline(
    gains: Sequence[Geometry], baseline: Sequence[Geometry], step_km: float, progress: Progress
) -> AlongBaseline:
    """Return how deep gained ground reaches along a baseline.

    Parameters
    ----------
    gains, baseline
        Areas; lines, or areas for their edges. WGS 84 longitude/latitude.
    step_km
        The length of a stretch.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    MeasureError
        When there is nothing to measure, or the stretches are too short for so much ground or so long a line.
    """
    import numpy as np

    from ..core.along import AlongLine
    from ..core.depth import depth_profile
    from ..core.shapes import union

    if not gains:
        raise MeasureError(message("The gains hold no area to measure: choose a layer with areas, or draw one."))
    if not baseline:
        text = "The baseline holds no line to measure from: choose a layer with lines, or draw one."
        raise MeasureError(message(text))
    line = baseline_shape(baseline)
    places = AlongLine(line)
    if places.length_km > _MOST_STRETCHES * step_km:
        text = "The baseline is {km:,.0f} km long: choose longer stretches, so that there are at most {most:,}."
        raise MeasureError(message(text, km=places.length_km, most=_MOST_STRETCHES))
    profile = depth_profile(union(list(gains)), line, step_km, part_of(progress, 0.0, 0.8))
    middles = places.at(profile.distance_km)
    count = len(profile.distance_km)
    ends = np.minimum(np.arange(count + 1) * step_km, places.length_km)
    made = []
    for n in range(count):
        progress(0.8 + 0.2 * n / count)
        reached = np.isfinite(profile.deepest[n]).all()
        made.append(
            Stretch(
                float(profile.distance_km[n]),
                float(ends[n]),
                float(ends[n + 1]),
                float(profile.depth_km[n]),
                _lonlat(profile.deepest[n]) if reached else None,
                _lonlat(middles[n]),
                _stretch(places, float(ends[n]), float(ends[n + 1])),
            )
        )
    progress(1.0)
    return AlongBaseline(tuple(made), places.length_km, profile.sampling_km)


def _lonlat(point: Sequence[float]) -> LonLat:
    return float(point[0]), float(point[1])


def _stretch(places: AlongLine, from_km: float, to_km: float) -> Geometry:
    from ..core.shapes import multi_line

    stretch, _ = places.between(from_km, to_km)
    return multi_line(stretch)


@in_own_thread
def depths_on_days(case: Case, asked: DepthsAsked, progress: Progress) -> tuple[DepthSeries, list[Message]]:
    """Return depths by the day, and what the reader should know: days that stand in, the sector, days without depth.

    Without a sector the case's own is taken, where it has one.

    Raises
    ------
    InputError, MeasureError
        As `core.days.two_days_used` and `core.front.depth_series`.
    """
    from ..core.days import issuer_for, stood_in_notes, two_days_used
    from ..core.front import baseline_named, depth_series
    from ..core.scope import own_sector
    from ..core.shapes import lines_of, multi_line, union

    issuer = issuer_for(case, asked.issuer)
    days = two_days_used(case, issuer, asked.start, asked.end)
    own = None if asked.sector else own_sector(case)
    sector = union(list(asked.sector)) if asked.sector else None if own is None else own.geometry
    # Never a union of the areas: it would dissolve the very border between two states.
    borders, coasts = (
        multi_line([line for shape in shapes for line in lines_of(shape)]) if shapes else None
        for shapes in (asked.borders, asked.coasts)
    )
    found = depth_series(
        case,
        days[0].used,
        days[1].used,
        issuer,
        asked.side,
        baseline=None if asked.baseline is None else baseline_named(case, asked.baseline),
        sector=sector,
        progress=progress,
        borders=borders,
        coasts=coasts,
        side_gains=asked.side_gains,
    )
    notes = [*stood_in_notes(days), *found.notes]
    if sector is None:
        notes.append(message("No break-in sector is named: depths are to any part of the front only."))
    elif own is not None:
        notes.append(message("Break-in sector: {name}.", name=own.name or own.id))
    return found, [*notes, *(day.missing for day in found.days if day.missing is not None)]
