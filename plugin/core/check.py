"""The check of a whole case: claims and ground in, a `Report` out, and the report as the JSON of design section 5."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Callable

from . import schema
from .case import Case, Claim
from .checks import checks_for
from .engine import engine
from .errors import InputError, MeasureError
from .findings import Check, Finding, Interval, Measure, Report
from .grounds import Grounds
from .joining import RouteJoining, joining_of
from .measures import measures_for
from .messages import Message, message, of_error
from .moved import Known
from .quantities import claimed_interval, kind_dimension
from .reconcile import left_uncompared, reconciled
from .route_ground import ROUTE_KINDS
from .scope import frame_for
from .verdicts import NOT_TESTABLE, facts_of, reason_of, verdict_of, with_fits

Progress = Callable[[float], None]

NO_CLAIMS = message("The case holds no claims: there is nothing to check yet.")

_DATED = ("settlements", "supply_routes", "claimed_gains", "control_areas", "front_lines")


def check_case(
    case: Case,
    as_of: datetime.date | None = None,
    progress: Progress | None = None,
    kept: Mapping[str, Finding] = MappingProxyType({}),
    moved: Known | None = None,
) -> Report:
    """Return a finding for each claim of the case.

    `as_of` leaves out shapes of later days and claims stated later; without it the last day that the case speaks of is
    named and nothing is left out. `progress` is called with 0 to 1 and may raise `Cancelled`. `kept` holds findings,
    by the claim's id, that are known to stand as they are (see `recheck`), and `moved` ground that was moved by its
    tolerance before (see `moved`); what this check moves is added to it.
    """
    day = as_of or last_day(case)
    notes: tuple[Message, ...] = ()
    if as_of is not None:
        case, notes = known_by(case, as_of)
    share = 0.0

    def pulse() -> None:
        if progress is not None:
            progress(share)

    grounds = Grounds(case, pulse, moved)
    claims = {claim.id: claim for claim in case.claims}
    findings = []
    to_do, done = max(1, len(claims.keys() - kept.keys())), 0
    for claim in case.claims:
        known = kept.get(claim.id)
        if known is None:
            share = min(1.0, done / to_do)
            pulse()
            known, done = _finding(grounds, claim, claims), done + 1
        findings.append(known)
    if progress is not None:
        progress(1.0)
    if not case.claims:
        notes = (*notes, NO_CLAIMS)
    return Report(
        case=case,
        as_of=day,
        findings=tuple(findings),
        reconciled=reconciled(findings),
        skipped=case.skipped,
        notes=(*notes, *_where_routes_meet(case, findings), *left_uncompared(findings)),
        engine=engine(),
    )


def _where_routes_meet(case: Case, findings: Sequence[Finding]) -> tuple[Message, ...]:
    """Return how the settings join routes, where they say it and a finding asked a network."""
    how = joining_of(case.settings)
    asked = any(one.claim.kind in ROUTE_KINDS and how.note in _sentences(one) for one in findings)
    return (how.note,) if asked and how != RouteJoining() else ()


def _sentences(finding: Finding) -> Iterator[Message]:
    for one in finding.used:
        yield one
        yield from (part for part in one.values.values() if isinstance(part, Message))


def last_day(case: Case) -> datetime.date | None:
    """Return the latest day that a claim or a shape of the case speaks of; None where there are no dates."""
    return max(_days(case), default=None)


def _days(case: Case) -> Iterator[datetime.date]:
    for claim in case.claims:
        yield from (day for day in (claim.stated_on, claim.refers_to) if day is not None)
    for table in _DATED:
        yield from (record.as_of for record in getattr(case, table) if record.as_of is not None)


def known_by(case: Case, day: datetime.date) -> tuple[Case, tuple[Message, ...]]:
    """Return the case without what is of later days, and the sentences that say how much was left out."""
    kept: dict[str, Any] = {}
    notes = []
    for table in _DATED:
        records = getattr(case, table)
        kept[table] = tuple(one for one in records if one.as_of is None or one.as_of <= day)
        later = len(records) - len(kept[table])
        if later:
            notes.append(
                message(
                    "Left out, because they are of days after {day}: {n:,} of {table}.",
                    n=later,
                    day=day,
                    table=message(schema.table(table).title),
                )
            )
    claims = tuple(claim for claim in case.claims if claim.stated_on is None or claim.stated_on <= day)
    if len(claims) < len(case.claims):
        notes.append(
            message(
                "Left out, because they were stated after {day}: {n:,} claims.",
                n=len(case.claims) - len(claims),
                day=day,
            )
        )
    return replace(case, claims=claims, **kept), tuple(notes)


def _finding(grounds: Grounds, claim: Claim, claims: Mapping[str, Claim]) -> Finding:
    scope = frame_for(grounds.case, claim)
    scope_name = scope.records[0].name if scope.records else ""
    try:
        claimed = claimed_interval(claim)
    except InputError as error:
        return _untestable(claim, scope_name, of_error(error))
    if claimed is None and kind_dimension(claim.kind):
        return _untestable(claim, scope_name, message("The claim gives no number, which its kind needs."))
    if claim.refers_from and claim.refers_to and claim.refers_to < claim.refers_from:
        backwards = message(
            "The period ends on {end}, before it begins on {start}: correct the dates.",
            start=claim.refers_from,
            end=claim.refers_to,
        )
        return _untestable(claim, scope_name, backwards)
    try:
        measures = tuple(with_fits(one, claim, claimed) for one in measures_for(grounds, claim))
    except MeasureError as error:  # one claim's ground does not keep the others from being checked
        return _untestable(claim, scope_name, of_error(error))
    verdict = verdict_of(claim.kind, measures)
    return Finding(
        claim=claim,
        claimed=claimed,
        verdict=verdict,
        fits=tuple(one.definition for one in measures if one.fits),
        measures=measures,
        checks=checks_for(grounds.case, claim, claims, measures),
        scope=scope_name,
        refers_from=claim.refers_from,
        refers_to=claim.refers_to,
        reason=reason_of(verdict, claimed, measures, claim.kind),
        used=_used(claim.kind, measures),
    )


def _untestable(claim: Claim, scope: str, reason: Message) -> Finding:
    return Finding(claim, None, NOT_TESTABLE, (), (), (), scope, claim.refers_from, claim.refers_to, reason)


def _used(kind: str, measures: tuple[Measure, ...]) -> tuple[Message, ...]:
    notes: list[Message] = []
    said = facts_of(kind, measures)
    for measure in measures:
        if measure.note is not None and measure.note not in notes and measure.note not in said:
            notes.append(measure.note)
    return tuple(notes)


def report_json(report: Report, say: Callable[[Message], str] = str) -> dict[str, Any]:
    """Return the report as the JSON object of design section 5; `say` turns sentences into one language."""
    return {
        "case": report.case.name,
        "as_of": _iso(report.as_of),
        "findings": [_finding_json(finding, say) for finding in report.findings],
        "reconciled": [
            {"claims": list(one.claim_ids), "outcome": one.outcome, "reason": say(one.reason)}
            for one in report.reconciled
        ],
        "notes": [say(note) for note in report.notes]
        + [f"{skipped.table} {skipped.id}: {say(skipped.reason)}" for skipped in report.skipped],
        "engine": dict(report.engine),
    }


def _finding_json(finding: Finding, say: Callable[[Message], str]) -> dict[str, Any]:
    return {
        "claim_id": finding.claim.id,
        "claimant": finding.claim.claimant,
        "kind": finding.claim.kind,
        "claimed": _interval_json(finding.claimed),
        "verdict": finding.verdict,
        "fits": list(finding.fits),
        "definitions": [_measure_json(measure, say) for measure in finding.measures],
        "checks": [_check_json(check, say) for check in finding.checks],
        "scope": finding.scope,
        "from": _iso(finding.refers_from),
        "to": _iso(finding.refers_to),
        "reason": say(finding.reason),
    }


def _interval_json(claimed: Interval | None) -> dict[str, Any] | None:
    if claimed is None:
        return None
    return {
        "low": _rounded(claimed.low),
        "high": _rounded(claimed.high),
        "value": _rounded(claimed.value),
        "unit": claimed.unit,
        "bound": claimed.bound,
    }


def _measure_json(measure: Measure, say: Callable[[Message], str]) -> dict[str, Any]:
    return {
        "definition": measure.definition,
        "low": _rounded(measure.low),
        "best": _rounded(measure.best),
        "high": _rounded(measure.high),
        "unit": measure.unit,
        "fits": measure.fits,
        "missing": None if measure.missing is None else say(measure.missing),
    }


def _check_json(check: Check, say: Callable[[Message], str]) -> dict[str, Any]:
    return {
        "check": check.check,
        "holds": check.holds,
        "stated": check.stated,
        "found": check.found,
        "reason": say(check.reason),
    }


def _rounded(number: float | None) -> float | None:
    """Return the number to a millionth: nobody needs more, and files stay the same between library versions."""
    return None if number is None else round(number, 6)


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
