"""`salient import places`: settlements of gazetteers into a case."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .core.errors import InputError

if TYPE_CHECKING:
    from .store.gazetteer import Gazetteer
    from .store.place_import import PlaceImport

_FILES = """\
what is read
  UA.txt, UA.zip        GeoNames' dump of a country, or of all (give --frame or --min-population)
  postal codes          GeoNames' file of postal codes, .txt or .zip
  .csv .tsv .txt        any table whose first line names the columns name, lat, lon; name_local, population, geonames_id
                        and pcode where it has them
  map files             GeoPackage, shapefile (zip too), GeoJSON, FlatGeobuf, KML with points

A place that the case has already (by its number in GeoNames, its P-code, or its name within 2 km) stays as it is, so
the same import again changes nothing.
"""


def add_places(kinds: Any) -> None:
    """Add the command that brings settlements into a case."""
    parser = kinds.add_parser(
        "places",
        help="settlements of a gazetteer",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FILES,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILES", help="gazetteers, see below")
    parser.add_argument("--case", type=Path, required=True, metavar="CASE", help="the case to put them into")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--frame", metavar="W,S,E,N", help="places in this box only, in degrees")
    where.add_argument("--area", metavar="NAME", help="places in this area of the case only, by its name or id")
    parser.add_argument(
        "--min-population", type=_people, default=0, metavar="N", help="places with at least so many inhabitants only"
    )
    parser.add_argument("--source", default="", metavar="NAME", help="who made the gazetteer; else what the file says")
    parser.add_argument("--crs", metavar="EPSG:N", help="the coordinate system of a map file that names none")
    parser.add_argument("--layer", help="the layer of a map file that holds several")
    arguments.add_json(parser)
    arguments.add_language(parser)
    parser.set_defaults(run=_import_places)


def _people(text: str) -> int:
    return int(arguments.number(text, 0, 1e9, "inhabitants"))


def _import_places(parsed: argparse.Namespace) -> int:
    from .store import cases
    from .store.gazetteer import PlaceFilter, read_gazetteer
    from .store.place_import import import_places

    case = cases.load(parsed.case)
    frame = shapes.frame_of(case, parsed)
    wanted = PlaceFilter(frame, parsed.min_population, frame if frame is not None else shapes.case_frame(case))
    say = arguments.tongue(parsed, case)
    read = []
    for path in parsed.files:
        if path.exists() and parsed.case.samefile(path):
            raise InputError(f"{path}: is the case itself; give a gazetteer")
        read.append(read_gazetteer(path, wanted, parsed.crs, parsed.layer, arguments.progress(f"reading {path.name}")))
    if not any(one.places for one in read):
        names = ", ".join(path.name for path in parsed.files)
        why = " ".join(say(note) for one in read for note in one.notes)
        raise InputError(f"{names}: no place is what was asked for; nothing was imported. {why}")
    result = import_places(parsed.case, read, parsed.source.strip())
    if parsed.json:
        arguments.print_json(_as_json(parsed.case, read, result, say))
    else:
        _print(read, result, say)
    return DONE


def _print(read: Sequence[Gazetteer], result: PlaceImport, say: Callable[[Any], str]) -> None:
    for one in read:
        for note in one.notes:
            print(f"{one.path.name}\t{say(note)}")
    for note in result.notes:
        print(say(note))
    if result.backup is not None:
        print(f"salient: the case as it was: {result.backup}", file=sys.stderr)
    there = f" ({result.same:,} were there already)" if result.same else ""
    print(f"{len(result.added):,} of {sum(len(one.places) for one in read):,} places imported{there}")


def _as_json(case: Path, read: Sequence[Gazetteer], result: PlaceImport, say: Callable[[Any], str]) -> dict[str, Any]:
    return {
        "case": case.stem,
        "files": [
            {
                "file": one.path.name,
                "kind": one.kind,
                "changed_on": one.changed_on.isoformat(),
                "read": one.read,
                "wanted": len(one.places),
                "notes": [say(note) for note in one.notes],
            }
            for one in read
        ],
        "added": list(result.added),
        "same": result.same,
        "source_ids": list(result.source_ids),
        "notes": [say(note) for note in result.notes],
        "backup": str(result.backup) if result.backup else None,
    }
