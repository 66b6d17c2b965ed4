"""Two parts beside each other where there is width for both, above each other in a narrow panel."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QSplitter, QWidget

_TABLE_SHARE = 0.66
# Beside each other only in a panel that is broader than high, and broad enough for both.
_BROAD = 1.25
_LEAST_LETTERS = 70


class TurningSplitter(QSplitter):
    """A table and what is said of its row; a panel at the side is narrow, one below the map is low."""

    def __init__(self, table: QWidget, words: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.addWidget(table)
        self.addWidget(words)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 2)
        self.setStretchFactor(1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn where the shape of the panel asks for it, and share the room out anew."""
        width, height = event.size().width(), event.size().height()
        letter = self.fontMetrics().averageCharWidth()
        beside = width > max(_BROAD * height, _LEAST_LETTERS * letter)
        wanted = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        turned = wanted != self.orientation()
        if turned:
            self.setOrientation(wanted)
        super().resizeEvent(event)
        if turned or event.oldSize().isEmpty():
            whole = width if beside else height
            self.setSizes([int(_TABLE_SHARE * whole), whole - int(_TABLE_SHARE * whole)])
