"""The features of an issuer's layer as one multipolygon, and what was done to them on the way."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import MultiPolygon, Polygon

from ..core.errors import InputError
from ..core.geodesy import area_km2
from ..core.messages import Message, message
from ..core.shapes import Geometry, polygons_of, repaired, union
from .features import ShapeFeature
from .vector import Shapes

_MOST_NAMED = 10
_AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Drawn:
    """A valid MultiPolygon, the number of features it is made of, and the notes."""

    geometry: Geometry
    features: int
    notes: tuple[Message, ...]


def drawn_area(shapes: Shapes) -> Drawn:
    """Return the areas of a layer together, each feature as the issuer drew it.

    Features that touch along an edge or overlap cannot stand beside each other in one multipolygon and are united.

    Raises
    ------
    InputError
        When the layer holds no area.
    """
    areas = [one for one in shapes.features if one.geometry.geom_type in _AREAS]
    if not areas:
        raise InputError(f"{shapes.path}: layer {shapes.layer} holds no areas; give a layer with polygons")
    notes = [*shapes.notes, *_mended(shapes, areas)]
    others = [one for one in shapes.features if one.geometry.geom_type not in _AREAS]
    if others:
        notes.append(
            message(
                "{count} features are no areas and were left out: {ids}.",
                count=len(others),
                ids=_ids([one.id for one in others]),
            )
        )
    geometry, united = _together([polygon for one in areas for polygon in polygons_of(one.geometry)])
    if united is not None:
        notes.append(united)
    return Drawn(geometry, len(areas), tuple(notes))


def _mended(shapes: Shapes, areas: list[ShapeFeature]) -> list[Message]:
    """Say what the reader mended or left out; of an invalid shape the area before and after."""
    by_id = {one.id: one for one in areas if one.original is not None}
    notes = []
    for skipped in shapes.skipped[:_MOST_NAMED]:
        said = message("Feature {id}: {what}", id=skipped.id[:80], what=skipped.reason)
        feature = by_id.pop(skipped.id, None)
        if feature is not None and feature.original is not None:
            said = message(
                "{said} Area before {before:,.3f} km², after {after:,.3f} km².",
                said=said,
                before=area_km2(feature.original),
                after=area_km2(feature.geometry),
            )
        notes.append(said)
    more = shapes.skipped[_MOST_NAMED:]
    if more:
        notes.append(
            message(
                "{count} more features were mended or left out: {ids}.",
                count=len(more),
                ids=_ids([one.id for one in more]),
            )
        )
    return notes


def _together(polygons: list[Polygon]) -> tuple[Geometry, Message | None]:
    beside = MultiPolygon(polygons)
    if beside.is_valid:
        return beside, None
    united = union(polygons)
    if not united.is_valid:
        united, _ = repaired(united)
    note = message(
        "{count} shapes touch or overlap and were united: together {sum:,.3f} km², united {united:,.3f} km².",
        count=len(polygons),
        sum=sum(area_km2(one) for one in polygons),
        united=area_km2(united),
    )
    return MultiPolygon(polygons_of(united)), note


def _ids(ids: list[str]) -> str:
    shown = ", ".join(one[:80] for one in ids[:_MOST_NAMED])
    return shown if len(ids) <= _MOST_NAMED else f"{shown} …"
