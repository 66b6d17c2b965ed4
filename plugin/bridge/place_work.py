"""Settlements for Processing, off the main thread: in areas, on a case's maps, and from gazetteers into a case."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import InputError, MeasureError
from ..core.messages import Message, message
from .control_work import check_not_open, frame_of
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.nearest import NearestLine
    from ..core.place_days import PlaceChanges, PlaceStates
    from ..core.shapes import Geometry
    from ..store.gazetteer import Gazetteer

Progress = Callable[[float], None]
Date = datetime.date
LonLat = tuple[float, float]

# Some tenths of a second.
_ASKED_AT_ONCE = 50_000


@dataclass(frozen=True)
class Inside:
    """For each place "in", "maybe" or "out", and whether it is inside as drawn."""

    membership: tuple[str, ...]
    drawn: tuple[bool, ...]


@dataclass(frozen=True)
class PlacesAsked:
    """Gazetteers, and what is wanted of them; as in `salient import places`."""

    paths: tuple[str, ...]
    frame: Geometry | None = None
    min_population: int = 0
    publisher: str = ""
    crs: str | None = None
    layer: str | None = None


@dataclass(frozen=True)
class PlacesImported:
    """How many places were asked for, added and there already; what was left out, with the file's name; the copy."""

    wanted: int
    added: int = 0
    same: int = 0
    left_out: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Message, ...] = ()
    backup: str = ""


@in_own_thread
def places_inside(
    places: Sequence[LonLat], areas: Sequence[Geometry], tolerance_m: float, progress: Progress
) -> Inside:
    """Return which places lie in areas, and which only may.

    Parameters
    ----------
    places
        Longitude, latitude in degrees.
    areas
        Taken together; where they overlap nothing is counted twice.
    tolerance_m
        How far the areas' edges may be off.
    progress
        Called with 0 to 1; may raise `Cancelled`.

    Raises
    ------
    MeasureError
        When there is no area.
    """
    import numpy as np

    from ..core.places import inside_or_near
    from ..core.shapes import union

    if not areas:
        raise MeasureError(
            message("There is no area that places could lie in: choose a layer with areas, or draw one.")
        )
    progress(0.0)
    ground = union(list(areas))
    progress(0.2)
    if not places:
        return Inside((), ())
    at = np.array(places, dtype=float)
    membership: list[str] = []
    drawn: list[bool] = []
    edge = _edge_of(ground)
    for start in range(0, len(at), _ASKED_AT_ONCE):
        progress(0.2 + 0.8 * start / len(at))
        some = at[start : start + _ASKED_AT_ONCE]
        found, inside = inside_or_near(some[:, 0], some[:, 1], ground, tolerance_m, edge)
        membership.extend(str(one) for one in found)
        drawn.extend(bool(one) for one in inside)
    progress(1.0)
    return Inside(tuple(membership), tuple(drawn))


def _edge_of(ground: Geometry) -> Callable[[], NearestLine]:
    """Return what gives the edge of the ground, made ready once and only if it is asked for."""
    from ..core.nearest import NearestLine

    made: list[NearestLine] = []

    def edge() -> NearestLine:
        if not made:
            made.append(NearestLine(ground))
        return made[0]

    return edge


@in_own_thread
def changed_on_maps(
    case: Case, start: Date, end: Date, issuer: str | None, frame: Geometry | None, progress: Progress
) -> PlaceChanges:
    """Return the settlements that changed between two days; as `core.place_days.changed_between`."""
    from ..core.place_days import changed_between

    return changed_between(case, start, end, issuer, frame, progress)


@in_own_thread
def states_on_maps(
    case: Case, day: Date | None, issuer: str | None, frame: Geometry | None, progress: Progress
) -> PlaceStates:
    """Return the state of each settlement on a day; as `core.place_days.states_on`."""
    from ..core.place_days import states_on

    return states_on(case, day, issuer, frame, progress)


@in_own_thread
def places_into_case(
    path: str, case: Case, asked: PlacesAsked, open_files: Collection[str], progress: Progress
) -> PlacesImported:
    """Put what a case on disk lacks of the places of gazetteers into it, in one transaction.

    Parameters
    ----------
    path, case
        The file of a case that QGIS does not have open, and what it holds.
    open_files
        The files that QGIS holds open, as real paths: those that SQLite locks are not read by another reader.

    Raises
    ------
    InputError, CaseError
        As `store.gazetteer.read_gazetteer` and `store.place_import.import_places`; when a gazetteer is the case itself
        or is open in QGIS.
    """
    from ..store.place_import import import_places

    read = places_of_files(path, asked, frame_of(case), open_files, part_of(progress, 0.0, 0.9))
    left_out = tuple((one.path.name, note) for one in read for note in one.notes)
    count = sum(len(one.places) for one in read)
    if not count:
        return PlacesImported(0, left_out=left_out)
    done = import_places(path, read, asked.publisher)
    progress(1.0)
    backup = str(done.backup) if done.backup else ""
    return PlacesImported(count, len(done.added), done.same, left_out, done.notes, backup)


def places_of_files(
    path: str, asked: PlacesAsked, expected: Geometry | None, open_files: Collection[str], progress: Progress
) -> tuple[Gazetteer, ...]:
    """Return what gazetteers hold of what is asked for; `path` is the case that they are for.

    `expected` is ground in which some places should lie where no frame is asked for: it only serves to notice
    exchanged coordinates.

    Raises
    ------
    InputError
        As `store.gazetteer.read_gazetteer`; when a gazetteer is the case itself or is open in QGIS.
    """
    from ..store.gazetteer import PlaceFilter, read_gazetteer

    wanted = PlaceFilter(asked.frame, asked.min_population, asked.frame if asked.frame is not None else expected)
    read = []
    for number, one in enumerate(asked.paths):
        if os.path.realpath(one) == os.path.realpath(path):
            raise InputError(message("{path}: is the case itself; give a gazetteer", path=one))
        check_not_open(one, open_files)
        share = part_of(progress, number / len(asked.paths), (number + 1) / len(asked.paths))
        read.append(read_gazetteer(one, wanted, asked.crs, asked.layer, share))
    return tuple(read)
