"""Figures that would tell more of the ground than the grid of coordinates does, drawn in its steps.

A profile of depth along a baseline is a shape in other words: with the baseline beside it the gained ground could be
drawn again from it.
"""

from __future__ import annotations

from dataclasses import replace

from .figure_values import DepthFigure, DepthLine


def coarse_profile(figure: DepthFigure, step_km: float, said: str) -> DepthFigure:
    """Return the figure with its profiles in steps of the grid, along the baseline and in depth; its numbers stay.

    `said` is added to the caption.
    """
    return replace(
        figure,
        caption=f"{figure.caption} {said}",
        step_km=max(figure.step_km, step_km),
        lines=tuple(replace(one, stretches=_stretches(one, step_km)) for one in figure.lines),
        spots=tuple(replace(one, along_km=round(one.along_km / step_km) * step_km) for one in figure.spots),
        sector=tuple((round(low / step_km) * step_km, round(high / step_km) * step_km) for low, high in figure.sector),
    )


def _stretches(line: DepthLine, step_km: float) -> tuple[tuple[float, float, float], ...]:
    """Return the greatest depth of each step along the baseline, in whole steps."""
    depths: dict[int, float] = {}
    for start, stop, depth in line.stretches:
        first, last = int(start // step_km), int(max(stop - 1e-9, start) // step_km)
        for place in range(first, last + 1):
            depths[place] = max(depths.get(place, 0.0), depth)
    if not line.stretches:
        return ()
    low, high = line.stretches[0][0], line.stretches[-1][1]
    return tuple(
        (
            max(place * step_km, low),
            min((place + 1) * step_km, high),
            round(depth / step_km) * step_km,
        )
        for place, depth in sorted(depths.items())
    )
