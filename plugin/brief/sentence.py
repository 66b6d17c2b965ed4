"""A finding as sentences ready to print: who said what, and what it comes to under each definition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..core.findings import Finding, Measure, Report
from ..core.messages import Message, message
from .language import Language, language
from .measured import definition_title, event_names
from .wording import band_text

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


def document_language(report: Report | None, otherwise: str) -> Language:
    """Return the language that the documents of a case are written in: its setting, else the code given."""
    own = report.case.settings.get("language") if report is not None else None
    return language(own or otherwise)


def finding_sentence(report: Report, finding: Finding, lang: Language) -> str:
    """Return a finding in a few sentences, each number with its band and its definition."""
    claim, events = finding.claim, event_names(report)
    said = message("{claimant}: “{words}”.", claimant=claim.claimant, words=claim.text.rstrip(". "))
    if claim.stated_on is not None:
        day = claim.stated_on
        said = message(
            "{claimant}, {date}: “{words}”.", claimant=claim.claimant, date=day, words=claim.text.rstrip(". ")
        )
    period = lang.date_range(finding.refers_from, finding.refers_to)
    about = [message("It speaks of {period}.", period=period)] if period else []
    verdict = _verdict(finding, events, lang)
    # A unit that is an abbreviation ends in a full stop of its own.
    return _TWO_STOPS.sub(".", " ".join(lang.say(one) for one in (said, *about, verdict)))


def statement_sentence(claimant: str, text: str, lang: Language) -> str:
    """Return who said what, for a claim that was not checked."""
    return lang.say(message("{claimant}: “{words}”.", claimant=claimant, words=text.rstrip(". ")))


def _verdict(finding: Finding, events: Mapping[str, str], lang: Language) -> Message:
    fits = _listed([one for one in finding.measures if one.fits], finding, events, lang)
    fails = _listed([one for one in finding.measures if one.fits is False], finding, events, lang)
    if finding.verdict == "consistent":
        return message("This agrees with what was measured: {measures}.", measures=fits)
    if finding.verdict == "consistent_if":
        text = "This agrees with what was measured only if this is meant: {fits}; it does not agree with {fails}."
        return message(text, fits=fits, fails=fails)
    if finding.verdict == "inconsistent":
        return message("This does not agree with what was measured: {measures}.", measures=fails)
    if finding.verdict == "impossible":
        return message("The calendar contradicts this even in the widest reading: {measures}.", measures=fails)
    return message("This could not be checked. {reason}", reason=finding.reason)


def _listed(measures: Sequence[Measure], finding: Finding, events: Mapping[str, str], lang: Language) -> str:
    return ", ".join(
        f"{definition_title(one, events, lang)} {band_text(one, finding.claimed, lang)}" for one in measures
    )
