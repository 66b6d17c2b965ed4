"""Files inside the PDF: what goes in comes out, readers list it, and the same files give the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from shutil import which

import pytest

from pdfs import opened, text_of
from reports import full_report
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.pdf_attachments import Attachment
from structure import struct_text

FACTS = Attachment("facts.json", "application/json", b'{"a": 1}\n' * 500, "Усі числа")
CLAIMS = Attachment("claims.csv", "text/csv", "id,text\nc1,Куп’янськ\n".encode())


def test_what_goes_in_comes_out() -> None:
    """Names, types, descriptions, dates and bytes, found from the catalog in both ways that readers take."""
    pdf = render(briefing(full_report()), attachments=(FACTS, CLAIMS))
    assert pdf.startswith(b"%PDF-1.7")
    with opened(pdf) as document:
        assert sorted(document.attachments) == ["claims.csv", "facts.json"]
        for one in (FACTS, CLAIMS):
            found = document.attachments[one.name]
            file = found.get_file()
            assert file.read_bytes() == one.data
            assert file.mime_type == one.media_type
            assert file.size == len(one.data)
            assert file.md5 == hashlib.md5(one.data, usedforsecurity=False).digest()
            assert str(found.obj.AFRelationship) == "/Data"
            assert str(file.obj.Params.ModDate).startswith("D:20220909")
        assert document.attachments["facts.json"].description == "Усі числа"
        associated = [str(one.UF) for one in document.Root.AF]
        assert associated == ["claims.csv", "facts.json"]


def test_poppler_takes_them_out(tmp_path: Path) -> None:
    """An independent reader saves the same bytes."""
    program = which("pdfdetach")
    if program is None:
        pytest.skip("pdfdetach (package poppler-utils) is not installed")
    path = tmp_path / "briefing.pdf"
    path.write_bytes(render(briefing(full_report()), attachments=(FACTS, CLAIMS)))
    done = subprocess.run([program, "-saveall", "-o", tmp_path, path], capture_output=True, check=True)
    assert done.stderr == b""
    assert [(tmp_path / one.name).read_bytes() for one in (FACTS, CLAIMS)] == [FACTS.data, CLAIMS.data]


def test_their_order_does_not_matter() -> None:
    """They are listed by name."""
    content = briefing(full_report())
    assert render(content, attachments=(FACTS, CLAIMS)) == render(content, attachments=(CLAIMS, FACTS))


@pytest.mark.parametrize("name", ["", "../facts.json", "a b", "факти.json", "a/b", ".hidden"])
def test_names_that_could_lead_elsewhere_are_refused(name: str) -> None:
    """A reader saves an attachment under its name."""
    with pytest.raises(ValueError, match="cannot be the name"):
        Attachment(name, "text/csv", b"")


def test_the_last_page_names_them_with_their_hashes(tmp_path: Path) -> None:
    """The number under the list is what two runs of sha256sum give; it is text of the last page, in the tree."""
    program = which("sha256sum")
    if program is None:
        pytest.skip("sha256sum is not installed")
    for one in (FACTS, CLAIMS):
        (tmp_path / one.name).write_bytes(one.data)
    listed = subprocess.run([program, "claims.csv", "facts.json"], cwd=tmp_path, capture_output=True, check=True).stdout
    total = subprocess.run([program], input=listed, capture_output=True, check=True).stdout.decode()[:64]
    pdf = render(briefing(full_report(), "uk"), attachments=(FACTS, CLAIMS))
    last = text_of(pdf).rstrip("\f").split("\f")[-1]
    printed = "".join(last.split())
    assert f"facts.json–Усічисла:{hashlib.sha256(FACTS.data).hexdigest()}" in printed
    assert f"claims.csv–text/csv:{hashlib.sha256(CLAIMS.data).hexdigest()}" in printed
    assert f"вцьомупорядку:{total}" in printed
    assert f"цьому порядку: {total}" in struct_text(pdf, tmp_path)


def test_without_attachments_nothing_is_said_of_them() -> None:
    """No list, no entry of the catalog."""
    pdf = render(briefing(full_report()))
    assert "SHA-256" not in text_of(pdf)
    with opened(pdf) as document:
        assert "/AF" not in document.Root
        assert "/Names" not in document.Root
