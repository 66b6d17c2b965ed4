"""What is odd about an issuer's maps, told before anything is measured from them. Nothing is changed or dropped here.

The shapes come as they were published, before any repair. A finding names the day, the row, a place to look at and,
where a shape has to be mended, its area before and after.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Callable

import numpy as np

from .case import ControlArea, Settlement
from .edges import Edges, Faces, areas_km2, changed_edges, edges_of, faces_between
from .geodesy import area_km2, leg
from .messages import Coordinates, Message, message
from .partition import OVERLAYS, layers_of, shared_states
from .shapes import Geometry, is_finite, polygon, polygons_of, repaired, rings, union
from .status import DayLayers, flips, status_series

Progress = Callable[[float], None]
Date = datetime.date

SLIVER_KM2 = 0.01
"""Pieces and holes under one hectare are slivers."""
FLIP_KM2 = 1.0
"""Ground that changes for one day only is told from this size on: less is redrawing."""
FAR_KM = 1000.0
"""A shape further than this from the frame, or from the other maps, hardly belongs there."""

_MEANT_KM = 300.0


@dataclass(frozen=True)
class QualityIssue:
    """One thing that is odd: its kind, where it is, and what to do about it.

    Kinds: invalid_ring, sliver, duplicate_day, missing_day, area_flips, place_flips, swapped, far_from_frame, empty.
    `id` names the control area, or the place that flips; areas are km2, None where they say nothing.
    """

    kind: str
    day: Date | None
    id: str
    place: tuple[float, float] | None
    before_km2: float | None
    after_km2: float | None
    message: Message


_SUMMARIES: Mapping[str, str] = {
    "empty": "{n:,} areas without a usable shape.",
    "swapped": "{n:,} shapes with longitude and latitude exchanged.",
    "far_from_frame": "{n:,} shapes far from the rest.",
    "invalid_ring": "{n:,} invalid shapes, mended in a copy.",
    "sliver": "{n:,} areas with slivers under 1 ha; they stay in the sums.",
    "duplicate_day": "{n:,} maps repeat an earlier day.",
    "missing_day": "{n:,} gaps between the days.",
    "area_flips": "{n:,} times ground changed for one day only.",
    "place_flips": "{n:,} times a place changed for one day only.",
}


def quality(
    areas: Iterable[ControlArea],
    frame: Geometry | None = None,
    settlements: Sequence[Settlement] = (),
    progress: Progress | None = None,
) -> tuple[QualityIssue, ...]:
    """Return what is odd about control areas of any issuers and days.

    Parameters
    ----------
    areas
        As published: shapes may be invalid, exchanged or empty.
    frame
        Where the case plays.
    settlements
        Places that are watched for changes that last one day.
    progress
        Called with the share done; may raise `Cancelled`.
    """
    every = list(areas)
    found: list[QualityIssue] = []
    sound: list[ControlArea] = []
    home = _home(every, frame)
    for done, area in enumerate(every):
        if progress is not None:
            progress(0.7 * done / len(every))
        issues, usable = _of_shape(area, home)
        found.extend(issues)
        if usable is not None:
            sound.append(usable)
    layers: dict[tuple[str, str, str], list[ControlArea]] = {}
    for area in sound:
        layers.setdefault((area.issuer, area.state, area.side), []).append(area)
    for done, one in enumerate(layers.values()):
        if progress is not None:
            progress(0.7 + 0.2 * done / len(layers))
        found.extend(_of_layer(one))
    for issuer in sorted({area.issuer for area in sound}):
        own = [area for area in sound if area.issuer == issuer]
        found.extend(_missing_days(issuer, own))
        found.extend(_place_flips(own, settlements))
    if progress is not None:
        progress(1.0)
    order = list(_SUMMARIES)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.day or datetime.date.min, one.id)))


def quality_summary(issues: Iterable[QualityIssue]) -> tuple[Message, ...]:
    """Return one sentence for each kind that was found, with its count."""
    kinds = [one.kind for one in issues]
    return tuple(message(text, n=kinds.count(kind)) for kind, text in _SUMMARIES.items() if kind in kinds)


def quality_json(issues: Iterable[QualityIssue], say: Callable[[Message], str] = str) -> list[dict[str, Any]]:
    """Return the issues as JSON objects; `say` turns sentences into one language."""
    return [
        {
            "kind": one.kind,
            "day": None if one.day is None else one.day.isoformat(),
            "id": one.id,
            "place": None if one.place is None else [round(degrees, 6) for degrees in one.place],
            "before_km2": None if one.before_km2 is None else round(one.before_km2, 6),
            "after_km2": None if one.after_km2 is None else round(one.after_km2, 6),
            "message": say(one.message),
        }
        for one in issues
    ]


# ---------------------------------------------------------------- one shape


def _home(areas: Sequence[ControlArea], frame: Geometry | None) -> tuple[float, float] | None:
    """Return the middle of the frame, or of most of the maps."""
    if frame is not None:
        west, south, east, north = frame.bounds
        return 0.5 * (west + east), 0.5 * (south + north)
    boxes = [area.geometry.bounds for area in areas if not area.geometry.is_empty and is_finite(area.geometry)]
    if len(boxes) < 2:
        return None
    west, south, east, north = np.median(np.array(boxes), axis=0)
    return float(0.5 * (west + east)), float(0.5 * (south + north))


def _of_shape(area: ControlArea, home: tuple[float, float] | None) -> tuple[list[QualityIssue], ControlArea | None]:
    """Return what is odd about one shape, and the area as the other checks can use it."""
    if area.geometry.is_empty or not is_finite(area.geometry):
        text = message("The shape is empty or holds coordinates that are no numbers: it cannot be used.")
        return [QualityIssue("empty", area.as_of, area.id, None, None, None, text)], None
    astray = _astray(area, home)
    mended, repair = repaired(area.geometry)
    issues = list(astray)
    if repair is not None:
        before, after = area_km2(area.geometry), area_km2(mended)
        text = message(
            "Invalid near {at} ({reason}); mended in a copy: {before:,.3f} km² as drawn, {after:,.3f} km² mended.",
            at=Coordinates(repair.lon, repair.lat, 4),
            reason=repair.reason,
            before=before,
            after=after,
        )
        where = (repair.lon, repair.lat)
        issues.append(QualityIssue("invalid_ring", area.as_of, area.id, where, before, after, text))
    if any(one.kind == "swapped" for one in astray) or mended.is_empty:
        return issues, None
    issues.extend(_slivers(area, mended))
    return issues, replace(area, geometry=mended)


def _astray(area: ControlArea, home: tuple[float, float] | None) -> Iterator[QualityIssue]:
    """Yield the parts of a shape that are exchanged or far away; one issue a kind, at the first such part."""
    swapped: list[tuple[float, float]] = []
    far: list[tuple[float, float, float]] = []
    for part in polygons_of(area.geometry):
        west, south, east, north = part.bounds
        lon, lat = 0.5 * (west + east), 0.5 * (south + north)
        off_map = south < -90 or north > 90 or west < -180 or east > 180
        if home is None and not off_map:
            continue
        km = np.inf if off_map or home is None else leg(*home, lon, lat).distance_km
        if km <= FAR_KM:
            continue
        fits_turned = abs(lon) <= 90 and (home is None or leg(*home, lat, lon).distance_km <= _reach_km(area))
        if fits_turned:
            swapped.append((lon, lat))
        else:
            far.append((lon, lat, float(km)))
    if swapped:
        lon, lat = swapped[0]
        text = message(
            "{n:,} parts look as if longitude and latitude were exchanged: the first lies at {at}. "
            "Exchange them, or say that they are right.",
            n=len(swapped),
            at=Coordinates(lon, lat),
        )
        yield QualityIssue("swapped", area.as_of, area.id, (lon, lat), None, None, text)
    if far:
        lon, lat, km = far[0]
        text = message(
            "{n:,} parts lie far from where the case plays: the first at {at}, {km:,.0f} km away. Is "
            "the coordinate system right?",
            n=len(far),
            at=Coordinates(lon, lat),
            km=min(km, 20038.0),
        )
        yield QualityIssue("far_from_frame", area.as_of, area.id, (lon, lat), None, None, text)


def _reach_km(area: ControlArea) -> float:
    """Return how far from the middle a shape of that size may lie and still be at home."""
    west, south, east, north = area.geometry.bounds
    return float(max(_MEANT_KM, min(FAR_KM, 111.0 * max(east - west, north - south))))


def _slivers(area: ControlArea, mended: Geometry) -> Iterator[QualityIssue]:
    parts = polygons_of(mended)
    pieces = areas_km2(parts)
    holes = [ring for part in parts for ring in rings(part)[1:]]
    hollow = areas_km2([polygon(ring) for ring in holes])
    small, pits = np.flatnonzero(pieces < SLIVER_KM2), np.flatnonzero(hollow < SLIVER_KM2)
    if not len(small) and not len(pits):
        return
    first = parts[small[0]].bounds[:2] if len(small) else holes[pits[0]][0]
    text = message(
        "{n:,} pieces and {m:,} holes are smaller than 1 ha, the smallest {m2:,.0f} m²; they stay in the sums.",
        n=len(small),
        m=len(pits),
        m2=1e6 * float(np.concatenate([pieces[small], hollow[pits]]).min()),
    )
    total = float(pieces[small].sum())
    yield QualityIssue("sliver", area.as_of, area.id, (float(first[0]), float(first[1])), total, None, text)


# ---------------------------------------------------------------- day by day


def _of_layer(areas: Sequence[ControlArea]) -> Iterator[QualityIssue]:
    """Yield the days of one layer that repeat an earlier one, and ground that changes for one day only."""
    by_day: dict[Date, list[ControlArea]] = {}
    for area in areas:
        if area.as_of is not None:
            by_day.setdefault(area.as_of, []).append(area)
    days = sorted(by_day)
    edges = [edges_of(_together(by_day[day])) for day in days]
    seen: dict[bytes, Date] = {}
    for day, drawn in zip(days, edges):
        first = seen.setdefault(drawn.keys.tobytes(), day)
        if first != day:
            text = message("The same shape as on {day}: nothing was redrawn.", day=first)
            yield QualityIssue("duplicate_day", day, by_day[day][0].id, None, None, None, text)
    steps = [changed_edges(one, other) for one, other in zip(edges, edges[1:])]
    for place in range(1, len(days) - 1):
        yield from _flipped(by_day[days[place]][0], days[place], steps[place - 1], steps[place])


def _together(areas: Sequence[ControlArea]) -> Geometry:
    return areas[0].geometry if len(areas) == 1 else union([area.geometry for area in areas])


def _flipped(
    area: ControlArea, day: Date, come: tuple[Edges, Edges], back: tuple[Edges, Edges]
) -> Iterator[QualityIssue]:
    """Yield the ground that came (or went) on a day and was put back on the next."""
    # What is put back has its edges back: where none returns, nothing flipped.
    if not (np.isin(come[1].keys, back[0].keys).any() or np.isin(come[0].keys, back[1].keys).any()):
        return
    first, second = faces_between(*come), faces_between(*back)
    for name, ground in (("in", _common(first, second)), ("out", _common(_turned(first), _turned(second)))):
        sizes = areas_km2(ground)
        large = np.flatnonzero(sizes >= FLIP_KM2)
        if not len(large):
            continue
        most = ground[int(large[sizes[large].argmax()])]
        point = most.representative_point()
        km2 = float(sizes[large].sum())
        text = (
            message("{km2:,.1f} km² are in this layer on this day only, not before and not after.", km2=km2)
            if name == "in"
            else message("{km2:,.1f} km² are missing from this layer on this day only.", km2=km2)
        )
        yield QualityIssue("area_flips", day, area.id, (point.x, point.y), None, km2, text)


def _common(first: Faces, second: Faces) -> list[Geometry]:
    """Return the ground gained first and lost after."""
    if not first.gained or not second.lost:
        return []
    gained = [one for one, km2 in zip(first.gained, first.gained_km2) if km2 >= SLIVER_KM2]
    lost = [one for one, km2 in zip(second.lost, second.lost_km2) if km2 >= SLIVER_KM2]
    return polygons_of(union(gained).intersection(union(lost))) if gained and lost else []


def _turned(faces: Faces) -> Faces:
    return Faces(faces.lost, faces.gained, faces.lost_km2, faces.gained_km2)


def _missing_days(issuer: str, areas: Sequence[ControlArea]) -> Iterator[QualityIssue]:
    days = sorted({area.as_of for area in areas if area.as_of is not None and area.state not in OVERLAYS})
    for one, other in zip(days, days[1:]):
        gap = (other - one).days - 1
        if gap == 0:
            continue
        first = one + datetime.timedelta(days=1)
        text = message(
            "No map of {issuer} on {n:,} days from {first} on; the next is of {next}.",
            issuer=issuer,
            n=gap,
            first=first,
            next=other,
        )
        yield QualityIssue("missing_day", first, issuer, None, None, None, text)


def _place_flips(areas: Sequence[ControlArea], settlements: Sequence[Settlement]) -> Iterator[QualityIssue]:
    if not settlements:
        return
    shared = shared_states(areas)
    by_day: dict[Date, list[ControlArea]] = {}
    for area in areas:
        if area.as_of is not None and area.state not in OVERLAYS:
            by_day.setdefault(area.as_of, []).append(area)
    named = {one.id: one for one in settlements}
    found = status_series(settlements, [DayLayers(day, layers_of(own, shared)) for day, own in by_day.items()])
    for flip in flips(found):
        place = named[flip.place]
        text = message(
            "{place} is {state} on this day only; before and after: {around}.",
            place=place.called,
            state=flip.state,
            around=flip.around,
        )
        where = (place.geometry.x, place.geometry.y)
        yield QualityIssue("place_flips", flip.day, flip.place, where, None, None, text)
