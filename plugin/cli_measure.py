"""`salient measure`: areas, depths, distances and buffers of map files, without a case."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import cli_arguments as arguments
from .cli_arguments import DONE
from .core.errors import InputError


def add_measure(commands: Any) -> None:
    """Add the commands that measure map files."""
    measure = commands.add_parser("measure", help="measure an area, a depth, a distance or a buffer")
    kinds = measure.add_subparsers(title="measures", metavar="MEASURE", required=True)
    area = kinds.add_parser("area", help="area and perimeter of each feature of a file")
    area.add_argument("file", type=Path, metavar="FILE")
    arguments.add_reading(area)
    area.set_defaults(run=_measure_area)
    depth = kinds.add_parser("depth", help="how far gained ground reaches beyond a baseline")
    depth.add_argument("--gains", type=Path, required=True, metavar="FILE")
    depth.add_argument("--baseline", type=Path, required=True, metavar="FILE", help="lines, or areas for their edge")
    depth.add_argument("--sector", metavar="W,S,E,N|FILE", help="measure to this stretch of the baseline too")
    depth.add_argument(
        "--tolerance-m", type=arguments.metres, default=None, metavar="T", help="of gains and of baseline: 500"
    )
    arguments.add_reading(depth)
    depth.set_defaults(run=_measure_depth)
    distance = kinds.add_parser("distance", help="geodesic distance and direction from one point to another")
    distance.add_argument("start", type=arguments.lonlat, metavar="LON,LAT")
    distance.add_argument("end", type=arguments.lonlat, metavar="LON,LAT")
    arguments.add_json(distance)
    distance.set_defaults(run=_measure_distance)
    buffer = kinds.add_parser("buffer", help="everything within a true distance of each feature")
    buffer.add_argument("file", type=Path, metavar="FILE")
    buffer.add_argument("--km", type=arguments.kilometres, required=True)
    buffer.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="its suffix says the format")
    buffer.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    arguments.add_reading(buffer, with_json=False)
    buffer.set_defaults(run=_measure_buffer)


def _read(path: Path, parsed: argparse.Namespace) -> Any:
    from .store.vector import read_shapes

    shapes = read_shapes(path, crs=parsed.crs, layer=parsed.layer)
    for note in shapes.notes:
        print(f"salient: {path}: {note}", file=sys.stderr)
    for skipped in shapes.skipped:
        print(f"salient: {path}: feature {skipped.id}: {skipped.reason}", file=sys.stderr)
    return shapes


def _read_together(path: Path, parsed: argparse.Namespace, kinds: Sequence[str]) -> Any:
    """Return the union of a file's shapes of the wanted kinds; InputError where there are none."""
    from .core.shapes import union

    wanted = [one.geometry for one in _read(path, parsed).features if one.geometry.geom_type in kinds]
    if not wanted:
        raise InputError(f"{path}: holds no {' or '.join(kinds)}; give another file or --layer")
    return union(wanted)


_AREAS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")


def _measure_area(parsed: argparse.Namespace) -> int:
    from .core.geodesy import area_km2, perimeter_km

    features = []
    for one in _read(parsed.file, parsed).features:
        if one.geometry.geom_type not in _AREAS:
            print(f"salient: {parsed.file}: feature {one.id}: is no area, left out", file=sys.stderr)
            continue
        features.append({"id": one.id, "area_km2": area_km2(one.geometry), "perimeter_km": perimeter_km(one.geometry)})
    if not features:
        raise InputError(f"{parsed.file}: holds no areas to measure; give a file with polygons")
    total = {key: sum(one[key] for one in features) for key in ("area_km2", "perimeter_km")}
    if parsed.json:
        arguments.print_json({"features": features, "total": total})
        return DONE
    for one in (*features, {"id": "total", **total}):
        print(f"{one['id']}\t{one['area_km2']:,.3f} km²\t{one['perimeter_km']:,.3f} km around")
    return DONE


def _measure_depth(parsed: argparse.Namespace) -> int:
    from .core.depth import depth_measures
    from .core.schema import DEFAULT_TOLERANCE_M

    tolerance_m = DEFAULT_TOLERANCE_M if parsed.tolerance_m is None else parsed.tolerance_m
    gains = _read_together(parsed.gains, parsed, _AREAS)
    baseline = _read_together(parsed.baseline, parsed, _baseline_kinds(parsed))
    sector = _sector(parsed) if parsed.sector else None
    anywhere, from_sector = depth_measures(gains, baseline, tolerance_m, tolerance_m, sector=sector)
    result = {**_depth_json(anywhere), "sector": None if from_sector is None else _depth_json(from_sector)}
    if parsed.json:
        arguments.print_json(result)
        return DONE
    for one in (anywhere, from_sector):
        if one is not None:
            at = f"deepest at {one.deepest_point[0]:.4f}, {one.deepest_point[1]:.4f}"
            band = f"{one.low_km:,.1f} to {one.high_km:,.1f}"
            print(f"{one.definition}\t{one.best_km:,.1f} km ({band})\t{at}")
    return DONE


def _baseline_kinds(parsed: argparse.Namespace) -> Sequence[str]:
    """Return lines where the file holds any, else areas, whose edge is then the baseline."""
    found = {one.geometry.geom_type for one in _read(parsed.baseline, parsed).features}
    return _LINES if found & set(_LINES) else _AREAS


def _sector(parsed: argparse.Namespace) -> Any:
    from .core.shapes import box_of

    if "," not in parsed.sector or Path(parsed.sector).exists():
        return _read_together(Path(parsed.sector), parsed, _AREAS)
    try:
        west, south, east, north = arguments.numbers(parsed.sector, "W,S,E,N")
    except argparse.ArgumentTypeError as error:
        raise InputError(f"--sector: {error}; give west, south, east, north in degrees, or a file") from error
    if not (west < east and south < north):
        raise InputError(f"--sector: {parsed.sector} is empty; give west, south, east, north in this order")
    return box_of(west, south, east, north)


def _depth_json(depth: Any) -> dict[str, Any]:
    return {
        "depth_km": {"low": depth.low_km, "best": depth.best_km, "high": depth.high_km},
        "definition": depth.definition,
        "deepest_point": list(depth.deepest_point),
        "nearest_point": list(depth.nearest_point),
    }


def _measure_distance(parsed: argparse.Namespace) -> int:
    from .core.geodesy import compass, leg

    found = leg(*parsed.start, *parsed.end)
    direction = compass(found.azimuth_deg)
    if parsed.json:
        arguments.print_json({"distance_km": found.distance_km, "azimuth_deg": found.azimuth_deg, "compass": direction})
    else:
        print(f"{found.distance_km:,.3f} km\t{found.azimuth_deg:.2f}°\t{direction}")
    return DONE


def _measure_buffer(parsed: argparse.Namespace) -> int:
    from dataclasses import replace

    from .core.buffer import geodesic_buffer
    from .store import files, vector

    files.check_can_write(parsed.output, parsed.overwrite)
    shapes = _read(parsed.file, parsed)
    tick = arguments.progress("buffering")
    buffered = []
    for done, one in enumerate(shapes.features):
        if tick is not None:
            tick(done / len(shapes.features))
        buffered.append(replace(one, geometry=geodesic_buffer(one.geometry, parsed.km * 1000)))
    if not buffered:
        raise InputError(f"{parsed.file}: holds no shapes that can be used")
    vector.write_shapes(parsed.output, buffered, overwrite=parsed.overwrite)
    print(parsed.output)
    return DONE
