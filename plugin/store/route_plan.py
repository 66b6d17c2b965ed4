"""What an import of routes would do to a case, on disk (`route_import`) or open in QGIS; nothing is written here.

A route is known by where it comes from (whatever the day of the file), its name, its mode, its role and the day that it
describes. A case holds it once; the same lines again change nothing, other lines take its place only if the user says
so. Routes of other sources, drawn ones too, are never touched.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable

from ..core.case import Row
from ..core.joining import APART, CROSSINGS
from ..core.messages import Message, message
from ..core.names import slug
from ..core.shapes import Geometry
from .additions import free_id
from .route_files import Origin, Progress, ReadRoutes
from .route_sieve import ReadRoute

Key = tuple[str, str, str, str, str]
"""Origin, name, mode, role and day: what a case holds once."""

_DAY_AT_END = re.compile(r"-\d{4}-\d{2}-\d{2}$")
_LONGEST_ID = 60
_SAME_DEG = 1e-9
_SHOWN = 5


@dataclass(frozen=True)
class StoredRoute:
    """A route that the case holds: its row, and its shape in the bytes in which the case keeps it."""

    fid: int
    id: str
    shape: bytes | None


Stored = Mapping[Key, Sequence[StoredRoute]]
IsSame = Callable[[bytes, Geometry], bool]


@dataclass(frozen=True)
class RoutePlan:
    """What is new, what has other lines than the rows named, ids of what is there with the same lines.

    `settings` are rows that the table of settings gets, "id" and "value".
    """

    new: tuple[ReadRoute, ...]
    other: tuple[tuple[ReadRoute, tuple[StoredRoute, ...]], ...]
    same: tuple[str, ...]
    notes: tuple[Message, ...]
    settings: tuple[Row, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.new and not self.other


def stored_routes(rows: Iterable[Row], shape: str) -> dict[Key, list[StoredRoute]]:
    """Return the routes of a case by what makes each once; `shape` is the column with the bytes of the shapes."""
    found: dict[Key, list[StoredRoute]] = {}
    for row in rows:
        origin = _DAY_AT_END.sub("", str(row.get("source_id") or ""))
        said = [str(row.get(name) or "") for name in ("name", "mode", "role")]
        key = (origin, said[0], said[1], said[2], str(row.get("as_of") or "")[:10])
        one = StoredRoute(int(row["fid"]), str(row.get("id") or row["fid"]), row.get(shape))
        found.setdefault(key, []).append(one)
    return found


def planned_routes(
    stored: Stored,
    settings: Mapping[str, str],
    read: ReadRoutes,
    as_of: datetime.date | None,
    is_same: IsSame,
    progress: Progress | None = None,
) -> RoutePlan:
    """Return what would become of the routes that were read.

    Parameters
    ----------
    stored, settings
        What the case holds.
    as_of
        The day that the routes describe; None where they are to count for every day.
    is_same
        Says whether the bytes of a stored shape are a geometry that was read.
    progress
        Called with 0 to 1; may raise `Cancelled`.
    """
    day = as_of.isoformat() if as_of else ""
    new: list[ReadRoute] = []
    other: list[tuple[ReadRoute, tuple[StoredRoute, ...]]] = []
    same: list[str] = []
    for number, route in enumerate(read.routes):
        if progress is not None:
            progress(number / len(read.routes))
        rows = stored.get((route.origin, route.name, route.mode, route.role, day), ())
        if not rows:
            new.append(route)
        elif len(rows) == 1 and rows[0].shape is not None and is_same(rows[0].shape, route.geometry):
            same.append(rows[0].id)
        else:
            other.append((route, tuple(rows)))
    made = _crossings(stored, settings, read, new) if new else ((), ())
    return RoutePlan(tuple(new), tuple(other), tuple(same), (*_notes(stored, read, day), *made[1]), made[0])


def same_lines(there: Geometry, given: Geometry) -> bool:
    """Say whether two routes have the same lines, in whichever order.

    Two versions of GEOS put the end of a line that is cut at the frame in places that differ by a rounding error.
    """
    return bool(there.normalize().equals_exact(given.normalize(), _SAME_DEG))


def _crossings(
    stored: Stored, settings: Mapping[str, str], read: ReadRoutes, new: Sequence[ReadRoute]
) -> tuple[tuple[Row, ...], tuple[Message, ...]]:
    """Return the setting that a first network of lines cut at their junctions brings along, and what is said of it."""
    apart = {one.origin for one in new if read.origins[one.origin].crossings == APART}
    if not apart or settings.get(CROSSINGS):
        return (), ()
    if not stored and CROSSINGS not in settings and len(apart) == len(read.origins):
        said = message(
            "These lines are cut at their junctions, and where they only cross, one is on a bridge: the setting "
            "route_crossings of the case becomes apart."
        )
        return ({"id": CROSSINGS, "value": APART},), (said,)
    said = message(
        "Some of these lines are cut at their junctions, and where they only cross, one is on a bridge; the case joins "
        "routes where they cross. To keep them apart, write apart in its setting route_crossings."
    )
    return (), (said,)


def _notes(stored: Stored, read: ReadRoutes, day: str) -> tuple[Message, ...]:
    """Return what the reader should know of rows that stay: doubled by another source, or no more in the files."""
    given = {(one.origin, one.name, one.mode, one.role, day) for one in read.routes}
    names = {(one.name.casefold(), one.mode) for one in read.routes}
    doubled = [key for key in stored if key[0] not in read.origins and (key[1].casefold(), key[2]) in names]
    gone = [key for key in stored if key[0] in read.origins and key[4] == day and key not in given]
    found = []
    for keys, text in (
        (doubled, "In the case also from another source, and left as they are: {n:,} routes ({names})."),
        (gone, "In the case from this source but not in what was read, and left as they are: {n:,} routes ({names})."),
    ):
        if keys:
            shown = ", ".join(sorted({key[1][:80] for key in keys})[:_SHOWN])
            found.append(message(text, n=len(keys), names=shown))
    return tuple(found)


class RouteRows:
    """Makes the rows of routes and of the sources that they name; ids that are taken grow with them.

    `sources` are the rows that the table of sources lacks, `source_ids` all that are named, in order.
    """

    def __init__(
        self,
        origins: Mapping[str, Origin],
        as_of: datetime.date | None,
        taken: Iterable[str],
        taken_sources: Iterable[str],
    ) -> None:
        self._origins, self._as_of = origins, as_of
        self._taken, self._taken_sources = set(taken), set(taken_sources)
        self.sources: list[dict[str, Any]] = []
        self.source_ids: dict[str, None] = {}

    def row(self, route: ReadRoute, row_id: str = "") -> dict[str, Any]:
        """Return the row of a route, with "geometry"; without an id it gets a free one that people can read."""
        origin = self._origins[route.origin]
        return {
            "id": row_id or self._free_id(route),
            "name": route.name,
            "mode": route.mode,
            "role": route.role,
            "as_of": self._as_of,
            "source_id": self._source_id(origin),
            "tolerance_m": origin.tolerance_m,
            "note": None,
            "geometry": route.geometry,
        }

    def _free_id(self, route: ReadRoute) -> str:
        """Return a free id, the mode in it where the name alone is taken."""
        first = slug(route.name)[:_LONGEST_ID]
        found = free_id(first if first not in self._taken else f"{first}-{route.mode}", self._taken)
        self._taken.add(found)
        return found

    def _source_id(self, origin: Origin) -> str:
        source_id = f"{origin.id}-{origin.retrieved_on}"
        if source_id not in self._taken_sources:
            source = origin.source
            self._taken_sources.add(source_id)
            self.sources.append(
                {
                    "id": source_id,
                    "publisher": source.publisher,
                    "title": source.title,
                    "url": source.url,
                    "retrieved_on": origin.retrieved_on,
                    "licence": source.licence,
                    "language": source.language,
                }
            )
        self.source_ids[source_id] = None
        return source_id
