"""What changed since the issue before, and what is corrected: core compares, here it becomes sentences and rows."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..core import schema
from ..core.definitions import DEFINITIONS, definition
from ..core.findings import Measure, Report
from ..core.issue_changes import Band, Cause, IssueChanges, NumberMoved, is_correction
from ..core.messages import Message, message
from ..core.schema import VERDICTS
from ..core.withheld import withheld_claims
from .issue_compare import IssueOrder, changes_since, issue_before
from .language import Language, language
from .values import Briefing, SinceContent, SinceRow
from .wording import band_text

_MOST_IDS = 6
_LONGEST_TEXT = 300
_MOST_CORRECTIONS = 40
_FIELD_OF_ENTRY = {
    **{name: name for name in ("text", "claimant", "kind", "stated_on", "basis", "denies", "status", "source_id")},
    **{"claimed": "value", "claimed_high": "value_high", "from": "refers_from", "to": "refers_to"},
    **{"grade": "reliability", "published_in": "published_in", "url": "url", "relays": "relays"},
}


def with_issue(briefing: Briefing, report: Report, order: IssueOrder) -> Briefing:
    """Return the briefing with its day of issue, what changed since the issue before, and what it corrects.

    Where what the case keeps of the issue before cannot be read, nothing is said of it.
    """
    lang = language(briefing.language)
    written = tuple(one for one in (" ".join(text.split()) for text in order.corrections) if one)
    dated = replace(briefing, issued_on=order.issued_on, issue_text=_issue_text(briefing, order.issued_on, lang))
    plain = replace(dated, corrections=written)
    previous = issue_before(report.case.issues, briefing.issue_number)
    try:
        found = None if previous is None else changes_since(dated, report, previous, order)
        return plain if found is None else _with_changes(plain, report, found, order, lang)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        # Facts of another shape than ours: a case may come from anywhere, and the paper does not depend on them.
        return plain


def _with_changes(
    briefing: Briefing, report: Report, found: IssueChanges, order: IssueOrder, lang: Language
) -> Briefing:
    rows = _rows(found, report, order, lang)
    return replace(
        briefing,
        since=SinceContent(
            number=found.number,
            title=lang.say(message("What changed since issue {number}", number=found.number)),
            sentences=tuple(lang.say(one) for one in (*_sentences(found, rows, report), *_not_compared(report))),
            rows=rows,
        ),
        corrections=(*briefing.corrections, *_corrections(found, report, lang)),
        measured_since=found,
    )


def _issue_text(briefing: Briefing, issued_on: datetime.date | None, lang: Language) -> str:
    if issued_on is None:
        return briefing.issue_text
    return lang.say(message("Issue {number}, {date}", number=briefing.issue_number, date=issued_on))


# ---------------------------------------------------------------- sentences


def _sentences(found: IssueChanges, rows: Sequence[SinceRow], report: Report) -> list[Message]:
    day = found.issued_on
    made = [] if day is None else [message("Issue {number} is of {date}.", number=found.number, date=day)]
    if found.as_of is not None and report.as_of is not None and found.as_of != report.as_of:
        text = "It was known up to {before}, this one is up to {after}."
        made.append(message(text, before=found.as_of, after=report.as_of))
    if not rows:
        made.append(message("Claims, verdicts and numbers are as they were."))
    if found.engine:
        parts = ", ".join(f"{name} {before or '–'} → {after or '–'}" for name, before, after in found.engine)
        made.append(message("Computed with other versions: {parts}.", parts=parts))
    return made


def _not_compared(report: Report) -> list[Message]:
    """Return which claims were not compared, because what they rest on is held back."""
    held, numbers = withheld_claims(report), _numbers(report)
    if not held:
        return []
    text = "Not compared, because what they would be measured from is held back: claims no. {numbers}."
    return [message(text, numbers=", ".join(str(numbers[one]) for one in numbers if one in held))]


def _rows(found: IssueChanges, report: Report, order: IssueOrder, lang: Language) -> tuple[SinceRow, ...]:
    """Return what changed, claim by claim in the order of the claims; withdrawn claims and maps come last."""
    numbers = _numbers(report)
    by_claim: dict[str, list[SinceRow]] = {one: [] for one in numbers}
    for claim_id in found.new:
        by_claim[claim_id].append(_row(claim_id, numbers, report, lang, lang.say("new claim")))
    for edited in found.edited:
        fields = ", ".join(dict.fromkeys(_field_word(one, lang) for one in edited.fields))
        what = lang.say(message("claim changed: {fields}", fields=fields))
        by_claim[edited.claim_id].append(_row(edited.claim_id, numbers, report, lang, what))
    for turned in found.verdicts:
        row = _row(turned.claim_id, numbers, report, lang, lang.say("verdict"))
        words = [lang.say(VERDICTS.get(one, one)) for one in (turned.before, turned.after)]
        why = _why(turned.causes, lang)
        by_claim[turned.claim_id].append(replace(row, before=words[0], after=words[1], why=why))
    maps: list[SinceRow] = []
    for moved in found.numbers:
        row = _number_row(moved, numbers, report, lang)
        if row.before != row.after:
            (by_claim[moved.claim_id] if moved.claim_id else maps).append(row)
    gone = tuple(
        SinceRow(
            "–",
            "" if order.keeps_back else _cut(f"{one.claimant}: {one.text}"),
            lang.say(message("withdrawn; it was no. {number}", number=one.number)),
        )
        for one in found.withdrawn
    )
    return (*(row for rows in by_claim.values() for row in _once(rows)), *gone, *maps)


def _once(rows: Sequence[SinceRow]) -> list[SinceRow]:
    """Return the rows of a claim; only the first says whose it is, its number stands in all: a page may begin there."""
    return [row if place == 0 else replace(row, subject="") for place, row in enumerate(rows)]


def _numbers(report: Report) -> dict[str, int]:
    return {finding.claim.id: number for number, finding in enumerate(report.findings, start=1)}


def _row(claim_id: str, numbers: Mapping[str, int], report: Report, lang: Language, what: str) -> SinceRow:
    claim = report.findings[numbers[claim_id] - 1].claim
    return SinceRow(str(numbers[claim_id]), _cut(claim.claimant), what)


def _number_row(moved: NumberMoved, numbers: Mapping[str, int], report: Report, lang: Language) -> SinceRow:
    what = _definition_word(moved.definition, report, lang)
    before, after = _band(moved.before, moved, lang), _band(moved.after, moved, lang)
    why = _why(moved.causes, lang)
    if moved.claim_id:
        row = _row(moved.claim_id, numbers, report, lang, what)
        return replace(row, before=before, after=after, why=why)
    issuer, start, end = moved.subject
    days = lang.date_range(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))
    subject = lang.say(message("Maps of {issuer}, {period}", issuer=issuer, period=days))
    return SinceRow("–", subject, what, before, after, why)


def _band(band: Band, moved: NumberMoved, lang: Language) -> str:
    low, best, high = band
    return band_text(Measure(moved.definition, low, best, high, moved.unit, None), None, lang)


def _definition_word(name: str, report: Report, lang: Language) -> str:
    event = report.case.by_id("events").get(name.partition(":")[2])
    if event is not None:
        return lang.say(message("since: {event}", event=_cut(event.name)))
    known = name.partition(":")[0] in DEFINITIONS
    return lang.say(definition(name).title) if known else name


def _field_word(entry: str, lang: Language) -> str:
    """Return the word of the schema for an entry of the facts."""
    if entry == "links":
        return lang.say("what it speaks of")
    return lang.say(schema.CLAIMS.field(_FIELD_OF_ENTRY[entry]).label)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1].rstrip() + "…"


# ---------------------------------------------------------------- reasons


_CAUSES = {
    "added": message("added: {what}"),
    "newer": message("newer days: {what}"),
    "edited": message("edited: {what}"),
    "removed": message("removed: {what}"),
    "engine": message("computed with other versions"),
    "definition": message("the definition is worded otherwise"),
    "held_back": message("the desk holds back something else now"),
    "unknown": message("no change of its inputs is recorded"),
}


def _why(causes: Sequence[Cause], lang: Language) -> str:
    parts = []
    for cause in causes:
        said = _CAUSES[cause.kind]
        parts.append(Message(said.text, {"what": _records(cause)}) if cause.ids else said)
    return "; ".join(lang.say(one) for one in parts)


def _records(cause: Cause) -> Message:
    """Return which records changed: the table's title and the ids, of many their number."""
    title = message(schema.table(cause.table).title)
    if len(cause.ids) > _MOST_IDS:
        return message("{table} ({n:,d} rows)", table=title, n=len(cause.ids))
    return message("{table} ({ids})", table=title, ids=", ".join(one[:80] for one in cause.ids))


