"""Claims of ground that changed hands against the curves of what an issuer's maps show, day by day.

Each claim stands at the last day of its period with its interval; the curves run from the first day of the period,
one for each definition. Numbers that seem to contradict each other often sit on one curve at two days, or on two
curves at one.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Callable

from .case import Case, Claim
from .change import Band, HeldGround, changes
from .days import areas_by_day
from .definitions import definition
from .errors import InputError
from .findings import Finding, Interval
from .front import ground_of
from .mapped import Mapped, mapped_for, own_gains
from .messages import Message, Value, joined, listed, message
from .quantities import claimed_interval, in_unit, share_a_point
from .scope import frame_for
from .shapes import Geometry
from .since import ChangeSince, day_layers

Progress = Callable[[float], None]
Date = datetime.date


@dataclass(frozen=True)
class CurvePoint:
    """What had changed from the start of the period up to a day, in km2."""

    day: Date
    km2: float


@dataclass(frozen=True)
class ClaimCurve:
    """One claim and the curves of its period.

    `low` and `high` are the claim's interval in km2, None where it is open. `curves` holds for each definition the
    points from the first mapped day on, net as a magnitude; `at_end` the measure of the claim's last day with its band.
    """

    claim_id: str
    claimant: str
    start: Date
    end: Date
    low: float | None
    high: float | None
    issuer: str
    curves: Mapping[str, tuple[CurvePoint, ...]]
    at_end: Mapping[str, Band]
    notes: tuple[Message, ...]


def claim_curves(
    case: Case, progress: Progress | None = None, findings: Sequence[Finding] = ()
) -> tuple[ClaimCurve, ...]:
    """Return a curve for each claim of ground that changed hands whose period an issuer mapped at both ends.

    The curves of one start run on to the last end among the claims, so that they can be drawn as one. Claims without a
    number, or without maps, are left out: their findings say why. `findings` of a check of the same case save measuring
    the bands again.
    """
    checked = {one.claim.id: one for one in findings}
    wanted = _wanted(case)
    kept = _measured(case, wanted, progress)
    grounds: dict[tuple[str, str, Date], HeldGround] = {}
    found = []
    for one in wanted:
        curves = kept[one.drawn_by][one.first, one.maps.holder_gains]
        at_end = _checked(checked.get(one.claim.id), curves)
        if not at_end:
            at_end = _bands(one.maps, grounds, one.frame)
        found.append(_curve(one.claim, one.interval, one.maps, at_end, curves))
    if progress is not None:
        progress(1.0)
    return tuple(found)


def curve_refusal(case: Case) -> Message | None:
    """Return why a claim of changed ground with a number has no curve, of the first that has none; None where all have.

    Maps of several issuers are such a reason: a curve is of one issuer's maps, and they are not put together.
    """
    for claim in case.claims:
        maps = mapped_for(case, claim) if _interval(claim) is not None else None
        if isinstance(maps, Message):
            return maps
    return None


@dataclass(frozen=True)
class _Wanted:
    """A claim that can be drawn: its interval, the maps of its period's ends, its frame."""

    claim: Claim
    interval: Interval
    maps: Mapped
    frame_id: str
    frame: Geometry | None

    @property
    def drawn_by(self) -> tuple[str, str, str]:
        """What claims must have in common to be measured on the same days' ground."""
        return self.maps.days.issuer, self.maps.holder, self.frame_id

    @property
    def first(self) -> Date:
        """The map that the curves begin with."""
        return self.maps.before[0].as_of or datetime.date.min

    @property
    def last(self) -> Date:
        """The map of the period's last day."""
        return self.maps.after[0].as_of or datetime.date.min


def _wanted(case: Case) -> list[_Wanted]:
    found = []
    for claim in case.claims:
        interval = _interval(claim)
        maps = mapped_for(case, claim) if interval is not None else None
        if interval is not None and isinstance(maps, Mapped):
            scope = frame_for(case, claim).records
            frame_id, frame = (scope[0].id, scope[0].geometry) if scope else ("", None)
            found.append(_Wanted(claim, interval, maps, frame_id, frame))
    return found


_Measured = Mapping[str, tuple[CurvePoint, ...]]


def _interval(claim: Claim) -> Interval | None:
    if claim.kind != "area_changed":
        return None
    try:
        return claimed_interval(claim)
    except InputError:
        return None


def _checked(finding: Finding | None, curves: _Measured) -> dict[str, Band]:
    """Return the bands that a check has measured already."""
    return {
        one.definition: Band(one.low, one.best, one.high)
        for one in (() if finding is None else finding.measures)
        if one.definition in curves and one.low is not None and one.best is not None and one.high is not None
    }


