"""Curves from the pieces of each day against plain overlays of every day, the way they were measured at first."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from maps import day
from salient.core.buffer import grown, shrunk
from salient.core.case import Area, Case, Claim, ControlArea
from salient.core.change import area_band, changes
from salient.core.front import ground_of, mapped_on
from salient.core.geodesy import area_km2
from salient.core.mapped import own_gains
from salient.core.reconcile_curve import claim_curves
from salient.core.shapes import polygons_of
from salient.core.since import areas_within

KM2 = 1e-6


def blob(chance, lon: float, lat: float, radius: float) -> Polygon:
    """Return a star with a hole."""
    turn = np.linspace(0, 2 * np.pi, 60)
    far = radius * (1 + 0.3 * np.sin(5 * turn + chance.uniform(0, 6)))
    ring = np.column_stack([lon + far * np.cos(turn), lat + far * np.sin(turn)])
    return Polygon(ring, [0.3 * (ring - [lon, lat]) + [lon, lat]])


def blobs(chance, of: MultiPolygon, keep: int = 2) -> MultiPolygon:
    """Return ground most of whose parts are those of the day before, edge by edge."""
    ground = MultiPolygon(polygons_of(of)[:: 1 if keep > 1 else 2])
    for _ in range(2):
        one = blob(chance, chance.uniform(35, 38), chance.uniform(48, 50), chance.uniform(0.1, 0.4))
        ground = ground.union(one) if chance.uniform() > 0.4 else ground.difference(one)
    return MultiPolygon(polygons_of(ground))


def areas_of_days(seed: int, sole: bool, days: int = 6) -> tuple[ControlArea, ...]:
    """Return days of control, advance (not on each) and the other side's layer (not on each)."""
    chance = np.random.default_rng(seed)
    control, advance, other = blobs(chance, MultiPolygon(), 9), MultiPolygon(), MultiPolygon()
    found = []
    for number in range(days):
        control, advance, other = (blobs(chance, one, 9) for one in (control, advance, other))
        drawn = [("assessed_control", "R", control)]
        if not sole and number not in (0, 3):
            drawn.append(("assessed_advance", "R", advance))
        if not sole and number != 2:
            drawn.append(("claimed_counteroffensive", "B", other))
        found.extend(
            ControlArea(f"{number} {state}", ground, side, state, "X", as_of=day(number), tolerance_m=0.0)
            for state, side, ground in drawn
        )
    return tuple(found)


def overlays(case: Case, start: datetime.date, gains: bool, frame) -> dict[str, dict[datetime.date, float]]:
    """The plain way: whole layers held against those of the first day, on each day, and cut to the frame."""
    before = ground_of(mapped_on(case, "X", start), "R")
    found: dict[str, dict[datetime.date, float]] = {}
    for one in sorted({area.as_of for area in case.control_areas if area.as_of >= start}):
        after = ground_of(mapped_on(case, "X", one), "R")
        for name, band in (own_gains if gains else changes)(before, after, 0.0, frame).items():
            found.setdefault(name, {})[one] = abs(band.best)
    return found


def claims(side: str, *ends: tuple[int, int]) -> tuple[Claim, ...]:
    return tuple(
        Claim(f"c{n}", "t", "area_changed", "C", value=1, unit="km2", side=side, refers_from=day(a), refers_to=day(b))
        for n, (a, b) in enumerate(ends)
    )


@pytest.mark.parametrize("framed", [False, True])
@pytest.mark.parametrize("sole", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_curves_are_those_of_plain_overlays(seed, sole, framed):
    frame = blob(np.random.default_rng(seed), 36.5, 49, 0.9) if framed else None
    case = Case(
        "c",
        control_areas=areas_of_days(seed, sole),
        areas=(Area("f", "F", frame, role="frame"),) if framed else (),
        claims=claims("R" if sole else "B", (0, 2), (1, 5), (3, 5), (0, 5)),
    )
    found = claim_curves(case)
    assert len(found) == 4
    for one in found:
        expected = overlays(case, one.start, sole, frame)
        measured = {name: {point.day: point.km2 for point in line} for name, line in one.curves.items()}
        assert measured.keys() == expected.keys()
        for name, line in expected.items():
            assert measured[name] == pytest.approx(line, abs=KM2), name
    assert max(point.km2 for one in found for line in one.curves.values() for point in line) > 100
    assert found[0].curves is found[3].curves


def test_curves_are_those_of_plain_overlays_of_the_acceptance_case(september):
    first = datetime.date(2022, 9, 1)
    [claim] = claims("UA", (0, 1))
    claim = replace(claim, refers_from=first, refers_to=first.replace(day=9))
    [found] = claim_curves(replace(september, claims=(claim,)))
    frame = september.areas[0].geometry
    before = ground_of(mapped_on(september, "ISW", first), "RU")
    for one in (5, 9):
        after = ground_of(mapped_on(september, "ISW", first.replace(day=one)), "RU")
        expected = {name: abs(band.best) for name, band in changes(before, after, 0.0, frame).items()}
        measured = {n: p.km2 for n, line in found.curves.items() for p in line if p.day == first.replace(day=one)}
        assert measured == pytest.approx(expected, abs=KM2)


def test_small_pieces_in_large_ground_by_one_overlay_each():
    chance = np.random.default_rng(4)
    ground = MultiPolygon(polygons_of(blobs(chance, blobs(chance, MultiPolygon()), 9)))
    large = blob(chance, 36.5, 49, 1.0).exterior
    ground = ground.union(Polygon([large.interpolate(n / 5000, normalized=True) for n in range(5000)]))
    pieces = [
        blob(chance, chance.uniform(35, 38), chance.uniform(48, 50), chance.choice([0.001, 0.05, 0.5]))
        for _ in range(200)
    ]
    km2 = np.array([area_km2(one) for one in pieces])
    expected = np.array([area_km2(one.intersection(ground)) for one in pieces])
    found = areas_within(pieces, km2, ground)
    assert found == pytest.approx(expected, abs=1e-8)
    assert {0.0} < set(expected)
    assert ((expected > 0) & (expected < 0.99 * km2)).sum() > 20
    assert list(areas_within(pieces, km2, MultiPolygon())) == [0.0] * len(pieces)


@pytest.mark.parametrize("tolerance_m", [100.0, 500.0])
def test_ground_far_from_the_frame_changes_no_band(tolerance_m):
    """What reaches over the frame's edge counts, what lies further off is left out: the same as moving all of it."""
    frame = box(36.5, 49.2, 37, 49.6)
    near = box(36.2, 49.0, 36.8, 49.4)
    outside = box(37.001, 49.3, 37.1, 49.5)
    far = box(30, 45, 31, 46)
    ground = MultiPolygon([near, outside, far])
    band = area_band(ground, tolerance_m, frame)
    for found, whole in ((band.low, shrunk(ground, tolerance_m)), (band.high, grown(ground, tolerance_m))):
        assert found == pytest.approx(area_km2(whole.intersection(frame)), rel=2e-4)
    assert band.best == pytest.approx(area_km2(near.intersection(frame)))
    alone = area_band(near, tolerance_m, frame)
    assert band.high > alone.high * 1.0001
