"""Writing a file whole or not at all.

What is new goes to a temporary file in the same folder (a rename is atomic only within one file system), is forced
to the disk, takes the place of the old file in one step, and the folder is forced to the disk too. After a kill or
on a full disk the old file is whole.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Union

from ..core.errors import InputError

PathLike = Union[str, Path]


def check_can_write(path: PathLike, overwrite: bool = False) -> None:
    """Say before the work begins that a file cannot be written at `path`.

    Raises
    ------
    InputError
        When the file exists and `overwrite` is False, the path is a folder or a device, or the file is read-only, or
        its folder is missing or read-only.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the name of a file in it")
    if path.exists() and not path.is_file():
        # A device is not written to but replaced: /dev/null would be a file from then on, for every program.
        raise InputError(f"{path}: is a device, no file; give the name of a file")
    if path.exists() and not overwrite:
        raise InputError(f"{path}: exists; add --overwrite to replace it, or choose another name")
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{path}: is read-only; choose another name, or allow writing")
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"{path}: the folder {folder} does not exist; make it first, or choose another name")
    if not os.access(folder, os.W_OK):
        raise InputError(f"{path}: the folder {folder} is read-only; choose another folder")


def replace_file(path: PathLike, data: bytes) -> None:
    """Write `data` to `path`, replacing a file that is there; before or after, never between.

    Raises
    ------
    InputError
        When the folder is missing or read-only, or the disk is full; a file that was there is whole.
    """
    with written_beside(path, data) as temporary:
        put_in_place(temporary, path)


@contextlib.contextmanager
def written_beside(path: PathLike, data: bytes) -> Iterator[Path]:
    """Yield the path of a file in the same folder that holds `data`, forced to the disk; removed if it is still there.

    Raises
    ------
    InputError
        As `replace_file`.
    """
    with temporary_beside(path) as temporary:
        with _naming(path):
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        yield temporary


@contextlib.contextmanager
def temporary_beside(path: PathLike) -> Iterator[Path]:
    """Yield the path of a file to be made in the same folder; what is left of it afterwards is removed.

    The suffix is kept, because GDAL chooses and checks by it.
    """
    path = Path(path)
    check_can_write(path, overwrite=True)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        _remove_all(temporary)
        yield temporary
    finally:
        _remove_all(temporary)


def put_in_place(temporary: PathLike, path: PathLike) -> None:
    """Force `temporary` to the disk and let it take the place of `path` in one step."""
    with _naming(path):
        _force(Path(temporary))
        os.replace(temporary, path)
    force_folder(Path(path).parent)


def force_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can (Windows cannot, and does not need to)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _force(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_all(temporary: Path) -> None:
    for name in (temporary, *(temporary.with_name(temporary.name + end) for end in ("-journal", "-wal", "-shm"))):
        with contextlib.suppress(FileNotFoundError):
            name.unlink()


@contextlib.contextmanager
def _naming(path: PathLike) -> Iterator[None]:
    """Turn the system's refusals into one sentence that names the file and the way out."""
    try:
        yield
    except PermissionError as refusal:
        raise InputError(
            f"{path}: may not be written ({refusal.strerror}); close it elsewhere, or choose another folder"
        ) from refusal
    except OSError as refusal:
        raise InputError(
            f"{path}: could not be written ({refusal.strerror}); free some space or choose another folder; "
            f"a file that was there is unchanged"
        ) from refusal
