"""`salient brief` and `salient recipe`: the PDF of a case, and what the case says of how it is made."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import cli_arguments as arguments
from . import cli_issues
from .cli_arguments import DONE
from .core.errors import InputError

if TYPE_CHECKING:
    from .core.recipe import Recipe

_ENTRIES = """\
entries of a recipe (JSON; each may be left out)
  sections     names of the sections in their order; [] for all
  frame_id     the area that the map shows; "" for the case's frame
  scale        the n of the map's 1:n; null for what the frame fills
  paper        "A4" or "Letter"; landscape: true or false
  language     the code of one, such as "uk", or "" for that of the case
  newsroom, logo (a picture as base64), title, disclaimer
  background   "lines", "canvas" (from QGIS only) or "none"
  attach       what travels inside the PDF, of "facts", "claims", "shapes"
  safety       {"hold_back": names of tables and ids of records, "grid_m": metres or null, "delay_days": 0,
               "name_kinds": whether the paper names the kinds of what is held back}
"""


def add_brief(commands: Any) -> None:
    """Add the command that writes the PDF."""
    brief = commands.add_parser("brief", help="write the PDF briefing of a case")
    brief.add_argument("case", type=Path, metavar="CASE")
    brief.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the PDF to write")
    brief.add_argument("--overwrite", action="store_true", help="replace the file where it exists")
    arguments.add_across(brief)
    brief.add_argument("--issuer", metavar="NAME", help="whose map of the first day, with --across-issuers")
    arguments.add_day_and_language(brief)
    brief.add_argument("--issued-on", type=arguments.day, metavar="YYYY-MM-DD", help="the day of issue: today")
    brief.add_argument(
        "--bottom-line", action="append", default=[], metavar="TEXT", help="a sentence in place of those made (again)"
    )
    cli_issues.add_issue_options(brief.add_argument_group("issue"))
    _add_recipe_options(brief.add_argument_group("recipe", "these come before the recipe of the case"))
    brief.set_defaults(run=_brief)


def _add_recipe_options(group: Any) -> None:
    group.add_argument("--recipe", type=Path, metavar="FILE", help="a recipe to take in place of the case's")
    group.add_argument("--paper", choices=("A4", "Letter"), help="the size of the sheets: A4")
    group.add_argument("--landscape", action="store_true", default=None, help="lay the sheets on their side")
    group.add_argument("--newsroom", metavar="NAME", help="a name for the first page and every foot")
    group.add_argument("--logo", type=Path, metavar="FILE", help="a PNG or JPEG picture for the first page")
    group.add_argument("--title", metavar="TEXT", help="in place of the case's title")
    group.add_argument("--disclaimer", metavar="TEXT", help="printed on the first page")
    group.add_argument("--sections", type=_names, metavar="A,B,…", help="these sections, in this order")
    group.add_argument("--frame", metavar="ID", help="the area that the map shows")
    group.add_argument("--scale", type=_whole, metavar="N", help="the map's scale, 1:N")
    group.add_argument("--background", choices=("lines", "none"), help="what lies under the map: reference lines")
    group.add_argument("--attach", type=_names, metavar="A,B,…", help="of facts, claims, shapes; empty for none")
    group.add_argument("--hold-back", type=_names, metavar="A,B,…", help="tables and records that do not leave")
    group.add_argument("--grid", type=arguments.metres, metavar="M", help="round coordinates that leave to M metres")
    group.add_argument("--delay", type=_whole, metavar="DAYS", help="leave out what is of the last days")


def add_recipe(commands: Any) -> None:
    """Add the command that shows and sets the recipe of a case."""
    recipe = commands.add_parser(
        "recipe",
        help="show or set how the briefing of a case is made",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_ENTRIES,
    )
    recipe.add_argument("case", type=Path, metavar="CASE")
    what = recipe.add_mutually_exclusive_group()
    what.add_argument("--set", dest="file", type=Path, metavar="FILE", help="keep this recipe in the case")
    what.add_argument("--reset", action="store_true", help="forget the recipe of the case")
    what.add_argument("--json", action="store_true", help="print JSON, as --set reads it")
    recipe.set_defaults(run=_recipe)


def _names(text: str) -> tuple[str, ...]:
    return tuple(one for one in (part.strip() for part in text.split(",")) if one)


def _whole(text: str) -> int:
    try:
        return int(text.replace("1:", "", 1))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number') from error


def _brief(parsed: argparse.Namespace) -> int:
    from .brief.make import Order, make_briefing
    from .core.days import across_pair
    from .store import cases, files

    files.check_can_write(parsed.output, parsed.overwrite)
    cases.check_no_case(parsed.output)
    if parsed.issuer and not parsed.across_issuers:
        raise InputError(
            '--issuer: goes with --across-issuers; whose maps a briefing is about is the setting "issuer" of the case'
        )
    across = across_pair(parsed.across_issuers, parsed.issuer, parsed.issuer_to)
    cli_issues.check_issue_options(parsed)
    if parsed.facts_beside:
        cli_issues.check_beside(parsed)
    case = cases.load(parsed.case)
    if parsed.issue_number is not None and not parsed.issue:
        return cli_issues.write_again(parsed, case, arguments.tongue(parsed, case))
    recipe = _wanted(parsed, case.settings)
    order = Order(
        as_of=parsed.as_of,
        # The one place of the command line where a clock is asked.
        issued_on=parsed.issued_on or datetime.date.today(),
        across=across,
        bottom_line=tuple(parsed.bottom_line),
        issue_number=parsed.issue_number,
        corrections=tuple(" ".join(one.split()) for one in parsed.correction),
    )
    if parsed.issue:
        made = cli_issues.write_issue(parsed, case, recipe, order)
    else:
        made = make_briefing(case, recipe, order, progress=arguments.progress("writing"))
        files.replace_file(parsed.output, made.pdf)
    if parsed.facts_beside:
        cli_issues.write_beside(parsed, made)
    arguments.print_notes(made.remarks, arguments.tongue(parsed, case))
    print(parsed.output)
    return DONE


def _wanted(parsed: argparse.Namespace, settings: Mapping[str, str]) -> Recipe:
    """Return the recipe of the file that was named, else the case's, with what the arguments say."""
    from .core.recipe import checked_recipe, logo_text, recipe_of
    from .store.pictures import read_picture
    from .store.recipe_files import read_recipe

    recipe = recipe_of(settings.get("recipe", "")) if parsed.recipe is None else read_recipe(parsed.recipe)
    safety = {"hold_back": parsed.hold_back, "grid_m": parsed.grid, "delay_days": parsed.delay}
    given = {
        "language": parsed.lang,
        "paper": parsed.paper,
        "landscape": parsed.landscape,
        "background": parsed.background,
        "newsroom": parsed.newsroom,
        "logo": None if parsed.logo is None else logo_text(read_picture(parsed.logo)),
        "title": parsed.title,
        "disclaimer": parsed.disclaimer,
        "sections": parsed.sections,
        "frame_id": parsed.frame,
        "scale": parsed.scale,
        "attach": parsed.attach,
        "safety": replace(recipe.safety, **_present(safety)),
    }
    return checked_recipe(replace(recipe, **_present(given)))


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _recipe(parsed: argparse.Namespace) -> int:
    from .brief.make import check_recipe
    from .core.recipe import recipe_of, recipe_text
    from .store import cases
    from .store.case_settings import write_setting
    from .store.recipe_files import read_recipe

    if parsed.reset:
        write_setting(parsed.case, "recipe", "")
        return DONE
    if parsed.file is not None:
        recipe = read_recipe(parsed.file)
        check_recipe(cases.load(parsed.case), recipe)
        write_setting(parsed.case, "recipe", recipe_text(recipe))
        return DONE
    recipe = recipe_of(cases.load(parsed.case).settings.get("recipe", ""), str(parsed.case))
    if parsed.json:
        print(recipe_text(recipe))
    else:
        for line in _lines(recipe):
            print(line)
    return DONE


def _lines(recipe: Recipe) -> Sequence[str]:
    """Return the entries that are not as usual, one a line; the usual recipe says so."""
    from .core.recipe import Recipe as Usual

    made = []
    for name, value, usual in (
        *((name, value, getattr(Usual(), name)) for name, value in vars(recipe).items() if name != "safety"),
        *((f"safety.{name}", value, getattr(Usual().safety, name)) for name, value in vars(recipe.safety).items()),
    ):
        if value != usual:
            shown = ", ".join(value) if isinstance(value, tuple) else value
            made.append(f"{name}\t{f'{len(str(shown))} letters' if name == 'logo' else shown}")
    if not made:
        print("salient: the usual recipe; see salient recipe --help", file=sys.stderr)
    return made
