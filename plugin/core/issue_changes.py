"""What changed between two issues of a briefing: their facts in, values out.

`facts` are the objects that `brief.facts` makes and that the case keeps of each issue. A number moved where it differs
by more than a ten-thousandth; why it moved is read from what went into both issues (see `inputs`): the records that
the claim's finding rests on and that came, changed or went. Where the reason is anything but newer days, what the
earlier issue printed is corrected.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from .case import Case
from .inputs import ADDED, EDITED, NEWER, REMOVED, InputChange
from .recheck import SETTINGS_OF_FINDINGS, touched

Facts = Mapping[str, Any]
Band = tuple[Optional[float], Optional[float], Optional[float]]

ENGINE, DEFINITION, HELD_BACK, UNKNOWN = "engine", "definition", "held_back", "unknown"
"""Reasons that are no change of a record: other versions, another definition, other rules of publication, not found."""

_MOVED = 1e-4
_CLAIM_FIELDS = (
    *("text", "claimant", "kind", "claimed", "claimed_high", "from", "to", "stated_on", "basis", "grade"),
    *("denies", "status", "links", "source_id", "published_in", "url", "relays"),
)
_COMPUTING = ("salient", "shapely", "pyproj", "numpy", "scipy")


@dataclass(frozen=True)
class Cause:
    """Why a number moved: `kind` of an `InputChange` with its table and ids, or one of the reasons above."""

    kind: str
    table: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimEdited:
    """A claim of both issues that reads otherwise now; `fields` are names of the facts' entries."""

    claim_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Withdrawn:
    """A claim of the earlier issue that this one does not have, as it was numbered there."""

    claim_id: str
    number: int
    claimant: str
    text: str


@dataclass(frozen=True)
class VerdictTurned:
    """A claim whose verdict is another one now."""

    claim_id: str
    before: str
    after: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class NumberMoved:
    """A measured number that is another one now, as (low, best, high); `claim_id` "" for the whole maps' change.

    `subject` names the maps then: issuers, first and last day. A number that came or went has None for its band.
    """

    claim_id: str
    definition: str
    unit: str
    before: Band
    after: Band
    causes: tuple[Cause, ...]
    subject: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True)
class IssueChanges:
    """All that changed since the issue `number` of `issued_on`, which was known up to `as_of`."""

    number: int
    issued_on: datetime.date | None
    as_of: datetime.date | None
    new: tuple[str, ...]
    edited: tuple[ClaimEdited, ...]
    withdrawn: tuple[Withdrawn, ...]
    verdicts: tuple[VerdictTurned, ...]
    numbers: tuple[NumberMoved, ...]
    inputs: tuple[InputChange, ...]
    engine: tuple[tuple[str, str, str], ...]

    @property
    def nothing(self) -> bool:
        """Whether claims, verdicts and numbers are as they were."""
        return not (self.new or self.edited or self.withdrawn or self.verdicts or self.numbers)


def is_correction(causes: Sequence[Cause]) -> bool:
    """Say whether what was printed is corrected: it rested on something that was edited, not on fewer days."""
    return any(one.kind not in (NEWER, HELD_BACK, UNKNOWN) for one in causes)


def issue_changes(
    before: Facts,
    after: Facts,
    inputs: Sequence[InputChange] = (),
    case: Case | None = None,
    held_back: bool = False,
) -> IssueChanges:
    """Return what changed from the facts of one issue to those of another.

    Parameters
    ----------
    before, after
        The facts of both.
    inputs
        What changed of the records that went into them; empty where that is not known.
    case
        The later case; it says which claims rest on which records.
    held_back
        Whether the rules of what the desk holds back are others now.
    """
    reasons = _Reasons(before, after, inputs, case, held_back)
    old, new = _claims(before), _claims(after)
    both = [one for one in new if one in old]
    issue = before.get("issue", {})
    return IssueChanges(
        number=int(issue.get("number") or 0),
        issued_on=_day(issue.get("issued_on")),
        as_of=_day(before.get("as_of")),
        new=tuple(one for one in new if one not in old),
        edited=tuple(
            ClaimEdited(one, fields) for one in both for fields in (_edited_fields(old[one], new[one]),) if fields
        ),
        withdrawn=tuple(
            Withdrawn(one, int(entry["number"]), entry["claimant"], entry["text"])
            for one, entry in old.items()
            if one not in new
        ),
        verdicts=tuple(
            VerdictTurned(one, old[one]["verdict"], new[one]["verdict"], reasons.of(one))
            for one in both
            if old[one]["verdict"] != new[one]["verdict"]
        ),
        numbers=(
            *(moved for one in both for moved in _moved(one, old[one], new[one], reasons)),
            *_maps_moved(before, after, reasons),
        ),
        inputs=tuple(inputs),
        engine=_other_versions(before, after),
    )


