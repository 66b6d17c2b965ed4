"""Ground that changed between two days on the maps of one issuer, by the definitions in use (design, section 4).

`HeldGround` is one issuer's ground on one day: the controlled and the advanced-into ground of the holder, and the
other side's layer. Areas are km2 on the ellipsoid, edges straight in longitude and latitude, so that they add up.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from .buffer import grown, shrunk
from .case import Case, ControlArea
from .days import areas_on, day_used, days_of, issuer_for, issuers_of, sole_state
from .edges import areas_km2
from .errors import MeasureError
from .geodesy import area_km2
from .messages import Message, message
from .partition import NONE, OVERLAYS, Partition, partition, shared_states, state_order
from .shapes import Geometry, box_of, multi_polygon, polygons_of, union
from .stand_in import StandIn, stand_in

SMALLEST_PIECE_KM2 = 0.01
"""Pieces of changed ground under one hectare are left out of a band's ends, and kept in its best value."""

_OF_OTHERS = ("assessed_control", "claimed_counteroffensive")
# Ground beyond the frame reaches over its edge by the tolerance; a few times that is certainly enough.
_MARGIN_TOLERANCES = 4
# A degree of latitude is nowhere shorter.
_SHORTEST_DEGREE_M = 110574.0


@dataclass(frozen=True)
class Band:
    """A measured number with its band."""

    low: float
    best: float
    high: float


@dataclass(frozen=True)
class HeldGround:
    """One issuer's ground on one day; `other` is the other side's layer, None where the issuer draws none."""

    control: Geometry
    advance: Geometry
    other: Geometry | None

    @property
    def held(self) -> Geometry:
        """Control and advance together."""
        return union([self.control, self.advance])


def held_ground(areas: Iterable[ControlArea], holder: str) -> HeldGround:
    """Return the ground of one day from the areas of one issuer; `holder` is the side whose control is asked about."""
    own, advanced, others = layer_areas(areas, holder)
    control = _ground(own)
    return HeldGround(
        control=control,
        advance=_ground(advanced).difference(control),
        other=None if others is None else _ground(others),
    )


def layer_areas(
    areas: Iterable[ControlArea], holder: str
) -> tuple[list[ControlArea], list[ControlArea], list[ControlArea] | None]:
    """Return the areas of the holder's control, of its advance and of the other side's layer, None where none is."""
    of_day = list(areas)
    others = [area for area in of_day if area.side != holder]
    own = [area for area in of_day if area.side == holder]
    return (
        [area for area in own if area.state == "assessed_control"],
        [area for area in own if area.state == "assessed_advance"],
        [area for area in others if area.state in _OF_OTHERS] if others else None,
    )


def _ground(areas: Sequence[ControlArea]) -> Geometry:
    return union([area.geometry for area in areas])


def changes(before: HeldGround, after: HeldGround, tolerance_m: float, frame: Geometry | None) -> dict[str, Band]:
    """Return lost, passed, growth and net in km2, by definition; without the other side's layer lost and net only.

    Net is signed, after minus before. The frame cuts after the edges were moved, so that ground beyond it counts for
    what it reaches over.
    """

    def gone(first: Geometry, second: Geometry) -> Band:
        return area_band(first.difference(second), tolerance_m, frame)

    if before.advance.is_empty and after.advance.is_empty:
        left, came = gone(before.control, after.control), gone(after.control, before.control)
        lost = left
    else:
        was, now = before.held, after.held
        left, came, lost = gone(was, now), gone(now, was), gone(before.control, after.control)
    found = {
        "lost": lost,
        "net": Band(came.low - left.high, came.best - left.best, came.high - left.low),
    }
    if before.other is not None and after.other is not None:
        found["passed"] = area_band(before.control.intersection(after.other), tolerance_m, frame)
        found["growth"] = gone(after.other, before.other)
    return found


def area_band(ground: Geometry, tolerance_m: float, frame: Geometry | None = None) -> Band:
    """Return the area of changed ground in km2 with its band, cut to the frame (design, section 4, "Band")."""
    whole = polygons_of(ground)
    about = None if frame is None else _about(frame, max(0.0, tolerance_m))
    if about is not None:
        whole = [piece for piece in whole if _touch(piece.bounds, about)]
    large = areas_km2(whole) >= SMALLEST_PIECE_KM2
    pieces = multi_polygon([piece for piece, enough in zip(whole, large.tolist()) if enough])
    best = _within(multi_polygon(whole), frame)
    if pieces.is_empty or tolerance_m <= 0:
        kept = best if large.all() else _within(pieces, frame)
        return Band(min(kept, best), best, max(kept, best))
    near = pieces if about is None else multi_polygon(polygons_of(pieces.intersection(box_of(*about))))
    if near.is_empty:
        return Band(0.0, best, best)
    low, high = _within(shrunk(near, tolerance_m), frame), _within(grown(near, tolerance_m), frame)
    return Band(low, best, max(high, best))


