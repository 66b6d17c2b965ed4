"""What can be measured for each kind of claim, under every definition that fits it (design, sections 4 and 5).

Each function takes the ground of the case and a claim and yields measures whose `fits` is still open: it is decided
in `verdicts`. A definition that cannot be measured is there all the same, with what is missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Callable

from .case import Area, Case, Claim, ControlArea, Event, FrontLine, Gain
from .change import Band
from .depth import DepthError, DepthMeasure
from .enclosure import enclosed_band
from .findings import YES_NO, Measure
from .geodesy import compass, destination, direction_sector, leg
from .grounds import Grounds
from .isolation_measures import corridor_facts, isolation_measures
from .joining import joining_of
from .mapped import GainedGround, mapped_for
from .messages import Coordinates, Message, message, of_error
from .place_status import place_status
from .quantities import DAYS_PER_MONTH, claimed_interval, converted, dimension
from .route_measures import on_route_measures, road_km, route_status_measures
from .scope import (
    Chosen,
    baseline_for,
    control_for,
    events_for,
    frame_for,
    gains_for,
    places_for,
    sector_for,
    tolerance_m,
)
from .side_ground import layer_records

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
    maps = mapped_for(grounds.case, claim)
    if isinstance(maps, Message):
        return tuple(_missing(name, "km2", maps) for name in CHANGES)
    if maps.holder_gains:
        gained = grounds.own_gains(maps, scope)
        return tuple(_banded(name, band, "km2", maps.days.note) for name, band in gained.items())
    days = maps.days
    bands = grounds.changes(days, maps.holder, scope)
    one_sided = message("The maps of {issuer} show no layer of the other side.", issuer=days.issuer)
    return tuple(
        _banded(name, bands[name], "km2", days.note) if name in bands else _missing(name, "km2", one_sided)
        for name in CHANGES
    )


def _depth(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    gains, baseline = gains_for(grounds.case, claim), baseline_for(grounds.case, claim)
    sector = sector_for(grounds.case, claim)
    if gains.missing and not claim.gain_ids:
        found = grounds.gained(claim)
        if not isinstance(found, Message):
            return _mapped_depth(grounds, claim, found, sector)
    missing = gains.missing or baseline.missing
    if missing:
        return _missing("any_part", "km", missing), _missing("break_in_sector", "km", missing)
    line = baseline.records[0]
    note = _what_was_used(gains, line, sector)
    return _two_depths(lambda area: grounds.depths(gains.records, line, area), sector, note)


def _what_was_used(gains: Chosen[Gain], line: FrontLine, sector: Chosen[Area]) -> Message:
    values = {"gains": ", ".join(one.name or one.id for one in gains.records), "baseline": line.name}
    if sector.missing:
        return message("Gained ground: {gains}. Baseline: {baseline}.", **values)
    values["sector"] = sector.records[0].name
    return message("Gained ground: {gains}. Baseline: {baseline}. Break-in sector: {sector}.", **values)


def _mapped_depth(grounds: Grounds, claim: Claim, found: GainedGround, sector: Chosen[Area]) -> tuple[Measure, ...]:
    """Return the depths by an issuer's maps; from a baseline of the case's own where one is named."""
    line, metres, note = found.front, found.tolerance_m, found.note
    if claim.baseline_id or grounds.case.settings.get("baseline_id", ""):
        named = baseline_for(grounds.case, claim)
        if named.missing:
            return _missing("any_part", "km", named.missing), _missing("break_in_sector", "km", named.missing)
        line, metres = named.records[0].geometry, tolerance_m(grounds.case, named.records)
        note = message("{maps} But the baseline is {name}.", maps=note, name=named.records[0].name)
    return _two_depths(lambda area: grounds.mapped_depth(claim, found, line, metres, area), sector, note)


def _two_depths(
    measure: Callable[[Area | None], tuple[DepthMeasure, DepthMeasure | None]],
    sector: Chosen[Area],
    note: Message | None,
) -> tuple[Measure, ...]:
    """Return the depth to any part of the baseline, and to the break-in sector where one is chosen."""
    try:
        anywhere, _ = measure(None)
    except DepthError as error:
        reason = of_error(error)
        return _missing("any_part", "km", reason), _missing("break_in_sector", "km", reason)
    measures = [_depth_measure(anywhere, note)]
    if sector.missing:
        return measures[0], _missing("break_in_sector", "km", sector.missing)
    try:
        _, from_sector = measure(sector.records[0])
    except DepthError as error:
        return measures[0], _missing("break_in_sector", "km", of_error(error))
    if from_sector is not None:
        measures.append(_depth_measure(from_sector, note))
    return tuple(measures)


def _depth_measure(depth: DepthMeasure, note: Message | None) -> Measure:
    points = (("deepest", *depth.deepest_point), ("nearest", *depth.nearest_point))
    return Measure(depth.definition, depth.low_km, depth.best_km, depth.high_km, "km", None, note=note, points=points)


def _distance(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    places = places_for(grounds.case, claim, 2)
    if places.missing:
        return tuple(_missing(name, "km", places.missing) for name in ("straight", "road"))
    start, end = (place.geometry for place in places.records[:2])
    best = leg(start.x, start.y, end.x, end.y).distance_km
    slack = sum(tolerance_m(grounds.case, [place]) for place in places.records[:2]) / 1000
    ends = (("place", start.x, start.y), ("place", end.x, end.y))
    return _banded("straight", Band(max(0.0, best - slack), best, best + slack), "km", None, points=ends), _road(
        grounds, claim, slack
    )


def _road(grounds: Grounds, claim: Claim, slack_km: float) -> Measure:
    """Return the shortest way between the first two places along roads, or what is missing."""
    best = road_km(grounds, claim)
    if isinstance(best, Message):
        return _missing("road", "km", best)
    return _banded(
        "road", Band(max(0.0, best - slack_km), best, best + slack_km), "km", joining_of(grounds.case.settings).note
    )


def _direction(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    places, (ground, no_ground) = places_for(grounds.case, claim, 1), _ground_reached(grounds.case, claim)
    interval = claimed_interval(claim)
    missing = places.missing or no_ground
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
    along = [low_km + (high_km - low_km) * step / _BEARING_STEPS for step in range(_BEARING_STEPS + 1)]
    points_along = [there, *(destination(place.x, place.y, azimuth_deg, km) for km in along)]
    lons, lats = zip(*points_along)
    inside = grounds.points_inside(lons, lats, ground) if ground else [Band(0, 0, 0)] * len(lons)
    best = inside[0].best
    band = Band(min(best, *(one.low for one in inside[1:])), best, max(best, *(one.high for one in inside[1:])))
    points = (("place", place.x, place.y), ("as_printed", *there))
    note = message(
        "The point {km:.0f} km {direction} of {place} lies at {at}.",
        km=value_km,
        direction=message(compass(azimuth_deg)),
        place=places.records[0].called,
        at=Coordinates(*there),
    )
    return (_banded("as_printed", band, YES_NO, note, points=points),)


def _ground_reached(case: Case, claim: Claim) -> tuple[Sequence[Gain] | Sequence[ControlArea], Message | None]:
    """Return the gains of the claim, else what its side's layers cover on the days of its period, or what is missing.

    No area at all is an answer: the layers were there, and empty.
    """
    gains = gains_for(case, claim)
    end = claim.refers_to or claim.stated_on
    if not gains.missing or claim.gain_ids or end is None:
        return gains.records, gains.missing
    layers = layer_records(case, claim.side, claim.refers_from or end, end)
    return (gains.records, gains.missing) if isinstance(layers, Message) else (layers, None)


def _settlement_count(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    gains = gains_for(grounds.case, claim)
    if not grounds.case.settlements:
        none = message("The case holds no settlements: import a gazetteer.")
        return tuple(_missing(name, "settlements", none) for name in ("in_gains", "changed_state"))
    listed = message("Counted among the {n:,} settlements of the case.", n=len(grounds.case.settlements))
    if gains.missing:
        drawn = _missing("in_gains", "settlements", gains.missing)
    else:
        count = grounds.settlements_inside(gains.records)
        drawn = _banded("in_gains", Band(count.low, count.best, count.high), "settlements", listed)
    maps = mapped_for(grounds.case, claim)
    band = maps if isinstance(maps, Message) else grounds.places_changed(claim, maps)
    if isinstance(maps, Message) or isinstance(band, Message):
        return drawn, _missing("changed_state", "settlements", band if isinstance(band, Message) else None)
    note = message("{maps} {listed}", maps=maps.days.note, listed=listed)
    return drawn, _banded("changed_state", band, "settlements", note)


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
        outside = message("{place} lies in no control area of that day.", place=places.records[0].called)
        return (_missing("enclosed", YES_NO, outside),)
    at, facts = (("place", point.x, point.y),), corridor_facts(grounds, claim)
    return (_banded("enclosed", band, YES_NO, control.note, points=at, facts=facts),)


def _isolation(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    return (*_enclosed(grounds, claim), *isolation_measures(grounds, claim))


_BY_KIND: Mapping[str, Callable[[Grounds, Claim], tuple[Measure, ...]]] = MappingProxyType(
    {
        "area_changed": _area,
        "depth": _depth,
        "distance": _distance,
        "direction": _direction,
        "settlement_count": _settlement_count,
        "place_status": place_status,
        "duration": _duration,
        "enclosed": _enclosed,
        "isolation": _isolation,
        "route_status": route_status_measures,
        "on_route": on_route_measures,
    }
)