def _claims(facts: Facts) -> dict[str, Any]:
    return {entry["id"]: entry for entry in facts.get("claims", ())}


def _day(text: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _edited_fields(old: Facts, new: Facts) -> tuple[str, ...]:
    return tuple(name for name in _CLAIM_FIELDS if (old.get(name) or None) != (new.get(name) or None))


def _other_versions(before: Facts, after: Facts) -> tuple[tuple[str, str, str], ...]:
    """Return (part, version then, version now) of what computes."""
    old, new = before.get("engine", {}), after.get("engine", {})
    return tuple(
        (part, str(old.get(part, "")), str(new.get(part, ""))) for part in _COMPUTING if old.get(part) != new.get(part)
    )


def _band(entry: Facts) -> Band:
    return entry.get("low"), entry.get("best"), entry.get("high")


def _differ(one: Band, other: Band) -> bool:
    for first, second in zip(one, other):
        if first is None or second is None:
            if first is not second:
                return True
        elif abs(first - second) > _MOVED * max(abs(first), abs(second)):
            return True
    return False


def _moved(claim_id: str, old: Facts, new: Facts, reasons: _Reasons) -> Iterator[NumberMoved]:
    first = {one["definition"]: one for one in old.get("measures", ())}
    second = {one["definition"]: one for one in new.get("measures", ())}
    for name in (*second, *(one for one in first if one not in second)):
        was, now = first.get(name, {}), second.get(name, {})
        if _differ(_band(was), _band(now)):
            unit = now.get("unit") or was.get("unit") or ""
            yield NumberMoved(claim_id, name, unit, _band(was), _band(now), reasons.of(claim_id, name))


def _maps_moved(before: Facts, after: Facts, reasons: _Reasons) -> Iterator[NumberMoved]:
    """Yield what moved of the change between two days on an issuer's maps, where both issues compare the same days."""
    old = {_subject(one): one for one in before.get("changes", ())}
    for change in after.get("changes", ()):
        subject = _subject(change)
        if subject not in old:
            continue
        first = {one["definition"]: one for one in old[subject].get("measures", ())}
        for now in change.get("measures", ()):
            was = first.get(now["definition"])
            if was is not None and _differ(_band(was), _band(now)):
                causes = reasons.of_maps(now["definition"])
                yield NumberMoved("", now["definition"], now["unit"], _band(was), _band(now), causes, subject)


def _subject(change: Facts) -> tuple[str, str, str]:
    return " / ".join(dict.fromkeys(change["issuers"])), change["from"], change["to"]


class _Reasons:
    """Which of the changes of inputs may have moved a number."""

    def __init__(
        self, before: Facts, after: Facts, inputs: Sequence[InputChange], case: Case | None, held_back: bool
    ) -> None:
        self._inputs = [one for one in inputs if one.table not in ("sources", "issues")]
        self._engine = bool(_other_versions(before, after))
        self._definitions = {
            name
            for name, entry in after.get("definitions", {}).items()
            if name in before.get("definitions", {}) and entry != before["definitions"][name]
        }
        self._held_back = held_back
        self._touched = [frozenset() if case is None else self._claims(case, one) for one in self._inputs]

    @staticmethod
    def _claims(case: Case, change: InputChange) -> frozenset[str]:
        if change.table == "settings":
            decisive = any(one in SETTINGS_OF_FINDINGS for one in change.ids)
            return frozenset(one.id for one in case.claims) if decisive else frozenset()
        return touched(case, {change.table: change.ids})

    def of(self, claim_id: str, definition: str = "") -> tuple[Cause, ...]:
        """Return why the finding of a claim may have become another one."""
        found = [
            Cause(change.kind, change.table, change.ids)
            for change, claims in zip(self._inputs, self._touched)
            if claim_id in claims
        ]
        # Of many claims only this one's own record counts.
        found = [
            Cause(one.kind, one.table, (claim_id,)) if one.table == "claims" and claim_id in one.ids else one
            for one in found
        ]
        return self._closed(found, definition)

    def of_maps(self, definition: str) -> tuple[Cause, ...]:
        """Return why what changed on maps between two days may be another number."""
        tables = ("control_areas", "areas")
        found = [Cause(one.kind, one.table, one.ids) for one in self._inputs if one.table in tables]
        return self._closed(found, definition)

    def _closed(self, found: list[Cause], definition: str) -> tuple[Cause, ...]:
        if self._held_back:
            # What seems to have gone may be held back: it is not named.
            found = [Cause(HELD_BACK), *(one for one in found if one.kind != REMOVED)]
        if definition.partition(":")[0] in self._definitions:
            found.append(Cause(DEFINITION))
        if self._engine and not any(one.kind in (ADDED, EDITED, REMOVED, NEWER) for one in found):
            found.append(Cause(ENGINE))
        return tuple(found) or (Cause(UNKNOWN),)
