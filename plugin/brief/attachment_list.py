"""The last lines of a briefing: which files it carries, and a number that changes with any of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from ..core.messages import message
from . import theme
from .fonts import markup
from .language import Language
from .paragraphs import Paragraph
from .pdf_attachments import Attachment

_LINE = 12.0


def attachment_list(attachments: Sequence[Attachment], lang: Language) -> list[Flowable]:
    """Return the lines; nothing without attachments."""
    if not attachments:
        return []
    style = theme.styles().caption
    texts = [lang.say("Attached to this file, with their SHA-256:")]
    texts += [f"{one.name} – {one.description or one.media_type}: {one.sha256}" for one in by_name(attachments)]
    # What `sha256sum` prints of the files, given to it again: anybody can repeat it.
    text = "SHA-256 of this list, as sha256sum prints it of the files in this order: {hash}"
    texts.append(lang.say(message(text, hash=list_hash(attachments))))
    lines = [Paragraph(markup(one, style.fontName), style) for one in texts]
    return [CondPageBreak(_LINE * len(lines) + 8), Spacer(0, 8), *lines]


def by_name(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Return attachments in the order in which the file lists them."""
    return sorted(attachments, key=lambda one: one.name)


def list_hash(attachments: Sequence[Attachment]) -> str:
    """Return the SHA-256 of the lines "hash, two spaces, name", one an attachment, by name."""
    lines = "".join(f"{one.sha256}  {one.name}\n" for one in by_name(attachments))
    return hashlib.sha256(lines.encode("ascii")).hexdigest()
