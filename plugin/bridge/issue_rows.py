"""The issues of an open case: read from its layer, added and signed off as steps of Undo.

Once signed off and saved they are locked (see `issue_lock`). Main thread only.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qgis.core import QgsFeature, QgsProject

from ..core import schema
from ..core.errors import CaseError
from ..core.messages import message
from .cases import OpenCase, add_table, case_layers
from .features import qgis_day, row_feature
from .issue_work import facts_in
from .layers import open_table
from .rows import plain_value
from .undo import joined_step
from .words import tr

Date = datetime.date

_TABLE = schema.ISSUES.name


@dataclass(frozen=True)
class IssueLine:
    """One issue as the list shows it; `since` is what its facts say of the one before, None for the first."""

    number: int
    issued_on: Date | None
    as_of: str
    sha256: str
    signed_off_on: Date | None
    signed_off_by: str
    corrections: tuple[str, ...]
    tally: Mapping[str, int]
    since: Mapping[str, Any] | None


def issue_lines(project: QgsProject, case: OpenCase) -> list[IssueLine]:
    """Return the issues of a case by their numbers, unsaved ones included."""
    layer = case_layers(project, case.id).get(_TABLE) or open_table(case.path, _TABLE, case.id)
    found = [_line(feature) for feature in layer.getFeatures()]
    return sorted(found, key=lambda one: one.number)


def _line(feature: QgsFeature) -> IssueLine:
    row = {name: plain_value(feature[name]) for name in feature.fields().names()}
    facts = facts_in(row.get("facts"))
    since, tally = facts.get("since"), facts.get("tally")
    return IssueLine(
        number=int(row.get("number") or 0),
        issued_on=_day(row.get("issued_on")),
        as_of=str(facts.get("as_of") or ""),
        sha256=str(row.get("sha256") or ""),
        signed_off_on=_day(row.get("signed_off_on")),
        signed_off_by=str(row.get("signed_off_by") or ""),
        corrections=tuple(str(row.get("corrections") or "").splitlines()),
        tally=tally if isinstance(tally, dict) else {},
        since=since if isinstance(since, dict) else None,
    )


def _day(value: Any) -> Date | None:
    return value if isinstance(value, datetime.date) else None


def next_number(lines: Sequence[IssueLine]) -> int:
    """Return the number that the next issue has."""
    return max((one.number for one in lines), default=0) + 1


def check_can_issue(project: QgsProject, case: OpenCase) -> None:
    """Say before the work begins that a case cannot take an issue.

    Raises
    ------
    CaseError
        When its file or folder is read-only.
    """
    layer = add_table(project, case, _TABLE)
    if layer.readOnly() or not layer.supportsEditing():
        text = tr("{path}: this case can be read but not changed: the file or its folder is read-only.")
        raise CaseError(text.format(path=case.path))


def put_issue(project: QgsProject, case: OpenCase, row: Mapping[str, Any]) -> None:
    """Add an issue to the layer of a case, as one step of Undo; nothing is saved.

    Raises
    ------
    CaseError
        When the layer cannot be edited, or the number was taken meanwhile.
    """
    layer = add_table(project, case, _TABLE)
    number = int(row["number"])
    if any(one.number == number for one in issue_lines(project, case)):
        text = "{path}: issue {number} was added meanwhile by somebody else; issue it again."
        raise CaseError(message(text, path=case.path, number=number))
    feature = row_feature(layer.fields(), row)
    with joined_step([layer], tr("Issue {number}").format(number=number)):
        if not layer.addFeature(feature):
            raise CaseError(message("{path}: QGIS could not add issue {number}.", path=case.path, number=number))


def sign_off(project: QgsProject, case: OpenCase, number: int, day: Date, by: str) -> None:
    """Lock an issue from that day on, as one step of Undo; it is final when the layer is saved.

    Raises
    ------
    CaseError
        When the layer cannot be edited, or the issue is not there or was signed off before.
    """
    layer = add_table(project, case, _TABLE)
    found = [one for one in layer.getFeatures() if plain_value(one["number"]) == number]
    if not found:
        raise CaseError(message("{path}: the case has no issue {number}.", path=case.path, number=number))
    if any(plain_value(one["signed_off_on"]) for one in found):
        text = "{path}: issue {number} was signed off on {date} already."
        date = _day(plain_value(found[0]["signed_off_on"])) or ""
        raise CaseError(message(text, path=case.path, number=number, date=date))
    names = layer.fields()
    with joined_step([layer], tr("Sign off issue {number}").format(number=number)):
        for feature in found:
            layer.changeAttributeValue(feature.id(), names.indexOf("signed_off_on"), qgis_day(day))
            layer.changeAttributeValue(feature.id(), names.indexOf("signed_off_by"), by or None)
