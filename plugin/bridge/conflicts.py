"""Rows that somebody else saved while they were being edited here: found before QGIS would write over them.

Of each saved row that is touched, what the file held at that moment is kept. Before a save the file is read again:
where it holds something else by then, the row is a conflict of three versions: before, theirs, mine. Main thread only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsFeature, QgsFeatureRequest, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer

from .rows import plain_value

SHAPE = "geometry"


@dataclass(frozen=True)
class Conflict:
    """One row in three versions; `theirs` is None where the file lacks it now, `mine` where it was deleted here."""

    layer: QgsVectorLayer
    fid: int
    before: QgsFeature
    theirs: QgsFeature | None
    mine: QgsFeature | None

    @property
    def row_id(self) -> str:
        """The id by which the row is known."""
        return str(plain_value(self.before["id"]) or self.fid)

    def differing(self) -> list[str]:
        """Return the names of the fields in which the three are not the same; the shape is called "geometry"."""
        versions = [one for one in (self.before, self.theirs, self.mine) if one is not None]
        names = [name for name in self.layer.fields().names() if name != "fid"]
        found = [name for name in names if len({repr(plain_value(one[name])) for one in versions}) > 1]
        shapes = {one.geometry().asWkb().data() for one in versions}
        return [*found, SHAPE] if len(shapes) > 1 else found


class Bases(QObject):
    """What the file held of each row of a layer when the row was first touched; it ends with the layer."""

    def __init__(self, layer: QgsVectorLayer) -> None:
        super().__init__(layer)
        self._layer = layer
        self._touched: set[int] = set()
        self._rows: dict[int, QgsFeature] = {}
        # Thousands of rows may be deleted at a stroke: they are read together.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.read)
        layer.attributeValueChanged.connect(self._touch)
        layer.geometryChanged.connect(self._touch)
        layer.featureDeleted.connect(self._touch)
        for signal in (layer.afterCommitChanges, layer.afterRollBack, layer.editingStopped):
            signal.connect(self.forget)

    def close(self) -> None:
        """Listen no more."""
        layer = self._layer
        for signal in (layer.attributeValueChanged, layer.geometryChanged, layer.featureDeleted):
            signal.disconnect(self._touch)
        for signal in (layer.afterCommitChanges, layer.afterRollBack, layer.editingStopped):
            signal.disconnect(self.forget)
        self.setParent(None)
        self.deleteLater()

    def _touch(self, fid: int, *_: Any) -> None:
        # Rows that were never saved have negative numbers.
        if fid >= 0 and fid not in self._rows and self._layer.isEditable():
            self._touched.add(fid)
            self._timer.start(0)

    def read(self) -> None:
        """Read the rows that were touched since the last time."""
        wanted, self._touched = self._touched, set()
        self._rows.update(_in_file(self._layer, wanted))

    def forget(self) -> None:
        """Begin anew: what was edited is saved, or given up."""
        self._touched.clear()
        self._rows.clear()

    def accept(self, conflict: Conflict) -> None:
        """Take what the file holds now for known: the user has seen it."""
        if conflict.theirs is not None:
            self._rows[conflict.fid] = conflict.theirs

    def conflicts(self) -> list[Conflict]:
        """Return the rows that are edited here and are no longer in the file as they were."""
        self.read()
        buffer = self._layer.editBuffer()
        edited = {*buffer.changedAttributeValues(), *buffer.changedGeometries(), *buffer.deletedFeatureIds()}
        fids = edited & set(self._rows)
        now = _in_file(self._layer, fids)
        return [self._conflict(fid, now.get(fid)) for fid in sorted(fids) if _differ(self._rows[fid], now.get(fid))]

    def _conflict(self, fid: int, theirs: QgsFeature | None) -> Conflict:
        here = self._layer.getFeature(fid)
        return Conflict(self._layer, fid, self._rows[fid], theirs, here if here.isValid() else None)


def _in_file(layer: QgsVectorLayer, fids: Iterable[int]) -> dict[int, QgsFeature]:
    wanted = list(fids)
    if not wanted:
        return {}
    found = layer.dataProvider().getFeatures(QgsFeatureRequest().setFilterFids(wanted))
    return {feature.id(): QgsFeature(feature) for feature in found}


def _differ(before: QgsFeature, now: QgsFeature | None) -> bool:
    if now is None:
        return True
    if [plain_value(one) for one in before.attributes()] != [plain_value(one) for one in now.attributes()]:
        return True
    return bool(before.geometry().asWkb().data() != now.geometry().asWkb().data())


def take_theirs(conflict: Conflict) -> None:
    """Put what the file holds into the row that is edited here, within the edit command that the caller began."""
    layer, theirs = conflict.layer, conflict.theirs
    if theirs is None or conflict.mine is None:
        return
    for index, name in enumerate(layer.fields().names()):
        if name != "fid" and plain_value(conflict.mine[name]) != plain_value(theirs[name]):
            layer.changeAttributeValue(conflict.fid, index, theirs[name])
    if conflict.mine.geometry().asWkb().data() != theirs.geometry().asWkb().data():
        layer.changeGeometry(conflict.fid, theirs.geometry(), True)
