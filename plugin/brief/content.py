"""The content of a briefing: a report in, values out. What is printed is decided here, how it looks is not.

Every number comes from the report or, for what changed on control maps, from core; nothing is measured here. Texts from
data are kept as written, only shortened where a page could not carry them, and the notes say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable

from ..core.coarse import Grid
from ..core.findings import Finding, Report
from ..core.messages import Message, message
from ..core.progress import part_of
from ..core.recipe import Recipe
from ..core.schema import BASES, CHECKS, OUTCOMES, TABLES, VERDICTS
from .access_content import access_figures
from .bottom_line import bottom_line as generated_bottom_line
from .bottom_line import tally
from .change_content import Changes, change_contents, changes_of, warning_of
from .citations import Citations, marks
from .curve_content import curve_content
from .data_notes import data_notes
from .depth_content import depth_figures
from .key_content import key_content
from .language import Language, language
from .map_content import map_content
from .measured import event_names, measure_rows, measured_lines
from .place_content import place_contents
from .route_content import route_rows
from .terms import terms
from .values import Briefing, CheckLine, ClaimRow, NoteRow, ReconciledRow
from .wording import claimed_text, interval_text, kind_text

LONGEST_TEXT = 4000
LONGEST_NAME = 300
_SHARE_OF_ACCESS, _SHARE_OF_DEPTHS, _SHARE_OF_FIGURES = 0.4, 0.55, 0.7


def briefing(
    report: Report,
    lang: str | None = None,
    issue_number: int | None = None,
    progress: Callable[[float], None] | None = None,
    across: tuple[str, str] | None = None,
    title: str = "",
    bottom_line: Sequence[str] = (),
    recipe: Recipe | None = None,
) -> Briefing:
    """Return the content of a briefing.

    Parameters
    ----------
    report
        The check of a case.
    lang
        The code of one of `language.codes()`; None takes the setting `language` of the case, else English.
    issue_number
        The number to print; None takes the one after the last issue that the case has stored.
    progress
        Called with 0 to 1; may raise `Cancelled`.
    across
        The issuers of the first and of the last day where maps of two are to be compared; every page then says so.
    title
        Printed in place of the case's own, where it is not empty.
    bottom_line
        Sentences that somebody wrote, printed in place of those made from the findings; the notes then say so.
        Those that are empty do not count.
    recipe
        What is asked of the map and of coordinates; language, title and what is held back are not taken from it.

    Raises
    ------
    MeasureError
        When `across` names maps that the case does not hold.
    """
    case = report.case
    words = language(lang or case.settings.get("language") or "en")
    grid = None if recipe is None or recipe.safety.grid_m is None else Grid(recipe.safety.grid_m)
    if grid is not None:
        words = words.with_places(grid.coordinates)
    number = issue_number or max((issue.number for issue in case.issues), default=0) + 1
    citations = Citations(case.sources)
    shortened: list[Message] = []
    written = _written(bottom_line, shortened)
    names = event_names(report)
    claims = tuple(_claim(n, one, words, citations, shortened, names) for n, one in enumerate(report.findings, start=1))
    events = _events(report, words, citations)
    changes = changes_of(report, across)
    drawing = map_content(report, words, citations, changes.found, recipe or Recipe())
    sources = citations.rows(words)
    access = access_figures(report, words, shortened, part_of(progress, 0.0, _SHARE_OF_ACCESS))
    depths = depth_figures(report, words, shortened, grid, part_of(progress, _SHARE_OF_ACCESS, _SHARE_OF_DEPTHS))
    places = place_contents(report, words, shortened, part_of(progress, _SHARE_OF_DEPTHS, _SHARE_OF_FIGURES))
    return Briefing(
        language=words.code,
        title=_cut(" ".join(title.split()) or case.title, LONGEST_NAME),
        as_of=report.as_of,
        as_of_text="" if report.as_of is None else words.say(message("as of {date}", date=report.as_of)),
        issue_number=number,
        issue_text=words.say(message("Issue {number}", number=number)),
        bottom_line=written or generated_bottom_line(report, words),
        tally=tally(report, words),
        map=drawing,
        claims=claims,
        measures=measure_rows(report, words),
        reconciled=_reconciled(report, words),
        events=events,
        definitions=terms(report, words, [name for one in changes.found for name, _ in one.definitions]),
        sources=sources,
        notes=_notes(report, words, citations, shortened, changes),
        engine=_engine(report, words),
        changes=change_contents(changes, words),
        curves=curve_content(report, words, part_of(progress, _SHARE_OF_FIGURES, 1.0)),
        warning=warning_of(changes, words),
        routes=route_rows(report, words),
        disclaimer="" if recipe is None else recipe.disclaimer.strip(),
        access=access,
        depths=depths,
        key=key_content(report, words),
        places=places,
        measured_changes=changes.found,
    )


def _cut(text: str, longest: int) -> str:
    """Return a text as it can be printed; a cut one ends in an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _written(sentences: Sequence[str], remarks: list[Message]) -> tuple[str, ...]:
    """Return the bottom line as the desk wrote it; what the notes have to say of that is added to `remarks`."""
    written = tuple(one for one in (" ".join(sentence.split()) for sentence in sentences) if one)
    if written:
        text = "The bottom line was edited by the desk: it is printed as written there, not made from the findings."
        remarks.append(message(text))
    if any(len(one) > LONGEST_TEXT for one in written):
        text = "A sentence of the bottom line is too long to be printed; its first {kept:,d} characters are."
        remarks.append(message(text, kept=LONGEST_TEXT))
    return tuple(_cut(one, LONGEST_TEXT) for one in written)