def _about(frame: Geometry, tolerance_m: float) -> tuple[float, float, float, float]:
    """Return a box about the frame, so wide that what lies beyond cannot reach into the frame.

    Where the box cuts ground there are new edges, and shrinking eats in from them too: no further than the tolerance.
    """
    west, south, east, north = frame.bounds
    high = _MARGIN_TOLERANCES * tolerance_m / _SHORTEST_DEGREE_M
    wide = high / math.cos(math.radians(min(89.0, max(abs(south), abs(north)) + high)))
    return west - wide, south - high, east + wide, north + high


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[2] >= other[0] and one[0] <= other[2] and one[3] >= other[1] and one[1] <= other[3]


def _within(ground: Geometry, frame: Geometry | None) -> float:
    return area_km2(ground if frame is None else ground.intersection(frame))


def holder_of(areas: Sequence[ControlArea], gaining_side: str) -> str | None:
    """Return the one side, other than the gaining one, whose control the areas show; None where that is not clear."""
    sides = {area.side for area in areas if area.state == "assessed_control" and area.side != gaining_side}
    return sides.pop() if len(sides) == 1 else None


# ---------------------------------------------------------------- the matrix of two days


@dataclass(frozen=True)
class Piece:
    """The ground that went from one state to another; "none" is ground in no layer."""

    before: str
    after: str
    geometry: Geometry
    area_km2: float


@dataclass(frozen=True)
class Change:
    """What changed between two days on an issuer's maps, in km2.

    `matrix` has a row for each state before and a column for each state after, "none" included; `residual_km2` is the
    greatest difference between a row or column and the ground it adds up to. `issuer` names two where maps of different
    issuers were held against each other (`across`); `issuers` are those of the first and of the last day.
    """

    issuer: str
    start: datetime.date
    end: datetime.date
    start_used: datetime.date
    end_used: datetime.date
    stood_in: tuple[StandIn, ...]
    matrix: Mapping[str, Mapping[str, float]]
    residual_km2: float
    overlap_km2: float
    definitions: tuple[tuple[str, Band], ...]
    pieces: tuple[Piece, ...]
    notes: tuple[Message, ...]
    across: bool
    tolerance_m: float
    issuers: tuple[str, str]


@dataclass(frozen=True)
class _Maps:
    """The maps that are compared: whose, which days stand for the two asked for, and the areas."""

    issuers: tuple[str, str]
    first: StandIn
    last: StandIn
    before: tuple[ControlArea, ...]
    after: tuple[ControlArea, ...]


def change_between(
    case: Case,
    start: datetime.date,
    end: datetime.date,
    issuer: str | None = None,
    frame: Geometry | None = None,
    across: bool = False,
    side: str | None = None,
    issuer_to: str | None = None,
) -> Change:
    """Return what changed between two days on one issuer's maps.

    Parameters
    ----------
    case
        Its control areas are compared.
    start, end
        A missing day is stood in for by the next within three days.
    issuer
        Whose maps; the case's setting or its only issuer where none is named.
    frame
        Cuts the ground; the whole layers without it.
    across, issuer_to
        Hold the first day of `issuer` against the last day of `issuer_to`: refused unless `across` says so.
    side
        The holder, whose loss is asked about; the side in assessed control where it is not named.

    Raises
    ------
    MeasureError
        When a day is missing and nothing stands in for it, when it is not clear whose maps are meant, or when maps of
        different issuers would be compared without having been asked for.
    """
    maps = _maps(case, start, end, issuer, issuer_to, across)
    shared = shared_states(maps.before) | shared_states(maps.after)
    before, after = partition(maps.before, shared), partition(maps.after, shared)
    matrix, pieces, residual = _matrix(before, after, frame)
    tolerance_m = max((_tolerance_m(case, one) for one in (*maps.before, *maps.after)), default=case.tolerance_m)
    definitions = _definitions(case, maps, side, tolerance_m, frame)
    differ = maps.issuers[0] != maps.issuers[1]
    return Change(
        issuer=" / ".join(maps.issuers) if differ else maps.issuers[0],
        start=start,
        end=end,
        start_used=maps.first.used,
        end_used=maps.last.used,
        stood_in=tuple(one for one in (maps.first, maps.last) if one.asked != one.used),
        matrix=matrix,
        residual_km2=residual,
        overlap_km2=area_km2(_cut(before.overlap, frame)) + area_km2(_cut(after.overlap, frame)),
        definitions=tuple(definitions.items()),
        pieces=pieces,
        notes=_notes(maps, bool(definitions)),
        across=differ,
        tolerance_m=tolerance_m,
        issuers=maps.issuers,
    )


