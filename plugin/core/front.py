"""Fronts and gained ground from an issuer's maps, where nobody drew them: baseline, gains, depth by the day.

The baseline is the edge between one side's ground and any other ground. A coast never belongs to it; a state border
does where the ground beyond it was not held by that side on that day (design, section 4).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .buffer import geodesic_buffer, grown
from .case import Case, ControlArea, FrontLine
from .change import HeldGround, held_ground
from .days import areas_on, days_of, holder_for, issuer_for, sole_state
from .depth import DepthError, DepthMeasure, depth_measures
from .errors import MeasureError
from .messages import Message, message, of_error
from .partition import OVERLAYS
from .progress import Progress, part_of
from .scope import tolerance_m
from .shapes import Geometry, box_of, lines_of, multi_line, multi_polygon, paths, polygons_of, union
from .stand_in import StandIn, stand_in

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
    """Depths by the day, all from one baseline.

    `side_gains` says whose gains they are: those of the holder of the ground, or those of whoever took it from there.
    `line` is the baseline of the case that was measured from; None where it is the edge on the first day's map.
    """

    issuer: str
    baseline: DayBaseline
    days: tuple[DayDepth, ...]
    notes: tuple[Message, ...]
    side_gains: bool = False
    line: FrontLine | None = None


def baseline_of(
    control: Geometry,
    other_held: Geometry | None = None,
    borders: Geometry | None = None,
    coasts: Geometry | None = None,
    unheld: Geometry | None = None,
    near_m: float = 1000.0,
    progress: Progress | None = None,
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
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    MeasureError
        When there is no ground, or nothing of its edge is left.
    """
    tick = part_of(progress, 0.0, 1.0)
    if not polygons_of(control):
        raise MeasureError("there is no ground whose edge could be taken as a baseline")
    edge: Geometry = multi_line(lines_of(union([control])))
    notes = []
    if borders is None and coasts is None:
        notes.append(
            message("The whole edge of the ground is the baseline: no borders and coasts were named to leave out.")
        )
    tick(0.1)
    if coasts is not None:
        edge = edge.difference(_along(coasts, control, near_m, part_of(progress, 0.1, 0.5)))
        notes.append(message("Coasts were left out of the baseline, {m:,.0f} m to either side.", m=near_m))
    if borders is not None:
        along = _along(borders, control, near_m, part_of(progress, 0.5, 0.9))
        edge = edge.difference(_held_border(along, control, other_held, unheld, near_m))
        notes.append(_border_note(other_held, unheld))
    lines = lines_of(edge)
    if not lines:
        raise MeasureError("no edge of the ground is left when borders and coasts are taken away")
    tick(1.0)
    return Baseline(multi_line(lines), tuple(notes))


def _along(what: Geometry, control: Geometry, near_m: float, progress: Progress) -> Geometry:
    """Return all ground near the lines of a shape, as far as the control's ground reaches."""
    lines = paths(what)
    near = lines_of(multi_line(lines).intersection(_about(control, near_m))) if lines else []
    if not near:
        return multi_polygon([])
    return geodesic_buffer(multi_line(near), near_m, max(1.0, 0.02 * near_m), progress)


def _about(control: Geometry, near_m: float) -> Geometry:
    west, south, east, north = control.bounds
    high = 2 * near_m / _SHORTEST_DEGREE_M
    wide = 10 * high
    return box_of(west - wide, max(-90.0, south - high), east + wide, min(90.0, north + high))


def _held_border(
    along: Geometry, control: Geometry, other_held: Geometry | None, unheld: Geometry | None, near_m: float
) -> Geometry:
    """Return that part of the ground along the borders beyond which the side held what lies there."""
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
    progress: Progress | None = None,
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
        text = "{case}: no map of {issuer} for {day} or the three days after"
        raise MeasureError(message(text, case=case.name, issuer=whose, day=str(day)))
    areas = mapped_on(case, whose, found.used)
    holder = holder_for(case, whose, side)
    ground = ground_of(areas, holder)
    made = baseline_of(ground.control, other_held, borders, coasts, ground.other, progress=progress)
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


