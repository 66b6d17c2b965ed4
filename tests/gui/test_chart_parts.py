"""pyqtgraph is imported in a worker thread; what is compiled of Qt must be there before, or QGIS may end with it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import salient

GUI = Path(salient.__file__).parent / "gui"
LOADED = """
import sys
import salient.gui.series_chart
def compiled():
    files = {name: str(getattr(one, "__file__", "")) for name, one in list(sys.modules.items())}
    return {name for name, file in files.items() if "Qt" in name and file.endswith((".so", ".pyd"))}
before = compiled()
import pyqtgraph
print(sorted(compiled() - before))
"""


def test_importing_it_brings_no_further_part_of_qt(qgis_app):
    pytest.importorskip("pyqtgraph", reason="charts need pyqtgraph")
    found = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[-2] == "[]"


def test_the_module_is_imported_before_the_work_begins():
    """A function within another is the work for a worker thread: too late to import the module for the first time."""
    late = []
    for path in sorted(GUI.glob("*.py")):
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(outer, ast.FunctionDef):
                continue
            inner = [one for one in ast.walk(outer) if isinstance(one, ast.FunctionDef) and one is not outer]
            for node in (node for one in inner for node in ast.walk(one)):
                if isinstance(node, ast.ImportFrom) and node.module == "series_chart":
                    late.append(f"{path.name}:{node.lineno}")
    assert late == []
