"""Cases in a QGIS project: one layer-tree group a case, found again by the properties of its layers.

A project may hold several cases. Everything here touches the project and belongs on the main thread. A case file is
read through QGIS only: another reader of a GeoPackage that QGIS has open would drop the locks of this process.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from ..core import schema
from ..core.errors import CaseError
from ..core.messages import message
from .forms import relink, set_form
from .layers import (
    BY_SIDE,
    CASE_PROPERTY,
    DRAWN,
    LISTED,
    OWN_PROPERTY,
    RESULT_PROPERTY,
    TABLE_PROPERTY,
    file_of,
    open_table,
    read_from,
    set_style,
    set_time,
    table_uri,
)
from .relations import relate
from .rows import RowSource, row_source
from .side_legend import prepare as prepare_sides
from .side_legend import show_sides
from .tips import set_tip
from .words import tr

# What a check computes, and not what it reads.
WRITTEN_BY_CHECKS = ("findings", "finding_measures")
READ_BY_CHECKS = tuple(table.name for table in schema.TABLES if table.name not in WRITTEN_BY_CHECKS)
_UTM_ENDS_DEG = 80.0


@dataclass(frozen=True)
class OpenCase:
    """A case of the project: the id that its layers share, its file, and what it is called."""

    id: str
    path: str
    name: str


class OlderCaseError(CaseError):
    """A case that an earlier version made: it has to be upgraded before it is opened."""


def same_file(one: str, other: str) -> bool:
    """Whether two paths name the same file."""
    return bool(one and other) and os.path.realpath(one) == os.path.realpath(other)


def can_be_changed(path: str) -> bool:
    """Whether file and folder may be written: SQLite puts its journal beside the file. The file is not opened."""
    return os.access(path, os.W_OK) and os.access(Path(path).parent, os.W_OK)


def is_open(project: QgsProject, path: str) -> bool:
    """Whether any layer of the project comes from that file, of Salient or not."""
    return any(same_file(file_of(layer), path) for layer in project.mapLayers().values())


def case_layers(project: QgsProject, case_id: str) -> dict[str, QgsVectorLayer]:
    """Return the layers of a case by the name of their table, as far as they are in the project.

    Where the user duplicated a layer, the one that is edited is meant, else the one that Salient made.
    """
    found: dict[str, QgsVectorLayer] = {}
    for layer in sorted(_tables(project), key=_standing):
        if layer.customProperty(CASE_PROPERTY) == case_id:
            found.setdefault(str(layer.customProperty(TABLE_PROPERTY)), layer)
    return found


def _tables(project: QgsProject) -> list[QgsVectorLayer]:
    """Return the layers of all cases."""
    layers = [one for one in project.mapLayers().values() if isinstance(one, QgsVectorLayer)]
    return [one for one in layers if one.customProperty(CASE_PROPERTY) and one.customProperty(TABLE_PROPERTY)]


def _standing(layer: QgsVectorLayer) -> tuple[bool, bool, bool]:
    """Return what puts a layer before others of the same table; the smaller comes first."""
    return not layer.isValid(), not layer.isModified(), layer.customProperty(OWN_PROPERTY) != layer.id()


def open_cases(project: QgsProject) -> list[OpenCase]:
    """Return the cases of a project, in the order of their names."""
    found: dict[str, OpenCase] = {}
    # A file that was moved may have been found again for some of the layers only: these know where it is.
    for layer in sorted(_tables(project), key=_standing):
        case_id, path = str(layer.customProperty(CASE_PROPERTY)), file_of(layer)
        if path:
            found.setdefault(case_id, OpenCase(case_id, path, Path(path).stem))
    return sorted(found.values(), key=lambda case: (case.name, case.id))


def group_of(project: QgsProject, case_id: str) -> QgsLayerTreeGroup | None:
    """Return the group of a case; None where the user took it away."""
    for group in project.layerTreeRoot().findGroups(True):
        if group.customProperty(CASE_PROPERTY) == case_id and not group.customProperty(TABLE_PROPERTY):
            return group
    return None


def active_case(project: QgsProject, layer: QgsMapLayer | None, group: QgsLayerTreeGroup | None) -> OpenCase | None:
    """Return the case that the user works on: that of the layer or group chosen, else the only one; None in doubt."""
    cases = open_cases(project)
    chosen = [one.customProperty(CASE_PROPERTY) for one in (group, layer) if one is not None]
    for case in cases:
        if case.id in chosen:
            return case
    return cases[0] if len(cases) == 1 else None


def case_of_file(project: QgsProject, path: str) -> OpenCase | None:
    """Return the case of a file if the project has it open; a file open in part is taken as a case of its own."""
    for case in open_cases(project):
        if same_file(case.path, path):
            return case
    # Its layers were added by hand: another reader would still drop the locks that QGIS holds on it.
    return OpenCase("", path, Path(path).stem) if is_open(project, path) else None


def check_file(path: str) -> None:
    """Look whether a file is a case of this version, through QGIS.

    Raises
    ------
    OlderCaseError
        When an earlier version made it.
    CaseError
        When there is no such file, it is no case, or a later version made it.
    """
    if not Path(path).is_file():
        raise CaseError(message('{path}: there is no such file; choose a case (a file ending in ".gpkg")', path=path))
    layer = QgsVectorLayer(table_uri(path, "settings"), "settings", "ogr")
    names = layer.fields().names() if layer.isValid() else []
    if not {"id", "value"} <= set(names):
        raise CaseError(
            message("{path}: this file is no case of Salient; nothing was opened and nothing was changed", path=path)
        )
    version = settings_of(layer).get("schema_version", "")
    if not version.isdigit():
        text = '{path}: table settings, row "schema_version": it holds no version; restore a backup'
        raise CaseError(message(text, path=path))
    if int(version) > schema.SCHEMA_VERSION:
        text = "{path}: a later version of Salient made this case; install that version to open it"
        raise CaseError(message(text, path=path))
    if int(version) < schema.SCHEMA_VERSION:
        text = "{path}: an earlier version of Salient made this case; it has to be upgraded first"
        raise OlderCaseError(message(text, path=path))


def settings_of(layer: QgsVectorLayer) -> dict[str, str]:
    """Return the rows of a layer of settings: what each is set to, by id."""
    values = {}
    for feature in layer.getFeatures():
        values[str(feature["id"])] = str(feature["value"] or "")
    return values


def open_case(project: QgsProject, path: str) -> OpenCase:
    """Add a case to the project as one group of styled layers with their forms; one already open is kept as it is.

    So is one whose file is gone from where it was, when a file of that name is opened: its layers then read that file.

    Raises
    ------
    CaseError
        As `check_file`, and when a table is missing; then nothing was added.
    """
    steps = opening(project, path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            case: OpenCase = end.value
            return case


def opening(project: QgsProject, path: str) -> Generator[float, None, OpenCase]:
    """Do what `open_case` does, in steps that yield the share done; the project is changed in the last one only."""
    known = _kept(project, path)
    if known is not None:
        return known
    case = OpenCase(uuid.uuid4().hex, str(Path(path)), Path(path).stem)
    opened: dict[str, QgsVectorLayer] = {}
    names = (*DRAWN, *LISTED)
    for name in names:
        yield 0.5 * len(opened) / len(names)
        opened[name] = open_table(case.path, name, case.id)
    for done, (name, layer) in enumerate(opened.items()):
        yield 0.5 + 0.5 * done / len(names)
        _prepare(layer, name, opened)
    yield 1.0
    # Whoever opened it in between was first.
    return _kept(project, path) or _added(project, case, opened)


def _kept(project: QgsProject, path: str) -> OpenCase | None:
    """Return the case of a file that is open already, or whose file was moved there; None where there is none."""
    cases = open_cases(project)
    for case in cases:
        if same_file(case.path, path):
            return case
    check_file(path)
    for case in cases:
        if Path(case.path).name == Path(path).name and not Path(case.path).exists():
            return _found_again(project, case, path)
    return None


def _added(project: QgsProject, case: OpenCase, opened: dict[str, QgsVectorLayer]) -> OpenCase:
    """Add the layers of a case to the project as one group."""
    title = settings_of(opened["settings"]).get("title") or case.name
    group = project.layerTreeRoot().insertGroup(0, title)
    group.setCustomProperty(CASE_PROPERTY, case.id)
    tables_group = QgsLayerTreeGroup(tr("Tables"))
    for layer in opened.values():
        project.addMapLayer(layer, False)
        (group if layer.isSpatial() else tables_group).addLayer(layer)
    group.addChildNode(tables_group)
    show_sides(opened.values())
    relate(project, case.id, opened)
    _tidy(group)
    return case


def _found_again(project: QgsProject, case: OpenCase, path: str) -> OpenCase:
    """Let the layers of a case whose file is gone read the file at `path`; names, styles and places stay."""
    for layer in _tables(project):
        if layer.customProperty(CASE_PROPERTY) == case.id and same_file(file_of(layer), case.path):
            read_from(layer, path)
            layer.setReadOnly(not can_be_changed(path))
    return OpenCase(case.id, str(Path(path)), Path(path).stem)


def _prepare(layer: QgsVectorLayer, table_name: str, opened: dict[str, QgsVectorLayer]) -> None:
    set_style(layer, table_name)
    if table_name in BY_SIDE:
        prepare_sides(layer)
    set_time(layer)
    set_form(layer, schema.table(table_name), opened)
    set_tip(layer, schema.table(table_name), opened)
    # Said before an edit begins: QGIS itself would only say so when it fails to save.
    layer.setReadOnly(not can_be_changed(file_of(layer)))


def _tidy(group: QgsLayerTreeGroup) -> None:
    """Fold the legends of the layers, so that the whole group is seen at once."""
    for node in group.findLayers():
        node.setExpanded(False)
    for child in group.findGroups():
        child.setExpanded(False)


def add_table(project: QgsProject, case: OpenCase, table_name: str) -> QgsVectorLayer:
    """Return the layer of a table of an open case; added to its group where it was taken away.

    Raises
    ------
    CaseError
        When the file lacks the table.
    """
    layers = case_layers(project, case.id)
    if table_name in layers:
        return layers[table_name]
    layer = open_table(case.path, table_name, case.id)
    layers[table_name] = layer
    _prepare(layer, table_name, layers)
    project.addMapLayer(layer, False)
    for name, other in layers.items():
        relink(other, schema.table(name), table_name, layers)
        set_tip(other, schema.table(name), layers)
    show_sides(layers.values())
    relate(project, case.id, layers)
    group = group_of(project, case.id)
    if group is None:
        group = project.layerTreeRoot().insertGroup(0, case.name)
        group.setCustomProperty(CASE_PROPERTY, case.id)
    group.insertLayer(0, layer).setExpanded(False)
    return layer


def tables_of_case(project: QgsProject, case: OpenCase, only: Collection[str] | None = None) -> dict[str, RowSource]:
    """Return what every table of an open case holds now, unsaved edits included; it is read later, on any thread.

    `only` leaves out all other tables. A table whose layer is not in the project is read from the file, by QGIS too.

    Raises
    ------
    InputError, CaseError
        When a layer cannot be read.
    """
    layers = case_layers(project, case.id)
    sources = {}
    for table in schema.TABLES:
        if table.name in (READ_BY_CHECKS if only is None else only):
            layer = layers.get(table.name) or open_table(case.path, table.name, case.id)
            source = row_source(layer, project.transformContext())
            if layer.fields().indexOf("id") < 0:
                # GDAL can open a table without its columns while another connection writes.
                text = '{path}: the table "{table}" cannot be read now; save your edits first'
                raise CaseError(message(text, path=case.path, table=table.name))
            sources[table.name] = source
    return sources


def result_layers(project: QgsProject, case_id: str) -> Iterator[QgsMapLayer]:
    """Yield the layers that the last check of a case left in the project."""
    for layer in list(project.mapLayers().values()):
        if layer.customProperty(RESULT_PROPERTY) == case_id:
            yield layer


def extent_of(project: QgsProject, case: OpenCase) -> QgsRectangle:
    """Return the box around all shapes of a case, in the project's coordinate system; empty where it has none."""
    box = QgsRectangle()
    for layer in case_layers(project, case.id).values():
        # Asked once: for each answer QGIS goes through all shapes that are not saved yet.
        extent = layer.extent() if layer.isSpatial() else QgsRectangle()
        if not extent.isNull():
            transform = QgsCoordinateTransform(layer.crs(), project.crs(), project)
            try:
                box.combineExtentWith(transform.transformBoundingBox(extent))
            except QgsCsException:
                continue  # A layer that the map cannot show does not stop the others from being shown.
    return box


def local_system(project: QgsProject, case: OpenCase) -> QgsCoordinateReferenceSystem:
    """Return the UTM zone of a case, in which circles look round; invalid where it has no shapes or lies at a pole.

    It is for looking at the map only: no measure depends on it.
    """
    box = QgsRectangle()
    for layer in case_layers(project, case.id).values():
        extent = layer.extent() if layer.isSpatial() and layer.crs().isGeographic() else QgsRectangle()
        if not extent.isNull():
            box.combineExtentWith(extent)
    if box.isNull() or abs(box.center().y()) > _UTM_ENDS_DEG:
        return QgsCoordinateReferenceSystem()
    zone = min(int((box.center().x() + 180) // 6) + 1, 60)
    north = box.center().y() >= 0
    return QgsCoordinateReferenceSystem(f"EPSG:{(32600 if north else 32700) + zone}")
