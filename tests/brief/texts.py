"""Every English text that people can meet on paper, read from the source: what a catalogue has to translate."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import salient
from salient.brief import bottom_line
from salient.core import definitions, quantities, schema

_ROOMS = ("core", "brief", "store")
_SAYERS = ("message", "Message", "say")
_GAP = re.compile(r"\{[a-z]\w*(:[^}]*)?\}")
_PASSING = {"{reason}", "{part0} {part1}"}


def texts() -> set[str]:
    """Return the templates of messages, the schema's words, the definitions and the words of the briefing."""
    root = Path(next(iter(salient.__path__)))
    found: set[str] = set()
    for room in _ROOMS:
        for path in sorted((root / room).glob("*.py")):
            found |= _said_in(ast.parse(path.read_text(encoding="utf-8")))
    return (found | _schema() | _tables() | _definitions()) - _PASSING


def _said_in(tree: ast.AST) -> set[str]:
    """Return the constant first arguments of calls that say something, and templates kept in tables."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in _SAYERS:
                branches = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                found |= {one.value for one in branches if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        if isinstance(node, ast.Dict):
            found |= {one.value for one in node.values if isinstance(one, ast.Constant) and _has_gap(one.value)}
    return found


def _has_gap(value: object) -> bool:
    return isinstance(value, str) and " " in value and bool(_GAP.search(value))


def _schema() -> set[str]:
    found = set()
    for table in schema.TABLES:
        found.add(table.title)
        for one in table.fields:
            found.add(one.label)
            found |= set(one.values.values())
    return found


def _tables() -> set[str]:
    found: set[str] = set()
    for words in (
        quantities.UNIT_SIGNS,
        schema.OUTCOMES,
        schema.CHECKS,
        bottom_line._TALLY,
    ):
        found |= set(words.values())
    return found


def _definitions() -> set[str]:
    entries = definitions.DEFINITIONS.values()
    return {one.title for one in entries} | {one.meaning for one in entries}
