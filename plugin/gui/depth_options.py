"""What the depth by the day is measured from, and whose gains: the part of its page that is folded at first."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout

from ..bridge.words import tr
from .shape_box import LINES_OR_AREAS, ShapeBox


class DepthOptions(QgsCollapsibleGroupBox):
    """A baseline of the case, or the edge on the first day without borders and coasts; gains of either side."""

    def __init__(self) -> None:
        super().__init__(tr("Measured from, and whose gains"))
        self.setObjectName("salient_depth_options")
        self.setFlat(True)
        self.baseline, self.ground = QComboBox(), QComboBox()
        for box, name in ((self.baseline, "baseline"), (self.ground, "ground")):
            box.setObjectName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(16)
        self.ground.addItem(tr("what the side lost, inwards"), False)
        self.ground.addItem(tr("what the side gained, outwards (maps of one side only)"), True)
        self.borders, self.coasts = ShapeBox("depth_borders", LINES_OR_AREAS), ShapeBox("depth_coasts", LINES_OR_AREAS)
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Baseline"), self.baseline)
        form.addRow(tr("Without state borders"), self.borders)
        form.addRow(tr("Without coasts"), self.coasts)
        form.addRow(tr("Gained ground"), self.ground)
        self.set_baselines(())
        self.baseline.currentIndexChanged.connect(self._look)
        self.setCollapsed(True)

    def set_baselines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Offer baselines of the case (id, name) beside the edge on the first day; what was chosen stays."""
        before = self.baseline.currentData()
        self.baseline.clear()
        self.baseline.addItem(tr("the edge on the first day"), "")
        for line_id, name in lines:
            self.baseline.addItem(name, line_id)
        self.baseline.setCurrentIndex(max(self.baseline.findData(before), 0))
        self._look()

    def _look(self, *_: object) -> None:
        """Borders and coasts are left out of an edge, not of a line that somebody drew."""
        is_edge = not self.baseline.currentData()
        self.borders.setEnabled(is_edge)
        self.coasts.setEnabled(is_edge)
