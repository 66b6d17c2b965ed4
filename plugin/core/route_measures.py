"""Claims about routes: that they are cut, and that a place lies along the route from one place to another.

A claim about the status of a route says that the routes it names are cut or, where it names two places, that no way
leads from the one to the other; where it denies, that they are open. A claim of the kind "on a route" names three
places in order: from, the place along the route, to.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .case import Claim, Settlement, SupplyRoute
from .cuts import Stretch, cuts_between, stretches_beside, stretches_in
from .findings import YES_NO, Measure
from .grounds import Grounds
from .isolation import access
from .isolation_measures import side_of
from .messages import Message, Value, joined, message
from .on_route import EVERY, NO_WAY, SOME, OnRoute, edges_near, on_route
from .route_ground import DRAWN, LARGER, SMALLER, Joined, RouteGround, ground_on, network_on, open_on
from .route_words import ground_words
from .scope import places_for, routes_for, tolerance_m

ROUTE_CUT = ("route_cut", "route_cut_advance")
ON_ROUTE = ("every_way", "some_way", "near_way")

PASSES_M = 2_000.0
"""A way that comes within so many metres of a place passes it."""


def _all_missing(names: Sequence[str], why: Message) -> tuple[Measure, ...]:
    return tuple(Measure(name, None, None, None, YES_NO, None, missing=why) for name in names)


# ---------------------------------------------------------------- open or cut


def route_status_measures(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    """Return whether the routes of a claim are cut, in ground under control and under control or advance."""
    day = claim.refers_to or claim.stated_on
    if day is None:
        return _all_missing(ROUTE_CUT, message("The claim names no day for which control areas could be taken."))
    network = network_on(grounds, day)
    if isinstance(network, Message):
        return _all_missing(ROUTE_CUT, network)
    routes = routes_for(grounds.case, claim)
    ends = places_for(grounds.case, claim, 2) if claim.place_ids else None
    if ends is None and routes.missing:
        return _all_missing(ROUTE_CUT, routes.missing)
    if ends is not None and ends.missing:
        return _all_missing(ROUTE_CUT, ends.missing)
    side = side_of(grounds, claim, ends.records[0] if ends is not None else None)
    if not side:
        return _all_missing(ROUTE_CUT, message("The claim names no side whose layer could be looked at."))
    found: list[Measure] = []
    keys: list[tuple[str, ...]] = []
    for name, advance in zip(ROUTE_CUT, (False, True)):
        ground = ground_on(grounds.case, side, day, advance)
        if isinstance(ground, Message):
            found.append(Measure(name, None, None, None, YES_NO, None, missing=ground))
        elif ground.key not in keys:
            keys.append(ground.key)
            if ends is not None:
                found.append(_between(grounds, name, network, ground, ends.records, routes.records))
            else:
                found.append(_along(grounds, name, ground, routes.records))
    return tuple(found)


def _between(
    grounds: Grounds,
    name: str,
    network: Joined,
    ground: RouteGround,
    ends: Sequence[Settlement],
    routes: Sequence[SupplyRoute],
) -> Measure:
    """Return whether no way leads from one place to the other: over the routes named, else over all."""
    start, end = ends[0], ends[-1]
    off = network.off(start) or network.off(end)
    if off is not None:
        return Measure(name, None, None, None, YES_NO, None, missing=off)
    part = np.ones(len(network.on.network.edge), dtype=bool)
    if routes:
        ids = {one.id for one in routes}
        of_route = np.array([one.id in ids for one in network.on.network.routes], dtype=bool)
        part = of_route[network.on.network.route]
    km: dict[str, float | None] = {}
    for how in (LARGER, DRAWN, SMALLER):
        is_open = open_on(grounds, network, ground, how) & part
        (found,) = access(network.on.network, is_open, [network.node(start)], [network.node(end)])
        km[how] = None if found is None else found.km
    cut = {how: float(one is None) for how, one in km.items()}
    words: dict[str, Value] = {"ground": ground_words(name == ROUTE_CUT[1]), "start": start.called, "end": end.called}
    drawn_km = km[DRAWN]
    if drawn_km is None:
        facts = message("{ground}: no way leads from {start} to {end}.", **words)
    else:
        facts = message(
            "{ground}: from {start} to {end} the shortest way is {km:,.0f} km.", **words, km=round(drawn_km, 3)
        )
    points = tuple(("place", one.geometry.x, one.geometry.y) for one in (start, end))
    best, low, high = cut[DRAWN], min(cut.values()), max(cut.values())
    note = joined((ground.note, network.how.note))
    return Measure(name, low, best, high, YES_NO, None, note=note, points=points, facts=(facts,))


def stretches_of(
    grounds: Grounds, routes: Sequence[SupplyRoute], ground: RouteGround, how: str = DRAWN
) -> tuple[Stretch, ...]:
    """Return the stretches of routes that are open in a side's ground, and cut out of it, in order."""
    area = ground.area(grounds, how)
    return stretches_in(routes, area) if ground.own else stretches_beside(routes, [area])


def _along(grounds: Grounds, name: str, ground: RouteGround, routes: Sequence[SupplyRoute]) -> Measure:
    """Return whether any of the routes leaves the ground."""
    cut = dict.fromkeys((LARGER, DRAWN, SMALLER), 0.0)
    drawn: tuple[Stretch, ...] = ()
    for how in cut:
        stretches = stretches_of(grounds, routes, ground, how)
        cut[how] = float(any(not one.is_open for one in stretches))
        if how == DRAWN:
            drawn = stretches
    facts = [route_words(route, [one for one in drawn if one.route == route.id], ground.side) for route in routes]
    lead = message("{ground}:", ground=ground_words(name == ROUTE_CUT[1]))
    best, low, high = cut[DRAWN], min(cut.values()), max(cut.values())
    return Measure(name, low, best, high, YES_NO, None, note=ground.note, facts=(joined((lead, *facts)),))


