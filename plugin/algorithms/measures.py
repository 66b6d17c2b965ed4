"""salient:geodesic_buffer, salient:settlements_inside and salient:baseline: what lies within a distance or an area, and
the line that depths are measured from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)

from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import BOOLEAN_TYPE, DATE_TYPE, REAL_TYPE, TEXT_TYPE
from ..bridge.words import error_text, say, tr
from ..core.errors import MeasureError
from ..core.messages import message
from ..core.schema import DEFAULT_TOLERANCE_M
from .base import ENDS, Remarks, SalientAlgorithm, columns, day_of, heard, progress_of, told
from .control_maps import ControlAlgorithm

if TYPE_CHECKING:
    from ..bridge.rows import Row

_INSIDE_FIELDS = {"membership": TEXT_TYPE, "inside": BOOLEAN_TYPE}
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
    TAGS = "baseline, front line, edge, border, control maps"
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
        self.add_number("LENGTH_KM", tr("Length of the baseline, km"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Derive the line, and write it."""
        from ..bridge.baselines import BaselineWish, baseline_row
        from ..bridge.features import row_feature
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
        fields, kind = columns(_LINE_FIELDS), Qgis.WkbType.MultiLineString
        features = [row_feature(fields, made.row)]
        results = self.written(parameters, "OUTPUT", context, feedback, fields, features, kind)
        for note in made.notes:
            feedback.pushInfo(say(note))
        return {**results, "LENGTH_KM": made.length_km}

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
    TAGS = "buffer, distance, radius, range, ellipsoid"
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
        self.add_number("FEATURES", tr("Number of features"))
        self.add_number("BUFFERS", tr("Number of buffers drawn"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Draw the buffers."""
        from ..bridge.work import part_of

        name, source, rows = self.source_rows(parameters, "INPUT", context, feedback)
        distance_km, total = self.parameterAsDouble(parameters, "KM", context), max(source.featureCount(), 1)
        fields, remarks, drawn = source.fields(), Remarks(name, feedback), [0, 0]

        def buffers() -> Iterator[QgsFeature]:
            for done, (row, attributes) in enumerate(rows):
                feature = QgsFeature(fields)
                feature.setAttributes(attributes)
                share = part_of(progress_of(feedback), done / total, (done + 1) / total)
                with told(is_writing=True):
                    drawn[1] += _buffered(feature, name, row, distance_km, remarks, share)
                drawn[0] += 1
                yield feature

        kind = Qgis.WkbType.MultiPolygon
        results = self.written(parameters, "OUTPUT", context, feedback, fields, buffers(), kind)
        remarks.close()
        if drawn[0] and not drawn[1]:
            raise QgsProcessingException(tr("No feature of the input has a shape that can be buffered; see the log."))
        return {**results, "FEATURES": drawn[0], "BUFFERS": drawn[1]}


def _buffered(
    feature: QgsFeature, name: str, row: Row, distance_km: float, remarks: Remarks, progress: Callable[[float], None]
) -> int:
    """Give a feature the buffer of its row's shape, and return 1; return 0 where there is none to draw."""
    from ..bridge import work
    from ..bridge.features import qgis_geometry

    remark = remarks.of(row["fid"])
    for _, shape in work.usable_shapes(name, [row], remark, "any"):
        try:
            if shape.geom_type == "Point":
                drawn = work.buffered(shape, distance_km, progress)  # quick, and there may be many thousands
            else:
                drawn = work.left_where_called_off(progress, work.buffered, shape, distance_km, tells=True)
            feature.setGeometry(qgis_geometry(drawn))
        except MeasureError as error:
            remark(tr("{name}, feature {fid}: {reason}").format(name=name, fid=row["fid"], reason=error_text(error)))
            return 0
        return 1
    return 0


class SettlementsInside(SalientAlgorithm):
    """Which settlements lie in areas, and which only may."""

    NAME = "settlements_inside"
    TITLE = "Settlements inside areas"
    GROUP = "Settlements"
    ICON = "settlements"
    NEEDS = MEASURING
    TAGS = "settlements, places, villages, count, inside, within, buffer"
    HELP = (
        "Tells which points lie in areas whose edges are drawn to a tolerance: in, out, or maybe, where an edge is "
        "nearer than the tolerance (a geodesic on the WGS 84 ellipsoid, on either side). The count has a band: surely "
        "in, in as drawn, and possibly in. All areas are taken together, so nothing is counted twice where they "
        "overlap. Points keep their attributes, get the columns membership and inside (as drawn), and come out in "
        "EPSG:4326; those that are out are written only if wanted. Points without a usable shape are left out, and "
        "the log names them."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        points, areas = Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorPolygon
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("INPUT", tr("Settlements"), [points]))
        self.addParameter(source("AREAS", tr("Areas"), [areas]))
        number, title = Qgis.ProcessingNumberParameterType.Double, tr("Tolerance of drawn edges in metres")
        self.addParameter(
            QgsProcessingParameterNumber("TOLERANCE_M", title, number, DEFAULT_TOLERANCE_M, False, 0.0, 100_000.0)
        )
        self.addParameter(QgsProcessingParameterBoolean("ALL", tr("Write those that are out, too"), False))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Settlements inside"), points))
        self.add_band("COUNT", tr("Number of settlements inside"))
        self.add_number("SETTLEMENTS", tr("Number of settlements looked at"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Ask, and write the places."""
        from ..bridge import work
        from ..bridge.place_work import places_inside

        areas = self.shapes(parameters, "AREAS", "area", context, feedback)
        name, source, rows = self.source_rows(parameters, "INPUT", context, feedback)
        remarks, places, kept = Remarks(name, feedback), [], []
        for row, attributes in rows:
            for _, shape in work.usable_shapes(name, [row], remarks.of(row["fid"]), "one point"):
                places.append((shape.x, shape.y))
                kept.append(attributes)
        remarks.close()
        with told():
            tolerance_m = self.parameterAsDouble(parameters, "TOLERANCE_M", context)
            found = heard(feedback, 0.2, 1.0, places_inside, places, areas, tolerance_m)
        everything = self.parameterAsBoolean(parameters, "ALL", context)
        fields = QgsProcessingUtils.combineFields(source.fields(), columns(_INSIDE_FIELDS))

        def written() -> Iterator[QgsFeature]:
            for place, attributes, membership, drawn in zip(places, kept, found.membership, found.drawn):
                if everything or membership != "out":
                    feature = QgsFeature(fields)
                    feature.setAttributes([*attributes, membership, drawn])
                    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(*place)))
                    yield feature

        results = self.written(parameters, "OUTPUT", context, feedback, fields, written(), Qgis.WkbType.Point)
        counts = (found.membership.count("in"), sum(found.drawn), len(places) - found.membership.count("out"))
        text = "Inside as drawn: {best:,} (surely {low:,}, possibly {high:,}) of {n:,}."
        feedback.pushInfo(say(message(text, low=counts[0], best=counts[1], high=counts[2], n=len(places))))
        results.update(zip((f"COUNT_{end}" for end in ENDS), counts))
        return {**results, "SETTLEMENTS": len(places)}
