"""Build the zip that QGIS's manager installs: build/salient-<version>.zip with one folder, `salient`.

In it: the package (the folder plugin/ of the clone), resources/, metadata.txt and LICENSE, as plain files.
The same files give the same bytes: names are sorted, times and permissions fixed. Standard library only.

Usage: make_zip.py [--stage FOLDER]    with --stage the folder FOLDER/salient is written instead of the zip
"""

from __future__ import annotations

import argparse
import shutil
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLUG = "salient"
# The first moment that a zip can name.
_TIME = (1980, 1, 1, 0, 0, 0)
_LEFT_OUT = {".pyc", ".pyo", ".gpkg", ".gpkg-wal", ".gpkg-shm", ".qgz~", ".bak"}
_BINARY = {".so", ".dll", ".dylib", ".exe", ".pyd", ".a", ".o", ".jar", ".whl"}
_PROGRAM_STARTS = (b"\x7fELF", b"MZ\x90\x00", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


class NotForTheZipError(Exception):
    """A file that must not be published is among those to pack; the message names it."""


def version(root: Path = ROOT) -> str:
    """Return the version, read as text from plugin/about.py."""
    for line in (root / "plugin" / "about.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION = "):
            return line.split('"')[1]
    raise ValueError('plugin/about.py: no line VERSION = "…"')


def members(root: Path = ROOT) -> dict[str, Path]:
    """Map every path inside the zip to its file on disk, sorted by the path.

    Raises
    ------
    NotForTheZipError
        A program or library is among the files, or a name holds "plugin", which qgis-plugin-ci would replace.
    """
    found = {f"{SLUG}/metadata.txt": root / "metadata.txt", f"{SLUG}/LICENSE": root / "LICENSE"}
    for folder, inside in ((root / "plugin", SLUG), (root / "resources", f"{SLUG}/resources")):
        for path in folder.rglob("*"):
            parts = path.relative_to(folder).parts
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if hidden or not path.is_file() or path.suffix in _LEFT_OUT:
                continue
            found["/".join((inside, *parts))] = path
    for name, path in found.items():
        if path.suffix in _BINARY or path.read_bytes()[:4] in _PROGRAM_STARTS:
            raise NotForTheZipError(f"{path}: a program or library; the zip holds sources and data only")
        if "plugin" in name.lower():
            raise NotForTheZipError(f'{path}: rename it, its path in the zip must not hold "plugin"')
    return dict(sorted(found.items()))


def stage(target: Path, root: Path = ROOT) -> Path:
    """Copy the members to `target`/salient, replacing what was there, and return that folder."""
    folder = target / SLUG
    if folder.exists():
        shutil.rmtree(folder)
    for name, path in members(root).items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return folder


def build(target: Path, root: Path = ROOT) -> Path:
    """Write the zip into the folder `target` and return its path."""
    target.mkdir(parents=True, exist_ok=True)
    path = target / f"{SLUG}-{version(root)}.zip"
    unfinished = path.with_suffix(".zip.part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, source in members(root).items():
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = 0o100644 << 16
            # Linux, whatever the machine: the field would differ otherwise.
            entry.create_system = 3
            archive.writestr(entry, source.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    unfinished.replace(path)
    return path


def main() -> int:
    """Build the zip, or the folder alone."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", type=Path, metavar="FOLDER")
    chosen = parser.parse_args()
    try:
        made = stage(chosen.stage) if chosen.stage else build(ROOT / "build")
    except NotForTheZipError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in ([made] if made.is_file() else made.rglob("*")) if path.is_file())
    print(f"{made.relative_to(ROOT) if made.is_relative_to(ROOT) else made} ({size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
