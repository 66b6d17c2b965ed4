"""Fronts and gained ground from an issuer's maps, where nobody drew them: baseline, gains, depth by the day.

The baseline is the edge between one side's ground and any other ground. A coast never belongs to it; a state border
does where the ground beyond it was not held by that side on that day (design, section 4).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Callable

from .buffer import geodesic_buffer, grown
from .case import Case, ControlArea
from .change import HeldGround, held_ground
from .days import areas_on, days_of, holder_for, issuer_for, sole_state
from .depth import DepthError, DepthMeasure, depth_measures
from .errors import MeasureError
from .messages import Message, message
from .partition import OVERLAYS
from .scope import tolerance_m
from .shapes import Geometry, box_of, lines_of, multi_line, multi_polygon, paths, polygons_of, union
from .stand_in import StandIn, stand_in

Progress = Callable[[float], None]

# A degree of latitude is nowhere shorter.
_SHORTEST_DEGREE_M = 110574.0


@dataclass(frozen=True)
class Baseline:
    """A front as a multiline, and what was left out of it or could not be."""

    geometry: Geometry
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class DayBaseline:
    """The front of one day on one issuer's map; `stood_in` names the day that was missing."""

    geometry: Geometry
    issuer: str
    side: str
    as_of: datetime.date
    stood_in: StandIn | None
    tolerance_m: float
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class DayDepth:
    """How deep the ground gained up to a day reaches from the baseline; `missing` says why there is no depth."""

    day: datetime.date
    any_part: DepthMeasure | None
    break_in_sector: DepthMeasure | None
    missing: Message | None


@dataclass(frozen=True)
class DepthSeries:
    """Depths by the day, all from the baseline of the first."""

    issuer: str
    baseline: DayBaseline
    days: tuple[DayDepth, ...]
    notes: tuple[Message, ...]


def baseline_of(
    control: Geometry,
    other_held: Geometry | None = None,
    borders: Geometry | None = None,
    coasts: Geometry | None = None,
    unheld: Geometry | None = None,
    near_m: float = 1000.0,
) -> Baseline:
    """Return the edge of one side's ground that borders on other ground.

    Parameters
    ----------
    control
        The side's ground.
    other_held
        Ground beyond the borders that the side held that day, such as its own state: a border stays in the baseline
        where it does not touch this. Without it all ground beyond is taken as held, except where `unheld` lies.
    borders, coasts
        Lines, or polygons whose edges are taken.
    unheld
        The other side's ground, on either side of a border.
    near_m
        How far an edge that follows a border or coast may be off it.

    Raises
    ------
    MeasureError
        When there is no ground, or nothing of its edge is left.
    """
    if not polygons_of(control):
        raise MeasureError("there is no ground whose edge could be taken as a baseline")
    edge: Geometry = multi_line(lines_of(union([control])))
    notes = []
    if borders is None and coasts is None:
        notes.append(
            message("The whole edge of the ground is the baseline: no borders and coasts were named to leave out.")
        )
    if coasts is not None:
        edge = edge.difference(_along(coasts, control, near_m))
        notes.append(message("Coasts were left out of the baseline, {m:,.0f} m to either side.", m=near_m))
    if borders is not None:
        edge = edge.difference(_held_border(control, other_held, borders, unheld, near_m))
        notes.append(_border_note(other_held, unheld))
    lines = lines_of(edge)
    if not lines:
        raise MeasureError("no edge of the ground is left when borders and coasts are taken away")
    return Baseline(multi_line(lines), tuple(notes))


def _along(what: Geometry, control: Geometry, near_m: float) -> Geometry:
    """Return all ground near the lines of a shape, as far as the control's ground reaches."""
    lines = paths(what)
    near = lines_of(multi_line(lines).intersection(_about(control, near_m))) if lines else []
    return geodesic_buffer(multi_line(near), near_m, max(1.0, 0.02 * near_m)) if near else multi_polygon([])


def _about(control: Geometry, near_m: float) -> Geometry:
    west, south, east, north = control.bounds
    high = 2 * near_m / _SHORTEST_DEGREE_M
    wide = 10 * high
    return box_of(west - wide, max(-90.0, south - high), east + wide, min(90.0, north + high))


def _held_border(
    control: Geometry,
    other_held: Geometry | None,
    borders: Geometry,
    unheld: Geometry | None,
    near_m: float,
) -> Geometry:
    """Return the ground along the borders beyond which the side held what lies there."""
    along = _along(borders, control, near_m)
    about = _about(control, near_m)
    if other_held is not None:
        return along.intersection(_grown_near(other_held, about, near_m))
    if unheld is not None and polygons_of(unheld.intersection(about)):
        return along.difference(_grown_near(unheld, about, near_m))
    return along


def _grown_near(ground: Geometry, about: Geometry, near_m: float) -> Geometry:
    near = multi_polygon(polygons_of(ground.intersection(about)))
    return near if near.is_empty else grown(near, near_m)


