"""Routes against ground whose edge is known to a tolerance: open, cut, or near the edge, where no map can say it.

Where maps end at a frame, what lies beyond it was not mapped, and is neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .buffer import edge_band
from .case import SupplyRoute
from .cuts import Stretch, stretches_beside, stretches_in
from .ground_pieces import ground_about
from .line_crossings import Progress
from .shapes import Geometry, multi_line, union

OPEN, CUT, UNKNOWN, UNMAPPED = "open", "cut", "unknown", "unmapped"


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
    band = []
    if tolerance_m > 0 and len(drawn):
        ends = np.concatenate([one.path for one in drawn])
        west, south = ends.min(axis=0).tolist()
        east, north = ends.max(axis=0).tolist()
        near = ground_about(union(list(areas)), (west, south, east, north), tolerance_m)
        band = edge_band(near, tolerance_m, progress=progress)
    if not band:
        return tuple(StatedStretch(OPEN if one.is_open else CUT, one) for one in drawn)
    return tuple(
        StatedStretch(UNKNOWN if is_near else OPEN if drawn[number].is_open else CUT, part)
        for number, is_near, part in _parts(drawn, union(band))
    )


def in_mapped(found: Sequence[StatedStretch], mapped: Geometry) -> tuple[StatedStretch, ...]:
    """Return the stretches, those outside of the ground that was mapped (a (Multi)Polygon) as unmapped."""
    return tuple(
        StatedStretch(found[number].state if is_in else UNMAPPED, part)
        for number, is_in, part in _parts([one.stretch for one in found], mapped)
    )


def _parts(whole: Sequence[Stretch], area: Geometry) -> Iterator[tuple[int, bool, Stretch]]:
    """Yield the parts of stretches in and out of an area, in order, each with the number of the whole."""
    # Each stretch as a route by its number, so that what is cut out of it is known to be of it.
    pieces = [SupplyRoute(str(number), "", multi_line([one.path])) for number, one in enumerate(whole)]
    for part in stretches_in(pieces, area):
        one = whole[int(part.route)]
        begin, end = one.from_km + part.from_km, one.from_km + part.to_km
        yield int(part.route), part.is_open, replace(one, from_km=begin, to_km=end, path=part.path)
