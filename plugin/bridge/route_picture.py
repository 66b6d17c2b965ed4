"""What the page of routes shows of an open case: routes and settlements on a day, worked out in a worker thread.

A `RouteCase` is made from a snapshot on the main thread and asked from workers, one at a time; the case is read once.
The features of the map's layers are made here too: thousands of them would hold the window up.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import QgsFeature

from ..core.errors import InputError, MeasureError
from ..core.messages import Message, message, of_error
from .access_features import (
    CUT_FIELDS,
    STATE_FIELDS,
    STRETCH_FIELDS,
    columns_of,
    cut_features,
    state_features,
    stretch_features,
)
from .snapshots import CaseSnapshot
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.access_series import AccessSeries
    from ..core.case import Case, Settlement
    from ..core.corridor import Corridor
    from ..core.route_report import RouteReading
    from ..core.route_states import StatedStretch

Date = datetime.date
Progress = Callable[[float], None]

# The tables that the page reads; an edit of any other changes nothing on it.
ROUTE_TABLES = ("settlements", "supply_routes", "control_areas", "claimed_gains", "areas", "settings")
# The frame's edge and that of maps that were cut at it differ by rounding.
_SAME_EDGE_DEG = 1e-5


@dataclass(frozen=True)
class RouteWish:
    """What is asked for: a day, a side, an issuer, and the earlier day for detours.

    Without a day all is left to the case: its last mapped day, the side and the issuer of its settings, and its first
    mapped day for detours.
    """

    day: Date | None = None
    side: str = ""
    issuer: str = ""
    since: Date | None = None


@dataclass(frozen=True)
class RouteOffers:
    """What may be chosen in a case: whose maps, their days in order, and whose routes."""

    issuers: tuple[str, ...] = ()
    days: tuple[Date, ...] = ()
    sides: tuple[str, ...] = ()


@dataclass(frozen=True)
class RouteView:
    """One reading of the ground, with the features of its layers: routes by state, cuts, places by access."""

    reading: RouteReading
    stretches: tuple[QgsFeature, ...]
    cuts: tuple[QgsFeature, ...]
    places: tuple[QgsFeature, ...]
    ends_at_frame: bool


@dataclass(frozen=True)
class RoutePicture:
    """The answer to a wish; `wish` says what was asked after all, `how` where routes meet.

    Without views `missing` says what is missing.
    """

    wish: RouteWish
    offers: RouteOffers
    views: tuple[RouteView, ...] = ()
    how: Message | None = None
    missing: Message | None = None


class RouteCase:
    """An open case as it was when the snapshot was made; `now` has `ROUTE_TABLES`."""

    def __init__(self, now: CaseSnapshot) -> None:
        self._now = now
        self._case: Case | None = None

    def case(self, progress: Progress) -> Case:
        """Return the case; it is read when it is first asked for. Worker threads."""
        if self._case is None:
            self._case = self._now.case(progress)
        progress(1.0)
        return self._case


@in_own_thread
def route_picture(of: RouteCase, wish: RouteWish, progress: Progress) -> RoutePicture:
    """Return routes and settlements as a wish asks for them, or what is missing, in its place."""
    from ..core.route_report import route_report

    case = of.case(part_of(progress, 0.0, 0.3))
    wish, offers, missing = _settled(case, wish)
    if missing is not None or wish.day is None:
        return RoutePicture(wish, offers, missing=missing)
    share = part_of(progress, 0.3, 0.7)
    try:
        report = route_report(case, wish.day, wish.side, wish.issuer, since=wish.since, progress=share)
    except (InputError, MeasureError) as error:
        return RoutePicture(wish, offers, missing=of_error(error))
    views, count = [], len(report.readings)
    for number, reading in enumerate(report.readings):
        part = part_of(progress, 0.7 + 0.3 * number / count, 0.7 + 0.3 * (number + 1) / count)
        views.append(_view(case, reading, part))
    return RoutePicture(wish, offers, tuple(views), report.how.note)


def _settled(case: Case, wish: RouteWish) -> tuple[RouteWish, RouteOffers, Message | None]:
    """Return the wish with what the case says where it left something open, and what may be chosen."""
    from ..core.access_series import mapped_days
    from ..core.days import issuers_of
    from ..core.route_report import side_asked

    issuers = issuers_of(case)
    wanted = wish.issuer or case.settings.get("issuer", "")
    issuer = wanted if wanted in issuers or not issuers else issuers[0]
    sides = _sides(case)
    try:
        days = mapped_days(case, issuer)
        side = wish.side if wish.side in sides else side_asked(case)
    except InputError:
        # Nothing says whose routes are meant: the first may be changed for another.
        side = sides[0] if sides else ""
    except MeasureError as error:
        return wish, RouteOffers(issuers, (), sides), of_error(error)
    offers = RouteOffers(issuers, days, sides)
    if not days:
        none = message("No day is mapped: import control maps, or draw the gains of the other side with their day.")
        return RouteWish(None, side, issuer), offers, none
    if not side:
        none = message("No side is known: tick a supply base and write its side, or import control maps.")
        return RouteWish(None, side, issuer), offers, none
    day = _mapped(days, wish.day) or days[-1]
    since = days[0] if wish.day is None else _mapped(days, wish.since)
    return RouteWish(day, side, issuer, since if since is not None and since < day else None), offers, None


def _mapped(days: Sequence[Date], asked: Date | None) -> Date | None:
    """Return the day whose map is used for the one asked for; None where there is none."""
    from ..core.stand_in import stand_in

    found = None if asked is None else stand_in(days, asked)
    return None if found is None else found.used


def _sides(case: Case) -> tuple[str, ...]:
    named = {one.side for one in (*case.control_areas, *case.claimed_gains)}
    named |= {one.side for one in case.settlements if one.is_supply_base}
    return tuple(sorted((named | {case.settings.get("side", "")}) - {""}))


def _view(case: Case, reading: RouteReading, progress: Progress) -> RouteView:
    from ..core.route_states import in_mapped, stated
    from ..core.scope import tolerance_m
    from .access_work import RoutesCut

    ground = reading.ground
    areas = [one.geometry for one in ground.records]
    states = stated(reading.stretches, areas, tolerance_m(case, ground.records), part_of(progress, 0.0, 0.8))
    frame = next((one.geometry for one in case.areas if one.id == case.settings.get("frame_id")), None)
    ends_at_frame = frame is not None and bool(case.control_areas) and _lie_in(areas, frame.bounds)
    if ends_at_frame and frame is not None:
        states = in_mapped(states, frame)
    progress(0.9)
    cuts = [cut for one in reading.routes for cut in one.cuts]
    found = RoutesCut({one.route.id: one.route for one in reading.routes}, _worth_drawing(states), tuple(cuts))
    return RouteView(
        reading,
        tuple(stretch_features(found, columns_of(STRETCH_FIELDS))),
        tuple(cut_features(found, columns_of(CUT_FIELDS))),
        tuple(state_features(reading, columns_of(STATE_FIELDS))),
        ends_at_frame,
    )


def _lie_in(areas: Sequence, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return all(
        one.bounds[0] >= west - _SAME_EDGE_DEG
        and one.bounds[1] >= south - _SAME_EDGE_DEG
        and one.bounds[2] <= east + _SAME_EDGE_DEG
        and one.bounds[3] <= north + _SAME_EDGE_DEG
        for one in areas
    )


def _worth_drawing(states: Sequence[StatedStretch]) -> tuple[StatedStretch, ...]:
    """Return the stretches that have a length: of one without, a map shows nothing."""
    return tuple(one for one in states if one.km > 0)


@in_own_thread
def corridors_of(
    of: RouteCase,
    reading: RouteReading,
    places: Sequence[Settlement],
    found: dict[str, Corridor | Message],
    progress: Progress,
) -> None:
    """Measure the ground corridors of places into `found`, by their id, one after the other.

    What was measured before the work was called off stays. A corridor that the maps cannot tell is a sentence.
    """
    from ..core.access_series import far_edge_unknown
    from ..core.grounds import Grounds
    from ..core.isolation_measures import corridor_on

    share = [0.0]
    grounds = Grounds(of.case(lambda _: None), lambda: progress(share[0]))
    for number, place in enumerate(places):
        share[0] = number / len(places)
        progress(share[0])
        answer = corridor_on(grounds, place, reading.ground)
        if answer is None:
            found[place.id] = far_edge_unknown(reading.ground)
        else:
            found[place.id] = answer if isinstance(answer, Message) else answer[0]


@in_own_thread
def series_of(
    of: RouteCase, wish: RouteWish, place_id: str, with_corridor: bool, progress: Progress
) -> AccessSeries | Message:
    """Return how a place reaches the supply bases on every mapped day, or what is missing."""
    from ..core.access_series import access_series

    case = of.case(lambda _: None)
    try:
        return access_series(case, place_id, None, wish.side, wish.issuer, with_corridor, part_of(progress, 0.0, 1.0))
    except (InputError, MeasureError) as error:
        return of_error(error)
