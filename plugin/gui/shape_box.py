"""A choice of shapes that may be left out: a layer of the project, or a file."""

from __future__ import annotations

import os

from qgis.core import QgsMapLayerProxyModel, QgsProject
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ..bridge.baselines import ShapeSource
from ..bridge.layers import file_of
from ..bridge.rows import row_source
from ..bridge.words import tr

LINES_OR_AREAS = QgsMapLayerProxyModel.Filter.LineLayer | QgsMapLayerProxyModel.Filter.PolygonLayer
AREAS = QgsMapLayerProxyModel.Filter.PolygonLayer
_PATTERNS = "*.geojson *.json *.gpkg *.shp *.zip *.kml *.kmz *.fgb"


class ShapeBox(QWidget):
    """A list of the project's layers, empty at first, with a button that adds a file to it."""

    changed = pyqtSignal()

    def __init__(self, name: str, kinds: QgsMapLayerProxyModel.Filter) -> None:
        super().__init__()
        self.setObjectName(name)
        self.layers = QgsMapLayerComboBox()
        self.layers.setObjectName(f"{name}_layer")
        self.layers.setFilters(kinds)
        self.layers.setAllowEmptyLayer(True, tr("none"))
        # By its place: QGIS shows nothing at all, not the word, where no layer is set.
        self.layers.setCurrentIndex(0)
        # Long names must not make a dialog, or a panel, as wide as they are.
        self.layers.setSizeAdjustPolicy(QgsMapLayerComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layers.setMinimumContentsLength(14)
        self.layers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.browse = QToolButton()
        self.browse.setObjectName(f"{name}_browse")
        self.browse.setText("…")
        self.browse.setToolTip(tr("Choose a file"))
        self.browse.setAccessibleName(tr("Choose a file"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.layers, 1)
        row.addWidget(self.browse)
        self.browse.clicked.connect(self._ask)
        self.layers.currentIndexChanged.connect(lambda _: self.changed.emit())

    def set_file(self, path: str) -> None:
        """Add a file to the list and choose it."""
        self.layers.setAdditionalItems([path])
        self.layers.setCurrentIndex(self.layers.findText(path))

    def _ask(self) -> None:
        folder = QgsProject.instance().absolutePath()
        kinds = tr("Maps ({patterns})").format(patterns=_PATTERNS)
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a file"), folder, kinds)
        if path:
            self.set_file(path)

    def is_file(self) -> bool:
        """Whether a file is chosen."""
        return self.layers.currentLayer() is None and self.layers.currentText() in self.layers.additionalItems()

    def source(self) -> ShapeSource | None:
        """Return what the layer holds now, or the file's path; None where nothing is chosen. Main thread only.

        Raises
        ------
        InputError
            When the layer cannot be read, or has no coordinate system.
        """
        layer = self.layers.currentLayer()
        if layer is not None:
            return row_source(layer, QgsProject.instance().transformContext())
        return self.layers.currentText() if self.is_file() else None


def open_files(project: QgsProject) -> frozenset[str]:
    """Return the real paths of all files that QGIS holds open."""
    paths = (file_of(layer) for layer in project.mapLayers().values())
    return frozenset(os.path.realpath(path) for path in paths if path)
