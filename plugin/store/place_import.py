"""Places of a gazetteer into a case on disk, in one transaction; what is there stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

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
    plan = _planned(case.settlements, gazetteers)
    if not plan.new:
        return PlaceImport(same=len(plan.same), notes=plan.notes)
    backup = cases.back_up(path)
    with sqlite.writing(path) as connection:
        checked_today(path, connection)
        taken = additions.ids_in(connection, TABLE)
        sources = additions.ids_in(connection, schema.SOURCES)
        wanted = {id(place): source_row(one, publisher) for one in gazetteers for place in one.places}
        language = case.settings.get("language") or "en"
        rows = []
        used: dict[str, None] = {}
        for place in plan.new:
            source = wanted[id(place)]
            if source["id"] not in sources:
                additions.add_rows(path, connection, schema.SOURCES, [source])
                sources.add(source["id"])
            used[source["id"]] = None
            rows.append(settlement_row(place, row_id(place, taken), source["id"], language))
        additions.add_rows(path, connection, TABLE, rows)
    return PlaceImport(tuple(row["id"] for row in rows), len(plan.same), plan.notes, tuple(used), backup)


def _planned(there: Sequence[Settlement], gazetteers: Sequence[Gazetteer]) -> PlacePlan:
    places: list[Place] = [place for one in gazetteers for place in one.places]
    return plan_places(there, places)
