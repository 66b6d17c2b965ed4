"""Control maps into an open case: through QGIS's edit buffer, one undo step, saved by nobody but the user."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import Qgis, QgsFeatureRequest, QgsProject, QgsVectorLayer

from ..core.errors import CaseError
from .cases import OpenCase
from .control_plan import Here, ImportPlan, here_now
from .import_edits import RowsPlan, Untouched, editable_layer, writing_rows
from .rows import feature_row
from .words import tr


def writing(project: QgsProject, case: OpenCase, plan: ImportPlan) -> Iterator[float]:
    """Write a plan into the layers of a case, and yield the share done; as `import_edits.writing_rows`.

    Raises
    ------
    CaseError
        When a layer cannot be edited, or was changed since the plan was made.
    """
    areas = editable_layer(project, case, "control_areas")

    def changed() -> str:
        text = tr("The control areas of {name} were changed while the files were read; import the files again.")
        return text.format(name=case.name)

    if _here(areas) != plan.here:
        raise CaseError(changed())
    rows = RowsPlan("control_areas", plan.new, plan.replaced, {"sources": plan.sources})
    yield from writing_rows(project, case, rows, tr("Import control maps"), Untouched(areas), changed)


def _here(layer: QgsVectorLayer) -> Here:
    request = QgsFeatureRequest().setFlags(Qgis.FeatureRequestFlag.NoGeometry)
    names = layer.fields().names()
    return here_now(feature_row(feature, names, False) for feature in layer.getFeatures(request))
