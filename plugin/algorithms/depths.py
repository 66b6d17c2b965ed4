"""salient:measure_depth, salient:depth_profile and salient:depth_by_day: how far in gained ground reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import DATE_TYPE, REAL_TYPE, TEXT_TYPE
from ..bridge.words import say, tr
from ..core.messages import message
from ..core.schema import DEFAULT_TOLERANCE_M
from .base import ENDS, SalientAlgorithm, columns, heard, told
from .control_maps import ControlAlgorithm

if TYPE_CHECKING:
    from ..bridge.depth_work import AlongBaseline
    from ..core.depth import DepthMeasure
    from ..core.front import DepthSeries

_PREFIXES = {"any_part": "DEPTH_KM", "break_in_sector": "SECTOR_KM"}
_AREAS, _LINES = Qgis.ProcessingSourceType.VectorPolygon, Qgis.ProcessingSourceType.VectorLine
_POINTS = Qgis.ProcessingSourceType.VectorPoint
_DAY_FIELDS = {
    "day": DATE_TYPE,
    "definition": TEXT_TYPE,
    "low_km": REAL_TYPE,
    "depth_km": REAL_TYPE,
    "high_km": REAL_TYPE,
}
_PROFILE_FIELDS = dict.fromkeys(
    ("km", "from_km", "to_km", "depth_km", "sampling_km", "deepest_lon", "deepest_lat"), REAL_TYPE
)


class DepthAlgorithm(SalientAlgorithm):
    """An algorithm on gained ground and a baseline."""

    def add_ground(self) -> None:
        """Name the parameters GAINS and BASELINE."""
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("GAINS", tr("Gained ground"), [_AREAS]))
        self.addParameter(source("BASELINE", tr("Baseline (lines, or areas whose edge is meant)"), [_LINES, _AREAS]))

    def add_sector(self) -> None:
        """Name the parameter SECTOR."""
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("SECTOR", tr("Break-in sector"), [_AREAS], None, True))

    def add_depths(self) -> None:
        """Name the outputs of the two definitions."""
        self.add_band("DEPTH_KM", tr("Depth to any part of the baseline, km"))
        self.add_band("SECTOR_KM", tr("Depth to the break-in sector, km"))

    def sector(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> list[Any]:
        """Return the areas of SECTOR; none where it was not given.

        Raises
        ------
        QgsProcessingException
            When it was given and holds no area.
        """
        found = self.shapes(parameters, "SECTOR", "area", context, feedback)
        if not found and parameters.get("SECTOR") not in (None, ""):
            raise QgsProcessingException(tr("The sector holds no area: draw one, or leave the sector out."))
        return found


class MeasureDepth(DepthAlgorithm):
    """How far in gained ground reaches from a baseline."""

    NAME = "measure_depth"
    TITLE = "Penetration depth"
    ICON = "depth"
    NEEDS = MEASURING
    TAGS = "depth, penetration, advance, distance, front line"
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
        self.add_ground()
        self.add_sector()
        number, title = Qgis.ProcessingNumberParameterType.Double, tr("Tolerance of drawn edges in metres")
        self.addParameter(
            QgsProcessingParameterNumber("TOLERANCE_M", title, number, DEFAULT_TOLERANCE_M, False, 0.0, 100_000.0)
        )
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Deepest points"), _POINTS))
        lines = QgsProcessingParameterFeatureSink("OUTPUT_LINE", tr("Depth lines"), _LINES, None, True, True)
        self.addParameter(lines)
        self.add_depths()

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write points and lines."""
        from ..bridge import work
        from ..bridge.features import depth_fields, measure_features

        gains = self.shapes(parameters, "GAINS", "area", context, feedback)
        baseline = self.shapes(parameters, "BASELINE", "any", context, feedback)
        sector = self.sector(parameters, context, feedback)
        feedback.setProgress(20)
        tolerance_m = self.parameterAsDouble(parameters, "TOLERANCE_M", context)
        with told():
            found = heard(feedback, 0.2, 1.0, work.depths, gains, baseline, sector, tolerance_m, tolerance_m)
        points, lines = zip(*measure_features(found))
        made = {"OUTPUT": (points, Qgis.WkbType.Point), "OUTPUT_LINE": (lines, Qgis.WkbType.LineString)}
        results: dict[str, Any] = {}
        for name, (features, kind) in made.items():
            results.update(self.written(parameters, name, context, feedback, depth_fields(), features, kind))
        for one in found:
            text = "Depth by the definition {name}: {best:.2f} km ({low:.2f}–{high:.2f})."
            values = {"low": one.low_km, "best": one.best_km, "high": one.high_km}
            feedback.pushInfo(say(message(text, name=one.definition, **values)))
        return {**results, **_bands(found)}


