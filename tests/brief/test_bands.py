"""The little figures of bands: everything drawn lies on the axis."""

from __future__ import annotations

import pytest

from reports import make_finding, make_measure, make_report
from salient.brief.content import briefing
from salient.brief.flowables import band_axis
from salient.core.findings import Interval

CLAIMED = Interval(2250.0, 2750.0, 2500.0, "km2", "about")
MORE_THAN = Interval(1000.0, None, 1000.0, "km2", "at_least")
LIMIT = Interval(None, 500.0, 500.0, "km2", "no_more_than")


@pytest.mark.parametrize("claimed", [CLAIMED, MORE_THAN, LIMIT, None])
@pytest.mark.parametrize(
    "band", [(1800.0, 2000.0, 2200.0), (0.0, 0.0, 0.0), (-2281.0, -2040.0, -1824.0), (-50.0, 10.0, 80.0)]
)
def test_axis_holds_zero_band_and_interval(claimed: Interval | None, band: tuple[float, float, float]) -> None:
    """For every sort of claim and band."""
    low, best, high = band
    measure = make_measure("net", low=low, best=best, high=high)
    row = briefing(make_report(make_finding(claimed=claimed, measures=(measure,)))).measures[0]
    first, last = band_axis(row)
    assert first < last
    for value in (0.0, low, best, high, row.claimed_low, row.claimed_high):
        assert value is None or first <= value <= last


def test_open_end_has_room() -> None:
    """ "More than 1,000" goes on beyond all that is measured."""
    measure = make_measure(low=700.0, best=869.0, high=1000.0)
    row = briefing(make_report(make_finding(claimed=MORE_THAN, measures=(measure,)))).measures[0]
    assert band_axis(row)[1] > 1000.0
