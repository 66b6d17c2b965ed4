"""What the sections of a briefing are called, by the names that recipes give them; without what draws them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SECTION_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "map": "Map",
        "claims": "Claims and findings",
        "measures": "Measures",
        "routes": "Routes and isolation",
        "curves": "Claims against the measured curves",
        "changes": "What changed hands",
        "reconciled": "Claims held against each other",
        "since": "What changed since the last issue",
        "corrections": "Corrections",
        "events": "Events counted from",
        "sources": "Sources",
        "definitions": "Definitions",
        "notes": "Notes",
    }
)
"""English titles, in the order of the pages; a section has its line in `sections.SECTIONS` too."""
