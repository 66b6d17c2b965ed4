"""Which of many lines are kept as routes: sorted by kind and name, cut to a frame, each taken once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core.errors import InputError
from ..core.geodesy import edge_lengths_m
from ..core.messages import Message, message
from ..core.shapes import (
    Array,
    Geometry,
    box_of,
    coordinates,
    intersections,
    lines_at_once,
    lines_of,
    multi_line_at_once,
    repaired,
)
from . import projection
from .route_lines import LineFile, Raw
from .route_profiles import RouteProfile, RouteRule

MAX_VERTICES = 20_000_000
MAX_ROUTES = 100_000

Key = tuple[str, str, str, str]
"""Origin, name, mode and role: what makes lines one route."""

_EXAMPLES = 3
_KINDS_SHOWN = 6
_MOST_KINDS = 10_000
_LONGEST_NAME = 200


@dataclass(frozen=True)
class ReadRoute:
    """One route: its lines lie one after the other in `coords` (n, 2), `counts` vertices each."""

    name: str
    mode: str
    role: str
    origin: str
    coords: Array
    counts: Array

    @property
    def geometry(self) -> Geometry:
        """The MultiLineString, made anew each time."""
        return multi_line_at_once(self.coords, self.counts)

    @property
    def length_km(self) -> float:
        """Geodesic length of all its lines."""
        if not len(self.counts):
            return 0.0
        lengths = edge_lengths_m(self.coords)
        lengths[np.cumsum(self.counts)[:-1] - 1] = 0.0  # from the end of a line to the start of the next
        return float(lengths.sum()) / 1000


@dataclass
class FileCount:
    """What came of the features of one file: read, lines kept, and how many were left out, by reason."""

    read: int = 0
    kept: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)

    def miss(self, reason: str, row_id: str) -> None:
        """Count a feature that is left out, and remember the first ids."""
        self.left_out[reason] += 1
        shown = self.examples.setdefault(reason, [])
        if len(shown) < _EXAMPLES:
            shown.append(row_id[:80])

    def notes(self) -> list[Message]:
        """Return what was left out, one sentence a reason; of what should be mended with the first ids."""
        named = {
            "empty": "Left out, without a shape that can be used: {n:,} features (such as {ids}).",
            "broken": "Left out, because the shape cannot be read: {n:,} features (such as {ids}).",
            "no line": "Left out, no lines: {n:,} features (such as {ids}).",
            "no place": "Left out, with coordinates that are no place on Earth: {n:,} features (such as {ids}).",
            "no length": "Left out, lines without length: {n:,} (such as {ids}).",
        }
        plain = {
            "mode": "Left out, of another mode than asked for: {n:,} lines.",
            "elsewhere": "Left out, because they lie outside of the frame: {n:,} lines.",
            "repeated": "Taken once, because they repeat a line: {n:,} lines.",
            "unnamed": "Without a name or number, and so called by their kind: {n:,} lines.",
        }
        found = [
            message(text, n=self.left_out[reason], ids=", ".join(self.examples[reason]))
            for reason, text in named.items()
            if self.left_out[reason]
        ]
        if self.left_out["kind"]:
            most = ", ".join(f"{kind[:60]} {count:,}" for kind, count in self.kinds.most_common(_KINDS_SHOWN))
            text = "Left out, of a kind that the profile does not take: {n:,} features ({kinds})."
            found.append(message(text, n=self.left_out["kind"], kinds=most))
        found.extend(message(text, n=self.left_out[reason]) for reason, text in plain.items() if self.left_out[reason])
        return found


@dataclass
class _Drawn:
    """The lines of one route while they are gathered."""

    coords: array[float] = field(default_factory=lambda: array("d"))
    counts: array[int] = field(default_factory=lambda: array("l"))


class RouteSieve:
    """Keeps the lines that count, cut to the frame, by route; over all files."""

    def __init__(self, frame: Geometry | None, modes: Sequence[str] = ()) -> None:
        self.frame = good = None if frame is None else repaired(frame)[0]
        self._is_box = good is not None and bool(good.equals(box_of(*good.bounds)))
        self._modes = modes
        self._drawn: dict[Key, _Drawn] = {}
        self._seen: set[tuple[int, str]] = set()
        self._vertices = 0
        self._rules: dict[tuple[str, tuple[str, ...]], RouteRule | None] = {}

    def take(self, found: LineFile, chunk: Sequence[Raw], profile: RouteProfile, count: FileCount) -> None:
        """Keep what counts of some features, and count what does not.

        Raises
        ------
        InputError
            When the numbers are no degrees although the file says so, or too much is kept.
        """
        wanted: list[tuple[Raw, Key, bool]] = []
        for raw in chunk:
            count.read += 1
            kind = self._kind(raw, profile, count)
            if kind is None:
                continue
            reason = _useless(raw.geometry)
            if reason:
                count.miss(reason, raw.id)
            else:
                wanted.append((raw, *kind))
        for owner, lines in self._lines(found, [raw.geometry for raw, _, _ in wanted]):
            raw, key, named = wanted[owner]
            if lines is None:
                count.miss("no place", raw.id)
            elif not lines:
                count.left_out["elsewhere"] += 1
            else:
                kept = self._keep(key, raw.id, lines, count)
                count.kept += kept
                count.left_out["unnamed"] += 0 if named else kept
        if self._vertices > MAX_VERTICES or len(self._drawn) > MAX_ROUTES:
            text = (
                "{path}: more than {routes:,} routes or {vertices:,} vertices would be kept; give a smaller frame, or "
                "fewer modes"
            )
            raise InputError(message(text, path=str(found.path), routes=MAX_ROUTES, vertices=MAX_VERTICES))

    def routes(self) -> tuple[ReadRoute, ...]:
        """Return what was kept."""
        found = []
        for (origin, name, mode, role), drawn in sorted(self._drawn.items()):
            coords = np.frombuffer(drawn.coords, dtype=float).reshape(-1, 2)
            found.append(ReadRoute(name, mode, role, origin, coords, np.asarray(drawn.counts, dtype=np.int64)))
        return tuple(found)

    def _kind(self, raw: Raw, profile: RouteProfile, count: FileCount) -> tuple[Key, bool] | None:
        """Return which route a line belongs to, and whether it has a name; None, and the reason counted, for none."""
        deciding = profile.deciding
        values = tuple([raw.values.get(column, "").lower() for column in deciding])
        if (profile.id, values) in self._rules:
            rule = self._rules[profile.id, values]
        else:
            rule = profile.rule_for(dict(zip(deciding, values)))
            if len(self._rules) < _MOST_KINDS:
                self._rules[profile.id, values] = rule
        if rule is None or not rule.mode:
            count.left_out["kind"] += 1
            count.kinds[next((f"{one}={value}" for one, value in zip(deciding, values) if value), "–")] += 1
            if len(count.kinds) > _MOST_KINDS:  # a column of free text, no kinds
                count.kinds = Counter(dict(count.kinds.most_common(100)))
            return None
        if self._modes and rule.mode not in self._modes:
            count.left_out["mode"] += 1
            return None
        name = next((value for column in rule.name if (value := raw.values.get(column, ""))), "")
        column = next(iter(rule.where), "")
        called = name or (f"{column}={raw.values[column].lower()}" if column else profile.id)
        return (profile.origin_id, called[:_LONGEST_NAME], rule.mode, rule.role), bool(name)

    def _lines(self, found: LineFile, shapes: Sequence[Geometry]) -> Iterator[tuple[int, list[Array] | None]]:
        """Yield, for each line of the shapes, the place of its shape and what of the line lies in the frame.

        That is None where it has no place on Earth.
        """
        if not shapes:
            return
        coords, line, owner = lines_at_once(shapes)
        coords = projection.points_to_lonlat(found.path, found.crs, coords)
        first = np.flatnonzero(np.diff(line, prepend=-1))
        whole = np.minimum.reduceat(np.isfinite(coords).all(axis=1), first)
        low, high = np.minimum.reduceat(coords, first), np.maximum.reduceat(coords, first)
        whole &= ((low >= (-180, -90)) & (high <= (180, 90))).all(axis=1)
        near, inside = whole, whole
        if self.frame is not None:
            west, south, east, north = self.frame.bounds
            near = whole & ((low <= (east, north)) & (high >= (west, south))).all(axis=1)
            inside = near & ((low > (west, south)) & (high < (east, north))).all(axis=1) & self._is_box
        parts = np.split(coords, first[1:])
        cut = self._cut([parts[place] for place in np.flatnonzero(near & ~inside).tolist()])
        for place, shape in enumerate(owner[line[first]].tolist()):
            if not whole[place]:
                yield shape, None
            elif inside[place]:
                yield shape, [parts[place]]
            else:
                yield shape, next(cut) if near[place] else []

    def _cut(self, parts: Sequence[Array]) -> Iterator[list[Array]]:
        """Yield what of each line lies in the frame."""
        if parts:
            counts = np.array([len(one) for one in parts])
            shapes = lines_of(multi_line_at_once(np.concatenate(parts), counts))
            for one in intersections(shapes, self.frame):
                yield [coordinates(line) for line in lines_of(one)]

    def _keep(self, key: Key, row_id: str, lines: Sequence[Array], count: FileCount) -> int:
        """Add lines to their route, but none of no length and none twice; return how many were added."""
        added = 0
        for coords in lines:
            if (coords[0] == coords).all():
                count.miss("no length", row_id)
                continue
            raw = coords.tobytes()
            mark = (hash(raw), key[2])
            if mark in self._seen:
                count.left_out["repeated"] += 1
                continue
            self._seen.add(mark)
            drawn = self._drawn.setdefault(key, _Drawn())
            drawn.coords.frombytes(raw)
            drawn.counts.append(len(coords))
            self._vertices += len(coords)
            added += 1
        return added


def _useless(geometry: Any) -> str:
    """Return why a shape is no line that can be used, "" where it is one."""
    if geometry is None or geometry.is_empty:
        return "empty"
    return "" if geometry.geom_type in ("LineString", "MultiLineString") else "no line"
