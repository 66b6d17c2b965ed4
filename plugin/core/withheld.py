"""A case without what does not leave the desk, and the check of it.

What is held back is out of the case before anything is measured, so that no number, name or coordinate of it can reach
the paper. A finding that needed it is not testable: what would be measured from the rest would be wrong, and a reader
could take what is missing from the difference.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from . import schema
from .case import Case, Claim
from .check import NO_CLAIMS, check_case, known_by
from .errors import InputError
from .findings import Finding, Report
from .messages import Message, listed, message
from .progress import Progress, part_of
from .recheck import touched
from .recipe import Safety
from .verdicts import NOT_TESTABLE

Date = datetime.date

HOLDABLE = (
    *("settlements", "supply_routes", "claimed_gains", "control_areas", "front_lines", "areas"),
    *("claims", "events", "sources"),
)
"""The tables that can be held back, whole or by record."""

# Without a day nobody can say that it is old enough.
_OF_A_DAY = ("claimed_gains", "control_areas", "front_lines")
_LINKS: Mapping[str, str] = MappingProxyType(
    {
        "relays": "claims",
        "source_id": "sources",
        "area_id": "areas",
        "baseline_id": "front_lines",
        "sector_id": "areas",
        "gain_ids": "claimed_gains",
        "place_ids": "settlements",
        "route_ids": "supply_routes",
        "event_id": "events",
    }
)
_SETTING_LINKS: Mapping[str, str] = MappingProxyType(
    {"frame_id": "areas", "sector_id": "areas", "baseline_id": "front_lines"}
)
# These say where a claim comes from; its finding does not need them.
_FOR_THE_READER = ("relays", "source_id")

Ids = Mapping[str, frozenset[str]]

_REASON = message("What it would be measured from is held back by the desk.")


@dataclass(frozen=True)
class Withheld:
    """A case as it may leave.

    Attributes
    ----------
    case
        Without what is held back or too new, and without links to it.
    delayed
        The whole case as it was before the delay.
    held
        The ids of what is held back, by table.
    ids
        The ids of all that is out, by table.
    names
        The names of what is out: texts of the desk that hold one of them would give it away.
    cut_off
        The claims whose own links led to what is out.
    statements
        What the first page says of it.
    notes
        How much was left out of a delayed case.
    """

    case: Case
    delayed: Case
    held: Ids
    ids: Ids
    names: tuple[str, ...]
    cut_off: frozenset[str]
    statements: tuple[Message, ...]
    notes: tuple[Message, ...]


def withheld(case: Case, safety: Safety, issued_on: Date | None) -> Withheld:
    """Return the case as it may leave.

    Parameters
    ----------
    case
        The whole case.
    safety
        What is held back, and for how long.
    issued_on
        The day of issue, from which a delay is counted back.

    Raises
    ------
    InputError
        When `safety` names what the case does not hold, or delays and no day of issue is given.
    """
    delayed, statements, notes = _delayed(case, safety, issued_on)
    held = _held(case, safety.hold_back)
    if safety.hold_back:
        statements = (_said(held, safety.name_kinds), *statements)
    left: dict[str, Any] = {table: _without(getattr(delayed, table), held[table]) for table in held}
    kept = replace(delayed, **left)
    ids = {table: _ids(getattr(case, table)) - _ids(getattr(kept, table)) for table in HOLDABLE}
    out = {table: frozenset(ids[table] | held.get(table, frozenset())) for table in HOLDABLE}
    whole = [table for table in HOLDABLE if table in safety.hold_back]
    return Withheld(
        case=_unlinked(case, kept, out, whole),
        delayed=delayed,
        held=MappingProxyType(held),
        ids=MappingProxyType(out),
        names=_names(case, out),
        cut_off=frozenset(claim.id for claim in kept.claims if _needs(claim, out)),
        statements=statements,
        notes=notes,
    )


def check_withheld(given: Withheld, as_of: Date | None = None, progress: Progress | None = None) -> Report:
    """Return the report on a case as it may leave; a finding that needed what is held back is not testable.

    A finding needed it when it reads otherwise with it than without. What is only too new was not known on the day up
    to which the case is read: findings are as they were then, and only links to what is newer are cut.
    """
    found = {one.id: _closed(one) for one in given.case.claims if one.id in given.cut_off}
    asked = {table: ids for table, ids in given.held.items() if ids and table not in ("claims", "sources")}
    in_doubt = touched(given.delayed, asked) - set(found) if asked else frozenset()
    if in_doubt:
        others = {one.id: _closed(one) for one in given.delayed.claims if one.id not in in_doubt}
        whole = check_case(given.delayed, as_of, part_of(progress, 0.0, 0.5), others)
        read = {one.claim.id: one for one in whole.findings if one.claim.id in in_doubt}
        report = check_case(given.case, as_of, part_of(progress, 0.5, 1.0), found)
        for one in report.findings:
            before = read.get(one.claim.id)
            needed = before is not None and replace(before, claim=one.claim) != one
            found[one.claim.id] = _closed(one.claim) if needed else one
    report = check_case(given.case, as_of, None if in_doubt else progress, found)
    # What is held back is not missing.
    said = tuple(one for one in report.notes if one != NO_CLAIMS or not given.ids["claims"])
    return replace(report, notes=(*given.statements, *given.notes, *said))


def betrayed_by(given: Withheld, texts: Mapping[str, str]) -> tuple[Message, ...]:
    """Return which texts hold the name of something that is out; by the words for each text that the desk reads."""
    found = []
    for where, text in texts.items():
        low = text.casefold()
        for name in given.names:
            if name.casefold() in low:
                said = '{where} holds "{name}", the name of something that is held back: it is printed as it stands.'
                found.append(message(said, where=where, name=name))
    return tuple(found)


def check_hold_back(case: Case, safety: Safety) -> None:
    """Say what is to be held back and is not there.

    Raises
    ------
    InputError
        As `withheld`.
    """
    _held(case, safety.hold_back)


def _closed(claim: Claim) -> Finding:
    """Return the finding of a claim that cannot be tested without what is held back; its links lead nowhere."""
    period = (claim.refers_from, claim.refers_to)
    return Finding(claim, None, NOT_TESTABLE, (), (), (), "", *period, _REASON)


def withheld_claims(report: Report) -> frozenset[str]:
    """Return the ids of the claims that cannot be tested without what is held back."""
    return frozenset(one.claim.id for one in report.findings if one.reason == _REASON)


def _delayed(
    case: Case, safety: Safety, issued_on: Date | None
) -> tuple[Case, tuple[Message, ...], tuple[Message, ...]]:
    """Return the case as it was so many days before the issue, the statement of that, and what was left out."""
    if not safety.delay_days:
        return case, (), ()
    if issued_on is None:
        text = "The recipe delays by {n} days: give the day of issue that they are counted from (--issued-on)."
        raise InputError(message(text, n=safety.delay_days))
    day = issued_on - datetime.timedelta(days=safety.delay_days)
    kept, notes = known_by(case, day)
    text = "Delayed by {n} days: nothing of days after {day} is in this file."
    statements = (message(text, n=safety.delay_days, day=day),)
    for table in _OF_A_DAY:
        dated = tuple(one for one in getattr(kept, table) if one.as_of is not None)
        notes += _undated(table, len(getattr(kept, table)) - len(dated))
        left: dict[str, Any] = {table: dated}
        kept = replace(kept, **left)
    claims = tuple(one for one in kept.claims if _is_known_by(one, day))
    notes += _undated("claims", len(kept.claims) - len(claims))
    events = tuple(one for one in kept.events if one.date <= day)
    return replace(kept, claims=claims, events=events), statements, notes


def _is_known_by(claim: Claim, day: Date) -> bool:
    """Whether the statement was surely made by then: one without a day of its own may not speak of later days."""
    last = claim.stated_on or claim.refers_to
    return last is not None and last <= day


def _undated(table: str, count: int) -> tuple[Message, ...]:
    if not count:
        return ()
    text = "Left out of the delayed briefing, because their day is not known or is later: {n:,} of {table}."
    return (message(text, n=count, table=message(schema.table(table).title)),)


def _held(case: Case, names: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the ids of what is held back, by table."""
    every = {table: _ids(getattr(case, table)) | _skipped_ids(case, table) for table in HOLDABLE}
    found: dict[str, set[str]] = {}
    for name in names:
        tables = [name] if name in every else [table for table in HOLDABLE if name in every[table]]
        if not tables:
            text = (
                'The recipe holds back "{name}", and the case has neither a table nor a record of that name: correct '
                "it, so that nothing leaves by mistake. The tables are {known}."
            )
            raise InputError(message(text, name=name[:80], known=", ".join(HOLDABLE)))
        for table in tables:
            found.setdefault(table, set()).update(every[table] if name == table else (name,))
    if "control_areas" in found:
        found["control_areas"] |= _of_the_same_maps(case, found["control_areas"])
    return {table: frozenset(ids) for table, ids in found.items()}


