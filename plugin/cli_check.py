"""The commands that make and check a case, and `doctor`. Each imports what it needs, so that all start fast."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from . import cli_arguments as arguments
from .cli_arguments import DONE, ERROR, FOUND
from .core.errors import InputError


def add_new(commands: Any) -> None:
    """Add the command that creates a case."""
    new = commands.add_parser("new", help="create a case, empty or from a folder of text files")
    new.add_argument("case", type=Path, metavar="CASE", help="the GeoPackage to create")
    new.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help="GeoJSON and CSV, one file a table")
    new.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    new.add_argument(
        "--world-view",
        choices=("international", "none"),
        help="whose state borders its maps show: international, unless FOLDER says otherwise",
    )
    new.set_defaults(run=_new)


def add_upgrade(commands: Any) -> None:
    """Add the command that brings a case up to this version."""
    upgrade = commands.add_parser("upgrade", help="bring a case of an earlier version up to this one, with a backup")
    upgrade.add_argument("case", type=Path, metavar="CASE")
    upgrade.set_defaults(run=_upgrade)


def add_check(commands: Any) -> None:
    """Add the command that holds claims against the map."""
    check = commands.add_parser("check", help="hold every claim of a case against its map")
    check.add_argument("case", type=Path, metavar="CASE")
    arguments.add_json(check)
    arguments.add_day_and_language(check)
    arguments.add_joining(check)
    check.add_argument("--record", action="store_true", help="write the findings into the case")
    check.add_argument(
        "--fail-on",
        choices=("inconsistent",),
        metavar="inconsistent",
        help="exit with 3 when a finding is inconsistent or impossible",
    )
    check.set_defaults(run=_check)


def add_doctor(commands: Any) -> None:
    """Add the command that looks at what is installed."""
    doctor = commands.add_parser("doctor", help="look at what is installed and say what to do")
    doctor.set_defaults(run=_doctor)


def _new(parsed: argparse.Namespace) -> int:
    from .core.world_views import with_view
    from .store import cases, textcase

    tables = textcase.read_folder(parsed.folder) if parsed.folder else None
    cases.create(parsed.case, with_view(tables or {}, parsed.world_view), overwrite=parsed.overwrite)
    print(parsed.case)
    return DONE


def _upgrade(parsed: argparse.Namespace) -> int:
    from .store import cases

    backup = cases.upgrade(parsed.case)
    print(f"{parsed.case}: up to date" if backup is None else f"{parsed.case}: upgraded; backup: {backup}")
    return DONE


def _check(parsed: argparse.Namespace) -> int:
    from .brief.language import language
    from .core.check import check_case, report_json
    from .core.joining import joining_of
    from .store import cases

    case = cases.load(parsed.case)
    asked = arguments.joining_as_asked(case, parsed)
    if parsed.record and joining_of(asked.settings) != joining_of(case.settings):
        text = (
            "--record: what is recorded follows the settings of the case: leave out --snap-m and --crossings, or "
            "change route_snap_m and route_crossings among its settings"
        )
        raise InputError(text)
    report = check_case(asked, parsed.as_of, arguments.progress("checking"))
    if parsed.record:
        cases.record_findings(parsed.case, report)
    tongue = language(parsed.lang or "en")
    if parsed.json:
        arguments.print_json(report_json(report, tongue.say))
    else:
        for finding in report.findings:
            verdict = tongue.say(finding.verdict.replace("_", " "))
            print(f"{finding.claim.id}\t{verdict}\t{finding.claim.claimant}\t{tongue.say(finding.reason)}")
        for note in report_json(report, tongue.say)["notes"]:
            print(f"salient: {note}", file=sys.stderr)
    failed = any(finding.verdict in ("inconsistent", "impossible") for finding in report.findings)
    return FOUND if parsed.fail_on and failed else DONE


def _doctor(parsed: argparse.Namespace) -> int:
    from .store.doctor import diagnosis

    found = diagnosis()
    for line in found.lines:
        print(line)
    for problem in found.problems:
        print(f"salient: {problem}", file=sys.stderr)
    return ERROR if found.problems else DONE
