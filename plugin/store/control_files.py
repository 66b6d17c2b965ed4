"""From map files to control areas, without touching a case: which files, what each shows, and of which day.

One `ImportedArea` comes out of one layer of one file: the issuer's own features in one multipolygon, valid, in WGS 84
longitude/latitude. What had to be mended, merged or left out is in its notes.
"""

from __future__ import annotations

import datetime
import glob
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..core import schema
from ..core.errors import InputError
from ..core.messages import Message, message
from .control_shapes import Drawn, drawn_area
from .drivers import ARCHIVES, DRIVERS, LAYERED
from .files import PathLike
from .imported import ImportedArea
from .map_days import day_in_name
from .profiles import LayerRule, Profile
from .vector import EmptyLayerError, layer_names, read_shapes

Progress = Callable[[float], None]

_PATTERN_SIGNS = ("*", "?", "[")


@dataclass(frozen=True)
class ControlOptions:
    """What files do not say of themselves; what is given here wins over the profile.

    `as_of` is the day of all files, `as_of_from_name` takes it from each name; `crs` and `layer` are those of
    `read_shapes`; `tolerance_m` is how far the drawn edges may be off.
    """

    issuer: str = ""
    side: str = ""
    state: str = ""
    as_of: datetime.date | None = None
    as_of_from_name: bool = False
    profile: Profile | None = None
    crs: str | None = None
    layer: str | None = None
    tolerance_m: float | None = None


@dataclass(frozen=True)
class ControlFile:
    """One layer of one file, and what it shows."""

    path: Path
    layer: str | None
    issuer: str
    rule: LayerRule
    as_of: datetime.date


@dataclass(frozen=True)
class LeftOut:
    """A file, or a layer of it, that was not taken, and why."""

    path: Path
    reason: Message