def _of_the_same_maps(case: Case, ids: Collection[str]) -> set[str]:
    """Return the areas of the maps that lose one: on a map with a hole ground would seem to change hands."""
    maps = {(one.issuer, one.as_of) for one in case.control_areas if one.id in ids}
    return {one.id for one in case.control_areas if (one.issuer, one.as_of) in maps}


def _said(held: Ids, name_kinds: bool) -> Message:
    if not name_kinds:
        return message("The desk holds part of the case back; nothing of it is in this file.")
    kinds = listed([message(schema.table(table).title) for table in HOLDABLE if table in held])
    return message("Held back by the desk, and nowhere in this file: {kinds}.", kinds=kinds)


def _unlinked(before: Case, case: Case, out: Ids, whole: Collection[str]) -> Case:
    """Return the case without links to what is out, and without sources and remarks that were for it alone."""
    claims = tuple(_without_links(one, out) for one in case.claims)
    shapes: dict[str, Any] = {
        table: tuple(
            replace(one, source_id="") if one.source_id in out["sources"] else one for one in getattr(case, table)
        )
        for table in (*HOLDABLE[:6], "events")
        if out["sources"]
    }
    made = replace(case, claims=claims, **shapes)
    # The recipe names what is held back.
    settings = {
        name: value
        for name, value in made.settings.items()
        if name != "recipe" and value not in out.get(_SETTING_LINKS.get(name, ""), ())
    }
    skipped = tuple(one for one in made.skipped if one.table not in whole and one.id not in out.get(one.table, ()))
    sources = made.sources if not any(out.values()) else _still_cited(before, made)
    return replace(made, settings=MappingProxyType(settings), skipped=skipped, sources=sources)


