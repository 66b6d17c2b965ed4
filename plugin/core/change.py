"""Ground that changed between two days on the maps of one issuer, by the definitions in use (design, section 4).

`HeldGround` is one issuer's ground on one day: the controlled and the advanced-into ground of the holder, and the
other side's layer. Areas are km2 on the ellipsoid, edges straight in longitude and latitude, so that they add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .buffer import grown, shrunk
from .case import ControlArea
from .geodesy import area_km2
from .shapes import Geometry, multi_polygon, polygons_of, union

SMALLEST_PIECE_KM2 = 0.01
"""Pieces of changed ground under one hectare are left out of a band's ends, and kept in its best value."""


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
    of_day = list(areas)
    others = [area for area in of_day if area.side != holder]
    own = [area for area in of_day if area.side == holder]
    control = _layer(own, "assessed_control")
    return HeldGround(
        control=control,
        advance=_layer(own, "assessed_advance").difference(control),
        other=_layer(others, "assessed_control", "claimed_counteroffensive") if others else None,
    )


def _layer(areas: Sequence[ControlArea], *states: str) -> Geometry:
    return union([area.geometry for area in areas if area.state in states])


def changes(before: HeldGround, after: HeldGround, tolerance_m: float, frame: Geometry | None) -> dict[str, Band]:
    """Return lost, passed, growth and net in km2, by definition; without the other side's layer lost and net only.

    Net is signed, after minus before. The frame cuts after the edges were moved, so that ground beyond it counts for
    what it reaches over.
    """

    def gone(first: Geometry, second: Geometry) -> Band:
        return _band(first.difference(second), tolerance_m, frame)

    left, came = gone(before.held, after.held), gone(after.held, before.held)
    found = {
        "lost": gone(before.control, after.control),
        "net": Band(came.low - left.high, came.best - left.best, came.high - left.low),
    }
    if before.other is not None and after.other is not None:
        found["passed"] = _band(before.control.intersection(after.other), tolerance_m, frame)
        found["growth"] = gone(after.other, before.other)
    return found


def _band(ground: Geometry, tolerance_m: float, frame: Geometry | None) -> Band:
    whole = polygons_of(ground)
    pieces = multi_polygon([piece for piece in whole if area_km2(piece) >= SMALLEST_PIECE_KM2])
    best = _within(multi_polygon(whole), frame)
    if pieces.is_empty or tolerance_m <= 0:
        kept = _within(pieces, frame)
        return Band(min(kept, best), best, max(kept, best))
    low, high = _within(shrunk(pieces, tolerance_m), frame), _within(grown(pieces, tolerance_m), frame)
    return Band(low, best, max(high, best))


def _within(ground: Geometry, frame: Geometry | None) -> float:
    return area_km2(ground if frame is None else ground.intersection(frame))


def holder_of(areas: Sequence[ControlArea], gaining_side: str) -> str | None:
    """Return the one side, other than the gaining one, whose control the areas show; None where that is not clear."""
    sides = {area.side for area in areas if area.state == "assessed_control" and area.side != gaining_side}
    return sides.pop() if len(sides) == 1 else None
