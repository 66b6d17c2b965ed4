"""References in a text that lead to the list of sources: a link inside the file, in the tree and on the page.

In the mark-up of a paragraph a reference stands between two calls of the canvas; the canvas knows then where on the
page the text has come to. Nothing leads out of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObject, PDFString

from .pdf_tags import TaggedCanvas
from .pdf_text import ReadableText
from .pdf_tree import Node, Tree

_REFERENCE = re.compile(r"\[(\d{1,6})\]")
# How far a link reaches above and below the line, as shares of the size of the letters.
_ABOVE, _BELOW = 0.85, 0.25


def linked(markup: str) -> str:
    """Return mark-up in which each "[n]" leads to source n; only for texts that hold no others."""
    return _REFERENCE.sub(r'<onDraw name="refer" label="\1"/>[\1]<onDraw name="referred" label=""/>', markup)


def target(number: int) -> str:
    """Return the mark-up of the place that references to a source lead to."""
    return f'<a name="{_place(str(number))}"/>'


def _place(number: str) -> str:
    return f"source-{number}"


class LinkingCanvas(TaggedCanvas):
    """A canvas on which references are links; `sources` are those in the list, as a reader names them, by number."""

    def __init__(self, *args: Any, sources: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._sources = sources
        self._link: Node | None = None
        self._begun = (0.0, 0.0)
        self._turned = ""
        if hasattr(self, "setNamedCB"):
            self.setNamedCB("refer", self.refer)
            self.setNamedCB("referred", self.referred)

    def refer(self, _canvas: Any, _kind: str, number: str) -> None:
        """Begin a reference in the paragraph that is being drawn."""
        text, node = self._text, self.open_node
        if text is None or node is None or text.language or number not in self._sources:
            return
        if text.take_back(self._turned):
            # Nothing stands between two references: nothing of the node around them either.
            self.tree.unmark(node, self.getPageNumber())
        self._link = Node("Link", node, alt=self._sources[number])
        self._begun = text.reached()
        self._turn(text, self._link)
        self._number = number

    def referred(self, _canvas: Any, _kind: str, _label: str) -> None:
        """End a reference: what stands since it began is the link."""
        text, node, link = self._text, self.open_node, self._link
        if text is None or node is None or link is None:
            return
        self._link = None
        (start, _), (end, line) = self._begun, text.reached()
        if line != self._begun[1]:
            start = text.line_start()
        size = text._fontsize
        box = self._absRect((start, line - _BELOW * size, end, line + _ABOVE * size), relative=1)
        name = f"Reference{self._annotationCount}"
        key = self.tree.annotate(link, self.getPageNumber(), self._doc.annotationName(name))
        self._addAnnotation(self._annotation(box, key), name)
        self._turn(text, node)

    def _annotation(self, box: tuple[float, ...], key: int) -> PDFDictionary:
        return PDFDictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": PDFArray(box),
                "Border": PDFArray([0, 0, 0]),
                "F": 4,  # printed, and neither hidden nor locked
                "Contents": PDFString(self._sources[self._number]),
                "Dest": self._bookmarkReference(_place(self._number)),
                "StructParent": _Key(self.tree, key),
            }
        )

    def _turn(self, text: ReadableText, node: Node) -> None:
        """Give the text from here on to another node."""
        number = self.tree.mark(node, self.getPageNumber())
        self._turned = f"EMC /{node.kind} <</MCID {number}>> BDC"
        text.mark(self._turned)


class _Key(PDFObject):  # type: ignore[misc]
    """The key of an annotation, which is known when all pages are."""

    def __init__(self, tree: Tree, key: int) -> None:
        self._tree = tree
        self._key = key

    def format(self, document: Any) -> bytes:
        return str(self._tree.annotation_keys + self._key).encode("ascii")
