"""The one way to a briefing: a case and a recipe in, the PDF out, with what it was made from.

Command line, panel and Processing all come here, so that what a recipe says holds everywhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..core.case import Case
from ..core.check import check_case
from ..core.coarse import Grid, names_a_place, on_grid
from ..core.errors import InputError
from ..core.findings import Report
from ..core.inputs import Hashes, known_inputs
from ..core.messages import Message, message
from ..core.progress import Progress, part_of
from ..core.recipe import Recipe
from ..core.withheld import Withheld, betrayed_by, check_hold_back, check_withheld, withheld
from .attached import attachments
from .coarse_figures import coarse_profile
from .content import briefing
from .ground_content import PictureMaker, picture_remarks, with_ground
from .imprint import imprint_of
from .issue_compare import IssueOrder, issue_before, kept_back, safety_of
from .issue_content import with_issue
from .language import codes, language
from .map_content import frame_wanted
from .pages import render
from .sections import SECTIONS
from .values import Briefing

Date = datetime.date

_CHECKING, _CONTENT = 0.6, 0.6
_OF_ACCESS = ("supply_routes", "settlements")
# Their names stand in sentences; a settlement may rightly be called after another one.
_NAMED = ("claimed_gains", "front_lines", "areas", "events", "supply_routes")


@dataclass(frozen=True)
class Order:
    """What is asked of one briefing, beside the recipe.

    Attributes
    ----------
    as_of
        As in `core.check.check_case`.
    issued_on
        The day of issue; a recipe that delays counts back from it.
    across
        The issuers of the first and of the last day, where maps of two are compared.
    bottom_line
        Sentences that the desk wrote; empty for those made from the findings.
    issue_number
        The number to print; None for the next one of the case.
    language
        For a recipe and a case that name none.
    is_issue
        Whether this is a numbered issue, which bears its day; else a draft of the next one.
    corrections
        What the desk corrects of earlier issues, in its own words.
    canvas
        Takes a picture of QGIS's canvas, for a recipe that has it under the map; None outside of QGIS.
    """

    as_of: Date | None = None
    issued_on: Date | None = None
    across: tuple[str, str] | None = None
    bottom_line: tuple[str, ...] = ()
    issue_number: int | None = None
    language: str = ""
    is_issue: bool = False
    corrections: tuple[str, ...] = ()
    canvas: PictureMaker | None = None


@dataclass(frozen=True)
class Made:
    """A briefing that was made.

    Attributes
    ----------
    pdf
        The file.
    briefing, report
        What it prints, and the check that this comes from; both hold only what may leave.
    remarks
        What the desk should know and the paper does not say.
    """

    pdf: bytes
    briefing: Briefing
    report: Report
    remarks: tuple[Message, ...] = ()


def make_briefing(
    case: Case,
    recipe: Recipe,
    order: Order | None = None,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Made:
    """Return the briefing on a case, by a recipe.

    Parameters
    ----------
    case
        The whole case; what the recipe keeps back is taken out here.
    recipe
        What is printed, and how; that of the case is not looked at.
    order
        What is asked beside it.
    report
        The check of the case up to `order.as_of`, where there is one; taken where the recipe keeps nothing back.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    InputError
        When the recipe names what does not exist, or the logo cannot be used.
    MeasureError
        When `order` compares maps that the case does not hold.
    """
    order = order or Order()
    _check_names(recipe)
    imprint = imprint_of(recipe)
    begun = 0.0 if report is not None and not recipe.safety.keeps_back else _CHECKING
    found, given, remarks = _checked(case, recipe, order, report, part_of(progress, 0.0, begun))
    content = briefing(
        found,
        recipe.language or case.settings.get("language") or order.language or None,
        order.issue_number,
        part_of(progress, begun, begun + _CONTENT * (1 - begun)),
        order.across,
        recipe.title,
        order.bottom_line,
        recipe,
    )
    if given is not None and given.ids["claims"] and not found.case.claims and not order.bottom_line:
        text = "No claims are in this briefing: those of the case are held back, or are too new."
        content = replace(content, bottom_line=(language(content.language).say(message(text)),))
    content, found = _as_it_leaves(content, found, recipe, given)
    content = with_issue(content, found, _issue_order(case, recipe, order, content))
    content = with_ground(content, case, recipe, order.canvas)
    attached = attachments(found, content, recipe.attach)
    pdf = render(content, part_of(progress, begun + _CONTENT * (1 - begun), 1.0), imprint, attached)
    return Made(pdf, content, found, (*remarks, *picture_remarks(content, recipe)))


def _issue_order(case: Case, recipe: Recipe, order: Order, content: Briefing) -> IssueOrder:
    """Return what the sections of a numbered issue have to know; a draft bears no day."""
    before = issue_before(case.issues, content.issue_number)
    inputs: Hashes | None = None
    if before is not None and before.inputs:
        inputs = known_inputs(case, content.as_of, content.issue_number)
    return IssueOrder(
        issued_on=order.issued_on if order.is_issue else None,
        corrections=order.corrections,
        keeps_back=recipe.safety.keeps_back,
        other_rules=before is not None and kept_back(safety_of(before)) != kept_back(recipe.safety),
        inputs=inputs,
    )


def _check_names(recipe: Recipe) -> None:
    """Say which section or language of a recipe does not exist.

    Raises
    ------
    InputError
        When there is one.
    """
    unknown = [one for one in recipe.sections if one not in SECTIONS]
    if unknown:
        text = 'The recipe asks for the section "{name}", which briefings do not have; there are {known}.'
        raise InputError(message(text, name=unknown[0], known=", ".join(SECTIONS)))
    if recipe.language and recipe.language not in codes():
        text = '"{code}" is no language of Salient; choose one of {known}.'
        raise InputError(message(text, code=recipe.language, known=", ".join(codes())))


def check_recipe(case: Case, recipe: Recipe) -> None:
    """Say what a recipe names and a briefing on the case does not have, before anything is made.

    Raises
    ------
    InputError
        When a section, a language, a frame, or something that is held back does not exist.
    """
    _check_names(recipe)
    check_hold_back(case, recipe.safety)
    if recipe.frame_id:
        frame_wanted(case, recipe.frame_id)


def _checked(
    case: Case, recipe: Recipe, order: Order, report: Report | None, progress: Progress
) -> tuple[Report, Withheld | None, tuple[Message, ...]]:
    """Return the report without what is held back, what that is, and what the desk should know."""
    if not recipe.safety.keeps_back:
        found = report or check_case(case, order.as_of, progress)
        return found, None, _ungridded(_texts(found, recipe, order.bottom_line), recipe)
    given = withheld(case, recipe.safety, order.issued_on)
    found = check_withheld(given, order.as_of, progress)
    texts = _texts(found, recipe, order.bottom_line)
    return found, given, (*betrayed_by(given, texts), *_ungridded(texts, recipe))


def _ungridded(texts: Mapping[str, str], recipe: Recipe) -> tuple[Message, ...]:
    """Return which texts seem to hold coordinates that people wrote, where the others leave on a grid."""
    if recipe.safety.grid_m is None:
        return ()
    text = "{where} seems to hold coordinates: they are printed as they stand, not on the grid."
    return tuple(message(text, where=where) for where, written in texts.items() if names_a_place(written))


def _as_it_leaves(content: Briefing, report: Report, recipe: Recipe, given: Withheld | None) -> tuple[Briefing, Report]:
    """Return content and report on the grid of the recipe, and the first page with what is said of all that."""
    statements = () if given is None else given.statements
    if given is not None and any(given.held.get(table) for table in _OF_ACCESS):
        # What is left of routes or bases would be drawn as if it were all.
        content = replace(content, access=())
    grid = None if recipe.safety.grid_m is None else Grid(recipe.safety.grid_m)
    if grid is not None:
        said = grid_statement(grid.metres)
        statements = (*statements, said)
        content, report = on_grid(content, grid), on_grid(report, grid)
        steps = language(content.language).say(message("Drawn in steps of {size}.", size=_size(grid.metres)))
        depths = tuple(coarse_profile(one, grid.metres / 1000, steps) for one in content.depths)
        content = replace(content, depths=depths)
        report = replace(report, notes=(said, *report.notes))
    say = language(content.language).say
    first_page = tuple(say(one) for one in statements)
    notes = (replace(row, lines=tuple(one for one in row.lines if one not in first_page)) for row in content.notes)
    return replace(content, kept_back=first_page, notes=tuple(row for row in notes if row.lines)), report


def grid_statement(metres: float) -> Message:
    """Return what the paper says of a grid that is so many metres wide."""
    text = "Coordinates are given to a grid of {size}, and what is smaller is not drawn; numbers were measured before."
    return message(text, size=_size(metres))


def _size(metres: float) -> Message:
    return message("{n:g} km", n=metres / 1000) if metres >= 1000 else message("{n:g} m", n=metres)


def _texts(report: Report, recipe: Recipe, bottom_line: Sequence[str]) -> dict[str, str]:
    """Return what people wrote that is printed as it stands, by what the desk calls it."""
    texts = {f"claims {one.id}": f"{one.text} {one.claimant} {one.published_in}" for one in report.case.claims}
    texts.update({f"sources {one.id}": f"{one.publisher} {one.title}" for one in report.case.sources})
    for table in _NAMED:
        texts.update({f"{table} {one.id}": one.name for one in getattr(report.case, table)})
    texts["title"] = recipe.title or report.case.title
    texts["disclaimer"] = recipe.disclaimer
    texts["bottom line"] = " ".join(bottom_line)
    return texts
