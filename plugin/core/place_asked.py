"""What a claim about the status of a place asks: which place, of whose ground, by whose map of which day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from .case import Claim, Settlement
from .change import Band
from .findings import YES_NO, Measure
from .grounds import Grounds
from .messages import Message, message
from .place_notes import day_note
from .scope import built_up_for
from .side_ground import held_by, issuer_of, no_layer, spot_key
from .stand_in import StandIn
from .standing import CENTRE, Standing


@dataclass(frozen=True)
class Asked:
    """What a claim asks: which place, of which side's ground, by whose map of which day standing in for the last."""

    grounds: Grounds
    claim: Claim
    place: Settlement
    built_up: Message | None
    issuer: str
    used: StandIn

    @property
    def standing(self) -> Standing:
        """Where the places stood in the side's layer."""
        return self.grounds.standing(self.issuer, self.claim.side)

    @property
    def days(self) -> tuple[datetime.date, ...]:
        """The days that the issuer mapped."""
        return self.standing.days

    def on(self, reading: str, day: datetime.date) -> Band:
        """Return whether the place was in the layer on a mapped day, by its centre, wholly or in part."""
        return self.standing.on(spot_key(self.claim), reading, day)

    def answer(self, definition: str, band: Band, note: Message) -> Measure:
        """Return a yes or no as a measure, with the place to show on a map."""
        at = (("place", self.place.geometry.x, self.place.geometry.y),)
        return Measure(definition, band.low, band.best, band.high, YES_NO, None, note=note, points=at)

    @property
    def facts(self) -> Message:
        """What the map of the last day shows at the place's centre, since when, and how far the edge is."""
        day, key = self.used.used, spot_key(self.claim)
        lon, lat = self.place.geometry.x, self.place.geometry.y
        edge = self.grounds.side_edge(self.issuer, self.claim.side, day)
        return day_note(
            self.grounds.case,
            self.place,
            self.claim.side,
            self.issuer,
            self.used,
            self.standing.days_as_drawn(key, CENTRE),
            None if edge is None else float(edge.distance_m([lon], [lat])[0]) / 1000,
        )


def asked_of(grounds: Grounds, claim: Claim, place: Settlement) -> Asked | Message:
    """Return what the claim asks, or what is missing to ask it."""
    day = claim.refers_to or claim.stated_on
    if day is None:
        return message("The claim names no day for which control areas could be taken.")
    if not claim.side:
        return message("The claim names no side whose layer could be looked at.")
    found = issuer_of(grounds.case, day)
    if isinstance(found, Message):
        return found
    issuer, used = found
    if not held_by(grounds.case, issuer, claim.side):
        return no_layer(grounds.case, issuer, claim.side)
    return Asked(grounds, claim, place, built_up_for(grounds.case, claim, place).missing, issuer, used)


def missing(definition: str, reason: Message) -> Measure:
    """Return a definition that could not be asked."""
    return Measure(definition, None, None, None, YES_NO, None, missing=reason)


def of_whole(asked: Asked, definition: str, measured: Callable[[], Measure]) -> Measure:
    """Return what is measured of the whole place, or that its built-up ground is missing."""
    return measured() if asked.built_up is None else missing(definition, asked.built_up)
