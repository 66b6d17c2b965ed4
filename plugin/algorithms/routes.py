"""salient:cut_routes, salient:isolation and salient:on_route: routes against ground, and what hangs on them.

They fetch what they work with when they run, as in `control_maps`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterPoint,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from ..bridge.parts import MEASURING
from ..bridge.words import say, tr
from ..core.messages import message
from ..core.schema import DEFAULT_TOLERANCE_M, MODES, STATES
from .base import Remarks, SalientAlgorithm, columns, day_of, heard, told

if TYPE_CHECKING:
    from ..bridge.access_features import ReadPlace
    from ..bridge.access_work import Joining, SideGround
    from ..core.case import SupplyRoute

_POINTS, _LINES = Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorLine
_AREAS = Qgis.ProcessingSourceType.VectorPolygon
_NUMBER = Qgis.ProcessingNumberParameterType.Double
_OWN, _OTHERS = "own", "others"
_AS_CASE = "as_case"


class RouteAlgorithm(SalientAlgorithm):
    """An algorithm on routes and the ground of a side; `STYLED` names the style of each output."""

    GROUP = "Supply routes"
    ICON = "supply_routes"
    NEEDS = MEASURING
    STYLED: Sequence[tuple[str, str]] = ()

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[str, str] = {}
        self._settings: Mapping[str, str] = {}

    def add_routes(self) -> None:
        """Name the parameters ROUTES and MODES."""
        self.addParameter(QgsProcessingParameterFeatureSource("ROUTES", tr("Supply routes"), [_LINES]))
        title, words = tr("Modes to take (none: all)"), list(MODES)
        self.addParameter(
            QgsProcessingParameterEnum("MODES", title, words, True, None, True, usesStaticStrings=True),
        )

    def add_ground(self, is_optional: bool = False) -> None:
        """Name the parameter GROUND and those that choose from it."""
        source, text, enum = (
            QgsProcessingParameterFeatureSource,
            QgsProcessingParameterString,
            QgsProcessingParameterEnum,
        )
        self.addParameter(source("GROUND", tr("Ground, such as control areas or gains"), [_AREAS], None, is_optional))
        self.addParameter(
            enum("GROUND_IS", tr("Whose ground it is"), [_OWN, _OTHERS], False, _OWN, usesStaticStrings=True)
        )
        self.addParameter(text("SIDE", tr("Side that the ground is of (empty: any)"), None, False, True))
        states = tr("States of the ground (none: any)")
        self.addParameter(enum("STATES", states, list(STATES), True, None, True, usesStaticStrings=True))
        day = Qgis.ProcessingDateTimeParameterDataType.Date
        self.addParameter(QgsProcessingParameterDateTime("AS_OF", tr("Day of the ground"), day, None, True))

    def add_joining(self) -> None:
        """Name the parameters that make a network of routes."""
        number, crossings = QgsProcessingParameterNumber, tr("Routes of one mode that cross")
        within = tr("How far from a route a place may lie, km")
        self.addParameter(number("WITHIN_KM", within, _NUMBER, 5.0, False, 0.0, 100.0))
        snap = tr("Snapping tolerance of routes in metres")
        self.addParameter(number("SNAP_M", snap, _NUMBER, None, True, 0.0, 5_000.0))
        ways = [_AS_CASE, "joined", "apart"]
        self.addParameter(
            QgsProcessingParameterEnum("CROSSINGS", crossings, ways, False, _AS_CASE, usesStaticStrings=True)
        )

    def add_lines(self, name: str, title: str, is_on: bool = True) -> None:
        """Name an optional output of lines."""
        self.addParameter(QgsProcessingParameterFeatureSink(name, title, _LINES, None, True, is_on))

    def modes(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> tuple[str, ...] | None:
        """Return the modes that were chosen; None for all."""
        return tuple(one for one in self.parameterAsEnumStrings(parameters, "MODES", context) if one) or None

    def prepareAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Look up, where layers may be touched, what the case of the routes says of where they meet."""
        from ..bridge.route_settings import settings_beside

        given = parameters.get("ROUTES")
        if isinstance(given, QgsProcessingFeatureSourceDefinition):
            given, _ = given.source.valueAsString(context.expressionContext(), "")
            layer = QgsProcessingUtils.mapLayerFromString(given, context)
        else:
            layer = self.parameterAsVectorLayer(parameters, "ROUTES", context)
        if isinstance(layer, QgsVectorLayer):
            self._settings = settings_beside(layer, context.project())
        return True

    def joining(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Joining:
        """Return how the routes become a network: as was asked for, else as their case says; the log tells it."""
        from ..bridge.access_work import Joining
        from ..core.joining import joining_of, settled

        crossings = self.parameterAsEnumString(parameters, "CROSSINGS", context)
        asked = parameters.get("SNAP_M")
        snap_m = None if asked in (None, "") else self.parameterAsDouble(parameters, "SNAP_M", context)
        how = joining_of(settled(self._settings, snap_m, None if crossings == _AS_CASE else crossings))
        feedback.pushInfo(say(how.note))
        within_m = 1000 * self.parameterAsDouble(parameters, "WITHIN_KM", context)
        return Joining(how.snap_m, how.join_crossings, within_m, self.modes(parameters, context))

    def routes(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> list[SupplyRoute]:
        """Return the routes; of a layer without the columns id, name and mode they are roads, known by their number."""
        from ..core.case import SupplyRoute

        found: dict[str, SupplyRoute] = {}
        for row, shape, _ in self.rows_with_shapes(parameters, "ROUTES", "line", context, feedback):
            key = str(row.get("id") or row["fid"])
            if key in found:
                key = f"{key} ({row['fid']})"
            found[key] = SupplyRoute(key, str(row.get("name") or ""), shape, str(row.get("mode") or "road"))
        return list(found.values())

    def rows_with_shapes(
        self,
        parameters: Mapping[str, Any],
        name: str,
        kind: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> Iterator[ReadPlace]:
        """Yield row, shape and attributes of what has a usable shape in a source; the log names the others."""
        from ..bridge import work

        title, _, rows = self.source_rows(parameters, name, context, feedback)
        remarks = Remarks(title, feedback)
        for row, attributes in rows:
            for kept, shape in work.usable_shapes(title, [row], remarks.of(row["fid"]), kind):
                yield kept, shape, attributes
        remarks.close()

    def ground(
        self,
        parameters: Mapping[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        name: str = "GROUND",
        day_name: str = "AS_OF",
    ) -> SideGround | None:
        """Return the ground that was asked for; None where none was given.

        Raises
        ------
        QgsProcessingException
            When the layer lacks a column that is asked for, or holds nothing of that side, state and day.
        """
        from ..bridge import work
        from ..bridge.access_work import SideGround

        if parameters.get(name) in (None, ""):
            return None
        day = day_of(self, parameters, day_name, context)
        wanted: dict[str, set[str]] = {
            "side": {self.parameterAsString(parameters, "SIDE", context).strip()} - {""},
            "state": set(self.parameterAsEnumStrings(parameters, "STATES", context)) - {""},
            "as_of": set() if day is None else {day.isoformat()},
        }
        asked = {key: values for key, values in wanted.items() if values}
        title, source, rows = self.source_rows(parameters, name, context, feedback)
        columns_there = source.fields().names()
        if absent := [key for key in asked if key not in columns_there]:
            text = tr("{name} has no column {column}: leave that choice empty, or choose another layer.")
            raise QgsProcessingException(text.format(name=title, column=absent[0]))
        remarks, found, days = Remarks(title, feedback), [], set()
        for row, _ in rows:
            if any(str(row[key])[: 10 if key == "as_of" else None] not in values for key, values in asked.items()):
                continue
            for _, shape in work.usable_shapes(title, [row], remarks.of(row["fid"]), "area"):
                found.append(shape)
                days.add(str(row.get("as_of") or ""))
        remarks.close()
        if not found:
            text = tr("{name} holds no area of that side, state and day: choose others, or none.")
            raise QgsProcessingException(text.format(name=title))
        if len(days) > 1:
            text = tr("{name}: areas of {n} days are taken together; choose the day of the ground.")
            feedback.pushWarning(text.format(name=title, n=len(days)))
        return SideGround(tuple(found), self.parameterAsEnumString(parameters, "GROUND_IS", context) == _OWN)

    def own_side(self, parameters: Mapping[str, Any], context: QgsProcessingContext) -> str:
        """Return the side that routes are open for; "" where only the others were named, or nobody."""
        is_own = self.parameterAsEnumString(parameters, "GROUND_IS", context) == _OWN
        return self.parameterAsString(parameters, "SIDE", context).strip() if is_own else ""

    def keep(
        self,
        parameters: Mapping[str, Any],
        name: str,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
        fields: QgsFields,
        features: Callable[[QgsFields], Iterable[QgsFeature]],
        kind: Qgis.WkbType,
    ) -> dict[str, Any]:
        """Write as `written` does, and remember what is to be styled."""
        made = self.written(parameters, name, context, feedback, fields, features(fields), kind)
        self._written.update(made)
        return made

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Give the layers that come into the project their styles; QGIS calls this where layers may be touched."""
        from ..bridge.layers import set_style

        for name, style in self.STYLED:
            layer_id = self._written.get(name, "")
            if context.willLoadLayerOnCompletion(layer_id):
                layer = QgsProcessingUtils.mapLayerFromString(layer_id, context)
                if isinstance(layer, QgsVectorLayer):
                    set_style(layer, style)
        return {}


class CutRoutes(RouteAlgorithm):
    """Where routes are open and where they are cut."""

    NAME = "cut_routes"
    TITLE = "Cut routes at ground"
    TAGS = "routes, roads, railways, cut, open, ground, control, supply"
    STYLED = (("OUTPUT", "route_states"), ("OUTPUT_CUTS", "route_cuts"))
    HELP = (
        "Tells where routes are open for a side and where they are cut: open where they run in the side's own ground, "
        "or, where only the ground that others took is known, open beside that. A stretch within the tolerance of the "
        "ground's edge is unknown, since the edge may lie on either side of it. A run along the edge itself and a "
        "touch at a point cut nothing. The places where a route passes the edge as drawn come out as points, with the "
        "kilometres along the line and on to the next one. Lengths are geodesics on the WGS 84 ellipsoid; routes that "
        "are drawn twice count twice. All this describes what a map implies, and not what moves."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        self.add_routes()
        self.add_ground()
        tolerance = tr("Tolerance of drawn edges in metres")
        self.addParameter(
            QgsProcessingParameterNumber("TOLERANCE_M", tolerance, _NUMBER, DEFAULT_TOLERANCE_M, False, 0.0, 100_000.0)
        )
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Routes by state"), _LINES))
        cuts = tr("Cuts of routes")
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT_CUTS", cuts, _POINTS, None, True, True))
        self.add_number("OPEN_KM", tr("Length of open routes, km"))
        self.add_number("CUT_KM", tr("Length of cut routes, km"))
        self.add_number("UNKNOWN_KM", tr("Length of routes near the edge, km"))
        self.add_number("CUTS", tr("Number of cuts"))
        self.add_number("ROUTES_CUT", tr("Number of routes with a stretch that is cut"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Cut, and write stretches and points."""
        from ..bridge.access_features import CUT_FIELDS, STRETCH_FIELDS, count_cut, cut_features, stretch_features
        from ..bridge.access_work import routes_cut

        ground = self.ground(parameters, context, feedback)
        routes = self.routes(parameters, context, feedback)
        side = self.own_side(parameters, context)
        tolerance_m = self.parameterAsDouble(parameters, "TOLERANCE_M", context)
        modes = self.modes(parameters, context)
        with told():
            found = heard(feedback, 0.2, 1.0, routes_cut, routes, ground, side, tolerance_m, modes)
        made = (
            ("OUTPUT", STRETCH_FIELDS, partial(stretch_features, found), Qgis.WkbType.MultiLineString),
            ("OUTPUT_CUTS", CUT_FIELDS, partial(cut_features, found), Qgis.WkbType.Point),
        )
        results: dict[str, Any] = {}
        for name, fields, features, kind in made:
            results.update(self.keep(parameters, name, context, feedback, columns(fields), features, kind))
        km = dict.fromkeys(("open", "cut", "unknown"), 0.0)
        for one in found.stretches:
            km[one.state] += one.km
        text = "Open: {open:,.1f} km; cut: {cut:,.1f} km; near the edge: {unknown:,.1f} km; cuts: {n:,}."
        feedback.pushInfo(say(message(text, **km, n=len(found.cuts))))
        counts = {"CUTS": len(found.cuts), "ROUTES_CUT": count_cut(found)}
        return {**results, **{f"{state.upper()}_KM": value for state, value in km.items()}, **counts}


class RouteIsolation(RouteAlgorithm):
    """How many ways lead from places to supply bases."""

    NAME = "isolation"
    TITLE = "Isolation of places"
    TAGS = "isolation, cut off, routes, network, supply base, detour, disjoint, corridor"
    STYLED = (("OUTPUT", "isolated_places"), ("OUTPUT_WAYS", "remaining_ways"), ("OUTPUT_LINKS", "last_links"))
    HELP = (
        "Tells of each place how many ways lead to a supply base of the side over routes that are open from end to "
        "end, no two of them with a stretch in common: 0 is isolated, 1 hangs on one route. With it come the shortest "
        "remaining way, its kilometres, the stretches that every way uses, and, with earlier ground, the detour "
        "against the shortest way of then. A base counts only while it stands in the side's ground; of a layer with "
        "the column is_supply_base only what is marked there counts. If wanted, the width of the ground corridor is "
        "measured too; ground and routes are different answers. Distances are geodesics on the WGS 84 ellipsoid. All "
        "this describes what a map implies, and not what moves."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        source, day = QgsProcessingParameterFeatureSource, Qgis.ProcessingDateTimeParameterDataType.Date
        self.add_routes()
        self.add_ground()
        self.addParameter(source("PLACES", tr("Places"), [_POINTS]))
        self.addParameter(source("BASES", tr("Supply bases"), [_POINTS]))
        self.add_joining()
        self.addParameter(source("EARLIER", tr("Earlier ground, for the detour"), [_AREAS], None, True))
        earlier = tr("Day of the earlier ground")
        self.addParameter(QgsProcessingParameterDateTime("EARLIER_AS_OF", earlier, day, None, True))
        corridor = tr("Measure the ground corridor of each place, too")
        self.addParameter(QgsProcessingParameterBoolean("CORRIDOR", corridor, False))
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT", tr("Places by access"), _POINTS))
        self.add_lines("OUTPUT_WAYS", tr("Shortest remaining ways"))
        self.add_lines("OUTPUT_LINKS", tr("Last links"))
        self.add_number("PLACES_ASKED", tr("Number of places asked about"))
        self.add_number("ISOLATED", tr("Number of places without a way"))
        self.add_number("ONE_WAY", tr("Number of places with one way"))
        self.add_number("NO_ROUTE", tr("Number of places without a route within reach"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Count ways, and write places and lines."""
        from ..bridge import access_features as made_of
        from ..bridge.access_work import isolation

        ground = self.ground(parameters, context, feedback)
        earlier = self.ground(parameters, context, feedback, "EARLIER", "EARLIER_AS_OF")
        routes, bases = self.routes(parameters, context, feedback), self._bases(parameters, context, feedback)
        source = self.parameterAsSource(parameters, "PLACES", context)
        rows = list(self.rows_with_shapes(parameters, "PLACES", "one point", context, feedback))
        places = [(shape.x, shape.y) for _, shape, _ in rows]
        joining = self.joining(parameters, context, feedback)
        corridor = self.parameterAsBoolean(parameters, "CORRIDOR", context)
        with told():
            asked = (routes, ground, earlier, places, bases, joining, corridor)
            found = heard(feedback, 0.2, 1.0, isolation, *asked)
        fields = QgsProcessingUtils.combineFields(source.fields(), columns(made_of.ACCESS_FIELDS))
        lines = Qgis.WkbType.MultiLineString
        made = (
            ("OUTPUT", fields, partial(made_of.place_features, found, rows), Qgis.WkbType.Point),
            ("OUTPUT_WAYS", columns(made_of.WAY_FIELDS), partial(made_of.way_features, found, rows), lines),
            ("OUTPUT_LINKS", columns(made_of.LINK_FIELDS), partial(made_of.link_features, found, rows), lines),
        )
        results: dict[str, Any] = {}
        for name, fields_of, features, kind in made:
            results.update(self.keep(parameters, name, context, feedback, fields_of, features, kind))
        if found.dropped:
            text = tr("Not in the side's ground, and left out as supply bases: {names}.")
            feedback.pushWarning(text.format(names=", ".join(found.dropped)))
        words = [made_of.access_word(one.access) for one in found.places]
        counts = {"ISOLATED": words.count("isolated"), "ONE_WAY": words.count("one_way")}
        counts.update({"NO_ROUTE": words.count("no_route"), "PLACES_ASKED": len(words)})
        text = "Of {n:,} places {isolated:,} are isolated and {one:,} hang on one way; {off:,} have no route near."
        values = {"isolated": counts["ISOLATED"], "one": counts["ONE_WAY"], "off": counts["NO_ROUTE"]}
        feedback.pushInfo(say(message(text, n=len(words), **values)))
        return {**results, **counts}

    def _bases(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> list[tuple[str, tuple[float, float]]]:
        """Return name and place of the supply bases: of a layer of settlements, those that are marked."""
        from ..bridge.access_features import row_name

        side, found = self.own_side(parameters, context), []
        for row, shape, _ in self.rows_with_shapes(parameters, "BASES", "one point", context, feedback):
            is_marked = bool(row["is_supply_base"]) if "is_supply_base" in row else True
            if is_marked and (not side or row.get("side") in (None, "", side)):
                found.append((row_name(row), (shape.x, shape.y)))
        if not found:
            text = tr("The supply bases: none is marked as one of the side; mark some, or choose another layer.")
            raise QgsProcessingException(text)
        return found


class OnRoutePlace(RouteAlgorithm):
    """Whether a place lies on the route between two others."""

    NAME = "on_route"
    TITLE = "Place on a route"
    TAGS = "route, along, between, on the way, shortest way, network"
    STYLED = (("OUTPUT", "remaining_ways"),)
    HELP = (
        "Tells whether a place lies on the route from one place to another: whether every shortest way passes it, or "
        "one that is no longer than so many times the shortest; and which share of the shortest ways does. A way "
        "passes a place when it comes within the given distance of it, and passes no junction twice. With ground, "
        "only routes count that are open in it from end to end. Distances are geodesics on the WGS 84 ellipsoid. The "
        "shortest way comes out as a line."
    )

    def initAlgorithm(self, configuration: Mapping[str, Any] | None = None) -> None:
        """Name the parameters."""
        point = QgsProcessingParameterPoint
        self.add_routes()
        self.addParameter(point("FROM", tr("From")))
        self.addParameter(point("TO", tr("To")))
        self.addParameter(point("PLACE", tr("Place asked about")))
        factor = tr("How many times as long as the shortest a way may be")
        self.addParameter(QgsProcessingParameterNumber("FACTOR", factor, _NUMBER, 1.1, False, 1.0, 100.0))
        self.add_joining()
        self.add_ground(is_optional=True)
        self.add_lines("OUTPUT", tr("Shortest way"))
        self.addOutput(QgsProcessingOutputString("ANSWER", tr("Answer in a word")))
        self.addOutput(QgsProcessingOutputBoolean("ON_EVERY", tr("Whether every shortest way passes it")))
        self.addOutput(QgsProcessingOutputBoolean("ON_NEARLY", tr("Whether a nearly shortest way passes it")))
        self.add_number("SHARE", tr("Share of the shortest ways that pass it"))
        self.add_number("SHORTEST_KM", tr("Length of the shortest way, km"))
        self.add_number("THROUGH_KM", tr("Length of the shortest way that passes it, km"))

    def processAlgorithm(
        self, parameters: Mapping[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Ask, and write the way."""
        from ..bridge.access_features import ON_FIELDS, ways
        from ..bridge.access_work import place_on_route

        degrees = QgsCoordinateReferenceSystem("EPSG:4326")
        spots = [self.parameterAsPoint(parameters, name, context, degrees) for name in ("FROM", "TO", "PLACE")]
        start, end, place = ((one.x(), one.y()) for one in spots)
        ground, routes = self.ground(parameters, context, feedback), self.routes(parameters, context, feedback)
        joining = self.joining(parameters, context, feedback)
        factor = self.parameterAsDouble(parameters, "FACTOR", context)
        with told():
            asked = (routes, ground, (start, end), place, joining, factor)
            found = heard(feedback, 0.2, 1.0, place_on_route, *asked)
        answer, kind = found.found, Qgis.WkbType.MultiLineString
        results = self.keep(parameters, "OUTPUT", context, feedback, columns(ON_FIELDS), partial(ways, found), kind)
        feedback.pushInfo(say(_ANSWERS[answer.answer]))
        found_out = {"ANSWER": answer.answer, "ON_EVERY": found.on_every, "ON_NEARLY": found.on_nearly}
        lengths = {"SHORTEST_KM": answer.shortest_km, "THROUGH_KM": answer.through_km}
        return {**results, **found_out, "SHARE": answer.share, **lengths}


_ANSWERS = {
    "every": message("Every shortest way passes the place."),
    "some": message("Some of the shortest ways pass the place."),
    "nearly": message("No shortest way passes the place; one that is nearly as short does."),
    "none": message("No way that is nearly as short as the shortest passes the place."),
    "no_way": message("No way leads from the one place to the other."),
}
