"""Shapes that commands take from map files, from four numbers, or from a case."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import cli_arguments as arguments
from .core.errors import InputError

AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")


def read(path: Path, crs: str | None = None, layer: str | None = None) -> Any:
    """Return the shapes of a file; what was mended or left out goes to stderr."""
    from .store.vector import read_shapes

    shapes = read_shapes(path, crs=crs, layer=layer)
    for note in shapes.notes:
        print(f"salient: {path}: {note}", file=sys.stderr)
    for skipped in shapes.skipped:
        print(f"salient: {path}: feature {skipped.id}: {skipped.reason}", file=sys.stderr)
    return shapes


def read_together(path: Path, parsed: argparse.Namespace, kinds: Sequence[str], otherwise: Sequence[str] = ()) -> Any:
    """Return the union of a file's shapes of the wanted kinds, else of the others.

    Raises
    ------
    InputError
        When it holds none.
    """
    from .core.shapes import union

    shapes = [one.geometry for one in read(path, parsed.crs, parsed.layer).features]
    wanted = [one for one in shapes if one.geom_type in kinds] or [one for one in shapes if one.geom_type in otherwise]
    if not wanted:
        raise InputError(f"{path}: holds no {' or '.join((*kinds, *otherwise))}; give another file or --layer")
    return union(wanted)


def edges_of(path: Path) -> Any:
    """Return the lines of a file, and the edges of its areas, as one multiline: borders, or coasts.

    Raises
    ------
    InputError
        When it holds none.
    """
    from .core.shapes import lines_of, multi_line

    # Never a union of the areas: it would dissolve the very border between two states.
    lines = [line for one in read(path).features for line in lines_of(one.geometry)]
    if not lines:
        raise InputError(f"{path}: holds no lines or areas; give another file")
    return multi_line(lines)


def zones_of(path: Path, field: str | None = None) -> dict[str, Any]:
    """Return the areas of a file by their names; those of one name are united.

    Raises
    ------
    InputError
        When it holds no areas, or no such field.
    """
    from .core.zones import name_field, zones_by_name

    areas = []
    for one in read(path).features:
        if one.geometry.geom_type in AREAS:
            areas.append(one)
        else:
            print(f"salient: {path}: feature {one.id}: is no area, left out", file=sys.stderr)
    if not areas:
        raise InputError(f"{path}: holds no areas; give a file with polygons, one a zone")
    known = dict.fromkeys(key for one in areas for key in one.properties)
    if field and field not in known:
        raise InputError(f'{path}: there is no field "{field[:80]}"; the file has {", ".join(known) or "none"}')

    def name_of(one: Any) -> str:
        value = one.properties.get(field or name_field(key for key, given in one.properties.items() if given))
        return str(value).strip() if value not in (None, "") else one.id

    return zones_by_name((name_of(one) or one.id, one.geometry) for one in areas)


def box(text: str, option: str) -> Any:
    """Return the rectangle that "W,S,E,N" names.

    Raises
    ------
    InputError
        When it is not four numbers, is empty, or lies outside of the Earth's degrees.
    """
    from .core.shapes import box_of

    try:
        west, south, east, north = arguments.numbers(text, "W,S,E,N")
    except argparse.ArgumentTypeError as error:
        raise InputError(f"{option}: {error}; give west, south, east, north in degrees") from error
    if not (west < east and south < north):
        raise InputError(f"{option}: {text} is empty; give west, south, east, north in this order")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InputError(f"{option}: {text} is outside of longitude ±180, latitude ±90")
    return box_of(west, south, east, north)


def add_frame(parser: Any) -> None:
    """Add the two ways to cut ground to a frame."""
    parser.add_argument("--frame", metavar="W,S,E,N", help="cut to this box, in degrees")
    parser.add_argument("--area", metavar="NAME", help="cut to an area of the case, by its name or id")


def frame_of(case: Any, parsed: argparse.Namespace) -> Any:
    """Return the frame that the arguments name, or None for the whole layers.

    Raises
    ------
    InputError
        When the box is none, or the case holds no such area.
    """
    if parsed.frame:
        return box(parsed.frame, "--frame")
    if not parsed.area:
        return None
    from .core.scope import area_named

    return area_named(case, parsed.area).geometry


def case_frame(case: Any) -> Any:
    """Return the case's own frame, by its settings or because it is the only one drawn, or None."""
    named = case.settings.get("frame_id", "")
    frames = [one for one in case.areas if (one.id == named if named else one.role == "frame")]
    return frames[0].geometry if len(frames) == 1 else None
