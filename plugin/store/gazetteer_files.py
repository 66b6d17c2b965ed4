"""The text inside of a gazetteer's file: opened as it is or out of an archive, and in which encoding it is written."""

from __future__ import annotations

import codecs
import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from ..core.errors import InputError

TEXT_SUFFIXES = (".txt", ".csv", ".tsv")

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def text_in(path: Path) -> contextlib.AbstractContextManager[tuple[BinaryIO, int]] | None:
    """Return what opens the text of a file (and of an archive), with its size in bytes; None for a map file."""
    if "://" in str(path) or str(path).lower().startswith("/vsi") or not path.is_file():
        return None  # `vector` says what is wrong with it
    suffix = path.suffix.lower()
    if suffix in TEXT_SUFFIXES:
        return _plain_file(path)
    if suffix == ".zip":
        entry = _entry_of(path)
        return None if entry is None else _packed_file(path, entry)
    return None


@contextlib.contextmanager
def _plain_file(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    with path.open("rb") as file:
        yield file, path.stat().st_size


def _entry_of(path: Path) -> str | None:
    """Return the name of the text in an archive; None where it holds none, and so perhaps a map file."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [one.filename for one in archive.infolist() if not one.is_dir()]
    except zipfile.BadZipFile as trouble:
        raise InputError(f"{path}: is no archive that can be unpacked ({trouble}); download it again") from trouble
    if any(name.lower().endswith(".shp") for name in names):
        return None
    texts = [
        name
        for name in names
        if PurePosixPath(name).suffix.lower() in TEXT_SUFFIXES
        and not PurePosixPath(name).name.lower().startswith(("readme", "._"))
    ]
    if len(texts) > 1:
        shown = ", ".join(name[:80] for name in texts[:10])
        raise InputError(f"{path}: holds several texts ({shown}); unpack it and give one")
    return texts[0] if texts else None


@contextlib.contextmanager
def _packed_file(path: Path, entry: str) -> Iterator[tuple[BinaryIO, int]]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
            yield cast(BinaryIO, file), archive.getinfo(entry).file_size
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as trouble:
        raise InputError(f"{path}: cannot be unpacked ({trouble}); download it again") from trouble


def encoding_of(path: Path, sample: bytes) -> str:
    """Return the encoding of a text by its first bytes: what it says itself, else UTF-8, else Windows-1251."""
    if not sample:
        raise InputError(f"{path}: is empty; save or download it again")
    for mark, encoding in _MARKS.items():
        if sample.startswith(mark):
            return encoding
    if b"\0" in sample:
        raise InputError(f"{path}: is no text; give a gazetteer as text, or a map file with its own suffix")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return "cp1251"
    return "utf-8"
