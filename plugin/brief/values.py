"""The briefing as values: what is printed, in the reader's language, before anything knows of pages.

Texts are final: translated, with units, ranges and dates in the language's manner. Numbers that are drawn (the band of
a measure, shapes of the map) are kept as numbers beside their text. Shapes are shapely geometries in WGS 84
longitude/latitude. An empty tuple or text means that the section, line or cell vanishes.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ..core.change import Change
from ..core.issue_changes import IssueChanges
from ..core.shapes import Geometry
from .figure_values import AccessFigure, DepthFigure, KeyContent, PlaceContent

Date = datetime.date
LonLat = tuple[float, float]
Frame = tuple[float, float, float, float]


@dataclass(frozen=True)
class MeasuredLine:
    """One definition in the claims table: its title, the band as text, and whether it fits (None: not measured)."""

    definition: str
    band: str
    fits: bool | None


@dataclass(frozen=True)
class CheckLine:
    """A further check: its name, whether it holds (None: cannot be said) and the sentence that says why."""

    name: str
    holds: bool | None
    text: str


@dataclass(frozen=True)
class ClaimRow:
    """One claim of the claims table; `verdict` is the code, `verdict_word` its word.

    `language` is the code of the text's language; "" where it is the document's or not known.
    """

    number: int
    claim_id: str
    claimant: str
    text: str
    kind: str
    details: tuple[str, ...]
    claimed: str
    interval: str
    verdict: str
    verdict_word: str
    measured: tuple[MeasuredLine, ...]
    reason: str
    checks: tuple[CheckLine, ...]
    refs: tuple[int, ...]
    language: str = ""


@dataclass(frozen=True)
class MeasureRow:
    """One measure under one definition.

    `low`, `best`, `high` are in `unit`, like the ends of the claimed interval (None: open, or no number); the texts
    beside them are what is printed. `missing` says why there is no number.
    """

    claim_number: int
    definition: str
    low: float | None
    best: float | None
    high: float | None
    claimed_low: float | None
    claimed_high: float | None
    unit: str
    low_text: str
    best_text: str
    high_text: str
    fits: bool | None
    missing: str
    note: str


@dataclass(frozen=True)
class ReconciledRow:
    """A claim held against others: the numbers in the claims table, its own first, the outcome and the reason."""

    numbers: tuple[int, ...]
    outcome: str
    reason: str


@dataclass(frozen=True)
class SourceRow:
    """One source in the order of its first reference; `language` is its title's, "" where it is the document's."""

    number: int
    publisher: str
    title: str
    details: tuple[str, ...]
    source_id: str = ""
    language: str = ""


@dataclass(frozen=True)
class TermRow:
    """A term and what it means here."""

    term: str
    meaning: str


@dataclass(frozen=True)
class NoteRow:
    """Notes of one sort under their heading."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class MapShape:
    """A line or an area to draw; `layer` and `style` say how (see theme), `label` is its entry in the legend."""

    layer: str
    style: str
    side: str
    label: str
    geometry: Geometry


@dataclass(frozen=True)
class MapPlace:
    """A settlement; those with the higher `weight` are named first where there is no room for all."""

    name: str
    place: LonLat
    weight: float


@dataclass(frozen=True)
class DepthMark:
    """The deepest point of a depth and the line to the nearest point of the baseline."""

    definition: str
    style: str
    deepest: LonLat
    nearest: LonLat
    label: str


@dataclass(frozen=True)
class GroundName:
    """The name of a country and its ground."""

    name: str
    geometry: Geometry


@dataclass(frozen=True)
class Locator:
    """The small map that shows where the frame of the large one lies; `extent` is in degrees, like a frame."""

    extent: Frame
    shapes: tuple[MapShape, ...]
    names: tuple[GroundName, ...]


@dataclass(frozen=True)
class Picture:
    """A picture under the map: a PNG file, and its edges in metres of the projection of the map's frame."""

    data: bytes
    extent_m: Frame


@dataclass(frozen=True)
class Ground:
    """What lies under the map and beside it: reference lines or a picture, and the small map of the surroundings.

    `notes` are the sentences under the map that say whose borders are drawn and where the lines come from.
    """

    shapes: tuple[MapShape, ...] = ()
    names: tuple[GroundName, ...] = ()
    notes: tuple[str, ...] = ()
    locator: Locator | None = None
    picture: Picture | None = None


