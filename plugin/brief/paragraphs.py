"""Paragraphs that know what they are: headings, text, captions, items of a list.

Use these in place of reportlab's. What a paragraph is follows from its style; `captioned` and `as_list` say otherwise.
In a cell of a table it is what the cell is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.platypus import Flowable
from reportlab.platypus import Paragraph as PlainParagraph

from .bidi import has_right_to_left
from .pdf_tags import TaggedCanvas
from .pdf_tree import Node
from .turned import all_turned, fragment_text, turned_lines

_KINDS: Mapping[str, str] = MappingProxyType({"title": "H1", "heading": "H2", "subheading": "H3"})


class Paragraph(PlainParagraph):  # type: ignore[misc]
    """A paragraph with its element: `node` holds its text, `label` its bullet where it is the item of a list."""

    node: Node | None = None
    label: Node | None = None
    blPara: Any  # noqa: N815 - reportlab's name
    style: Any

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        text = fragment_text(self.frags)
        self._turned = text if has_right_to_left(text) else ""
        self._stands_right = bool(self._turned) and all_turned(self._turned)

    def draw(self) -> None:
        """Draw the text into its element, or into the one that is open."""
        canvas = self.canv
        if not isinstance(canvas, TaggedCanvas) or canvas.taken:
            self._draw_lines()
            return
        canvas.begin(self.label if self.label is not None and self.bulletText else self._own_node())
        self._draw_lines()
        canvas.end()

    def _draw_lines(self) -> None:
        """Draw the lines; what is read from right to left is turned around for it and stays as it is for a split."""
        if not self._turned:
            super().draw()
            return
        broken, style = self.blPara, self.style
        self.blPara = turned_lines(broken, self._turned)
        if self._stands_right and style.alignment == TA_LEFT:
            self.style = style.clone(f"{style.name}-turned", alignment=TA_RIGHT)
        try:
            super().draw()
        finally:
            self.blPara, self.style = broken, style

    def beginText(self, x: float, y: float) -> Any:  # noqa: N802 - reportlab asks for this name
        """Begin the text, for which the bullet is drawn already."""
        canvas = self.canv
        if isinstance(canvas, TaggedCanvas) and self.label is not None and canvas.open_node is self.label:
            canvas.end()
            canvas.begin(self._own_node())
        return super().beginText(x, y)

    def split(self, available_width: float, available_height: float) -> list[Any]:
        """Cut the paragraph between two pages; both parts are of the same element."""
        parts: list[Any] = super().split(available_width, available_height)
        for part in parts:
            part.node, part.label = self._own_node(), self.label
            part._stands_right = self._stands_right
        return parts

    def _own_node(self) -> Node:
        if self.node is None:
            self.node = Node(_KINDS.get(self.style.name, "P"))
        return self.node


def captioned(paragraph: Paragraph) -> Paragraph:
    """Return a paragraph as the caption of the figure before it."""
    paragraph.node = Node("Caption")
    return paragraph


def as_list(paragraphs: Sequence[Paragraph]) -> list[Flowable]:
    """Return paragraphs with bullets as the items of one list."""
    whole = Node("L")
    for paragraph in paragraphs:
        item = Node("LI", whole)
        if paragraph.bulletText:
            paragraph.label = Node("Lbl", item)
        paragraph.node = Node("LBody", item)
    return list(paragraphs)
