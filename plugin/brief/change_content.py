"""What changed hands on control maps, as the tables of a briefing print it; core does the measuring.

The period runs from the first to the last day of the claims' periods. Each issuer who drew both days has a table of its
own: maps of different issuers are held against each other only where that was asked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.case import Area, Case, Claim
from ..core.change import Change, change_between
from ..core.days import days_of, issuers_of
from ..core.definitions import DEFINITIONS
from ..core.findings import Measure, Report
from ..core.messages import Message, message
from ..core.partition import NONE, state_order
from ..core.schema import STATES
from ..core.scope import frame_for
from ..core.stand_in import stand_in
from .language import EN_DASH, Language
from .values import BandRow, ChangeContent, MatrixRow
from .wording import number_texts

Date = datetime.date

_KINDS = (("area_changed",), ("depth", "settlement_count", "direction", "place_status"))
_SMALLEST_KM2 = 0.05


@dataclass(frozen=True)
class Changes:
    """The changes of the claims' whole period, one an issuer, and the area that they are cut to."""

    found: tuple[Change, ...]
    frame: Area | None


def changes_of(report: Report, across: tuple[str, str] | None = None) -> Changes:
    """Return what changed between the first and the last day of the claims' periods, by issuer.

    `across` names the issuer of the first and of the last day where two issuers' maps are to be compared; the
    comparison then comes first. Without claims that name a period, or without maps of two days, there is nothing.

    Raises
    ------
    MeasureError
        When `across` names maps that the case does not hold.
    """
    case = report.case
    period = period_of(case.claims)
    found: list[Change] = []
    frame = _frame(case)
    if period is not None:
        shape = None if frame is None else frame.geometry
        if across is not None and across[0] != across[1]:
            first, last = across
            found.append(change_between(case, *period, issuer=first, issuer_to=last, frame=shape, across=True))
        found += [change_between(case, *period, issuer=one, frame=shape) for one in issuers_between(case, *period)]
    return Changes(tuple(found), frame)


def period_of(claims: Sequence[Claim]) -> tuple[Date, Date] | None:
    """Return the first and the last day of the periods of claims about area, else about other ground, or None."""
    for kinds in _KINDS:
        periods = [
            (one.refers_from, one.refers_to)
            for one in claims
            if one.kind in kinds and one.refers_from is not None and one.refers_to is not None
        ]
        if periods:
            start, end = min(first for first, _ in periods), max(last for _, last in periods)
            return (start, end) if start < end else None
    return None


def _frame(case: Case) -> Area | None:
    found = frame_for(case, Claim("", "", "area_changed", "")).records
    return found[0] if found else None


def issuers_between(case: Case, start: Date, end: Date) -> list[str]:
    """Return the issuers who drew both days; the one that the case is set to, where it is set to one."""
    wanted = case.settings.get("issuer", "")
    drawn = []
    for issuer in issuers_of(case):
        first, last = (stand_in(days_of(case, issuer), day) for day in (start, end))
        if first is not None and last is not None and first.used < last.used and wanted in ("", issuer):
            drawn.append(issuer)
    return drawn


def warning_of(changes: Changes, lang: Language) -> str:
    """Return what every page says where maps of different issuers were compared; else ""."""
    names = [one.issuer for one in changes.found if one.across]
    return lang.say(message("Maps of different issuers compared: {issuers}", issuers=names[0])) if names else ""


def change_contents(changes: Changes, lang: Language) -> tuple[ChangeContent, ...]:
    """Return the tables, one a change."""
    return tuple(_content(one, changes.frame, lang) for one in changes.found)


def _content(change: Change, frame: Area | None, lang: Language) -> ChangeContent:
    keys = [key for key in change.matrix if key == NONE or _has_ground(change, key)]
    keys.sort(key=state_order)
    rows = [
        MatrixRow(
            state_title(was, lang),
            tuple(EN_DASH if was == now == NONE else _km2(change.matrix[was].get(now, 0.0), lang) for now in keys),
            _km2(sum(change.matrix[was].get(now, 0.0) for now in keys), lang),
        )
        for was in keys
    ]
    sums = [sum(change.matrix[was].get(now, 0.0) for was in keys) for now in keys]
    title = "Different issuers: maps of {issuer}, {period}" if change.across else "Maps of {issuer}, {period}"
    return ChangeContent(
        title=lang.say(
            message(title, issuer=change.issuer, period=lang.date_range(change.start, change.end)),
        ),
        states=tuple(state_title(key, lang) for key in keys),
        rows=tuple(rows),
        totals=MatrixRow(
            lang.say("Total on the last day"),
            tuple(_km2(one, lang) for one in sums),
            _km2(sum(sums), lang),
        ),
        definitions=tuple(_band_row(name, band.low, band.best, band.high, lang) for name, band in change.definitions),
        facts=_facts(change, frame, lang),
    )


def _has_ground(change: Change, key: str) -> bool:
    return any(change.matrix[key].values()) or any(row.get(key, 0.0) for row in change.matrix.values())


def state_title(key: str, lang: Language) -> str:
    """Return a key of the matrix as words; one that two sides share names its side."""
    if key == NONE:
        return lang.say("in no layer")
    state, _, side = key.partition(" (")
    title = lang.say(STATES.get(state, state))
    return f"{title} ({side}" if side else title


def definition_words(name: str, lang: Language) -> str:
    """Return the title of a definition, without knowing all of them."""
    return lang.say(DEFINITIONS[name].title) if name in DEFINITIONS else name.replace("_", " ")


def _km2(value: float, lang: Language) -> str:
    if value == 0.0:
        return lang.number(0)
    if value < _SMALLEST_KM2:
        return f"<{lang.number(0.1, 1)}"
    return lang.number(value, 1)


def _band_row(name: str, low: float, best: float, high: float, lang: Language) -> BandRow:
    texts = number_texts(Measure(name, low, best, high, "km2", None), None, lang)
    return BandRow(definition_words(name, lang), *texts)


def _facts(change: Change, frame: Area | None, lang: Language) -> tuple[str, ...]:
    scope = (
        message("The whole layers are compared, in km².")
        if frame is None
        else message("Cut to {scope}; in km².", scope=frame.name)
    )
    sums = message(
        "Residual: rows and columns add up to the layers within {residual:.4f} km². Overlap: ground in more than one "
        "layer of a day, counted in the first of them: {overlap:.1f} km² over both days.",
        residual=change.residual_km2,
        overlap=change.overlap_km2,
    )
    bands = message(
        "Bands by definition: pieces of changed ground shrunk and grown by {metres:,.0f} m.",
        metres=change.tolerance_m,
    )
    lines = [scope, sums, bands, *(one for one in change.notes if not _is_stand_in(one, change))]
    lines += stood_in(change)
    return tuple(lang.say(one) for one in lines)


def _is_stand_in(note: Message, change: Change) -> bool:
    return set(note.values) == {"used", "asked"} and bool(change.stood_in)


def stood_in(change: Change) -> list[Message]:
    """Return a sentence for each day that another one stood in for."""
    return [
        message(
            "No map of {issuer} for {asked}: that of {used} stands in for it.",
            issuer=change.issuer,
            asked=one.asked,
            used=one.used,
        )
        for one in change.stood_in
    ]