@dataclass(frozen=True)
class FoundFiles:
    """The layers to be read, in the order of days, and the files that do not belong."""

    files: tuple[ControlFile, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class ReadControl:
    """The areas of all files that hold any, and what was left out."""

    areas: tuple[ImportedArea, ...]
    left_out: tuple[LeftOut, ...]


def find_control_files(paths: Sequence[PathLike], options: ControlOptions) -> FoundFiles:
    """Return what files, folders (with all below them) and patterns such as "maps/*.geojson" hold.

    Raises
    ------
    InputError
        When nothing is there, issuer, side, state or day of a file is not known, or a day can be read in two ways.
    """
    if options.state and options.state not in schema.STATES:
        raise InputError(f'--state: "{options.state[:80]}" is no state; write one of {", ".join(schema.STATES)}')
    found: list[ControlFile] = []
    left_out: list[LeftOut] = []
    for path in _all_files(paths):
        taken, reason = _layers_of(path, options)
        found.extend(taken)
        if reason is not None:
            left_out.append(LeftOut(path, reason))
    if not found:
        why = f" ({left_out[0].path.name}: {left_out[0].reason})" if left_out else ""
        raise InputError(
            f"{', '.join(str(path) for path in paths)[:300]}: none of {len(left_out)} files can be taken{why}; give "
            f"other files, or another profile"
        )
    return FoundFiles(tuple(sorted(found, key=_order)), tuple(left_out))


def read_control_files(
    paths: Sequence[PathLike], options: ControlOptions, progress: Progress | None = None
) -> tuple[ImportedArea, ...]:
    """Return the areas that the files hold; no case is touched, so it may run beside QGIS's main thread.

    Raises
    ------
    InputError
        As `find_control_files` and `read_found`.
    """
    return read_found(find_control_files(paths, options), options, progress).areas


def read_found(found: FoundFiles, options: ControlOptions, progress: Progress | None = None) -> ReadControl:
    """Return the areas of the files that were found; a layer that holds nothing is left out and listed.

    Raises
    ------
    InputError
        When a file cannot be read or holds no areas: then nothing is handed on.
    """
    areas: list[ImportedArea] = []
    left_out = list(found.left_out)
    for number, one in enumerate(found.files):
        if progress is not None:
            progress(number / len(found.files))
        try:
            areas.append(_read(one, options))
        except EmptyLayerError:
            left_out.append(LeftOut(one.path, message("It holds no shapes: no ground of that day and state.")))
        except InputError as trouble:
            raise InputError(
                f"{trouble} ({number} of {len(found.files)} files were read; nothing was imported: mend this file or "
                f"leave it out)"
            ) from trouble
    if progress is not None:
        progress(1.0)
    return ReadControl(tuple(areas), tuple(left_out))


def _read(one: ControlFile, options: ControlOptions) -> ImportedArea:
    drawn: Drawn = drawn_area(read_shapes(one.path, crs=options.crs, layer=one.layer))
    profile, tolerance_m = options.profile, options.tolerance_m
    if tolerance_m is None and profile is not None:
        tolerance_m = profile.tolerance_m
    return ImportedArea(
        path=one.path,
        layer=one.layer or "",
        issuer=one.issuer,
        side=one.rule.side,
        state=one.rule.state,
        issuer_term=one.rule.issuer_term,
        as_of=one.as_of,
        geometry=drawn.geometry,
        features=drawn.features,
        tolerance_m=tolerance_m,
        source=profile.source if profile is not None and one.issuer == profile.issuer else None,
        notes=drawn.notes,
    )


# ---------------------------------------------------------------- which files


def _all_files(paths: Sequence[PathLike]) -> list[Path]:
    """Return each file once, sorted by name within what was given."""
    found: dict[Path, None] = {}
    for given in paths:
        for path in _expanded(given):
            found[path] = None
    return list(found)


def _expanded(given: PathLike) -> list[Path]:
    path = Path(given)
    if path.is_dir():
        inside = [one for one in sorted(path.rglob("*")) if one.suffix.lower() in (*DRIVERS, *ARCHIVES)]
        inside = [one for one in inside if not any(part.startswith(".") for part in one.relative_to(path).parts)]
        if not inside:
            raise InputError(f"{path}: this folder holds no map file ({', '.join([*DRIVERS, *ARCHIVES])})")
        return inside
    if not path.exists() and any(sign in str(given) for sign in _PATTERN_SIGNS):
        matching = [Path(one) for one in sorted(glob.glob(str(given), recursive=True)) if not Path(one).is_dir()]
        if not matching:
            raise InputError(f"{given}: no file is called so; check the pattern")
        return matching
    return [path]  # whether it is there and can be read, the reader says


def _layers_of(path: Path, options: ControlOptions) -> tuple[list[ControlFile], Message | None]:
    """Return the layers of a file that are to be read, and why another, or the whole file, is not."""
    if options.profile is None:
        return [_plain(path, options)], None
    return _by_profile(path, options, options.profile)


def _plain(path: Path, options: ControlOptions) -> ControlFile:
    needed = (("--issuer", options.issuer), ("--side", options.side), ("--state", options.state))
    missing = [name for name, value in needed if not value.strip()]
    if missing:
        raise InputError(f"{path}: say whose map it is and what it shows: {', '.join(missing)}, or give a --profile")
    rule = LayerRule(options.side, options.state)
    return ControlFile(path, options.layer, options.issuer, rule, _day(path, options, None))


def _by_profile(path: Path, options: ControlOptions, profile: Profile) -> tuple[list[ControlFile], Message | None]:
    taken: list[ControlFile] = []
    reason: Message | None = None
    for name, layer in _candidates(path, options.layer, profile):
        named = profile.named(name)
        if named is None:
            reason = message("Its name is not of the profile's manner: {name}.", name=name)
            continue
        rule = profile.rule(named.layer)
        if rule is None:
            reason = message("The profile does not know this layer: {name}.", name=named.layer)
            continue
        rule = replace(rule, side=options.side or rule.side, state=options.state or rule.state)
        issuer = options.issuer or profile.issuer
        taken.append(ControlFile(path, layer, issuer, rule, _day(path, options, named.day)))
    return taken, reason


def _candidates(path: Path, layer: str | None, profile: Profile) -> Iterator[tuple[str, str | None]]:
    """Yield the names that may tell day and layer: the file's; where it is of another manner, those of its layers."""
    stem = path.name
    while Path(stem).suffix.lower() in (*DRIVERS, *ARCHIVES):  # map.shp.zip
        stem = Path(stem).stem
    if layer is not None or path.suffix.lower() not in LAYERED or profile.named(stem) is not None:
        yield stem, layer
        return
    for name in layer_names(path):
        yield name, name


def _day(path: Path, options: ControlOptions, by_profile: datetime.date | None) -> datetime.date:
    if options.as_of is not None:
        return options.as_of
    if by_profile is not None:
        return by_profile
    if options.as_of_from_name:
        return day_in_name(path)
    raise InputError(f"{path}: say of which day it is: --as-of YYYY-MM-DD, or --as-of-from-name")


def _order(one: ControlFile) -> tuple[datetime.date, int, str, str]:
    states = list(schema.STATES)
    return one.as_of, states.index(one.rule.state), one.rule.side, str(one.path)
