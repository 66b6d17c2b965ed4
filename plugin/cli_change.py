"""`salient change`, `series` and `baseline`: ground that changed on the maps of a case, and the line it ran along."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .core.errors import InputError


def add_change(commands: Any) -> None:
    """Add the command that tells what changed between two days."""
    change = commands.add_parser("change", help="what changed between two days on the maps of a case")
    change.add_argument("case", type=Path, metavar="CASE")
    change.add_argument("--from", dest="start", type=arguments.day, required=True, metavar="YYYY-MM-DD")
    change.add_argument("--to", dest="end", type=arguments.day, required=True, metavar="YYYY-MM-DD")
    arguments.whose_maps(change)
    shapes.add_frame(change.add_mutually_exclusive_group())
    arguments.add_across(change)
    arguments.add_json(change)
    change.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the changed ground as a layer")
    change.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    arguments.add_language(change)
    change.set_defaults(run=_change)


def add_series(commands: Any) -> None:
    """Add the command that tells what changed day by day, week by week or month by month."""
    series = commands.add_parser("series", help="lost, gained and net ground by day, week or month")
    series.add_argument("case", type=Path, metavar="CASE")
    series.add_argument("--by", choices=("day", "week", "month"), default="day")
    arguments.whose_maps(series)
    where = series.add_mutually_exclusive_group()
    shapes.add_frame(where)
    where.add_argument("--zones", type=Path, metavar="FILE", help="a series for each area of this file")
    series.add_argument("--zone-field", metavar="FIELD", help="the field that names the zones; else one like name")
    how = series.add_mutually_exclusive_group()
    arguments.add_json(how)
    how.add_argument("--csv", action="store_true", help="print CSV")
    arguments.add_language(series)
    series.set_defaults(run=_series)


def add_baseline(commands: Any) -> None:
    """Add the command that derives the front of a day and puts it into the case."""
    baseline = commands.add_parser("baseline", help="the front of a day from its control areas, into the case")
    baseline.add_argument("case", type=Path, metavar="CASE")
    baseline.add_argument("--as-of", type=arguments.day, required=True, metavar="YYYY-MM-DD")
    arguments.whose_maps(baseline)
    baseline.add_argument("--borders", type=Path, metavar="FILE", help="state borders: lines, or the states' areas")
    baseline.add_argument("--coasts", type=Path, metavar="FILE", help="coasts: lines, or the land's areas")
    baseline.add_argument(
        "--held-beyond", type=Path, metavar="FILE", help="areas beyond the borders that the side held on that day"
    )
    baseline.add_argument("--replace", action="store_true", help="replace a line that differs from the one in the case")
    arguments.add_language(baseline)
    baseline.set_defaults(run=_baseline)


def _change(parsed: argparse.Namespace) -> int:
    from .core.change import change_between, change_json
    from .store import cases, files

    if parsed.output:
        files.check_can_write(parsed.output, parsed.overwrite)
    case = cases.load(parsed.case)
    say = arguments.tongue(parsed, case)
    change = change_between(
        case,
        parsed.start,
        parsed.end,
        issuer=parsed.issuer,
        frame=shapes.frame_of(case, parsed),
        across=parsed.across_issuers,
        side=parsed.side,
        issuer_to=parsed.issuer_to,
    )
    if parsed.output:
        _write_ground(parsed, change)
    arguments.print_notes(change.notes, say)
    if parsed.json:
        arguments.print_json(change_json(change))
    else:
        _print_change(change)
        if parsed.output:
            print(parsed.output)
    return DONE


def _write_ground(parsed: argparse.Namespace, change: Any) -> None:
    from .store.features import ShapeFeature
    from .store.vector import write_shapes

    if not change.pieces:
        raise InputError(f"{parsed.output}: no ground changed between the two days, so no layer was written")
    ground = [
        ShapeFeature(
            str(number),
            piece.geometry,
            {"before": piece.before, "after": piece.after, "area_km2": piece.area_km2, "issuer": change.issuer},
        )
        for number, piece in enumerate(change.pieces, start=1)
    ]
    write_shapes(parsed.output, ground, overwrite=parsed.overwrite)


def _print_change(change: Any) -> None:
    columns = list(dict.fromkeys(after for row in change.matrix.values() for after in row))
    warning = "different issuers: " if change.across else ""
    print(f"{warning}{change.issuer}, {change.start_used} to {change.end_used}, km²")
    print("\t".join(["before \\ after", *columns]))
    for before, row in change.matrix.items():
        print("\t".join([before, *(f"{row[after]:,.1f}" if after in row else "" for after in columns)]))
    print(f"residual\t{change.residual_km2:,.6f}")
    print(f"overlap\t{change.overlap_km2:,.3f}")
    for name, band in change.definitions:
        print(f"{name}\t{band.best:,.1f} km² ({band.low:,.1f} to {band.high:,.1f})")


def _series(parsed: argparse.Namespace) -> int:
    from .core.daily import day_grounds
    from .core.series import series, series_json
    from .core.zones import zone_series
    from .store import cases

    if parsed.zone_field and not parsed.zones:
        raise InputError("--zone-field: names the zones of a file; give the file with --zones")
    case = cases.load(parsed.case)
    say = arguments.tongue(parsed, case)
    days = day_grounds(case, parsed.issuer, parsed.side)
    tick = arguments.progress("measuring")
    if parsed.zones:
        zones = shapes.zones_of(parsed.zones, parsed.zone_field)
        found: Mapping[str, Any] = zone_series(days, zones, parsed.by, tick)
    else:
        found = {"": series(days, parsed.by, shapes.frame_of(case, parsed), tick)}
    if parsed.json:
        made = {name: series_json(one, say) for name, one in found.items()}
        arguments.print_json({"zones": made} if parsed.zones else made[""])
        return DONE
    arguments.print_notes(dict.fromkeys(say(note) for one in found.values() for note in one.notes))
    _print_rows(found, parsed)
    return DONE


def _print_rows(found: Mapping[str, Any], parsed: argparse.Namespace) -> None:
    from .core.series import SERIES_COLUMNS, series_rows

    zoned = bool(parsed.zones)
    header = [*(["zone"] if zoned else []), *SERIES_COLUMNS]
    rows = [[*([name] if zoned else []), *row] for name, one in found.items() for row in series_rows(one)]
    if parsed.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)
        return
    print("\t".join(header))
    for row in rows:
        print("\t".join(f"{value:,.2f}" if isinstance(value, float) else str(_cell(value)) for value in row))


def _cell(value: Any) -> Any:
    """Return the value as CSV takes it: a yes or no as in the case's own CSV files."""
    return str(value).lower() if isinstance(value, bool) else value


def _baseline(parsed: argparse.Namespace) -> int:
    from .core.front import baseline_on
    from .core.shapes import union
    from .store import cases, control

    case = cases.load(parsed.case)
    say = arguments.tongue(parsed, case)
    beyond = None
    if parsed.held_beyond:
        beyond = union(list(shapes.zones_of(parsed.held_beyond).values()))
    line = baseline_on(
        case,
        parsed.as_of,
        issuer=parsed.issuer,
        side=parsed.side,
        other_held=beyond,
        borders=shapes.edges_of(parsed.borders) if parsed.borders else None,
        coasts=shapes.edges_of(parsed.coasts) if parsed.coasts else None,
    )
    row = control.front_row(case, line)
    done = control.record_front(parsed.case, row, replace=parsed.replace)
    arguments.print_notes(line.notes, say)
    if done.backup is not None:
        print(f"salient: the case as it was: {done.backup}", file=sys.stderr)
    print(f"{done.id}\t{done.what}")
    return DONE
