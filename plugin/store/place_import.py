"""Places of a gazetteer into a case on disk, in one transaction; what is there stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core import schema
from ..core.case import Settlement
from ..core.gazetteer import Place, PlacePlan, plan_places, row_id, settlement_row
from ..core.messages import Message
from . import additions, cases, sqlite
from .casefile import checked_today
from .files import PathLike
from .gazetteer import Gazetteer, source_row

TABLE = schema.SETTLEMENTS


@dataclass(frozen=True)
class PlaceImport:
    """What came of it: the ids of the new rows, how many were there already, and what is to be known.

    `source_ids` are the rows of the table of sources that the new places name; `backup` is the copy made before the
    case was written to, None where nothing was written.
    """

    added: tuple[str, ...] = ()
    same: int = 0
    notes: tuple[Message, ...] = ()
    source_ids: tuple[str, ...] = ()
    backup: Path | None = None


def import_places(path: PathLike, gazetteers: Sequence[Gazetteer], publisher: str = "") -> PlaceImport:
    """Add what the case lacks of the places of gazetteers; each names its source.

    Never for a case that QGIS has open in this process.

    Parameters
    ----------
    publisher
        Who made the gazetteers, where their files do not say it (or say it wrongly).

    Raises
    ------
    CaseError
        When the file is no case of today's schema, is held by another program, or may not be written.
    """
    path = Path(path)
    case = cases.load(path)
    plan = planned_places(case.settlements, gazetteers)
    if not plan.new:
        return PlaceImport(same=len(plan.same), notes=plan.notes)
    backup = cases.back_up(path)
    with sqlite.writing(path) as connection:
        checked_today(path, connection)
        taken, sources = additions.ids_in(connection, TABLE), additions.ids_in(connection, schema.SOURCES)
        made = place_rows(plan, gazetteers, publisher, case.settings, taken, sources)
        additions.add_rows(path, connection, schema.SOURCES, made.sources)
        additions.add_rows(path, connection, TABLE, made.rows)
    added = tuple(row["id"] for row in made.rows)
    return PlaceImport(added, len(plan.same), plan.notes, made.source_ids, backup)


def planned_places(there: Iterable[Settlement], gazetteers: Sequence[Gazetteer]) -> PlacePlan:
    """Return which places of gazetteers a case lacks, on disk or open in QGIS."""
    places: list[Place] = [place for one in gazetteers for place in one.places]
    return plan_places(there, places)


@dataclass(frozen=True)
class PlaceRows:
    """The rows of new settlements, those that the table of sources lacks, and the ids of all sources named."""

    rows: tuple[dict[str, Any], ...]
    sources: tuple[dict[str, Any], ...]
    source_ids: tuple[str, ...]


def place_rows(
    plan: PlacePlan,
    gazetteers: Sequence[Gazetteer],
    publisher: str,
    settings: Mapping[str, str],
    taken: Iterable[str],
    taken_sources: Iterable[str],
) -> PlaceRows:
    """Return the rows that a plan adds to a case with these settings, ids of settlements and ids of sources."""
    ids, known = set(taken), set(taken_sources)
    wanted = {id(place): one for one in gazetteers for place in one.places}
    source_of = {id(one): source_row(one, publisher) for one in gazetteers}
    language = settings.get("language") or "en"
    rows = []
    used: dict[str, dict[str, Any]] = {}
    for place in plan.new:
        source = source_of[id(wanted[id(place)])]
        used.setdefault(source["id"], source)
        rows.append(settlement_row(place, row_id(place, ids), source["id"], language))
    missing = tuple(row for name, row in used.items() if name not in known)
    return PlaceRows(tuple(rows), missing, tuple(used))