@dataclass(frozen=True)
class MapContent:
    """What the map shows; `frame` is west, south, east, north in degrees; `sides` in the order of their colours.

    Across the 180th meridian the frame's east is beyond 180. `scale` is the n of a wished 1:n; None shows all of the
    frame as large as there is room.
    """

    frame: Frame
    shapes: tuple[MapShape, ...]
    places: tuple[MapPlace, ...]
    depths: tuple[DepthMark, ...]
    printed_points: tuple[LonLat, ...]
    sides: tuple[str, ...]
    refs: tuple[int, ...]
    caption: str
    scale: int | None = None
    ground: Ground | None = None


@dataclass(frozen=True)
class RouteRow:
    """What one definition says of a claim about supply: yes or no, and what stands beside it."""

    claim_number: int
    subject: str
    definition: str
    answer: str
    found: str


@dataclass(frozen=True)
class BandRow:
    """A number under one definition with its band, as printed."""

    title: str
    low: str
    best: str
    high: str


@dataclass(frozen=True)
class MatrixRow:
    """A row of the matrix of change: the state before, the ground by state after, and their sum, as printed."""

    state: str
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class ChangeContent:
    """What changed hands between two days on an issuer's maps, in km²; `facts` are the sentences beneath the table."""

    title: str
    states: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    totals: MatrixRow
    definitions: tuple[BandRow, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Curve:
    """What one definition measures from the first day of a period to each mapped day since, in km²."""

    definition: str
    label: str
    points: tuple[tuple[Date, float], ...]


@dataclass(frozen=True)
class ClaimBox:
    """Claims of one period and interval: their numbers, the interval in km² (None: open), the measures at its end.

    A band is (definition, low, best, high). `label` says who claims what.
    """

    numbers: tuple[int, ...]
    label: str
    start: Date
    end: Date
    low: float | None
    high: float | None
    bands: tuple[tuple[str, float, float, float], ...]


@dataclass(frozen=True)
class CurvePanel:
    """The claims that one set of measured curves speaks to; all begin on the same day."""

    title: str
    curves: tuple[Curve, ...]
    boxes: tuple[ClaimBox, ...]


@dataclass(frozen=True)
class CurveContent:
    """The figure that holds claims against what was measured, with its sentence and its caption."""

    sentence: str
    panels: tuple[CurvePanel, ...]
    caption: str


@dataclass(frozen=True)
class SinceRow:
    """What changed of one claim, or of the maps: its number, who says it, what, as it was, as it is, and why."""

    number: str
    subject: str
    what: str
    before: str = ""
    after: str = ""
    why: str = ""


@dataclass(frozen=True)
class SinceContent:
    """What changed since the issue of that number; without rows the sentences say that nothing did."""

    number: int
    title: str
    sentences: tuple[str, ...]
    rows: tuple[SinceRow, ...]


@dataclass(frozen=True)
class Briefing:
    """All that a briefing prints, in the order of its pages; `language` is the code of its language.

    `warning` heads every page; it says that maps of different issuers were compared. `measured_changes` is what the
    tables of `changes` were made of, and `measured_since` what `since` was: nothing prints them, the facts that go with
    the briefing take their numbers there. `issued_on` is the day of a numbered issue, None for a draft.
    """

    language: str
    title: str
    as_of: Date | None
    as_of_text: str
    issue_number: int
    issue_text: str
    bottom_line: tuple[str, ...]
    tally: tuple[tuple[str, str, int], ...]
    map: MapContent | None
    claims: tuple[ClaimRow, ...]
    measures: tuple[MeasureRow, ...]
    reconciled: tuple[ReconciledRow, ...]
    events: tuple[str, ...]
    definitions: tuple[TermRow, ...]
    sources: tuple[SourceRow, ...]
    notes: tuple[NoteRow, ...]
    engine: str
    changes: tuple[ChangeContent, ...] = ()
    curves: CurveContent | None = None
    warning: str = ""
    routes: tuple[RouteRow, ...] = ()
    access: tuple[AccessFigure, ...] = ()
    depths: tuple[DepthFigure, ...] = ()
    key: KeyContent | None = None
    places: tuple[PlaceContent, ...] = ()
    measured_changes: tuple[Change, ...] = ()
    disclaimer: str = ""
    kept_back: tuple[str, ...] = ()
    issued_on: Date | None = None
    since: SinceContent | None = None
    corrections: tuple[str, ...] = ()
    measured_since: IssueChanges | None = None