def _bands(depths: Iterable[DepthMeasure | None]) -> dict[str, float]:
    """Return the depths as outputs."""
    found = {}
    for one in depths:
        if one is not None:
            ends = zip(ENDS, (one.low_km, one.best_km, one.high_km))
            found.update({f"{_PREFIXES[one.definition]}_{end}": value for end, value in ends})
    return found


class DepthProfile(DepthAlgorithm):
    """Depths along a baseline."""

    NAME = "depth_profile"
    TITLE = "Depth profile"
    ICON = "depth"
    NEEDS = MEASURING
    TAGS = "depth, profile, along the line, chart, front line"
    HELP = (
        "Cuts a baseline into stretches and tells for each how deep the gained ground reaches that is nearer to it "
        "than to any other stretch. Distances are geodesics on the WGS 84 ellipsoid. The ground is tried at points a "
        "quarter of a stretch apart, so a depth may be less than the greatest by as much (sampling_km). A stretch to "
        "which no ground is nearest reads 0. Kilometres count from the start of the first line; lines follow in their "
        "order, and gaps between them are not counted. Every feature of the inputs is used: of the front lines of a "
        "case, filter the one that is meant. Outputs are a point at the middle of each stretch, or the stretches, "
        "with km, depth and the deepest place of each."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_ground()
        number, title = Qgis.ProcessingNumberParameterType.Double, tr("Length of a stretch in kilometres")
        self.addParameter(QgsProcessingParameterNumber("STEP_KM", title, number, 1.0, False, 0.05, 500.0))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Profile points"), _POINTS))
        lines = QgsProcessingParameterFeatureSink("OUTPUT_LINE", tr("Profile stretches"), _LINES, None, True, False)
        self.addParameter(lines)
        self.add_number("STRETCHES", tr("Number of stretches"))
        self.add_number("LENGTH_KM", tr("Length of the baseline, km"))
        self.add_number("DEEPEST_KM", tr("Greatest depth of the profile, km"))
        self.add_number("DEEPEST_AT_KM", tr("Where along the baseline it is, km"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write points and stretches."""
        from ..bridge.depth_work import along_baseline

        gains = self.shapes(parameters, "GAINS", "area", context, feedback)
        baseline = self.shapes(parameters, "BASELINE", "any", context, feedback)
        step_km = self.parameterAsDouble(parameters, "STEP_KM", context)
        with told():
            found = heard(feedback, 0.1, 1.0, along_baseline, gains, baseline, step_km)
        fields = columns(_PROFILE_FIELDS)
        kinds = {"OUTPUT": Qgis.WkbType.Point, "OUTPUT_LINE": Qgis.WkbType.MultiLineString}
        results: dict[str, Any] = {}
        for name, kind in kinds.items():
            features = _profile_features(found, kind)
            results.update(self.written(parameters, name, context, feedback, fields, features, kind))
        deepest = max(found.stretches, key=lambda one: one.depth_km)
        text = "Deepest is {depth:.2f} km, at {at:.1f} of {length:.1f} km along the baseline."
        feedback.pushInfo(say(message(text, depth=deepest.depth_km, at=deepest.km, length=found.length_km)))
        numbers = {"LENGTH_KM": found.length_km, "DEEPEST_KM": deepest.depth_km, "DEEPEST_AT_KM": deepest.km}
        return {**results, "STRETCHES": len(found.stretches), **numbers}


def _profile_features(found: AlongBaseline, kind: Qgis.WkbType) -> Iterator[QgsFeature]:
    """Yield the middles of the stretches, or the stretches themselves."""
    from ..bridge.features import qgis_geometry, qgis_point

    fields = columns(_PROFILE_FIELDS)
    for one in found.stretches:
        feature = QgsFeature(fields)
        deepest = (None, None) if one.deepest is None else one.deepest
        numbers = (one.km, one.from_km, one.to_km, one.depth_km, found.sampling_km)
        feature.setAttributes([*numbers, *deepest])
        drawn = qgis_point(one.middle) if kind == Qgis.WkbType.Point else qgis_geometry(one.line)
        feature.setGeometry(drawn)
        yield feature


class DepthByDay(ControlAlgorithm, DepthAlgorithm):
    """How deep ground reaches day by day on an issuer's maps."""

    NAME = "depth_by_day"
    TITLE = "Depth by the day"
    ICON = "depth"
    GROUP = "Control maps"
    NEEDS = (*MEASURING, *FILES)
    TAGS = "depth, series, daily, control maps, front line"
    TABLES = ("control_areas", "areas", "front_lines", "settings")
    HELP = (
        "Tells how deep the ground that one side lost since a first day reaches, on each mapped day up to a last one: "
        "the greatest geodesic distance from any of its points to the front of the first day, on the maps of one "
        "issuer. Ticked, it is the ground that the side gained, outwards: for issuers who draw one side only. The "
        "front is the edge of the side's ground on the first day, less the borders and coasts that are given, or a "
        "baseline of the case. With a sector (else the case's own, where it has one) a second depth is measured to "
        "the front inside it. The band is the depth less and plus the tolerances of both. A missing day is stood in "
        "for by the next one within three days; a day without a depth is named with the reason. A case that is open "
        "in the project is read from its layers, unsaved edits included."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_two_days()
        self.add_issuer()
        text = QgsProcessingParameterString
        side = tr("Side whose ground's edge is meant (empty: the only one in control)")
        self.addParameter(text("SIDE", side, None, False, True))
        gained = tr("Measure the ground that the side gained, and not what it lost")
        self.addParameter(QgsProcessingParameterBoolean("GAINED", gained, False))
        self.add_sector()
        line = tr("Baseline of the case, by name or id (empty: the edge on the first day)")
        self.addParameter(text("BASELINE_NAME", line, None, False, True))
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("BORDERS", tr("State borders"), [_LINES, _AREAS], None, True))
        self.addParameter(source("COASTS", tr("Coasts"), [_LINES, _AREAS], None, True))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Deepest points"), _POINTS))
        lines = QgsProcessingParameterFeatureSink("OUTPUT_LINE", tr("Depth lines"), _LINES, None, True, False)
        self.addParameter(lines)
        self.add_depths()

    def wrong(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str | None:
        """Return what is wrong with the days, or with a baseline that borders are given for."""
        named = self.parameterAsString(parameters, "BASELINE_NAME", context).strip()
        if named and any(parameters.get(name) not in (None, "") for name in ("BORDERS", "COASTS")):
            return tr("A baseline of the case is a whole line: borders and coasts are for the edge of the maps.")
        return super().wrong(parameters, context)

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write points and lines."""
        from ..bridge.depth_work import DepthsAsked, depths_on_days

        start, end = self.two_days(parameters, context)
        if (wrong := self.wrong(parameters, context)) is not None:
            raise QgsProcessingException(wrong)
        asked = DepthsAsked(
            start,
            end,
            self.issuer(parameters, context),
            self.issuer(parameters, context, "SIDE"),
            self.issuer(parameters, context, "BASELINE_NAME"),
            tuple(self.sector(parameters, context, feedback)),
            tuple(self.shapes(parameters, "BORDERS", "any", context, feedback)),
            tuple(self.shapes(parameters, "COASTS", "any", context, feedback)),
            self.parameterAsBoolean(parameters, "GAINED", context),
        )
        with told():
            case = self.case(parameters, context, feedback)
            found, notes = heard(feedback, 0.3, 1.0, depths_on_days, case, asked)
        for note in notes:
            feedback.pushWarning(say(note))
        fields = columns(_DAY_FIELDS)
        points, lines = _day_features(found)
        made = {"OUTPUT": (points, Qgis.WkbType.Point), "OUTPUT_LINE": (lines, Qgis.WkbType.LineString)}
        results: dict[str, Any] = {}
        for name, (features, kind) in made.items():
            results.update(self.written(parameters, name, context, feedback, fields, features, kind))
        last = found.days[-1] if found.days else None
        return {**results, **(_bands((last.any_part, last.break_in_sector)) if last is not None else {})}


def _day_features(found: DepthSeries) -> tuple[list[QgsFeature], list[QgsFeature]]:
    """Return the deepest points of the days, and the lines from them to the front."""
    from ..bridge.features import depth_features, qgis_day

    fields = columns(_DAY_FIELDS)
    made = [
        depth_features(
            [qgis_day(day.day), one.definition, one.low_km, one.best_km, one.high_km],
            one.deepest_point,
            one.nearest_point,
            fields,
        )
        for day in found.days
        for one in (day.any_part, day.break_in_sector)
        if one is not None
    ]
    return [point for point, _ in made], [line for _, line in made]
