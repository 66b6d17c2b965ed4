"""What a depth is measured over and from: a claim's gains or all, its baseline or another, with their tolerances.

Nothing is measured here. The rules are those of the checks (see `scope` and `mapped`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .case import Case, Claim, FrontLine, Gain
from .mapped import gained_for
from .messages import Message, joined, message
from .scope import baseline_for, gains_for, tolerance_m
from .shapes import Geometry, union

_NAMED_AT_MOST = 3


@dataclass(frozen=True)
class DepthInputs:
    """Gained ground and the baseline, how far either may be off, and what was chosen.

    `line_name` is "" where the baseline is the edge of an issuer's map.
    """

    gains: Geometry
    line: Geometry
    line_name: str
    gain_tolerance_m: float
    line_tolerance_m: float
    note: Message


def depth_inputs(
    case: Case,
    claim: Claim | None = None,
    gains: Sequence[Gain] | None = None,
    baseline: FrontLine | None = None,
) -> DepthInputs | Message:
    """Return what to measure a depth over and from, or what is missing.

    Parameters
    ----------
    claim
        Its gains and its baseline, or those of the maps of its period; without it all gains of the case.
    gains, baseline
        Others than those.
    """
    if gains is None and claim is not None:
        chosen = gains_for(case, claim)
        if chosen.missing and not claim.gain_ids:
            return _by_maps(case, claim, chosen.missing, baseline)
        if chosen.missing:
            return chosen.missing
        gains = chosen.records
    gains = case.claimed_gains if gains is None else gains
    if not gains:
        return message("There is no gained ground to measure: draw a claimed gain first.")
    line = baseline or _line_for(case, claim)
    if isinstance(line, Message):
        return line
    return _drawn(case, gains, line)


def _line_for(case: Case, claim: Claim | None) -> FrontLine | Message:
    found = baseline_for(case, claim or Claim("", "", "depth", ""))
    if found.missing is None:
        return found.records[0]
    if claim is not None:
        return found.missing
    return message("There is no baseline to measure from: draw a front line with that role, or make one from maps.")


def _drawn(case: Case, gains: Sequence[Gain], line: FrontLine) -> DepthInputs:
    what = message("Gained ground: {n} claimed gains.", n=len(gains))
    if len(gains) <= _NAMED_AT_MOST:
        what = message("Gained ground: {names}.", names=", ".join(one.name or one.id for one in gains))
    return DepthInputs(
        union([one.geometry for one in gains]),
        line.geometry,
        line.name or line.id,
        tolerance_m(case, gains),
        tolerance_m(case, [line]),
        what,
    )


def _by_maps(case: Case, claim: Claim, no_gains: Message, baseline: FrontLine | None) -> DepthInputs | Message:
    """Return the ground gained by an issuer's maps, and their front unless a baseline is named."""
    found = gained_for(case, claim)
    if isinstance(found, Message):
        return joined((no_gains, found))
    line = baseline
    if line is None and (claim.baseline_id or case.settings.get("baseline_id", "")):
        named = _line_for(case, claim)
        if isinstance(named, Message):
            return named
        line = named
    if line is None:
        return DepthInputs(found.ground, found.front, "", found.tolerance_m, found.tolerance_m, found.note)
    note = message("{maps} But the baseline is {name}.", maps=found.note, name=line.name or line.id)
    of_line = tolerance_m(case, [line])
    return DepthInputs(found.ground, line.geometry, line.name or line.id, found.tolerance_m, of_line, note)
