"""Claims that a place is cut off: by routes under each reading of a side's ground, and how wide the ground corridor is.

A yes or no has a band: a place is surely isolated where it is so even with the side's ground moved out by its
tolerance, and possibly where it is so with the ground moved in.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .case import Claim, Settlement
from .change import Band
from .corridor import Corridor, SupplyBase, corridor_width
from .findings import YES_NO, Measure
from .grounds import Grounds
from .isolation import Access, access, supplied
from .messages import Message, PlaceName, joined, message
from .route_ground import (
    LARGER,
    SMALLER,
    Joined,
    RouteGround,
    bases_in,
    ground_on,
    network_on,
    open_on,
)
from .route_words import corridor_words, ways_words
from .scope import control_for, places_for
from .shapes import Array, contains_xy

DEFINITIONS_OF_ISOLATION = ("isolation", "isolation_advance")
"""Routes are open in ground under control alone, and under control or advance."""


def side_of(grounds: Grounds, claim: Claim, place: Settlement | None) -> str:
    """Return the side that a claim is about: its own, else the one whose ground the place is in, else the case's."""
    if claim.side:
        return claim.side
    day = claim.refers_to or claim.stated_on
    if place is not None and day is not None:
        control = control_for(grounds.case, claim, day).records
        for side in sorted({area.side for area in control if area.side}):
            ground = grounds.together([area for area in control if area.side == side])
            if bool(contains_xy(ground, [place.geometry.x], [place.geometry.y])[0]):
                return side
    return grounds.case.settings.get("side", "")


