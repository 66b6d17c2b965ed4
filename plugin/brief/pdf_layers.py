"""Layers of a PDF that its reader can switch: what is drawn within `layer` belongs to the one of that name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFString

from .pdf_objects import ObjectCanvas, add_property, add_to_catalog, indirect
from .pdf_tags import draws

_BOOK = "_layers_by_name"


@contextmanager
def layer(canvas: Any, name: str) -> Iterator[None]:
    """Put what is drawn meanwhile into the layer `name` (as its reader sees it); nothing drawn, no layer.

    On a canvas that holds nothing besides what is drawn, there are no layers.

    The same name is the same layer on every page. The layer drawn last is the first in the reader's list. Within it
    every saved state has to be restored, and every text ended.
    """
    if not isinstance(canvas, ObjectCanvas):
        yield
        return
    start = len(canvas._code)
    yield
    if not draws(canvas._code[start:]):
        return
    book: dict[str, Any] = canvas.__dict__.setdefault(_BOOK, {})
    number = list(book).index(name) if name in book else len(book)
    if name not in book:
        book[name] = indirect(canvas, PDFDictionary({"Type": "/OCG", "Name": PDFString(name)}))
        _list(canvas, book)
    tag = f"Layer{number}"
    add_property(canvas, tag, book[name])
    canvas._code.insert(start, f"/OC /{tag} BDC")
    canvas._code.append("EMC")


def _list(canvas: Any, book: dict[str, Any]) -> None:
    shown = PDFDictionary(
        {
            "Name": PDFString("Salient"),
            "BaseState": "/ON",
            "Order": PDFArray(list(book.values())[::-1]),
        }
    )
    properties = PDFDictionary({"OCGs": PDFArray(list(book.values())), "D": shown})
    add_to_catalog(canvas, "OCProperties", properties)
