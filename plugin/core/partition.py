"""One issuer's day as ground that is parted: every place in one state only.

Layers of one issuer overlap. Where they do, the first in `ORDER` has the ground, and the overlap is told. What is an
overlay by nature (partisans behind the lines) lies over the others and is no part of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .case import ControlArea
from .geodesy import area_km2
from .shapes import Geometry, multi_polygon, polygons_of, union

ORDER = (
    "assessed_control",
    "assessed_advance",
    "claimed_counteroffensive",
    "claimed_control",
    "contested",
    "unknown",
)
OVERLAYS = ("reported_activity",)
NONE = "none"
"""The state of ground that an issuer's map shows in no layer."""


@dataclass(frozen=True)
class Partition:
    """States and their ground, no place in two of them; `overlap` is the ground that more than one layer claimed."""

    states: Mapping[str, Geometry]
    overlap: Geometry
    overlap_km2: float


def partition(areas: Iterable[ControlArea], shared: Collection[str] = ()) -> Partition:
    """Return the parted ground of one issuer's day.

    Parameters
    ----------
    areas
        The issuer's areas of that day.
    shared
        States that two sides have on another day that this one is held against: they are keyed with their side here
        too.
    """
    states: dict[str, Geometry] = {}
    taken: Geometry = multi_polygon([])
    doubled: list[Geometry] = []
    for key, layer in layers_of(areas, shared).items():
        both = polygons_of(layer.intersection(taken))
        doubled.extend(both)
        states[key] = multi_polygon(polygons_of(layer.difference(taken) if both else layer))
        taken = union([taken, layer])
    overlap = union(doubled)
    return Partition(MappingProxyType(states), overlap, area_km2(overlap))


def layers_of(areas: Iterable[ControlArea], shared: Collection[str] = ()) -> dict[str, Geometry]:
    """Return the ground of each layer as drawn, in the order of the partition; overlays are left out."""
    of_day = [area for area in areas if area.state in ORDER]
    two_sided = {*shared, *shared_states(of_day)}
    layers: dict[str, Geometry] = {}
    for state in ORDER:
        for side in sorted({area.side for area in of_day if area.state == state}):
            drawn = [area.geometry for area in of_day if area.state == state and area.side == side]
            key = f"{state} ({side})" if state in two_sided else state
            layers[key] = drawn[0] if len(drawn) == 1 and drawn[0].is_valid else union(drawn)
    return layers


def shared_states(areas: Iterable[ControlArea]) -> frozenset[str]:
    """Return the states in which more than one side has ground."""
    sides: dict[str, set[str]] = {}
    for area in areas:
        sides.setdefault(area.state, set()).add(area.side)
    return frozenset(state for state, found in sides.items() if len(found) > 1)


def state_order(key: str) -> tuple[int, str]:
    """Return where a key of a partition stands in its order, for sorting; "none" comes last."""
    state = key.partition(" (")[0]
    return (ORDER.index(state) if state in ORDER else len(ORDER), key)