def _tolerance_m(case: Case, area: ControlArea) -> float:
    return case.tolerance_m if area.tolerance_m is None else area.tolerance_m


def _maps(
    case: Case, start: datetime.date, end: datetime.date, issuer: str | None, issuer_to: str | None, across: bool
) -> _Maps:
    if start > end:
        text = "the first day, {start}, lies after the last, {end}; exchange them"
        raise MeasureError(message(text, start=str(start), end=str(end)))
    first_by, last_by = _two_issuers(case, start, end, issuer, issuer_to, across)
    first, last = _day(case, first_by, start), _day(case, last_by, end)
    if start != end and first_by == last_by and first.used == last.used:
        text = "{case}: the map of {used} would stand for both {start} and {end}; choose days further apart"
        values = {"case": case.name, "used": str(first.used)}
        raise MeasureError(message(text, **values, start=str(start), end=str(end)))
    return _Maps(
        (first_by, last_by),
        first,
        last,
        *(
            tuple(area for area in areas_on(case, by, day.used) if area.state not in OVERLAYS)
            for by, day in ((first_by, first), (last_by, last))
        ),
    )


def _two_issuers(
    case: Case, start: datetime.date, end: datetime.date, issuer: str | None, issuer_to: str | None, across: bool
) -> tuple[str, str]:
    if across:
        return _drawn_by(case, start, issuer), _drawn_by(case, end, issuer_to)
    both = [one for one in issuers_of(case) if _has(case, one, start) and _has(case, one, end)]
    only = issuer is None and not case.settings.get("issuer", "") and len(both) == 1
    first = both[0] if only else issuer_for(case, issuer)
    if issuer_to not in (None, first):
        raise MeasureError(
            message(
                '{case}: "{first}" and "{last}" draw by rules of their own, and the difference of their maps is no '
                "change of the ground; ask for a comparison across issuers if that is what you want",
                case=case.name,
                first=first,
                last=str(issuer_to),
            )
        )
    return first, first


def _drawn_by(case: Case, day: datetime.date, issuer: str | None) -> str:
    drawn = [one for one in issuers_of(case) if _has(case, one, day)]
    return drawn[0] if issuer is None and len(drawn) == 1 else issuer_for(case, issuer)


def _has(case: Case, issuer: str, day: datetime.date) -> bool:
    return stand_in(days_of(case, issuer), day) is not None


def _day(case: Case, issuer: str, asked: datetime.date) -> StandIn:
    found = stand_in(days_of(case, issuer), asked)
    if found is not None:
        return found
    others = [one for one in issuers_of(case) if one != issuer and _has(case, one, asked)]
    if not others:
        return day_used(case, issuer, asked)
    text = (
        "{case}: no map of {issuer} for {day} or the three days after; its days run from {first} to {last}; {others} "
        "drew it, but maps of different issuers are not compared unasked"
    )
    days = days_of(case, issuer)
    values = {"case": case.name, "issuer": issuer, "day": str(asked), "others": ", ".join(others)}
    raise MeasureError(message(text, **values, first=str(days[0]), last=str(days[-1])))


def _cut(ground: Geometry, frame: Geometry | None) -> Geometry:
    return ground if frame is None else multi_polygon(polygons_of(ground.intersection(frame)))


