"""From the content of a briefing to the bytes of a PDF.

The same content gives the same bytes: the only date in the file is the briefing's own, and nothing of the machine or
the user goes in.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Callable, Optional

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus.flowables import HRFlowable

from ..about import TITLE, VERSION
from ..core.messages import message
from ..core.progress import part_of
from . import theme
from .change_tables import change_definitions_table, matrix_table
from .curve_figure import CurveFigure
from .flowables import Bookmark, MapFigure, Tally
from .fonts import BODY, BOLD, draw_text, fitted_lines, legible_values, markup, register, text_width
from .imprint import Imprint, logo_image
from .language import EN_DASH, Language, language
from .route_table import route_table
from .tables import claims_table, measures_table, reconciled_table
from .values import Briefing, ChangeContent, CurveContent, NoteRow

Progress = Optional[Callable[[float], None]]

_TOTAL_FORM = "total-pages"
_NAMED_SIGNS = 20
_ROOM_AFTER_HEADING = 45 * mm
# Widest and highest that a logo may be, and the room that the number of the page needs.
_LOGO = (45 * mm, 11 * mm)
# The share of the work that is done when all texts are set, and the pages begin.
_SET = 0.45
_FOOT_LEFT = 40 * mm


def render(briefing: Briefing, progress: Progress = None, imprint: Imprint | None = None) -> bytes:
    """Return the briefing as a PDF; `imprint` says the paper (else A4), the newsroom's name and its logo.

    `progress` is called with 0 to 1 and may raise `Cancelled`.

    Raises
    ------
    InputError
        When a font of the installation is missing or damaged.
    """
    register()
    lang = language(briefing.language)
    imprint = imprint or Imprint()
    briefing, newsroom = _legible(briefing, imprint.newsroom, lang)
    imprint = replace(imprint, newsroom=newsroom)
    buffer = io.BytesIO()
    document = _Document(buffer, briefing, lang, progress, imprint)
    document.build(_story(briefing, lang, imprint, progress), canvasmaker=_canvas_maker(briefing))
    if progress is not None:
        progress(1.0)
    return buffer.getvalue()


def _legible(briefing: Briefing, newsroom: str, lang: Language) -> tuple[Briefing, str]:
    """Return briefing and name with a box for each sign that no font has; a note names those signs."""
    missing: dict[str, None] = {}
    made: Briefing = legible_values(briefing, missing)
    name: str = legible_values(" ".join(newsroom.split()), missing)
    if not missing:
        return made, name
    named = ", ".join(f"U+{ord(sign):04X}" for sign in list(missing)[:_NAMED_SIGNS])
    note = lang.say(
        message(
            "Signs that cannot be printed stand as a box ({count} different ones): {signs}.",
            count=len(missing),
            signs=named,
        )
    )
    heading = lang.say("Other notes")
    if made.notes and made.notes[-1].heading == heading:
        last = replace(made.notes[-1], lines=(*made.notes[-1].lines, note))
        return replace(made, notes=(*made.notes[:-1], last)), name
    return replace(made, notes=(*made.notes, NoteRow(heading, (note,)))), name


def _canvas_maker(briefing: Briefing) -> Callable[..., Any]:
    from reportlab.pdfgen.canvas import Canvas

    def made(*args: Any, **options: Any) -> Any:
        options.update(invariant=1, lang=briefing.language, pageCompression=1, initialFontName=BODY)
        canvas = Canvas(*args, **options)
        canvas.setDateFormatter(lambda *_: _pdf_date(briefing))
        return canvas

    return made


def _pdf_date(briefing: Briefing) -> str:
    day = briefing.as_of
    return "D:20000101000000+00'00'" if day is None else f"D:{day:%Y%m%d}000000+00'00'"


class _Document(BaseDocTemplate):
    """The pages: running heads, page numbers, metadata."""

    def __init__(
        self, buffer: io.BytesIO, briefing: Briefing, lang: Language, progress: Progress, imprint: Imprint
    ) -> None:
        self._left = (imprint.size[0] - theme.WIDTH) / 2
        self._top = imprint.size[1]
        subject = lang.say(message("Claims checked against the map, {issue}", issue=briefing.issue_text))
        if briefing.as_of_text:
            subject = f"{subject}, {briefing.as_of_text}"
        super().__init__(
            buffer,
            pagesize=imprint.size,
            leftMargin=self._left,
            rightMargin=self._left,
            topMargin=theme.TOP,
            bottomMargin=theme.BOTTOM,
            title=briefing.title,
            author=imprint.newsroom or TITLE,
            subject=subject,
            creator=f"{TITLE} {VERSION}",
        )
        self._briefing = briefing
        self._lang = lang
        self._progress = progress
        self._imprint = imprint
        self._expected = 3 + len(briefing.claims) / 5 + len(briefing.measures) / 25
        frame = Frame(
            self._left,
            theme.BOTTOM,
            theme.WIDTH,
            _height(imprint),
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=self._draw_edges)])

    def _draw_edges(self, canvas: Any, document: Any) -> None:
        """Draw the running head (not on the first page, which has the title) and the foot."""
        if self._progress is not None:
            self._progress(_SET + (0.95 - _SET) * min(1.0, canvas.getPageNumber() / (self._expected + 1)))
        canvas.saveState()
        canvas.setFillColor(theme.MUTED)
        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(0.5)
        if canvas.getPageNumber() > 1:
            self._draw_head(canvas)
        elif self._imprint.logo is not None:
            self._draw_logo(canvas, self._imprint.logo)
        if self._briefing.warning:
            self._draw_warning(canvas)
        self._draw_foot(canvas)
        canvas.restoreState()

    def _draw_logo(self, canvas: Any, logo: bytes) -> None:
        """Draw the logo above the title, at the right."""
        image = logo_image(logo)
        wide, high = image.size
        scale = min(_LOGO[0] / wide, _LOGO[1] / high)
        x, y = self._left + theme.WIDTH - wide * scale, self._top - theme.TOP + 2 * mm
        canvas.drawImage(ImageReader(image), x, y, wide * scale, high * scale, mask="auto")

    def _draw_head(self, canvas: Any) -> None:
        y = self._top - 14 * mm
        right = self._briefing.as_of_text
        room = theme.WIDTH - text_width(right, BODY, 7.8) - 8 * mm
        title = " ".join(self._briefing.title.split())
        while title and text_width(title, BOLD, 7.8) > room:
            title = title[:-2].rstrip() + "…"
        draw_text(canvas, self._left, y, title, BOLD, 7.8)
        draw_text(canvas, self._left + theme.WIDTH - text_width(right, BODY, 7.8), y, right, BODY, 7.8)
        canvas.line(self._left, y - 4, self._left + theme.WIDTH, y - 4)

    def _draw_warning(self, canvas: Any) -> None:
        """Draw, above the running head of every page, the first one too, what must not be overlooked."""
        canvas.saveState()
        canvas.setFillColor(theme.INK)
        text = fitted_lines(self._briefing.warning, BOLD, 7.8, theme.WIDTH, most=1)[0]
        draw_text(canvas, self._left, self._top - 9.5 * mm, text, BOLD, 7.8)
        canvas.restoreState()

    def _draw_foot(self, canvas: Any) -> None:
        y = 11 * mm
        canvas.line(self._left, y + 11, self._left + theme.WIDTH, y + 11)
        # The number of pages is known at the end: a form stands for it until then.
        text = self._lang.say(message("Page {page} of", page=canvas.getPageNumber())) + " "
        draw_text(canvas, self._left, y, text, BODY, 7.8)
        canvas.saveState()
        canvas.translate(self._left + text_width(text, BODY, 7.8), y)
        canvas.doForm(_TOTAL_FORM)
        canvas.restoreState()
        own = f"{TITLE} · {self._briefing.issue_text}"
        room = theme.WIDTH - text_width(own, BODY, 7.8) - _FOOT_LEFT
        newsroom = fitted_lines(self._imprint.newsroom, BODY, 7.8, room, most=1)[0] if self._imprint.newsroom else ""
        right = f"{newsroom} · {own}" if newsroom else own
        draw_text(canvas, self._left + theme.WIDTH - text_width(right, BODY, 7.8), y, right, BODY, 7.8)

    def _endBuild(self) -> None:  # noqa: N802 - reportlab asks for this name
        """Write the number of pages into its form, then finish as always."""
        # The last page is still open here.
        self.canv.beginForm(_TOTAL_FORM, 0, -3, 40, 12)
        self.canv.setFillColor(theme.MUTED)
        draw_text(self.canv, 0, 0, str(self.canv.getPageNumber()), BODY, 7.8)
        self.canv.endForm()
        super()._endBuild()


def _height(imprint: Imprint) -> float:
    """Return how much room a page has between its head and its foot, in points."""
    return float(imprint.size[1] - theme.TOP - theme.BOTTOM)


def _story(briefing: Briefing, lang: Language, imprint: Imprint, progress: Progress = None) -> list[Flowable]:
    set_claims, set_measures = part_of(progress, 0.0, 0.3), part_of(progress, 0.3, _SET)
    story = [*_title_block(briefing, lang, imprint)]
    if briefing.map is not None:
        story += [Spacer(0, 4), Bookmark("map", lang.say("Map")), MapFigure(briefing.map, lang, _height(imprint))]
    if briefing.claims:
        story += [
            *_heading("claims", lang.say("Claims and findings")),
            *_key(lang),
            claims_table(briefing, lang, set_claims),
        ]
    if briefing.measures:
        story += [
            *_heading("measures", lang.say("Measures")),
            *_bands_note(lang),
            measures_table(briefing, lang, set_measures),
        ]
    if briefing.routes:
        story += [*_heading("routes", lang.say("Routes and isolation"), 40 * mm), route_table(briefing, lang)]
    if briefing.curves is not None:
        story += [*_heading("curves", lang.say("Claims against the measured curves"), 100 * mm)]
        story += _curves(briefing.curves, lang)
    if briefing.changes:
        story += _heading("changes", lang.say("What changed hands"), 70 * mm)
        story += [part for change in briefing.changes for part in _change(change, lang)]
    if briefing.reconciled:
        story += [*_heading("reconciled", lang.say("Claims held against each other")), reconciled_table(briefing, lang)]
    if briefing.events:
        story += [*_heading("events", lang.say("Events counted from"), 20 * mm), *_items(briefing.events)]
    if briefing.sources:
        story += [*_heading("sources", lang.say("Sources"), 25 * mm), *_sources(briefing)]
    if briefing.definitions:
        story += [*_heading("definitions", lang.say("Definitions"), 25 * mm), *_definitions(briefing)]
    if briefing.notes or briefing.engine:
        story += [*_heading("notes", lang.say("Notes"), 25 * mm), *_notes(briefing)]
    return story


def _heading(key: str, text: str, room: float = _ROOM_AFTER_HEADING) -> list[Flowable]:
    """Return a heading with its bookmark, on a new page where there is no room for what follows it."""
    return [
        CondPageBreak(room),
        Bookmark(key, text),
        Paragraph(markup(text, theme.styles().heading.fontName), theme.styles().heading),
    ]


def _title_block(briefing: Briefing, lang: Language, imprint: Imprint) -> list[Flowable]:
    styles = theme.styles()
    kicker = " · ".join(part for part in (imprint.newsroom, TITLE, briefing.issue_text, briefing.as_of_text) if part)
    block: list[Flowable] = [
        Paragraph(markup(kicker, BOLD), styles.kicker),
        Paragraph(markup(briefing.title, styles.title.fontName), styles.title),
        HRFlowable(width="100%", thickness=1.2, color=theme.ACCENT, spaceBefore=3, spaceAfter=7),
        Bookmark("bottom-line", lang.say("Bottom line")),
    ]
    block += [Paragraph(markup(sentence), styles.lead, bulletText=EN_DASH) for sentence in briefing.bottom_line]
    if briefing.tally:
        block += [Spacer(0, 3), Tally(briefing.tally)]
    return block


def _key(lang: Language) -> list[Flowable]:
    text = lang.say(
        message(
            "Measured: best value and band (low–high) by definition; ✓ fits the claimed interval, ✗ does not fit it, "
            "– not measured."
        )
    )
    return [Paragraph(markup(text), theme.styles().caption), Spacer(0, 3)]


def _bands_note(lang: Language) -> list[Flowable]:
    text = lang.say(
        message(
            "The hatched box is the claimed interval, the line the measured band, the dot its best value; each row has "
            "its own axis, starting at zero."
        )
    )
    return [Paragraph(markup(text), theme.styles().caption), Spacer(0, 3)]


def _curves(content: CurveContent, lang: Language) -> list[Flowable]:
    made: list[Flowable] = []
    if content.sentence:
        made += [Paragraph(markup(content.sentence), theme.styles().body), Spacer(0, 4)]
    for panel in content.panels:
        made += [CurveFigure(panel, lang), Spacer(0, 4)]
    return [*made, Paragraph(markup(content.caption, theme.styles().caption.fontName), theme.styles().caption)]


def _change(content: ChangeContent, lang: Language) -> list[Flowable]:
    facts: list[Flowable] = [Paragraph(markup(one), theme.styles().caption) for one in content.facts]
    if content.definitions:
        facts = [change_definitions_table(content, lang), Spacer(0, 6), *facts]
    return [
        CondPageBreak(60 * mm),
        Paragraph(markup(content.title, BOLD), theme.styles().subheading),
        matrix_table(content, lang),
        Spacer(0, 6),
        KeepTogether(facts),
    ]


def _items(lines: Sequence[str]) -> list[Flowable]:
    return [Paragraph(markup(line), theme.styles().item, bulletText=EN_DASH) for line in lines]


def _sources(briefing: Briefing) -> list[Flowable]:
    made: list[Flowable] = []
    for source in briefing.sources:
        details = " · ".join(source.details)
        text = f'<font name="{BOLD}">{markup(_closed(source.publisher), BOLD)}</font> {markup(_closed(source.title))}'
        if details:
            text += f'<br/><font size="7.8" color="#4d5660">{markup(details)}</font>'
        made.append(Paragraph(text, theme.styles().item, bulletText=f"[{source.number}]"))
    return made


def _closed(text: str) -> str:
    """Return a text with a full stop, where it has no closing sign of its own."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _definitions(briefing: Briefing) -> list[Flowable]:
    return [
        Paragraph(
            f'<font name="{BOLD}">{markup(row.term, BOLD)}</font> {EN_DASH} {markup(row.meaning)}', theme.styles().body
        )
        for row in briefing.definitions
    ]


def _notes(briefing: Briefing) -> list[Flowable]:
    made: list[Flowable] = []
    for row in briefing.notes:
        heading = Paragraph(markup(row.heading, BOLD), theme.styles().subheading)
        made += [CondPageBreak(15 * mm), heading, *_items(row.lines)]
    if briefing.engine:
        made += [Spacer(0, 6), Paragraph(markup(briefing.engine), theme.styles().caption)]
    return made
