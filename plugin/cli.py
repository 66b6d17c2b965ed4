"""The command `salient`: arguments in, files and an exit code out.

Exit codes: 0 done, 1 error (one line on stderr), 2 usage, 3 when `--fail-on` met such a finding. Results go to stdout,
everything else to stderr; progress is shown on a terminal only.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .about import TITLE, VERSION
from .core.errors import Cancelled, InputError, MeasureError, SalientError
from .store import streams

DONE, ERROR, FOUND = 0, 1, 3
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
_NEGATIVE_LIST = re.compile(r"-[\d.]+(,-?[\d.]+)+$")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    streams.prepare()
    parsed = _parser().parse_args([_shielded(word) for word in words])
    try:
        streams.check_names(words)
        with warnings.catch_warnings():
            # What is wrong with numbers is said in our own words; numpy's say nothing to the reader.
            warnings.simplefilter("ignore", RuntimeWarning)
            code = int(parsed.run(parsed))
        streams.flush()
        return code
    except BrokenPipeError:  # the reader has seen enough, as in: salient check CASE | head
        streams.drop_output()
    except (Cancelled, KeyboardInterrupt):
        print("salient: called off; nothing was changed", file=sys.stderr)
    except SalientError as error:
        print(f"salient: {' '.join(str(error).split())}", file=sys.stderr)
    except OSError as error:
        print(f"salient: {error.filename or 'the output'}: {error.strerror or error}", file=sys.stderr)
        streams.drop_output()
    return ERROR


def _shielded(word: str) -> str:
    """Return "-3.5,40" with a space before it: argparse would take the minus for an option."""
    return f" {word}" if _NEGATIVE_LIST.match(word) else word


# --- arguments -------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="salient", description="Check what was claimed about ground against the map, and brief an editor."
    )
    parser.add_argument("--version", action="version", version=f"{TITLE} {VERSION}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_new(commands)
    upgrade = commands.add_parser("upgrade", help="bring a case of an earlier version up to this one, with a backup")
    upgrade.add_argument("case", type=Path, metavar="CASE")
    upgrade.set_defaults(run=_upgrade)
    _add_check(commands)
    _add_measure(commands)
    _add_brief(commands)
    doctor = commands.add_parser("doctor", help="look at what is installed and say what to do")
    doctor.set_defaults(run=_doctor)
    return parser


def _add_new(commands: Any) -> None:
    new = commands.add_parser("new", help="create a case, empty or from a folder of text files")
    new.add_argument("case", type=Path, metavar="CASE", help="the GeoPackage to create")
    new.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="GeoJSON and CSV, one file a table")
    new.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    new.set_defaults(run=_new)


def _add_check(commands: Any) -> None:
    check = commands.add_parser("check", help="hold every claim of a case against its map")
    check.add_argument("case", type=Path, metavar="CASE")
    _add_json(check)
    _add_day_and_language(check)
    check.add_argument("--record", action="store_true", help="write the findings into the case")
    check.add_argument(
        "--fail-on",
        choices=("inconsistent",),
        metavar="inconsistent",
        help="exit with 3 when a finding is inconsistent or impossible",
    )
    check.set_defaults(run=_check)


def _add_brief(commands: Any) -> None:
    brief = commands.add_parser("brief", help="write the PDF briefing of a case")
    brief.add_argument("case", type=Path, metavar="CASE")
    brief.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the PDF to write")
    brief.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    _add_day_and_language(brief)
    brief.set_defaults(run=_brief)


def _add_measure(commands: Any) -> None:
    measure = commands.add_parser("measure", help="measure an area, a depth, a distance or a buffer")
    kinds = measure.add_subparsers(title="measures", metavar="MEASURE", required=True)
    area = kinds.add_parser("area", help="area and perimeter of each feature of a file")
    area.add_argument("file", type=Path, metavar="FILE")
    _add_reading(area)
    area.set_defaults(run=_measure_area)
    depth = kinds.add_parser("depth", help="how far gained ground reaches beyond a baseline")
    depth.add_argument("--gains", type=Path, required=True, metavar="FILE")
    depth.add_argument("--baseline", type=Path, required=True, metavar="FILE", help="lines, or areas for their edge")
    depth.add_argument("--sector", metavar="W,S,E,N|FILE", help="measure to this stretch of the baseline too")
    depth.add_argument("--tolerance-m", type=_metres, default=None, metavar="T", help="of gains and of baseline: 500")
    _add_reading(depth)
    depth.set_defaults(run=_measure_depth)
    distance = kinds.add_parser("distance", help="geodesic distance and direction from one point to another")
    distance.add_argument("start", type=_lonlat, metavar="LON,LAT")
    distance.add_argument("end", type=_lonlat, metavar="LON,LAT")
    _add_json(distance)
    distance.set_defaults(run=_measure_distance)
    buffer = kinds.add_parser("buffer", help="everything within a true distance of each feature")
    buffer.add_argument("file", type=Path, metavar="FILE")
    buffer.add_argument("--km", type=_kilometres, required=True)
    buffer.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="its suffix says the format")
    buffer.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    _add_reading(buffer, with_json=False)
    buffer.set_defaults(run=_measure_buffer)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_reading(parser: argparse.ArgumentParser, with_json: bool = True) -> None:
    parser.add_argument("--crs", metavar="EPSG:N", help="the coordinate system of input that names none")
    parser.add_argument("--layer", help="the layer of a file that holds several")
    if with_json:
        _add_json(parser)


def _add_day_and_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="leave out what is of later days")
    parser.add_argument("--lang", choices=("en", "uk"), help="the language; else the one of the case")


def _day(text: str) -> datetime.date:
    try:
        if not _DAY.match(text):
            raise ValueError("not year-month-day")  # newer Pythons read other ways of writing a day
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is no day; write it as 2022-09-09') from error


def _metres(text: str) -> float:
    return _number(text, 0.0, 1e5, "metres")


def _kilometres(text: str) -> float:
    return _number(text, 0.001, 1e4, "kilometres")


def _number(text: str, low: float, high: float, unit: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of {unit}') from error
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(f"{text} {unit} is not between {low:g} and {high:g}")
    return number


def _numbers(text: str, names: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not {names}') from error
    if len(numbers) != len(names.split(",")):
        raise argparse.ArgumentTypeError(f'"{text}" is not {names}')
    return numbers


def _lonlat(text: str) -> tuple[float, float]:
    lon, lat = _numbers(text, "LON,LAT")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise argparse.ArgumentTypeError(f'"{text}" is outside of longitude ±180, latitude ±90')
    return lon, lat


# --- commands: each imports what it needs, so that the others start fast ---------------------------------------------


def _new(parsed: argparse.Namespace) -> int:
    from .store import cases, textcase

    tables = textcase.read_folder(parsed.folder) if parsed.folder else None
    cases.create(parsed.case, tables, overwrite=parsed.overwrite)
    print(parsed.case)
    return DONE


def _upgrade(parsed: argparse.Namespace) -> int:
    from .store import cases

    backup = cases.upgrade(parsed.case)
    print(f"{parsed.case}: up to date" if backup is None else f"{parsed.case}: upgraded; backup: {backup}")
    return DONE


def _report(parsed: argparse.Namespace) -> Any:
    from .core.check import check_case
    from .store import cases

    return check_case(cases.load(parsed.case), parsed.as_of, _progress("checking"))


def _check(parsed: argparse.Namespace) -> int:
    from .brief.language import language
    from .core.check import report_json
    from .store import cases

    report = _report(parsed)
    if parsed.record:
        cases.record_findings(parsed.case, report)
    tongue = language(parsed.lang or "en")
    if parsed.json:
        _print_json(report_json(report, tongue.say))
    else:
        for finding in report.findings:
            verdict = tongue.say(finding.verdict.replace("_", " "))
            print(f"{finding.claim.id}\t{verdict}\t{finding.claim.claimant}\t{tongue.say(finding.reason)}")
        for note in report_json(report, tongue.say)["notes"]:
            print(f"salient: {note}", file=sys.stderr)
    failed = any(finding.verdict in ("inconsistent", "impossible") for finding in report.findings)
    return FOUND if parsed.fail_on and failed else DONE


def _brief(parsed: argparse.Namespace) -> int:
    from .brief.content import briefing
    from .brief.pages import render
    from .store import cases, files

    files.check_can_write(parsed.output, parsed.overwrite)
    cases.check_no_case(parsed.output)
    content = briefing(_report(parsed), parsed.lang)
    files.replace_file(parsed.output, render(content, _progress("writing")))
    print(parsed.output)
    return DONE


def _doctor(parsed: argparse.Namespace) -> int:
    from .store.doctor import diagnosis

    found = diagnosis()
    for line in found.lines:
        print(line)
    for problem in found.problems:
        print(f"salient: {problem}", file=sys.stderr)
    return ERROR if found.problems else DONE


def _read(path: Path, parsed: argparse.Namespace) -> Any:
    from .store.vector import read_shapes

    shapes = read_shapes(path, crs=parsed.crs, layer=parsed.layer)
    for note in shapes.notes:
        print(f"salient: {path}: {note}", file=sys.stderr)
    for skipped in shapes.skipped:
        print(f"salient: {path}: feature {skipped.id}: {skipped.reason}", file=sys.stderr)
    return shapes


def _read_together(path: Path, parsed: argparse.Namespace, kinds: Sequence[str], otherwise: Sequence[str] = ()) -> Any:
    """Return the union of a file's shapes of the wanted kinds, else of the others; InputError where there are none."""
    from .core.shapes import union

    shapes = [one.geometry for one in _read(path, parsed).features]
    wanted = [one for one in shapes if one.geom_type in kinds] or [one for one in shapes if one.geom_type in otherwise]
    if not wanted:
        raise InputError(f"{path}: holds no {' or '.join((*kinds, *otherwise))}; give another file or --layer")
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
        _print_json({"features": features, "total": total})
        return DONE
    for one in (*features, {"id": "total", **total}):
        print(f"{one['id']}\t{one['area_km2']:,.3f} km²\t{one['perimeter_km']:,.3f} km around")
    return DONE


