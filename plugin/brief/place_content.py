"""The settlements that changed their state in the claims' periods, as values; core counts them.

The periods are those of claims that count settlements; without such a claim, the one that the tables of what changed
hands have. Each issuer who drew both days has a list of its own.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from ..core.case import Case, Settlement
from ..core.errors import MeasureError
from ..core.findings import Report
from ..core.messages import Message, message
from ..core.partition import state_order
from ..core.place_days import PlaceChanges, changed_between
from ..core.progress import Progress, part_of
from .change_content import issuers_between, period_of, state_title
from .figure_values import PlaceContent, PlaceMove
from .language import Language
from .place_names import place_name
from .wording import clipped

Date = datetime.date

MOST_PERIODS = 3
MOST_NAMES = 60
_LONGEST_NAME = 80


def place_contents(
    report: Report, lang: Language, remarks: list[Message], progress: Progress | None = None
) -> tuple[PlaceContent, ...]:
    """Return the lists; empty without settlements, without maps of two days, or where none changed.

    What was left out is added to `remarks`. `progress` is called with 0 to 1 and may raise `Cancelled`.
    """
    case = report.case
    if not case.settlements:
        return ()
    asked = [(issuer, period) for period in _periods(case) for issuer in issuers_between(case, *period)]
    if len(asked) > MOST_PERIODS:
        text = "Settlements that changed their state are listed for the first {kept} of {count} periods."
        remarks.append(message(text, kept=MOST_PERIODS, count=len(asked)))
        asked = asked[:MOST_PERIODS]
    made: dict[tuple[str, Date, Date], tuple[PlaceChanges, list[PlaceChanges]]] = {}
    for number, (issuer, period) in enumerate(asked):
        part = part_of(progress, number / len(asked), (number + 1) / len(asked))
        try:
            found = changed_between(case, *period, issuer, progress=part)
        except MeasureError:
            continue  # One map would stand for both days.
        if found.count.best:
            key = (issuer, found.start.used, found.end.used)
            made.setdefault(key, (found, []))[1].append(found)
    if progress is not None:
        progress(1.0)
    return tuple(_content(first, every, lang) for first, every in made.values())


def _periods(case: Case) -> list[tuple[Date, Date]]:
    counted = [
        (one.refers_from, one.refers_to)
        for one in case.claims
        if one.kind == "settlement_count" and one.refers_from is not None and one.refers_to is not None
    ]
    periods = [(first, last) for first, last in dict.fromkeys(counted) if first < last]
    whole = period_of(case.claims)
    return periods or ([whole] if whole is not None else [])


def _content(found: PlaceChanges, every: Sequence[PlaceChanges], lang: Language) -> PlaceContent:
    """Return the list of a period; `every` are the periods that the same maps stand for."""
    count = found.count
    periods = dict.fromkeys(lang.date_range(one.start.asked, one.end.asked) for one in every)
    period = "; ".join(periods)
    text = "Settlements that changed their state, as drawn: {best:,d}; surely {low:,d}, possibly {high:,d}."
    notes: list[Message] = []
    for note in (note for one in every for note in one.notes):
        notes += [] if note in notes else [note]
    if any(not one.sure for one in found.changed):
        notes.append(
            message(
                "A question mark: an edge within the tolerance of {metres:,.0f} m decides whether the settlement "
                "changed its state.",
                metres=found.tolerance_m,
            )
        )
    return PlaceContent(
        issuer=found.issuer,
        start=found.start.asked,
        end=found.end.asked,
        band=(count.low, count.best, count.high),
        looked_at=len(found.places),
        title=lang.say(message("Maps of {issuer}, {period}", issuer=found.issuer, period=period)),
        count=lang.say(message(text, best=count.best, low=count.low, high=count.high)),
        moves=_moves(found, lang),
        notes=" ".join(lang.say(one) for one in notes),
    )


def _moves(found: PlaceChanges, lang: Language) -> tuple[PlaceMove, ...]:
    places = {one.id: one for one in found.places}
    by_move: dict[tuple[str, str], list[tuple[Settlement, bool]]] = {}
    for one in found.changed:
        if one.before != one.after:
            by_move.setdefault((one.before, one.after), []).append((places[one.place], one.sure))
    ordered = sorted(by_move.items(), key=lambda item: (state_order(item[0][0]), state_order(item[0][1])))
    return tuple(
        PlaceMove(
            (before, after),
            tuple((place.id, sure) for place, sure in own),
            state_title(before, lang),
            state_title(after, lang),
            len(own),
            sum(sure for _, sure in own),
            _names(own, lang),
        )
        for (before, after), own in ordered
    )


def _both(place: Settlement, lang: Language) -> str:
    """Return the name that this language prints, and once on the paper the other beside it."""
    printed = place_name(place, lang)
    other = place.name_local if printed == place.name else place.name
    beside = f" ({clipped(other, _LONGEST_NAME)})" if other and other != printed else ""
    return clipped(printed, _LONGEST_NAME) + beside


def _names(places: Sequence[tuple[Settlement, bool]], lang: Language) -> str:
    """Return names, the largest places first, and how many more there are where the list is long."""
    ordered = sorted(places, key=lambda one: (-(one[0].population or 0), place_name(one[0], lang), one[0].id))
    shown = ", ".join(
        _both(place, lang) + ("" if sure else "\N{NO-BREAK SPACE}?") for place, sure in ordered[:MOST_NAMES]
    )
    more = len(ordered) - MOST_NAMES
    return shown if more <= 0 else lang.say(message("{names} and {count:,d} more", names=shown, count=more))
