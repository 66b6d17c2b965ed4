"""The CASE of an algorithm: a file, read through its open layers where this project has it open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFile,
)

from ..bridge import work
from ..bridge.words import tr
from .base import SalientAlgorithm, day_of, progress_of, told

if TYPE_CHECKING:
    import datetime

    from ..bridge.cases import OpenCase
    from ..bridge.rows import RowSource
    from ..core.case import Case


class CaseAlgorithm(SalientAlgorithm):
    """An algorithm on a whole case, as of a day."""

    GROUP = "Cases"

    def __init__(self) -> None:
        super().__init__()
        self._open: OpenCase | None = None
        self._tables: dict[str, RowSource] = {}

    def add_case_parameters(self) -> None:
        """Name the parameters CASE and AS_OF."""
        behaviour = Qgis.ProcessingFileParameterBehavior.File
        self.addParameter(
            QgsProcessingParameterFile(
                "CASE", tr("Case"), behaviour, optional=False, fileFilter=tr("Cases (*.gpkg);;All files (*.*)")
            )
        )
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        self.addParameter(QgsProcessingParameterDateTime("AS_OF", tr("As of"), day, None, True))

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Take hold of the open layers, unsaved edits included; QGIS calls this where layers may be touched."""
        from ..bridge.cases import case_of_file, tables_of_case

        path = self.parameterAsFile(parameters, "CASE", context)
        project = context.project()
        with told():
            self._open = case_of_file(project, path) if project is not None else None
            if self._open is not None:
                self._tables = tables_of_case(project, self._open)
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
            return work.case_of(self._open.name, self._tables, progress_of(feedback))
        return work.case_on_disk(self.parameterAsFile(parameters, "CASE", context))

    def as_of(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> datetime.date | None:
        """Return the day of AS_OF; None where none was given."""
        return day_of(self, parameters, "AS_OF", context)
