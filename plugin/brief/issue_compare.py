"""The issue before, and how this one differs from it: what is stored of the one is held against the other's facts."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..core.case import Issue
from ..core.errors import InputError
from ..core.findings import Report
from ..core.inputs import Hashes, InputChange, hashes_of, input_changes
from ..core.issue_changes import IssueChanges, issue_changes
from ..core.recipe import Safety, recipe_of
from ..core.withheld import withheld_claims
from .facts import facts
from .values import Briefing


@dataclass(frozen=True)
class IssueOrder:
    """What is asked of a numbered issue.

    Attributes
    ----------
    issued_on
        The day of the issue; None for a draft.
    corrections
        What the desk corrects of earlier issues, in its own words.
    keeps_back
        Whether something is held back: claims of the issue before that are missing now are then not quoted.
    other_rules
        Whether the issue before held back something else.
    inputs
        The checksums of what this issue is made from, held back or not; None where they are not compared.
    """

    issued_on: datetime.date | None = None
    corrections: tuple[str, ...] = ()
    keeps_back: bool = False
    other_rules: bool = False
    inputs: Hashes | None = None


def issue_before(issues: Sequence[Issue], number: int) -> Issue | None:
    """Return the last stored issue before that number whose facts can be read; None where there is none."""
    earlier = [one for one in issues if one.number < number and facts_of(one) is not None]
    return max(earlier, key=lambda one: one.number, default=None)


def facts_of(issue: Issue) -> Mapping[str, Any] | None:
    """Return the facts that a case keeps of an issue; None where there are none."""
    try:
        found = json.loads(issue.facts) if issue.facts else None
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("claims"), list) else None


def safety_of(issue: Issue) -> Safety:
    """Return what did not leave the desk with an issue; a recipe that cannot be read any more kept nothing back."""
    try:
        return recipe_of(issue.recipe).safety
    except InputError:
        return Safety()


def kept_back(safety: Safety) -> tuple[frozenset[str], int]:
    """Return what decides which part of a case leaves the desk: a grid decides only how finely."""
    return frozenset(safety.hold_back), safety.delay_days


def changes_since(briefing: Briefing, report: Report, previous: Issue, order: IssueOrder) -> IssueChanges | None:
    """Return what changed since an issue; None where its facts cannot be read."""
    before = facts_of(previous)
    if before is None:
        return None
    inputs: tuple[InputChange, ...] = ()
    kept = hashes_of(previous.inputs)
    if kept is not None and order.inputs is not None:
        known = before.get("as_of")
        day = datetime.date.fromisoformat(known) if known else None
        compared = input_changes(kept, order.inputs, report.case, day)
        inputs = _public(compared, {} if order.keeps_back else before, report)
    found = issue_changes(before, facts(report, briefing), inputs, report.case, order.other_rules)
    found = replace(found, number=previous.number, issued_on=previous.issued_on)
    return _without_held_back(found, report) if order.keeps_back else found


def _without_held_back(found: IssueChanges, report: Report) -> IssueChanges:
    """Return the changes without what the issue before printed of things that are held back now."""
    held = withheld_claims(report)
    return replace(
        found,
        edited=tuple(one for one in found.edited if one.claim_id not in held),
        verdicts=tuple(one for one in found.verdicts if one.claim_id not in held),
        # Of maps that are held back nothing is measured any more.
        numbers=tuple(
            one for one in found.numbers if one.claim_id not in held and (one.claim_id or one.after[1] is not None)
        ),
        withdrawn=tuple(replace(one, claimant="", text="") for one in found.withdrawn),
    )


def _public(changes: Sequence[InputChange], before: Mapping[str, Any], report: Report) -> tuple[InputChange, ...]:
    """Return the changes of records that this issue or the one `before` shows; of what is held back nothing is said."""
    made = []
    for one in changes:
        if one.table == "settings":
            made.append(one)
            continue
        shown = set(report.case.by_id(one.table)) if one.table != "issues" else set()
        shown |= {entry["id"] for entry in before.get("inputs", {}).get(one.table, {}).get("listed", ())}
        shown |= {entry["id"] for entry in before.get(one.table, ()) if one.table in ("claims", "events", "sources")}
        ids = tuple(record for record in one.ids if record in shown)
        if ids:
            made.append(replace(one, ids=ids))
    return tuple(made)
