"""The CASE of an algorithm on control maps, read in the worker thread where the project has it open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge import control_work, work
from ..bridge.rows import WGS84
from ..bridge.words import tr
from .base import SalientAlgorithm, progress_of, told

if TYPE_CHECKING:
    from ..bridge.snapshots import CaseSnapshot
    from ..core.case import Case
    from ..core.shapes import Geometry


class ControlAlgorithm(SalientAlgorithm):
    """An algorithm on the control maps of a case."""

    GROUP = "Control maps"

    def __init__(self) -> None:
        super().__init__()
        self._open: CaseSnapshot | None = None

    def add_case(self) -> None:
        """Name the parameter CASE."""
        behaviour = Qgis.ProcessingFileParameterBehavior.File
        kinds = tr("Cases (*.gpkg);;All files (*.*)")
        self.addParameter(QgsProcessingParameterFile("CASE", tr("Case"), behaviour, optional=False, fileFilter=kinds))

    def add_issuer(self) -> None:
        """Name the parameter ISSUER."""
        title = tr("Issuer (empty: the only one, or that of the case's settings)")
        self.addParameter(QgsProcessingParameterString("ISSUER", title, None, False, True))

    def add_frame(self) -> None:
        """Name the parameter FRAME."""
        self.addParameter(QgsProcessingParameterExtent("FRAME", tr("Frame (empty: the whole maps)"), None, True))

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take hold of the open layers, unsaved edits included; QGIS calls this where layers may be touched."""
        from ..bridge.cases import case_of_file
        from ..bridge.snapshots import snapshot

        project = context.project()
        with told():
            path = self.parameterAsFile(parameters, "CASE", context)
            case = case_of_file(project, path) if project is not None else None
            self._open = snapshot(project, case) if case is not None else None
        return True

    def case(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Case:
        """Return the case, from the open layers or from the file.

        Raises
        ------
        SalientError
            When the file is no case, or cannot be read.
        """
        if self._open is not None:
            feedback.pushInfo(tr("The case is open in this project: its layers are read, unsaved edits included."))
            return self._open.case(control_work.part(progress_of(feedback), 0.0, 0.3))
        return work.case_on_disk(self.parameterAsFile(parameters, "CASE", context))

    def issuer(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str | None:
        """Return the issuer that was named; None where none was."""
        return self.parameterAsString(parameters, "ISSUER", context).strip() or None

    def frame(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> Geometry | None:
        """Return the frame as a shape in degrees; None where none was given."""
        if parameters.get("FRAME") in (None, ""):
            return None
        degrees = QgsCoordinateReferenceSystem(WGS84)
        box = self.parameterAsExtent(parameters, "FRAME", context, degrees)
        return control_work.box_shape((box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()))
