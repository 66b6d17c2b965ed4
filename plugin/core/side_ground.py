"""One side's ground by the day, from the maps of the issuer that a claim is checked against.

What cannot be said comes back as the `Message` that names what is missing. A side holds what an issuer shows in its
assessed control or claimed counter-offensive; of an issuer who draws one layer only, that layer whatever its name.
"""

from __future__ import annotations

import datetime

from .case import Case, Claim, ControlArea
from .days import areas_by_day, days_of, issuers_of, sole_state
from .messages import Message, listed, message
from .scope import built_up_for, places_for, tolerance_m
from .shapes import union
from .stand_in import StandIn, stand_in
from .standing import SideDay, Spot

# What a side holds by its layers: the same states that `held_ground` takes.
_HOLDING = ("assessed_control", "claimed_counteroffensive")
_ADVANCE = "assessed_advance"


def issuer_of(case: Case, day: datetime.date) -> tuple[str, StandIn] | Message:
    """Return the issuer to ask about a day, and the day whose map is used: the one of the settings, else the only one.

    A missing day is stood in for by the next one within three.
    """
    drawn: dict[str, StandIn] = {}
    for issuer in issuers_of(case):
        found = stand_in(days_of(case, issuer), day)
        if found is not None:
            drawn[issuer] = found
    wanted = case.settings.get("issuer", "")
    # No wish is not a wish for maps of an issuer without a name.
    if wanted and wanted in drawn:
        return wanted, drawn[wanted]
    if wanted:
        return message("No control areas of {issuer} for {day} or the three days after.", issuer=wanted, day=day)
    if not drawn:
        return message("No control areas for {day} or the three days after.", day=day)
    if len(drawn) > 1:
        names = listed([message("{name}", name=one) if one else message("one without a name") for one in drawn])
        return message(
            'Several issuers drew the day: {names}. Write the one to be asked into the table Settings, row "issuer".',
            names=names,
        )
    return next(iter(drawn.items()))


def held_by(case: Case, issuer: str, side: str, advance: bool = False) -> list[ControlArea]:
    """Return the areas that an issuer shows as held by a side, on all days; with its advance, if wanted."""
    drawn = [area for area in case.control_areas if area.issuer == issuer]
    sole = sole_state(drawn)
    holding = _HOLDING if sole is None else (sole[0],)
    if advance:
        holding = (*holding, _ADVANCE)
    return [area for area in drawn if area.side == side and area.state in holding]


def layer_records(case: Case, side: str, start: datetime.date, end: datetime.date) -> tuple[ControlArea, ...] | Message:
    """Return the areas that a side held by one issuer's maps of the days from `start` to `end`."""
    found = issuer_of(case, end)
    if isinstance(found, Message):
        return found
    issuer, last = found
    drawn = held_by(case, issuer, side)
    if not drawn:
        return no_layer(case, issuer, side)
    return tuple(area for area in drawn if area.as_of is not None and start <= area.as_of <= last.used)


def no_layer(case: Case, issuer: str, side: str) -> Message:
    """Return the sentence that a side has no layer on an issuer's maps, and which sides have."""
    sides = sorted({area.side for area in case.control_areas if area.issuer == issuer and area.side})
    have = [one for one in sides if held_by(case, issuer, one)]
    if not have:
        return message("The maps of {issuer} show no layer of {side}.", issuer=issuer, side=side or "?")
    return message(
        "The maps of {issuer} show no layer of {side}; they show {sides}.",
        issuer=issuer,
        side=side or "?",
        sides=", ".join(have),
    )


def side_days(case: Case, issuer: str, side: str, advance: bool) -> tuple[SideDay, ...]:
    """Return what the side held on each day that the issuer mapped, in order; days without such ground are empty."""
    held = {area.id for area in held_by(case, issuer, side, advance)}
    found = []
    for day, areas in areas_by_day(case, issuer).items():
        own = [area.geometry for area in areas if area.id in held]
        # Not a union with nothing: days that are drawn alike must stay alike, edge by edge.
        ground = own[0] if len(own) == 1 and own[0].is_valid else union(own)
        found.append(SideDay(day, ground, tolerance_m(case, areas)))
    return tuple(found)


def spot_key(claim: Claim) -> tuple[str, str]:
    """Return what a claim's place is asked for by: the place, and the area that the claim names for it."""
    return (claim.place_ids[0] if claim.place_ids else "", claim.area_id)


def spots_of(case: Case) -> tuple[Spot, ...]:
    """Return the places that claims about the status of a place speak of, each once, with their built-up ground."""
    spots: dict[tuple[str, str], Spot] = {}
    for claim in case.claims:
        key = spot_key(claim)
        if claim.kind != "place_status" or key in spots:
            continue
        places = places_for(case, claim, 1)
        if places.missing:
            continue
        built_up = built_up_for(case, claim, places.records[0])
        point = places.records[0].geometry
        ground = built_up.records[0].geometry if built_up.records else None
        spots[key] = Spot(key, point.x, point.y, ground)
    return tuple(spots.values())
