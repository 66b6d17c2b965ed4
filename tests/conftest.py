"""What all rooms' tests share: where the borrowed data are, and which rooms this Python can test."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Looked for, not imported: importing QGIS loads its GDAL before fiona's.
_HAS_QGIS = importlib.util.find_spec("qgis") is not None

# The day layers of other publishers lie beside the clone, never in it.
_SHARED_DATA = ROOT.parent / "shared" / "data"

collect_ignore = [] if _HAS_QGIS else ["bridge", "algorithms", "gui"]


def pytest_report_header() -> str | None:
    """Say in the first lines which rooms are left out."""
    if _HAS_QGIS:
        return None
    return "NOT COLLECTED, no QGIS in this Python (make test has one): tests/bridge, algorithms, gui"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads the issuers' day layers, so that the quick part can do without."""
    for item in items:
        if "shared_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.layers)


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """Return the folder of the clone."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of day layers that belong to their issuers; skip where they are absent."""
    if not _SHARED_DATA.is_dir():
        pytest.skip(f"the issuers' day layers are not beside this clone ({_SHARED_DATA.relative_to(ROOT.parent)})")
    return _SHARED_DATA
