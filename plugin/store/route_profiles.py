"""Which lines of a publisher's map are routes, and of which kind: a small JSON file, the attribute map.

Its keys: `rules`, and, if wanted, `name` (columns; the first of them that says something names a route), `tolerance_m`
(how far a line may be off), `crossings` ("apart" where lines are cut at their junctions, so that a mere crossing is a
bridge; else "joined") and `source` (`publisher`, `title`, `url`, `licence`, `language`). A rule has `where` (from
a column to the values that it takes; "*" for any value), and either `mode` and `role`, or `leave_out`; `name` where
the lines of this rule are named by other columns. The first rule that fits a line decides, a line that none fits is
left out. Columns and values are taken whatever their capitals.

Salient's own lie in resources/routes; anybody may write one and give its path. What "osm" takes is a choice: motorway,
trunk and primary roads are main, secondary, tertiary and unclassified ones alternate, railways main where OpenStreetMap
says so and else alternate; left out are streets, tracks, paths, yards and sidings, trams, what is disused or being
built, and waterways that nobody says boats use. It fits both the tags and the column "fclass" of Geofabrik's files.
Roads below primary go by their number alone: village streets of one name lie all over a country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.errors import InputError
from ..core.joining import APART, JOINED
from ..core.messages import message
from ..core.names import slug
from ..paths import resource
from .files import PathLike
from .profiles import MapSource, check_keys, profile_file, source_in, text_in, tolerance_in

FOLDER = "routes"

_KEYS = {"name", "rules", "tolerance_m", "crossings", "source"}
_RULE_KEYS = {"where", "mode", "role", "leave_out", "name"}
_ANY = "*"
_NAMES = ("ref", "name", "number", "road", "route", "label", "title")


@dataclass(frozen=True)
class RouteRule:
    """What a line is whose columns (in small letters) hold one of these values; `mode` is "" where it is left out.

    `name` holds the columns that name it.
    """

    where: Mapping[str, frozenset[str]]
    mode: str
    role: str
    name: tuple[str, ...]

    def fits(self, values: Mapping[str, str]) -> bool:
        """Say whether a line with these values is meant; its columns and values are in small letters."""
        for column, wanted in self.where.items():
            value = values.get(column, "")
            if not value or (value not in wanted and _ANY not in wanted):
                return False
        return True


@dataclass(frozen=True)
class RouteProfile:
    """The attribute map of one publisher's lines; `id` stands in the ids of its source.

    `columns` are all that are looked at, as they are written there (the tags of OpenStreetMap know capitals).
    """

    id: str
    rules: tuple[RouteRule, ...]
    columns: tuple[str, ...]
    source: MapSource | None = None
    tolerance_m: float | None = None
    crossings: str = JOINED

    @property
    def origin_id(self) -> str:
        """What the id of the source of these routes begins with."""
        return f"routes-{slug(self.id)}"

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The columns, in small letters, of which a line must have one to be a route; none where all lines are."""
        return tuple(dict.fromkeys(next(iter(rule.where)) for rule in self.rules if rule.mode and rule.where))

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """All columns that decide, in small letters, the needed ones first."""
        return tuple(dict.fromkeys([*self.needed, *(column for rule in self.rules for column in rule.where)]))

    def rule_for(self, values: Mapping[str, str]) -> RouteRule | None:
        """Return the first rule that fits a line, or None; columns and values in small letters."""
        return next((rule for rule in self.rules if rule.fits(values)), None)


def route_profile_names() -> list[str]:
    """Return the names of the profiles that come with Salient."""
    return sorted(path.stem for path in resource(FOLDER).glob("*.json"))


def plain_profile(name: str, mode: str, role: str) -> RouteProfile:
    """Return the profile of a file whose lines are all of one kind.

    Raises
    ------
    InputError
        When mode or role is none of the schema's.
    """
    _check_word(Path(name), "mode", mode, schema.MODES)
    _check_word(Path(name), "role", role, schema.ROUTE_ROLES)
    return RouteProfile(name, (RouteRule({}, mode, role, _NAMES),), _NAMES)


def read_route_profile(name: PathLike) -> RouteProfile:
    """Return a profile of ours by its name, such as "osm", or anybody's by the path of its file.

    Raises
    ------
    InputError
        When there is none, or it is not as the profile's keys want it; file, key and way out are named.
    """
    path, found = profile_file(FOLDER, name)
    check_keys(path, found, "the profile", _KEYS, ("rules",))
    if not isinstance(found["rules"], list):
        raise InputError(message('{path}: "rules" must be a list of rules between brackets', path=str(path)))
    written: dict[str, None] = {}
    names = _names(path, found.get("name", list(_NAMES)), written)
    rules = [_rule(path, f"rule {number}", rule, names, written) for number, rule in enumerate(found["rules"], start=1)]
    return RouteProfile(
        id=path.stem,
        rules=tuple(rules),
        columns=tuple(written),
        source=source_in(path, found["source"]) if found.get("source") else None,
        tolerance_m=tolerance_in(path, found.get("tolerance_m")),
        crossings=_crossings(path, found.get("crossings", JOINED)),
    )


def _crossings(path: Path, value: Any) -> str:
    if value not in (JOINED, APART):
        raise InputError(message('{path}: "crossings" must be "joined" or "apart"', path=str(path)))
    return str(value)


def _rule(path: Path, which: str, found: Any, names: tuple[str, ...], written: dict[str, None]) -> RouteRule:
    check_keys(path, found, which, _RULE_KEYS, ("where",))
    where = found["where"]
    if not isinstance(where, dict):
        text = '{path}: {which}: "where" must name columns and their values, such as {example}'
        raise InputError(message(text, path=str(path), which=which, example='{"highway": ["trunk"]}'))
    written.update(dict.fromkeys(where))
    wanted = {column.lower(): frozenset(_texts(path, values, column)) for column, values in where.items()}
    leave_out = found.get("leave_out", False)
    if not isinstance(leave_out, bool):
        raise InputError(message('{path}: {which}: "leave_out" must be true or false', path=str(path), which=which))
    if leave_out:
        return RouteRule(wanted, "", "", ())
    check_keys(path, found, which, _RULE_KEYS, ("mode", "role"))
    mode, role = text_in(path, found, "mode"), text_in(path, found, "role")
    _check_word(path, "mode", mode, schema.MODES)
    _check_word(path, "role", role, schema.ROUTE_ROLES)
    return RouteRule(wanted, mode, role, _names(path, found["name"], written) if "name" in found else names)


def _names(path: Path, found: Any, written: dict[str, None]) -> tuple[str, ...]:
    """Return the columns that name a route, in small letters; as they are written they go into `written`."""
    names = _texts(path, found, "name")
    written.update(dict.fromkeys(one.strip() for one in found))
    return names


def _texts(path: Path, found: Any, key: str) -> tuple[str, ...]:
    """Return a list of texts, in small letters."""
    if not isinstance(found, list) or not found or not all(isinstance(one, str) and one.strip() for one in found):
        raise InputError(
            message('{path}: "{key}" must be a list of texts between brackets', path=str(path), key=key[:80])
        )
    return tuple(one.strip().lower() for one in found)


def _check_word(path: Path, key: str, word: str, known: Mapping[str, str]) -> None:
    if word not in known:
        text = '{path}: "{word}" is no {key}; write one of {known}'
        raise InputError(message(text, path=str(path), word=word[:80], key=key, known=", ".join(known)))
