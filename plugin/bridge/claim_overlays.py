"""What a claim is about as shapes for the map, made in the background; nothing of it is written anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from qgis.core import QgsGeometry, QgsPointXY

from .features import qgis_geometry
from .work import in_own_thread

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.claim_shapes import ClaimShapes
    from ..core.findings import Finding

LonLat = tuple[float, float]


@dataclass(frozen=True)
class Overlay:
    """Shapes of one role in WGS 84; `count` says how many, `amount` is the number of its legend (metres, kilometres).

    Roles, from the lowest on the map to the highest: scope, reach, gains, gains_within, sector, baseline, depth_line,
    deepest, printed, place_in, place_maybe, place_named.
    """

    role: str
    geometry: QgsGeometry
    count: int = 1
    amount: float = 0.0


@in_own_thread
def overlays_of(case: Case, finding: Finding, progress: Callable[[float], None]) -> list[Overlay]:
    """Return what there is to see of a claim, the lowest first. Any thread."""
    from ..core.claim_shapes import claim_shapes

    shapes = claim_shapes(case, finding, lambda: progress(0.5))
    made = [
        Overlay("scope", qgis_geometry(shapes.scope)),
        Overlay("reach", qgis_geometry(shapes.reach), amount=shapes.reach_km),
        Overlay("gains", qgis_geometry(shapes.gains)),
        Overlay("gains_within", qgis_geometry(shapes.gains_within), amount=shapes.tolerance_m),
        Overlay("sector", qgis_geometry(shapes.sector)),
        Overlay("baseline", qgis_geometry(shapes.baseline)),
        *_points(shapes),
    ]
    return [one for one in made if not one.geometry.isNull()]


def _points(shapes: ClaimShapes) -> list[Overlay]:
    lines = [[QgsPointXY(*deepest), QgsPointXY(*nearest)] for _, deepest, nearest in shapes.depths]
    made = [
        Overlay("depth_line", QgsGeometry.fromMultiPolylineXY(lines) if lines else QgsGeometry(), len(lines)),
        _marks("deepest", [deepest for _, deepest, _ in shapes.depths]),
        _marks("printed", shapes.printed),
    ]
    for role in ("in", "maybe", "named"):
        made.append(_marks(f"place_{role}", [one.place for one in shapes.places if one.role == role]))
    return made


def _marks(role: str, places: Sequence[LonLat]) -> Overlay:
    if not places:
        return Overlay(role, QgsGeometry(), 0)
    return Overlay(role, QgsGeometry.fromMultiPointXY([QgsPointXY(*one) for one in places]), len(places))
