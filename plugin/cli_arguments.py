"""What the commands share: how arguments are read, how results and progress are shown.

Results go to stdout, everything else to stderr; progress is shown on a terminal only.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from .store import streams

DONE, ERROR, FOUND = 0, 1, 3
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add the switch between text and JSON."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_reading(parser: argparse.ArgumentParser, with_json: bool = True) -> None:
    """Add what says how a map file is to be read."""
    parser.add_argument("--crs", metavar="EPSG:N", help="the coordinate system of input that names none")
    parser.add_argument("--layer", help="the layer of a file that holds several")
    if with_json:
        add_json(parser)


def add_day_and_language(parser: argparse.ArgumentParser) -> None:
    """Add the last day to look at, and the language."""
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="leave out what is of later days")
    add_language(parser)


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add the language of the sentences."""
    from .brief.language import codes

    parser.add_argument("--lang", choices=codes(), help="the language; else the one of the case")


def day(text: str) -> datetime.date:
    """Return the day that is written year-month-day."""
    try:
        if not _DAY.match(text):
            raise ValueError("not year-month-day")  # newer Pythons read other ways of writing a day
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is no day; write it as 2022-09-09') from error


def metres(text: str) -> float:
    """Return a number of metres."""
    return number(text, 0.0, 1e5, "metres")


def kilometres(text: str) -> float:
    """Return a number of kilometres above 0."""
    return number(text, 0.001, 1e4, "kilometres")


def number(text: str, low: float, high: float, unit: str) -> float:
    """Return a number between two others, both included."""
    try:
        number = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of {unit}') from error
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(f"{text} {unit} is not between {low:g} and {high:g}")
    return number


def numbers(text: str, names: str) -> tuple[float, ...]:
    """Return as many numbers, separated by commas, as there are names."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is not {names}') from error
    if len(numbers) != len(names.split(",")):
        raise argparse.ArgumentTypeError(f'"{text}" is not {names}')
    return numbers


def lonlat(text: str) -> tuple[float, float]:
    """Return a longitude and a latitude in degrees."""
    lon, lat = numbers(text, "LON,LAT")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise argparse.ArgumentTypeError(f'"{text}" is outside of longitude ±180, latitude ±90')
    return lon, lat


def whose_maps(parser: argparse.ArgumentParser) -> None:
    """Add whose maps, and whose ground, where a case holds several."""
    parser.add_argument("--issuer", metavar="NAME", help="whose maps; else the case's setting, or its only issuer")
    parser.add_argument("--side", metavar="SIDE", help="whose ground; else the one side in control")


def add_joining(parser: argparse.ArgumentParser) -> None:
    """Add what says where routes meet, in place of the settings of the case."""
    parser.add_argument(
        "--snap-m", type=snap_metres, metavar="M", help="points of routes so near are one; else the case's setting"
    )
    parser.add_argument(
        "--crossings",
        choices=("joined", "apart"),
        help="whether routes of one mode meet where they cross, or only where they share a point; else the case's",
    )


def snap_metres(text: str) -> float:
    """Return a snapping tolerance in metres."""
    return number(text, 0.0, 5_000.0, "metres")


def joining_as_asked(case: Any, parsed: argparse.Namespace) -> Any:
    """Return the case with the settings for where routes meet that were asked for; the file stays as it is."""
    from .core.joining import settled

    return replace(case, settings=settled(case.settings, parsed.snap_m, parsed.crossings))


def add_across(parser: argparse.ArgumentParser) -> None:
    """Add what compares maps of different issuers, which is never done unasked."""
    parser.add_argument(
        "--across-issuers",
        "--across",
        action="store_true",
        help="compare maps of different issuers (they use different definitions); else refused",
    )
    parser.add_argument("--issuer-to", metavar="NAME", help="whose map of the last day, with --across-issuers")


def tongue(parsed: argparse.Namespace, case: Any) -> Callable[[Any], str]:
    """Return what puts a sentence into the language asked for, else the case's, else English."""
    from .brief.language import language

    say: Callable[[Any], str] = language(parsed.lang or case.settings.get("language") or "en").say
    return say


def print_notes(notes: Iterable[Any], say: Callable[[Any], str] = str) -> None:
    """Print what the reader should know besides the numbers, to stderr."""
    for note in notes:
        print(f"salient: {say(note)}", file=sys.stderr)


def print_json(value: Any) -> None:
    """Print JSON, in the letters of the data where the output takes them."""
    print(json.dumps(value, ensure_ascii=not streams.takes_all_letters(), indent=1, allow_nan=False))


def progress(verb: str) -> Callable[[float], None] | None:
    """Return a callback that draws a line on a terminal; None where stderr is a file or a pipe."""
    if not sys.stderr.isatty():
        return None

    def tick(done: float) -> None:
        end = "\n" if done >= 1 else ""
        print(f"\rsalient: {verb} {100 * done:3.0f} %", end=end, file=sys.stderr, flush=True)

    return tick
