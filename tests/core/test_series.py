"""Series on squares whose sums can be done in the head, against plain overlays, and the months of design section 6."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box, shape

from maps import UNIT_KM2, area, day, squares
from salient.core.case import Case
from salient.core.daily import day_grounds
from salient.core.edges import areas_km2, changed_edges, edges_of, faces_between
from salient.core.errors import Cancelled, MeasureError
from salient.core.geodesy import area_km2
from salient.core.series import (
    SERIES_COLUMNS,
    DayGround,
    SeriesBuilder,
    series,
    series_json,
    series_rows,
)
from salient.core.shapes import polygons_of
from salient.core.zones import name_field, zone_series, zone_steps, zone_sum, zones_by_name


def grounds(*of_days: tuple[int, tuple[int, ...]]) -> list[DayGround]:
    return [DayGround(day(number), squares(*numbers)) for number, numbers in of_days]


def in_squares(km2: float) -> float:
    return round(km2 / UNIT_KM2, 4)


def steps(found) -> list[tuple[float, float, float, float]]:
    return [
        tuple(in_squares(km2) for km2 in (one.lost_km2, one.gained_km2, one.net_km2, one.cumulative_km2))
        for one in found.steps
    ]


def test_by_the_day():
    found = series(grounds((0, (0, 1)), (1, (0, 1, 2)), (2, (1, 2)), (4, (1, 2)), (5, ())))
    assert steps(found) == [(0, 1, 1, 1), (1, 0, -1, 0), (0, 0, 0, 0), (2, 0, -2, -2)]
    assert [in_squares(km2) for _, km2 in found.areas_km2] == [2, 3, 2, 2, 0]
    assert [str(note) for note in found.notes] == ["1 days have no map: 2024-07-04."]


def test_whichever_way_rings_wind_and_wherever_they_start():
    ring = [(36, 49), (36.1, 49), (36.1, 49.1), (36, 49.1)]
    turned = [*ring[2:], *ring[:2]][::-1]
    found = series([DayGround(day(0), Polygon(ring)), DayGround(day(1), MultiPolygon([Polygon(turned)]))])
    assert steps(found) == [(0, 0, 0, 0)]


def test_a_hole_is_no_ground():
    whole, hole = box(36, 49, 37, 50), box(36.2, 49.2, 36.3, 49.3)
    found = series([DayGround(day(0), whole), DayGround(day(1), whole.difference(hole))])
    assert found.steps[0].lost_km2 == pytest.approx(area_km2(hole))
    assert found.steps[0].gained_km2 == 0


def test_weeks_and_months_run_between_first_days():
    # 1 July 2024 is a Monday. One square more on the 5th, 12th and 31st, one less on 2 August.
    days = [(n, (0,)) for n in range(4)] + [(n, (0, 1)) for n in range(4, 11)] + [(n, (0, 1, 2)) for n in range(11, 30)]
    days += [(30, (0, 1, 2, 3)), (31, (0, 1, 2, 3)), (32, (0, 1, 2))]
    months = series(grounds(*days), "month")
    assert [(one.start, one.end, one.whole) for one in months.steps] == [
        (day(0), day(31), True),
        (day(31), day(32), False),
    ]
    assert steps(months) == [(0, 3, 3, 3), (1, 0, -1, 2)]
    weeks = series(grounds(*days), "week")
    assert [one.start for one in weeks.steps] == [day(7 * n) for n in range(5)]
    assert [one.whole for one in weeks.steps] == [True] * 4 + [False]
    assert [in_squares(one.net_km2) for one in weeks.steps] == [1, 1, 0, 0, 0]


def test_a_missing_first_of_a_month_is_stood_in_for_and_named():
    found = series(grounds((0, (0,)), (20, (0, 1)), (33, (0, 1, 2)), (62, (0,)), (70, (0,))), "month")
    assert [(one.start, one.end_used) for one in found.steps] == [
        (day(0), day(33)),
        (datetime.date(2024, 8, 1), day(62)),
        (datetime.date(2024, 9, 1), day(70)),
    ]
    assert [(one.asked, one.used) for one in found.stood_in] == [(datetime.date(2024, 8, 1), day(33))]
    assert steps(found)[:2] == [(0, 2, 2, 2), (2, 0, -2, 0)]


def test_a_first_of_a_month_too_far_away_joins_two_steps_and_says_so():
    found = series(grounds((0, (0,)), (36, (0, 1)), (62, (0, 1, 2)), (63, (0,))), "month")
    assert [(one.start, one.end, one.whole) for one in found.steps] == [
        (day(0), datetime.date(2024, 9, 1), False),
        (datetime.date(2024, 9, 1), day(63), False),
    ]
    assert "No map for 2024-08-01" in str(found.notes[0])


def test_zones_are_cut_and_add_up():
    days = grounds((0, (0, 1, 2, 3)), (1, (1, 2, 4)), (2, (0, 1, 2, 3, 4, 5)))
    zones = {"west": box(35, 48, 36.15, 50), "east": box(36.15, 48, 40, 50), "sea": box(0, 0, 1, 1)}
    found = zone_series(days, zones)
    whole = series(days)
    for n, step in enumerate(whole.steps):
        for name in ("lost_km2", "gained_km2", "net_km2"):
            assert sum(getattr(one.steps[n], name) for one in found.values()) == pytest.approx(getattr(step, name))
    assert steps(found["west"]) == [(1, 0, -1, -1), (0, 1, 1, 0)]
    assert [in_squares(km2) for _, km2 in found["west"].areas_km2] == [1.5, 0.5, 1.5]
    assert all(one == (0, 0, 0, 0) for one in steps(found["sea"]))
    framed = series(days, frame=zones["west"])
    assert steps(framed) == steps(found["west"])


def test_zones_by_every_step_are_the_series_of_their_frames_and_work_can_be_called_off():
    days = grounds((0, (0, 1, 2, 3)), (1, (1, 2, 4)), (33, (0, 1, 2, 3, 4, 5)))
    zones = {"west": box(35, 48, 36.15, 50), "east": box(36.15, 48, 40, 50)}
    told = []
    found = zone_steps(days, zones, progress=told.append)
    for name, by_step in found.items():
        assert list(by_step) == ["day", "week", "month"]
        for by, one in by_step.items():
            assert one == series(days, by, zones[name])
    assert told == sorted(told)
    assert told[-1] == 1.0
    total = zone_sum("east", found["east"]["day"])
    # East of 36.15 lie half of the second square and all further ones: first 3 goes and 4 comes, then 3 and 5 come.
    assert [in_squares(km2) for km2 in (total.lost_km2, total.gained_km2, total.net_km2)] == [1, 3, 2]

    def stop(share: float) -> None:
        if share > 0.6:
            raise Cancelled("called off")

    with pytest.raises(Cancelled):
        zone_steps(days, zones, progress=stop)


def test_zones_of_one_name_are_united():
    assert name_field(["id", "NAME_EN", "name"]) == "name"
    assert name_field(["id"]) == ""
    found = zones_by_name([("a", squares(0)), ("b", squares(3)), ("a", squares(0, 1))])
    assert list(found) == ["a", "b"]
    assert in_squares(area_km2(found["a"])) == 2


def random_ground(chance, previous=None):
    """Blobs with a hole each; half of those of the day before stay as they are."""
    blobs = [] if previous is None else polygons_of(previous)[::2]
    ground = MultiPolygon(blobs)
    for _ in range(6):
        lon, lat = chance.uniform(30, 40), chance.uniform(45, 52)
        turn = np.linspace(0, 2 * np.pi, 40)
        radius = chance.uniform(0.3, 1.2) * (1 + 0.3 * np.sin(5 * turn))
        ring = np.column_stack([lon + radius * np.cos(turn), lat + radius * np.sin(turn)])
        blob = Polygon(ring, [0.4 * (ring - [lon, lat]) + [lon, lat]])
        ground = ground.union(blob)
    return MultiPolygon(polygons_of(ground))


def test_against_plain_overlays_of_random_ground():
    chance = np.random.default_rng(5)
    days = [random_ground(chance)]
    for _ in range(12):
        days.append(random_ground(chance, days[-1]))
    found = series([DayGround(day(n), ground) for n, ground in enumerate(days)])
    for step, before, after in zip(found.steps, days, days[1:]):
        assert step.gained_km2 == pytest.approx(area_km2(after.difference(before)), abs=1e-6)
        assert step.lost_km2 == pytest.approx(area_km2(before.difference(after)), abs=1e-6)
        assert abs(step.gained_km2 - step.lost_km2 - step.net_km2) < 1e-6  # 1 m2
    for (_, km2), ground in zip(found.areas_km2, days):
        assert km2 == pytest.approx(area_km2(ground), abs=1e-6)


def test_a_day_more_gives_what_the_whole_gives():
    days = grounds((0, (0, 1)), (1, (0, 1, 2)), (31, (1, 2, 3)))
    builder = SeriesBuilder()
    for one in days[:-1]:
        builder.add(one.day, one.geometry)
    builder.series("month")
    builder.add(days[-1].day, days[-1].geometry)
    assert builder.series("month") == series(days, "month")
    gained, lost = builder.pieces(day(0), day(31))
    assert in_squares(areas_km2(gained).sum()) == 2
    assert in_squares(areas_km2(lost).sum()) == 1


def test_what_cannot_be_is_refused():
    with pytest.raises(MeasureError, match="two days"):
        series(grounds((0, (0,))))
    with pytest.raises(MeasureError, match="does not come after"):
        series(grounds((0, (0,)), (0, (1,))))
    with pytest.raises(MeasureError, match='"year"'):
        series(grounds((0, (0,)), (1, (1,))), "year")


def test_a_series_can_be_called_off():
    def stop(done: float) -> None:
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        series(grounds((0, (0,)), (1, (1,))), progress=stop)


def test_rows_and_json_carry_the_same():
    found = series(grounds((0, (0,)), (1, (0, 1))))
    [row] = series_rows(found)
    assert dict(zip(SERIES_COLUMNS, row)) == series_json(found)["steps"][0]
    assert row[:4] == ("2024-07-01", "2024-07-02", "2024-07-01", "2024-07-02")


def test_days_of_a_case():
    case = Case(
        "c",
        control_areas=(
            area(0, "assessed_control", "R", 0, 1),
            area(0, "assessed_advance", "R", 2),
            area(0, "claimed_counteroffensive", "B", 4),
            area(1, "assessed_control", "R", 0),
            area(1, "reported_activity", "B", 9),
        ),
    )
    for layer, expected in (("control", [2, 1]), ("held", [3, 1]), ("other", [1, 0])):
        found = [in_squares(area_km2(one.geometry)) for one in day_grounds(case, layer=layer)]
        assert found == expected, layer


def test_edges_both_days_share_cancel():
    gone, come = changed_edges(edges_of(squares(0, 5)), edges_of(squares(0, 6)))
    # Squares 5 and 6 have four edges each, square 0 none that changed.
    assert (len(gone.keys), len(come.keys)) == (4, 4)
    assert len(faces_between(gone, come).gained) == 1


# Net change per calendar month in km2: design, section 6.
MONTHS = {
    (2024, 8): 363.5, (2024, 9): 397.2, (2024, 10): 502.8, (2024, 11): 725.9, (2024, 12): 401.0,
    (2025, 1): 318.7, (2025, 2): 191.8, (2025, 3): 135.7, (2025, 4): 184.6, (2025, 5): 440.3,
}  # fmt: skip


def test_the_months_of_the_second_reference(shared_data: Path):
    folder = shared_data / "deepstate-2024-25"
    if not folder.is_dir():
        pytest.skip("the daily maps of 2024-25 are not here")
    days = []
    for path in sorted(folder.glob("*.geojson")):
        [feature] = json.loads(path.read_text(encoding="utf-8"))["features"]
        as_of = datetime.datetime.strptime(path.stem[-8:], "%Y%m%d").date()
        days.append(DayGround(as_of, shape(feature["geometry"])))
    builder = SeriesBuilder()
    for one in days:
        builder.add(one.day, one.geometry)
    found = builder.series("month")
    nets = {(one.start.year, one.start.month): one.net_km2 for one in found.steps if one.whole}
    assert nets == {month: pytest.approx(km2, abs=0.06) for month, km2 in MONTHS.items()}
    assert {one.asked.isoformat(): one.used.isoformat() for one in found.stood_in} == {
        "2025-01-01": "2025-01-02",
        "2025-04-01": "2025-04-02",
    }
    daily = builder.series("day")
    assert sum(one.gained_km2 - one.lost_km2 for one in daily.steps) == pytest.approx(
        area_km2(days[-1].geometry) - area_km2(days[0].geometry), abs=1e-6
    )
    for n in range(10, 352, 60):
        before, after = days[n].geometry, days[n + 1].geometry
        assert daily.steps[n].gained_km2 == pytest.approx(area_km2(after.difference(before)), abs=1e-5)
        assert daily.steps[n].lost_km2 == pytest.approx(area_km2(before.difference(after)), abs=1e-5)
