"""Make a QGIS profile of its own with Salient switched on, and name the command that opens QGIS in it.

The profile holds a copy of the packed folder (as the zip has it), never a link: what is tried is what is published.
Standard library only: any Python may run it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from make_zip import stage

_SETTINGS = """\
[PythonPlugins]
salient=true

[qgis]
checkVersion=false

[fonts]
downloadMissingFonts=false
"""

# Port 9 discards: whatever asks for the network in this profile is refused at once.
_OFFLINE = """
[proxy]
proxyEnabled=true
proxyType=HttpProxy
proxyHost=127.0.0.1
proxyPort=9
"""


def make_profile(folder: Path, offline: bool = False) -> Path:
    """Write or refresh the profile "default" below `folder` (what `--profiles-path` takes) and return `folder`.

    Settings that the user changed in this profile stay.
    """
    default = folder / "profiles" / "default"
    stage(default / "python" / "plugins")
    settings = default / "QGIS" / "QGIS3.ini"
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS + (_OFFLINE if offline else ""), encoding="utf-8")
    return folder


def desktop_command(profiles: Path, script: Path, program: str = "qgis") -> list[str]:
    """Return the command that opens QGIS in the profile and runs `script` in it once it is up."""
    return [
        program,
        "--profiles-path",
        str(profiles),
        "--nologo",
        "--noversioncheck",
        "--code",
        str(script),
    ]


def system_path(program: str = "qgis") -> str:
    """Return a PATH on which the folder of QGIS and the system's own come first.

    QGIS takes the first `python3` it finds there for its own: one of a virtual environment or of pyenv lacks `qgis`.
    """
    found = shutil.which(program)
    folders = [str(Path(found).parent)] if found else []
    folders += ["/usr/bin", "/bin", *os.environ.get("PATH", "").split(os.pathsep)]
    return os.pathsep.join(dict.fromkeys(folder for folder in folders if folder))
