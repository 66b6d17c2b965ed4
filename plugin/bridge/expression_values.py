"""What the expression functions come to: shapes out of QGIS into WGS 84, and one call of the core each.

QGIS evaluates expressions in threads of its own, row by row. The work is done in one long-lived thread of Python's,
because a thread of Qt is new to Python at every call (see `work.in_own_thread`); the main thread lasts, and works
itself.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsExpressionContext,
    QgsFeature,
    QgsGeometry,
)

from ..core.errors import InputError, MeasureError
from ..core.messages import message
from . import verdicts
from .features import qgis_geometry
from .rows import WGS84, plain_wkb, shape_of
from .words import tr

if TYPE_CHECKING:
    from ..core.shapes import Geometry

_LARGEST_BUFFER_KM = 500.0
_VERDICTS = {
    "consistent": "consistent",
    "consistent_if": "consistent if",
    "inconsistent": "inconsistent",
    "impossible": "impossible",
    "not_testable": "not testable",
}


class Measurer:
    """Measures for expressions; it owns the thread in which that is done."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="salient-expressions")
        self._lock = threading.Lock()
        self._open = True

    def value(self, name: str, values: Sequence[Any], context: QgsExpressionContext | None) -> Any:
        """Return what a function comes to for these arguments, those that were left out as None.

        Raises
        ------
        InputError, MeasureError
            When an argument cannot be used, or nothing can be measured; the text says why.
        """
        if name in ("salient_verdict", "salient_verdict_text"):
            return _verdict(values, context, in_words=name.endswith("_text"))
        count, measure = _MEASURES[name]
        crs = _crs(values[-1], context)
        shapes = [_wkb(value, crs, context) for value in values[:count]]
        if name == "salient_buffer":
            buffer = self._run(measure, *shapes, _kilometres(values[1]))
            return None if buffer is None else _back(buffer, crs, context)
        return self._run(measure, *shapes)

    def _run(self, measure: Callable[..., Any], *values: Any) -> Any:
        try:
            if threading.current_thread() is threading.main_thread():
                return measure(*values)
            with self._lock:
                # Salient may leave QGIS while a map is being drawn.
                asked = self._thread.submit(measure, *values) if self._open else None
            return None if asked is None else asked.result()
        except ValueError as error:
            raise MeasureError(str(error)) from error

    def close(self) -> None:
        """End the thread; what is being measured ends first."""
        with self._lock:
            self._open = False
        self._thread.shutdown(wait=False)


def _verdict(values: Sequence[Any], context: QgsExpressionContext | None, in_words: bool) -> str | None:
    layer = context.variable("layer_id") if context is not None else None
    case = None if values[1] is None else str(values[1])
    found = verdicts.verdict_of(str(values[0]), case, None if layer is None else str(layer))
    return tr(_VERDICTS[found]) if in_words and found is not None else found


def _crs(named: Any, context: QgsExpressionContext | None) -> QgsCoordinateReferenceSystem:
    """Return the coordinate system that an argument names, else that of the layer, else WGS 84."""
    if named is not None:
        crs = QgsCoordinateReferenceSystem(str(named))
        if not crs.isValid():
            text = "\"{crs}\" is no coordinate system; write it as 'EPSG:32637'."
            raise InputError(message(text, crs=str(named)[:80]))
        return crs
    own = context.variable("_layer_crs") if context is not None else None
    if not isinstance(own, QgsCoordinateReferenceSystem):
        text = context.variable("layer_crs") if context is not None else None
        own = QgsCoordinateReferenceSystem(str(text)) if text else None
    if own is None and context is not None and context.variable("layer_id") is None:
        return QgsCoordinateReferenceSystem(WGS84)
    if own is None or not own.isValid():
        raise InputError(message("The layer has no coordinate system: choose one, or name it as the last argument."))
    return own


def _wkb(value: Any, crs: QgsCoordinateReferenceSystem, context: QgsExpressionContext | None) -> bytes:
    """Return a geometry as two-dimensional WKB in WGS 84 longitude/latitude; it is a copy."""
    given = value.geometry() if isinstance(value, QgsFeature) else value
    if not isinstance(given, QgsGeometry):
        raise InputError(message("A geometry is wanted, such as @geometry."))
    geometry = _transformed(QgsGeometry(given), crs, QgsCoordinateReferenceSystem(WGS84), context)
    box = geometry.boundingBox()
    raw = plain_wkb(geometry)
    if raw is None or geometry.isEmpty():
        raise InputError(message("The geometry is empty."))
    if not (box.xMinimum() >= -180 and box.xMaximum() <= 180 and box.yMinimum() >= -90 and box.yMaximum() <= 90):
        text = "The coordinates are no degrees of longitude and latitude: name their coordinate system."
        raise InputError(message(text))
    return raw


