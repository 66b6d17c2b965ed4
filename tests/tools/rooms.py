"""The rules of the house, as functions from a source text to the list of what breaks them.

A rule takes the syntax tree of one file and the file's place in the package, such as `core/depth.py`;
tests/test_rooms.py applies all of them to every file below plugin/, and to bad examples.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from qt_enums import UNSCOPED

# What each room may import of ours. A key is a folder of the package or one of its top files.
ROOMS: dict[str, set[str]] = {
    "core": {"core", "about"},
    "store": {"core", "store", "paths", "about"},
    "brief": {"core", "brief", "paths", "about"},
    "cli": {"core", "store", "brief", "cli", "paths", "about"},
    "bridge": {"core", "store", "brief", "bridge", "paths", "about"},
    "algorithms": {"core", "store", "brief", "bridge", "algorithms", "paths", "about"},
    "gui": {"core", "store", "brief", "bridge", "gui", "paths", "about"},
    "extension": {"bridge", "algorithms", "gui", "paths", "about"},
    "__init__": {"extension"},
    "__main__": {"cli"},
    "about": set(),
    "paths": set(),
}

_QT = ("qgis", "PyQt5", "PyQt6", "PySide2", "PySide6")
_WIDGETS = ("qgis.gui", "qgis.utils", "qgis.PyQt.QtWidgets", "qgis.PyQt.uic")
# Modules (with all below them) that a room must not import.
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "core": ("fiona", "reportlab", "osgeo", "pyqtgraph", "sqlite3", *_QT),
    "store": ("reportlab", "pyqtgraph", *_QT),
    "brief": ("fiona", "osgeo", "pyqtgraph", "sqlite3", *_QT),
    "cli": ("pyqtgraph", *_QT),
    "bridge": ("fiona", "pyqtgraph", *_WIDGETS),
    "algorithms": ("fiona", "pyqtgraph", *_WIDGETS),
    "gui": (),
    "extension": ("pyqtgraph", "fiona", "reportlab"),
    "__init__": ("fiona", "reportlab", "numpy", "shapely", "pyproj", *_QT),
    "__main__": _QT,
    "about": (*_QT, "numpy"),
    "paths": (*_QT, "numpy"),
}

# Heavy libraries that are loaded where they are first used.
LATE = ("scipy", "pyqtgraph")

_TR = {"tr", "translate"}


def room_of(place: str) -> str:
    """Return the room of a file: `core/depth.py` is in `core`, the top files `cli.py` and `cli_check.py` in `cli`."""
    name = PurePosixPath(place).parts[0].removesuffix(".py")
    return "cli" if name.startswith("cli_") else name


def _our_names(node: ast.ImportFrom, place: str) -> Iterator[tuple[str, ...]]:
    """Yield the paths below the package that a relative import may mean, such as ("core", "depth")."""
    folder = PurePosixPath(place).parts[:-1]
    base = folder[: len(folder) - (node.level - 1)]
    inside = (*base, *(node.module.split(".") if node.module else ()))
    for alias in node.names:
        yield (*inside, alias.name)


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every absolute import, `from a.b import c` as a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def _below(name: str, module: str) -> bool:
    return name == module or name.startswith(module + ".")


def one_way(tree: ast.AST, place: str) -> list[str]:
    """Rooms import of ours only what design section 7 draws."""
    room = room_of(place)
    if room not in ROOMS:
        return [f"{place}: a room that the design does not have"]
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            for name in _our_names(node, place):
                if room_of(name[0]) not in ROOMS[room]:
                    found.append(f"{place}:{node.lineno}: {room} must not import {'.'.join(name)}")
    return found


def foreign(tree: ast.AST, place: str) -> list[str]:
    """Each room leaves alone the libraries of the others."""
    room = room_of(place)
    return [
        f"{place}:{line}: {room} must not import {name}"
        for line, name in _imports(tree)
        if any(_below(name, module) for module in FORBIDDEN.get(room, ()))
    ]


def relative(tree: ast.AST, place: str) -> list[str]:
    """Our own modules are imported relatively: the package has another name in a clone than installed."""
    return [
        f"{place}:{line}: import {name} relatively"
        for line, name in _imports(tree)
        if name.split(".")[0] in {"salient", "plugin"}
    ]


def qt_through_qgis(tree: ast.AST, place: str) -> list[str]:
    """Qt comes through qgis.PyQt only, which is Qt 5 or Qt 6."""
    return [
        f"{place}:{line}: {name}: through qgis.PyQt"
        for line, name in _imports(tree)
        if name.split(".")[0] in {"PyQt5", "PyQt6", "PySide2", "PySide6", "sip"}
    ]


def no_files(tree: ast.AST, place: str) -> list[str]:
    """core opens no files."""
    if room_of(place) != "core":
        return []
    methods = {
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "unlink",
        "mkdir",
        "exists",
        "is_file",
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "open" or (isinstance(node.func, ast.Attribute) and name in methods):
                found.append(f"{place}:{node.lineno}: core touches no files ({name})")
    return found


# GEOS too: which library is below shapely is the same question.
_SHAPELY_VERSIONS = {"shapely.__version__", "shapely.geos_version", "shapely.geos.geos_version"}
_QGIS_VERSIONS = {"QGIS_VERSION_INT", "QGIS_VERSION", "PYQT_VERSION", "QT_VERSION", "QT_VERSION_STR"}


def versions_in_one_place(tree: ast.AST, place: str) -> list[str]:
    """core/shapes.py alone asks which shapely it is, bridge/versions.py alone which QGIS."""
    found = []
    for node in ast.walk(tree):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        owner = ast.unparse(node.value) if isinstance(node, ast.Attribute) else ""
        asks_shapely = f"{owner}.{name}" in _SHAPELY_VERSIONS
        asks_qgis = name in {
            "QGIS_VERSION_INT",
            "QGIS_VERSION",
            "PYQT_VERSION",
            "QT_VERSION",
            "QT_VERSION_STR",
        } or (name in {"version", "versionInt"} and owner.endswith("Qgis"))
        if asks_shapely and place != "core/shapes.py":
            found.append(f"{place}:{node.lineno}: only core/shapes.py asks for shapely's version")
        if asks_qgis and place != "bridge/versions.py":
            found.append(f"{place}:{node.lineno}: only bridge/versions.py asks for QGIS's version")
    for line, name in _imports(tree):
        if name in _SHAPELY_VERSIONS and place != "core/shapes.py":
            found.append(f"{place}:{line}: only core/shapes.py asks for shapely's version")
    return found


def no_tr_of_f_string(tree: ast.AST, place: str) -> list[str]:
    """A sentence to translate is a constant; its gaps are filled after: tr("{n} cut").format(n=n)."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", getattr(node.func, "attr", "")) not in _TR:
            continue
        for argument in node.args:
            # A sum of numbers, as in a canvas's translate(x + 1, y), is no sentence.
            pieces = [argument.left, argument.right] if isinstance(argument, ast.BinOp) else [argument]
            built = any(isinstance(piece, ast.JoinedStr) for piece in pieces) or (
                len(pieces) == 2 and any(isinstance(getattr(piece, "value", None), str) for piece in pieces)
            )
            filled = isinstance(argument, ast.Call) and getattr(argument.func, "attr", "") == "format"
            if built or filled:
                found.append(f"{place}:{node.lineno}: the sentence is put together before it is translated")
    return found


