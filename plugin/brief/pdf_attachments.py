"""Files that travel inside a briefing: embedded, listed for readers, and named as the data it was made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream, PDFString, PDFZCompress

from .pdf_objects import ObjectCanvas

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF; `description` is what a reader lists it with, in the paper's language.

    Raises
    ------
    ValueError
        When the name has other signs than ASCII letters, digits, ".", "_" and "-", or the media type is none.
    """

    name: str
    media_type: str
    data: bytes
    description: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot be the name of an attachment")
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError(f"{self.media_type!r} is no media type")

    @property
    def sha256(self) -> str:
        """SHA-256 of the data, as hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def attach(canvas: ObjectCanvas, attachments: Sequence[Attachment], pdf_date: str) -> None:
    """Put files into the document, by name; `pdf_date` is the date that they bear, as PDF writes it."""
    if not attachments:
        return
    listed = [
        (one.name, canvas.indirect(_file(canvas, one, pdf_date)))
        for one in sorted(attachments, key=lambda one: one.name)
    ]
    names = PDFDictionary({"Names": PDFArray([part for name, file in listed for part in (PDFString(name), file)])})
    canvas.add_to_catalog("Names", PDFDictionary({"EmbeddedFiles": names}))
    canvas.add_to_catalog("AF", PDFArray([file for _, file in listed]))


def _file(canvas: ObjectCanvas, attachment: Attachment, pdf_date: str) -> PDFDictionary:
    # The checksum tells an error of copying; MD5 is what the format asks for.
    checksum = hashlib.md5(attachment.data, usedforsecurity=False).hexdigest()
    parameters = {
        "Size": len(attachment.data),
        "CheckSum": f"<{checksum}>",
        "CreationDate": PDFString(pdf_date),
        "ModDate": PDFString(pdf_date),
    }
    stream = PDFStream(
        PDFDictionary(
            {
                "Type": "/EmbeddedFile",
                "Subtype": "/" + attachment.media_type.replace("/", "#2F"),
                "Params": PDFDictionary(parameters),
            }
        ),
        attachment.data,
        [PDFZCompress],
    )
    embedded = canvas.indirect(stream)
    return PDFDictionary(
        {
            "Type": "/Filespec",
            "F": PDFString(attachment.name),
            "UF": PDFString(attachment.name),
            "Desc": PDFString(attachment.description or attachment.name),
            "AFRelationship": "/Data",
            "EF": PDFDictionary({"F": embedded, "UF": embedded}),
        }
    )
