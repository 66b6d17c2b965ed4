"""What is installed beside QGIS, told without importing it.

A foreign build of these libraries can end QGIS on import, and each takes its time; so the start only looks where they
would come from (`find_spec`), and says what is missing before the first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Part:
    """A library: the name it is imported by, its Debian package, and what does not work without it."""

    module: str
    package: str
    needed_for: str


MEASURING = (
    Part("numpy", "python3-numpy", "measuring"),
    Part("shapely", "python3-shapely", "measuring"),
    Part("pyproj", "python3-pyproj", "measuring"),
    Part("scipy", "python3-scipy", "measuring depths"),
)
FILES = (Part("fiona", "python3-fiona", "new cases, the sample case and cases that QGIS has not open"),)
PAPER = (Part("reportlab", "python3-reportlab", "the PDF briefing"),)
CHARTS = (Part("pyqtgraph", "python3-pyqtgraph", "the charts of control maps"),)
ALL_PARTS = (*MEASURING, *FILES, *PAPER, *CHARTS)


def missing(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return those of the parts that cannot be imported here."""
    return tuple(part for part in parts if not _is_there(part.module))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        # A finder that refuses it, or a module that something put in its place: not there for us.
        return False


def install_line(parts: Sequence[Part]) -> str:
    """Return the command that brings the parts on Debian and Ubuntu."""
    return "sudo apt install " + " ".join(part.package for part in parts)
