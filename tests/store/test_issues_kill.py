"""An issue is there when the case has its row, and then its PDF is in place: killed anywhere between, too."""

from __future__ import annotations

import datetime
import hashlib
import os
import signal
import sys
from pathlib import Path

import pytest

from kills import killed_forks
from salient.core.errors import CaseError, InputError
from salient.store import cases, files
from salient.store.issues import add_issue, sign_off

DAY = datetime.date(2022, 9, 10)

posix = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX")


def row(number: int, pdf: bytes) -> dict[str, object]:
    """Return the row of an issue whose facts are some kilobytes."""
    values = {"id": f"issue-{number}", "number": number, "issued_on": DAY, "facts": '"' + "y" * 9000 + '"'}
    return {**values, "sha256": hashlib.sha256(pdf).hexdigest()}


def check(case: Path) -> int:
    """Check that each row's PDF is in place, and at most one PDF has no row; return how many issues there are."""
    rows = cases.rows(case)["issues"]
    for one in rows:
        pdf = case.with_name(f"{one['number']}.pdf")
        assert hashlib.sha256(pdf.read_bytes()).hexdigest() == one["sha256"]
    numbers = {one["number"] for one in rows}
    assert numbers == set(range(1, len(rows) + 1))
    assert {int(one.stem) for one in case.parent.glob("[0-9]*.pdf")} - numbers <= {len(rows) + 1}
    return len(rows)


@pytest.mark.slow
@posix
def test_killed_anywhere(tmp_path: Path) -> None:
    case = tmp_path / "case.gpkg"
    cases.create(case)

    def work() -> None:
        number = len(cases.rows(case)["issues"]) + 1
        pdf = bytes([number % 256]) * 200_000
        add_issue(case, row(number, pdf), case.with_name(f"{number}.pdf"), pdf)

    counts = [check(case) for _ in killed_forks(work, 100, 0.06)]
    assert len(set(counts)) > 5


@posix
def test_killed_between_pdf_and_row(tmp_path: Path) -> None:
    """The PDF is in place, the row is not: the number is still free, and the same command brings both."""
    case, pdf = tmp_path / "case.gpkg", tmp_path / "1.pdf"
    cases.create(case)
    child = os.fork()
    if child == 0:
        put = files.put_in_place

        def put_and_die(*paths: object) -> None:
            put(*paths)
            os.kill(os.getpid(), signal.SIGKILL)

        files.put_in_place = put_and_die
        add_issue(case, row(1, b"pdf"), pdf, b"pdf")
        os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert pdf.read_bytes() == b"pdf"
    assert cases.rows(case)["issues"] == []
    add_issue(case, row(1, b"pdf"), pdf, b"pdf")
    assert check(case) == 1


def test_where_the_pdf_cannot_take_its_place_there_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case.gpkg"
    cases.create(case)

    def refuse(*_: object) -> None:
        raise InputError("the disk is full")

    monkeypatch.setattr(files, "put_in_place", refuse)
    with pytest.raises(InputError, match="disk is full"):
        add_issue(case, row(1, b"pdf"), tmp_path / "1.pdf", b"pdf")
    assert cases.rows(case)["issues"] == []
    assert [one.name for one in tmp_path.iterdir()] == ["case.gpkg"]


def test_signed_off_meanwhile(tmp_path: Path) -> None:
    """Another program signed it off while this one made it anew: what was signed stays, row and file."""
    case, pdf = tmp_path / "case.gpkg", tmp_path / "1.pdf"
    cases.create(case)
    add_issue(case, row(1, b"old"), pdf, b"old")
    sign_off(case, 1, DAY, "An editor")
    with pytest.raises(CaseError, match="issue 1 was signed off on 2022-09-10 and is locked"):
        add_issue(case, row(1, b"new"), pdf, b"new")
    assert pdf.read_bytes() == b"old"
    (kept,) = cases.rows(case)["issues"]
    assert (kept["signed_off_on"], kept["signed_off_by"]) == (DAY, "An editor")
    assert kept["sha256"] == hashlib.sha256(b"old").hexdigest()
