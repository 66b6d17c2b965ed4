"""`salient settlements`: which places changed their state between two days, and since when each is in its state."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from . import cli_shapes as shapes
from .cli_arguments import DONE
from .cli_days import day_used, print_rows, stood_in_json, stood_in_notes, two_days_used
from .core.errors import InputError
from .core.messages import Message, message

if TYPE_CHECKING:
    from .core.case import Case, Settlement
    from .core.status import ChangedPlace, DayLayers, Spell, StatusSeries

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


@dataclass(frozen=True)
class _Asked:
    """Whose maps, the settlements asked about, and what is printed in any case."""

    case: Case
    issuer: str
    places: tuple[Settlement, ...]


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
    from .core.days import issuer_for
    from .store import cases

    two_days = parsed.start is not None and parsed.end is not None
    if (parsed.start is None) != (parsed.end is None) or (two_days and parsed.as_of is not None):
        parsed.refuse("give --from together with --to, or --as-of, or no day at all")
    case = cases.load(parsed.case)
    asked = _Asked(case, issuer_for(case, parsed.issuer), _places(case, parsed))
    return _changed(asked, parsed) if two_days else _states(asked, parsed)


def _places(case: Case, parsed: argparse.Namespace) -> tuple[Settlement, ...]:
    from .core.shapes import contains_xy

    if not case.settlements:
        raise InputError(f"{parsed.case}: the case holds no settlements; import a gazetteer into it")
    frame = shapes.frame_of(case, parsed, parsed.case)
    if frame is None:
        return case.settlements
    inside = contains_xy(
        frame, [one.geometry.x for one in case.settlements], [one.geometry.y for one in case.settlements]
    )
    found = tuple(one for one, within in zip(case.settlements, inside) if within)
    if not found:
        raise InputError(f"{parsed.case}: none of its {len(case.settlements):,} settlements lies there")
    return found


# ---------------------------------------------------------------- what changed between two days


def _changed(asked: _Asked, parsed: argparse.Namespace) -> int:
    from .core.front import mapped_on
    from .core.partition import layers_of, shared_states
    from .core.scope import tolerance_m
    from .core.status import changed_places

    first, last = two_days_used(asked.case, asked.issuer, parsed.start, parsed.end)
    before, after = (mapped_on(asked.case, asked.issuer, one.used) for one in (first, last))
    shared = shared_states((*before, *after))
    metres = tolerance_m(asked.case, (*before, *after))
    found = changed_places(asked.places, layers_of(before, shared), layers_of(after, shared), metres)
    notes = [*stood_in_notes((first, last)), *_notes(asked)]
    say = arguments.tongue(parsed, asked.case)
    if parsed.json:
        arguments.print_json(
            {
                "case": asked.case.name,
                "issuer": asked.issuer,
                "from": parsed.start.isoformat(),
                "to": parsed.end.isoformat(),
                "stood_in": stood_in_json((first, last)),
                "tolerance_m": metres,
                "gazetteer": _gazetteer(asked),
                "settlements": len(asked.places),
                "count": _count(found),
                "moves": _moves(found),
                "changed": _changed_json(asked, found),
                "notes": [say(note) for note in notes],
            }
        )
        return DONE
    arguments.print_notes(notes, say)
    rows = [[one.name, one.before, one.after, "sure" if one.sure else "maybe", one.place] for one in found]
    print_rows(("name", "before", "after", "sure", "id"), rows, parsed.csv)
    if not parsed.csv:
        count = _count(found)
        print(f"changed\t{count['best']:,} ({count['low']:,} to {count['high']:,}) of {len(asked.places):,}")
    return DONE


def _count(found: Sequence[ChangedPlace]) -> dict[str, int]:
    moved = [one for one in found if one.before != one.after]
    return {"low": sum(one.sure for one in moved), "best": len(moved), "high": len(found)}


def _moves(found: Sequence[ChangedPlace]) -> list[dict[str, Any]]:
    from .core.partition import state_order

    drawn = Counter((one.before, one.after) for one in found if one.before != one.after)
    surely = Counter((one.before, one.after) for one in found if one.sure)
    ordered = sorted(drawn, key=lambda move: (state_order(move[0]), state_order(move[1])))
    return [{"before": move[0], "after": move[1], "low": surely[move], "best": drawn[move]} for move in ordered]


def _changed_json(asked: _Asked, found: Sequence[ChangedPlace]) -> list[dict[str, Any]]:
    by_id = {one.id: one for one in asked.places}
    return [
        {**_place_json(by_id[one.place]), "before": one.before, "after": one.after, "sure": one.sure} for one in found
    ]


# ---------------------------------------------------------------- the state of each


def _states(asked: _Asked, parsed: argparse.Namespace) -> int:
    from .core.daily import day_layers
    from .core.status import status_series

    days: Sequence[DayLayers] = day_layers(asked.case, asked.issuer)
    day = day_used(asked.case, asked.issuer, days[-1].day if parsed.as_of is None else parsed.as_of)
    found = status_series(asked.places, days, arguments.progress("looking at each day"))
    spells = _spells(found)
    counts = found.counts()[day.used]
    notes = [*stood_in_notes((day,)), *_notes(asked)]
    say = arguments.tongue(parsed, asked.case)
    now = {key: next(one for one in own if one.first <= day.used <= one.last) for key, own in spells.items()}
    if parsed.json:
        arguments.print_json(
            {
                "case": asked.case.name,
                "issuer": asked.issuer,
                "as_of": day.asked.isoformat(),
                "stood_in": stood_in_json((day,)),
                "first_map": days[0].day.isoformat(),
                "last_map": days[-1].day.isoformat(),
                "gazetteer": _gazetteer(asked),
                "settlements": len(asked.places),
                "states": dict(counts),
                "places": _places_json(asked, now, spells),
                "flips": _flips_json(asked, found),
                "notes": [say(note) for note in notes],
            }
        )
        return DONE
    arguments.print_notes(notes, say)
    rows = [[one.name, now[one.id].state, now[one.id].first, now[one.id].last, one.id] for one in asked.places]
    print_rows(("name", "state", "first", "last", "id"), rows, parsed.csv)
    if not parsed.csv:
        for state, n in counts.items():
            print(f"{state}\t{n:,} of {len(asked.places):,} on {day.used}")
    return DONE


def _spells(found: StatusSeries) -> dict[str, list[Spell]]:
    """Return the spells of every place in one pass over the events: a gazetteer has many thousands."""
    from .core.status import Spell

    number = {day: n for n, day in enumerate(found.days)}
    spells: dict[str, list[Spell]] = {place: [] for place in found.place_ids}
    for event in found.events:
        own = spells[event.place]
        if own:
            own[-1] = Spell(own[-1].state, own[-1].first, found.days[number[event.day] - 1])
        own.append(Spell(event.state, event.day, found.days[-1]))
    return spells


def _places_json(
    asked: _Asked, now: Mapping[str, Spell], spells: Mapping[str, Sequence[Spell]]
) -> list[dict[str, Any]]:
    return [
        {
            **_place_json(one),
            **_spell_json(now[one.id]),
            "spells": [_spell_json(spell) for spell in spells[one.id]],
        }
        for one in asked.places
    ]


def _spell_json(spell: Spell) -> dict[str, str]:
    return {"state": spell.state, "first": spell.first.isoformat(), "last": spell.last.isoformat()}


def _flips_json(asked: _Asked, found: StatusSeries) -> list[dict[str, str]]:
    from .core.status import flips

    names = {one.id: one.name for one in asked.places}
    return [
        {
            "id": one.place,
            "name": names[one.place],
            "day": one.day.isoformat(),
            "state": one.state,
            "around": one.around,
        }
        for one in flips(found)
    ]


# ---------------------------------------------------------------- both


def _place_json(one: Settlement) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "geonames_id": one.geonames_id, "source_id": one.source_id}


def _gazetteer(asked: _Asked) -> list[dict[str, Any]]:
    """Return where the settlements are from: a count of places is as good as the list that was counted."""
    known = {one.id: one for one in asked.case.sources}
    found = []
    for source_id, count in Counter(one.source_id for one in asked.places).most_common():
        source = known.get(source_id)
        named = {"publisher": source.publisher if source else "", "title": source.title if source else ""}
        found.append({"source_id": source_id, **named, "settlements": count})
    return found


def _notes(asked: _Asked) -> list[Message]:
    notes = [
        message("Counted among the {n:,} settlements of the case.", n=len(asked.places))
        if len(asked.places) == len(asked.case.settlements)
        else message("Counted among the {n:,} settlements of the case that lie there.", n=len(asked.places))
    ]
    for one in _gazetteer(asked):
        if not one["source_id"]:
            notes.append(message("{n:,} of the settlements name no source.", n=one["settlements"]))
            continue
        source = ", ".join(part for part in (one["publisher"], one["title"]) if part) or one["source_id"]
        notes.append(message("{n:,} settlements from: {source}.", n=one["settlements"], source=source))
    notes.append(
        message("Settlements are taken at their points: a state is that of the centre, not of the whole place.")
    )
    return notes
