"""What ground a series is about: the whole maps, the case's frame, or zones of a layer, with a list of the zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.gui import QgsFieldComboBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ..bridge.change_layer import km2_text, signed_km2_text
from ..bridge.layers import CASE_PROPERTY
from ..bridge.words import tr

if TYPE_CHECKING:
    from ..bridge.zones import Zone

WHOLE, FRAME, ZONES = "whole", "frame", "zones"
_VALUE_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Scope:
    """One of `WHOLE`, `FRAME` and `ZONES`; of zones the id of their layer and the field of their names."""

    kind: str
    layer_id: str = ""
    field: str = ""


class ScopeBar(QWidget):
    """Asks what the series is for, and offers its numbers.

    `changed` comes with every whole answer, `copied` and `saved` when the buttons are pressed.
    """

    changed = pyqtSignal()
    copied = pyqtSignal()
    saved = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.kind = QComboBox()
        self.kind.setObjectName("series_for")
        for value, words in (
            (WHOLE, tr("the whole of the maps")),
            (FRAME, tr("the case's frame")),
            (ZONES, tr("zones of a layer")),
        ):
            self.kind.addItem(words, value)
        self.layer, self.field = QgsMapLayerComboBox(), QgsFieldComboBox()
        self.layer.setObjectName("series_zones")
        self.layer.setFilters(Qgis.LayerFilter.PolygonLayer)
        self.field.setObjectName("series_zone_names")
        self.field.setAllowEmptyFieldName(True)
        for box in (self.kind, self.layer, self.field):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(12)
        self.copy, self.save = QPushButton(tr("Copy")), QPushButton(tr("Save as CSV…"))
        self.copy.setObjectName("series_copy")
        self.copy.setToolTip(tr("Copy the numbers of the steps as a table"))
        self.save.setObjectName("series_save")
        self.names = QLabel(tr("named by"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (QLabel(tr("For")), self.kind, self.layer, self.names, self.field):
            # Names are read whole where there is room for them.
            row.addWidget(widget, 2 if isinstance(widget, QComboBox) else 0)
        row.addStretch(3)
        for button in (self.copy, self.save):
            button.setEnabled(False)
            row.addWidget(button)
        self.kind.activated.connect(self._kind_chosen)
        self.layer.layerChanged.connect(self._layer_chosen)
        self.field.activated.connect(lambda _: self.changed.emit())
        self.copy.clicked.connect(self.copied)
        self.save.clicked.connect(self.saved)
        self._show()

    def scope(self) -> Scope:
        """Return what was chosen."""
        layer = self.layer.currentLayer()
        if self.kind.currentData() != ZONES:
            return Scope(self.kind.currentData())
        return Scope(ZONES, "" if layer is None else layer.id(), self.field.currentField())

    def offer(self, there: bool) -> None:
        """Let the numbers be taken, or not while there are none."""
        for button in (self.copy, self.save):
            button.setEnabled(there)

    def _kind_chosen(self, _: int) -> None:
        self._show()
        if self.kind.currentData() == ZONES:
            self._prefer_a_layer_of_the_user()
            self._fields_of(self.layer.currentLayer())
        self.changed.emit()

    def _show(self) -> None:
        for widget in (self.layer, self.names, self.field):
            widget.setVisible(self.kind.currentData() == ZONES)

    def _prefer_a_layer_of_the_user(self) -> None:
        """Choose a layer that belongs to no case, where there is one: oblasts rather than control areas."""
        chosen = self.layer.currentLayer()
        if chosen is not None and not chosen.customProperty(CASE_PROPERTY):
            return
        for layer in QgsProject.instance().mapLayers().values():
            is_area = isinstance(layer, QgsVectorLayer) and layer.geometryType() == Qgis.GeometryType.Polygon
            if is_area and not layer.customProperty(CASE_PROPERTY):
                self.layer.blockSignals(True)
                self.layer.setLayer(layer)
                self.layer.blockSignals(False)
                return

    def _layer_chosen(self, layer: Any) -> None:
        self._fields_of(layer)
        if layer is not None and self.kind.currentData() == ZONES and self.isVisible():
            self.changed.emit()

    def _fields_of(self, layer: Any) -> None:
        from ..core.zones import name_field

        if self.field.layer() is not layer:
            self.field.setLayer(layer)
            if isinstance(layer, QgsVectorLayer):
                self.field.setField(name_field(layer.fields().names()))


class ZoneTable(QTableWidget):
    """The zones with what their steps add up to; `picked` comes with the one that the user chooses."""

    picked = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__(0, 4)
        self.setObjectName("salient_zones")
        self.setHorizontalHeaderLabels([tr("Zone"), tr("lost, km²"), tr("gained, km²"), tr("net, km²")])
        self.setToolTip(tr("Over all steps; a click on a heading sorts"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self.setMinimumWidth(280)
        self._zones: Sequence[Zone] = ()
        self.currentItemChanged.connect(self._choose)
        self.hide()

    def show_zones(self, zones: Sequence[Zone], by: str) -> Zone | None:
        """List the zones, and return the one that is chosen: that of before, else the first. Nobody is told."""
        before = self.zone()
        self._zones = zones
        self.blockSignals(True)
        self.setSortingEnabled(False)
        self.setRowCount(len(zones))
        for row, zone in enumerate(zones):
            total = zone.sum(by)
            self.setItem(row, 0, _Cell(zone.name, zone.name.casefold(), row))
            for column, km2 in enumerate((total.lost_km2, total.gained_km2, total.net_km2), start=1):
                self.setItem(row, column, _Cell(signed_km2_text(km2) if column == 3 else km2_text(km2), km2, row))
        self.setSortingEnabled(True)
        names = [self.item(row, 0).text() for row in range(len(zones))]
        if names:
            name = "" if before is None else before.name
            self.setCurrentCell(names.index(name) if name in names else 0, 0)
        self.blockSignals(False)
        self.setVisible(bool(zones))
        return self.zone()

    def zone(self) -> Zone | None:
        """Return the zone that is chosen; None where there are none."""
        item = self.currentItem()
        number = None if item is None else item.data(_VALUE_ROLE)
        return self._zones[number] if number is not None and number < len(self._zones) else None

    def _choose(self, item: QTableWidgetItem | None, before: QTableWidgetItem | None) -> None:
        zone = self.zone()
        same = item is not None and before is not None and item.data(_VALUE_ROLE) == before.data(_VALUE_ROLE)
        if zone is not None and not same:
            self.picked.emit(zone)


class _Cell(QTableWidgetItem):
    """A cell in the order of its value, not of its text; it knows the number of its zone."""

    def __init__(self, text: str, value: Any, number: int) -> None:
        super().__init__(text)
        self.value = value
        self.setData(_VALUE_ROLE, number)
        if isinstance(value, float):
            self.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return bool(self.value < other.value) if isinstance(other, _Cell) else super().__lt__(other)
