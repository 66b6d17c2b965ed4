"""How one publisher names its maps: a small JSON file that says which file holds what, of which day.

Its keys: `issuer` (as rows will carry it), `file_name` (the name without its suffix; "{day}" stands for the day,
"{layer}" for the publisher's name of the layer, "*" for anything), `day` (how the day is written, such as "YYYYMMDD"),
`layers` (from the publisher's name to `side`, `state` and `issuer_term`; "*" for every other, or where the name tells
no layer), and, if wanted, `tolerance_m` (how far an edge may be off; the ready-made ones say 500, because their
publishers say nothing) and `source` (`publisher`, `title`, `url`, `licence`, `language`).
Salient's own lie in resources/profiles; anybody may write one for another publisher and give its path.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.errors import InputError
from ..paths import resource
from .files import PathLike
from .textcase import text_of

_KEYS = {"issuer", "file_name", "day", "layers", "tolerance_m", "source"}
_LAYER_KEYS = {"side", "state", "issuer_term"}
_SOURCE_KEYS = {"publisher", "title", "url", "licence", "language"}
_DAY_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{2})", "DD": r"(?P<date>\d{2})"}
_ANY = "*"


@dataclass(frozen=True)
class MapSource:
    """Where an issuer's maps come from, for the table of sources."""

    publisher: str
    title: str
    url: str = ""
    licence: str = ""
    language: str = ""


@dataclass(frozen=True)
class LayerRule:
    """What a layer shows: whose ground, in which state, and the issuer's own word for it."""

    side: str
    state: str
    issuer_term: str = ""


@dataclass(frozen=True)
class Named:
    """What a file's name tells: the day and, where the publisher has several, the layer."""

    day: datetime.date
    layer: str


@dataclass(frozen=True)
class Profile:
    """The habits of one publisher."""

    path: Path
    issuer: str
    pattern: re.Pattern[str]
    layers: Mapping[str, LayerRule]
    source: MapSource | None = None
    tolerance_m: float | None = None

    def named(self, stem: str) -> Named | None:
        """Return what a name without suffix tells, or None where it is not of this publisher's manner."""
        match = self.pattern.fullmatch(stem)
        if match is None:
            return None
        parts = match.groupdict()
        try:
            day = datetime.date(int(parts["year"]), int(parts["month"]), int(parts["date"]))
        except ValueError:
            return None
        return Named(day, parts.get("layer") or "")

    def rule(self, layer: str) -> LayerRule | None:
        """Return what the publisher's layer shows, whatever its capitals, or None where the profile does not say."""
        known = {name.lower(): rule for name, rule in self.layers.items()}
        return known.get(layer.lower()) or known.get(_ANY)


def profile_names() -> list[str]:
    """Return the names of the profiles that come with Salient."""
    return sorted(path.stem for path in resource("profiles").glob("*.json"))


def read_profile(name: PathLike) -> Profile:
    """Return a profile of ours by its name, such as "isw", or anybody's by the path of its file.

    Raises
    ------
    InputError
        When there is none, or it is not as the profile's keys want it; file, key and way out are named.
    """
    return _profile(*profile_file("profiles", name))


def profile_file(folder: str, name: PathLike) -> tuple[Path, Any]:
    """Return the path of a profile, one of ours in that folder of the resources or anybody's, and the JSON in it.

    Raises
    ------
    InputError
        When there is none, or it is no JSON.
    """
    text = str(name)
    own = resource(folder, f"{text}.json")
    path = own if re.fullmatch(r"[a-z0-9_-]+", text) and own.is_file() else Path(name)
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in resource(folder).glob("*.json")))
        raise InputError(f"{text[:200]}: is no profile; give one of {known}, or the path of a profile's file")
    try:
        return path, json.loads(text_of(path))
    except (json.JSONDecodeError, RecursionError) as trouble:
        raise InputError(f"{path}: is no JSON ({str(trouble)[:80]}); correct it") from trouble