def _matrix(
    before: Partition, after: Partition, frame: Geometry | None
) -> tuple[Mapping[str, Mapping[str, float]], tuple[Piece, ...], float]:
    """Return the balanced matrix, the ground of each cell that changed, and the residual."""
    old: dict[str, Geometry] = {key: _cut(ground, frame) for key, ground in before.states.items()}
    new: dict[str, Geometry] = {key: _cut(ground, frame) for key, ground in after.states.items()}
    keys = sorted({*old, *new}, key=state_order)
    all_old, all_new = union(list(old.values())), union(list(new.values()))
    rows: dict[str, dict[str, float]] = {key: {} for key in (*keys, NONE)}
    pieces = []
    empty: Geometry = multi_polygon([])
    for was in (*keys, NONE):
        for now in (*keys, NONE):
            if was == now == NONE:
                continue
            first: Geometry = old.get(was, empty)
            last: Geometry = new.get(now, empty)
            if was == NONE:
                parts = polygons_of(last.difference(all_old))
            elif now == NONE:
                parts = polygons_of(first.difference(all_new))
            else:
                parts = polygons_of(first.intersection(last))
            km2 = area_km2(multi_polygon(parts))
            rows[was][now] = km2
            if parts and was != now:
                pieces.append(Piece(was, now, multi_polygon(parts), km2))
    off = [abs(sum(rows[key].values()) - area_km2(ground)) for key, ground in old.items()]
    off += [abs(sum(row.get(key, 0.0) for row in rows.values()) - area_km2(ground)) for key, ground in new.items()]
    matrix = MappingProxyType({key: MappingProxyType(row) for key, row in rows.items()})
    return matrix, tuple(pieces), max(off, default=0.0)


def _definitions(
    case: Case, maps: _Maps, side: str | None, tolerance_m: float, frame: Geometry | None
) -> dict[str, Band]:
    sole = sole_state((*maps.before, *maps.after))
    if sole is not None:
        return sole_changes(maps.before, maps.after, tolerance_m, frame)
    holder = side
    if holder is None:
        gaining = case.settings.get("side", "")
        holder = holder_of(maps.before, gaining) or holder_of(maps.after, gaining) or holder_of(maps.before, "")
    if holder is None:
        return {}
    before, after = held_ground(maps.before, holder), held_ground(maps.after, holder)
    found = changes(before, after, tolerance_m, frame)
    if not (before.advance.is_empty and after.advance.is_empty):
        found["downgraded"] = area_band(before.control.intersection(after.advance), tolerance_m, frame)
    named = ("lost", "passed", "growth", "net", "downgraded")
    return {name: found[name] for name in named if name in found}


def sole_changes(
    before: Iterable[ControlArea], after: Iterable[ControlArea], tolerance_m: float, frame: Geometry | None
) -> dict[str, Band]:
    """Return lost, gained and net in km2 of an issuer who draws one state only."""
    was, now = (union([one.geometry for one in areas if one.state not in OVERLAYS]) for areas in (before, after))
    lost = area_band(was.difference(now), tolerance_m, frame)
    gained = area_band(now.difference(was), tolerance_m, frame)
    net = Band(gained.low - lost.high, gained.best - lost.best, gained.high - lost.low)
    return {"lost": lost, "gained": gained, "net": net}


def _notes(maps: _Maps, defined: bool) -> tuple[Message, ...]:
    notes = []
    if maps.issuers[0] != maps.issuers[1]:
        notes.append(
            message(
                "Maps of different issuers are compared, as was asked: {first} for {start}, {last} for {end}. Their "
                "rules differ, so this is no change of the ground alone.",
                first=maps.issuers[0],
                last=maps.issuers[1],
                start=maps.first.used,
                end=maps.last.used,
            )
        )
    notes.extend(
        message("{used} stands in for {asked}, which is missing.", used=one.used, asked=one.asked)
        for one in (maps.first, maps.last)
        if one.used != one.asked
    )
    states = [{area.state for area in areas} for areas in (maps.before, maps.after)]
    if states[0] != states[1]:
        notes.append(
            message(
                "Layers on one of the two days only: {states}. What is missing was not drawn, or there was none.",
                states=", ".join(sorted(states[0] ^ states[1])),
            )
        )
    if not defined:
        notes.append(message("The maps show no single side in control: name the side whose loss is asked about."))
    return tuple(notes)


def change_json(change: Change) -> dict[str, Any]:
    """Return the change as the JSON object that `salient change` prints."""
    return {
        "from": change.start.isoformat(),
        "to": change.end.isoformat(),
        "stood_in": [{"asked": one.asked.isoformat(), "used": one.used.isoformat()} for one in change.stood_in],
        "matrix": {was: {now: round(km2, 6) for now, km2 in row.items()} for was, row in change.matrix.items()},
        "residual_km2": round(change.residual_km2, 6),
        "overlap_km2": round(change.overlap_km2, 6),
        "definitions": [
            {
                "definition": name,
                "low": round(band.low, 6),
                "best": round(band.best, 6),
                "high": round(band.high, 6),
                "unit": "km2",
            }
            for name, band in change.definitions
        ],
    }
