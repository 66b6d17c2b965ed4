"""Routes against ground, and how places reach supply bases, as features."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from qgis.core import QgsFeature, QgsField, QgsFields

from .features import qgis_geometry, qgis_point
from .versions import BOOLEAN_TYPE, LONG_TYPE, REAL_TYPE, TEXT_TYPE

if TYPE_CHECKING:
    from ..core.case import SupplyRoute
    from ..core.isolation import Access
    from ..core.route_report import PlaceState, RouteReading
    from ..core.shapes import Geometry
    from .access_work import Isolation, PlaceOnRoute, RoutesCut
    from .rows import Row

    ReadPlace = tuple[Row, Geometry, list[Any]]

ROUTE_FIELDS = {"route_id": TEXT_TYPE, "name": TEXT_TYPE, "mode": TEXT_TYPE}
STRETCH_FIELDS = {
    **ROUTE_FIELDS,
    **{"line": LONG_TYPE, "state": TEXT_TYPE, "drawn_open": BOOLEAN_TYPE},
    **dict.fromkeys(("from_km", "to_km", "km"), REAL_TYPE),
}
CUT_FIELDS = {
    **ROUTE_FIELDS,
    **{"side": TEXT_TYPE, "leaves": BOOLEAN_TYPE, "along_km": REAL_TYPE, "next_km": REAL_TYPE},
}
ACCESS_FIELDS = {
    **{"access": TEXT_TYPE, "ways": LONG_TYPE, "base": TEXT_TYPE},
    **dict.fromkeys(("way_km", "earlier_km", "detour_km", "detour_factor", "off_km"), REAL_TYPE),
    **{"in_ground": BOOLEAN_TYPE, "last_links": TEXT_TYPE},
    **dict.fromkeys(("corridor_low_km", "corridor_km", "corridor_high_km"), REAL_TYPE),
    "land_contact": BOOLEAN_TYPE,
}
STATE_FIELDS = {
    **dict.fromkeys(("place_id", "name", "access"), TEXT_TYPE),
    **{"ways": LONG_TYPE, "base": TEXT_TYPE},
    **dict.fromkeys(("way_km", "earlier_km", "detour_km", "detour_factor"), REAL_TYPE),
    **{"last_links": TEXT_TYPE, "enclosed": BOOLEAN_TYPE},
}
WAY_FIELDS = {"place": TEXT_TYPE, "ways": LONG_TYPE, "km": REAL_TYPE, "base": TEXT_TYPE}
APART_FIELDS = {"place": TEXT_TYPE, "number": LONG_TYPE, "ways": LONG_TYPE, "km": REAL_TYPE}
LINK_FIELDS = {"place": TEXT_TYPE, **ROUTE_FIELDS, "km": REAL_TYPE}
ON_FIELDS = {
    **{"answer": TEXT_TYPE, "every": BOOLEAN_TYPE, "nearly": BOOLEAN_TYPE},
    **dict.fromkeys(("share", "shortest_km", "through_km", "factor"), REAL_TYPE),
}


def stretch_features(found: RoutesCut, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the stretches of routes, with `STRETCH_FIELDS`."""
    from ..core.shapes import multi_line

    for one in found.stretches:
        own, feature = one.stretch, QgsFeature(fields)
        lengths = (own.from_km, own.to_km, one.km)
        feature.setAttributes([*_of(found.routes[own.route]), own.line, one.state, own.is_open, *lengths])
        feature.setGeometry(qgis_geometry(multi_line([own.path])))
        yield feature


