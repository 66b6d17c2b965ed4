"""`salient settlements`: which places changed their state between two days, and since when each is in its state."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .cli_days import print_rows, stood_in_json

if TYPE_CHECKING:
    from .core.case import Case, Settlement
    from .core.place_days import PlaceChanges, PlaceStates
    from .core.status import Spell

_KEYS = """\
with --from and --to, the JSON has
  case, issuer          the case's name, and whose maps were compared
  from, to, stood_in    the days asked for; for a missing one the day used: {"asked","used"}
  tolerance_m           how far the maps' edges may be off
  gazetteer             where the settlements are from: {"source_id","publisher","title","settlements"}
  settlements           how many were looked at
  count                 how many changed: low surely, best as drawn, high with every "maybe"
  moves                 {"before","after","low","best"}: the changes as drawn, by the states of the two days
  changed               {"id","name","geonames_id","source_id","before","after","sure"}; sure is false for a "maybe",
                        which an edge within the tolerance decides; its states, as drawn, may be the same
  notes                 sentences

without, the state on the day of --as-of, else of the last map:
  case, issuer, as_of, stood_in, gazetteer, settlements, notes
                        as above
  first_map, last_map   between which days the issuer's maps run
  states                {state: how many settlements}; "none" is in no layer
  places                {"id","name","geonames_id","source_id","state","first","last","spells"}: first and last are the
                        ends of the unbroken run of maps around the day in this state; spells are all such runs:
                        {"state","first","last"}
  flips                 {"id","name","day","state","around"}: in a state on one map only, and to be distrusted
"""


def add_settlements(commands: Any) -> None:
    """Add the command that tells the states of settlements, and which changed."""
    parser = commands.add_parser(
        "settlements",
        help="settlements that changed their state between two days, or the state of each",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_KEYS,
    )
    parser.add_argument("case", type=Path, metavar="CASE")
    parser.add_argument(
        "--from", dest="start", type=arguments.day, metavar="YYYY-MM-DD", help="with --to: what changed"
    )
    parser.add_argument("--to", dest="end", type=arguments.day, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--as-of", type=arguments.day, metavar="YYYY-MM-DD", help="the state on this day; else on the last map"
    )
    parser.add_argument("--issuer", metavar="NAME", help="whose maps; else the case's setting, or its only issuer")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--frame", metavar="W,S,E,N", help="settlements in this box only, in degrees")
    where.add_argument("--area", metavar="NAME", help="settlements in this area of the case only, by its name or id")
    how = parser.add_mutually_exclusive_group()
    arguments.add_json(how)
    how.add_argument("--csv", action="store_true", help="print CSV")
    arguments.add_language(parser)
    parser.set_defaults(run=_settlements, refuse=parser.error)


def _settlements(parsed: argparse.Namespace) -> int:
    from .store import cases

    two_days = parsed.start is not None and parsed.end is not None
    if (parsed.start is None) != (parsed.end is None) or (two_days and parsed.as_of is not None):
        parsed.refuse("give --from together with --to, or --as-of, or no day at all")
    case = cases.load(parsed.case)
    return _changed(case, parsed) if two_days else _states(case, parsed)


# ---------------------------------------------------------------- what changed between two days


def _changed(case: Case, parsed: argparse.Namespace) -> int:
    from .core.place_days import changed_between

    frame = shapes.frame_of(case, parsed)
    found = changed_between(case, parsed.start, parsed.end, parsed.issuer, frame)
    say = arguments.tongue(parsed, case)
    if parsed.json:
        arguments.print_json(
            {
                "case": case.name,
                "issuer": found.issuer,
                "from": parsed.start.isoformat(),
                "to": parsed.end.isoformat(),
                "stood_in": stood_in_json((found.start, found.end)),
                "tolerance_m": found.tolerance_m,
                "gazetteer": [asdict(one) for one in found.gazetteers],
                "settlements": len(found.places),
                "count": asdict(found.count),
                "moves": [asdict(one) for one in found.moves],
                "changed": _changed_json(found),
                "notes": [say(note) for note in found.notes],
            }
        )
        return DONE
    arguments.print_notes(found.notes, say)
    rows = [[one.name, one.before, one.after, "sure" if one.sure else "maybe", one.place] for one in found.changed]
    print_rows(("name", "before", "after", "sure", "id"), rows, parsed.csv)
    if not parsed.csv:
        count = found.count
        print(f"changed\t{count.best:,} ({count.low:,} to {count.high:,}) of {len(found.places):,}")
    return DONE


def _changed_json(found: PlaceChanges) -> list[dict[str, Any]]:
    by_id = {one.id: one for one in found.places}
    return [
        {**_place_json(by_id[one.place]), "before": one.before, "after": one.after, "sure": one.sure}
        for one in found.changed
    ]


# ---------------------------------------------------------------- the state of each


def _states(case: Case, parsed: argparse.Namespace) -> int:
    from .core.place_days import states_on

    frame = shapes.frame_of(case, parsed)
    found = states_on(case, parsed.as_of, parsed.issuer, frame, arguments.progress("looking at each day"))
    say = arguments.tongue(parsed, case)
    if parsed.json:
        arguments.print_json(
            {
                "case": case.name,
                "issuer": found.issuer,
                "as_of": found.day.asked.isoformat(),
                "stood_in": stood_in_json((found.day,)),
                "first_map": found.first_map.isoformat(),
                "last_map": found.last_map.isoformat(),
                "gazetteer": [asdict(one) for one in found.gazetteers],
                "settlements": len(found.places),
                "states": dict(found.counts),
                "places": _places_json(found),
                "flips": _flips_json(found),
                "notes": [say(note) for note in found.notes],
            }
        )
        return DONE
    arguments.print_notes(found.notes, say)
    now = found.now
    rows = [[one.name, now[one.id].state, now[one.id].first, now[one.id].last, one.id] for one in found.places]
    print_rows(("name", "state", "first", "last", "id"), rows, parsed.csv)
    if not parsed.csv:
        for state, n in found.counts.items():
            print(f"{state}\t{n:,} of {len(found.places):,} on {found.day.used}")
    return DONE


def _places_json(found: PlaceStates) -> list[dict[str, Any]]:
    return [
        {
            **_place_json(one),
            **_spell_json(found.now[one.id]),
            "spells": [_spell_json(spell) for spell in found.spells[one.id]],
        }
        for one in found.places
    ]


def _spell_json(spell: Spell) -> dict[str, str]:
    return {"state": spell.state, "first": spell.first.isoformat(), "last": spell.last.isoformat()}


def _flips_json(found: PlaceStates) -> list[dict[str, str]]:
    names = {one.id: one.name for one in found.places}
    return [
        {
            "id": one.place,
            "name": names[one.place],
            "day": one.day.isoformat(),
            "state": one.state,
            "around": one.around,
        }
        for one in found.flips
    ]


# ---------------------------------------------------------------- both


def _place_json(one: Settlement) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "geonames_id": one.geonames_id, "source_id": one.source_id}
