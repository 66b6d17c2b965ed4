"""What the help beside a dialog says of each parameter and result; loaded when the help is first asked for.

Keys are names of parameters, or "algorithm.PARAMETER" where one name means different things.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
        "PAPER": "Optional. A4 or Letter.",
        "NEWSROOM": "Optional. Stands on every page.",
        "LOGO": "Optional. A PNG or JPEG picture of at most 2 MB, for the first page.",
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
    }
)
