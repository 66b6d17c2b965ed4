"""From files of lines to supply routes, without touching a case: which lines count, of which kind, cut to a frame.

Lines of one name, mode and role are one route, whichever file they come from; lines that nobody named are one route a
kind, called by what decided it ("highway=secondary"). Only what lies in the frame is kept, as plain numbers: a million
lines are read in little more memory than those that are kept need.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core import schema
from ..core.errors import InputError
from ..core.joining import JOINED
from ..core.messages import Message, message
from ..core.shapes import Geometry, box_of
from . import projection
from .files import PathLike
from .osm_extract import is_extract
from .profiles import MapSource
from .route_lines import Box, LineFile, opened_lines
from .route_profiles import RouteProfile, plain_profile, read_route_profile
from .route_sieve import FileCount, ReadRoute, RouteSieve

Progress = Callable[[float], None]

_UNKNOWN_TOTAL = 100_000


@dataclass(frozen=True)
class RouteOptions:
    """How files are to be read; what is given here wins over the profile.

    `profile` may be None for extracts of OpenStreetMap (then it is "osm"), and where `modes` names the one mode that
    all lines are of. With a profile only routes of these modes are taken (all of them where there are none). `frame`
    is the ground to cut to, None for all of it; `crs` and `layer` are those of `vector.read_shapes`.
    """

    profile: RouteProfile | None = None
    modes: tuple[str, ...] = ()
    role: str = "main"
    frame: Geometry | None = None
    crs: str | None = None
    layer: str | None = None
    tolerance_m: float | None = None


@dataclass(frozen=True)
class ReadFile:
    """What came of one file: features read, lines kept, and what was left out and why."""

    path: Path
    changed_on: datetime.date
    read: int
    kept: int
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where routes come from: `id` begins the id of the row of sources, the day of the file ends it.

    `crossings` is "apart" where the lines are cut at their junctions already, else "joined".
    """

    id: str
    source: MapSource
    retrieved_on: datetime.date
    tolerance_m: float | None = None
    crossings: str = JOINED


@dataclass(frozen=True)
class ReadRoutes:
    """The routes of all files, by the name of their origin, in the order of name, mode and role."""

    routes: tuple[ReadRoute, ...]
    files: tuple[ReadFile, ...]
    origins: dict[str, Origin]

    @property
    def lines(self) -> int:
        """How many lines the routes are made of."""
        return sum(len(one.counts) for one in self.routes)


def read_routes(
    paths: Sequence[PathLike], options: RouteOptions | None = None, progress: Progress | None = None
) -> ReadRoutes:
    """Return the routes that the files hold; no case is touched, so it may run beside QGIS's main thread.

    Parameters
    ----------
    progress
        Called with 0 to 1, every few thousand lines; may raise `Cancelled`. Of an extract of OpenStreetMap nobody knows
        how many lines it holds: there the number only grows.

    Raises
    ------
    InputError
        When a file cannot be read, it is not known what its lines are, its columns are not those of the profile,
        longitude and latitude are exchanged, or more is kept than a case can hold.
    """
    options = options or RouteOptions()
    sieve = RouteSieve(options.frame, options.modes)
    files = []
    origins: dict[str, Origin] = {}
    for number, given in enumerate(paths):
        path = Path(given)
        profile = _profile_for(path, options)

        def tell(share: float, number: int = number) -> None:
            if progress is not None:
                progress((number + share) / len(paths))

        tell(0.0)
        read = _read_file(path, profile, options, sieve, tell)
        files.append(read)
        origin = _origin(path, profile, read.changed_on, options.tolerance_m)
        earlier = origins.get(origin.id)
        if earlier is None or earlier.retrieved_on < origin.retrieved_on:
            origins[origin.id] = origin
    if progress is not None:
        progress(1.0)
    return ReadRoutes(sieve.routes(), tuple(files), origins)


def _profile_for(path: Path, options: RouteOptions) -> RouteProfile:
    for mode in options.modes:
        if mode not in schema.MODES:
            text = '"{mode}" is no mode; write one of {known}'
            raise InputError(message(text, mode=mode[:80], known=", ".join(schema.MODES)))
    if options.profile is not None:
        return options.profile
    if is_extract(path):
        return read_route_profile("osm")
    if len(options.modes) != 1:
        text = (
            "{path}: say what its lines are: a profile (osm, natural-earth or a file of yours), or one mode for all "
            "of them"
        )
        raise InputError(message(text, path=str(path)))
    return plain_profile(path.stem, options.modes[0], options.role)


def _origin(path: Path, profile: RouteProfile, day: datetime.date, tolerance_m: float | None) -> Origin:
    source = profile.source or MapSource(path.stem, path.name)
    tolerance = profile.tolerance_m if tolerance_m is None else tolerance_m
    return Origin(profile.origin_id, source, day, tolerance, profile.crossings)


def _read_file(path: Path, profile: RouteProfile, options: RouteOptions, sieve: RouteSieve, tell: Progress) -> ReadFile:
    box = None if sieve.frame is None else sieve.frame.bounds
    with opened_lines(path, profile.columns, profile.needed, box, options.crs, options.layer) as found:
        changed = datetime.date.fromtimestamp(path.stat().st_mtime)
        _check_columns(found, profile)
        count = FileCount()
        for chunk in found.chunks:
            sieve.take(found, chunk, profile, count)
            done = count.read + found.elsewhere
            tell(min(1.0, done / found.total) if found.total else done / (done + _UNKNOWN_TOTAL))
        for row_id in found.unreadable:
            count.miss("broken", row_id)
        if found.elsewhere:
            count.left_out["elsewhere"] += found.elsewhere
        if not count.kept:
            _check_exchanged(found, box)
        read = count.read + found.elsewhere + len(found.unreadable)
        return ReadFile(path, changed, read, count.kept, (*found.notes, *count.notes()))


def _check_columns(found: LineFile, profile: RouteProfile) -> None:
    """Refuse a file in which no rule can ever fit."""
    for rule in profile.rules:
        if rule.mode and all(column in found.columns for column in rule.where):
            return
    wanted = ", ".join(profile.needed)
    text = "{path}: has none of the columns by which the profile knows routes ({wanted}); it has {columns}"
    seen = ", ".join(found.columns)[:200] or "–"
    raise InputError(message(text, path=str(found.path), wanted=wanted, columns=seen))


def _check_exchanged(found: LineFile, box: Box | None) -> None:
    """Say why nothing lies in the frame, where the numbers show it."""
    if found.extent is None or box is None:
        return
    whole = box_of(*found.extent)
    projection.to_lonlat(found.path, found.crs, [whole])  # it refuses metres that are called degrees
    west, south, east, north = found.extent
    apart = west > box[2] or east < box[0] or south > box[3] or north < box[1]
    turned = south <= box[2] and north >= box[0] and west <= box[3] and east >= box[1]
    if found.crs.is_geographic and apart and turned:
        text = (
            "{path}: longitude and latitude seem to be exchanged: its lines lie in the frame only the other way round; "
            "correct the file"
        )
        raise InputError(message(text, path=str(found.path)))
