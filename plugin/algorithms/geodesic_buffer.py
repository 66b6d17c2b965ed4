"""salient:geodesic_buffer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)

from ..bridge.parts import MEASURING
from ..bridge.words import error_text, tr
from ..core.errors import MeasureError
from .base import SalientAlgorithm, progress_of, told


class GeodesicBuffer(SalientAlgorithm):
    """Everything within a distance of each feature, on the ellipsoid."""

    NAME = "geodesic_buffer"
    TITLE = "Geodesic buffer"
    ICON = "buffer"
    NEEDS = MEASURING
    HELP = (
        "Draws everything within a distance of points, lines or areas, measured on the WGS 84 ellipsoid. The outline "
        "is within 1 m of the true distance at 50 km, whatever the coordinate system of the input. The result has one "
        "feature for each input feature, with its attributes, in EPSG:4326. A feature without a usable shape keeps its "
        "attributes and gets no shape; the log names it."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        kinds = [Qgis.ProcessingSourceType.VectorAnyGeometry]
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT", tr("Points, lines or areas"), kinds))
        number = Qgis.ProcessingNumberParameterType.Double
        self.addParameter(
            QgsProcessingParameterNumber("KM", tr("Distance in kilometres"), number, 50.0, False, 0.001, 500.0)
        )
        area = Qgis.ProcessingSourceType.VectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Buffers"), area))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Draw the buffers."""
        from ..bridge import work
        from ..bridge.features import qgis_geometry
        from ..bridge.rows import WGS84

        name, source, rows = self.source_rows(parameters, "INPUT", context, feedback)
        distance_km = self.parameterAsDouble(parameters, "KM", context)
        crs = QgsCoordinateReferenceSystem(WGS84)
        fields = source.fields()
        sink, sink_id = self.parameterAsSink(parameters, "OUTPUT", context, fields, Qgis.WkbType.MultiPolygon, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        total, drawn, done = max(source.featureCount(), 1), 0, 0
        with told():
            for row, attributes in rows:
                feature = QgsFeature(fields)
                feature.setAttributes(attributes)
                for _, shape in work.usable_shapes(name, [row], feedback.pushWarning, "any"):
                    try:
                        share = work.part_of(progress_of(feedback), done / total, (done + 1) / total)
                        buffer = work.buffered(shape, distance_km, share)
                        feature.setGeometry(qgis_geometry(buffer))
                        drawn += 1
                    except MeasureError as error:
                        feedback.reportError(f"{name}, feature {row['fid']}: {error_text(error)}")
                if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
                    raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
                done += 1
                feedback.setProgress(100.0 * done / total)
        if done and not drawn and not feedback.isCanceled():
            raise QgsProcessingException(tr("No feature of the input has a shape that can be buffered; see the log."))
        sink.flushBuffer()
        return {"OUTPUT": sink_id}
