"""salient:check_claims."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ..bridge.parts import FILES, MEASURING
from ..bridge.words import tr
from ..brief.language import language
from .base import progress_of, told
from .case_file import CaseAlgorithm

_COUNTED = ("consistent", "consistent_if", "inconsistent", "impossible", "not_testable")


class CheckClaims(CaseAlgorithm):
    """Every claim of a case against its ground, as JSON."""

    NAME = "check_claims"
    TITLE = "Check claims"
    ICON = "check_claims"
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
        for name in ("claims", *_COUNTED):
            self.addOutput(QgsProcessingOutputNumber(name.upper(), name.upper()))

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
            report = work.checked(case, self.as_of(parameters, context), progress_of(feedback))
            for one in report.skipped:
                feedback.pushWarning(f"{one.table} {one.id}: {say(one.reason)}")
            text = json.dumps(work.as_json(report, say), ensure_ascii=False, indent=2)
            work.put_file(path, (text + "\n").encode("utf-8"))
        verdicts = [finding.verdict for finding in report.findings]
        for finding in report.findings:
            feedback.pushInfo(f"{finding.claim.id}: {finding.verdict}. {say(finding.reason)}")
        counts = {name.upper(): verdicts.count(name) for name in _COUNTED}
        return {"OUTPUT": path, "CLAIMS": len(verdicts), **counts}