def route_words(route: SupplyRoute, stretches: Sequence[Stretch], side: str) -> Message:
    """Return how much of a route is open, how often it is cut, and how long the longest cut stretch is."""
    open_km = sum(one.to_km - one.from_km for one in stretches if one.is_open)
    shut = [one.to_km - one.from_km for one in stretches if not one.is_open]
    words: dict[str, Value] = {"route": route.name or route.id, "km": open_km, "total": open_km + sum(shut)}
    if not shut:
        return message("{route} is open over its {total:,.1f} km.", **words)
    if not open_km:
        return message("{route} is open nowhere on its {total:,.1f} km.", **words)
    return message(
        "{route} is open over {km:,.1f} of {total:,.1f} km, with cuts: {cuts}; the longest stretch that is cut has "
        "{longest:,.1f} km.",
        **words,
        cuts=len(cuts_between(stretches, side)),
        longest=max(shut),
    )


# ---------------------------------------------------------------- by road


def road_km(grounds: Grounds, claim: Claim) -> float | Message:
    """Return the length of the shortest way along roads between the two places of a claim, or what is missing.

    Between the points of roads that are nearest to the two places; whose ground a road is in is not asked.
    """
    places = places_for(grounds.case, claim, 2)
    network = network_on(grounds, claim.refers_to or claim.stated_on, mode="road")
    if isinstance(network, Message):
        return message("A network of roads is needed; the case holds none that can be used.")
    if places.missing:
        return places.missing
    start, end = places.records[:2]
    off = network.off(start) or network.off(end)
    if off is not None:
        return off
    whole = network.on.network
    every = np.ones(len(whole.edge), dtype=bool)
    (found,) = access(whole, every, [network.node(start)], [network.node(end)])
    if found is None or found.km is None:
        return message("No routes lead from {start} to {end}.", start=start.called, end=end.called)
    return round(found.km, 3)


# ---------------------------------------------------------------- along a route


def on_route_measures(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    """Return whether a place lies on every shortest way between two others, on one, on a nearly shortest one."""
    if len(claim.place_ids) != len(ON_ROUTE):
        return _all_missing(
            ON_ROUTE, message("The claim needs three places, in this order: from, the place along the route, to.")
        )
    places = places_for(grounds.case, claim, 3)
    if places.missing:
        return _all_missing(ON_ROUTE, places.missing)
    network = network_on(grounds, claim.refers_to or claim.stated_on)
    if isinstance(network, Message):
        return _all_missing(ON_ROUTE, network)
    start, place, end = places.records
    off = network.off(start) or network.off(end)
    if off is not None:
        return _all_missing(ON_ROUTE, off)
    if network.node(start) == network.node(end):
        same = message("{start} and {end} are one place on the network.", start=start.called, end=end.called)
        return _all_missing(ON_ROUTE, same)
    slack_m = tolerance_m(grounds.case, [place])
    drawn, near, far = (_passing(network, start, place, end, PASSES_M + m) for m in (0.0, -slack_m, slack_m))
    if drawn.answer == NO_WAY:
        none = message("No routes lead from {start} to {end}.", start=start.called, end=end.called)
        return _all_missing(ON_ROUTE, none)
    facts, points = (_passing_words(drawn, start, place, end),), (("place", place.geometry.x, place.geometry.y),)
    found = []
    for name, holds in zip(ON_ROUTE, _degrees(drawn)):
        at = ON_ROUTE.index(name)
        answers = [float(holds), float(_degrees(near)[at]), float(_degrees(far)[at])]
        band = min(answers), answers[0], max(answers)
        found.append(Measure(name, *band, YES_NO, None, note=network.how.note, points=points, facts=facts))
    return tuple(found)


def _degrees(found: OnRoute) -> tuple[bool, bool, bool]:
    return found.answer == EVERY, found.answer in (EVERY, SOME), found.through_km is not None


def _passing(network: Joined, start: Settlement, place: Settlement, end: Settlement, within_m: float) -> OnRoute:
    whole = network.on.network
    through = edges_near(whole, place.geometry.x, place.geometry.y, max(within_m, 0.0))
    return on_route(whole, network.node(start), network.node(end), through)


def _passing_words(found: OnRoute, start: Settlement, place: Settlement, end: Settlement) -> Message:
    words: dict[str, Value] = {"start": start.called, "place": place.called, "end": end.called}
    shortest = round(found.shortest_km or 0.0, 3)
    lead = message("The shortest way from {start} to {end} is {km:,.1f} km.", **words, km=shortest)
    if found.answer == EVERY:
        return joined((lead, message("Every shortest way passes {place}.", **words)))
    if found.answer == SOME:
        share = message("{share:.0f} % of the shortest ways pass {place}.", **words, share=round(100 * found.share, 4))
        return joined((lead, share))
    if found.through_km is not None:
        longer = message(
            "No shortest way passes {place}; one of {km:,.1f} km does, {factor:.2f} times as long.",
            **words,
            km=round(found.through_km, 3),
            factor=round(found.through_km / shortest, 3) if shortest else 1.0,
        )
        return joined((lead, longer))
    none = message("No way that is up to {factor:g} times as long passes {place}.", **words, factor=found.factor)
    return joined((lead, none))
