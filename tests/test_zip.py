"""The zip holds what QGIS needs and nothing else, twice the same, and works where it is unpacked."""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import make_zip
from salient import about

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_zip.build(tmp_path_factory.mktemp("zip"))


@pytest.fixture(scope="module")
def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def metadata() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] - the names have capitals
    parser.read_string((ROOT / "metadata.txt").read_text(encoding="utf-8"))
    return parser["general"]


def test_what_is_in(names: list[str]):
    assert {
        "salient/__init__.py",
        "salient/metadata.txt",
        "salient/LICENSE",
        "salient/core/__init__.py",
    } <= set(names)
    assert {name.split("/")[0] for name in names} == {"salient"}
    assert any(name.startswith("salient/resources/") for name in names)
    on_disk = {path.relative_to(ROOT / "plugin").as_posix() for path in (ROOT / "plugin").rglob("*.py")}
    packed = {name[len("salient/") :] for name in names if name.endswith(".py")}
    assert on_disk <= packed


def test_what_is_not_in(names: list[str]):
    parts = {part for name in names for part in name.split("/")}
    assert not [part for part in parts if part.startswith(".")]
    assert not parts & {"__pycache__", "tests", "build", ".git"}
    assert not [name for name in names if name.endswith((".pyc", ".so", ".dll", ".exe", ".gpkg"))]
    assert not [name for name in names if "plugin" in name.lower()]


def test_small_enough_for_the_site(archive: Path):
    assert archive.stat().st_size < 25_000_000


def test_same_files_give_the_same_bytes(archive: Path, tmp_path: Path):
    assert make_zip.build(tmp_path).read_bytes() == archive.read_bytes()


def test_unpacked_it_imports_and_finds_its_resources(archive: Path, tmp_path: Path):
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    # -S: without site-packages, where the clone itself may be installed. The doorbell needs no library.
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import salient.paths as p; print(p.resources())"
    run = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert Path(run.stdout.strip()) == (tmp_path / "salient" / "resources").resolve()


def small_clone(root: Path) -> Path:
    for name in (
        "plugin/about.py",
        "plugin/core/__init__.py",
        "resources/icons/a.svg",
        "metadata.txt",
        "LICENSE",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('VERSION = "1.2.3"\n', encoding="utf-8")
    return root


def test_hidden_and_compiled_files_are_left_out(tmp_path: Path):
    root = small_clone(tmp_path)
    for name in (
        "plugin/.secret",
        "plugin/core/__pycache__/a.pyc",
        "resources/.git/x",
        "resources/sample.gpkg",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert list(make_zip.members(root)) == [
        "salient/LICENSE",
        "salient/about.py",
        "salient/core/__init__.py",
        "salient/metadata.txt",
        "salient/resources/icons/a.svg",
    ]
    assert make_zip.build(tmp_path / "out", root).name == "salient-1.2.3.zip"


@pytest.mark.parametrize(
    ("name", "content"), [("core/fast.so", b"x"), ("core/tool", b"\x7fELFxxxx"), ("gui/plugin_dock.py", b"x")]
)
def test_what_must_not_be_published_is_refused(tmp_path: Path, name: str, content: bytes):
    root = small_clone(tmp_path)
    path = root / "plugin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(make_zip.NotForTheZipError, match=path.name):
        make_zip.members(root)


def test_version_is_said_once():
    assert metadata()["version"] == make_zip.version()
    assert make_zip.version() == about.VERSION
    assert metadata()["changelog"].lstrip().startswith(about.VERSION)


def test_metadata_is_complete():
    # The fields that the site requires, and what design section 8 says of versions.
    required = ["name", "description", "about", "version", "qgisMinimumVersion", "author", "email"]
    required += ["tracker", "repository", "license"]
    assert [field for field in required if not metadata().get(field)] == []
    assert metadata()["name"] == "Salient"
    assert metadata()["qgisMinimumVersion"] == "3.40"
    assert metadata()["qgisMaximumVersion"] == "4.99"
    assert metadata()["hasProcessingProvider"] == "yes"
    assert "supportsQt6" not in metadata()


def test_icon_of_the_metadata_is_in_the_zip(names: list[str]):
    assert f"salient/{metadata()['icon']}" in names
