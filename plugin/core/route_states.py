"""Routes against ground whose edge is known to a tolerance: open, cut, or near the edge, where no map can say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .buffer import edge_band
from .case import SupplyRoute
from .cuts import Stretch, stretches_beside, stretches_in
from .line_crossings import Progress
from .shapes import Geometry, multi_line, union

OPEN, CUT, UNKNOWN = "open", "cut", "unknown"


@dataclass(frozen=True)
class StatedStretch:
    """A stretch of a route that is of one state; `stretch.is_open` says how it is as drawn."""

    state: str
    stretch: Stretch

    @property
    def km(self) -> float:
        """Geodesic length."""
        return self.stretch.to_km - self.stretch.from_km


def stretches_drawn(routes: Sequence[SupplyRoute], areas: Sequence[Geometry], own: bool) -> tuple[Stretch, ...]:
    """Return the stretches of routes: open in the areas where they are the side's `own`, else open beside them."""
    return stretches_in(routes, union(list(areas))) if own else stretches_beside(routes, areas)


def stated(
    drawn: Sequence[Stretch],
    areas: Sequence[Geometry],
    tolerance_m: float,
    progress: Progress = lambda share: None,
) -> tuple[StatedStretch, ...]:
    """Return the stretches with their states, in order; what is within the tolerance of the areas' edge is unknown.

    Parameters
    ----------
    drawn
        As `stretches_drawn` gives them for the same areas.
    areas
        (Multi)Polygons in longitude and latitude; their edge is that of all of them together.
    tolerance_m
        How far the edge may be off, metres; 0: it is taken as drawn.
    progress
        Called with the share done; may raise `Cancelled`.
    """
    band = edge_band(union(list(areas)), tolerance_m, progress=progress) if tolerance_m > 0 else []
    if not band:
        return tuple(StatedStretch(OPEN if one.is_open else CUT, one) for one in drawn)
    # Each stretch as a route by its number, so that what is cut out of it is known to be of it.
    pieces = [SupplyRoute(str(number), "", multi_line([one.path])) for number, one in enumerate(drawn)]
    found = []
    for near in stretches_in(pieces, union(band)):
        whole = drawn[int(near.route)]
        begin, end = whole.from_km + near.from_km, whole.from_km + near.to_km
        part = replace(whole, from_km=begin, to_km=end, path=near.path)
        found.append(StatedStretch(UNKNOWN if near.is_open else OPEN if whole.is_open else CUT, part))
    return tuple(found)
