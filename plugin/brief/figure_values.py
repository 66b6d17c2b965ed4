"""The figures beside the map and the curves of area, as values: what is drawn, with its words in the reader's language.

Each has `alt_text`, the figure in a few sentences, and a caption that says its definitions and units.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

Date = datetime.date


@dataclass(frozen=True)
class ClaimPeriod:
    """The period that claims speak of, drawn below the axis of days; `label` says which claims."""

    numbers: tuple[int, ...]
    label: str
    start: Date
    end: Date


@dataclass(frozen=True)
class WaysLine:
    """How many ways were left on each day under one reading of the ground; days that could not be asked are absent."""

    reading: str
    label: str
    points: tuple[tuple[Date, int], ...]


@dataclass(frozen=True)
class WidthDay:
    """The width of a corridor on a day, in km; `at_limit` means that or more."""

    day: Date
    low: float
    best: float
    high: float
    at_limit: bool


@dataclass(frozen=True)
class AccessFigure:
    """How a place reached its supply bases: ways left above, the width of the ground corridor below.

    `width_label` names the corridor and its last width, `limit_text` is printed at the limit of the search. Either part
    vanishes where it has no days. `claims` are the numbers of those that name the place; `isolated_since` is by
    reading.
    """

    place_id: str
    side: str
    issuer: str
    claims: tuple[int, ...]
    isolated_since: tuple[tuple[str, Date | None], ...]
    title: str
    lines: tuple[WaysLine, ...]
    widths: tuple[WidthDay, ...]
    width_label: str
    limit_text: str
    periods: tuple[ClaimPeriod, ...]
    caption: str
    alt_text: str

    @property
    def days(self) -> tuple[Date, ...]:
        """All days that something is drawn on, in order."""
        found = {day for one in self.lines for day, _ in one.points} | {one.day for one in self.widths}
        return tuple(sorted(found))


@dataclass(frozen=True)
class DepthLine:
    """A profile: (from km, to km along the baseline, depth in km) of each stretch that is drawn."""

    definition: str
    stretches: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class DepthSpot:
    """A depth under one definition, at the place along the baseline that its deepest point is nearest to."""

    definition: str
    label: str
    along_km: float
    low: float
    best: float
    high: float


@dataclass(frozen=True)
class ClaimedDepth:
    """What claims say of the depth, in km; None is an open end."""

    numbers: tuple[int, ...]
    label: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class DepthFigure:
    """Depths along the baseline of one period.

    `sector` are the stretches of the baseline in the break-in sector, in km from its start like all else; `ends` says
    where the two ends of what is shown lie. `facts` are the sentences beneath. `step_km` is the length of the
    stretches, `length_km` that of the baseline; `claims` are the numbers of those that were measured so.
    """

    claims: tuple[int, ...]
    start: Date | None
    end: Date | None
    step_km: float
    length_km: float
    title: str
    from_km: float
    to_km: float
    lines: tuple[DepthLine, ...]
    spots: tuple[DepthSpot, ...]
    sector: tuple[tuple[float, float], ...]
    sector_label: str
    claimed: tuple[ClaimedDepth, ...]
    ends: tuple[str, str]
    facts: tuple[str, ...]
    caption: str
    alt_text: str


@dataclass(frozen=True)
class KeyRow:
    """A number that an editor quotes, as printed: of what, its band and definition, what is claimed by which claims.

    `definition_key` is the definition's own name.
    """

    numbers: tuple[int, ...]
    definition_key: str
    subject: str
    best: str
    band: str
    definition: str
    claimed: str


@dataclass(frozen=True)
class KeyContent:
    """The key figures and the rule by which they were chosen."""

    rows: tuple[KeyRow, ...]
    rule: str


@dataclass(frozen=True)
class PlaceMove:
    """Settlements that went from one state to another: how many (as drawn, and surely), and their names.

    `states` are the keys of the two states, `place_ids` all settlements with whether each one is sure.
    """

    states: tuple[str, str]
    place_ids: tuple[tuple[str, bool], ...]
    before: str
    after: str
    best: int
    low: int
    names: str


@dataclass(frozen=True)
class PlaceContent:
    """The settlements that changed their state in one period, on one issuer's maps; `notes` names the gazetteer.

    `band` is how many surely, as drawn, possibly; `looked_at` how many were looked at.
    """

    issuer: str
    start: Date
    end: Date
    band: tuple[int, int, int]
    looked_at: int
    title: str
    count: str
    moves: tuple[PlaceMove, ...]
    notes: str
