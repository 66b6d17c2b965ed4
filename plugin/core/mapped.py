"""What an issuer's maps say of a claim, where nothing was drawn for it: ground, front, layers of a side, places.

The claim's side may be the one that gained the ground or, where it is the only one in control, the one that held it
and advanced. What cannot be said comes back as the `Message` that names what is missing.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from .case import Case, Claim, ControlArea, Settlement
from .change import Band, HeldGround, area_band, changes, holder_of
from .days import days_of, issuers_of, sole_state
from .errors import MeasureError
from .front import advanced_ground, baseline_of, gained_ground, ground_of, mapped_on
from .geodesy import area_km2
from .messages import Message, message
from .nearest import NearestLine
from .places import IN, OUT, membership
from .scope import TwoDays, tolerance_m, two_days_for
from .shapes import Array, Geometry, contains_xy, polygons_of, union
from .stand_in import StandIn, stand_in

# What a side holds by its layers: the same states that `held_ground` takes.
_HOLDING = ("assessed_control", "claimed_counteroffensive")


@dataclass(frozen=True)
class Mapped:
    """One issuer's maps of a claim's first and last day, and whose ground is asked about."""

    days: TwoDays
    holder: str
    holder_gains: bool
    tolerance_m: float

    @property
    def before(self) -> tuple[ControlArea, ...]:
        """The areas of the first day."""
        return self.days.before.records

    @property
    def after(self) -> tuple[ControlArea, ...]:
        """The areas of the last day."""
        return self.days.after.records


def mapped_for(case: Case, claim: Claim) -> Mapped | Message:
    """Return the maps of the two ends of the claim's period."""
    days = two_days_for(case, claim)
    if isinstance(days, Message):
        return days
    side = claim.side or case.settings.get("side", "")
    both = (*days.before.records, *days.after.records)
    sole = sole_state(both)
    holder = sole[1] if sole and sole[1] != side else holder_of(days.before.records, side)
    gains = False
    if holder is None and side and _in_control(both) == {side}:
        holder, gains = side, True
    if holder is None:
        return message("The control areas show no single side that could have lost the ground: name the claim's side.")
    return Mapped(days, holder, gains, tolerance_m(case, both))


def _in_control(areas: tuple[ControlArea, ...]) -> set[str]:
    sole = sole_state(areas)
    return {sole[1]} if sole else {area.side for area in areas if area.state == "assessed_control"}


@dataclass(frozen=True)
class GainedGround:
    """The ground gained in a claim's period and the front it is measured from, by one issuer's maps."""

    ground: Geometry
    front: Geometry
    tolerance_m: float
    note: Message


def gained_for(case: Case, claim: Claim) -> GainedGround | Message:
    """Return the ground gained in the claim's period and the front of its first day."""
    maps = mapped_for(case, claim)
    if isinstance(maps, Message):
        return maps
    before, after = ground_of(maps.before, maps.holder), ground_of(maps.after, maps.holder)
    ground = advanced_ground(before, after) if maps.holder_gains else gained_ground(before, after)
    if not polygons_of(ground):
        return message("The maps of {issuer} show no ground gained in the period.", issuer=maps.days.issuer)
    try:
        front = baseline_of(before.control)
    except MeasureError as error:
        return message("{reason}", reason=str(error))
    note = message(
        "No gains are drawn for the claim: gained ground and baseline are taken from the maps. {maps} {edge}",
        maps=maps.days.note,
        edge=front.notes[0],
    )
    return GainedGround(ground, front.geometry, maps.tolerance_m, note)


def own_gains(before: HeldGround, after: HeldGround, tolerance_m: float, frame: Geometry | None) -> dict[str, Band]:
    """Return gained and net in km2 where the claim's side is the one in control and advanced."""
    gained = area_band(after.control.difference(before.control), tolerance_m, frame)
    return {"gained": gained, "net": changes(before, after, tolerance_m, frame)["net"]}


# ---------------------------------------------------------------- places


def places_changed(maps: Mapped, lons: Array, lats: Array) -> Band | Message:
    """Return how many places went from the holder's ground to the other side's layer: surely, as drawn, possibly.

    Where the holder advanced: how many came into its control.
    """
    before, after = ground_of(maps.before, maps.holder), ground_of(maps.after, maps.holder)
    if maps.holder_gains:
        was, now, inside_before = before.control, after.control, False
    elif after.other is None:
        return message("The maps of {issuer} show no layer of the other side.", issuer=maps.days.issuer)
    else:
        was, now, inside_before = before.held, after.other, True
    first = membership(lons, lats, was, maps.tolerance_m)
    last = membership(lons, lats, now, maps.tolerance_m)
    sure, possible = (IN, OUT) if inside_before else (OUT, IN)
    drawn = (contains_xy(was, lons, lats) == inside_before) & contains_xy(now, lons, lats)
    low = int(((first == sure) & (last == IN)).sum())
    high = int(((first != possible) & (last != OUT)).sum())
    return Band(min(low, int(drawn.sum())), float(drawn.sum()), max(high, int(drawn.sum())))


