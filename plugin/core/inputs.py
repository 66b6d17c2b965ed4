"""What a briefing was made from, as one short checksum a record: so that a later one can say what changed.

`input_hashes` gives, by table and id, twelve hexadecimal digits over all fields of the record and over its shape,
vertex by vertex. They tell two states of a record apart; they are kept in the case and never published, because the
place of a point could be found again from them by trial.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .case import RECORDS, Case
from .check import known_by

Hashes = Mapping[str, Mapping[str, str]]

METHOD = 1
"""Counts the ways in which checksums were made: those of two methods cannot be compared."""

_DIGEST_BYTES = 6
# Kept by the program, or stored with the issue itself.
_NOT_INPUT = ("schema_version", "recipe")
# The name of the case stands on the paper where it has no title; no setting is called so.
_NAME = "name of the case"

ADDED, NEWER, EDITED, REMOVED = "added", "newer", "edited", "removed"


@dataclass(frozen=True)
class InputChange:
    """Records of one table that came, changed or went between two states of a case.

    `kind` is "added", "newer" (added, and of a day after the earlier state), "edited" or "removed".
    """

    table: str
    kind: str
    ids: tuple[str, ...]


def input_hashes(case: Case, before_issue: int | None = None) -> dict[str, dict[str, str]]:
    """Return a checksum of every record and setting of a case, by table and id.

    Parameters
    ----------
    case
        As it was read for the briefing.
    before_issue
        The number of the issue; those before it belong to what it was made from, because it is compared with them.
    """
    found: dict[str, dict[str, str]] = {}
    cited = sources_named(case)
    for table in RECORDS:
        if table != "issues":
            records = [one for one in getattr(case, table) if table != "sources" or one.id in cited]
            if records:
                found[table] = {one.id: _of_record(one) for one in records}
    found["settings"] = {
        _NAME: _of_text(case.name),
        **{name: _of_text(value) for name, value in case.settings.items() if value and name not in _NOT_INPUT},
    }
    earlier = [one for one in case.issues if before_issue is not None and one.number < before_issue]
    if earlier:
        found["issues"] = {str(one.number): _of_text(f"{one.issued_on} {one.facts}") for one in earlier}
    return found


def known_inputs(case: Case, as_of: datetime.date | None, number: int) -> dict[str, dict[str, str]]:
    """Return the checksums of what an issue is made from: what is of days after `as_of` does not belong to it."""
    return input_hashes(case if as_of is None else known_by(case, as_of)[0], number)


def sources_named(case: Case) -> frozenset[str]:
    """Return the ids of the sources that a record of the case names: the others went into nothing."""
    return frozenset(
        one.source_id
        for table in RECORDS
        if table not in ("sources", "issues")
        for one in getattr(case, table)
        if one.source_id
    )


def hashes_text(hashes: Hashes) -> str:
    """Return checksums as the JSON text that a case keeps; it says by which method they were made."""
    kept = {"method": METHOD, "tables": hashes}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hashes_of(text: str) -> dict[str, dict[str, str]] | None:
    """Return the checksums of such a text; None where it is none, or made by another method than today's."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("method") != METHOD or not isinstance(found.get("tables"), dict):
        return None
    return {
        table: {str(name): str(value) for name, value in rows.items()}
        for table, rows in found["tables"].items()
        if isinstance(rows, dict)
    }


def input_changes(
    before: Hashes, after: Hashes, case: Case | None = None, day: datetime.date | None = None
) -> tuple[InputChange, ...]:
    """Return what differs between two states, in the order of the tables.

    Parameters
    ----------
    before, after
        The checksums of the two states.
    case, day
        The later state, and the day up to which the earlier one was known: records of later days are "newer".
    """
    found = []
    for table in (*RECORDS, "settings"):
        old, new = before.get(table, {}), after.get(table, {})
        added = sorted(set(new) - set(old))
        newer = [one for one in added if case is not None and day is not None and _is_newer(case, table, one, day)]
        parts = {
            NEWER: newer,
            ADDED: [one for one in added if one not in newer],
            EDITED: sorted(one for one in set(new) & set(old) if new[one] != old[one]),
            REMOVED: sorted(set(old) - set(new)),
        }
        found += [InputChange(table, kind, tuple(ids)) for kind, ids in parts.items() if ids]
    return tuple(found)


def _is_newer(case: Case, table: str, record_id: str, day: datetime.date) -> bool:
    """Whether a record speaks of a day after the earlier state; claims by the day on which they were made."""
    if table in ("settings", "issues"):
        return False
    record = case.by_id(table).get(record_id)
    days = [getattr(record, name, None) for name in ("as_of", "stated_on", "date", "published_on")]
    return any(one is not None and one > day for one in days)


def _of_record(record: Any) -> str:
    parts = []
    shape = b""
    # What is empty is left out, so that a field which a later schema adds changes no checksum.
    for name, value in vars(record).items():
        if name == "geometry":
            shape = value.wkb
        elif value is not None and value is not False and value not in ("", ()):
            # Numbers come as whole or not, as the file or QGIS has them.
            parts.append(f"{name}={float(value) if isinstance(value, (int, float)) else value!s}")
    return hashlib.blake2b("\n".join(parts).encode("utf-8") + shape, digest_size=_DIGEST_BYTES).hexdigest()


def _of_text(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8"), digest_size=_DIGEST_BYTES).hexdigest()
