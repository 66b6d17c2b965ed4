"""The question that Buffer… asks: which layer, how far."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QDoubleSpinBox, QFormLayout, QLabel, QWidget

from ..bridge.words import tr
from .help_actions import help_on

DEFAULT_KM = 50.0
_LARGEST_KM = 500.0


class BufferDialog(QDialog):
    """Asks for a layer of points, lines or areas and a distance in kilometres."""

    def __init__(self, parent: QWidget, layer: QgsMapLayer | None) -> None:
        super().__init__(parent)
        self.setObjectName("salient_buffer_dialog")
        self.setWindowTitle(tr("Buffer"))
        self.layers = QgsMapLayerComboBox(self)
        self.layers.setObjectName("layer")
        self.layers.setFilters(QgsMapLayerProxyModel.Filter.HasGeometry)
        if isinstance(layer, QgsVectorLayer) and layer.isSpatial():
            self.layers.setLayer(layer)
        self.only_selected = QCheckBox(tr("Selected features only"), self)
        self.layers.layerChanged.connect(self._layer_changed)
        self.distance = QDoubleSpinBox(self)
        self.distance.setObjectName("distance_km")
        self.distance.setDecimals(3)
        self.distance.setRange(0.001, _LARGEST_KM)
        self.distance.setValue(DEFAULT_KM)
        self.distance.setSuffix(f" {tr('km')}")
        note = QLabel(tr("Every point of the outline lies at this distance on the ellipsoid, in any map projection."))
        note.setWordWrap(True)
        # Of the note and not of the dialog, which then never gets narrower than its other texts.
        note.setMinimumWidth(400)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        help_on(self, "measures", buttons)
        form = QFormLayout(self)
        form.addRow(tr("Layer"), self.layers)
        form.addRow("", self.only_selected)
        form.addRow(tr("Distance"), self.distance)
        form.addRow(note)
        form.addRow(buttons)
        self._layer_changed()

    def _layer_changed(self) -> None:
        layer = self.layer()
        selected = layer.selectedFeatureCount() if layer is not None else 0
        self.only_selected.setEnabled(selected > 0)
        self.only_selected.setChecked(selected > 0)

    def layer(self) -> QgsVectorLayer | None:
        """Return the layer chosen."""
        layer = self.layers.currentLayer()
        return layer if isinstance(layer, QgsVectorLayer) else None

    def distance_km(self) -> float:
        """Return the distance chosen, in kilometres."""
        return float(self.distance.value())
