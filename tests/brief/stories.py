"""A story with something of every kind, small and checked in a moment."""

from __future__ import annotations

import datetime
from typing import Any

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon

from salient.core.case import Area, Case, Claim, ControlArea, Event, FrontLine, Gain, Settlement, Source, SupplyRoute

FIRST, DAY = datetime.date(2022, 9, 5), datetime.date(2022, 9, 9)


def polygon(*lonlat: tuple[float, float]) -> MultiPolygon:
    return MultiPolygon([Polygon(lonlat)])


def claim(claim_id: str, kind: str, **more: Any) -> Claim:
    values: dict[str, Any] = {"stated_on": DAY, "refers_from": FIRST, "refers_to": DAY, "side": "Alpha", **more}
    return Claim(claim_id, f"A statement of the kind {kind.replace('_', ' ')}.", kind, "Some office", **values)


def story(**more: Any) -> Case:
    """Return a case with something of every kind, its vertices on no round numbers."""
    values: dict[str, Any] = {
        "claimed_gains": (
            Gain(
                "wedge",
                polygon((36.61237, 49.31417), (37.12341, 49.54329), (36.74513, 49.66131)),
                "Wedge",
                "Alpha",
                as_of=DAY,
                source_id="maps",
            ),
        ),
        "front_lines": (
            FrontLine(
                "line",
                "Line of the fifth",
                MultiLineString([LineString([(36.53219, 49.11873), (36.59871, 49.81237)])]),
                as_of=FIRST,
                source_id="maps",
            ),
        ),
        "areas": (Area("frame", "Frame", polygon((36.0, 49.0), (38.0, 49.0), (38.0, 50.0), (36.0, 50.0)), "frame"),),
        "control_areas": tuple(
            ControlArea(f"{state}{day.day}", shape, side, state, "Map office", as_of=day, source_id="maps")
            for day, edge in ((FIRST, 36.57123), (DAY, 36.98761))
            for side, state, shape in (
                ("Alpha", "claimed_counteroffensive", polygon((36.1, 49.1), (edge, 49.1), (edge, 49.9), (36.1, 49.9))),
                ("Beta", "assessed_control", polygon((edge, 49.1), (37.9, 49.1), (37.9, 49.9), (edge, 49.9))),
            )
        ),
        "settlements": (
            Settlement("a", "Averyville", Point(36.70123, 49.49871), population=900),
            Settlement(
                "b", "Buxtonbridge", Point(37.41237, 49.29871), population=800, is_supply_base=True, side="Beta"
            ),
        ),
        "supply_routes": (
            SupplyRoute(
                "road", "Long road", MultiLineString([LineString([(36.70123, 49.49871), (37.41237, 49.29871)])])
            ),
        ),
        "events": (Event("e", "Beginning", FIRST, "maps"),),
        "sources": (Source("maps", "Map office", "Day maps"), Source("paper", "Evening paper", "Front page")),
        "claims": (
            claim("c1", "area_changed", value=1000.0, unit="km2", source_id="paper"),
            claim("c2", "depth", value=40.0, unit="km", gain_ids=("wedge",)),
            claim("c3", "distance", value=60.0, unit="km", place_ids=("a", "b")),
            claim("c4", "direction", value=30.0, unit="km", direction="E", place_ids=("a",)),
            claim("c5", "isolation", place_ids=("a",), side="Beta"),
            claim("c6", "duration", value=1.0, unit="weeks", event_id=("e",)),
        ),
        "settings": {"title": "A story", "frame_id": "frame"},
    }
    return Case("story", **{**values, **more})
