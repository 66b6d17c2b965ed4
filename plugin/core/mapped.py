"""What an issuer's maps say of a claim, where nothing was drawn for it: ground, front, places that changed sides.

The claim's side may be the one that gained the ground or, where it is the only one in control, the one that held it
and advanced. What cannot be said comes back as the `Message` that names what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from .case import Case, Claim, ControlArea
from .change import Band, HeldGround, area_band, changes, holder_of
from .days import sole_state
from .errors import MeasureError
from .front import advanced_ground, baseline_of, gained_ground, ground_of
from .messages import Message, message, of_error
from .places import IN, OUT, membership
from .scope import TwoDays, tolerance_m, two_days_for
from .shapes import Array, Geometry, contains_xy, polygons_of


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
        return of_error(error)
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
