"""The canvas of a briefing: what is drawn within an element is tagged, all else is an artifact.

An artifact is what a page has and the text has not: rules, tints, running heads, page numbers. Whatever is drawn
outside of an element becomes one, so that every sign on every page is either in the tree or known to be none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from .pdf_file import packed_file
from .pdf_objects import ObjectCanvas, Raw
from .pdf_text import ReadableText
from .pdf_tree import Node, Tree

# Operators that draw nothing: a stretch that holds no other needs no mark.
_STATE = re.compile(r"\s*|[qQ]|[^()<>]* (?:cm|rg|RG|g|G|k|K|w|J|j|M|d|gs|i|ri)")


_LONGEST_STATE = 200


class _Operator(str):
    """An operator that begins or ends marked content."""

    __slots__ = ()


_END = _Operator("EMC")


class TaggedCanvas(ObjectCanvas):
    """A canvas whose drawing goes into the tree of the document; use `tagged`, `artifact` and `figure` to draw."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.tree = Tree()
        self.open_node: Node | None = None
        self._in_artifact = False
        self._text: ReadableText | None = None
        super().__init__(*args, **options)
        if hasattr(self, "setNamedCB"):
            # What <onDraw> of a paragraph calls; reportlab before 4 takes the methods themselves.
            for name in ("speak", "hush", "say", "said"):
                self.setNamedCB(name, getattr(self, name))

    @property
    def taken(self) -> bool:
        """Whether what is drawn now belongs to an element, or to an artifact, already."""
        return self.open_node is not None or self._in_artifact

    def begin(self, node: Node) -> None:
        """Give what is drawn from here on to a node."""
        number = self.tree.mark(node, self.getPageNumber())
        self._code.append(_Operator(f"/{node.kind} <</MCID {number}>> BDC"))
        self.open_node = node

    def end(self) -> None:
        """Give what is drawn from here on to nobody."""
        node, self.open_node = self.open_node, None
        if node is None:
            return
        if isinstance(self._code[-1], _Operator):
            self._code.pop()
            self.tree.unmark(node, self.getPageNumber())
        else:
            self._code.append(_END)

    def begin_artifact(self, properties: str) -> None:
        """Name what is drawn from here on as none of the text."""
        self._code.append(_Operator(f"/Artifact <<{properties}>> BDC"))
        self._in_artifact = True

    def end_artifact(self) -> None:
        """End what `begin_artifact` began."""
        self._in_artifact = False
        if isinstance(self._code[-1], _Operator):
            self._code.pop()
        else:
            self._code.append(_END)

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> ReadableText:  # noqa: N802
        """Begin a text; one that goes on from the page before goes on in its language."""
        self._text = ReadableText(self, x, y, direction=direction)
        if self.open_node is not None and self.open_node.open_language:
            self._text.speak(self.open_node.open_language)
        return self._text

    def drawText(self, text: ReadableText) -> None:  # noqa: N802 - reportlab asks for this name
        """Draw a text; it has no more marks that begin than marks that end."""
        if self.open_node is not None:
            self.open_node.open_language = text.language
        text.said()
        text.hush()
        super().drawText(text)

    def speak(self, _canvas: Any, _kind: str, language: str) -> None:
        """Name the language of what follows in the paragraph that is being drawn."""
        if self._text is not None and self.open_node is not None:
            self._text.speak(language)

    def hush(self, _canvas: Any, _kind: str, _label: str) -> None:
        """Go back to the language of the document."""
        if self._text is not None:
            self._text.hush()

    def say(self, _canvas: Any, _kind: str, words: str) -> None:
        """Begin a sign of the paragraph that is said in words."""
        if self._text is not None and self.open_node is not None:
            self._text.say(words)

    def said(self, _canvas: Any, _kind: str, _label: str) -> None:
        """End a sign that is said in words."""
        if self._text is not None:
            self._text.said()

    def showPage(self) -> None:  # noqa: N802 - reportlab asks for this name
        """Close the page: what nobody claimed is an artifact."""
        self.add_to_page("StructParents", self.getPageNumber() - 1)
        self.add_to_page("Tabs", "/S")
        self._code[:] = _with_artifacts(self._code)
        super().showPage()

    def save(self) -> None:
        """Write the tree, then the file."""
        if self._code:
            self.showPage()
        self.tree.write(self, annotation_keys=self.getPageNumber())
        self.add_to_catalog("ViewerPreferences", Raw("<</DisplayDocTitle true>>"))
        self._doc.format = partial(packed_file, self._doc)
        super().save()


def _with_artifacts(code: list[str]) -> list[str]:
    """Return the operators of a page with every stretch outside of marked content as an artifact."""
    made: list[str] = []
    loose: list[str] = []
    depth = 0
    for one in code:
        if isinstance(one, _Operator):
            if depth == 0:
                made += _artifact(loose)
                loose = []
            depth += -1 if one == _END else 1
            made.append(one)
        elif depth:
            made.append(one)
        else:
            loose.append(one)
    return made + _artifact(loose)


def draws(code: Iterable[str]) -> bool:
    """Return whether any of these operators draws; those that only set how to draw leave nothing on the page."""
    return any(len(one) > _LONGEST_STATE or not _STATE.fullmatch(one) for one in code)


def _artifact(code: list[str]) -> list[str]:
    """Return a stretch with the part of it that draws as an artifact."""
    drawing = [place for place, one in enumerate(code) if not _STATE.fullmatch(one)]
    if not drawing:
        return code
    first, last = drawing[0], drawing[-1] + 1
    return [*code[:first], "/Artifact <</Type /Layout>> BDC", *code[first:last], _END, *code[last:]]


@contextmanager
def tagged(canvas: Any, node: Node) -> Iterator[None]:
    """Give what is drawn meanwhile to a node; to what it belongs to already, where that is so."""
    if not isinstance(canvas, TaggedCanvas) or canvas.taken:
        yield
        return
    canvas.begin(node)
    yield
    canvas.end()


@contextmanager
def artifact(canvas: Any, properties: str = "/Type /Layout") -> Iterator[None]:
    """Draw meanwhile what is none of the text, such as a mark beside a word that says the same."""
    if not isinstance(canvas, TaggedCanvas) or canvas._in_artifact:
        yield
        return
    node = canvas.open_node
    canvas.end()
    canvas.begin_artifact(properties)
    yield
    canvas.end_artifact()
    if node is not None:
        canvas.begin(node)


@contextmanager
def figure(canvas: Any, alt_text: str, width: float, height: float, node: Node | None = None) -> Iterator[None]:
    """Draw meanwhile a figure that `alt_text` says in words; its corner is at the origin, its size in points.

    One without words is an artifact.
    """
    if not isinstance(canvas, TaggedCanvas) or canvas.taken:
        yield
        return
    if not alt_text:
        with artifact(canvas):
            yield
        return
    node = node or Node("Figure", alt=alt_text)
    west, south, east, north = canvas._absRect((0.0, 0.0, width, height), relative=1)
    node.box = (west, south, east, north)
    with tagged(canvas, node):
        yield