def isolation_measures(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    """Return whether the place of a claim is isolated by routes, under each definition."""
    places = places_for(grounds.case, claim, 1)
    if places.missing:
        return _all_missing(places.missing)
    place, day = places.records[0], claim.refers_to or claim.stated_on
    if day is None:
        return _all_missing(message("The claim names no day for which control areas could be taken."))
    network = network_on(grounds, day)
    if isinstance(network, Message):
        return _all_missing(network)
    off = network.off(place)
    if off is not None:
        return _all_missing(off)
    side = side_of(grounds, claim, place)
    if not side:
        return _all_missing(message("The claim names no side whose layer could be looked at."))
    control = ground_on(grounds.case, side, day)
    first = _isolation(grounds, claim, place, network, control, False)
    wider = ground_on(grounds.case, side, day, advance=True)
    if isinstance(wider, Message) or (not isinstance(control, Message) and wider.key == control.key):
        return (first,)
    return first, _isolation(grounds, claim, place, network, wider, True)


def _all_missing(why: Message) -> tuple[Measure, ...]:
    return tuple(_missing(name, why) for name in DEFINITIONS_OF_ISOLATION)


def _missing(definition: str, why: Message) -> Measure:
    return Measure(definition, None, None, None, YES_NO, None, missing=why)


def _isolation(
    grounds: Grounds, claim: Claim, place: Settlement, network: Joined, ground: RouteGround | Message, advance: bool
) -> Measure:
    definition = DEFINITIONS_OF_ISOLATION[advance]
    if isinstance(ground, Message):
        return _missing(definition, ground)
    lon, lat = place.geometry.x, place.geometry.y
    if not ground.holds(grounds, lon, lat, LARGER):
        return _missing(definition, not_in(ground, place))
    found = place_access(grounds, place, network, ground, claim.refers_from, advance)
    if isinstance(found, Message):
        return _missing(definition, found)
    band, facts = found.isolated, (found.words(network, advance),)
    at = (("place", lon, lat),)
    note = joined((ground.note, network.how.note))
    return Measure(definition, band.low, band.best, band.high, YES_NO, None, note=note, points=at, facts=facts)


def not_in(ground: RouteGround, place: Settlement) -> Message:
    """Return the sentence that a place does not stand in a side's ground."""
    return message(
        "{place} does not stand in ground of {side} on {day}.", place=place.called, side=ground.side, day=ground.day
    )


@dataclass(frozen=True)
class PlaceAccess:
    """How a place reaches the supply bases of its side, and how surely it is isolated.

    `earlier` is the day of the map for the detour, None where there is none; `base` the one the shortest way leads to.
    """

    access: Access
    isolated: Band
    base: Settlement | None
    earlier: datetime.date | None

    def words(self, network: Joined, advance: bool) -> Message:
        """Return this in a few sentences."""
        base = PlaceName("") if self.base is None else self.base.called
        return ways_words(network.on.network, self.access, base, advance, self.earlier)


def place_access(
    grounds: Grounds,
    place: Settlement,
    network: Joined,
    ground: RouteGround,
    since: datetime.date | None,
    advance: bool,
) -> PlaceAccess | Message:
    """Return how a place reaches the supply bases that stand in the ground, or what is missing.

    The detour is against the way of the day `since`, where that is an earlier day that has a map.
    """
    return places_access(grounds, [place], network, ground, since, advance)[0]


def places_access(
    grounds: Grounds,
    places: Sequence[Settlement],
    network: Joined,
    ground: RouteGround,
    since: datetime.date | None,
    advance: bool,
) -> tuple[PlaceAccess | Message, ...]:
    """Return the same for many places that the network was made with."""
    held = bases_in(grounds, ground)
    if isinstance(held, Message):
        return tuple(network.off(one) or held for one in places)
    bases = [one for one in held if network.node(one) >= 0]
    if not bases:
        none = network.off(held[0]) or message("It cannot be measured.")
        return tuple(network.off(one) or none for one in places)
    nodes, ends = [network.node(one) for one in places], [network.node(one) for one in bases]
    earlier = None if since is None else ground_on(grounds.case, ground.side, since, advance)
    if isinstance(earlier, Message) or (earlier is not None and earlier.day >= ground.day):
        earlier = None
    was_open = None if earlier is None else open_on(grounds, network, earlier)
    then = () if earlier is None else bases_in(grounds, earlier)
    found = access(
        network.on.network,
        open_on(grounds, network, ground),
        nodes,
        ends,
        was_open,
        [] if isinstance(then, Message) else [network.node(one) for one in then],
        grounds.still_wanted,
    )
    sure, possible = (~_reached(grounds, network, ground, how, ends) for how in (LARGER, SMALLER))
    answers: list[PlaceAccess | Message] = []
    for place, node, one in zip(places, nodes, found):
        off = network.off(place)
        if off is not None or one is None:
            answers.append(off or message("It cannot be measured."))
            continue
        best = one.ways == 0
        band = Band(float(best and sure[node]), float(best), float(best or possible[node]))
        base = None if one.base is None else bases[one.base]
        answers.append(PlaceAccess(one, band, base, None if earlier is None else earlier.day))
    return tuple(answers)


def _reached(grounds: Grounds, network: Joined, ground: RouteGround, how: str, bases: list[int]) -> Array:
    """Return whether a way leads from each node (n, bool) to a base, in the ground moved out or in."""
    key = ("reached", how, *ground.key, *network.key, "bases", *bases)
    is_open = open_on(grounds, network, ground, how)
    return grounds.once(key, lambda: supplied(network.on.network, is_open, np.array(bases)))


# ---------------------------------------------------------------- the corridor


def corridor_facts(grounds: Grounds, claim: Claim) -> tuple[Message, ...]:
    """Return the width of the ground corridor of the claim's place, where its side has a supply base."""
    places, day = places_for(grounds.case, claim, 1), claim.refers_to or claim.stated_on
    if places.missing or day is None:
        return ()
    place = places.records[0]
    side = side_of(grounds, claim, place)
    ground = ground_on(grounds.case, side, day) if side else message("It cannot be measured.")
    found = ground if isinstance(ground, Message) else corridor_on(grounds, place, ground)
    return () if found is None or isinstance(found, Message) else (corridor_words(*found),)


def corridor_on(
    grounds: Grounds, place: Settlement, ground: RouteGround
) -> tuple[Corridor, PlaceName] | Message | None:
    """Return the ground corridor of a place and the name of the base it leads to, or what is missing.

    None where the maps do not draw the side's own ground: its far edge is not known.
    """
    bases = bases_in(grounds, ground)
    if isinstance(bases, Message):
        return bases
    if not ground.own:
        return None
    lon, lat = place.geometry.x, place.geometry.y
    ends = [SupplyBase(one.id, one.geometry.x, one.geometry.y) for one in bases]
    found = grounds.once(
        ("corridor", place.id, *ground.key, "bases", *(one.id for one in bases)),
        lambda: corridor_width(ground.area(grounds), (lon, lat), ends, progress=grounds.still_wanted),
    )
    return found, next((one.called for one in bases if one.id == found.base_id), PlaceName(""))
