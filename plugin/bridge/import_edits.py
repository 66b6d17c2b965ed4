"""Rows that were read from files into an open case: through QGIS's edit buffer, one undo step, saved by nobody.

Everything here touches layers and belongs on the main thread. The features are made before, in a worker thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Callable

from qgis.core import QgsFeature, QgsProject, QgsVectorLayer

from ..core.errors import CaseError
from .cases import OpenCase, add_table
from .rows import WGS84
from .undo import joined_step
from .words import tr

_AT_ONCE = 250
_VERTICES_AT_ONCE = 50_000
"""So much takes some hundredths of a second; after every portion the window looks at the layer anew."""

_REPLACED_AT_ONCE = 10


@dataclass(frozen=True)
class Replacement:
    """A feature that takes the place of some: the first keeps its fid and id, the others go."""

    fids: tuple[int, ...]
    feature: QgsFeature


@dataclass(frozen=True)
class RowsPlan:
    """Features for a table of a case, those that take the place of others, and rows of tables without shapes."""

    table: str
    new: tuple[QgsFeature, ...]
    replaced: tuple[Replacement, ...] = ()
    beside: Mapping[str, tuple[QgsFeature, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.new and not self.replaced


class Untouched:
    """Notices who edits a layer from now on, saving included; between `with` nobody is looked for.

    By signals: to count the features of a layer that is being edited disturbs GDAL's hold on the file.
    """

    def __init__(self, layer: QgsVectorLayer) -> None:
        self.layer = layer
        self.touched = self._ours = False
        for signal in (
            layer.featureAdded,
            layer.featureDeleted,
            layer.geometryChanged,
            layer.attributeValueChanged,
            layer.committedFeaturesAdded,
            layer.committedFeaturesRemoved,
            layer.afterRollBack,
        ):
            signal.connect(self._edited)

    def _edited(self, *_: Any) -> None:
        self.touched = self.touched or not self._ours

    def __enter__(self) -> None:
        self._ours = True

    def __exit__(self, *_: object) -> None:
        self._ours = False


def writing_rows(
    project: QgsProject, case: OpenCase, plan: RowsPlan, text: str, untouched: Untouched, changed: Callable[[], str]
) -> Iterator[float]:
    """Write a plan into the layers of a case, in the user's edit session or a new one, and yield the share done.

    After the last step all of it is in the edit buffer, as one step of Undo; closed before that, or after trouble,
    nothing is. In between nobody else may edit the layer: who does is noticed, and nothing is imported.

    Parameters
    ----------
    text
        What the step is called.
    untouched
        Has watched the layer since the plan was made.
    changed
        Gives the sentence for who edited it in between.

    Raises
    ------
    CaseError
        When a layer cannot be edited, or was changed since the plan was made.
    """
    layer = editable_layer(project, case, plan.table)
    if untouched.layer is not layer or untouched.touched:
        raise CaseError(changed())
    beside = {name: rows for name, rows in plan.beside.items() if rows}
    touched = [layer, *(add_table(project, case, name) for name in beside)]
    with joined_step(touched, text):
        yield from _rows_written(layer, plan, case, untouched, changed)
        with untouched:
            for other, rows in zip(touched[1:], beside.values()):
                add_features(other, rows, case)
    yield 1.0


def editable_layer(project: QgsProject, case: OpenCase, table: str) -> QgsVectorLayer:
    """Return the layer of a table that rows in longitude and latitude may be put into.

    Raises
    ------
    CaseError
        When it is read-only, or not in WGS 84.
    """
    layer = add_table(project, case, table)
    if layer.readOnly():
        # Said before minutes of reading.
        text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
        raise CaseError(text.format(path=case.path))
    if layer.isSpatial() and layer.crs().authid() != WGS84:
        text = tr("{path}: the layer {layer} is not in EPSG:4326; nothing was imported.")
        raise CaseError(text.format(path=case.path, layer=layer.name()))
    return layer


def _rows_written(
    layer: QgsVectorLayer, plan: RowsPlan, case: OpenCase, untouched: Untouched, changed: Callable[[], str]
) -> Iterator[float]:
    done, total = 0, max(1, len(plan.replaced) + len(plan.new))

    def still_alone() -> None:
        if untouched.touched or not layer.isEditCommandActive():
            raise CaseError(changed())

    yield 0.0
    for first in range(0, len(plan.replaced), min(_AT_ONCE, _REPLACED_AT_ONCE)):
        still_alone()
        with untouched:
            for one in plan.replaced[first : first + min(_AT_ONCE, _REPLACED_AT_ONCE)]:
                replace_feature(layer, one, case)
                done += 1
        yield done / total
    for some in _portions(plan.new):
        still_alone()
        with untouched:
            add_features(layer, some, case)
        done += len(some)
        yield done / total
    still_alone()


def _portions(features: Sequence[QgsFeature]) -> Iterator[list[QgsFeature]]:
    """Yield the features in portions that are put in at once."""
    portion: list[QgsFeature] = []
    vertices = 0
    for one in features:
        portion.append(one)
        vertices += one.geometry().constGet().nCoordinates() if one.hasGeometry() else 0
        if len(portion) >= _AT_ONCE or vertices >= _VERTICES_AT_ONCE:
            yield portion
            portion, vertices = [], 0
    if portion:
        yield portion


def add_features(layer: QgsVectorLayer, features: Sequence[QgsFeature], case: OpenCase) -> None:
    """Put features into the edit buffer of a layer; a `CaseError` where QGIS does not take them."""
    if features and not layer.addFeatures(list(features)):
        raise _not_taken(layer, case)


def replace_feature(layer: QgsVectorLayer, one: Replacement, case: OpenCase) -> None:
    """Put shape and values of a new feature into the row of an old one, which keeps its place; errors as above."""
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
