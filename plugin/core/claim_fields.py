"""Which fields of a claim its kind uses, what will be checked, and what is wrong or missing in a claim's fields.

`NUMBER` stands for the fields of the number together. What every claim has (text, claimant, dates, source, grade, note)
is not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from . import schema
from .geodesy import direction_sector
from .messages import Message, message
from .quantities import dimension, kind_dimension

NUMBER = "number"
NUMBER_FIELDS = ("value", "value_high", "unit", "bound", "printed", "conversion", "conversion_unit")

FIELDS_OF_KIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "area_changed": (NUMBER, "side", "area_id", "gain_ids"),
        "depth": (NUMBER, "side", "baseline_id", "sector_id", "gain_ids"),
        "distance": (NUMBER, "direction", "place_ids"),
        "direction": (NUMBER, "direction", "place_ids", "side", "gain_ids"),
        "settlement_count": (NUMBER, "side", "area_id", "gain_ids"),
        "place_status": ("status", NUMBER, "denies", "side", "place_ids", "area_id"),
        "duration": (NUMBER, "event_id", "place_ids"),
        "route_status": ("denies", "side", "route_ids", "place_ids"),
        "isolation": ("denies", "side", "place_ids"),
        "enclosed": ("denies", "side", "place_ids"),
        "on_route": ("denies", "side", "place_ids"),
        "other": ("side", "place_ids"),
    }
)

WHAT_IS_CHECKED: Mapping[str, Message] = MappingProxyType(
    {
        "area_changed": message(
            "The ground that changed hands in the period is measured, under each definition of it."
        ),
        "depth": message("How far the gained ground reaches from the baseline, and from the break-in sector."),
        "distance": message("The straight line from the first place to the second, and its direction."),
        "direction": message("Whether the point at that distance and direction from the place was reached."),
        "settlement_count": message("How many settlements of the case lie in the gains, or changed state on the maps."),
        "place_status": message("Where the place stood on an issuer's maps, day by day, by its centre and as a whole."),
        "duration": message("The time from each event to the last day of the period."),
        "route_status": message("Whether the routes named, or all ways between two places, leave the side's ground."),
        "isolation": message("Whether ways along routes in its side's ground led from the place to a supply base."),
        "enclosed": message("Whether the ground of the place touched the rest of its side's ground."),
        "on_route": message("Whether the shortest ways from the first place to the last pass the one between them."),
        "other": message("Recorded and printed, and not tested."),
    }
)
"""One line a kind: what the check will do."""

_PLACES_NEEDED = {"distance": 2, "direction": 1, "place_status": 1, "isolation": 1, "enclosed": 1}
_ADDRESS = ("http://", "https://")


@dataclass(frozen=True)
class Remark:
    """What is to be said beside a field; a `hard` one keeps the claim from being saved."""

    field: str
    text: Message
    hard: bool


def fields_of(kind: str, status: str = "") -> frozenset[str]:
    """Return the fields that a claim of this kind uses beside those that every claim has, each by its own name.

    A claim about the status of a place uses a number only where the place is said to have its outskirts reached.
    """
    found = set(FIELDS_OF_KIND.get(kind, ()))
    if kind == "place_status" and status != "outskirts":
        found.discard(NUMBER)
    if NUMBER in found:
        found |= set(NUMBER_FIELDS)
    return frozenset(found - {NUMBER})


def remarks(values: Mapping[str, Any]) -> list[Remark]:
    """Return what is wrong or missing in the fields of a claim, in the order of the form.

    Parameters
    ----------
    values
        By field of the schema: text, numbers, dates, bool, tuples of ids; None or "" for what is empty.
    """
    return [*_required(values), *_dates(values), *_number(values), *_links(values), *_source(values)]


def _required(values: Mapping[str, Any]) -> list[Remark]:
    asked = {
        "text": message("Paste or type the statement: without it there is nothing to check."),
        "claimant": message("Say who said it: a claim without a claimant is nobody's."),
        "kind": message("Choose what is claimed: it decides how the claim is checked."),
    }
    return [Remark(name, text, True) for name, text in asked.items() if not str(values.get(name) or "").strip()]


def _dates(values: Mapping[str, Any]) -> list[Remark]:
    said, first, last = (values.get(name) for name in ("stated_on", "refers_from", "refers_to"))
    found = []
    if said is None:
        found.append(
            Remark("stated_on", message("Without the day it cannot be compared with what others said."), False)
        )
    if first is not None and last is not None and last < first:
        text = message(
            "The period ends on {end}, before it begins on {start}: correct the dates.", start=first, end=last
        )
        found.append(Remark("refers_to", text, True))
    elif said is not None and last is not None and last > said:
        text = message("The period ends after the claim was said: is it about the future?")
        found.append(Remark("refers_to", text, False))
    elif values.get("kind") in ("area_changed", "depth", "settlement_count", "place_status") and last is None:
        text = message("Without the last day it is not known which maps it is held against.")
        found.append(Remark("refers_to", text, False))
    return found


def _number(values: Mapping[str, Any]) -> list[Remark]:
    kind, status = str(values.get("kind") or ""), str(values.get("status") or "")
    if "value" not in fields_of(kind, status):
        return []
    value, unit = values.get("value"), str(values.get("unit") or "")
    if value is None:
        return [Remark(NUMBER, message("The claim gives no number, which its kind needs."), False)]
    wanted = kind_dimension(kind) or "length"
    found = []
    if not unit and kind != "settlement_count":
        found.append(Remark(NUMBER, message("Choose the unit: a number says nothing without it."), True))
    elif unit and dimension(unit) != wanted:
        text = message("The unit does not fit the kind of the claim: change one of them.")
        found.append(Remark(NUMBER, text, True))
    into = str(values.get("conversion_unit") or "")
    if values.get("conversion") and dimension(into) != dimension(unit):
        text = message("The printed conversion cannot be read: give a number and a unit of the same kind.")
        found.append(Remark(NUMBER, text, False))
    return found


def _links(values: Mapping[str, Any]) -> list[Remark]:
    kind, found = str(values.get("kind") or ""), []
    needed, named = _PLACES_NEEDED.get(kind, 0), len(values.get("place_ids") or ())
    if named < needed:
        text = (
            message("Name two places, from and to: without them the distance cannot be measured.")
            if needed == 2
            else message("Name the place: without it the claim cannot be checked.")
        )
        found.append(Remark("place_ids", text, False))
    direction = str(values.get("direction") or "").strip()
    if direction and "direction" in fields_of(kind):
        try:
            direction_sector(direction)
        except ValueError:
            unknown = message('The direction "{direction}" is not known: write N, NE, south-west.', direction=direction)
            found.append(Remark("direction", unknown, False))
    elif kind == "direction":
        found.append(Remark("direction", message("Write the direction as stated: south, NNE."), False))
    if kind == "place_status" and not values.get("side"):
        found.append(Remark("side", message("The claim names no side whose layer could be looked at."), False))
    return found


def _source(values: Mapping[str, Any]) -> list[Remark]:
    found = []
    url = str(values.get("url") or "").strip()
    if url and not url.lower().startswith(_ADDRESS):
        found.append(Remark("url", message("An address that a browser opens begins with https:// or http://."), False))
    if not values.get("source_id"):
        found.append(Remark("source_id", message("Without a source nobody can look it up."), False))
    return found


def source_remarks(values: Mapping[str, Any]) -> list[Remark]:
    """Return what is missing in a source that is added with the claim."""
    asked = {
        "publisher": message("Say who published it."),
        "title": message("Give the title of the publication."),
    }
    needed = [one.name for one in schema.SOURCES.fields if one.required and one.name in asked]
    return [Remark(name, asked[name], True) for name in needed if not str(values.get(name) or "").strip()]
