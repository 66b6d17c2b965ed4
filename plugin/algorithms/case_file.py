"""The CASE of an algorithm: a file, read through its open layers where this project has it open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFile,
    QgsProject,
)

from ..bridge.words import tr
from .base import SalientAlgorithm, day_of, progress_of, told

if TYPE_CHECKING:
    import datetime

    from ..bridge.cases import OpenCase
    from ..core.case import Case

Progress = Callable[[float], None]


class CaseAlgorithm(SalientAlgorithm):
    """An algorithm on a case."""

    GROUP = "Cases"

    def __init__(self) -> None:
        super().__init__()
        self._read: Callable[[Progress], Case] | None = None

    def add_case(self) -> None:
        """Name the parameter CASE."""
        behaviour = Qgis.ProcessingFileParameterBehavior.File
        kinds = tr("Cases (*.gpkg);;All files (*.*)")
        self.addParameter(QgsProcessingParameterFile("CASE", tr("Case"), behaviour, optional=False, fileFilter=kinds))

    def add_as_of(self) -> None:
        """Name the parameter AS_OF."""
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        self.addParameter(QgsProcessingParameterDateTime("AS_OF", tr("As of"), day, None, True))

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take hold of the open layers, unsaved edits included; QGIS calls this where layers may be touched."""
        from ..bridge.cases import case_of_file

        path = self.parameterAsFile(parameters, "CASE", context)
        project = context.project()
        with told():
            case = case_of_file(project, path) if project is not None else None
            self._read = self.held(project, case) if case is not None else None
        return True

    def held(self, project: QgsProject, case: OpenCase) -> Callable[[Progress], Case]:
        """Return what reads an open case as it is now, later and on any thread; layers are touched here only."""
        from ..bridge import work
        from ..bridge.cases import tables_of_case

        tables = tables_of_case(project, case)
        return lambda progress: work.case_of(case.name, tables, progress)

    def case(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Case:
        """Return the case, from the open layers or from the file.

        Raises
        ------
        SalientError
            When the file is no case, or cannot be read.
        """
        from ..bridge import work

        if self._read is not None:
            feedback.pushInfo(tr("The case is open in this project: its layers are read, unsaved edits included."))
            return self._read(progress_of(feedback))
        return work.case_on_disk(self.parameterAsFile(parameters, "CASE", context))

    def as_of(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> datetime.date | None:
        """Return the day of AS_OF; None where none was given."""
        return day_of(self, parameters, "AS_OF", context)
