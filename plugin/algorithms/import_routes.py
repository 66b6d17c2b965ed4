"""salient:import_routes: roads, railways and waterways into a case that is not open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
)

from ..bridge.words import tr
from ..core.schema import MODES, ROUTE_ROLES
from .base import progress_of, told
from .imports import ImportAlgorithm, push_imported


class ImportRoutes(ImportAlgorithm):
    """Supply routes of map files, into a case that is not open."""

    NAME = "import_routes"
    TITLE = "Import supply routes"
    GROUP = "Supply routes"
    ICON = "supply_routes"
    TAGS = "routes, roads, railways, waterways, OpenStreetMap, Natural Earth, import"
    HELP = (
        "Reads roads, railways and waterways into a case that is not open in QGIS, in one transaction after a backup: "
        "extracts of OpenStreetMap (.osm, .osm.pbf), and other files of lines (GeoPackage, Shapefile, FlatGeobuf, "
        "GeoJSON, KML). The profile says which lines are routes and of which kind: osm, natural-earth, or the path of "
        "a profile of your own; without one, choose the one mode that all lines are of. Lines of one name, mode and "
        "role become one route, cut to the frame. Importing again changes nothing; a route whose lines differ is "
        "refused unless Replace is ticked, and routes of other sources stay as they are. The log says what was left "
        "out, and why."
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
        text = tr("{name}: {new} routes added, {replaced} replaced, {same} there already.")
        counts = {"new": f"{found.added:,}", "replaced": f"{found.replaced:,}", "same": f"{found.same:,}"}
        feedback.pushInfo(text.format(name=case.name, **counts))
        if not found.wanted:
            raise QgsProcessingException(tr("No line is what was asked for; nothing was imported. See the log."))
        return {"WANTED": found.wanted, "ADDED": found.added, "REPLACED": found.replaced, "SAME": found.same}

    def _add_choice(self, name: str, title: str, words: list[str], several: bool) -> None:
        default = None if several else words[0]
        self.addParameter(
            QgsProcessingParameterEnum(name, title, words, several, default, several, usesStaticStrings=True)
        )
