"""One setting of a case on disk, read and written by itself."""

from __future__ import annotations

from pathlib import Path

from ..core import schema
from . import casefile, sqlite
from .files import PathLike


def write_setting(path: PathLike, name: str, value: str) -> None:
    """Put a value in the place of what the case holds for a setting, in one transaction; "" removes the setting.

    Raises
    ------
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    with sqlite.writing(casefile.existing(path)) as connection:
        casefile.checked_today(path, connection)
        columns = schema.SETTINGS.field_names
        names = list(sqlite.columns(connection, schema.SETTINGS.name, ("fid", "id")))
        sqlite.delete_rows(connection, schema.SETTINGS.name, [fid for fid, one in names if one == name])
        if value:
            sqlite.insert_rows(connection, schema.SETTINGS.name, columns, [(name, value)])
