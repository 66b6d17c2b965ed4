"""Claims held against each other before anybody calls them contradictory (design, section 5, step 5).

Two claims are compared where they speak of the same kind of thing: the first difference that explains why they need
not agree is the outcome: other period, other place, then (where numbers do not meet, or one affirms what the other
denies) other definition; what is left contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from .case import Claim
from .findings import Finding, Interval, Reconciliation
from .messages import Message, message
from .quantities import in_unit, kind_dimension, share_a_point

MOST_COMPARED = 100
"""Of claims about one subject: pairs grow with the square, and nobody reads a million of them."""

_YES_OR_NO = ("place_status", "isolation", "enclosed", "on_route", "route_status")
_OF_PLACES = ("distance", "duration", *_YES_OR_NO)


def reconciled(findings: Sequence[Finding]) -> tuple[Reconciliation, ...]:
    """Return an outcome for each pair of claims of one kind that could be taken to differ.

    Claims that say the same in every respect are compared once, as one: the first of them stands for the others. Of
    the claims about one subject the first `MOST_COMPARED` are compared; `left_uncompared` says what that leaves out.
    """
    groups, repeats = _groups(findings)
    compared = (list(group.values())[:MOST_COMPARED] for group in groups.values())
    pairs = [_pair(one, other) for group in compared for one, other in combinations(group, 2)]
    return tuple(pairs + [_pair(first, again) for first, again in repeats])


def left_uncompared(findings: Sequence[Finding]) -> tuple[Message, ...]:
    """Return the sentence that tells how many claims were not held against the others, if any."""
    groups, _ = _groups(findings)
    left = sum(max(0, len(group) - MOST_COMPARED) for group in groups.values())
    if not left:
        return ()
    return (
        message(
            "Too many claims about one subject: the first {most} of each were held against each other, {left:,} not.",
            most=MOST_COMPARED,
            left=left,
        ),
    )


_Group = dict[tuple[object, ...], Finding]


def _groups(findings: Sequence[Finding]) -> tuple[dict[str, _Group], list[tuple[Finding, Finding]]]:
    """Return the comparable claims by subject and by what they say, and the pairs that say the same."""
    groups: dict[str, _Group] = {}
    repeats = []
    for finding in findings:
        if not _comparable(finding):
            continue
        group = groups.setdefault(_subject(finding), {})
        first = group.setdefault(_signature(finding), finding)
        if first is not finding:
            repeats.append((first, finding))
    return groups, repeats


def _comparable(finding: Finding) -> bool:
    if finding.claim.kind in _YES_OR_NO:
        return bool(finding.claim.place_ids)
    return finding.claimed is not None and bool(kind_dimension(finding.claim.kind))


def _subject(finding: Finding) -> str:
    """Return what a claim is about; only claims about one subject are compared."""
    claim = finding.claim
    places = " ".join(sorted(claim.place_ids)) if claim.kind in _OF_PLACES else ""
    return f"{claim.kind} {places}"


def _signature(finding: Finding) -> tuple[object, ...]:
    claim, claimed = finding.claim, finding.claimed
    number = None if claimed is None else (claimed.low, claimed.high, claimed.unit)
    return (number, claim.status, claim.denies, claim.refers_from, claim.refers_to, _place(finding), finding.fits)


def _place(finding: Finding) -> tuple[object, ...]:
    claim = finding.claim
    return (claim.area_id, claim.baseline_id, claim.sector_id, claim.place_ids, claim.direction, claim.gain_ids)


def _pair(one: Finding, other: Finding) -> Reconciliation:
    outcome, reason = _outcome(one, other)
    return Reconciliation((one.claim.id, other.claim.id), outcome, reason)


def _outcome(one: Finding, other: Finding) -> tuple[str, Message]:
    first, second = one.claim, other.claim
    other_period = _periods_differ(first, second)
    if other_period is not None:
        return "other_period", other_period
    if first.side and second.side and first.side != second.side:
        return "other_place", message("They speak of different sides.")
    if _place(one) != _place(other):
        return "other_place", message("They speak of different places, areas or lines.")
    # A claim that names no status speaks of the last day, as "held" does.
    if (first.status or "held") != (second.status or "held"):
        return _of_other_status(first, second)
    if first.denies != second.denies:
        return "contradict", message("Same period and place: the one affirms what the other denies.")
    if one.claimed is None or other.claimed is None:
        return "same", message("Same period and place, and they say the same.")
    if _numbers_meet(one.claimed, other.claimed):
        return "same", message("Same period and place, and their numbers meet.")
    if _each_fits_alone(one, other):
        return "other_definition", message("Each agrees with the map under a definition of its own.")
    return "contradict", message("Same period, place and definitions, but their numbers do not meet.")


def _of_other_status(one: Claim, other: Claim) -> tuple[str, Message]:
    """Return the outcome of two claims that say different things of one place: by where the side is at the end."""
    ends = {_in_it_at_the_end(one), _in_it_at_the_end(other)}
    if ends == {True, False}:
        return "contradict", message(
            "Same period and place: by the one the side is in it on the last day, by the other it is not."
        )
    return "other_definition", message("They say different things of the place, which can both hold.")


def _in_it_at_the_end(claim: Claim) -> bool | None:
    """Return whether a claim puts its side in the place on the last day; None where it leaves that open."""
    if claim.status in ("", "held"):
        return not claim.denies
    if claim.denies:
        return None
    return {"taken": True, "held_since": True, "outskirts": False, "lost": False}.get(claim.status)


def _periods_differ(one: Claim, other: Claim) -> Message | None:
    """Return the sentence that tells two periods apart; a day that is not known tells nothing."""
    if one.refers_to and other.refers_to and one.refers_to != other.refers_to:
        return message(
            "They speak of different periods: the one ends on {first}, the other on {second}.",
            first=one.refers_to,
            second=other.refers_to,
        )
    if one.refers_from and other.refers_from and one.refers_from != other.refers_from:
        return message(
            "They speak of different periods: the one begins on {first}, the other on {second}.",
            first=one.refers_from,
            second=other.refers_from,
        )
    return None


def _numbers_meet(one: Interval, other: Interval) -> bool:
    return share_a_point(one.low, one.high, *in_unit(other, one.unit))


def _each_fits_alone(one: Finding, other: Finding) -> bool:
    return bool(one.fits) and bool(other.fits) and not set(one.fits) & set(other.fits)