def _claim(
    number: int,
    finding: Finding,
    words: Language,
    citations: Citations,
    shortened: list[Message],
    events: Mapping[str, str],
) -> ClaimRow:
    claim = finding.claim
    if len(claim.text) > LONGEST_TEXT:
        shortened.append(
            message(
                "The text of claim {number} has {length:,d} characters; its first {kept:,d} are printed.",
                number=number,
                length=len(claim.text),
                kept=LONGEST_TEXT,
            )
        )
    return ClaimRow(
        number=number,
        claim_id=claim.id,
        claimant=_cut(claim.claimant, LONGEST_NAME),
        text=_cut(claim.text, LONGEST_TEXT),
        kind=kind_text(claim, words),
        details=_details(finding, words),
        claimed=claimed_text(finding, words),
        interval="" if finding.claimed is None else interval_text(finding.claimed, words),
        verdict=finding.verdict,
        verdict_word=words.say(VERDICTS.get(finding.verdict, finding.verdict)),
        measured=measured_lines(finding, events, words),
        reason=words.say(finding.reason),
        checks=tuple(
            CheckLine(words.say(CHECKS.get(one.check, one.check)), one.holds, words.say(one.reason))
            for one in finding.checks
        ),
        refs=citations.cite(claim.source_id),
        language=citations.language(claim.source_id, claim.text, words),
    )


def _details(finding: Finding, words: Language) -> tuple[str, ...]:
    """Return what is known of a statement besides its text: period, scope, day, basis, grade, where it was printed."""
    claim = finding.claim
    details = [kind_text(claim, words)]
    period = words.date_range(finding.refers_from, finding.refers_to)
    if period:
        details.append(words.say(message("period: {period}", period=period)))
    if finding.scope and claim.area_id:
        details.append(words.say(message("scope: {scope}", scope=_cut(finding.scope, LONGEST_NAME))))
    if claim.stated_on:
        details.append(words.say(message("said {date}", date=claim.stated_on)))
    details.append(words.say(BASES.get(claim.basis, claim.basis)))
    if claim.denies:
        details.append(words.say("a denial"))
    details.append(words.say(message("graded {grade}", grade=f"{claim.reliability}{claim.credibility}")))
    if not claim.source_id and (claim.published_in or claim.url):
        details.append(_cut(" ".join(part for part in (claim.published_in, claim.url) if part), LONGEST_NAME))
    return tuple(details)


def _reconciled(report: Report, words: Language) -> tuple[ReconciledRow, ...]:
    """Return a row for each claim and all later ones of which the same is to be said beside it."""
    numbers = {finding.claim.id: n for n, finding in enumerate(report.findings, start=1)}
    others: dict[tuple[int, str, str], list[int]] = {}
    for pair in report.reconciled:
        first, *rest = (numbers[one] for one in pair.claim_ids if one in numbers)
        outcome = words.say(OUTCOMES.get(pair.outcome, pair.outcome))
        others.setdefault((first, outcome, words.say(pair.reason)), []).extend(rest)
    return tuple(ReconciledRow((first, *rest), outcome, reason) for (first, outcome, reason), rest in others.items())


def _events(report: Report, words: Language, citations: Citations) -> tuple[str, ...]:
    """Return the events that durations were counted from, with their sources."""
    counted = {
        one.definition.partition(":")[2]
        for finding in report.findings
        for one in finding.measures
        if one.definition.startswith("since:")
    }
    lines = []
    for event in report.case.events:
        if event.id in counted:
            refs = marks(citations.cite(event.source_id))
            line = words.say(message("{date}: {event}", date=event.date, event=_cut(event.name, LONGEST_NAME)))
            lines.append(f"{line} {refs}".strip())
    return tuple(lines)


def _notes(
    report: Report, words: Language, citations: Citations, shortened: Sequence[Message], changes: Changes
) -> tuple[NoteRow, ...]:
    used = _used(report, words)
    titles = {table.name: words.say(table.title) for table in TABLES}
    skipped = [
        words.say(
            message("{table}, {id}: {reason}", table=titles.get(one.table, one.table), id=one.id, reason=one.reason)
        )
        for one in report.skipped
    ]
    general = [words.say(one) for one in (*report.notes, *shortened)]
    scopes = dict.fromkeys(one.scope for one in report.findings if one.scope and not one.claim.area_id)
    general += [
        words.say(message("Scope of claims that name no area: {scope}.", scope=_cut(scope, LONGEST_NAME)))
        for scope in scopes
    ]
    general += [
        words.say(message('The source "{id}" is referred to, but the case does not hold it.', id=_cut(one, 80)))
        for one in citations.unknown
    ]
    rows = (
        NoteRow(words.say("What the checks used"), used),
        NoteRow(words.say("Left out or mended"), tuple(skipped)),
        NoteRow(words.say("Quality of the control maps used"), _quality(report, changes, words)),
        NoteRow(words.say("Other notes"), tuple(general)),
    )
    return tuple(row for row in rows if row.lines)


def _used(report: Report, words: Language) -> tuple[str, ...]:
    """Return which shapes, lines and events the checks used, each with the claims it was used for."""
    claims: dict[str, list[str]] = {}
    for number, finding in enumerate(report.findings, start=1):
        for one in finding.used:
            claims.setdefault(words.say(one), []).append(str(number))
    return tuple(
        words.say(message("Claims no. {numbers}: {used}", numbers=", ".join(numbers), used=text))
        for text, numbers in claims.items()
    )


def _engine(report: Report, words: Language) -> str:
    parts = ", ".join(f"{name} {version}" for name, version in sorted(report.engine.items()))
    return words.say(message("Computed with {parts}.", parts=parts)) if parts else ""


def _quality(report: Report, changes: Changes, words: Language) -> tuple[str, ...]:
    frame = None if changes.frame is None else changes.frame.geometry
    return data_notes(report.case, changes.found, frame, words)
