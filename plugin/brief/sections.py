"""The sections of a briefing: one entry each, in the order in which they are printed. Those without content vanish.

A new section is a function here, or in a file of its own, one line in `SECTIONS`, and its
title in `section_titles`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Callable, Optional

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Indenter, KeepTogether, Spacer

from ..core.messages import message
from ..core.progress import part_of
from . import theme
from .access_figure import access_charts
from .change_tables import change_definitions_table, matrix_table
from .curve_figure import CurveFigure
from .depth_figure import depth_charts
from .flowables import Bookmark
from .fonts import BOLD, markup
from .issue_sections import since_parts
from .key_table import key_table
from .language import EN_DASH, Language
from .map_figure import DetailFigure, MapFigure
from .paragraphs import Paragraph, as_list, captioned
from .pdf_links import target
from .place_table import place_tables
from .route_table import route_table
from .spoken import spoken
from .tables import claims_table, measures_table, reconciled_table
from .values import Briefing, ChangeContent

Progress = Optional[Callable[[float], None]]

_ROOM_AFTER_HEADING = 45 * mm
_PROSE = ("corrections", "events", "sources", "definitions", "notes")


@dataclass(frozen=True)
class Page:
    """What a section has to know of the page: the language, the room on it, who is told.

    `height` (between head and foot) and `width` in points; `progress` is called with 0 to 1 over all sections.
    """

    lang: Language
    height: float
    progress: Progress = None
    width: float = theme.WIDTH


Section = Callable[[Briefing, Page], list[Flowable]]


def sections(briefing: Briefing, page: Page, names: Sequence[str] | None = None) -> list[Flowable]:
    """Return what the sections of those names print, in that order; None takes all of `SECTIONS`."""
    made = []
    for name in _usual(page.width) if names is None else names:
        parts = SECTIONS[name](briefing, page)
        made += readable(parts, page.width) if name in _PROSE else parts
    return made


def _usual(width: float) -> list[str]:
    """Return the names of all sections in the usual order.

    Beneath the bottom line of a sheet on its side there is no room for the map, but for the first key figures.
    """
    names = list(SECTIONS)
    if width > theme.READABLE:
        names.remove("key")
        names.insert(names.index("map"), "key")
    return names


def readable(parts: list[Flowable], width: float) -> list[Flowable]:
    """Return text with a wider margin at its right where the page is wider than lines of text may be."""
    spare = width - theme.READABLE
    return [Indenter(0, spare), *parts, Indenter(0, -spare)] if parts and spare > 0 else parts


def _map(briefing: Briefing, page: Page) -> list[Flowable]:
    if briefing.map is None:
        return []
    whole = MapFigure(briefing.map, page.lang, page.height, Bookmark("map", page.lang.say("Map")))
    return [Spacer(0, 4), whole, DetailFigure(whole, briefing.map, page.lang)]


def _key_figures(briefing: Briefing, page: Page) -> list[Flowable]:
    if briefing.key is None:
        return []
    table = key_table(briefing.key, page.lang, page.width)
    return [*heading("key", page.lang.say("Key figures")), *_key(briefing.key.rule), table]


def _claims(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.claims:
        return []
    text = page.lang.say(
        message(
            "Measured: best value and band (low–high) by definition; ✓ fits the claimed interval, ✗ does not fit it, "
            "– not measured."
        )
    )
    table = claims_table(briefing, page.lang, part_of(page.progress, 0.0, 2 / 3), page.width)
    return [*heading("claims", page.lang.say("Claims and findings")), *_key(text), table]


def _measures(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.measures:
        return []
    text = page.lang.say(
        message(
            "The hatched box is the claimed interval, the line the measured band, the dot its best value; each row has "
            "its own axis, starting at zero."
        )
    )
    table = measures_table(briefing, page.lang, part_of(page.progress, 2 / 3, 1.0), page.width)
    return [*heading("measures", page.lang.say("Measures")), *_key(text), table]


def _routes(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.routes and not briefing.access:
        return []
    made = heading("routes", page.lang.say("Routes and isolation"), 40 * mm)
    made += [route_table(briefing, page.lang, page.width)] if briefing.routes else []
    return [*made, *access_charts(briefing.access, page.lang)]


def _depths(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.depths:
        return []
    return [*heading("depths", page.lang.say("Depth"), 115 * mm), *depth_charts(briefing.depths, page.lang)]


def _curves(briefing: Briefing, page: Page) -> list[Flowable]:
    content = briefing.curves
    if content is None:
        return []
    made = heading("curves", page.lang.say("Claims against the measured curves"), 100 * mm)
    if content.sentence:
        made += [Paragraph(markup(content.sentence), theme.styles().body), Spacer(0, 4)]
    for panel in content.panels:
        made += [CurveFigure(panel, page.lang), Spacer(0, 4)]
    caption = Paragraph(markup(content.caption, theme.styles().caption.fontName), theme.styles().caption)
    return [*made, captioned(caption)]


def _changes(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.changes:
        return []
    title = page.lang.say("What changed hands")
    parts = (one for number, part in enumerate(briefing.changes) for one in _change(part, number, page))
    return [*heading("changes", title, 70 * mm), *parts]


def _change(content: ChangeContent, number: int, page: Page) -> list[Flowable]:
    facts: list[Flowable] = [Paragraph(markup(one), theme.styles().caption) for one in content.facts]
    if content.definitions:
        facts = [change_definitions_table(content, page.lang, page.width), Spacer(0, 6), *facts]
    return [
        CondPageBreak(60 * mm),
        *subheading(f"changes-{number}", content.title),
        matrix_table(content, page.lang, page.width),
        Spacer(0, 6),
        KeepTogether(facts),
    ]


def _places(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.places:
        return []
    title = page.lang.say("Settlements that changed their state")
    return [*heading("places", title, 60 * mm), *place_tables(briefing.places, page.lang, page.width)]


def _reconciled(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.reconciled:
        return []
    title = page.lang.say("Claims held against each other")
    return [*heading("reconciled", title), reconciled_table(briefing, page.lang, page.width)]


def _since(briefing: Briefing, page: Page) -> list[Flowable]:
    if briefing.since is None:
        return []
    return [*heading("since", briefing.since.title), *since_parts(briefing.since, page.lang, page.width)]


def _corrections(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.corrections:
        return []
    return [*heading("corrections", page.lang.say("Corrections"), 20 * mm), *items(briefing.corrections)]


def _events(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.events:
        return []
    return [*heading("events", page.lang.say("Events counted from"), 20 * mm), *items(briefing.events)]


def _sources(briefing: Briefing, page: Page) -> list[Flowable]:
    made = heading("sources", page.lang.say("Sources"), 25 * mm) if briefing.sources else []
    rows = []
    for source in briefing.sources:
        details = " · ".join(source.details)
        title = spoken(markup(_closed(source.title)), source.language)
        publisher = markup(_closed(source.publisher), BOLD)
        text = f'{target(source.number)}<font name="{BOLD}">{publisher}</font> {title}'
        if details:
            text += f'<br/><font size="7.8" color="#4d5660">{markup(details)}</font>'
        rows.append(Paragraph(text, theme.styles().item, bulletText=f"[{source.number}]"))
    return [*made, *as_list(rows)]


def _closed(text: str) -> str:
    """Return a text with a full stop, where it has no closing sign of its own."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _definitions(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.definitions:
        return []
    rows = [
        Paragraph(
            f'<font name="{BOLD}">{markup(row.term, BOLD)}</font> {EN_DASH} {markup(row.meaning)}', theme.styles().body
        )
        for row in briefing.definitions
    ]
    return [*heading("definitions", page.lang.say("Definitions"), 25 * mm), *rows]


