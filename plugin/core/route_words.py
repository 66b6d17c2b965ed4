"""What is said about routes beside a yes or no: the ways that are left, the detour, the corridor."""

from __future__ import annotations

import datetime

from .corridor import Corridor
from .isolation import Access
from .messages import Coordinates, Message, Value, joined, message
from .network import Network

# Lengths are given to the metre: what is left of a double depends on which other places are on the network.
_KM_DIGITS = 3


def ground_words(advance: bool) -> Message:
    """Return which ground routes are open in."""
    return message("Under control or advance") if advance else message("Under control alone")


def ways_words(network: Network, found: Access, base: Value, advance: bool, earlier: datetime.date | None) -> Message:
    """Return how a place reaches the supply bases: cut or not, what is left, what that hangs on, the detour."""
    words = {"ground": ground_words(advance)}
    if found.ways is None:
        return message("{ground}: not cut; the place is a supply base.", **words)
    if found.km is None:
        before = _round_km(found.earlier_km)
        if before is None or earlier is None:
            return message("{ground}: cut; no way leads to a supply base.", **words)
        return message(
            "{ground}: cut; no way leads to a supply base. On {day} the shortest was {km:,.0f} km.",
            **words,
            day=earlier,
            km=before,
        )
    parts = [_left(found, base, words)]
    if found.detour_factor is not None and earlier is not None:
        parts.append(
            message(
                "On {day} it was {km:,.0f} km: {factor:.1f} times as long now.",
                day=earlier,
                km=_round_km(found.earlier_km) or 0.0,
                factor=round(found.detour_factor, _KM_DIGITS),
            )
        )
    if found.last_links:
        parts.append(message("It hangs on: {routes}.", routes=", ".join(_names(network, found.last_links))))
    return joined(parts)


def _left(found: Access, base: Value, words: dict[str, Message]) -> Message:
    km = _round_km(found.km) or 0.0
    if found.ways == 1:
        return message("{ground}: not cut; one way left, {km:,.0f} km to {base}.", **words, km=km, base=base)
    return message(
        "{ground}: not cut; {ways} ways left, the shortest {km:,.0f} km to {base}.",
        **words,
        ways=found.ways or 0,
        km=km,
        base=base,
    )


def _names(network: Network, edges: tuple[int, ...]) -> list[str]:
    routes = (network.routes[int(network.route[edge])] for edge in edges)
    return list(dict.fromkeys(one.name or one.id for one in routes))


def _round_km(km: float | None) -> float | None:
    return None if km is None else round(km, _KM_DIGITS)


def corridor_words(found: Corridor, base: Value) -> Message:
    """Return how wide the ground corridor of a place is, and where it is narrowest."""
    if found.reason is not None:
        return joined((message("There is no corridor to a supply base."), found.reason))
    if found.at_limit:
        return message("The ground corridor to {base} is {km:g} km wide or more.", base=base, km=found.limit_km)
    values: dict[str, Value] = {
        "base": base,
        "km": found.width_km.best,
        "low": found.width_km.low,
        "high": found.width_km.high,
    }
    if found.narrowest is None:
        return message("The ground corridor to {base} is {km:.1f} km wide ({low:.1f} to {high:.1f}).", **values)
    return message(
        "The ground corridor to {base} is {km:.1f} km wide ({low:.1f} to {high:.1f}), narrowest at {at}.",
        **values,
        at=Coordinates(found.narrowest.lon, found.narrowest.lat),
    )
