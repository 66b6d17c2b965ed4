"""`salient depth`: how deep gained ground reaches, day by day, from the front of the first day."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .cli_days import print_rows, stood_in_json
from .core.errors import InputError
from .core.messages import Message, message

if TYPE_CHECKING:
    from .core.case import Case
    from .core.depth import DepthMeasure
    from .core.front import DayDepth, DepthSeries

_COLUMNS = ("day", "definition", "low_km", "best_km", "high_km", "deepest_lon", "deepest_lat")
_KEYS = """\
the JSON has
  case, issuer, side    the case's name, whose maps, and the side whose ground's edge is the front
  ground                "lost": what that side lost is measured, inwards; "gained": what it gained, outwards
  from, to, stood_in    the days asked for; for a missing one the day used: {"asked","used"}
  front                 the day whose front is measured from
  baseline              the line of the case that is measured from instead, {"id","name"}, or null
  sector                the break-in sector's name or box, or null
  days                  {"day","any_part","break_in_sector","missing"} for each mapped day after the front's;
                        any_part and break_in_sector are {"low_km","best_km","high_km","deepest_point",
                        "nearest_point"} or null, and missing says why; points are [longitude, latitude]
  notes                 sentences
"""


def add_depth(commands: Any) -> None:
    """Add the command that tells depths by the day."""
    depth = commands.add_parser(
        "depth",
        help="how deep gained ground reaches, day by day",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_KEYS,
    )
    depth.add_argument("case", type=Path, metavar="CASE")
    depth.add_argument(
        "--from", dest="start", type=arguments.day, required=True, metavar="YYYY-MM-DD", help="the day of the front"
    )
    depth.add_argument("--to", dest="end", type=arguments.day, required=True, metavar="YYYY-MM-DD")
    arguments.whose_maps(depth)
    depth.add_argument(
        "--sector",
        metavar="W,S,E,N|NAME",
        help="the stretch of the front that was broken through: a box, or an area of the case; else the case's sector",
    )
    depth.add_argument(
        "--baseline", metavar="NAME|ID", help="a baseline of the case to measure from, not the edge on the first day"
    )
    depth.add_argument("--borders", type=Path, metavar="FILE", help="state borders to leave out of that edge")
    depth.add_argument("--coasts", type=Path, metavar="FILE", help="coasts to leave out of that edge")
    depth.add_argument(
        "--gained",
        action="store_true",
        help="measure the ground that the side gained, such as on maps of one side only; else the ground that it lost",
    )
    how = depth.add_mutually_exclusive_group()
    arguments.add_json(how)
    how.add_argument("--csv", action="store_true", help="print CSV")
    arguments.add_language(depth)
    depth.set_defaults(run=_depth)


def _depth(parsed: argparse.Namespace) -> int:
    from .core.days import issuer_for, stood_in_notes, two_days_used
    from .core.front import baseline_named, depth_series
    from .store import cases

    if parsed.baseline is not None and (parsed.borders or parsed.coasts):
        raise InputError(
            "--baseline names a whole line; --borders and --coasts are for the edge of the maps: give one or the other"
        )
    case = cases.load(parsed.case)
    issuer = issuer_for(case, parsed.issuer)
    first, last = two_days_used(case, issuer, parsed.start, parsed.end)
    name, sector = _sector(case, parsed)
    found = depth_series(
        case,
        first.used,
        last.used,
        issuer,
        parsed.side,
        baseline=None if parsed.baseline is None else baseline_named(case, parsed.baseline),
        sector=sector,
        progress=arguments.progress("measuring"),
        borders=shapes.edges_of(parsed.borders) if parsed.borders else None,
        coasts=shapes.edges_of(parsed.coasts) if parsed.coasts else None,
        side_gains=parsed.gained,
    )
    notes = [*stood_in_notes((first, last)), *found.notes, _sector_note(name)]
    say = arguments.tongue(parsed, case)
    if parsed.json:
        told = {"case": case.name, "from": parsed.start.isoformat(), "to": parsed.end.isoformat()}
        days = {"stood_in": stood_in_json((first, last)), "front": first.used.isoformat(), "sector": name}
        arguments.print_json({**told, **days, **_series_json(found, say), "notes": [say(note) for note in notes]})
        return DONE
    arguments.print_notes(notes, say)
    arguments.print_notes((one.missing for one in found.days if one.missing is not None), say)
    _print_days(found.days, parsed.csv)
    return DONE


def _sector(case: Case, parsed: argparse.Namespace) -> tuple[str | None, Any]:
    """Return the name and the ground of the break-in sector: the one named, else the case's, else None twice."""
    from .core.scope import area_named, own_sector

    if parsed.sector is None:
        own = own_sector(case)
        return (None, None) if own is None else (own.name or own.id, own.geometry)
    wanted = parsed.sector.strip()
    known = {one.id for one in case.areas} | {one.name.lower() for one in case.areas}
    if "," in wanted and wanted not in known and wanted.lower() not in known:
        return wanted, shapes.box(wanted, "--sector")
    area = area_named(case, wanted)
    return area.name or area.id, area.geometry


def _sector_note(name: str | None) -> Message:
    if name is None:
        return message("No break-in sector is named: depths are to any part of the front only.")
    return message("Break-in sector: {name}.", name=name)


def _series_json(found: DepthSeries, say: Callable[[Message], str]) -> dict[str, Any]:
    line = found.line
    return {
        "issuer": found.issuer,
        "side": found.baseline.side,
        "ground": "gained" if found.side_gains else "lost",
        "baseline": None if line is None else {"id": line.id, "name": line.name},
        "days": [
            {
                "day": one.day.isoformat(),
                "any_part": _depth_json(one.any_part),
                "break_in_sector": _depth_json(one.break_in_sector),
                "missing": None if one.missing is None else say(one.missing),
            }
            for one in found.days
        ],
    }


def _depth_json(depth: DepthMeasure | None) -> dict[str, Any] | None:
    if depth is None:
        return None
    return {
        "low_km": round(depth.low_km, 6),
        "best_km": round(depth.best_km, 6),
        "high_km": round(depth.high_km, 6),
        "deepest_point": list(depth.deepest_point),
        "nearest_point": list(depth.nearest_point),
    }


def _print_days(days: Sequence[DayDepth], as_csv: bool) -> None:
    # A number in CSV is for a program, one with tabs for a reader.
    km, degrees = (".6f", ".6f") if as_csv else (".1f", ".4f")
    rows = [
        [
            one.day,
            depth.definition,
            *(format(number, km) for number in (depth.low_km, depth.best_km, depth.high_km)),
            *(format(number, degrees) for number in depth.deepest_point),
        ]
        for one in days
        for depth in (one.any_part, one.break_in_sector)
        if depth is not None
    ]
    print_rows(_COLUMNS, rows, as_csv)