def _notes(briefing: Briefing, page: Page) -> list[Flowable]:
    if not briefing.notes and not briefing.engine:
        return []
    made = heading("notes", page.lang.say("Notes"), 35 * mm)
    for number, row in enumerate(briefing.notes):
        made += [CondPageBreak(15 * mm), *subheading(f"notes-{number}", row.heading), *items(row.lines)]
    if briefing.engine:
        made += [Spacer(0, 6), Paragraph(markup(briefing.engine), theme.styles().caption)]
    return made


def heading(key: str, text: str, room: float = _ROOM_AFTER_HEADING) -> list[Flowable]:
    """Return a heading with its bookmark, on a new page where there is no room for what follows it."""
    return [
        CondPageBreak(room),
        Bookmark(key, text),
        Paragraph(markup(text, theme.styles().heading.fontName), theme.styles().heading),
    ]


def subheading(key: str, text: str) -> list[Flowable]:
    """Return the heading of a part of a section, with its bookmark below the section's."""
    return [Bookmark(key, text, level=1), Paragraph(markup(text, BOLD), theme.styles().subheading)]


def items(lines: Sequence[str]) -> list[Flowable]:
    """Return the lines of a list."""
    return as_list([Paragraph(markup(line), theme.styles().item, bulletText=EN_DASH) for line in lines])


def _key(text: str) -> list[Flowable]:
    return [Paragraph(markup(text), theme.styles().caption), Spacer(0, 3)]


SECTIONS: Mapping[str, Section] = MappingProxyType(
    {
        "map": _map,
        "key": _key_figures,
        "claims": _claims,
        "measures": _measures,
        "curves": _curves,
        "reconciled": _reconciled,
        "depths": _depths,
        "changes": _changes,
        "places": _places,
        "routes": _routes,
        "since": _since,
        "corrections": _corrections,
        "events": _events,
        "definitions": _definitions,
        "sources": _sources,
        "notes": _notes,
    }
)
"""The sections after title and bottom line, by the name that recipes give them, in the order of the pages."""
