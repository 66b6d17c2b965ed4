"""Which files are read, with which driver, and what is refused before GDAL sees it.

The driver follows from the suffix and no other is tried: a VRT text named .kml opens nothing else, and nothing is
fetched from a network. Archives are unpacked here, into a temporary folder, with a limit on what comes out of them.
"""

from __future__ import annotations

import contextlib
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..core.errors import InputError
from .files import PathLike

MAX_FILE_BYTES = 1_000_000_000
MAX_TEXT_BYTES = 250_000_000
"""Of GeoJSON and KML, which take several times their size in memory."""
MAX_UNPACKED_BYTES = 500_000_000
MAX_ENTRIES = 1_000

DRIVERS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
}

ARCHIVES = {".zip": (".shp",), ".kmz": (".kml",)}
LAYERED = (".gpkg", ".kml", ".kmz")
"""Formats that can hold several layers."""

_WITH_A_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_TEXT = (".geojson", ".json", ".kml")
_CHUNK = 1 << 20

QUIET = {
    # Drivers are named one by one, so these are a second fence: no address is opened, nothing beside is searched.
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    "PROJ_NETWORK": "OFF",
    "OGR_ENABLE_PARTIAL_REPROJECTION": "NO",
}


@dataclass(frozen=True)
class Opening:
    """The file to open (of an archive, the one taken out of it) and the driver to open it with."""

    file: Path
    driver: str


@contextlib.contextmanager
def opening(path: PathLike) -> Iterator[Opening]:
    """Yield what is to be opened for `path`; files taken out of an archive are there until the block ends.

    Raises
    ------
    InputError
        When the path is an address or no file, the format is unknown, or the file or its content is too large.
    """
    text = str(path)
    if "://" in text or text.lower().startswith("/vsi"):
        raise InputError(f"{text[:200]}: only files on this computer are read; download it first")
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give a file in it")
    if not path.is_file():
        raise InputError(f"{path}: does not exist; check the name")
    suffix = path.suffix.lower()
    if suffix not in DRIVERS and suffix not in ARCHIVES:
        known = ", ".join([*DRIVERS, *ARCHIVES])
        raise InputError(f'{path}: the format "{path.suffix}" is not read; save it as one of {known}')
    size = path.stat().st_size
    if size == 0:
        raise InputError(f"{path}: is empty; save or download it again")
    limit = MAX_TEXT_BYTES if suffix in _TEXT else MAX_FILE_BYTES
    if size > limit:
        raise InputError(
            f"{path}: has {size / 1e6:,.0f} MB, more than the {limit / 1e6:,.0f} MB that are read; cut out the area "
            f"you need, or save it as a GeoPackage"
        )
    if suffix not in ARCHIVES:
        yield Opening(path, DRIVERS[suffix])
        return
    with tempfile.TemporaryDirectory(prefix="salient-") as folder:
        inner = _unpacked(path, Path(folder), ARCHIVES[suffix])
        yield Opening(inner, DRIVERS[inner.suffix.lower()])


def _unpacked(path: Path, folder: Path, wanted: tuple[str, ...]) -> Path:
    """Take the one map file, and what belongs to it, out of an archive; return where it is now."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(path, entries)
            mains = [one for one in entries if _suffix(one) in wanted and not one.filename.startswith("__MACOSX")]
            if len(mains) > 1 and ".kml" in wanted:
                mains = [one for one in mains if PurePosixPath(one.filename).name.lower() == "doc.kml"] or mains[:1]
            if len(mains) != 1:
                names = ", ".join(one.filename[:80] for one in mains[:10]) or "none"
                raise InputError(f"{path}: must hold one {wanted[0]} file, it holds {names}; unpack it and give one")
            return _extracted(path, archive, mains[0], entries, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as trouble:
        raise InputError(f"{path}: is no archive that can be unpacked ({trouble}); download it again") from trouble


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise InputError(
            f"{path}: holds {len(entries):,} files, more than the {MAX_ENTRIES:,} that are unpacked; unpack it and "
            f"give the one you need"
        )
    total = sum(one.file_size for one in entries)
    if total > MAX_UNPACKED_BYTES:
        raise _too_large(path, total)


def _extracted(
    path: Path, archive: zipfile.ZipFile, main: zipfile.ZipInfo, entries: list[zipfile.ZipInfo], folder: Path
) -> Path:
    """Write the main file and, of a shapefile, its companions under plain names: no entry chooses its own place."""
    stem = main.filename[: -len(_suffix(main))]
    written = 0
    for entry in entries:
        companion = entry.filename.startswith(stem + ".") and _suffix(entry) in _WITH_A_SHAPEFILE
        if entry is not main and not companion:
            continue
        with archive.open(entry) as source, (folder / f"map{_suffix(entry)}").open("wb") as target:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > MAX_UNPACKED_BYTES:  # the sizes that an archive states may lie
                    raise _too_large(path, written)
                target.write(chunk)
    return folder / f"map{_suffix(main)}"


def _suffix(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.lower()


def _too_large(path: Path, size: int) -> InputError:
    return InputError(
        f"{path}: unpacks to {size / 1e6:,.0f} MB or more; at most {MAX_UNPACKED_BYTES / 1e6:,.0f} MB are unpacked"
    )
