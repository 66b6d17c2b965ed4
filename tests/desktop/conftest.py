"""Programs of their own: a display, a QGIS profile and an empty home folder, all made here and ended here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from programs import needed, salient
from qgis_profile import make_profile, system_path

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.desktop)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Start an X server on a display that it finds free itself, and end it by its own handle."""
    program = needed("Xvfb")
    reading, writing = os.pipe()
    command = [program, "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            # Empty when the server ended without finding one.
            number = answer.readline().strip()
        if not number:
            pytest.fail("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def profiles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of QGIS profiles in which Salient is switched on, packed as in the zip."""
    return make_profile(tmp_path_factory.mktemp("profiles"), offline=True)


@pytest.fixture
def environment(profiles: Path, tmp_path: Path) -> dict[str, str]:
    """Return an environment that knows neither the user's home nor this test's Python, and speaks English."""
    home = tmp_path / "home"
    runtime = tmp_path / "run"
    home.mkdir()
    runtime.mkdir(mode=0o700)
    return {
        "PATH": system_path(),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "QGIS_CUSTOM_CONFIG_PATH": str(profiles),
        "LIBGL_ALWAYS_SOFTWARE": "1",
    }


@pytest.fixture(scope="session")
def sample_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample case by the command line."""
    case = tmp_path_factory.mktemp("case") / "kharkiv-2022-09.gpkg"
    salient("new", str(case), "--from", str(ROOT / "resources" / "sample" / "kharkiv-2022-09"))
    return case
