"""Our own source keeps the rules of the house (tests/tools/rooms.py says them one by one).

Every rule has a bad example here on which it must fire, and a good one on which it must not: a rule that
cannot fail would guard nothing.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Callable

import pytest

import rooms

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "plugin"

PLACES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))

BAD: list[tuple[Callable[..., list[str]], str, str]] = [
    (rooms.one_way, "core/depth.py", "from ..store import case"),
    (rooms.one_way, "core/depth.py", "from .. import paths"),
    (rooms.one_way, "core/depth.py", "def f():\n    from ..brief.pages import page"),
    (rooms.one_way, "store/case.py", "from ..brief import pages"),
    (rooms.one_way, "brief/pages.py", "from ..store.case import read"),
    (rooms.one_way, "cli.py", "from .bridge import layers"),
    (rooms.one_way, "bridge/layers.py", "from ..gui import dock"),
    (rooms.one_way, "bridge/layers.py", "from ..cli import main"),
    (rooms.one_way, "algorithms/depth.py", "from ..gui.dock import Dock"),
    (rooms.one_way, "gui/dock.py", "from ..algorithms import provider"),
    (rooms.one_way, "extension.py", "from .cli import main"),
    (rooms.one_way, "attic/old.py", "x = 1"),
    (rooms.foreign, "core/depth.py", "import fiona"),
    (rooms.foreign, "core/depth.py", "from reportlab.lib import colors"),
    (rooms.foreign, "core/depth.py", "from qgis.core import QgsPointXY"),
    (rooms.foreign, "store/case.py", "import qgis.core"),
    (rooms.foreign, "brief/pages.py", "import fiona.crs"),
    (rooms.foreign, "cli.py", "from qgis import core"),
    (rooms.foreign, "bridge/layers.py", "from qgis.gui import QgsMapCanvas"),
    (rooms.foreign, "bridge/layers.py", "from qgis.PyQt.QtWidgets import QDialog"),
    (rooms.foreign, "bridge/layers.py", "from qgis.PyQt import QtWidgets"),
    (rooms.foreign, "algorithms/depth.py", "from qgis.utils import iface"),
    (rooms.foreign, "__init__.py", "import numpy"),
    (rooms.relative, "store/case.py", "from salient.core import depth"),
    (rooms.relative, "store/case.py", "import plugin.core.depth"),
    (rooms.qt_through_qgis, "gui/dock.py", "from PyQt5.QtCore import Qt"),
    (rooms.qt_through_qgis, "gui/dock.py", "import PyQt6"),
    (rooms.no_files, "core/depth.py", "text = open('a').read()"),
    (rooms.no_files, "core/depth.py", "def f(path):\n    return path.read_text()"),
    (rooms.versions_in_one_place, "core/depth.py", "import shapely\nif shapely.__version__ < '2':\n    pass"),
    (rooms.versions_in_one_place, "store/case.py", "from shapely import geos_version"),
    (
        rooms.versions_in_one_place,
        "gui/dock.py",
        "from qgis.core import Qgis\nnew = Qgis.versionInt() > 34000",
    ),
    (rooms.versions_in_one_place, "bridge/layers.py", "new = Qgis.QGIS_VERSION_INT > 34000"),
    (rooms.no_tr_of_f_string, "gui/dock.py", "self.tr(f'{n} routes cut')"),
    (rooms.no_tr_of_f_string, "gui/dock.py", "tr('{n} cut'.format(n=n))"),
    (rooms.no_tr_of_f_string, "gui/dock.py", "translate('Salient', 'a' + name)"),
    (rooms.scoped_enums, "gui/dock.py", "label.setAlignment(Qt.AlignLeft)"),
    (rooms.scoped_enums, "gui/dock.py", "QtCore.Qt.UserRole"),
    (rooms.scoped_enums, "gui/dock.py", "box.button(QMessageBox.Ok)"),
    (rooms.scoped_enums, "gui/dock.py", "dialog.exec_()"),
    (rooms.heavy_on_first_use, "core/routes.py", "from scipy.sparse import csgraph"),
    (rooms.heavy_on_first_use, "gui/chart.py", "import pyqtgraph as pg"),
    (rooms.heavy_on_first_use, "core/routes.py", "class A:\n    import scipy"),
    (rooms.named_errors, "core/depth.py", "try:\n    f()\nexcept Exception:\n    g()"),
    (rooms.named_errors, "core/depth.py", "try:\n    f()\nexcept:\n    g()"),
    (rooms.named_errors, "core/depth.py", "try:\n    f()\nexcept (ValueError, BaseException):\n    g()"),
    (rooms.no_wildcards, "core/depth.py", "from math import *"),
    (rooms.good_name, "core/utils.py", ""),
    (rooms.good_name, "gui/helpers.py", ""),
    (rooms.good_name, "gui/plugin_dock.py", ""),
]

GOOD: list[tuple[Callable[..., list[str]], str, str]] = [
    (rooms.one_way, "core/depth.py", "from . import shapes\nfrom .shapes import points\nimport math"),
    (rooms.one_way, "bridge/layers.py", "from ..core.schema import TABLES\nfrom .. import about"),
    (
        rooms.foreign,
        "bridge/layers.py",
        "from qgis.core import QgsVectorLayer\nfrom qgis.PyQt.QtCore import QDate",
    ),
    (rooms.foreign, "brief/pages.py", "from reportlab.lib import colors"),
    (rooms.relative, "core/depth.py", "from .shapes import points"),
    (rooms.qt_through_qgis, "gui/dock.py", "from qgis.PyQt.QtCore import Qt"),
    (rooms.no_files, "store/case.py", "text = open('a').read()"),
    (rooms.versions_in_one_place, "core/shapes.py", "import shapely\nNEW = shapely.__version__ >= '2'"),
    (rooms.versions_in_one_place, "bridge/versions.py", "NEW = Qgis.versionInt() >= 34000"),
    (rooms.versions_in_one_place, "cli.py", "from . import about\nprint(about.VERSION)"),
    (rooms.no_tr_of_f_string, "gui/dock.py", "self.tr('{n} routes cut').format(n=n)"),
    (rooms.no_tr_of_f_string, "brief/pages.py", "canvas.translate(theme.LEFT + width, y)"),
    (
        rooms.scoped_enums,
        "gui/dock.py",
        "Qt.AlignmentFlag.AlignLeft\nQMessageBox.StandardButton.Ok\ndialog.exec()",
    ),
    (
        rooms.heavy_on_first_use,
        "core/routes.py",
        "def f():\n    from scipy.sparse import csgraph\n    return csgraph",
    ),
    (rooms.named_errors, "core/depth.py", "try:\n    f()\nexcept (ValueError, OSError):\n    g()"),
    (rooms.good_name, "core/claims.py", ""),
]


def tree_of(place: str) -> ast.Module:
    return ast.parse((PACKAGE / place).read_text(encoding="utf-8"), filename=place)


@pytest.mark.parametrize("rule", rooms.RULES, ids=lambda rule: rule.__name__)
def test_source_keeps_the_rule(rule: Callable[..., list[str]]):
    assert [line for place in PLACES for line in rule(tree_of(place), place)] == []


def test_no_circles():
    known = set(PLACES)
    assert rooms.circle({place: rooms.links(tree_of(place), place, known) for place in PLACES}) == []


def test_no_name_of_any_file_holds_plugin():
    names = [
        path.relative_to(folder).as_posix() for folder in (PACKAGE, ROOT / "resources") for path in folder.rglob("*")
    ]
    assert [name for name in names if "plugin" in name.lower() and "__pycache__" not in name] == []


def test_the_source_was_found():
    assert {"about.py", "paths.py", "__init__.py", "core/__init__.py"} <= set(PLACES)


@pytest.mark.parametrize(("rule", "place", "source"), BAD, ids=lambda value: getattr(value, "__name__", None))
def test_rule_fires(rule: Callable[..., list[str]], place: str, source: str):
    assert rule(ast.parse(source), place) != []


@pytest.mark.parametrize(("rule", "place", "source"), GOOD, ids=lambda value: getattr(value, "__name__", None))
def test_rule_is_quiet(rule: Callable[..., list[str]], place: str, source: str):
    assert rule(ast.parse(source), place) == []


def test_every_rule_has_a_bad_example():
    assert {rule for rule, _, _ in BAD} == set(rooms.RULES)


def test_circle_is_found():
    sources = {
        "core/a.py": "from .b import f",
        "core/b.py": "from . import c",
        "core/c.py": "from ..core import a",
        "core/__init__.py": "",
    }
    graph = {place: rooms.links(ast.parse(text), place, set(sources)) for place, text in sources.items()}
    assert rooms.circle(graph) == ["core/a.py", "core/b.py", "core/c.py", "core/a.py"]
    # The same, but the last one imports only when it is called.
    sources["core/c.py"] = "def f():\n    from ..core import a"
    graph = {place: rooms.links(ast.parse(text), place, set(sources)) for place, text in sources.items()}
    assert rooms.circle(graph) == []
