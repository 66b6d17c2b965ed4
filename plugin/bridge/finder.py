"""What the open cases hold, searched by name: settlements, claims and sources.

`CaseFinder.tables` touches layers and belongs on the main thread; what it returns is searched on any. Names are read
and put in order once, at the first search, and again after the table was edited.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject

from ..core.errors import SalientError
from .cases import OpenCase, case_layers, open_cases
from .layers import open_table
from .rows import Row, RowSource, row_source
from .watch import CaseWatch

if TYPE_CHECKING:
    from ..core.name_index import NameIndex

SETTLEMENTS, CLAIMS, SOURCES = "settlements", "claims", "sources"

_SEARCHED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        SETTLEMENTS: ("name", "name_local", "id", "pcode"),
        CLAIMS: ("text", "claimant", "id", "published_in"),
        SOURCES: ("publisher", "title", "id", "url"),
    }
)
"""In which fields of each table the words are looked for."""


@dataclass(frozen=True)
class Hit:
    """A row that was found: of which case and table, its feature id and its fields, and how well it fits (0 to 1)."""

    case: OpenCase
    table: str
    fid: int
    row: Row
    score: float


class CaseTable:
    """One table of an open case as it was when it was taken; it may be searched on any thread."""

    def __init__(self, case: OpenCase, table: str, source: RowSource) -> None:
        self.case, self.table = case, table
        self._source = source
        self._lock = threading.Lock()
        self._rows: list[Row] | None = None
        self._index: NameIndex[int] | None = None

    def search(self, query: str, limit: int, is_cancelled: Callable[[], bool]) -> list[Hit]:
        """Return the rows that fit best; an empty query gives the first ones."""
        with self._lock:
            # One reads, the others wait: every letter that is typed comes from another thread.
            if self._rows is None:
                self._rows = self._source.attributes()
            if self._index is None and self.table == SETTLEMENTS:
                self._index = _index_of(self._rows)
        if is_cancelled():
            return []
        if not query.strip():
            return [Hit(self.case, self.table, row["fid"], row, 0.5) for row in self._rows[:limit]]
        if self._index is None:
            return self._fitting(self._rows, query, limit, is_cancelled)
        found = self._index.find(query, limit)
        return [self._hit(self._rows[match.key], match.score) for match in found]

    def _fitting(self, rows: list[Row], query: str, limit: int, is_cancelled: Callable[[], bool]) -> list[Hit]:
        from ..core.names import matches

        found: list[Hit] = []
        for row in rows:
            if is_cancelled() or len(found) == limit:
                break
            if matches(query, " ".join(str(row.get(name) or "") for name in _SEARCHED[self.table])):
                found.append(self._hit(row, 0.8))
        return found

    def _hit(self, row: Row, score: float) -> Hit:
        return Hit(self.case, self.table, row["fid"], row, score)


def _index_of(rows: Sequence[Row]) -> NameIndex[int]:
    from ..core.name_index import NameIndex

    def inhabitants(number: int) -> int:
        value = rows[number].get("population")
        return -value if isinstance(value, int) else 0

    ranked = sorted(range(len(rows)), key=inhabitants)
    fields = _SEARCHED[SETTLEMENTS]
    return NameIndex((number, [str(rows[number].get(name) or "") for name in fields]) for number in ranked)


class CaseFinder(QObject):
    """Keeps what was read of the tables of the open cases until they are edited or closed; main thread only."""

    def __init__(self, project: QgsProject, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self._tables: dict[tuple[str, str], CaseTable] = {}
        self._watch = CaseWatch(project, self)
        self._watch.edited.connect(self._edited)
        self._watch.gone.connect(self._gone)

    def tables(self, table: str) -> list[CaseTable]:
        """Return that table of every open case, unsaved edits included; one that cannot be read now is left out."""
        found = []
        for case in open_cases(self._project):
            key = (case.id, table)
            if key not in self._tables:
                try:
                    self._tables[key] = self._taken(case, table)
                except SalientError:
                    continue  # Its layer says itself what is wrong with it; a list of names is no place for that.
            found.append(self._tables[key])
        return found

    def close(self) -> None:
        """Let go of the project and of all that was read."""
        self._watch.close()
        self._tables.clear()

    def _taken(self, case: OpenCase, table: str) -> CaseTable:
        layer = case_layers(self._project, case.id).get(table) or open_table(case.path, table, case.id)
        return CaseTable(case, table, row_source(layer, self._project.transformContext()))

    def _edited(self, case_id: str, table: str, _fid: int) -> None:
        self._tables.pop((case_id, table), None)

    def _gone(self, case_id: str) -> None:
        for key in [one for one in self._tables if one[0] == case_id]:
            del self._tables[key]
