"""salient:change and salient:series: what the control maps of a case show.

They stand in one file, and fetch what they work with when they run: Processing loads every algorithm at QGIS's start,
and the start is counted in modules.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsProject,
)
from qgis.PyQt.QtCore import QDate

from ..bridge.parts import FILES, MEASURING
from ..bridge.versions import BOOLEAN_TYPE, DATE_TYPE, REAL_TYPE, TEXT_TYPE
from ..bridge.words import say, tr
from ..core.errors import InputError
from .base import ENDS, columns, day_of, heard, progress_of, told
from .cases import CaseAlgorithm, Progress

if TYPE_CHECKING:
    from ..bridge.cases import OpenCase
    from ..core.case import Case
    from ..core.shapes import Geometry

_DEFINITIONS = ("lost", "passed", "growth", "net", "gained", "downgraded")
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
    """An algorithm on the control maps of a case; `TABLES` are those it reads where they are not the usual ones."""

    GROUP = "Control maps"
    TABLES: Sequence[str] = ()

    def add_two_days(self) -> None:
        """Name the parameters FROM and TO."""
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        for name, title in (("FROM", tr("First day")), ("TO", tr("Last day"))):
            self.addParameter(QgsProcessingParameterDateTime(name, title, day))

    def add_issuer(self) -> None:
        """Name the parameter ISSUER."""
        title = tr("Issuer (empty: the only one, or that of the case's settings)")
        self.addParameter(QgsProcessingParameterString("ISSUER", title, None, False, True))

    def add_frame(self) -> None:
        """Name the parameter FRAME."""
        self.addParameter(QgsProcessingParameterExtent("FRAME", tr("Frame (empty: the whole maps)"), None, True))
        area = tr("Area of the case in place of a frame, by name or id")
        self.addParameter(QgsProcessingParameterString("AREA", area, None, False, True))

    def wrong(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str | None:
        """Return what is wrong with the days, or with the frame; None where nothing is."""
        given = [name for name in ("FRAME", "AREA", "ZONES") if parameters.get(name) not in (None, "")]
        if len(given) > 1:
            return tr("Give one of these: a frame, an area of the case, or zones.")
        if self.parameterDefinition("FROM") is not None:
            start, end = (day_of(self, parameters, name, context) for name in ("FROM", "TO"))
            if start is not None and end is not None and start >= end:
                return tr("The first day has to lie before the last one.")
        return super().wrong(parameters, context)

    def two_days(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext
    ) -> tuple[datetime.date, datetime.date]:
        """Return the days of FROM and TO.

        Raises
        ------
        QgsProcessingException
            When one was not given.
        """
        start, end = (day_of(self, parameters, name, context) for name in ("FROM", "TO"))
        if start is None or end is None:
            raise QgsProcessingException(tr("Give the first day and the last one."))
        return start, end

    def held(self, project: QgsProject, case: OpenCase) -> Callable[[Progress], Case]:
        """Return what reads the tables that maps are measured with: years of them take a while, and show progress."""
        from ..bridge import work
        from ..bridge.snapshots import MAP_TABLES, snapshot

        now = snapshot(project, case, self.TABLES or MAP_TABLES)
        return lambda progress: now.case(work.part_of(progress, 0.0, 0.3))

    def issuer(self, parameters: Mapping[str, Any], context: QgsProcessingContext, name: str = "ISSUER") -> str | None:
        """Return the issuer that was named; None where none was."""
        return self.parameterAsString(parameters, name, context).strip() or None

    def frame(self, parameters: Mapping[str, Any], context: QgsProcessingContext, case: Case) -> Geometry | None:
        """Return the frame, a box or an area of the case, as a shape in degrees; None where none was given.

        Raises
        ------
        InputError
            When the case has no such area, or both are given.
        """
        from ..bridge import control_work
        from ..bridge.rows import WGS84
        from ..core.scope import area_named

        named = self.parameterAsString(parameters, "AREA", context).strip()
        if (wrong := self.wrong(parameters, context)) is not None:
            raise InputError(wrong)
        if named:
            return area_named(case, named).geometry
        if parameters.get("FRAME") in (None, ""):
            return None
        degrees = QgsCoordinateReferenceSystem(WGS84)
        box = self.parameterAsExtent(parameters, "FRAME", context, degrees)
        return control_work.box_shape((box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()))


class Change(ControlAlgorithm):
    """What changed between two days on an issuer's maps."""

    NAME = "change"
    TITLE = "Change between two dates"
    ICON = "change"
    TAGS = "change, difference, lost, gained, net, two dates, control maps"
    NEEDS = (*MEASURING, *FILES)
    HELP = (
        "Writes the ground that changed between two days on the maps of one issuer: one feature for each change of "
        "state, with the state before, the state after and the area in km² on the WGS 84 ellipsoid. The numbers of "
        "each definition (lost, passed, growth, net, downgraded; of an issuer with one state lost, gained and net) "
        "are outputs with their bands; those that the maps do not have are left out. A missing day is stood in for "
        "by the next one within three days, and the log says so. Maps of different issuers are compared only where "
        "that is ticked: the first day of the one with the last day of the other; every row and the log then say so. "
        "A case that is open in the project is read from its layers, unsaved edits included."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_case()
        self.add_two_days()
        self.add_issuer()
        across = tr("Compare maps of different issuers (they use different definitions)")
        self.addParameter(QgsProcessingParameterBoolean("ACROSS", across, False))
        last = tr("Issuer of the last day, across issuers")
        self.addParameter(QgsProcessingParameterString("ISSUER_TO", last, None, False, True))
        self.add_frame()
        area = Qgis.ProcessingSourceType.VectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Changed ground"), area))
        json_file, kinds = tr("Change as JSON"), tr("JSON files (*.json)")
        self.addParameter(QgsProcessingParameterFileDestination("OUTPUT_JSON", json_file, kinds, None, True, False))
        for name in _DEFINITIONS:
            self.add_band(f"{name.upper()}_KM2", tr("Ground by the definition {name}, km²").format(name=tr(name)))
        self.add_number("RESIDUAL_KM2", tr("Residual of the balance, km²"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write the changed ground."""
        from ..bridge import control_work, work
        from ..bridge.change_layer import change_features, change_fields

        start, end = self.two_days(parameters, context)
        with told():
            case = self.case(parameters, context, feedback)
            frame = self.frame(parameters, context, case)
            first, last = (self.issuer(parameters, context, name) for name in ("ISSUER", "ISSUER_TO"))
            across = self.parameterAsBoolean(parameters, "ACROSS", context)
            measure = control_work.change_between_days
            asked = (case, start, end, first, frame, across, last)
            change = work.left_where_called_off(work.part_of(progress_of(feedback), 0.3, 1.0), measure, *asked)
        features, kind = change_features(change), Qgis.WkbType.MultiPolygon
        results = self.written(parameters, "OUTPUT", context, feedback, change_fields(), features, kind)
        path = self.parameterAsFileOutput(parameters, "OUTPUT_JSON", context)
        if path:
            with told():
                control_work.put_change(path, change)
            results["OUTPUT_JSON"] = path
        for note in change.notes:
            feedback.pushWarning(say(note))
        results["RESIDUAL_KM2"] = change.residual_km2
        for name, band in change.definitions:
            feedback.pushInfo(f"{name}: {band.best:,.1f} km² ({band.low:,.1f}–{band.high:,.1f})")
            for end_name, value in zip(ENDS, (band.low, band.best, band.high)):
                results[f"{name.upper()}_KM2_{end_name}"] = value
        return results


class Series(ControlAlgorithm):
    """Lost, gained and net ground by the day, the week or the month."""

    NAME = "series"
    TITLE = "Series of control maps"
    ICON = "control_maps"
    TAGS = "series, daily, weekly, monthly, lost, gained, net, zones, control maps"
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
        self.add_number("STEPS", tr("Number of rows"))
        self.add_number("NET_KM2", tr("Net over all steps, km²"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Measure, and write the table."""
        from ..bridge import control_work
        from ..bridge.zones import zone_table

        by = self.parameterAsEnumString(parameters, "BY", context)
        layer = self.parameterAsEnumString(parameters, "LAYER", context)
        with told():
            zones = self._zones(parameters, context, feedback)
            case = self.case(parameters, context, feedback)
            frame, issuer = self.frame(parameters, context, case), self.issuer(parameters, context)
            measure, where = (control_work.series_table, frame) if zones is None else (zone_table, zones)
            names, rows, notes = heard(feedback, 0.3, 1.0, measure, case, issuer, layer, by, where)
        fields = columns({name: _TYPES.get(name, REAL_TYPE) for name in names})
        features, kind = _series_features(fields, rows), Qgis.WkbType.NoGeometry
        results = self.written(parameters, "OUTPUT", context, feedback, fields, features, kind)
        results["STEPS"] = len(rows)
        for note in notes:
            feedback.pushInfo(say(note))
        if zones is None:
            # Zones may overlap, or leave ground out: their sum would be no net of anything.
            results["NET_KM2"] = dict(zip(names, rows[-1]))["cumulative_km2"] if rows else 0.0
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


def _series_features(fields: QgsFields, rows: Iterable[Sequence[Any]]) -> Iterator[QgsFeature]:
    """Yield the rows of a series, their days as QGIS's."""
    names = fields.names()
    for row in rows:
        feature = QgsFeature(fields)
        feature.setAttributes(
            [
                QDate.fromString(str(value), "yyyy-MM-dd") if _TYPES.get(name) == DATE_TYPE else value
                for name, value in zip(names, row)
            ]
        )
        yield feature
