"""`salient measure`: areas, depths, distances and buffers of map files, without a case."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .core.errors import InputError, MeasureError


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


def _measure_area(parsed: argparse.Namespace) -> int:
    from .core.geodesy import area_km2, perimeter_km

    features = []
    for one in shapes.read(parsed.file, parsed.crs, parsed.layer).features:
        if one.geometry.geom_type not in shapes.AREAS:
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
    gains = shapes.read_together(parsed.gains, parsed, shapes.AREAS)
    baseline = shapes.read_together(parsed.baseline, parsed, shapes.LINES, otherwise=shapes.AREAS)
    sector = None if parsed.sector is None else _sector(parsed)
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


def _sector(parsed: argparse.Namespace) -> Any:
    if "," not in parsed.sector or Path(parsed.sector).exists():
        return shapes.read_together(Path(parsed.sector), parsed, shapes.AREAS)
    return shapes.box(parsed.sector, "--sector")


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
    if parsed.output.exists() and parsed.file.exists() and parsed.output.samefile(parsed.file):
        raise InputError(f"{parsed.output}: is the file that is read; choose another name")
    given = shapes.read(parsed.file, parsed.crs, parsed.layer).features
    tick = arguments.progress("buffering")
    buffered = []
    for done, one in enumerate(given):
        if tick is not None:
            tick(done / len(given))
        try:
            buffered.append(replace(one, geometry=geodesic_buffer(one.geometry, parsed.km * 1000)))
        except MeasureError as error:
            print(f"salient: {parsed.file}: feature {one.id}: {error}; left out", file=sys.stderr)
    if not buffered:
        raise InputError(f"{parsed.file}: holds no shapes that can be buffered; nothing was written")
    vector.write_shapes(parsed.output, buffered, overwrite=parsed.overwrite)
    print(parsed.output)
    return DONE
