"""A case as large as the window has to bear: 30,000 settlements, 5,000 gains, 1,000 claims; invented, on a grid.

Gains stand in rows of a hundred from 30° E and 45° N, a tenth of a degree apart; each is a circle of `VERTICES`
corners. Where they overlap, every circle reaches over its neighbours.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from salient.store.cases import create

SETTLEMENTS, GAINS, CLAIMS, VERTICES = 30_000, 5_000, 1_000, 60
_ROW = 100
_STEP = 0.1
KINDS = ("area_changed", "depth", "settlement_count", "place_status", "distance", "direction", "duration")


def ground(number: int, overlapping: bool) -> MultiPolygon:
    """Return the circle of a gain, in degrees."""
    row, column = divmod(number, _ROW)
    radius = _STEP * (0.9 if overlapping else 0.45)
    turn = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    x, y = 30 + _STEP * column, 45 + _STEP * row
    return MultiPolygon([Polygon(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]))])


def tables(overlapping: bool = False, settlements: int = SETTLEMENTS, gains: int = GAINS, claims: int = CLAIMS) -> dict:
    """Return the rows of the case, by table."""
    drawn = {"as_of": "2022-09-09", "tolerance_m": 100.0, "source_id": "q01"}
    places = np.random.default_rng(1).uniform((30, 45), (40, 50), (settlements, 2))
    front = MultiLineString([LineString([(29.9, 44.9), (29.9, 50.1)])])
    return {
        "sources": [{"id": "q01", "publisher": "Daily Sketch", "title": "What was said"}],
        "settlements": [
            {"id": f"s{n}", "name": f"Place {n}", "geometry": Point(*lonlat), **drawn}
            for n, lonlat in enumerate(places.tolist())
        ],
        "claimed_gains": [
            {"id": f"g{n}", "name": f"Gain {n}", "side": "A", "geometry": ground(n, overlapping), **drawn}
            for n in range(gains)
        ],
        "front_lines": [{"id": "f01", "name": "Line", "role": "baseline", "geometry": front, **drawn}],
        "areas": [{"id": "a01", "name": "Frame", "role": "frame", "geometry": MultiPolygon([box(29, 44, 41, 51)])}],
        "events": [{"id": "e01", "name": "Start", "date": "2022-02-24", "source_id": "q01"}],
        "claims": [claim(n, gains, settlements) for n in range(claims)],
        "settings": [{"id": "side", "value": "A"}, {"id": "frame_id", "value": "a01"}],
    }


def claim(number: int, gains: int, settlements: int) -> dict:
    """Return a claim; nine in ten name their own few gains, and the tenth takes all gains of the period."""
    kind = KINDS[number % len(KINDS)]
    own = [f"g{(number * 5 + step) % gains}" for step in range(1 + number % 4)]
    values = {"area_changed": (60, "km2"), "depth": (50, "km"), "settlement_count": (12, "settlements")}
    values.update({"distance": (40, "km"), "direction": (20, "km"), "duration": (6, "months")})
    value, unit = values.get(kind, (None, ""))
    return {
        "id": f"c{number}",
        "text": f"Statement {number}",
        "kind": kind,
        "claimant": f"Speaker {number % 17}",
        "value": value,
        "unit": unit,
        "bound": "about" if value else "exact",
        "direction": "N" if kind == "direction" else "",
        "stated_on": "2022-09-10",
        "refers_from": f"2022-09-0{1 + number % 5}",
        "refers_to": "2022-09-09",
        "side": "A",
        "gain_ids": "" if number % 10 == 9 else " ".join(own),
        "place_ids": f"s{number % settlements} s{(number + 1) % settlements}",
    }


def make(path: Path, overlapping: bool = False, **counts: int) -> str:
    """Write the case to a new file and return its path."""
    create(str(path), tables(overlapping, **counts))
    return str(path)
