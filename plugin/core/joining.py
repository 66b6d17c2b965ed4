"""How the routes of a case become a network: the settings `route_snap_m` and `route_crossings`.

Drawn routes cross without a vertex in common and meet where the mouse stopped: they are joined at crossings and within
some metres. Data that are cut at their junctions already, such as roads of OpenStreetMap, cross without a vertex in
common where one is on a bridge: they are joined at shared points only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .messages import Message, message

SNAP, CROSSINGS = "route_snap_m", "route_crossings"
"""The names of the two settings of a case."""

JOINED, APART = "joined", "apart"
"""What the second one may be; empty is `JOINED`."""

SNAP_M = 25.0
"""Ends and vertices of routes that are no further apart are one place, unless a caller says otherwise."""

APART_SNAP_M = 1.0
"""The same where routes that cross are not joined: such data are exact."""

MOST_SNAP_M = 5_000.0


@dataclass(frozen=True)
class RouteJoining:
    """Ends and vertices within so many metres are one place; routes of one mode are joined where they cross, or not."""

    snap_m: float = SNAP_M
    join_crossings: bool = True

    @property
    def crossings(self) -> str:
        """The same as the setting says it."""
        return JOINED if self.join_crossings else APART

    @property
    def note(self) -> Message:
        """The sentence that says so."""
        if self.join_crossings:
            return message(
                "Routes of one mode are joined where they cross, and what lies within {metres:g} m is one place.",
                metres=self.snap_m,
            )
        return message(
            "Routes that cross are joined only where they share a point; what lies within {metres:g} m is one place.",
            metres=self.snap_m,
        )


def joining_of(settings: Mapping[str, str]) -> RouteJoining:
    """Return how the settings of a case join its routes; what is empty or cannot be used is as if it were not there.

    Without a distance it is 25 m where crossings are joined, and a metre where they are kept apart.
    """
    apart = settings.get(CROSSINGS, "") == APART
    snap_m = _metres(settings.get(SNAP, ""))
    if snap_m is None:
        snap_m = APART_SNAP_M if apart else SNAP_M
    return RouteJoining(snap_m, not apart)


def settled(settings: Mapping[str, str], snap_m: float | None, crossings: str | None) -> Mapping[str, str]:
    """Return the settings of a case with others in their place for one run; None leaves a setting as it is."""
    asked = {SNAP: None if snap_m is None else f"{snap_m:g}", CROSSINGS: crossings}
    return MappingProxyType({**settings, **{name: value for name, value in asked.items() if value is not None}})


def setting_trouble(name: str, value: str) -> Message | None:
    """Return why one of the two settings cannot be used as it is; None where it can, and for any other setting."""
    if name == SNAP and value and _metres(value) is None:
        text = '"{value}" is no number of metres from 0 to {most:,.0f}, so it does nothing; write 25.'
        return message(text, value=value[:80], most=MOST_SNAP_M)
    if name == CROSSINGS and value not in ("", JOINED, APART):
        return message('"{value}" does nothing here; write joined or apart.', value=value[:80])
    return None


def _metres(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and 0 <= found <= MOST_SNAP_M else None
