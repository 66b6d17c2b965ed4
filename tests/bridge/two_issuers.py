"""The small case with maps of two invented issuers, in boxes.

Surveyor shows side B in 36–37 E, 49–50 N on 1 September 2022 and to 36.7 E on the 5th, the rest being side A's then.
Drafter has one map, of the 5th, with side B to 36.8 E and nothing else.
"""

from __future__ import annotations

from pathlib import Path

from shapely.geometry import MultiPolygon, box

import small_case

FIRST, LAST = "2022-09-01", "2022-09-05"


def _area(issuer: str, day: str, side: str, state: str, west: float, east: float) -> dict:
    return {
        "id": f"{issuer}-{day}-{side}",
        "side": side,
        "state": state,
        "issuer": issuer,
        "as_of": day,
        "geometry": MultiPolygon([box(west, 49, east, 50)]),
    }


def make(folder: Path, claims: tuple[dict, ...] = ()) -> str:
    """Write the case to a file and return its path."""
    rows = small_case.tables()
    rows["control_areas"] = [
        _area("Surveyor", FIRST, "B", "assessed_control", 36.0, 37.0),
        _area("Surveyor", LAST, "B", "assessed_control", 36.0, 36.7),
        _area("Surveyor", LAST, "A", "claimed_counteroffensive", 36.7, 37.0),
        _area("Drafter", LAST, "B", "assessed_control", 36.0, 36.8),
    ]
    rows["claims"] = [*rows["claims"], *claims]
    return small_case.make(folder, "two-issuers", rows)


def claim_of_the_period() -> dict:
    """Return a claim about changed ground from the first day to the last."""
    said = {"id": "k1", "text": "about 2,000 km²", "kind": "area_changed", "claimant": "Speaker", "bound": "about"}
    return {**said, "value": 2000.0, "unit": "km2", "refers_from": FIRST, "refers_to": LAST}
