"""Salient loaded into a window like that of QGIS."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QAction, QMenu

from desk_window import Window, settle

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bridge"))

import small_case
from salient.extension import Extension


@pytest.fixture
def window(qgis_app) -> Iterator[Window]:
    """Yield a window over an empty project."""
    QgsProject.instance().clear()
    made = Window()
    made.window.show()
    yield made
    QgsProject.instance().clear()
    made.window.deleteLater()
    settle()


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
