"""Two parts beside each other where there is width for both, above each other in a narrow panel."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QSplitter, QWidget


class TurningSplitter(QSplitter):
    """A table and what is said of its row; a panel at the side is narrow, one below the map is low."""

    def __init__(self, table: QWidget, words: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.addWidget(table)
        self.addWidget(words)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the shape of the panel asks for it."""
        beside = event.size().width() > max(event.size().height(), 40 * self.fontMetrics().averageCharWidth())
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if wanted != self.orientation():
            self.setOrientation(wanted)
        super().resizeEvent(event)
