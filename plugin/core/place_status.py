"""Claims about the status of a place: taken, held, held since a day, entered, on the outskirts, lost.

Each is a yes or no by the layer of the claim's side on an issuer's maps, asked of the place's centre and, where its
built-up ground is drawn, of the whole place. A yes or no has a band: surely, as drawn, possibly (design, section 4).
A claim that names no status asks for the last day only.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Callable

import numpy as np

from .case import Claim, Settlement
from .change import Band
from .findings import YES_NO, Measure
from .grounds import Grounds
from .messages import Message, joined, message
from .nearest import NearestLine
from .place_asked import Asked, asked_of, missing, of_whole
from .place_notes import Runs, before_note, part_note, since_note, whole_note
from .quantities import claimed_interval, converted, dimension
from .scope import built_up_for, gains_for, places_for
from .shapes import coordinates
from .side_ground import spot_key
from .stand_in import STAND_IN_DAYS, StandIn, stand_in
from .standing import CENTRE, PART, WHOLE

OUTSKIRTS_KM = 2.0
"""How near a side's ground has to be for "on the outskirts" where the claim gives no distance."""

_NO = Band(0, 0, 0)

DEFINITIONS_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "": ("in_layer",),
        "taken": ("taken_centre", "taken_whole"),
        "held": ("held_centre", "held_whole"),
        "held_since": ("held_since_centre", "held_since_whole"),
        "entered": ("entered",),
        "outskirts": ("outskirts_centre", "outskirts_built_up"),
        "lost": ("lost_centre", "lost_whole"),
    }
)
"""Which definitions ask a claim of each status of the maps; drawn gains are asked beside them."""


def place_status(grounds: Grounds, claim: Claim) -> tuple[Measure, ...]:
    """Return the measures of a claim about the status of a place."""
    places = places_for(grounds.case, claim, 1)
    drawn_too = claim.status in ("", "taken") or (claim.status == "held" and bool(claim.gain_ids))
    names = (*(("in_gains",) if drawn_too else ()), *DEFINITIONS_OF[claim.status])
    if places.missing:
        return tuple(missing(name, places.missing) for name in names)
    place = places.records[0]
    drawn = (_in_gains(grounds, claim, place),) if drawn_too else ()
    asked = asked_of(grounds, claim, place)
    if isinstance(asked, Message):
        return (*drawn, *(missing(name, asked) for name in DEFINITIONS_OF[claim.status]))
    return (*drawn, *_BY_STATUS[claim.status](asked))


def _in_gains(grounds: Grounds, claim: Claim, place: Settlement) -> Measure:
    gains = gains_for(grounds.case, claim)
    if gains.missing:
        return missing("in_gains", gains.missing)
    lon, lat = place.geometry.x, place.geometry.y
    band = grounds.point_inside(lon, lat, gains.records)
    return Measure(
        "in_gains", band.low, band.best, band.high, YES_NO, None, note=gains.note, points=(("place", lon, lat),)
    )


# ---------------------------------------------------------------- one day


def _in_layer(asked: Asked) -> tuple[Measure, ...]:
    return (asked.answer("in_layer", asked.on(CENTRE, asked.used.used), asked.facts),)


def _held(asked: Asked) -> tuple[Measure, ...]:
    note = asked.facts
    return (
        asked.answer("held_centre", asked.on(CENTRE, asked.used.used), note),
        of_whole(asked, "held_whole", lambda: asked.answer("held_whole", asked.on(WHOLE, asked.used.used), note)),
    )


def _outskirts(asked: Asked) -> tuple[Measure, ...]:
    """Return whether the side's ground comes near the place, and does not hold its centre."""
    claim, day = asked.claim, asked.used.used
    reach_km = _reach_km(claim)
    facts = [asked.facts, message("Near is here within {km:,.1f} km.", km=reach_km)]
    edge = asked.grounds.side_edge(asked.issuer, claim.side, day)
    if edge is None:
        return tuple(asked.answer(name, _NO, joined(facts)) for name in DEFINITIONS_OF["outskirts"])
    tolerance_km = asked.standing.tolerances_m[asked.days.index(day)] / 1000
    centre = asked.on(CENTRE, day)

    def near(km: float) -> Band:
        return Band(
            float(not centre.high and km + tolerance_km <= reach_km),
            float(not centre.best and km <= reach_km),
            float(not centre.low and km - tolerance_km <= reach_km),
        )

    to_centre_km = float(edge.distance_m([asked.place.geometry.x], [asked.place.geometry.y])[0]) / 1000
    if asked.built_up is not None:
        return (
            asked.answer("outskirts_centre", near(to_centre_km), joined(facts)),
            missing("outskirts_built_up", asked.built_up),
        )
    to_town_km = 0.0 if asked.on(PART, day).best else _built_up_km(asked, edge)
    note = joined((*facts, message("From the built-up ground it is {km:,.1f} km.", km=to_town_km)))
    return (
        asked.answer("outskirts_centre", near(to_centre_km), note),
        asked.answer("outskirts_built_up", near(to_town_km), note),
    )


def _reach_km(claim: Claim) -> float:
    """Return how far the outskirts reach: to the upper end of the distance that the claim gives."""
    given = claimed_interval(claim)
    if given is None or dimension(given.unit) != "length":
        return OUTSKIRTS_KM
    return converted(given.value if given.high is None else given.high, given.unit, "km")


