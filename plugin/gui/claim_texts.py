"""A claim and its finding as mark-up for a panel: every text that comes from data is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ..bridge.ledger import LedgerRow
from ..bridge.words import locale_code, say, tr
from ..brief.language import language
from .claims_model import verdict_words

if TYPE_CHECKING:
    from ..core.findings import Check, Finding

_CHECKS = {"conversion": "Conversion", "direction": "Direction", "duration": "Duration", "relay": "Relay"}
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


def reasons_html(finding: Finding, notes: Sequence[str]) -> str:
    """Return why a finding is as it is: the reason, the further checks, what was used."""
    parts = [_heading(tr("Reason")), _lines([say(finding.reason)])]
    if finding.checks:
        parts += [_heading(tr("Further checks")), *(_check(one) for one in finding.checks)]
    if notes:
        parts += [_heading(tr("What the check used")), _lines(notes)]
    return "".join(parts)


def _heading(text: str) -> str:
    return f"<p><b>{escape(text)}</b></p>"


def _check(check: Check) -> str:
    held = {True: tr("holds"), False: tr("does not hold"), None: tr("cannot be said")}[check.holds]
    name = tr(_CHECKS.get(check.check, check.check))
    return f"<p>{_SIGNS[check.holds]} {escape(name)}: <i>{escape(held)}</i>. {escape(say(check.reason))}</p>"