def cut_features(found: RoutesCut, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the places where routes are cut, with `CUT_FIELDS`."""
    for one in found.cuts:
        feature = QgsFeature(fields)
        side = one.side or None
        feature.setAttributes([*_of(found.routes[one.route]), side, one.leaves, one.along_km, one.next_km])
        feature.setGeometry(qgis_point((one.lon, one.lat)))
        yield feature


def _of(route: SupplyRoute) -> list[str | None]:
    """Return the columns of a route."""
    return [route.id, route.name or None, route.mode]


def row_name(row: Row) -> str:
    """Return what a place is called: its name, else its id or number."""
    return str(row.get("name") or row.get("id") or row["fid"])


def columns_of(types: Mapping[str, Any]) -> QgsFields:
    """Return columns by their names and types."""
    fields = QgsFields()
    for name, kind in types.items():
        fields.append(QgsField(name, kind))
    return fields


def access_word(found: Access | None) -> str:
    """Return in a word how a place is reached."""
    if found is None:
        return "no_route"
    if found.ways is None:
        return "base"
    return ("isolated", "one_way", "several")[min(found.ways, 2)]


def place_features(found: Isolation, places: Sequence[ReadPlace], fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the places with the attributes that they came with, and `ACCESS_FIELDS`."""
    for (_, shape, kept), one in zip(places, found.places):
        feature, access, corridor = QgsFeature(fields), one.access, one.corridor
        values: list[Any] = [access_word(access), None, None, None, None, None, None, None]
        links = ""
        if access is not None:
            lengths = (access.km, access.earlier_km, access.detour_km, access.detour_factor)
            off_km = None if one.off_m is None else one.off_m / 1000
            values = [access_word(access), access.ways, one.base or None, *lengths, off_km]
            links = ", ".join(dict.fromkeys(_called(found, edge) for edge in access.last_links))
        width: tuple[Any, ...] = (None, None, None, None)
        if corridor is not None:
            band = corridor.width_km
            width = (band.low, band.best, band.high, corridor.joined)
        feature.setAttributes([*kept, *values, one.in_ground, links or None, *width])
        feature.setGeometry(qgis_point((shape.x, shape.y)))
        yield feature


def _called(found: Isolation, edge: int) -> str:
    route = found.network.routes[int(found.network.route[edge])]
    return route.name or route.id


def state_features(reading: RouteReading, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the settlements in the side's ground by how they reach the bases, with `STATE_FIELDS`."""
    from ..core.messages import Message

    for one in reading.places:
        answer = None if isinstance(one.access, Message) else one.access
        # Of what cannot be said, only a place far from every route has a sign of its own.
        if answer is None and (reading.network.off(one.place) is None or not _may_stand_in(one, reading)):
            continue
        found = None if answer is None else answer.access
        base = None if answer is None or answer.base is None else answer.base.name
        lengths = [None] * 4 if found is None else [found.km, found.earlier_km, found.detour_km, found.detour_factor]
        feature = QgsFeature(fields)
        feature.setAttributes(
            [
                *(one.place.id, one.place.name, access_word(found), None if found is None else found.ways, base),
                *lengths,
                ", ".join(one.last_links) or None,
                one.enclosed,
            ]
        )
        feature.setGeometry(qgis_point((one.place.geometry.x, one.place.geometry.y)))
        yield feature


def _may_stand_in(one: PlaceState, reading: RouteReading) -> bool:
    """Return whether a place stands in the side's ground, as far as its maps tell."""
    return one.enclosed is not None or not reading.ground.own


def place_lines(reading: RouteReading, one: PlaceState) -> dict[str, list[QgsFeature]]:
    """Return the shortest way of a settlement ("ways", with `WAY_FIELDS`) and its last links ("links").

    "apart" is for the ways that `ways_apart` finds, and empty.
    """
    from ..core.messages import Message

    made: dict[str, list[QgsFeature]] = {"ways": [], "links": [], "apart": []}
    if isinstance(one.access, Message):
        return made
    network, found = reading.network.on.network, one.access.access
    if found.edges:
        base = "" if one.access.base is None else one.access.base.name
        way = QgsFeature(columns_of(WAY_FIELDS))
        way.setAttributes([one.place.name, found.ways, found.km, base])
        way.setGeometry(qgis_geometry(network.lines(found.edges)))
        made["ways"].append(way)
    for edge in found.last_links:
        route, link = network.routes[int(network.route[edge])], QgsFeature(columns_of(LINK_FIELDS))
        link.setAttributes([one.place.name, *_of(route), float(network.length_m[edge]) / 1000])
        link.setGeometry(qgis_geometry(network.lines([edge])))
        made["links"].append(link)
    return made


def ways_apart(reading: RouteReading, one: PlaceState, progress: Callable[[float], None]) -> list[QgsFeature]:
    """Return all ways that are left to a settlement without a common stretch, the shortest first. Worker threads."""
    from ..core.disjoint_ways import disjoint_ways

    network = reading.network.on.network
    found = disjoint_ways(network, reading.is_open, reading.network.node(one.place), reading.bases, progress)
    made = []
    for number, edges in enumerate(found, start=1):
        feature = QgsFeature(columns_of(APART_FIELDS))
        km = float(network.length_m[list(edges)].sum()) / 1000
        feature.setAttributes([one.place.name, number, len(found), km])
        feature.setGeometry(qgis_geometry(network.lines(edges)))
        made.append(feature)
    return made


def way_features(found: Isolation, places: Sequence[ReadPlace], fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the shortest remaining ways, with `WAY_FIELDS`."""
    for (row, _, _), one in zip(places, found.places):
        if one.access is not None and one.access.edges:
            feature = QgsFeature(fields)
            feature.setAttributes([row_name(row), one.access.ways, one.access.km, one.base])
            feature.setGeometry(qgis_geometry(found.network.lines(one.access.edges)))
            yield feature


def link_features(found: Isolation, places: Sequence[ReadPlace], fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the stretches that every remaining way uses, with `LINK_FIELDS`."""
    network = found.network
    for (row, _, _), one in zip(places, found.places):
        for edge in () if one.access is None else one.access.last_links:
            feature = QgsFeature(fields)
            route = network.routes[int(network.route[edge])]
            feature.setAttributes([row_name(row), *_of(route), float(network.length_m[edge]) / 1000])
            feature.setGeometry(qgis_geometry(network.lines([edge])))
            yield feature


def ways(found: PlaceOnRoute, fields: QgsFields) -> Iterator[QgsFeature]:
    """Yield the shortest way, where there is one, with what was found about the place, with `ON_FIELDS`."""
    if found.way is not None:
        answer, feature = found.found, QgsFeature(fields)
        lengths = (answer.shortest_km, answer.through_km, answer.factor)
        feature.setAttributes([answer.answer, found.on_every, found.on_nearly, answer.share, *lengths])
        feature.setGeometry(qgis_geometry(found.way))
        yield feature


def count_cut(found: RoutesCut) -> int:
    """Return how many routes have a stretch that is cut as drawn."""
    return len({one.stretch.route for one in found.stretches if not one.stretch.is_open})
