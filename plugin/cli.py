"""The command `salient`: arguments in, files and an exit code out.

Exit codes: 0 done, 1 error (one line on stderr), 2 usage, 3 when `--fail-on` met such a finding. Results go to stdout,
everything else to stderr; progress is shown on a terminal only.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections.abc import Sequence

from . import (
    cli_brief,
    cli_change,
    cli_check,
    cli_control,
    cli_depth,
    cli_issues,
    cli_measure,
    cli_route_report,
    cli_settlements,
)
from .about import TITLE, VERSION
from .cli_arguments import ERROR
from .core.errors import Cancelled, SalientError
from .store import streams

_NEGATIVE_LIST = re.compile(r"-[\d.]+(,-?[\d.]+)+$")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    streams.prepare()
    parsed = _parser().parse_args([_shielded(word) for word in words])
    try:
        streams.check_names(words)
        with warnings.catch_warnings():
            # What is wrong with numbers is said in our own words; numpy's say nothing to the reader.
            warnings.simplefilter("ignore", RuntimeWarning)
            code = int(parsed.run(parsed))
        streams.flush()
        return code
    except BrokenPipeError:  # the reader has seen enough, as in: salient check CASE | head
        streams.drop_output()
    except (Cancelled, KeyboardInterrupt):
        print("salient: called off; nothing was changed", file=sys.stderr)
    except SalientError as error:
        print(f"salient: {' '.join(str(error).split())}", file=sys.stderr)
    except OSError as error:
        print(f"salient: {error.filename or 'the output'}: {error.strerror or error}", file=sys.stderr)
        streams.drop_output()
    return ERROR


def _shielded(word: str) -> str:
    """Return "-3.5,40" with a space before it: argparse would take the minus for an option."""
    return f" {word}" if _NEGATIVE_LIST.match(word) else word


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="salient", description="Check what was claimed about ground against the map, and brief an editor."
    )
    parser.add_argument("--version", action="version", version=f"{TITLE} {VERSION}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    cli_check.add_new(commands)
    cli_check.add_upgrade(commands)
    cli_check.add_check(commands)
    cli_measure.add_measure(commands)
    cli_brief.add_brief(commands)
    cli_brief.add_recipe(commands)
    cli_control.add_import(commands)
    cli_control.add_qc(commands)
    cli_change.add_change(commands)
    cli_change.add_series(commands)
    cli_change.add_baseline(commands)
    cli_depth.add_depth(commands)
    cli_settlements.add_settlements(commands)
    cli_route_report.add_route_report(commands)
    cli_issues.add_issues(commands)
    cli_check.add_doctor(commands)
    return parser
