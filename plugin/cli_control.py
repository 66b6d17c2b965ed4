"""`salient import control` and `salient qc`: issuers' maps into a case, and what is to be distrusted in them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .cli_places import add_places
from .cli_routes import add_routes

_SHOWN = 5
"""How many issues of a kind are printed; JSON has all."""


def add_import(commands: Any) -> None:
    """Add the commands that bring public data into a case."""
    importing = commands.add_parser("import", help="bring public data into a case")
    kinds = importing.add_subparsers(title="what", metavar="WHAT", required=True)
    control = kinds.add_parser("control", help="control maps of an issuer: files, folders or patterns")
    control.add_argument("files", nargs="+", metavar="FILES", help="GeoJSON, GeoPackage, shapefile (zip too), KML, KMZ")
    control.add_argument("--case", type=Path, required=True, metavar="CASE", help="the case to put them into")
    control.add_argument("--profile", metavar="isw|deepstate|FILE", help="how the publisher names files and layers")
    control.add_argument("--issuer", default="", metavar="NAME", help="who publishes the maps")
    control.add_argument("--side", default="", metavar="SIDE", help="whose ground they show")
    control.add_argument("--state", default="", metavar="STATE", help="what they say of it, such as assessed_control")
    day = control.add_mutually_exclusive_group()
    day.add_argument("--as-of", type=arguments.day, metavar="YYYY-MM-DD", help="the day that the maps describe")
    day.add_argument("--as-of-from-name", action="store_true", help="take the day from each file's name")
    control.add_argument(
        "--tolerance-m", type=arguments.metres, metavar="T", help="how far drawn edges may be off; else the case's"
    )
    control.add_argument("--replace", action="store_true", help="replace shapes that differ from those in the case")
    control.add_argument("--crs", metavar="EPSG:N", help="the coordinate system of input that names none")
    control.add_argument("--layer", help="the layer of files that hold several")
    arguments.add_language(control)
    control.set_defaults(run=_import_control)
    add_places(kinds)
    add_routes(kinds)


def add_qc(commands: Any) -> None:
    """Add the command that looks for what is wrong with the maps of a case."""
    qc = commands.add_parser("qc", help="what is to be distrusted in the control maps of a case")
    qc.add_argument("case", type=Path, metavar="CASE")
    arguments.add_json(qc)
    arguments.add_language(qc)
    qc.set_defaults(run=_qc)


def _import_control(parsed: argparse.Namespace) -> int:
    from .core.quality import quality
    from .store import cases, control

    case = cases.load(parsed.case)  # before the long part: it may be no case
    say = arguments.tongue(parsed, case)
    options = _options(parsed)
    found = control.find_control_files(parsed.files, options)
    read = control.read_found(found, options, arguments.progress("reading"))
    issues = quality(
        [one.record() for one in read.areas],
        frame=shapes.case_frame(case),
        settlements=case.settlements,
        progress=arguments.progress("looking through"),
    )
    result = control.import_into(parsed.case, read.areas, parsed.replace, arguments.progress("comparing"))
    try:
        _print_import(read, result, issues, say)
    except KeyboardInterrupt:  # it is too late to say that nothing was changed
        print("\nsalient: the report was cut short; the import was done", file=sys.stderr)
    return DONE


def _options(parsed: argparse.Namespace) -> Any:
    from .store import control

    return control.ControlOptions(
        issuer=parsed.issuer.strip(),
        side=parsed.side.strip(),
        state=parsed.state.strip(),
        as_of=parsed.as_of,
        as_of_from_name=parsed.as_of_from_name,
        profile=control.read_profile(parsed.profile) if parsed.profile else None,
        crs=parsed.crs,
        layer=parsed.layer,
        tolerance_m=parsed.tolerance_m,
    )


def _print_import(read: Any, result: Any, issues: Sequence[Any], say: Callable[[Any], str]) -> None:
    for one in read.areas:
        for note in one.notes:
            print(f"{one.path.name}\t{say(note)}")
    for left in read.left_out:
        print(f"{left.path.name}\t{say(left.reason)}")
    _print_issues(issues, say)
    if result.backup is not None:
        print(f"salient: the case as it was: {result.backup}", file=sys.stderr)
    told = []
    if result.replaced:
        told.append(f"{len(result.replaced)} in the place of others")
    if result.same:
        told.append(f"{len(result.same)} were there already")
    if result.repeated:
        told.append(f"{result.repeated} given twice")
    if read.left_out:
        told.append(f"{len(read.left_out)} left out")
    total = result.total + len(read.left_out)
    print(f"{result.imported} of {total} imported" + (f" ({', '.join(told)})" if told else ""))


def _qc(parsed: argparse.Namespace) -> int:
    from .core.case import case_from_rows
    from .core.quality import quality, quality_json
    from .store import cases, control

    tables = cases.rows(parsed.case)
    case = case_from_rows(parsed.case.stem, tables)
    say = arguments.tongue(parsed, case)
    areas = control.raw_areas(tables["control_areas"])
    used = {one.id for one in areas}
    left_out = [one for one in case.skipped if one.table == "control_areas" and one.id not in used]
    issues = quality(
        areas,
        frame=shapes.case_frame(case),
        settlements=case.settlements,
        progress=arguments.progress("looking through"),
    )
    noted = [(one.id, one.note) for one in areas if one.note]
    if parsed.json:
        arguments.print_json(
            {
                "case": case.name,
                "areas": len(areas),
                "issues": quality_json(issues, say),
                "left_out": [{"id": one.id, "reason": say(one.reason)} for one in left_out],
                "notes": [{"id": row_id, "note": note} for row_id, note in noted],
            }
        )
        return DONE
    for one in left_out:
        print(f"{one.id}\t{say(one.reason)}")
    for row_id, note in noted:
        print(f"{row_id}\t{note}")
    _print_issues(issues, say)
    print(f"{len(areas)} control areas, {len(issues)} issues")
    return DONE


def _print_issues(issues: Sequence[Any], say: Callable[[Any], str]) -> None:
    """Print some issues of each kind, then one sentence a kind with its count."""
    from .core.quality import quality_summary

    shown: dict[str, int] = {}
    for one in issues:
        shown[one.kind] = shown.get(one.kind, 0) + 1
        if shown[one.kind] > _SHOWN:
            continue
        place = f"{one.place[0]:.4f}, {one.place[1]:.4f}" if one.place else ""
        day = one.day.isoformat() if one.day else ""
        print(f"{one.kind.replace('_', ' ')}\t{day}\t{one.id}\t{place}\t{say(one.message)}")
    for kind, count in shown.items():
        if count > _SHOWN:
            print(f"{kind.replace('_', ' ')}\t{count - _SHOWN} more: salient qc CASE --json lists them")
    for sentence in quality_summary(issues):
        print(say(sentence))
