"""Numbered issues on the command line: `salient issues`, and what `salient brief` does with an issue."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from .cli_arguments import DONE, FOUND
from .core.errors import InputError
from .core.messages import message

if TYPE_CHECKING:
    from .brief.make import Made, Order
    from .core.case import Case, Issue
    from .core.recipe import Recipe

_MOST_IDS = 10


def add_issue_options(group: Any) -> None:
    """Add to `salient brief` what numbers a briefing, and what puts its facts beside it."""
    group.add_argument("--issue", action="store_true", help="number the briefing, and keep its facts in the case")
    group.add_argument(
        "--issue-number",
        type=int,
        metavar="N",
        help="make the stored issue N again, the same to the byte, or say what changed (exit code 3); with --issue: "
        "put a new one in its place, unless it was signed off",
    )
    group.add_argument(
        "--correction", action="append", default=[], metavar="TEXT", help="what an earlier issue had wrong (again)"
    )
    group.add_argument(
        "--facts-beside", action="store_true", help="write facts.json, claims.csv and shapes.geojson beside the PDF too"
    )


def add_issues(commands: Any) -> None:
    """Add the command that lists the issues of a case and signs them off."""
    issues = commands.add_parser("issues", help="list the numbered briefings of a case, or sign one off")
    issues.add_argument("case", type=Path, metavar="CASE")
    arguments.add_json(issues)
    issues.add_argument("--sign-off", type=int, metavar="N", help="lock issue N: it is released as it is")
    issues.add_argument("--by", default="", metavar="NAME", help="who signs off")
    issues.add_argument("--on", type=arguments.day, metavar="YYYY-MM-DD", help="the day of signing off: today")
    issues.set_defaults(run=_issues)


def check_issue_options(parsed: argparse.Namespace) -> None:
    """Say which options of an issue do not go together.

    Raises
    ------
    InputError
        When there are such.
    """
    if parsed.correction and not parsed.issue:
        raise InputError(message("--correction: goes with --issue; corrections are printed in a numbered briefing."))
    if parsed.issue_number is not None and parsed.issue_number < 1:
        raise InputError(message("--issue-number: {number} is no number of an issue.", number=parsed.issue_number))


def write_issue(parsed: argparse.Namespace, case: Case, recipe: Recipe, order: Order) -> Made:
    """Make a numbered issue, put its PDF into place and its row into the case."""
    from .brief.numbered import make_issue
    from .store.issues import add_issue, check_can_issue

    check_can_issue(parsed.case)
    numbered = make_issue(case, recipe, order, progress=arguments.progress("writing"))
    add_issue(parsed.case, numbered.row, parsed.output, numbered.made.pdf)
    print(f"salient: issue {numbered.number}", file=sys.stderr)
    return numbered.made


def write_again(parsed: argparse.Namespace, case: Case, say: Callable[[Any], str]) -> int:
    """Make a stored issue once more; where its bytes would be others nothing is written and what changed is said."""
    from .brief.numbered import rebuild_issue
    from .core.recipe import recipe_of
    from .store import files

    again = rebuild_issue(case, parsed.issue_number, arguments.progress("writing"))
    if again.same:
        files.replace_file(parsed.output, again.made.pdf)
        print(parsed.output)
        return DONE
    text = message("Issue {number} cannot be made again as it was; nothing was written.", number=again.issue.number)
    print(f"salient: {say(text)}", file=sys.stderr)
    for one in again.inputs:
        ids = ", ".join(one.ids[:_MOST_IDS]) + (" …" if len(one.ids) > _MOST_IDS else "")
        print(f"salient: {one.table}\t{one.kind}\t{ids}", file=sys.stderr)
    for part, before, after in again.engine:
        print(f"salient: {part}\t{before or '-'}\t{after or '-'}", file=sys.stderr)
    if not again.inputs and not again.engine:
        none = message("No row of the case and no version changed: it was printed by another state of Salient.")
        if recipe_of(again.issue.recipe).background == "canvas":
            none = message("It was printed over a picture of the map in QGIS, which is not kept with an issue.")
        print(f"salient: {say(none)}", file=sys.stderr)
    return FOUND


def write_beside(parsed: argparse.Namespace, made: Made) -> None:
    """Write what travels inside the PDF beside it too, whatever the recipe puts inside."""
    from .brief.attached import attachments
    from .store import files

    for one in attachments(made.report, made.briefing):
        files.replace_file(beside(parsed.output, one.name), one.data)


def beside(pdf: Path, name: str) -> Path:
    """Return where a file that belongs to a PDF stands: "week.pdf" has "week.facts.json"."""
    return pdf.with_name(f"{pdf.stem}.{name}")


def check_beside(parsed: argparse.Namespace) -> None:
    """Say before the work begins that a file beside the PDF cannot be written; errors as `files.check_can_write`."""
    from .brief.attached import FILE_NAMES
    from .store import files

    for name in FILE_NAMES:
        files.check_can_write(beside(parsed.output, name), parsed.overwrite)


def _issues(parsed: argparse.Namespace) -> int:
    from .store import cases
    from .store.issues import sign_off

    if parsed.sign_off is None and (parsed.by or parsed.on):
        raise InputError(message("--by and --on: go with --sign-off."))
    if parsed.sign_off is not None:
        # The place of this command where a clock is asked.
        sign_off(parsed.case, parsed.sign_off, parsed.on or datetime.date.today(), " ".join(parsed.by.split()))
    issues = sorted(cases.load(parsed.case).issues, key=lambda one: one.number)
    if parsed.json:
        arguments.print_json({"issues": [_entry(one) for one in issues]})
        return DONE
    for one in issues:
        signed = "" if one.signed_off_on is None else f"signed off {one.signed_off_on} {one.signed_off_by}".rstrip()
        print(f"{one.number}\t{one.issued_on}\t{_as_of(one) or '-'}\t{one.sha256}\t{signed}")
    if not issues:
        print(f"salient: {parsed.case}: nothing was issued yet", file=sys.stderr)
    return DONE


def _entry(issue: Issue) -> dict[str, Any]:
    signed = issue.signed_off_on
    return {
        "number": issue.number,
        "issued_on": issue.issued_on.isoformat(),
        "as_of": _as_of(issue),
        "sha256": issue.sha256,
        "signed_off_on": None if signed is None else signed.isoformat(),
        "signed_off_by": issue.signed_off_by,
        "corrections": issue.corrections.splitlines(),
        "tally": _facts(issue).get("tally"),
        "since": _facts(issue).get("since"),
    }


def _facts(issue: Issue) -> Any:
    from .brief.issue_compare import facts_of

    return facts_of(issue) or {}


def _as_of(issue: Issue) -> str | None:
    return _facts(issue).get("as_of") or None
