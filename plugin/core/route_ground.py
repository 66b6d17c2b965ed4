"""One side's ground of a day as routes meet it, and the network of the case with the places that claims ask about.

A side's ground is what an issuer draws as its own. Of a side whose own ground the issuer does not draw, it is all that
is not drawn as another side's; and where the case holds no control areas at all, all but the gains of other sides. The
routes of later days are left out. What cannot be said comes back as the `Message` that names what is missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .case import Case, ControlArea, Gain, Settlement
from .days import sole_state
from .grounds import Grounds
from .joining import RouteJoining, joining_of
from .messages import Message, joined, listed, message
from .network_places import OnNetwork
from .scope import ground_note
from .shapes import Array, Geometry, contains_xy
from .side_ground import held_by, issuer_of, no_layer

DRAWN, LARGER, SMALLER = "drawn", "larger", "smaller"
"""The side's ground as drawn, and with its edge moved out and in by the tolerance."""

ROUTE_KINDS = ("route_status", "isolation", "on_route", "distance")
"""Kinds of claims that ask a network."""


@dataclass(frozen=True)
class RouteGround:
    """The ground of a side on a day.

    `records` are the side's own areas where `own`, else those of others, beside which all is the side's. `day` is the
    day of the map that was used.
    """

    side: str
    day: datetime.date
    records: tuple[ControlArea, ...] | tuple[Gain, ...]
    own: bool
    note: Message

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this ground from others of the case."""
        return ("own" if self.own else "beside", type(self.records[0]).__name__, *(one.id for one in self.records))

    def area(self, grounds: Grounds, how: str = DRAWN) -> Geometry:
        """Return the union of the records, such that the side's ground is as drawn, larger or smaller.

        Larger and smaller it ends where neither routes nor settlements of the case are near.
        """
        if how == DRAWN:
            return grounds.together(self.records)
        out, inward = grounds.near_routes(self.records)
        return out if (how == LARGER) == self.own else inward

    def holds(self, grounds: Grounds, lon: float, lat: float, how: str = DRAWN) -> bool:
        """Return whether a place is in the side's ground."""
        return bool(contains_xy(self.area(grounds, how), [lon], [lat])[0]) == self.own


def ground_on(case: Case, side: str, day: datetime.date, advance: bool = False) -> RouteGround | Message:
    """Return a side's ground of a day: what is under its control or, with `advance`, under control or advance.

    Of a side whose ground is not drawn, `advance` takes away what others advanced into.
    """
    if not case.control_areas:
        return _beside_gains(case, side, day)
    found = issuer_of(case, day)
    if isinstance(found, Message):
        return found
    issuer, map_day = found
    note = ground_note(map_day)
    if _draws(case, issuer, side):
        own = tuple(one for one in held_by(case, issuer, side, advance) if one.as_of == map_day.used)
        if not own:
            return message("There is no ground of that side.")
        return RouteGround(side, map_day.used, own, True, note)
    others = sorted({one.side for one in case.control_areas if one.issuer == issuer and one.side not in ("", side)})
    beside = tuple(
        area
        for other in others
        if _draws(case, issuer, other)
        for area in held_by(case, issuer, other, advance)
        if area.as_of == map_day.used
    )
    if not beside:
        return no_layer(case, issuer, side)
    rest = message(
        "The maps of {issuer} do not draw the ground of {side}: all that is not of {others} counts as its own.",
        issuer=issuer,
        side=side,
        others=", ".join(others),
    )
    return RouteGround(side, map_day.used, beside, False, joined((note, rest)))


def _draws(case: Case, issuer: str, side: str) -> bool:
    """Return whether an issuer draws what a side controls, on any day."""
    held = held_by(case, issuer, side)
    alone = sole_state([one for one in case.control_areas if one.issuer == issuer]) is not None
    return any(alone or one.state == "assessed_control" for one in held)


