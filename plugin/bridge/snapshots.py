"""An open case as it is at this moment, to be read in a worker thread: years of maps would hold the window up.

`snapshot` touches layers and belongs on the main thread; what it returns may be read anywhere. It holds QGIS's own
feature sources, which keep unsaved edits as they were when the snapshot was made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Callable

from qgis.core import QgsProject

from ..core.errors import CaseError
from .cases import OpenCase, case_layers
from .layers import open_table
from .rows import Row, RowSource, row_source, shaped_tables

if TYPE_CHECKING:
    from ..core.case import Case

Progress = Callable[[float], None]

# What the maps of issuers are measured with.
MAP_TABLES = ("control_areas", "areas", "settings", "settlements")
_EVERY = 8


@dataclass(frozen=True)
class TableSource:
    """One table, and how many features it is said to have, for the progress."""

    source: RowSource
    count: int

    def rows(self, progress: Progress | None = None, fids: Collection[int] | None = None) -> list[Row]:
        """Return its rows; `fids` leaves out all others. Any thread."""
        return self.source.rows(None if progress is None else self._pulse(progress), fids, _EVERY)

    def attributes(self) -> list[Row]:
        """Return its rows without their shapes, which is quick. Any thread."""
        return self.source.attributes()

    def _pulse(self, progress: Progress) -> Callable[[], None]:
        steps = count()
        return lambda: progress(min(next(steps) * _EVERY / max(self.count, 1), 1.0))


@dataclass(frozen=True)
class CaseSnapshot:
    """The tables of an open case; see the module's first lines."""

    name: str
    path: str
    tables: dict[str, TableSource]

    def case(self, progress: Progress | None = None, fids: Collection[int] | None = None) -> Case:
        """Return the case that the tables describe; `fids` are the control areas that are wanted. Any thread."""
        from ..core.case import case_from_rows

        read = {
            name: table.rows(progress, fids) if name == "control_areas" else table.rows()
            for name, table in self.tables.items()
        }
        pulse = None if progress is None else (lambda share: progress(1.0))
        return case_from_rows(self.name, shaped_tables(read), pulse)


def snapshot(project: QgsProject, case: OpenCase, table_names: Collection[str] = MAP_TABLES) -> CaseSnapshot:
    """Return what an open case holds now, unsaved edits included. Main thread only, and quick.

    Raises
    ------
    InputError, CaseError
        When a layer has no coordinate system, or a table cannot be read.
    """
    layers = case_layers(project, case.id)
    context = project.transformContext()
    tables = {}
    for name in table_names:
        layer = layers.get(name) or open_table(case.path, name, case.id)
        if not layer.isValid() or layer.fields().indexOf("id") < 0:
            # GDAL can open a table without its columns while another connection writes.
            raise CaseError(f'{case.path}: the table "{name}" cannot be read now; save your edits first')
        # Asked of one layer only: GDAL grumbles when the others are counted while one of them is being edited.
        said = layer.featureCount() if name == "control_areas" else 0
        tables[name] = TableSource(row_source(layer, context), said)
    return CaseSnapshot(case.name, case.path, tables)
