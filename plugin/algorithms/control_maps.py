"""salient:import_control, salient:change and salient:series: the control maps of a case.

They stand in one file, and fetch what they work with when they run: Processing loads every algorithm at QGIS's start,
and the start is counted in modules.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable

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
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProject,
)
from qgis.PyQt.QtCore import QDate

from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import BOOLEAN_TYPE, DATE_TYPE, REAL_TYPE, TEXT_TYPE
from ..bridge.words import say, tr
from ..core.errors import InputError
from ..core.schema import STATES
from .base import day_of, progress_of, told
from .cases import CaseAlgorithm, Progress

if TYPE_CHECKING:
    from ..bridge.cases import OpenCase
    from ..core.case import Case
    from ..core.shapes import Geometry

_COUNTS = ("ADDED", "REPLACED", "SAME", "REPEATED", "REMARKS")
_DEFINITIONS = ("lost", "passed", "growth", "net", "gained", "downgraded")
_ENDS = ("LOW", "BEST", "HIGH")
_STEPS = ("day", "week", "month")
_TYPES = {
    "zone": TEXT_TYPE,
    "start": DATE_TYPE,
    "end": DATE_TYPE,
    "start_used": DATE_TYPE,
    "end_used": DATE_TYPE,
    "whole": BOOLEAN_TYPE,
}
_LAYERS = ("control", "held", "other")


class ControlAlgorithm(CaseAlgorithm):
    """An algorithm on the control maps of a case."""

    GROUP = "Control maps"

    def add_issuer(self) -> None:
        """Name the parameter ISSUER."""
        title = tr("Issuer (empty: the only one, or that of the case's settings)")
        self.addParameter(QgsProcessingParameterString("ISSUER", title, None, False, True))

    def add_frame(self) -> None:
        """Name the parameter FRAME."""
        self.addParameter(QgsProcessingParameterExtent("FRAME", tr("Frame (empty: the whole maps)"), None, True))

    def held(self, project: QgsProject, case: OpenCase) -> Callable[[Progress], Case]:
        """Return what reads the tables that maps are measured with: years of them take a while, and show progress."""
        from ..bridge import work
        from ..bridge.snapshots import snapshot

        now = snapshot(project, case)
        return lambda progress: now.case(work.part_of(progress, 0.0, 0.3))

    def issuer(self, parameters: Mapping[str, Any], context: QgsProcessingContext, name: str = "ISSUER") -> str | None:
        """Return the issuer that was named; None where none was."""
        return self.parameterAsString(parameters, name, context).strip() or None

    def frame(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> Geometry | None:
        """Return the frame as a shape in degrees; None where none was given."""
        from ..bridge import control_work
        from ..bridge.rows import WGS84

        if parameters.get("FRAME") in (None, ""):
            return None
        degrees = QgsCoordinateReferenceSystem(WGS84)
        box = self.parameterAsExtent(parameters, "FRAME", context, degrees)
        return control_work.box_shape((box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()))


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
        self.add_as_of()
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
        from ..bridge import control_work, work

        path = self.parameterAsFile(parameters, "CASE", context)
        replace = self.parameterAsBoolean(parameters, "REPLACE", context)
        progress = progress_of(feedback)
        with told():
            case = work.case_on_disk(path)
            read = control_work.read_maps(
                self.parameterAsFileList(parameters, "FILES", context),
                self._options(parameters, context),
                self._open_files,
                work.part_of(progress, 0.0, 0.5),
            )
            report = control_work.imported_quality(read, case, work.part_of(progress, 0.5, 0.8))
            done = control_work.import_on_disk(path, read, replace, work.part_of(progress, 0.8, 1.0))
        for line in report.lines:
            feedback.pushWarning(" ".join(str(one) for one in (line.day or "", line.id, say(line.message)) if one))
        for sentence in report.summary:
            feedback.pushInfo(say(sentence))
        counts = (len(done.added), len(done.replaced), len(done.same), done.repeated, len(report.lines))
        text = tr("{name}: {new} maps added, {replaced} replaced, {same} there already.")
        feedback.pushInfo(text.format(name=case.name, new=counts[0], replaced=counts[1], same=counts[2]))
        return dict(zip(_COUNTS, counts))

    def _options(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> Any:
        from ..bridge import control_work

        profile = self.parameterAsString(parameters, "PROFILE", context).strip()
        issuer = self.parameterAsString(parameters, "ISSUER", context).strip()
        side = self.parameterAsString(parameters, "SIDE", context).strip()
        state = self.parameterAsEnumString(parameters, "STATE", context)
        if not profile and not (issuer and side and state):
            raise QgsProcessingException(tr("Say issuer, side and state, or give a profile."))
        day = self.as_of(parameters, context)
        return control_work.options_for(profile, issuer, side, state, day, day is None)


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
        "by the next one within three days, and the log says so. Maps of different issuers are compared only where "
        "that is ticked: the first day of the one with the last day of the other; every row and the log then say so. "
        "A case that is open in the project is read from its layers, unsaved edits included. A run that has begun to "
        "measure cannot be cancelled."
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
        across = tr("Compare maps of different issuers (they use different definitions)")
        self.addParameter(QgsProcessingParameterBoolean("ACROSS", across, False))
        last = tr("Issuer of the last day, across issuers")
        self.addParameter(QgsProcessingParameterString("ISSUER_TO", last, None, False, True))
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
        from ..bridge import control_work
        from ..bridge.change_layer import change_features, change_fields
        from ..bridge.rows import WGS84

        start, end = (day_of(self, parameters, name, context) for name in ("FROM", "TO"))
        if start is None or end is None:
            raise QgsProcessingException(tr("Give the first day and the last one."))
        with told():
            case = self.case(parameters, context, feedback)
            frame = self.frame(parameters, context)
            first, last = (self.issuer(parameters, context, name) for name in ("ISSUER", "ISSUER_TO"))
            across = self.parameterAsBoolean(parameters, "ACROSS", context)
            change = control_work.change_between_days(case, start, end, first, frame, across, last)
        crs = QgsCoordinateReferenceSystem(WGS84)
        kind = Qgis.WkbType.MultiPolygon
        sink, sink_id = self.parameterAsSink(parameters, "OUTPUT", context, change_fields(), kind, crs)
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, "OUTPUT"))
        if not sink.addFeatures(change_features(change)):
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
        "days; a week or month that the maps cut short is marked as not whole. With zones (a layer of polygons, such "
        "as oblasts, and the field of their names) there are rows for each zone. A case that is open in the project is "
        "read from its layers, unsaved edits included."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        enum = QgsProcessingParameterEnum
        steps = list(_STEPS)
        self.addParameter(enum("BY", tr("Steps"), steps, False, "day", False, usesStaticStrings=True))
        self.add_issuer()
        self.addParameter(enum("LAYER", tr("Layer"), list(_LAYERS), False, "control", False, usesStaticStrings=True))
        self.add_frame()
        areas = [int(Qgis.ProcessingSourceType.VectorPolygon)]
        self.addParameter(QgsProcessingParameterFeatureSource("ZONES", tr("Zones"), areas, None, True))
        names = tr("Field with the names of the zones")
        self.addParameter(QgsProcessingParameterField("ZONE_FIELD", names, None, "ZONES", optional=True))
        table = Qgis.ProcessingSourceType.Vector
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Series"), table))
        for name in ("STEPS", "NET_KM2"):
            self.addOutput(QgsProcessingOutputNumber(name, name))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write the table."""
        from ..bridge import control_work, work
        from ..bridge.zones import zone_table

        by = self.parameterAsEnumString(parameters, "BY", context)
        layer = self.parameterAsEnumString(parameters, "LAYER", context)
        with told():
            frame, issuer = self.frame(parameters, context), self.issuer(parameters, context)
            zones = self._zones(parameters, context, feedback)
            if zones is not None and frame is not None:
                raise InputError(tr("Give a frame or zones, not both."))
            case = self.case(parameters, context, feedback)
            progress = work.part_of(progress_of(feedback), 0.3, 1.0)
            if zones is None:
                columns, rows, notes = control_work.series_table(case, issuer, layer, by, frame, progress)
            else:
                columns, rows, notes = zone_table(case, issuer, layer, by, zones, progress)
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
        results: dict[str, Any] = {"OUTPUT": sink_id, "STEPS": len(rows)}
        if zones is None:
            # Zones may overlap, or leave ground out: their sum would be no net of anything.
            results["NET_KM2"] = dict(zip(columns, rows[-1]))["cumulative_km2"] if rows else 0.0
        return results

    def _zones(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Mapping[str, Geometry] | None:
        from ..bridge.zones import zones_of_rows
        from ..core.zones import name_field

        if parameters.get("ZONES") in (None, ""):
            return None
        title, source, rows = self.source_rows(parameters, "ZONES", context, feedback)
        given = self.parameterAsString(parameters, "ZONE_FIELD", context)
        zones, notes = zones_of_rows(title, (row for row, _ in rows), given or name_field(source.fields().names()))
        for note in notes:
            feedback.pushWarning(say(note))
        return zones
