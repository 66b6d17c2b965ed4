"""Routes for Processing, off the main thread: cut against ground, isolation of places, a place on a route."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..core.errors import InputError, MeasureError
from ..core.messages import Message, message
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import SupplyRoute
    from ..core.corridor import Corridor
    from ..core.cuts import Cut
    from ..core.isolation import Access
    from ..core.network import Network
    from ..core.network_places import OnNetwork
    from ..core.on_route import OnRoute
    from ..core.route_states import StatedStretch
    from ..core.shapes import Array, Geometry

Progress = Callable[[float], None]
LonLat = tuple[float, float]


@dataclass(frozen=True)
class SideGround:
    """Ground of a day: what the side holds where `own`, else what others took, beside which all is the side's."""

    areas: tuple[Geometry, ...]
    own: bool = True


@dataclass(frozen=True)
class Joining:
    """How routes become a network, as in `core.network.network_of`; places join it within so many metres."""

    snap_m: float
    join_crossings: bool
    within_m: float
    modes: Collection[str] | None = None


@dataclass(frozen=True)
class RoutesCut:
    """The stretches of routes by their state, and the places where they are cut as drawn."""

    routes: dict[str, SupplyRoute]
    stretches: tuple[StatedStretch, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class PlaceAccess:
    """How a place reaches the supply bases; `access` is None where no route is within reach.

    `off_m` is how far the place is from the network, `base` the name of the base that the shortest way leads to.
    """

    in_ground: bool
    off_m: float | None
    access: Access | None
    base: str
    corridor: Corridor | None


@dataclass(frozen=True)
class Isolation:
    """How places reach the supply bases, in their order; `dropped` are the bases that the side does not hold."""

    network: Network
    places: tuple[PlaceAccess, ...]
    held: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class PlaceOnRoute:
    """Whether a place is on the route, with the shortest way between the two others (None: there is none)."""

    found: OnRoute
    way: Geometry | None

    @property
    def on_every(self) -> bool:
        """Whether every shortest way passes it."""
        return self.found.answer == "every"

    @property
    def on_nearly(self) -> bool:
        """Whether a way passes it that is nearly as short as the shortest, or is the shortest."""
        return self.found.answer in ("every", "some", "nearly")


@in_own_thread
def routes_cut(
    routes: Sequence[SupplyRoute],
    ground: SideGround,
    side: str,
    tolerance_m: float,
    modes: Collection[str] | None,
    progress: Progress,
) -> RoutesCut:
    """Return where routes are open, cut, or too near the edge of the ground to be said.

    Raises
    ------
    MeasureError
        Without a route, or without an area.
    """
    from ..core.cuts import cuts_between
    from ..core.route_states import stated, stretches_drawn

    kept = tuple(one for one in routes if modes is None or one.mode in modes)
    _check(kept, ground)
    progress(0.0)
    drawn = stretches_drawn(kept, ground.areas, ground.own)
    found = stated(drawn, ground.areas, tolerance_m, part_of(progress, 0.3, 1.0))
    return RoutesCut({one.id: one for one in kept}, found, cuts_between(drawn, side))


@in_own_thread
def isolation(
    routes: Sequence[SupplyRoute],
    ground: SideGround,
    earlier: SideGround | None,
    places: Sequence[LonLat],
    bases: Sequence[tuple[str, LonLat]],
    joining: Joining,
    with_corridor: bool,
    progress: Progress,
) -> Isolation:
    """Return how places reach the supply bases that the side holds, and what the detour is against earlier ground.

    Raises
    ------
    MeasureError
        Without a route, an area, a place or a base.
    """
    from ..core.isolation import access

    _check(routes, ground)
    if not places or not bases:
        raise MeasureError(message("Isolation is asked of places and supply bases: choose layers with points."))
    at = [*places, *(place for _, place in bases)]
    on = _joined(routes, at, joining, part_of(progress, 0.0, 0.4))
    inside, node = _held(ground, at), [int(one) for one in on.node]
    count = len(places)
    held = [n for n in range(len(bases)) if inside[count + n]]
    was_open, earlier_nodes = None, None
    if earlier is not None:
        was_open, had = _open(on.network, earlier), _held(earlier, at)
        earlier_nodes = [node[count + n] for n in range(len(bases)) if had[count + n]]
    found = access(
        on.network,
        _open(on.network, ground),
        node[:count],
        [node[count + n] for n in held],
        was_open,
        earlier_nodes,
        part_of(progress, 0.4, 0.6),
    )
    corridors: list[Corridor | None] = [None] * count
    if with_corridor:
        corridors = _corridors(ground, places, [bases[n] for n in held], part_of(progress, 0.6, 1.0))
    made = []
    for n, one in enumerate(found):
        base = "" if one is None or one.base is None else bases[held[one.base]][0]
        off_m = None if one is None else float(on.distance_m[n])
        made.append(PlaceAccess(inside[n], off_m, one, base, corridors[n]))
    names = [name for name, _ in bases]
    gone = tuple(name for n, name in enumerate(names) if n not in held)
    return Isolation(on.network, tuple(made), tuple(names[n] for n in held), gone)


@in_own_thread
def place_on_route(
    routes: Sequence[SupplyRoute],
    ground: SideGround | None,
    ends: tuple[LonLat, LonLat],
    place: LonLat,
    joining: Joining,
    factor: float,
    progress: Progress,
) -> PlaceOnRoute:
    """Return whether a place is on the route between two others; over open routes only where ground is given.

    Raises
    ------
    MeasureError
        Without a route, with ends that are one place or have no route within reach.
    """
    import numpy as np

    from ..core.isolation import access
    from ..core.on_route import edges_near, on_route

    _check(routes, ground)
    on = _joined(routes, ends, joining, part_of(progress, 0.0, 0.5))
    for number in range(2):
        if (why := on.missing(number)) is not None:
            raise MeasureError(_named_end(number, why))
    start, end = (int(one) for one in on.node)
    if start == end:
        raise MeasureError(message("Both ends of the route are at one place of the network: choose two places."))
    network = on.network
    is_open = np.ones(len(network.edge), dtype=bool) if ground is None else _open(network, ground)
    progress(0.6)
    near = edges_near(network, *place, joining.within_m)
    answer = on_route(network, start, end, near, is_open, factor)
    progress(0.9)
    (way,) = access(network, is_open, [start], [end])
    return PlaceOnRoute(answer, network.lines(way.edges) if way is not None and way.edges else None)


def _named_end(number: int, why: Message) -> Message:
    if number == 0:
        return message("The start of the route: {why}.", why=why)
    return message("The end of the route: {why}.", why=why)


def _check(routes: Sequence[SupplyRoute], ground: SideGround | None) -> None:
    if not routes:
        raise MeasureError(message("There is no route to be asked about: choose a layer with lines, or other modes."))
    if ground is not None and not ground.areas:
        raise MeasureError(message("The ground holds no area that was asked for: choose another layer, side or day."))


def _joined(routes: Sequence[SupplyRoute], places: Sequence[LonLat], joining: Joining, progress: Progress) -> OnNetwork:
    """Return the network of the routes with places as its nodes."""
    from ..core.network import network_of
    from ..core.network_places import on_network

    network = network_of(routes, joining.snap_m, joining.join_crossings, joining.modes, progress)
    if not len(network.edge):
        raise MeasureError(message("There is no route to be asked about: choose a layer with lines, or other modes."))
    return on_network(network, [lon for lon, _ in places], [lat for _, lat in places], joining.within_m)


def _open(network: Network, ground: SideGround) -> Array:
    from ..core.cuts import open_beside, open_in
    from ..core.shapes import union

    if ground.own:
        return open_in(network, union(list(ground.areas)))
    return open_beside(network, ground.areas)


def _held(ground: SideGround, places: Sequence[LonLat]) -> list[bool]:
    """Return of each place whether it is in the side's ground."""
    import numpy as np

    from ..core.shapes import contains_xy, union

    at = np.array(places, dtype=float)
    if not np.isfinite(at).all():
        raise InputError(message("A place has a coordinate that is no number."))
    return [bool(one) == ground.own for one in contains_xy(union(list(ground.areas)), at[:, 0], at[:, 1])]


def _corridors(
    ground: SideGround, places: Sequence[LonLat], bases: Sequence[tuple[str, LonLat]], progress: Progress
) -> list[Corridor | None]:
    """Return the ground corridor of each place; none where the ground is not the side's own, or no base is held."""
    from ..core.corridor import SupplyBase, corridor_width
    from ..core.shapes import union

    if not ground.own or not bases:
        return [None] * len(places)
    named = [SupplyBase(name, *at) for name, at in bases]
    area, count = union(list(ground.areas)), len(places)
    made: list[Any] = []
    for n, place in enumerate(places):
        made.append(corridor_width(area, place, named, progress=part_of(progress, n / count, (n + 1) / count)))
    return made
