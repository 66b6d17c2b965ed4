"""salient:measure_depth, salient:baseline and salient:geodesic_buffer: how far in ground reaches, from which line,
and what lies within a distance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import DATE_TYPE, REAL_TYPE, TEXT_TYPE
from ..bridge.words import error_text, say, tr
from ..core.errors import MeasureError
from ..core.schema import DEFAULT_TOLERANCE_M
from .base import SalientAlgorithm, day_of, progress_of, told
from .control_maps import ControlAlgorithm

_PREFIXES = {"any_part": "DEPTH", "break_in_sector": "SECTOR"}


class MeasureDepth(SalientAlgorithm):
    """How far in gained ground reaches from a baseline."""

    NAME = "measure_depth"
    TITLE = "Penetration depth"
    ICON = "depth"
    NEEDS = MEASURING
    HELP = (
        "Measures how far in gained ground reaches: the greatest geodesic distance from any of its points, edges and "
        "interior included, to the baseline. With a sector a second depth is measured to the baseline inside the "
        "sector only, over the gained ground that is connected to it. The band is the depth less and plus the "
        "tolerance of the gains and that of the baseline. Every feature of the inputs is used: of the front lines of a "
        "case, filter those with the role baseline, and of its areas those with the role sector. Outputs are the "
        "deepest points, the lines from them to the baseline, and the depths in kilometres."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        areas, lines = Qgis.ProcessingSourceType.VectorPolygon, Qgis.ProcessingSourceType.VectorLine
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("GAINS", tr("Gained ground"), [areas]))
        self.addParameter(source("BASELINE", tr("Baseline (lines, or areas whose edge is meant)"), [lines, areas]))
        self.addParameter(source("SECTOR", tr("Break-in sector"), [areas], None, True))
        number = Qgis.ProcessingNumberParameterType.Double
        tolerance = QgsProcessingParameterNumber(
            "TOLERANCE_M",
            tr("Tolerance of drawn edges in metres"),
            number,
            DEFAULT_TOLERANCE_M,
            False,
            0.0,
            100_000.0,
        )
        self.addParameter(tolerance)
        points = Qgis.ProcessingSourceType.VectorPoint
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Deepest points"), points))
        lines_out = QgsProcessingParameterFeatureSink("OUTPUT_LINE", tr("Depth lines"), lines, None, True, True)
        self.addParameter(lines_out)
        for prefix in _PREFIXES.values():
            for end in ("LOW", "BEST", "HIGH"):
                name = f"{prefix}_KM_{end}"
                self.addOutput(QgsProcessingOutputNumber(name, name))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write points and lines."""
        from ..bridge import work
        from ..bridge.features import measure_features

        gains = self._shapes(parameters, "GAINS", "area", context, feedback)
        baseline = self._shapes(parameters, "BASELINE", "any", context, feedback)
        sector: list[Any] = []
        if parameters.get("SECTOR") not in (None, ""):
            sector = self._shapes(parameters, "SECTOR", "area", context, feedback)
            if not sector:
                raise QgsProcessingException(tr("The sector holds no area: draw one, or leave the sector out."))
        feedback.setProgress(20)
        tolerance_m = self.parameterAsDouble(parameters, "TOLERANCE_M", context)
        with told():
            share = work.part_of(progress_of(feedback), 0.2, 1.0)
            found = work.depths(gains, baseline, sector, tolerance_m, tolerance_m, share)
        points, lines = zip(*measure_features(found))
        results: dict[str, Any] = {}
        results.update(self._written(parameters, "OUTPUT", points, Qgis.WkbType.Point, context))
        if parameters.get("OUTPUT_LINE") is not None:
            results.update(self._written(parameters, "OUTPUT_LINE", lines, Qgis.WkbType.LineString, context))
        for one in found:
            prefix = _PREFIXES[one.definition]
            band = {"LOW": one.low_km, "BEST": one.best_km, "HIGH": one.high_km}
            results.update({f"{prefix}_KM_{end}": value for end, value in band.items()})
            feedback.pushInfo(f"{one.definition}: {one.best_km:.3f} km ({one.low_km:.3f}–{one.high_km:.3f})")
        return results

    def _shapes(
        self,
        parameters: Mapping[str, Any],
        name: str,
        kind: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[Any]:
        from ..bridge import work

        title, _, rows = self.source_rows(parameters, name, context, feedback)
        usable = work.usable_shapes(title, [row for row, _ in rows], feedback.pushWarning, kind)
        return [shape for _, shape in usable]

    def _written(
        self,
        parameters: Mapping[str, Any],
        name: str,
        features: Sequence[QgsFeature],
        kind: Qgis.WkbType,
        context: QgsProcessingContext,
    ) -> dict[str, Any]:
        from ..bridge.features import depth_fields
        from ..bridge.rows import WGS84

        crs = QgsCoordinateReferenceSystem(WGS84)
        sink, sink_id = self.parameterAsSink(parameters, name, context, depth_fields(), kind, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, name))
        if not sink.addFeatures(list(features)):
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, name))
        sink.flushBuffer()
        return {name: sink_id}