def _beside_gains(case: Case, side: str, day: datetime.date) -> RouteGround | Message:
    taken = tuple(
        one for one in case.claimed_gains if one.side not in ("", side) and (one.as_of is None or one.as_of <= day)
    )
    if not taken:
        return message(
            "No ground is known for {day}: import control areas, or draw the gains of the other side.", day=day
        )
    note = message(
        "The case holds no control areas: all but the drawn gains of others ({names}) counts as ground of {side}.",
        names=", ".join(one.name or one.id for one in taken),
        side=side,
    )
    return RouteGround(side, day, taken, False, note)


def bases_in(grounds: Grounds, ground: RouteGround) -> tuple[Settlement, ...] | Message:
    """Return the supply bases of the side that stand in its ground, or what is missing."""
    named = [one for one in grounds.case.settlements if one.is_supply_base and one.side in ("", ground.side)]
    if not named:
        return message(
            "No settlement is marked as a supply base of {side}: mark one in the layer Settlements.", side=ground.side
        )
    held = tuple(one for one in named if ground.holds(grounds, one.geometry.x, one.geometry.y))
    if not held:
        return message(
            "No supply base of {side} stands in its ground on {day}: {names}.",
            side=ground.side,
            day=ground.day,
            names=listed([one.called for one in named]),
        )
    return held


# ---------------------------------------------------------------- the network


@dataclass(frozen=True)
class Joined:
    """The network of a day, with settlements as its nodes; `place` is their number in `on` by id.

    `how` is what the settings of the case say of where routes meet.
    """

    key: tuple[str, ...]
    on: OnNetwork
    place: Mapping[str, int]
    how: RouteJoining

    def node(self, settlement: Settlement) -> int:
        """Return the node of a settlement, -1 where no route is within reach."""
        return int(self.on.node[self.place[settlement.id]])

    def off(self, settlement: Settlement) -> Message | None:
        """Return the sentence that a settlement is not on the network, or None where it is."""
        why = self.on.missing(self.place[settlement.id])
        return None if why is None else message("{place}: {why}.", place=settlement.called, why=why)


def network_on(
    grounds: Grounds, day: datetime.date | None, others: Sequence[Settlement] = (), mode: str = ""
) -> Joined | Message:
    """Return the network of the routes known on a day, with supply bases and the places that claims ask about.

    `others` are further settlements to be joined to it. Without a day, and without a mode, all routes are taken. Where
    routes meet is as the settings of the case say.
    """
    from .network import network_of
    from .network_places import on_network

    case, how = grounds.case, joining_of(grounds.case.settings)
    known = [one for one in case.supply_routes if day is None or one.as_of is None or one.as_of <= day]
    routes = [one for one in known if not mode or one.mode == mode]
    if not routes:
        return message(
            "A network of supply routes is needed: import roads and railways, or draw them in the layer Supply routes."
        )
    asked = {one for claim in case.claims if claim.kind in ROUTE_KINDS for one in claim.place_ids}
    asked |= {one.id for one in others}
    places = [one for one in case.settlements if one.is_supply_base or one.id in asked]
    routes_key = ("network", *(one.id for one in routes))

    key = ("joined", *routes_key, "at", *(one.id for one in places))

    def made() -> Joined:
        network = grounds.once(
            routes_key,
            lambda: network_of(routes, how.snap_m, how.join_crossings, progress=grounds.still_wanted),
        )
        on = on_network(network, [one.geometry.x for one in places], [one.geometry.y for one in places])
        return Joined(key, on, {one.id: number for number, one in enumerate(places)}, how)

    return grounds.once(key, made)


def open_on(grounds: Grounds, joined_routes: Joined, ground: RouteGround, how: str = DRAWN) -> Array:
    """Return whether each edge of the network (m, bool) is open for the side in its ground."""
    from .cuts import open_beside, open_in

    def made() -> Array:
        area, network = ground.area(grounds, how), joined_routes.on.network
        return open_in(network, area) if ground.own else open_beside(network, [area])

    return grounds.once(("open", how, *ground.key, *joined_routes.key), made)
