"""What a PDF holds besides what is drawn: entries of its catalog, of its pages and of their resources.

reportlab writes pages, fonts and an outline. The rest of the format (tags, attachments, georeferences, layers) goes in
through the functions here, on the canvas of the briefing; on any other canvas they do nothing, so that a figure can
be drawn on one.
"""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFObject,
    PDFObjectReference,
    PDFPage,
    PDFResourceDictionary,
    PDFStream,
    PDFZCompress,
)
from reportlab.pdfgen.canvas import Canvas

VERSION = (1, 7)
"""The version of PDF that is written: the first with associated files and georeferenced pages."""


class Raw(PDFObject):  # type: ignore[misc]
    """An object whose text is known already: a dictionary, an array or a number as PDF writes it."""

    def __init__(self, text: str) -> None:
        self._text = text.encode("ascii")

    def format(self, document: Any) -> bytes:
        """Return the text."""
        return self._text


class ObjectCanvas(Canvas):  # type: ignore[misc]
    """A canvas that takes entries for the catalog, the page that is open, and its resources."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, pdfVersion=VERSION, **options)
        self._entries: dict[str, Any] = {}
        self._properties: dict[str, Any] = {}

    def add_to_catalog(self, key: str, value: Any) -> None:
        """Set an entry of the catalog."""
        _set(self._doc.Catalog, key, value)

    def add_to_page(self, key: str, value: Any) -> None:
        """Set an entry of the page that is open; /Annots is reportlab's own."""
        self._entries[key] = value

    def add_property(self, name: str, value: Any) -> None:
        """Set an entry of /Properties of the page that is open."""
        self._properties[name] = value

    def indirect(self, value: Any, name: str | None = None) -> PDFObjectReference:
        """Return a reference to an object of its own; the same object is written once."""
        return self._doc.Reference(value, name)

    def showPage(self) -> None:  # noqa: N802 - reportlab asks for this name
        """Close the page with its entries."""
        entries, self._entries = self._entries, {}
        properties, self._properties = self._properties, {}
        super().showPage()
        page = self._doc.Pages.pages[-1]
        # reportlab would write the stream as text, a quarter longer, which takes as long as drawing a large map.
        page.Contents = PDFStream(content=page.stream, filters=[PDFZCompress])
        for key, value in entries.items():
            _set(page, key, value)
        if properties:
            page.Resources = _resources(page, properties)


def _set(owner: Any, key: str, value: Any) -> None:
    setattr(owner, key, value)
    if key not in owner.__NoDefault__ and key not in owner.__Defaults__:
        # reportlab writes the keys of this list, and its older versions do not know all of them.
        owner.__NoDefault__ = [*owner.__NoDefault__, key]


def _resources(page: PDFPage, properties: dict[str, Any]) -> PDFResourceDictionary:
    """Return what reportlab would list as the resources of a page, and the properties."""
    resources = PDFResourceDictionary()
    resources.basicFonts()
    resources.allProcs()
    if page.XObjects:
        resources.XObject = page.XObjects
    if page.ExtGState:
        resources.ExtGState = page.ExtGState
    resources.setShading(page._shadingUsed)
    resources.setColorSpace(page._colorsUsed)
    resources.Properties = dict(properties)
    return resources


def add_to_catalog(canvas: Any, key: str, value: Any) -> None:
    """Set an entry of the document's catalog (the key without its slash); a second value takes the first one's place.

    Values are objects of `reportlab.pdfbase.pdfdoc`, numbers, references of `indirect`, or text as PDF writes it
    ("/Name", "true").
    """
    if isinstance(canvas, ObjectCanvas):
        canvas.add_to_catalog(key, value)


def add_to_page(canvas: Any, key: str, value: Any) -> None:
    """Set an entry of the dictionary of the page that is being drawn; values as for `add_to_catalog`."""
    if isinstance(canvas, ObjectCanvas):
        canvas.add_to_page(key, value)


def append_to_page(canvas: Any, key: str, value: Any) -> None:
    """Add one member to an array in the dictionary of the page that is being drawn, such as /VP."""
    if isinstance(canvas, ObjectCanvas):
        before = canvas._entries.get(key)
        canvas.add_to_page(key, PDFArray([*(before.sequence if before is not None else []), value]))


def add_property(canvas: Any, name: str, value: Any) -> None:
    """Name an object in the resources of the page that is being drawn, for `/OC /name BDC` and its like."""
    if isinstance(canvas, ObjectCanvas):
        canvas.add_property(name, value)


def indirect(canvas: Any, value: Any, name: str | None = None) -> Any:
    """Return a reference to an object that is written on its own; the object itself on a canvas of another kind."""
    return canvas.indirect(value, name) if isinstance(canvas, ObjectCanvas) else value