_LINE_FIELDS = {
    "id": TEXT_TYPE,
    "name": TEXT_TYPE,
    "role": TEXT_TYPE,
    "side": TEXT_TYPE,
    "as_of": DATE_TYPE,
    "source_id": TEXT_TYPE,
    "tolerance_m": REAL_TYPE,
    "note": TEXT_TYPE,
}


class Baseline(ControlAlgorithm):
    """The front of a day from an issuer's map."""

    NAME = "baseline"
    TITLE = "Baseline from control maps"
    ICON = "baseline"
    NEEDS = (*MEASURING, *FILES)
    HELP = (
        "Writes the front of a day: the edge of one side's ground on the map of an issuer, as lines with the columns "
        "of the front lines of a case. A coast never belongs to it; a state border does where the ground beyond it was "
        "not held by that side. So name the state borders (lines, or the states' areas), the ground beyond them that "
        "the side held, and the coasts; without them the whole edge is taken, and the note says so. Without the ground "
        "beyond, borders are left out except where the other side's ground lies at them. A missing day is stood in for "
        "by the next one within three days. A case that is open in the project is read from its layers, unsaved edits "
        "included, and is not changed: Plugins > Salient > Baseline from control maps… writes the line into it."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        self.addParameter(QgsProcessingParameterDateTime("AS_OF", tr("As of"), day))
        self.add_issuer()
        side = tr("Side whose ground's edge is meant (empty: the only one in control)")
        self.addParameter(QgsProcessingParameterString("SIDE", side, None, False, True))
        areas, lines = Qgis.ProcessingSourceType.VectorPolygon, Qgis.ProcessingSourceType.VectorLine
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("BORDERS", tr("State borders"), [lines, areas], None, True))
        self.addParameter(source("BEYOND", tr("Ground beyond them held by the side"), [areas], None, True))
        self.addParameter(source("COASTS", tr("Coasts"), [lines, areas], None, True))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Baseline"), lines))
        self.addOutput(QgsProcessingOutputNumber("LENGTH_KM", "LENGTH_KM"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Derive the line, and write it."""
        from ..bridge.baselines import BaselineWish, baseline_row
        from ..bridge.features import row_feature
        from ..bridge.rows import WGS84
        from ..bridge.work import part_of

        day = day_of(self, parameters, "AS_OF", context)
        if day is None:
            raise QgsProcessingException(tr("Give the day."))
        issuer, side = self.issuer(parameters, context), self.parameterAsString(parameters, "SIDE", context).strip()
        named = {name: self._given(parameters, name, context, feedback) for name in ("BORDERS", "COASTS", "BEYOND")}
        wish = BaselineWish(issuer, side or None, day, *named.values())
        with told():
            case = self.case(parameters, context, feedback)
            made = baseline_row(case, wish, part_of(progress_of(feedback), 0.3, 1.0))
        fields = QgsFields()
        for name, kind in _LINE_FIELDS.items():
            fields.append(QgsField(name, kind))
        kind, crs = Qgis.WkbType.MultiLineString, QgsCoordinateReferenceSystem(WGS84)
        sink, sink_id = self.parameterAsSink(parameters, "OUTPUT", context, fields, kind, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        if not sink.addFeature(row_feature(fields, made.row)):
            raise QgsProcessingException(self.writeFeatureError(sink, parameters, "OUTPUT"))
        sink.flushBuffer()
        for note in made.notes:
            feedback.pushInfo(say(note))
        return {"OUTPUT": sink_id, "LENGTH_KM": made.length_km}

    def _given(
        self,
        parameters: Mapping[str, Any],
        name: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Any:
        """Return the rows of an optional source; None where none was given."""
        from ..bridge.baselines import RowsRead

        if parameters.get(name) in (None, ""):
            return None
        title, _, rows = self.source_rows(parameters, name, context, feedback)
        return RowsRead(title, [row for row, _ in rows])


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
