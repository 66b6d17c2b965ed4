"""What the map of a briefing shows: chosen from the case and from the points that were measured."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..core.case import Area, Case, Claim
from ..core.change import Change
from ..core.definitions import definition
from ..core.errors import InputError
from ..core.findings import Finding, Measure, Report
from ..core.messages import message
from ..core.recipe import Recipe
from ..core.schema import AREA_ROLES, BASES, FRONT_ROLES, MODES
from ..core.scope import built_up_for, places_for
from ..core.shapes import Geometry
from .citations import Citations
from .frames import bounds_of, within
from .language import Language
from .map_change import Drawn, change_caption, changed_ground, control_behind, control_label, labelled
from .place_names import place_name
from .values import DepthMark, Frame, LonLat, MapContent, MapPlace, MapShape
from .wording import band_text

Date = datetime.date
_MARGIN = 0.06
_USUAL = Recipe()


def map_content(
    report: Report, lang: Language, citations: Citations, changes: Sequence[Change] = (), recipe: Recipe = _USUAL
) -> MapContent | None:
    """Return what the map shows, or None when the case has no shapes at all; the sources of what is drawn are cited.

    Where no gains are drawn, the first of the `changes` shows the ground that changed hands on one issuer's maps.
    The `recipe` may name another frame than the case's, and a scale.

    Raises
    ------
    InputError
        When the recipe names a frame that the case does not hold.
    """
    case = report.case
    change = None if case.claimed_gains else next((one for one in changes if not one.across), None)
    if change is None:
        drawn = [*_control(case, report.as_of, lang), *_gains(case, lang)]
    else:
        drawn = [*control_behind(case, change, lang), *changed_ground(case, change, lang)]
    drawn += [*_fronts(case, lang), *_routes(case, lang)]
    drawn += _areas(case, report.findings, lang)
    depths = _depths(report.findings, lang)
    frame = _frame(case, [one.shape.geometry for one in drawn], depths, recipe.frame_id)
    if frame is None:
        return None
    places = _places(case, report.findings, lang)
    shown = [one.source_id for one in drawn]
    shown += [place.source_id for place in case.settlements if within((place.geometry.x, place.geometry.y), frame)]
    return MapContent(
        frame=frame,
        shapes=tuple(one.shape for one in drawn),
        places=places,
        depths=depths,
        printed_points=_printed_points(report.findings),
        sides=_sides(one.shape.side for one in drawn),
        refs=citations.cite(*shown),
        caption=_caption(report, lang) if change is None else change_caption(change, lang),
        scale=recipe.scale,
    )


def _caption(report: Report, lang: Language) -> str:
    if report.as_of is None:
        return lang.say(message("Claimed gains and the lines they are measured from."))
    return lang.say(message("Claimed gains and the lines they are measured from, as of {date}.", date=report.as_of))


def _sides(sides: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(side for side in sides if side))


def _gains(case: Case, lang: Language) -> list[Drawn]:
    made = []
    for gain in case.claimed_gains:
        basis = lang.say(BASES.get(gain.basis, gain.basis))
        label = labelled(lang.say(message("gains ({basis})", basis=basis)), gain.side)
        made.append(Drawn(MapShape("gain", gain.basis, gain.side, label, gain.geometry), gain.source_id))
    return made


def _fronts(case: Case, lang: Language) -> list[Drawn]:
    made = []
    for line in sorted(case.front_lines, key=lambda one: one.role == "baseline"):
        role = lang.say(FRONT_ROLES.get(line.role, line.role))
        label = role if line.as_of is None else lang.say(message("{line}, {date}", line=role, date=line.as_of))
        made.append(Drawn(MapShape("front", line.role, "", labelled(label, ""), line.geometry), line.source_id))
    return made


def _routes(case: Case, lang: Language) -> list[Drawn]:
    made = []
    for route in case.supply_routes:
        mode = lang.say(MODES.get(route.mode, route.mode))
        label = labelled(lang.say(message("supply route ({mode})", mode=mode)), "")
        made.append(Drawn(MapShape("route", route.mode, "", label, route.geometry), route.source_id))
    return made


def _control(case: Case, as_of: Date | None, lang: Language) -> list[Drawn]:
    """Return the areas of each issuer, side and state on its last day up to `as_of`."""
    latest: dict[tuple[str, str], Date] = {}
    usable = [area for area in case.control_areas if as_of is None or area.as_of is None or area.as_of <= as_of]
    for area in usable:
        key = (area.issuer, area.side)
        latest[key] = max(latest.get(key, datetime.date.min), area.as_of or datetime.date.min)
    return [
        Drawn(MapShape("control", area.state, area.side, control_label(area, lang), area.geometry), area.source_id)
        for area in usable
        if (area.as_of or datetime.date.min) == latest[(area.issuer, area.side)]
    ]


def _areas(case: Case, findings: Sequence[Finding], lang: Language) -> list[Drawn]:
    """Return break-in sectors, areas and built-up ground that a claim speaks of; the frame is the edge of the map."""
    wanted = {one.claim.sector_id for one in findings} | {one.claim.area_id for one in findings}
    wanted.add(case.settings.get("sector_id", ""))
    wanted |= {area.id for one in findings for area in _built_up(case, one.claim)}
    labels = {
        "sector": lang.say(message("break-in sector of the baseline")),
        "area_of_interest": lang.say(message("area that a claim speaks of")),
        "built_up": lang.say(AREA_ROLES["built_up"]),
    }
    return [
        Drawn(MapShape("area", area.role, "", labelled(labels[area.role], ""), area.geometry), area.source_id)
        for area in case.areas
        if area.role in labels and (area.id in wanted or area.role == "sector")
    ]


def _built_up(case: Case, claim: Claim) -> tuple[Area, ...]:
    places = places_for(case, claim, 1).records if claim.kind == "place_status" else ()
    return built_up_for(case, claim, places[0]).records if places else ()


def _points(measure: Measure) -> dict[str, LonLat]:
    return {role: (lon, lat) for role, lon, lat in measure.points}


def _depths(findings: Sequence[Finding], lang: Language) -> tuple[DepthMark, ...]:
    """Return the greatest depth under each definition, those that fall together once."""
    best: dict[str, tuple[float, DepthMark]] = {}
    for finding in findings:
        for measure in finding.measures:
            points = _points(measure)
            if measure.best is None or "deepest" not in points or "nearest" not in points:
                continue
            if measure.definition in best and best[measure.definition][0] >= measure.best:
                continue
            label = band_text(measure, finding.claimed, lang).partition(" (")[0]
            title = lang.say(definition(measure.definition).title)
            best[measure.definition] = (
                measure.best,
                DepthMark(title, measure.definition, points["deepest"], points["nearest"], label),
            )
    marks: dict[tuple[LonLat, LonLat], DepthMark] = {}
    for _, mark in best.values():
        key = (mark.deepest, mark.nearest)
        if key in marks:
            mark = replace(marks[key], definition=f"{marks[key].definition}; {mark.definition}")
        marks[key] = mark
    return tuple(marks.values())


def _printed_points(findings: Sequence[Finding]) -> tuple[LonLat, ...]:
    points = [_points(measure).get("as_printed") for finding in findings for measure in finding.measures]
    return tuple(dict.fromkeys(point for point in points if point is not None))


def _places(case: Case, findings: Sequence[Finding], lang: Language) -> tuple[MapPlace, ...]:
    """Return the settlements: those that claims name first, then by inhabitants, then by name."""
    named = {place for finding in findings for place in finding.claim.place_ids}
    rows = [
        MapPlace(
            place_name(place, lang),
            (place.geometry.x, place.geometry.y),
            (1e9 if place.id in named else 0.0) + (place.population or 0),
        )
        for place in case.settlements
    ]
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.name, row.place)))


def _frame(case: Case, shapes: Sequence[Geometry], depths: Sequence[DepthMark], wanted: str) -> Frame | None:
    """Return the frame wanted, else the case's, else the bounds of what is drawn; None when there is nothing."""
    chosen = frame_wanted(case, wanted) if wanted else _frame_area(case)
    if chosen is not None:
        return bounds_of([chosen.geometry], 0.0)
    if not shapes and not case.settlements:
        return None
    points: list[Any] = [place.geometry for place in case.settlements]
    return bounds_of([*shapes, *points], _MARGIN, [mark.deepest for mark in depths])


def frame_wanted(case: Case, wanted: str) -> Area:
    """Return the area of that id.

    Raises
    ------
    InputError
        When the case does not hold it.
    """
    found = next((area for area in case.areas if area.id == wanted), None)
    if found is None:
        text = 'The recipe\'s map shows the area "{id}", which the case does not hold; there are {known}.'
        known = ", ".join(area.id for area in case.areas) or "–"
        raise InputError(message(text, id=wanted[:80], known=known))
    return found


def _frame_area(case: Case) -> Area | None:
    frames = [area for area in case.areas if area.role == "frame"]
    wanted = case.settings.get("frame_id", "")
    if wanted:
        return next((area for area in case.areas if area.id == wanted), None)
    return frames[0] if len(frames) == 1 else None
