"""A briefing made in the background: what is asked of it, and what comes of that. No layer, no project, no widget."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .work import Progress, in_own_thread

if TYPE_CHECKING:
    from ..brief.make import Made, Order
    from ..core.case import Case
    from ..core.findings import Report
    from ..core.messages import Message
    from ..core.recipe import Recipe
    from .canvas_camera import Aim
    from .options import PaperOptions


@dataclass(frozen=True)
class BriefingWish:
    """What is asked of a briefing; what is left out is decided by the case.

    `lang` None takes the language of the recipe, else of the case, else that of `paper`. `as_of` as in
    `core.check.check_case`. `across` names the issuers of the first and of the last day where maps of two are compared.
    `paper` holds the user's options. `title` and `bottom_line` are what the desk wrote, empty where it left them as
    they are. `recipe` None takes the case's own; `sheet` is the paper where it is not the recipe's. `issued_on` is the
    day that a delay counts back from, None for today. `beside` has facts, claims and shapes beside the PDF too.
    """

    lang: str | None = None
    as_of: datetime.date | None = None
    across: tuple[str, str] | None = None
    paper: PaperOptions | None = None
    title: str = ""
    bottom_line: tuple[str, ...] = ()
    recipe: Recipe | None = None
    issued_on: datetime.date | None = None
    sheet: str = ""
    beside: bool = False


@dataclass(frozen=True)
class MadeBriefing:
    """A PDF, the language it is in, the title that recipe or case have, and the bottom line that the findings make.

    `remarks` are for the desk: what it should know and the paper does not say. `beside` are the files that belong
    beside the PDF, where that was asked for: their names and what is in them.
    """

    pdf: bytes
    language: str
    title: str
    bottom_line: tuple[str, ...]
    remarks: tuple[Message, ...] = ()
    beside: tuple[tuple[str, bytes], ...] = ()


class Told:
    """Passes progress on, and says it again while somebody waits, so that what waits can be called off."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._share = 0.0

    def __call__(self, share: float) -> None:
        self._share = share
        self._progress(share)

    def again(self) -> None:
        self._progress(self._share)


@in_own_thread
def made_briefing(
    case: Case, wish: BriefingWish, progress: Progress, report: Report | None = None, camera: Aim | None = None
) -> MadeBriefing:
    """Return the briefing on a case; `report` is taken where it is given, else the case is checked first.

    `camera` is aimed at the canvas, for a recipe that has it under the map.

    Raises
    ------
    InputError
        When the recipe or the logo cannot be used.
    MeasureError
        When `wish` compares maps that the case does not hold.
    """
    from ..brief.bottom_line import bottom_line
    from ..brief.language import language
    from ..brief.make import make_briefing

    told = Told(progress)
    order = order_for(wish, told, camera)
    made = make_briefing(case, recipe_for(case, wish), order, report, told)
    title = recipe_for(case, replace(wish, title="")).title or made.report.case.title
    content = made.briefing
    generated = bottom_line(made.report, language(content.language)) if wish.bottom_line else content.bottom_line
    beside = files_beside(made) if wish.beside else ()
    return MadeBriefing(made.pdf, content.language, title, generated, made.remarks, beside)


def order_for(wish: BriefingWish, told: Told, camera: Aim | None = None) -> Order:
    """Return what a wish asks for beside the recipe; the camera waits as `told` does."""
    from ..brief.make import Order

    return Order(
        as_of=wish.as_of,
        # The one place inside QGIS where a briefing asks the clock.
        issued_on=wish.issued_on or datetime.date.today(),
        across=wish.across,
        bottom_line=wish.bottom_line,
        language="" if wish.paper is None else wish.paper.language,
        canvas=None if camera is None else camera(told.again),
    )


def files_beside(made: Made) -> tuple[tuple[str, bytes], ...]:
    """Return the names and the contents of the files that belong beside the PDF of a briefing."""
    from ..brief.attached import attachments

    return tuple((one.name, one.data) for one in attachments(made.report, made.briefing))


def recipe_for(case: Case, wish: BriefingWish) -> Recipe:
    """Return the recipe of a wish: its own, else the case's, with what the wish and the user's options add to it.

    Raises
    ------
    InputError
        When the case's recipe or the logo cannot be used.
    """
    from ..core.recipe import recipe_of

    kept = case.settings.get("recipe", "")
    recipe = wish.recipe or recipe_of(kept)
    if wish.paper is not None:
        recipe = with_options(recipe, wish.paper, is_chosen=wish.recipe is not None or bool(kept.strip()))
    chosen = {"language": wish.lang or "", "title": wish.title, "paper": wish.sheet}
    return replace(recipe, **{name: value for name, value in chosen.items() if value})


def with_options(recipe: Recipe, paper: PaperOptions, is_chosen: bool) -> Recipe:
    """Return a recipe with the newsroom of the user's options where it names none, and, unless chosen, their paper."""
    from ..core.recipe import logo_text
    from ..store.pictures import read_picture

    if not is_chosen:
        recipe = replace(recipe, paper=paper.paper)
    if not recipe.newsroom:
        recipe = replace(recipe, newsroom=paper.newsroom)
    if not recipe.logo and paper.logo:
        recipe = replace(recipe, logo=logo_text(read_picture(paper.logo)))
    return recipe
