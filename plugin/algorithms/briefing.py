"""salient:briefing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
)

from ..bridge.parts import FILES, MEASURING, PAPER
from ..bridge.words import LANGUAGES, tr
from .base import progress_of, told
from .case_file import CaseAlgorithm


class Briefing(CaseAlgorithm):
    """The briefing of a case, as PDF."""

    NAME = "briefing"
    TITLE = "PDF briefing"
    ICON = "briefing"
    NEEDS = (*MEASURING, *FILES, *PAPER)
    HELP = (
        "Writes the briefing of a case as PDF: title with its date, map, claims with verdict, measures, notes, "
        "definitions and sources. A case that is open in the project is read from its layers, unsaved edits included. "
        "Without a language the case's own is used. Maps of different issuers are compared only where that is ticked, "
        "and every page then says so. The same case and date give the same bytes."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_as_of()
        language = QgsProcessingParameterEnum(
            "LANG", tr("Language"), list(LANGUAGES), False, None, True, usesStaticStrings=True
        )
        self.addParameter(language)
        across = tr("Compare maps of different issuers (they use different definitions)")
        self.addParameter(QgsProcessingParameterBoolean("ACROSS", across, False))
        for name, title in (
            ("ISSUER", tr("Issuer of the first day, across issuers")),
            ("ISSUER_TO", tr("Issuer of the last day, across issuers")),
        ):
            self.addParameter(QgsProcessingParameterString(name, title, None, False, True))
        papers = ["A4", "Letter"]
        self.addParameter(
            QgsProcessingParameterEnum("PAPER", tr("Paper"), papers, False, "A4", True, usesStaticStrings=True)
        )
        text = QgsProcessingParameterString
        self.addParameter(text("NEWSROOM", tr("Name of the newsroom"), None, False, True))
        behaviour, pictures = Qgis.ProcessingFileParameterBehavior.File, tr("Pictures (*.png *.jpg *.jpeg)")
        self.addParameter(QgsProcessingParameterFile("LOGO", tr("Logo"), behaviour, optional=True, fileFilter=pictures))
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("PDF briefing"), tr("PDF files (*.pdf)")))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Check, render, and write the PDF."""
        from ..bridge import work
        from ..bridge.options import PaperOptions
        from ..core.days import across_pair

        path = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        lang = self.parameterAsEnumString(parameters, "LANG", context) or None
        paper = PaperOptions(
            self.parameterAsEnumString(parameters, "PAPER", context) or "A4",
            self.parameterAsString(parameters, "NEWSROOM", context).strip(),
            self.parameterAsFile(parameters, "LOGO", context),
            "en",
        )
        with told():
            across = across_pair(
                self.parameterAsBoolean(parameters, "ACROSS", context),
                *(self.parameterAsString(parameters, name, context).strip() for name in ("ISSUER", "ISSUER_TO")),
            )
            case = self.case(parameters, context, feedback)
            pdf = work.briefing_pdf(case, self.as_of(parameters, context), lang, progress_of(feedback), across, paper)
            work.put_file(path, pdf)
        return {"OUTPUT": path}