def _profile(path: Path, found: Any) -> Profile:
    check_keys(path, found, "the profile", _KEYS, ("issuer", "file_name", "layers"))
    layers = found["layers"]
    if not isinstance(layers, dict) or not layers:
        raise InputError(f'{path}: "layers" must name at least one layer; write {{"*": {{"side": …, "state": …}}}}')
    pattern = _pattern(path, text_in(path, found, "file_name"), text_in(path, found, "day") or "YYYYMMDD")
    if "layer" not in pattern.groupindex and _ANY not in layers:
        raise InputError(f'{path}: "file_name" holds no {{layer}}, so "layers" must hold "{_ANY}"')
    return Profile(
        path=path,
        issuer=text_in(path, found, "issuer"),
        pattern=pattern,
        layers={name: _layer(path, name, layer) for name, layer in layers.items()},
        source=source_in(path, found["source"]) if found.get("source") else None,
        tolerance_m=tolerance_in(path, found.get("tolerance_m")),
    )


def _layer(path: Path, name: str, found: Any) -> LayerRule:
    check_keys(path, found, f'layer "{name[:80]}"', _LAYER_KEYS, ("side", "state"))
    state = text_in(path, found, "state")
    if state not in schema.STATES:
        raise InputError(
            f'{path}: layer "{name[:80]}": "{state[:80]}" is no state; write one of {", ".join(schema.STATES)}'
        )
    return LayerRule(text_in(path, found, "side"), state, text_in(path, found, "issuer_term"))


def source_in(path: Path, found: Any) -> MapSource:
    """Return what a profile's "source" says; an `InputError` names the key that is wrong."""
    check_keys(path, found, '"source"', _SOURCE_KEYS, ("publisher", "title"))
    return MapSource(**{key: text_in(path, found, key) for key in found})


def tolerance_in(path: Path, value: Any) -> float | None:
    """Return a profile's "tolerance_m" in metres, None where it has none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1e5:
        raise InputError(f'{path}: "tolerance_m" is "{str(value)[:80]}"; write metres, such as 500')
    return float(value)


def _pattern(path: Path, file_name: str, day: str) -> re.Pattern[str]:
    written = re.escape(day)
    for part, expression in _DAY_PARTS.items():
        if day.count(part) != 1:
            raise InputError(f'{path}: "day" is "{day[:80]}"; write YYYY, MM and DD once each, such as YYYYMMDD')
        written = written.replace(part, expression)
    if file_name.count("{day}") != 1 or file_name.count("{layer}") > 1:
        raise InputError(
            f'{path}: "file_name" is "{file_name[:80]}"; it must hold {{day}} once, {{layer}} at most once'
        )
    expression = re.escape(file_name).replace(re.escape("{day}"), written)
    expression = expression.replace(re.escape("{layer}"), "(?P<layer>.+)").replace(re.escape(_ANY), ".*")
    return re.compile(expression, re.IGNORECASE)


def check_keys(path: Path, found: Any, where: str, known: set[str], needed: tuple[str, ...]) -> None:
    """Refuse (`InputError`) what is no object, has keys that are not known, or lacks one that is needed."""
    if not isinstance(found, dict):
        raise InputError(f"{path}: {where} must hold the keys {', '.join(sorted(known))} between braces")
    unknown = sorted(set(found) - known)
    if unknown:
        raise InputError(f'{path}: {where} has no key "{unknown[0][:80]}"; its keys are {", ".join(sorted(known))}')
    for key in needed:
        if not found.get(key):
            raise InputError(f'{path}: {where} lacks "{key}"; add it')


def text_in(path: Path, found: Mapping[str, Any], key: str) -> str:
    """Return the text of a key, "" where it is missing; an `InputError` for anything but text."""
    value = found.get(key, "")
    if not isinstance(value, str):
        raise InputError(f'{path}: "{key}" is "{str(value)[:80]}"; write text between double quotes')
    return value.strip()
