"""What is said about a figure of depth along a baseline: where its points lie, what is claimed, how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.case import Case
from ..core.coarse import Grid
from ..core.definitions import definition
from ..core.depth_along import DepthAlong
from ..core.findings import Finding, Measure
from ..core.geodesy import compass
from ..core.messages import Message, message
from ..core.near_place import nearest_settlement
from .figure_values import ClaimedDepth
from .language import Language
from .place_names import place_name
from .wording import band_text, claimed_text, clipped, interval_text

_LONGEST_NAME = 60
# Nearer than this a place is the settlement, farther than that it is not said by it.
_AT_KM, _FAR_KM = 1.5, 40.0


@dataclass(frozen=True)
class Told:
    """How things are told: in which language, places by the case's settlements and no finer than a grid; remarks."""

    case: Case
    lang: Language
    grid: Grid | None
    remarks: list[Message]

    def where(self, at: tuple[float, float]) -> str:
        """Return a place by the settlement it is nearest to; "" where none is near."""
        near = nearest_settlement(self.case.settlements, *(at if self.grid is None else self.grid.place(*at)))
        if near is None or near.km > _FAR_KM:
            return ""
        name = place_name(near.place, self.lang)
        if near.km < _AT_KM:
            return self.lang.say(message("at {place}", place=name))
        direction = message(compass(near.azimuth_deg))
        return self.lang.say(message("{km:.0f} km {direction} of {place}", km=near.km, direction=direction, place=name))


def depth_facts(told: Told, measures: Sequence[Measure]) -> tuple[str, ...]:
    """Return where the deepest point of each definition lies, in words."""
    found, lang = [], told.lang
    for one in measures:
        points = {role: (lon, lat) for role, lon, lat in one.points}
        if one.best is None or "deepest" not in points:
            continue
        values = {"definition": lang.say(definition(one.definition).title), "depth": band_text(one, None, lang)}
        where = told.where(points["deepest"])
        text = message("Deepest point ({definition}): {depth}, {where}.", where=where, **values)
        found.append(lang.say(text if where else message("Deepest point ({definition}): {depth}.", **values)))
    return tuple(found)


def ends_of(told: Told, along: DepthAlong, ends_km: tuple[float, float]) -> tuple[str, str]:
    """Return where the two ends of what is shown lie, in words."""
    left, right = along.places.at(np.array(ends_km)).tolist()
    return told.where((left[0], left[1])), told.where((right[0], right[1]))


def depth_caption(along: DepthAlong, from_km: float, to_km: float, with_sector: bool, lang: Language) -> str:
    """Return how to read the figure, with definitions and units."""
    parts = [
        message(
            "Across: kilometres along the baseline from its start, {start:,.0f} to {end:,.0f} of {length:,.0f}. Up: "
            "the greatest distance in km, on the ellipsoid, of the gained ground that is nearest to each stretch of "
            "{step:g} km; marks are the depths of the findings with their bands, where their nearest points lie.",
            start=from_km,
            end=to_km,
            length=along.places.length_km,
            step=along.step_km,
        )
    ]
    beyond = _beyond(along, from_km, to_km)
    if beyond:
        text = "Ground nearest to other parts of the baseline is up to {km:.1f} km deep and not shown."
        parts.append(message(text, km=beyond))
    if with_sector:
        parts.append(
            message(
                "The dashed profile is of the ground connected to the break-in sector, to that part of the baseline "
                "alone; where the ground widens behind it, the depth gathers at its ends."
            )
        )
    return " ".join(lang.say(one) for one in parts)


def _beyond(along: DepthAlong, from_km: float, to_km: float) -> float:
    """Return the greatest depth of ground that is nearest to parts of the baseline that are not shown; 0 for none."""
    outside = (along.ends_km[1:] <= from_km) | (along.ends_km[:-1] >= to_km)
    return float(along.profile.depth_km[outside].max(initial=0.0))


def depth_alt_text(
    title: str, period: str, claimed: Sequence[ClaimedDepth], facts: Sequence[str], lang: Language
) -> str:
    """Return the figure in words."""
    head = f"{title}, {period}." if period else f"{title}."
    said = [lang.say(message("Claimed: {claims}.", claims="; ".join(one.label for one in claimed)))] if claimed else []
    return " ".join([head.replace("..", "."), *facts, *said])


def claimed_label(findings: Sequence[tuple[int, Finding]], lang: Language) -> str:
    """Return what claims of one interval say; the only one is named."""
    number, first = findings[0]
    numbers = ", ".join(str(one) for one, _ in findings)
    claimed = "; ".join(dict.fromkeys(claimed_text(one, lang) for _, one in findings))
    interval = "" if first.claimed is None else interval_text(first.claimed, lang)
    if len(findings) > 1:
        return lang.say(
            message("{numbers}: {claimed}, read as {interval}", numbers=numbers, claimed=claimed, interval=interval)
        )
    text = message(
        "{number} {claimant}: {claimed}, read as {interval}",
        number=str(number),
        claimant=clipped(first.claim.claimant, _LONGEST_NAME),
        claimed=claimed,
        interval=interval,
    )
    return lang.say(text)
