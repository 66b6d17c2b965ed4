"""Many pieces moved apart give what they give as one shape; the reference is `grown` and `shrunk` of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

import salient.core.moved
from salient.core.buffer import grown, shrunk
from salient.core.case import Case, Claim, Gain
from salient.core.check import check_case
from salient.core.errors import Cancelled
from salient.core.geodesy import area_km2
from salient.core.moved import moved_out_and_in
from salient.core.shapes import union


def circles(step: float) -> list[Polygon]:
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * 0.05
    return [Polygon(ring + np.array([36 + step * (n % 6), 49 + step * (n // 6)])) for n in range(36)]


@pytest.mark.parametrize("step", [0.2, 0.103, 0.08])
def test_apart_and_together_are_the_same(step, monkeypatch):
    """Two circles of 0.05° stand 0.2° apart, so near that they meet when moved by 300 m, or overlap at once."""
    area = union([*circles(step), box(40, 49, 41, 50).difference(box(40.2, 49.2, 40.8, 49.8))])
    monkeypatch.setattr(salient.core.moved, "_AT_ONCE", 200)
    shares = []
    out, inward = moved_out_and_in(area, 300.0, shares.append)
    assert area_km2(out) == pytest.approx(area_km2(grown(area, 300.0)), rel=1e-4)
    assert area_km2(inward) == pytest.approx(area_km2(shrunk(area, 300.0)), rel=1e-4)
    # Nothing lies over another piece of it: that would be counted twice.
    assert out.is_valid
    assert inward.is_valid
    assert shares == sorted(shares)
    # The ring stands apart from all circles.
    assert len(set(shares)) > 1


def test_a_long_check_hears_that_it_is_called_off():
    gains = tuple(Gain(f"g{n}", MultiPolygon([one]), tolerance_m=100) for n, one in enumerate(circles(0.2) * 4))
    claim = Claim("c", "as published", "area_changed", "A newspaper", value=9, unit="km2")
    calls = []

    def off(share: float) -> None:
        calls.append(share)
        if len(calls) > 4:
            raise Cancelled("off")

    with pytest.raises(Cancelled):
        check_case(Case("one", claimed_gains=gains, claims=(claim,)), progress=off)
    assert len(calls) == 5


def test_one_small_area_is_moved_as_it_always_was():
    area = MultiPolygon([box(36, 49, 37, 50), box(38, 49, 39, 50)])
    out, inward = moved_out_and_in(area, 500.0)
    assert out.equals(grown(area, 500.0))
    assert inward.equals(shrunk(area, 500.0))


def test_what_was_moved_before_is_not_moved_again(monkeypatch):
    monkeypatch.setattr(salient.core.moved, "_AT_ONCE", 200)
    pieces = circles(0.2)
    known = {}
    moved_out_and_in(union(pieces), 300.0, known=known)
    groups = len(known)
    assert groups > 4
    # One circle is drawn anew, with other corners: its own group is moved, and no other.
    changed = union([box(35.97, 48.97, 36.03, 49.03), *pieces[1:]])
    out, inward = moved_out_and_in(changed, 300.0, known=known)
    assert 1 <= len(known) - groups <= 2
    assert area_km2(out) == pytest.approx(area_km2(grown(changed, 300.0)), rel=1e-4)
    assert area_km2(inward) == pytest.approx(area_km2(shrunk(changed, 300.0)), rel=1e-4)
