"""The figure that holds claims about area against the measured curves: what it shows, as values.

A curve of core runs from the first day of a claim's period to each mapped day since. Claims that begin on the same day
and were measured alike share a panel; those of one period and one interval share a box.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Callable

from ..core.case import Case
from ..core.days import days_of
from ..core.findings import Finding, Report
from ..core.messages import Message, message
from ..core.reconcile_curve import ClaimCurve, CurvePoint, claim_curves, curve_sentence
from ..core.stand_in import stand_in
from .change_content import definition_words
from .language import Language
from .values import ClaimBox, Curve, CurveContent, CurvePanel
from .wording import claimed_text, clipped

Date = datetime.date

_ALIKE_KM2 = 1e-6
_LONGEST_NAME = 60
_MOST_BOXES = 6
_ORDER = ("drawn", "lost", "passed", "growth", "net", "gained", "downgraded")


def _order(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def curve_content(
    report: Report, lang: Language, progress: Callable[[float], None] | None = None
) -> CurveContent | None:
    """Return the figure; None without a claim about area or without control maps of two days of its period.

    `progress` is called with 0 to 1 and may raise `Cancelled`.
    """
    if not any(one.kind == "area_changed" for one in report.case.claims):
        return None
    curves = claim_curves(report.case, progress, report.findings)
    drawn = [one for one in curves if any(len(points) > 1 for points in one.curves.values())]
    if not drawn:
        return None
    panels = _panels(
        report.case, drawn, {one.claim.id: (n, one) for n, one in enumerate(report.findings, start=1)}, lang
    )
    if not panels:
        return None
    sentence = curve_sentence(curves)
    return CurveContent(
        sentence="" if sentence is None else lang.say(sentence),
        panels=panels,
        caption=_caption(report.case, drawn, lang),
    )


def _panels(
    case: Case, curves: Sequence[ClaimCurve], findings: Mapping[str, tuple[int, Finding]], lang: Language
) -> tuple[CurvePanel, ...]:
    groups: list[list[ClaimCurve]] = []
    for curve in curves:
        if curve.claim_id not in findings:
            continue
        group = next((one for one in groups if _share(one[0], curve)), None)
        if group is None:
            groups.append([curve])
        else:
            group.append(curve)
    several = len({one.issuer for one in curves}) > 1
    panels = [_panel(group, _last_day(case, group), findings, several, lang) for group in groups]
    return tuple(
        replace(panel, boxes=panel.boxes[start : start + _MOST_BOXES])
        for panel in panels
        for start in range(0, len(panel.boxes), _MOST_BOXES)
    )


def _share(one: ClaimCurve, other: ClaimCurve) -> bool:
    """Return whether two claims can share a panel: same issuer and first day, same numbers on the days of both."""
    if (one.issuer, one.start) != (other.issuer, other.start):
        return False
    for name in set(one.curves) & set(other.curves):
        known = {point.day: point.km2 for point in one.curves[name]}
        if any(abs(known.get(point.day, point.km2) - point.km2) > _ALIKE_KM2 for point in other.curves[name]):
            return False
    return True


def _last_day(case: Case, group: Sequence[ClaimCurve]) -> Date:
    """Return the day on which the curves of a panel end: the last map that a claim of it needs."""
    days = days_of(case, group[0].issuer)
    used = [stand_in(days, one.end) for one in group]
    return max(one.end if day is None else day.used for one, day in zip(group, used))


def _panel(
    group: Sequence[ClaimCurve],
    last: Date,
    findings: Mapping[str, tuple[int, Finding]],
    several: bool,
    lang: Language,
) -> CurvePanel:
    longest: dict[str, Sequence[CurvePoint]] = {}
    for one in group:
        for name, points in one.curves.items():
            if len(points) > len(longest.get(name, ())):
                longest[name] = points
    boxes: dict[tuple[Date, float | None, float | None], ClaimBox] = {}
    for one in group:
        number, finding = findings[one.claim_id]
        label = _label(number, finding, lang)
        key = (one.end, one.low, one.high)
        if key in boxes:
            before = boxes[key]
            boxes[key] = replace(before, numbers=(*before.numbers, number), label=f"{before.label}; {label}")
            continue
        bands = tuple(
            (name, band.low, band.best, band.high)
            for name, band in sorted(one.at_end.items(), key=lambda item: _order(item[0]))
        )
        boxes[key] = ClaimBox((number,), label, one.start, one.end, one.low, one.high, bands)
    names = (message("maps of {issuer}", issuer=group[0].issuer),) if several else ()
    start = message("From {date}", date=group[0].start)
    return CurvePanel(
        title=", ".join(lang.say(one) for one in (start, *names)),
        curves=tuple(
            Curve(name, definition_words(name, lang), shown)
            for name, points in sorted(longest.items(), key=lambda item: _order(item[0]))
            for shown in (tuple((point.day, point.km2) for point in points if point.day <= last),)
            if shown
        ),
        boxes=tuple(sorted(boxes.values(), key=lambda box: (box.end, box.numbers))),
    )


def _label(number: int, finding: Finding, lang: Language) -> str:
    claimant = clipped(finding.claim.claimant, _LONGEST_NAME)
    return f"{number} {claimant}: {claimed_text(finding, lang)}"


def _caption(case: Case, curves: Sequence[ClaimCurve], lang: Language) -> str:
    issuers = list(dict.fromkeys(one.issuer for one in curves))
    names = sorted({name for one in curves for name in one.curves}, key=_order)
    titles = [definition_words(name, lang) for name in names]
    parts = [
        message(
            "Maps of {issuers}; km² on the ellipsoid. Each curve is what changed from the first day of the period to "
            "each mapped day (marks), by definition: {definitions}.",
            issuers=", ".join(issuers),
            definitions=", ".join(titles),
        )
    ]
    if "net" in names:
        parts.append(message("Net is drawn by its magnitude."))
    parts.append(
        message(
            "A hatched box is what is claimed of the period that ends on its day, an arrow its open end; the lines in "
            "it are the measured bands of that day with their best values."
        )
    )
    return " ".join(lang.say(one) for one in (*parts, *_stood_in(case, curves)))


def _stood_in(case: Case, curves: Sequence[ClaimCurve]) -> list[Message]:
    """Return a sentence for each end of a period whose day is missing."""
    asked = dict.fromkeys((one.issuer, day) for one in curves for day in (one.start, one.end))
    days = {issuer: days_of(case, issuer) for issuer in {one.issuer for one in curves}}
    made = []
    for issuer, day in asked:
        used = stand_in(days[issuer], day)
        if used is not None and used.used != day:
            made.append(
                message(
                    "No map of {issuer} for {asked}: that of {used} stands in for it.",
                    issuer=issuer,
                    asked=day,
                    used=used.used,
                )
            )
    return made
