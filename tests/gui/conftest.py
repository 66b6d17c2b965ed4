"""Salient loaded into a window like that of QGIS."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsSettings
from qgis.PyQt.QtWidgets import QAction, QMenu

from desk_window import Window, settle

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import day_maps
import small_case
from salient.bridge.cases import case_layers, open_cases
from salient.extension import Extension
from salient.gui.import_actions import import_maps
from salient.gui.import_dialog import ImportChoice


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """Leave nothing behind of what users choose by the way."""
    yield
    for key in ("workplace/page", "checks/automatic", "paper"):
        QgsSettings().remove(f"salient/{key}")


@pytest.fixture
def window(qgis_app) -> Iterator[Window]:
    """Yield a window over an empty project."""
    QgsProject.instance().clear()
    made = Window()
    made.window.show()
    yield made
    QgsProject.instance().clear()
    made.finish()


@pytest.fixture
def salient(window: Window) -> Iterator[Extension]:
    """Yield Salient, loaded into the window."""
    extension = Extension(window)
    extension.initGui()
    yield extension
    extension.unload()
    settle()


@pytest.fixture
def small(tmp_path: Path) -> str:
    """Return the path of the small case."""
    return small_case.make(tmp_path)


@pytest.fixture
def mapped(window: Window, salient: Extension, small: str, tmp_path: Path, wait: Callable[[], None]) -> Iterator:
    """Yield the small case, open, with the maps of `day_maps` in it, not saved."""
    salient.open_case(small)
    wait()
    maps = day_maps.make(tmp_path)
    (case,) = open_cases(QgsProject.instance())
    import_maps(salient._desk, case, ImportChoice((str(maps),), str(day_maps.profile_of(maps))))
    wait()
    yield case
    for layer in case_layers(QgsProject.instance(), case.id).values():
        if layer.isEditable():
            layer.rollBack()


@pytest.fixture
def wait(qtbot, salient: Extension) -> Callable[[], None]:
    """Return a function that waits until no work is under way."""

    def until_done() -> None:
        qtbot.waitUntil(lambda: salient._desk.tasks.running() == 0, timeout=60_000)
        qtbot.wait(20)

    return until_done


@pytest.fixture
def click(window: Window) -> Callable[[str], None]:
    """Return a function that triggers an action of the menu by its name."""

    def trigger(name: str) -> None:
        menu = window.window.findChild(QMenu, "salient_menu")
        (action,) = menu.findChildren(QAction, f"salient_{name}")
        action.trigger()

    return trigger
