"""From the content of a briefing to the bytes of a PDF.

The same content gives the same bytes: the only date in the file is the briefing's own, and nothing of the machine or
the user goes in.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Callable, Optional

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.flowables import HRFlowable

from ..about import TITLE
from ..core.messages import message
from ..core.progress import part_of
from . import theme
from .attachment_list import attachment_list
from .document import SET, Document, canvas_maker, height_of, metadata_of, width_of
from .flowables import Bookmark, Tally
from .fonts import BOLD, legible_values, markup, register
from .imprint import Imprint
from .language import EN_DASH, Language, language
from .paragraphs import Paragraph, as_list
from .pdf_attachments import Attachment
from .sections import SECTIONS, Page, readable, sections
from .values import Briefing, NoteRow

Progress = Optional[Callable[[float], None]]

_NAMED_SIGNS = 20


def render(
    briefing: Briefing,
    progress: Progress = None,
    imprint: Imprint | None = None,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return the briefing as a PDF; `imprint` says the paper (else A4), the newsroom's name and its logo.

    `attachments` travel inside the file, in the order of their names. `progress` is called with 0 to 1 and may raise
    `Cancelled`.

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
    document = Document(buffer, briefing, lang, progress, imprint)
    story = [*_story(briefing, lang, imprint, progress), *attachment_list(attachments, lang)]
    listed = briefing.sources if "sources" in (imprint.sections or SECTIONS) else ()
    metadata = metadata_of(briefing, lang, imprint)
    document.build(story, canvasmaker=canvas_maker(briefing, metadata, attachments, listed))
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


def _story(briefing: Briefing, lang: Language, imprint: Imprint, progress: Progress = None) -> list[Flowable]:
    page = Page(lang, height=height_of(imprint), width=width_of(imprint), progress=part_of(progress, 0.0, SET))
    return [*_title_block(briefing, lang, imprint, page.width), *sections(briefing, page, imprint.sections or None)]


def _title_block(briefing: Briefing, lang: Language, imprint: Imprint, width: float) -> list[Flowable]:
    styles = theme.styles()
    kicker = " · ".join(part for part in (imprint.newsroom, TITLE, briefing.issue_text, briefing.as_of_text) if part)
    head: list[Flowable] = [
        Paragraph(markup(kicker, BOLD), styles.kicker),
        Paragraph(markup(briefing.title, styles.title.fontName), styles.title),
        HRFlowable(width="100%", thickness=1.2, color=theme.ACCENT, spaceBefore=3, spaceAfter=7),
        Bookmark("bottom-line", lang.say("Bottom line")),
    ]
    sentences = [Paragraph(markup(sentence), styles.lead, bulletText=EN_DASH) for sentence in briefing.bottom_line]
    block: list[Flowable] = [*as_list(sentences)]
    if briefing.tally:
        block += [Spacer(0, 3), Tally(briefing.tally)]
    for style, lines in ((styles.body, briefing.disclaimer.splitlines()), (styles.caption, briefing.kept_back)):
        block += [Paragraph(markup(line, style.fontName), style) for line in lines if line.strip()]
    return [*head, *readable(block, width)]
