"""Routes of a day on the map: temporary layers in a group of their own at the top of the case's group.

They are there while the page of routes wants them. The project does not become modified by them, is written to its
file without them, and QGIS does not ask whether they shall be kept: they are made anew from the case at any time.
Main thread only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.core import Qgis, QgsFeature, QgsLayerTreeGroup, QgsProject, QgsProjectDirtyBlocker, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtXml import QDomDocument

from .access_features import APART_FIELDS, CUT_FIELDS, LINK_FIELDS, STATE_FIELDS, STRETCH_FIELDS, WAY_FIELDS, columns_of
from .cases import OpenCase, group_of
from .layers import CASE_PROPERTY
from .results import memory_layer
from .route_tips import set_route_tip
from .words import tr

ROUTES_PROPERTY = "salient/routes"
# QGIS asks about temporary layers that hold something when the project is closed, but for those with this property.
_UNASKED = "skipMemoryLayersCheck"


@dataclass(frozen=True)
class _Kind:
    """One of the layers: its title, columns, shapes and style."""

    title: str
    fields: Mapping[str, Any]
    shapes: Qgis.WkbType
    style: str


# From the top of the map down.
KINDS: Mapping[str, _Kind] = {
    "places": _Kind("Settlements by ways left", STATE_FIELDS, Qgis.WkbType.Point, "isolated_places"),
    "cuts": _Kind("Cuts of routes", CUT_FIELDS, Qgis.WkbType.Point, "route_cuts"),
    "links": _Kind("Last links of {place}", LINK_FIELDS, Qgis.WkbType.MultiLineString, "last_links"),
    "ways": _Kind("Shortest way of {place}", WAY_FIELDS, Qgis.WkbType.MultiLineString, "remaining_ways"),
    "routes": _Kind("Routes by state", STRETCH_FIELDS, Qgis.WkbType.MultiLineString, "route_states"),
    # Wider than the routes, and below them: what state they are in is seen all the same.
    "apart": _Kind("All ways left of {place}", APART_FIELDS, Qgis.WkbType.MultiLineString, "disjoint_ways"),
}
OF_PLACE = ("links", "ways", "apart")


class RouteLayers(QObject):
    """The layers of one case at a time; gone with `clear` and `close`."""

    def __init__(self, project: QgsProject, parent: QObject) -> None:
        super().__init__(parent)
        self._project = project
        self._case_id = ""
        self._ids: dict[str, str] = {}
        self._taken: list[QgsVectorLayer] = []
        self._kept: QgsLayerTreeGroup | None = None
        self._title = ""
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(0)
        self._back.timeout.connect(self._put_back)
        self._blocker: QgsProjectDirtyBlocker | None = None
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(0)
        self._calm.timeout.connect(self._end_blocking)
        project.writeProject.connect(self._leave_out)

    def layers(self) -> dict[str, QgsVectorLayer]:
        """Return the layers that are in the project, by the names of `KINDS`."""
        there = {name: self._project.mapLayer(layer_id) for name, layer_id in self._ids.items()}
        return {name: layer for name, layer in there.items() if isinstance(layer, QgsVectorLayer)}

    def show(self, case: OpenCase, title: str, features: Mapping[str, Sequence[QgsFeature]]) -> None:
        """Show the routes of a day, in place of those before; `features` by the names of `KINDS`, those of none empty.

        Layers that are there are filled anew, so that what the user hid or styled stays so.
        """
        if case.id != self._case_id or set(self.layers()) != set(KINDS):
            self.clear()
            self._make(case)
        self._title = title
        with QgsProject.blockDirtying(self._project):
            group = self._group()
            if group is not None:
                group.setName(title)
            for name in KINDS:
                self._fill(name, features.get(name, ()))

    def show_place(self, place: str, features: Mapping[str, Sequence[QgsFeature]]) -> None:
        """Show the ways and the last links of a place, in place of those of another; nothing for an empty name."""
        with QgsProject.blockDirtying(self._project):
            for name in features or OF_PLACE:
                layer = self.layers().get(name)
                if layer is not None:
                    layer.setName(tr(KINDS[name].title).format(place=place or "–"))
                    self._fill(name, features.get(name, ()))

    def clear(self) -> None:
        """Take the layers out of the project."""
        self._back.stop()
        self._taken.clear()
        self._kept = None
        ids, self._ids, self._case_id = list(self._ids.values()), {}, ""
        there = [one for one in ids if self._project.mapLayer(one) is not None]
        if there or self._group() is not None:
            self._stay_clean()
            self._drop_groups()
            self._project.removeMapLayers(there)

    def close(self) -> None:
        """Take the layers out of the project for good."""
        self._project.writeProject.disconnect(self._leave_out)
        self.clear()
        self._calm.stop()
        self._end_blocking()

    # ------------------------------------------------------------ in the project

    def _make(self, case: OpenCase) -> None:
        self._case_id = case.id
        made = []
        for name, kind in KINDS.items():
            title = tr(kind.title).format(place="–")
            layer = memory_layer(title, columns_of(kind.fields), kind.shapes, (), kind.style)
            layer.setCustomProperty(ROUTES_PROPERTY, case.id)
            layer.setCustomProperty(_UNASKED, 1)
            layer.setReadOnly(True)
            set_route_tip(layer, name)
            made.append((name, layer))
        self._ids = {name: layer.id() for name, layer in made}
        self._insert(made)

    def _stay_clean(self) -> None:
        """Let the project stay unmodified until the map has taken up what changed, which it does a turn later."""
        self._blocker = QgsProjectDirtyBlocker(self._project)
        self._calm.start()

    def _end_blocking(self) -> None:
        self._blocker = None

    def _insert(self, made: Sequence[tuple[str, QgsVectorLayer]]) -> None:
        """Put layers into a group of their own at the top of the case's group."""
        self._stay_clean()
        group = self._parent_group().insertGroup(0, self._title)
        group.setCustomProperty(ROUTES_PROPERTY, self._case_id)
        for name, layer in made:
            layer.setCustomProperty(CASE_PROPERTY, self._case_id)
            self._project.addMapLayer(layer, False)
            group.addLayer(layer).setExpanded(name == "routes")

    def _parent_group(self) -> QgsLayerTreeGroup:
        return group_of(self._project, self._case_id) or self._project.layerTreeRoot()

    def _fill(self, name: str, features: Sequence[QgsFeature]) -> None:
        layer = self.layers().get(name)
        if layer is None:
            return
        provider = layer.dataProvider()
        provider.truncate()
        # The features of the picture stay as they are: the provider numbers those that it is given.
        provider.addFeatures([QgsFeature(one) for one in features])
        layer.updateExtents()
        layer.triggerRepaint()

    def _group(self) -> QgsLayerTreeGroup | None:
        groups = self._project.layerTreeRoot().findGroups(True)
        return next((one for one in groups if one.customProperty(ROUTES_PROPERTY)), None)

    def _drop_groups(self) -> None:
        group = self._group()
        while group is not None:
            group.parent().removeChildNode(group)
            group = self._group()

    # ------------------------------------------------------------ in the file

    def _leave_out(self, document: QDomDocument) -> None:
        """Take the layers away while QGIS writes the project: it has written its groups by now, and not its layers."""
        layers = self.layers()
        if not layers:
            return
        ids = {layer.id() for layer in layers.values()}
        group = self._group()
        self._stay_clean()
        # What the user hid or folded is kept in the copy.
        self._kept = None if group is None else group.clone()
        self._taken = [self._project.takeMapLayer(layer) for layer in layers.values()]
        self._drop_groups()
        for tag in ("layer-tree-group", "item", "layer-setting", "legendlayer", "legendgroup"):
            nodes = document.elementsByTagName(tag)
            for number in reversed(range(nodes.count())):
                element = nodes.at(number).toElement()
                if _is_of(element, tag, ids, self._title):
                    element.parentNode().removeChild(element)
        self._back.start()

    def _put_back(self) -> None:
        taken, self._taken = self._taken, []
        kept, self._kept = self._kept, None
        if not taken or kept is None:
            return
        self._stay_clean()
        for layer in taken:
            self._project.addMapLayer(layer, False)
        self._parent_group().insertChildNode(0, kept)
        kept.resolveReferences(self._project)


def _is_of(element: Any, tag: str, ids: Collection[str], title: str) -> bool:
    """Whether a part of the file is about the layers that are left out, or is the group of them."""
    if tag == "layer-tree-group":
        options = element.firstChildElement("customproperties").elementsByTagName("Option")
        return any(options.at(n).toElement().attribute("name") == ROUTES_PROPERTY for n in range(options.count()))
    if tag == "legendlayer":
        return element.elementsByTagName("legendlayerfile").at(0).toElement().attribute("layerid") in ids
    if tag == "legendgroup":
        # Written for older versions: without properties. Those of its layers are gone by now.
        return not element.hasChildNodes() and element.attribute("name") == title
    return element.attribute("id") in ids or element.text() in ids
