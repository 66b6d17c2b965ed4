"""`salient import routes`: roads, railways and waterways of map files into a case."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .core.errors import InputError
from .core.messages import message

if TYPE_CHECKING:
    from .store.route_files import ReadRoutes
    from .store.route_import import RouteImport

_FILES = """\
what is read
  .osm .osm.pbf         extracts of OpenStreetMap, by the profile osm unless you give another
  map files             GeoPackage, shapefile (zip too), FlatGeobuf, GeoJSON, KML with lines: say what they are with
                        --profile osm (tags, or the column fclass), natural-earth or a file of yours; or with --mode,
                        and all lines are of that mode

The profile osm takes motorway, trunk and primary roads as main routes, secondary, tertiary and unclassified ones as
alternates, railways (main where OpenStreetMap says so), and the waterways and ferries that boats use; streets, tracks
and sidings are left out. Lines of one name, mode and role become one route, cut to --frame, --area or the frame of the
case. The same import again changes nothing.
"""


def add_routes(kinds: Any) -> None:
    """Add the command that brings supply routes into a case."""
    parser = kinds.add_parser(
        "routes",
        help="roads, railways and waterways of map files",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FILES,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES", help="files of lines, see below")
    parser.add_argument("--case", type=Path, required=True, metavar="CASE", help="the case to put them into")
    parser.add_argument("--profile", metavar="osm|natural-earth|FILE", help="which lines are routes, and of which kind")
    parser.add_argument(
        "--mode",
        action="append",
        default=[],
        choices=("road", "rail", "water", "air"),
        help="only routes of this mode (may be given again); without a profile: what all lines are",
    )
    parser.add_argument("--role", choices=("main", "alternate"), default="main", help="without a profile: their role")
    parser.add_argument("--as-of", type=arguments.day, metavar="YYYY-MM-DD", help="the day they describe; else any day")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--frame", metavar="W,S,E,N", help="cut to this box, in degrees; else to the case's frame")
    where.add_argument("--area", metavar="NAME", help="cut to this area of the case, by its name or id")
    where.add_argument("--whole", action="store_true", help="do not cut at all")
    parser.add_argument(
        "--tolerance-m", type=arguments.metres, metavar="T", help="how far lines may be off; else the profile's"
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace routes whose lines differ from those in the case"
    )
    parser.add_argument("--crs", metavar="EPSG:N", help="the coordinate system of a map file that names none")
    parser.add_argument("--layer", help="the layer of a map file that holds several")
    arguments.add_json(parser)
    arguments.add_language(parser)
    parser.set_defaults(run=_import_routes)


def _import_routes(parsed: argparse.Namespace) -> int:
    from .store import cases
    from .store.route_files import RouteOptions, read_routes
    from .store.route_import import import_routes
    from .store.route_profiles import read_route_profile

    case = cases.load(parsed.case)
    say = arguments.tongue(parsed, case)
    for path in parsed.files:
        if path.exists() and parsed.case.samefile(path):
            raise InputError(message("{path}: is the case itself; give a file of lines", path=str(path)))
    options = RouteOptions(
        profile=read_route_profile(parsed.profile) if parsed.profile else None,
        modes=tuple(dict.fromkeys(parsed.mode)),
        role=parsed.role,
        frame=_frame(case, parsed),
        crs=parsed.crs,
        layer=parsed.layer,
        tolerance_m=parsed.tolerance_m,
    )
    read = read_routes(parsed.files, options, arguments.progress("reading"))
    if not read.routes:
        names = ", ".join(path.name for path in parsed.files)
        why = " ".join(say(note) for one in read.files for note in one.notes)
        text = "{names}: no line is what was asked for; nothing was imported. {why}"
        raise InputError(message(text, names=names[:300], why=why))
    result = import_routes(parsed.case, read, parsed.as_of, parsed.replace, arguments.progress("writing"))
    if parsed.json:
        arguments.print_json(_as_json(parsed.case, read, result, say))
    else:
        _print(read, result, say)
    return DONE


def _frame(case: Any, parsed: argparse.Namespace) -> Any:
    if parsed.whole:
        return None
    named = shapes.frame_of(case, parsed)
    return shapes.case_frame(case) if named is None else named


def _print(read: ReadRoutes, result: RouteImport, say: Callable[[Any], str]) -> None:
    for one in read.files:
        for note in one.notes:
            print(f"{one.path.name}\t{say(note)}")
    for note in result.notes:
        print(say(note))
    for mode, length_km in _lengths(read).items():
        count = sum(route.mode == mode for route in read.routes)
        print(f"{mode}\t{count:,} routes\t{length_km:,.1f} km")
    if result.backup is not None:
        print(f"salient: the case as it was: {result.backup}", file=sys.stderr)
    told = []
    if result.replaced:
        told.append(f"{len(result.replaced):,} got other lines")
    if result.same:
        told.append(f"{len(result.same):,} were there already")
    done = len(result.added) + len(result.replaced)
    print(f"{done:,} of {len(read.routes):,} routes imported" + (f" ({', '.join(told)})" if told else ""))


def _lengths(read: ReadRoutes) -> dict[str, float]:
    """Return the length of the routes of each mode, in kilometres."""
    found: dict[str, float] = {}
    for one in read.routes:
        found[one.mode] = found.get(one.mode, 0.0) + one.length_km
    return found


def _as_json(case: Path, read: ReadRoutes, result: RouteImport, say: Callable[[Any], str]) -> dict[str, Any]:
    return {
        "case": case.stem,
        "files": [
            {
                "file": one.path.name,
                "changed_on": one.changed_on.isoformat(),
                "read": one.read,
                "kept": one.kept,
                "notes": [say(note) for note in one.notes],
            }
            for one in read.files
        ],
        "length_km": {mode: round(length_km, 3) for mode, length_km in _lengths(read).items()},
        "added": list(result.added),
        "replaced": list(result.replaced),
        "same": list(result.same),
        "source_ids": list(result.source_ids),
        "notes": [say(note) for note in result.notes],
        "backup": str(result.backup) if result.backup else None,
    }
