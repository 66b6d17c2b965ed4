"""`salient routes`: where supply routes are cut on a day, and how settlements reach the supply bases of a side."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from .cli_arguments import DONE
from .cli_days import print_rows
from .cli_route_series import KEYS, add_series, route_series
from .core.errors import InputError
from .core.messages import Message, message

if TYPE_CHECKING:
    from .core.route_report import PlaceState, RouteReading, RouteReport, RouteState

_KEYS = """\
Routes are open where they run in the side's ground: under its control, and, in a second reading, under its control or
advance. Supply bases are settlements that are ticked as such and stand in that ground. This says what published maps
imply about access on a day.

keys of --json
  snap_m     points of routes so near are one place; crossings is "joined" or "apart": whether routes of one mode meet
             where they cross. From the case's settings route_snap_m and route_crossings unless given here
  readings   {"reading","note","routes","places"}: reading is "control", or "advance" for control or advance
  routes     {"id","name","mode","open_km","cut_km","cuts"}; cuts are {"lon","lat","leaves","along_km","next_km"}:
             leaves is whether the route leaves the side's ground there, next_km the distance to its next cut
  places     {"id","name","isolated","ways","shortest_km","base","detour_km","detour_factor","last_links","corridor_km",
             "narrowest","enclosed","missing"}: isolated is 1 or 0 surely, as drawn, possibly; enclosed is
             whether the ground touches the rest of the side's nowhere, as drawn; ways share no stretch; last_links are
             routes that every remaining way uses; corridor_km is measured for --place only
"""


def add_route_report(commands: Any) -> None:
    """Add the command that tells where routes are cut and what is isolated."""
    parser = commands.add_parser(
        "routes",
        help="where supply routes are cut on a day, and how settlements reach the supply bases",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_KEYS + KEYS,
    )
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument("--as-of", type=arguments.day, metavar="YYYY-MM-DD", help="the day of the ground")
    parser.add_argument("--side", default="", help="whose routes; else the case's, or the only one with a supply base")
    parser.add_argument("--issuer", default="", metavar="NAME", help="whose maps; else the case's, or its only issuer")
    parser.add_argument(
        "--place",
        action="append",
        default=[],
        metavar="NAME",
        help="only this settlement, by name or id, with its ground corridor (may be given again)",
    )
    parser.add_argument(
        "--from-day",
        type=arguments.day,
        metavar="YYYY-MM-DD",
        help="the earlier day that detours are against; with --series the first day",
    )
    add_series(parser)
    arguments.add_joining(parser)
    arguments.add_json(parser)
    arguments.add_language(parser)
    parser.set_defaults(run=_routes)


def _routes(parsed: argparse.Namespace) -> int:
    from .core.route_report import route_report
    from .store import cases

    if parsed.as_of is None and not parsed.series:
        raise InputError(message("Say the day with --as-of, or ask for all days with --series."))
    if parsed.as_of is not None and parsed.series:
        raise InputError(message("--as-of is one day, --series many: give one of them; --to-day ends a series."))
    case = arguments.joining_as_asked(cases.load(parsed.case), parsed)
    say = arguments.tongue(parsed, case)
    if parsed.series:
        return route_series(parsed, case, say)
    ticked = arguments.progress("following routes")
    found = route_report(case, parsed.as_of, parsed.side, parsed.issuer, parsed.place, parsed.from_day, ticked)
    if parsed.json:
        arguments.print_json(_as_json(case.name, found, say))
        return DONE
    arguments.print_notes([found.how.note], say)
    for reading in found.readings:
        _print(reading, say)
    return DONE


def _print(reading: RouteReading, say: Callable[[Message], str]) -> None:
    arguments.print_notes([reading.note], say)
    print(f"{reading.reading}: routes")
    rows = [
        (one.route.name or one.route.id, one.route.mode, f"{one.open_km:.1f}", f"{one.cut_km:.1f}", len(one.cuts))
        for one in reading.routes
    ]
    print_rows(("route", "mode", "open_km", "cut_km", "cuts"), rows, False)
    print(f"{reading.reading}: settlements")
    header = ("settlement", "isolated", "ways", "shortest_km", "base", "detour", "last_links", "corridor_km")
    print_rows(header, [_row(one, say) for one in reading.places], False)


def _row(state: PlaceState, say: Callable[[Message], str]) -> tuple[str, ...]:
    if isinstance(state.access, Message):
        return (state.place.name, say(state.access))
    found, band = state.access.access, state.access.isolated
    isolated = "maybe" if band.low != band.high else "yes" if band.best else "no"
    width = state.corridor
    return (
        state.place.name,
        isolated,
        "base" if found.ways is None else str(found.ways),
        "" if found.km is None else f"{found.km:.1f}",
        "" if state.access.base is None else state.access.base.name,
        "" if found.detour_factor is None else f"{found.detour_factor:.2f}",
        ", ".join(state.last_links),
        "" if width is None else f"{'≥ ' if width.at_limit else ''}{width.width_km.best:.1f}",
    )


def _as_json(name: str, found: RouteReport, say: Callable[[Message], str]) -> dict[str, Any]:
    return {
        "case": name,
        "as_of": found.as_of.isoformat(),
        "side": found.side,
        "snap_m": found.how.snap_m,
        "crossings": found.how.crossings,
        "readings": [
            {
                "reading": one.reading,
                "note": say(one.note),
                "routes": [_route_json(state) for state in one.routes],
                "places": [_place_json(state, say) for state in one.places],
            }
            for one in found.readings
        ],
    }


def _route_json(state: RouteState) -> dict[str, Any]:
    return {
        "id": state.route.id,
        "name": state.route.name,
        "mode": state.route.mode,
        "open_km": round(state.open_km, 3),
        "cut_km": round(state.cut_km, 3),
        "cuts": [
            {
                "lon": round(cut.lon, 6),
                "lat": round(cut.lat, 6),
                "leaves": cut.leaves,
                "along_km": round(cut.along_km, 3),
                "next_km": _rounded(cut.next_km),
            }
            for cut in state.cuts
        ],
    }


def _place_json(state: PlaceState, say: Callable[[Message], str]) -> dict[str, Any]:
    width = state.corridor
    pinch = None if width is None else width.narrowest
    known: dict[str, Any] = {"id": state.place.id, "name": state.place.name}
    missing = say(state.access) if isinstance(state.access, Message) else None
    answer = None if isinstance(state.access, Message) else state.access
    band, found = (None, None) if answer is None else (answer.isolated, answer.access)
    return {
        **known,
        "isolated": None if band is None else {"low": band.low, "best": band.best, "high": band.high},
        "ways": None if found is None else found.ways,
        "shortest_km": None if found is None else _rounded(found.km),
        "base": None if answer is None or answer.base is None else answer.base.id,
        "detour_km": None if found is None else _rounded(found.detour_km),
        "detour_factor": None if found is None else _rounded(found.detour_factor),
        "last_links": list(state.last_links),
        "corridor_km": None
        if width is None
        else {
            "low": _rounded(width.width_km.low),
            "best": _rounded(width.width_km.best),
            "high": _rounded(width.width_km.high),
            "at_limit": width.at_limit,
        },
        "enclosed": state.enclosed,
        "narrowest": None if pinch is None else [round(pinch.lon, 6), round(pinch.lat, 6)],
        "missing": missing,
    }


def _rounded(km: float | None) -> float | None:
    return None if km is None else round(km, 3)