def _without_links(claim: Claim, out: Ids) -> Claim:
    changed: dict[str, Any] = {}
    for field, table in _LINKS.items():
        value = getattr(claim, field)
        if isinstance(value, tuple):
            # The order of the places has a meaning: those that are left would say something else.
            changed[field] = () if not out[table].isdisjoint(value) else value
        elif value in out[table]:
            changed[field] = ""
    return replace(claim, **changed) if any(getattr(claim, name) != changed[name] for name in changed) else claim


def _still_cited(before: Case, case: Case) -> tuple[Any, ...]:
    """Return the sources that something is left of, or that nothing ever named."""
    once, now = _cited(before), _cited(case)
    return tuple(one for one in case.sources if one.id in now or one.id not in once)


def _cited(case: Case) -> set[str]:
    return {one.source_id for table in HOLDABLE if table != "sources" for one in getattr(case, table)}


def _needs(claim: Claim, out: Ids) -> bool:
    for field, table in _LINKS.items():
        value = getattr(claim, field)
        linked = value if isinstance(value, tuple) else (value,)
        if field not in _FOR_THE_READER and not out[table].isdisjoint(linked):
            return True
    return False


def _names(case: Case, out: Ids) -> tuple[str, ...]:
    names = {
        getattr(one, field, "")
        for table in HOLDABLE
        if table not in ("claims", "sources")
        for one in getattr(case, table)
        if one.id in out[table]
        for field in ("name", "name_local")
    }
    # A letter or two stand in every text.
    return tuple(sorted(one for one in names if len(one.strip()) > 2))


def _ids(records: Sequence[Any]) -> frozenset[str]:
    return frozenset(one.id for one in records)


def _skipped_ids(case: Case, table: str) -> frozenset[str]:
    return frozenset(one.id for one in case.skipped if one.table == table)


def _without(records: Sequence[Any], ids: Collection[str]) -> tuple[Any, ...]:
    return tuple(one for one in records if one.id not in ids)
