"""Files inside the PDF: what goes in comes out, readers list it, and the same files give the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from shutil import which

import pytest

from pdfs import opened
from reports import full_report
from salient.brief.content import briefing
from salient.brief.pages import render
from salient.brief.pdf_attachments import Attachment

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