def _border_note(other_held: Geometry | None, unheld: Geometry | None) -> Message:
    if other_held is not None:
        return message("Borders were left out of the baseline where the ground beyond was held by the same side.")
    if unheld is not None:
        return message(
            "Borders were left out of the baseline except where the other side's ground lies at them; the rest beyond "
            "them was taken as held by the same side."
        )
    return message("Borders were left out of the baseline: all ground beyond them was taken as held by the same side.")


def baseline_on(
    case: Case,
    day: datetime.date,
    issuer: str | None = None,
    side: str | None = None,
    other_held: Geometry | None = None,
    borders: Geometry | None = None,
    coasts: Geometry | None = None,
) -> DayBaseline:
    """Return the front of a day from an issuer's map: the edge of the holder's controlled ground.

    `side` is the holder; the other parameters are those of `baseline_of`. A missing day is stood in for by the next
    within three days.

    Raises
    ------
    MeasureError
        When there is no map for the day, or it is not clear whose.
    """
    whose = issuer_for(case, issuer)
    found = stand_in(days_of(case, whose), day)
    if found is None:
        raise MeasureError(f"{case.name}: no map of {whose} for {day} or the three days after")
    areas = mapped_on(case, whose, found.used)
    holder = holder_for(case, whose, side)
    ground = ground_of(areas, holder)
    made = baseline_of(ground.control, other_held, borders, coasts, ground.other)
    stood = found if found.used != found.asked else None
    notes = made.notes
    if stood is not None:
        notes = (message("{used} stands in for {asked}, which is missing.", used=found.used, asked=day), *notes)
    return DayBaseline(made.geometry, whose, holder, found.used, stood, tolerance_m(case, areas), notes)


def mapped_on(case: Case, issuer: str, day: datetime.date) -> tuple[ControlArea, ...]:
    """Return the issuer's areas of a day without overlays."""
    return tuple(area for area in areas_on(case, issuer, day) if area.state not in OVERLAYS)


def ground_of(areas: Sequence[ControlArea], holder: str) -> HeldGround:
    """Return the holder's ground of one day; of an issuer with one state, that state whatever its name."""
    sole = sole_state(areas)
    if sole is not None and sole[1] == holder:
        return HeldGround(union([area.geometry for area in areas]), multi_polygon([]), None)
    return held_ground(areas, holder)


def gained_ground(before: HeldGround, after: HeldGround) -> Geometry:
    """Return the ground the other side gained: its layer within the control of the earlier day.

    Where the issuer draws no layer of the other side, the ground that left control.
    """
    if after.other is None:
        return multi_polygon(polygons_of(before.control.difference(after.control)))
    return multi_polygon(polygons_of(before.control.intersection(after.other)))


def advanced_ground(before: HeldGround, after: HeldGround) -> Geometry:
    """Return the ground the holder gained: its control beyond that of the earlier day."""
    return multi_polygon(polygons_of(after.control.difference(before.control)))


def depth_series(
    case: Case,
    start: datetime.date,
    end: datetime.date | None = None,
    issuer: str | None = None,
    side: str | None = None,
    baseline: Geometry | None = None,
    sector: Geometry | None = None,
    progress: Progress | None = None,
) -> DepthSeries:
    """Return how deep the ground gained since the first day reaches, on each mapped day up to the last.

    Parameters
    ----------
    case, issuer
        Whose maps.
    start, end
        The baseline is that of `start`; without `end` up to the last map.
    side
        The holder, into whose ground the other side goes.
    baseline
        Another line to measure from, such as one without borders.
    sector
        An area that chooses the break-in sector.
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    MeasureError
        As in `baseline_on`.
    """
    front = baseline_on(case, start, issuer, side)
    before = ground_of(mapped_on(case, front.issuer, front.as_of), front.side)
    later = [day for day in days_of(case, front.issuer) if day > front.as_of and (end is None or day <= end)]
    line = front.geometry if baseline is None else baseline
    found = []
    for done, day in enumerate(later):
        if progress is not None:
            progress(done / len(later))
        areas = mapped_on(case, front.issuer, day)
        gained = gained_ground(before, ground_of(areas, front.side))
        found.append(_day_depth(day, gained, line, tolerance_m(case, areas), front.tolerance_m, sector))
    if progress is not None:
        progress(1.0)
    notes = front.notes if baseline is None else ()
    return DepthSeries(front.issuer, front, tuple(found), notes)


def _day_depth(
    day: datetime.date,
    gained: Geometry,
    line: Geometry,
    gain_tolerance_m: float,
    line_tolerance_m: float,
    sector: Geometry | None,
) -> DayDepth:
    if not polygons_of(gained):
        return DayDepth(day, None, None, message("No ground was gained by {day}.", day=day))
    try:
        anywhere, _ = depth_measures(gained, line, gain_tolerance_m, line_tolerance_m)
    except DepthError as error:
        return DayDepth(day, None, None, message("{reason}", reason=str(error)))
    if sector is None:
        return DayDepth(day, anywhere, None, None)
    try:
        _, broken_in = depth_measures(gained, line, gain_tolerance_m, line_tolerance_m, sector)
    except DepthError as error:
        return DayDepth(day, anywhere, None, message("{reason}", reason=str(error)))
    return DayDepth(day, anywhere, broken_in, None)
