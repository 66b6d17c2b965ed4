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
from ..core.messages import message

TEXT_SUFFIXES = (".txt", ".csv", ".tsv")

# Names and numbers are packed to a fourth or fifth; what shrinks far more repeats itself to fill a computer.
_MOST_TIMES = 50
_LARGEST_UNPACKED_ANYWAY = 20_000_000

# Python without lzma is rare, but there are such; zipfile says then that it cannot.
try:
    from lzma import LZMAError
except ImportError:
    LZMAError = zlib.error  # type: ignore[misc,assignment]
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, LZMAError)

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
        with zipfile.ZipFile(path) as archive:
            about = archive.getinfo(entry)
            if about.file_size > _LARGEST_UNPACKED_ANYWAY and about.file_size > _MOST_TIMES * about.compress_size:
                text = (
                    "{path}: {entry} in it would unpack to {size:,.0f} MB, {times:,.0f} times its size, as no "
                    "gazetteer does; download it again, or unpack it and give the text"
                )
                times = about.file_size / max(about.compress_size, 1)
                size = about.file_size / 1e6
                raise InputError(message(text, path=str(path), entry=entry[:80], size=size, times=times))
            with archive.open(entry) as file:
                yield cast(BinaryIO, file), about.file_size
    except _BROKEN as trouble:
        text = "{path}: cannot be unpacked ({trouble}); download it again"
        raise InputError(message(text, path=str(path), trouble=str(trouble) or type(trouble).__name__)) from trouble


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
