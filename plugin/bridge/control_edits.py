"""Control maps into an open case: through QGIS's edit buffer, one undo step, saved by nobody but the user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from qgis.core import Qgis, QgsFeatureRequest, QgsProject, QgsVectorLayer

from ..core.errors import CaseError
from .cases import OpenCase, add_table
from .control_plan import Here, ImportPlan, Replacement, here_now
from .rows import WGS84, feature_row
from .undo import joined_step
from .words import tr

_AT_ONCE = 10
"""So many maps of a whole front take some milliseconds."""


def writing(project: QgsProject, case: OpenCase, plan: ImportPlan) -> Iterator[float]:
    """Write a plan into the layers of a case, in the user's edit session or a new one, and yield the share done.

    After the last step all of it is in the edit buffer, as one step of Undo; closed before that, or after trouble,
    nothing is. In between nobody else may edit the layers: who does is noticed, and nothing is imported. Main thread
    only.

    Raises
    ------
    CaseError
        When a layer cannot be edited, or was changed since the plan was made.
    """
    areas = add_table(project, case, "control_areas")
    if areas.crs().authid() != WGS84:
        text = tr("{path}: the control areas are not in EPSG:4326; nothing was imported.")
        raise CaseError(text.format(path=case.path))
    if _here(areas) != plan.here:
        raise _changed(case)
    touched = [areas, add_table(project, case, "sources")] if plan.sources else [areas]
    with joined_step(touched, tr("Import control maps")):
        done, total = 0, len(plan.replaced) + len(plan.new)
        alone = _Alone(areas, case)
        yield 0.0
        for first in range(0, len(plan.replaced), _AT_ONCE):
            with alone:
                for one in plan.replaced[first : first + _AT_ONCE]:
                    _replace(areas, one, case)
                    done += 1
            yield done / total
        for first in range(0, len(plan.new), _AT_ONCE):
            some = plan.new[first : first + _AT_ONCE]
            with alone:
                _add(areas, some, case)
            done += len(some)
            yield done / total
        with alone:
            if plan.sources:
                _add(touched[1], plan.sources, case)
    yield 1.0


class _Alone:
    """Notices who else edits a layer between our own edits, each of which stands in a `with`.

    By signals: to count the features of a layer that is being edited disturbs GDAL's hold on the file.
    """

    def __init__(self, layer: QgsVectorLayer, case: OpenCase) -> None:
        self._layer = layer
        self._case = case
        self._ours = self._others = False
        for signal in (layer.featureAdded, layer.featureDeleted, layer.geometryChanged, layer.attributeValueChanged):
            signal.connect(self._edited)

    def _edited(self, *_: Any) -> None:
        self._others = self._others or not self._ours

    def __enter__(self) -> None:
        if self._others or not self._layer.isEditCommandActive():
            raise _changed(self._case)
        self._ours = True

    def __exit__(self, *_: object) -> None:
        self._ours = False


def _changed(case: OpenCase) -> CaseError:
    text = tr("The control areas of {name} were changed while the files were read; import the files again.")
    return CaseError(text.format(name=case.name))


def _here(layer: QgsVectorLayer) -> Here:
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    names = layer.fields().names()
    return here_now(feature_row(feature, names, False) for feature in layer.getFeatures(request))


def _add(layer: QgsVectorLayer, features: Sequence, case: OpenCase) -> None:
    if features and not layer.addFeatures(list(features)):
        raise _not_taken(layer, case)


def _replace(layer: QgsVectorLayer, one: Replacement, case: OpenCase) -> None:
    """Put shape and values of a new map into the row of an old one, which keeps its place."""
    first, *more = one.fids
    own = layer.fields().indexOf("fid")
    values = {n: value for n, value in enumerate(one.feature.attributes()) if n != own}
    taken = layer.changeGeometry(first, one.feature.geometry(), True)
    taken = taken and layer.changeAttributeValues(first, values)
    if not taken or not all(layer.deleteFeature(fid) for fid in more):
        raise _not_taken(layer, case)


def _not_taken(layer: QgsVectorLayer, case: OpenCase) -> CaseError:
    text = tr("{layer} of {name}: QGIS did not take the new rows; nothing was imported.")
    return CaseError(text.format(layer=layer.name(), name=case.name))
