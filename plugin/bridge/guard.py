"""Looks after the layers of open cases: saved as one, with nothing lost in silence, and forms that keep what they hold.

QGIS saves layer by layer, and of each layer changes, deletions and additions apart: ended between two of them, half is
in the file. Its own remedy (Project Properties > Data Sources > buffered transaction groups) holds for a whole project:
every layer of the project then goes into editing with the first one and is saved with it, the user's own layers too.
So the group is made here, for the layers of one case, at the moment one of them is saved: the others that hold edits
are saved in the same transaction, and no other layer is touched.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable

from qgis.core import Qgis, QgsEditorWidgetSetup, QgsFeature, QgsGeometry, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.core import QgsVectorLayerEditBufferGroup as Group
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer

from ..core import schema
from .cases import case_layers
from .conflicts import Bases, Conflict, take_theirs
from .issue_lock import locked_edits
from .layers import CASE_PROPERTY, TABLE_PROPERTY, file_of
from .locks import is_locked
from .relations import PICKED_AND_ADDED
from .rows import plain_value
from .undo import forget
from .words import tr

Tell = Callable[[str], None]
Settle = Callable[["ToSettle"], None]


class CaseGuard(QObject):
    """Guards the layers of all open cases, from when it is made until `close`; `tell` is given what the user must know.

    Parameters
    ----------
    project
        The project whose cases are guarded.
    tell
        Called with a sentence.
    settle
        Called where rows were saved by somebody else meanwhile: nothing was saved, and the user has to choose.
    parent
        What it ends with.
    """

    def __init__(self, project: QgsProject, tell: Tell, settle: Settle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project, self._tell, self._settle = project, tell, settle
        self._bases: dict[str, Bases] = {}
        self._guarded: dict[str, tuple[QgsVectorLayer, list[tuple[Any, Callable[..., None]]]]] = {}
        self._saving: list[_Saving] = []
        project.layersAdded.connect(self._added)
        project.layersWillBeRemoved.connect(self._will_be_removed)
        self._added(list(project.mapLayers().values()))

    def close(self) -> None:
        """Let go of everything; a save under way has ended by then."""
        self._project.layersAdded.disconnect(self._added)
        self._project.layersWillBeRemoved.disconnect(self._will_be_removed)
        for saving in list(self._saving):
            saving.end()
        for layer, pairs in self._guarded.values():
            for signal, slot in () if sip.isdeleted(layer) else pairs:
                signal.disconnect(slot)
        for bases in self._bases.values():
            if not sip.isdeleted(bases):
                bases.close()
        self._bases.clear()
        forget(layer for layer, _ in self._guarded.values() if not sip.isdeleted(layer))
        self._guarded.clear()

    def _added(self, layers: list[QgsMapLayer]) -> None:
        for layer in layers:
            if not isinstance(layer, QgsVectorLayer) or not layer.customProperty(TABLE_PROPERTY):
                continue
            if layer.customProperty(CASE_PROPERTY) and layer.id() not in self._guarded:
                save = partial(self._is_saved, layer)
                layer.beforeCommitChanges.connect(save)
                self._guarded[layer.id()] = (layer, [(layer.beforeCommitChanges, save)])
                self._bases[layer.id()] = Bases(layer)

    def _will_be_removed(self, layer_ids: list[str]) -> None:
        for layer_id in layer_ids:
            guarded = self._guarded.pop(layer_id, None)
            self._bases.pop(layer_id, None)  # It ends with the layer.
            if guarded is not None:
                for signal, slot in guarded[1]:
                    signal.disconnect(slot)
                self._plain_ids(guarded[0], layer_ids)

    def _plain_ids(self, removed: QgsVectorLayer, with_it: list[str]) -> None:
        """Show ids of a table that is taken away as text: QGIS's list would empty them at the next save of a form."""
        table_name = removed.customProperty(TABLE_PROPERTY)
        if table_name not in PICKED_AND_ADDED:
            return
        for name, layer in case_layers(self._project, str(removed.customProperty(CASE_PROPERTY))).items():
            for field in schema.table(name).fields if layer.id() not in with_it else ():
                if field.refers_to == table_name and layer.fields().indexOf(field.name) >= 0:
                    plain = QgsEditorWidgetSetup("TextEdit", {"IsMultiline": False, "UseHtml": False})
                    layer.setEditorWidgetSetup(layer.fields().indexOf(field.name), plain)

    def _is_saved(self, layer: QgsVectorLayer, stops: bool) -> None:
        """Save what the case holds in one transaction; QGIS is about to save this layer."""
        buffer = layer.editBuffer()
        if self._project.transactionMode() != Qgis.TransactionMode.Disabled:
            return  # The user chose another way for the whole project.
        if buffer is None or buffer.editBufferGroup() is not None or not layer.isModified():
            return  # Another layer of the case began, or there is nothing to save.
        case_id = str(layer.customProperty(CASE_PROPERTY))
        others = case_layers(self._project, case_id).values()
        edited = [layer, *(one for one in others if one.isModified() and one is not layer)]
        conflicts = [one for layer_ in edited for one in self._bases[layer_.id()].conflicts()]
        told: Callable[[], None] | None = None
        if is_locked(file_of(layer)):
            text = tr("{path}: another program is writing to this file; nothing was saved. Try again in a moment.")
            told = partial(self._tell, text.format(path=file_of(layer)))
        elif locked := locked_edits(edited):
            text = tr("Issues that were signed off cannot be changed ({numbers}); nothing was saved. Undo that edit.")
            told = partial(self._tell, text.format(numbers=", ".join(str(one) for one in locked)))
        elif conflicts:
            told = partial(self._settle, ToSettle(layer, stops, conflicts, self._accept))
        self._saving.append(_Saving(layer, stops, edited, self._tell, told, self._saving))

    def _accept(self, conflict: Conflict) -> None:
        bases = self._bases.get(conflict.layer.id())
        if bases is not None:
            bases.accept(conflict)


