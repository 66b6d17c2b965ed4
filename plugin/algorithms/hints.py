"""What the help beside a dialog says of each parameter and result; loaded when the help is first asked for.

Keys are names of parameters, or "algorithm.PARAMETER" where one name means different things.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_DAY_OF_GROUND = "Optional. Only areas of this day, by the column as_of; else all days are taken together."

HINTS: Mapping[str, str] = MappingProxyType(
    {
        "GAINS": "Areas of gained ground; every feature counts.",
        "BASELINE": "What is measured from; every feature counts.",
        "SECTOR": "Optional. A second depth is measured, to the baseline inside these areas only.",
        "TOLERANCE_M": "How far the drawn edges may be off; the band comes from it.",
        "measure_depth.OUTPUT": "A point for each definition, with low, depth and high in km.",
        "OUTPUT_LINE": "Optional. Lines from the deepest points to the baseline.",
        "INPUT": "Any features, in any coordinate system.",
        "KM": "Measured on the ellipsoid; at most 500.",
        "geodesic_buffer.OUTPUT": "One area for each feature, with its attributes, in EPSG:4326.",
        "CASE": "The case's file; where it is open in the project, its layers are read.",
        "AS_OF": "Optional. What is of later days is left out.",
        "check_claims.OUTPUT": "A JSON file: of each claim its verdict, definitions with bands, checks and reason.",
        "LANG": "Optional. English or Ukrainian; without it, the case's own.",
        "ACROSS": "Off: only maps of one issuer are compared. On: the result says whose maps were compared.",
        "ISSUER": "Whose maps; needed where several issuers drew the same days.",
        "briefing.ISSUER": "Whose maps of the first day; only where maps of different issuers are compared.",
        "ISSUER_TO": "Whose maps of the last day; only where maps of different issuers are compared.",
        "RECIPE": "Optional. A JSON file as salient recipe --json prints it; without it, the case's own.",
        "ISSUED_ON": "Optional. The day that a delay of the recipe counts back from; without it, today.",
        "PAPER": "Optional. A4 or Letter; without it, as the recipe says.",
        "NEWSROOM": "Optional. Stands on every page.",
        "LOGO": "Optional. A PNG or JPEG picture of at most 2 MB, for the first page.",
        "BESIDE": "On: facts.json, claims.csv and shapes.geojson stand beside the PDF too, under its name.",
        "briefing.OUTPUT": "The PDF file.",
        "FILES": "GeoJSON, GeoPackage, Shapefile or KML; folders and patterns such as maps/*.geojson, too.",
        "PROFILE": "Says how a publisher names files, layers, sides, states and days.",
        "import_control.ISSUER": "Who publishes the maps; said by the profile, where there is one.",
        "import_control.SIDE": "Whose ground the maps show; said by the profile, where there is one.",
        "STATE": "How the ground is held; said by the profile, where there is one.",
        "import_control.AS_OF": "Optional. The day of all maps; without it, each file's name says the day.",
        "REPLACE": "On: a map that differs from the one in the case takes its place. Off: it is refused.",
        "FROM": "The day before the change; a missing one is stood in for within three days.",
        "TO": "The day after the change; a missing one is stood in for within three days.",
        "FRAME": "Optional. What lies outside of this box does not count.",
        "change.OUTPUT": "An area for each change of state, with the states before and after and its km².",
        "BY": "Days, weeks from Mondays, or months.",
        "LAYER": "control: assessed control; held: control and advance together; other: the other side's layer.",
        "ZONES": "Optional. Areas that are measured one by one.",
        "ZONE_FIELD": "Optional. The field that names the zones.",
        "series.OUTPUT": "A row for each step: lost, gained and net in km², and the net since the first step.",
        "baseline.AS_OF": "The day of the map whose edge is meant.",
        "baseline.SIDE": "The edge is that of this side's ground, against any other ground.",
        "BORDERS": "Optional. Lines or areas: what runs along these borders is no front and is left out.",
        "BEYOND": "Optional. A border is then left out only where it touches this ground, and stays elsewhere.",
        "COASTS": "Optional. Lines or areas: what runs along a coast is no front and is left out.",
        "baseline.OUTPUT": "The lines, in EPSG:4326.",
        "AREA": "Optional. An area of the case, in place of a box.",
        "change.OUTPUT_JSON": "Optional. The balance of states and each definition with its band, as salient change "
        "--json prints them.",
        "STEP_KM": "Shorter stretches tell more and take longer.",
        "depth_profile.OUTPUT": "A point at the middle of each stretch: km along the line, depth, the deepest place.",
        "depth_profile.OUTPUT_LINE": "Optional. The stretches as lines, with the same columns.",
        "depth_by_day.SIDE": "The front is the edge of this side's ground on the first day.",
        "GAINED": "On: outwards, what the side gained. Off: inwards, what it lost.",
        "depth_by_day.SECTOR": "Optional. A second depth is measured, to the front inside these areas only; without "
        "it, to the case's own sector.",
        "BASELINE_NAME": "Optional. A front line of the case to measure from, in place of the edge on the first day.",
        "depth_by_day.FROM": "The day of the front; a missing one is stood in for within three days.",
        "depth_by_day.TO": "The last day; a missing one is stood in for within three days.",
        "depth_by_day.OUTPUT": "A point for each day and definition, with low, depth and high in km.",
        "settlements_inside.INPUT": "Points, in any coordinate system.",
        "AREAS": "Areas that the settlements may lie in, such as buffers; every feature counts.",
        "settlements_inside.TOLERANCE_M": "How far the drawn edges may be off: nearer to one, a settlement is a maybe.",
        "ALL": "On: settlements that are out are written too. Off: those in, and those that may be.",
        "settlements_inside.OUTPUT": "The settlements with membership (in, maybe, out) and inside, yes or no as drawn.",
        "settlements_changed.OUTPUT": "The settlements with their states before and after, and whether it is sure.",
        "settlement_status.AS_OF": "Optional. The day that is asked about; without it, that of the last map.",
        "settlement_status.OUTPUT": "The settlements with their state, and the first and last map of its run.",
        "OUTPUT_SPELLS": "Optional. A table of every run of days that each settlement was in one state.",
        "REPORT": "Optional. A page with every line of the quality report: which map, what, where.",
        "import_places.FILES": "GeoNames' files, tables with name, lat and lon, or map files with points.",
        "import_places.CASE": "The case's file; it must not be open in the project.",
        "import_control.CASE": "The case's file; it must not be open in the project.",
        "import_places.FRAME": "Optional. Places outside of this box are not taken.",
        "MIN_POPULATION": "Places with fewer inhabitants, or an unknown number, are not taken; 0 takes all.",
        "SOURCE": "Optional. Stands in the table of sources as the publisher.",
        "import_routes.FILES": "OpenStreetMap's extracts, or other files of lines.",
        "import_routes.CASE": "The case's file; it must not be open in the project.",
        "import_routes.PROFILE": "Optional for OpenStreetMap's extracts. Says which lines are routes, and of which "
        "kind.",
        "import_routes.MODES": "Optional. Without a profile: the one mode that all lines are of.",
        "ROLE": "Only without a profile, which says it line by line.",
        "import_routes.AS_OF": "Optional. The day that the routes describe; without it, they count for every day.",
        "import_routes.FRAME": "Optional. Lines are cut to this box; without it, to the frame of the case.",
        "WHOLE": "On: without a box or an area, nothing is cut.",
        "import_routes.REPLACE": "On: lines that differ from those in the case take their place. Off: they are "
        "refused.",
        "ROUTES": "Lines; every feature is a route. The columns id, name and mode are used where there are some.",
        "MODES": "Optional. Only routes of these modes; without a column mode all are roads.",
        "GROUND": "Areas, in any coordinate system; those that overlap count once.",
        "on_route.GROUND": "Optional. Only routes count then that are open in this ground from end to end.",
        "GROUND_IS": "own: what the side of the routes holds. others: what others took; all beside it is open.",
        "SIDE": "Optional. Only areas of this side, by the column side; whose they are says the choice above.",
        "STATES": "Optional. Only areas of these states, by the column state; control alone, or with advance.",
        "cut_routes.AS_OF": _DAY_OF_GROUND,
        "isolation.AS_OF": _DAY_OF_GROUND,
        "on_route.AS_OF": _DAY_OF_GROUND,
        "cut_routes.TOLERANCE_M": "How far the edge of the ground may be off; nearer to it, a route is unknown.",
        "cut_routes.OUTPUT": "The routes in stretches that are open, cut or unknown, with their kilometres.",
        "OUTPUT_CUTS": "Optional. A point for each place where a route passes the edge, with the km to the next.",
        "PLACES": "Points; they join the network at the nearest place of a route.",
        "BASES": "Points. Of a layer with the column is_supply_base only those marked count, and only the side's own.",
        "WITHIN_KM": "A place that is farther from every route is on none.",
        "on_route.WITHIN_KM": "A way passes the place when it comes that near; both ends have to be that near, too.",
        "SNAP_M": "Optional. Points of routes that are no farther apart are one junction; empty: as the case says, "
        "else 25, and 1 where crossings are apart.",
        "CROSSINGS": "joined: for drawn routes. apart: for data that are cut at their junctions, where a crossing is a "
        "bridge. as_case: as the case of the routes says in its setting route_crossings, so that the numbers are those "
        "of its findings; joined where it says nothing.",
        "EARLIER": "Optional. The same side's ground of an earlier day; the layer may be the same.",
        "EARLIER_AS_OF": "Optional. Only areas of this day count as earlier ground.",
        "CORRIDOR": "On: how wide the ground is between each place and the bases, too; takes longer, and needs the "
        "side's own ground.",
        "isolation.OUTPUT": "The places with their attributes, and how they reach the supply bases.",
        "OUTPUT_WAYS": "Optional. The shortest way that is left to each place.",
        "OUTPUT_LINKS": "Optional. Stretches that every way of a place uses: where one is cut, it is isolated.",
        "on_route.FROM": "Where the route starts.",
        "on_route.TO": "Where the route ends.",
        "PLACE": "What is asked about.",
        "FACTOR": "A way up to so many times as long as the shortest one counts as nearly shortest.",
        "on_route.OUTPUT": "Optional. One of the shortest ways, with the answer.",
        "CRS": "Optional. Only for map files that do not say it.",
        "MAP_LAYER": "Optional. Only for map files with several layers.",
    }
)

RESULTS: Mapping[str, str] = MappingProxyType(
    {
        "measure_depth": "DEPTH_KM is the depth to any part of the baseline, SECTOR_KM that to the break-in sector. "
        "LOW, BEST and HIGH are the band: the depth less and plus both tolerances.",
        "check_claims": "CLAIMS is how many were checked, the others are how many have that verdict. No verdict says "
        "true or false: a definition agrees when its band and the claim's interval share a point.",
        "import_control": "How many maps were added, replaced, there already, and given twice; REMARKS is how many "
        "lines the quality report has.",
        "change": "LOW, BEST and HIGH are the band of each number in km²: without pieces under 1 ha, the changed "
        "ground is shrunk and grown by the tolerance; best keeps every piece. RESIDUAL_KM2 is what the states' areas "
        "do not add up to.",
        "series": "STEPS is the number of rows, NET_KM2 what they add up to.",
        "baseline": "LENGTH_KM is the length of the lines.",
        "geodesic_buffer": "FEATURES is the number of features, BUFFERS how many of them have a buffer.",
        "depth_profile": "DEEPEST_KM is the greatest depth of a stretch, DEEPEST_AT_KM the middle of that stretch "
        "along the baseline; both are as good as the stretches are short. STRETCHES and LENGTH_KM tell of the "
        "baseline.",
        "depth_by_day": "DEPTH_KM is the depth to any part of the front on the last day, SECTOR_KM that to the "
        "break-in sector. LOW, BEST and HIGH are the band: the depth less and plus both tolerances.",
        "settlements_inside": "COUNT is how many are inside: LOW surely, BEST as drawn, HIGH possibly. SETTLEMENTS is "
        "how many were looked at.",
        "settlements_changed": "COUNT is how many changed: LOW surely, BEST as drawn, HIGH possibly. SETTLEMENTS is "
        "how many were looked at.",
        "settlement_status": "SETTLEMENTS is how many were looked at; the other numbers say how many of them are in "
        "each state on the day.",
        "import_routes": "WANTED is how many routes the files hold in the frame, ADDED how many of them are new to the "
        "case, REPLACED how many got other lines, SAME how many were there with the same lines.",
        "import_places": "WANTED is how many places the gazetteers have of what was asked for, ADDED how many of them "
        "are new to the case, SAME how many it has already.",
        "cut_routes": "OPEN_KM, CUT_KM and UNKNOWN_KM are lengths in each state; CUTS is how many places there are "
        "where a route passes the edge as drawn, ROUTES_CUT how many routes have a stretch that is cut as drawn.",
        "isolation": "PLACES_ASKED is how many places were asked about, ISOLATED how many have no way, ONE_WAY "
        "how many hang on one, NO_ROUTE how many have no route within reach.",
        "on_route": "ANSWER is every, some, nearly, none or no_way; ON_EVERY and ON_NEARLY say yes or no under either "
        "definition. SHARE is the share of the shortest ways that pass the place, 0 to 1. Lengths are missing where "
        "there is no such way.",
    }
)