def _back(shape: Geometry, crs: QgsCoordinateReferenceSystem, context: QgsExpressionContext | None) -> QgsGeometry:
    return _transformed(qgis_geometry(shape), QgsCoordinateReferenceSystem(WGS84), crs, context)


def _transformed(
    geometry: QgsGeometry,
    source: QgsCoordinateReferenceSystem,
    target: QgsCoordinateReferenceSystem,
    context: QgsExpressionContext | None,
) -> QgsGeometry:
    """Return the geometry, whose vertices were moved from one coordinate system to another."""
    if source == target:
        return geometry
    ways = context.variable("_project_transform_context") if context is not None else None
    if not isinstance(ways, QgsCoordinateTransformContext):
        ways = QgsCoordinateTransformContext()
    try:
        geometry.transform(QgsCoordinateTransform(source, target, ways))
    except QgsCsException as error:
        text = "The geometry cannot be brought from {source} to {target}."
        raise InputError(message(text, source=source.userFriendlyIdentifier(), target=target.authid())) from error
    return geometry


def _kilometres(value: Any) -> float:
    text = 'The distance is to be a number of kilometres above 0, at most {most:g}; "{value}" is not.'
    try:
        distance_km = float(value)
    except (TypeError, ValueError) as error:
        raise InputError(message(text, most=_LARGEST_BUFFER_KM, value=str(value)[:80])) from error
    if not 0 < distance_km <= _LARGEST_BUFFER_KM:
        raise InputError(message(text, most=_LARGEST_BUFFER_KM, value=str(value)[:80]))
    return distance_km


def _shape(raw: bytes, kinds: Sequence[str] = ()) -> Geometry:
    """Return the shape, mended where it is invalid, as the command line measures it."""
    from ..core.shapes import repaired

    read = shape_of(raw)
    if read is None:
        text = "The geometry cannot be read: a line needs two vertices, and a surface is to be turned into polygons."
        raise InputError(message(text))
    shape: Geometry = repaired(read)[0]
    if shape.is_empty:
        raise MeasureError(message("Nothing is left of the geometry when it is mended."))
    if kinds and shape.geom_type.replace("Multi", "") not in kinds:
        raise MeasureError(message("{kind}: this shape cannot be used here.", kind=shape.geom_type))
    return shape


def _area_km2(raw: bytes) -> float:
    from ..core.geodesy import area_km2

    return area_km2(_shape(raw, ("Polygon",)))


def _length_km(raw: bytes) -> float:
    from ..core.geodesy import length_km

    return length_km(_shape(raw, ("LineString", "Polygon")))


def _leg(a: bytes, b: bytes) -> tuple[float, float]:
    """Return distance in kilometres and azimuth in degrees."""
    from ..core.geodesy import leg
    from ..core.shapes import points_of

    places = []
    for raw in (a, b):
        points = points_of(_shape(raw, ("Point",)))
        if len(points) != 1:
            raise MeasureError(message("One point is wanted, and not several."))
        places.append((points[0].x, points[0].y))
    found = leg(*places[0], *places[1])
    return found.distance_km, found.azimuth_deg


def _distance_km(a: bytes, b: bytes) -> float:
    return _leg(a, b)[0]


def _azimuth_deg(a: bytes, b: bytes) -> float | None:
    distance_km, azimuth_deg = _leg(a, b)
    return azimuth_deg if distance_km else None


@lru_cache(maxsize=4)
def _baseline(raw: bytes) -> Geometry:
    # The same baseline comes with every row of a layer of gains.
    from .work import baseline_shape

    return baseline_shape([_shape(raw, ("LineString", "Polygon"))])


def _depth_km(gain: bytes, baseline: bytes) -> float:
    from ..core.depth import depth_measures

    return depth_measures(_shape(gain, ("Polygon",)), _baseline(baseline), 0.0, 0.0)[0].best_km


def _buffer(raw: bytes, distance_km: float) -> Geometry:
    from ..core.buffer import geodesic_buffer

    return geodesic_buffer(_shape(raw), distance_km * 1000.0)


# Of each function: how many geometries it takes first, and what measures them.
_MEASURES: dict[str, tuple[int, Callable[..., Any]]] = {
    "salient_area_km2": (1, _area_km2),
    "salient_length_km": (1, _length_km),
    "salient_distance_km": (2, _distance_km),
    "salient_azimuth_deg": (2, _azimuth_deg),
    "salient_depth_km": (2, _depth_km),
    "salient_buffer": (1, _buffer),
}
