"""What the sections of a briefing are called, by the names that recipes give them; without what draws them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SECTION_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "map": "Map",
        "key": "Key figures",
        "claims": "Claims and findings",
        "measures": "Measures",
        "curves": "Claims against the measured curves",
        "reconciled": "Claims held against each other",
        "depths": "Depth",
        "changes": "What changed hands",
        "places": "Settlements that changed their state",
        "routes": "Routes and isolation",
        "since": "What changed since the last issue",
        "corrections": "Corrections",
        "events": "Events counted from",
        "definitions": "Definitions",
        "sources": "Sources",
        "notes": "Notes",
    }
)
"""English titles, in the order of the pages; a section has its line in `sections.SECTIONS` too."""
