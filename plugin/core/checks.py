"""Further checks beside the verdict: conversion, direction, duration, relay (design, section 5, step 4).

Each holds, does not hold, or cannot be said (None). `stated` and `found` are short and plain, for tables and JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .case import Case, Claim
from .errors import InputError
from .findings import Check, Measure
from .geodesy import compass, direction_holds, leg
from .messages import Message, listed, message
from .quantities import claimed_interval, conversion_holds, converted, dimension
from .scope import places_for


def checks_for(case: Case, claim: Claim, claims: Mapping[str, Claim], measures: Sequence[Measure]) -> tuple[Check, ...]:
    """Return the checks that the claim gives occasion for; none is empty-handed."""
    found = (
        _conversion(claim),
        _direction(case, claim),
        _duration(claim, measures),
        _relay(claim, claims),
    )
    return tuple(check for check in found if check is not None)


def _conversion(claim: Claim) -> Check | None:
    if not claim.conversion or claim.value is None:
        return None
    stated = f"{claim.value:,.6g} {claim.unit} = {claim.conversion} {claim.conversion_unit}"
    try:
        answer = conversion_holds(claim.value, claim.unit, claim.conversion, claim.conversion_unit)
    except InputError:
        answer = None
    if answer is None:
        reason = message("The printed conversion cannot be read: give a number and a unit of the same kind.")
        return Check("conversion", None, stated, "", reason)
    holds, exact = answer
    text = (
        message("Exactly {exact:,.2f}, which rounds to the number printed.", exact=exact)
        if holds
        else message("Exactly {exact:,.2f}, which does not round to the number printed.", exact=exact)
    )
    return Check("conversion", holds, stated, f"{exact:,.2f} {claim.conversion_unit}", text)


def _direction(case: Case, claim: Claim) -> Check | None:
    if not claim.direction or claim.kind == "direction":
        return None
    places = places_for(case, claim, 2)
    if places.missing:
        return Check("direction", None, claim.direction, "", places.missing)
    start, end = (place.geometry for place in places.records[:2])
    azimuth_deg = leg(start.x, start.y, end.x, end.y).azimuth_deg
    found = f"{azimuth_deg:.1f}° ({compass(azimuth_deg)})"
    try:
        holds = direction_holds(claim.direction, azimuth_deg)
    except ValueError:
        unknown = message(
            'The direction "{direction}" is not known: write N, NE, south-west.', direction=claim.direction
        )
        return Check("direction", None, claim.direction, found, unknown)
    reason = message(
        "From {start} to {end} the azimuth is {azimuth:.1f}° ({compass}).",
        start=places.records[0].called,
        end=places.records[1].called,
        azimuth=azimuth_deg,
        compass=message(compass(azimuth_deg)),
    )
    return Check("direction", holds, claim.direction, found, reason)


def _duration(claim: Claim, measures: Sequence[Measure]) -> Check | None:
    if claim.kind != "duration" or claim.value is None:
        return None
    timed = [one for one in measures if one.best is not None]
    stated = f"{claim.value:,.6g} {claim.unit}"
    if not timed:
        return Check("duration", None, stated, "", message("No dates to count from."))
    found = "; ".join(f"{one.definition.partition(':')[2]}: {one.best:,.2f} {one.unit}" for one in timed)
    holds = any(one.fits for one in timed)
    text = (
        message("At least one of the dates gives the stated time.")
        if holds
        else message("None of the dates gives the stated time.")
    )
    return Check("duration", holds, stated, found, text)


def _relay(claim: Claim, claims: Mapping[str, Claim]) -> Check | None:
    if not claim.relays:
        return None
    original = claims.get(claim.relays)
    if original is None or original.id == claim.id:
        lost = message('The claim it repeats, "{id}", is not in the case.', id=claim.relays)
        return Check("relay", None, _gist(claim), "", lost)
    changed = _changes(claim, original)
    if not changed:
        kept = message("It says what {claimant} said.", claimant=original.claimant)
        return Check("relay", True, _gist(claim), _gist(original), kept)
    reason = message(
        "{claimant} said something else; changed on the way: {what}.", claimant=original.claimant, what=listed(changed)
    )
    return Check("relay", False, _gist(claim), _gist(original), reason)


def _gist(claim: Claim) -> str:
    """Return a claim in telegraph style: bound, number, unit, direction, places."""
    number = "" if claim.value is None else f"{claim.bound} {claim.value:,.6g} {claim.unit}"
    parts = (claim.kind, number, claim.direction, " ".join(claim.place_ids))
    return ", ".join(part for part in parts if part)


def _changes(claim: Claim, original: Claim) -> tuple[Message, ...]:
    """Return the words for what differs from the original; an empty link or period is no change."""
    changed = []
    if _number_differs(claim, original):
        changed.append(message("the number"))
    if claim.bound != original.bound:
        changed.append(message("the bound"))
    if claim.kind != original.kind:
        changed.append(message("what is measured"))
    if claim.direction != original.direction:
        changed.append(message("the direction"))
    if claim.place_ids != original.place_ids:
        changed.append(message("the place it is measured from"))
    pairs = ((claim.area_id, original.area_id), (claim.baseline_id, original.baseline_id))
    if any(one and other and one != other for one, other in pairs):
        changed.append(message("the area or line it speaks of"))
    periods = ((claim.refers_from, original.refers_from), (claim.refers_to, original.refers_to))
    if any(one and other and one != other for one, other in periods):
        changed.append(message("the period"))
    return tuple(changed)


def _number_differs(claim: Claim, original: Claim) -> bool:
    if claim.value is None or original.value is None:
        return (claim.value is None) != (original.value is None)
    if dimension(claim.unit) != dimension(original.unit):
        return True
    if not dimension(claim.unit) or claim.unit == original.unit:
        return claim.value != original.value or claim.value_high != original.value_high
    try:
        interval = claimed_interval(claim)
    except InputError:
        return True
    there = converted(original.value, original.unit, claim.unit)
    if interval is None:
        return True
    return not ((interval.low or 0.0) <= there <= (interval.high or there))
