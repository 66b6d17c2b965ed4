"""Tells which table of which open case was edited, and when a case is gone. Main thread only.

Edits in a session count as they are made, undone or taken back; so do a save, a layer that is added or removed, and a
layer that reads from another file, through another filter or in another coordinate system.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core import schema
from .cases import WRITTEN_BY_CHECKS
from .layers import CASE_PROPERTY, TABLE_PROPERTY

READ_BY_CHECKS = tuple(table.name for table in schema.TABLES if table.name not in WRITTEN_BY_CHECKS)

WHOLE_TABLE = -1 << 62
"""In place of a feature's id: any row of the table may have changed."""


class CaseWatch(QObject):
    """Watches the layers of all open cases, from when it is made until `close`."""

    edited = pyqtSignal(str, str, "qint64")
    """The case's id, the table, and the feature's id or `WHOLE_TABLE`."""
    gone = pyqtSignal(str)
    """The id of a case that no layer is left of."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._layers: dict[str, tuple[QgsVectorLayer, str, list[tuple[Any, Callable[..., None]]]]] = {}
        project.layersAdded.connect(self._added)
        project.layersWillBeRemoved.connect(self._will_be_removed)
        project.readProject.connect(self._look)
        self._look()

    def close(self) -> None:
        """Let go of all layers and of the project."""
        self._project.layersAdded.disconnect(self._added)
        self._project.layersWillBeRemoved.disconnect(self._will_be_removed)
        self._project.readProject.disconnect(self._look)
        for layer_id in list(self._layers):
            self._let_go(layer_id)

    def _look(self, *_: Any) -> None:
        self._added(list(self._project.mapLayers().values()))

    def _added(self, layers: list[QgsMapLayer]) -> None:
        for layer in layers:
            case_id, table = layer.customProperty(CASE_PROPERTY), layer.customProperty(TABLE_PROPERTY)
            if isinstance(layer, QgsVectorLayer) and case_id and table in READ_BY_CHECKS:
                self._watch(layer, str(case_id), str(table))

    def _watch(self, layer: QgsVectorLayer, case_id: str, table: str) -> None:
        if layer.id() in self._layers:
            return
        row, whole = partial(self._row, case_id, table), partial(self._whole, case_id, table)
        pairs = [(signal, row) for signal in (layer.featureAdded, layer.geometryChanged, layer.attributeValueChanged)]
        # A removal is told by `featureDeleted`, one by one; what a provider changes below QGIS by `dataChanged`.
        pairs += [(layer.featureDeleted, row), (layer.dataChanged, whole)]
        pairs += [(signal, whole) for signal in (layer.afterRollBack, layer.afterCommitChanges, layer.crsChanged)]
        pairs += [(layer.subsetStringChanged, whole), (layer.dataSourceChanged, whole)]
        for signal, slot in pairs:
            signal.connect(slot)
        self._layers[layer.id()] = (layer, case_id, pairs)
        self.edited.emit(case_id, table, WHOLE_TABLE)

    def _row(self, case_id: str, table: str, fid: int, *_: Any) -> None:
        self.edited.emit(case_id, table, fid)

    def _whole(self, case_id: str, table: str, *_: Any) -> None:
        self.edited.emit(case_id, table, WHOLE_TABLE)

    def _will_be_removed(self, layer_ids: list[str]) -> None:
        for layer_id in layer_ids:
            if layer_id in self._layers:
                layer, case_id, _ = self._layers[layer_id]
                table = str(layer.customProperty(TABLE_PROPERTY))
                self._let_go(layer_id)
                if any(other == case_id for _, other, _ in self._layers.values()):
                    self.edited.emit(case_id, table, WHOLE_TABLE)
                else:
                    self.gone.emit(case_id)

    def _let_go(self, layer_id: str) -> None:
        layer, _, pairs = self._layers.pop(layer_id)
        if not sip.isdeleted(layer):
            for signal, slot in pairs:
                signal.disconnect(slot)
