"""What the notes say of the control maps that were used: missing days, flips, slivers and the like, found by core."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ..core.case import Case, ControlArea
from ..core.change import Change
from ..core.messages import message
from ..core.quality import QualityIssue, quality, quality_summary
from ..core.shapes import Geometry
from .language import Language

Date = datetime.date

_MARGIN_DAYS = 3
_MOST_NAMED = 12


def data_notes(case: Case, changes: Sequence[Change], frame: Geometry | None, lang: Language) -> tuple[str, ...]:
    """Return how many issues of each kind the used maps have, and the first of them one by one.

    Looked at are the maps of the issuers that were compared, from the first day to the last, and three days around.
    """
    areas = _used(case, changes)
    if not areas:
        return ()
    issues = quality(areas, frame, settlements=case.settlements)
    named = sorted(issues, key=lambda one: one.kind == "sliver")[:_MOST_NAMED]
    lines = [lang.say(one) for one in quality_summary(issues)]
    lines += [_named(one, lang) for one in named]
    if len(issues) > len(named):
        lines.append(lang.say(message("{n:,d} more are not listed here.", n=len(issues) - len(named))))
    return tuple(dict.fromkeys(lines))


def _named(issue: QualityIssue, lang: Language) -> str:
    """Return one issue with its day and the shape or place that it is of; a missing day names both itself."""
    if issue.kind == "missing_day":
        return lang.say(issue.message)
    parts = ["" if issue.day is None else lang.date(issue.day), issue.id]
    where = ", ".join(part for part in parts if part)
    return lang.say(message("{where}: {what}", where=where, what=issue.message)) if where else lang.say(issue.message)


def _used(case: Case, changes: Sequence[Change]) -> list[ControlArea]:
    margin = datetime.timedelta(days=_MARGIN_DAYS)
    spans = [(one.issuer.split(" / "), one.start_used - margin, one.end_used + margin) for one in changes]
    return [
        area
        for area in case.control_areas
        if area.as_of is not None
        and any(area.issuer in issuers and first <= area.as_of <= last for issuers, first, last in spans)
    ]
