"""A window like that of QGIS, made of QGIS's own parts."""

# ruff: noqa: N802 - the names are those of QgisInterface

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsProject
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsLayerTreeView, QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar


class Window:
    """The part of QgisInterface that Salient uses, with real widgets behind it."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self._menu = self.window.menuBar().addMenu("Plugins")
        self._canvas = QgsMapCanvas(self.window)
        self._bar = QgsMessageBar(self.window)
        self._tree = QgsLayerTreeView(self.window)
        self._tree.setModel(QgsLayerTreeModel(QgsProject.instance().layerTreeRoot(), self._tree))
        self._bridge = QgsLayerTreeMapCanvasBridge(QgsProject.instance().layerTreeRoot(), self._canvas, self._canvas)
        self.window.setCentralWidget(self._canvas)

    def mainWindow(self) -> QMainWindow:
        return self.window

    def pluginMenu(self) -> QMenu:
        return self._menu

    def messageBar(self) -> QgsMessageBar:
        return self._bar

    def mapCanvas(self) -> QgsMapCanvas:
        return self._canvas

    def layerTreeCanvasBridge(self) -> QgsLayerTreeMapCanvasBridge:
        return self._bridge

    def layerTreeView(self) -> QgsLayerTreeView:
        return self._tree

    def activeLayer(self):
        return self._tree.currentLayer()

    def setActiveLayer(self, layer) -> None:
        self._tree.setCurrentLayer(layer)

    def addToolBar(self, toolbar: QToolBar) -> None:
        self.window.addToolBar(toolbar)

    def addDockWidget(self, area: Qt.DockWidgetArea, dock: QDockWidget) -> None:
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock: QDockWidget) -> None:
        self.window.removeDockWidget(dock)

    def told(self) -> list[str]:
        """Return what the message bar says, the newest last."""
        return [item.text() for item in reversed(self._bar.items())]


def settle() -> None:
    """Let Qt delete what was handed to deleteLater."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