def _measured(
    case: Case, wanted: Sequence[_Wanted], progress: Progress | None
) -> dict[tuple[str, str, str], dict[tuple[Date, bool], _Measured]]:
    """Return the curves of each first day, up to the last day of all; bands are left to the ends of claims.

    Each mapped day is read once, however many claims are drawn on it.
    """
    last = max((one.last for one in wanted), default=datetime.date.min)
    groups: dict[tuple[str, str, str], list[_Wanted]] = {}
    for one in wanted:
        groups.setdefault(one.drawn_by, []).append(one)
    found: dict[tuple[str, str, str], dict[tuple[Date, bool], _Measured]] = {}
    for done, (key, group) in enumerate(groups.items()):
        issuer, holder, _ = key
        starts = sorted({one.first for one in group})
        days = [(day, areas) for day, areas in areas_by_day(case, issuer).items() if starts[0] <= day <= last]
        changed = ChangeSince(starts)
        for place, (day, areas) in enumerate(days):
            if progress is not None:
                progress((done + place / len(days)) / len(groups))
            changed.add(day, day_layers(areas, holder, group[0].frame))
        asked = dict.fromkeys((one.first, one.maps.holder_gains) for one in group)
        found[key] = {
            (start, gains): MappingProxyType(
                {
                    name: tuple(CurvePoint(day, km2) for day, km2 in line)
                    for name, line in changed.since(start, gains).items()
                }
            )
            for start, gains in asked
        }
    return found


def _bands(maps: Mapped, grounds: dict[tuple[str, str, Date], HeldGround], frame: Geometry | None) -> dict[str, Band]:
    """Return the measures of the period's last day; `grounds` keeps the days' ground from one claim to the next."""
    ends = []
    for areas in (maps.before, maps.after):
        key = (maps.days.issuer, maps.holder, areas[0].as_of or datetime.date.min)
        if key not in grounds:
            grounds[key] = ground_of(areas, maps.holder)
        ends.append(grounds[key])
    before, after = ends
    if maps.holder_gains:
        return own_gains(before, after, maps.tolerance_m, frame)
    return changes(before, after, maps.tolerance_m, frame)


def _curve(claim: Claim, interval: Interval, maps: Mapped, at_end: dict[str, Band], curves: _Measured) -> ClaimCurve:
    low, high = in_unit(interval, "km2")
    if "net" in at_end:
        at_end["net"] = _magnitude(at_end["net"])
    first, last = claim.refers_from or maps.before[0].as_of, claim.refers_to or maps.after[0].as_of
    return ClaimCurve(
        claim_id=claim.id,
        claimant=claim.claimant,
        start=first or datetime.date.min,
        end=last or datetime.date.max,
        low=low,
        high=high,
        issuer=maps.days.issuer,
        curves=curves,
        at_end=MappingProxyType(at_end),
        notes=(maps.days.note,),
    )


def _magnitude(band: Band) -> Band:
    ends = sorted((abs(band.low), abs(band.high)))
    return Band(0.0 if band.low <= 0 <= band.high else ends[0], abs(band.best), ends[1])


def curve_sentence(curves: Sequence[ClaimCurve]) -> Message | None:
    """Return what the chart says in sentences ready to print: for each claim what fits on its day; None for no claims.

    Claims of which the same is to be said share a sentence. Where all claims have a definition in common, that ends
    the contradiction, and is said.
    """
    if not curves:
        return None
    parts = [_said(one, claimants) for one, claimants in _alike(curves)]
    common = set.intersection(*(set(_fitting(one)) for one in curves))
    if len(curves) > 1 and common:
        ends = {(one.start, one.end) for one in curves}
        name = next(name for name in curves[0].at_end if name in common)
        title = message(definition(name).title)
        parts.append(
            message("All of them agree with the maps under “{definition}”: their days differ.", definition=title)
            if len(ends) > 1
            else message("All of them agree with the maps under “{definition}”.", definition=title)
        )
    return joined(tuple(parts))


def _fitting(one: ClaimCurve) -> list[str]:
    return [name for name, band in one.at_end.items() if share_a_point(one.low, one.high, band.low, band.high)]


def _alike(curves: Sequence[ClaimCurve]) -> list[tuple[ClaimCurve, str]]:
    """Return one claim of each group of which the same is said, and who made those claims, each once."""
    groups: dict[str, tuple[ClaimCurve, dict[str, None]]] = {}
    for one in curves:
        groups.setdefault(str(_said(one, "")), (one, {}))[1].setdefault(one.claimant)
    return [(one, ", ".join(claimants)) for one, claimants in groups.values()]


def _said(one: ClaimCurve, claimants: str) -> Message:
    words: dict[str, Value] = {"claimant": claimants, "start": one.start, "end": one.end, "issuer": one.issuer}
    fitting = _fitting(one)
    if not fitting:
        return message(
            "{claimant}, {start} to {end}: the maps of {issuer} agree under no definition.",
            **words,
        )
    measured = [
        message("{definition} {km2:,.0f} km²", definition=message(definition(name).title), km2=one.at_end[name].best)
        for name in fitting
    ]
    return message(
        "{claimant}, {start} to {end}: the maps of {issuer} agree if this is meant: {definitions}.",
        definitions=listed(measured),
        **words,
    )
