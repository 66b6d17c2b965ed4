"""A case as values: what the store, or QGIS's open layers, hand to the core.

`rows` of a table are mappings from field name (see schema) to a Python value: str, int, float, bool, datetime.date or
None, and, for a table with shapes, "geometry": a shapely geometry in WGS 84 longitude/latitude, or None.
`case_from_rows` turns them into records, one class a table. What cannot be used is left out and listed in `skipped`
with its id and the reason; nothing vanishes silently.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any

from . import schema
from .errors import CaseError
from .joining import setting_trouble
from .messages import Message, PlaceName, message
from .repairs import mended_note
from .shapes import Geometry, Repair, is_finite, repaired

Row = Mapping[str, Any]
Date = datetime.date


@dataclass(frozen=True)
class Skipped:
    """A row, or a part of it, that could not be used, or was mended before use."""

    table: str
    id: str
    reason: Message


@dataclass(frozen=True)
class Settlement:
    """A populated place; `geometry` is a Point."""

    id: str
    name: str
    geometry: Geometry
    name_local: str = ""
    pcode: str = ""
    geonames_id: int | None = None
    population: int | None = None
    is_supply_base: bool = False
    side: str = ""
    as_of: Date | None = None
    source_id: str = ""
    tolerance_m: float | None = None
    note: str = ""

    @property
    def called(self) -> PlaceName:
        """Its name as it stands in a sentence, for each language to choose from."""
        return PlaceName(self.name, self.name_local)


@dataclass(frozen=True)
class SupplyRoute:
    """A road, railway or waterway; `geometry` is a (Multi)LineString."""

    id: str
    name: str
    geometry: Geometry
    mode: str = "road"
    role: str = "main"
    as_of: Date | None = None
    source_id: str = ""
    tolerance_m: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Gain:
    """Ground said to have changed hands; `geometry` is a (Multi)Polygon."""

    id: str
    geometry: Geometry
    name: str = ""
    side: str = ""
    basis: str = "claimed"
    refers_from: Date | None = None
    as_of: Date | None = None
    source_id: str = ""
    tolerance_m: float | None = None
    note: str = ""


@dataclass(frozen=True)
class ControlArea:
    """Ground held by an issuer's map; `geometry` is a (Multi)Polygon."""

    id: str
    geometry: Geometry
    side: str = ""
    state: str = "unknown"
    issuer: str = ""
    issuer_term: str = ""
    as_of: Date | None = None
    source_id: str = ""
    tolerance_m: float | None = None
    note: str = ""


@dataclass(frozen=True)
class FrontLine:
    """A line of contact; `geometry` is a (Multi)LineString."""

    id: str
    name: str
    geometry: Geometry
    role: str = "baseline"
    side: str = ""
    as_of: Date | None = None
    source_id: str = ""
    tolerance_m: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Area:
    """A frame, a break-in sector or an area of interest; `geometry` is a (Multi)Polygon."""

    id: str
    name: str
    geometry: Geometry
    role: str = "area_of_interest"
    source_id: str = ""
    note: str = ""


@dataclass(frozen=True)
class Event:
    """A day from which durations are counted."""

    id: str
    name: str
    date: Date
    source_id: str = ""
    note: str = ""


@dataclass(frozen=True)
class Source:
    """A publication."""

    id: str
    publisher: str
    title: str
    url: str = ""
    published_on: Date | None = None
    retrieved_on: Date | None = None
    archive_url: str = ""
    sha256: str = ""
    licence: str = ""
    language: str = ""
    note: str = ""


@dataclass(frozen=True)
class Claim:
    """A statement by somebody; the fields are described in the schema."""

    id: str
    text: str
    kind: str
    claimant: str
    published_in: str = ""
    url: str = ""
    stated_on: Date | None = None
    refers_from: Date | None = None
    refers_to: Date | None = None
    relays: str = ""
    basis: str = "claimed"
    value: float | None = None
    value_high: float | None = None
    unit: str = ""
    bound: str = "exact"
    printed: str = ""
    conversion: str = ""
    conversion_unit: str = ""
    direction: str = ""
    status: str = ""
    denies: bool = False
    side: str = ""
    source_id: str = ""
    area_id: str = ""
    baseline_id: str = ""
    sector_id: str = ""
    gain_ids: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    route_ids: tuple[str, ...] = ()
    event_id: tuple[str, ...] = ()
    reliability: str = "F"
    credibility: str = "6"
    note: str = ""


@dataclass(frozen=True)
class Issue:
    """A briefing that was issued."""

    id: str
    number: int
    issued_on: Date
    facts: str = ""
    sha256: str = ""
    signed_off_on: Date | None = None
    signed_off_by: str = ""
    corrections: str = ""
    recipe: str = ""
    ordered: str = ""
    inputs: str = ""


