"""A claim and its finding as mark-up for a panel: every text that comes from data is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ..bridge.ledger import LedgerRow
from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from ..core.schema import CHECKS, OUTCOMES
from .claims_model import verdict_words

if TYPE_CHECKING:
    from ..core.findings import Check, Finding, Reconciliation

_MOST_PAIRS = 20
_SIGNS = {True: "✓", False: "✗", None: "?"}


def _lines(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts if text)


def claim_html(row: LedgerRow, finding: Finding | None, stale: bool, address: str) -> str:
    """Return a claim as the ledger tells it: the statement, who and when, the verdict and its reason."""
    lang = language(locale_code())
    said = [row.claimant, row.kind_words]
    if row.stated_on is not None:
        said.append(tr("said {date}").format(date=lang.date(row.stated_on)))
    period = lang.date_range(row.refers_from, row.refers_to)
    if period:
        said.append(tr("period: {period}").format(period=period))
    parts = [
        f"<p><b>{escape(row.id)}</b>&nbsp; “{escape(row.text)}”</p>",
        _lines([" · ".join(one for one in said if one), " · ".join(row.details)]),
    ]
    if row.number:
        parts.append(_lines([tr("Number: {number}").format(number=row.number)]))
    if address:
        parts.append(_lines([tr("Address: {address}").format(address=address)]))
    verdict = verdict_words(finding.verdict if finding is not None else "", stale)
    parts.append(f"<p><b>{escape(verdict)}</b></p>")
    if finding is not None:
        parts.append(_lines([say(finding.reason)]))
    return "".join(parts)


def reasons_html(finding: Finding, reconciled: Sequence[Reconciliation]) -> str:
    """Return why a finding is as it is: the reason, the further checks, what was used, how other claims differ."""
    parts = [_heading(tr("Reason")), _lines([say(finding.reason)])]
    if finding.checks:
        parts += [_heading(tr("Further checks")), *(_check(one) for one in finding.checks)]
    if finding.used:
        parts += [_heading(tr("What the check used")), _lines([say(one) for one in finding.used])]
    pairs = [one for one in reconciled if finding.claim.id in one.claim_ids]
    if pairs:
        parts += [
            _heading(tr("Held against other claims")),
            *(_pair(one, finding.claim.id) for one in pairs[:_MOST_PAIRS]),
        ]
    if len(pairs) > _MOST_PAIRS:
        parts.append(_lines([tr("(and {n} more)").format(n=len(pairs) - _MOST_PAIRS)]))
    return "".join(parts)


def _pair(pair: Reconciliation, claim_id: str) -> str:
    other = next((one for one in pair.claim_ids if one != claim_id), claim_id)
    outcome = tr(OUTCOMES.get(pair.outcome, pair.outcome))
    return f"<p><b>{escape(other)}</b>: <i>{escape(outcome)}</i>. {escape(say(pair.reason))}</p>"


def _heading(text: str) -> str:
    return f"<p><b>{escape(text)}</b></p>"


def _check(check: Check) -> str:
    held = {True: tr("holds"), False: tr("does not hold"), None: tr("cannot be said")}[check.holds]
    name = tr(CHECKS.get(check.check, check.check))
    return f"<p>{_SIGNS[check.holds]} {escape(name)}: <i>{escape(held)}</i>. {escape(say(check.reason))}</p>"
