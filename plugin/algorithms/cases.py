"""salient:check_claims and salient:briefing, and what algorithms on a case share: its file, read through its open
layers where this project has it open.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProject,
)

from ..bridge.parts import FILES, MEASURING, PAPER
from ..bridge.words import say, tr
from ..brief.language import codes, language
from ..core.schema import VERDICTS
from .base import SalientAlgorithm, day_of, heard, progress_of, told

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

    def wrong(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str | None:
        """Say where there is no such file."""
        path = self.parameterAsFile(parameters, "CASE", context)
        if path and not os.path.exists(path):
            return tr("{path}: there is no such file; choose a case.").format(path=path)
        return super().wrong(parameters, context)

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

    def files_open_beside_the_case(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, refusal: str
    ) -> frozenset[str]:
        """Return the files of the project's layers, as real paths; QGIS calls this where layers may be touched.

        Raises
        ------
        QgsProcessingException
            When the case is one of them; `refusal` says so, with the gap path.
        """
        from ..bridge.layers import file_of

        project = context.project()
        layers = project.mapLayers().values() if project is not None else ()
        found = frozenset(os.path.realpath(file_of(layer)) for layer in layers if file_of(layer))
        path = self.parameterAsFile(parameters, "CASE", context)
        if os.path.realpath(path) in found:
            raise QgsProcessingException(refusal.format(path=path))
        return found

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
        share = work.part_of(progress_of(feedback), 0.0, 0.3)
        return work.case_on_disk(self.parameterAsFile(parameters, "CASE", context), share)

    def as_of(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> datetime.date | None:
        """Return the day of AS_OF; None where none was given."""
        return day_of(self, parameters, "AS_OF", context)


_COUNTED = ("consistent", "consistent_if", "inconsistent", "impossible", "not_testable")


class CheckClaims(CaseAlgorithm):
    """Every claim of a case against its ground, as JSON."""

    NAME = "check_claims"
    TITLE = "Check claims"
    ICON = "check_claims"
    TAGS = "claims, check, verdict, findings, fact-check, JSON"
    NEEDS = (*MEASURING, *FILES)
    HELP = (
        "Checks every claim of a case against its ground and writes the findings as JSON: verdict, the measure under "
        "every definition with its band, further checks and the reason. A case that is open in the project is read "
        "from its layers, unsaved edits included. With a date, what is of later days is left out, and counted."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_as_of()
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("Findings"), tr("JSON files (*.json)")))
        self.add_number("CLAIMS", tr("Number of claims checked"))
        for name in _COUNTED:
            title = tr("Number of claims with the verdict {verdict}").format(verdict=tr(VERDICTS[name]))
            self.add_number(name.upper(), title)

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Check, and write the findings."""
        from ..bridge import work

        path = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        with told():
            # As the command line prints it, whatever language QGIS speaks: programs read this.
            say = language("en").say
            case = self.case(parameters, context, feedback)
            report = heard(feedback, 0.3, 1.0, work.checked, case, self.as_of(parameters, context))
            for one in report.skipped:
                feedback.pushWarning(f"{one.table} {one.id}: {say(one.reason)}")
            text = json.dumps(work.as_json(report, say), ensure_ascii=False, indent=2)
            work.put_file(path, (text + "\n").encode("utf-8"))
        verdicts = [finding.verdict for finding in report.findings]
        for finding in report.findings:
            feedback.pushInfo(f"{finding.claim.id}: {finding.verdict}. {say(finding.reason)}")
        counts = {name.upper(): verdicts.count(name) for name in _COUNTED}
        return {"OUTPUT": path, "CLAIMS": len(verdicts), **counts}


class Briefing(CaseAlgorithm):
    """The briefing of a case, as PDF."""

    NAME = "briefing"
    TITLE = "PDF briefing"
    ICON = "briefing"
    TAGS = "briefing, report, paper, PDF, print"
    NEEDS = (*MEASURING, *FILES, *PAPER)
    HELP = (
        "Writes the briefing of a case as PDF: title with its date, map, claims with verdict, measures, notes, "
        "definitions and sources. A case that is open in the project is read from its layers, unsaved edits included. "
        "Without a language the case's own is used. Maps of different issuers are compared only where that is ticked, "
        "and every page then says so. The recipe that the case keeps, or that of a file, says what is printed, how, "
        "and what does not leave the desk. The same case and date give the same bytes."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_as_of()
        language = QgsProcessingParameterEnum(
            "LANG", tr("Language"), list(codes()), False, None, True, usesStaticStrings=True
        )
        self.addParameter(language)
        across = tr("Compare maps of different issuers (they use different definitions)")
        self.addParameter(QgsProcessingParameterBoolean("ACROSS", across, False))
        for name, title in (
            ("ISSUER", tr("Issuer of the first day, across issuers")),
            ("ISSUER_TO", tr("Issuer of the last day, across issuers")),
        ):
            self.addParameter(QgsProcessingParameterString(name, title, None, False, True))
        self._add_paper()
        beside = tr("Facts, claims and shapes beside the PDF too")
        self.addParameter(QgsProcessingParameterBoolean("BESIDE", beside, False))
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT", tr("PDF briefing"), tr("PDF files (*.pdf)")))

    def _add_paper(self) -> None:
        """Name the parameters that say how it is printed."""
        files, day = Qgis.ProcessingFileParameterBehavior.File, Qgis.ProcessingDateTimeParameterDataType.Date
        for name, title, kinds in (
            ("RECIPE", tr("Recipe"), tr("JSON files (*.json)")),
            ("LOGO", tr("Logo"), tr("Pictures (*.png *.jpg *.jpeg)")),
        ):
            self.addParameter(QgsProcessingParameterFile(name, title, files, optional=True, fileFilter=kinds))
        papers = ["A4", "Letter"]
        paper = QgsProcessingParameterEnum("PAPER", tr("Paper"), papers, False, None, True, usesStaticStrings=True)
        self.addParameter(paper)
        self.addParameter(QgsProcessingParameterString("NEWSROOM", tr("Name of the newsroom"), None, False, True))
        self.addParameter(QgsProcessingParameterDateTime("ISSUED_ON", tr("Day of issue"), day, None, True))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Check, render, and write the PDF."""
        from ..bridge import work
        from ..bridge.beside import put_beside
        from ..bridge.briefings import BriefingWish, made_briefing
        from ..bridge.recipes import asked_recipe
        from ..core.days import across_pair

        path = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        lang = self.parameterAsEnumString(parameters, "LANG", context) or None
        files = [self.parameterAsFile(parameters, name, context) for name in ("RECIPE", "LOGO")]
        newsroom = self.parameterAsString(parameters, "NEWSROOM", context).strip()
        sheet = self.parameterAsEnumString(parameters, "PAPER", context)
        with told():
            across = across_pair(
                self.parameterAsBoolean(parameters, "ACROSS", context),
                *(self.parameterAsString(parameters, name, context).strip() for name in ("ISSUER", "ISSUER_TO")),
            )
            case = self.case(parameters, context, feedback)
            wish = BriefingWish(
                lang=lang,
                as_of=self.as_of(parameters, context),
                across=across,
                recipe=asked_recipe(case, files[0], newsroom, files[1]),
                sheet=sheet,
                issued_on=day_of(self, parameters, "ISSUED_ON", context),
                beside=self.parameterAsBoolean(parameters, "BESIDE", context),
            )
            made = heard(feedback, 0.3, 1.0, made_briefing, case, wish)
            for one in made.remarks:
                feedback.pushWarning(say(one))
            work.put_file(path, made.pdf)
            put_beside(path, made.beside)
        return {"OUTPUT": path}
