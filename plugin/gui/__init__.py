"""WIDGETS: qgis.PyQt, qgis.gui, pyqtgraph."""
