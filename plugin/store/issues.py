"""Numbered issues in a case on disk: added together with their PDF, and signed off.

The order is: the PDF is made beside its place and forced to the disk; the case is locked and asked again whether the
number is free; the PDF takes its place; the row is in the case. An issue counts when the case has its row: ended before
that, the same command makes the same issue again.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.errors import CaseError
from ..core.messages import message
from . import casefile, files, sqlite
from .files import PathLike


def check_can_issue(path: PathLike) -> None:
    """Say before the work begins that a case cannot take an issue.

    Raises
    ------
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    with sqlite.writing(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)


def add_issue(path: PathLike, row: Mapping[str, Any], pdf_path: PathLike, pdf: bytes) -> None:
    """Put an issue into a case and its PDF into its place; a row of the same number that is not signed off is replaced.

    Parameters
    ----------
    path
        The case.
    row
        The values of the row, by field.
    pdf_path, pdf
        Where the PDF belongs, and its bytes; a file that is there is replaced.

    Raises
    ------
    CaseError
        When the file is no case of today's schema, is held by another program or may not be written, or the issue was
        signed off meanwhile.
    InputError
        When the PDF cannot be written; the case is as it was.
    """
    path = Path(path)
    with files.written_beside(pdf_path, pdf) as made, sqlite.writing(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        _remove_draft(path, connection, int(row["number"]))
        columns = schema.ISSUES.field_names
        sqlite.insert_rows(connection, schema.ISSUES.name, columns, [[_stored(row.get(name)) for name in columns]])
        files.put_in_place(made, pdf_path)


def sign_off(path: PathLike, number: int, day: datetime.date, by: str = "") -> None:
    """Lock an issue from that day on.

    Raises
    ------
    CaseError
        As `add_issue`, and when the case has no such issue or it was signed off before.
    """
    path = Path(path)
    with sqlite.writing(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        found = _signed_off_on(connection, number)
        if found is None:
            raise CaseError(message("{path}: the case has no issue {number}.", path=str(path), number=number))
        if found:
            text = "{path}: issue {number} was signed off on {date} already."
            raise CaseError(message(text, path=str(path), number=number, date=found))
        connection.execute(
            "UPDATE issues SET signed_off_on = ?, signed_off_by = ? WHERE number = ?",
            (day.isoformat(), by or None, number),
        )


def _remove_draft(path: Path, connection: sqlite3.Connection, number: int) -> None:
    """Take away the row of that number, so that it can be made anew; one that is signed off stays."""
    found = _signed_off_on(connection, number)
    if found:
        text = "{path}: issue {number} was signed off on {date} and is locked: issue a new one."
        raise CaseError(message(text, path=str(path), number=number, date=found))
    connection.execute("DELETE FROM issues WHERE number = ?", (number,))


def _signed_off_on(connection: sqlite3.Connection, number: int) -> str | None:
    """Return the day on which an issue was signed off, "" where it was not; None where there is no such issue."""
    row = connection.execute(
        "SELECT max(coalesce(signed_off_on, '')) FROM issues WHERE number = ?", (number,)
    ).fetchone()
    return None if row is None or row[0] is None else str(row[0])[:10]


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
