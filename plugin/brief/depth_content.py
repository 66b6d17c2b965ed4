"""The figures of depth along a baseline: one for each period that claims about depth speak of, as values.

The depths with their bands are those of the findings; only the profile beside them is measured here, by core.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..core.case import Claim
from ..core.coarse import Grid
from ..core.definitions import definition
from ..core.depth import BREAK_IN_SECTOR, DepthError
from ..core.depth_along import DepthAlong, depth_along, sector_profile
from ..core.depth_choice import DepthInputs, depth_inputs
from ..core.findings import Finding, Measure, Report
from ..core.messages import Message, message
from ..core.progress import Progress, part_of
from ..core.scope import sector_for
from ..core.shapes import Array, Geometry
from .depth_words import Told, claimed_label, depth_alt_text, depth_caption, depth_facts, ends_of
from .figure_values import ClaimedDepth, DepthFigure, DepthLine, DepthSpot
from .language import Language
from .wording import band_text, claimed_ends

MOST_FIGURES = 6
MOST_CLAIMED = 6
# Beside the gained ground so much of the baseline is shown, as a share of it and at least in km.
_MARGIN, _LEAST_MARGIN_KM = 0.06, 2.0
# Gained ground farther along than that is another part of the front.
_GAP_KM = 25.0
_MOST_STRETCHES = 20_000
_MOST_DRAWN = 500


@dataclass
class _Asked:
    """What a figure shows: the claims that were measured alike."""

    claim: Claim
    findings: list[tuple[int, Finding]] = field(default_factory=list)


def depth_figures(
    report: Report, lang: Language, remarks: list[Message], grid: Grid | None, progress: Progress | None = None
) -> tuple[DepthFigure, ...]:
    """Return a figure for each period that claims about depth speak of and that a depth was measured in.

    What was left out is added to `remarks`. Places are put on the grid, where one is given, before words are made of
    them. `progress` is called with 0 to 1 and may raise `Cancelled`.
    """
    asked, told = _asked(report), Told(report.case, lang, grid, remarks)
    if len(asked) > MOST_FIGURES:
        text = "The depth along the baseline is shown for the first {kept} of {count} periods."
        remarks.append(message(text, kept=MOST_FIGURES, count=len(asked)))
        asked = asked[:MOST_FIGURES]
    made = []
    for number, one in enumerate(asked):
        part = part_of(progress, number / len(asked), (number + 1) / len(asked))
        figure = _figure(told, one, part)
        made += [] if figure is None else [figure]
    if progress is not None:
        progress(1.0)
    return tuple(made)


def _asked(report: Report) -> list[_Asked]:
    found: dict[tuple[object, ...], _Asked] = {}
    for number, finding in enumerate(report.findings, start=1):
        claim = finding.claim
        if claim.kind != "depth" or not any(one.best is not None for one in finding.measures):
            continue
        # The measures too: two claims that were measured differently are never drawn as one.
        depths = tuple((one.definition, one.best) for one in finding.measures)
        key = (claim.refers_from, claim.refers_to, claim.side, claim.gain_ids, claim.baseline_id, *depths)
        found.setdefault(key, _Asked(claim)).findings.append((number, finding))
    return list(found.values())


def _figure(told: Told, asked: _Asked, progress: Progress) -> DepthFigure | None:
    case, lang = told.case, told.lang
    inputs = depth_inputs(case, asked.claim)
    if isinstance(inputs, Message):
        return None
    chosen = sector_for(case, asked.claim)
    sector = chosen.records[0].geometry if chosen.records else None
    try:
        along = depth_along(inputs, progress, _MOST_STRETCHES)
    except DepthError:
        return None  # The finding says what is missing.
    first = asked.findings[0][1]
    spots = tuple(_spot(one, first, along, lang) for one in first.measures if one.best is not None)
    own = _of_sector(inputs, along, sector)
    from_km, to_km = _range(along, spots, own)
    lines = (_line(along, from_km, to_km), *([] if own is None else [own]))
    values = {"line": inputs.line_name or lang.say("the front of the map")}
    title = lang.say(message("Depth along the baseline: {line}", **values))
    period = lang.date_range(asked.claim.refers_from, asked.claim.refers_to)
    claimed = _claimed(asked.findings, lang)
    if len(claimed) > MOST_CLAIMED:
        text = "Depth along the baseline: the first {kept} of {count} claimed intervals are drawn."
        told.remarks.append(message(text, kept=MOST_CLAIMED, count=len(claimed)))
        claimed = claimed[:MOST_CLAIMED]
    facts = depth_facts(told, first.measures)
    stretches = () if own is None else _stretches(along, sector)
    return DepthFigure(
        claims=tuple(number for number, _ in asked.findings),
        start=asked.claim.refers_from,
        end=asked.claim.refers_to,
        step_km=along.step_km,
        length_km=along.places.length_km,
        title=f"{title}, {period}" if period else title,
        from_km=from_km,
        to_km=to_km,
        lines=lines,
        spots=spots,
        sector=stretches,
        sector_label=lang.say("the baseline in the break-in sector") if stretches else "",
        claimed=claimed,
        ends=ends_of(told, along, (from_km, to_km)),
        facts=facts,
        caption=depth_caption(along, from_km, to_km, own is not None, lang),
        alt_text=depth_alt_text(title, period, claimed, facts, lang),
    )


def _spot(measure: Measure, finding: Finding, along: DepthAlong, lang: Language) -> DepthSpot:
    points = {role: (lon, lat) for role, lon, lat in measure.points}
    at_km = along.places.nearest_km(*points["nearest"])[0] if "nearest" in points else 0.0
    title = lang.say(definition(measure.definition).title)
    label = f"{title}: {band_text(measure, finding.claimed, lang)}"
    low, best, high = (0.0 if one is None else one for one in (measure.low, measure.best, measure.high))
    return DepthSpot(measure.definition, label, at_km, low, best, high)


def _of_sector(inputs: DepthInputs, along: DepthAlong, sector: Geometry | None) -> DepthLine | None:
    """Return the profile of the ground connected to the break-in sector; None where there is none."""
    if sector is None:
        return None
    try:
        at_km, depth_km = sector_profile(inputs, along, sector)
    except DepthError:
        return None
    half = along.step_km / 2
    order = np.argsort(at_km)
    rows = zip(at_km[order].tolist(), depth_km[order].tolist())
    return DepthLine(BREAK_IN_SECTOR, tuple((km - half, km + half, depth) for km, depth in rows))


def _range(along: DepthAlong, spots: Sequence[DepthSpot], own: DepthLine | None) -> tuple[float, float]:
    """Return from where to where the baseline is shown: around the depths of the findings and the break-in sector.

    What gained ground is nearest to goes on from there as long as no wide gap parts it.
    """
    ends = [one.along_km for one in spots]
    if own is not None:
        ends += [own.stretches[0][0], own.stretches[-1][1]]
    low, high = min(ends), max(ends)
    deep = np.flatnonzero(along.profile.depth_km > 0)
    starts, stops = along.ends_km[deep], along.ends_km[deep + 1]
    for start, stop in zip(starts.tolist(), stops.tolist()):
        if low <= stop and start <= high + _GAP_KM:
            high = max(high, stop)
    for start, stop in zip(starts[::-1].tolist(), stops[::-1].tolist()):
        if start <= high and stop >= low - _GAP_KM:
            low = min(low, start)
    margin = max((high - low) * _MARGIN, _LEAST_MARGIN_KM)
    return max(low - margin, 0.0), min(high + margin, along.places.length_km)


def _line(along: DepthAlong, from_km: float, to_km: float) -> DepthLine:
    """Return the profile between two places; of more stretches than can be drawn, the deepest of each few."""
    starts, stops = along.ends_km[:-1], along.ends_km[1:]
    shown = np.flatnonzero((stops > from_km) & (starts < to_km))
    few = -(-len(shown) // _MOST_DRAWN)
    rows = []
    for first in range(0, len(shown), few):
        some = shown[first : first + few]
        depth = float(along.profile.depth_km[some].max())
        rows.append((max(float(starts[some[0]]), from_km), min(float(stops[some[-1]]), to_km), depth))
    return DepthLine("any_part", tuple(rows))


def _stretches(along: DepthAlong, sector: Geometry | None) -> tuple[tuple[float, float], ...]:
    """Return the runs of stretches of the baseline that lie in the sector, in km."""
    inside: Array = along.inside(sector)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return tuple(
        (float(along.ends_km[start]), float(along.ends_km[stop])) for start, stop in zip(edges[::2], edges[1::2])
    )


def _claimed(findings: Sequence[tuple[int, Finding]], lang: Language) -> tuple[ClaimedDepth, ...]:
    """Return the claimed intervals, each once, with the numbers of its claims."""
    groups: dict[tuple[float | None, float | None], list[tuple[int, Finding]]] = {}
    for number, finding in findings:
        measure = next(one for one in finding.measures if one.best is not None)
        ends = claimed_ends(finding.claimed, measure)
        if ends != (None, None):
            groups.setdefault(ends, []).append((number, finding))
    return tuple(
        ClaimedDepth(tuple(n for n, _ in own), claimed_label(own, lang), *ends) for ends, own in groups.items()
    )
