"""Tells which table of which open case was edited, and when a case is gone. Main thread only.

Edits in a session count as they are made, undone or taken back; so do layers that are added or removed, or read from
another file, through another filter or in another coordinate system. A save is told apart: it changes the numbers of
features, and rarely what they say. What a script writes through a layer's provider, QGIS tells nobody.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Callable

from qgis.core import QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from .cases import READ_BY_CHECKS
from .layers import CASE_PROPERTY, TABLE_PROPERTY

WHOLE_TABLE = -1 << 62
"""In place of a feature's id: any row of the table may have changed."""


class CaseWatch(QObject):
    """Watches the layers of all open cases, from when it is made until `close`."""

    edited = pyqtSignal(str, str, "qint64")
    """The case's id, the table, and the feature's id or `WHOLE_TABLE`."""
    saved = pyqtSignal(str, str)
    """The case's id and the table: its rows are the same, as far as QGIS tells, but have to be read again."""
    removed = pyqtSignal(str, str)
    """The case's id and the name of a layer that was taken away; others of the case are left."""
    gone = pyqtSignal(str)
    """The id of a case that no layer is left of."""

    def __init__(self, project: QgsProject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._layers: dict[str, tuple[QgsVectorLayer, str, str, list[tuple[Any, Callable[..., None]]]]] = {}
        self._saving: set[str] = set()
        self._saved = QTimer(self)
        self._saved.setSingleShot(True)
        self._saved.setInterval(0)
        self._saved.timeout.connect(self._not_saved)
        project.layersAdded.connect(self._added)
        project.layersWillBeRemoved.connect(self._will_be_removed)
        project.readProject.connect(self._look)
        self._look()

    def close(self) -> None:
        """Let go of all layers and of the project."""
        self._saved.stop()
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
        layer_id = layer.id()
        if layer_id in self._layers:
            return
        row, whole = partial(self._row, layer_id), partial(self._whole, layer_id)
        begins, ends = partial(self._begins_to_save, layer_id), partial(self._ends_to_save, layer_id)
        of_rows = (layer.featureAdded, layer.featureDeleted, layer.geometryChanged, layer.attributeValueChanged)
        of_all = (layer.dataChanged, layer.updatedFields, layer.crsChanged, layer.isValidChanged)
        pairs: list[tuple[Any, Callable[..., None]]] = [(signal, row) for signal in of_rows]
        pairs += [(signal, whole) for signal in (*of_all, layer.subsetStringChanged, layer.dataSourceChanged)]
        # Going back is told row by row too; what it says of the whole table is to be on the safe side.
        pairs += [(layer.beforeCommitChanges, begins), (layer.afterCommitChanges, ends), (layer.afterRollBack, ends)]
        for signal, slot in pairs:
            signal.connect(slot)
        self._layers[layer_id] = (layer, case_id, table, pairs)
        self.edited.emit(case_id, table, WHOLE_TABLE)

    def _row(self, layer_id: str, fid: int, *_: Any) -> None:
        if layer_id in self._layers:
            _, case_id, table, _ = self._layers[layer_id]
            if layer_id in self._saving:
                self.saved.emit(case_id, table)
            else:
                self.edited.emit(case_id, table, fid)

    def _whole(self, layer_id: str, *_: Any) -> None:
        if layer_id in self._layers:
            _, case_id, table, _ = self._layers[layer_id]
            self.edited.emit(case_id, table, WHOLE_TABLE)

    def _begins_to_save(self, layer_id: str, *_: Any) -> None:
        self._saving.add(layer_id)
        # QGIS tells the end of a save only where it went well.
        self._saved.start()

    def _ends_to_save(self, layer_id: str, *_: Any) -> None:
        self._saving.discard(layer_id)
        if layer_id in self._layers:
            _, case_id, table, _ = self._layers[layer_id]
            self.saved.emit(case_id, table)

    def _not_saved(self) -> None:
        for layer_id in list(self._saving):
            self._ends_to_save(layer_id)

    def _will_be_removed(self, layer_ids: list[str]) -> None:
        going = [(layer_id, *self._layers[layer_id][:3]) for layer_id in layer_ids if layer_id in self._layers]
        for layer_id, *_ in going:
            self._let_go(layer_id)
        left = {case_id for _, case_id, _, _ in self._layers.values()}
        for _, layer, case_id, table in going:
            if case_id in left:
                self.removed.emit(case_id, layer.name())
                self.edited.emit(case_id, table, WHOLE_TABLE)
        for case_id in sorted({case_id for _, _, case_id, _ in going} - left):
            self.gone.emit(case_id)

    def _let_go(self, layer_id: str) -> None:
        layer, _, _, pairs = self._layers.pop(layer_id)
        if not sip.isdeleted(layer):
            for signal, slot in pairs:
                signal.disconnect(slot)
