"""The tree of a tagged PDF: what is a heading, a row, a figure, in the order in which it is read.

A `Node` is one element. Nodes are made where the content is made, and filled while pages are drawn: each stretch of a
page that belongs to a node has a number on that page, and the node lists (page, number). A node without a parent hangs
on the document from the moment when something of it is drawn first, so that the tree has the order of the pages.

The format is that of ISO 32000-1, 14.7 and 14.8 (elements, attributes) and ISO 14289-1 (what readers rely on).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFString

from .pdf_file import SmallObject
from .pdf_objects import ObjectCanvas, Raw

Box = tuple[float, float, float, float]

_PAGE = "Page{number}"  # reportlab's name for the object of a page, counted from one


class Mark:
    """A stretch of a page: its page, counted from one, and its number on it."""

    __slots__ = ("number", "page")

    def __init__(self, page: int, number: int) -> None:
        self.page = page
        self.number = number


class Annotation:
    """An annotation of a page, such as a link, by the name of its object."""

    __slots__ = ("name", "page")

    def __init__(self, page: int, name: str) -> None:
        self.page = page
        self.name = name


class Node:
    """One element: a standard type of PDF ("H1", "TD"), what it holds, and what a reader says of it.

    `alt` stands for a figure in words; `scope` is "Row" or "Column" of a cell that heads others; `rows` and `columns`
    say over how many a cell goes; `language` is a code where it is not the document's. `box` is set when a figure is
    drawn.
    """

    __slots__ = (
        "alt",
        "box",
        "columns",
        "kids",
        "kind",
        "language",
        "name",
        "open_language",
        "parent",
        "rows",
        "scope",
    )

    def __init__(
        self,
        kind: str,
        parent: Node | None = None,
        *,
        alt: str = "",
        scope: str = "",
        rows: int = 1,
        columns: int = 1,
        language: str = "",
    ) -> None:
        self.kind = kind
        self.parent = parent
        self.kids: list[Node | Mark | Annotation] = []
        self.alt = alt
        self.scope = scope
        self.rows = rows
        self.columns = columns
        self.language = language
        self.box: Box | None = None
        self.name = ""
        # The language that a text goes on in where it is cut between pages.
        self.open_language = ""
        if parent is not None:
            parent.kids.append(self)

    @property
    def drawn(self) -> bool:
        """Whether anything on a page belongs to this very node."""
        return any(not isinstance(kid, Node) for kid in self.kids)


class Tree:
    """The document's element, and which node each numbered stretch of each page belongs to."""

    def __init__(self) -> None:
        self.document = Node("Document")
        self._pages: dict[int, list[Node]] = {}
        self._annotations: list[Node] = []
        self.annotation_keys = 0

    def mark(self, node: Node, page: int) -> int:
        """Give a stretch of a page to a node; return its number."""
        self._hang(node)
        marks = self._pages.setdefault(page, [])
        number = len(marks)
        marks.append(node)
        node.kids.append(Mark(page, number))
        return number

    def unmark(self, node: Node, page: int) -> None:
        """Take back the last stretch of a page, on which nothing was drawn."""
        self._pages[page].pop()
        node.kids.pop()

    def annotate(self, node: Node, page: int, name: str) -> int:
        """Give an annotation to a node; return the key by which readers find the node, counted from zero."""
        node.kids.append(Annotation(page, name))
        self._annotations.append(node)
        return len(self._annotations) - 1

    def _hang(self, node: Node) -> None:
        top = node
        while top.parent is not None:
            top = top.parent
        if top is not self.document:
            top.parent = self.document
            self.document.kids.append(top)

    def write(self, canvas: ObjectCanvas, annotation_keys: int) -> None:
        """Put the tree into the file; keys of annotations begin at `annotation_keys`."""
        self.annotation_keys = annotation_keys
        root = _Root()
        root_reference = canvas.indirect(root, "StructTreeRoot")
        for number, node in enumerate(_all(self.document)):
            node.name = f"Element{number}"
            canvas.indirect(_Element(node, "StructTreeRoot"), node.name)
        root.kids = [self.document.name]
        root.parents = [
            *((page - 1, [node.name for node in marks]) for page, marks in sorted(self._pages.items()) if marks),
            *((annotation_keys + key, node.name) for key, node in enumerate(self._annotations)),
        ]
        root.next_key = annotation_keys + len(self._annotations)
        canvas.add_to_catalog("StructTreeRoot", root_reference)
        canvas.add_to_catalog("MarkInfo", Raw("<</Marked true>>"))


def _all(node: Node) -> Iterator[Node]:
    """Yield a node and what is below it, in the order of reading."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(kid for kid in reversed(one.kids) if isinstance(kid, Node))


def _number(document: Any, name: str) -> int:
    number: int = document.idToObjectNumberAndVersion[name][0]
    return number


class _Root(SmallObject):
    kids: list[str]
    parents: list[tuple[int, Any]]
    next_key: int

    def format(self, document: Any) -> bytes:
        numbers = []
        for key, named in self.parents:
            if isinstance(named, str):
                numbers.append(f"{key} {_number(document, named)} 0 R")
            else:
                numbers.append(f"{key} [{' '.join(f'{_number(document, one)} 0 R' for one in named)}]")
        text = (
            f"<</Type /StructTreeRoot /K [{_number(document, self.kids[0])} 0 R] "
            f"/ParentTree <</Nums [{' '.join(numbers)}]>> /ParentTreeNextKey {self.next_key}>>"
        )
        return text.encode("ascii")


class _Element(SmallObject):
    def __init__(self, node: Node, root: str) -> None:
        self._node = node
        self._root = root

    def format(self, document: Any) -> bytes:
        node = self._node
        parent = self._root if node.parent is None else node.parent.name
        # Written tersely: a long briefing has thousands of elements, and /Type may be left out.
        parts = [f"<</S/{node.kind}/P {_number(document, parent)} 0 R".encode("ascii")]
        page = next((kid.page for kid in node.kids if isinstance(kid, Mark)), 0)
        if page:
            parts.append(b"/Pg %d 0 R" % _number(document, _PAGE.format(number=page)))
        if node.kids:
            parts.append(f"/K[{' '.join(_kid(kid, page, document) for kid in node.kids)}]".encode("ascii"))
        if node.alt:
            parts.append(b"/Alt" + PDFString(node.alt).format(document))
        if node.language:
            parts.append(b"/Lang" + PDFString(node.language).format(document))
        attributes = _attributes(node)
        if attributes:
            parts.append(attributes.encode("ascii"))
        return b"".join(parts) + b">>"


def _kid(kid: Node | Mark | Annotation, page: int, document: Any) -> str:
    if isinstance(kid, Node):
        return f"{_number(document, kid.name)} 0 R"
    place = f"/Pg {_number(document, _PAGE.format(number=kid.page))} 0 R"
    if isinstance(kid, Annotation):
        return f"<</Type /OBJR {place} /Obj {_number(document, kid.name)} 0 R>>"
    return str(kid.number) if kid.page == page else f"<</Type /MCR {place} /MCID {kid.number}>>"


def _attributes(node: Node) -> str:
    table = []
    if node.scope:
        table.append(f"/Scope/{node.scope}")
    if node.rows > 1:
        table.append(f"/RowSpan {node.rows}")
    if node.columns > 1:
        table.append(f"/ColSpan {node.columns}")
    if table:
        return f"/A<</O/Table{''.join(table)}>>"
    if node.box is not None:
        return f"/A<</O/Layout/BBox[{' '.join(f'{one:.2f}' for one in node.box)}]>>"
    return ""
