"""What is drawn on the map, with its place on the page; points from the lower left corner of the panel."""

from __future__ import annotations

from dataclasses import dataclass

from .lines import Array
from .values import DepthMark

CLOSED = ("control", "behind", "change", "gain", "area")
"""The layers whose lines are the edges of ground."""


@dataclass(frozen=True)
class DrawnShape:
    """A shape as whole steps, with the way it is drawn."""

    layer: str
    style: str
    side: str
    lines: tuple[Array, ...]


@dataclass(frozen=True)
class DrawnDepth:
    """A depth on the page."""

    mark: DepthMark
    deepest: tuple[float, float]
    nearest: tuple[float, float]


@dataclass(frozen=True)
class LegendEntry:
    """One entry of the legend: how it is drawn, and its lines of text."""

    layer: str
    style: str
    side: str
    lines: tuple[str, ...]
