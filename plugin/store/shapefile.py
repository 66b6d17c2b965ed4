"""What a shapefile does not say by itself: the encoding of its names, and whether its table is whole."""

from __future__ import annotations

import struct
from pathlib import Path

from ..core.errors import InputError
from ..core.messages import Message, message

_HEADER_BYTES = 100
_INDEX_ENTRY_BYTES = 8
_SNIFFED_BYTES = 4_000_000


def encoding_of(path: Path) -> tuple[str | None, Message | None]:
    """Return the encoding to read the table with (None: GDAL knows it), and what is to be said of the guess.

    A .cpg file, or the language mark in the table's header, is believed. Without both the bytes decide: text that
    is UTF-8 is read so, since other encodings hardly ever look like it; else Cyrillic Windows (cp1251) is taken.
    """
    table = _beside(path, ".dbf")
    if table is None or _beside(path, ".cpg") is not None:
        return None, None
    with table.open("rb") as file:
        header = file.read(32)
        if len(header) < 32 or header[29] != 0:
            return None, None
        file.seek(struct.unpack("<H", header[8:10])[0])
        body = file.read(_SNIFFED_BYTES)
    try:
        # A character may be cut at the end of what was read.
        body[: body.rfind(b" ") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251", message(
            "{file} does not say how its names are encoded; they were read as Cyrillic Windows (cp1251). "
            "Put the right name into a file {cpg} beside it if they look wrong.",
            file=path.name,
            cpg=path.with_suffix(".cpg").name,
        )
    return "utf-8", None


def check_whole(path: Path) -> None:
    """Compare the number of shapes with the number of rows of the table.

    Raises
    ------
    InputError
        When parts are missing, or there are not as many rows as shapes.
    """
    table, index = _beside(path, ".dbf"), _beside(path, ".shx")
    if table is None or index is None:
        missing = ".dbf" if table is None else ".shx"
        raise InputError(f"{path}: the file {path.stem}{missing} that belongs to it is missing; put it beside it")
    shapes = (index.stat().st_size - _HEADER_BYTES) // _INDEX_ENTRY_BYTES
    with table.open("rb") as file:
        header = file.read(12)
    if len(header) < 12:
        raise InputError(f"{table}: is cut off; download it again")
    stated, header_bytes, row_bytes = struct.unpack("<IHH", header[4:12])
    held = (table.stat().st_size - header_bytes) // row_bytes if row_bytes else 0
    rows = min(stated, held)
    if rows != shapes:
        raise InputError(
            f"{path}: has {shapes} shapes but {rows} rows in {table.name}, so names would go to wrong shapes; nothing "
            f"was read, get a whole copy"
        )


def _beside(path: Path, suffix: str) -> Path | None:
    for candidate in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if candidate.exists():
            return candidate
    return None