def scoped_enums(tree: ast.AST, place: str) -> list[str]:
    """Qt's enums are written in full, as Qt 6 wants them."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            if (owner, node.attr) in UNSCOPED:
                found.append(f"{place}:{node.lineno}: {owner}.{node.attr} lacks the name of its enum")
            if node.attr == "exec_":
                found.append(f"{place}:{node.lineno}: exec_ is gone in Qt 6; exec")
    return found


def heavy_on_first_use(tree: ast.Module, place: str) -> list[str]:
    """scipy and pyqtgraph are imported inside functions."""
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and id(node) not in inside | typing_only:
            for _, name in _imports(ast.Module(body=[node], type_ignores=[])):
                if any(_below(name, module) for module in LATE):
                    found.append(f"{place}:{node.lineno}: import {name} inside the function that uses it first")
    return found


def named_errors(tree: ast.AST, place: str) -> list[str]:
    """Catch what you can name."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in kinds:
                if kind is None or getattr(kind, "id", "") in {"Exception", "BaseException"}:
                    found.append(f"{place}:{node.lineno}: a broad except")
    return found


def no_wildcards(tree: ast.AST, place: str) -> list[str]:
    """Imports name what they bring."""
    return [
        f"{place}:{node.lineno}: wildcard import"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]


def good_name(tree: ast.AST, place: str) -> list[str]:
    """A module is named after a thing of the field; the site's packer replaces the text "plugin" in paths."""
    stem = PurePosixPath(place).stem
    found = []
    if re.fullmatch(r"(utils?|helpers?|misc|common|tools)", stem):
        found.append(f"{place}: a drawer called {stem} has no owner")
    if "plugin" in place.lower():
        found.append(f'{place}: no path below plugin/ holds "plugin"')
    return found


def links(tree: ast.AST, place: str, known: set[str]) -> set[str]:
    """Return the files of ours that this file imports when it is itself imported, for the search for circles.

    `known` are all places; imports inside functions happen later and make no circle, nor do those for types.
    """
    late = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, (ast.FunctionDef, ast.AsyncFunctionDef))
        or (isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test))
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level and id(node) not in late:
            for name in _our_names(node, place):
                for path in (
                    "/".join(name) + ".py",
                    "/".join(name[:-1]) + ".py",
                    "/".join(name) + "/__init__.py",
                ):
                    if path in known:
                        found.add(path)
                        break
                else:
                    # A name out of a folder's own __init__.py.
                    package = "/".join((*name[:-1], "__init__.py"))
                    if package in known:
                        found.add(package)
    return found - {place}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return one circle of imports, its first file repeated at the end; empty where there is none."""
    done: set[str] = set()

    def walk(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in done:
            return []
        for following in sorted(graph.get(node, ())):
            found = walk(following, [*path, node])
            if found:
                return found
        done.add(node)
        return []

    for start in sorted(graph):
        found = walk(start, [])
        if found:
            return found
    return []


RULES = (
    one_way,
    foreign,
    relative,
    qt_through_qgis,
    no_files,
    versions_in_one_place,
    no_tr_of_f_string,
    scoped_enums,
    heavy_on_first_use,
    named_errors,
    no_wildcards,
    good_name,
)
