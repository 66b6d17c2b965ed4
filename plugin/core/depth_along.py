"""Depth along a baseline as a chart shows it: the profile in steps that the eye can tell apart, and in a sector's own.

The profile is that of `depth.depth_profile`: each stretch of the baseline has the greatest depth of the ground nearest
to it. Its greatest value comes near to the depth to any part; the depth to the break-in sector is another profile, of
the ground connected to the sector alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .along import AlongLine
from .depth import DepthError, DepthProfile, connected_ground, depth_profile, stretch_inside
from .depth_choice import DepthInputs
from .geodesy import area_km2
from .progress import Progress
from .shapes import Array, Geometry, contains_xy

# So many stretches are enough for the eye, also of a part of the line, and not too many for a chart.
MOST_STRETCHES = 1500
# So many points are tried in about a second; they lie a quarter of a stretch apart.
_POINTS = 200_000
_NICE_KM = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class DepthAlong:
    """Depths along a baseline; `ends_km` are those of the profile's stretches (n + 1), `places` finds places on it."""

    places: AlongLine
    profile: DepthProfile
    step_km: float
    ends_km: Array

    def inside(self, sector: Geometry | None) -> Array:
        """Return of each stretch (n, bool) whether its middle lies in an area; none does in None."""
        if sector is None:
            return np.zeros(len(self.profile.distance_km), dtype=bool)
        middles = self.places.at(self.profile.distance_km)
        return contains_xy(sector, middles[:, 0], middles[:, 1])


def depth_along(
    inputs: DepthInputs, progress: Progress | None = None, most_stretches: int = MOST_STRETCHES
) -> DepthAlong:
    """Return the depths along the baseline, in steps that a chart can show: at most so many, and of round length.

    Raises
    ------
    DepthError
        When there are no gains or no baseline.
    """
    places = AlongLine(inputs.line)
    profile, step_km = _profile(inputs, places.length_km / most_stretches, progress)
    count = len(profile.distance_km)
    return DepthAlong(places, profile, step_km, np.minimum(np.arange(count + 1) * step_km, places.length_km))


def sector_profile(inputs: DepthInputs, along: DepthAlong, sector: Geometry) -> tuple[Array, Array]:
    """Return how far along the whole baseline each stretch inside a sector lies (k, km), and its depth (k, km).

    The ground is what is connected to that part of the baseline, and its depth is to that part alone, as
    `depth.depth_measures` has it.

    Raises
    ------
    DepthError
        When no part of the baseline lies in the sector, or no gained ground is connected to it.
    """
    stretch = stretch_inside(inputs.line, sector)
    within_m = max(1.0, inputs.gain_tolerance_m + inputs.line_tolerance_m)
    ground = connected_ground(inputs.gains, stretch, within_m)
    if ground.is_empty:
        raise DepthError("no gained ground is connected to the baseline in the sector; choose another sector")
    own = depth_profile(ground, stretch, along.step_km)
    return along.places.along_km(AlongLine(stretch).at(own.distance_km)), own.depth_km


def _profile(inputs: DepthInputs, shortest_km: float, progress: Progress | None) -> tuple[DepthProfile, float]:
    """Return the profile; in longer steps where there is too much ground for short ones."""
    least_km = max(shortest_km, 4 * (area_km2(inputs.gains) / _POINTS) ** 0.5)
    *finer, last = [step for step in _NICE_KM if step >= least_km] or [least_km]
    for step_km in finer:
        try:
            return depth_profile(inputs.gains, inputs.line, step_km, progress), step_km
        except DepthError:
            continue  # The boxes of the ground hold more points than the ground itself: a longer step will do.
    return depth_profile(inputs.gains, inputs.line, last, progress), last
