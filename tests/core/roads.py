"""Invented routes on a board: node (x, y) is at 36° + x/10 east and 49° + y/10 north."""

from __future__ import annotations

import numpy as np
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString

from salient.core.case import SupplyRoute
from salient.core.network import Network, network_of

GEOD = Geod(ellps="WGS84")


def at(x: float, y: float) -> tuple[float, float]:
    """Return longitude and latitude of a place on the board."""
    return 36 + x / 10, 49 + y / 10


def road(name: str, *places: tuple[float, float], mode: str = "road") -> SupplyRoute:
    """Return a route through places on the board."""
    return SupplyRoute(name, name, LineString([at(*one) for one in places]), mode)


def km(*places: tuple[float, float]) -> float:
    """Return the length by pyproj's own line length."""
    return GEOD.line_length(*zip(*(at(*one) for one in places))) / 1000


def node_at(network: Network, x: float, y: float) -> int:
    """Return the node at a place on the board."""
    off = np.abs(network.node - at(x, y)).max(axis=1)
    assert off.min() < 1e-6, f"no node at {x}, {y}"
    return int(off.argmin())


def between(network: Network, one: tuple[float, float], other: tuple[float, float]) -> int:
    """Return the only edge between two places on the board."""
    ends = {node_at(network, *one), node_at(network, *other)}
    found = [n for n, edge in enumerate(network.edge.tolist()) if set(edge) == ends]
    assert len(found) == 1, f"{len(found)} edges between {one} and {other}"
    return found[0]


def city_blocks(chance: np.random.Generator, wide: int, tall: int, share: float) -> Network:
    """Return a planar network: the streets of a board, each there by chance, its corners moved about a little."""
    corner = {
        (x, y): (x + chance.uniform(-0.3, 0.3), y + chance.uniform(-0.3, 0.3)) for x in range(wide) for y in range(tall)
    }
    lines = []
    for (x, y), here in corner.items():
        for there in ((x + 1, y), (x, y + 1)):
            if there in corner and chance.random() < share:
                lines.append([at(*here), at(*corner[there])])
    return network_of([SupplyRoute("streets", "Streets", MultiLineString(lines))], join_crossings=False)
