"""All routes of a case against a side's ground of a day, and how its settlements reach the supply bases.

Everything is given twice: for ground under control alone, and under control or advance where that is another ground.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .case import Case, Settlement, SupplyRoute
from .corridor import Corridor
from .cuts import Cut, Stretch, cuts_between
from .enclosure import enclosed_at
from .errors import InputError, MeasureError
from .grounds import Grounds
from .isolation_measures import PlaceAccess, corridor_on, not_in, places_access
from .joining import RouteJoining
from .messages import Message, message
from .route_ground import LARGER, Joined, RouteGround, bases_in, ground_on, network_on, open_on
from .route_measures import stretches_of
from .shapes import Array

Progress = Callable[[float], None]


@dataclass(frozen=True)
class RouteState:
    """How much of a route is open for the side, and where it is cut; lengths are geodesic."""

    route: SupplyRoute
    open_km: float
    cut_km: float
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class PlaceState:
    """How a settlement reaches the supply bases, or the sentence that names what is missing.

    `last_links` are names of routes that every remaining way uses. `corridor` is measured where it was asked for.
    `enclosed` is as drawn (see `enclosure`); None outside the ground, and where the maps do not draw the ground of the
    side itself.
    """

    place: Settlement
    access: PlaceAccess | Message
    last_links: tuple[str, ...]
    corridor: Corridor | None
    enclosed: bool | None = None


@dataclass(frozen=True)
class RouteReading:
    """Routes and settlements under one reading of the side's ground: "control", or "advance" for control or advance.

    `ground` and `network` are what it was read from; `stretches` are those of all routes, open or cut as drawn.
    `is_open` says of each edge of the network (m, bool) whether it is; `bases` are the nodes of the supply bases that
    stand in the ground (-1: far from every route), and `no_base` says why there is none.
    """

    reading: str
    note: Message
    routes: tuple[RouteState, ...]
    places: tuple[PlaceState, ...]
    ground: RouteGround
    network: Joined
    stretches: tuple[Stretch, ...]
    is_open: Array
    bases: tuple[int, ...]
    no_base: Message | None


@dataclass(frozen=True)
class RouteReport:
    """The routes of a day for one side; `how` says where routes meet."""

    as_of: datetime.date
    side: str
    readings: tuple[RouteReading, ...]
    how: RouteJoining


def route_report(
    case: Case,
    as_of: datetime.date,
    side: str = "",
    issuer: str = "",
    names: Sequence[str] = (),
    since: datetime.date | None = None,
    progress: Progress | None = None,
) -> RouteReport:
    """Return the state of all routes on a day, and the access of settlements.

    Parameters
    ----------
    case
        With routes, settlements, supply bases, and control areas or gains.
    side
        Whose ground; else the one of the settings, else the only side that has a supply base.
    issuer
        Whose maps; else the one of the settings, else the only one.
    names
        Settlements by name or id, for which the corridor is measured too; empty: all of them, without corridors.
    since
        The day for the detour.
    progress
        Called with the share done; may raise `Cancelled`.

    Raises
    ------
    InputError
        For a settlement that the case does not hold, and where no side can be taken.
    MeasureError
        Without routes, or without ground of that day.
    """
    if issuer:
        case = replace(case, settings={**case.settings, "issuer": issuer})
    side = side or side_asked(case)
    places = [place_named(case, name) for name in names] or list(case.settlements)
    share = 0.0

    def pulse() -> None:
        if progress is not None:
            progress(share)

    grounds = Grounds(case, pulse)
    network = network_on(grounds, as_of, places)
    if isinstance(network, Message):
        raise MeasureError(network)
    readings: list[RouteReading] = []
    keys: list[tuple[str, ...]] = []
    for number, reading in enumerate(("control", "advance")):
        ground = ground_on(case, side, as_of, reading == "advance")
        if isinstance(ground, Message):
            if not readings:
                raise MeasureError(ground)
        elif ground.key not in keys:
            keys.append(ground.key)
            readings.append(_read(grounds, network, ground, reading, places, bool(names), since))
        share = (number + 1) / 2
        pulse()
    return RouteReport(as_of, side, tuple(readings), network.how)


def side_asked(case: Case) -> str:
    """Return the side whose routes are asked about, where none is named: the settings', else the only one with a base.

    Raises
    ------
    InputError
        When it cannot be said.
    """
    with_bases = sorted({one.side for one in case.settlements if one.is_supply_base and one.side})
    if case.settings.get("side"):
        return case.settings["side"]
    if len(with_bases) != 1:
        raise InputError(message("Name the side whose routes are asked about."))
    return with_bases[0]


def place_named(case: Case, name: str) -> Settlement:
    """Return the settlement of that id, else the one of that name or local name.

    Raises
    ------
    InputError
        When there is none, or several.
    """
    by_id = case.by_id("settlements")
    if name in by_id:
        known: Settlement = by_id[name]
        return known
    found = [one for one in case.settlements if name in (one.name, one.name_local)]
    if not found:
        raise InputError(message('The case holds no settlement "{name}".', name=name))
    if len(found) > 1:
        ids = ", ".join(one.id for one in found)
        raise InputError(
            message('Several settlements are called "{name}"; name one by its id: {ids}.', name=name, ids=ids)
        )
    return found[0]


def _read(
    grounds: Grounds,
    network: Joined,
    ground: RouteGround,
    reading: str,
    places: Sequence[Settlement],
    with_corridor: bool,
    since: datetime.date | None,
) -> RouteReading:
    joined_routes = network.on.network
    states = []
    at = [(one.geometry.x, one.geometry.y) for one in places]
    # Of ground that only others' maps leave to the side, the far edge is not known.
    rings = enclosed_at(ground.area(grounds), at) if ground.own else [None] * len(places)
    access = places_access(grounds, places, network, ground, since, reading == "advance")
    for place, ring, found in zip(places, rings, access):
        answer = found
        if not isinstance(found, Message) and not ground.holds(grounds, place.geometry.x, place.geometry.y, LARGER):
            answer = not_in(ground, place)
        links: tuple[str, ...] = ()
        if not isinstance(answer, Message):
            hung = (joined_routes.routes[int(joined_routes.route[one])] for one in answer.access.last_links)
            links = tuple(dict.fromkeys(one.name or one.id for one in hung))
        corridor = corridor_on(grounds, place, ground) if with_corridor else None
        width = None if corridor is None or isinstance(corridor, Message) else corridor[0]
        states.append(PlaceState(place, answer, links, width, ring))
    stretches = stretches_of(grounds, joined_routes.routes, ground)
    routes = _routes(stretches, ground, joined_routes.routes)
    held = bases_in(grounds, ground)
    no_base = held if isinstance(held, Message) else None
    bases = () if isinstance(held, Message) else tuple(network.node(one) for one in held)
    is_open = open_on(grounds, network, ground)
    known = (ground, network, stretches, is_open, bases, no_base)
    return RouteReading(reading, ground.note, routes, tuple(states), *known)


def _routes(stretches: Sequence[Stretch], ground: RouteGround, routes: Sequence[SupplyRoute]) -> tuple[RouteState, ...]:
    open_km = dict.fromkeys((one.id for one in routes), 0.0)
    cut_km = dict(open_km)
    for one in stretches:
        into = open_km if one.is_open else cut_km
        into[one.route] += one.to_km - one.from_km
    cuts: dict[str, list[Cut]] = {one.id: [] for one in routes}
    for cut in cuts_between(stretches, ground.side):
        cuts[cut.route].append(cut)
    return tuple(RouteState(one, open_km[one.id], cut_km[one.id], tuple(cuts[one.id])) for one in routes)
