"""`salient routes --series`: how settlements reach the supply bases of a side, day by day."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from .cli_arguments import DONE
from .cli_days import print_rows
from .core.errors import InputError
from .core.messages import Message, message
from .core.progress import part_of

if TYPE_CHECKING:
    from .core.access_series import AccessDay, AccessSeries, CorridorDay
    from .core.case import Case

KEYS = """
keys of --series --json
  series     {"id","name","readings","corridor"}: one for each --place
  readings   {"reading","isolated_since","days"}: isolated_since is the first day of an isolation that lasts to the
             last; days are {"as_of","ways","shortest_km","base","detour_km","detour_factor","missing"}, one a mapped
             day; the detour is against the first day that has a way
  corridor   {"as_of","low","best","high","at_limit","joined","base","missing"} in km, with --corridor; best at the
             limit means that or more; joined is whether the ground holds together between place and base
"""


def add_series(parser: argparse.ArgumentParser) -> None:
    """Add what the days of places are asked with."""
    parser.add_argument(
        "--series", action="store_true", help="ways left of each --place on every mapped day, in place of one day"
    )
    parser.add_argument("--to-day", type=arguments.day, metavar="YYYY-MM-DD", help="the last day, with --series")
    parser.add_argument(
        "--corridor", action="store_true", help="with the width of the ground corridor, with --series (takes longer)"
    )


def route_series(parsed: argparse.Namespace, case: Case, say: Callable[[Message], str]) -> int:
    """Print the days of the places asked for.

    Raises
    ------
    InputError
        Without a place.
    """
    from .core.access_series import access_series, mapped_days

    if not parsed.place:
        raise InputError(message("A series is of a settlement: name it with --place."))
    days = mapped_days(case, parsed.issuer, parsed.from_day, parsed.to_day)
    ticked, count = arguments.progress("following routes"), len(parsed.place)
    found = []
    for number, name in enumerate(parsed.place):
        part = part_of(ticked, number / count, (number + 1) / count)
        found.append(access_series(case, name, days, parsed.side, parsed.issuer, parsed.corridor, part))
    if parsed.json:
        series = [_as_json(one, say) for one in found]
        arguments.print_json({"case": case.name, "side": found[0].side, "issuer": found[0].issuer, "series": series})
        return DONE
    _print(found, say)
    return DONE


def _print(found: Sequence[AccessSeries], say: Callable[[Message], str]) -> None:
    header = ("settlement", "reading", "day", "ways", "shortest_km", "base", "detour")
    wide = any(one.corridors for one in found)
    rows = []
    for series in found:
        for reading in series.readings:
            for number, day in enumerate(reading.days):
                # The corridor is of ground under control alone.
                has = series.corridors and reading.reading == "control"
                width = _width(series.corridors[number]) if has else ("", "", "") * wide
                rows.append((series.place.name, reading.reading, day.day.isoformat(), *_ways(day), *width))
    print_rows((*header, "corridor_low", "corridor_km", "corridor_high") if wide else header, rows, False)
    whys = [day.missing for series in found for reading in series.readings for day in reading.days]
    whys += [day.missing for series in found for day in series.corridors]
    arguments.print_notes(dict.fromkeys(say(one) for one in whys if one is not None))


def _ways(day: AccessDay) -> tuple[str, str, str, str]:
    if day.access is None:
        return ("–", "", "", "")
    found = day.access
    return (
        "base" if found.ways is None else str(found.ways),
        "" if found.km is None else f"{found.km:.1f}",
        "" if day.base is None else day.base.name,
        "" if found.detour_factor is None else f"{found.detour_factor:.2f}",
    )


def _width(day: CorridorDay) -> tuple[str, str, str]:
    if day.corridor is None:
        return ("", "–", "")
    band = day.corridor.width_km
    best = f"{'≥ ' if day.corridor.at_limit else ''}{band.best:.1f}"
    return (f"{band.low:.1f}", best, f"{band.high:.1f}")


def _as_json(series: AccessSeries, say: Callable[[Message], str]) -> dict[str, Any]:
    return {
        "id": series.place.id,
        "name": series.place.name,
        "readings": [
            {
                "reading": one.reading,
                "isolated_since": None if one.isolated_since is None else one.isolated_since.isoformat(),
                "days": [_day_json(day, say) for day in one.days],
            }
            for one in series.readings
        ],
        "corridor": [_corridor_json(one, say) for one in series.corridors],
    }


def _day_json(day: AccessDay, say: Callable[[Message], str]) -> dict[str, Any]:
    found = day.access
    return {
        "as_of": day.day.isoformat(),
        "ways": None if found is None else found.ways,
        "shortest_km": None if found is None else _rounded(found.km),
        "base": None if day.base is None else day.base.id,
        "detour_km": None if found is None else _rounded(found.detour_km),
        "detour_factor": None if found is None else _rounded(found.detour_factor),
        "missing": None if day.missing is None else say(day.missing),
    }


def _corridor_json(day: CorridorDay, say: Callable[[Message], str]) -> dict[str, Any]:
    found = day.corridor
    why = day.missing if found is None else found.reason
    return {
        "as_of": day.day.isoformat(),
        "low": None if found is None else _rounded(found.width_km.low),
        "best": None if found is None else _rounded(found.width_km.best),
        "high": None if found is None else _rounded(found.width_km.high),
        "at_limit": None if found is None else found.at_limit,
        "joined": None if found is None else found.joined,
        "base": None if day.base is None else day.base.id,
        "missing": None if why is None else say(why),
    }


def _rounded(km: float | None) -> float | None:
    return None if km is None else round(km, 3)
