"""Places of a gazetteer, and which of them a case lacks.

A gazetteer is somebody's list of populated places. `Place` is one row of it, as a file or a server gave it; a
`Settlement` is a place that belongs to a case. `plan_places` holds one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point

from .case import Settlement
from .geodesy import leg
from .messages import Message, message
from .names import fold, slug

SAME_PLACE_KM = 2.0
"""Two of one name that are so near are taken for one place, unless their numbers in GeoNames or P-codes differ."""

_MOVED_KM = 0.2
_NEAR_DEG = 0.03
_SHOWN = 5
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A populated place; longitude and latitude in degrees, `population` None where it is not known."""

    name: str
    lon: float
    lat: float
    name_local: str = ""
    other_names: tuple[str, ...] = ()
    population: int | None = None
    geonames_id: int | None = None
    pcode: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, each once."""
        return tuple(dict.fromkeys(one for one in (self.name, self.name_local, *self.other_names) if one))


@dataclass(frozen=True)
class PlacePlan:
    """What a case lacks, what it has already, and what its reader should know."""

    new: tuple[Place, ...]
    same: tuple[Place, ...] = ()
    notes: tuple[Message, ...] = ()


def local_name(name: str, others: Sequence[str]) -> str:
    """Return the one of a place's names that is written in Cyrillic, the Ukrainian one before others; "" for none.

    GeoNames lists the names of all languages without saying of which each is: one with the same skeleton as the main
    name is preferred, and among several one with a letter that only Ukrainian has.
    """
    written = [one for one in others if _CYRILLIC.search(one)]
    skeleton = fold(name)
    return min(
        written, key=lambda one: (fold(one) != skeleton, _UKRAINIAN.search(one) is None, written.index(one)), default=""
    )


def by_size(places: Iterable[Place]) -> list[Place]:
    """Return the largest places first, as an index of names wants them, and those of unknown size in their order."""
    known: list[Place] = []
    unknown: list[Place] = []
    for place in places:
        (known if place.population else unknown).append(place)
    return sorted(known, key=lambda one: -(one.population or 0)) + unknown


def settlement_row(place: Place, row_id: str, source_id: str, language: str = "en") -> dict[str, Any]:
    """Return the row of the table of settlements, with "geometry"; in Ukrainian cases the local name comes first."""
    name = place.name_local if language == "uk" and place.name_local else place.name
    return {
        "id": row_id,
        "name": name,
        "name_local": place.name_local or None,
        "pcode": place.pcode or None,
        "geonames_id": place.geonames_id,
        "population": place.population,
        "is_supply_base": False,
        "source_id": source_id or None,
        "geometry": Point(place.lon, place.lat),
    }


def row_id(place: Place, taken: set[str]) -> str:
    """Return a free id that people can read: the name, and where that is taken its number; `taken` grows by it."""
    first = slug(place.name)
    number = place.geonames_id or place.pcode
    wanted = first if first not in taken or not number else f"{first}-{number}"
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}-{count}"
    taken.add(found)
    return found


def plan_places(there: Iterable[Settlement], places: Iterable[Place]) -> PlacePlan:
    """Return which places a case lacks; nothing that is there is changed.

    A place is there if one has its number in GeoNames, its P-code, or its name (in any spelling) within
    `SAME_PLACE_KM` while their numbers do not say otherwise. A place given twice is taken once.
    """
    known = _Known()
    for one in there:
        if one.geometry is not None and not one.geometry.is_empty:
            known.add(_of_settlement(one))
    new: list[Place] = []
    same: list[Place] = []
    differing: list[str] = []
    repeated: list[str] = []
    doubtful: list[str] = []
    added: set[int] = set()
    for place in places:
        found = known.same_as(place)
        if found is None:
            if known.has_beside(place):
                doubtful.append(_named(place))
            new.append(place)
            added.add(id(place))
            known.add(place)
        elif id(found) in added:
            repeated.append(_named(place))
        else:
            same.append(place)
            if _differs(found, place):
                differing.append(_named(place))
    notes = (
        *_note(repeated, "Given twice and taken once: {n:,} places ({names})."),
        *_note(differing, "In the case with another name or position, and left as they are: {n:,} places ({names})."),
        *_note(doubtful, "Of the same name as another one near by, but with another number: {n:,} places ({names})."),
    )
    return PlacePlan(tuple(new), tuple(same), notes)


class _Known:
    """Places by what makes them the same."""

    def __init__(self) -> None:
        self._numbers: dict[int, Place] = {}
        self._pcodes: dict[str, Place] = {}
        self._names: dict[str, list[Place]] = {}

    def add(self, place: Place) -> None:
        if place.geonames_id is not None:
            self._numbers.setdefault(place.geonames_id, place)
        if place.pcode:
            self._pcodes.setdefault(place.pcode, place)
        for skeleton in _skeletons(place):
            self._names.setdefault(skeleton, []).append(place)

    def same_as(self, place: Place) -> Place | None:
        if place.geonames_id is not None and place.geonames_id in self._numbers:
            return self._numbers[place.geonames_id]
        if place.pcode and place.pcode in self._pcodes:
            return self._pcodes[place.pcode]
        return next((one for one in self._near(place) if not _numbers_differ(one, place)), None)

    def has_beside(self, place: Place) -> bool:
        """Whether one of the name is near by, which is another place by its number."""
        return any(True for _ in self._near(place))

    def _near(self, place: Place) -> Iterator[Place]:
        for skeleton in _skeletons(place):
            for one in self._names.get(skeleton, ()):
                # Asked first, because it costs nothing: a village may have the name of two hundred others.
                if abs(one.lat - place.lat) < _NEAR_DEG and _apart_km(one, place) <= SAME_PLACE_KM:
                    yield one


def _of_settlement(one: Settlement) -> Place:
    return Place(
        one.name,
        float(one.geometry.x),
        float(one.geometry.y),
        name_local=one.name_local,
        geonames_id=one.geonames_id,
        pcode=one.pcode,
    )


def _skeletons(place: Place) -> set[str]:
    """Return the skeletons of the names that a case keeps: of all the names of a gazetteer too many are shared."""
    return {fold(one) for one in (place.name, place.name_local) if one} - {""}


def _numbers_differ(one: Place, other: Place) -> bool:
    numbers = (one.geonames_id, other.geonames_id)
    codes = (one.pcode, other.pcode)
    return (None not in numbers and numbers[0] != numbers[1]) or (all(codes) and codes[0] != codes[1])


def _differs(there: Place, place: Place) -> bool:
    return not (_skeletons(there) & _skeletons(place)) or _apart_km(there, place) > _MOVED_KM


def _apart_km(one: Place, other: Place) -> float:
    return leg(one.lon, one.lat, other.lon, other.lat).distance_km


def _named(place: Place) -> str:
    number = place.geonames_id or place.pcode
    return f"{place.name} ({number})" if number else place.name


def _note(named: Sequence[str], text: str) -> Iterator[Message]:
    if named:
        shown = ", ".join(named[:_SHOWN])
        yield message(text, n=len(named), names=shown + (", …" if len(named) > _SHOWN else ""))
