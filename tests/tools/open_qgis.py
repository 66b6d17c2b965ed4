"""Open QGIS in a profile of its own, build/qgis-profile, with Salient switched on and a copy of a case loaded.

Usage: open_qgis.py CASE
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from make_zip import ROOT
from qgis_profile import desktop_command, make_profile, system_path

BUILD = ROOT / "build"


def copy_case(case: Path, folder: Path) -> Path:
    """Copy a case into a new folder below `folder` and return the copy.

    By SQLite's backup: a plain copy would miss what is still in the write-ahead log. Never over an earlier copy,
    which a QGIS may still have open, and which may hold what somebody drew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = [int(path.name) for path in folder.iterdir() if path.name.isdigit()]
    target = folder / str(max(taken, default=0) + 1) / case.name
    target.parent.mkdir()
    with closing(sqlite3.connect(case)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def main() -> int:
    """Start QGIS and wait for it."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if shutil.which("qgis") is None:
        print("QGIS is not there: install QGIS 3.40 or newer (make test does on Debian and Ubuntu)", file=sys.stderr)
        return 1
    profiles = make_profile(BUILD / "qgis-profile")
    case = copy_case(Path(sys.argv[1]), profiles / "cases")
    print(f"==> opening QGIS with {case.relative_to(ROOT)}")
    environment = {**os.environ, "SALIENT_CASE": str(case), "PATH": system_path()}
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        environment.pop(name, None)
    script = ROOT / "tests" / "tools" / "load_case.py"
    return subprocess.run(desktop_command(profiles, script), env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
