"""The question that Penetration depth… asks: which gains, from which baseline, in which sector."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QDoubleSpinBox, QFormLayout, QLabel, QWidget

from ..bridge.words import tr
from ..core.schema import DEFAULT_TOLERANCE_M
from .help_actions import help_on

_LARGEST_M = 100_000.0


class DepthDialog(QDialog):
    """Asks for gains, a baseline, perhaps a sector, and how far the drawn edges may be off."""

    def __init__(self, parent: QWidget, proposed: dict[str, QgsMapLayer]) -> None:
        super().__init__(parent)
        self.setObjectName("salient_depth_dialog")
        self.setWindowTitle(tr("Penetration depth"))
        areas = QgsMapLayerProxyModel.Filter.PolygonLayer
        lines = QgsMapLayerProxyModel.Filter.LineLayer
        self.gains = self._layers("gains", areas, proposed.get("claimed_gains"))
        self.baseline = self._layers("baseline", areas | lines, proposed.get("front_lines"))
        self.sector = self._layers("sector", areas, proposed.get("areas"), optional=True)
        self.only_selected = QCheckBox(tr("Of layers with a selection, selected features only"), self)
        self.only_selected.setChecked(True)
        self.tolerance = QDoubleSpinBox(self)
        self.tolerance.setObjectName("tolerance_m")
        self.tolerance.setDecimals(0)
        self.tolerance.setRange(0, _LARGEST_M)
        self.tolerance.setValue(DEFAULT_TOLERANCE_M)
        self.tolerance.setSuffix(f" {tr('m')}")
        note = QLabel(
            tr("Of a case's own layers, lines with the role baseline and areas with the role break-in sector are used.")
        )
        note.setWordWrap(True)
        # Of the note and not of the dialog, which then never gets narrower than its other texts.
        note.setMinimumWidth(440)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        help_on(self, "measures", buttons)
        form = QFormLayout(self)
        form.addRow(tr("Gains"), self.gains)
        form.addRow(tr("Baseline"), self.baseline)
        form.addRow(tr("Break-in sector (optional)"), self.sector)
        form.addRow("", self.only_selected)
        form.addRow(tr("Tolerance of shapes that give none"), self.tolerance)
        form.addRow(note)
        form.addRow(buttons)

    def _layers(
        self,
        name: str,
        kinds: QgsMapLayerProxyModel.Filter,
        proposed: QgsMapLayer | None,
        optional: bool = False,
    ) -> QgsMapLayerComboBox:
        box = QgsMapLayerComboBox(self)
        box.setObjectName(name)
        box.setAllowEmptyLayer(optional)
        box.setFilters(kinds)
        if proposed is not None:
            box.setLayer(proposed)
        elif optional:
            box.setLayer(None)
        return box

    def chosen(self) -> tuple[QgsVectorLayer | None, QgsVectorLayer | None, QgsVectorLayer | None]:
        """Return the layers of gains, baseline and sector; None where none is chosen."""
        return self.gains.currentLayer(), self.baseline.currentLayer(), self.sector.currentLayer()

    def tolerance_m(self) -> float:
        """Return how far the drawn edges may be off, in metres."""
        return float(self.tolerance.value())
