"""The whole schema of a case as data: each table and each field once.

From here come the GeoPackage columns, the QGIS forms, the checks of the importers, the headings of the paper and the
manual. Labels and help are plain English sentences; they are translated where they are shown.

A `Field` is a column: its type is one of `TYPES`, `values` maps allowed values to their words, `refers_to` names the
table whose `id` it holds. A `Table` is a layer (geometry of `GEOMETRIES`) or a plain table (geometry None). Every
table starts with `id`, a short text that people may read and cite ("c01").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

SCHEMA_VERSION = 2

TYPES = ("text", "longtext", "integer", "real", "date", "boolean", "ids", "json")
GEOMETRIES = ("Point", "MultiLineString", "MultiPolygon")


@dataclass(frozen=True)
class Field:
    """One column of one table.

    `unit` is the unit of a number ("m", "km2"); `hidden` fields are kept by the program and not shown in a form;
    `refers_to` is the table an id (or, for type "ids", each of several ids separated by spaces) points into.
    """

    name: str
    type: str
    label: str
    help: str
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    required: bool = False
    default: Any = None
    refers_to: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a case; `geometry` is None for a table without shapes."""

    name: str
    title: str
    help: str
    geometry: str | None
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """Return the field of that name; KeyError when there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name}.{name}")

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(candidate.name for candidate in self.fields)


def _words(**values: str) -> Mapping[str, str]:
    return MappingProxyType(values)


MODES = _words(road="road", rail="rail", water="water", air="air")
ROUTE_ROLES = _words(main="main", alternate="alternate")
BASES = _words(claimed="claimed", assessed="assessed", reported="reported", confirmed="confirmed", denied="denied")
STATES = _words(
    assessed_control="assessed control",
    assessed_advance="assessed advance",
    claimed_control="claimed control",
    claimed_counteroffensive="claimed counter-offensive",
    contested="contested",
    reported_activity="reported activity",
    unknown="unknown",
)
FRONT_ROLES = _words(baseline="baseline", current="current line")
AREA_ROLES = _words(
    frame="frame",
    sector="break-in sector",
    area_of_interest="area of interest",
    built_up="built-up ground of a place",
)
KINDS = _words(
    area_changed="area changed hands",
    depth="depth",
    distance="distance",
    direction="direction",
    settlement_count="number of settlements",
    place_status="status of a place",
    duration="duration",
    route_status="status of a route",
    isolation="isolation",
    enclosed="enclosed",
    on_route="on a route",
    other="other",
)
STATUSES = _words(
    taken="taken",
    held="held",
    held_since="held since a day",
    entered="entered",
    outskirts="on the outskirts",
    lost="lost",
)
BOUNDS = _words(
    exact="exactly",
    about="about",
    at_least="at least, more than",
    at_most="up to, as much as",
    no_more_than="no more than (a limit)",
    nearly="nearly",
    between="between",
)
UNITS = _words(
    km2="square kilometres",
    mi2="square miles",
    ha="hectares",
    km="kilometres",
    mi="miles",
    m="metres",
    settlements="settlements",
    days="days",
    weeks="weeks",
    months="months",
    years="years",
)
RELIABILITIES = _words(
    A="A – completely reliable",
    B="B – usually reliable",
    C="C – fairly reliable",
    D="D – not usually reliable",
    E="E – unreliable",
    F="F – cannot be judged",
)
CREDIBILITIES = MappingProxyType(
    {
        "1": "1 – confirmed by other sources",
        "2": "2 – probably true",
        "3": "3 – possibly true",
        "4": "4 – doubtful",
        "5": "5 – improbable",
        "6": "6 – cannot be judged",
    }
)
VERDICTS = _words(
    consistent="consistent",
    consistent_if="consistent if",
    inconsistent="inconsistent",
    impossible="impossible",
    not_testable="not testable",
)
CHECKS = _words(conversion="Conversion", direction="Direction", duration="Duration", relay="Relay")
OUTCOMES = _words(
    same="same",
    other_period="other period",
    other_place="other place",
    other_definition="other definition",
    contradict="contradict each other",
)

_ID = Field(
    "id",
    "text",
    "Id",
    "A short name by which other rows refer to this one; unique in its table.",
    required=True,
)
_AS_OF = Field("as_of", "date", "As of", "The day that the shape describes.")
_SOURCE = Field("source_id", "text", "Source", "Where this comes from.", refers_to="sources")
_TOLERANCE = Field(
    "tolerance_m",
    "real",
    "Tolerance",
    "How far the drawn shape may be off; 500 m where nothing is said.",
    unit="m",
)
_NOTE = Field("note", "longtext", "Note", "Anything the reader should know; printed as written.")
_SIDE = Field("side", "text", "Side", "The party that holds or gained the ground, in neutral words.")
_BASIS = Field("basis", "text", "Basis", "How this is known.", values=BASES, default="claimed")


def _name(help_text: str, required: bool = True) -> Field:
    return Field("name", "text", "Name", help_text, required=required)


SETTLEMENTS = Table(
    "settlements",
    "Settlements",
    "Populated places that claims speak of.",
    "Point",
    (
        _ID,
        _name("The name in the language of the case."),
        Field("name_local", "text", "Local name", "The name as written in the country."),
        Field("pcode", "text", "P-code", "The place code of the humanitarian data sets."),
        Field("geonames_id", "integer", "GeoNames id", "The number of the place in GeoNames."),
        Field("population", "integer", "Population", "Inhabitants, by the source named."),
        Field(
            "is_supply_base",
            "boolean",
            "Supply base",
            "Whether a claim names it as a base of supplies.",
            default=False,
        ),
        _SIDE,
        _AS_OF,
        _SOURCE,
        _TOLERANCE,
        _NOTE,
    ),
)
SUPPLY_ROUTES = Table(
    "supply_routes",
    "Supply routes",
    "Roads, railways and waterways that claims speak of.",
    "MultiLineString",
    (
        _ID,
        _name("The number or name of the route."),
        Field("mode", "text", "Mode", "What moves on it.", values=MODES, default="road"),
        Field("role", "text", "Role", "Main route, or an alternate.", values=ROUTE_ROLES, default="main"),
        _AS_OF,
        _SOURCE,
        _TOLERANCE,
        _NOTE,
    ),
)
CLAIMED_GAINS = Table(
    "claimed_gains",
    "Claimed gains",
    "Ground that is said to have changed hands.",
    "MultiPolygon",
    (
        _ID,
        _name("What the gain is called.", required=False),
        _SIDE,
        _BASIS,
        Field(
            "refers_from",
            "date",
            "Gained since",
            "The first day of the period in which the ground changed hands.",
        ),
        _AS_OF,
        _SOURCE,
        _TOLERANCE,
        _NOTE,
    ),
)
CONTROL_AREAS = Table(
    "control_areas",
    "Control areas",
    "Ground that an issuer's map shows as held.",
    "MultiPolygon",
    (
        _ID,
        _SIDE,
        Field("state", "text", "State", "What the issuer says of the ground.", values=STATES, default="unknown"),
        Field("issuer", "text", "Issuer", "Who publishes the map."),
        Field("issuer_term", "text", "Issuer's term", "The issuer's own word for the state."),
        _AS_OF,
        _SOURCE,
        _TOLERANCE,
        _NOTE,
    ),
)
FRONT_LINES = Table(
    "front_lines",
    "Front lines",
    "The lines that depths are measured from, and where the front ran later.",
    "MultiLineString",
    (
        _ID,
        _name("What the line is called."),
        Field("role", "text", "Role", "The baseline is measured from.", values=FRONT_ROLES, default="baseline"),
        _SIDE,
        _AS_OF,
        _SOURCE,
        _TOLERANCE,
        _NOTE,
    ),
)
AREAS = Table(
    "areas",
    "Areas",
    "Frames, break-in sectors, areas of interest and built-up ground of places.",
    "MultiPolygon",
    (
        _ID,
        _name("What the area is called."),
        Field(
            "role",
            "text",
            "Role",
            "What the area is for. Built-up ground belongs to the settlements whose points lie in it.",
            values=AREA_ROLES,
            default="area_of_interest",
        ),
        _SOURCE,
        _NOTE,
    ),
)
CLAIMS = Table(
    "claims",
    "Claims",
    "Statements by somebody, with who said it, when, and of which period.",
    None,
    (
        _ID,
        Field(
            "text",
            "longtext",
            "Text",
            "The statement as published or closely reported; printed as written.",
            required=True,
        ),
        Field(
            "kind",
            "text",
            "Kind",
            "What the claim is about; decides how it is checked.",
            values=KINDS,
            required=True,
            default="other",
        ),
        Field("claimant", "text", "Claimant", "Who said it.", required=True),
        Field("published_in", "text", "Published in", "Where it was printed or broadcast."),
        Field("url", "text", "Address", "The address of the statement."),
        Field("stated_on", "date", "Stated on", "The day on which it was said."),
        Field("refers_from", "date", "Refers from", "The first day of the period it speaks of."),
        Field("refers_to", "date", "Refers to", "The last day of the period it speaks of."),
        Field("relays", "text", "Relays", "The claim that this one repeats.", refers_to="claims"),
        _BASIS,
        Field("value", "real", "Number", "The number as a number; the lower one of a range."),
        Field("value_high", "real", "Upper number", "The upper number, where the claim gives a range."),
        Field("unit", "text", "Unit", "The unit of the number.", values=UNITS),
        Field("bound", "text", "Bound", "How the number is hedged.", values=BOUNDS, default="exact"),
        Field("printed", "text", "As printed", 'The number as printed, if its zeros matter ("2.50").'),
        Field(
            "conversion",
            "text",
            "Printed conversion",
            'The number given beside it in another unit, as printed ("965").',
        ),
        Field(
            "conversion_unit",
            "text",
            "Unit of the conversion",
            "The unit of the number given beside it.",
            values=UNITS,
        ),
        Field("direction", "text", "Direction", 'The direction as stated ("south", "NNE").'),
        Field(
            "status",
            "text",
            "Status",
            "For claims about the status of a place: what its side is said to have done there. Taken and lost compare "
            "the day before the period with its last day, held since asks every day of the period, and on the "
            "outskirts takes a number in kilometres. Empty: the last day only.",
            values=STATUSES,
        ),
        Field(
            "denies",
            "boolean",
            "Denies",
            "For claims without a number: ticked where the claim says that it is not so.",
            default=False,
        ),
        _SIDE,
        _SOURCE,
        Field("area_id", "text", "Area", "The area it speaks of; empty: the case's frame.", refers_to="areas"),
        Field(
            "baseline_id",
            "text",
            "Baseline",
            "The line to measure from; empty: the case's baseline.",
            refers_to="front_lines",
        ),
        Field(
            "sector_id",
            "text",
            "Break-in sector",
            "The stretch to measure from; empty: the case's sector.",
            refers_to="areas",
        ),
        Field(
            "gain_ids",
            "ids",
            "Gains",
            "The gains it speaks of; empty: those of its period.",
            refers_to="claimed_gains",
        ),
        Field(
            "place_ids",
            "ids",
            "Places",
            "The places it speaks of, in order: from, to. On a route: from, the place along it, to.",
            refers_to="settlements",
        ),
        Field(
            "route_ids",
            "ids",
            "Routes",
            "For claims about the status of a route: the routes said to be cut; of two places named, the way between "
            "them. Ticked as denied where they are said to be open.",
            refers_to="supply_routes",
        ),
        Field(
            "event_id",
            "ids",
            "Event",
            "Since which event; empty: all events of the case.",
            refers_to="events",
        ),
        Field(
            "reliability",
            "text",
            "Reliability",
            "Of the source, by the Admiralty code.",
            values=RELIABILITIES,
            default="F",
        ),
        Field(
            "credibility",
            "text",
            "Credibility",
            "Of the statement, by the Admiralty code.",
            values=CREDIBILITIES,
            default="6",
        ),
        _NOTE,
    ),
)
EVENTS = Table(
    "events",
    "Events",
    "Days from which durations are counted.",
    None,
    (
        _ID,
        _name("What happened."),
        Field("date", "date", "Date", "The day on which it happened.", required=True),
        _SOURCE,
        _NOTE,
    ),
)
SOURCES = Table(
    "sources",
    "Sources",
    "Where claims and shapes come from.",
    None,
    (
        _ID,
        Field("publisher", "text", "Publisher", "Who published it.", required=True),
        Field("title", "text", "Title", "The title of the publication.", required=True),
        Field("url", "text", "Address", "Where it can be read."),
        Field("published_on", "date", "Published on", "The day of publication."),
        Field("retrieved_on", "date", "Retrieved on", "The day on which it was read."),
        Field("archive_url", "text", "Archived copy", "The address of an archived copy."),
        Field("sha256", "text", "SHA-256", "The checksum of the kept copy."),
        Field("licence", "text", "Licence", "Under which terms it may be used."),
        Field("language", "text", "Language", 'The language of the publication: its code, such as "en" or "uk".'),
        _NOTE,
    ),
)
FINDINGS = Table(
    "findings",
    "Findings",
    "The check of each claim, as last recorded.",
    None,
    (
        _ID,
        Field("claim_id", "text", "Claim", "The claim that was checked.", refers_to="claims", required=True),
        Field("verdict", "text", "Verdict", "Whether claim and map agree.", values=VERDICTS, required=True),
        Field("reason", "longtext", "Reason", "Why, in a sentence."),
        Field("engine", "text", "Engine", "The version that computed it."),
        Field("as_of", "date", "As of", "The day up to which the case was read."),
    ),
)
FINDING_MEASURES = Table(
    "finding_measures",
    "Measures of findings",
    "What was measured for each claim under each definition.",
    None,
    (
        _ID,
        Field("claim_id", "text", "Claim", "The claim that was checked.", refers_to="claims", required=True),
        Field("definition", "text", "Definition", "What exactly was measured.", required=True),
        Field("low", "real", "Low", "The lower end of the band."),
        Field("best", "real", "Best", "The best value."),
        Field("high", "real", "High", "The upper end of the band."),
        Field("unit", "text", "Unit", "The unit of the three."),
        Field("fits", "boolean", "Fits", "Whether the band and the claim's interval share a point."),
    ),
)
ISSUES = Table(
    "issues",
    "Issues",
    "The briefings that were issued.",
    None,
    (
        _ID,
        Field("number", "integer", "Issue number", "The number of the issue.", required=True),
        Field("issued_on", "date", "Issued on", "The date of the issue.", required=True),
        Field("facts", "json", "Facts", "The numbers that were printed.", hidden=True),
        Field("sha256", "text", "SHA-256", "The checksum of the PDF."),
        Field("signed_off_on", "date", "Signed off on", "The day on which it was released; it is locked since then."),
        Field("signed_off_by", "text", "Signed off by", "Who released it."),
        Field("corrections", "longtext", "Corrections", "What the desk corrects in it of earlier issues, a line each."),
        Field("recipe", "json", "Recipe", "How it was printed.", hidden=True),
        Field("ordered", "json", "Order", "What was asked of it besides the recipe.", hidden=True),
        Field("inputs", "json", "Inputs", "The checksums of the rows that it was made from.", hidden=True),
    ),
)
SETTINGS = Table(
    "settings",
    "Settings",
    "What holds for the whole case: one row a setting.",
    None,
    (
        _ID,
        Field("value", "longtext", "Value", "The value of the setting."),
    ),
)

TABLES: tuple[Table, ...] = (
    SETTLEMENTS,
    SUPPLY_ROUTES,
    CLAIMED_GAINS,
    CONTROL_AREAS,
    FRONT_LINES,
    AREAS,
    CLAIMS,
    EVENTS,
    SOURCES,
    FINDINGS,
    FINDING_MEASURES,
    ISSUES,
    SETTINGS,
)

DEFAULT_TOLERANCE_M = 500.0
"""Tolerance of a shape that gives none (design, section 4)."""

SETTING_NAMES: Mapping[str, str] = _words(
    schema_version="The version of the schema, kept by the program.",
    title="The title of the case, printed on the briefing.",
    frame_id="The area that claims speak of where they name none.",
    sector_id="The break-in sector where a claim names none.",
    baseline_id="The baseline where a claim names none.",
    side="The side whose gains the case is about.",
    issuer="The issuer whose control areas are compared; needed where several drew the same days.",
    tolerance_m="Tolerance of shapes that give none, in metres.",
    route_snap_m="Points of routes within so many metres are one place: 25, and 1 where crossings are apart.",
    route_crossings="Whether routes of one mode meet where they cross (joined) or only at shared points (apart).",
    language="The language of the briefing and of the checks: a code such as en or uk.",
    world_view="Whose view of state borders maps show: international, or none; where it is empty no border is drawn.",
    recipe="How the briefing is made, as JSON: sections, paper, what is held back; edit it by Briefing recipe….",
)
"""What the rows of the table of settings may be called, and what each says."""


def table(name: str) -> Table:
    """Return the table of that name; KeyError when there is none."""
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
