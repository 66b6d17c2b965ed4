"""What can be measured for each kind of claim, under every definition that fits it (design, sections 4 and 5).

Each function takes the ground of the case and a claim and yields measures whose `fits` is still open: it is decided
in `verdicts`. A definition that cannot be measured is there all the same, with what is missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Callable

from .case import Area, Claim, Event
from .change import Band, holder_of
from .depth import DepthError, DepthMeasure
from .enclosure import enclosed_band
from .findings import Measure
from .geodesy import compass, destination, direction_sector, leg
from .grounds import Grounds
from .messages import Message, message
from .quantities import DAYS_PER_MONTH, claimed_interval, converted, dimension
from .scope import (
    baseline_for,
    control_for,
    events_for,
    frame_for,
    gains_for,
    places_for,
    sector_for,
    tolerance_m,
    two_days_for,
)

YES_NO = "yes_no"
CHANGES = ("lost", "passed", "growth", "net")
_BEARING_STEPS = 20


def measures_for(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    """Return the measures of a claim; empty for the kind "other"."""
    measure = _BY_KIND.get(claim.kind)
    return measure(grounds, claim) if measure else ()


def _missing(definition: str, unit: str, missing: Message | None) -> Measure:
    reason = missing or message("It cannot be measured.")
    return Measure(definition, None, None, None, unit, None, missing=reason)


def _banded(definition: str, band: Band, unit: str, note: Message | None, **more: Any) -> Measure:
    return Measure(definition, band.low, band.best, band.high, unit, None, note=note, **more)


def _area(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    found = frame_for(grounds.case, claim).records
    scope = found[0] if found else None
    gains = gains_for(grounds.case, claim)
    if gains.missing:
        drawn = _missing("drawn", "km2", gains.missing)
    else:
        drawn = _banded("drawn", grounds.area(gains.records, scope), "km2", gains.note)
    return (drawn, *_changes(grounds, claim, scope))


def _changes(grounds: Grounds, claim: Claim, scope: Area | None) -> tuple[Measure, ...]:
    """Return what the maps of one issuer show under each definition of ground that changed hands."""
    days = two_days_for(grounds.case, claim)
    if isinstance(days, Message):
        return tuple(_missing(name, "km2", days) for name in CHANGES)
    holder = holder_of(days.before.records, claim.side or grounds.case.settings.get("side", ""))
    if holder is None:
        unclear = message(
            "The control areas show no single side that could have lost the ground: name the claim's side."
        )
        return tuple(_missing(name, "km2", unclear) for name in CHANGES)
    bands = grounds.changes(days, holder, scope)
    one_sided = message("The maps of {issuer} show no layer of the other side.", issuer=days.issuer)
    return tuple(
        _banded(name, bands[name], "km2", days.note) if name in bands else _missing(name, "km2", one_sided)
        for name in CHANGES
    )


def _depth(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    gains, baseline = gains_for(grounds.case, claim), baseline_for(grounds.case, claim)
    sector = sector_for(grounds.case, claim)
    missing = gains.missing or baseline.missing
    if missing:
        return _missing("any_part", "km", missing), _missing("break_in_sector", "km", missing)
    note = gains.note or baseline.note
    try:
        anywhere, _ = grounds.depths(gains.records, baseline.records[0], None)
    except DepthError as error:
        reason = message("{reason}", reason=str(error))
        return _missing("any_part", "km", reason), _missing("break_in_sector", "km", reason)
    measures = [_depth_measure(anywhere, note)]
    if sector.missing:
        return measures[0], _missing("break_in_sector", "km", sector.missing)
    try:
        _, from_sector = grounds.depths(gains.records, baseline.records[0], sector.records[0])
    except DepthError as error:
        return measures[0], _missing("break_in_sector", "km", message("{reason}", reason=str(error)))
    if from_sector is not None:
        measures.append(_depth_measure(from_sector, note))
    return tuple(measures)


def _depth_measure(depth: DepthMeasure, note: Message | None) -> Measure:
    points = (("deepest", *depth.deepest_point), ("nearest", *depth.nearest_point))
    return Measure(depth.definition, depth.low_km, depth.best_km, depth.high_km, "km", None, note=note, points=points)


def _distance(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    places = places_for(grounds.case, claim, 2)
    road = _missing("road", "km", message("A network of roads is needed; the case holds none that can be used."))
    if places.missing:
        return _missing("straight", "km", places.missing), road
    start, end = (place.geometry for place in places.records[:2])
    best = leg(start.x, start.y, end.x, end.y).distance_km
    slack = sum(tolerance_m(grounds.case, [place]) for place in places.records[:2]) / 1000
    ends = (("place", start.x, start.y), ("place", end.x, end.y))
    return _banded("straight", Band(max(0.0, best - slack), best, best + slack), "km", None, points=ends), road


def _direction(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    places, gains = places_for(grounds.case, claim, 1), gains_for(grounds.case, claim)
    interval = claimed_interval(claim)
    missing = places.missing or gains.missing
    if interval is None or not claim.direction:
        missing = message("The claim gives no distance and direction from a place.")
    if missing or interval is None:
        return (_missing("as_printed", YES_NO, missing),)
    try:
        azimuth_deg, _ = direction_sector(claim.direction)
    except ValueError:
        unknown = message(
            'The direction "{direction}" is not known: write N, NE, south-west.', direction=claim.direction
        )
        return (_missing("as_printed", YES_NO, unknown),)
    place = places.records[0].geometry
    value_km = converted(interval.value, interval.unit, "km")
    low_km, high_km = (
        value_km if end is None else converted(end, interval.unit, "km") for end in (interval.low, interval.high)
    )
    there = destination(place.x, place.y, azimuth_deg, value_km)
    best = grounds.point_inside(*there, gains.records).best
    along = [low_km + (high_km - low_km) * step / _BEARING_STEPS for step in range(_BEARING_STEPS + 1)]
    inside = [grounds.point_inside(*destination(place.x, place.y, azimuth_deg, km), gains.records) for km in along]
    band = Band(min(best, *(one.low for one in inside)), best, max(best, *(one.high for one in inside)))
    points = (("place", place.x, place.y), ("as_printed", *there))
    note = message(
        "The point {km:.0f} km {direction} of {place} lies at {lon:.3f}, {lat:.3f}.",
        km=value_km,
        direction=message(compass(azimuth_deg)),
        place=places.records[0].name,
        lon=there[0],
        lat=there[1],
    )
    return (_banded("as_printed", band, YES_NO, note, points=points),)


def _settlement_count(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    gains = gains_for(grounds.case, claim)
    if gains.missing:
        return (_missing("in_gains", "settlements", gains.missing),)
    if not grounds.case.settlements:
        none = message("The case holds no settlements: import a gazetteer.")
        return (_missing("in_gains", "settlements", none),)
    count = grounds.settlements_inside(gains.records)
    note = message("Counted among the {n:,} settlements of the case.", n=len(grounds.case.settlements))
    return (_banded("in_gains", Band(count.low, count.best, count.high), "settlements", note),)


def _place_status(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    places, gains = places_for(grounds.case, claim, 1), gains_for(grounds.case, claim)
    missing = places.missing or gains.missing
    if missing:
        return (_missing("in_gains", YES_NO, missing),)
    point = places.records[0].geometry
    band = grounds.point_inside(point.x, point.y, gains.records)
    return (_banded("in_gains", band, YES_NO, gains.note, points=(("place", point.x, point.y),)),)


def _duration(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    unit = claim.unit if dimension(claim.unit) == "duration" else "months"
    events = events_for(grounds.case, claim)
    end = claim.refers_to or claim.stated_on
    if end is None:
        return (_missing("since", unit, message("The claim gives no day up to which the time is counted.")),)
    if events.missing:
        return (_missing("since", unit, events.missing),)
    return tuple(_time_since(event, end, unit) for event in events.records)


def _time_since(event: Event, end: datetime.date, unit: str) -> Measure:
    """Return the time from an event; the band is a day either way, since hours are not known."""
    days = (end - event.date).days
    low, best, high = (converted(count, "days", unit) for count in (max(0, days - 1), days, days + 1))
    note = message(
        "{days:,} days from {start} ({event}) to {end}, at {month} days a month.",
        days=days,
        start=event.date,
        event=event.name,
        end=end,
        month=DAYS_PER_MONTH,
    )
    return Measure(f"since:{event.id}", low, best, high, unit, None, note=note)


def _enclosed(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    places = places_for(grounds.case, claim, 1)
    control = control_for(grounds.case, claim, claim.refers_to or claim.stated_on)
    missing = places.missing or control.missing
    if missing:
        return (_missing("enclosed", YES_NO, missing),)
    point = places.records[0].geometry
    band = enclosed_band(grounds, point.x, point.y, control.records)
    if band is None:
        outside = message("{place} lies in no control area of that day.", place=places.records[0].name)
        return (_missing("enclosed", YES_NO, outside),)
    return (_banded("enclosed", band, YES_NO, control.note, points=(("place", point.x, point.y),)),)


def _isolation(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    network = message("A network of supply routes is needed; routes are drawn but not yet joined into one.")
    return (*_enclosed(grounds, claim), _missing("isolation", YES_NO, network))


def _network(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    network = message("A network of supply routes is needed; routes are drawn but not yet joined into one.")
    return (_missing("network", YES_NO, network),)


_BY_KIND: Mapping[str, Callable[[Grounds, Claim], tuple[Measure, ...]]] = MappingProxyType(
    {
        "area_changed": _area,
        "depth": _depth,
        "distance": _distance,
        "direction": _direction,
        "settlement_count": _settlement_count,
        "place_status": _place_status,
        "duration": _duration,
        "enclosed": _enclosed,
        "isolation": _isolation,
        "route_status": _network,
        "on_route": _network,
    }
)
