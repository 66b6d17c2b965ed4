"""salient:series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
)
from qgis.PyQt.QtCore import QDate

from ..bridge import control_work
from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import BOOLEAN_TYPE, DATE_TYPE, REAL_TYPE
from ..bridge.words import say, tr
from .base import progress_of, told
from .control_case import ControlAlgorithm

_TYPES = {"start": DATE_TYPE, "end": DATE_TYPE, "start_used": DATE_TYPE, "end_used": DATE_TYPE, "whole": BOOLEAN_TYPE}
_LAYERS = ("control", "held", "other")


class Series(ControlAlgorithm):
    """Lost, gained and net ground by the day, the week or the month."""

    NAME = "series"
    TITLE = "Series of control maps"
    ICON = "control_maps"
    NEEDS = (*MEASURING, *FILES)
    HELP = (
        "Writes a table of what an issuer's maps show as lost, gained and net, by day, week (from Mondays) or month, "
        "and what it adds up to, in km² on the WGS 84 ellipsoid. The layer is the assessed control, control and "
        "advance together, or the other side's layer. A missing day is stood in for by the next one within three "
        "days; a week or month that the maps cut short is marked as not whole. A case that is open in the project is "
        "read from its layers, unsaved edits included."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        enum = QgsProcessingParameterEnum
        steps = list(control_work.STEPS)
        self.addParameter(enum("BY", tr("Steps"), steps, False, "day", False, usesStaticStrings=True))
        self.add_issuer()
        self.addParameter(enum("LAYER", tr("Layer"), list(_LAYERS), False, "control", False, usesStaticStrings=True))
        self.add_frame()
        table = Qgis.ProcessingSourceType.Vector
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Series"), table))
        for name in ("STEPS", "NET_KM2"):
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write the table."""
        by = self.parameterAsEnumString(parameters, "BY", context)
        layer = self.parameterAsEnumString(parameters, "LAYER", context)
        with told():
            case = self.case(parameters, context, feedback)
            progress = control_work.part(progress_of(feedback), 0.3, 1.0)
            frame, issuer = self.frame(parameters, context), self.issuer(parameters, context)
            columns, rows, notes = control_work.series_table(case, issuer, layer, by, frame, progress)
        fields = QgsFields()
        for name in columns:
            fields.append(QgsField(name, _TYPES.get(name, REAL_TYPE)))
        none, crs = Qgis.WkbType.NoGeometry, QgsCoordinateReferenceSystem()
        sink, sink_id = self.parameterAsSink(parameters, "OUTPUT", context, fields, none, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        for row in rows:
            feature = QgsFeature(fields)
            days = {name: QDate.fromString(str(value), "yyyy-MM-dd") for name, value in zip(columns, row)}
            feature.setAttributes(
                [days[name] if _TYPES.get(name) == DATE_TYPE else value for name, value in zip(columns, row)]
            )
            if not sink.addFeature(feature):
                raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        sink.flushBuffer()
        for note in notes:
            feedback.pushInfo(say(note))
        total = dict(zip(columns, rows[-1]))["cumulative_km2"] if rows else 0.0
        return {"OUTPUT": sink_id, "STEPS": len(rows), "NET_KM2": total}
