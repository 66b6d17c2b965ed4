"""What is said of a shape that was mended before use: the fault, its place, and both areas where they differ."""

from __future__ import annotations

from .geodesy import area_km2
from .messages import Coordinates, Message, joined, message
from .shapes import Geometry, Repair, polygons_of

_WORTH_SAYING = 0.001
"""Areas that differ by less than this share are the same to a reader (a tenth of a per cent)."""


def mended_note(original: Geometry, mended: Geometry, repair: Repair, kept: Message) -> Message:
    """Return the sentences on a mended shape; `kept` says that what the user made is unchanged.

    The area as drawn is the sum of its rings as they are, holes subtracted: a bow tie's halves cancel out.
    """
    fault = message(
        "Its shape was invalid near {at} ({reason}) and was mended in a copy.",
        at=Coordinates(repair.lon, repair.lat, 4),
        reason=repair.reason,
    )
    if not polygons_of(mended):
        return joined((fault, kept))
    before, after = area_km2(original), area_km2(mended)
    if abs(after - before) <= _WORTH_SAYING * max(after, before):
        return joined((fault, kept))
    areas = message("As drawn its area is {before:,.3f} km², mended {after:,.3f} km².", before=before, after=after)
    return joined((fault, areas, kept))