def _built_up_km(asked: Asked, edge: NearestLine) -> float:
    """Return the distance from the edge of the built-up ground to that of the side's.

    Two lines that do not cross are nearest at a vertex of one of them.
    """
    built_up = built_up_for(asked.grounds.case, asked.claim, asked.place).records[0].geometry
    own = coordinates(built_up)
    other = coordinates(asked.grounds.side_ground(asked.issuer, asked.claim.side, asked.used.used))
    there = float(edge.distance_m(own[:, 0], own[:, 1]).min())
    return min(there, float(NearestLine(built_up).distance_m(other[:, 0], other[:, 1]).min())) / 1000


# ---------------------------------------------------------------- two days


def _taken(asked: Asked) -> tuple[Measure, ...]:
    return (
        _turned(asked, "taken_centre", CENTRE, came=True),
        of_whole(asked, "taken_whole", lambda: _turned(asked, "taken_whole", WHOLE, came=True)),
    )


def _lost(asked: Asked) -> tuple[Measure, ...]:
    """Return the same with time reversed: lost by one side is what all other ground took."""
    return (
        _turned(asked, "lost_centre", CENTRE, came=False),
        of_whole(asked, "lost_whole", lambda: _turned(asked, "lost_whole", PART, came=False)),
    )


def _turned(asked: Asked, definition: str, reading: str, came: bool) -> Measure:
    """Return whether the place came into the layer (or left it) between the day before the period and its last day."""
    before = _day_before(asked)
    if isinstance(before, Message):
        return missing(definition, before)
    was, now = asked.on(reading, before.used), asked.on(reading, asked.used.used)
    if before.used > before.asked and bool(was.best) == came:
        late = message(
            "The map of {used}, which stands in for {day}, shows it so already: it may have happened in between.",
            used=before.used,
            day=before.asked,
        )
        return missing(definition, late)
    first, last = (was, now) if came else (now, was)
    then = before_note(before, asked.claim.side, bool(asked.on(CENTRE, before.used).best))
    return asked.answer(definition, _came(first, last), joined((asked.facts, then)))


def _came(was: Band, now: Band) -> Band:
    """Return whether a no became a yes; where an edge is near on both days and both are drawn alike, nothing moved."""
    if was.low != was.high and now.low != now.high and was.best == now.best:
        return _NO
    return Band(float(now.low and not was.high), float(now.best and not was.best), float(now.high and not was.low))


def _day_before(asked: Asked) -> StandIn | Message:
    start = asked.claim.refers_from
    if start is None:
        return message("The claim names no first day: the day before it is compared with the last.")
    day = start - datetime.timedelta(days=1)
    found = stand_in(asked.days, day)
    if found is None or found.used >= asked.used.used:
        return message(
            "Control areas of {issuer} for {day}, the day before the period, are needed.", issuer=asked.issuer, day=day
        )
    return found


# ---------------------------------------------------------------- every day of the period


def _held_since(asked: Asked) -> tuple[Measure, ...]:
    span = _span(asked)
    if isinstance(span, Message):
        return tuple(missing(name, span) for name in DEFINITIONS_OF["held_since"])
    return (
        _on_every_day(asked, "held_since_centre", CENTRE, span),
        of_whole(asked, "held_since_whole", lambda: _on_every_day(asked, "held_since_whole", WHOLE, span)),
    )


def _span(asked: Asked) -> slice | Message:
    """Return which of the mapped days belong to the period, the stand-ins of its ends included."""
    start = asked.claim.refers_from
    if start is None:
        return message("The claim names no first day since which the place is held.")
    first = stand_in(asked.days, start)
    if first is None or first.used > asked.used.used:
        return message(
            "No control areas of {issuer} for {day} or the three days after.", issuer=asked.issuer, day=start
        )
    return slice(asked.days.index(first.used), asked.days.index(asked.used.used) + 1)


def _on_every_day(asked: Asked, definition: str, reading: str, span: slice) -> Measure:
    """Return whether the place was in the layer on every mapped day; not surely where too long a time is not mapped."""
    sure, drawn, possible = (answers[span] for answers in asked.standing.of(spot_key(asked.claim), reading))
    mapped = asked.days[span]
    runs = Runs.of(asked.claim.refers_from or mapped[0], asked.used.asked, mapped, drawn)
    gap = any((after - before).days > STAND_IN_DAYS + 1 for before, after in zip(mapped, mapped[1:]))
    band = Band(float(sure.all() and not gap), float(drawn.all()), float(possible.all()))
    if reading == WHOLE:
        return asked.answer(definition, band, whole_note(asked.claim.side, runs))
    note = joined((asked.facts, since_note(asked.claim.side, len(mapped), runs)))
    return asked.answer(definition, band, note)


def _entered(asked: Asked) -> tuple[Measure, ...]:
    """Return whether some part of the place was in the side's layer or its advance on some day of the period."""
    start = asked.claim.refers_from or asked.used.used
    reading = CENTRE if asked.built_up is not None else PART
    reached = asked.grounds.standing(asked.issuer, asked.claim.side, advance=True)
    answers = reached.of(spot_key(asked.claim), reading)
    of_period = np.array([start <= day <= asked.used.used for day in reached.days])
    low, best, high = (float(one[of_period].any()) for one in answers)
    days: Sequence[datetime.date] = [day for day, in_it in zip(reached.days, answers[1] & of_period) if in_it]
    note = joined((asked.facts, part_note(asked.claim.side, days, asked.built_up)))
    return (asked.answer("entered", Band(low, best, high), note),)


_BY_STATUS: Mapping[str, Callable[[Asked], tuple[Measure, ...]]] = MappingProxyType(
    {
        "": _in_layer,
        "taken": _taken,
        "held": _held,
        "held_since": _held_since,
        "entered": _entered,
        "outskirts": _outskirts,
        "lost": _lost,
    }
)
