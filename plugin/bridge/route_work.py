"""Roads, railways and waterways of map files into a case on disk, off the main thread."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import InputError
from ..core.messages import Message, message
from .control_work import check_not_open, frame_of
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.case import Case
    from ..core.shapes import Geometry
    from ..store.route_files import ReadRoutes

Progress = Callable[[float], None]


@dataclass(frozen=True)
class RoutesAsked:
    """Files of lines, and what they are; as in `salient import routes`.

    `profile` is a name of ours or the path of a file, "" for none; without a `frame` that of the case is cut to, unless
    `whole` is set.
    """

    paths: tuple[str, ...]
    profile: str = ""
    modes: tuple[str, ...] = ()
    role: str = "main"
    as_of: datetime.date | None = None
    frame: Geometry | None = None
    whole: bool = False
    crs: str | None = None
    layer: str | None = None
    replace: bool = False


@dataclass(frozen=True)
class RoutesImported:
    """How many routes the files hold, and how many of them are new, got other lines, or were there already.

    `left_out` says with the file's name what was not taken; `backup` is the copy of the case before, "" without one.
    """

    wanted: int
    added: int = 0
    replaced: int = 0
    same: int = 0
    left_out: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Message, ...] = ()
    backup: str = ""


@in_own_thread
def routes_into_case(
    path: str, case: Case, asked: RoutesAsked, open_files: Collection[str], progress: Progress
) -> RoutesImported:
    """Put the routes of files into a case on disk, in one transaction; those with the same lines stay.

    Parameters
    ----------
    path, case
        The file of a case that QGIS does not have open, and what it holds.
    open_files
        The files that QGIS holds open, as real paths: those that SQLite locks are not read by another reader.

    Raises
    ------
    InputError, CaseError
        As `store.route_files.read_routes` and `store.route_import.import_routes`; when a file is the case itself or is
        open in QGIS.
    """
    from ..store.route_import import import_routes

    frame = asked.frame if asked.frame is not None or asked.whole else frame_of(case)
    read = routes_of_files(path, asked, frame, open_files, part_of(progress, 0.0, 0.8))
    left_out = left_out_of(read)
    if not read.routes:
        return RoutesImported(0, left_out=left_out)
    done = import_routes(path, read, asked.as_of, asked.replace, part_of(progress, 0.8, 1.0))
    counts = len(read.routes), len(done.added), len(done.replaced), len(done.same)
    return RoutesImported(*counts, left_out, done.notes, str(done.backup) if done.backup else "")


def routes_of_files(
    path: str, asked: RoutesAsked, frame: Geometry | None, open_files: Collection[str], progress: Progress
) -> ReadRoutes:
    """Return the routes of files, cut to a frame; `path` is the case that they are for.

    Raises
    ------
    InputError
        As `store.route_files.read_routes`; when a file is the case itself or is open in QGIS.
    """
    from ..store.route_files import RouteOptions, read_routes
    from ..store.route_profiles import read_route_profile

    for one in asked.paths:
        if os.path.realpath(one) == os.path.realpath(path):
            raise InputError(message("{path}: is the case itself; give a file of lines", path=one))
        check_not_open(one, open_files)
    profile = read_route_profile(asked.profile) if asked.profile else None
    options = RouteOptions(profile, asked.modes, asked.role, frame, asked.crs, asked.layer)
    return read_routes(asked.paths, options, progress)


def left_out_of(read: ReadRoutes) -> tuple[tuple[str, Message], ...]:
    """Return what was left out of files, with their names."""
    return tuple((one.path.name, note) for one in read.files for note in one.notes)
