"""What is installed, looked at before it is imported: a clash of libraries ends the whole program without a word.

Inside QGIS on Linux, QGIS's own GDAL, PROJ and GEOS win the search for symbols, so wheels that bring their own crash
or abort (design, section 8). Only the folders on disk and the installed packages' own records are read here.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from ..about import TITLE, VERSION
from ..paths import resources

NEEDED = {
    "numpy": "all measures",
    "shapely": "all measures",
    "pyproj": "all measures",
    "scipy": "depths and buffers of lines",
    "fiona": "cases and vector files",
    "reportlab": "the PDF briefing",
}
_CLASHING = ("fiona", "pyproj", "shapely")


@dataclass(frozen=True)
class Diagnosis:
    """`lines` say what was found, `problems` what is wrong, each with the way out."""

    lines: tuple[str, ...]
    problems: tuple[str, ...]


def diagnosis() -> Diagnosis:
    """Return what is installed and what is wrong with it; nothing is imported."""
    lines = [f"{TITLE} {VERSION}", f"Python {platform.python_version()} ({sys.executable})"]
    problems = []
    for package, purpose in NEEDED.items():
        version = _version(package)
        lines.append(f"{package} {version or 'missing'}: {purpose}")
        if version is None:
            problems.append(f"{package} is missing ({purpose}): {_way_out(package)}")
    inside_qgis = util.find_spec("qgis") is not None
    lines.append("QGIS: this Python can import it" if inside_qgis else "QGIS: not in this Python (not needed here)")
    if inside_qgis:
        problems += [problem for package in _CLASHING if (problem := _clash(package))]
    problems += _reportlab_problem()
    problems += _resource_problem(lines)
    return Diagnosis(tuple(lines), tuple(problems))


def _version(package: str) -> str | None:
    if util.find_spec(package) is None:
        return None
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "of unknown version"


def _way_out(package: str) -> str:
    if sys.prefix != sys.base_prefix:
        return f"run pip install {package} in this environment"
    return f"install python3-{package} (Debian, Ubuntu, Fedora), or use the OSGeo4W setup on Windows"


def _libraries_of_its_own(package: str) -> Path | None:
    """Return the folder with the shared libraries that a Linux wheel brings along; None where there is none."""
    spec = util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    beside = Path(spec.origin).parent.parent
    folders = (path for path in beside.glob(f"{package}*.libs") if path.is_dir())
    return next(folders, None)


def _clash(package: str) -> str | None:
    folder = _libraries_of_its_own(package)
    if folder is None or not sys.platform.startswith("linux"):
        return None
    return (
        f"{folder}: {package} comes with libraries of its own, which crash inside QGIS: run pip uninstall {package} "
        f"and install python3-{package} of the distribution"
    )


def _reportlab_problem() -> list[str]:
    """Refuse releases before 3.6.13 that are no distribution build: they run code from text (CVE-2023-33733)."""
    spec, version = util.find_spec("reportlab"), _version("reportlab")
    if spec is None or spec.origin is None or version is None or "dist-packages" in Path(spec.origin).parts:
        return []
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers and numbers < (3, 6, 13):
        return [f"reportlab {version} is unsafe (CVE-2023-33733): run pip install --upgrade reportlab"]
    return []


def _resource_problem(lines: list[str]) -> list[str]:
    try:
        lines.append(f"resources: {resources()}")
    except FileNotFoundError as error:
        return [str(error)]
    return []
