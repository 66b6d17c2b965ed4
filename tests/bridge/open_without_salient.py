"""Open a saved project in a QGIS that has no Salient, draw it, open its forms, and print what was found as JSON.

Usage: open_without_salient.py PROJECT
"""

from __future__ import annotations

import json
import sys
from importlib.abc import MetaPathFinder


class Absent(MetaPathFinder):
    """Salient is not installed; who looks for it is written down."""

    asked: list[str] = []  # noqa: RUF012 - one for the program

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "salient":
            self.asked.append(name)
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, Absent())

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
)
from qgis.gui import QgsAttributeForm, QgsGui, QgsRelationReferenceWidget  # noqa: E402
from qgis.PyQt.QtCore import QSize  # noqa: E402
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QTabWidget  # noqa: E402


def tip_of(layer) -> str:
    """Return the map tip of the first row."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    feature = next(layer.getFeatures(), None)
    if feature is None or not layer.mapTipTemplate():
        return ""
    context.setFeature(feature)
    return QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)


def form_of(layer) -> dict:
    """Return what the form of the first row is made of."""
    form = QgsAttributeForm(layer, next(layer.getFeatures(), QgsFeature(layer.fields())))
    tabs = form.findChildren(QTabWidget)
    return {
        "pages": [tab.tabText(n) for tab in tabs for n in range(tab.count())],
        "labels": sorted({label.text() for label in form.findChildren(QLabel)}),
        "relations": len(form.findChildren(QgsRelationReferenceWidget)),
        "choices": max((box.count() for box in form.findChildren(QComboBox)), default=0),
    }


def drawn(project: QgsProject, layers: list) -> dict:
    """Return how many pixels of a map are not white, and what went wrong."""
    settings = QgsMapSettings()
    settings.setOutputSize(QSize(300, 300))
    settings.setLayers([layer for layer in layers if layer.isSpatial()])
    settings.setDestinationCrs(project.crs())
    settings.setExtent(settings.fullExtent())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    coloured = sum(image.pixelColor(x, y).lightness() < 250 for x in range(300) for y in range(300))
    return {"errors": [error.message for error in job.errors()], "coloured": coloured}


def main() -> None:
    """Print what is in the project."""
    application = QgsApplication([], True)
    application.initQgis()
    QgsGui.editorWidgetRegistry().initEditors()
    said: list[str] = []
    application.messageLog().messageReceived.connect(lambda text, tag, level: said.append(f"{tag}: {text}"))
    project = QgsProject.instance()
    is_read = project.read(sys.argv[1])
    layers = list(project.mapLayers().values())
    found = {
        "read": is_read,
        "layers": {
            layer.customProperty("salient/table"): {
                "valid": layer.isValid(),
                "renderer": layer.renderer().type() if layer.renderer() else "",
                "labels": layer.labelsEnabled(),
                "tip": tip_of(layer),
                "time": layer.temporalProperties().isActive(),
                "form": form_of(layer),
                "actions": len(layer.actions().actions()),
                "code": layer.editFormConfig().initCode() + layer.editFormConfig().initFunction(),
            }
            for layer in layers
        },
        "relations": [relation.isValid() for relation in project.relationManager().relations().values()],
        "groups": [group.name() for group in project.layerTreeRoot().findGroups(True)],
        "map": drawn(project, layers),
        "said": said,
        "asked": Absent.asked,
    }
    print("FOUND" + json.dumps(found))
    project.clear()
    application.exitQgis()


if __name__ == "__main__":
    main()
