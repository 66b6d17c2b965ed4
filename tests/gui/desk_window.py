"""A window like that of QGIS, made of QGIS's own parts."""

# ruff: noqa: N802 - the names are those of QgisInterface

from __future__ import annotations

from qgis.core import QgsLayerTreeModel, QgsLocatorFilter, QgsProject, QgsVectorLayerTools
from qgis.gui import (
    QgsAdvancedDigitizingDockWidget,
    QgsAttributeDialog,
    QgsAttributeEditorContext,
    QgsLayerTreeMapCanvasBridge,
    QgsLayerTreeView,
    QgsLocatorWidget,
    QgsMapCanvas,
    QgsMessageBar,
    QgsStatusBar,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, Qt
from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow, QMenu, QToolBar


class LayerTools(QgsVectorLayerTools):
    """Stands for QGIS's own tools of layers, of which a form wants to have some."""


class Window:
    """The part of QgisInterface that Salient uses, with real widgets behind it."""

    def __init__(self) -> None:
        self.window = QMainWindow()
        self._menu = self.window.menuBar().addMenu("Plugins")
        self._help_menu = self.window.menuBar().addMenu("Help")
        self.option_pages: list = []
        self._canvas = QgsMapCanvas(self.window)
        self._canvas.setPreviewJobsEnabled(False)
        self._bar = QgsMessageBar(self.window)
        self._tree = QgsLayerTreeView(self.window)
        self._tree.setModel(QgsLayerTreeModel(QgsProject.instance().layerTreeRoot(), self._tree))
        self._bridge = QgsLayerTreeMapCanvasBridge(QgsProject.instance().layerTreeRoot(), self._canvas, self._canvas)
        self.window.setCentralWidget(self._canvas)
        self.locator_widget = QgsLocatorWidget(self.window)
        self.window.statusBar().addWidget(self.locator_widget)
        self.locator = self.locator_widget.locator()
        self.forms: list[tuple] = []
        self._cad = QgsAdvancedDigitizingDockWidget(self._canvas, self.window)
        self._status = QgsStatusBar(self.window)
        self.window.statusBar().addPermanentWidget(self._status)
        self._tools = LayerTools()

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

    def cadDockWidget(self) -> QgsAdvancedDigitizingDockWidget:
        return self._cad

    def statusBarIface(self) -> QgsStatusBar:
        return self._status

    def getFeatureForm(self, layer, feature) -> QgsAttributeDialog:
        context = QgsAttributeEditorContext()
        context.setMapCanvas(self._canvas)
        context.setVectorLayerTools(self._tools)
        # The caller keeps the feature, as with QGIS's own.
        return QgsAttributeDialog(layer, feature, False, self.window, True, context)

    def registerOptionsWidgetFactory(self, factory) -> None:
        self.option_pages.append(factory)

    def unregisterOptionsWidgetFactory(self, factory) -> None:
        self.option_pages.remove(factory)

    def pluginHelpMenu(self) -> QMenu:
        return self._help_menu

    def registerLocatorFilter(self, one: QgsLocatorFilter) -> None:
        self.locator.registerFilter(one)

    def deregisterLocatorFilter(self, one: QgsLocatorFilter) -> None:
        self.locator.deregisterFilter(one)

    def invalidateLocatorResults(self) -> None:
        self.locator_widget.invalidateResults()

    def locatorSearch(self, text: str) -> None:
        self.locator_widget.search(text)

    def openFeatureForm(self, layer, feature, update_only: bool = False, show_modal: bool = True) -> bool:
        self.forms.append((layer, feature.id()))
        return True

    def finish(self) -> None:
        """Go away, once nothing is drawn any more.

        A canvas that is deleted waits for its drawing, and drawing waits for the main thread where an expression names
        a layer: each would wait for the other.
        """
        self._canvas.stopRendering()
        self._canvas.waitWhileRendering()
        self.window.deleteLater()
        settle()

    def told(self) -> list[str]:
        """Return what the message bar says, the newest last."""
        return [item.text() for item in reversed(self._bar.items())]


def settle() -> None:
    """Let Qt delete what was handed to deleteLater."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