@dataclass(frozen=True)
class ToSettle:
    """A save that was barred: which layer, whether its editing was to stop, and the rows to choose between."""

    layer: QgsVectorLayer
    stops: bool
    conflicts: list[Conflict]
    accept: Callable[[Conflict], None]

    def save(self, theirs: Collection[Conflict]) -> bool:
        """Save again, with what the file holds in the place of these rows; return whether it was saved."""
        for layer in {one.layer.id(): one.layer for one in theirs}.values():
            layer.beginEditCommand(tr("Take the rows that were saved by somebody else"))
            for conflict in theirs:
                if conflict.layer is layer:
                    take_theirs(conflict)
            layer.endEditCommand()
        for conflict in self.conflicts:
            self.accept(conflict)
        return bool(self.layer.commitChanges(self.stops))


class _Saving:
    """One save of a case, from just before QGIS begins until the event loop turns again."""

    def __init__(
        self,
        first: QgsVectorLayer,
        stops: bool,
        layers: list[QgsVectorLayer],
        tell: Tell,
        barred: Callable[[], None] | None,
        others: list[_Saving],
    ) -> None:
        self._first, self._stops = first, stops
        self._layers, self._tell, self._others = layers, tell, others
        self._group = Group()
        self._added = {layer.id(): _copies(layer.editBuffer().addedFeatures()) for layer in layers}
        self._barred = barred
        if barred is not None and stops:
            # QGIS leaves the mode in which a file is written to even when it saved nothing; entered once more, it
            # stays in it, and does not wait for a file that is locked.
            first.dataProvider().enterUpdateMode()
        self._bar: QgsVectorLayer | None = _bar() if barred is not None else None
        # Barred, no layer of the case is in the group: QGIS does not even begin a transaction on the file.
        for layer in layers if self._bar is None else (self._bar,):
            self._group.addLayer(layer)
        for layer in layers:
            layer.editBuffer().setEditBufferGroup(self._group)
        # QGIS says nothing of a save that failed; by the next turn of the loop it has ended either way.
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.end)
        self._timer.start(0)

    def end(self) -> None:
        """Give the layers back, and what was to be added and is neither saved nor waiting."""
        if self not in self._others:
            return
        self._others.remove(self)
        self._timer.stop()
        there = [layer for layer in self._layers if not sip.isdeleted(layer)]
        for layer in there:
            if layer.editBuffer() is not None:
                layer.editBuffer().setEditBufferGroup(None)
        self._group.clear()
        if self._barred is None and self._stops and self._first in there and self._first.isEditable():
            # QGIS left the mode in which the file can be written to, though the layer is still being edited.
            self._first.dataProvider().enterUpdateMode()
        if self._bar is not None:
            self._bar.rollBack()
        if self._barred is not None:
            self._barred()
            return
        for layer in there:
            self._put_back(layer)

    def _put_back(self, layer: QgsVectorLayer) -> None:
        """Add again what QGIS dropped: in a group it takes rows for saved that the file refused."""
        wanted = self._added[layer.id()]
        if not wanted or (layer.isEditable() and set(wanted) <= set(layer.editBuffer().addedFeatures())):
            return
        here = {plain_value(feature["id"]) for feature in layer.getFeatures()}
        lost = [feature for feature in wanted.values() if plain_value(feature["id"]) not in here]
        if not lost:
            return
        if layer.isEditable() or layer.startEditing():
            layer.beginEditCommand(tr("Rows that were not saved"))
            layer.addFeatures(lost)
            layer.endEditCommand()
        text = tr("{layer}: {n} new rows were refused by the file ({ids}). They are back in the layer, not saved.")
        ids = ", ".join(str(plain_value(feature["id"])) for feature in lost[:5])
        self._tell(text.format(layer=layer.name(), n=len(lost), ids=ids))


def _copies(features: dict[int, QgsFeature]) -> dict[int, QgsFeature]:
    return {fid: QgsFeature(feature) for fid, feature in features.items()}


def _bar() -> QgsVectorLayer:
    """Return a temporary layer that bars the way of a save: QGIS refuses a whole group when one shape does not fit.

    Nothing is written then, and the edits stay; QGIS has no other way to say no before it has begun.
    """
    layer = QgsVectorLayer("Point?crs=EPSG:4326", "salient", "memory")
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("LineString (0 0, 1 1)"))
    layer.addFeature(feature)
    return layer