@dataclass(frozen=True)
class Case:
    """Everything about one story. `name` is what the user calls it (a file's name, or the title of a group)."""

    name: str
    settlements: tuple[Settlement, ...] = ()
    supply_routes: tuple[SupplyRoute, ...] = ()
    claimed_gains: tuple[Gain, ...] = ()
    control_areas: tuple[ControlArea, ...] = ()
    front_lines: tuple[FrontLine, ...] = ()
    areas: tuple[Area, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    sources: tuple[Source, ...] = ()
    issues: tuple[Issue, ...] = ()
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    skipped: tuple[Skipped, ...] = ()

    @property
    def title(self) -> str:
        """The title to print: the setting, else the name."""
        return self.settings.get("title") or self.name

    def by_id(self, table: str) -> Mapping[str, Any]:
        """Return the records of a table by their ids."""
        if table not in self._by_id:
            self._by_id[table] = {record.id: record for record in getattr(self, table)}
        return self._by_id[table]

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {}

    @property
    def tolerance_m(self) -> float:
        """The tolerance of shapes that give none."""
        return float(self.settings.get("tolerance_m") or schema.DEFAULT_TOLERANCE_M)


RECORDS: Mapping[str, type] = {
    "settlements": Settlement,
    "supply_routes": SupplyRoute,
    "claimed_gains": Gain,
    "control_areas": ControlArea,
    "front_lines": FrontLine,
    "areas": Area,
    "claims": Claim,
    "events": Event,
    "sources": Source,
    "issues": Issue,
}

_FIELDS = {table: frozenset(one.name for one in fields(record)) for table, record in RECORDS.items()}

MOST_TOLERANCE_M = 1e5
"""A shape that may be off by more says nothing about the ground."""

_FAMILY = {
    "Point": ("Point",),
    "MultiLineString": ("LineString", "MultiLineString"),
    "MultiPolygon": ("Polygon", "MultiPolygon"),
}


def case_from_rows(
    name: str, tables: Mapping[str, Sequence[Row]], progress: Callable[[float], None] | None = None
) -> Case:
    """Return the case that the rows of its tables describe.

    Rows that cannot be used (no id, an id used before, a required field empty, a shape that is NULL, empty, not
    finite or of another kind, a value that is not allowed) are left out and listed in `Case.skipped`; a shape that
    is invalid is mended in a copy, and listed too; so is a setting of a name that none has.
    `progress` is called with the share of the rows that were looked at, and may raise.

    Raises
    ------
    CaseError
        When a setting holds no number where one is needed.
    """
    total, done = max(1, sum(len(tables.get(table, ())) for table in RECORDS)), 0
    read = {}
    for table in RECORDS:
        records = []
        for number, row in enumerate(tables.get(table, ()), 1):
            if progress is not None:
                progress(done / total)
            records.append(read_row(table, row, number))
            done += 1
        read[table] = rows_read(table, records)
    return case_of(name, read, tables.get("settings", ()))


@dataclass(frozen=True)
class ReadRow:
    """A row as it was read: its record where it can be used, and what is to be said of it."""

    id: str
    label: str
    record: Any
    reasons: tuple[Message, ...]


@dataclass(frozen=True)
class ReadTable:
    """The records of a table, and what is to be said of its rows."""

    records: tuple[Any, ...]
    skipped: tuple[Skipped, ...]


def case_of(name: str, read: Mapping[str, ReadTable], settings_rows: Sequence[Row]) -> Case:
    """Return the case of tables that were read one by one; errors as in `case_from_rows`."""
    settings = {str(row["id"]): str(row.get("value") or "") for row in settings_rows if row.get("id")}
    _check_tolerance(name, settings)
    skipped = [one for table in RECORDS for one in read[table].skipped]
    skipped.extend(_unknown_setting(one) for one in settings if one not in schema.SETTING_NAMES)
    troubles = ((one, setting_trouble(one, value)) for one, value in settings.items())
    skipped.extend(Skipped("settings", one, trouble) for one, trouble in troubles if trouble is not None)
    records: dict[str, Any] = {table: read[table].records for table in RECORDS}
    return Case(name=name, settings=MappingProxyType(settings), skipped=tuple(skipped), **records)


def _unknown_setting(name: str) -> Skipped:
    known = ", ".join(one for one in schema.SETTING_NAMES if one != "schema_version")
    return Skipped(
        "settings", name[:80], message("No setting is called that, so it does nothing; there are {known}.", known=known)
    )


def _check_tolerance(name: str, settings: Mapping[str, str]) -> None:
    text = settings.get("tolerance_m", "")
    try:
        usable = not text or 0 <= float(text) <= MOST_TOLERANCE_M
    except ValueError:
        usable = False
    if not usable:
        raise CaseError(f'{name}: table settings, row "tolerance_m": "{text[:80]}" is no number of metres; write 500')


def rows_read(table_name: str, rows: Sequence[ReadRow]) -> ReadTable:
    """Return the records of a table's rows, in their order; of rows with one id the first that can be used."""
    made: dict[str, Any] = {}
    skipped: list[Skipped] = []
    for row in rows:
        reasons, usable = row.reasons, row.record is not None
        if row.id in made:
            reasons = (*reasons, message("Its id is used by an earlier row: give it another one."))
            usable = False
        skipped.extend(Skipped(table_name, row.label, reason) for reason in reasons)
        if usable:
            made[row.id] = row.record
    return ReadTable(tuple(made.values()), tuple(skipped))


def read_row(table_name: str, row: Row, number: int = 0) -> ReadRow:
    """Return what a row says; `number` stands for one that has neither id nor "fid"."""
    values, reasons, usable = _usable_values(schema.table(table_name), row)
    row_id = str(row.get("id") or "").strip()
    label = row_id or f"#{row.get('fid', number)}"
    if not row_id:
        return ReadRow("", label, None, (*reasons, message("It has no id, so nothing can refer to it: give it one.")))
    if not usable:
        return ReadRow(row_id, label, None, tuple(reasons))
    record = RECORDS[table_name]
    known = _FIELDS[table_name]
    made = record(**{name: value for name, value in values.items() if name in known and value is not None})
    return ReadRow(row_id, label, made, tuple(reasons))


def _usable_values(table: schema.Table, row: Row) -> tuple[dict[str, Any], list[Message], bool]:
    """Return the values of a row, what is to be said of it, and whether it can be used at all."""
    values: dict[str, Any] = {}
    reasons: list[Message] = []
    usable = True
    for one in table.fields:
        value, reason = _value(one, row.get(one.name))
        if reason is not None:
            reasons.append(reason)
        if value is None and one.required and one.name != "id":
            usable = False
            if reason is None:
                reasons.append(message('The field "{field}" is empty: fill it in.', field=one.name))
        values[one.name] = value
    if table.geometry is not None:
        shape, reason = _shape(table.geometry, row.get("geometry"))
        if reason is not None:
            reasons.append(reason)
        usable = usable and shape is not None
        values["geometry"] = shape
    return values, reasons, usable


def _value(one: schema.Field, value: Any) -> tuple[Any, Message | None]:
    """Return the value as the schema's type, or None with the reason why it was left out."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None, None
    try:
        typed = _typed(one.type, value)
    except (TypeError, ValueError, OverflowError):
        return None, message(
            'The field "{field}" holds "{value}", which is no {type}: it was left out.',
            field=one.name,
            value=str(value)[:80],
            type=one.type,
        )
    if one.values and typed not in one.values:
        return None, message(
            'The field "{field}" holds "{value}"; allowed are {allowed}: it was left out.',
            field=one.name,
            value=str(value)[:80],
            allowed=", ".join(one.values),
        )
    if one.name == "tolerance_m" and not 0 <= typed <= MOST_TOLERANCE_M:
        return None, message(
            'The field "{field}" holds "{value}", which is not between 0 and {most:,.0f} m: it was left out.',
            field=one.name,
            value=str(value)[:80],
            most=MOST_TOLERANCE_M,
        )
    return typed, None


def _typed(type_name: str, value: Any) -> Any:
    if type_name == "date":
        return _date(value)
    if type_name == "ids":
        return tuple(str(value).replace(",", " ").split())
    if type_name == "real":
        number = float(value)
        if number != number or number in (float("inf"), float("-inf")):
            raise ValueError("not finite")
        return number
    if type_name == "integer":
        if float(value) != int(value):
            raise ValueError("not whole")
        return int(value)
    if type_name == "boolean":
        return _boolean(value)
    return str(value)


def _date(value: Any) -> Date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = str(value).strip()[:10]
    if text[4:5] != "-" or text[7:8] != "-":
        raise ValueError("not year-month-day")  # newer Pythons read other ways of writing a day
    return datetime.date.fromisoformat(text)


def _boolean(value: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    word = str(value).strip().lower()
    if word not in words:
        raise ValueError("not a yes or no")
    return words[word]


def _shape(kind: str, shape: Geometry | None) -> tuple[Geometry | None, Message | None]:
    """Return the shape as it can be used, and what is to be said of it."""
    if shape is None:
        return None, message("It has no shape (NULL): draw one, or delete the row.")
    if shape.is_empty:
        return None, message("Its shape is empty: draw one, or delete the row.")
    if shape.geom_type not in _FAMILY[kind]:
        return None, message(
            "Its shape is a {found} where a {wanted} belongs: draw it again.",
            found=shape.geom_type,
            wanted=kind,
        )
    if not is_finite(shape):
        return None, message("Its shape holds coordinates that are no numbers: draw it again.")
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        return None, message(
            "Its shape lies outside of longitude ±180 and latitude ±90: was it drawn in another coordinate system?"
        )
    if kind == "Point" and west == 0 and south == 0:
        return None, message("Its shape lies at 0, 0, which is what missing coordinates look like: move it.")
    mended, repair = repaired(shape)
    if repair is None:
        return shape, None
    return _mended(shape, mended, repair)


def _mended(original: Geometry, mended: Geometry, repair: Repair) -> tuple[Geometry | None, Message]:
    if mended.is_empty:
        return None, message("Its shape is invalid and nothing is left when mended ({reason}).", reason=repair.reason)
    return mended, mended_note(original, mended, repair, message("The row is unchanged."))
