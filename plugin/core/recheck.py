"""A check after an edit: which findings can differ, and a report that measures only those anew.

A finding depends on the claim's own record, on what it links to, and, where a link is empty, on what the case offers
in its place (see `scope`). An edit of one record touches the claims that link to it, and those that would take it, or
took it, by default. Everything here errs on the side of measuring too much: `recheck` gives what `check_case` gives.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Callable

from .case import Case, Claim
from .check import check_case, known_by
from .findings import Report
from .joining import CROSSINGS, SNAP
from .moved import Known
from .route_ground import ROUTE_KINDS
from .scope import is_of_period, is_of_side

Progress = Callable[[float], None]

SETTINGS_OF_FINDINGS = ("side", "issuer", "baseline_id", "sector_id", "frame_id", "tolerance_m", SNAP, CROSSINGS)
"""The settings that a finding may depend on; the others are for the paper."""

_WITH_GAINS = ("area_changed", "depth", "direction", "settlement_count", "place_status")
_WITH_MAPS = (*_WITH_GAINS, "enclosed", "isolation", "route_status")
_WITH_BASES = ("enclosed", "isolation")
# Of these a change in the order alone changes the sentence that lists them, or the order of a union.
_IN_ORDER = ("claimed_gains", "events", "control_areas", "supply_routes")
_TABLES = ("claims", "claimed_gains", "control_areas", "front_lines", "areas", "settlements", "supply_routes", "events")


@dataclass(frozen=True)
class Edited:
    """The records of one table that an edit touched.

    Attributes
    ----------
    ids
        Of the records that came, went or changed.
    states
        Those records before and after, as far as they exist.
    any_state
        Whether one of them is not known: it may have become, or been, anything.
    """

    ids: frozenset[str]
    states: tuple[Any, ...]
    any_state: bool = False

    def could_be(self, fits: Callable[[Any], bool]) -> bool:
        """Whether one of the records does, did or might fit."""
        return self.any_state or any(fits(one) for one in self.states)


def affected(before: Case, after: Case) -> frozenset[str]:
    """Return the ids of the claims in `after` whose finding can differ from the one in `before`."""
    every = frozenset(claim.id for claim in after.claims)
    if any(_setting(before, name) != _setting(after, name) for name in SETTINGS_OF_FINDINGS):
        return every
    edits: dict[str, Edited] = {}
    for table in _TABLES:
        edited = _edited(getattr(before, table), getattr(after, table), table in _IN_ORDER)
        if edited is None:
            return every
        if edited.ids:
            edits[table] = edited
    return _touched(after, edits)


def touched(case: Case, ids: Mapping[str, Collection[str] | None]) -> frozenset[str]:
    """Return the ids of the claims whose finding may differ once these records are edited, whatever the edit is.

    Parameters
    ----------
    case
        As it was before.
    ids
        By table, the ids of the records; None for any record of the table.
    """
    every = frozenset(claim.id for claim in case.claims)
    if "settings" in ids:
        return every
    edits: dict[str, Edited] = {}
    for table in set(ids) & set(_TABLES):
        records = {one.id: one for one in getattr(case, table)}
        named = ids[table]
        chosen = records.keys() if named is None else named
        states = tuple(records[one] for one in chosen if one in records)
        # What is known may be edited into anything; where it was not taken before, only the new state can tell.
        edits[table] = Edited(frozenset(chosen), states, any_state=named is None or len(states) < len(chosen))
    return _touched(case, edits)


def recheck(
    case: Case,
    previous: Report,
    as_of: datetime.date | None = None,
    progress: Progress | None = None,
    moved: Known | None = None,
) -> Report:
    """Return the report on a case of which an earlier state was checked; equal to `check_case`, and quicker.

    Parameters
    ----------
    case
        As it is now.
    previous
        The report on an earlier state, for the same `as_of`.
    as_of, progress, moved
        As in `check_case`.
    """
    known = case if as_of is None else known_by(case, as_of)[0]
    anew = affected(previous.case, known)
    kept = {finding.claim.id: finding for finding in previous.findings if finding.claim.id not in anew}
    return check_case(case, as_of, progress, kept, moved)


def _setting(case: Case, name: str) -> str:
    return case.settings.get(name, "")


def _edited(before: Sequence[Any], after: Sequence[Any], in_order: bool) -> Edited | None:
    """Return what differs between two states of a table; None where that cannot be said record by record."""
    if before is after:
        return Edited(frozenset(), ())
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    if len(old) != len(before) or len(new) != len(after):
        return None
    if in_order and [one for one in old if one in new] != [one for one in new if one in old]:
        return Edited(frozenset(old) | frozenset(new), (*before, *after))
    ids = {one for one, record in new.items() if one not in old or not _same(old[one], record)}
    ids |= {one for one in old if one not in new}
    states = tuple(records[one] for one in sorted(ids) for records in (old, new) if one in records)
    return Edited(frozenset(ids), states)


def _same(one: Any, other: Any) -> bool:
    """Whether two records say the same, vertex by vertex: shapes that are only equal as sets are measured anew."""
    if one is other:
        return True
    first, second = vars(one), vars(other)
    if any(first[name] != second[name] for name in first if name != "geometry"):
        return False
    if "geometry" not in first or first["geometry"] is second["geometry"]:
        return True
    return bool(first["geometry"].wkb == second["geometry"].wkb)


def _touched(case: Case, edits: Mapping[str, Edited]) -> frozenset[str]:
    if not edits:
        return frozenset()
    return frozenset(
        claim.id for claim in case.claims if any(_TOUCHES[name](case, claim, edits[name]) for name in edits)
    )


def _claims_touch(_: Case, claim: Claim, edited: Edited) -> bool:
    return claim.id in edited.ids or bool(claim.relays and claim.relays in edited.ids)


def _gains_touch(case: Case, claim: Claim, edited: Edited) -> bool:
    # Without any control areas what others took is what closes routes.
    if claim.kind in ("isolation", "route_status") and not case.control_areas:
        return True
    if claim.kind not in _WITH_GAINS:
        return False
    if claim.gain_ids:
        return not edited.ids.isdisjoint(claim.gain_ids)
    return edited.could_be(lambda gain: is_of_period(gain, claim) and is_of_side(gain.side, claim))


def _maps_touch(_: Case, claim: Claim, __: Edited) -> bool:
    # Which issuer, day and side are taken depends on all the maps there are.
    return claim.kind in _WITH_MAPS


def _lines_touch(case: Case, claim: Claim, edited: Edited) -> bool:
    if claim.kind != "depth":
        return False
    return _link_touches(claim.baseline_id or _setting(case, "baseline_id"), "baseline", edited)


def _areas_touch(case: Case, claim: Claim, edited: Edited) -> bool:
    # Every finding names its scope.
    if _link_touches(claim.area_id or _setting(case, "frame_id"), "frame", edited):
        return True
    if claim.kind == "place_status" and edited.could_be(lambda area: area.role == "built_up"):
        return True
    named = claim.sector_id or _setting(case, "sector_id")
    return claim.kind == "depth" and _link_touches(named, "sector", edited)


def _link_touches(named: str, role: str, edited: Edited) -> bool:
    """Whether one of the records is the one named or, where none is named, has the role that is looked for."""
    return named in edited.ids if named else edited.could_be(lambda one: one.role == role)


def _settlements_touch(_: Case, claim: Claim, edited: Edited) -> bool:
    if claim.kind in _WITH_BASES and edited.could_be(lambda place: place.is_supply_base):
        return True
    return claim.kind == "settlement_count" or not edited.ids.isdisjoint(claim.place_ids)


def _routes_touch(_: Case, claim: Claim, __: Edited) -> bool:
    # A route anywhere may join two others, or end the wait for a network.
    return claim.kind in ROUTE_KINDS


def _events_touch(_: Case, claim: Claim, edited: Edited) -> bool:
    if claim.kind != "duration":
        return False
    if claim.event_id:
        return not edited.ids.isdisjoint(claim.event_id)
    end = claim.refers_to or claim.stated_on or datetime.date.max
    return edited.could_be(lambda event: event.date <= end)


_TOUCHES: Mapping[str, Callable[[Case, Claim, Edited], bool]] = MappingProxyType(
    {
        "claims": _claims_touch,
        "claimed_gains": _gains_touch,
        "control_areas": _maps_touch,
        "front_lines": _lines_touch,
        "areas": _areas_touch,
        "settlements": _settlements_touch,
        "supply_routes": _routes_touch,
        "events": _events_touch,
    }
)
