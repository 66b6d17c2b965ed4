"""salient:change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
)

from ..bridge import control_work
from ..bridge.change_layer import change_features, change_fields
from ..bridge.parts import FILES, MEASURING
from ..bridge.rows import WGS84
from ..bridge.words import say, tr
from .base import day_of, told
from .control_case import ControlAlgorithm

_DEFINITIONS = ("lost", "passed", "growth", "net", "gained", "downgraded")
_ENDS = ("LOW", "BEST", "HIGH")


class Change(ControlAlgorithm):
    """What changed between two days on an issuer's maps."""

    NAME = "change"
    TITLE = "Change between two dates"
    ICON = "change"
    NEEDS = (*MEASURING, *FILES)
    HELP = (
        "Writes the ground that changed between two days on the maps of one issuer: one feature for each change of "
        "state, with the state before, the state after and the area in km² on the WGS 84 ellipsoid. The numbers of "
        "each definition (lost, passed, growth, net, downgraded; of an issuer with one state lost, gained and net) "
        "are outputs with their bands; those that the maps do not have are left out. A missing day is stood in for "
        "by the next one within three days, and the log says so. A case that is open in the project is read from its "
        "layers, unsaved edits included. A run that has begun to measure cannot be cancelled."
    )

    def flags(self) -> Qgis.ProcessingAlgorithmFlag:
        """Promise no cancelling: what is measured is measured in one go."""
        return super().flags() & ~Qgis.ProcessingAlgorithmFlag.CanCancel

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        self.addParameter(QgsProcessingParameterDateTime("FROM", tr("First day"), day))
        self.addParameter(QgsProcessingParameterDateTime("TO", tr("Last day"), day))
        self.add_issuer()
        self.add_frame()
        area = Qgis.ProcessingSourceType.VectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Changed ground"), area))
        for name in _DEFINITIONS:
            for end in _ENDS:
                output = f"{name.upper()}_KM2_{end}"
                self.addOutput(QgsProcessingOutputNumber(output, output))
        self.addOutput(QgsProcessingOutputNumber("RESIDUAL_KM2", "RESIDUAL_KM2"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write the changed ground."""
        start, end = (day_of(self, parameters, name, context) for name in ("FROM", "TO"))
        if start is None or end is None:
            raise QgsProcessingException(tr("Give the first day and the last one."))
        with told():
            case = self.case(parameters, context, feedback)
            frame = self.frame(parameters, context)
            change = control_work.change_between_days(case, start, end, self.issuer(parameters, context), frame)
        crs = QgsCoordinateReferenceSystem(WGS84)
        kind = Qgis.WkbType.MultiPolygon
        sink, sink_id = self.parameterAsSink(parameters, "OUTPUT", context, change_fields(), kind, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        if not sink.addFeatures(change_features(change.pieces)):
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        sink.flushBuffer()
        for note in change.notes:
            feedback.pushWarning(say(note))
        results: dict[str, Any] = {"OUTPUT": sink_id, "RESIDUAL_KM2": change.residual_km2}
        for name, band in change.definitions:
            feedback.pushInfo(f"{name}: {band.best:,.1f} km² ({band.low:,.1f}–{band.high:,.1f})")
            for end_name, value in zip(_ENDS, (band.low, band.best, band.high)):
                results[f"{name.upper()}_KM2_{end_name}"] = value
        return results