@dataclass(frozen=True)
class InLayer:
    """Whether a place was in a side's layer on a day: surely, as drawn, possibly; and in words since when."""

    band: Band
    note: Message


def layer_records(case: Case, side: str, start: datetime.date, end: datetime.date) -> tuple[ControlArea, ...] | Message:
    """Return the areas that a side held by one issuer's maps of the days from `start` to `end`."""
    found = _issuer_of(case, end)
    if isinstance(found, Message):
        return found
    issuer, last = found
    drawn = _held_by(case, issuer, side)
    if not drawn:
        return message("The maps of {issuer} show no layer of {side}.", issuer=issuer, side=side or "?")
    return tuple(area for area in drawn if area.as_of is not None and start <= area.as_of <= last.used)


def _issuer_of(case: Case, day: datetime.date) -> tuple[str, StandIn] | Message:
    drawn: dict[str, StandIn] = {}
    for issuer in issuers_of(case):
        found = stand_in(days_of(case, issuer), day)
        if found is not None:
            drawn[issuer] = found
    wanted = case.settings.get("issuer", "")
    if wanted in drawn:
        return wanted, drawn[wanted]
    if wanted or not drawn:
        return message("No control areas for {day} or the three days after.", day=day)
    if len(drawn) > 1:
        return message("Several issuers drew the day, choose one in the settings: {names}.", names=", ".join(drawn))
    return next(iter(drawn.items()))


def _held_by(case: Case, issuer: str, side: str) -> list[ControlArea]:
    drawn = [area for area in case.control_areas if area.issuer == issuer]
    sole = sole_state(drawn)
    # As in `ground_of`: an issuer with one state means held ground by it, whatever its name.
    holding = _HOLDING if sole is None else (sole[0],)
    return [area for area in drawn if area.side == side and area.state in holding]


def in_layer(case: Case, claim: Claim, place: Settlement) -> InLayer | Message:
    """Return whether the place was in the layer of the claim's side on the last day of its period."""
    day = claim.refers_to or claim.stated_on
    if day is None:
        return message("The claim names no day for which control areas could be taken.")
    if not claim.side:
        return message("The claim names no side whose layer could be looked at.")
    found = _issuer_of(case, day)
    if isinstance(found, Message):
        return found
    issuer, used = found
    drawn = _held_by(case, issuer, claim.side)
    if not drawn:
        return message("The maps of {issuer} show no layer of {side}.", issuer=issuer, side=claim.side)
    lon, lat = place.geometry.x, place.geometry.y
    layer = union([area.geometry for area in drawn if area.as_of == used.used])
    metres = tolerance_m(case, mapped_on(case, issuer, used.used))
    inside = bool(contains_xy(layer, [lon], [lat])[0])
    state = str(membership([lon], [lat], layer, metres)[0])
    band = Band(float(state == IN), float(inside), float(state != OUT))
    return InLayer(band, _in_layer_note(place, claim.side, issuer, used, layer, drawn))


def _in_layer_note(
    place: Settlement, side: str, issuer: str, used: StandIn, layer: Geometry, drawn: list[ControlArea]
) -> Message:
    lon, lat = place.geometry.x, place.geometry.y
    days = sorted(
        {
            area.as_of
            for area in drawn
            if area.as_of is not None and _near(area, lon, lat) and contains_xy(area.geometry, [lon], [lat])[0]
        }
    )
    centre = "{issuer}, {day}: measured at the centre of {place}."
    where = message(centre, issuer=issuer, day=used.used, place=place.name)
    when = message("It lies in the layer of {side} on no mapped day.", side=side)
    if days:
        ends = {"first": days[0], "last": days[-1]}
        when = message("It lies in the layer of {side} first on {first}, last on {last}.", side=side, **ends)
    if area_km2(layer) == 0:
        return message("{where} {when}", where=where, when=when)
    km = float(NearestLine(layer).distance_m([lon], [lat])[0]) / 1000
    edge = message("The nearest edge of that layer is {km:,.1f} km away.", km=km)
    return message("{where} {when} {edge}", where=where, when=when, edge=edge)


def _near(area: ControlArea, lon: float, lat: float) -> bool:
    west, south, east, north = area.geometry.bounds
    return bool(west <= lon <= east and south <= lat <= north)
