"""A briefing made in the background: what is asked of it, and what comes of that. No layer, no project, no widget."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .work import Progress, checked, in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.findings import Report
    from .options import PaperOptions

_CHECKING = 0.6


@dataclass(frozen=True)
class BriefingWish:
    """What is asked of a briefing; what is left out is decided by the case.

    `lang` None takes the language of the case, else that of `paper`. `as_of` as in `core.check.check_case`. `across`
    names the issuers of the first and of the last day where maps of two are compared. `paper` says how it is printed.
    `title` and `bottom_line` are what the desk wrote, empty where it left them as they are.
    """

    lang: str | None = None
    as_of: datetime.date | None = None
    across: tuple[str, str] | None = None
    paper: PaperOptions | None = None
    title: str = ""
    bottom_line: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeBriefing:
    """A PDF, the language it is in, the title that the case has, and the bottom line that the findings make."""

    pdf: bytes
    language: str
    title: str
    bottom_line: tuple[str, ...]


@in_own_thread
def made_briefing(case: Case, wish: BriefingWish, progress: Progress, report: Report | None = None) -> MadeBriefing:
    """Return the briefing on a case; `report` is taken where it is given, else the case is checked first.

    Raises
    ------
    InputError
        When the logo cannot be used.
    MeasureError
        When `wish` compares maps that the case does not hold.
    """
    from ..brief.bottom_line import bottom_line
    from ..brief.content import briefing
    from ..brief.imprint import Imprint
    from ..brief.language import language
    from ..brief.pages import render
    from ..store.pictures import read_picture

    imprint, lang, paper = Imprint(), wish.lang, wish.paper
    if paper is not None:
        lang = lang or case.settings.get("language") or paper.language
        imprint = Imprint(paper.paper, paper.newsroom, read_picture(paper.logo) if paper.logo else None)
    begun = 0.0 if report is not None else _CHECKING
    if report is None:
        report = checked(case, wish.as_of, part_of(progress, 0.0, begun))
    content = briefing(
        report,
        lang,
        progress=part_of(progress, begun, begun + 0.6 * (1 - begun)),
        across=wish.across,
        title=wish.title,
        bottom_line=wish.bottom_line,
    )
    pdf = render(content, part_of(progress, begun + 0.6 * (1 - begun), 1.0), imprint)
    generated = bottom_line(report, language(content.language)) if wish.bottom_line else content.bottom_line
    return MadeBriefing(pdf, content.language, report.case.title, generated)
