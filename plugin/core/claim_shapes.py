"""What a claim is about, as shapes to look at: the ground, lines and places that its finding was measured from.

Nothing is decided here; the records are chosen by the same rules as for the check (`scope`). All shapes are WGS 84
longitude/latitude.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .buffer import geodesic_buffer, grown
from .case import Case, Claim, Gain
from .findings import Finding
from .front import ground_of
from .grounds import Grounds
from .mapped import gained_for, mapped_for
from .messages import Message
from .places import IN, MAYBE, membership
from .quantities import converted, dimension
from .scope import baseline_for, built_up_for, frame_for, gains_for, places_for, sector_for, tolerance_m
from .shapes import Geometry, polygons_of

Box = tuple[float, float, float, float]
LonLat = tuple[float, float]

_BY_GAINS = ("area_changed", "depth", "settlement_count", "place_status", "direction")
_BY_BASELINE = ("depth",)
# Where no gains are drawn, maps of two days show what changed hands.
_BY_MAPS = ("area_changed", "depth", "settlement_count")
_MOST_PLACES = 5000
# To look at, not to measure with.
_OUTLINE_ERROR_M = 25.0


@dataclass(frozen=True)
class ShownPlace:
    """A settlement to mark; `role` is "named" (the claim names it), "in" or "maybe" (counted)."""

    role: str
    name: str
    place: LonLat


@dataclass(frozen=True)
class ClaimShapes:
    """What there is to see of a claim; None and empty where its kind has no use for it.

    `scope` is the area it is measured in, of a place its built-up ground. `gains` is the union of the gains used,
    `gains_within` the same grown by its tolerance of `tolerance_m` metres, `reach` everything within the claimed
    depth (`reach_km`) of the baseline, `depths` are (definition, deepest point, nearest point of the baseline),
    `printed` the point at a stated distance and direction.
    """

    gains: Geometry | None = None
    gains_within: Geometry | None = None
    tolerance_m: float = 0.0
    baseline: Geometry | None = None
    sector: Geometry | None = None
    scope: Geometry | None = None
    reach: Geometry | None = None
    reach_km: float = 0.0
    depths: tuple[tuple[str, LonLat, LonLat], ...] = ()
    printed: tuple[LonLat, ...] = ()
    places: tuple[ShownPlace, ...] = ()


def _no_pulse() -> None:
    """Call nothing off."""


def claim_shapes(case: Case, finding: Finding, pulse: Callable[[], None] = _no_pulse) -> ClaimShapes:
    """Return what a finding was measured from; `pulse` is called between the steps and may raise `Cancelled`.

    Raises
    ------
    MeasureError
        When a buffer cannot be drawn.
    """
    claim, grounds = finding.claim, Grounds(case, pulse)
    gains = gains_for(case, claim).records if claim.kind in _BY_GAINS else ()
    ground = grounds.together(gains) if gains else None
    within = grounds.larger(gains) if gains else None
    metres = tolerance_m(case, gains) if gains else 0.0
    lines = baseline_for(case, claim).records if claim.kind in _BY_BASELINE else ()
    baseline = lines[0].geometry if lines else None
    pulse()
    if ground is None and claim.kind in _BY_MAPS:
        ground, front, metres = _on_the_maps(case, claim)
        within = None if ground is None else grown(ground, metres)
        baseline = front if front is not None and not _names_baseline(case, claim) else baseline
    pulse()
    reach_km = _claimed_km(finding) if baseline is not None else 0.0
    reach = _around(baseline, reach_km, pulse) if baseline is not None and reach_km > 0 else None
    pulse()
    sectors = sector_for(case, claim).records if claim.kind in _BY_BASELINE else ()
    scopes = frame_for(case, claim).records if claim.kind in ("area_changed", "settlement_count") else ()
    if claim.kind == "place_status" and (places := places_for(case, claim, 1).records):
        scopes = built_up_for(case, claim, places[0]).records
    depths, printed = _points_of(finding)
    return ClaimShapes(
        gains=ground,
        gains_within=within if metres > 0 else None,
        tolerance_m=metres,
        baseline=baseline,
        sector=sectors[0].geometry if sectors else None,
        scope=scopes[0].geometry if scopes else None,
        reach=reach,
        reach_km=reach_km,
        depths=depths,
        printed=printed,
        places=(*_named(case, claim), *_counted(case, claim, gains, ground, metres)),
    )


def _around(line: Geometry, km: float, pulse: Callable[[], None]) -> Geometry:
    return geodesic_buffer(line, km * 1000, _OUTLINE_ERROR_M, progress=lambda _: pulse())


def _on_the_maps(case: Case, claim: Claim) -> tuple[Geometry | None, Geometry | None, float]:
    """Return what changed hands by an issuer's maps, the front of the first day for a depth, and the tolerance."""
    if claim.kind in _BY_BASELINE:
        found = gained_for(case, claim)
        return (None, None, 0.0) if isinstance(found, Message) else (found.ground, found.front, found.tolerance_m)
    maps = mapped_for(case, claim)
    if isinstance(maps, Message):
        return None, None, 0.0
    before, after = (ground_of(areas, maps.holder).control for areas in (maps.before, maps.after))
    ground = after.difference(before) if maps.holder_gains else before.difference(after)
    return (ground if polygons_of(ground) else None), None, maps.tolerance_m


