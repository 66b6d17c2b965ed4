"""A gazetteer of the user's own, read in the background, and a place of it put into an open case."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from ..core.errors import CaseError
from .cases import OpenCase, add_table, case_layers
from .control_work import check_not_open
from .features import row_feature
from .layers import open_table
from .rows import WGS84, feature_row
from .undo import Tell, joined_step
from .words import tr
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Settlement
    from ..core.gazetteer import Place
    from ..core.name_index import NameIndex
    from ..store.gazetteer import Gazetteer

Progress = Callable[[float], None]

_AROUND_DEG = 0.1


@dataclass(frozen=True)
class SearchableGazetteer:
    """A gazetteer, its places from the largest on, and the index of their names, whose keys count the places."""

    gazetteer: Gazetteer
    places: tuple[Place, ...]
    index: NameIndex[int]


@dataclass(frozen=True)
class AddedPlace:
    """The row of a place: its feature id, its name, and whether it is new or was there already."""

    layer: QgsVectorLayer
    fid: int
    name: str
    is_new: bool


@in_own_thread
def searchable_gazetteer(path: str, open_files: Collection[str], progress: Progress) -> SearchableGazetteer:
    """Return a gazetteer with the index of its names.

    Parameters
    ----------
    open_files
        The files that QGIS holds open, as real paths: those that SQLite locks are not read by another reader.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    InputError
        As `store.gazetteer.read_gazetteer`, and when QGIS has the file open.
    """
    from ..core.gazetteer import by_size
    from ..core.name_index import NameIndex
    from ..store.gazetteer import read_gazetteer

    check_not_open(path, open_files)
    found = read_gazetteer(path, progress=part_of(progress, 0.0, 0.5))
    places = tuple(by_size(found.places))
    index = NameIndex(((n, one.names) for n, one in enumerate(places)), part_of(progress, 0.5, 1.0))
    return SearchableGazetteer(found, places, index)


def add_place(
    project: QgsProject, case: OpenCase, place: Place, gazetteer: Gazetteer, tell: Tell | None = None
) -> AddedPlace:
    """Put a place into the settlements of an open case, and its gazetteer into the sources, as one step of Undo.

    A place that is there stays as it is. Nothing is saved. Main thread only.

    Raises
    ------
    CaseError
        When a layer cannot be edited, or is not in WGS 84.
    """
    from ..core.gazetteer import plan_places, row_id, settlement_row
    from ..store.gazetteer import source_row

    layer, sources = (add_table(project, case, name) for name in ("settlements", "sources"))
    if layer.crs().authid() != WGS84:
        text = tr("{path}: the settlements are not in EPSG:4326; nothing was added.")
        raise CaseError(text.format(path=case.path))
    there = _that_may_be_it(layer, place)
    if not plan_places((one for _, one in there), [place]).new:
        fid, known = next((fid, one) for fid, one in there if plan_places([one], [place]).same)
        return AddedPlace(layer, fid, known.name, is_new=False)
    source = source_row(gazetteer)
    made = settlement_row(place, row_id(place, _ids(layer)), str(source["id"]), _language(project, case))
    made.pop("geometry")
    feature = row_feature(layer.fields(), made)
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(place.lon, place.lat)))
    with joined_step((layer, sources), tr("Add settlement {name}").format(name=place.name), tell):
        _add(layer, feature, case)
        if source["id"] not in _ids(sources):
            _add(sources, row_feature(sources.fields(), source), case)
    fid = next(one.id() for one in _features(layer, _of_id(made["id"])))
    return AddedPlace(layer, fid, str(made["name"]), is_new=True)


def _that_may_be_it(layer: QgsVectorLayer, place: Place) -> list[tuple[int, Settlement]]:
    """Return the settlements around a place, and those of its numbers anywhere: a case may hold many thousands."""
    box = QgsRectangle(place.lon, place.lat, place.lon, place.lat)
    box.grow(_AROUND_DEG)
    requests = [QgsFeatureRequest().setFilterRect(box)]
    for field, value in (("geonames_id", place.geonames_id), ("pcode", place.pcode)):
        if value:
            requests.append(_where(field, value))
    found = {feature.id(): feature for request in requests for feature in _features(layer, request)}
    made = ((fid, _settlement(feature, layer)) for fid, feature in found.items())
    return [(fid, one) for fid, one in made if one is not None]


def _settlement(feature: QgsFeature, layer: QgsVectorLayer) -> Settlement | None:
    from shapely.geometry import Point

    from ..core.case import Settlement

    if feature.geometry().isNull():
        return None
    row: dict[str, Any] = feature_row(feature, layer.fields().names(), False)
    where = feature.geometry().asPoint()
    number = row.get("geonames_id")
    return Settlement(
        str(row.get("id") or ""),
        str(row.get("name") or ""),
        Point(where.x(), where.y()),
        name_local=str(row.get("name_local") or ""),
        pcode=str(row.get("pcode") or ""),
        geonames_id=number if isinstance(number, int) else None,
    )


def _features(layer: QgsVectorLayer, request: QgsFeatureRequest) -> list[QgsFeature]:
    return [QgsFeature(one) for one in layer.getFeatures(request)]


def _of_id(row_id: str) -> QgsFeatureRequest:
    return _where("id", row_id)


def _where(field: str, value: Any) -> QgsFeatureRequest:
    return QgsFeatureRequest().setFilterExpression(QgsExpression.createFieldEqualityExpression(field, value))


def _ids(layer: QgsVectorLayer) -> set[str]:
    return {str(one) for one in layer.uniqueValues(layer.fields().indexOf("id"))}


def _language(project: QgsProject, case: OpenCase) -> str:
    settings = case_layers(project, case.id).get("settings") or open_table(case.path, "settings", case.id)
    found = _features(settings, _of_id("language"))
    return str(found[0]["value"] or "") if found else ""


def _add(layer: QgsVectorLayer, feature: QgsFeature, case: OpenCase) -> None:
    if not layer.addFeature(feature):
        text = tr("{layer} of {name}: QGIS did not take the new row; nothing was added.")
        raise CaseError(text.format(layer=layer.name(), name=case.name))