def baseline_named(case: Case, wanted: str) -> FrontLine:
    """Return the baseline of the case that has this id, else this name.

    Raises
    ------
    MeasureError
        When there is none, or several are called so; the text names those of the case.
    """
    lines = [one for one in case.front_lines if one.role == "baseline"]
    found = [one for one in lines if one.id == wanted] or [
        one for one in lines if one.name.casefold() == wanted.strip().casefold()
    ]
    if len(found) != 1:
        text = '{name}: no baseline is called "{wanted}"; the case has {known}'
        if found:
            text = '{name}: several baselines are called "{wanted}"; name one by its id: {known}'
        known = ", ".join(one.id for one in lines) or "none"
        raise MeasureError(message(text, name=case.name, wanted=wanted[:80], known=known))
    return found[0]


def depth_series(
    case: Case,
    start: datetime.date,
    end: datetime.date | None = None,
    issuer: str | None = None,
    side: str | None = None,
    baseline: FrontLine | None = None,
    sector: Geometry | None = None,
    progress: Progress | None = None,
    borders: Geometry | None = None,
    coasts: Geometry | None = None,
    side_gains: bool = False,
) -> DepthSeries:
    """Return how deep the ground gained since the first day reaches, on each mapped day up to the last.

    Parameters
    ----------
    case, issuer
        Whose maps.
    start, end
        Ground counts as gained since `start`; without `end` up to the last map.
    side
        The holder, whose ground's edge on `start` is the baseline.
    baseline
        A line of the case to measure from instead, with its own tolerance.
    sector
        An area that chooses the break-in sector.
    progress
        Called with the share done; may raise `Cancelled`.
    borders, coasts
        What to leave out of the edge, as in `baseline_of`; not used where `baseline` is given.
    side_gains
        Whether to measure the ground that the holder gained, outwards, and not the ground that it lost, inwards.

    Raises
    ------
    MeasureError
        As in `baseline_on`.
    """
    first = 0.0 if borders is None and coasts is None else 0.3
    front = _front(case, start, issuer, side, baseline, borders, coasts, part_of(progress, 0.0, first))
    before = ground_of(mapped_on(case, front.issuer, front.as_of), front.side)
    later = [day for day in days_of(case, front.issuer) if day > front.as_of and (end is None or day <= end)]
    gained_by_day = advanced_ground if side_gains else gained_ground
    tick = part_of(progress, first, 1.0)
    found = []
    for done, day in enumerate(later):
        tick(done / len(later))
        areas = mapped_on(case, front.issuer, day)
        gained = gained_by_day(before, ground_of(areas, front.side))
        found.append(_day_depth(day, gained, front, tolerance_m(case, areas), sector))
    tick(1.0)
    return DepthSeries(front.issuer, front, tuple(found), front.notes, side_gains, baseline)


def _front(
    case: Case,
    start: datetime.date,
    issuer: str | None,
    side: str | None,
    baseline: FrontLine | None,
    borders: Geometry | None,
    coasts: Geometry | None,
    progress: Progress,
) -> DayBaseline:
    """Return the line to measure from: the edge on the first day, or a baseline of the case."""
    if baseline is None:
        return baseline_on(case, start, issuer, side, borders=borders, coasts=coasts, progress=progress)
    edge = baseline_on(case, start, issuer, side)
    notes = () if edge.stood_in is None else edge.notes[:1]
    named = message("The baseline is {name}, a line of the case.", name=baseline.name or baseline.id)
    return replace(edge, geometry=baseline.geometry, tolerance_m=tolerance_m(case, [baseline]), notes=(*notes, named))


def _day_depth(
    day: datetime.date, gained: Geometry, front: DayBaseline, gain_tolerance_m: float, sector: Geometry | None
) -> DayDepth:
    if not polygons_of(gained):
        return DayDepth(day, None, None, message("No ground was gained by {day}.", day=day))
    line, line_tolerance_m = front.geometry, front.tolerance_m
    try:
        anywhere, _ = depth_measures(gained, line, gain_tolerance_m, line_tolerance_m)
    except DepthError as error:
        return DayDepth(day, None, None, of_error(error))
    if sector is None:
        return DayDepth(day, anywhere, None, None)
    try:
        _, broken_in = depth_measures(gained, line, gain_tolerance_m, line_tolerance_m, sector)
    except DepthError as error:
        return DayDepth(day, anywhere, None, of_error(error))
    return DayDepth(day, anywhere, broken_in, None)