# ---------------------------------------------------------------- corrections


def _corrections(found: IssueChanges, report: Report, lang: Language) -> tuple[str, ...]:
    """Return what the issue before printed and what it is now, where more than newer days lies between."""
    numbers = _numbers(report)
    made = []
    for turned in found.verdicts:
        if is_correction(turned.causes):
            text = "Issue {issue} gave claim {number} the verdict “{before}”; it is “{after}” ({why})."
            words = {"before": message(VERDICTS[turned.before]), "after": message(VERDICTS[turned.after])}
            why = _why(turned.causes, lang)
            made.append(message(text, issue=found.number, number=numbers[turned.claim_id], why=why, **words))
    for moved in found.numbers:
        before, after = _band(moved.before, moved, lang), _band(moved.after, moved, lang)
        if moved.before[1] is None or before == after or not is_correction(moved.causes):
            continue
        row = _number_row(moved, numbers, report, lang)
        if moved.claim_id:
            text = "Issue {issue} printed {before} for claim {number}, {definition}; it is {after} ({why})."
        else:
            text = "Issue {issue} printed {before} for {number}, {definition}; it is {after} ({why})."
        subject = row.number if moved.claim_id else row.subject
        bands = {"before": before, "after": after}
        made.append(message(text, issue=found.number, number=subject, definition=row.what, why=row.why, **bands))
    said = tuple(lang.say(one) for one in made[:_MOST_CORRECTIONS])
    if len(made) <= _MOST_CORRECTIONS:
        return said
    text = "{n:,d} more numbers and verdicts were corrected; the table of what changed has them."
    return (*said, lang.say(message(text, n=len(made) - _MOST_CORRECTIONS)))
