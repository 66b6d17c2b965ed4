"""A numbered issue of a briefing: the PDF with the row that the case keeps of it, and the same made once more.

The row has all that is needed to make the issue again: the recipe, what was asked besides, the facts that were printed,
and a checksum of every record that it was made from. Made again an issue has the same bytes, or what changed is said.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..core.case import Case, Issue
from ..core.check import known_by, last_day
from ..core.errors import InputError
from ..core.findings import Report
from ..core.inputs import InputChange, hashes_of, hashes_text, input_changes, known_inputs
from ..core.messages import message
from ..core.progress import Progress
from ..core.recipe import Recipe, recipe_of, recipe_text
from ..core.withheld import HOLDABLE
from .facts import facts
from .issue_compare import facts_of
from .make import Made, Order, make_briefing

Date = datetime.date


@dataclass(frozen=True)
class Numbered:
    """An issue that was made: the briefing, and its row by the names of the fields of the schema."""

    made: Made
    row: Mapping[str, Any]

    @property
    def number(self) -> int:
        """The number of the issue."""
        return int(self.row["number"])


@dataclass(frozen=True)
class Rebuilt:
    """An issue that was made once more.

    `same` says whether the bytes are those of the issue; else `inputs` has the records that changed since, and `engine`
    (part, version then, version now) what computes or prints otherwise.
    """

    issue: Issue
    made: Made
    same: bool
    inputs: tuple[InputChange, ...]
    engine: tuple[tuple[str, str, str], ...]


def next_number(case: Case) -> int:
    """Return the number that the next issue of a case has."""
    return max((one.number for one in case.issues), default=0) + 1


def issue_of(case: Case, number: int) -> Issue:
    """Return the stored issue of that number.

    Raises
    ------
    InputError
        When the case has none.
    """
    for one in case.issues:
        if one.number == number:
            return one
    known = ", ".join(str(one.number) for one in sorted(case.issues, key=lambda one: one.number))
    if not known:
        raise InputError(message("The case has no issue {number}: nothing was issued yet.", number=number))
    raise InputError(message("The case has no issue {number}; it has {known}.", number=number, known=known))


def check_not_signed_off(case: Case, number: int) -> None:
    """Say that an issue is locked.

    Raises
    ------
    InputError
        When the issue of that number was signed off.
    """
    for one in case.issues:
        if one.number == number and one.signed_off_on is not None:
            text = "Issue {number} was signed off on {date} and is locked: issue a new one."
            raise InputError(message(text, number=number, date=one.signed_off_on))


def make_issue(
    case: Case,
    recipe: Recipe,
    order: Order,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Numbered:
    """Return an issue with its row; nothing is stored yet.

    Parameters
    ----------
    case, recipe, report, progress
        As in `make.make_briefing`.
    order
        With the day of issue; without a number the issue has the next one.

    Raises
    ------
    InputError
        When no day of issue is given, the issue was signed off, or as `make_briefing`.
    MeasureError
        As `make_briefing`.
    """
    number = order.issue_number or next_number(case)
    check_not_signed_off(case, number)
    if order.issued_on is None:
        raise InputError(message("An issue needs its day."))
    day = order.as_of or last_day(case)
    if order.as_of is not None:
        report = None
    order = replace(order, issue_number=number, is_issue=True, as_of=day)
    made = make_briefing(*_known(case, recipe, day), order, report, progress)
    row = {
        "id": f"issue-{number}",
        "number": number,
        "issued_on": order.issued_on,
        "facts": json.dumps(facts(made.report, made.briefing), ensure_ascii=False, separators=(",", ":")),
        "sha256": hashlib.sha256(made.pdf).hexdigest(),
        "signed_off_on": None,
        "signed_off_by": None,
        "corrections": "\n".join(order.corrections) or None,
        "recipe": recipe_text(recipe),
        "ordered": _ordered_text(order),
        "inputs": hashes_text(known_inputs(case, day, number)),
    }
    return Numbered(made, row)


def rebuild_issue(case: Case, number: int, progress: Progress | None = None) -> Rebuilt:
    """Return an issue made once more, from the case as it is now and all else as it was.

    Raises
    ------
    InputError
        When the case has no such issue, or what it was made from cannot be used any more.
    MeasureError
        As `make_briefing`.
    """
    issue = issue_of(case, number)
    if not issue.ordered or not issue.recipe:
        text = "Of issue {number} only its facts are kept, not how it was made: it cannot be made again."
        raise InputError(message(text, number=number))
    order = _order_of(issue)
    made = make_briefing(*_known(case, recipe_of(issue.recipe), order.as_of), order, None, progress)
    same = hashlib.sha256(made.pdf).hexdigest() == issue.sha256
    inputs: tuple[InputChange, ...] = ()
    engine: tuple[tuple[str, str, str], ...] = ()
    if not same:
        kept = hashes_of(issue.inputs)
        inputs = () if kept is None else input_changes(kept, known_inputs(case, order.as_of, number))
        engine = _other_versions(facts_of(issue) or {}, facts(made.report, made.briefing))
    return Rebuilt(issue, made, same, inputs, engine)


def _known(case: Case, recipe: Recipe, day: Date | None) -> tuple[Case, Recipe]:
    """Return the case without what is of later days, so that an issue does not count what came after it.

    What the recipe holds back and is of later days is out anyway, and is not asked for any more.
    """
    if day is None:
        return case, recipe
    known, _ = known_by(case, day)
    later = {
        one.id
        for table in HOLDABLE
        for one in getattr(case, table)
        if one.id in recipe.safety.hold_back and one.id not in known.by_id(table)
    }
    hold_back = tuple(one for one in recipe.safety.hold_back if one not in later)
    return known, replace(recipe, safety=replace(recipe.safety, hold_back=hold_back))


def _ordered_text(order: Order) -> str:
    """Return what was asked of an issue besides its recipe, as JSON; the day up to which it is known is pinned."""
    kept = {
        "as_of": None if order.as_of is None else order.as_of.isoformat(),
        "across": list(order.across) if order.across else None,
        "bottom_line": list(order.bottom_line),
        "language": order.language,
    }
    return json.dumps(kept, ensure_ascii=False)


def _order_of(issue: Issue) -> Order:
    """Return what was asked of a stored issue.

    Raises
    ------
    InputError
        When what is stored cannot be read.
    """
    try:
        kept = json.loads(issue.ordered)
        across = kept["across"]
        return Order(
            as_of=Date.fromisoformat(kept["as_of"]) if kept["as_of"] else None,
            issued_on=issue.issued_on,
            across=(str(across[0]), str(across[1])) if across else None,
            bottom_line=tuple(str(one) for one in kept["bottom_line"]),
            issue_number=issue.number,
            language=str(kept["language"]),
            is_issue=True,
            corrections=tuple(issue.corrections.splitlines()),
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        text = "How issue {number} was made cannot be read ({reason}): it cannot be made again."
        raise InputError(message(text, number=issue.number, reason=str(error)[:80])) from error


def _other_versions(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    old, new = before.get("engine", {}), after.get("engine", {})
    return tuple(
        (part, str(old.get(part, "")), str(new.get(part, "")))
        for part in sorted({*old, *new})
        if old.get(part) != new.get(part)
    )
