"""The tree of a tagged PDF as two independent readers see it: pikepdf's objects and poppler's text."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

import pikepdf
import pytest


@dataclass
class Element:
    """One element: its type, the elements below it, the (page, number) of its marked content, its attributes."""

    kind: str
    kids: list[Element] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)
    alt: str = ""
    language: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    identity: tuple[int, int] = (0, 0)

    def all(self) -> Iterator[Element]:
        """Yield this element and those below it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.all()

    def find(self, *kinds: str) -> list[Element]:
        """Return the elements of these types, in reading order."""
        return [one for one in self.all() if one.kind in kinds]


def tree_of(document: pikepdf.Pdf) -> Element:
    """Return the document's element, with everything below it; each element names its parent rightly."""
    pages = {page.objgen: number for number, page in enumerate(document.pages)}
    root = document.Root.StructTreeRoot
    kids = root.K
    assert len(kids) == 1
    assert kids[0].P.objgen == root.objgen
    return _element(kids[0], pages)


def _element(thing: Any, pages: dict[tuple[int, int], int]) -> Element:
    assert str(thing.get("/Type", "/StructElem")) == "/StructElem"
    made = Element(str(thing.S)[1:], identity=thing.objgen)
    made.alt = str(thing.get("/Alt", ""))
    made.language = str(thing.get("/Lang", ""))
    made.attributes = {str(key): value for key, value in thing.get("/A", pikepdf.Dictionary()).items()}
    for kid in thing.get("/K", []):
        if isinstance(kid, int):
            made.marks.append((pages[thing.Pg.objgen], kid))
        elif str(kid.get("/Type", "")) == "/MCR":
            made.marks.append((pages[kid.Pg.objgen], int(kid.MCID)))
        elif str(kid.get("/Type", "")) == "/OBJR":
            made.links.append(kid.Obj)
        else:
            assert kid.P.objgen == thing.objgen
            made.kids.append(_element(kid, pages))
    return made


WRITES = frozenset(("Tj", "TJ", "'", '"'))
PAINTS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"))


def marks_of(page: Any) -> tuple[list[int], list[str]]:
    """Return the numbers marked on a page in the order of drawing, and what is wrong with its marks."""
    numbers: list[int] = []
    wrong: list[str] = []
    opened: list[tuple[str, bool]] = []
    in_text = False
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            tag = str(operands[0])
            inside = [one for one, _ in opened]
            has_number = name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
            if has_number:
                numbers.append(int(operands[1].MCID))
                if any(numbered for _, numbered in opened):
                    wrong.append(f"{tag} inside of another element")
            if tag == "/Artifact" and any(numbered for _, numbered in opened):
                wrong.append("an artifact inside of an element")
            if has_number and any(one.startswith("/Artifact") for one in inside):
                wrong.append(f"{tag} inside of an artifact")
            opened.append((f"{tag} {kind_of(operands)}".strip(), has_number))
        elif name == "EMC":
            if not opened:
                wrong.append("an end without a beginning")
            else:
                opened.pop()
        elif name in ("BT", "ET"):
            in_text = name == "BT"
        elif name in PAINTS and not any(tag.startswith("/Artifact") or numbered for tag, numbered in opened):
            wrong.append(f"{name} is neither of an element nor an artifact (in text: {in_text})")
        elif name in WRITES and ("/Artifact /Layout", False) in opened:
            wrong.append("text that is no running head is in no element")
    if opened:
        wrong.append(f"not ended: {opened}")
    return numbers, wrong


def kind_of(operands: Any) -> str:
    """Return the type of an artifact; "" of anything else."""
    if str(operands[0]) != "/Artifact" or len(operands) < 2 or not isinstance(operands[1], pikepdf.Dictionary):
        return ""
    return str(operands[1].get("/Type", ""))


def struct_text(pdf: bytes, folder: Path) -> str:
    """Return the tree with its text as poppler prints it; fails where poppler has something to say about the file."""
    program = which("pdfinfo")
    if program is None:
        pytest.skip("pdfinfo (package poppler-utils) is not installed")
    path = folder / "briefing.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([program, "-struct-text", path], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode("utf-8")


def plain(pdf: bytes) -> pikepdf.Pdf:
    """Return the PDF as pikepdf reads it."""
    return pikepdf.open(io.BytesIO(pdf))