def _names_baseline(case: Case, claim: Claim) -> bool:
    return bool(claim.baseline_id or case.settings.get("baseline_id", ""))


def _claimed_km(finding: Finding) -> float:
    claimed = finding.claimed
    if claimed is None or dimension(claimed.unit) != "length":
        return 0.0
    return converted(claimed.value, claimed.unit, "km")


def _points_of(finding: Finding) -> tuple[tuple[tuple[str, LonLat, LonLat], ...], tuple[LonLat, ...]]:
    depths, printed = [], []
    for measure in finding.measures:
        places = {role: (lon, lat) for role, lon, lat in measure.points}
        if {"deepest", "nearest"} <= set(places):
            depths.append((measure.definition, places["deepest"], places["nearest"]))
        printed += [(lon, lat) for role, lon, lat in measure.points if role == "as_printed"]
    return tuple(depths), tuple(printed)


def _named(case: Case, claim: Claim) -> tuple[ShownPlace, ...]:
    wanted = set(claim.place_ids)
    return tuple(
        ShownPlace("named", one.name, (one.geometry.x, one.geometry.y)) for one in case.settlements if one.id in wanted
    )


def _counted(
    case: Case, claim: Claim, gains: tuple[Gain, ...], ground: Geometry | None, metres: float
) -> tuple[ShownPlace, ...]:
    """Return the settlements in the gains, and those that may be, for a claim that counts them."""
    if claim.kind != "settlement_count" or not gains or ground is None or not case.settlements:
        return ()
    lons = np.array([one.geometry.x for one in case.settlements])
    lats = np.array([one.geometry.y for one in case.settlements])
    found = membership(lons, lats, ground, metres)
    hits = [number for number in range(len(found)) if found[number] in (IN, MAYBE)][:_MOST_PLACES]
    return tuple(
        ShownPlace(str(found[number]), case.settlements[number].name, (float(lons[number]), float(lats[number])))
        for number in hits
    )


def claim_box(case: Case, finding: Finding) -> Box | None:
    """Return the box (west, south, east, north) of what a claim is about; None where nothing of it is on a map."""
    claim = finding.claim
    boxes: list[Box] = []
    if claim.kind in _BY_GAINS or claim.gain_ids:
        boxes += [one.geometry.bounds for one in gains_for(case, claim).records]
    if claim.kind in _BY_BASELINE or claim.baseline_id:
        boxes += [one.geometry.bounds for one in baseline_for(case, claim).records]
    boxes += [(*one.place, *one.place) for one in _named(case, claim)]
    boxes += [(lon, lat, lon, lat) for measure in finding.measures for _, lon, lat in measure.points]
    if not boxes and (claim.area_id or claim.kind in ("area_changed", "settlement_count")):
        boxes += [one.geometry.bounds for one in frame_for(case, claim).records]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes)
    return min(wests), min(souths), max(easts), max(norths)
