"""The sheets of a briefing: running heads, feet with page numbers, metadata."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any, Callable, Optional

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from ..about import TITLE, VERSION
from ..core.messages import message
from . import theme
from .fonts import BODY, BOLD, draw_text, fitted_lines, text_width
from .imprint import Imprint, logo_image
from .language import Language
from .pdf_attachments import Attachment, attach
from .pdf_links import LinkingCanvas
from .pdf_metadata import Metadata, write_metadata
from .pdf_tags import artifact, tagged
from .pdf_tree import Node
from .values import Briefing, SourceRow

Progress = Optional[Callable[[float], None]]

SET = 0.45
"""The share of the work that is done when all texts are set, and the pages begin."""

# The date of a file whose briefing has none.
_NO_DAY = datetime.date(2000, 1, 1)
_TOTAL_FORM = "total-pages"
# Widest and highest that a logo may be, and the room that the number of the page needs.
_LOGO = (45 * mm, 11 * mm)
_FOOT_LEFT = 40 * mm
# What the text of every page is not, by the names of the format.
_HEAD = "/Type /Pagination /Subtype /Header /Attached [/Top]"
_FOOT = "/Type /Pagination /Subtype /Footer /Attached [/Bottom]"


def canvas_maker(
    briefing: Briefing, metadata: Metadata, attachments: Sequence[Attachment] = (), listed: Sequence[SourceRow] = ()
) -> Callable[..., LinkingCanvas]:
    """Return what makes the canvas of a document: with its language, date, properties and attached files.

    `listed` are the sources that the document lists, which references lead to.
    """

    def made(*args: Any, **options: Any) -> LinkingCanvas:
        options.update(invariant=1, lang=briefing.language, pageCompression=1, initialFontName=BODY)
        sources = {str(one.number): f"[{one.number}] {one.publisher}. {one.title}" for one in listed}
        canvas = LinkingCanvas(*args, sources=sources, **options)
        canvas.setDateFormatter(lambda *_: _pdf_date(briefing))
        attach(canvas, attachments, _pdf_date(briefing))
        write_metadata(canvas, metadata)
        return canvas

    return made


def _pdf_date(briefing: Briefing) -> str:
    day = _NO_DAY if briefing.as_of is None else briefing.as_of
    return f"D:{day:%Y%m%d}000000+00'00'"


def metadata_of(briefing: Briefing, lang: Language, imprint: Imprint) -> Metadata:
    """Return what the file says of itself."""
    subject = lang.say(message("Claims checked against the map, {issue}", issue=briefing.issue_text))
    if briefing.as_of_text:
        subject = f"{subject}, {briefing.as_of_text}"
    day = _NO_DAY if briefing.as_of is None else briefing.as_of
    return Metadata(
        title=briefing.title,
        author=imprint.newsroom or TITLE,
        subject=subject,
        creator=f"{TITLE} {VERSION}",
        language=briefing.language,
        date=f"{day:%Y-%m-%d}T00:00:00Z",
    )


class Document(BaseDocTemplate):
    """The pages: running heads, page numbers, metadata."""

    def __init__(
        self, buffer: io.BytesIO, briefing: Briefing, lang: Language, progress: Progress, imprint: Imprint
    ) -> None:
        self._width = width_of(imprint)
        self._left = (imprint.size[0] - self._width) / 2
        self._top = imprint.size[1]
        metadata = metadata_of(briefing, lang, imprint)
        super().__init__(
            buffer,
            pagesize=imprint.size,
            leftMargin=self._left,
            rightMargin=self._left,
            topMargin=theme.TOP,
            bottomMargin=theme.BOTTOM,
            title=metadata.title,
            author=metadata.author,
            subject=metadata.subject,
            creator=metadata.creator,
            producer=metadata.creator,
        )
        self._briefing = briefing
        self._lang = lang
        self._progress = progress
        self._imprint = imprint
        self._expected = 3 + len(briefing.claims) / 5 + len(briefing.measures) / 25
        frame = Frame(
            self._left,
            theme.BOTTOM,
            self._width,
            height_of(imprint),
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        self.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=self._draw_edges)])

    def _draw_edges(self, canvas: Any, document: Any) -> None:
        """Draw the running head (not on the first page, which has the title) and the foot."""
        if self._progress is not None:
            self._progress(SET + (0.95 - SET) * min(1.0, canvas.getPageNumber() / (self._expected + 1)))
        canvas.saveState()
        canvas.setFillColor(theme.MUTED)
        canvas.setStrokeColor(theme.RULE)
        canvas.setLineWidth(0.5)
        if canvas.getPageNumber() == 1 and self._briefing.warning:
            # Read out once, at the beginning; on later pages it belongs to the running head.
            with tagged(canvas, Node("P")):
                self._draw_warning(canvas)
        with artifact(canvas, _HEAD):
            if canvas.getPageNumber() > 1:
                self._draw_head(canvas)
                if self._briefing.warning:
                    self._draw_warning(canvas)
            elif self._imprint.logo is not None:
                self._draw_logo(canvas, self._imprint.logo)
        with artifact(canvas, _FOOT):
            self._draw_foot(canvas)
        canvas.restoreState()

    def _draw_logo(self, canvas: Any, logo: bytes) -> None:
        """Draw the logo above the title, at the right."""
        image = logo_image(logo)
        wide, high = image.size
        scale = min(_LOGO[0] / wide, _LOGO[1] / high)
        x, y = self._left + self._width - wide * scale, self._top - theme.TOP + 2 * mm
        canvas.drawImage(ImageReader(image), x, y, wide * scale, high * scale, mask="auto")

    def _draw_head(self, canvas: Any) -> None:
        y = self._top - 14 * mm
        right = self._briefing.as_of_text
        room = self._width - text_width(right, BODY, 7.8) - 8 * mm
        title = " ".join(self._briefing.title.split())
        while title and text_width(title, BOLD, 7.8) > room:
            title = title[:-2].rstrip() + "…"
        draw_text(canvas, self._left, y, title, BOLD, 7.8)
        draw_text(canvas, self._left + self._width - text_width(right, BODY, 7.8), y, right, BODY, 7.8)
        canvas.line(self._left, y - 4, self._left + self._width, y - 4)

    def _draw_warning(self, canvas: Any) -> None:
        """Draw, above the running head of every page, the first one too, what must not be overlooked."""
        canvas.saveState()
        canvas.setFillColor(theme.INK)
        text = fitted_lines(self._briefing.warning, BOLD, 7.8, self._width, most=1)[0]
        draw_text(canvas, self._left, self._top - 9.5 * mm, text, BOLD, 7.8)
        canvas.restoreState()

    def _draw_foot(self, canvas: Any) -> None:
        y = 11 * mm
        canvas.line(self._left, y + 11, self._left + self._width, y + 11)
        # The number of pages is known at the end: a form stands for it until then.
        text = self._lang.say(message("Page {page} of", page=canvas.getPageNumber())) + " "
        draw_text(canvas, self._left, y, text, BODY, 7.8)
        canvas.saveState()
        canvas.translate(self._left + text_width(text, BODY, 7.8), y)
        canvas.doForm(_TOTAL_FORM)
        canvas.restoreState()
        own = f"{TITLE} · {self._briefing.issue_text}"
        room = self._width - text_width(own, BODY, 7.8) - _FOOT_LEFT
        newsroom = fitted_lines(self._imprint.newsroom, BODY, 7.8, room, most=1)[0] if self._imprint.newsroom else ""
        right = f"{newsroom} · {own}" if newsroom else own
        draw_text(canvas, self._left + self._width - text_width(right, BODY, 7.8), y, right, BODY, 7.8)

    def _endBuild(self) -> None:  # noqa: N802 - reportlab asks for this name
        """Write the number of pages into its form, then finish as always."""
        # The last page is still open here.
        self.canv.beginForm(_TOTAL_FORM, 0, -3, 40, 12)
        self.canv.setFillColor(theme.MUTED)
        draw_text(self.canv, 0, 0, str(self.canv.getPageNumber()), BODY, 7.8)
        self.canv.endForm()
        super()._endBuild()


def height_of(imprint: Imprint) -> float:
    """Return how much room a page has between its head and its foot, in points."""
    return float(imprint.size[1] - theme.TOP - theme.BOTTOM)


def width_of(imprint: Imprint) -> float:
    """Return how wide what is printed on a page is, in points."""
    return theme.width_on(imprint.size[0])
