"""A case as large as a desk's war: 400 claims of every kind, 30,000 settlements, 60 mapped days; all invented.

A front runs from south to north near 36.5° E on the first day and moves east, faster in some places; west of it is the
ground of West, east of it that of East, and both reach to the edge of the frame. Roads run east-west and north-south
through settlements of a grid. The same numbers give the same case.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from salient.core.schema import KINDS
from salient.store.cases import create

Row = dict[str, Any]
WEST, SOUTH, EAST, NORTH = 35.8, 48.6, 38.4, 50.4
FIRST = datetime.date(2022, 8, 1)
FRONT_VERTICES, ROADS, GAINS = 400, 24, 40
_ONSETS = ("Ver", "Kam", "Sos", "Bil", "Lyp", "Nov", "Star", "Iv", "Petr", "Mykh", "Dub", "Krasn", "Oleks", "Zel")
_MIDDLES = ("an", "ov", "yl", "or", "en", "ych", "ets", "iv", "ar", "un")
_ENDS = (("ka", "ка"), ("ivka", "івка"), ("yne", "ине"), ("sk", "ськ"), ("ove", "ове"), ("e", "е"), ("ets", "ець"))
_LETTERS = str.maketrans("VKSBLNIPMDOZaovylrenchtiukmps", "ВКСБЛНІПМДОЗаовилренчхтіукмпс")


def day(number: int) -> datetime.date:
    """Return the date of a mapped day, from 0."""
    return FIRST + datetime.timedelta(days=number)


def front(number: int, days: int) -> np.ndarray:
    """Return the longitudes and latitudes of the front on a day, from south to north."""
    lat = np.linspace(SOUTH, NORTH, FRONT_VERTICES)
    along = (lat - SOUTH) / (NORTH - SOUTH)
    rough = sum(np.sin(along * turn + turn) / turn for turn in (7, 19, 43, 91, 170))
    pace = 0.25 + np.sin(along * np.pi) ** 2 * (1 + 0.5 * np.sin(along * 23))
    return np.column_stack([36.5 + 0.12 * rough + 0.75 * pace * number / days, lat])


def _settlements(count: int) -> list[Row]:
    chance = np.random.default_rng(7)
    lonlat = chance.uniform((WEST, SOUTH), (EAST, NORTH), (count, 2)).round(5).tolist()
    people = (40 * (chance.pareto(1.1, count) + 1)).astype(int).tolist()
    made = []
    for n, (lon, lat) in enumerate(lonlat):
        stem = _ONSETS[n % len(_ONSETS)] + _MIDDLES[n // 14 % len(_MIDDLES)] + _MIDDLES[n // 140 % len(_MIDDLES)]
        end, local_end = _ENDS[n // 1400 % len(_ENDS)]
        again = "" if n < 9800 else f" {n // 9800 + 1}"
        is_base = n % (count // 12) == 0
        made.append(
            {
                "id": f"s{n}",
                "name": f"{stem}{end}{again}",
                "name_local": f"{stem.translate(_LETTERS)}{local_end}{again}",
                "population": people[n],
                "is_supply_base": is_base,
                "side": ("West" if lon < 36.5 else "East") if is_base else "",
                "geometry": Point(lon, lat),
                "source_id": "q00",
            }
        )
    return made


def _roads(places: list[Row]) -> list[Row]:
    """Return roads through the settlements nearest to points of a grid, which they share where they meet."""
    from scipy.spatial import cKDTree

    lonlat = np.array([(one["geometry"].x, one["geometry"].y) for one in places])
    lons, lats = np.linspace(WEST + 0.05, EAST - 0.05, ROADS), np.linspace(SOUTH + 0.05, NORTH - 0.05, ROADS)
    near = cKDTree(lonlat).query(np.stack(np.meshgrid(lons, lats), axis=-1))[1]
    return [
        {
            "id": f"r{n}",
            "name": f"M{n}",
            "mode": "rail" if n % 6 == 5 else "road",
            "geometry": MultiLineString([LineString(lonlat[nodes])]),
            "source_id": "q00",
        }
        for n, nodes in enumerate([*near, *near.T])
    ]


def _control(days: int) -> Iterator[Row]:
    for number in range(days):
        line = front(number, days).tolist()
        grounds = (("West", "claimed_counteroffensive", WEST), ("East", "assessed_control", EAST))
        for side, state, edge in grounds:
            yield {
                "id": f"{side}-{number}",
                "side": side,
                "state": state,
                "issuer": "Daily Atlas",
                "as_of": day(number),
                "source_id": "q01",
                "geometry": MultiPolygon([Polygon([*line, (edge, NORTH), (edge, SOUTH)])]),
            }


def _gains(days: int) -> Iterator[Row]:
    """Return strips of the ground between the first front and a later one."""
    first = front(0, days)
    size = FRONT_VERTICES // GAINS
    for n in range(GAINS):
        later = days - 1 - n % min(7, days - 1)
        part = slice(n * size, (n + 1) * size)
        ring = np.vstack([first[part], front(later, days)[part][::-1]])
        yield {
            "id": f"g{n}",
            "name": f"Strip {n}",
            "side": "West",
            "basis": ("claimed", "assessed", "confirmed")[n % 3],
            "refers_from": day(0),
            "as_of": day(later),
            "source_id": f"q{n % 20:02d}",
            "geometry": MultiPolygon([Polygon(ring)]),
        }


def _of_kind(kind: str, n: int, places: int) -> Row:
    """Return what a claim of a kind says, besides who says it."""
    one, other = f"s{n * 37 % places}", f"s{(n * 53 + 11) % places}"
    number: dict[str, Row] = {
        "area_changed": {"value": 500.0 * (1 + n % 12), "unit": "km2", "bound": "about"},
        "depth": {"value": 10.0 * (1 + n % 7), "unit": "km", "bound": "at_most", "gain_ids": f"g{n % GAINS}"},
        "distance": {"value": 5.0 * (1 + n % 30), "unit": "km", "place_ids": f"{one} {other}"},
        "direction": {"value": 10.0 + n % 40, "unit": "km", "direction": "ESE", "place_ids": one},
        "settlement_count": {"value": 50.0 * (1 + n % 40), "unit": "settlements", "bound": "at_least"},
        "place_status": {"status": ("taken", "held", "lost")[n % 3], "place_ids": one},
        "duration": {"value": 2.0 + n % 9, "unit": "weeks", "event_id": "e1"},
        "route_status": {"route_ids": f"r{n % (2 * ROADS)}"},
        "isolation": {"side": ("West", "East")[n % 2], "place_ids": one},
        "enclosed": {"side": ("West", "East")[n % 2], "place_ids": one},
        "on_route": {"place_ids": f"{one} {other} s{n * 71 % places}"},
        "other": {},
    }
    return number[kind]


def _claims(count: int, days: int, places: int) -> Iterator[Row]:
    for n, kind in zip(range(count), itertools.cycle(KINDS)):
        last = day(days - 1 - n % min(5, days - 1))
        text = f"Statement {n} speaks of {KINDS[kind]}, as several newspapers of the region printed that evening."
        yield {
            "id": f"c{n}",
            "text": text,
            "kind": kind,
            "claimant": f"Speaker {n % 17}",
            "published_in": f"Evening news of {last.isoformat()}",
            "stated_on": last,
            "refers_from": day(n % 3),
            "refers_to": last,
            "relays": f"c{n - 12}" if n % 24 == 13 else "",
            "basis": ("claimed", "reported", "assessed")[n % 3],
            "side": "West",
            "source_id": f"q{n % 20:02d}",
            "reliability": "ABCDEF"[n % 6],
            "credibility": "123456"[n % 6],
            **_of_kind(kind, n, places),
        }


def tables(claims: int = 400, settlements: int = 30_000, days: int = 60) -> dict[str, list[Row]]:
    """Return the rows of the case, by table."""
    places = _settlements(settlements)
    return {
        "sources": [
            {"id": f"q{n:02d}", "publisher": f"Publisher {n}", "title": f"What was printed, part {n}"}
            for n in range(20)
        ],
        "settlements": places,
        "supply_routes": _roads(places),
        "claimed_gains": list(_gains(days)),
        "control_areas": list(_control(days)),
        "front_lines": [
            {
                "id": "line",
                "name": "Line of the first day",
                "role": "baseline",
                "as_of": day(0),
                "source_id": "q01",
                "geometry": MultiLineString([LineString(front(0, days))]),
            }
        ],
        "areas": [
            {"id": "frame", "name": "Frame", "role": "frame", "geometry": MultiPolygon([box(WEST, SOUTH, EAST, NORTH)])}
        ],
        "events": [{"id": "e1", "name": "Beginning", "date": day(0), "source_id": "q00"}],
        "claims": list(_claims(claims, days, settlements)),
        "settings": [
            {"id": "title", "value": "A large case"},
            {"id": "frame_id", "value": "frame"},
            {"id": "side", "value": "West"},
            {"id": "baseline_id", "value": "line"},
        ],
    }


def make(path: Path, **counts: int) -> Path:
    """Write the case to a new file and return its path."""
    create(path, tables(**counts))
    return path
