"""The table of routes and isolation: what findings about supply say beside their yes or no, one row a definition."""

from __future__ import annotations

from ..core.case import Case, Claim
from ..core.findings import Finding, Report
from ..core.messages import joined
from .language import Language
from .measured import definition_title
from .place_names import place_name
from .values import RouteRow
from .wording import band_text

_KINDS = ("route_status", "isolation", "enclosed", "on_route")
_LONGEST_SUBJECT = 200


def route_rows(report: Report, lang: Language) -> tuple[RouteRow, ...]:
    """Return the rows of claims about supply that were measured on routes or have a corridor; else none."""
    return tuple(
        row
        for number, finding in enumerate(report.findings, start=1)
        if finding.claim.kind in _KINDS and any(one.facts for one in finding.measures)
        for row in _rows(number, finding, report.case, lang)
    )


def _rows(number: int, finding: Finding, case: Case, lang: Language) -> list[RouteRow]:
    rows, said = [], ""
    for measure in finding.measures:
        if measure.best is None:
            continue
        found = lang.say(joined(measure.facts)) if measure.facts else ""
        # Definitions of one way share its facts.
        again, said = found == said, found
        title = definition_title(measure, {}, lang)
        answer = band_text(measure, finding.claimed, lang)
        rows.append(RouteRow(number, _subject(finding.claim, case, lang), title, answer, "" if again else found))
    return rows


def _subject(claim: Claim, case: Case, lang: Language) -> str:
    """Return the names of the routes and places that a claim speaks of."""
    routes, places = case.by_id("supply_routes"), case.by_id("settlements")
    names = [routes[one].name or one for one in claim.route_ids if one in routes]
    names += [place_name(places[one], lang) or one for one in claim.place_ids if one in places]
    return ", ".join(names)[:_LONGEST_SUBJECT]
