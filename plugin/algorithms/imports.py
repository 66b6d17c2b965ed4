"""salient:import_control, salient:import_places and salient:import_routes: files into a case that is not open.

They stand in one file, since the start of QGIS is counted in modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..bridge.parts import FILES, MEASURING
from ..bridge.words import say, tr
from ..core.messages import message
from ..core.schema import MODES, ROUTE_ROLES, STATES
from .base import progress_of, told
from .control_maps import ControlAlgorithm

if TYPE_CHECKING:
    from ..bridge.place_work import PlacesImported
    from ..bridge.route_work import RoutesImported

_COUNTS = ("ADDED", "REPLACED", "SAME", "REPEATED", "REMARKS")


class ImportAlgorithm(ControlAlgorithm):
    """An algorithm that brings files into a case that is not open; `REFUSAL` says what to do where it is open."""

    NEEDS = (*MEASURING, *FILES)
    REFUSAL: str

    def __init__(self) -> None:
        super().__init__()
        self.open_files: frozenset[str] = frozenset()

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Refuse a case that this project has open: another writer would drop the locks that QGIS holds on it."""
        self.open_files = self.files_open_beside_the_case(parameters, context, tr(self.REFUSAL))
        return True

    def add_files(self, title: str) -> None:
        """Name the parameters FILES and CASE."""
        files = Qgis.ProcessingSourceType.File
        self.addParameter(QgsProcessingParameterMultipleLayers("FILES", title, files))
        self.add_case()

    def add_of_map_files(self) -> None:
        """Name the parameters CRS and MAP_LAYER, for what map files do not say themselves."""
        crs = tr("Coordinate system of map files that name none")
        self.addParameter(QgsProcessingParameterCrs("CRS", crs, None, True))
        layer = tr("Layer of map files that hold several")
        self.addParameter(QgsProcessingParameterString("MAP_LAYER", layer, None, False, True))

    def of_map_files(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> dict[str, str | None]:
        """Return "crs" and "layer" as they were given; None for what was not."""
        crs = self.parameterAsCrs(parameters, "CRS", context)
        layer = self.parameterAsString(parameters, "MAP_LAYER", context).strip()
        return {"crs": crs.authid() if crs.isValid() else None, "layer": layer or None}


def push_imported(feedback: QgsProcessingFeedback, found: PlacesImported | RoutesImported) -> None:
    """Say in the log what an import left out and what is to be known, and where the case as it was is kept."""
    for name, note in found.left_out:
        feedback.pushWarning(f"{name}: {say(note)}")
    for note in found.notes:
        feedback.pushWarning(say(note))
    if found.backup:
        feedback.pushInfo(tr("The case as it was: {path}").format(path=found.backup))


class ImportControl(ImportAlgorithm):
    """An issuer's maps, into a case that is not open."""

    NAME = "import_control"
    TITLE = "Import control maps"
    ICON = "import_control"
    TAGS = "control maps, import, ISW, DeepState, quality"
    REFUSAL = "{path}: this case is open in QGIS; use Plugins > Salient > Import control maps… instead."
    HELP = (
        "Reads an issuer's maps (GeoJSON, GeoPackage, Shapefile, KML; files, folders or patterns such as "
        "maps/*.geojson) into a case that is not open in QGIS, in one transaction after a backup. The profile is "
        "isw, deepstate, or the path of another publisher's profile; without one, say issuer, side and state. "
        "Without a date, the day is taken from each file's name. Importing again changes nothing; a differing shape "
        "of the same issuer, day, state and side is refused unless Replace is ticked. The log holds the quality "
        "report. For a case that is open use Plugins > Salient > Import control maps…"
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_files(tr("Files and folders"))
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
        report, kinds = tr("Quality report"), tr("HTML files (*.html)")
        self.addParameter(QgsProcessingParameterFileDestination("REPORT", report, kinds, None, True, False))
        titles = (
            tr("Number of maps added"),
            tr("Number of maps replaced"),
            tr("Number of maps that were there"),
            tr("Number of maps given twice"),
            tr("Number of lines of the quality report"),
        )
        for name, title in zip(_COUNTS, titles):
            self.add_number(name, title)

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read, check and write."""
        from ..bridge import control_work, work
        from ..bridge.quality_page import quality_page

        path = self.parameterAsFile(parameters, "CASE", context)
        replace = self.parameterAsBoolean(parameters, "REPLACE", context)
        progress = progress_of(feedback)
        with told():
            case = work.case_on_disk(path, work.part_of(progress, 0.0, 0.1))
            read = control_work.read_maps(
                self.parameterAsFileList(parameters, "FILES", context),
                self._options(parameters, context),
                self.open_files,
                work.part_of(progress, 0.1, 0.5),
            )
            share = work.part_of(progress, 0.5, 0.8)
            report = work.left_where_called_off(share, control_work.imported_quality, read, case, tells=True)
            done = control_work.import_on_disk(path, read, replace, work.part_of(progress, 0.8, 1.0))
        for line in report.lines:
            feedback.pushWarning(" ".join(str(one) for one in (line.day or "", line.id, say(line.message)) if one))
        for sentence in report.summary:
            feedback.pushInfo(say(sentence))
        counts = (len(done.added), len(done.replaced), len(done.same), done.repeated, len(report.lines))
        text = "{name}: {new} maps added, {replaced} replaced, {same} there already."
        feedback.pushInfo(say(message(text, name=case.name, new=counts[0], replaced=counts[1], same=counts[2])))
        results: dict[str, Any] = dict(zip(_COUNTS, counts))
        path = self.parameterAsFileOutput(parameters, "REPORT", context)
        if path:
            with told():
                work.put_file(path, quality_page(case.name, report).encode("utf-8"))
            results["REPORT"] = path
        return results

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


class ImportPlaces(ImportAlgorithm):
    """Places of gazetteers, into a case that is not open."""

    NAME = "import_places"
    TITLE = "Import settlements from a gazetteer"
    GROUP = "Settlements"
    ICON = "settlements"
    TAGS = "settlements, places, gazetteer, GeoNames, import"
    REFUSAL = "{path}: this case is open in QGIS; use Plugins > Salient > Import places… instead."
    HELP = (
        "Reads gazetteers into a case that is not open in QGIS, in one transaction after a backup: GeoNames' files "
        "of a country or of postal codes (.txt or .zip), tables with the columns name, lat and lon (.csv, .tsv, "
        ".txt), and map files with points. Places may be cut to a frame, or to an area of the case, and to a number "
        "of inhabitants. A place that the case has already (by its number in GeoNames, its P-code, or its name within "
        "2 km) stays as it is, so importing again changes nothing. Each new place names its source. The log says what "
        "was left out, and why. For a case that is open use Plugins > Salient > Import places…"
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_files(tr("Gazetteers"))
        self.add_frame()
        number, title = Qgis.ProcessingNumberParameterType.Integer, tr("Least number of inhabitants")
        self.addParameter(QgsProcessingParameterNumber("MIN_POPULATION", title, number, 0, False, 0, 1_000_000_000))
        maker = tr("Who made the gazetteers (empty: what they say)")
        self.addParameter(QgsProcessingParameterString("SOURCE", maker, None, False, True))
        self.add_of_map_files()
        self.add_number("ADDED", tr("Number of places added"))
        self.add_number("SAME", tr("Number of places that were there"))
        self.add_number("WANTED", tr("Number of places asked for"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read, and write."""
        from ..bridge import work
        from ..bridge.place_work import PlacesAsked, places_into_case

        path = self.parameterAsFile(parameters, "CASE", context)
        with told():
            progress = progress_of(feedback)
            case = work.case_on_disk(path, work.part_of(progress, 0.0, 0.2))
            asked = PlacesAsked(
                tuple(self.parameterAsFileList(parameters, "FILES", context)),
                self.frame(parameters, context, case),
                self.parameterAsInt(parameters, "MIN_POPULATION", context),
                self.parameterAsString(parameters, "SOURCE", context).strip(),
                **self.of_map_files(parameters, context),
            )
            found = places_into_case(path, case, asked, self.open_files, work.part_of(progress, 0.2, 1.0))
        push_imported(feedback, found)
        text = "{name}: {new:,} places added, {same:,} there already."
        feedback.pushInfo(say(message(text, name=case.name, new=found.added, same=found.same)))
        if not found.wanted:
            raise QgsProcessingException(tr("No place is what was asked for; nothing was imported. See the log."))
        return {"ADDED": found.added, "SAME": found.same, "WANTED": found.wanted}


class ImportRoutes(ImportAlgorithm):
    """Supply routes of map files, into a case that is not open."""

    NAME = "import_routes"
    TITLE = "Import supply routes"
    GROUP = "Supply routes"
    ICON = "supply_routes"
    TAGS = "routes, roads, railways, waterways, OpenStreetMap, Natural Earth, import"
    REFUSAL = "{path}: this case is open in QGIS; use Plugins > Salient > Import routes… instead."
    HELP = (
        "Reads roads, railways and waterways into a case that is not open in QGIS, in one transaction after a backup: "
        "extracts of OpenStreetMap (.osm, .osm.pbf), and other files of lines (GeoPackage, Shapefile, FlatGeobuf, "
        "GeoJSON, KML). The profile says which lines are routes and of which kind: osm, natural-earth, or the path of "
        "a profile of your own; without one, choose the one mode that all lines are of. Lines of one name, mode and "
        "role become one route, cut to the frame. Importing again changes nothing; a route whose lines differ is "
        "refused unless Replace is ticked, and routes of other sources stay as they are. The log says what was left "
        "out, and why. For a case that is open use Plugins > Salient > Import routes…"
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        yes_or_no = QgsProcessingParameterBoolean
        self.add_files(tr("Files of lines"))
        profile = tr("Profile (osm, natural-earth, or a profile's file)")
        self.addParameter(QgsProcessingParameterString("PROFILE", profile, None, False, True))
        self._add_choice("MODES", tr("Modes to take (none: all)"), list(MODES), several=True)
        self._add_choice("ROLE", tr("Role of all lines, without a profile"), list(ROUTE_ROLES), several=False)
        self.add_as_of()
        self.add_frame()
        self.addParameter(yes_or_no("WHOLE", tr("Do not cut to the frame of the case"), False))
        self.addParameter(yes_or_no("REPLACE", tr("Replace routes that differ"), False))
        self.add_of_map_files()
        self.add_number("WANTED", tr("Number of routes in the files"))
        self.add_number("ADDED", tr("Number of routes added"))
        self.add_number("REPLACED", tr("Number of routes replaced"))
        self.add_number("SAME", tr("Number of routes that were there"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Read, and write."""
        from ..bridge import work
        from ..bridge.route_work import RoutesAsked, routes_into_case

        path = self.parameterAsFile(parameters, "CASE", context)
        with told():
            progress = progress_of(feedback)
            case = work.case_on_disk(path, work.part_of(progress, 0.0, 0.1))
            asked = RoutesAsked(
                paths=tuple(self.parameterAsFileList(parameters, "FILES", context)),
                profile=self.parameterAsString(parameters, "PROFILE", context).strip(),
                modes=tuple(one for one in self.parameterAsEnumStrings(parameters, "MODES", context) if one),
                role=self.parameterAsEnumString(parameters, "ROLE", context),
                as_of=self.as_of(parameters, context),
                frame=self.frame(parameters, context, case),
                whole=self.parameterAsBoolean(parameters, "WHOLE", context),
                **self.of_map_files(parameters, context),
                replace=self.parameterAsBoolean(parameters, "REPLACE", context),
            )
            found = routes_into_case(path, case, asked, self.open_files, work.part_of(progress, 0.1, 1.0))
        push_imported(feedback, found)
        text = "{name}: {new:,} routes added, {replaced:,} replaced, {same:,} there already."
        counts = {"new": found.added, "replaced": found.replaced, "same": found.same}
        feedback.pushInfo(say(message(text, name=case.name, **counts)))
        if not found.wanted:
            raise QgsProcessingException(tr("No line is what was asked for; nothing was imported. See the log."))
        return {"WANTED": found.wanted, "ADDED": found.added, "REPLACED": found.replaced, "SAME": found.same}

    def _add_choice(self, name: str, title: str, words: list[str], several: bool) -> None:
        default = None if several else words[0]
        self.addParameter(
            QgsProcessingParameterEnum(name, title, words, several, default, several, usesStaticStrings=True)
        )
