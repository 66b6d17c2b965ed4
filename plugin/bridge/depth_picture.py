"""Depth along a baseline: measured in a worker thread from a snapshot of an open case."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable

from ..core.messages import Message, message, of_error
from .control_depths import baselines_of, sectors_of
from .control_plan import map_day
from .control_work import area_shape
from .snapshots import CaseSnapshot
from .work import in_own_thread, part_of

if TYPE_CHECKING:
    from ..core.along import AlongLine
    from ..core.case import Case, Claim
    from ..core.depth import DepthMeasure, DepthProfile
    from ..core.depth_choice import DepthInputs
    from ..core.shapes import Geometry

Progress = Callable[[float], None]
LonLat = tuple[float, float]

DEPTH_TABLES = ("claims", "claimed_gains", "front_lines", "areas", "control_areas", "settings")
OFFERED_TABLES = ("claims", "front_lines", "areas", "settings")
_LONGEST = 90
# About 50 m: the line on the map needs no more vertices than that.
_SKETCH_DEG = 0.0005


@dataclass(frozen=True)
class DepthWish:
    """What is to be measured: a claim by its id, else the gains of these ids, else all; other things by their ids.

    `baseline_id` "" takes the baseline of the claim or case, `sector_id` "" measures to any part only.
    """

    claim_id: str = ""
    gain_ids: tuple[str, ...] | None = None
    baseline_id: str = ""
    sector_id: str = ""


@dataclass(frozen=True)
class DepthOffers:
    """What a case has to choose from: id and words of its depth claims, baselines and break-in sectors.

    `own_sector` is the id of the case's own sector, "" for none.
    """

    claims: tuple[tuple[str, str], ...]
    baselines: tuple[tuple[str, str], ...]
    sectors: tuple[tuple[str, str], ...]
    own_sector: str


@dataclass(frozen=True)
class DepthMark:
    """A depth under one definition, and how far along the baseline its nearest point is, in km."""

    measure: DepthMeasure
    along_km: float


@dataclass(frozen=True)
class DepthPicture:
    """Depths along a baseline.

    `ends_km` are those of the profile's stretches (n + 1), `in_sector` says of each whether it lies in the break-in
    sector; `no_sector` says why there is no depth to it. `places` finds places along the line and the way back;
    `sketch` is the line as WKB, good enough to be looked at.
    """

    line_name: str
    profile: DepthProfile
    step_km: float
    ends_km: Any
    in_sector: Any
    marks: tuple[DepthMark, ...]
    no_sector: Message | None
    note: Message
    places: AlongLine
    sketch: bytes


def depth_offers(now: CaseSnapshot) -> DepthOffers:
    """Return what may be chosen in a case; `now` has `OFFERED_TABLES`. Quick: no shape is read."""
    rows = {name: now.tables[name].attributes() for name in OFFERED_TABLES}
    claims = ((str(row.get("id") or ""), _short(row)) for row in rows["claims"] if row.get("kind") == "depth")
    sectors, own = sectors_of(rows["areas"], rows["settings"])
    return DepthOffers(
        tuple(one for one in claims if one[0]),
        tuple(baselines_of(rows["front_lines"])),
        tuple(sectors),
        own,
    )


def _short(row: Mapping[str, Any]) -> str:
    """Return a claim in a line: who said it, and its first words."""
    text = " ".join(str(row.get("text") or row.get("id") or "").split())
    claimant = str(row.get("claimant") or "")
    words = f"{claimant}: {text}" if claimant else text
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


@in_own_thread
def depth_picture(now: CaseSnapshot, wish: DepthWish, progress: Progress) -> DepthPicture | Message:
    """Return depths along a baseline, or what is missing for them; `now` has `DEPTH_TABLES`.

    Raises
    ------
    InputError
        When the sector has no shape.
    """
    from ..core.depth import DepthError

    case, inputs = _read(now, wish, progress)
    if isinstance(inputs, Message):
        return inputs
    progress(0.3)
    sector = area_shape(now, wish.sector_id) if wish.sector_id else None
    try:
        return _measured(case, inputs, sector, part_of(progress, 0.3, 1.0))
    except DepthError as error:
        return of_error(error)


def _read(now: CaseSnapshot, wish: DepthWish, progress: Progress) -> tuple[Case, DepthInputs | Message]:
    """Return the case and what to measure; maps are read only where nothing is drawn, and only those of the period."""
    case = now.case(fids=())
    progress(0.1)
    claim = next((one for one in case.claims if one.id == wish.claim_id), None)
    found = _chosen(case, claim, wish)
    if isinstance(found, Message) and claim is not None and not claim.gain_ids:
        fids = maps_for(now.tables["control_areas"].attributes(), (claim.refers_from, claim.refers_to))
        if fids:
            case = now.case(part_of(progress, 0.1, 0.3), fids)
            found = _chosen(case, claim, wish)
    return case, found


def _chosen(case: Case, claim: Claim | None, wish: DepthWish) -> DepthInputs | Message:
    from ..core.depth_choice import depth_inputs

    gains = None
    if wish.gain_ids is not None:
        gains = [one for one in case.claimed_gains if one.id in wish.gain_ids]
        if not gains:
            return message("No claimed gain is selected: select some on the map or in the table.")
    line = next((one for one in case.front_lines if one.id == wish.baseline_id), None)
    if line is None and wish.baseline_id:
        return message("The baseline chosen is not in the case any more: choose another.")
    return depth_inputs(case, claim, gains, line)


def maps_for(rows: Sequence[Mapping[str, Any]], days: Sequence[datetime.date | None]) -> list[int]:
    """Return the fids of the maps of these days and of those that may stand in for them."""
    from ..core.stand_in import STAND_IN_DAYS

    wanted = {
        day + datetime.timedelta(days=late) for day in days if day is not None for late in range(STAND_IN_DAYS + 1)
    }
    return [row["fid"] for row in rows if map_day(row) in wanted]


def _measured(case: Case, inputs: DepthInputs, sector: Geometry | None, progress: Progress) -> DepthPicture:
    from ..core.depth import DepthError, depth_measures
    from ..core.depth_along import depth_along

    tolerances = (inputs.gain_tolerance_m, inputs.line_tolerance_m)
    anywhere, _ = depth_measures(inputs.gains, inputs.line, *tolerances, progress=part_of(progress, 0.0, 0.4))
    measures, no_sector = [anywhere], None
    if sector is not None:
        try:
            share = part_of(progress, 0.4, 0.7)
            _, broken_in = depth_measures(inputs.gains, inputs.line, *tolerances, sector=sector, progress=share)
            measures += [] if broken_in is None else [broken_in]
        except DepthError as error:
            no_sector = of_error(error)
    progress(0.7)
    along = depth_along(inputs, part_of(progress, 0.7, 0.95))
    marks = tuple(DepthMark(one, along.places.nearest_km(*one.nearest_point)[0]) for one in measures)
    sketch = bytes(inputs.line.simplify(_SKETCH_DEG, preserve_topology=False).wkb)
    return DepthPicture(
        inputs.line_name,
        along.profile,
        along.step_km,
        along.ends_km,
        along.inside(sector),
        marks,
        no_sector,
        inputs.note,
        along.places,
        sketch,
    )
