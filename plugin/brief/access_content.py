"""The figures of isolation over time: for each place that a claim about supply names, what its mapped days say.

All numbers are those of `core.access_series`. So that a paper is made in time, only so many days and places are asked;
what was left out is said in the notes.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..core.access_series import AccessReading, AccessSeries, access_series, mapped_days
from ..core.case import Case, Claim, Settlement
from ..core.errors import MeasureError
from ..core.findings import Finding, Report
from ..core.grounds import Grounds
from ..core.isolation_measures import side_of
from ..core.messages import Message, message
from ..core.progress import Progress, part_of
from ..core.route_words import ground_words
from ..core.side_ground import issuer_of
from ..core.withheld import withheld_claims
from .figure_values import AccessFigure, ClaimPeriod, WaysLine, WidthDay
from .language import Language
from .place_names import place_name
from .wording import clipped, kind_text

Date = datetime.date

KINDS = ("isolation", "enclosed", "route_status")
MOST_DAYS = 31
MOST_FIGURES = 6
MOST_PERIODS = 6
_LONGEST_NAME = 60
_SEVERAL = 2


@dataclass
class _Asked:
    """A place and the side whose ground it is asked in, with the claims that name it."""

    place: Settlement
    side: str
    issuer: str
    findings: list[tuple[int, Finding]] = field(default_factory=list)


def access_figures(
    report: Report, lang: Language, remarks: list[Message], progress: Progress | None = None
) -> tuple[AccessFigure, ...]:
    """Return a figure for each place that a claim about supply names and that several days can be asked about.

    What was left out is added to `remarks`. `progress` is called with 0 to 1 and may raise `Cancelled`.
    """
    asked = _asked(report)
    if len(asked) > MOST_FIGURES:
        text = "Isolation over time is shown for the first {kept} of {count} places that claims about supply name."
        remarks.append(message(text, kept=MOST_FIGURES, count=len(asked)))
        asked = asked[:MOST_FIGURES]
    made = []
    for number, one in enumerate(asked):
        part = part_of(progress, number / len(asked), (number + 1) / len(asked))
        figure = _figure(report.case, one, lang, remarks, part)
        made += [] if figure is None else [figure]
    if progress is not None:
        progress(1.0)
    return tuple(made)


def _asked(report: Report) -> list[_Asked]:
    """Return the places that claims about supply name, supply bases left out, each with its side once."""
    case, grounds = report.case, Grounds(report.case)
    places = case.by_id("settlements")
    # With part of the routes held back, what is left would be drawn as if it were all.
    held_back = withheld_claims(report)
    found: dict[tuple[str, str, str], _Asked] = {}
    for number, finding in enumerate(report.findings, start=1):
        claim = finding.claim
        day = claim.refers_to or claim.stated_on
        if claim.kind not in KINDS or day is None or claim.id in held_back:
            continue
        issuer = issuer_of(case, day) if case.control_areas else ("", None)
        if isinstance(issuer, Message):
            continue
        for place_id in claim.place_ids:
            place = places.get(place_id)
            if place is None or place.is_supply_base:
                continue
            side = side_of(grounds, claim, place)
            if side:
                one = found.setdefault((place_id, side, issuer[0]), _Asked(place, side, issuer[0]))
                one.findings.append((number, finding))
    return list(found.values())


def _figure(
    case: Case, asked: _Asked, lang: Language, remarks: list[Message], progress: Progress
) -> AccessFigure | None:
    mapped = mapped_days(case, asked.issuer)
    days = _days_to_ask(mapped, [finding.claim for _, finding in asked.findings])
    if len(days) < _SEVERAL:
        return None
    try:
        series = access_series(case, asked.place.id, days, asked.side, asked.issuer, progress=progress)
    except MeasureError:
        return None  # The finding names what is missing.
    lines, widths = _lines(series, lang), _widths(series)
    if max([len(widths), *(len(one.points) for one in lines)]) < _SEVERAL:
        return None
    if len(days) < len(mapped):
        text = "Isolation of {place} over time: {shown} of {count} mapped days were asked about."
        remarks.append(message(text, place=place_name(asked.place, lang), shown=len(days), count=len(mapped)))
    periods = _periods(asked.findings, lang)
    if len(periods) > MOST_PERIODS:
        text = "Isolation of {place} over time: the first {kept} of {count} periods of claims are drawn."
        remarks.append(message(text, place=place_name(asked.place, lang), kept=MOST_PERIODS, count=len(periods)))
        periods = periods[:MOST_PERIODS]
    values = {
        "place": place_name(asked.place, lang),
        "side": asked.side,
        "issuer": asked.issuer,
        "period": lang.date_range(days[0], days[-1]),
    }
    text = "{place}, ground of {side} on the maps of {issuer}, {period}"
    if not asked.issuer:
        text = "{place}, ground of {side} beside the drawn gains, {period}"
    title = lang.say(message(text, **values))
    limit_km = max((one.corridor.limit_km for one in series.corridors if one.corridor is not None), default=0.0)
    last = widths[-1] if widths else None
    return AccessFigure(
        place_id=asked.place.id,
        side=asked.side,
        issuer=asked.issuer,
        claims=tuple(number for number, _ in asked.findings),
        isolated_since=tuple((one.reading, one.isolated_since) for one in series.readings),
        title=title,
        lines=lines,
        widths=widths,
        width_label="" if last is None else lang.say(message("corridor {width}", width=_width_text(last, lang))),
        limit_text=f"≥ {lang.number(limit_km)}",
        periods=periods,
        caption=_caption(lines, widths, limit_km, lang),
        alt_text=_alt_text(title, series.readings, lines, widths, lang),
    )


def _days_to_ask(mapped: Sequence[Date], claims: Sequence[Claim]) -> tuple[Date, ...]:
    """Return the mapped days around the periods of claims: where there are too many, those before their end.

    Of a period that alone has too many, days as evenly spread as can be, with both its ends.
    """
    if len(mapped) <= MOST_DAYS:
        return tuple(mapped)
    ends = [one.refers_to or one.stated_on for one in claims]
    starts = [one.refers_from or end for one, end in zip(claims, ends)]
    first = min((one for one in starts if one is not None), default=mapped[-1])
    last = max((one for one in ends if one is not None), default=mapped[-1])
    # A missing last day is stood in for by a later one.
    stop = next((n for n, day in enumerate(mapped) if day >= last), len(mapped) - 1) + 1
    start = max(next((n for n, day in enumerate(mapped) if day >= first), stop) - 1, 0)
    if stop - start <= MOST_DAYS:
        start = max(stop - MOST_DAYS, 0)
        return tuple(mapped[start : start + MOST_DAYS])
    step = (stop - 1 - start) / (MOST_DAYS - 1)
    return tuple(mapped[start + round(step * number)] for number in range(MOST_DAYS))


def _lines(series: AccessSeries, lang: Language) -> tuple[WaysLine, ...]:
    made = []
    for one in series.readings:
        points = tuple((day.day, day.access.ways) for day in one.days if day.access and day.access.ways is not None)
        if points:
            label = message("{ground}: {ways}", ground=ground_words(one.reading == "advance"), ways=points[-1][1])
            made.append(WaysLine(one.reading, lang.say(label), points))
    return tuple(made)


def _widths(series: AccessSeries) -> tuple[WidthDay, ...]:
    return tuple(
        WidthDay(one.day, band.low, band.best, band.high, one.corridor.at_limit)
        for one in series.corridors
        if one.corridor is not None
        for band in (one.corridor.width_km,)
    )


def _width_text(one: WidthDay, lang: Language) -> str:
    """Return a width with its band, in km ("25.6 km (25.3–31.9)", "≥ 60 km")."""
    if one.at_limit:
        return lang.say(message("≥ {km:g} km", km=one.best))
    if one.low == one.high:
        return lang.say(message("{km:.1f} km", km=one.best))
    return lang.say(message("{km:.1f} km ({low:.1f}–{high:.1f})", km=one.best, low=one.low, high=one.high))


def _periods(findings: Sequence[tuple[int, Finding]], lang: Language) -> tuple[ClaimPeriod, ...]:
    """Return the periods of claims, each once, with the numbers of its claims; the only one is named."""
    groups: dict[tuple[Date, Date], list[tuple[int, Claim]]] = {}
    for number, finding in findings:
        claim = finding.claim
        end = claim.refers_to or claim.stated_on
        if end is not None:
            groups.setdefault((claim.refers_from or end, end), []).append((number, claim))
    made = []
    for (start, end), claims in groups.items():
        numbers = tuple(number for number, _ in claims)
        named = ", ".join(str(number) for number in numbers)
        if len(claims) == 1:
            named += f" {clipped(claims[0][1].claimant, _LONGEST_NAME)}"
        kinds = ", ".join(dict.fromkeys(kind_text(claim, lang) for _, claim in claims))
        made.append(ClaimPeriod(numbers, f"{named}: {kinds} – {lang.date_range(start, end)}", start, end))
    return tuple(made)


def _caption(lines: Sequence[WaysLine], widths: Sequence[WidthDay], limit_km: float, lang: Language) -> str:
    parts = []
    if lines:
        parts.append(
            message(
                "Ways: how many ways lead from the place to any supply base of the side over routes that run in its "
                "ground, no two with a stretch in common; 0 (a cross) is isolated, 1 hangs on one route."
            )
        )
    if widths:
        parts.append(
            message(
                "Corridor: the width in km of the widest disc that can be moved inside ground under control from "
                "within 6 km of the place to within 6 km of a supply base; the shaded band has 2 and 12 km in place of "
                "6, and a triangle stands for {limit:g} km or more.",
                limit=limit_km,
            )
        )
    parts.append(message("Days without a map, and those that could not be asked about, are left open."))
    return " ".join(lang.say(one) for one in parts)


def _alt_text(
    title: str,
    readings: Sequence[AccessReading],
    lines: Sequence[WaysLine],
    widths: Sequence[WidthDay],
    lang: Language,
) -> str:
    parts = [lang.say(message("Isolation over time: {title}.", title=title))]
    since = {one.reading: one.isolated_since for one in readings}
    for line in lines:
        text = message(
            "{ground}: {first} ways on {start}, {last} on {end}.",
            ground=ground_words(line.reading == "advance"),
            first=line.points[0][1],
            start=line.points[0][0],
            last=line.points[-1][1],
            end=line.points[-1][0],
        )
        parts.append(lang.say(text))
        isolated = since[line.reading]
        if isolated is not None:
            parts.append(lang.say(message("Isolated since {day}.", day=isolated)))
    if widths:
        narrowest = min(widths, key=lambda one: one.best)
        text = message(
            "Width of the ground corridor: {first} on {start}, {last} on {end}; narrowest on {day}: {least}.",
            first=_width_text(widths[0], lang),
            start=widths[0].day,
            last=_width_text(widths[-1], lang),
            end=widths[-1].day,
            day=narrowest.day,
            least=_width_text(narrowest, lang),
        )
        parts.append(lang.say(text))
    return " ".join(parts)
