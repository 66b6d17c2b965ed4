"""The days of one place on a ladder whose rails are cut one by one: counts read off the drawing, lengths by pyproj."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from shapely.geometry import MultiPolygon, Point, box
from shapely.ops import unary_union

from roads import at, km, road
from salient.core.access_series import access_series, mapped_days
from salient.core.case import Case, ControlArea, Gain, Settlement
from salient.core.corridor import SupplyBase, corridor_width
from salient.core.errors import Cancelled, InputError, MeasureError
from salient.core.route_report import route_report

FIRST = datetime.date(2022, 9, 1)
# Two ways from the base at (0, 0) to the town at (3, 0).
LOW, HIGH = ((0, 0), (3, 0)), ((0, 0), (0, 1), (3, 1), (3, 0))
WHOLE = box(*at(-1, -1), *at(4, 2))
LOW_CUT = WHOLE.difference(box(*at(1, -2), *at(2, 0.5)))
BOTH_CUT = WHOLE.difference(box(*at(1, -2), *at(2, 3)))


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def control(number: int, ground, state: str = "assessed_control") -> ControlArea:
    return ControlArea(f"{state} {number}", ground, "R", state, "I", as_of=day(number), tolerance_m=100)


BASE = Settlement("base", "Base", Point(at(0, 0)), is_supply_base=True, side="R")
TOWN = Settlement("town", "Town", Point(at(3, 0)))
ROUTES = (road("low", *LOW), road("high", *HIGH))


def ladder(*grounds) -> Case:
    """A case with a map of each day; None is a day that nobody mapped."""
    areas = tuple(control(number, ground) for number, ground in enumerate(grounds) if ground is not None)
    return Case("story", (BASE, TOWN), ROUTES, control_areas=areas)


def test_ways_detour_and_since_when():
    case = ladder(WHOLE, LOW_CUT, None, BOTH_CUT, BOTH_CUT)
    found = access_series(case, "Town")
    assert found.days == (day(0), day(1), day(3), day(4))
    assert (found.place, found.side, found.issuer) == (TOWN, "R", "I")
    (control_alone,) = found.readings
    assert [one.access.ways for one in control_alone.days] == [2, 1, 0, 0]
    assert [one.base for one in control_alone.days] == [BASE, BASE, None, None]
    first, second, third, _ = control_alone.days
    assert first.access.km == pytest.approx(km(*LOW), abs=0.001)
    assert first.access.detour_factor is None
    assert second.access.km == pytest.approx(km(*HIGH), abs=0.001)
    assert second.access.detour_km == pytest.approx(km(*HIGH) - km(*LOW), abs=0.001)
    assert third.access.km is None
    assert third.access.earlier_km == pytest.approx(km(*LOW), abs=0.001)
    assert control_alone.isolated_since == day(3)


def test_a_way_that_opens_again_ends_the_isolation():
    (found,) = access_series(ladder(BOTH_CUT, WHOLE, BOTH_CUT, LOW_CUT), "town", corridor=False).readings
    assert [one.access.ways for one in found.days] == [0, 2, 0, 1]
    assert found.isolated_since is None
    # The first day had no way: the detour is against the second.
    assert found.days[3].access.detour_km == pytest.approx(km(*HIGH) - km(*LOW), abs=0.001)


def test_each_day_is_what_the_report_of_that_day_says():
    grounds = (WHOLE, LOW_CUT, LOW_CUT, BOTH_CUT, WHOLE)
    case = ladder(*grounds)
    case = replace(
        case, control_areas=(*case.control_areas, control(3, box(*at(1, 0.5), *at(2, 3)), "assessed_advance"))
    )
    found = access_series(case, "Town")
    assert [one.reading for one in found.readings] == ["control", "advance"]
    for number, when in enumerate(found.days):
        alone = route_report(case, when, names=["Town"])
        for reading in found.readings:
            # A reading that is the same ground as the first is not repeated in the report of a day.
            state = next((one for one in alone.readings if one.reading == reading.reading), alone.readings[0]).places[0]
            assert reading.days[number].access.ways == state.access.access.ways
            assert reading.days[number].access.km == state.access.access.km
        assert found.corridors[number].corridor == alone.readings[0].places[0].corridor
    assert [one.access.ways for one in found.readings[1].days] == [2, 1, 1, 1, 2]


def test_corridors_are_those_of_each_day():
    found = access_series(ladder(WHOLE, LOW_CUT, BOTH_CUT), "Town")
    bases = [SupplyBase("base", *at(0, 0))]
    for one, ground in zip(found.corridors, (WHOLE, LOW_CUT, BOTH_CUT)):
        alone = corridor_width(ground, at(3, 0), bases)
        assert one.corridor.width_km.best == pytest.approx(alone.width_km.best, abs=0.1)
    assert [one.base for one in found.corridors] == [BASE, BASE, None]
    assert access_series(ladder(WHOLE), "Town", corridor=False).corridors == ()


def test_days_that_cannot_be_asked_say_why():
    # On the second day the base is lost, on the third the town; on the fourth the side has no ground.
    lost_base, lost_town = box(*at(1, -1), *at(4, 2)), box(*at(-1, -1), *at(1, 2))
    case = ladder(WHOLE, lost_base, lost_town)
    other = ControlArea("other", WHOLE, "U", "assessed_control", "I", as_of=day(3), tolerance_m=100)
    case = replace(case, control_areas=(*case.control_areas, other))
    found = access_series(case, "Town", side="R")
    days = found.readings[0].days
    assert [one.access is None for one in days] == [False, True, True, True]
    assert "No supply base of R stands in its ground" in str(days[1].missing)
    assert "Town does not stand in ground of R" in str(days[2].missing)
    assert "There is no ground of that side" in str(days[3].missing)
    assert found.corridors[1].corridor is None
    assert "No supply base" in str(found.corridors[1].missing)
    # As near to the edge as the edge may be off: it may stand in the ground.
    near = box(*at(-1, -1), 36.2995, at(0, 2)[1])
    assert access_series(ladder(near), "Town").readings[0].days[0].access.ways == 0


def test_from_drawn_gains_alone():
    taken = Gain("g", MultiPolygon([box(*at(1, -2), *at(2, 0.5))]), side="U", as_of=day(2))
    later = Gain("h", MultiPolygon([box(*at(1, 0.4), *at(2, 3))]), side="U", as_of=day(5))
    case = Case("story", (BASE, TOWN), ROUTES, claimed_gains=(taken, later))
    assert mapped_days(case) == (day(2), day(5))
    found = access_series(case, "Town")
    assert [one.access.ways for one in found.readings[0].days] == [1, 0]
    assert {str(one.missing) for one in found.corridors} == {
        "The maps do not draw the ground of R itself: how wide a corridor through it is cannot be measured."
    }


def test_a_case_without_routes_still_has_its_corridor():
    case = replace(ladder(WHOLE, BOTH_CUT), supply_routes=())
    found = access_series(case, "Town")
    assert "A network of supply routes is needed" in str(found.readings[0].days[0].missing)
    assert [one.corridor.joined for one in found.corridors] == [True, False]
    with pytest.raises(MeasureError, match="A network of supply routes is needed"):
        access_series(case, "Town", corridor=False)


def test_days_are_chosen_told_and_can_be_called_off():
    case = ladder(WHOLE, LOW_CUT, None, BOTH_CUT)
    assert mapped_days(case, start=day(1), end=day(2)) == (day(1),)
    heard: list[float] = []
    found = access_series(case, "Town", [day(1), day(3)], progress=heard.append)
    assert found.days == (day(1), day(3))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    with pytest.raises(MeasureError, match="No day"):
        access_series(case, "Town", [])
    with pytest.raises(InputError, match="no settlement"):
        access_series(case, "Elsewhere")

    def stop(share):
        raise Cancelled("called off")

    with pytest.raises(Cancelled):
        access_series(case, "Town", progress=stop)


def test_an_id_is_an_id_whatever_others_are_called():
    case = replace(ladder(WHOLE), settlements=(BASE, TOWN, Settlement("other", "town", Point(at(2, 1)))))
    assert access_series(case, "town", corridor=False).place == TOWN
    twice = replace(ladder(WHOLE), settlements=(BASE, TOWN, Settlement("other", "Town", Point(at(2, 1)))))
    with pytest.raises(InputError, match="Several settlements"):
        access_series(twice, "Town")


def test_the_second_map_of_another_issuer_is_left_alone():
    case = ladder(WHOLE, BOTH_CUT)
    other = unary_union([WHOLE])
    case = replace(
        case, control_areas=(*case.control_areas, ControlArea("j", other, "R", "assessed_control", "J", as_of=day(1)))
    )
    with pytest.raises(MeasureError, match="several issuers"):
        access_series(case, "Town")
    (found,) = access_series(case, "Town", issuer="I", corridor=False).readings
    assert [one.access.ways for one in found.days] == [2, 0]
