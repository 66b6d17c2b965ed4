"""An open case as it is at this moment, to be read in a worker thread: years of maps would hold the window up.

`snapshot` touches layers and belongs on the main thread; what it returns may be read anywhere. It holds QGIS's own
feature sources, which keep unsaved edits as they were when the snapshot was made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from qgis.core import Qgis, QgsFeatureRequest, QgsFeatureSource, QgsProject, QgsVectorLayerFeatureSource

from ..core.errors import CaseError
from .cases import OpenCase, case_layers
from .layers import open_table
from .rows import Row, feature_row, in_wgs84, shaped_tables

if TYPE_CHECKING:
    from ..core.case import Case

Progress = Callable[[float], None]

# What the maps of issuers are measured with.
MAP_TABLES = ("control_areas", "areas", "settings", "settlements")
_EVERY = 8


@dataclass(frozen=True)
class TableSource:
    """One table: its features, the names of its columns, and how its shapes come in WGS 84."""

    source: QgsFeatureSource
    names: Sequence[str]
    request: QgsFeatureRequest
    spatial: bool
    count: int

    def rows(self, progress: Progress | None = None, fids: Collection[int] | None = None) -> list[Row]:
        """Return its rows, as `rows.layer_rows` does; `fids` leaves out all others. Any thread."""
        request = QgsFeatureRequest(self.request)
        if fids is not None:
            if not fids:
                return []
            request.setFilterFids(list(fids))
        rows = []
        for feature in self.source.getFeatures(request):
            rows.append(feature_row(feature, self.names, self.spatial))
            if progress is not None and len(rows) % _EVERY == 0:
                progress(min(len(rows) / max(self.count, 1), 1.0))
        return sorted(rows, key=lambda row: (row["fid"] < 0, abs(row["fid"])))

    def attributes(self) -> list[Row]:
        """Return its rows without their shapes, which is quick. Any thread."""
        request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
        return [feature_row(feature, self.names, False) for feature in self.source.getFeatures(request)]


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
        return case_from_rows(self.name, shaped_tables(read))


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
        spatial = layer.isSpatial()
        request = in_wgs84(layer.crs(), context, layer.name()) if spatial else QgsFeatureRequest()
        # Asked of one layer only: GDAL grumbles when the others are counted while one of them is being edited.
        count = layer.featureCount() if name == "control_areas" else 0
        source = QgsVectorLayerFeatureSource(layer)
        tables[name] = TableSource(source, layer.fields().names(), request, spatial, count)
    return CaseSnapshot(case.name, case.path, tables)
