"""salient:import_control."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ..bridge import control_work, work
from ..bridge.parts import FILES, MEASURING
from ..bridge.words import say, tr
from ..core.schema import STATES
from .base import day_of, progress_of, told
from .control_case import ControlAlgorithm

_COUNTS = ("ADDED", "REPLACED", "SAME", "REPEATED", "REMARKS")


class ImportControl(ControlAlgorithm):
    """An issuer's maps, into a case that is not open."""

    NAME = "import_control"
    TITLE = "Import control maps"
    ICON = "import_control"
    NEEDS = (*MEASURING, *FILES)
    HELP = (
        "Reads an issuer's maps (GeoJSON, GeoPackage, Shapefile, KML; files, folders or patterns such as "
        "maps/*.geojson) into a case that is not open in QGIS, in one transaction after a backup. The profile is "
        "isw, deepstate, or the path of another publisher's profile; without one, say issuer, side and state. "
        "Without a date, the day is taken from each file's name. Importing again changes nothing; a differing shape "
        "of the same issuer, day, state and side is refused unless Replace is ticked. The log holds the quality "
        "report. For a case that is open use Plugins > Salient > Import control maps…"
    )

    def __init__(self) -> None:
        super().__init__()
        self._open_files: frozenset[str] = frozenset()

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        files = Qgis.ProcessingSourceType.File
        self.addParameter(QgsProcessingParameterMultipleLayers("FILES", tr("Files and folders"), files))
        self.add_case()
        text = QgsProcessingParameterString
        self.addParameter(text("PROFILE", tr("Profile (isw, deepstate, or a profile's file)"), None, False, True))
        self.addParameter(text("ISSUER", tr("Issuer"), None, False, True))
        self.addParameter(text("SIDE", tr("Side"), None, False, True))
        state = QgsProcessingParameterEnum(
            "STATE", tr("State"), list(STATES), False, None, True, usesStaticStrings=True
        )
        self.addParameter(state)
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        self.addParameter(QgsProcessingParameterDateTime("AS_OF", tr("As of"), day, None, True))
        self.addParameter(QgsProcessingParameterBoolean("REPLACE", tr("Replace maps that differ"), False))
        for name in _COUNTS:
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Refuse a case that this project has open: another writer would drop the locks that QGIS holds on it."""
        from ..bridge.cases import is_open
        from ..bridge.layers import file_of

        project = context.project()
        path = self.parameterAsFile(parameters, "CASE", context)
        if project is not None and is_open(project, path):
            text = tr("{path}: this case is open in QGIS; use Plugins > Salient > Import control maps… instead.")
            raise QgsProcessingException(text.format(path=path))
        layers = project.mapLayers().values() if project is not None else ()
        self._open_files = frozenset(os.path.realpath(file_of(layer)) for layer in layers if file_of(layer))
        return True

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read, check and write."""
        path = self.parameterAsFile(parameters, "CASE", context)
        replace = self.parameterAsBoolean(parameters, "REPLACE", context)
        progress = progress_of(feedback)
        with told():
            case = work.case_on_disk(path)
            read = control_work.read_maps(
                self.parameterAsFileList(parameters, "FILES", context),
                self._options(parameters, context),
                self._open_files,
                control_work.part(progress, 0.0, 0.5),
            )
            report = control_work.imported_quality(read, case, control_work.part(progress, 0.5, 0.8))
            done = control_work.import_on_disk(path, read, replace, control_work.part(progress, 0.8, 1.0))
        for line in report.lines:
            feedback.pushWarning(" ".join(str(one) for one in (line.day or "", line.id, say(line.message)) if one))
        for sentence in report.summary:
            feedback.pushInfo(say(sentence))
        counts = (len(done.added), len(done.replaced), len(done.same), done.repeated, len(report.lines))
        text = tr("{name}: {new} maps added, {replaced} replaced, {same} there already.")
        feedback.pushInfo(text.format(name=case.name, new=counts[0], replaced=counts[1], same=counts[2]))
        return dict(zip(_COUNTS, counts))

    def _options(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> Any:
        profile = self.parameterAsString(parameters, "PROFILE", context).strip()
        issuer = self.parameterAsString(parameters, "ISSUER", context).strip()
        side = self.parameterAsString(parameters, "SIDE", context).strip()
        state = self.parameterAsEnumString(parameters, "STATE", context)
        if not profile and not (issuer and side and state):
            raise QgsProcessingException(tr("Say issuer, side and state, or give a profile."))
        day = day_of(self, parameters, "AS_OF", context)
        return control_work.options_for(profile, issuer, side, state, day, day is None)
