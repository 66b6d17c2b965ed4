"""What is measured of a shape while it is drawn: ground, length, and how far in it reaches.

Points are longitude, latitude in degrees (WGS 84). Everything but `baseline_source` runs in a thread of Python's own:
the window must answer at every move of the mouse, and the libraries take longer to load than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import QgsProject

from .cases import OpenCase, add_table
from .rows import Row, RowSource, row_source, with_shapes

if TYPE_CHECKING:
    from ..core.nearest import NearestLine

# A readout that changes with the mouse needs no metre.
_ERROR_M = 25.0


@dataclass(frozen=True)
class Baseline:
    """The line that depths are measured from, made ready, and what it is called."""

    name: str
    line: NearestLine


@dataclass(frozen=True)
class Live:
    """What a shape measures so far; None where it cannot be said yet. `crossed`: its outline crosses itself."""

    length_km: float
    area_km2: float | None = None
    depth_km: float | None = None
    crossed: bool = False


def baseline_source(project: QgsProject, case: OpenCase) -> tuple[RowSource, RowSource]:
    """Return where a baseline is read from: the front lines and the settings of a case. Main thread."""
    context = project.transformContext()
    lines, settings = (row_source(add_table(project, case, name), context) for name in ("front_lines", "settings"))
    return lines, settings


def read_baseline(lines: RowSource, settings: RowSource) -> Baseline | None:
    """Return the baseline that the case's settings name, else the one of the latest day; None where there is none."""
    # Imported here, away from the main thread.
    from ..core.nearest import NearestLine
    from ..core.shapes import is_finite

    named = next((row["value"] for row in settings.rows() if row["id"] == "baseline_id"), None)
    rows = [row for row in with_shapes(lines.rows()) if _is_line(row) and is_finite(row["geometry"])]
    chosen = [row for row in rows if row["id"] == named]
    if not chosen:
        drawn = [row for row in rows if row.get("role") == "baseline"]
        chosen = sorted(drawn, key=lambda row: str(row.get("as_of") or ""))[-1:]
    if not chosen:
        return None
    return Baseline(str(chosen[0].get("name") or chosen[0]["id"]), NearestLine(chosen[0]["geometry"]))


def _is_line(row: Row) -> bool:
    shape: Any = row["geometry"]
    return shape is not None and not shape.is_empty and shape.length > 0


def measured(points: Sequence[tuple[float, float]], closed: bool, baseline: Baseline | None) -> Live:
    """Return what the points measure as a path, or (`closed`) as the outline of ground.

    The area is that of edges straight in longitude and latitude, the length a sum of geodesics, the depth the
    greatest distance of the ground from the baseline: the same functions as everywhere in Salient.
    """
    import numpy as np

    from ..core.depth import penetration_depth
    from ..core.geodesy import edge_lengths_m, ring_area_m2
    from ..core.shapes import polygon

    path = np.asarray(points, dtype=float).reshape(-1, 2)
    if len(path) > 1:
        moved = np.any(np.diff(path, axis=0) != 0, axis=1)
        path = path[np.concatenate([[True], moved])]
    if not closed or len(path) < 3:
        return Live(float(edge_lengths_m(path).sum()) / 1000)
    ring = np.vstack([path, path[:1]])
    length_km = float(edge_lengths_m(ring).sum()) / 1000
    area_km2 = abs(ring_area_m2(ring)) / 1e6
    shape = polygon(ring)
    if not shape.is_valid:
        return Live(length_km, crossed=True)
    if baseline is None or not area_km2 > 0:
        return Live(length_km, area_km2)
    return Live(length_km, area_km2, penetration_depth(shape, baseline.line, _ERROR_M).depth_km)