def _measure_depth(parsed: argparse.Namespace) -> int:
    from .core.depth import depth_measures
    from .core.schema import DEFAULT_TOLERANCE_M

    tolerance_m = DEFAULT_TOLERANCE_M if parsed.tolerance_m is None else parsed.tolerance_m
    gains = _read_together(parsed.gains, parsed, _AREAS)
    baseline = _read_together(parsed.baseline, parsed, _LINES, otherwise=_AREAS)
    sector = None if parsed.sector is None else _sector(parsed)
    anywhere, from_sector = depth_measures(gains, baseline, tolerance_m, tolerance_m, sector=sector)
    result = {**_depth_json(anywhere), "sector": None if from_sector is None else _depth_json(from_sector)}
    if parsed.json:
        _print_json(result)
        return DONE
    for one in (anywhere, from_sector):
        if one is not None:
            at = f"deepest at {one.deepest_point[0]:.4f}, {one.deepest_point[1]:.4f}"
            band = f"{one.low_km:,.1f} to {one.high_km:,.1f}"
            print(f"{one.definition}\t{one.best_km:,.1f} km ({band})\t{at}")
    return DONE


def _sector(parsed: argparse.Namespace) -> Any:
    from .core.shapes import box_of

    if "," not in parsed.sector or Path(parsed.sector).exists():
        return _read_together(Path(parsed.sector), parsed, _AREAS)
    try:
        west, south, east, north = _numbers(parsed.sector, "W,S,E,N")
    except argparse.ArgumentTypeError as error:
        raise InputError(f"--sector: {error}; give west, south, east, north in degrees, or a file") from error
    if not (west < east and south < north):
        raise InputError(f"--sector: {parsed.sector} is empty; give west, south, east, north in this order")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError(f"--sector: {parsed.sector} is outside of longitude ±180, latitude ±90; give degrees")
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
        _print_json({"distance_km": found.distance_km, "azimuth_deg": found.azimuth_deg, "compass": direction})
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
    shapes = _read(parsed.file, parsed)
    tick = _progress("buffering")
    buffered = []
    for done, one in enumerate(shapes.features):
        if tick is not None:
            tick(done / len(shapes.features))
        try:
            buffered.append(replace(one, geometry=geodesic_buffer(one.geometry, parsed.km * 1000)))
        except MeasureError as error:
            print(f"salient: {parsed.file}: feature {one.id}: {error}; left out", file=sys.stderr)
    if not buffered:
        raise InputError(f"{parsed.file}: holds no shapes that can be buffered; nothing was written")
    vector.write_shapes(parsed.output, buffered, overwrite=parsed.overwrite)
    print(parsed.output)
    return DONE


# --- output ----------------------------------------------------------------------------------------------------------


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=not streams.takes_all_letters(), indent=1, allow_nan=False))


def _progress(verb: str) -> Callable[[float], None] | None:
    """Return a callback that draws a line on a terminal; None where stderr is a file or a pipe."""
    if not sys.stderr.isatty():
        return None

    def tick(done: float) -> None:
        end = "\n" if done >= 1 else ""
        print(f"\rsalient: {verb} {100 * done:3.0f} %", end=end, file=sys.stderr, flush=True)

    return tick
