"""A ladder of two roads from a base to a town, cut one after the other: what is left on each day is read off it."""

from __future__ import annotations

import datetime
from typing import Any

from shapely.geometry import LineString, Point, box
from shapely.geometry.base import BaseGeometry

from salient.core.case import Case, Claim, ControlArea, Settlement, SupplyRoute

FIRST = datetime.date(2022, 9, 1)
LOW, HIGH = ((36.0, 49.0), (36.3, 49.0)), ((36.0, 49.0), (36.0, 49.1), (36.3, 49.1), (36.3, 49.0))
WHOLE = box(35.9, 48.9, 36.4, 49.2)
LOW_CUT = WHOLE.difference(box(36.1, 48.0, 36.2, 49.05))
BOTH_CUT = WHOLE.difference(box(36.1, 48.0, 36.2, 50.0))


def day(number: int) -> datetime.date:
    """Return a day, counted from the first map."""
    return FIRST + datetime.timedelta(days=number)


def isolation_claim(last: int, claim_id: str = "c1", **more: Any) -> Claim:
    """Return a claim that the town was cut off on a day."""
    values: dict[str, Any] = {
        "text": "Supplies are cut off.",
        "kind": "isolation",
        "claimant": "Some office",
        "refers_to": day(last),
        "place_ids": ("town",),
        "side": "R",
    }
    return Claim(claim_id, **{**values, **more})


def ladder(*grounds: BaseGeometry | None, claims: tuple[Claim, ...] = (), **more: Any) -> Case:
    """Return a case with a map of each day; None is a day that nobody mapped."""
    areas = tuple(
        ControlArea(f"k{number}", ground, "R", "assessed_control", "I", as_of=day(number), tolerance_m=100)
        for number, ground in enumerate(grounds)
        if ground is not None
    )
    values: dict[str, Any] = {
        "settlements": (
            Settlement("base", "Alphaville", Point(36.0, 49.0), is_supply_base=True, side="R"),
            Settlement("town", "Betatown", Point(36.3, 49.0), name_local="Бетагород"),
        ),
        "supply_routes": (
            SupplyRoute("low", "Low road", LineString(LOW)),
            SupplyRoute("high", "High road", LineString(HIGH)),
        ),
        "control_areas": areas,
        "claims": claims,
    }
    return Case("ladder", **{**values, **more})
