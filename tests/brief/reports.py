"""Reports built by hand, with round numbers: what the briefing prints can be compared with what stands here."""

from __future__ import annotations

import datetime
from typing import Any

from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, box

from salient.core.case import Area, Case, Claim, FrontLine, Gain, Settlement, Source
from salient.core.findings import Check, Finding, Interval, Measure, Reconciliation, Report
from salient.core.messages import message

DAY = datetime.date(2022, 9, 9)


def make_case(claims: tuple[Claim, ...] = (), **more: Any) -> Case:
    """Return a case on a grid of round degrees: a baseline on 30° E, a gain of 1° by 1° east of it, nine places."""
    values: dict[str, Any] = {
        "claimed_gains": (
            Gain(
                "g1",
                MultiPolygon([box(30, 49, 31, 50)]),
                name="North",
                side="Alpha",
                as_of=DAY,
                source_id="maps",
            ),
            Gain(
                "g2",
                MultiPolygon([box(30, 48.5, 30.5, 49)]),
                name="South",
                side="Beta",
                basis="assessed",
                as_of=DAY,
            ),
        ),
        "front_lines": (FrontLine("f1", "Old line", MultiLineString([LineString([(30, 48), (30, 51)])]), as_of=DAY),),
        "areas": (Area("frame", "Frame", MultiPolygon([box(29, 48, 32, 51)]), role="frame"),),
        "settlements": tuple(
            Settlement(f"p{n}", f"Place {n}", Point(29.5 + n % 3, 48.5 + n // 3), population=1000 * n) for n in range(9)
        ),
        "sources": (
            Source("maps", "Map office", "Day map", licence="CC BY 4.0"),
            Source("paper", "Evening paper", "Front page", url="https://example.org/front"),
            Source("unused", "Nobody", "Never referred to"),
        ),
        "claims": claims,
        "settings": {"title": "Round case", "frame_id": "frame"},
    }
    values.update(more)
    return Case("round", **values)


def make_claim(claim_id: str = "c1", **more: Any) -> Claim:
    """Return a claim of 2,500 km²."""
    values: dict[str, Any] = {
        "text": "Around 2,500 square kilometres changed hands.",
        "kind": "area_changed",
        "claimant": "Some office",
        "source_id": "paper",
        "value": 2500.0,
        "unit": "km2",
        "bound": "about",
    }
    values.update(more)
    return Claim(claim_id, **values)


def make_measure(definition: str = "drawn", **more: Any) -> Measure:
    """Return a measure of 2,000 km², 1,800 to 2,200."""
    values: dict[str, Any] = {"low": 1800.0, "best": 2000.0, "high": 2200.0, "unit": "km2", "fits": False}
    values.update(more)
    return Measure(definition, **values)


def make_finding(claim: Claim | None = None, **more: Any) -> Finding:
    """Return an inconsistent finding: 2,250 to 2,750 km² claimed, 1,800 to 2,200 measured."""
    values: dict[str, Any] = {
        "claim": claim or make_claim(),
        "claimed": Interval(2250.0, 2750.0, 2500.0, "km2", "about"),
        "verdict": "inconsistent",
        "fits": (),
        "measures": (make_measure(),),
        "checks": (),
        "scope": "Frame",
        "refers_from": datetime.date(2022, 9, 1),
        "refers_to": DAY,
        "reason": message("Claims of this kind are recorded and not checked."),
    }
    values.update(more)
    return Finding(**values)


def make_report(*findings: Finding, case: Case | None = None, **more: Any) -> Report:
    """Return a report of these findings."""
    values: dict[str, Any] = {
        "case": case or make_case(tuple(one.claim for one in findings)),
        "as_of": DAY,
        "findings": findings,
        "reconciled": (),
        "skipped": (),
        "notes": (),
        "engine": {"salient": "0.1.0"},
    }
    values.update(more)
    return Report(**values)


def depth_finding() -> Finding:
    """Return a finding with a deepest point in the middle of the right edge of the gain."""
    claim = make_claim("c2", kind="depth", value=50.0, unit="km", source_id="maps", text="Fifty kilometres deep.")
    points = (("deepest", 31.0, 49.5), ("nearest", 30.0, 49.5))
    measure = Measure("any_part", 71.0, 72.0, 73.0, "km", False, points=points)
    return make_finding(
        claim,
        claimed=Interval(45.0, 55.0, 50.0, "km", "at_most"),
        measures=(measure,),
        checks=(Check("conversion", True, "31", "31.07", message("No dates to count from.")),),
    )


def full_report() -> Report:
    """Return a report with something in every section."""
    return make_report(
        make_finding(),
        depth_finding(),
        reconciled=(Reconciliation(("c1", "c2"), "other_place", message("They speak of different sides.")),),
        notes=(message("No dates to count from."),),
    )
