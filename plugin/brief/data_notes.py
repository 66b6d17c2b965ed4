"""What the notes say of the control maps that were used: missing days, flips, slivers and the like, found by core."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ..core.case import Case, ControlArea
from ..core.change import Change
from ..core.quality import quality, quality_summary
from .language import Language

Date = datetime.date

_MARGIN_DAYS = 3
_MOST_NAMED = 12


def data_notes(case: Case, changes: Sequence[Change], lang: Language) -> tuple[str, ...]:
    """Return how many issues of each kind the used maps have, and the first of them one by one.

    Looked at are the maps of the issuers that were compared, from the first day to the last, and three days around.
    """
    areas = _used(case, changes)
    if not areas:
        return ()
    issues = quality(areas, settlements=case.settlements)
    lines = [lang.say(one) for one in quality_summary(issues)]
    lines += [lang.say(one.message) for one in issues[:_MOST_NAMED]]
    return tuple(dict.fromkeys(lines))


def _used(case: Case, changes: Sequence[Change]) -> list[ControlArea]:
    margin = datetime.timedelta(days=_MARGIN_DAYS)
    spans = [(one.issuer.split(" / "), one.start_used - margin, one.end_used + margin) for one in changes]
    return [
        area
        for area in case.control_areas
        if area.as_of is not None
        and any(area.issuer in issuers and first <= area.as_of <= last for issuers, first, last in spans)
    ]
